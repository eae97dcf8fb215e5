use std::time::Duration;

use chiso_proto::dossiers::v1::{DossierChanged, DossierFacet};
use chiso_proto::eventlog::v1::event_log_service_client::EventLogServiceClient;
use chiso_proto::eventlog::v1::{
    EventRecord, GetHeadRequest, ReadEventsRequest, TakeSnapshotRequest,
};
use chiso_testkit::wait_for;
use prost::Message;
use tonic::{Code, Request};

use crate::app::TestApp;

fn with<T>(token: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request
        .metadata_mut()
        .insert("authorization", format!("Bearer {token}").parse().unwrap());
    request
}

pub async fn events(app: &TestApp) -> Vec<EventRecord> {
    let peer = app.tokens.mint("aggregator", &[("peer", "tinh-bac-ninh")]);
    let mut log = EventLogServiceClient::connect(app.address.clone())
        .await
        .unwrap();
    wait_for(
        "the outbox to be numbered",
        Duration::from_secs(10),
        async || app.count("select count(*) from eventlog.outbox").await == 0,
    )
    .await;
    let mut stream = log
        .read_events(with(
            &peer,
            ReadEventsRequest {
                from_sequence: 1,
                to_sequence: 0,
            },
        ))
        .await
        .unwrap()
        .into_inner();
    let mut events = Vec::new();
    while let Some(message) = stream.message().await.unwrap() {
        events.extend(message.events);
    }
    let head = log
        .get_head(with(&peer, GetHeadRequest {}))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (head.source.as_str(), head.head),
        ("/chiso/dossiers", i64::try_from(events.len()).unwrap())
    );
    events
}

#[tokio::test]
async fn every_step_is_one_event_whose_facets_join() {
    let app = TestApp::start().await;
    let mut dossier = app.submitted().await;
    for verb in [
        "accept",
        "request-supplement",
        "receive-supplement",
        "resolve",
        "deliver",
    ] {
        let body = (verb == "request-supplement")
            .then(|| serde_json::json!({ "reason": "Thiếu bản sao" }));
        dossier = app.step(&dossier, verb, body).await.json;
    }
    let events = events(&app).await;
    let names: Vec<&str> = events
        .iter()
        .filter(|e| e.subject == dossier["id"].as_str().unwrap())
        .map(|e| e.r#type.rsplit('.').next().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "DossierSubmitted",
            "DossierAccepted",
            "SupplementRequested",
            "SupplementReceived",
            "DossierResolved",
            "ResultDelivered"
        ]
    );
    let changes: Vec<DossierChanged> = events
        .iter()
        .filter(|e| e.subject == dossier["id"].as_str().unwrap())
        .map(|e| DossierChanged::decode(e.payload.as_ref()).unwrap())
        .collect();
    assert_eq!(changes[0].before, None);
    for pair in changes.windows(2) {
        assert_eq!(pair[0].after, pair[1].before);
    }
    assert_eq!(changes[4].after.as_ref().unwrap().clock_runs.len(), 2);
}

#[tokio::test]
async fn a_snapshot_holds_the_facet_after_the_last_event() {
    let app = TestApp::start().await;
    let dossier = app.submitted().await;
    app.step(&dossier, "accept", None).await;
    let events = events(&app).await;
    let last = DossierChanged::decode(events.last().unwrap().payload.as_ref())
        .unwrap()
        .after
        .unwrap();
    let peer = app.tokens.mint("aggregator", &[("peer", "tinh-bac-ninh")]);
    let mut log = EventLogServiceClient::connect(app.address.clone())
        .await
        .unwrap();
    let mut stream = log
        .take_snapshot(with(&peer, TakeSnapshotRequest {}))
        .await
        .unwrap()
        .into_inner();
    let mut facets = Vec::new();
    while let Some(message) = stream.message().await.unwrap() {
        facets.extend(message.facets);
    }
    let of_dossiers: Vec<DossierFacet> = facets
        .iter()
        .filter(|f| f.r#type == "chiso.dossiers.v1.DossierFacet")
        .map(|f| DossierFacet::decode(f.facet.as_ref()).unwrap())
        .collect();
    assert_eq!(of_dossiers, [last]);
    assert!(
        facets.len() > 50,
        "the procedures of the catalogue are there too"
    );
}

#[tokio::test]
async fn only_peers_read_the_log() {
    let app = TestApp::start().await;
    let mut log = EventLogServiceClient::connect(app.address.clone())
        .await
        .unwrap();
    assert_eq!(
        log.get_head(with(&app.clerk(), GetHeadRequest {}))
            .await
            .unwrap_err()
            .code(),
        Code::PermissionDenied
    );
    assert_eq!(
        log.get_head(Request::new(GetHeadRequest {}))
            .await
            .unwrap_err()
            .code(),
        Code::Unauthenticated
    );
}
