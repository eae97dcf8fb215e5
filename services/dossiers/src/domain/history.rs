use chiso_calendar::Instant;

use super::{Dossier, StepKind};

/// How an imported history fits to the stored one of the same dossier code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryMatch {
    /// The stored history is the beginning of the imported one; the rest starts at this step.
    ContinuesAt(usize),
    /// Both are the same, or the stored one went on already.
    Known,
    /// They differ at this step.
    ConflictsAt(usize),
}

/// Compares the kinds and times of an imported history with the steps that were taken of the stored one.
pub fn match_history(stored: &Dossier, imported: &[(StepKind, Instant)]) -> HistoryMatch {
    let taken: Vec<_> = stored.taken_steps().collect();
    let differs = taken
        .iter()
        .zip(imported)
        .position(|(step, (kind, at))| (step.kind(), step.at) != (*kind, *at));
    match differs {
        Some(step) => HistoryMatch::ConflictsAt(step),
        None if imported.len() > taken.len() => HistoryMatch::ContinuesAt(taken.len()),
        None => HistoryMatch::Known,
    }
}
