use super::{Category, Subject};
use crate::{dice::Dice, person::Person, shares::Level};

/// What number a record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberKind {
    Right,
    Missing,
    Old,
    /// Wrong in the way of a tag.
    Wrong(&'static str),
}

impl NumberKind {
    pub(super) fn draw(
        dice: &mut Dice,
        level: &'static Level,
        intent: Category,
        subject: &Subject<'_>,
    ) -> Self {
        let kind = match intent {
            Category::Ok | Category::WrongInfo => Self::Right,
            Category::MissingId => Self::Missing,
            Category::Cmnd9 => Self::Old,
            Category::WrongId => Self::wrong(dice, level),
            Category::NoCard => [Self::Missing, Self::Old][usize::from(dice.chance(0.45))],
            _ => {
                let shares = &level.other_numbers;
                match dice.weighted(&[shares.right, shares.missing, shares.old, shares.wrong]) {
                    0 => Self::Right,
                    1 => Self::Missing,
                    2 => Self::Old,
                    _ => Self::wrong(dice, level),
                }
            }
        };
        match kind {
            Self::Old if subject.person.cmnd == 0 => Self::Missing,
            Self::Wrong("id_of_relative") if subject.relative.is_none() => Self::Wrong("id_typo"),
            kind => kind,
        }
    }

    fn wrong(dice: &mut Dice, level: &'static Level) -> Self {
        let weights: Vec<f64> = level.wrong_number.values().copied().collect();
        let at = dice.weighted(&weights);
        Self::Wrong(
            level
                .wrong_number
                .keys()
                .nth(at)
                .map_or("id_typo", String::as_str),
        )
    }
}

/// What stands where a number is missing.
pub(super) fn missing(dice: &mut Dice) -> &'static str {
    if dice.chance(0.9) {
        ""
    } else {
        ["000000000000", "khong co", "x", "-", "Chưa có"][dice.below(5)]
    }
}

/// Twelve digits in the way of a tag; None if these digits do not allow it.
pub(super) fn spoilt(dice: &mut Dice, tag: &str, person: &Person) -> Option<String> {
    let mut digits = format!("{:012}", person.pin).into_bytes();
    match tag {
        "id_typo" => replace_digit(dice, &mut digits),
        "id_transposed" => {
            let start = dice.below(11);
            let at = (start..11)
                .chain(0..start)
                .find(|at| digits[*at] != digits[*at + 1])?;
            digits.swap(at, at + 1);
        }
        "id_zero_lost" => {
            let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
            if zeros == 0 {
                return None;
            }
            digits.drain(..zeros);
        }
        "id_digit_lost" => {
            digits.remove(1 + dice.below(11));
        }
        "id_excel_sci" => return Some(scientific(person.pin)),
        _ => return None,
    }
    String::from_utf8(digits).ok()
}

pub(super) fn replace_digit(dice: &mut Dice, digits: &mut [u8]) {
    let at = dice.below(digits.len());
    let other = u8::try_from(1 + dice.below(9)).unwrap_or(1);
    digits[at] = b'0' + (digits[at] - b'0' + other) % 10;
}

/// What a spreadsheet shows of a long number: `2.70898E+10`.
fn scientific(number: u64) -> String {
    let power = number.max(1).ilog10();
    let head = if power > 5 {
        let unit = 10_u64.pow(power - 5);
        (number + unit / 2) / unit
    } else {
        number
    };
    let digits = head.to_string();
    let (first, rest) = digits.split_at(1);
    format!("{first}.{rest}E+{power}")
}

/// The digits with spaces, with a quote before them or a blank behind.
pub(super) fn decorated(dice: &mut Dice, number: &str) -> String {
    match dice.below(4) {
        0 => {
            let groups: Vec<&str> = (0..number.len())
                .step_by(3)
                .map(|at| &number[at..number.len().min(at + 3)])
                .collect();
            groups.join(" ")
        }
        1 => format!("'{number}"),
        2 => format!(" {number}"),
        _ => format!("{number} "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_shows() {
        assert_eq!(scientific(27_089_810_626), "2.70898E+10");
        assert_eq!(scientific(1_189_810_626), "1.18981E+9");
    }
}
