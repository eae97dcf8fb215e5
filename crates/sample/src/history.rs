use chiso_org::UnitId;
use chiso_procedure::ProcedureCode;
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

/// Hồ sơ: a dossier with its whole history. As JSON it is one line of the bulk import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// Mã hồ sơ: `<code of the receiving unit>-yymmdd-NNNN`, counted in each unit and day of submission.
    pub code: String,
    /// Mã thủ tục.
    pub procedure_code: ProcedureCode,
    /// The unit whose desk took the dossier in.
    pub receiving_unit_id: UnitId,
    /// The unit that decides, if it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competent_unit_id: Option<UnitId>,
    /// Kênh tiếp nhận.
    pub channel: Channel,
    /// Người nộp hồ sơ, invented.
    pub applicant: Applicant,
    /// The steps of its life, oldest first; the first is the submission.
    pub steps: Vec<Step>,
}

/// Kênh tiếp nhận: the way a dossier came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Trực tiếp: at the desk.
    InPerson,
    /// Trực tuyến: through a portal.
    Online,
    /// Bưu chính công ích: by the public post.
    Post,
}

/// Người nộp hồ sơ: an invented person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Họ và tên, in NFC.
    pub name: String,
    /// Số định danh cá nhân: 12 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_number: Option<String>,
    /// Số điện thoại: 10 digits with the prefix 010, which nobody has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A step in the life of a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What happened.
    pub kind: StepKind,
    /// When it happened, with the offset of Vietnam, in whole seconds.
    pub occur_time: DateTime<FixedOffset>,
    /// Lý do, for steps that need one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What can happen to a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Nộp hồ sơ.
    Submitted,
    /// Tiếp nhận: the dossier counts as received and the clock starts.
    Accepted,
    /// Từ chối tiếp nhận: the dossier never counts as received.
    IntakeRejected,
    /// Yêu cầu bổ sung: the clock stops.
    SupplementRequested,
    /// Đã bổ sung: the clock goes on or starts again.
    SupplementReceived,
    /// Đã giải quyết.
    Resolved,
    /// Từ chối giải quyết.
    Refused,
    /// Công dân rút hồ sơ.
    Withdrawn,
    /// Đã trả kết quả.
    Delivered,
}
