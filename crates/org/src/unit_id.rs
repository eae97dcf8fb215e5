use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Mã nội bộ của đơn vị: the permanent id of a unit, a slug of 1 to 64 characters out of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UnitId(String);

impl UnitId {
    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is not a [`UnitId`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a unit id is 1 to 64 characters out of a-z, 0-9 and -")]
pub struct MalformedUnitId;

impl TryFrom<String> for UnitId {
    type Error = MalformedUnitId;

    fn try_from(text: String) -> Result<Self, MalformedUnitId> {
        let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(MalformedUnitId)
        }
    }
}

impl FromStr for UnitId {
    type Err = MalformedUnitId;

    fn from_str(text: &str) -> Result<Self, MalformedUnitId> {
        Self::try_from(text.to_owned())
    }
}

impl From<UnitId> for String {
    fn from(id: UnitId) -> Self {
        id.0
    }
}

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for UnitId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for UnitId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("p-dong-ngan", true)]
    #[case("7", true)]
    #[case("", false)]
    #[case("P-Dong", false)]
    #[case("phường", false)]
    #[case(&"x".repeat(64), true)]
    #[case(&"x".repeat(65), false)]
    fn a_slug_is_short_and_plain(#[case] text: &str, #[case] good: bool) {
        assert_eq!(text.parse::<UnitId>().is_ok(), good);
    }
}
