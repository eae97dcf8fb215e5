//! Events that were published wrong, and their corrections.

use std::collections::HashMap;

use chiso_eventlog::quarantine::{self, Quarantined};
use chiso_eventlog::{CatchUp, NOT_IN_QUARANTINE, NewEvent, Reapplied, gaps, history, reapply};
use chiso_proto::eventlog::v1::EventRecord;
use chiso_testkit::wait_for;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::house::{CONSUMER, House, PATIENCE, SOURCE};
use crate::tally::Tally;

/// What passes the check of the tally.
fn countable(event: &EventRecord) -> bool {
    event.payload.len() == 8
}

fn correction(house: &House, difference: i64, corrects: &[i64]) -> NewEvent {
    NewEvent {
        event: "NumberCorrected",
        corrects: corrects.to_vec(),
        ..house.number(difference)
    }
}

async fn quarantined(house: &House) -> Vec<Quarantined> {
    quarantine::list(&house.target, CONSUMER, ("", 0), 500)
        .await
        .unwrap()
}

async fn reasons(house: &House) -> Vec<(i64, String)> {
    let rows = quarantined(house).await.into_iter();
    rows.map(|row| (row.sequence, row.reason)).collect()
}

/// Builds generation 1 from the log; how much of it is in quarantine, and its tally.
async fn rebuilt(house: &House) -> (usize, (i64, i64)) {
    let tally = Tally {
        generation: 1,
        ..Tally::default()
    };
    let catch_up = CatchUp {
        pool: &house.target,
        clock: &house.clock,
        consumer: "generation-1",
        label: "building",
        source: SOURCE,
        projection: &tally,
        log: &house.log_client(),
    };
    catch_up.run(&CancellationToken::new()).await.unwrap();
    let open = quarantine::list(&house.target, "generation-1", ("", 0), 500)
        .await
        .unwrap();
    (open.len(), Tally::read(&house.target, 1).await)
}

/// The wrong event and the right one after it wait in quarantine, until a correction counts in their place. It comes twice, and
/// counts once.
#[tokio::test]
async fn a_correction_counts_in_the_place_of_what_it_names() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    house
        .write_events(&[
            house.number(5),
            house.event([1]),
            house.event([2]),
            house.number(7),
        ])
        .await;
    house.applied(4).await;
    assert_eq!(house.tally().await, (2, 12));
    assert_eq!(quarantined(&house).await.len(), 2);

    house.write_events(&[correction(&house, 30, &[2, 3])]).await;
    house.applied(5).await;
    assert_eq!(quarantined(&house).await, []);
    assert_eq!(house.tally().await, (3, 42));
    consumer.stop().await;

    // The log once more from the start, as the bus has it.
    let admin = house.admin().await;
    admin.delete_stream(SOURCE.stream()).await.unwrap();
    house.backing.provision().await.unwrap();
    relay.stop().await;
    sqlx::query("UPDATE eventlog.head SET published = 0")
        .execute(&house.source)
        .await
        .unwrap();
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    house.write([8]).await;
    house.applied(6).await;
    assert_eq!(house.tally().await, (4, 50));
    assert_eq!(rebuilt(&house).await, (0, (4, 50)));
    consumer.stop().await;
    relay.stop().await;
}

/// What was counted by mistake, or is settled already, is not counted twice: the correction waits in quarantine, until a further
/// one names it too.
#[tokio::test]
async fn a_correction_of_what_was_counted_waits_itself() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    let events = [
        house.number(5),
        house.event([1]),
        correction(&house, 100, &[1, 2]),
        correction(&house, 100, &[9]),
        correction(&house, 100, &[4, 5]),
        correction(&house, 30, &[2, 3, 4, 5]),
        correction(&house, 100, &[2]),
    ];
    house.write_events(&events).await;
    house.applied(7).await;
    assert_eq!(house.tally().await, (2, 35));
    let waits = |sequence| (sequence, NOT_IN_QUARANTINE.to_owned());
    assert_eq!(reasons(&house).await, [waits(7)]);
    assert!(quarantined(&house).await[0].detail.contains("event 2,"));
    assert_eq!(
        reapply(&house.target, CONSUMER, SOURCE, house.tally.as_ref())
            .await
            .unwrap(),
        Reapplied {
            applied: 0,
            still_quarantined: 1
        }
    );
    assert_eq!(rebuilt(&house).await, (1, (2, 35)));
    assert_eq!(house.tally().await, (2, 35));
    consumer.stop().await;
    relay.stop().await;
}

/// A version of the consumer that could not read the correction puts it aside; the next one applies it as if it had come then.
#[tokio::test]
async fn a_correction_that_is_applied_again_settles_what_it_names() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    let unread = NewEvent {
        payload: vec![0; 9].into(),
        ..correction(&house, 0, &[1])
    };
    house.write_events(&[house.event([1]), unread]).await;
    house.applied(2).await;
    let mut read = quarantined(&house).await[1].event.clone();
    read.payload = 30_i64.to_le_bytes().to_vec().into();
    sqlx::query("UPDATE eventlog.quarantine SET event = $1 WHERE sequence = 2")
        .bind(prost::Message::encode_to_vec(&read))
        .execute(&house.target)
        .await
        .unwrap();
    let done = reapply(&house.target, CONSUMER, SOURCE, house.tally.as_ref())
        .await
        .unwrap();
    assert_eq!((done.applied, done.still_quarantined), (1, 1));
    assert_eq!(quarantined(&house).await, []);
    assert_eq!(house.tally().await, (1, 30));
    consumer.stop().await;
    relay.stop().await;
}

/// A producer that gets its differences wrong now and then, and corrects itself from its own history.
struct Producer {
    random: u64,
    /// The states that each event has led from and to.
    states: HashMap<Uuid, (i64, i64)>,
    /// The last event of each entity was wrong, so that its next one begins from a wrong state.
    spoilt: [bool; ENTITIES],
    state: [i64; ENTITIES],
}

const ENTITIES: usize = 5;

impl Producer {
    fn draw(&mut self, below: u64) -> u64 {
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % below
    }

    /// A change of an entity to a new state: it is counted only if neither state is wrong.
    fn change(&mut self, house: &House, entity: usize, wrong: bool) -> NewEvent {
        let to = i64::try_from(self.draw(1_000)).unwrap();
        let countable = !wrong && !self.spoilt[entity];
        let mut event = if countable {
            house.number(to - self.state[entity])
        } else {
            house.event([0])
        };
        event.subject = format!("entity-{entity}");
        self.states.insert(event.event_id, (self.state[entity], to));
        (self.state[entity], self.spoilt[entity]) = (to, wrong);
        event
    }

    /// Closes all gaps of an entity, unless an event of it has no number yet.
    async fn correct(&mut self, house: &House, entity: usize) -> bool {
        let subject = format!("entity-{entity}");
        let mut tx = house.source.begin().await.unwrap();
        let events = history(&mut *tx, &subject).await.unwrap();
        let states = |event: &EventRecord| self.states[&event.event_id.parse().unwrap()];
        let mut corrections = Vec::new();
        for gap in gaps(&events, countable) {
            let Some(corrects) = gap.corrects() else {
                return false;
            };
            let from = gap.before.map_or(0, |event| states(event).1);
            let to = gap
                .after
                .map_or(self.state[entity], |event| states(event).0);
            let event = NewEvent {
                subject: subject.clone(),
                ..correction(house, to - from, &corrects)
            };
            corrections.push((event, (from, to)));
        }
        self.spoilt[entity] = false;
        let (events, states): (Vec<_>, Vec<_>) = corrections.into_iter().unzip();
        self.states
            .extend(events.iter().map(|event| event.event_id).zip(states));
        chiso_eventlog::append(&mut tx, &SOURCE, &events)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        true
    }
}

/// Whatever goes wrong in whatever order: corrected from its history, an entity is counted as it is, live and rebuilt.
#[tokio::test]
async fn corrected_histories_are_counted_as_the_entities_are() {
    let house = House::build().await;
    let (_, relay) = house.relay().await;
    let consumer = house.consumer().await;
    let mut producer = Producer {
        random: 8,
        states: HashMap::new(),
        spoilt: [false; ENTITIES],
        state: [0; ENTITIES],
    };
    for round in 0..120 {
        let entity = usize::try_from(producer.draw(5)).unwrap();
        match producer.draw(4) {
            0 => {
                producer.correct(&house, entity).await;
            }
            dice => {
                let event = producer.change(&house, entity, dice == 1);
                house.write_events(&[event]).await;
            }
        }
        if round == 60 {
            let head = house.head().await.0;
            house.applied(head).await;
        }
    }
    for entity in 0..ENTITIES {
        wait_for("numbers of what is corrected", PATIENCE, async || {
            producer.correct(&house, entity).await
        })
        .await;
    }
    wait_for("the outbox to be empty", PATIENCE, async || {
        let pending: i64 = sqlx::query_scalar("SELECT count(*) FROM eventlog.outbox")
            .fetch_one(&house.source)
            .await
            .unwrap();
        pending == 0
    })
    .await;
    house.applied(house.head().await.0).await;
    let sum: i64 = producer.state.iter().sum();
    assert_eq!(house.tally().await.1, sum);
    assert_eq!(quarantined(&house).await, []);
    let (open, (_, total)) = rebuilt(&house).await;
    assert_eq!((open, total), (0, sum));
    consumer.stop().await;
    relay.stop().await;
}
