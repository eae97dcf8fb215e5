use std::sync::Arc;

use chiso_chassis::auth::caller_of;
use chiso_chassis::error::grpc_status;
use chiso_proto::aggregator::v1 as pb;
use chiso_proto::aggregator::v1::indicator_service_server::IndicatorService;
use tonic::{Request, Response, Status};

use super::convert;
use crate::domain::Question;
use crate::usecase::{Aggregator, PageRequest};

/// `chiso.aggregator.v1.IndicatorService`.
#[derive(Clone, Debug)]
pub struct Service(pub Arc<Aggregator>);

#[tonic::async_trait]
impl IndicatorService for Service {
    async fn query_figures(
        &self,
        request: Request<pb::QueryFiguresRequest>,
    ) -> Result<Response<pb::QueryFiguresResponse>, Status> {
        let caller = caller_of(&request)?;
        let request = request.into_inner();
        let question = Question {
            unit_id: &request.unit_id,
            from_date: &request.from_date,
            until_date: &request.until_date,
            as_of_date: &request.as_of_date,
            breakdown: convert::breakdown(request.breakdown).map_err(grpc_status)?,
        };
        let answer = self
            .0
            .query_figures(&caller, question)
            .await
            .map_err(grpc_status)?;
        Ok(Response::new(convert::figures(answer)))
    }

    async fn list_indicators(
        &self,
        request: Request<pb::ListIndicatorsRequest>,
    ) -> Result<Response<pb::ListIndicatorsResponse>, Status> {
        caller_of(&request)?;
        let indicators = self
            .0
            .catalogue()
            .indicators
            .iter()
            .map(convert::indicator)
            .collect();
        Ok(Response::new(pb::ListIndicatorsResponse { indicators }))
    }

    async fn get_projection_status(
        &self,
        request: Request<pb::GetProjectionStatusRequest>,
    ) -> Result<Response<pb::GetProjectionStatusResponse>, Status> {
        Aggregator::check_reader(&caller_of(&request)?).map_err(grpc_status)?;
        let status = self.0.projection_status().await.map_err(grpc_status)?;
        Ok(Response::new(convert::status(status)))
    }

    async fn verify_projection(
        &self,
        request: Request<pb::VerifyProjectionRequest>,
    ) -> Result<Response<pb::VerifyProjectionResponse>, Status> {
        Aggregator::check_operator(&caller_of(&request)?).map_err(grpc_status)?;
        let found = self.0.verify().await.map_err(grpc_status)?;
        Ok(Response::new(convert::verification(found)))
    }

    async fn rebuild_projection(
        &self,
        request: Request<pb::RebuildProjectionRequest>,
    ) -> Result<Response<pb::RebuildProjectionResponse>, Status> {
        Aggregator::check_operator(&caller_of(&request)?).map_err(grpc_status)?;
        let rebuilt = self.0.rebuild().await.map_err(grpc_status)?;
        let (generation, events) = (rebuilt.generation, rebuilt.events);
        Ok(Response::new(pb::RebuildProjectionResponse {
            generation,
            events,
        }))
    }

    async fn list_quarantine(
        &self,
        request: Request<pb::ListQuarantineRequest>,
    ) -> Result<Response<pb::ListQuarantineResponse>, Status> {
        Aggregator::check_operator(&caller_of(&request)?).map_err(grpc_status)?;
        let request = request.into_inner();
        let page =
            PageRequest::read(request.page_size, &request.page_token).map_err(grpc_status)?;
        let page = self.0.list_quarantine(&page).await.map_err(grpc_status)?;
        Ok(Response::new(convert::quarantine(page)))
    }

    async fn reapply_quarantine(
        &self,
        request: Request<pb::ReapplyQuarantineRequest>,
    ) -> Result<Response<pb::ReapplyQuarantineResponse>, Status> {
        Aggregator::check_operator(&caller_of(&request)?).map_err(grpc_status)?;
        let reapplied = self.0.reapply_quarantine().await.map_err(grpc_status)?;
        Ok(Response::new(pb::ReapplyQuarantineResponse {
            applied: convert::count(reapplied.applied),
            still_quarantined: convert::count(reapplied.still_quarantined),
        }))
    }

    async fn reload_catalogue(
        &self,
        request: Request<pb::ReloadCatalogueRequest>,
    ) -> Result<Response<pb::ReloadCatalogueResponse>, Status> {
        Aggregator::check_operator(&caller_of(&request)?).map_err(grpc_status)?;
        let reloaded = self.0.reload_catalogue().await.map_err(grpc_status)?;
        let small = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        Ok(Response::new(pb::ReloadCatalogueResponse {
            units: small(reloaded.units),
            indicators: small(reloaded.indicators),
        }))
    }
}
