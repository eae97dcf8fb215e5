use thiserror::Error;

use super::{province::is_province_code, sex::Sex};

/// Số định danh cá nhân: twelve digits that encode the province of birth registration, sex, century and year of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pin(u64);

/// Why twelve digits are not a personal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PinFault {
    /// More than twelve digits.
    #[error("more than twelve digits")]
    TooLong,
    /// The first three digits are no province.
    #[error("no province has the code {0:03}")]
    UnknownProvince(u16),
    /// The fourth digit stands for a century that has not begun.
    #[error("the digit {0} stands for a century in the future")]
    FutureCentury(u8),
}

impl Pin {
    /// Checks the structure.
    ///
    /// # Errors
    ///
    /// Too many digits, an unknown province, or a century in the future.
    pub fn new(digits: u64) -> Result<Self, PinFault> {
        if digits >= 1_000_000_000_000 {
            return Err(PinFault::TooLong);
        }
        let pin = Self(digits);
        let province = pin.province();
        if !is_province_code(province) {
            return Err(PinFault::UnknownProvince(province));
        }
        if pin.century_digit() > 3 {
            return Err(PinFault::FutureCentury(pin.century_digit()));
        }
        Ok(pin)
    }

    /// The number.
    pub const fn digits(self) -> u64 {
        self.0
    }

    /// The code of the province where the birth was registered.
    pub fn province(self) -> u16 {
        u16::try_from(self.0 / 1_000_000_000).unwrap_or(u16::MAX)
    }

    fn century_digit(self) -> u8 {
        u8::try_from(self.0 / 100_000_000 % 10).unwrap_or(u8::MAX)
    }

    /// The sex that the number encodes.
    pub fn sex(self) -> Sex {
        if self.century_digit().is_multiple_of(2) {
            Sex::Male
        } else {
            Sex::Female
        }
    }

    /// The year of birth that the number encodes.
    pub fn year(self) -> u16 {
        1900 + 100 * u16::from(self.century_digit() / 2)
            + u16::try_from(self.0 / 1_000_000 % 100).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_number_encodes() {
        let pin = Pin::new(27_192_554_724).unwrap();
        assert_eq!(
            (pin.province(), pin.sex(), pin.year()),
            (27, Sex::Female, 1992)
        );
        let pin = Pin::new(1_222_065_848).unwrap();
        assert_eq!(
            (pin.province(), pin.sex(), pin.year()),
            (1, Sex::Male, 2022)
        );
    }

    #[test]
    fn what_is_no_number() {
        assert_eq!(Pin::new(3_192_554_724), Err(PinFault::UnknownProvince(3)));
        assert_eq!(Pin::new(27_492_554_724), Err(PinFault::FutureCentury(4)));
        assert_eq!(Pin::new(1_027_192_554_724), Err(PinFault::TooLong));
    }
}
