//! The log of a source over gRPC.

mod read;
mod snapshot;

use std::fmt;
use std::sync::Arc;

use chiso_proto::eventlog::v1::event_log_service_server::EventLogService;
use chiso_proto::eventlog::v1::{
    GetHeadRequest, GetHeadResponse, ReadEventsRequest, ReadEventsResponse, TakeSnapshotRequest,
    TakeSnapshotResponse,
};
use sqlx::PgPool;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Extensions, Request, Response, Status};

use crate::source::Source;
use crate::store::head;
pub use snapshot::{FacetSink, FacetSource, SnapshotError};

/// Events or facets of one message.
const CHUNK: usize = 500;
/// Messages that wait for a slow reader.
const CHUNKS_AHEAD: usize = 4;

/// Lets a call pass, by what the authentication in front of the service left in the request.
pub type Guard = Arc<dyn Fn(&Extensions) -> Result<(), Status> + Send + Sync>;

/// Serves the event log of one source. Every call has to pass the guard: the log tells everything that happened.
#[derive(Clone)]
pub struct LogService {
    pool: PgPool,
    source: Source,
    facets: Arc<dyn FacetSource>,
    guard: Guard,
}

impl LogService {
    /// The log in the database of `pool`, which belongs to `source`, with the facets of that service.
    pub fn new(pool: PgPool, source: Source, facets: Arc<dyn FacetSource>, guard: Guard) -> Self {
        Self {
            pool,
            source,
            facets,
            guard,
        }
    }
}

impl fmt::Debug for LogService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogService")
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

#[tonic::async_trait]
impl EventLogService for LogService {
    type ReadEventsStream = ReceiverStream<Result<ReadEventsResponse, Status>>;
    type TakeSnapshotStream = ReceiverStream<Result<TakeSnapshotResponse, Status>>;

    async fn get_head(
        &self,
        request: Request<GetHeadRequest>,
    ) -> Result<Response<GetHeadResponse>, Status> {
        (self.guard)(request.extensions())?;
        let head = head::load(&self.pool)
            .await
            .map_err(|error| unavailable(&error))?;
        Ok(Response::new(GetHeadResponse {
            source: self.source.uri(),
            head: head.sequence,
        }))
    }

    async fn read_events(
        &self,
        request: Request<ReadEventsRequest>,
    ) -> Result<Response<Self::ReadEventsStream>, Status> {
        (self.guard)(request.extensions())?;
        let stream = read::start(self.pool.clone(), *request.get_ref()).await?;
        Ok(Response::new(stream))
    }

    async fn take_snapshot(
        &self,
        request: Request<TakeSnapshotRequest>,
    ) -> Result<Response<Self::TakeSnapshotStream>, Status> {
        (self.guard)(request.extensions())?;
        let stream = snapshot::start(self.pool.clone(), self.source, Arc::clone(&self.facets));
        Ok(Response::new(stream))
    }
}

/// The caller learns that it may try again, the log line has the cause.
fn unavailable(error: &sqlx::Error) -> Status {
    tracing::error!(error = %error, "event log cannot be read");
    Status::unavailable("the event log cannot be read now")
}
