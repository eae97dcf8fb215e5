use chiso_calendar::Instant;
use chiso_chassis::auth::Caller;
use chiso_vault::{Digest, Keys};

use super::DossierError;
use crate::domain::{
    Action, Applicant, Dossier, DossierCode, DossierId, Due, Particulars, StepKind,
};

/// A command with who sent it.
#[derive(Clone, Debug)]
pub struct Request {
    pub caller: Caller,
    /// Absent for imports: a history is its own key.
    pub key: Option<IdempotencyKey>,
    pub command: Command,
    /// W3C trace context of the `create` span, which the events carry on. Absent for imports: thousands of events of one
    /// request would make thousands of spans.
    pub traceparent: Option<String>,
}

/// What a request asks for.
#[derive(Clone, Debug)]
pub enum Command {
    Submit(Submission),
    Take {
        id: DossierId,
        expected_version: i64,
        action: Action,
    },
    Import(History),
    /// Only for what a clerk cannot do: the dossier becomes what it should have been.
    Correct {
        id: DossierId,
        expected_version: i64,
        reason: String,
        life: Life,
    },
    /// Only the service itself: computes a provisional due time again.
    ReviseDue {
        id: DossierId,
    },
}

impl Command {
    /// The business name of the first event that the command leads to.
    pub fn event(&self) -> &'static str {
        match self {
            Self::Submit(_) | Self::Import(_) => StepKind::Submitted.event(),
            Self::Take { action, .. } => action.kind().event(),
            Self::Correct { .. } => StepKind::Corrected.event(),
            Self::ReviseDue { .. } => StepKind::DueRevised.event(),
        }
    }
}

/// Nộp hồ sơ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Allotted by the service where absent.
    pub code: Option<DossierCode>,
    pub particulars: Particulars,
    pub applicant: Applicant,
}

/// A whole life of the dossier with this code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    pub code: DossierCode,
    pub life: Life,
}

/// What a dossier is about and what happened to it, with its own timestamps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    pub particulars: Particulars,
    pub applicant: Applicant,
    pub submitted_at: Instant,
    /// The steps after the submission.
    pub steps: Vec<HistoryStep>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryStep {
    pub at: Instant,
    pub action: Action,
}

/// The client's name for one write: the same key and command give the same answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    pub key: String,
    /// Keyed digest of the command: the command cannot be guessed from it.
    pub hash: Digest,
    /// Digests under the other data keys, so that a request is recognised after a change of keys.
    pub others: Vec<Vec<u8>>,
}

impl IdempotencyKey {
    pub fn of(key: &str, command: &Command, keys: &Keys) -> Self {
        let (hash, others) = keys.digests("dossiers.command", &command.canonical());
        Self {
            key: key.to_owned(),
            hash,
            others: others.into_iter().map(Vec::from).collect(),
        }
    }
}

/// What a write left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub dossier: Dossier,
    pub change: Change,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The dossier is new.
    Created,
    /// The dossier has new steps.
    Continued,
    /// The due time was computed again; this one was in force before.
    Revised(Due),
    /// It was there already.
    Unchanged,
}

pub type Answer = Result<Written, DossierError>;
