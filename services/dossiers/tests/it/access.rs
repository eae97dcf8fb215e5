//! Who may do what where: every route and every call, with every role, at every place. A route or a call that is missing here
//! fails the test.

use std::collections::BTreeSet;

use chiso_proto::dossiers::v1 as pb;
use chiso_proto::dossiers::v1::dossier_service_client::DossierServiceClient;
use chiso_proto::eventlog::v1 as log;
use chiso_proto::eventlog::v1::event_log_service_client::EventLogServiceClient;
use chrono::{DateTime, Utc};
use prost::Message as _;
use prost_types::{FileDescriptorSet, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};
use tonic::transport::Channel;
use tonic::{Code, Request};

use crate::app::{Answer, TestApp, submission};

/// The unit of the dossier.
const UNIT: &str = "tp-tu-son";
/// Where a role is held, seen from that unit, in 2022.
const PLACES: [(&str, Option<&str>); 5] = [
    ("own", Some(UNIT)),
    ("below", Some("p-dong-ngan")),
    ("other", Some("p-suoi-hoa")),
    ("above", Some("tinh-bac-ninh")),
    ("none", None),
];
/// When the dossier was handed in, as a correction tells it.
const SUBMITTED: &str = "2022-06-06T08:00:00+07:00";
const ROLES: [&str; 5] = ["clerk", "importer", "reader", "operator", "peer"];

/// To whom something is open, and what the others are answered.
#[derive(Clone, Copy, Debug)]
enum Open {
    /// Clerks of the unit, or of one above it; to others it does not exist.
    ToClerksOfTheDossier,
    /// Clerks of the unit, or of one above it; others are refused.
    ToClerksOfTheUnit,
    /// Clerks of the unit, of one above or of one below it; others are refused.
    ToClerksWithin,
    /// Importers of the unit, or of one above it; to others it does not exist.
    ToImportersOfTheDossier,
    /// Clerks at whatever place: they get what is theirs.
    ToClerks,
    /// Importers, at whatever place: each line is judged by itself.
    ToImporters,
    /// The account that made it; to others it does not exist.
    ToItsMaker,
    /// Operators of everything.
    ToOperatorsOfAll,
    /// Other services.
    ToPeers,
}

use Open::{
    ToClerks, ToClerksOfTheDossier, ToClerksOfTheUnit, ToClerksWithin, ToImporters,
    ToImportersOfTheDossier, ToItsMaker, ToOperatorsOfAll, ToPeers,
};

#[rustfmt::skip]
const ROUTES: [(&str, &str, Open); 18] = [
    ("post", "/v1/dossiers",                         ToClerksOfTheUnit),
    ("get",  "/v1/dossiers",                         ToClerksWithin),
    ("post", "/v1/dossiers/search",                  ToClerksWithin),
    ("get",  "/v1/dossiers/{id}",                    ToClerksOfTheDossier),
    ("get",  "/v1/dossiers/by-code/{code}",          ToClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/accept",             ToClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/reject-intake",      ToClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/request-supplement", ToClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/receive-supplement", ToClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/resolve",            ToClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/refuse",             ToClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/withdraw",           ToClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/deliver",            ToClerksOfTheDossier),
    ("post", "/v1/dossiers/{id}/correct",            ToImportersOfTheDossier),
    ("get",  "/v1/due-revisions",                    ToClerks),
    ("post", "/v1/imports",                          ToImporters),
    ("get",  "/v1/imports/{id}/refusals",            ToItsMaker),
    ("post", "/v1/catalogue/reload",                 ToOperatorsOfAll),
];

#[rustfmt::skip]
const CALLS: [(&str, Open); 20] = [
    ("SubmitDossier",       ToClerksOfTheUnit),
    ("AcceptDossier",       ToClerksOfTheDossier),
    ("RejectIntake",        ToClerksOfTheDossier),
    ("RequestSupplement",   ToClerksOfTheDossier),
    ("ReceiveSupplement",   ToClerksOfTheDossier),
    ("ResolveDossier",      ToClerksOfTheDossier),
    ("RefuseDossier",       ToClerksOfTheDossier),
    ("WithdrawDossier",     ToClerksOfTheDossier),
    ("DeliverResult",       ToClerksOfTheDossier),
    ("CorrectDossier",      ToImportersOfTheDossier),
    ("ListDueRevisions",    ToClerks),
    ("GetDossier",          ToClerksOfTheDossier),
    ("LookupDossier",       ToClerksOfTheDossier),
    ("ListDossiers",        ToClerksWithin),
    ("ImportDossiers",      ToImporters),
    ("ListImportRefusals",  ToItsMaker),
    ("ReloadCatalogue",     ToOperatorsOfAll),
    ("GetHead",             ToPeers),
    ("ReadEvents",          ToPeers),
    ("TakeSnapshot",        ToPeers),
];

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Whatever else may be wrong with it, the caller may send it.
    Allowed,
    Refused,
    /// What it is about does not exist for the caller.
    Hidden,
}

impl Open {
    fn outcome(self, role: &str, place: &str) -> Outcome {
        let at = |places: &[&str]| places.contains(&place);
        let (allowed, otherwise) = match self {
            ToClerksOfTheDossier => (role == "clerk" && at(&["own", "above"]), Outcome::Hidden),
            ToClerksOfTheUnit => (role == "clerk" && at(&["own", "above"]), Outcome::Refused),
            ToClerksWithin => (
                role == "clerk" && at(&["own", "above", "below"]),
                Outcome::Refused,
            ),
            ToImportersOfTheDossier => {
                (role == "importer" && at(&["own", "above"]), Outcome::Hidden)
            }
            ToClerks => (role == "clerk" && place != "none", Outcome::Refused),
            ToImporters => (role == "importer" && place != "none", Outcome::Refused),
            ToItsMaker => (false, Outcome::Hidden),
            ToOperatorsOfAll => (role == "operator" && place == "above", Outcome::Refused),
            ToPeers => (role == "peer" && place != "none", Outcome::Refused),
        };
        if allowed { Outcome::Allowed } else { otherwise }
    }
}

/// A dossier of the unit and an import of somebody else.
struct Subject {
    id: String,
    code: String,
    import: String,
}

impl Subject {
    async fn make(app: &TestApp) -> Self {
        let clerk = app.tokens.mint("clerk", &[("clerk", UNIT)]);
        let filed = app.post("/v1/dossiers", &clerk, "first", filing()).await;
        assert_eq!(filed.status, 201, "{filed:?}");
        let import = app.import("no history\n".to_owned()).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            id: text(&filed.json["id"]),
            code: text(&filed.json["code"]),
            import: text(&import["import_id"]),
        }
    }

    fn at(&self, path: &str) -> String {
        let id = if path.starts_with("/v1/imports") {
            &self.import
        } else {
            &self.id
        };
        path.replace("{id}", id).replace("{code}", &self.code)
    }
}

fn filing() -> Value {
    let mut body = submission();
    body["receiving_unit_id"] = json!(UNIT);
    body
}

/// Every role at every place, with its token.
fn everybody(app: &TestApp) -> Vec<(&'static str, &'static str, String)> {
    let mut all = Vec::new();
    for (place, unit) in PLACES {
        for role in ROLES {
            let grants: Vec<(&str, &str)> = unit.into_iter().map(|unit| (role, unit)).collect();
            all.push((
                place,
                role,
                app.tokens.mint(&format!("{role}-{place}"), &grants),
            ));
        }
    }
    all
}

#[tokio::test]
async fn every_route_is_open_to_whom_the_table_says() {
    let app = TestApp::start().await;
    let document = app.get("/openapi.json", &app.clerk()).await.json;
    let mut documented = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            documented.insert((method.clone(), path.clone()));
        }
    }
    let rows = ROUTES.map(|(method, path, _)| (method.to_owned(), path.to_owned()));
    let missing: Vec<_> = documented
        .difference(&BTreeSet::from(rows))
        .cloned()
        .collect();
    assert_eq!(missing, [], "routes without a row");

    let subject = Subject::make(&app).await;
    for (place, role, token) in everybody(&app) {
        for (method, template, open) in ROUTES {
            if !documented.contains(&(method.to_owned(), template.to_owned())) {
                continue;
            }
            let key = format!("{role}-{place}-{template}").replace('/', ".");
            let answer = ask(&app, &subject, method, template, &token, &key).await;
            assert_eq!(
                outcome(&answer),
                open.outcome(role, place),
                "{role} {place}: {method} {template}: {answer:?}"
            );
        }
    }
}

async fn ask(
    app: &TestApp,
    subject: &Subject,
    method: &str,
    template: &str,
    token: &str,
    key: &str,
) -> Answer {
    let path = subject.at(template);
    let path = match (method, template) {
        ("get", "/v1/dossiers") => format!("{path}?unit_id={UNIT}"),
        _ => path,
    };
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let request = app
        .request(method.clone(), &path, token)
        .header("Idempotency-Key", key)
        .header("If-Match", "\"1\"");
    let request = match template {
        "/v1/imports" => request
            .header("Content-Type", "application/x-ndjson")
            .body("no history\n"),
        "/v1/dossiers" if method == Method::POST => request.json(&filing()),
        "/v1/dossiers/{id}/correct" => {
            let mut body = filing();
            body["reason"] = json!("Ghi sai");
            body["steps"] = json!([{ "kind": "submitted", "occur_time": SUBMITTED }]);
            request.json(&body)
        }
        "/v1/dossiers/search" => {
            request.json(&json!({ "applicant_name": "Nguyễn Thị Minh Khai", "unit_id": UNIT }))
        }
        "/v1/dossiers/{id}/reject-intake"
        | "/v1/dossiers/{id}/request-supplement"
        | "/v1/dossiers/{id}/refuse"
        | "/v1/dossiers/{id}/withdraw" => request.json(&json!({ "reason": "Thiếu bản sao" })),
        _ => request,
    };
    Answer::of(request.send().await.unwrap()).await
}

fn outcome(answer: &Answer) -> Outcome {
    match answer.status.as_u16() {
        403 => Outcome::Refused,
        404 => Outcome::Hidden,
        200..=299 | 409 | 412 => Outcome::Allowed,
        _ => panic!("{answer:?}"),
    }
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
        let (mut dossiers, mut log) = (self.dossiers.clone(), self.log.clone());
        let (id, etag) = (self.subject.id.clone(), "1".to_owned());
        let request_id = format!("{call}-{who}");
        let reason = "Thiếu bản sao".to_owned();
        macro_rules! call {
            ($client:ident.$method:ident, $message:expr) => {
                $client.$method(with(token, $message)).await.map(drop)
            };
        }
        let answer = match call {
            "SubmitDossier" => call!(
                dossiers.submit_dossier,
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
            "AcceptDossier" => call!(
                dossiers.accept_dossier,
                pb::AcceptDossierRequest {
                    request_id,
                    id,
                    etag
                }
            ),
            "RejectIntake" => call!(
                dossiers.reject_intake,
                pb::RejectIntakeRequest {
                    request_id,
                    id,
                    etag,
                    reason
                }
            ),
            "RequestSupplement" => call!(
                dossiers.request_supplement,
                pb::RequestSupplementRequest {
                    request_id,
                    id,
                    etag,
                    reason
                }
            ),
            "ReceiveSupplement" => call!(
                dossiers.receive_supplement,
                pb::ReceiveSupplementRequest {
                    request_id,
                    id,
                    etag
                }
            ),
            "ResolveDossier" => call!(
                dossiers.resolve_dossier,
                pb::ResolveDossierRequest {
                    request_id,
                    id,
                    etag
                }
            ),
            "RefuseDossier" => call!(
                dossiers.refuse_dossier,
                pb::RefuseDossierRequest {
                    request_id,
                    id,
                    etag,
                    reason
                }
            ),
            "WithdrawDossier" => call!(
                dossiers.withdraw_dossier,
                pb::WithdrawDossierRequest {
                    request_id,
                    id,
                    etag,
                    reason
                }
            ),
            "DeliverResult" => call!(
                dossiers.deliver_result,
                pb::DeliverResultRequest {
                    request_id,
                    id,
                    etag
                }
            ),
            "CorrectDossier" => call!(
                dossiers.correct_dossier,
                pb::CorrectDossierRequest {
                    request_id,
                    id,
                    etag,
                    reason,
                    history: Some(history()),
                }
            ),
            "ListDueRevisions" => call!(
                dossiers.list_due_revisions,
                pb::ListDueRevisionsRequest::default()
            ),
            "GetDossier" => call!(dossiers.get_dossier, pb::GetDossierRequest { id }),
            "LookupDossier" => {
                let code = self.subject.code.clone();
                call!(dossiers.lookup_dossier, pb::LookupDossierRequest { code })
            }
            "ListDossiers" => call!(
                dossiers.list_dossiers,
                pb::ListDossiersRequest {
                    unit_id: UNIT.to_owned(),
                    ..Default::default()
                }
            ),
            "ImportDossiers" => {
                let lines = tokio_stream::iter([pb::ImportDossiersRequest::default()]);
                call!(dossiers.import_dossiers, lines)
            }
            "ListImportRefusals" => {
                let import_id = self.subject.import.clone();
                call!(
                    dossiers.list_import_refusals,
                    pb::ListImportRefusalsRequest {
                        import_id,
                        ..Default::default()
                    }
                )
            }
            "ReloadCatalogue" => call!(dossiers.reload_catalogue, pb::ReloadCatalogueRequest {}),
            "GetHead" => call!(log.get_head, log::GetHeadRequest {}),
            "ReadEvents" => call!(
                log.read_events,
                log::ReadEventsRequest {
                    from_sequence: 1,
                    to_sequence: 1
                }
            ),
            "TakeSnapshot" => call!(log.take_snapshot, log::TakeSnapshotRequest {}),
            unknown => panic!("{unknown} is not called"),
        };
        answer.err().map_or(Code::Ok, |status| status.code())
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
