use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::context::CreateStreamError;
use async_nats::jetstream::stream::{Config, ConsumerError, DiscardPolicy, StorageType};
use async_nats::jetstream::{self, Context};

use crate::login::NatsLogin;
use crate::topology::{Consumer, Stream, Topology};

/// How long the bus may take for one stream or consumer: it syncs what it makes, and the disk may be busy.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// Why the bus could not be provisioned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProvisionError {
    /// The server was not reached or refused the login.
    #[error("the bus at {url} refused the connection")]
    Connect {
        /// Where.
        url: String,
        /// Why.
        source: async_nats::ConnectError,
    },
    /// A stream could not be made or updated.
    #[error("stream {stream} was refused")]
    Stream {
        /// Its name.
        stream: String,
        /// Why.
        source: CreateStreamError,
    },
    /// A consumer could not be made or updated; some of its settings cannot be changed once it exists.
    #[error("consumer {consumer} of stream {stream} was refused")]
    Consumer {
        /// The stream.
        stream: String,
        /// The consumer.
        consumer: String,
        /// Why.
        source: ConsumerError,
    },
}

/// Makes the streams and durable consumers of `topology`, or updates those that exist. Needs the login of `admin`.
///
/// # Errors
/// When the bus cannot be reached or refuses a stream or consumer; those before it stay made.
pub async fn provision(login: &NatsLogin, topology: &Topology) -> Result<(), ProvisionError> {
    let client = login
        .connect()
        .await
        .map_err(|source| ProvisionError::Connect {
            url: login.url.clone(),
            source,
        })?;
    let mut jetstream = jetstream::new(client);
    jetstream.set_timeout(ANSWERS_WITHIN);
    for stream in &topology.streams {
        jetstream
            .create_or_update_stream(stream_config(stream))
            .await
            .map_err(|source| ProvisionError::Stream {
                stream: stream.name.clone(),
                source,
            })?;
        for consumer in &stream.consumers {
            provision_consumer(&jetstream, stream, consumer).await?;
        }
    }
    Ok(())
}

async fn provision_consumer(
    jetstream: &Context,
    stream: &Stream,
    consumer: &Consumer,
) -> Result<(), ProvisionError> {
    let config = pull::Config {
        durable_name: Some(consumer.name.clone()),
        description: Some(consumer.description.clone()),
        deliver_policy: DeliverPolicy::All,
        ack_policy: AckPolicy::All,
        ack_wait: Duration::from_secs(consumer.ack_wait_seconds),
        max_ack_pending: consumer.max_ack_pending,
        ..pull::Config::default()
    };
    jetstream
        .create_consumer_on_stream(config, &stream.name)
        .await
        .map(drop)
        .map_err(|source| ProvisionError::Consumer {
            stream: stream.name.clone(),
            consumer: consumer.name.clone(),
            source,
        })
}

fn stream_config(stream: &Stream) -> Config {
    Config {
        name: stream.name.clone(),
        description: Some(stream.description.clone()),
        subjects: stream.subjects.clone(),
        storage: StorageType::File,
        discard: DiscardPolicy::Old,
        num_replicas: stream.replicas,
        max_age: Duration::from_secs(stream.max_age_seconds),
        max_bytes: stream.max_bytes,
        duplicate_window: Duration::from_secs(stream.duplicate_window_seconds),
        ..Config::default()
    }
}
