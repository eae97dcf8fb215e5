use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// Số đo: what is counted. The numbers are what projections store; they are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
#[repr(u8)]
pub enum Measure {
    /// Hồ sơ nộp: dossiers filed, received or not.
    Submitted = 1,
    /// Từ chối tiếp nhận: dossiers rejected at intake. They are never received.
    IntakeRejected = 2,
    /// Tiếp nhận: dossiers accepted.
    Received = 3,
    /// Giải quyết trước hạn: decided before the due day.
    ResolvedEarly = 4,
    /// Giải quyết đúng hạn: decided on the due day, not after the due time.
    ResolvedOnTime = 5,
    /// Giải quyết quá hạn: decided after the due time.
    ResolvedLate = 6,
    /// Từ chối giải quyết before the due day.
    RefusedEarly = 7,
    /// Từ chối giải quyết on the due day, not after the due time.
    RefusedOnTime = 8,
    /// Từ chối giải quyết after the due time.
    RefusedLate = 9,
    /// Rút hồ sơ before the due day.
    WithdrawnEarly = 10,
    /// Rút hồ sơ on the due day, not after the due time.
    WithdrawnOnTime = 11,
    /// Rút hồ sơ after the due time.
    WithdrawnLate = 12,
    /// Yêu cầu bổ sung: requests for a supplement, one dossier may have several.
    SupplementRequested = 13,
    /// Bổ sung hoàn thành: supplements that came in.
    SupplementReceived = 14,
    /// Trả kết quả: results that reached the applicant.
    Delivered = 15,
    /// Đang giải quyết, chờ bổ sung included: dossiers accepted and not ended.
    Open = 32,
    /// Chờ bổ sung: open dossiers whose clock stands until a supplement comes in.
    AwaitingSupplement = 33,
    /// Đang giải quyết quá hạn: open dossiers whose clock runs and whose due day is over.
    OpenOverdue = 34,
    /// Thủ tục hành chính đang tiếp nhận: procedure versions in force, one for each unit that offers them.
    ProceduresOffered = 48,
    /// Thủ tục có dịch vụ công trực tuyến: of these, the ones with a partial or full online service.
    ProceduresOnline = 49,
}

/// How the weights of a measure add up to a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accumulation {
    /// Phát sinh trong kỳ: sum of the weights on the days of a range.
    Flow,
    /// Tồn tại thời điểm: sum of all weights up to the end of a day.
    Stock,
}

/// Kết quả: how an accepted dossier ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Đã giải quyết.
    Resolved,
    /// Từ chối giải quyết.
    Refused,
    /// Rút hồ sơ.
    Withdrawn,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 3] = [Self::Resolved, Self::Refused, Self::Withdrawn];
}

/// Trước hạn, đúng hạn, quá hạn: where the end of a dossier lies against its due time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeliness {
    /// Trước hạn: on a day before the due day, or there is no due time.
    Early,
    /// Đúng hạn: on the due day and not after the due time.
    OnTime,
    /// Quá hạn: after the due time.
    Late,
}

impl Timeliness {
    /// All classes.
    pub const ALL: [Self; 3] = [Self::Early, Self::OnTime, Self::Late];
}

impl Measure {
    /// All measures, by number.
    pub const ALL: [Self; 20] = [
        Self::Submitted,
        Self::IntakeRejected,
        Self::Received,
        Self::ResolvedEarly,
        Self::ResolvedOnTime,
        Self::ResolvedLate,
        Self::RefusedEarly,
        Self::RefusedOnTime,
        Self::RefusedLate,
        Self::WithdrawnEarly,
        Self::WithdrawnOnTime,
        Self::WithdrawnLate,
        Self::SupplementRequested,
        Self::SupplementReceived,
        Self::Delivered,
        Self::Open,
        Self::AwaitingSupplement,
        Self::OpenOverdue,
        Self::ProceduresOffered,
        Self::ProceduresOnline,
    ];

    /// The flow that counts dossiers which ended in this way.
    pub const fn closed(outcome: Outcome, timeliness: Timeliness) -> Self {
        match (outcome, timeliness) {
            (Outcome::Resolved, Timeliness::Early) => Self::ResolvedEarly,
            (Outcome::Resolved, Timeliness::OnTime) => Self::ResolvedOnTime,
            (Outcome::Resolved, Timeliness::Late) => Self::ResolvedLate,
            (Outcome::Refused, Timeliness::Early) => Self::RefusedEarly,
            (Outcome::Refused, Timeliness::OnTime) => Self::RefusedOnTime,
            (Outcome::Refused, Timeliness::Late) => Self::RefusedLate,
            (Outcome::Withdrawn, Timeliness::Early) => Self::WithdrawnEarly,
            (Outcome::Withdrawn, Timeliness::OnTime) => Self::WithdrawnOnTime,
            (Outcome::Withdrawn, Timeliness::Late) => Self::WithdrawnLate,
        }
    }

    /// Stable code, as it is written in definitions and answers.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::IntakeRejected => "intake_rejected",
            Self::Received => "received",
            Self::ResolvedEarly => "resolved.early",
            Self::ResolvedOnTime => "resolved.on_time",
            Self::ResolvedLate => "resolved.late",
            Self::RefusedEarly => "refused.early",
            Self::RefusedOnTime => "refused.on_time",
            Self::RefusedLate => "refused.late",
            Self::WithdrawnEarly => "withdrawn.early",
            Self::WithdrawnOnTime => "withdrawn.on_time",
            Self::WithdrawnLate => "withdrawn.late",
            Self::SupplementRequested => "supplement_requested",
            Self::SupplementReceived => "supplement_received",
            Self::Delivered => "delivered",
            Self::Open => "open",
            Self::AwaitingSupplement => "awaiting_supplement",
            Self::OpenOverdue => "open_overdue",
            Self::ProceduresOffered => "procedures_offered",
            Self::ProceduresOnline => "procedures_online",
        }
    }

    /// Stable number, as projections store it.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The measure with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|measure| measure.number() == number)
    }

    /// Whether figures of this measure are range sums or prefix sums.
    pub const fn accumulation(self) -> Accumulation {
        match self {
            Self::Open
            | Self::AwaitingSupplement
            | Self::OpenOverdue
            | Self::ProceduresOffered
            | Self::ProceduresOnline => Accumulation::Stock,
            _ => Accumulation::Flow,
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Measure {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|measure| measure.code() == code)
            .ok_or_else(|| format!("{code:?} is not the code of a measure"))
    }
}

impl TryFrom<String> for Measure {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        code.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_numbers_are_frozen() {
        let table: Vec<String> = Measure::ALL
            .iter()
            .map(|measure| {
                format!(
                    "{:>2} {} {:?}",
                    measure.number(),
                    measure,
                    measure.accumulation()
                )
            })
            .collect();
        insta::assert_snapshot!(table.join("\n"), @r"
         1 submitted Flow
         2 intake_rejected Flow
         3 received Flow
         4 resolved.early Flow
         5 resolved.on_time Flow
         6 resolved.late Flow
         7 refused.early Flow
         8 refused.on_time Flow
         9 refused.late Flow
        10 withdrawn.early Flow
        11 withdrawn.on_time Flow
        12 withdrawn.late Flow
        13 supplement_requested Flow
        14 supplement_received Flow
        15 delivered Flow
        32 open Stock
        33 awaiting_supplement Stock
        34 open_overdue Stock
        48 procedures_offered Stock
        49 procedures_online Stock
        ");
    }

    #[test]
    fn codes_and_numbers_lead_back() {
        for measure in Measure::ALL {
            assert_eq!(measure.code().parse(), Ok(measure));
            assert_eq!(Measure::from_number(measure.number()), Some(measure));
        }
        assert_eq!(Measure::from_number(0), None);
        assert!("received.online".parse::<Measure>().is_err());
    }
}
