use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A calendar day as it is written in requests: `YYYY-MM-DD`, of the years 1900 to 2200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub NaiveDate);

/// A text that is not a [`Day`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a day")]
pub struct NoDay;

impl Day {
    /// What a request should have said.
    pub const EXPECTED: &'static str = "a day of the years 1900 to 2200, e.g. 2022-12-31";
}

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, NoDay> {
        let digits = |(index, byte): (usize, u8)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        if text.len() != 10 || !text.bytes().enumerate().all(digits) {
            return Err(NoDay);
        }
        let day: NaiveDate = text.parse().map_err(|_| NoDay)?;
        if (1900..=2200).contains(&day.year()) {
            Ok(Self(day))
        } else {
            Err(NoDay)
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> Self {
        day.0
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text)
    }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = Day;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Day::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Day, E> {
        text.parse()
            .map_err(|_| E::invalid_value(Unexpected::Other("text"), &self))
    }
}

impl PartialSchema for Day {
    fn schema() -> RefOr<Schema> {
        let schema: Object = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .pattern(Some(r"^(19[0-9]{2}|2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}$"))
            .examples(["2022-12-31"])
            .build();
        schema.into()
    }
}

impl ToSchema for Day {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_one_form_and_two_ends() {
        for good in ["1900-01-01", "2024-02-29", "2200-12-31"] {
            assert_eq!(good.parse::<Day>().unwrap().to_string(), good);
        }
        for bad in [
            "1899-12-31",
            "2201-01-01",
            "2023-02-29",
            "2022-1-01",
            "+2022-01-01",
            "2022-01-01 ",
            " 2022-01-01",
            "20220101",
            "2022/01/01",
            "-022-01-01",
            "2022-01-011",
            "262142-01-01",
            "2022-01-0\u{661}",
            "",
        ] {
            assert_eq!(bad.parse::<Day>(), Err(NoDay), "{bad}");
        }
    }
}
