use super::Reason;
use crate::{
    classify::{Category, birth_differs, name_differs, sex_differs},
    compare::{BirthLevel, Comparison, Field, NameCore, NameMarks, NameOrder, NumberLevel},
    field::WrittenNumber,
    link::{Decision, Outcome, number_alone},
    model::Thresholds,
    record::Record,
};

/// The reason of an outcome that has got its category.
pub(crate) fn choose(
    record: &Record,
    outcome: &Outcome,
    category: Category,
    thresholds: Thresholds,
) -> Reason {
    let Some(best) = outcome.best else {
        return Reason::NobodyLike;
    };
    let comparison = &best.comparison;
    match (outcome.decision, category) {
        (Decision::Review, _) => doubt(outcome, best.bits, comparison, thresholds),
        (_, Category::NotInRegister) => Reason::NobodyNear,
        (_, Category::Deceased) => Reason::Deceased,
        (_, Category::MovedAway) => Reason::MovedAway,
        (_, Category::NoCard) => Reason::NoCard,
        (_, Category::Duplicate) => Reason::Duplicate,
        (_, Category::Ok) => Reason::AllAgree,
        (_, Category::MissingId) => {
            if name_differs(record, comparison)
                || birth_differs(comparison)
                || sex_differs(comparison)
            {
                Reason::NumberMissingOtherDiffers
            } else {
                Reason::NumberMissing
            }
        }
        (_, Category::WrongId | Category::Cmnd9) => number(record, comparison),
        (_, Category::WrongInfo) => info(record, comparison),
    }
}

/// Why a person must decide.
fn doubt(outcome: &Outcome, bits: f64, comparison: &Comparison, thresholds: Thresholds) -> Reason {
    match outcome.alike {
        _ if number_alone(comparison) && comparison.is_number_right() => Reason::NumberAlone,
        0 if bits >= thresholds.link && outcome.score < thresholds.link => Reason::RivalNear,
        0 => Reason::WeakEvidence,
        1 => Reason::TwoAlike,
        2 => Reason::ThreeAlike,
        _ => Reason::ManyAlike,
    }
}

fn number(record: &Record, comparison: &Comparison) -> Reason {
    let level = comparison.level(Field::Number);
    let is = |number: NumberLevel| level == number as u8;
    let reasons = [
        (NumberLevel::ZerosLost, Reason::NumberZerosLost),
        (NumberLevel::Prefix, Reason::NumberRounded),
        (NumberLevel::DigitLost, Reason::NumberDigitLost),
        (NumberLevel::Transposed, Reason::NumberTransposed),
        (NumberLevel::DigitWrong, Reason::NumberDigitWrong),
        (NumberLevel::Relative, Reason::NumberOfRelative),
        (NumberLevel::Stranger, Reason::NumberOfStranger),
        (NumberLevel::Other, Reason::NumberOfNobody),
        (NumberLevel::OldSame, Reason::OldNumber),
        (NumberLevel::OldSlip, Reason::OldNumberSlip),
        (NumberLevel::OldStranger, Reason::OldNumberOfOther),
        (NumberLevel::OldOther, Reason::OldNumberUnknown),
        (NumberLevel::OldUnrecorded, Reason::OldNumberUnknown),
    ];
    if matches!(record.number, WrittenNumber::Odd(_)) {
        return Reason::NumberMalformed;
    }
    reasons
        .into_iter()
        .find(|(number, _)| is(*number))
        .map_or(Reason::NumberUnrecorded, |(_, reason)| reason)
}

fn info(record: &Record, comparison: &Comparison) -> Reason {
    let differs = (
        name_differs(record, comparison),
        birth_differs(comparison),
        sex_differs(comparison),
    );
    match differs {
        (true, true, true) => Reason::NameBirthAndSex,
        (true, true, false) => Reason::NameAndBirth,
        (true, false, true) => Reason::NameAndSex,
        (false, true, true) => Reason::BirthAndSex,
        (true, false, false) => name(record, comparison),
        (false, true, false) => birth(comparison),
        (false, false, _) => Reason::SexDiffers,
    }
}

fn name(record: &Record, comparison: &Comparison) -> Reason {
    if record.encoding.is_some() {
        return Reason::NameEncoding;
    }
    let level = comparison.level(Field::NameCore);
    let cores = [
        (NameCore::Unknown, Reason::NameMissing),
        (NameCore::LettersLost, Reason::NameLettersLost),
        (NameCore::Slip, Reason::NameSlip),
        (NameCore::Initials, Reason::NameAbbreviated),
        (NameCore::Dropped, Reason::NamePartMissing),
        (NameCore::Added, Reason::NamePartAdded),
        (NameCore::OtherGiven, Reason::NameOtherGiven),
        (NameCore::OtherPart, Reason::NameOtherPart),
    ];
    if let Some((_, reason)) = cores.into_iter().find(|(core, _)| *core as u8 == level) {
        return reason;
    }
    if level != NameCore::Same as u8 {
        return Reason::NameDiffers;
    }
    let moved = comparison.level(Field::NameOrder) == NameOrder::Moved as u8;
    let marks = comparison.level(Field::NameMarks);
    match (moved, marks) {
        (true, _) => Reason::NameMoved,
        (_, marks) if marks == NameMarks::Lost as u8 => Reason::NameMarksLost,
        _ => Reason::NameMarksDiffer,
    }
}

fn birth(comparison: &Comparison) -> Reason {
    let level = comparison.level(Field::Birth);
    let reasons = [
        (BirthLevel::Unknown, Reason::BirthMissing),
        (BirthLevel::YearOnly, Reason::BirthYearOnly),
        (BirthLevel::NewYear, Reason::BirthNewYear),
        (BirthLevel::Swapped, Reason::BirthSwapped),
        (BirthLevel::DayOff, Reason::BirthOtherDay),
        (BirthLevel::OtherDay, Reason::BirthOtherDay),
        (BirthLevel::OtherMonth, Reason::BirthOtherMonth),
        (BirthLevel::SameYear, Reason::BirthSameYear),
        (BirthLevel::NearYear, Reason::BirthOtherYear),
        (BirthLevel::OtherYear, Reason::BirthOtherYear),
    ];
    reasons
        .into_iter()
        .find(|(birth, _)| *birth as u8 == level)
        .map_or(Reason::BirthDiffers, |(_, reason)| reason)
}
