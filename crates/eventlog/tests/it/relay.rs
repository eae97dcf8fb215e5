use chiso_testkit::{Service, wait_for};
use sqlx::Executor;

use crate::house::{CONSUMER, House, PATIENCE, SOURCE};

async fn messages_on(house: &House) -> u64 {
    let mut stream = house
        .admin()
        .await
        .get_stream(SOURCE.stream())
        .await
        .unwrap();
    stream.info().await.unwrap().state.messages
}

/// The window is on the bus and its mark is not stored: the relay is held at the row of `head`, killed there, and started again.
#[tokio::test]
async fn a_relay_that_dies_between_publish_and_mark_loses_nothing() {
    let house = House::build().await;
    house.write(1..=3).await;
    let admin = house.admin().await;
    admin.delete_stream(SOURCE.stream()).await.unwrap();
    let (_, relay) = house.relay().await;
    wait_for("the numbers", PATIENCE, async || {
        house.head().await == (3, 0)
    })
    .await;
    let mut lock = house.source.begin().await.unwrap();
    lock.execute("SELECT FROM eventlog.head FOR UPDATE")
        .await
        .unwrap();

    house.backing.provision().await.unwrap();
    wait_for("the publish", PATIENCE, async || {
        messages_on(&house).await == 3
    })
    .await;
    wait_for("the relay to stand at the lock", PATIENCE, async || {
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')")
            .fetch_one(&house.source)
            .await
            .unwrap()
    })
    .await;
    relay.kill().await;
    // Its session waits for the lock, which keeps it from noticing.
    house
        .source
        .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        .await
        .unwrap();
    lock.rollback().await.unwrap();
    assert_eq!(house.head().await, (3, 0));

    let consumer = house.consumer().await;
    let (_, relay) = house.relay().await;
    house.write([4]).await;
    house.published(4).await;
    house.applied(4).await;
    assert_eq!(house.sequences().await, [1, 2, 3, 4]);
    assert_eq!(house.tally().await, (4, 10));
    consumer.stop().await;
    relay.stop().await;
}

/// One leads, the other takes over when the first is gone, and again when it stops in order.
#[tokio::test]
async fn of_two_relays_one_leads() {
    let house = House::build().await;
    let (first_waker, first) = house.relay().await;
    let (second_waker, second) = house.relay().await;
    let mut sum = 0;
    for round in 0..20 {
        house.write([round]).await;
        first_waker.wake();
        second_waker.wake();
        sum += round;
    }
    house.published(20).await;
    first.kill().await;
    house.write(20..40).await;
    sum += (20..40).sum::<i64>();
    house.published(40).await;
    let (_, third) = house.relay().await;
    second.stop().await;
    house.write(40..60).await;
    sum += (40..60).sum::<i64>();
    house.published(60).await;

    assert_eq!(house.sequences().await, (1..=60).collect::<Vec<_>>());
    assert_eq!(messages_on(&house).await, 60);
    let consumer = house.consumer().await;
    house.applied(60).await;
    assert_eq!(house.tally().await, (60, sum));
    consumer.stop().await;
    third.stop().await;
}

/// The standby's wake reaches the leader in another process, which polls for nothing.
#[tokio::test]
async fn a_wake_on_another_replica_reaches_the_leader() {
    let house = House::build().await;
    house.write([1]).await;
    let (_, leader) = house.sleepy_relay().await;
    house.numbered(1).await;
    let (standby_waker, standby) = house.sleepy_relay().await;
    for number in 2..12 {
        house.write([number]).await;
        wait_for("the number", PATIENCE, async || {
            // Again and again: the leader may not listen yet.
            standby_waker.wake();
            house.head().await.0 == number
        })
        .await;
    }
    standby.stop().await;
    leader.stop().await;
}

#[tokio::test]
async fn numbering_and_writes_go_on_while_the_bus_is_away() {
    let mut house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write([1]).await;
    house.published(1).await;
    house.backing.kill_nats().await;
    house.write(2..=5_000).await;
    wait_for("the numbers", PATIENCE, async || {
        house.head().await == (5_000, 1)
    })
    .await;
    house.backing.start_nats().await.unwrap();
    house.published(5_000).await;
    assert_eq!(messages_on(&house).await, 5_000);
    relay.stop().await;
}

#[tokio::test]
async fn a_stopping_relay_publishes_what_is_committed() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write([1]).await;
    house.published(1).await;
    // More than one window.
    house.write(2..=2_100).await;
    relay.stop().await;
    assert_eq!(house.head().await, (2_100, 2_100));
    assert_eq!(messages_on(&house).await, 2_100);
}

#[tokio::test]
async fn an_event_that_the_bus_cannot_carry_is_read_from_the_log() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    let huge = house.event(vec![0; 3 << 20]);
    house
        .write_events(&[house.number(1), huge, house.number(2)])
        .await;
    house.published(3).await;
    house.applied(3).await;
    assert_eq!(messages_on(&house).await, 2);
    assert_eq!(house.tally().await, (2, 3));
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn the_leaders_lost_connection_is_a_lost_lead() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write([1]).await;
    house.published(1).await;
    house
        .source
        .execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        .await
        .unwrap();
    house.write([2]).await;
    house.published(2).await;
    relay.stop().await;
}

/// What is on the wire is what docs and other languages rely on.
#[tokio::test]
async fn a_message_carries_cloud_events_headers() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let event = house.number(7);
    house.write_events(std::slice::from_ref(&event)).await;
    house.published(1).await;
    let consumer: async_nats::jetstream::consumer::PullConsumer = house
        .bus(Service::Aggregator)
        .await
        .get_consumer_from_stream(CONSUMER, SOURCE.stream())
        .await
        .unwrap();
    let mut messages = consumer.messages().await.unwrap();
    let message = futures::StreamExt::next(&mut messages)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        message.subject.as_str(),
        "chiso.dossiers.v1.number_drawn.H05.26"
    );
    assert_eq!(message.payload, event.payload);
    let header = |name: &str| {
        message
            .headers
            .as_ref()
            .unwrap()
            .get(name)
            .unwrap()
            .to_string()
    };
    assert_eq!(header("ce-specversion"), "1.0");
    assert_eq!(header("ce-id"), event.event_id.to_string());
    assert_eq!(header("Nats-Msg-Id"), event.event_id.to_string());
    assert_eq!(header("ce-source"), "/chiso/dossiers");
    assert_eq!(header("ce-type"), "chiso.dossiers.v1.NumberDrawn");
    assert_eq!(header("ce-subject"), "urn");
    assert_eq!(header("ce-sequence"), "00000000000000000001");
    assert_eq!(header("content-type"), "application/protobuf");
    for time in ["ce-time", "ce-recordedtime", "ce-publishedtime"] {
        let at: chrono::DateTime<chrono::Utc> = header(time).parse().unwrap();
        assert!(at >= event.occurred_at, "{time}");
    }
    relay.stop().await;
}
