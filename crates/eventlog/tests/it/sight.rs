//! What a consumer knows of its source, and says when it does not.

use std::sync::Arc;
use std::time::Duration;

use chiso_eventlog::checkpoint::{self, Checkpoint};
use chiso_eventlog::{CatchUp, LogClient, SourceFault};
use chiso_testkit::wait_for;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::divergence::SlowHead;
use crate::house::{CONSUMER, House, LogServer, PATIENCE, Running, SOURCE, log_service};
use crate::tally::Tally;

async fn standing(house: &House) -> Checkpoint {
    let mut all = checkpoint::list(&house.target, CONSUMER).await.unwrap();
    all.pop().unwrap()
}

/// The consumer with this client of the log sees nothing of it, knows why, and tells that it does not know the head.
async fn sees_nothing(house: &House, log: LogClient, fault: SourceFault) {
    let consumer = house.consumer_with(log).await;
    let mut status = consumer.status();
    let consumer = Running::start(|cancel| consumer.run(cancel));
    let seen = status.wait_for(|status| status.source_fault == Some(fault));
    let seen = *tokio::time::timeout(PATIENCE, seen).await.unwrap().unwrap();
    assert_eq!(seen.source_head, None);
    wait_for("the fault to be stored", PATIENCE, async || {
        standing(house).await.source_fault.as_deref() == Some(fault.code())
    })
    .await;
    assert_eq!(standing(house).await.source_head, None);
    consumer.stop().await;
}

#[tokio::test]
async fn a_head_that_cannot_be_seen_is_not_known() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write(1..=3).await;
    let consumer = house.consumer().await;
    house.applied(3).await;
    wait_for("the head", PATIENCE, async || {
        standing(&house).await.source_head == Some(3)
    })
    .await;
    let seen_at = standing(&house).await.source_seen_at.unwrap();
    assert!(house.clock.now() - seen_at < chrono::TimeDelta::minutes(5));
    consumer.stop().await;

    let endpoint = house.log.endpoint.clone();
    let with_token = |token: &'static str| LogClient::new(endpoint.clone(), move || token.into());
    sees_nothing(&house, with_token(""), SourceFault::NoToken).await;
    sees_nothing(&house, with_token("stranger"), SourceFault::Refused).await;
    assert_eq!(standing(&house).await.source_seen_at, Some(seen_at));

    // Nobody looks at it.
    let known = Checkpoint {
        source_head: Some(3),
        source_fault: None,
        ..standing(&house).await
    };
    let later = |seconds| seen_at + chrono::TimeDelta::seconds(seconds);
    assert_eq!(known.known_head(later(59)), Some(3));
    assert_eq!(known.known_head(later(60)), None);

    let consumer = house.consumer().await;
    wait_for("the head", PATIENCE, async || {
        standing(&house).await.source_head == Some(3)
    })
    .await;
    assert_eq!(standing(&house).await.source_fault, None);
    consumer.stop().await;
    house.log.kill();
    sees_nothing(&house, with_token("peer"), SourceFault::Unreachable).await;
    relay.stop().await;
}

/// The answer to a question from before another checkpoint was handed over is about events that are applied no more.
#[tokio::test]
async fn an_answer_from_before_a_hand_over_says_nothing() {
    let mut house = House::build().await;
    let fast = house.log_client();
    let (asked, answer) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    house.log = LogServer::start_service(SlowHead {
        log: log_service(house.source.clone()),
        asked: Arc::clone(&asked),
        answer: Arc::clone(&answer),
    })
    .await;
    let (_, relay) = house.relay().await;
    let consumer = house
        .new_consumer()
        .await
        .check_every(Duration::from_millis(50));
    let status = consumer.status();
    let consumer = Running::start(|cancel| consumer.run(cancel));
    asked.acquire().await.unwrap().forget();
    house.write(1..=10).await;
    house.published(10).await;
    house.applied(10).await;
    let mut diverged = status.clone();
    let diverged =
        tokio::spawn(async move { diverged.wait_for(|status| status.diverged).await.is_ok() });

    relay.stop().await;
    house.restore(5).await;
    answer.add_permits(1);
    asked.acquire().await.unwrap().forget();
    let rebuilt = Tally {
        generation: 1,
        ..Tally::default()
    };
    let catch_up = CatchUp {
        pool: &house.target,
        clock: &house.clock,
        consumer: "generation-1",
        label: "building",
        source: SOURCE,
        projection: &rebuilt,
        log: &fast,
    };
    assert_eq!(catch_up.run(&CancellationToken::new()).await.unwrap(), 5);
    let mut tx = house.target.begin().await.unwrap();
    checkpoint::hand_over(&mut tx, &SOURCE.uri(), "generation-1", CONSUMER)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for _ in 0..3 {
        answer.add_permits(1);
        asked.acquire().await.unwrap().forget();
    }
    assert!(!diverged.is_finished());
    assert!(!standing(&house).await.diverged);
    let (_, relay) = house.relay().await;
    house.write([6]).await;
    answer.add_permits(100);
    house.applied(6).await;
    consumer.stop().await;
    relay.stop().await;
}
