//! The bare bus: what JetStream does by itself with the same messages, as the same users.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use async_nats::HeaderMap;
use async_nats::header::NATS_MESSAGE_ID;
use async_nats::jetstream::consumer::PullConsumer;
use async_nats::jetstream::context::PublishAckFuture;
use async_nats::jetstream::{self, Context};
use bytes::Bytes;
use chiso_testkit::Service;
use futures::StreamExt;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use uuid::Uuid;

use crate::stage::Stage;

const STREAM: &str = "CHISO_DOSSIERS";
const DURABLE: &str = "aggregator";
/// Messages on their way unacknowledged by the bare publisher.
const WINDOW: usize = 1000;
const QUIET: Duration = Duration::from_secs(10);

/// A message as the relay published it.
#[derive(Clone, Debug)]
pub struct Published {
    subject: String,
    headers: HeaderMap,
    payload: Bytes,
}

/// What the stream holds.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    pub messages: u64,
    pub bytes: u64,
    /// Between the first and the last message, as the server stamped them.
    pub span: Duration,
}

/// Makes the stream and its consumer anew and empty.
pub async fn renew(stage: &Stage) -> anyhow::Result<()> {
    let admin = admin(stage).await?;
    admin.delete_stream(STREAM).await?;
    Ok(stage.backing.provision().await?)
}

/// Lets the durable consumer begin at the first message again.
pub async fn rewind(stage: &Stage) -> anyhow::Result<()> {
    let admin = admin(stage).await?;
    admin.delete_consumer_from_stream(DURABLE, STREAM).await?;
    Ok(stage.backing.provision().await?)
}

pub async fn held(stage: &Stage) -> anyhow::Result<Held> {
    let stream = admin(stage).await?.get_stream(STREAM).await?;
    let now = stream.get_info().await?.state;
    let span = now.last_timestamp - now.first_timestamp;
    Ok(Held {
        messages: now.messages,
        bytes: now.bytes,
        span: span.unsigned_abs(),
    })
}

/// Waits until the stream holds so many messages.
pub async fn until_held(stage: &Stage, messages: u64) -> anyhow::Result<Held> {
    let stream = admin(stage).await?.get_stream(STREAM).await?;
    let deadline = Instant::now() + Duration::from_mins(2);
    while stream.get_info().await?.state.messages < messages {
        ensure!(
            Instant::now() < deadline,
            "the relay did not publish {messages} events in time"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    held(stage).await
}

/// Messages a second that a consumer takes in which only acknowledges, one acknowledgement for each `batch`.
pub async fn consume(stage: &Stage, messages: u64, batch: usize) -> anyhow::Result<f64> {
    let mut taken = 0;
    let mut begin = None;
    read(stage, messages, batch, |_| {
        begin.get_or_insert_with(Instant::now);
        taken += 1;
    })
    .await?;
    let begin = begin.context("the stream is empty")?;
    Ok(f64::from(u32::try_from(taken)?) / begin.elapsed().as_secs_f64())
}

/// The first messages of the stream.
pub async fn copy(stage: &Stage, messages: u64) -> anyhow::Result<Vec<Published>> {
    let mut copies = Vec::new();
    read(stage, messages, 1000, |message| {
        copies.push(Published {
            subject: message.subject.to_string(),
            headers: message.headers.clone().unwrap_or_default(),
            payload: message.payload.clone(),
        });
    })
    .await?;
    Ok(copies)
}

async fn read(
    stage: &Stage,
    messages: u64,
    batch: usize,
    mut each: impl FnMut(&async_nats::Message),
) -> anyhow::Result<()> {
    let login = stage.backing.nats_login(Service::Aggregator)?;
    let jetstream = jetstream::new(login.connect().await?);
    let consumer: PullConsumer = jetstream.get_consumer_from_stream(DURABLE, STREAM).await?;
    let stream = consumer.stream().max_messages_per_batch(batch);
    let mut arriving = stream.messages().await?;
    for number in 1..=messages {
        let next = tokio::time::timeout(QUIET, arriving.next()).await;
        let message = next?.context("the stream ended")??;
        each(&message);
        if number.is_multiple_of(u64::try_from(batch)?) || number == messages {
            message.ack().await.map_err(anyhow::Error::from_boxed)?;
        }
    }
    Ok(())
}

/// Publishes copies with new ids; returns how many the stream stored a second.
pub async fn publish(stage: &Stage, copies: &[Published], seed: u64) -> anyhow::Result<f64> {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(seed);
    let login = stage.backing.nats_login(Service::Dossiers)?;
    let jetstream = jetstream::new(login.connect().await?);
    for window in copies.chunks(WINDOW) {
        let mut acks: Vec<PublishAckFuture> = Vec::with_capacity(WINDOW);
        for Published {
            subject,
            headers,
            payload,
        } in window
        {
            let mut headers = headers.clone();
            headers.insert(NATS_MESSAGE_ID, Uuid::from_u128(dice.random()).to_string());
            let sent = jetstream.publish_with_headers(subject.clone(), headers, payload.clone());
            acks.push(sent.await?);
        }
        for ack in acks {
            ack.await?;
        }
    }
    let held = held(stage).await?;
    ensure!(
        held.messages == u64::try_from(copies.len())?,
        "the stream holds something else"
    );
    Ok(held.rate())
}

impl Held {
    pub fn rate(&self) -> f64 {
        self.messages_f64() / self.span.as_secs_f64()
    }

    pub fn mean_size(&self) -> f64 {
        f64::from(u32::try_from(self.bytes / self.messages.max(1)).unwrap_or(u32::MAX))
    }

    fn messages_f64(&self) -> f64 {
        f64::from(u32::try_from(self.messages).unwrap_or(u32::MAX))
    }
}

async fn admin(stage: &Stage) -> anyhow::Result<Context> {
    Ok(jetstream::new(stage.backing.nats_admin()?.connect().await?))
}
