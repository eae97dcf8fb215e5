//! A small projection: how many events, and the sum of their numbers.

use std::sync::Mutex;

use chiso_eventlog::quarantine::Rejection;
use chiso_eventlog::{Folded, Projection};
use chiso_proto::eventlog::v1::EventRecord;
use sqlx::{Executor, PgConnection, PgPool};

/// A number that the table refuses.
pub const REFUSED: i64 = -666;

#[derive(Debug, Default)]
pub struct Tally {
    /// Generation that is written, as a rebuilt projection has another one.
    pub generation: i32,
    /// How many events each transaction brought.
    pub batches: Mutex<Vec<usize>>,
}

#[derive(Debug, Default)]
pub struct Numbers(Vec<i64>);

impl Numbers {
    pub fn has(&self, number: i64) -> bool {
        self.0.contains(&number)
    }
}

impl Tally {
    pub async fn prepare(pool: &PgPool) {
        pool.execute(
            "CREATE TABLE tally (generation int PRIMARY KEY, events bigint NOT NULL, total bigint NOT NULL);
             CREATE TABLE tally_number (number bigint NOT NULL CONSTRAINT not_refused CHECK (number <> -666));
             INSERT INTO tally VALUES (0, 0, 0), (1, 0, 0);",
        )
        .await
        .unwrap();
    }

    /// Events and sum of a generation.
    pub async fn read(pool: &PgPool, generation: i32) -> (i64, i64) {
        sqlx::query_as("SELECT events, total FROM tally WHERE generation = $1")
            .bind(generation)
            .fetch_one(pool)
            .await
            .unwrap()
    }
}

impl Projection for Tally {
    type Change = Numbers;

    fn fold(&self, events: &[EventRecord]) -> Folded<Numbers> {
        let mut folded = Folded {
            change: Numbers::default(),
            rejected: Vec::new(),
        };
        for event in events {
            match <[u8; 8]>::try_from(event.payload.as_ref()) {
                Ok(number) => folded.change.0.push(i64::from_le_bytes(number)),
                Err(_) => folded.rejected.push(Rejection {
                    sequence: event.sequence,
                    reason: "UNDECODABLE",
                    detail: format!("{} bytes", event.payload.len()),
                }),
            }
        }
        folded
    }

    async fn write(&self, conn: &mut PgConnection, change: Numbers) -> Result<(), sqlx::Error> {
        let Numbers(numbers) = change;
        sqlx::query(
            "UPDATE tally SET events = events + $2, total = total + $3 WHERE generation = $1",
        )
        .bind(self.generation)
        .bind(i64::try_from(numbers.len()).unwrap())
        .bind(numbers.iter().sum::<i64>())
        .execute(&mut *conn)
        .await?;
        sqlx::query("INSERT INTO tally_number SELECT * FROM UNNEST($1::bigint[])")
            .bind(&numbers)
            .execute(&mut *conn)
            .await?;
        self.batches.lock().unwrap().push(numbers.len());
        Ok(())
    }
}
