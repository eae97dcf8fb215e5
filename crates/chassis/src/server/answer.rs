use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use pin_project_lite::pin_project;

use super::connections::Exchange;
use crate::{BoxError, Place};

/// What the client gets in place of a part of an answer that was not made because of a panic.
pub(super) type OnPanic = fn() -> Result<Frame<Bytes>, BoxError>;

/// An answer that is made while it is sent keeps its place until then, and a panic ends it and nothing else.
pub(super) fn streamed(answer: Response, place: Place, on_panic: OnPanic) -> Response {
    answer.map(|body| {
        if body.size_hint().exact().is_some() {
            return body;
        }
        Body::new(Streamed {
            body,
            on_panic,
            place: Some(place),
            ended: false,
        })
    })
}

pin_project! {
    struct Streamed {
        #[pin]
        body: Body,
        on_panic: OnPanic,
        place: Option<Place>,
        ended: bool,
    }
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.project();
        if *this.ended {
            return Poll::Ready(None);
        }
        let polled = catch_unwind(AssertUnwindSafe(|| this.body.poll_frame(context)));
        polled.map_or_else(
            |_| {
                *this.ended = true;
                this.place.take();
                Poll::Ready(Some((this.on_panic)()))
            },
            |polled| polled.map(|frame| frame.map(|frame| frame.map_err(Into::into))),
        )
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.body.is_end_stream()
    }
}

pin_project! {
    /// The body of an answer as the connection sends it, which is told how far the client has read.
    pub(super) struct Sent {
        #[pin]
        body: Body,
        exchange: Exchange,
    }
}

impl Sent {
    pub fn new(body: Body, exchange: Exchange) -> Self {
        Self { body, exchange }
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = self.project();
        this.exchange.taken();
        let polled = this.body.poll_frame(context);
        if matches!(polled, Poll::Ready(Some(Ok(_)))) {
            this.exchange.sent();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
