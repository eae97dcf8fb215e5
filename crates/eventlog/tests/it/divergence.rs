//! Whether the source's log still is the one that was applied.

use std::sync::Arc;
use std::time::Duration;

use chiso_eventlog::checkpoint::{self, Checkpoint};
use chiso_eventlog::{CatchUp, ConsumerStatus, LogService};
use chiso_proto::eventlog::v1::event_log_service_server::EventLogService;
use chiso_proto::eventlog::v1::{
    GetHeadRequest, GetHeadResponse, ReadEventsRequest, TakeSnapshotRequest,
};
use chiso_testkit::wait_for;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use crate::house::{CONSUMER, House, LogServer, PATIENCE, Running, SOURCE, log_service};
use crate::tally::Tally;

async fn standing(house: &House) -> Checkpoint {
    let mut all = checkpoint::list(&house.target, CONSUMER).await.unwrap();
    all.pop().unwrap()
}

async fn diverged(status: &mut watch::Receiver<ConsumerStatus>, diverged: bool) {
    let seen = status.wait_for(|status| status.diverged == diverged);
    tokio::time::timeout(PATIENCE, seen).await.unwrap().unwrap();
}

/// Nothing is applied, whatever numbers the source gives again, until a rebuilt projection takes over.
#[tokio::test]
async fn a_source_restored_from_an_older_state_stays_visible_until_a_rebuild() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.new_consumer().await;
    let mut status = consumer.status();
    let consumer = Running::start(|cancel| consumer.run(cancel));
    house.write(1..=10).await;
    house.applied(10).await;
    relay.stop().await;
    house.restore(5).await;
    diverged(&mut status, true).await;
    wait_for("the head", PATIENCE, async || {
        standing(&house).await.source_head == Some(5)
    })
    .await;
    let seen = standing(&house).await;
    assert_eq!((seen.diverged, seen.last_sequence), (true, 10));

    let (_, relay) = house.relay().await;
    house.write(101..=120).await;
    house.published(25).await;
    wait_for("the head", PATIENCE, async || {
        standing(&house).await.source_head == Some(25)
    })
    .await;
    let seen = standing(&house).await;
    assert_eq!((seen.diverged, seen.last_sequence), (true, 10));
    assert_eq!(house.tally().await, (10, 55));

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
        log: &house.log_client(),
    };
    assert_eq!(catch_up.run(&CancellationToken::new()).await.unwrap(), 25);
    let mut tx = house.target.begin().await.unwrap();
    checkpoint::hand_over(&mut tx, &SOURCE.uri(), "generation-1", CONSUMER)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    diverged(&mut status, false).await;
    house.write([26]).await;
    house.applied(26).await;
    assert_eq!(house.tally().await, (11, 55 + 26));
    assert!(!standing(&house).await.diverged);
    consumer.stop().await;
    relay.stop().await;
}

/// The right state of the source after the wrong one: it has the log again, and no rebuild is needed.
#[tokio::test]
async fn a_source_that_has_its_log_again_is_followed_again() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.new_consumer().await;
    let mut status = consumer.status();
    let consumer = Running::start(|cancel| consumer.run(cancel));
    house.write(1..=10).await;
    house.published(10).await;
    house.applied(10).await;
    relay.stop().await;
    sqlx::query("CREATE TABLE kept AS SELECT * FROM eventlog.log")
        .execute(&house.source)
        .await
        .unwrap();
    house.restore(5).await;
    diverged(&mut status, true).await;
    sqlx::query("INSERT INTO eventlog.log SELECT * FROM kept WHERE sequence > 5")
        .execute(&house.source)
        .await
        .unwrap();
    house.restore(10).await;
    diverged(&mut status, false).await;
    let (_, relay) = house.relay().await;
    house.write([11]).await;
    house.applied(11).await;
    assert_eq!(house.tally().await, (11, 66));
    consumer.stop().await;
    relay.stop().await;
}

/// While the consumer was away the source was restored and has gone far beyond what was applied: the timer would come too late.
#[tokio::test]
async fn reused_numbers_on_the_bus_are_noticed_at_once() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    house.write(1..=10).await;
    house.applied(10).await;
    consumer.stop().await;
    relay.stop().await;
    house.restore(5).await;
    let (_, relay) = house.relay().await;
    house.write(101..=120).await;
    house.published(25).await;

    let consumer = house.new_consumer().await;
    let consumer = consumer.check_every(Duration::from_hours(1));
    let mut status = consumer.status();
    let consumer = Running::start(|cancel| consumer.run(cancel));
    diverged(&mut status, true).await;
    assert_eq!(house.checkpoint().await, 10);
    assert_eq!(house.tally().await, (10, 55));
    consumer.stop().await;

    // It is known to the next one from the start.
    let consumer = house.consumer().await;
    wait_for("another look", PATIENCE, async || {
        standing(&house).await.source_head == Some(25)
    })
    .await;
    assert_eq!(house.checkpoint().await, 10);
    consumer.stop().await;
    relay.stop().await;
}

/// A log whose answer about its head takes as long as the test likes.
pub struct SlowHead {
    pub log: LogService,
    pub asked: Arc<Semaphore>,
    pub answer: Arc<Semaphore>,
}

#[tonic::async_trait]
impl EventLogService for SlowHead {
    type ReadEventsStream = <LogService as EventLogService>::ReadEventsStream;
    type TakeSnapshotStream = <LogService as EventLogService>::TakeSnapshotStream;

    async fn get_head(
        &self,
        request: Request<GetHeadRequest>,
    ) -> Result<Response<GetHeadResponse>, Status> {
        let head = self.log.get_head(request).await;
        self.asked.add_permits(1);
        self.answer.acquire().await.unwrap().forget();
        head
    }

    async fn read_events(
        &self,
        request: Request<ReadEventsRequest>,
    ) -> Result<Response<Self::ReadEventsStream>, Status> {
        self.log.read_events(request).await
    }

    async fn take_snapshot(
        &self,
        request: Request<TakeSnapshotRequest>,
    ) -> Result<Response<Self::TakeSnapshotStream>, Status> {
        self.log.take_snapshot(request).await
    }
}

/// A head that was read before the last events were applied tells nothing of a restore.
#[tokio::test]
async fn a_head_older_than_the_checkpoint_is_no_restore() {
    let mut house = House::build().await;
    let (asked, answer) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    house.log = LogServer::start_service(SlowHead {
        log: log_service(house.source.clone()),
        asked: Arc::clone(&asked),
        answer: Arc::clone(&answer),
    })
    .await;
    let (_, relay) = house.relay().await;
    let consumer = house.new_consumer().await;
    let status = consumer.status();
    let consumer = Running::start(|cancel| consumer.run(cancel));
    house.write(1..=10).await;
    house.applied(10).await;
    answer.add_permits(1);
    asked.acquire_many(2).await.unwrap().forget();
    house.write(11..=20).await;
    house.applied(20).await;
    answer.add_permits(1);
    // What was compared shows when the next answer is asked for.
    asked.acquire().await.unwrap().forget();
    let seen = standing(&house).await;
    assert_eq!(
        (seen.diverged, seen.last_sequence, seen.source_head),
        (false, 20, Some(20))
    );
    assert!(!status.borrow().diverged);
    consumer.stop().await;
    relay.stop().await;
}
