use std::sync::Arc;

use chiso_chassis::auth::caller_of;
use chiso_chassis::error::grpc_status;
use chiso_chassis::extract::IdempotencyKey;
use chiso_proto::aggregator::v1 as pb;
use chiso_proto::aggregator::v1::indicator_service_server::IndicatorService;
use tonic::{Request, Response, Status};

use super::{convert, job};
use crate::domain::Question;
use crate::usecase::{Aggregator, JobPageRequest, PageRequest};

/// `chiso.aggregator.v1.IndicatorService`.
#[derive(Clone, Debug)]
pub struct Service(pub Arc<Aggregator>);

impl Service {
    /// Refuses everybody but operators of all units.
    fn operator<T>(&self, request: &Request<T>) -> Result<(), Status> {
        let caller = caller_of(request)?;
        self.0.check_operator(&caller).map_err(grpc_status)
    }
}

/// A field that may be left out, and is then 0 or empty.
fn present<T: Default + PartialEq>(value: T) -> Option<T> {
    (value != T::default()).then_some(value)
}

fn request_id(text: &str) -> Result<IdempotencyKey, Status> {
    IdempotencyKey::parse(text, "request_id").map_err(grpc_status)
}

#[tonic::async_trait]
impl IndicatorService for Service {
    async fn query_figures(
        &self,
        request: Request<pb::QueryFiguresRequest>,
    ) -> Result<Response<pb::QueryFiguresResponse>, Status> {
        let caller = caller_of(&request)?;
        let request = request.into_inner();
        let question = Question {
            page_size: present(request.page_size),
            page_token: present(request.page_token.as_str()),
            unit_id: &request.unit_id,
            from_date: &request.from_date,
            until_date: &request.until_date,
            as_of_date: present(request.as_of_date.as_str()),
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

    async fn start_verification(
        &self,
        request: Request<pb::StartVerificationRequest>,
    ) -> Result<Response<pb::StartVerificationResponse>, Status> {
        let caller = caller_of(&request)?;
        self.0.check_operator(&caller).map_err(grpc_status)?;
        let key = request_id(&request.into_inner().request_id)?;
        let job = self.0.start_verification(caller.subject(), &key).await;
        let job = Some(job::job(job.map_err(grpc_status)?));
        Ok(Response::new(pb::StartVerificationResponse { job }))
    }

    async fn start_rebuild(
        &self,
        request: Request<pb::StartRebuildRequest>,
    ) -> Result<Response<pb::StartRebuildResponse>, Status> {
        let caller = caller_of(&request)?;
        self.0.check_operator(&caller).map_err(grpc_status)?;
        let key = request_id(&request.into_inner().request_id)?;
        let job = self.0.start_rebuild(caller.subject(), &key).await;
        let job = Some(job::job(job.map_err(grpc_status)?));
        Ok(Response::new(pb::StartRebuildResponse { job }))
    }

    async fn start_reapplication(
        &self,
        request: Request<pb::StartReapplicationRequest>,
    ) -> Result<Response<pb::StartReapplicationResponse>, Status> {
        let caller = caller_of(&request)?;
        self.0.check_operator(&caller).map_err(grpc_status)?;
        let key = request_id(&request.into_inner().request_id)?;
        let job = self.0.start_reapplication(caller.subject(), &key).await;
        let job = Some(job::job(job.map_err(grpc_status)?));
        Ok(Response::new(pb::StartReapplicationResponse { job }))
    }

    async fn list_jobs(
        &self,
        request: Request<pb::ListJobsRequest>,
    ) -> Result<Response<pb::ListJobsResponse>, Status> {
        self.operator(&request)?;
        let request = request.into_inner();
        let page = JobPageRequest::read(
            present(request.page_size),
            present(request.page_token.as_str()),
        )
        .map_err(grpc_status)?;
        let page = self.0.list_jobs(page).await.map_err(grpc_status)?;
        Ok(Response::new(job::page(page)))
    }

    async fn get_job(
        &self,
        request: Request<pb::GetJobRequest>,
    ) -> Result<Response<pb::GetJobResponse>, Status> {
        self.operator(&request)?;
        let id = job::id(&request.into_inner().job_id).map_err(grpc_status)?;
        let job = self.0.jobs.get(id).await.map_err(grpc_status)?;
        let job = Some(job::job(job));
        Ok(Response::new(pb::GetJobResponse { job }))
    }

    async fn cancel_job(
        &self,
        request: Request<pb::CancelJobRequest>,
    ) -> Result<Response<pb::CancelJobResponse>, Status> {
        self.operator(&request)?;
        let id = job::id(&request.into_inner().job_id).map_err(grpc_status)?;
        let job = self.0.jobs.cancel(id).await.map_err(grpc_status)?;
        let job = Some(job::job(job));
        Ok(Response::new(pb::CancelJobResponse { job }))
    }

    async fn list_quarantine(
        &self,
        request: Request<pb::ListQuarantineRequest>,
    ) -> Result<Response<pb::ListQuarantineResponse>, Status> {
        self.operator(&request)?;
        let request = request.into_inner();
        let page = PageRequest::read(
            present(request.page_size),
            present(request.page_token.as_str()),
        )
        .map_err(grpc_status)?;
        let page = self.0.list_quarantine(&page).await.map_err(grpc_status)?;
        Ok(Response::new(convert::quarantine(page)))
    }

    async fn reload_catalogue(
        &self,
        request: Request<pb::ReloadCatalogueRequest>,
    ) -> Result<Response<pb::ReloadCatalogueResponse>, Status> {
        self.operator(&request)?;
        let reloaded = self.0.reload_catalogue().await.map_err(grpc_status)?;
        let small = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        Ok(Response::new(pb::ReloadCatalogueResponse {
            units: small(reloaded.units),
            indicators: small(reloaded.indicators),
        }))
    }
}
