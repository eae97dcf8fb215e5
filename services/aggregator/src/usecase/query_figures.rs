use chiso_chassis::auth::{Caller, Role};
use chiso_eventlog::checkpoint;

use super::{Aggregator, AggregatorError, LIVE, Link};
use crate::domain::{FigureGroup, FiguresQuery, Plan, Question, read};
use crate::store::figures;

/// Figures and what they speak of.
#[derive(Clone, Debug)]
pub struct FiguresAnswer {
    pub query: FiguresQuery,
    pub unit_name_vi: String,
    pub total: FigureGroup,
    /// Ordered by key.
    pub groups: Vec<FigureGroup>,
    /// Events of the sources that are not in these figures yet, as last seen.
    pub lag_events: Option<i64>,
}

impl Aggregator {
    /// Measures, indicators and partitions of a unit with its subtree.
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
        // The lag is older than the figures, never younger.
        let checkpoints = checkpoint::list(&self.pool, LIVE).await?;
        let plan = Plan::new(&query, &catalogue.units);
        let slices = figures::load(&self.pool, plan.request()).await?;
        let (total, groups) = plan.figures(&slices, &catalogue.indicators);
        let unit_name_vi = plan.unit_name().unwrap_or_default().to_owned();
        let lag_of = |link: &Link| {
            let uri = link.source.uri();
            let at = checkpoints.iter().find(|at| at.source == uri)?;
            at.source_head.map(|head| (head - at.last_sequence).max(0))
        };
        let lag_events = self.links.iter().map(lag_of).sum();
        Ok(FiguresAnswer {
            query,
            unit_name_vi,
            total,
            groups,
            lag_events,
        })
    }
}
