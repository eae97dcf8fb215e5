use std::collections::HashSet;

use chiso_eventlog::append;
use uuid::Uuid;

use crate::house::{House, SOURCE};

/// Writers commit in another order than they drew their ids, one holds a low id open to the end, some roll back.
#[tokio::test]
async fn numbers_are_contiguous_whatever_the_order_of_commits() {
    const WRITERS: i64 = 12;
    const COMMITS: i64 = 40;
    let house = House::build().await;
    let (waker, relay) = house.relay().await;

    let mut slow = house.source.begin().await.unwrap();
    let held = house.number(0);
    append(&mut slow, &SOURCE, std::slice::from_ref(&held))
        .await
        .unwrap();

    let writers = (0..WRITERS).map(|writer| {
        let (house, waker) = (&house, waker.clone());
        async move {
            let mut committed = Vec::new();
            for round in 0..COMMITS {
                let events: Vec<_> = (0..=(writer + round) % 4)
                    .map(|number| house.number(number))
                    .collect();
                let mut tx = house.source.begin().await.unwrap();
                append(&mut tx, &SOURCE, &events).await.unwrap();
                if (writer * round) % 7 == 3 {
                    tx.rollback().await.unwrap();
                    continue;
                }
                tx.commit().await.unwrap();
                waker.wake();
                committed.extend(events.iter().map(|event| event.event_id));
            }
            committed
        }
    });
    let mut committed: HashSet<Uuid> = futures::future::join_all(writers)
        .await
        .into_iter()
        .flatten()
        .collect();
    let before = i64::try_from(committed.len()).unwrap();
    house.published(before).await;

    slow.commit().await.unwrap();
    committed.insert(held.event_id);
    house.published(before + 1).await;

    assert_eq!(
        house.sequences().await,
        (1..=before + 1).collect::<Vec<_>>()
    );
    let logged: Vec<Uuid> =
        sqlx::query_scalar("SELECT event_id FROM eventlog.log ORDER BY sequence")
            .fetch_all(&house.source)
            .await
            .unwrap();
    assert_eq!(logged.last(), Some(&held.event_id));
    assert_eq!(logged.into_iter().collect::<HashSet<_>>(), committed);
    relay.stop().await;
}

#[tokio::test]
async fn events_of_one_batch_keep_their_order() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write(0..4_500).await;
    house.published(4_500).await;
    let payloads: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT payload FROM eventlog.log ORDER BY sequence")
            .fetch_all(&house.source)
            .await
            .unwrap();
    assert!(
        payloads
            .iter()
            .zip(0_i64..)
            .all(|(payload, number)| *payload == number.to_le_bytes())
    );
    relay.stop().await;
}
