use std::num::NonZeroU32;
use std::time::Duration;

use chiso_chassis::config::LimitsConfig;
use http::uri::PathAndQuery;
use tonic::client::Grpc;
use tonic::metadata::MetadataValue;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use tonic_types::StatusExt as _;

use crate::app::{App, token};

async fn channel(app: &App) -> Channel {
    let endpoint = format!("http://{}", app.bound.address);
    Endpoint::from_shared(endpoint)
        .unwrap()
        .connect()
        .await
        .unwrap()
}

fn signed<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    let bearer = MetadataValue::try_from(format!("Bearer {}", token())).unwrap();
    request.metadata_mut().insert("authorization", bearer);
    request
}

async fn call(app: &App, path: &'static str, request: Request<HealthCheckRequest>) -> Status {
    let mut client = Grpc::new(channel(app).await);
    client.ready().await.unwrap();
    let codec = tonic_prost::ProstCodec::<HealthCheckRequest, HealthCheckResponse>::default();
    let answer = client
        .unary(request, PathAndQuery::from_static(path), codec)
        .await;
    answer.unwrap_err()
}

#[tokio::test]
async fn health_is_served_on_the_port_of_rest() {
    let app = App::start().await;
    let mut health = HealthClient::new(channel(&app).await);
    for service in [
        "",
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
    ] {
        let service = service.to_owned();
        let answer = health
            .check(signed(HealthCheckRequest { service }))
            .await
            .unwrap();
        assert_eq!(answer.into_inner().status(), ServingStatus::Serving);
    }
    let rest = app.signed("GET", "/v1/me").send().await.unwrap();
    assert_eq!(rest.text().await.unwrap(), "clerk-7");
}

#[tokio::test]
async fn a_call_without_a_token_is_unauthenticated_with_a_reason() {
    let app = App::start().await;
    let request = Request::new(HealthCheckRequest::default());
    let status = call(&app, "/grpc.health.v1.Health/Check", request).await;
    assert_eq!(status.code(), Code::Unauthenticated);
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "TOKEN_MISSING");
}

#[tokio::test]
async fn unknown_methods_and_services_are_unimplemented() {
    let app = App::start().await;
    for path in ["/grpc.health.v1.Health/Nothing", "/no.such.Service/Method"] {
        let status = call(&app, path, signed(HealthCheckRequest::default())).await;
        assert_eq!(status.code(), Code::Unimplemented, "{path}");
    }
    let (_, metrics) = app.operations("/metrics").await;
    assert!(!metrics.contains("no.such.Service") && !metrics.contains("Nothing"));
}

#[tokio::test]
async fn a_timeout_that_is_none_is_refused_with_its_name() {
    let app = App::start().await;
    let mut request = signed(HealthCheckRequest::default());
    request
        .metadata_mut()
        .insert("grpc-timeout", "soon".parse().unwrap());
    let status = call(&app, "/grpc.health.v1.Health/Check", request).await;
    assert_eq!(status.code(), Code::InvalidArgument);
    let details = status.get_error_details();
    assert_eq!(
        details.bad_request().unwrap().field_violations[0].field,
        "grpc-timeout"
    );
}

/// Sends bytes as the message of a health check, over a connection without a client library.
async fn raw(app: &App, body: impl Into<reqwest::Body>) -> reqwest::Response {
    let client = reqwest::Client::builder().http2_prior_knowledge();
    let request = client.build().unwrap().post(format!(
        "http://{}/grpc.health.v1.Health/Check",
        app.bound.address
    ));
    let request = request.bearer_auth(token()).header("te", "trailers");
    let request = request.header("content-type", "application/grpc");
    request.body(body).send().await.unwrap()
}

#[tokio::test]
async fn bytes_that_are_no_message_are_the_fault_of_the_client() {
    let app = App::start().await;
    let bodies: [&'static [u8]; 4] = [
        b"",
        b"\0\0\0\0\x03\xff\xff\xff",
        b"\0\0\0\0\x09ab",
        b"\x07\0\0\0\0",
    ];
    for body in bodies {
        let answer = raw(&app, body).await;
        assert_eq!(answer.headers()["grpc-status"], "3", "{body:?}");
        let status = Status::from_header_map(answer.headers()).unwrap();
        let details = status.get_error_details();
        assert_eq!(details.error_info().unwrap().reason, "MESSAGE_MALFORMED");
    }
    let (_, metrics) = app.operations("/metrics").await;
    let counted = r#"method="grpc.health.v1.Health/Check",code="INTERNAL"} 0"#;
    assert!(metrics.contains(counted), "{metrics}");
}

#[tokio::test]
async fn a_message_that_does_not_come_ends_the_call() {
    let app = App::with(LimitsConfig {
        body_seconds: 1,
        ..LimitsConfig::default()
    })
    .await;
    let never = futures::stream::pending::<Result<Vec<u8>, std::io::Error>>();
    let answer = raw(&app, reqwest::Body::wrap_stream(never)).await;
    let status = Status::from_header_map(answer.headers()).unwrap();
    assert_eq!(status.code(), Code::Aborted);
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "REQUEST_TIMEOUT");
}

#[tokio::test]
async fn a_caller_that_sends_too_much_is_told_when_to_come_back() {
    let app = App::with(LimitsConfig {
        caller_rate: NonZeroU32::MIN,
        caller_burst: NonZeroU32::MIN,
        ..LimitsConfig::default()
    })
    .await;
    let mut health = HealthClient::new(channel(&app).await);
    let mut limited = None;
    for _ in 0..100 {
        let answer = health.check(signed(HealthCheckRequest::default())).await;
        if let Err(status) = answer {
            limited = Some(status);
            break;
        }
    }
    let status = limited.expect("more than one call a second");
    assert_eq!(status.code(), Code::ResourceExhausted);
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "RATE_LIMITED");
    let wait = details.retry_info().unwrap().retry_delay.unwrap();
    assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1));
}
