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
/// Requests that share one transaction.
const BATCH: usize = 256;

/// Group commit: requests that arrive while a transaction runs share the next one, so that the cost of round trips and of
/// the disk is paid once for all of them. A request that arrives alone is written at once.
///
/// A replica writes one transaction after the other: a second one beside it would wait for the first on the series of dossier
/// codes, and both would be smaller.
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
        let vault = Arc::clone(&dossiers.vault);
        let dossiers = Arc::clone(dossiers);
        lifecycle.spawn("writer", |stop| async move {
            write_batches(&dossiers, waiting, &stop).await;
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
        let (requests, replies): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|p| (p.request, p.reply)).unzip();
        let answers = dossiers.execute(&requests).await;
        for (reply, answer) in replies.into_iter().zip(answers) {
            // A client that went away gets its answer again by its idempotency key.
            let _ = reply.send(answer);
        }
    }
}
