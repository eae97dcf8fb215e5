use std::time::Duration;

use chiso_chassis::auth::Caller;
use chrono::{Datelike, NaiveDate};
use tokio_util::sync::CancellationToken;

use super::{Change, Command, DossierError, Dossiers, Request};
use crate::domain::Refusal;
use crate::store;
use crate::store::due_revision::{DueRevision, RevisionPlace};

/// Dossiers whose due times are computed again in one transaction.
const AT_ONCE: i64 = 250;
/// How often it is looked whether due times wait for a calendar, beside when one was loaded.
const LOOK_EVERY: Duration = Duration::from_mins(10);
/// Up to how many provisional due times are counted.
pub const COUNTED: i64 = 100_000;

/// How far the calendar reaches, and what waits for more of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarStatus {
    /// The last day of the years that have data without a gap from the present one on; none if that has none.
    pub covered_until: Option<NaiveDate>,
    /// Open dossiers with a provisional due time, counted up to [`COUNTED`].
    pub provisional: i64,
}

/// One page of revisions.
#[derive(Clone, Debug)]
pub struct RevisionPage {
    pub revisions: Vec<DueRevision>,
    /// Pass it as `after` for the next page; `None` on the last.
    pub next: Option<RevisionPlace>,
}

impl Dossiers {
    /// Tính lại ngày hẹn trả: computes the provisional due times of open dossiers again with the calendar as it is now, each by an
    /// event of its own. Returns how many changed.
    ///
    /// # Errors
    /// Fails if the database does. What a rule refuses stays as it is and is logged.
    pub async fn revise_due_times(&self) -> Result<u64, DossierError> {
        let (mut after, mut revised) = (None, 0);
        loop {
            let mut conn = self.pool.acquire().await?;
            let ids = store::dossier::with_provisional_due(&mut conn, after, AT_ONCE).await?;
            drop(conn);
            let Some(last) = ids.last() else {
                return Ok(revised);
            };
            after = Some(*last);
            let revise = |id| Request {
                caller: Caller::new("chiso-dossiers", []),
                key: None,
                command: Command::ReviseDue { id },
                traceparent: None,
            };
            let requests: Vec<_> = ids.into_iter().map(revise).collect();
            for answer in self.execute(&requests).await {
                match answer {
                    Ok(written) => {
                        revised += u64::from(matches!(written.change, Change::Revised(_)));
                    }
                    Err(DossierError::Refused(refusal)) => log_refused(&refusal),
                    // It was told of where it was read, and keeps nobody else from a due time.
                    Err(DossierError::Damaged) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    pub async fn calendar_status(&self) -> Result<CalendarStatus, sqlx::Error> {
        let mut conn = self.pool.acquire().await?;
        let provisional = store::dossier::count_provisional_due(&mut conn, COUNTED).await?;
        let year = self.catalogue().calendar.covered_until(self.today());
        Ok(CalendarStatus {
            covered_until: year.and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31)),
            provisional,
        })
    }

    /// Keeps due times and the meters of the calendar up to date until `stop`.
    pub async fn keep_due_times(&self, stop: CancellationToken) {
        loop {
            match stop.run_until_cancelled(self.revise_due_times()).await {
                None => return,
                Some(Ok(0)) => {}
                Some(Ok(revised)) => tracing::info!(revised, "due times were computed again"),
                Some(Err(error)) => tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "due times cannot be computed again now"
                ),
            }
            self.show_calendar().await;
            let pause = tokio::time::timeout(LOOK_EVERY, self.calendar_loaded.notified());
            // Either way it is time to look again.
            if stop.run_until_cancelled(pause).await.is_none() {
                return;
            }
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "metrics are floats; numbers are exact to 2^53"
    )]
    async fn show_calendar(&self) {
        let (days_left, provisional) = match self.calendar_status().await {
            Ok(status) => {
                let days = status
                    .covered_until
                    .map_or(0, |until| (until - self.today()).num_days());
                (days as f64, status.provisional as f64)
            }
            // What is not known is not 0.
            Err(_) => (f64::NAN, f64::NAN),
        };
        metrics::gauge!("dossiers_calendar_days_left").set(days_left);
        metrics::gauge!("dossiers_provisional_due_times").set(provisional);
    }

    /// Due times that were computed again, of the caller's dossiers, newest first.
    ///
    /// # Errors
    /// Fails if the database does.
    pub async fn due_revisions(
        &self,
        caller: &Caller,
        after: Option<RevisionPlace>,
        limit: u16,
    ) -> Result<RevisionPage, DossierError> {
        let units = self.visible_units(caller, None)?;
        let mut conn = self.pool.acquire().await?;
        let limit = usize::from(limit);
        let asked = i64::try_from(limit + 1).expect("a page is small");
        let mut revisions = store::due_revision::list(&mut conn, &units, after, asked).await?;
        let more = revisions.len() > limit;
        revisions.truncate(limit);
        let next = revisions.last().filter(|_| more).map(DueRevision::place);
        Ok(RevisionPage { revisions, next })
    }
}

fn log_refused(refusal: &Refusal) {
    tracing::warn!(code = refusal.code(), "a due time cannot be computed again");
}

impl CalendarStatus {
    /// The last year with data, if the present one has some.
    pub fn covered_year(self) -> Option<i32> {
        self.covered_until.map(|day| day.year())
    }
}
