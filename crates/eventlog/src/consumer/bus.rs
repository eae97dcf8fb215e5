use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use async_nats::jetstream;
use async_nats::jetstream::consumer::PullConsumer;
use async_nats::jetstream::message::Acker;
use chiso_proto::eventlog::v1::EventRecord;
use futures::StreamExt;
use metrics::Gauge;
use tokio::sync::{mpsc, watch};
use tokio_util::task::AbortOnDropHandle;

use super::fault::Stop;
use super::identity::Identity;
use super::meters::Meters;
use super::{BATCH, ConsumerStatus};
use crate::backoff::Backoff;
use crate::headers;

const PULL_EXPIRES: Duration = Duration::from_secs(30);
const HEARTBEAT: Duration = Duration::from_secs(3);
/// How long a batch waits for messages that the stream has.
const LINGER: Duration = Duration::from_millis(25);

/// A message of the stream; without an event it is none of the source's log.
pub(super) struct Delivery {
    pub(super) event: Option<EventRecord>,
    /// How many more the stream had for this consumer when it sent this one.
    pub(super) pending: u64,
    pub(super) acker: Acker,
}

/// The bus, read ahead while a batch is applied. Reading stops when it is dropped.
pub(super) struct Bus {
    deliveries: mpsc::Receiver<Delivery>,
    _reading: AbortOnDropHandle<()>,
}

impl Bus {
    pub(super) fn open(
        jetstream: jetstream::Context,
        identity: &Identity,
        meters: &Meters,
        status: watch::Sender<ConsumerStatus>,
    ) -> Self {
        let (out, deliveries) = mpsc::channel(2 * BATCH);
        let reader = Reader {
            jetstream,
            identity: identity.clone(),
            out,
            connected: meters.bus_connected.clone(),
            status,
        };
        Self {
            deliveries,
            _reading: AbortOnDropHandle::new(tokio::spawn(reader.run())),
        }
    }

    /// Waits for messages, up to a full batch. As soon as there is one, only those are waited for that the stream said to have,
    /// and not for long: a single event is on its way at once, a backlog comes in large transactions. Cancelled while it waits for
    /// more, it goes on with `batch` as it is.
    ///
    /// # Errors
    /// The reader panicked.
    pub(super) async fn receive(&mut self, batch: &mut Vec<Delivery>) -> Result<(), Stop> {
        if batch.is_empty() && self.deliveries.recv_many(batch, BATCH).await == 0 {
            return Err(Stop::Panic);
        }
        let Some(last) = batch.last() else {
            return Ok(());
        };
        let expected = usize::try_from(last.pending).unwrap_or(BATCH);
        let expected = batch.len().saturating_add(expected).min(BATCH);
        let more = async {
            while batch.len() < expected {
                if self
                    .deliveries
                    .recv_many(batch, expected - batch.len())
                    .await
                    == 0
                {
                    return;
                }
            }
        };
        // What came in time is in the batch.
        let _ = tokio::time::timeout(LINGER, more).await;
        Ok(())
    }
}

struct Reader {
    jetstream: jetstream::Context,
    identity: Identity,
    out: mpsc::Sender<Delivery>,
    connected: Gauge,
    status: watch::Sender<ConsumerStatus>,
}

impl Reader {
    /// Reads for as long as somebody takes. A consumer or stream that is gone is looked for again and never made: that is the
    /// business of who provisions the bus.
    async fn run(self) {
        let mut backoff = Backoff::new();
        while !self.out.is_closed() {
            let began = tokio::time::Instant::now();
            if let Err(error) = self.read().await {
                tracing::warn!(stream = self.identity.stream, error = %error, "the bus cannot be read");
            }
            self.see(false);
            if began.elapsed() > PULL_EXPIRES {
                backoff.reset();
            }
            tokio::time::sleep(backoff.next()).await;
        }
    }

    async fn read(&self) -> Result<(), async_nats::Error> {
        let consumer: PullConsumer = self
            .jetstream
            .get_consumer_from_stream(&self.identity.consumer, &self.identity.stream)
            .await?;
        let mut messages = consumer
            .stream()
            .max_messages_per_batch(BATCH)
            .expires(PULL_EXPIRES)
            .heartbeat(HEARTBEAT)
            .messages()
            .await?;
        self.see(true);
        while let Some(message) = messages.next().await {
            let message = message?;
            let pending = message.info().map_or(0, |info| info.pending);
            let (message, acker) = message.split();
            let decode = || headers::decode(message, &self.identity.uri);
            let delivery = Delivery {
                // A message on which decoding panics would come again and again; as one without an event it is a gap.
                event: catch_unwind(AssertUnwindSafe(decode)).unwrap_or_default(),
                pending,
                acker,
            };
            if self.out.send(delivery).await.is_err() {
                break;
            }
        }
        Ok(())
    }

    fn see(&self, connected: bool) {
        self.connected.set(if connected { 1.0 } else { 0.0 });
        self.status
            .send_modify(|status| status.bus_connected = connected);
    }
}
