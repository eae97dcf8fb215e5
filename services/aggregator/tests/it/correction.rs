use chiso_eventlog::{gaps, history};
use chiso_proto::dossiers::v1::{Channel, DossierChanged, DossierFacet, ServiceLevel};
use chiso_proto::eventlog::v1::EventRecord;
use prost::Message;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::life::{Life, at};

const SUBJECT: &str = "wrong";

fn with_channel(facet: &DossierFacet, channel: i32) -> DossierFacet {
    DossierFacet {
        channel,
        ..facet.clone()
    }
}

fn changed(event: &EventRecord) -> DossierChanged {
    DossierChanged::decode(event.payload.as_ref()).unwrap()
}

/// What the aggregator can count, as far as this test goes.
fn countable(event: &EventRecord) -> bool {
    let DossierChanged { before, after, .. } = changed(event);
    let known = |facet: &DossierFacet| facet.channel != 99;
    after.is_some_and(|after| known(&after)) && before.is_none_or(|before| known(&before))
}

/// One correction for each gap in the history of the dossier, whose right state is `present`.
async fn correct(app: &TestApp, present: &DossierFacet) -> usize {
    let events = history(&app.source.pool, SUBJECT).await.unwrap();
    let gaps = gaps(&events, countable);
    for gap in &gaps {
        let before = gap.before.and_then(|event| changed(event).after);
        let after = gap.after.and_then(|event| changed(event).before);
        let after = after.as_ref().unwrap_or(present);
        let facets = (before.as_ref(), after, present);
        app.source
            .change("DossierCorrected", SUBJECT, facets, gap.corrects().unwrap())
            .await;
    }
    gaps.len()
}

/// Drifted sums, events in quarantine, unreadable facets.
async fn verified(app: &TestApp) -> (i64, i64, i64) {
    let found = app.verify().await;
    let value = |key: &str| found[key].as_i64().unwrap();
    (value("drifted"), value("quarantined"), value("unreadable"))
}

async fn quarantine(app: &TestApp) -> Value {
    let answer = app.get("/v1/quarantine", &app.operator()).await;
    answer.json["events"].clone()
}

/// A dossier is published wrong, again and again; corrected, it is counted as it is, also by a rebuild.
#[tokio::test]
async fn corrected_events_leave_the_quarantine_and_no_drift() {
    let app = TestApp::start().await;
    let life = |id| {
        Life::new(
            id,
            "p-dong-ngan",
            "1.004873",
            ServiceLevel::Full,
            Channel::Online,
        )
        .submit(at("2022-01-04 08:00"))
        .accept(at("2022-01-04 09:00"), at("2022-01-06 09:00"))
    };
    let (wrong, other) = (life(SUBJECT), life("other"));
    app.source.live([&wrong, &other]).await;
    let online = wrong.facet.clone();
    let unknown = with_channel(&online, 99);
    let desk = with_channel(&online, Channel::InPerson.into());
    let post = with_channel(&online, Channel::Post.into());
    let change = async |before: &DossierFacet, after: &DossierFacet| {
        let facets = (Some(before), after, after);
        app.source
            .change("SupplementRequested", SUBJECT, facets, Vec::new())
            .await;
    };

    // Wrong, and that it began from a wrong state keeps the next one from being counted; then all is well again.
    change(&online, &unknown).await;
    change(&unknown, &desk).await;
    change(&desk, &post).await;
    app.caught_up().await;
    assert_eq!(quarantine(&app).await.as_array().unwrap().len(), 2);
    let (drifted, quarantined, _) = verified(&app).await;
    assert!(drifted > 0);
    assert_eq!(quarantined, 2);
    assert_eq!(correct(&app, &post).await, 1);
    app.caught_up().await;
    assert_eq!(quarantine(&app).await, json!([]));
    assert_eq!(verified(&app).await, (0, 0, 0));

    // Wrong at the end: what is right is said by who corrects.
    change(&post, &unknown).await;
    app.caught_up().await;
    let (_, quarantined, unreadable) = verified(&app).await;
    assert_eq!((quarantined, unreadable), (1, 1));
    assert_eq!(correct(&app, &desk).await, 1);
    assert_eq!(correct(&app, &desk).await, 0);
    app.caught_up().await;
    assert_eq!(quarantine(&app).await, json!([]));
    assert_eq!(verified(&app).await, (0, 0, 0));

    let rebuilt = app.job("/v1/projection/rebuild").await;
    assert_eq!(rebuilt["state"], "succeeded", "{rebuilt}");
    assert_eq!(verified(&app).await, (0, 0, 0));
    assert_eq!(quarantine(&app).await, json!([]));
}
