//! A token of the wrong kind, or none, opens nothing: neither service, over neither protocol.

use chiso_proto::aggregator::v1::StartVerificationRequest;
use chiso_proto::dossiers::v1::ListDossiersRequest;
use chiso_proto::eventlog::v1::{GetHeadRequest, TakeSnapshotRequest};
use chiso_testkit::{http_client, wait_for};
use chiso_tests::System;
use reqwest::{Client, Method};
use tonic::{Code, Status};

use crate::operator::SOON;
use crate::remote::{self, with, year_of};

const GRANTS: [(&str, &str); 3] = [
    ("clerk", "p-tu-son"),
    ("reader", "p-tu-son"),
    ("peer", "p-tu-son"),
];

/// Tokens that must not be accepted, with what is wrong with each.
fn bad(system: &System) -> Vec<(&'static str, Option<String>)> {
    let tokens = &system.tokens;
    let who = "somebody";
    vec![
        ("expired", Some(tokens.expired(who, &GRANTS))),
        ("another key", Some(tokens.other_key(who, &GRANTS))),
        ("unknown key", Some(tokens.unknown_key(who, &GRANTS))),
        ("alg none", Some(tokens.unsigned(who, &GRANTS))),
        ("not yet valid", Some(tokens.not_yet_valid(who, &GRANTS))),
        (
            "another audience",
            Some(tokens.wrong_audience(who, &GRANTS)),
        ),
        ("another issuer", Some(tokens.wrong_issuer(who, &GRANTS))),
        ("none", None),
    ]
}

struct Asking {
    http: Client,
    dossiers: String,
    aggregator: String,
}

impl Asking {
    async fn ask(&self, method: Method, url: &str, token: Option<&str>) -> u16 {
        let request = self.http.request(method, url);
        let request = match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        request.send().await.unwrap().status().as_u16()
    }

    fn reads(&self) -> [String; 2] {
        let year = "from_date=2022-01-01&until_date=2023-01-01";
        [
            format!("{}/v1/dossiers", self.dossiers),
            format!("{}/v1/figures?unit_id=tp-tu-son&{year}", self.aggregator),
        ]
    }

    fn writes(&self) -> [String; 3] {
        [
            format!("{}/v1/dossiers", self.dossiers),
            format!("{}/v1/imports", self.dossiers),
            format!("{}/v1/projection/verify", self.aggregator),
        ]
    }
}

/// One call of each kind of RPC.
async fn call(system: &System, token: Option<&str>) -> Vec<Result<(), Status>> {
    let mut dossiers = remote::dossiers(system).await;
    let mut log = remote::event_log(system).await;
    let mut indicators = remote::indicators(system).await;
    let list = with(token, ListDossiersRequest::default());
    let head = with(token, GetHeadRequest {});
    let snapshot = with(token, TakeSnapshotRequest {});
    let figures = with(token, year_of("tp-tu-son"));
    let verify = with(token, StartVerificationRequest::default());
    vec![
        dossiers.list_dossiers(list).await.map(drop),
        log.get_head(head).await.map(drop),
        log.take_snapshot(snapshot).await.map(drop),
        indicators.query_figures(figures).await.map(drop),
        indicators.start_verification(verify).await.map(drop),
    ]
}

#[tokio::test]
async fn no_bad_token_opens_anything() {
    let system = System::start().await;
    let asking = Asking {
        http: http_client(),
        dossiers: system.dossiers.url(),
        aggregator: system.aggregator.url(),
    };
    for (what, token) in bad(&system) {
        let token = token.as_deref();
        for url in asking.reads() {
            let status = asking.ask(Method::GET, &url, token).await;
            assert_eq!(status, 401, "{what}: {url}");
        }
        for url in asking.writes() {
            let status = asking.ask(Method::POST, &url, token).await;
            assert_eq!(status, 401, "{what}: {url}");
        }
        for called in call(&system, token).await {
            assert_eq!(called.unwrap_err().code(), Code::Unauthenticated, "{what}");
        }
    }

    let good = system.tokens.mint("somebody", &GRANTS);
    for url in asking.reads() {
        let status = asking.ask(Method::GET, &url, Some(&good)).await;
        assert_eq!(status, 200, "{url}");
    }
    // A reader is no operator.
    let codes = call(&system, Some(&good)).await.into_iter();
    let codes: Vec<Code> = codes
        .map(|called| called.err().map_or(Code::Ok, |e| e.code()))
        .collect();
    assert_eq!(
        codes,
        [
            Code::Ok,
            Code::Ok,
            Code::Ok,
            Code::Ok,
            Code::PermissionDenied
        ]
    );
}

#[tokio::test]
async fn health_and_metrics_are_open_on_a_port_of_their_own() {
    let system = System::start().await;
    for fleet in [&system.dossiers, &system.aggregator] {
        wait_for("readyz to say yes", SOON, async || {
            let ready = system.readiness(fleet).await;
            ready.is_some_and(|ready| ready["ready"] == true)
        })
        .await;
        assert!(!system.metrics(fleet).await.is_empty());
        let http = http_client();
        for (port, status) in [(&fleet.replicas()[0].management, 200), (&fleet.url(), 401)] {
            let answer = http.get(format!("{port}/livez")).send().await.unwrap();
            assert_eq!(answer.status(), status, "{port}");
        }
    }
}
