use std::collections::BTreeSet;

use chiso_proto::dossiers::v1 as pb;
use chiso_proto::dossiers::v1::dossier_service_client::DossierServiceClient;
use chiso_proto::eventlog::v1 as log;
use chiso_proto::eventlog::v1::event_log_service_client::EventLogServiceClient;
use chrono::{DateTime, Utc};
use prost::Message as _;
use prost_types::{FileDescriptorSet, Timestamp};
use tonic::transport::Channel;
use tonic::{Code, Request, Status};

use super::{CALLS, Outcome, SUBMITTED, Subject, UNIT, everybody};
use crate::app::TestApp;

/// One call, without its answer.
macro_rules! call {
    ($client:ident.$method:ident, $token:ident, $message:expr) => {
        $client.$method(with($token, $message)).await.map(drop)
    };
}

#[tokio::test]
async fn every_call_is_open_to_whom_the_table_says() {
    let app = TestApp::start().await;
    let mut described = BTreeSet::new();
    let set = FileDescriptorSet::decode(chiso_proto::dossiers::DESCRIPTORS).unwrap();
    for service in set.file.iter().flat_map(|file| &file.service) {
        described.extend(service.method.iter().map(|method| method.name().to_owned()));
    }
    let rows = BTreeSet::from(CALLS.map(|(call, _)| call.to_owned()));
    let missing: Vec<_> = described.difference(&rows).cloned().collect();
    assert_eq!(missing, [""; 0], "calls without a row");

    let subject = Subject::make(&app).await;
    let calls = Calls {
        dossiers: app.grpc().await,
        log: EventLogServiceClient::connect(app.address.clone())
            .await
            .unwrap(),
        subject,
    };
    for (place, role, token) in everybody(&app) {
        for (call, open) in CALLS {
            let code = calls.code(call, &token, &format!("{role}-{place}")).await;
            let outcome = match code {
                Code::PermissionDenied => Outcome::Refused,
                Code::NotFound => Outcome::Hidden,
                Code::Ok | Code::Aborted | Code::FailedPrecondition => Outcome::Allowed,
                _ => panic!("{role} {place}: {call}: {code:?}"),
            };
            assert_eq!(outcome, open.outcome(role, place), "{role} {place}: {call}");
        }
    }
}

struct Calls {
    dossiers: DossierServiceClient<Channel>,
    log: EventLogServiceClient<Channel>,
    subject: Subject,
}

impl Calls {
    async fn code(&self, call: &str, token: &str, who: &str) -> Code {
        let answer = match self.step(call, token, who).await {
            Some(answer) => answer,
            None => self.other(call, token, who).await,
        };
        answer.err().map_or(Code::Ok, |status| status.code())
    }

    /// A step of the dossier's life.
    async fn step(&self, call: &str, token: &str, who: &str) -> Option<Result<(), Status>> {
        let mut dossiers = self.dossiers.clone();
        let (id, etag) = (self.subject.id.clone(), "1".to_owned());
        let request_id = format!("{call}-{who}");
        let reason = "Thiếu bản sao".to_owned();
        Some(match call {
            "AcceptDossier" => call!(
                dossiers.accept_dossier,
                token,
                pb::AcceptDossierRequest {
                    request_id,
                    id,
                    etag
                }
            ),
            "RejectIntake" => call!(
                dossiers.reject_intake,
                token,
                pb::RejectIntakeRequest {
                    request_id,
                    id,
                    etag,
                    reason
                }
            ),
            "RequestSupplement" => call!(
                dossiers.request_supplement,
                token,
                pb::RequestSupplementRequest {
                    request_id,
                    id,
                    etag,
                    reason
                }
            ),
            "ReceiveSupplement" => call!(
                dossiers.receive_supplement,
                token,
                pb::ReceiveSupplementRequest {
                    request_id,
                    id,
                    etag
                }
            ),
            "ResolveDossier" => call!(
                dossiers.resolve_dossier,
                token,
                pb::ResolveDossierRequest {
                    request_id,
                    id,
                    etag
                }
            ),
            "RefuseDossier" => call!(
                dossiers.refuse_dossier,
                token,
                pb::RefuseDossierRequest {
                    request_id,
                    id,
                    etag,
                    reason
                }
            ),
            "WithdrawDossier" => call!(
                dossiers.withdraw_dossier,
                token,
                pb::WithdrawDossierRequest {
                    request_id,
                    id,
                    etag,
                    reason
                }
            ),
            "DeliverResult" => call!(
                dossiers.deliver_result,
                token,
                pb::DeliverResultRequest {
                    request_id,
                    id,
                    etag
                }
            ),
            "CorrectDossier" => call!(
                dossiers.correct_dossier,
                token,
                pb::CorrectDossierRequest {
                    request_id,
                    id,
                    etag,
                    reason,
                    history: Some(history()),
                }
            ),
            _ => return None,
        })
    }

    async fn other(&self, call: &str, token: &str, who: &str) -> Result<(), Status> {
        let (mut dossiers, mut log) = (self.dossiers.clone(), self.log.clone());
        let id = self.subject.id.clone();
        let request_id = format!("{call}-{who}");
        match call {
            "SubmitDossier" => call!(
                dossiers.submit_dossier,
                token,
                pb::SubmitDossierRequest {
                    request_id,
                    procedure_code: "1.004873".to_owned(),
                    receiving_unit_id: UNIT.to_owned(),
                    channel: pb::Channel::InPerson.into(),
                    applicant: Some(pb::Applicant {
                        name: "Lê Thị Hồng Gấm".to_owned(),
                        ..Default::default()
                    }),
                    ..Default::default()
                }
            ),
            "ListDueRevisions" => call!(
                dossiers.list_due_revisions,
                token,
                pb::ListDueRevisionsRequest::default()
            ),
            "GetDossier" => call!(dossiers.get_dossier, token, pb::GetDossierRequest { id }),
            "LookupDossier" => {
                let code = self.subject.code.clone();
                call!(
                    dossiers.lookup_dossier,
                    token,
                    pb::LookupDossierRequest { code }
                )
            }
            "ListDossiers" => call!(
                dossiers.list_dossiers,
                token,
                pb::ListDossiersRequest {
                    unit_id: UNIT.to_owned(),
                    ..Default::default()
                }
            ),
            "SearchDossiers" => call!(
                dossiers.search_dossiers,
                token,
                pb::SearchDossiersRequest {
                    applicant_name: "Nguyễn Thị Minh Khai".to_owned(),
                    unit_id: UNIT.to_owned(),
                    ..Default::default()
                }
            ),
            "ImportDossiers" => {
                let lines = tokio_stream::iter([pb::ImportDossiersRequest::default()]);
                call!(dossiers.import_dossiers, token, lines)
            }
            "ListImportRefusals" => {
                let import_id = self.subject.import.clone();
                call!(
                    dossiers.list_import_refusals,
                    token,
                    pb::ListImportRefusalsRequest {
                        import_id,
                        ..Default::default()
                    }
                )
            }
            "ReloadCatalogue" => call!(
                dossiers.reload_catalogue,
                token,
                pb::ReloadCatalogueRequest {}
            ),
            "GetHead" => call!(log.get_head, token, log::GetHeadRequest {}),
            "ReadEvents" => call!(
                log.read_events,
                token,
                log::ReadEventsRequest {
                    from_sequence: 1,
                    to_sequence: 1
                }
            ),
            "TakeSnapshot" => call!(log.take_snapshot, token, log::TakeSnapshotRequest {}),
            unknown => panic!("{unknown} is not called"),
        }
    }
}

/// What a correction makes of the dossier.
fn history() -> pb::DossierHistory {
    let submitted: DateTime<Utc> = SUBMITTED.parse().unwrap();
    pb::DossierHistory {
        procedure_code: "1.004873".to_owned(),
        receiving_unit_id: UNIT.to_owned(),
        channel: pb::Channel::InPerson.into(),
        applicant: Some(pb::Applicant {
            name: "Lê Thị Hồng Gấm".to_owned(),
            ..Default::default()
        }),
        steps: vec![pb::DossierStep {
            kind: pb::StepKind::Submitted.into(),
            occur_time: Some(Timestamp {
                seconds: submitted.timestamp(),
                nanos: 0,
            }),
            ..Default::default()
        }],
        ..Default::default()
    }
}

fn with<T>(token: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request
        .metadata_mut()
        .insert("authorization", format!("Bearer {token}").parse().unwrap());
    request
}
