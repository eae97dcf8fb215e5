use chiso_calendar::Instant;

use super::{Dossier, DossierState, Due};

/// The times of a dossier that readers ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DossierTimes {
    pub submitted: Instant,
    pub accepted: Option<Instant>,
    /// Ngày hẹn trả in force.
    pub due: Option<Due>,
    /// Ngày hẹn trả on the receipt.
    pub original_due: Option<Due>,
    /// When it was resolved, refused, withdrawn or rejected at intake.
    pub closed: Option<Instant>,
    pub delivered: Option<Instant>,
}

impl DossierTimes {
    pub fn of(dossier: &Dossier) -> Self {
        let state = dossier.state();
        let clock = state.clock();
        let first = dossier.life().next();
        Self {
            submitted: first.expect("a life begins with its submission").at,
            accepted: clock.map(|clock| clock.accepted_at),
            due: clock.map(super::HandlingClock::due),
            original_due: clock.map(|clock| clock.original_due),
            closed: match state {
                DossierState::IntakeRejected { at } => Some(at),
                _ => state.outcome().map(|(_, at)| at),
            },
            delivered: match state {
                DossierState::Delivered { at, .. } => Some(at),
                _ => None,
            },
        }
    }
}
