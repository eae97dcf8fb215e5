use chiso_calendar::{PauseRule, TimeLimit};
use chiso_org::Level;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Mức độ cung cấp dịch vụ công trực tuyến: how far a procedure can be done online (NĐ 42/2022/NĐ-CP).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceLevel {
    /// The paper way only.
    None,
    /// Một phần: online, but not end to end.
    Partial,
    /// Toàn trình: everything online, the result online or by post.
    Full,
}

impl ServiceLevel {
    /// Whether the procedure can be filed online.
    pub fn is_online(self) -> bool {
        self != Self::None
    }
}

/// A version of a procedure: the rules that hold for dossiers accepted while it is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcedureVersion {
    /// Number of the version, from 1 without gaps.
    pub version: i32,
    /// First calendar day of validity.
    pub valid_from: NaiveDate,
    /// First calendar day on which it is no longer valid, if that is known.
    pub valid_until: Option<NaiveDate>,
    /// Tên thủ tục, in NFC.
    pub name_vi: String,
    /// Lĩnh vực: the field of administration, in NFC.
    pub field_vi: String,
    /// Cấp thực hiện: every unit of this level offers the procedure and decides on it.
    pub level: Level,
    /// How far it can be done online.
    pub service_level: ServiceLevel,
    /// Thời hạn giải quyết: from acceptance to the due time.
    pub time_limit: TimeLimit,
    /// What a supplement request does to the clock.
    pub pause: PauseRule,
    /// Where code, limit and level were found, and what is not confirmed.
    pub source: String,
}

impl ProcedureVersion {
    /// Whether the version holds for dossiers accepted on the day.
    pub fn valid_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day < until)
    }
}
