use std::collections::HashMap;
use std::fmt::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::Span;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::codec::CompressionEncoding;
use tonic::{Request, Response, Status};

/// A receiver of traces (OTLP over gRPC) on a loopback port, which keeps what it gets.
#[derive(Debug)]
pub struct OtlpSink {
    address: SocketAddr,
    spans: Spans,
    server: JoinHandle<()>,
}

/// A span with the name of the service that sent it.
#[derive(Clone, Debug)]
pub struct CollectedSpan {
    /// `service.name` of the resource.
    pub service: String,
    /// The span as it came.
    pub span: Span,
}

type Spans = Arc<Mutex<Vec<CollectedSpan>>>;

struct Receiver(Spans);

impl OtlpSink {
    /// Starts a receiver on a free port.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound listener has an address");
        let spans = Spans::default();
        let service = TraceServiceServer::new(Receiver(Arc::clone(&spans)))
            .accept_compressed(CompressionEncoding::Gzip);
        let server = tokio::spawn(async move {
            tonic::transport::Server::builder()
                .add_service(service)
                .serve_with_incoming(TcpListenerStream::new(listener))
                .await
                .expect("a listener that is bound can be served");
        });
        Self {
            address,
            spans,
            server,
        }
    }

    /// The endpoint that a service is given.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All spans up to now, in the order of their arrival.
    pub fn spans(&self) -> Vec<CollectedSpan> {
        self.spans
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for OtlpSink {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl CollectedSpan {
    /// The trace id as 32 hexadecimal digits.
    pub fn trace_id(&self) -> String {
        hex(&self.span.trace_id)
    }

    /// The span id as 16 hexadecimal digits.
    pub fn span_id(&self) -> String {
        hex(&self.span.span_id)
    }

    /// The id of the parent span; empty for a root.
    pub fn parent_span_id(&self) -> String {
        hex(&self.span.parent_span_id)
    }

    /// The attributes; values that are not text in their debug form.
    pub fn attributes(&self) -> HashMap<String, String> {
        self.span
            .attributes
            .iter()
            .map(|pair| (pair.key.clone(), text(pair)))
            .collect()
    }
}

#[tonic::async_trait]
impl TraceService for Receiver {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for of_resource in request.into_inner().resource_spans {
            let service = of_resource
                .resource
                .iter()
                .flat_map(|resource| &resource.attributes)
                .find(|pair| pair.key == "service.name")
                .map(text)
                .unwrap_or_default();
            let spans = of_resource
                .scope_spans
                .into_iter()
                .flat_map(|of_scope| of_scope.spans);
            kept.extend(spans.map(|span| CollectedSpan {
                service: service.clone(),
                span,
            }));
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

fn text(pair: &KeyValue) -> String {
    match pair.value.as_ref().and_then(|any| any.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        Some(Value::BoolValue(flag)) => flag.to_string(),
        Some(Value::DoubleValue(number)) => number.to_string(),
        Some(other) => format!("{other:?}"),
        None => String::new(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a string does not fail");
        hex
    })
}
