use std::borrow::Cow;

use super::{
    finding::{Detail, Finding},
    rule::Rule,
    rules::Rules,
};
use crate::{
    classify::Category,
    encoding::decode,
    field::{BirthDate, Pin, PinFault, WrittenNumber},
    record::{Record, SectorRow},
    text::Syllable,
};

/// The highest of the first two digits of nine: the provinces' police had 01 to 38.
const LAST_OLD_PROVINCE: u64 = 38;

/// Checks a record by itself; the rules that fail, in their order.
///
/// What needs the day, the text of the row or the columns of the file is left to [`RecordCheck`].
pub fn check(record: &Record) -> Vec<Rule> {
    let mut failed = Vec::new();
    check_record(record, &mut |rule, _| failed.push(rule));
    failed
}

/// Kiểm tra bản ghi: checks rows of a sector by the rules of an office.
#[derive(Debug, Clone, Copy)]
pub struct RecordCheck<'a> {
    rules: &'a Rules,
    on: Option<BirthDate>,
    guardians: bool,
    places: bool,
}

impl<'a> RecordCheck<'a> {
    /// Checks as of a day; without one, ages and the future are not looked at.
    pub const fn new(rules: &'a Rules, on: Option<BirthDate>) -> Self {
        Self {
            rules,
            on,
            guardians: false,
            places: false,
        }
    }

    /// Whether the file has a column for guardians.
    #[must_use]
    pub const fn with_guardians(mut self, present: bool) -> Self {
        self.guardians = present;
        self
    }

    /// Whether the file has columns for addresses.
    #[must_use]
    pub const fn with_places(mut self, present: bool) -> Self {
        self.places = present;
        self
    }

    /// Checks a row, which the caller has read into a record already; the findings are in the order of the rules.
    pub fn check(&self, number: u64, row: &SectorRow<'_>, record: &Record) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut fail = |rule: Rule, detail: Detail| {
            findings.extend(finding(self.rules, number, row.rec_id, rule, detail));
        };
        check_texts(row.full_name, row.dob, record, &mut fail);
        check_day(self.rules, self.on, record, &mut fail);
        let age = self
            .on
            .and_then(|on| record.birth.map(|birth| birth.age_on(on)));
        let limit = self.rules.limit(Rule::GuardianMissing).map(i32::from);
        let child = age.is_some_and(|age| limit.is_some_and(|limit| (0..limit).contains(&age)));
        if self.guardians && child && record.guardian.is_empty() {
            fail(Rule::GuardianMissing, age.map_or(Detail::None, Detail::Age));
        }
        if self.places && record.place.is_empty() {
            fail(Rule::PlaceMissing, Detail::None);
        }
        findings.sort_by_key(|finding| finding.rule);
        findings
    }

    /// What the category of a record says of its person: that they died, moved away or have no card.
    pub fn check_match(&self, number: u64, rec_id: &str, category: Category) -> Option<Finding> {
        let rule = match category {
            Category::Deceased => Rule::PersonDeceased,
            Category::MovedAway => Rule::PersonMoved,
            Category::NoCard => Rule::PersonNoCard,
            _ => return None,
        };
        finding(self.rules, number, rec_id, rule, Detail::None)
    }
}

/// A finding, unless the rule is switched off.
pub(super) fn finding(
    rules: &Rules,
    row: u64,
    key: &str,
    rule: Rule,
    detail: Detail,
) -> Option<Finding> {
    rules.severity(rule).map(|severity| Finding {
        row,
        key: key.to_owned(),
        field: rule.field(),
        rule,
        severity,
        detail,
    })
}

/// The rules that ask for no more than a record.
fn check_record(record: &Record, fail: &mut impl FnMut(Rule, Detail)) {
    let syllables = record.name.syllables();
    let mut unless = |holds: bool, rule: Rule| {
        if !holds {
            fail(rule, Detail::None);
        }
    };
    unless(!syllables.is_empty(), Rule::NameMissing);
    unless(syllables.len() != 1, Rule::NameShort);
    unless(record.encoding.is_none(), Rule::NameEncoding);
    unless(
        !syllables.iter().any(Syllable::has_lost_letter),
        Rule::NameLetters,
    );
    unless(
        !syllables.iter().any(Syllable::is_initial),
        Rule::NameAbbreviated,
    );
    unless(record.birth.is_some(), Rule::BirthMissing);
    unless(
        record.birth.is_none_or(BirthDate::is_full),
        Rule::BirthPartial,
    );
    unless(record.sex.is_some(), Rule::SexMissing);
    match record.number {
        WrittenNumber::Missing => fail(Rule::NumberMissing, Detail::None),
        WrittenNumber::Old(digits) => {
            fail(Rule::NumberOld, Detail::None);
            check_old(digits, fail);
        }
        WrittenNumber::Full(digits) => check_pin(record, digits, fail),
        WrittenNumber::Short { len, .. } => fail(Rule::NumberLength, Detail::Digits(len)),
        WrittenNumber::Prefix { .. } | WrittenNumber::Odd(_) => {
            fail(Rule::NumberLength, Detail::None);
        }
    }
}

pub(super) fn check_old(digits: u64, fail: &mut impl FnMut(Rule, Detail)) {
    if !(1..=LAST_OLD_PROVINCE).contains(&(digits / 10_000_000)) {
        fail(Rule::NumberOldStructure, Detail::None);
    }
}

fn check_pin(record: &Record, digits: u64, fail: &mut impl FnMut(Rule, Detail)) {
    match Pin::new(digits) {
        Err(PinFault::UnknownProvince(_)) => fail(Rule::NumberProvince, Detail::None),
        Err(PinFault::FutureCentury(_)) => fail(Rule::NumberCentury, Detail::None),
        Err(PinFault::TooLong) => fail(Rule::NumberLength, Detail::None),
        Ok(pin) => {
            if let Some(written) = record.sex.filter(|sex| *sex != pin.sex()) {
                let number = pin.sex();
                fail(Rule::NumberSex, Detail::Sexes { number, written });
            }
            if let Some(birth) = record.birth.filter(|birth| birth.year != pin.year()) {
                let (number, written) = (pin.year(), birth.year);
                fail(Rule::NumberYear, Detail::Years { number, written });
            }
        }
    }
}

/// The rules of a record, with what only the texts of the row show.
pub(super) fn check_texts(
    full_name: &str,
    dob: &str,
    record: &Record,
    fail: &mut impl FnMut(Rule, Detail),
) {
    let name = if record.encoding.is_none() {
        Cow::Borrowed(full_name)
    } else {
        Cow::Owned(decode(full_name).text)
    };
    check_record(record, &mut |rule, detail| match rule {
        Rule::BirthMissing if dob.chars().any(char::is_alphanumeric) => {
            fail(Rule::BirthImpossible, Detail::None);
        }
        // A letter of another alphabet was not lost.
        Rule::NameLetters if !name.contains(['?', '\u{fffd}']) => {}
        _ => fail(rule, detail),
    });
    let symbol = |c: char| {
        !c.is_alphabetic()
            && !c.is_whitespace()
            && !('\u{300}'..='\u{36f}').contains(&c)
            && !matches!(c, '.' | ',' | '-' | '_' | '\'' | '’' | '?' | '\u{fffd}')
    };
    if name.chars().any(symbol) {
        fail(Rule::NameCharacters, Detail::None);
    }
    if name.chars().any(is_foreign) {
        fail(Rule::NameForeign, Detail::None);
    }
}

/// Whether a letter is none of the Vietnamese alphabet, which has no f, j, w and z.
fn is_foreign(c: char) -> bool {
    use unicode_normalization::UnicodeNormalization;
    if c.is_ascii() {
        return matches!(c.to_ascii_lowercase(), 'f' | 'j' | 'w' | 'z');
    }
    c.is_alphabetic()
        && !matches!(c, 'đ' | 'Đ' | 'ð' | 'Ð')
        && !c.nfd().all(|part| {
            part.is_ascii()
                || matches!(
                    part,
                    '\u{300}'..='\u{303}' | '\u{306}' | '\u{309}' | '\u{31b}' | '\u{323}'
                )
        })
}

/// The rules that ask for the day of the check.
pub(super) fn check_day(
    rules: &Rules,
    on: Option<BirthDate>,
    record: &Record,
    fail: &mut impl FnMut(Rule, Detail),
) {
    let Some(on) = on else {
        return;
    };
    if let Some(birth) = record.birth {
        let age = birth.age_on(on);
        if birth.is_after(on) {
            fail(Rule::BirthFuture, Detail::None);
        } else if rules
            .limit(Rule::AgeImplausible)
            .is_some_and(|limit| age > i32::from(limit))
        {
            fail(Rule::AgeImplausible, Detail::Age(age));
        }
    }
    if let WrittenNumber::Full(digits) = record.number
        && Pin::new(digits).is_ok_and(|pin| pin.year() > on.year)
    {
        fail(Rule::NumberFuture, Detail::None);
    }
}
#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Phan Thanh Hạnh", "19/03/1992", "Nữ", "027192554724", &[])]
    #[case("Phan Thanh Hạnh", "19/03/1992", "Nam", "027192554724", &[Rule::NumberSex])]
    #[case("Phan Thanh Hạnh", "19/03/1993", "Nữ", "027192554724", &[Rule::NumberYear])]
    #[case("Phan Thanh Hạnh", "1992", "Nữ", "003192554724", &[Rule::BirthPartial, Rule::NumberProvince])]
    #[case("P. Thanh Hạnh", "", "", "", &[Rule::NameAbbreviated, Rule::BirthMissing, Rule::SexMissing, Rule::NumberMissing])]
    #[case("NguyÔn ThÞ HuyÒn", "19/03/1992", "F", "27192554724", &[Rule::NameEncoding, Rule::NumberLength])]
    #[case("Nguy?n Th? Trang", "19/03/1992", "2", "124775519", &[Rule::NameLetters, Rule::NumberOld])]
    fn what_fails(
        #[case] full_name: &str,
        #[case] dob: &str,
        #[case] sex: &str,
        #[case] id_no: &str,
        #[case] rules: &[Rule],
    ) {
        let record = Record::new(&SectorRow {
            full_name,
            dob,
            sex,
            id_no,
            ..SectorRow::default()
        });
        assert_eq!(check(&record), rules);
    }
}
