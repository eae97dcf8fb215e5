use std::fmt;

/// How a date was written, where it matters for what it is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DateNotation {
    /// Day, month and year with separators, or as eight digits.
    #[default]
    Calendar,
    /// The count of days of a spreadsheet.
    ExcelSerial,
}

/// Ngày sinh, as much of it as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct BirthDate {
    /// The year; 0: nothing is known.
    pub year: u16,
    /// The month; 0: unknown.
    pub month: u8,
    /// The day; 0: unknown.
    pub day: u8,
}

impl BirthDate {
    /// Reads a date in any notation of the field; None if there is none in the text.
    ///
    /// Day before month, unless the year comes first or the month would be above 12. Two-digit years are taken as 1926 to 2025.
    /// Five digits are the days of a spreadsheet since 1899-12-30.
    pub fn parse(text: &str) -> Option<(Self, DateNotation)> {
        let text = text.trim().trim_start_matches('\'');
        // A time of day follows a date after a space or a T.
        let date = text
            .split(['T', ' '])
            .next()
            .filter(|first| first.len() >= 8)
            .unwrap_or(text);
        let mut groups = [(0_u32, 0_usize); 3];
        let mut count = 0;
        for group in date
            .split(|c: char| !c.is_ascii_digit())
            .filter(|group| !group.is_empty())
        {
            *groups.get_mut(count)? = (group.parse().ok()?, group.len());
            count += 1;
        }
        let calendar = |date: Option<Self>| date.map(|date| (date, DateNotation::Calendar));
        match (count, groups) {
            (3, [(year, 4), (month, _), (day, _)]) => calendar(Self::checked(year, month, day)),
            (3, [(day, _), (month, _), (year, digits @ (2 | 4))]) => {
                calendar(Self::checked(full_year(year, digits), month, day))
            }
            (2, [(month, 1 | 2), (year, 4), _] | [(year, 4), (month, 1 | 2), _]) => {
                calendar(Self::checked(year, month, 0))
            }
            (1, [(digits, 8), ..]) => calendar(
                Self::checked(digits % 10_000, digits / 10_000 % 100, digits / 1_000_000)
                    .or_else(|| Self::checked(digits / 10_000, digits / 100 % 100, digits % 100)),
            ),
            (1, [(serial, 5), ..]) => {
                Self::from_serial(serial).map(|date| (date, DateNotation::ExcelSerial))
            }
            (1, [(year, 4), ..]) => calendar(Self::checked(year, 0, 0)),
            _ => None,
        }
    }

    /// Whether day and month are known.
    pub const fn is_full(self) -> bool {
        self.day != 0 && self.month != 0
    }

    /// Whether it is the first of January, which is also how a year alone is filled up.
    pub const fn is_new_year(self) -> bool {
        self.day == 1 && self.month == 1
    }

    /// Tuổi: the full years on a day; where day or month are not known, the years between the two years.
    pub fn age_on(self, on: Self) -> i32 {
        let years = i32::from(on.year) - i32::from(self.year);
        let to_come = self.month != 0
            && on.month != 0
            && (self.month, self.day.max(1)) > (on.month, on.day.max(1));
        years - i32::from(to_come)
    }

    /// Whether it is surely later than a day.
    pub fn is_after(self, on: Self) -> bool {
        let known = |value: u8, least: u8| if value == 0 { least } else { value };
        (self.year, known(self.month, 1), known(self.day, 1))
            > (on.year, known(on.month, 12), known(on.day, 31))
    }

    fn checked(year: u32, month: u32, day: u32) -> Option<Self> {
        // The other order of day and month, where only that one exists.
        let (month, day) = if month > 12 && day <= 12 {
            (day, month)
        } else {
            (month, day)
        };
        let sound = (1850..=2100).contains(&year) && month <= 12 && day <= days_in(month, year);
        let date = Self {
            year: u16::try_from(year).ok()?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
        };
        sound.then_some(date)
    }

    fn from_serial(serial: u32) -> Option<Self> {
        // Days since 1899-12-30; years are walked, there are at most some 270 of them.
        let (mut year, mut left) = (1900, serial.checked_sub(2)?);
        loop {
            let days = if days_in(2, year) == 29 { 366 } else { 365 };
            if left < days {
                break;
            }
            left -= days;
            year += 1;
        }
        let mut month = 1;
        while left >= days_in(month, year) {
            left -= days_in(month, year);
            month += 1;
        }
        Self::checked(year, month, left + 1)
    }
}

/// As much as is known: `1992-03-19`, `1992-03`, `1992`, or nothing.
impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day } = *self;
        match (year, month, day) {
            (0, ..) => Ok(()),
            (_, 0, _) => write!(f, "{year:04}"),
            (_, _, 0) => write!(f, "{year:04}-{month:02}"),
            _ => write!(f, "{year:04}-{month:02}-{day:02}"),
        }
    }
}

const fn full_year(year: u32, digits: usize) -> u32 {
    match (digits, year) {
        (4, _) => year,
        (_, 26..) => 1900 + year,
        _ => 2000 + year,
    }
}

const fn days_in(month: u32, year: u32) -> u32 {
    match month {
        // An unknown month has no days: a day alone says nothing.
        0 => 0,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1989-04-18", 1989, 4, 18)]
    #[case("23-04-1971", 1971, 4, 23)]
    #[case("9/7/1967", 1967, 7, 9)]
    #[case("06/28/1987", 1987, 6, 28)]
    #[case("21111993", 1993, 11, 21)]
    #[case("19931121", 1993, 11, 21)]
    #[case("07/1946", 1946, 7, 0)]
    #[case("1946-07", 1946, 7, 0)]
    #[case("1981", 1981, 0, 0)]
    #[case("23032", 1963, 1, 21)]
    #[case("36532", 2000, 1, 7)]
    #[case("1990-01-02 00:00:00", 1990, 1, 2)]
    #[case("1990-01-02T00:00:00", 1990, 1, 2)]
    #[case("ngày 5 tháng 6 năm 1970", 1970, 6, 5)]
    #[case("5.6.70", 1970, 6, 5)]
    fn every_notation_of_the_field(
        #[case] text: &str,
        #[case] year: u16,
        #[case] month: u8,
        #[case] day: u8,
    ) {
        let (date, _) = BirthDate::parse(text).unwrap();
        assert_eq!((date.year, date.month, date.day), (year, month, day));
    }

    #[rstest]
    #[case("")]
    #[case("không rõ")]
    #[case("31/02/1990")]
    #[case("12")]
    fn what_is_no_date(#[case] text: &str) {
        assert_eq!(BirthDate::parse(text), None);
    }
}
