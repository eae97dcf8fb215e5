//! Who sees and changes what, across both services, over REST and gRPC.

use chiso_proto::dossiers::v1::GetDossierRequest;
use chiso_proto::eventlog::v1::ReadEventsRequest;
use chiso_tests::{Answer, Catalogue, System, ndjson};
use serde_json::Value;
use tonic::Code;

use crate::load::submission;
use crate::remote::{self, with, year_of};

const YEAR: &str = "from_date=2022-01-01&until_date=2023-01-01";

/// A system with dossiers in all wards.
async fn loaded() -> System {
    let system = System::start().await;
    let histories = Catalogue::read().histories(14, 400, "2022-01-01", "2022-06-01");
    system.import(ndjson(&histories)).await;
    system.settled().await;
    system
}

#[tokio::test]
async fn a_reader_sees_the_figures_of_the_own_subtree_only() {
    let system = loaded().await;
    let figures = async |grants: &[(&str, &str)], unit: &str| -> Answer {
        let url = format!(
            "{}/v1/figures?unit_id={unit}&{YEAR}",
            system.aggregator.url()
        );
        system.caller(grants).get(&url).await
    };
    let mut indicators = remote::indicators(&system).await;
    let province = [("reader", "tinh-bac-ninh-2025")];
    let ward = [("reader", "p-tu-son")];
    let dissolved = [("reader", "tp-tu-son")];
    for (grants, unit, allowed) in [
        (&province, "tp-tu-son", true),
        (&province, "p-dong-ngan", true),
        (&ward, "p-dong-ngan", true),
        (&ward, "tp-tu-son", true),
        (&ward, "p-tam-son", false),
        (&ward, "tinh-bac-ninh", false),
        (&dissolved, "p-dong-ngan", false),
        (&dissolved, "tp-tu-son", false),
    ] {
        let answer = figures(grants, unit).await;
        let token = system.tokens.mint("reader", grants);
        let remote = indicators
            .query_figures(with(Some(&token), year_of(unit)))
            .await;
        if allowed {
            let received = answer.ok()["total"]["measures"]["received"]
                .as_i64()
                .unwrap();
            assert!(received > 0, "{unit}");
            let total = remote.unwrap().into_inner().total.unwrap();
            let same = total
                .measures
                .iter()
                .find(|value| value.measure == "received");
            assert_eq!(same.unwrap().value, received, "{unit}");
        } else {
            assert_eq!(
                (answer.status.as_u16(), answer.code()),
                (403, "FORBIDDEN_UNIT"),
                "{unit}"
            );
            assert_eq!(remote.unwrap_err().code(), Code::PermissionDenied, "{unit}");
        }
    }
    let clerk = figures(&[("clerk", "p-tu-son")], "tp-tu-son").await;
    assert_eq!(clerk.status, 403);
}

#[tokio::test]
async fn a_clerk_works_on_dossiers_of_the_own_subtree_only() {
    let system = loaded().await;
    let list = async |grants: &[(&str, &str)]| -> Vec<Value> {
        let url = format!("{}/v1/dossiers?page_size=200", system.dossiers.url());
        let page = system.caller(grants).get(&url).await.ok();
        page["dossiers"].as_array().unwrap().clone()
    };
    let of = |unit: &'static str| move |dossier: &&Value| dossier["receiving_unit_id"] == unit;
    let listed = list(&[("clerk", "p-tu-son")]).await;
    let own = listed.iter().find(of("p-dong-ngan"));
    let own = own.expect("the successor sees what its predecessor has received");
    assert!(!listed.iter().any(|dossier| of("p-tam-son")(&dossier)));
    let id = own["id"].as_str().unwrap();
    let url = format!("{}/v1/dossiers/{id}", system.dossiers.url());

    let mut dossiers = remote::dossiers(&system).await;
    let there = [("clerk", "p-tam-son-2025")];
    let other = system.caller(&there);
    let read = other.get(&url).await;
    assert_eq!(
        (read.status.as_u16(), read.code()),
        (404, "DOSSIER_NOT_FOUND")
    );
    let etag = own["etag"].as_str();
    let write = Answer::to(other.write(&format!("{url}/deliver"), "key", etag, None)).await;
    assert_eq!(
        (write.status.as_u16(), write.code()),
        (404, "DOSSIER_NOT_FOUND")
    );
    let get = GetDossierRequest { id: id.to_owned() };
    let remote = dossiers
        .get_dossier(with(Some(other.token()), get.clone()))
        .await;
    assert_eq!(remote.unwrap_err().code(), Code::NotFound);
    let province = system.caller(&[("clerk", "tinh-bac-ninh-2025")]);
    assert_eq!(province.get(&url).await.status, 200);
    dossiers
        .get_dossier(with(Some(province.token()), get))
        .await
        .unwrap();

    // An answer is given again only to who may still see it.
    let filed = format!("{}/v1/dossiers", system.dossiers.url());
    for (grant, status) in [
        ("p-tu-son", 201),
        ("p-tam-son-2025", 403),
        ("p-tu-son", 201),
    ] {
        let clerk = system.caller(&[("clerk", grant)]);
        let write = clerk.write(&filed, "key", None, Some(&submission()));
        assert_eq!(Answer::to(write).await.status, status, "{grant}");
    }

    // The log of events is for services, whatever else somebody may do.
    let mut log = remote::event_log(&system).await;
    let everything = system.everything();
    let read = with(Some(everything.token()), ReadEventsRequest::default());
    assert_eq!(
        log.read_events(read).await.unwrap_err().code(),
        Code::PermissionDenied
    );
    let figures = format!(
        "{}/v1/figures?unit_id=tp-tu-son&{YEAR}",
        system.aggregator.url()
    );
    let peer = system.caller(&[("peer", "tinh-bac-ninh")]);
    assert_eq!(peer.get(&figures).await.status, 403);
    assert_eq!(peer.get(&url).await.status, 404);
}
