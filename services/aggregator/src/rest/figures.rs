use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chiso_chassis::auth::Caller;
use chiso_chassis::error::ApiError;
use chiso_chassis::extract::Query;

use super::view::{Figures, FiguresParams, IndicatorDefinition, Indicators};
use crate::domain::Question;
use crate::usecase::Aggregator;

/// Measures, indicators and partitions of a unit with its subtree over a range of days: the total, and one page of a breakdown.
#[utoipa::path(
    get,
    path = "/v1/figures",
    operation_id = "query_figures",
    tag = "figures",
    params(FiguresParams),
    responses(
        (status = 200, body = Figures),
        (status = 403, description = "`FORBIDDEN_UNIT`"),
        (status = 503, description = "`DATABASE_UNAVAILABLE`"),
    ),
)]
pub async fn query_figures(
    State(aggregator): State<Arc<Aggregator>>,
    caller: Caller,
    Query(params): Query<FiguresParams>,
) -> Result<Json<Figures>, ApiError> {
    let question = Question {
        unit_id: &params.unit_id,
        from_date: &params.from_date,
        until_date: &params.until_date,
        as_of_date: params.as_of_date.as_deref(),
        breakdown: params.breakdown,
        page_size: params.page_size,
        page_token: params.page_token.as_deref(),
    };
    Ok(Json(
        aggregator.query_figures(&caller, question).await?.into(),
    ))
}

/// Definitions of all indicators.
#[utoipa::path(
    get,
    path = "/v1/indicators",
    operation_id = "list_indicators",
    tag = "figures",
    responses((status = 200, body = Indicators)),
)]
pub async fn list_indicators(
    State(aggregator): State<Arc<Aggregator>>,
    _: Caller,
) -> Json<Indicators> {
    let indicators = aggregator
        .catalogue()
        .indicators
        .iter()
        .map(IndicatorDefinition::from)
        .collect();
    Json(Indicators { indicators })
}
