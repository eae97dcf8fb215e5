use chiso_calendar::{Instant, WorkCalendar};
use chiso_procedure::{ProcedureCatalogue, ProcedureVersion};

use super::step::{Due, Step, What};
use super::{HandlingClock, Refusal};

/// What the rules of a dossier depend on.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    pub procedures: &'a ProcedureCatalogue,
    pub calendar: &'a WorkCalendar,
}

impl Rules<'_> {
    /// The version of a procedure that is in force at an instant.
    pub fn version_at(&self, procedure: &str, at: Instant) -> Result<&ProcedureVersion, Refusal> {
        if self.procedures.versions(procedure).is_empty() {
            return Err(Refusal::UnknownProcedure);
        }
        self.procedures
            .version_on(procedure, at.day())
            .ok_or(Refusal::ProcedureNotInForce)
    }

    /// The first step of a dossier.
    pub fn submission(&self, procedure: &str, at: Instant) -> Result<Step, Refusal> {
        let version = self.version_at(procedure, at)?;
        let what = What::Submitted {
            procedure_version: version.version,
            service_level: version.service_level,
        };
        Ok(Step { at, what })
    }

    /// When a dossier is due that was accepted at an instant.
    pub fn due(&self, accepted: Instant, version: &ProcedureVersion) -> Result<Due, Refusal> {
        let due = self.calendar.due(accepted.to_utc(), version.time_limit);
        let at = Instant::try_from(due).map_err(|_| out_of_range())?;
        Ok(Due {
            at,
            is_provisional: !self.calendar.covers_all(accepted.day(), at.day()),
        })
    }

    /// When a dossier is due whose clock stopped in its last run and goes on at an instant.
    pub fn due_after_pause(
        &self,
        clock: &HandlingClock,
        resumed: Instant,
        version: &ProcedureVersion,
    ) -> Result<Due, Refusal> {
        let run = clock.last_run();
        let paused = run.stop.unwrap_or(resumed);
        let due = self.calendar.due_after_pause(
            run.due.at.to_utc(),
            paused.to_utc(),
            resumed.to_utc(),
            version.time_limit,
            version.pause,
        );
        let at = Instant::try_from(due).map_err(|_| out_of_range())?;
        let counted_from = paused.min(run.due.at).day();
        Ok(Due {
            at,
            is_provisional: run.due.is_provisional
                || !self.calendar.covers_all(counted_from, at.day()),
        })
    }
}

fn out_of_range() -> Refusal {
    Refusal::invalid("due_time", "DATE_OUT_OF_RANGE", Instant::EXPECTED)
}
