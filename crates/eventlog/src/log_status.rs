use sqlx::PgPool;

use crate::store::{head, outbox};

/// Where the event log of a source stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogStatus {
    /// Committed events that have no number yet; counted up to a limit.
    pub pending: i64,
    /// The last number given.
    pub head: i64,
    /// Up to which number the bus has acknowledged.
    pub published: i64,
}

impl LogStatus {
    /// Reads it from the database of the source.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn load(pool: &PgPool) -> Result<Self, sqlx::Error> {
        // In this order: an event that is numbered in between is counted twice, not left out.
        let pending = outbox::count_pending(pool, 0).await?;
        let head = head::load(pool).await?;
        Ok(Self {
            pending,
            head: head.sequence,
            published: head.published,
        })
    }
}
