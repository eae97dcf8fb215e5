use std::panic::PanicHookInfo;
use std::process::ExitCode;

use serde::de::DeserializeOwned;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::config::{self, TelemetryConfig};
use crate::shutdown::Lifecycle;
use crate::telemetry;

/// Any error, for the places where only the log will read it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The configuration of a process.
pub trait ServiceConfig: DeserializeOwned {
    /// What the process tells about itself.
    fn telemetry(&self) -> &TelemetryConfig;
}

/// The `main` of a process: configuration, telemetry, signals, and whatever `life` does until it ends.
///
/// `life` builds the service and then waits for [`Lifecycle::until_stopped`]. The first SIGINT or SIGTERM is a soft stop, the second a hard
/// one. The exit code is 0 after a stop in good order, 2 if the configuration cannot be used, and 1 otherwise; the last spans are sent
/// in any case.
pub fn run<C, L, F>(service: &'static str, life: L) -> ExitCode
where
    C: ServiceConfig,
    L: FnOnce(C, Lifecycle) -> F,
    F: Future<Output = Result<(), BoxError>>,
{
    let config: C = match config::load() {
        Ok(config) => config,
        Err(fault) => return refuse(&fault),
    };
    match Runtime::new() {
        Ok(runtime) => runtime.block_on(live(service, config, life)),
        Err(error) => refuse(&error),
    }
}

async fn live<C, L, F>(service: &'static str, config: C, life: L) -> ExitCode
where
    C: ServiceConfig,
    L: FnOnce(C, Lifecycle) -> F,
    F: Future<Output = Result<(), BoxError>>,
{
    let telemetry = match telemetry::start(service, config.telemetry()) {
        Ok(telemetry) => telemetry,
        Err(fault) => return refuse(&fault),
    };
    std::panic::set_hook(Box::new(record_panic));
    let lifecycle = Lifecycle::new();
    if let Err(error) = listen_to_signals(&lifecycle) {
        return refuse(&error);
    }
    let code = match life(config, lifecycle.clone()).await {
        Ok(()) => {
            tracing::info!("stopped");
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(error = &*error as &dyn std::error::Error, "failed");
            // Where the start failed half way, what it had started is still there.
            lifecycle.stop();
            let _ = lifecycle.until_stopped().await;
            ExitCode::FAILURE
        }
    };
    telemetry.shutdown().await;
    code
}

fn listen_to_signals(lifecycle: &Lifecycle) -> std::io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let lifecycle = lifecycle.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if lifecycle.is_stopping() {
                lifecycle.abort();
            } else {
                lifecycle.stop();
            }
        }
    });
    Ok(())
}

/// There is no log yet to write to.
fn refuse(fault: &dyn std::error::Error) -> ExitCode {
    match fault.source() {
        Some(source) => eprintln!("{fault}: {source}"),
        None => eprintln!("{fault}"),
    }
    ExitCode::from(2)
}

/// Logs where a panic happened. Its message is logged only if it is a constant: a formatted one may hold what a request sent.
fn record_panic(panic: &PanicHookInfo<'_>) {
    let place = panic
        .location()
        .map(ToString::to_string)
        .unwrap_or_default();
    let message = panic.payload().downcast_ref::<&'static str>();
    tracing::error!(panic.location = place, panic.message = message, "panicked");
}
