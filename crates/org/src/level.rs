use std::fmt;

use serde::{Deserialize, Serialize};

/// Cấp: the level of government that a unit belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Cấp tỉnh: a province or a city under the central government.
    Province,
    /// Sở, phòng, trung tâm: an agency of the unit above it, without a territory of its own.
    Department,
    /// Cấp huyện: abolished on 2025-07-01 (NQ 202/2025/QH15).
    District,
    /// Cấp xã: a ward, commune or township.
    Commune,
}

impl Level {
    /// The name used in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Department => "department",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
