use std::sync::Arc;

use chiso_chassis::error::{FieldFault, RequestFault};
use chiso_chassis::jobs::Progress;
use chiso_chassis::page;
use chiso_eventlog::checkpoint;
use chiso_eventlog::quarantine::{self, Quarantined};
use serde::{Deserialize, Serialize};

use super::counted::Counted;
use super::page_size::page_size;
use super::{Aggregator, AggregatorError, LIVE};
use crate::domain::Reapplication;

const PAGE_SIZE: u16 = 50;
const MAX_PAGE_SIZE: u16 = 200;

/// Which page of the quarantine is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    after: Position,
    limit: u16,
}

/// The last event of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Position {
    source: String,
    sequence: i64,
}

impl PageRequest {
    /// Reads a page size and the token of the page before; the default and the first page where absent.
    ///
    /// # Errors
    /// Names the field at fault.
    pub fn read(size: Option<i32>, page_token: Option<&str>) -> Result<Self, RequestFault> {
        let after = page_token.map_or_else(|| Ok(Position::default()), Position::read)?;
        let limit = page_size(size, PAGE_SIZE, MAX_PAGE_SIZE)
            .map_err(|fault| RequestFault::Fields(vec![fault]))?;
        Ok(Self { after, limit })
    }
}

impl Position {
    /// Sources are visible ASCII, numbers begin with 1.
    fn read(token: &str) -> Result<Self, RequestFault> {
        let position: Self = page::decode(token)?;
        let plain = position.source.bytes().all(|byte| byte.is_ascii_graphic());
        if plain && position.sequence > 0 {
            return Ok(position);
        }
        let fault = FieldFault::new("page_token", FieldFault::INVALID_VALUE);
        Err(RequestFault::Fields(vec![
            fault.expected("a next_page_token that this list returned"),
        ]))
    }
}

/// One page of the quarantine, by source and number.
#[derive(Clone, Debug)]
pub struct QuarantinePage {
    pub events: Vec<Quarantined>,
    /// Token of the next page; `None` on the last.
    pub next: Option<String>,
}

impl Aggregator {
    /// Events that could not be applied.
    pub async fn list_quarantine(
        &self,
        page: &PageRequest,
    ) -> Result<QuarantinePage, AggregatorError> {
        let PageRequest { after, limit } = page;
        let after = (after.source.as_str(), after.sequence);
        let mut events = quarantine::list(&self.pool, LIVE, after, u32::from(*limit) + 1).await?;
        let more = events.len() > usize::from(*limit);
        events.truncate(usize::from(*limit));
        let last = events.last().filter(|_| more);
        let next = last.map(|event| {
            page::encode(&Position {
                source: event.source.clone(),
                sequence: event.sequence,
            })
        });
        Ok(QuarantinePage { events, next })
    }

    /// Tries to apply all events in quarantine again. They are kept whole, so no source has to be up.
    pub async fn reapply_quarantine(
        &self,
        progress: &Progress,
    ) -> Result<Reapplication, AggregatorError> {
        let checkpoints = checkpoint::list(&self.pool, LIVE).await?;
        progress.begin(
            "events",
            Some(checkpoints.iter().map(|at| at.quarantined).sum()),
        );
        let projection = Counted {
            projector: Arc::clone(&self.projector),
            progress: progress.clone(),
        };
        let mut sum = Reapplication::default();
        for link in &self.links {
            let part = chiso_eventlog::reapply(&self.pool, LIVE, link.source, &projection).await?;
            sum.applied += part.applied;
            sum.still_quarantined += part.still_quarantined;
        }
        Ok(sum)
    }
}
