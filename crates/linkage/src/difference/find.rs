use unicode_normalization::UnicodeNormalization;

use super::{DataField, Difference, DifferenceKind as Kind};
use crate::{
    compare::{
        BirthLevel, Comparison, Field, GuardianLevel, NameCore, NameMarks, NameOrder, NumberLevel,
        NumberOwner, PlaceLevel, SexLevel,
    },
    encoding::decode,
    field::{BirthDate, Sex, WrittenNumber},
    link::Linker,
    record::{Record, SectorRow},
    register::{Person, Register},
    text::{Name, Syllable, render},
};

impl Linker<'_> {
    /// All differences between a row and a person, in the order of fields: number, name, birth, sex, place, guardian.
    ///
    /// The values of the register are what it was read as: a date as day, month and year, a name in capitals and small letters.
    pub fn differences(&self, row: &SectorRow<'_>, person: u32) -> Vec<Difference> {
        let (record, register) = (Record::new(row), self.register());
        let person = register.person(person);
        let owner = NumberOwner::new(register, record.number);
        let comparison = Comparison::new(register, &record, &owner, person);
        kinds(register, row, &record, person, &comparison)
            .into_iter()
            .map(|kind| Difference {
                field: kind.field(),
                kind,
                sector: sector_value(row, kind.field()),
                register: register_value(register, person, kind),
            })
            .collect()
    }
}

fn kinds(
    register: &Register,
    row: &SectorRow<'_>,
    record: &Record,
    person: &Person,
    comparison: &Comparison,
) -> Vec<Kind> {
    let mut kinds = Vec::new();
    kinds.extend(number(record, comparison));
    name(row, record, register.name(person), comparison, &mut kinds);
    kinds.extend(birth(record, comparison));
    match comparison.level(Field::Sex) {
        level if level == SexLevel::Differs as u8 => kinds.push(Kind::SexDiffers),
        _ if record.sex.is_none() && person.sex.is_some() => kinds.push(Kind::SexMissing),
        _ => {}
    }
    let places = [
        (
            PlaceLevel::OtherNeighbourhood,
            Kind::PlaceOtherNeighbourhood,
        ),
        (PlaceLevel::WardMissing, Kind::PlaceWardMissing),
        (PlaceLevel::District, Kind::PlaceWardMissing),
        (PlaceLevel::OtherWardSameNeighbourhood, Kind::PlaceOtherWard),
        (PlaceLevel::OtherWard, Kind::PlaceOtherWard),
        (PlaceLevel::RenamedNeighbourhood, Kind::PlaceRenamed),
        (PlaceLevel::Renamed, Kind::PlaceRenamed),
        (PlaceLevel::Birthplace, Kind::PlaceBirthplace),
        (PlaceLevel::AwayMobile, Kind::PlaceOtherDistrict),
        (PlaceLevel::AwayResident, Kind::PlaceOtherDistrict),
    ];
    // A ward that the register itself lacks is not missing in the record.
    let place = of(&places, |level| level as u8, comparison.level(Field::Place));
    kinds.extend(place.filter(|kind| *kind != Kind::PlaceWardMissing || record.place.ward == 0));
    let ward = [
        PlaceLevel::Neighbourhood,
        PlaceLevel::Ward,
        PlaceLevel::OtherNeighbourhood,
    ];
    let same_ward = ward
        .iter()
        .any(|level| *level as u8 == comparison.level(Field::Place));
    if same_ward && ![0, register.place(person).ward].contains(&record.place.ward) {
        kinds.push(Kind::PlaceOtherName);
    }
    let guardians = [
        (GuardianLevel::NearParent, Kind::GuardianSlip),
        (GuardianLevel::Household, Kind::GuardianOfHousehold),
        (GuardianLevel::Other, Kind::GuardianDiffers),
    ];
    kinds.extend(of(
        &guardians,
        |level| level as u8,
        comparison.level(Field::Guardian),
    ));
    kinds
}

/// The kind that a level stands for.
fn of<L: Copy>(table: &[(L, Kind)], place: impl Fn(L) -> u8, level: u8) -> Option<Kind> {
    table
        .iter()
        .find(|(entry, _)| place(*entry) == level)
        .map(|(_, kind)| *kind)
}

fn number(record: &Record, comparison: &Comparison) -> Option<Kind> {
    match record.number {
        WrittenNumber::Missing => return Some(Kind::NumberMissing),
        WrittenNumber::Odd(_) => return Some(Kind::NumberMalformed),
        _ => {}
    }
    let levels = [
        (NumberLevel::Unknown, Kind::NumberUnrecorded),
        (NumberLevel::ZerosLost, Kind::NumberZerosLost),
        (NumberLevel::Prefix, Kind::NumberRounded),
        (NumberLevel::DigitLost, Kind::NumberDigitLost),
        (NumberLevel::Transposed, Kind::NumberTransposed),
        (NumberLevel::DigitWrong, Kind::NumberDigitWrong),
        (NumberLevel::Relative, Kind::NumberOfRelative),
        (NumberLevel::Stranger, Kind::NumberOfStranger),
        (NumberLevel::Other, Kind::NumberOfNobody),
        (NumberLevel::OldSame, Kind::NumberOld),
        (NumberLevel::OldSlip, Kind::NumberOldSlip),
        (NumberLevel::OldStranger, Kind::NumberOldOfOther),
        (NumberLevel::OldOther, Kind::NumberOldUnknown),
        (NumberLevel::OldUnrecorded, Kind::NumberOldUnknown),
    ];
    of(
        &levels,
        |level| level as u8,
        comparison.level(Field::Number),
    )
}

fn name(
    row: &SectorRow<'_>,
    record: &Record,
    person: &Name,
    comparison: &Comparison,
    kinds: &mut Vec<Kind>,
) {
    if record.encoding.is_some() {
        kinds.push(Kind::NameEncoding);
    }
    let cores = [
        (NameCore::LettersLost, Kind::NameLettersLost),
        (NameCore::Slip, Kind::NameSlip),
        (NameCore::Initials, Kind::NameAbbreviated),
        (NameCore::Dropped, Kind::NamePartMissing),
        (NameCore::Added, Kind::NamePartAdded),
        (NameCore::OtherGiven, Kind::NameOtherGiven),
        (NameCore::OtherPart, Kind::NameOtherPart),
        (NameCore::TwoFaults, Kind::NameDiffers),
        (NameCore::Some, Kind::NameDiffers),
        (NameCore::None, Kind::NameDiffers),
    ];
    if record.name.is_empty() {
        kinds.push(Kind::NameMissing);
        return;
    }
    kinds.extend(of(
        &cores,
        |level| level as u8,
        comparison.level(Field::NameCore),
    ));
    if comparison.level(Field::NameOrder) == NameOrder::Moved as u8 {
        kinds.push(Kind::NameMoved);
    }
    let marks = comparison.level(Field::NameMarks);
    if marks == NameMarks::Lost as u8 {
        kinds.push(Kind::NameMarksLost);
    } else if marks > NameMarks::Same as u8 {
        let only_letters = record.name.bag() == person.bag()
            && record.name.syllables().iter().all(|here| {
                let mut same = person
                    .syllables()
                    .iter()
                    .filter(|there| there.key() == here.key());
                same.any(|there| there.same_marks(here))
            });
        kinds.push(if only_letters {
            Kind::NameLetterIY
        } else {
            Kind::NameMarksDiffer
        });
    }
    if record.encoding.is_none() && has_moved_tone(row.full_name, &record.name) {
        kinds.push(Kind::NameTonePlace);
    }
}

/// Whether a tone stands on another letter than where the register's spelling has it.
fn has_moved_tone(text: &str, name: &Name) -> bool {
    let text: String = decode(text).text.to_lowercase().nfc().collect();
    let words = text
        .split([' ', '-', '.', '\u{a0}'])
        .filter(|word| !word.is_empty());
    let mut rendered = name.syllables().iter();
    let moved = |word: &str| {
        let Some(syllable) = rendered.next() else {
            return false;
        };
        let same_letters = word
            .nfd()
            .filter(char::is_ascii_alphabetic)
            .map(|c| c as u8);
        syllable.is_marked()
            && same_letters.eq(syllable.letters().iter().copied())
            && render(syllable) != word
    };
    words.map(str::trim).any(moved)
}

fn birth(record: &Record, comparison: &Comparison) -> Option<Kind> {
    let levels = [
        (BirthLevel::Unknown, Kind::BirthUnrecorded),
        (BirthLevel::Fuller, Kind::BirthUnrecorded),
        (BirthLevel::YearOnly, Kind::BirthYearOnly),
        (BirthLevel::NewYear, Kind::BirthNewYear),
        (BirthLevel::Swapped, Kind::BirthSwapped),
        (BirthLevel::DayOff, Kind::BirthOtherDay),
        (BirthLevel::OtherDay, Kind::BirthOtherDay),
        (BirthLevel::OtherMonth, Kind::BirthOtherMonth),
        (BirthLevel::SameYear, Kind::BirthSameYear),
        (BirthLevel::NearYear, Kind::BirthOtherYear),
        (BirthLevel::OtherYear, Kind::BirthOtherYear),
        (BirthLevel::NearYearAndDay, Kind::BirthDiffers),
        (BirthLevel::Differs, Kind::BirthDiffers),
    ];
    if record.birth.is_none() {
        return Some(Kind::BirthMissing);
    }
    of(&levels, |level| level as u8, comparison.level(Field::Birth))
}

fn sector_value(row: &SectorRow<'_>, field: DataField) -> String {
    let place = || {
        let parts = [row.address, row.ward, row.district, row.province];
        joined(parts.into_iter())
    };
    match field {
        DataField::Number => row.id_no.to_owned(),
        DataField::Name => row.full_name.to_owned(),
        DataField::Birth => row.dob.to_owned(),
        DataField::Sex => row.sex.to_owned(),
        DataField::Place => place(),
        DataField::Guardian => row.guardian.to_owned(),
    }
}

fn register_value(register: &Register, person: &Person, kind: Kind) -> String {
    match kind.field() {
        DataField::Number => written_number(person, kind),
        DataField::Name => written_name(register.name(person)),
        DataField::Birth => written_date(person.birth),
        DataField::Sex => match person.sex {
            Some(Sex::Male) => "Nam".to_owned(),
            Some(Sex::Female) => "Nữ".to_owned(),
            None => String::new(),
        },
        DataField::Place => joined(register.address(person)),
        DataField::Guardian => {
            let parents = register.parents(person).map(written_name);
            joined(parents.iter().map(String::as_str))
        }
    }
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

/// The personal number; the nine digits where those are what differs and there are any.
fn written_number(person: &Person, kind: Kind) -> String {
    let old = matches!(
        kind,
        Kind::NumberOldSlip | Kind::NumberOldOfOther | Kind::NumberOldUnknown
    );
    match (person.old_number, person.pin) {
        (digits, _) if old && digits != 0 => format!("{digits:09}"),
        (_, 0) => String::new(),
        (_, pin) => format!("{pin:012}"),
    }
}

fn written_date(date: BirthDate) -> String {
    match (date.year, date.month, date.day) {
        (0, ..) => String::new(),
        (year, 0, _) => format!("{year:04}"),
        (year, month, 0) => format!("{month:02}/{year:04}"),
        (year, month, day) => format!("{day:02}/{month:02}/{year:04}"),
    }
}

fn written_name(name: &Name) -> String {
    let capitalised = |syllable: &Syllable| {
        let small = render(syllable);
        let mut letters = small.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters).collect()
        })
    };
    let syllables: Vec<String> = name.syllables().iter().map(capitalised).collect();
    syllables.join(" ")
}
