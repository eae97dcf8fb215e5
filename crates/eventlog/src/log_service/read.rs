use chiso_proto::eventlog::v1::{ReadEventsRequest, ReadEventsResponse};
use sqlx::PgPool;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use super::{CHUNK, CHUNKS_AHEAD, unavailable};
use crate::store::{head, log};

type Chunks = mpsc::Sender<Result<ReadEventsResponse, Status>>;

/// Streams the events that were asked for, up to the head at the time of the call.
pub(super) async fn start(
    pool: PgPool,
    request: ReadEventsRequest,
) -> Result<ReceiverStream<Result<ReadEventsResponse, Status>>, Status> {
    if request.from_sequence < 1 {
        return Err(Status::invalid_argument("from_sequence must be at least 1"));
    }
    if request.to_sequence != 0 && request.to_sequence < request.from_sequence {
        return Err(Status::invalid_argument(
            "to_sequence must be 0 or at least from_sequence",
        ));
    }
    let head = head::load(&pool)
        .await
        .map_err(|error| unavailable(&error))?
        .sequence;
    let to = match request.to_sequence {
        0 => head,
        to => to.min(head),
    };
    let (chunks, stream) = mpsc::channel(CHUNKS_AHEAD);
    tokio::spawn(async move { send(&pool, request.from_sequence, to, &chunks).await });
    Ok(ReceiverStream::new(stream))
}

/// Each chunk is a query of its own: a slow reader holds neither a connection nor a snapshot.
async fn send(pool: &PgPool, mut next: i64, to: i64, chunks: &Chunks) {
    while next <= to {
        let chunk = match log::read(pool, next, to, CHUNK).await {
            Ok(events) => match events.last() {
                Some(last) => {
                    next = last.sequence + 1;
                    Ok(ReadEventsResponse { events })
                }
                None => return,
            },
            Err(error) => Err(unavailable(&error)),
        };
        let failed = chunk.is_err();
        if chunks.send(chunk).await.is_err() || failed {
            return;
        }
    }
}
