use sqlx::PgPool;

use super::fault::{Fault, Stop, refused};
use super::guarded;
use crate::projection::{Folded, Projection};
use crate::quarantine::{Quarantined, Rejection};
use crate::source::Source;
use crate::store::{checkpoint, quarantine};

const PAGE: u32 = 500;

/// What became of the events in quarantine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reapplied {
    /// Now part of the projection.
    pub applied: u64,
    /// Still not applicable.
    pub still_quarantined: u64,
}

/// Tries to apply the events that `consumer` has in quarantine, each in a transaction of its own that also takes it out. The
/// consumer may run meanwhile; it waits for single transactions.
///
/// # Errors
/// Those of the database. What was applied before stays applied.
pub async fn reapply<P: Projection>(
    pool: &PgPool,
    consumer: &str,
    source: Source,
    projection: &P,
) -> Result<Reapplied, sqlx::Error> {
    let uri = source.uri();
    let mut sum = Reapplied::default();
    let mut after = 0;
    loop {
        let page = quarantine::list(pool, consumer, (&uri, after), PAGE).await?;
        let page: Vec<_> = page
            .into_iter()
            .take_while(|row| row.source == uri)
            .collect();
        let Some(last) = page.last() else {
            return Ok(sum);
        };
        after = last.sequence;
        for row in &page {
            match reapply_one(pool, consumer, projection, row).await? {
                Attempt::Applied => sum.applied += 1,
                Attempt::Rejected(why) => {
                    quarantine::set_reason(pool, consumer, &uri, &why).await?;
                    sum.still_quarantined += 1;
                }
                Attempt::Gone => {}
            }
        }
    }
}

enum Attempt {
    Applied,
    Rejected(Rejection),
    /// Somebody else took it out.
    Gone,
}

async fn reapply_one<P: Projection>(
    pool: &PgPool,
    consumer: &str,
    projection: &P,
    row: &Quarantined,
) -> Result<Attempt, sqlx::Error> {
    loop {
        let stop = match attempt(pool, consumer, projection, row).await {
            Ok(attempt) => return Ok(attempt),
            Err(stop) => stop,
        };
        match (Fault::of(&stop), stop) {
            (Fault::Contention, _) => {}
            (Fault::Connection | Fault::Outage, Stop::Database(error)) => return Err(error),
            (_, stop) => return Ok(Attempt::Rejected(refused(row.sequence, &stop))),
        }
    }
}

async fn attempt<P: Projection>(
    pool: &PgPool,
    consumer: &str,
    projection: &P,
    row: &Quarantined,
) -> Result<Attempt, Stop> {
    let mut tx = pool.begin().await?;
    checkpoint::load_for_update(&mut tx, consumer, &row.source).await?;
    if !quarantine::delete(&mut tx, consumer, &row.source, row.sequence).await? {
        return Ok(Attempt::Gone);
    }
    let event = std::slice::from_ref(&row.event);
    let Folded {
        change,
        mut rejected,
    } = guarded::fold(projection, event)?;
    if let Some(why) = rejected.pop() {
        return Ok(Attempt::Rejected(why));
    }
    let names = (consumer, row.source.as_str());
    if let Some(why) = guarded::write(projection, &mut tx, names, event, change).await? {
        return Ok(Attempt::Rejected(why));
    }
    tx.commit().await?;
    Ok(Attempt::Applied)
}
