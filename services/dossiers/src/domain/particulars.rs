use chiso_org::UnitId;
use serde::{Deserialize, Serialize};

use super::Channel;

/// What a dossier is about and who handles it, as far as a correction can change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// National procedure code.
    pub procedure: String,
    /// The unit whose desk takes the dossier in.
    pub receiving_unit: UnitId,
    /// The unit that decides; since Decree 118/2025 it may be another one.
    pub competent_unit: UnitId,
    pub channel: Channel,
}
