use std::time::Duration;

use chiso_eventlog::{quarantine, reapply};
use chiso_testkit::wait_for;
use sqlx::Executor;

use crate::house::{CONSUMER, House, NEVER, PATIENCE, Running, SOURCE};
use crate::tally::REFUSED;

#[tokio::test]
async fn events_come_over_the_bus_as_they_are_committed() {
    let house = House::build().await;
    house.write([1]).await;
    // Neither the relay nor the consumer looks by itself.
    let (waker, relay) = house.sleepy_relay().await;
    let consumer = house.new_consumer().await.check_every(NEVER);
    let consumer = Running::start(|cancel| consumer.run(cancel));
    house.applied(1).await;
    for number in 2..=10 {
        house.write([number]).await;
        waker.wake();
        house.applied(number).await;
    }
    assert_eq!(house.tally().await, (10, 55));
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_backlog_is_applied_in_large_transactions() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write(0..20_000).await;
    house.published(20_000).await;
    let consumer = house.consumer().await;
    house.applied(20_000).await;
    assert_eq!(house.tally().await, (20_000, (0..20_000).sum()));
    let batches = house.tally.batches.lock().unwrap().clone();
    // How large they are depends on the machine's load; that they are is not left to chance.
    assert!(batches.len() <= 200, "{batches:?}");
    assert!(batches.iter().all(|batch| *batch <= 5_000), "{batches:?}");
    consumer.stop().await;
    relay.stop().await;
}

/// Poison that does not decode or that the database refuses waits in quarantine with its reason; all others are applied, and
/// poison is after a fix.
#[tokio::test]
async fn poison_goes_to_quarantine_and_nothing_waits() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    let mut events: Vec<_> = (1..=1_000).map(|number| house.number(number)).collect();
    for (at, payload) in [(0, vec![]), (500, vec![1]), (501, vec![255; 9])] {
        events[at].payload = payload.into();
    }
    for at in [665, 999] {
        events[at] = house.number(REFUSED);
    }
    house.write_events(&events).await;
    house.applied(1_000).await;
    let sum: i64 = (1..=1_000).sum::<i64>() - 1 - 501 - 502 - 666 - 1_000;
    assert_eq!(house.tally().await, (995, sum));

    let page = quarantine::list(&house.target, CONSUMER, ("", 0), 3)
        .await
        .unwrap();
    let rest = quarantine::list(
        &house.target,
        CONSUMER,
        ("/chiso/dossiers", page[2].sequence),
        50,
    )
    .await
    .unwrap();
    let found: Vec<_> = page
        .iter()
        .chain(&rest)
        .map(|row| (row.sequence, row.reason.as_str(), row.detail.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (1, "UNDECODABLE", "0 bytes"),
            (501, "UNDECODABLE", "1 bytes"),
            (502, "UNDECODABLE", "9 bytes"),
            (666, "REFUSED_BY_DATABASE", "SQLSTATE 23514 not_refused"),
            (1_000, "REFUSED_BY_DATABASE", "SQLSTATE 23514 not_refused"),
        ]
    );
    assert_eq!(page[0].event.event_id, events[0].event_id.to_string());

    house
        .target
        .execute("ALTER TABLE tally_number DROP CONSTRAINT not_refused")
        .await
        .unwrap();
    let reapplied = reapply(&house.target, CONSUMER, SOURCE, house.tally.as_ref())
        .await
        .unwrap();
    assert_eq!((reapplied.applied, reapplied.still_quarantined), (2, 3));
    assert_eq!(house.tally().await, (997, sum + REFUSED + REFUSED));
    let again = reapply(&house.target, CONSUMER, SOURCE, house.tally.as_ref())
        .await
        .unwrap();
    assert_eq!((again.applied, again.still_quarantined), (0, 3));
    consumer.stop().await;
    relay.stop().await;
}

/// Two consumers of one name; the leader is cut off from its database in the middle of a transaction, several times.
#[tokio::test]
async fn of_two_consumers_one_applies_and_the_other_takes_over() {
    let house = House::build().await;
    let (waker, relay) = house.relay().await;
    let first = house.consumer().await;
    let second = house.consumer().await;
    let mut written = 0;
    for _ in 0..3 {
        let mut row = house.target.begin().await.unwrap();
        row.execute("SELECT FROM tally FOR UPDATE").await.unwrap();
        house.write(written..written + 500).await;
        written += 500;
        waker.wake();
        wait_for("the leader to stand in its transaction", PATIENCE, async || {
            sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')")
                .fetch_one(&house.target)
                .await
                .unwrap()
        })
        .await;
        house
            .target
            .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            .await
            .unwrap();
        row.rollback().await.unwrap();
        house.applied(written).await;
    }
    assert_eq!(house.tally().await, (1_500, (0..1_500).sum()));
    first.stop().await;
    house.write(written..written + 500).await;
    waker.wake();
    house.applied(2_000).await;
    assert_eq!(house.tally().await, (2_000, (0..2_000).sum()));
    second.stop().await;
    relay.stop().await;
}

/// The checkpoint is moved under a running consumer: it writes nothing that does not follow it.
#[tokio::test]
async fn a_consumer_obeys_a_checkpoint_that_was_moved() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    house.write(1..=10).await;
    house.applied(10).await;
    assert_eq!(house.tally().await, (10, 55));
    house
        .target
        .execute("BEGIN; UPDATE eventlog.checkpoint SET last_sequence = 4; UPDATE tally SET events = 4, total = 10; COMMIT")
        .await
        .unwrap();
    house.write([11]).await;
    house.applied(11).await;
    assert_eq!(house.tally().await, (11, 66));
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_consumer_outlives_its_database_and_its_source() {
    let mut house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    house.write(1..=10).await;
    house.applied(10).await;
    house.backing.kill_postgres().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    house.backing.start_postgres().await.unwrap();
    wait_for("the source", PATIENCE, async || {
        house.source.acquire().await.is_ok()
    })
    .await;
    house.log.kill();
    house.write(11..=20).await;
    house.applied(20).await;
    assert_eq!(house.tally().await, (20, 210));
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_serialization_failure_is_repeated() {
    let house = House::build().await;
    house
        .target
        .execute(
            "CREATE SEQUENCE attempts;
             CREATE FUNCTION fail_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 IF nextval('attempts') < 3 THEN RAISE EXCEPTION SQLSTATE '40001'; END IF;
                 RETURN NULL;
             END $$;
             CREATE TRIGGER fail_twice AFTER INSERT ON tally_number FOR EACH STATEMENT EXECUTE FUNCTION fail_twice();",
        )
        .await
        .unwrap();
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    house.write(1..=10).await;
    house.applied(10).await;
    assert_eq!(house.tally().await, (10, 55));
    consumer.stop().await;
    relay.stop().await;
}
