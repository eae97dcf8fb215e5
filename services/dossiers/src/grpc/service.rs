use std::sync::Arc;

use chiso_chassis::auth::{Caller, caller_of};
use chiso_chassis::error::{ApiError, FieldFault, RequestFault, grpc_status};
use chiso_chassis::extract::{Day, IdempotencyKey, IfMatch};
use chiso_proto::dossiers::v1 as pb;
use chiso_proto::dossiers::v1::dossier_service_server::DossierService;
use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

use super::convert;
use crate::Api;
use crate::domain::{Action, Refusal};
use crate::intake::{self, RawCorrection, RawHistory, RawSubmission};
use crate::store::list::Filter;
use crate::usecase::{Command, DossierError, ImportRun, LineFault, ListQuery, REFUSALS_PER_PAGE};

/// `chiso.dossiers.v1.DossierService`.
#[derive(Clone, Debug)]
pub struct Service(pub Arc<Api>);

impl Service {
    async fn write(
        &self,
        caller: Caller,
        request_id: &str,
        command: Command,
    ) -> Result<Option<pb::Dossier>, Status> {
        let key = IdempotencyKey::parse(request_id, "request_id").map_err(grpc_status)?;
        let written = self
            .0
            .writer
            .write(caller, key, command)
            .await
            .map_err(grpc_status)?;
        Ok(Some(convert::dossier(written.dossier)))
    }

    async fn take(
        &self,
        caller: Caller,
        request_id: &str,
        (id, etag): (&str, &str),
        action: Action,
    ) -> Result<Option<pb::Dossier>, Status> {
        let id = uuid("id", id)?;
        let expected_version = version(etag)?;
        self.write(
            caller,
            request_id,
            Command::Take {
                id,
                expected_version,
                action,
            },
        )
        .await
    }
}

#[tonic::async_trait]
impl DossierService for Service {
    async fn submit_dossier(
        &self,
        request: Request<pb::SubmitDossierRequest>,
    ) -> Result<Response<pb::SubmitDossierResponse>, Status> {
        let caller = caller_of(&request)?;
        let request = request.into_inner();
        let key = request.request_id.clone();
        let submission = convert::submission(request)
            .and_then(RawSubmission::checked)
            .map_err(refused)?;
        let dossier = self
            .write(caller, &key, Command::Submit(submission))
            .await?;
        Ok(Response::new(pb::SubmitDossierResponse { dossier }))
    }

    async fn accept_dossier(
        &self,
        request: Request<pb::AcceptDossierRequest>,
    ) -> Result<Response<pb::AcceptDossierResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let dossier = self
            .take(
                caller,
                &r.request_id,
                (&r.id, &r.etag),
                Action::Accept { due: None },
            )
            .await?;
        Ok(Response::new(pb::AcceptDossierResponse { dossier }))
    }

    async fn reject_intake(
        &self,
        request: Request<pb::RejectIntakeRequest>,
    ) -> Result<Response<pb::RejectIntakeResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let action = Action::RejectIntake { reason: r.reason };
        let dossier = self
            .take(caller, &r.request_id, (&r.id, &r.etag), action)
            .await?;
        Ok(Response::new(pb::RejectIntakeResponse { dossier }))
    }

    async fn request_supplement(
        &self,
        request: Request<pb::RequestSupplementRequest>,
    ) -> Result<Response<pb::RequestSupplementResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let action = Action::RequestSupplement { reason: r.reason };
        let dossier = self
            .take(caller, &r.request_id, (&r.id, &r.etag), action)
            .await?;
        Ok(Response::new(pb::RequestSupplementResponse { dossier }))
    }

    async fn receive_supplement(
        &self,
        request: Request<pb::ReceiveSupplementRequest>,
    ) -> Result<Response<pb::ReceiveSupplementResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let dossier = self
            .take(
                caller,
                &r.request_id,
                (&r.id, &r.etag),
                Action::ReceiveSupplement,
            )
            .await?;
        Ok(Response::new(pb::ReceiveSupplementResponse { dossier }))
    }

    async fn resolve_dossier(
        &self,
        request: Request<pb::ResolveDossierRequest>,
    ) -> Result<Response<pb::ResolveDossierResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let dossier = self
            .take(caller, &r.request_id, (&r.id, &r.etag), Action::Resolve)
            .await?;
        Ok(Response::new(pb::ResolveDossierResponse { dossier }))
    }

    async fn refuse_dossier(
        &self,
        request: Request<pb::RefuseDossierRequest>,
    ) -> Result<Response<pb::RefuseDossierResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let action = Action::Refuse { reason: r.reason };
        let dossier = self
            .take(caller, &r.request_id, (&r.id, &r.etag), action)
            .await?;
        Ok(Response::new(pb::RefuseDossierResponse { dossier }))
    }

    async fn withdraw_dossier(
        &self,
        request: Request<pb::WithdrawDossierRequest>,
    ) -> Result<Response<pb::WithdrawDossierResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let action = Action::Withdraw { reason: r.reason };
        let dossier = self
            .take(caller, &r.request_id, (&r.id, &r.etag), action)
            .await?;
        Ok(Response::new(pb::WithdrawDossierResponse { dossier }))
    }

    async fn deliver_result(
        &self,
        request: Request<pb::DeliverResultRequest>,
    ) -> Result<Response<pb::DeliverResultResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let dossier = self
            .take(caller, &r.request_id, (&r.id, &r.etag), Action::Deliver)
            .await?;
        Ok(Response::new(pb::DeliverResultResponse { dossier }))
    }

    async fn correct_dossier(
        &self,
        request: Request<pb::CorrectDossierRequest>,
    ) -> Result<Response<pb::CorrectDossierResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let (reason, life) = convert::correction(r.reason, r.history)
            .and_then(RawCorrection::checked)
            .map_err(refused)?;
        let command = Command::Correct {
            id: uuid("id", &r.id)?,
            expected_version: version(&r.etag)?,
            reason,
            life,
        };
        let dossier = self.write(caller, &r.request_id, command).await?;
        Ok(Response::new(pb::CorrectDossierResponse { dossier }))
    }

    async fn get_dossier(
        &self,
        request: Request<pb::GetDossierRequest>,
    ) -> Result<Response<pb::GetDossierResponse>, Status> {
        let caller = caller_of(&request)?;
        let id = uuid("id", &request.get_ref().id)?;
        let dossier = self
            .0
            .dossiers
            .get(&caller, id)
            .await
            .map_err(grpc_status)?;
        Ok(Response::new(pb::GetDossierResponse {
            dossier: Some(convert::dossier(dossier)),
        }))
    }

    async fn lookup_dossier(
        &self,
        request: Request<pb::LookupDossierRequest>,
    ) -> Result<Response<pb::LookupDossierResponse>, Status> {
        let caller = caller_of(&request)?;
        let dossier = self
            .0
            .dossiers
            .lookup(&caller, &request.get_ref().code.parse().map_err(refused)?)
            .await
            .map_err(grpc_status)?;
        Ok(Response::new(pb::LookupDossierResponse {
            dossier: Some(convert::dossier(dossier)),
        }))
    }

    async fn list_dossiers(
        &self,
        request: Request<pb::ListDossiersRequest>,
    ) -> Result<Response<pb::ListDossiersResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let query = ListQuery {
            unit: convert::non_empty(r.unit_id)
                .map(|id| intake::unit("unit_id", &id))
                .transpose()
                .map_err(refused)?,
            filter: Filter {
                units: None,
                state: convert::state(r.state)
                    .map_err(refused)?
                    .map(crate::domain::StateName::national_code),
                procedure: convert::non_empty(r.procedure_code)
                    .map(|code| intake::procedure(&code))
                    .transpose()
                    .map_err(refused)?,
                channel: convert::channel_of(r.channel)
                    .map_err(refused)?
                    .map(crate::domain::Channel::national_code),
                accepted_from: date("accepted_from_date", &r.accepted_from_date)?,
                accepted_until: date("accepted_until_date", &r.accepted_until_date)?,
            },
            after: token(r.page_token)?,
            limit: page_size(r.page_size, 50, 200)?,
        };
        let page = self
            .0
            .dossiers
            .list(&caller, query)
            .await
            .map_err(grpc_status)?;
        Ok(Response::new(pb::ListDossiersResponse {
            dossiers: page.dossiers.into_iter().map(convert::dossier).collect(),
            next_page_token: next_token(page.next),
            damaged: page.damaged.into_iter().map(convert::damaged).collect(),
        }))
    }

    async fn search_dossiers(
        &self,
        request: Request<pb::SearchDossiersRequest>,
    ) -> Result<Response<pb::SearchDossiersResponse>, Status> {
        let caller = caller_of(&request)?;
        let mut r = request.into_inner();
        let limit = page_size(r.page_size, 50, 200)?;
        let after = token(std::mem::take(&mut r.page_token))?;
        let query = convert::search(r).checked(after, limit).map_err(refused)?;
        let page = self
            .0
            .dossiers
            .search(&caller, query)
            .await
            .map_err(grpc_status)?;
        Ok(Response::new(pb::SearchDossiersResponse {
            dossiers: page.dossiers.into_iter().map(convert::dossier).collect(),
            next_page_token: next_token(page.next),
            damaged: page.damaged.into_iter().map(convert::damaged).collect(),
        }))
    }

    async fn list_due_revisions(
        &self,
        request: Request<pb::ListDueRevisionsRequest>,
    ) -> Result<Response<pb::ListDueRevisionsResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let (after, limit) = (token(r.page_token)?, page_size(r.page_size, 50, 200)?);
        let page = self.0.dossiers.due_revisions(&caller, after, limit).await;
        let page = page.map_err(grpc_status)?;
        Ok(Response::new(pb::ListDueRevisionsResponse {
            revisions: page
                .revisions
                .into_iter()
                .map(convert::due_revision)
                .collect(),
            next_page_token: page
                .next
                .map(|place| chiso_chassis::page::encode(&place))
                .unwrap_or_default(),
        }))
    }

    async fn import_dossiers(
        &self,
        request: Request<Streaming<pb::ImportDossiersRequest>>,
    ) -> Result<Response<pb::ImportDossiersResponse>, Status> {
        let caller = caller_of(&request)?;
        let _place = self.0.imports.take(&caller).map_err(grpc_status)?;
        let mut run = ImportRun::start(Arc::clone(&self.0.dossiers), caller)
            .await
            .map_err(grpc_status)?;
        let mut histories = request.into_inner();
        while let Some(history) = histories.message().await? {
            let history = convert::history(history).and_then(RawHistory::checked);
            run.line(history.map_err(|refusal| LineFault::all_of(&refusal)))
                .await
                .map_err(grpc_status)?;
        }
        let report = run.finish().await.map_err(grpc_status)?;
        Ok(Response::new(pb::ImportDossiersResponse {
            report: Some(convert::report(report)),
        }))
    }

    async fn list_import_refusals(
        &self,
        request: Request<pb::ListImportRefusalsRequest>,
    ) -> Result<Response<pb::ListImportRefusalsResponse>, Status> {
        let caller = caller_of(&request)?;
        let r = request.into_inner();
        let limit = page_size(r.page_size, REFUSALS_PER_PAGE, REFUSALS_PER_PAGE)?;
        let after = token(r.page_token)?.unwrap_or_default();
        let import = uuid("import_id", &r.import_id)?;
        let refusals = self
            .0
            .dossiers
            .import_refusals(&caller, import, after, limit)
            .await
            .map_err(grpc_status)?;
        let full = refusals.len() == usize::from(limit);
        let next = refusals
            .last()
            .filter(|_| full)
            .map(|last| chiso_chassis::page::encode(&last.place()));
        Ok(Response::new(pb::ListImportRefusalsResponse {
            refusals: refusals.into_iter().map(convert::refusal).collect(),
            next_page_token: next.unwrap_or_default(),
        }))
    }

    async fn reload_catalogue(
        &self,
        request: Request<pb::ReloadCatalogueRequest>,
    ) -> Result<Response<pb::ReloadCatalogueResponse>, Status> {
        let caller = caller_of(&request)?;
        let allowed = self.0.dossiers.check_operator(&caller);
        allowed.map_err(grpc_status)?;
        let reloaded = self
            .0
            .dossiers
            .reload_catalogue()
            .await
            .map_err(grpc_status)?;
        let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        Ok(Response::new(pb::ReloadCatalogueResponse {
            procedures: count(reloaded.procedures),
            published: count(reloaded.published),
            units: count(reloaded.units),
        }))
    }
}

fn refused(refusal: Refusal) -> Status {
    grpc_status(DossierError::from(refusal))
}

fn invalid(field: &str, expected: &'static str) -> Status {
    let fault = FieldFault::new(field, FieldFault::INVALID_VALUE).expected(expected);
    grpc_status(ApiError::from(RequestFault::Fields(vec![fault])))
}

fn version(etag: &str) -> Result<i64, Status> {
    let IfMatch(version) = IfMatch::of_field(etag).map_err(grpc_status)?;
    Ok(version)
}

fn uuid(field: &str, text: &str) -> Result<Uuid, Status> {
    text.parse().map_err(|_| invalid(field, "a UUID"))
}

fn date(field: &str, text: &str) -> Result<Option<NaiveDate>, Status> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse()
        .map(|Day(day)| Some(day))
        .map_err(|_| invalid(field, Day::EXPECTED))
}

fn token<P: DeserializeOwned>(token: String) -> Result<Option<P>, Status> {
    convert::non_empty(token)
        .map(|token| chiso_chassis::page::decode(&token))
        .transpose()
        .map_err(grpc_status)
}

fn next_token(next: Option<Uuid>) -> String {
    next.map(|id| chiso_chassis::page::encode(&id))
        .unwrap_or_default()
}

fn page_size(asked: i32, default: u16, max: u16) -> Result<u16, Status> {
    match u16::try_from(asked) {
        Ok(0) => Ok(default),
        Ok(size) if size <= max => Ok(size),
        _ => Err(invalid(
            "page_size",
            "0 for the default, or up to the limit of the call",
        )),
    }
}
