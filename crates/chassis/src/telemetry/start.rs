use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tracing::Level;
use tracing_subscriber::filter::{FilterExt as _, LevelFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use super::exporter::Calm;
use super::line::JsonLine;
use super::metrics;
use crate::config::TelemetryConfig;

/// Spans of a batch link to the spans of its messages, and batches have up to some thousands of them; the SDK keeps 128 by default.
const MAX_LINKS: u32 = 8192;

/// How long the last spans may take to reach the collector.
const FLUSH_TIME: Duration = Duration::from_secs(2);

/// What a process needs to keep until its end.
#[derive(Clone, Debug)]
pub struct Telemetry(SdkTracerProvider);

/// Why telemetry could not be started.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryFault {
    /// `telemetry.log` is not a filter.
    #[error("telemetry.log is not a filter")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// `telemetry.otlp_endpoint` cannot be used.
    #[error("telemetry.otlp_endpoint cannot be used")]
    Endpoint(#[from] ExporterBuildError),
    /// A subscriber that is not of this crate is installed.
    #[error("another subscriber is installed")]
    Subscriber(#[from] tracing::subscriber::SetGlobalDefaultError),
}

/// Starts logs, traces and metrics of the process; to be called within a Tokio runtime. A second call in the same process changes
/// nothing and returns what the first one started.
///
/// Log lines are JSON on standard error. Without a collector no span is recorded or leaves the process, but trace ids are there and travel on.
///
/// # Errors
/// [`TelemetryFault`], if the configuration cannot be used.
pub fn start(service: &'static str, config: &TelemetryConfig) -> Result<Telemetry, TelemetryFault> {
    static STARTED: Mutex<Option<Telemetry>> = Mutex::new(None);
    let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(telemetry) = &*started {
        return Ok(telemetry.clone());
    }
    metrics::recorder();
    let provider = provider(service, config)?;
    // Its warnings of every attempt are what `Calm` sums up.
    let not_of_exporter =
        filter_fn(|metadata| !metadata.target().starts_with("opentelemetry-otlp"));
    let lines = tracing_subscriber::fmt::layer()
        .event_format(JsonLine)
        .with_writer(io::stderr)
        .with_filter(EnvFilter::try_new(&config.log)?.and(not_of_exporter));
    let own_spans = filter_fn(|metadata| {
        metadata.is_span()
            && metadata.target().starts_with("chiso")
            && *metadata.level() <= Level::INFO
    });
    let spans = tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("chiso"))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_target(false)
        .with_filter(own_spans.with_max_level_hint(LevelFilter::INFO));
    tracing::subscriber::set_global_default(
        tracing_subscriber::registry().with(lines).with(spans),
    )?;
    let telemetry = Telemetry(provider);
    *started = Some(telemetry.clone());
    Ok(telemetry)
}

impl Telemetry {
    /// Sends the last spans and stops. Spans that are made later go nowhere.
    pub async fn shutdown(self) {
        // The exporter blocks its thread and needs the runtime meanwhile.
        let stopped =
            tokio::task::spawn_blocking(move || self.0.shutdown_with_timeout(FLUSH_TIME)).await;
        if !matches!(stopped, Ok(Ok(()))) {
            tracing::warn!("last spans may be lost");
        }
    }
}

fn provider(
    service: &'static str,
    config: &TelemetryConfig,
) -> Result<SdkTracerProvider, TelemetryFault> {
    let resource = Resource::builder_empty()
        .with_service_name(format!("chiso-{service}"))
        .build();
    let builder = SdkTracerProvider::builder()
        .with_resource(resource)
        .with_max_links_per_span(MAX_LINKS);
    let Some(endpoint) = &config.otlp_endpoint else {
        let nothing = Sampler::parent_based(Sampler::AlwaysOff);
        return Ok(builder.with_sampler(nothing).build());
    };
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .build()?;
    let ratio = Sampler::TraceIdRatioBased(config.sample_ratio);
    Ok(builder
        .with_sampler(Sampler::parent_based(ratio))
        .with_batch_exporter(Calm::new(exporter))
        .build())
}
