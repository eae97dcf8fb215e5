use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chiso_proto::eventlog::v1::event_log_service_client::EventLogServiceClient;
use chiso_proto::eventlog::v1::{
    EventRecord, GetHeadRequest, ReadEventsRequest, TakeSnapshotRequest, TakeSnapshotResponse,
};
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;
use tonic::metadata::MetadataValue;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status, Streaming};

use crate::source_fault::NoToken;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const HEAD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a stream may stand still.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
const MAX_MESSAGE_BYTES: usize = 64 << 20;
/// Events that are read ahead of the one who applies them.
const READ_AHEAD: usize = 10_000;

/// Client of the event log of one source. Connects when it is used, and again after a lost connection.
#[derive(Clone)]
pub struct LogClient {
    inner: EventLogServiceClient<Channel>,
    token: Arc<dyn Fn() -> String + Send + Sync>,
}

impl LogClient {
    /// A client of the service at `endpoint`; `token` gives the bearer token for each call, empty if there is none.
    pub fn new(endpoint: Endpoint, token: impl Fn() -> String + Send + Sync + 'static) -> Self {
        let channel = endpoint
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(Duration::from_secs(10))
            .keep_alive_timeout(Duration::from_secs(10))
            .http2_adaptive_window(true)
            .connect_lazy();
        Self {
            inner: EventLogServiceClient::new(channel).max_decoding_message_size(MAX_MESSAGE_BYTES),
            token: Arc::new(token),
        }
    }

    /// The message with the bearer token.
    fn request<T>(&self, message: T) -> Result<Request<T>, Status> {
        let token = (self.token)();
        if token.is_empty() {
            return Err(NoToken.into());
        }
        let mut token = MetadataValue::try_from(format!("Bearer {token}"))
            .map_err(|_| Status::unauthenticated("the token is not a header value"))?;
        token.set_sensitive(true);
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", token);
        Ok(request)
    }

    /// The last number of the log.
    ///
    /// # Errors
    /// What the service answered, and `UNAVAILABLE` or `DEADLINE_EXCEEDED` if it did not within five seconds.
    pub async fn head(&self) -> Result<i64, Status> {
        let request = self.request(GetHeadRequest {})?;
        let mut client = self.inner.clone();
        let answer = tokio::time::timeout(HEAD_TIMEOUT, client.get_head(request))
            .await
            .map_err(|_| Status::deadline_exceeded("the log's head did not come in time"))??;
        Ok(answer.into_inner().head)
    }

    /// Reads the events from `from` to `to`, both inclusive, ahead of who takes them.
    pub fn read(&self, from: i64, to: i64) -> EventReader {
        let (events_in, events) = mpsc::channel(READ_AHEAD);
        let client = self.clone();
        let task = tokio::spawn(async move {
            let request = ReadEventsRequest {
                from_sequence: from,
                to_sequence: to,
            };
            if let Err(status) = client.pump(request, &events_in).await {
                // Nobody to tell if the reader is gone.
                let _ = events_in.send(Err(status)).await;
            }
        });
        EventReader {
            events,
            failure: None,
            _task: AbortOnDropHandle::new(task),
        }
    }

    /// All facets as of one instant, see [`crate::LogService`].
    ///
    /// # Errors
    /// What the service answered.
    pub async fn snapshot(&self) -> Result<Streaming<TakeSnapshotResponse>, Status> {
        let request = self.request(TakeSnapshotRequest {})?;
        let answer = self.inner.clone().take_snapshot(request).await?;
        Ok(answer.into_inner())
    }

    async fn pump(
        &self,
        request: ReadEventsRequest,
        events: &mpsc::Sender<Result<EventRecord, Status>>,
    ) -> Result<(), Status> {
        let still = |_| Status::new(Code::DeadlineExceeded, "the log stood still");
        let request = self.request(request)?;
        let mut client = self.inner.clone();
        let mut chunks = tokio::time::timeout(IDLE_TIMEOUT, client.read_events(request))
            .await
            .map_err(still)??
            .into_inner();
        while let Some(chunk) = tokio::time::timeout(IDLE_TIMEOUT, chunks.message())
            .await
            .map_err(still)??
        {
            for event in chunk.events {
                if events.send(Ok(event)).await.is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for LogClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogClient")
    }
}

/// Events of the log on their way. Reading stops when it is dropped.
#[derive(Debug)]
pub struct EventReader {
    events: mpsc::Receiver<Result<EventRecord, Status>>,
    /// Comes after a batch that was under way.
    failure: Option<Status>,
    _task: AbortOnDropHandle<()>,
}

impl EventReader {
    /// The next `limit` events; fewer at the end, and then none.
    ///
    /// # Errors
    /// What the service answered, after the events that came before.
    pub async fn next_batch(&mut self, limit: usize) -> Result<Vec<EventRecord>, Status> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let mut batch = Vec::new();
        while batch.len() < limit {
            match self.events.recv().await {
                Some(Ok(event)) => batch.push(event),
                Some(Err(status)) if batch.is_empty() => return Err(status),
                Some(Err(status)) => {
                    self.failure = Some(status);
                    break;
                }
                None => break,
            }
        }
        Ok(batch)
    }
}
