use chiso_chassis::error::{FieldFault, RequestFault};
use chiso_chassis::page;
use chiso_eventlog::Reapplied;
use chiso_eventlog::quarantine::{self, Quarantined};
use serde::{Deserialize, Serialize};

use super::{Aggregator, AggregatorError, LIVE};

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

impl Position {
    /// Whether an event can stand there: what a token says is bound to a query.
    fn is_possible(&self) -> bool {
        self.sequence > 0 && self.source.bytes().all(|byte| byte.is_ascii_graphic())
    }
}

impl PageRequest {
    /// Reads a page size, the default where 0, and the token of the page before, the first page where empty.
    ///
    /// # Errors
    /// Names the field at fault.
    pub fn read(page_size: i32, page_token: &str) -> Result<Self, RequestFault> {
        let after = if page_token.is_empty() {
            Position::default()
        } else {
            let after: Position = page::decode(page_token)?;
            if !after.is_possible() {
                let fault = FieldFault::new("page_token", FieldFault::INVALID_VALUE);
                return Err(RequestFault::Fields(vec![fault]));
            }
            after
        };
        match u16::try_from(page_size) {
            Ok(0) => Ok(Self {
                after,
                limit: PAGE_SIZE,
            }),
            Ok(limit) if limit <= MAX_PAGE_SIZE => Ok(Self { after, limit }),
            _ => {
                let fault = FieldFault::new("page_size", FieldFault::INVALID_VALUE);
                Err(RequestFault::Fields(vec![
                    fault.expected(format!("1 to {MAX_PAGE_SIZE}")),
                ]))
            }
        }
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

    /// Tries to apply all events in quarantine again.
    pub async fn reapply_quarantine(&self) -> Result<Reapplied, AggregatorError> {
        let mut sum = Reapplied::default();
        for link in &self.links {
            let part =
                chiso_eventlog::reapply(&self.pool, LIVE, link.source, self.projector.as_ref())
                    .await?;
            sum.applied += part.applied;
            sum.still_quarantined += part.still_quarantined;
        }
        Ok(sum)
    }
}
