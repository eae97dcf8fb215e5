use chiso_chassis::page;
use chiso_proto::dossiers::v1::{Channel, DossierChanged, DossierFacet, ServiceLevel};
use chiso_proto::eventlog::v1::EventRecord;
use prost::Message;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::life::{Life, at};

const WARD_2022: &str = "unit_id=p-dong-ngan&from_date=2022-01-01&until_date=2023-01-01";

fn accepted(id: &str) -> Life {
    Life::new(
        id,
        "p-dong-ngan",
        "1.004873",
        ServiceLevel::Full,
        Channel::Online,
    )
    .submit(at("2022-01-04 08:00"))
    .accept(at("2022-01-04 09:00"), at("2022-01-06 09:00"))
}

fn changed(change: impl FnOnce(&mut DossierFacet)) -> Vec<u8> {
    let mut facet = accepted("poison").facet;
    change(&mut facet);
    DossierChanged {
        after: Some(facet),
        ..DossierChanged::default()
    }
    .encode_to_vec()
}

async fn received(app: &TestApp) -> Value {
    app.figures(WARD_2022).await["total"]["measures"]["received"].clone()
}

/// Poison of every kind goes aside; what comes before and after it counts.
#[tokio::test]
async fn poison_stops_nothing_and_is_listed() {
    let app = TestApp::start().await;
    app.source.live([&accepted("a")]).await;
    app.source.emit("DossierAccepted", vec![0xff, 0xff]).await;
    app.source.emit("DossierTeleported", changed(|_| ())).await;
    app.source
        .emit("DossierAccepted", DossierChanged::default().encode_to_vec())
        .await;
    app.source
        .emit("DossierAccepted", changed(|facet| facet.channel = 99))
        .await;
    app.source
        .emit(
            "DossierAccepted",
            changed(|facet| facet.receiving_unit_id = "x".repeat(10_000)),
        )
        .await;
    app.source
        .emit(
            "DossierAccepted",
            changed(|facet| facet.procedure_code = "1\u{0}".to_owned()),
        )
        .await;
    app.source
        .emit(
            "DossierResolved",
            changed(|facet| facet.deliver_time = facet.submit_time),
        )
        .await;
    app.source.live([&accepted("b")]).await;
    app.caught_up().await;
    assert_eq!(received(&app).await, 2);

    let operator = app.operator();
    let first = app.get("/v1/quarantine?page_size=4", &operator).await.json;
    let token = first["next_page_token"].as_str().unwrap();
    let second = app
        .get(&format!("/v1/quarantine?page_token={token}"), &operator)
        .await
        .json;
    assert_eq!(second.get("next_page_token"), None);
    let events = [
        first["events"].as_array().unwrap().as_slice(),
        second["events"].as_array().unwrap(),
    ]
    .concat();
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            format!(
                "{} {} {}",
                event["sequence"], event["reason"], event["detail"]
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(
        (&events[0]["source"], &events[0]["type"]),
        (
            &json!("/chiso/dossiers"),
            &json!("chiso.dossiers.v1.DossierAccepted")
        )
    );

    assert_eq!(
        app.get("/v1/projection", &operator).await.json["sources"][0]["quarantined"],
        7
    );
    let ready = app.managed("/readyz").await;
    assert_eq!(ready.status, 200);
    assert_eq!(
        ready.json["checks"]["projection"]["details"]["sources"][0]["quarantined"],
        7
    );
    let found = app.verify().await;
    assert_eq!(
        (&found["drifted"], &found["quarantined"]),
        (&json!(0), &json!(7))
    );

    let forged = |position: Value| format!("page_token={}", page::encode(&position));
    let nul = forged(json!({ "source": "\0", "sequence": 1 }));
    let negative = forged(json!({ "source": "/chiso/dossiers", "sequence": -1 }));
    for (query, field) in [
        ("page_size=201", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=0", "page_size"),
        ("page_token=x", "page_token"),
        ("page_token=", "page_token"),
        (&*nul, "page_token"),
        (&*negative, "page_token"),
    ] {
        let answer = app.get(&format!("/v1/quarantine?{query}"), &operator).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["fields"][0]["field"]),
            (400, &json!(field))
        );
    }
}

/// What was put aside by mistake counts once it can be read, and only once.
#[tokio::test]
async fn what_can_be_read_after_a_fix_is_applied() {
    let app = TestApp::start().await;
    app.source.live([&accepted("a")]).await;
    app.source.emit("DossierTeleported", changed(|_| ())).await;
    app.source.emit("DossierAccepted", vec![0xff]).await;
    app.caught_up().await;
    let reapply = async || app.job("/v1/quarantine/reapply").await["result"].clone();
    assert_eq!(
        reapply().await,
        json!({ "applied": 0, "still_quarantined": 2 })
    );
    assert_eq!(received(&app).await, 1);

    // A service that knows the type would have read it as this one.
    let stored: Vec<u8> =
        sqlx::query_scalar("SELECT event FROM eventlog.quarantine WHERE reason = 'UNKNOWN_TYPE'")
            .fetch_one(&app.pool)
            .await
            .unwrap();
    let mut event = EventRecord::decode(stored.as_slice()).unwrap();
    event.r#type = "chiso.dossiers.v1.DossierAccepted".to_owned();
    sqlx::query("UPDATE eventlog.quarantine SET event = $1 WHERE reason = 'UNKNOWN_TYPE'")
        .bind(event.encode_to_vec())
        .execute(&app.pool)
        .await
        .unwrap();
    assert_eq!(
        reapply().await,
        json!({ "applied": 1, "still_quarantined": 1 })
    );
    assert_eq!(received(&app).await, 2);
    assert_eq!(
        reapply().await,
        json!({ "applied": 0, "still_quarantined": 1 })
    );
    assert_eq!(received(&app).await, 2);
}
