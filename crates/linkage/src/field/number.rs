/// Số giấy tờ as it was written: what its digits can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WrittenNumber {
    /// Nothing, a dash, zeros, or words like "khong co".
    Missing,
    /// Twelve digits.
    Full(u64),
    /// Ten or eleven digits: zeros lost at the front, or a digit lost anywhere.
    Short {
        /// The digits.
        digits: u64,
        /// How many.
        len: u8,
    },
    /// The first digits of a number that a spreadsheet wrote with an exponent; the rest is gone.
    Prefix {
        /// The digits that are left, of twelve with the zeros at the front.
        digits: u64,
        /// How many.
        len: u8,
    },
    /// CMND: nine digits, or eight without the zero at the front.
    Old(u64),
    /// Digits of another length.
    Odd(u64),
}

impl WrittenNumber {
    /// Reads a number; spaces, full stops and quotes between the digits do not matter.
    ///
    /// `?` at the end stands for digits that are known to be lost.
    pub fn parse(text: &str) -> Self {
        if let Some(prefix) = exponent(text) {
            return prefix;
        }
        let (mut digits, mut len) = (0_u64, 0_u8);
        for c in text.chars() {
            match c.to_digit(10) {
                Some(digit) if len < 18 => {
                    digits = digits * 10 + u64::from(digit);
                    len += 1;
                }
                Some(_) => return Self::Missing,
                None if c.is_alphabetic() => return Self::Missing,
                None => {}
            }
        }
        let lost = text.bytes().rev().take_while(|byte| *byte == b'?').count();
        match len {
            2.. if lost > 0 && usize::from(len) + lost == 12 => Self::Prefix { digits, len },
            _ if digits == 0 => Self::Missing,
            12 => Self::Full(digits),
            10 | 11 => Self::Short { digits, len },
            8 | 9 => Self::Old(digits),
            _ => Self::Odd(digits),
        }
    }

    /// The twelve digits, if zeros at the front are all that was lost.
    pub const fn padded(self) -> Option<u64> {
        match self {
            Self::Full(digits) | Self::Short { digits, .. } => Some(digits),
            _ => None,
        }
    }

    /// Whether something was written that is meant to be a twelve-digit number.
    pub const fn is_pin(self) -> bool {
        !matches!(self, Self::Missing | Self::Old(_))
    }
}

/// `2.70892E+10`: six digits of an eleven-digit number.
fn exponent(text: &str) -> Option<WrittenNumber> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\'')
        .collect();
    let (mantissa, power) = compact.split_once(['E', 'e'])?;
    let power: u8 = power.trim_start_matches('+').parse().ok()?;
    let digits: String = mantissa
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.' || *c == ',')
        .collect();
    if digits.len() != mantissa.len() || power > 11 {
        return None;
    }
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let zeros = 11 - power;
    let len = u8::try_from(digits.len()).ok()? + zeros;
    (digits.len() >= 2 && len <= 12).then_some(WrittenNumber::Prefix {
        digits: digits.parse().ok()?,
        len,
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("027089810626", WrittenNumber::Full(27_089_810_626))]
    #[case("'027 089 810 626 ", WrittenNumber::Full(27_089_810_626))]
    #[case("27089810626", WrittenNumber::Short { digits: 27_089_810_626, len: 11 })]
    #[case("1189810626", WrittenNumber::Short { digits: 1_189_810_626, len: 10 })]
    #[case("122 223 696", WrittenNumber::Old(122_223_696))]
    #[case("2.70892E+10", WrittenNumber::Prefix { digits: 270_892, len: 7 })]
    #[case("2.7 089 2E+ 10", WrittenNumber::Prefix { digits: 270_892, len: 7 })]
    #[case("0270892?????", WrittenNumber::Prefix { digits: 270_892, len: 7 })]
    #[case("000000000000", WrittenNumber::Missing)]
    #[case("khong co", WrittenNumber::Missing)]
    #[case("x", WrittenNumber::Missing)]
    #[case("", WrittenNumber::Missing)]
    fn numbers_as_written(#[case] text: &str, #[case] number: WrittenNumber) {
        assert_eq!(WrittenNumber::parse(text), number);
    }
}
