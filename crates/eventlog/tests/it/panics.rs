//! Code that panics costs an event, or a new beginning, and never the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chiso_eventlog::{Consumer, Folded, LogClient, Projection, quarantine, reapply};
use chiso_proto::eventlog::v1::EventRecord;
use sqlx::PgConnection;

use crate::house::{CONSUMER, House, Running, SOURCE};
use crate::tally::{Numbers, Tally};

/// A tally that panics on the number 13 when it is folded, and on 26 when it is written.
#[derive(Default)]
struct Superstitious(Tally);

impl Projection for Superstitious {
    type Change = Numbers;

    fn fold(&self, events: &[EventRecord]) -> Folded<Numbers> {
        let folded = self.0.fold(events);
        assert!(!folded.change.has(13));
        folded
    }

    async fn write(&self, conn: &mut PgConnection, change: Numbers) -> Result<(), sqlx::Error> {
        let unlucky = change.has(26);
        self.0.write(conn, change).await?;
        assert!(!unlucky);
        Ok(())
    }
}

#[tokio::test]
async fn an_event_on_which_the_projection_panics_goes_to_quarantine() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write(1..=3_000).await;
    house.published(3_000).await;
    let projection = Arc::new(Superstitious::default());
    let consumer = Consumer::new(
        house.target.clone(),
        house.bus(chiso_testkit::Service::Aggregator).await,
        house.log_client(),
        Arc::clone(&projection),
        house.clock.clone(),
        CONSUMER,
        SOURCE,
    );
    let consumer = Running::start(|cancel| consumer.run(cancel));
    house.applied(3_000).await;
    let expected = (2_998, (1..=3_000).sum::<i64>() - 13 - 26);
    assert_eq!(house.tally().await, expected);
    let rows = quarantine::list(&house.target, CONSUMER, ("", 0), 10)
        .await
        .unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.sequence, row.reason.as_str()))
        .collect();
    assert_eq!(told, [(13, "PANICKED"), (26, "PANICKED")]);

    let again = reapply(&house.target, CONSUMER, SOURCE, projection.as_ref())
        .await
        .unwrap();
    assert_eq!((again.applied, again.still_quarantined), (0, 2));
    assert_eq!(house.tally().await, expected);
    let mended = reapply(&house.target, CONSUMER, SOURCE, house.tally.as_ref())
        .await
        .unwrap();
    assert_eq!((mended.applied, mended.still_quarantined), (2, 0));
    assert_eq!(house.tally().await, (3_000, (1..=3_000).sum()));
    consumer.stop().await;
    relay.stop().await;
}

/// What looks at the log panics a few times; without a bus, everything hangs on it.
#[tokio::test]
async fn a_consumer_whose_helpers_panic_begins_again() {
    let house = House::build().await;
    house
        .admin()
        .await
        .delete_stream(SOURCE.stream())
        .await
        .unwrap();
    let panics = Arc::new(AtomicU32::new(3));
    let left = Arc::clone(&panics);
    let log = LogClient::new(house.log.endpoint.clone(), move || {
        let panic = |left: u32| left.checked_sub(1);
        assert!(
            left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, panic)
                .is_err()
        );
        "peer".to_owned()
    });
    let consumer = house.consumer_with(log).await;
    let consumer = Running::start(|cancel| consumer.run(cancel));
    let (_, relay) = house.relay().await;
    house.write(1..=3).await;
    house.applied(3).await;
    assert_eq!(panics.load(Ordering::SeqCst), 0);
    consumer.stop().await;
    relay.stop().await;
}
