use std::borrow::Cow;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Count;

/// Trạng thái: where a job stands. It begins when it is accepted, so none waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobState {
    /// Some replica is at it.
    Running,
    /// It has a result.
    Succeeded,
    /// It has an error.
    Failed,
    /// Somebody asked it to end, and it did.
    Cancelled,
}

impl JobState {
    /// Stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        [
            Self::Running,
            Self::Succeeded,
            Self::Failed,
            Self::Cancelled,
        ]
        .into_iter()
        .find(|state| state.code() == code)
    }
}

/// Công việc: what is known of a job.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// `UUIDv7`: jobs are ordered by when they were started.
    pub id: Uuid,
    /// What it does.
    pub kind: String,
    /// Where it stands.
    pub state: JobState,
    /// The account that started it.
    pub started_by: String,
    /// When it was started.
    pub started_at: DateTime<Utc>,
    /// When it ended, whichever way.
    pub ended_at: Option<DateTime<Utc>>,
    /// How far it has come.
    pub count: Count<String>,
    /// Whether somebody has asked it to end.
    pub cancel_requested: bool,
    /// What it found or did; only of one that succeeded.
    pub result: Option<serde_json::Value>,
    /// Why it failed; only of one that did.
    pub failure: Option<JobFailure>,
}

/// Why a job failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFailure {
    /// Stable `UPPER_SNAKE` code.
    pub code: Cow<'static, str>,
    /// What is particular to this failure, for a person. It is public.
    pub detail: Cow<'static, str>,
}

impl JobFailure {
    /// The replica that ran it has stopped or died.
    pub const INTERRUPTED: Self = Self {
        code: Cow::Borrowed("INTERRUPTED"),
        detail: Cow::Borrowed("the replica that ran it stopped before it had ended"),
    };

    /// A defect; the log has it.
    pub const INTERNAL: Self = Self {
        code: Cow::Borrowed("INTERNAL"),
        detail: Cow::Borrowed("a defect of the service; its log tells more"),
    };
}

/// A job that is to be started.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    /// What it does.
    pub kind: &'static str,
    /// Jobs with the same name exclude each other, whatever their kind.
    pub exclusion: &'static str,
    /// The account that starts it.
    pub started_by: &'a str,
    /// `Idempotency-Key` or `request_id`.
    pub key: &'a str,
}
