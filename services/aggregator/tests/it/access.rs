//! Who may do what where: every route and every call, with every role, at every place. A route or a call that is missing here
//! fails the test.

use std::collections::BTreeSet;

use chiso_proto::aggregator::v1 as pb;
use prost::Message as _;
use prost_types::{FileDescriptorSet, MethodDescriptorProto};
use reqwest::Method;
use tonic::Code;

use crate::app::{TestApp, authorised};

/// The unit that a question for figures is about.
const UNIT: &str = "tp-tu-son";
/// Where a role is held, seen from that unit, in 2022.
const PLACES: [(&str, Option<&str>); 5] = [
    ("own", Some(UNIT)),
    ("below", Some("p-dong-ngan")),
    ("other", Some("p-suoi-hoa")),
    ("above", Some("tinh-bac-ninh")),
    ("none", None),
];
const ROLES: [&str; 5] = ["clerk", "importer", "reader", "operator", "peer"];

/// To whom something is open.
#[derive(Clone, Copy, Debug)]
enum Open {
    /// Whoever has a token.
    All,
    /// Readers and operators, at whatever place.
    Readers,
    /// Readers and operators of the unit, or of one above it.
    ReadersOfTheUnit,
    /// Operators of everything.
    OperatorsOfAll,
}

use Open::{All, OperatorsOfAll, Readers, ReadersOfTheUnit};

#[rustfmt::skip]
const ROUTES: [(&str, &str, Open); 11] = [
    ("get",  "/v1/figures",              ReadersOfTheUnit),
    ("get",  "/v1/indicators",           All),
    ("get",  "/v1/projection",           Readers),
    ("post", "/v1/projection/verify",    OperatorsOfAll),
    ("post", "/v1/projection/rebuild",   OperatorsOfAll),
    ("get",  "/v1/quarantine",           OperatorsOfAll),
    ("post", "/v1/quarantine/reapply",   OperatorsOfAll),
    ("get",  "/v1/jobs",                 OperatorsOfAll),
    ("get",  "/v1/jobs/{job_id}",        OperatorsOfAll),
    ("post", "/v1/jobs/{job_id}/cancel", OperatorsOfAll),
    ("post", "/v1/catalogue/reload",     OperatorsOfAll),
];

#[rustfmt::skip]
const CALLS: [(&str, Open); 11] = [
    ("QueryFigures",        ReadersOfTheUnit),
    ("ListIndicators",      All),
    ("GetProjectionStatus", Readers),
    ("StartVerification",   OperatorsOfAll),
    ("StartRebuild",        OperatorsOfAll),
    ("StartReapplication",  OperatorsOfAll),
    ("ListQuarantine",      OperatorsOfAll),
    ("ListJobs",            OperatorsOfAll),
    ("GetJob",              OperatorsOfAll),
    ("CancelJob",           OperatorsOfAll),
    ("ReloadCatalogue",     OperatorsOfAll),
];

impl Open {
    fn allows(self, role: &str, place: &str) -> bool {
        let reads = ["reader", "operator"].contains(&role);
        match self {
            All => true,
            Readers => place != "none" && reads,
            ReadersOfTheUnit => ["own", "above"].contains(&place) && reads,
            OperatorsOfAll => place == "above" && role == "operator",
        }
    }
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
    let app = TestApp::start_in_2022().await;
    let nobody = app.tokens.mint("nobody", &[]);
    let document = app.get("/openapi.json", &nobody).await.json;
    let mut documented = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            documented.insert((method.clone(), path.clone()));
        }
    }
    let listed = ROUTES.map(|(method, path, _)| (method.to_owned(), path.to_owned()));
    assert_eq!(documented, BTreeSet::from(listed));

    for (place, role, token) in everybody(&app) {
        for (method, path, open) in ROUTES {
            let path = path.replace("{job_id}", "00000000-0000-0000-0000-000000000000");
            let path = match path.as_str() {
                "/v1/figures" => {
                    format!("{path}?unit_id={UNIT}&from_date=2022-01-01&until_date=2022-06-01")
                }
                _ => path,
            };
            let answer = match Method::from_bytes(method.to_uppercase().as_bytes()).unwrap() {
                Method::GET => app.get(&path, &token).await,
                _ => app.post(&path, &token).await,
            };
            let refused = answer.status == 403;
            assert_eq!(
                !refused,
                open.allows(role, place),
                "{role} {place}: {method} {path}: {answer:?}"
            );
            assert!(
                refused
                    || answer.status.is_success()
                    || [404, 409].contains(&answer.status.as_u16()),
                "{role} {place}: {method} {path}: {answer:?}"
            );
        }
    }
}

#[tokio::test]
async fn every_call_is_open_to_whom_the_table_says() {
    let app = TestApp::start_in_2022().await;
    let set = FileDescriptorSet::decode(chiso_proto::aggregator::DESCRIPTORS).unwrap();
    let services = set.file.iter().flat_map(|file| &file.service);
    let described: BTreeSet<&str> = services
        .flat_map(|service| service.method.iter().map(MethodDescriptorProto::name))
        .collect();
    assert_eq!(described, BTreeSet::from(CALLS.map(|(call, _)| call)));

    for (place, role, token) in everybody(&app) {
        for (call, open) in CALLS {
            let code = code_of(&app, call, &token).await;
            assert_eq!(
                code != Code::PermissionDenied,
                open.allows(role, place),
                "{role} {place}: {call}: {code:?}"
            );
        }
    }
}

async fn code_of(app: &TestApp, call: &str, token: &str) -> Code {
    let mut client = app.grpc().await;
    let request_id = format!("{call}-{}", token.len());
    let job_id = "00000000-0000-0000-0000-000000000000".to_owned();
    macro_rules! call {
        ($method:ident, $request:expr) => {
            client.$method(authorised($request, token)).await.map(drop)
        };
    }
    let answer = match call {
        "QueryFigures" => call!(
            query_figures,
            pb::QueryFiguresRequest {
                unit_id: UNIT.to_owned(),
                from_date: "2022-01-01".to_owned(),
                until_date: "2023-01-01".to_owned(),
                ..Default::default()
            }
        ),
        "ListIndicators" => call!(list_indicators, pb::ListIndicatorsRequest {}),
        "GetProjectionStatus" => call!(get_projection_status, pb::GetProjectionStatusRequest {}),
        "StartVerification" => {
            call!(
                start_verification,
                pb::StartVerificationRequest { request_id }
            )
        }
        "StartRebuild" => call!(start_rebuild, pb::StartRebuildRequest { request_id }),
        "StartReapplication" => {
            call!(
                start_reapplication,
                pb::StartReapplicationRequest { request_id }
            )
        }
        "ListQuarantine" => call!(list_quarantine, pb::ListQuarantineRequest::default()),
        "ListJobs" => call!(list_jobs, pb::ListJobsRequest::default()),
        "GetJob" => call!(get_job, pb::GetJobRequest { job_id }),
        "CancelJob" => call!(cancel_job, pb::CancelJobRequest { job_id }),
        "ReloadCatalogue" => call!(reload_catalogue, pb::ReloadCatalogueRequest {}),
        unknown => panic!("{unknown} is not called"),
    };
    answer.err().map_or(Code::Ok, |status| status.code())
}
