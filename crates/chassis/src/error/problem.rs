use std::collections::BTreeMap;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE,
};
use http::{HeaderValue, Uri};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ApiError, Describe, ErrorKind, FieldFault, Language};
use crate::{auth, telemetry};

/// Media type of problem details.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Problem details (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// URI of the kind of problem; one per code.
    #[serde(rename = "type")]
    #[schema(example = "urn:chiso:problem:version-conflict")]
    pub type_uri: String,
    /// What went wrong, in the language that the client prefers.
    pub title: String,
    /// HTTP status.
    #[schema(example = 412)]
    pub status: u16,
    /// What is particular to this failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Stable code; the same as the reason of `google.rpc.ErrorInfo` over gRPC.
    #[schema(example = "VERSION_CONFLICT")]
    pub code: String,
    /// Every field at fault.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldFault>,
    /// Every variable of the detail.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
    /// Trace of the request, to be quoted to support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// Path of the request, without its query.
    pub instance: String,
}

impl Problem {
    /// The problem that an error is to a request.
    pub(crate) fn of(error: &dyn Describe, language: Language, uri: &Uri) -> Self {
        let code = error.reason();
        Self {
            type_uri: format!(
                "urn:chiso:problem:{}",
                code.to_ascii_lowercase().replace('_', "-")
            ),
            title: error.title().get(language).to_owned(),
            status: error.kind().http().as_u16(),
            detail: error.detail().map(Into::into),
            code: code.to_owned(),
            fields: error.fields(),
            metadata: error
                .metadata()
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect(),
            trace_id: telemetry::trace_id(),
            instance: uri.path().to_owned(),
        }
    }
}

/// Gives a response that carries an [`ApiError`] its body, and logs the error. Returns the reason, if there was an error.
pub(crate) fn render(
    response: &mut Response,
    language: Language,
    uri: &Uri,
) -> Option<&'static str> {
    let error = response.extensions_mut().remove::<ApiError>()?;
    error.record();
    let error = error.describe();
    let body = axum::Json(Problem::of(error, language, uri)).into_response();
    *response.body_mut() = body.into_body();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    if let Some(wait) = error.retry_after() {
        headers.insert(RETRY_AFTER, seconds(wait).max(1).into());
    }
    if error.kind() == ErrorKind::UnsupportedMediaType {
        // RFC 9110, 15.5.16
        for (key, value) in error.metadata() {
            let name = match key {
                "accept" => ACCEPT,
                "accept_encoding" => ACCEPT_ENCODING,
                _ => continue,
            };
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
    }
    if error.kind() == ErrorKind::Unauthenticated {
        headers.insert(WWW_AUTHENTICATE, auth::challenge(error.reason()));
    }
    Some(error.reason())
}

/// Whole seconds, so that nobody comes back too early.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
