use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tonic::service::Routes;
use tonic_health::ServingStatus;
use tonic_health::server::{HealthReporter, health_reporter};
use tonic_reflection::server::Builder as Reflection;

use super::gate::Gate;
use super::listener::OnePort;
use super::rpc_table::RpcTable;
use super::{management, rest, rpc};
use crate::auth::Authenticator;
use crate::config::{LimitsConfig, ListenConfig};
use crate::health::Checks;
use crate::shutdown::Lifecycle;
use crate::telemetry;

/// A service, as the server sees it.
#[derive(Debug)]
pub struct Api {
    /// Short name, e.g. `dossiers`; a label of metrics and spans.
    pub service: &'static str,
    /// REST routes. Handlers find the [`Caller`](crate::auth::Caller) as an extractor; the limit of a body is the route's own.
    pub rest: Router,
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
/// Every request on the main port passes, in this order: span and metrics, security headers and problem rendering (REST), load
/// shedding, authentication, deadline, and the catching of panics. gRPC has health and reflection (v1 and v1alpha), authenticated as well.
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
    let gate = Arc::new(Gate {
        service: api.service,
        authenticator,
        slots: Semaphore::new(limits.requests),
        deadline: Duration::from_secs(limits.request_seconds),
        without_deadline: api.without_deadline.iter().copied().collect(),
        rpcs,
    });
    let port = OnePort {
        rest: rest::guarded(api.rest, Arc::clone(&gate)),
        grpc: rpc::guarded(grpc, gate),
        connections: limits.connections,
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
        api.checks,
        lifecycle.clone(),
    ));
    tracing::info!(service = api.service, %address, %management, "listening");
    Ok(Bound {
        address,
        management,
    })
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
