use chiso_chassis::auth::{Caller, Role};
use chiso_chassis::database::Attended;
use chiso_eventlog::checkpoint;
use futures::TryStreamExt as _;

use super::{Aggregator, AggregatorError, LIVE, Link};
use crate::domain::{
    Breakdown, FigureGroup, FiguresQuery, Gathering, Plan, Question, next_token, read,
};
use crate::store::figures;

/// Figures and what they speak of.
#[derive(Clone, Debug)]
pub struct FiguresAnswer {
    pub query: FiguresQuery,
    pub unit_name_vi: String,
    pub total: FigureGroup,
    /// One page, ordered by key.
    pub groups: Vec<FigureGroup>,
    /// Token of the next page; `None` on the last.
    pub next: Option<String>,
    /// Events of the sources that are not in these figures yet, as last seen.
    pub lag_events: Option<i64>,
}

impl Aggregator {
    /// Measures, indicators and partitions of a unit with its subtree. The slices pass by: what is held is the total and the
    /// groups of one page. If the caller goes away, the database gives the statement up.
    ///
    /// # Errors
    /// Names every field at fault; refuses who is no reader of the unit.
    pub async fn query_figures(
        &self,
        caller: &Caller,
        question: Question<'_>,
    ) -> Result<FiguresAnswer, AggregatorError> {
        let catalogue = self.catalogue();
        let query =
            read(question, &catalogue.units, self.today()).map_err(AggregatorError::Invalid)?;
        let may = |role| caller.may(role, &query.unit, &catalogue.units, self.today());
        if !may(Role::Reader) && !may(Role::Operator) {
            return Err(AggregatorError::ForbiddenUnit);
        }
        let mut conn = Attended::acquire(&self.queries).await?;
        // The lag is older than the figures, never younger.
        let checkpoints = checkpoint::list(&mut *conn, LIVE).await?;
        let mut snapshot = figures::snapshot(&mut conn).await?;
        let procedures = if query.breakdown == Some(Breakdown::Procedure) {
            let units = Plan::subtree(&query, &catalogue.units);
            let page = &query.page;
            figures::procedures(&mut snapshot, &units, &page.after, page.limit + 1).await?
        } else {
            Vec::new()
        };
        let plan = Plan::new(&query, &catalogue.units, procedures);
        let mut gathering = Gathering::new(&plan, &catalogue.indicators);
        {
            let mut slices = std::pin::pin!(figures::stream(&mut snapshot, plan.request()));
            while let Some(slice) = slices.try_next().await? {
                gathering.add(&slice);
            }
        }
        snapshot.rollback().await?;
        conn.done();
        let (total, groups) = gathering.figures();
        let next = plan.next().map(|after| next_token(&query, after));
        let unit_name_vi = plan.unit_name().unwrap_or_default().to_owned();
        let now = self.clock.now();
        let lag_of = |link: &Link| {
            let uri = link.source.uri();
            let at = checkpoints.iter().find(|at| at.source == uri)?;
            at.known_head(now)
                .map(|head| (head - at.last_sequence).max(0))
        };
        let lag_events = self.links.iter().map(lag_of).sum();
        Ok(FiguresAnswer {
            query,
            unit_name_vi,
            total,
            groups,
            next,
            lag_events,
        })
    }
}
