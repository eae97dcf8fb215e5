use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// State of a dossier (national code): submitted (1), `intake_rejected` (3), processing (2, 4), `awaiting_supplement` (5),
/// withdrawn (7), refused (8), resolved (9), delivered (10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DossierState)]
pub enum StateName {
    Submitted,
    IntakeRejected,
    Processing,
    AwaitingSupplement,
    Withdrawn,
    Refused,
    Resolved,
    Delivered,
}

impl StateName {
    /// The national state code, as it is stored.
    pub fn national_code(self) -> i16 {
        match self {
            Self::Submitted => 1,
            Self::IntakeRejected => 3,
            Self::Processing => 4,
            Self::AwaitingSupplement => 5,
            Self::Withdrawn => 7,
            Self::Refused => 8,
            Self::Resolved => 9,
            Self::Delivered => 10,
        }
    }
}

impl fmt::Display for StateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Submitted => "submitted",
            Self::IntakeRejected => "intake_rejected",
            Self::Processing => "processing",
            Self::AwaitingSupplement => "awaiting_supplement",
            Self::Withdrawn => "withdrawn",
            Self::Refused => "refused",
            Self::Resolved => "resolved",
            Self::Delivered => "delivered",
        })
    }
}
