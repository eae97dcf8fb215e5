//! gRPC with a token.

use chiso_proto::aggregator::v1::QueryFiguresRequest;
use chiso_proto::aggregator::v1::indicator_service_client::IndicatorServiceClient;
use chiso_proto::dossiers::v1::dossier_service_client::DossierServiceClient;
use chiso_proto::eventlog::v1::event_log_service_client::EventLogServiceClient;
use chiso_tests::System;
use tonic::Request;
use tonic::transport::{Channel, Endpoint};

async fn channel(url: String) -> Channel {
    Endpoint::from_shared(url).unwrap().connect().await.unwrap()
}

pub async fn dossiers(system: &System) -> DossierServiceClient<Channel> {
    DossierServiceClient::new(channel(system.dossiers.url()).await)
}

pub async fn event_log(system: &System) -> EventLogServiceClient<Channel> {
    EventLogServiceClient::new(channel(system.dossiers.url()).await)
}

pub async fn indicators(system: &System) -> IndicatorServiceClient<Channel> {
    IndicatorServiceClient::new(channel(system.aggregator.url()).await)
}

/// The message with a token, if there is one.
pub fn with<T>(token: Option<&str>, message: T) -> Request<T> {
    let mut request = Request::new(message);
    if let Some(token) = token {
        let bearer = format!("Bearer {token}").parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
    }
    request
}

/// The question for the figures of a unit in 2022.
pub fn year_of(unit: &str) -> QueryFiguresRequest {
    QueryFiguresRequest {
        unit_id: unit.to_owned(),
        from_date: "2022-01-01".to_owned(),
        until_date: "2023-01-01".to_owned(),
        ..QueryFiguresRequest::default()
    }
}
