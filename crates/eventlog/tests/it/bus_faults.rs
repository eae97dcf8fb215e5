//! What the bus may do to its messages.

use async_nats::HeaderMap;
use async_nats::jetstream::stream::Stream;
use bytes::Bytes;
use chiso_eventlog::checkpoint;
use chiso_testkit::{Service, wait_for};

use crate::house::{CONSUMER, House, PATIENCE, SOURCE};

async fn stream(house: &House) -> Stream {
    house
        .admin()
        .await
        .get_stream(SOURCE.stream())
        .await
        .unwrap()
}

/// Takes all messages off the stream, which is as new afterwards.
async fn take_messages(house: &House, count: u64) -> Vec<(String, HeaderMap, Bytes)> {
    let stream = stream(house).await;
    let mut messages = Vec::new();
    for sequence in 1..=count {
        let message = stream.get_raw_message(sequence).await.unwrap();
        let mut headers = message.headers;
        headers.insert("Nats-Msg-Id", house.ids.issue().to_string());
        messages.push((message.subject.to_string(), headers, message.payload));
    }
    renew(house).await;
    messages
}

async fn renew(house: &House) {
    house
        .admin()
        .await
        .delete_stream(SOURCE.stream())
        .await
        .unwrap();
    house.backing.provision().await.unwrap();
}

async fn publish(house: &House, messages: impl IntoIterator<Item = (String, HeaderMap, Bytes)>) {
    let bus = house.bus(Service::Dossiers).await;
    for (subject, mut headers, payload) in messages {
        headers.insert("Nats-Msg-Id", house.ids.issue().to_string());
        bus.publish_with_headers(subject, headers, payload)
            .await
            .unwrap()
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn repeated_and_permuted_messages_change_nothing() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write(1..=300).await;
    house.published(300).await;
    relay.stop().await;
    let messages = take_messages(&house, 300).await;
    let permuted = (0..600).map(|at| messages[(at * 7 + 13) % 300].clone());
    publish(&house, permuted).await;

    let consumer = house.consumer().await;
    house.applied(300).await;
    publish(&house, messages.iter().rev().cloned()).await;
    wait_for("all messages to be acknowledged", PATIENCE, async || {
        let info = stream(&house).await.consumer_info(CONSUMER).await.unwrap();
        info.num_ack_pending == 0 && info.num_pending == 0
    })
    .await;
    assert_eq!(house.checkpoint().await, 300);
    assert_eq!(house.tally().await, (300, (1..=300).sum()));
    consumer.stop().await;
}

#[tokio::test]
async fn a_purged_stream_is_repaired_from_the_log() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write(1..=7_000).await;
    house.published(7_000).await;
    stream(&house).await.purge().await.unwrap();
    house.write(7_001..=7_010).await;
    house.published(7_010).await;
    let consumer = house.consumer().await;
    house.applied(7_010).await;
    assert_eq!(house.tally().await, (7_010, (1..=7_010).sum()));
    consumer.stop().await;
    relay.stop().await;
}

/// Nothing comes after what was lost, so only the comparison with the head shows it.
#[tokio::test]
async fn a_lost_tail_is_repaired_from_the_log() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write(1..=50).await;
    house.published(50).await;
    stream(&house).await.purge().await.unwrap();
    let consumer = house.consumer().await;
    house.applied(50).await;
    assert_eq!(house.tally().await, (50, 1_275));
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn without_a_stream_the_log_suffices_and_the_bus_is_taken_again() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.new_consumer().await;
    let status = consumer.status();
    let consumer = crate::house::Running::start(|cancel| consumer.run(cancel));
    house.write(1..=10).await;
    house.applied(10).await;
    house
        .admin()
        .await
        .delete_stream(SOURCE.stream())
        .await
        .unwrap();
    house.write(11..=20).await;
    house.applied(20).await;
    house.write(21..=30).await;
    house.applied(30).await;
    wait_for("the loss to show", PATIENCE, async || {
        !status.borrow().bus_connected
    })
    .await;

    house.backing.provision().await.unwrap();
    house.published(30).await;
    wait_for("the bus to be taken again", PATIENCE, async || {
        status.borrow().bus_connected
    })
    .await;
    house.write(31..=40).await;
    house.published(40).await;
    house.applied(40).await;
    assert_eq!(house.tally().await, (40, (1..=40).sum()));
    let seen = *status.borrow();
    assert!(seen.leading);
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_bus_that_is_down_delays_and_loses_nothing() {
    let mut house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    house.write(1..=10).await;
    house.applied(10).await;
    house.backing.kill_nats().await;
    house.write(11..=20).await;
    house.applied(20).await;
    house.backing.start_nats().await.unwrap();
    house.write(21..=30).await;
    house.published(30).await;
    house.applied(30).await;
    assert_eq!(house.tally().await, (30, 465));
    consumer.stop().await;
    relay.stop().await;
}

/// A gap is never skipped, for as long as the log is away.
#[tokio::test]
async fn a_gap_waits_for_the_log() {
    let mut house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write(1..=10).await;
    house.published(10).await;
    stream(&house).await.purge().await.unwrap();
    house.log.kill();
    house.write(11..=20).await;
    house.published(20).await;
    let consumer = house.consumer().await;
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
    assert_eq!(house.checkpoint().await, 0);
    let source = house.source.clone();
    house.log.restart(source).await;
    house.applied(20).await;
    assert_eq!(house.tally().await, (20, 210));
    consumer.stop().await;
    relay.stop().await;
}

/// Messages that are none of the log, one beyond its end and one under another's number are acknowledged and change nothing.
#[tokio::test]
async fn strays_and_phantoms_change_nothing() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write(1..=3).await;
    house.published(3).await;
    let subject = "chiso.dossiers.v1.number_drawn.H05.26".to_owned();
    let mut phantom = stream(&house)
        .await
        .get_raw_message(3)
        .await
        .unwrap()
        .headers;
    phantom.insert("ce-sequence", "00000000000000000009");
    let mut forged = phantom.clone();
    forged.insert("ce-sequence", "00000000000000000003");
    forged.insert("ce-id", house.ids.issue().to_string());
    let mut foreign = phantom.clone();
    foreign.insert("ce-source", "/chiso/elsewhere");
    let mut damaged = phantom.clone();
    damaged.insert("ce-sequence", "four");
    let payload = Bytes::copy_from_slice(&9_i64.to_le_bytes());
    let all = [HeaderMap::new(), foreign, damaged, forged, phantom];
    publish(
        &house,
        all.map(|headers| (subject.clone(), headers, payload.clone())),
    )
    .await;
    let consumer = house.consumer().await;
    house.applied(3).await;
    house.write([4]).await;
    house.published(4).await;
    house.applied(4).await;
    wait_for("all messages to be acknowledged", PATIENCE, async || {
        let info = stream(&house).await.consumer_info(CONSUMER).await.unwrap();
        info.num_ack_pending == 0 && info.num_pending == 0
    })
    .await;
    assert_eq!(house.tally().await, (4, 10));
    let standing = checkpoint::list(&house.target, CONSUMER).await.unwrap();
    assert!(!standing[0].diverged);
    consumer.stop().await;
    relay.stop().await;
}
