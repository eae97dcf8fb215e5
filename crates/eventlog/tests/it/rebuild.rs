use chiso_eventlog::{CatchUp, CatchUpError, Folded, Projection, checkpoint};
use chiso_proto::eventlog::v1::EventRecord;
use sqlx::{PgConnection, PgPool};
use tokio_util::sync::CancellationToken;
use tonic::Code;

use crate::house::{CONSUMER, House, SOURCE};
use crate::tally::Tally;

/// A second generation is built from the log beside the running consumer, and takes its place.
#[tokio::test]
async fn a_rebuilt_projection_is_handed_over() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    house.write(1..=6_000).await;
    house.write_events(&[house.event([1])]).await;
    house.applied(6_001).await;

    let rebuilt = Tally {
        generation: 1,
        ..Tally::default()
    };
    let log = house.log_client();
    let catch_up = CatchUp {
        pool: &house.target,
        clock: &house.clock,
        consumer: "generation-1",
        label: "building",
        source: SOURCE,
        projection: &rebuilt,
        log: &log,
    };
    let never = CancellationToken::new();
    assert_eq!(catch_up.run(&never).await.unwrap(), 6_001);
    assert_eq!(
        Tally::read(&house.target, 1).await,
        (6_000, (1..=6_000).sum())
    );
    house.write([1]).await;
    house.published(6_002).await;
    assert_eq!(catch_up.run(&never).await.unwrap(), 6_002);
    assert_eq!(catch_up.run(&never).await.unwrap(), 6_002);
    house.applied(6_002).await;

    let mut tx = house.target.begin().await.unwrap();
    assert_eq!(
        checkpoint::load_for_update(&mut tx, CONSUMER, &SOURCE.uri())
            .await
            .unwrap(),
        6_002
    );
    checkpoint::hand_over(&mut tx, &SOURCE.uri(), "generation-1", CONSUMER)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let all = checkpoint::list(&house.target, CONSUMER).await.unwrap();
    assert_eq!(
        (all.len(), all[0].last_sequence, all[0].quarantined),
        (1, 6_002, 1)
    );
    assert!(
        checkpoint::list(&house.target, "generation-1")
            .await
            .unwrap()
            .is_empty()
    );
    house.write([2]).await;
    house.applied(6_003).await;
    consumer.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_catch_up_reports_a_log_that_is_away() {
    let house = House::build().await;
    house.log.kill();
    let log = house.log_client();
    let catch_up = CatchUp {
        pool: &house.target,
        clock: &house.clock,
        consumer: "generation-1",
        label: "building",
        source: SOURCE,
        projection: house.tally.as_ref(),
        log: &log,
    };
    let error = catch_up.run(&CancellationToken::new()).await.unwrap_err();
    assert!(matches!(error, CatchUpError::Log(status) if status.code() == Code::Unavailable));
}

/// Whatever is applied, the source has one event more by then.
struct Hunted(PgPool);

impl Projection for Hunted {
    type Change = ();

    fn fold(&self, _: &[EventRecord]) -> Folded<()> {
        Folded::default()
    }

    async fn write(&self, _: &mut PgConnection, (): ()) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO eventlog.log
             SELECT max(sequence) + 1, gen_random_uuid(), 't', 's', 'o', NULL, now(), now(), '' FROM eventlog.log",
        )
        .execute(&self.0)
        .await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_catch_up_ends_at_the_head_as_it_was_when_called() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    house.write(1..=3).await;
    house.published(3).await;
    relay.stop().await;
    let (hunted, log) = (Hunted(house.source.clone()), house.log_client());
    let catch_up = CatchUp {
        pool: &house.target,
        clock: &house.clock,
        consumer: "generation-1",
        label: "building",
        source: SOURCE,
        projection: &hunted,
        log: &log,
    };
    let never = CancellationToken::new();
    assert_eq!(catch_up.run(&never).await.unwrap(), 3);
    assert_eq!(catch_up.run(&never).await.unwrap(), 4);
    assert_eq!(house.head().await.0, 5);
}
