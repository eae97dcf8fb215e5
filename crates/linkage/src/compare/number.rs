use super::{level::NumberLevel, traits::NumberKind};
use crate::{
    field::WrittenNumber,
    record::Record,
    register::{Person, Register},
};

/// Whose number a record has: looked up once for all its candidates.
#[derive(Debug, Clone, Default)]
pub struct NumberOwner {
    exists: bool,
    households: Vec<u32>,
}

impl NumberOwner {
    /// Looks the owner up.
    pub fn new(register: &Register, number: WrittenNumber) -> Self {
        let mut owner = Self::default();
        let mut add = |at: u32| {
            owner.exists = true;
            owner.households.push(register.person(at).household);
        };
        match number {
            WrittenNumber::Old(digits) => register
                .blocks
                .old_owners(digits)
                .filter(|at| u64::from(register.person(*at).old_number) == digits)
                .for_each(&mut add),
            _ => {
                if let Some(pin) = number.padded() {
                    register
                        .blocks
                        .owners(pin)
                        .filter(|at| register.person(*at).pin == pin)
                        .for_each(&mut add);
                }
            }
        }
        owner
    }

    /// What kind of number the record has.
    pub(crate) const fn kind(&self, number: WrittenNumber) -> NumberKind {
        match (number, self.exists) {
            (WrittenNumber::Missing | WrittenNumber::Odd(_), _) => NumberKind::Missing,
            (WrittenNumber::Old(_), true) => NumberKind::OldOwned,
            (WrittenNumber::Old(_), false) => NumberKind::OldUnowned,
            (_, true) => NumberKind::Owned,
            (_, false) => NumberKind::Unowned,
        }
    }

    fn is_relative(&self, person: &Person) -> bool {
        person.household != 0 && self.households.contains(&person.household)
    }
}

/// Compares the number of a record with those of a person. The share is that of the people who would agree as well.
pub(super) fn compare(
    register: &Register,
    record: &Record,
    owner: &NumberOwner,
    person: &Person,
) -> (NumberLevel, f64) {
    let one = 1.0 / register.frequencies.total();
    let level = match record.number {
        WrittenNumber::Missing | WrittenNumber::Odd(_) => NumberLevel::Unknown,
        WrittenNumber::Old(digits) => old(digits, owner, person),
        WrittenNumber::Prefix { digits, len } => prefix(digits, len, person),
        WrittenNumber::Full(digits) => pin(digits, 12, owner, person),
        WrittenNumber::Short { digits, len } => pin(digits, len, owner, person),
    };
    let share = match level {
        NumberLevel::Same | NumberLevel::ZerosLost | NumberLevel::OldSame => one,
        NumberLevel::Relative => {
            f64::from(u32::try_from(register.household(person).len()).unwrap_or(1)) * one
        }
        NumberLevel::Prefix => register.frequencies.prefix(person.pin / 1_000_000),
        _ => 1.0,
    };
    (level, share)
}

fn pin(digits: u64, len: u8, owner: &NumberOwner, person: &Person) -> NumberLevel {
    if person.pin == 0 {
        return NumberLevel::Unknown;
    }
    if digits == person.pin {
        return if len == 12 {
            NumberLevel::Same
        } else {
            NumberLevel::ZerosLost
        };
    }
    if owner.is_relative(person) {
        return NumberLevel::Relative;
    }
    if len == 11 && is_digit_lost(digits, person.pin) {
        return NumberLevel::DigitLost;
    }
    match slip(digits, person.pin) {
        Some(level) => level,
        None if owner.exists => NumberLevel::Stranger,
        None => NumberLevel::Other,
    }
}

fn prefix(digits: u64, len: u8, person: &Person) -> NumberLevel {
    let Some(power) = 12_u32.checked_sub(u32::from(len)) else {
        return NumberLevel::Unknown;
    };
    match person.pin {
        0 => NumberLevel::Unknown,
        // The last digit shown was rounded.
        pin if (pin + 10_u64.pow(power) / 2) / 10_u64.pow(power) == digits
            || pin / 10_u64.pow(power) == digits =>
        {
            NumberLevel::Prefix
        }
        _ => NumberLevel::Other,
    }
}

fn old(digits: u64, owner: &NumberOwner, person: &Person) -> NumberLevel {
    let own = u64::from(person.old_number);
    if own == digits {
        NumberLevel::OldSame
    } else if own != 0 && slip(digits, own).is_some() {
        NumberLevel::OldSlip
    } else if owner.exists {
        NumberLevel::OldStranger
    } else if own != 0 {
        NumberLevel::OldOther
    } else {
        NumberLevel::OldUnrecorded
    }
}

/// One wrong digit, or two neighbours swapped.
pub(crate) fn slip(a: u64, b: u64) -> Option<NumberLevel> {
    let (mut x, mut y) = (a, b);
    // Drop what is equal at the end; then one or two digits may differ, and the rest must be equal.
    while x != y && x % 10 == y % 10 {
        x /= 10;
        y /= 10;
    }
    if x / 10 == y / 10 {
        return Some(NumberLevel::DigitWrong);
    }
    let swapped = x / 100 == y / 100 && x % 10 == y / 10 % 10 && x / 10 % 10 == y % 10;
    swapped.then_some(NumberLevel::Transposed)
}

/// Whether eleven digits are twelve without one.
fn is_digit_lost(short: u64, full: u64) -> bool {
    let mut power = 1;
    (0..12).any(|_| {
        let without = full / (power * 10) * power + full % power;
        power *= 10;
        without == short
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_numbers() {
        assert_eq!(
            slip(27_045_082_370, 27_045_082_770),
            Some(NumberLevel::DigitWrong)
        );
        assert_eq!(
            slip(20_797_603_231, 27_097_603_231),
            Some(NumberLevel::Transposed)
        );
        assert_eq!(
            slip(72_051_491_046, 27_051_491_046),
            Some(NumberLevel::Transposed)
        );
        assert_eq!(
            slip(27_045_082_371, 27_045_082_379),
            Some(NumberLevel::DigitWrong)
        );
        assert_eq!(slip(27_045_082_371, 27_045_083_379), None);
        assert_eq!(slip(27_145_082_371, 27_045_082_379), None);
    }

    #[test]
    fn lost_digits() {
        assert!(is_digit_lost(2_709_586_500, 27_095_865_400));
        assert!(is_digit_lost(8_075_748_143, 38_075_748_143));
        assert!(!is_digit_lost(8_075_748_144, 38_075_748_143));
    }
}
