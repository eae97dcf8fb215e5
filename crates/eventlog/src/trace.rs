//! W3C trace context on its way through the outbox and the bus.

use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Links that one span carries at most, the default limit of OpenTelemetry SDKs.
pub(crate) const MAX_LINKS: usize = 128;

/// W3C `traceparent` of a span, to be stored as [`crate::NewEvent::traceparent`]; nothing if no trace is on.
pub fn traceparent(span: &Span) -> Option<String> {
    let context = span.context();
    let context = context.span().span_context().clone();
    context.is_valid().then(|| {
        format!(
            "00-{}-{}-{:02x}",
            context.trace_id(),
            context.span_id(),
            context.trace_flags().to_u8()
        )
    })
}

/// The context that a `traceparent` names, only if its trace is sampled: all others cost nothing.
pub(crate) fn sampled(traceparent: &str) -> Option<SpanContext> {
    let mut parts = traceparent.split('-');
    let (version, trace, span, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()?);
    if version == "ff" || !flags.is_sampled() {
        return None;
    }
    let context = SpanContext::new(
        TraceId::from_hex(trace).ok()?,
        SpanId::from_hex(span).ok()?,
        flags,
        true,
        TraceState::NONE,
    );
    context.is_valid().then_some(context)
}

/// Makes `span` a child of the create context of an event, with a link to it.
pub(crate) fn continue_from(span: &Span, create: SpanContext) {
    let parent = opentelemetry::Context::new().with_remote_span_context(create.clone());
    // Fails only without an OpenTelemetry layer, and then there is no trace to continue.
    let _ = span.set_parent(parent);
    span.add_link(create);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sampled_contexts_are_taken() {
        let with_flags =
            |flags| format!("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-{flags}");
        assert!(sampled(&with_flags("01")).is_some());
        assert!(sampled(&with_flags("00")).is_none());
        assert!(sampled("00-00000000000000000000000000000000-b7ad6b7169203331-01").is_none());
        for broken in [
            "",
            "00",
            "00-x-y-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        ] {
            assert!(sampled(broken).is_none());
        }
    }

    #[test]
    fn without_a_trace_there_is_no_traceparent() {
        assert_eq!(traceparent(&Span::none()), None);
    }
}
