use std::sync::Arc;

use chiso_chassis::BoxError;
use chiso_chassis::auth::Caller;
use chiso_chassis::extract::IdempotencyKey as ClientKey;
use chiso_chassis::shutdown::Lifecycle;
use chiso_eventlog::trace;
use chiso_vault::Vault;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span};

use super::{Answer, Command, DossierError, Dossiers, IdempotencyKey, Request};

/// Requests that wait while others are written; more are refused as overload.
const QUEUE: usize = 2048;
/// Requests that wait for what another transaction holds.
const LATE_QUEUE: usize = 256;
/// Requests that share one transaction.
const BATCH: usize = 256;

/// Group commit: requests that arrive while a transaction runs share the next one, so that the cost of round trips and of
/// the disk is paid once for all of them. A request that arrives alone is written at once.
///
/// A replica writes one transaction after the other: a second one beside it would wait for the first on the series of dossier
/// codes, and both would be smaller. Only requests for what somebody else's transaction holds, e.g. an import, wait beside it.
#[derive(Clone, Debug)]
pub struct Writer {
    queue: mpsc::Sender<Pending>,
    vault: Arc<Vault>,
}

#[derive(Debug)]
struct Pending {
    request: Request,
    reply: oneshot::Sender<Answer>,
}

impl Writer {
    /// Starts writing. At the end of `lifecycle` it writes what is queued by then.
    pub fn start(dossiers: &Arc<Dossiers>, lifecycle: &Lifecycle) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let (late, held) = mpsc::channel(LATE_QUEUE);
        let vault = Arc::clone(&dossiers.vault);
        let (now, then) = (Arc::clone(dossiers), Arc::clone(dossiers));
        lifecycle.spawn("writer", |stop| async move {
            write_batches(&now, waiting, &late, &stop).await;
            Ok::<(), BoxError>(())
        });
        lifecycle.spawn("late-writer", |stop| async move {
            write_late(&then, held, &stop).await;
            Ok::<(), BoxError>(())
        });
        Self { queue, vault }
    }

    /// Writes one command.
    ///
    /// # Errors
    /// What the rules refuse, and overload.
    pub async fn write(&self, caller: Caller, key: ClientKey, command: Command) -> Answer {
        let create = create_span(command.event());
        let key = Some(IdempotencyKey::of(
            key.as_str(),
            &command,
            &self.vault.keys(),
        ));
        let request = Request {
            caller,
            key,
            command,
            traceparent: trace::traceparent(&create),
        };
        let (reply, answer) = oneshot::channel();
        self.queue
            .try_send(Pending { request, reply })
            .map_err(|_| DossierError::Overloaded)?;
        answer
            .instrument(create)
            .await
            .unwrap_or(Err(DossierError::Overloaded))
    }
}

/// The making of an event, as the OpenTelemetry conventions for messaging describe it; it ends with the commit.
fn create_span(event: &str) -> Span {
    tracing::info_span!(
        "create",
        otel.name = format!("create {event}"),
        otel.kind = "producer",
        messaging.system = "nats",
        messaging.operation.name = "create",
        messaging.operation.r#type = "create",
    )
}

async fn write_batches(
    dossiers: &Dossiers,
    mut waiting: mpsc::Receiver<Pending>,
    late: &mpsc::Sender<Pending>,
    stop: &CancellationToken,
) {
    loop {
        let mut batch = Vec::with_capacity(BATCH);
        let taken = tokio::select! {
            biased;
            taken = waiting.recv_many(&mut batch, BATCH) => taken,
            () = stop.cancelled() => {
                waiting.close();
                continue;
            }
        };
        if taken == 0 {
            // Nobody is left who could send.
            stop.cancelled().await;
            return;
        }
        write_together(dossiers, batch, late).await;
    }
}

/// Writes a batch; what another transaction holds waits elsewhere, so that nobody waits for it in the same batch.
async fn write_together(dossiers: &Dossiers, batch: Vec<Pending>, late: &mpsc::Sender<Pending>) {
    let (requests, replies) = split(batch);
    if let Some(answers) = dossiers.execute_at_once(&requests).await {
        return answer(replies, answers);
    }
    let held = dossiers.held(&requests).await;
    let held = held.unwrap_or_else(|_| vec![false; requests.len()]);
    let mut free = Vec::with_capacity(requests.len());
    for ((request, reply), is_held) in requests.into_iter().zip(replies).zip(held) {
        let pending = Pending { request, reply };
        if !is_held {
            free.push(pending);
        } else if let Err(full) = late.try_send(pending) {
            let _ = full.into_inner().reply.send(Err(DossierError::Contention));
        }
    }
    if free.is_empty() {
        return;
    }
    let (requests, replies) = split(free);
    answer(replies, dossiers.execute(&requests).await);
}

/// Writes what waits for other transactions, until nobody is left who could send.
async fn write_late(
    dossiers: &Dossiers,
    mut waiting: mpsc::Receiver<Pending>,
    stop: &CancellationToken,
) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let (requests, replies) = split(std::mem::take(&mut batch));
        answer(replies, dossiers.execute(&requests).await);
    }
    stop.cancelled().await;
}

fn split(batch: Vec<Pending>) -> (Vec<Request>, Vec<oneshot::Sender<Answer>>) {
    batch.into_iter().map(|p| (p.request, p.reply)).unzip()
}

fn answer(replies: Vec<oneshot::Sender<Answer>>, answers: Vec<Answer>) {
    for (reply, answer) in replies.into_iter().zip(answers) {
        // A client that went away gets its answer again by its idempotency key.
        let _ = reply.send(answer);
    }
}
