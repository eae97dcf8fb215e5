use chiso_linkage::{Category, encode_mojibake, encode_tcvn3, encode_vni};
use chrono::{Datelike, NaiveDate};

use super::{
    Subject,
    address::{self, Address},
    name::{self, Parts},
    number::{self, NumberKind},
};
use crate::{
    dice::{Dice, mix},
    names::Names,
    person::{Known, Person, Sex, Status},
    plan::Plan,
    register::Entry,
    rows::SectorRow,
    shares::{Level, Shares},
    writing::{apart, new_style, plain, question_marks},
};

/// The faults of a name, in the order in which they befall it.
const NAME_FAULTS: [&str; 8] = [
    "name_other_given",
    "name_mid_dropped",
    "name_mid_added",
    "name_typo",
    "name_tone",
    "name_i_y",
    "name_abbrev",
    "name_swapped",
];

/// What becomes of the whole text of a name; at most one.
const NAME_ENCODINGS: [&str; 5] = [
    "name_plain",
    "name_tcvn3",
    "name_vni",
    "name_mojibake",
    "name_qmark",
];

/// The faults of a date, at most one.
const DATE_FAULTS: [&str; 5] = [
    "dob_year_only",
    "dob_day",
    "dob_month",
    "dob_year",
    "dob_day_month_swap",
];

/// A record while it is written.
#[derive(Debug)]
pub(super) struct Draft<'d, 'a> {
    dice: &'d mut Dice,
    level: &'static Level,
    person: &'a Person,
    relative: Option<&'a Person>,
    name: Parts,
    encoding: Option<&'static str>,
    birth: NaiveDate,
    known: Known,
    sex: Sex,
    number: String,
    kind: NumberKind,
    guardian: Option<String>,
    address: Address,
    tags: Vec<&'static str>,
}

impl<'d, 'a> Draft<'d, 'a> {
    pub(super) fn new(plan: &Plan, dice: &'d mut Dice, subject: Subject<'a>) -> Self {
        let person = subject.person;
        let level = plan.level();
        let moved = person.status == Status::MovedAway && dice.chance(0.6);
        let back = person.status == Status::Temporary && dice.chance(0.3);
        let (address, tags) =
            address::write(dice, level, person, subject.elsewhere || moved || back);
        let shares = &Shares::get().sector;
        let young = person.age(Shares::get().as_of) < 15;
        let guardian = (young && dice.chance(shares.guardian)).then(|| {
            let parent = if dice.chance(0.7) {
                person.mother
            } else {
                person.father
            };
            parent.to_string()
        });
        // A sector may know the day that the register does not.
        let known = if dice.chance(0.5) {
            Known::Day
        } else {
            person.known
        };
        Self {
            level,
            person,
            relative: subject.relative,
            name: person
                .name
                .parts()
                .iter()
                .map(|part| (*part).to_owned())
                .collect(),
            encoding: None,
            birth: person.birth,
            known,
            sex: person.sex,
            number: String::new(),
            kind: NumberKind::Missing,
            guardian,
            address,
            tags,
            dice,
        }
    }

    pub(super) fn write_number(&mut self, kind: NumberKind, stranger: &Person) {
        self.kind = kind;
        match kind {
            NumberKind::Right => self.number = format!("{:012}", self.person.pin),
            NumberKind::Missing => {
                number::missing(self.dice).clone_into(&mut self.number);
                self.tags.push("id_missing");
            }
            NumberKind::Old => {
                let mut digits = format!("{:09}", self.person.cmnd).into_bytes();
                self.tags.push("id_cmnd9");
                if !self.person.cmnd_recorded {
                    self.tags.push("cmnd_not_recorded");
                } else if self.dice.chance(self.level.old_numbers.mistyped) {
                    number::replace_digit(self.dice, &mut digits);
                    self.tags.push("cmnd_typo");
                }
                self.number = String::from_utf8(digits).unwrap_or_default();
            }
            NumberKind::Wrong(tag) => {
                let owner = match tag {
                    "id_of_relative" => self.relative,
                    "id_of_other" if stranger.pin != self.person.pin => Some(stranger),
                    _ => None,
                };
                let (tag, digits) = if let Some(owner) = owner {
                    (tag, Some(format!("{:012}", owner.pin)))
                } else {
                    (tag, number::spoilt(self.dice, tag, self.person))
                };
                let (tag, digits) = match digits {
                    Some(digits) => (tag, Some(digits)),
                    None => ("id_typo", number::spoilt(self.dice, "id_typo", self.person)),
                };
                self.number = digits.unwrap_or_default();
                self.tags.push(tag);
            }
        }
        let numeric =
            self.number.len() >= 9 && self.number.bytes().all(|digit| digit.is_ascii_digit());
        if numeric
            && kind != NumberKind::Missing
            && self.tags.iter().all(|tag| *tag != "id_excel_sci")
            && self.manner("fmt_id")
        {
            self.number = number::decorated(self.dice, &self.number);
            self.tags.push("fmt_id");
        }
    }

    fn manner(&mut self, tag: &str) -> bool {
        let chance = self.level.manner(tag);
        self.dice.chance(chance)
    }

    fn faulty(&mut self, tag: &str) -> bool {
        let chance = self.level.fault(tag);
        self.dice.chance(chance)
    }

    /// Puts faults into name, date, sex and guardian; `surely`: at least one that makes the information wrong.
    pub(super) fn spoil(&mut self, surely: bool) {
        for _ in 0..64 {
            for tag in NAME_FAULTS {
                if self.faulty(tag) && name::spoil(self.dice, tag, &mut self.name, self.person) {
                    self.tags.push(tag);
                }
            }
            for tag in NAME_ENCODINGS {
                if self.encoding.is_none() && self.faulty(tag) && self.can_encode(tag) {
                    self.encoding = Some(tag);
                    self.tags.push(tag);
                }
            }
            for tag in DATE_FAULTS {
                if self.birth == self.person.birth && self.known == Known::Day && self.faulty(tag) {
                    self.spoil_date(tag);
                }
            }
            if self.sex == self.person.sex && self.faulty("sex") {
                self.sex = if self.sex == Sex::Male {
                    Sex::Female
                } else {
                    Sex::Male
                };
                self.tags.push("sex");
            }
            if !surely || self.errors() > 0 {
                break;
            }
        }
        if self.guardian.is_some() && self.faulty("guardian_other") {
            let surname = Names::get().surname(self.dice);
            let aunt = Names::get().full(self.dice, surname, Sex::Female, self.birth.year() - 30);
            let near = self.relative.filter(|_| self.dice.chance(0.5));
            let other = near.map_or(aunt, |near| near.name).to_string();
            let parents = [
                self.person.father.to_string(),
                self.person.mother.to_string(),
            ];
            if !parents.contains(&other) {
                self.guardian = Some(other);
                self.tags.push("guardian_other");
            }
        }
    }

    /// Whether the letters that an encoding loses are there at all.
    fn can_encode(&self, tag: &str) -> bool {
        let name = self.name.join(" ");
        encoded(tag, &name).is_some_and(|text| text != name)
    }

    fn spoil_date(&mut self, tag: &'static str) {
        let birth = self.birth;
        let moved = match tag {
            "dob_year_only" => {
                self.known = Known::Year;
                self.tags.push(tag);
                return;
            }
            "dob_day" => {
                let day = if self.dice.chance(0.5) {
                    birth.day() + 1
                } else {
                    u32::try_from(self.dice.within(1, 28)).unwrap_or(1)
                };
                birth.with_day(day)
            }
            "dob_month" => birth.with_month(u32::try_from(self.dice.within(1, 12)).unwrap_or(1)),
            "dob_year" => {
                let off = [1, 2, 3, 10][self.dice.weighted(&[56.0, 24.0, 8.0, 12.0])];
                let off = if self.dice.chance(0.5) { off } else { -off };
                birth.with_year((birth.year() + off).min(Shares::get().as_of.year()))
            }
            _ => birth
                .with_day(birth.month())
                .and_then(|date| date.with_month(birth.day()))
                .or_else(|| {
                    let first = birth.with_day(1)?;
                    first.with_month(birth.day())?.with_day(birth.month())
                }),
        };
        if let Some(moved) = moved.filter(|moved| *moved != birth) {
            self.birth = moved;
            self.tags.push(tag);
        }
    }

    /// How many of name, date and sex are wrong.
    fn errors(&self) -> u8 {
        let has = |prefix: &str| u8::from(self.tags.iter().any(|tag| tag.starts_with(prefix)));
        has("name_") + has("dob_") + has("sex")
    }

    /// What decides which of two records of one person is kept: errors, and how good the number is.
    pub(super) fn merit(&self) -> (u8, u8) {
        let wrong = matches!(self.kind, NumberKind::Wrong(_));
        let number = match self.kind {
            NumberKind::Right => 2,
            NumberKind::Old => 1,
            NumberKind::Missing | NumberKind::Wrong(_) => 0,
        };
        (self.errors() + u8::from(wrong), number)
    }

    /// The category of a record of somebody in the register.
    pub(super) fn category(&self, entry: &Entry) -> Category {
        let person = &entry.person;
        let adult = person.age(Shares::get().as_of) >= Shares::get().people.card_age;
        match (person.status, self.kind) {
            (Status::Deceased, _) => Category::Deceased,
            (Status::MovedAway, _) => Category::MovedAway,
            (_, NumberKind::Missing | NumberKind::Old) if adult && !person.has_card => {
                Category::NoCard
            }
            (_, NumberKind::Missing) => Category::MissingId,
            (_, NumberKind::Old) => Category::Cmnd9,
            (_, NumberKind::Wrong(_)) => Category::WrongId,
            (_, NumberKind::Right) if self.errors() > 0 => Category::WrongInfo,
            (_, NumberKind::Right) => Category::Ok,
        }
    }

    /// The row, and the tags of all that is wrong or unusual in it.
    pub(super) fn finish(
        mut self,
        id: u64,
        dataset: &'static str,
    ) -> (SectorRow, Vec<&'static str>) {
        let dob = self.date();
        let sex = self.sex_word();
        let mut name = self.name.join(" ");
        let mut guardian = self.guardian.take().unwrap_or_default();
        if self.manner("fmt_tone_style") && new_style(&name) != name {
            name = new_style(&name);
            self.tags.push("fmt_tone_style");
        }
        let legacy = matches!(self.encoding, Some("name_tcvn3" | "name_vni"));
        match self.dice.weighted(&Shares::get().sector.cases) {
            // Fonts of capitals show what these encodings cannot write.
            1 if !legacy => (name, guardian) = (name.to_uppercase(), guardian.to_uppercase()),
            2 => (name, guardian) = (name.to_lowercase(), guardian.to_lowercase()),
            _ => {}
        }
        if self.manner("fmt_space") {
            name = match self.dice.below(3) {
                0 => format!("{name} "),
                1 => format!(" {name}"),
                _ => name.replacen(' ', "  ", 1),
            };
            self.tags.push("fmt_space");
        }
        let mut row = SectorRow {
            rec_id: id,
            dataset,
            sector_no: format!("{:010}", mix(id ^ 0x0005_ec70) % 10_000_000_000),
            full_name: name,
            dob,
            sex,
            id_no: std::mem::take(&mut self.number),
            guardian,
            address: std::mem::take(&mut self.address.lane),
            ward: std::mem::take(&mut self.address.ward),
            district: std::mem::take(&mut self.address.district),
            province: std::mem::take(&mut self.address.province),
        };
        self.encode(&mut row);
        (row, self.tags)
    }

    fn encode(&mut self, row: &mut SectorRow) {
        let apart_differs = apart(&row.full_name) != row.full_name;
        let texts = [
            &mut row.full_name,
            &mut row.guardian,
            &mut row.address,
            &mut row.ward,
            &mut row.district,
            &mut row.province,
        ];
        if let Some(tag) = self.encoding {
            // Marks are left out of a whole row; other encodings are those of the columns that a program has converted.
            let all = tag == "name_plain" || self.dice.chance(0.1);
            for text in texts.into_iter().take(if all { 6 } else { 2 }) {
                if let Some(shown) = encoded(tag, text) {
                    *text = shown;
                }
            }
        } else if apart_differs && self.manner("fmt_nfd") {
            for text in texts {
                *text = apart(text);
            }
            self.tags.push("fmt_nfd");
        }
    }

    fn date(&mut self) -> String {
        let (day, month, year) = (self.birth.day(), self.birth.month(), self.birth.year());
        match self.known {
            Known::Year if self.dice.chance(0.5) => return format!("01/01/{year}"),
            Known::Year => return year.to_string(),
            Known::Month => return format!("{month:02}/{year}"),
            Known::Day => {}
        }
        let epoch = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
        let serial = (self.birth - epoch).num_days();
        if serial >= 10_000 && self.manner("dob_excel_serial") {
            self.tags.push("dob_excel_serial");
            return serial.to_string();
        }
        match self.dice.weighted(&Shares::get().sector.dates) {
            0 => format!("{day:02}/{month:02}/{year}"),
            1 => format!("{year}-{month:02}-{day:02}"),
            2 => format!("{day}/{month}/{year}"),
            3 => format!("{day:02}-{month:02}-{year}"),
            4 => format!("{day:02}{month:02}{year}"),
            _ => format!("{day:02}.{month:02}.{year}"),
        }
    }

    fn sex_word(&mut self) -> String {
        let words = match self.sex {
            Sex::Male => ["Nam", "M", "1", ""],
            Sex::Female => ["Nữ", "F", "2", ""],
        };
        words[self.dice.weighted(&Shares::get().sector.sexes)].to_owned()
    }
}

fn encoded(tag: &str, text: &str) -> Option<String> {
    match tag {
        "name_plain" => Some(plain(text)),
        "name_tcvn3" => encode_tcvn3(text),
        "name_vni" => encode_vni(text),
        "name_mojibake" => Some(encode_mojibake(text)),
        "name_qmark" => Some(question_marks(text)),
        _ => None,
    }
}
