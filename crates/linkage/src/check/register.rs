use hashbrown::HashMap;

use super::{
    finding::{Detail, Finding, Totals},
    household, record,
    relation::{Relation, Relations},
    rule::Rule,
    rules::Rules,
    twins,
};
use crate::{
    encoding::decode,
    field::{BirthDate, Pin, Sex, WrittenNumber},
    record::{Record, SectorRow},
    register::{RegisterRow, Status, says_card},
    text::Name,
};

/// Ngày Luật Căn cước 2023 có hiệu lực: from then on children are given a card on request.
const CARDS_FOR_CHILDREN: BirthDate = BirthDate {
    year: 2024,
    month: 7,
    day: 1,
};

/// Kiểm tra cơ sở dữ liệu dân cư: takes the rows of a register one by one, then looks at households, numbers and double entries.
///
/// Some 70 bytes and the id are kept for each row, not the row.
#[derive(Debug)]
pub struct RegisterCheck<'a> {
    rules: &'a Rules,
    on: Option<BirthDate>,
    households: HashMap<String, u32>,
    known: Known,
    findings: Vec<Finding>,
    relations: Relations,
    parents: HashMap<Box<str>, u64>,
}

/// What is kept of the rows.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) entries: Vec<Entry>,
    ids: String,
    ends: Vec<usize>,
}

/// What is kept of a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) row: u64,
    pub(super) pin: u64,
    pub(super) name: u64,
    pub(super) father: u64,
    pub(super) mother: u64,
    pub(super) old_number: u32,
    /// 0: none.
    pub(super) household: u32,
    pub(super) birth: BirthDate,
    pub(super) sex: Option<Sex>,
    pub(super) relation: Relation,
    /// Died or moved away.
    pub(super) is_gone: bool,
}

impl Known {
    fn push(&mut self, id: &str, entry: Entry) {
        self.entries.push(entry);
        self.ids.push_str(id);
        self.ends.push(self.ids.len());
    }

    fn id(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.ids[start..self.ends[at]]
    }
}

/// All findings of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterFindings {
    /// In the order of the rows, those of one row in the order of the rules.
    pub findings: Vec<Finding>,
    /// How many findings of each rule.
    pub totals: Totals,
    /// How many rows were checked.
    pub rows: u64,
}

impl<'a> RegisterCheck<'a> {
    /// Checks as of a day; without one, ages and the future are not looked at.
    pub fn new(rules: &'a Rules, on: Option<BirthDate>) -> Self {
        Self {
            rules,
            on,
            households: HashMap::new(),
            known: Known::default(),
            findings: Vec::new(),
            relations: Relations::new(),
            parents: HashMap::new(),
        }
    }

    /// Takes a row with its number, as the caller counts; numbers rise.
    pub fn push(&mut self, number: u64, row: &RegisterRow<'_>) {
        let record = Record::new(&SectorRow {
            full_name: row.full_name,
            dob: row.dob,
            sex: row.sex,
            id_no: row.id12,
            address: row.neighbourhood,
            ward: row.ward,
            district: row.district,
            province: row.province,
            ..SectorRow::default()
        });
        self.check_row(number, row, &record);
        let next = u32::try_from(self.households.len() + 1).unwrap_or(u32::MAX);
        let household = match row.household_id.trim() {
            "" => 0,
            id => *self.households.entry_ref(id).or_insert(next),
        };
        let old_number = match WrittenNumber::parse(row.cmnd9) {
            WrittenNumber::Old(digits) => u32::try_from(digits).unwrap_or(0),
            _ => 0,
        };
        let status = Status::parse(row.status);
        let entry = Entry {
            row: number,
            pin: record.number.padded().unwrap_or(0),
            name: record.name.bag(),
            father: self.parent(row.father_name),
            mother: self.parent(row.mother_name),
            old_number,
            household,
            birth: record.birth.unwrap_or_default(),
            sex: record.sex,
            relation: self.relations.get(row.relation),
            is_gone: matches!(status, Status::Deceased | Status::MovedAway),
        };
        self.known.push(row.person_id, entry);
    }

    /// Looks at what only all rows together show.
    pub fn finish(mut self) -> RegisterFindings {
        drop((self.households, self.parents));
        let (rules, known) = (self.rules, &self.known);
        let findings = &mut self.findings;
        let mut fail = |at: usize, rule: Rule, detail: Detail| {
            findings.extend(record::finding(
                rules,
                known.entries[at].row,
                known.id(at),
                rule,
                detail,
            ));
        };
        twins::check(&known.entries, &mut fail);
        household::check(&known.entries, rules.limit(Rule::ParentAge), &mut fail);
        self.findings
            .sort_by_key(|finding| (finding.row, finding.rule));
        RegisterFindings {
            totals: self.findings.iter().collect(),
            rows: u64::try_from(self.known.entries.len()).unwrap_or(u64::MAX),
            findings: self.findings,
        }
    }

    /// The key of the name of a parent. A register repeats a few thousand names.
    fn parent(&mut self, text: &str) -> u64 {
        if let Some(key) = self.parents.get(text) {
            return *key;
        }
        let key = Name::parse(&decode(text).text).bag();
        self.parents.insert(text.into(), key);
        key
    }

    fn check_row(&mut self, number: u64, row: &RegisterRow<'_>, record: &Record) {
        let Self {
            rules,
            on,
            findings,
            ..
        } = self;
        let mut fail = |rule: Rule, detail: Detail| {
            let finding = record::finding(rules, number, row.person_id, rule, detail);
            findings.extend(finding.map(|finding| Finding {
                field: column(finding.field, row),
                ..finding
            }));
        };
        record::check_texts(row.full_name, row.dob, record, &mut fail);
        record::check_day(rules, *on, record, &mut fail);
        if let WrittenNumber::Old(digits) = WrittenNumber::parse(row.cmnd9) {
            record::check_old(digits, &mut fail);
        }
        if let (WrittenNumber::Full(digits), Ok(written @ 1..)) =
            (record.number, row.birth_province.trim().parse::<u16>())
            && let Ok(pin) = Pin::new(digits)
            && pin.province() != written
        {
            let number = pin.province();
            fail(
                Rule::NumberBirthProvince,
                Detail::Provinces { number, written },
            );
        }
        let is_blank = |text: &str| text.trim().is_empty();
        if is_blank(row.ward) || is_blank(row.province) {
            fail(Rule::PlaceMissing, Detail::None);
        }
        if is_blank(row.household_id) {
            fail(Rule::HouseholdMissing, Detail::None);
        } else if is_blank(row.relation) {
            fail(Rule::RelationMissing, Detail::None);
        }
        if is_blank(row.father_name) && is_blank(row.mother_name) {
            fail(Rule::ParentsMissing, Detail::None);
        }
        if is_blank(row.status) {
            fail(Rule::StatusMissing, Detail::None);
        } else if Status::known(row.status).is_none() {
            fail(Rule::StatusUnknown, Detail::None);
        }
        check_card(rules, *on, row, record, &mut fail);
    }
}

/// The column of the register for one that is called otherwise in a sector.
fn column(field: &'static str, row: &RegisterRow<'_>) -> &'static str {
    match field {
        "id_no" if row.id12.trim().is_empty() && !row.cmnd9.trim().is_empty() => "cmnd9",
        "id_no" => "id12",
        "address" => "ward",
        other => other,
    }
}

/// A card against the date of birth; the column has a no, a yes or the day of issue.
fn check_card(
    rules: &Rules,
    on: Option<BirthDate>,
    row: &RegisterRow<'_>,
    record: &Record,
    fail: &mut impl FnMut(Rule, Detail),
) {
    let Some(birth) = record.birth else {
        return;
    };
    let day = BirthDate::parse(row.card_issued)
        .map(|(day, _)| day)
        .filter(|day| day.is_full());
    let issued = day.or(on.filter(|_| says_card(row.card_issued)));
    let (Some(issued), Some(limit)) = (issued, rules.limit(Rule::CardAge)) else {
        return;
    };
    let age = birth.age_on(issued);
    let dated = day.is_some();
    if dated && birth.is_after(issued) {
        fail(Rule::CardBeforeBirth, Detail::None);
    } else if age < i32::from(limit) && !(dated && issued >= CARDS_FOR_CHILDREN) {
        fail(Rule::CardAge, Detail::Age(age));
    }
}
