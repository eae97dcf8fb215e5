use chiso_eventlog::{LogClient, append};
use tonic::Code;

use crate::house::{House, SOURCE};

#[tokio::test]
async fn the_log_is_read_in_bounds() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let log = house.log_client();
    assert_eq!(log.head().await.unwrap(), 0);
    assert_eq!(log.read(1, 0).next_batch(10).await.unwrap(), []);

    house.write(1..=1_200).await;
    house.published(1_200).await;
    assert_eq!(log.head().await.unwrap(), 1_200);
    for (from, to, last) in [
        (1, 0, 1_200),
        (701, 900, 900),
        (1_200, 9_000, 1_200),
        (1_201, 0, 1_200),
    ] {
        let mut reader = log.read(from, to);
        let mut read = Vec::new();
        loop {
            let batch = reader.next_batch(300).await.unwrap();
            if batch.is_empty() {
                break;
            }
            assert!(batch.len() <= 300);
            read.extend(batch.into_iter().map(|event| event.sequence));
        }
        assert_eq!(read, (from..=last).collect::<Vec<i64>>());
    }
    for (from, to) in [(0, 0), (-1, 5), (5, 4)] {
        let refused = log.read(from, to).next_batch(1).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
    }
    relay.stop().await;
}

#[tokio::test]
async fn without_the_guards_consent_nothing_is_told() {
    let house = House::build().await;
    let stranger = LogClient::new(house.log.endpoint.clone(), || "stranger".to_owned());
    assert_eq!(
        stranger.head().await.unwrap_err().code(),
        Code::PermissionDenied
    );
    let refused = stranger.read(1, 0).next_batch(1).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    assert_eq!(
        stranger.snapshot().await.unwrap_err().code(),
        Code::PermissionDenied
    );
}

#[tokio::test]
async fn a_snapshot_has_head_facets_and_pending_events() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write(1..=3).await;
    house.published(3).await;
    relay.stop().await;
    house.write(4..=700).await;
    let mut open = house.source.begin().await.unwrap();
    append(&mut open, &SOURCE, &[house.number(0)])
        .await
        .unwrap();

    let mut snapshot = house.log_client().snapshot().await.unwrap();
    let first = snapshot.message().await.unwrap().unwrap();
    let header = first.header.unwrap();
    assert_eq!(
        (header.source.as_str(), header.head),
        ("/chiso/dossiers", 3)
    );
    let (mut facets, mut pending) = (first.facets, first.pending_events);
    while let Some(message) = snapshot.message().await.unwrap() {
        assert!(message.header.is_none());
        facets.extend(message.facets);
        pending.extend(message.pending_events);
    }
    let texts: Vec<_> = facets.iter().map(|facet| facet.facet.as_ref()).collect();
    assert_eq!(texts, [b"repeatable read".as_slice(), b"second"]);
    assert_eq!(pending.len(), 697);
    assert!(pending.iter().all(|event| event.sequence == 0));
}
