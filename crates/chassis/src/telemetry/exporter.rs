use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use metrics::{counter, gauge};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use tokio::time::Instant;

use super::metrics::{COLLECTOR_REACHABLE, SPANS_LOST};

/// How often it is said that the collector is still away.
const REMIND_TIME: Duration = Duration::from_mins(10);

/// An exporter that says once that its collector is away, and once that it is back; in between, metrics say it.
///
/// Spans that could not be sent are gone. The SDK does not hear of it: it would write an error for every batch.
#[derive(Debug)]
pub(super) struct Calm<E> {
    exporter: E,
    /// When it was last said that the collector is away; none while it is there.
    away: Mutex<Option<Instant>>,
}

impl<E> Calm<E> {
    pub fn new(exporter: E) -> Self {
        gauge!(COLLECTOR_REACHABLE).set(1.0);
        counter!(SPANS_LOST).increment(0);
        Self {
            exporter,
            away: Mutex::new(None),
        }
    }

    fn note(&self, spans: u64, outcome: &OTelSdkResult) {
        let mut away = self.away.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(()) => {
                if away.take().is_some() {
                    tracing::info!("spans reach the collector again");
                }
                gauge!(COLLECTOR_REACHABLE).set(1.0);
            }
            Err(error) => {
                if away.is_none_or(|since| since.elapsed() >= REMIND_TIME) {
                    *away = Some(Instant::now());
                    tracing::warn!(%error, "spans do not reach the collector and are lost");
                }
                gauge!(COLLECTOR_REACHABLE).set(0.0);
                counter!(SPANS_LOST).increment(spans);
            }
        }
    }
}

impl<E: SpanExporter> SpanExporter for Calm<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len() as u64;
        let outcome = self.exporter.export(batch).await;
        self.note(spans, &outcome);
        Ok(())
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use opentelemetry_sdk::error::OTelSdkError;
    use tracing::field::{Field, Visit};
    use tracing::{Event, Subscriber};
    use tracing_subscriber::layer::{Context, SubscriberExt as _};

    use super::*;

    #[derive(Clone, Debug, Default)]
    struct Collector(Arc<AtomicBool>);

    impl SpanExporter for Collector {
        async fn export(&self, _: Vec<SpanData>) -> OTelSdkResult {
            if self.0.load(Ordering::Relaxed) {
                Ok(())
            } else {
                Err(OTelSdkError::InternalFailure("away".to_owned()))
            }
        }
    }

    #[derive(Clone, Default)]
    struct Said(Arc<Mutex<Vec<String>>>);

    impl<S: Subscriber> tracing_subscriber::Layer<S> for Said {
        fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
            event.record(&mut self.clone());
        }
    }

    impl Visit for Said {
        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            if field.name() == "message" {
                self.0.lock().unwrap().push(format!("{value:?}"));
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_absent_collector_is_mentioned_and_not_lamented() {
        let said = Said::default();
        let _guard =
            tracing::subscriber::set_default(tracing_subscriber::registry().with(said.clone()));
        let collector = Collector::default();
        let exporter = Calm::new(collector.clone());
        for _ in 0..100 {
            assert!(exporter.export(Vec::new()).await.is_ok());
            tokio::time::advance(Duration::from_secs(5)).await;
        }
        assert_eq!(said.0.lock().unwrap().len(), 1);
        for there in [true, true, false, true] {
            collector.0.store(there, Ordering::Relaxed);
            assert!(exporter.export(Vec::new()).await.is_ok());
        }
        let away = "spans do not reach the collector and are lost";
        let back = "spans reach the collector again";
        assert_eq!(*said.0.lock().unwrap(), [away, back, away, back]);
    }
}
