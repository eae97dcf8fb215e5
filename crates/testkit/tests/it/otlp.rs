use chiso_testkit::OtlpSink;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value::Value};
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};

fn attribute(key: &str, value: Value) -> KeyValue {
    KeyValue {
        key: key.to_owned(),
        value: Some(AnyValue { value: Some(value) }),
        ..KeyValue::default()
    }
}

#[tokio::test]
async fn spans_are_kept_with_the_name_of_their_service() -> anyhow::Result<()> {
    let sink = OtlpSink::start().await;
    let span = Span {
        trace_id: vec![0xab; 16],
        span_id: vec![1; 8],
        name: "dossiers.accept".to_owned(),
        attributes: vec![attribute("http.response.status_code", Value::IntValue(201))],
        ..Span::default()
    };
    let name = Value::StringValue("dossiers".to_owned());
    TraceServiceClient::connect(sink.endpoint())
        .await?
        .export(ExportTraceServiceRequest {
            resource_spans: vec![ResourceSpans {
                resource: Some(Resource {
                    attributes: vec![attribute("service.name", name)],
                    ..Resource::default()
                }),
                scope_spans: vec![ScopeSpans {
                    spans: vec![span],
                    ..ScopeSpans::default()
                }],
                ..ResourceSpans::default()
            }],
        })
        .await?;
    let [collected] = &sink.spans()[..] else {
        panic!("one span was sent");
    };
    assert_eq!(collected.service, "dossiers");
    assert_eq!(collected.trace_id(), "ab".repeat(16));
    assert_eq!(collected.span_id(), "0101010101010101");
    assert_eq!(collected.parent_span_id(), "");
    assert_eq!(collected.attributes()["http.response.status_code"], "201");
    Ok(())
}
