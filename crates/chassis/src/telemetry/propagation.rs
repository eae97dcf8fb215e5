use std::collections::HashMap;
use std::sync::LazyLock;

use http::HeaderMap;
use opentelemetry::Context;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{SpanContext, TraceContextExt as _};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tonic::metadata::MetadataValue;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

const TRACEPARENT: &str = "traceparent";

static W3C: LazyLock<TraceContextPropagator> = LazyLock::new(TraceContextPropagator::new);

/// The trace context (W3C Trace Context) that the headers of a request carry; empty if they carry none.
pub fn context_of_headers(headers: &HeaderMap) -> Context {
    // Without a parent there is nothing to parse, and most internal requests have none.
    if headers.contains_key(TRACEPARENT) {
        W3C.extract_with_context(&Context::new(), &Headers(headers))
    } else {
        Context::new()
    }
}

/// The trace context of a `traceparent` that was stored with an event; empty if the text is not one.
pub fn context_of(traceparent: &str) -> Context {
    let carrier = HashMap::from([(TRACEPARENT.to_owned(), traceparent.to_owned())]);
    W3C.extract_with_context(&Context::new(), &carrier)
}

/// The `traceparent` of the current span, to be stored with an event or sent along; none outside of a traced span.
pub fn traceparent() -> Option<String> {
    current().map(|span| {
        format!(
            "00-{}-{}-{:02x}",
            span.trace_id(),
            span.span_id(),
            span.trace_flags().to_u8()
        )
    })
}

/// The trace id of the current span, 32 hexadecimal digits; none outside of a traced span.
pub fn trace_id() -> Option<String> {
    current().map(|span| span.trace_id().to_string())
}

/// Interceptor for gRPC clients: sends the trace context of the current span along.
///
/// # Errors
/// None; the signature is that of an interceptor.
pub fn propagate(mut request: tonic::Request<()>) -> Result<tonic::Request<()>, tonic::Status> {
    if let Some(value) = traceparent().and_then(|text| MetadataValue::try_from(text).ok()) {
        request.metadata_mut().insert(TRACEPARENT, value);
    }
    Ok(request)
}

fn current() -> Option<SpanContext> {
    let context = Span::current().context();
    let span = context.span().span_context().clone();
    span.is_valid().then_some(span)
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::TracerProvider as _;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn a_stored_parent_comes_back_as_context() {
        let span = context_of(PARENT).span().span_context().clone();
        assert!(span.is_remote() && span.is_sampled());
        assert_eq!(
            span.trace_id().to_string(),
            "0af7651916cd43dd8448eb211c80319c"
        );
        for broken in ["", "00-0-0-0", &PARENT.to_uppercase()[..54]] {
            assert!(!context_of(broken).span().span_context().is_valid());
        }
    }

    #[test]
    fn a_span_continues_the_trace_of_its_parent() {
        assert_eq!(traceparent(), None);
        let provider = SdkTracerProvider::builder().build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("child");
            span.set_parent(context_of(PARENT)).unwrap();
            let _entered = span.enter();
            let parent = traceparent().unwrap();
            assert!(parent.starts_with("00-0af7651916cd43dd8448eb211c80319c-"));
            assert!(parent.ends_with("-01"));
            assert_ne!(parent, PARENT);
            let request = propagate(tonic::Request::new(())).unwrap();
            assert_eq!(request.metadata().get("traceparent").unwrap(), &parent);
        });
    }
}
