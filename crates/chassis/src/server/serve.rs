use std::collections::HashSet;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use metrics::gauge;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::time::interval;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic_health::ServingStatus;
use tonic_health::server::{HealthReporter, health_reporter};
use tonic_reflection::server::Builder as Reflection;

use utoipa::openapi::OpenApi;

use super::connections::Connections;
use super::gate::{Gate, PlacesOfAll};
use super::listener::OnePort;
use super::operations::{operations, with_document};
use super::rates::Rates;
use super::rpc_table::RpcTable;
use super::upload::Pace;
use super::{management, rest, rpc, rpc_record};
use crate::auth::Authenticator;
use crate::config::{LimitsConfig, ListenConfig};
use crate::health::Checks;
use crate::openapi;
use crate::shutdown::Lifecycle;
use crate::telemetry::{self, TOKEN_KEYS_AGE, TOKEN_KEYS_READABLE};

/// How often what a service knows of the world is looked at again.
const HOUSEKEEPING_TIME: Duration = Duration::from_secs(5);

/// A service, as the server sees it.
pub struct Api {
    /// Short name, e.g. `dossiers`; a label of metrics and spans.
    pub service: &'static str,
    /// REST routes. Handlers find the [`Caller`](crate::auth::Caller) as an extractor; the limit of a body is the route's own.
    pub rest: Router,
    /// Document of the REST routes. What all operations have in common is added, and the whole is served at `/openapi.json`.
    pub document: OpenApi,
    /// gRPC services, without health and reflection.
    pub grpc: Routes,
    /// Encoded `FileDescriptorSet` of the gRPC services.
    pub descriptors: &'static [u8],
    /// Route templates and gRPC methods (`package.Service/Method`) that take as long as they take, e.g. imports. Calls of gRPC in
    /// which the client streams need no mention.
    pub without_deadline: &'static [&'static str],
    /// What must be in order for the service to be ready.
    pub checks: Checks,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

/// Where a service listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// REST and gRPC.
    pub address: SocketAddr,
    /// Liveness, readiness and metrics.
    pub management: SocketAddr,
}

/// Why a service could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeFault {
    /// An address is taken or not of this machine.
    #[error("cannot listen on {address}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The descriptors are not a `FileDescriptorSet`.
    #[error("grpc descriptors cannot be decoded")]
    Descriptors(#[from] prost::DecodeError),
    /// The descriptors do not fit together.
    #[error("grpc reflection cannot be built")]
    Reflection(#[from] tonic_reflection::server::Error),
}

/// Binds both ports and serves until the end of `lifecycle`.
///
/// Every request on the main port passes, in this order: span and metrics, security headers and problem rendering (REST), the catching of
/// panics, authentication, rate and places of its caller, deadline and the pace of its body. gRPC has health and reflection (v1 and v1alpha), authenticated as well.
///
/// # Errors
/// [`ServeFault`].
pub async fn serve(
    api: Api,
    listen: &ListenConfig,
    limits: &LimitsConfig,
    authenticator: Authenticator,
    lifecycle: &Lifecycle,
) -> Result<Bound, ServeFault> {
    telemetry::recorder();
    let rpcs = RpcTable::of(&[
        api.descriptors,
        tonic_health::pb::FILE_DESCRIPTOR_SET,
        tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET,
        tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET,
    ])?;
    let (reporter, health) = health_reporter();
    for service in rpcs.services() {
        reporter
            .set_service_status(service, ServingStatus::Serving)
            .await;
    }
    let grpc = api
        .grpc
        .add_service(health)
        .add_service(reflection(api.descriptors).build_v1()?)
        .add_service(reflection(api.descriptors).build_v1alpha()?);
    let without_deadline: HashSet<&str> = api.without_deadline.iter().copied().collect();
    let document = openapi::complete(&api.document, &without_deadline);
    rest::begin_series(api.service, &operations(&api.document));
    for method in rpcs.names() {
        rpc_record::begin_series(api.service, method);
    }
    let gate = Arc::new(Gate {
        service: api.service,
        authenticator: authenticator.clone(),
        deadline: Duration::from_secs(limits.request_seconds),
        without_deadline,
        rpcs,
        rates: Rates::new(limits),
        places: PlacesOfAll::new(limits),
        pace: Pace {
            bytes: limits.body_bytes,
            time: Duration::from_secs(limits.body_seconds),
        },
    });
    let port = OnePort {
        rest: rest::guarded(with_document(api.rest, document), Arc::clone(&gate)),
        grpc: rpc::guarded(grpc, Arc::clone(&gate)),
        connections: Connections::new(limits.connections, limits.connections_per_address),
        idle_time: Duration::from_secs(limits.idle_seconds),
    };

    let (main, address) = bind(listen.address).await?;
    let (second, management) = bind(listen.management).await?;
    lifecycle.spawn_listener("requests", |stop| async move {
        let stopping = stop.clone();
        tokio::join!(port.accept(main, stop), async {
            stopping.cancelled().await;
            stop_health(&reporter).await;
        });
    });
    tokio::spawn(management::serve(
        second,
        api.service,
        checks(api.checks, &authenticator),
        lifecycle.clone(),
    ));
    tokio::spawn(housekeeping(gate, lifecycle.end()));
    tracing::info!(service = api.service, %address, %management, "listening");
    Ok(Bound {
        address,
        management,
    })
}

/// A service goes on with the keys that it has, so keys that cannot be read are a detail.
fn checks(checks: Checks, authenticator: &Authenticator) -> Checks {
    let authenticator = authenticator.clone();
    checks.with("token_keys", move || {
        let keys = authenticator.keys();
        async move {
            Ok(if keys.readable {
                json!({ "readable": true })
            } else {
                json!({ "readable": false, "age_seconds": keys.age.as_secs() })
            })
        }
    })
}

/// Reads the keys of the token issuer again and forgets callers that have gone, also while nobody calls.
async fn housekeeping(gate: Arc<Gate>, end: CancellationToken) {
    let readable = gauge!(TOKEN_KEYS_READABLE, "service" => gate.service);
    let age = gauge!(TOKEN_KEYS_AGE, "service" => gate.service);
    let mut tick = interval(HOUSEKEEPING_TIME);
    while end.run_until_cancelled(tick.tick()).await.is_some() {
        gate.rates.tidy();
        gate.authenticator.refresh_keys().await;
        let keys = gate.authenticator.keys();
        readable.set(u8::from(keys.readable));
        age.set(keys.age.as_secs_f64());
    }
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeFault> {
    let fault = |source| ServeFault::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(fault)?;
    let bound = listener.local_addr().map_err(fault)?;
    Ok((listener, bound))
}

fn reflection(descriptors: &'static [u8]) -> Reflection<'static> {
    Reflection::configure()
        .register_encoded_file_descriptor_set(descriptors)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
}

/// Tells clients that watch to go elsewhere.
async fn stop_health(reporter: &HealthReporter) {
    reporter
        .set_service_status("", ServingStatus::NotServing)
        .await;
}
