use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep};

use crate::BoxError;

/// How much of a body has to come in how much time.
///
/// Only the time counts in which the service waits for the client: a service that is slow itself blames nobody.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// Least number of bytes in `time`.
    pub bytes: usize,
    pub time: Duration,
}

/// Whether a body has stopped coming.
#[derive(Clone, Debug, Default)]
pub(super) struct Stalled(Arc<AtomicBool>);

impl Stalled {
    pub fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The body with an end to waiting for it.
pub(super) fn paced(body: Body, pace: Pace, stalled: Stalled) -> Body {
    if body.is_end_stream() {
        return body;
    }
    Body::new(Paced {
        body,
        pace,
        stalled,
        timer: sleep(pace.time),
        waiting: None,
        waited: Duration::ZERO,
        bytes: 0,
    })
}

#[derive(Debug, thiserror::Error)]
#[error("body stalled")]
struct TooSlow;

pin_project! {
    struct Paced {
        #[pin]
        body: Body,
        pace: Pace,
        stalled: Stalled,
        #[pin]
        timer: Sleep,
        // Since when this waits for the client.
        waiting: Option<Instant>,
        // How long it has waited for these bytes.
        waited: Duration,
        bytes: usize,
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let mut this = self.project();
        let Poll::Ready(frame) = this.body.poll_frame(context) else {
            if this.waiting.is_none() {
                let now = Instant::now();
                *this.waiting = Some(now);
                this.timer
                    .as_mut()
                    .reset(now + this.pace.time.saturating_sub(*this.waited));
            }
            ready!(this.timer.poll(context));
            this.stalled.0.store(true, Ordering::Relaxed);
            return Poll::Ready(Some(Err(TooSlow.into())));
        };
        if let Some(since) = this.waiting.take() {
            *this.waited += since.elapsed();
        }
        if let Some(Ok(frame)) = &frame {
            *this.bytes += frame.data_ref().map_or(0, Bytes::len);
            if *this.bytes >= this.pace.bytes {
                *this.bytes = 0;
                *this.waited = Duration::ZERO;
            }
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;
    use tokio::io::{AsyncWriteExt as _, duplex};
    use tokio_util::io::ReaderStream;

    use super::*;

    const PACE: Pace = Pace {
        bytes: 100,
        time: Duration::from_secs(30),
    };

    /// Sends so many bytes so often, so many seconds apart; whether the body came to its end.
    async fn comes(bytes: usize, seconds: u64, times: usize) -> bool {
        let (mut client, server) = duplex(1000);
        let stalled = Stalled::default();
        let body = paced(
            Body::from_stream(ReaderStream::new(server)),
            PACE,
            stalled.clone(),
        );
        tokio::spawn(async move {
            for _ in 0..times {
                sleep(Duration::from_secs(seconds)).await;
                let _ = client.write_all(&vec![b'x'; bytes]).await;
            }
        });
        let end = body.collect().await;
        assert_eq!(end.is_err(), stalled.get());
        end.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stands_still_or_creeps_is_ended() {
        assert!(comes(100, 29, 20).await);
        assert!(comes(50, 14, 20).await);
        assert!(!comes(100, 31, 1).await);
        assert!(!comes(1, 29, 20).await);
        assert!(!comes(50, 16, 20).await);
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_that_the_service_takes_does_not_count() {
        let (mut client, server) = duplex(10);
        tokio::spawn(async move {
            let _ = client.write_all(&[b'x'; 200]).await;
        });
        let stream = ReaderStream::with_capacity(server, 10);
        let mut body = paced(Body::from_stream(stream), PACE, Stalled::default());
        let mut bytes = 0;
        while let Some(frame) = body.frame().await {
            bytes += frame.unwrap().into_data().unwrap().len();
            sleep(Duration::from_secs(25)).await;
        }
        assert_eq!(bytes, 200);
    }
}
