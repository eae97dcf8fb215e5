use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use super::answer::Sent;
use super::connections::{Connections, Seat};
use super::gate::ClientAddress;
use crate::shutdown::LISTENER_TIME;

/// How often a silent connection is asked whether its client is still there.
const PING_TIME: Duration = Duration::from_secs(30);

/// How long a client may take to confirm what was sent to it.
const CONFIRM_TIME: Duration = Duration::from_secs(30);

/// How long a client that is told to go may take.
const LEAVE_TIME: Duration = Duration::from_secs(1);

/// Streams at a time on one HTTP/2 connection.
const MAX_STREAMS: u32 = 256;

/// Largest head of a request, in bytes.
const MAX_HEAD: u32 = 64 * 1024;

/// Most fields in the head of a request over HTTP/1.
const MAX_FIELDS: usize = 100;

/// The port that REST and gRPC share.
#[derive(Clone)]
pub(super) struct OnePort {
    pub rest: Router,
    pub grpc: Router,
    pub connections: Arc<Connections>,
    /// How long a connection may be without a request under way: silent, in the middle of a head, or between two requests.
    pub idle_time: Duration,
}

impl OnePort {
    /// Accepts connections until `stop`, and then waits until requests that are under way have ended.
    pub async fn accept(self, listener: TcpListener, stop: CancellationToken) {
        let builder = builder(self.idle_time);
        let open = TaskTracker::new();
        // Dropped with this future, which cuts off whatever has not ended by then.
        let cut = CancellationToken::new();
        let _cut = cut.clone().drop_guard();
        while let Some(stream) = stop.run_until_cancelled(next(&listener)).await {
            let Ok(from) = stream.peer_addr() else {
                continue;
            };
            let Some(seat) = self.connections.admit(from.ip()) else {
                tracing::debug!("connection is refused: no place");
                continue;
            };
            let serve = self.clone().serve(
                stream,
                ClientAddress(from.ip()),
                seat,
                builder.clone(),
                stop.clone(),
            );
            let cut = cut.clone();
            open.spawn(async move { cut.run_until_cancelled(serve).await });
        }
        drop(listener);
        open.close();
        if timeout(LISTENER_TIME, open.wait()).await.is_err() {
            tracing::warn!("requests that did not end in time are cut off");
        }
    }

    async fn serve(
        self,
        stream: TcpStream,
        from: ClientAddress,
        seat: Seat,
        builder: Builder<TokioExecutor>,
        stop: CancellationToken,
    ) {
        let seat = &seat;
        let service = service_fn(|mut request: Request<Incoming>| {
            let exchange = seat.begin();
            request.extensions_mut().insert(from);
            let router = if is_grpc(&request) {
                &self.grpc
            } else {
                &self.rest
            };
            let answer = router.clone().oneshot(request.map(Body::new));
            async {
                let answer: Response<Body> = answer.await?;
                Ok::<_, std::convert::Infallible>(answer.map(|body| Sent::new(body, exchange)))
            }
        });
        let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
        tokio::select! {
            // What breaks a connection is the client or the network, and no news.
            _ = &mut connection => return,
            () = seat.evicted() => return,
            () = seat.unread() => return,
            () = seat.idle(self.idle_time) => {}
            () = stop.cancelled() => {}
        }
        connection.as_mut().graceful_shutdown();
        tokio::select! {
            _ = &mut connection => {}
            () = seat.evicted() => {}
            () = seat.unread() => {}
            () = left_alone(seat) => {}
        }
    }
}

/// Waits until a connection that has been told to go has no request left, and had the time to hear it.
async fn left_alone(seat: &Seat) {
    sleep(LEAVE_TIME).await;
    seat.idle(LEAVE_TIME).await;
}

async fn next(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => match prepare(&stream) {
                Ok(()) => return stream,
                Err(error) => tracing::debug!(%error, "connection was gone at once"),
            },
            Err(error) => {
                // Out of file descriptors, as a rule: time lets some go.
                tracing::warn!(%error, "connection could not be accepted");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// A client that vanished without a word is found out.
fn prepare(stream: &TcpStream) -> io::Result<()> {
    let keepalive = TcpKeepalive::new()
        .with_time(PING_TIME)
        .with_interval(PING_TIME / 3)
        .with_retries(3);
    let socket = SockRef::from(stream);
    socket.set_tcp_nodelay(true)?;
    socket.set_tcp_keepalive(&keepalive)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(CONFIRM_TIME))?;
    Ok(())
}

fn builder(head_time: Duration) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head_time)
        .max_headers(MAX_FIELDS)
        .max_buf_size(MAX_HEAD as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_TIME)
        .keep_alive_timeout(CONFIRM_TIME)
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
