use std::sync::Arc;
use std::time::Duration;

use chiso_proto::eventlog::v1::{EventRecord, FacetRecord, SnapshotHeader, TakeSnapshotResponse};
use futures::TryStreamExt;
use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use super::{CHUNK, CHUNKS_AHEAD, unavailable};
use crate::source::Source;
use crate::store::{head, outbox};

/// How long a reader may stand still: it holds a snapshot of the database open.
const READER_TIMEOUT: Duration = Duration::from_secs(30);

/// The facets of all entities that a service holds.
#[tonic::async_trait]
pub trait FacetSource: Send + Sync + 'static {
    /// Sends the facet of every entity, as the transaction of `conn` sees it (REPEATABLE READ, READ ONLY), in any order.
    ///
    /// # Errors
    /// Those of the database, and the sink's when its reader is gone.
    async fn facets(
        &self,
        conn: &mut PgConnection,
        sink: &mut FacetSink,
    ) -> Result<(), SnapshotError>;
}

/// Why a snapshot ended early.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The reader went away, or took nothing for 30 seconds.
    #[error("the reader of the snapshot is gone")]
    ReaderGone,
}

/// Where a [`FacetSource`] sends its facets; slow readers slow it down.
#[derive(Debug)]
pub struct FacetSink {
    chunk: TakeSnapshotResponse,
    chunks: mpsc::Sender<Result<TakeSnapshotResponse, Status>>,
}

impl FacetSink {
    /// Sends one facet.
    ///
    /// # Errors
    /// [`SnapshotError::ReaderGone`].
    pub async fn send(&mut self, facet: FacetRecord) -> Result<(), SnapshotError> {
        self.chunk.facets.push(facet);
        self.flush_at(CHUNK).await
    }

    async fn send_pending(&mut self, event: EventRecord) -> Result<(), SnapshotError> {
        self.chunk.pending_events.push(event);
        self.flush_at(CHUNK).await
    }

    async fn flush_at(&mut self, size: usize) -> Result<(), SnapshotError> {
        if self.chunk.facets.len() + self.chunk.pending_events.len() < size {
            return Ok(());
        }
        let chunk = std::mem::take(&mut self.chunk);
        self.chunks
            .send_timeout(Ok(chunk), READER_TIMEOUT)
            .await
            .map_err(|_| SnapshotError::ReaderGone)
    }
}

/// Streams a snapshot of the source.
pub(super) fn start(
    pool: PgPool,
    source: Source,
    facets: Arc<dyn FacetSource>,
) -> ReceiverStream<Result<TakeSnapshotResponse, Status>> {
    let (chunks, stream) = mpsc::channel(CHUNKS_AHEAD);
    tokio::spawn(async move {
        let sink = FacetSink {
            chunk: TakeSnapshotResponse::default(),
            chunks: chunks.clone(),
        };
        match take(&pool, source, facets.as_ref(), sink).await {
            Ok(()) => {}
            Err(SnapshotError::ReaderGone) => tracing::info!("reader of a snapshot went away"),
            Err(SnapshotError::Database(error)) => {
                // The reader may be gone as well.
                let _ = chunks
                    .send_timeout(Err(unavailable(&error)), READER_TIMEOUT)
                    .await;
            }
        }
    });
    ReceiverStream::new(stream)
}

/// Header, facets and pending events as of one instant. The header goes out at once: readers see that the snapshot stands.
async fn take(
    pool: &PgPool,
    source: Source,
    facets: &dyn FacetSource,
    mut sink: FacetSink,
) -> Result<(), SnapshotError> {
    let mut tx = pool
        .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        .await?;
    sink.chunk.header = Some(SnapshotHeader {
        source: source.uri(),
        head: head::load(&mut *tx).await?.sequence,
    });
    sink.flush_at(0).await?;
    facets.facets(&mut tx, &mut sink).await?;
    {
        let mut pending = std::pin::pin!(outbox::pending(&mut tx));
        while let Some(event) = pending.try_next().await? {
            sink.send_pending(event).await?;
        }
    }
    sink.flush_at(1).await?;
    tx.commit().await?;
    Ok(())
}
