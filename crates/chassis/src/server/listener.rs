use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use http::header::CONTENT_TYPE;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::shutdown::LISTENER_TIME;

/// How long a client may take for the head of a request, also for its first byte and between two requests.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// How often a silent HTTP/2 connection is asked whether it is still there.
const PING_TIME: Duration = Duration::from_secs(30);

/// Streams at a time on one HTTP/2 connection.
const MAX_STREAMS: u32 = 256;

/// Largest head of a request, in bytes.
const MAX_HEAD: u32 = 64 * 1024;

/// The port that REST and gRPC share.
pub(super) struct OnePort {
    pub rest: Router,
    pub grpc: Router,
    /// Connections at a time.
    pub connections: usize,
}

impl OnePort {
    /// Accepts connections until `stop`, and then waits until requests that are under way have ended.
    pub async fn accept(self, listener: TcpListener, stop: CancellationToken) {
        let builder = builder();
        let places = Arc::new(Semaphore::new(self.connections));
        let open = GracefulShutdown::new();
        // Dropped with this future, which cuts off whatever has not ended by then.
        let cut = CancellationToken::new();
        let _cut = cut.clone().drop_guard();
        while let Some((stream, place)) = stop.run_until_cancelled(next(&listener, &places)).await {
            let (rest, grpc) = (self.rest.clone(), self.grpc.clone());
            let (builder, watcher) = (builder.clone(), open.watcher());
            let (stop, cut) = (stop.clone(), cut.clone());
            tokio::spawn(async move {
                let service = service_fn(move |request: Request<Incoming>| {
                    let router = if is_grpc(&request) { &grpc } else { &rest };
                    router.clone().oneshot(request.map(Body::new))
                });
                let serve = async {
                    if speaks(&stream, &stop).await {
                        let connection = builder.serve_connection(TokioIo::new(stream), service);
                        // What breaks a connection is the client or the network, and no news.
                        let _ = watcher.watch(connection.into_owned()).await;
                    }
                };
                cut.run_until_cancelled(serve).await;
                drop(place);
            });
        }
        drop(listener);
        if timeout(LISTENER_TIME, open.shutdown()).await.is_err() {
            tracing::warn!("requests that did not end in time are cut off");
        }
    }
}

async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, tokio::sync::OwnedSemaphorePermit) {
    let place = Arc::clone(places)
        .acquire_owned()
        .await
        .expect("the semaphore is never closed");
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "connection was gone at once");
                    continue;
                }
                return (stream, place);
            }
            Err(error) => {
                // Out of file descriptors, as a rule: time lets some go.
                tracing::warn!(%error, "connection could not be accepted");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Whether the client sends anything; one that only connects, as proxies do in advance, holds no shutdown up.
async fn speaks(stream: &TcpStream, stop: &CancellationToken) -> bool {
    tokio::select! {
        biased;
        readable = timeout(HEAD_TIME, stream.readable()) => readable.is_ok(),
        () = stop.cancelled() => false,
    }
}

fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(MAX_HEAD as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_TIME)
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(MAX_HEAD)
        .adaptive_window(true);
    builder
}

fn is_grpc(request: &Request<Incoming>) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE);
    content_type
        .and_then(|value| value.as_bytes().strip_prefix(b"application/grpc"))
        .is_some_and(|rest| matches!(rest.first(), None | Some(b'+' | b';')))
}
