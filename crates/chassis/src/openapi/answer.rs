use std::time::Duration;

use http::{StatusCode, Uri};
use serde_json::{Map, Value, json};

use crate::auth::AuthFault;
use crate::error::{Describe, FieldFault, Language, PROBLEM_JSON, Problem, RequestFault};

/// What can go wrong with requests: a status and what it means.
#[derive(Clone, Copy)]
pub(super) struct Answer(pub StatusCode, &'static str);

/// All statuses of problems.
#[rustfmt::skip]
pub(super) const ANSWERS: [Answer; 14] = [
    Answer(StatusCode::BAD_REQUEST,            "The request is wrong by itself; every field at fault is named"),
    Answer(StatusCode::UNAUTHORIZED,           "There is no good token"),
    Answer(StatusCode::FORBIDDEN,              "The token does not allow this"),
    Answer(StatusCode::NOT_FOUND,              "There is no such thing, or the caller may not know of it"),
    Answer(StatusCode::REQUEST_TIMEOUT,        "The body stopped coming, or came too slowly"),
    Answer(StatusCode::CONFLICT,               "The key was used for another request, or the state does not allow the operation"),
    Answer(StatusCode::PRECONDITION_FAILED,    "The entity was changed since it was read"),
    Answer(StatusCode::PAYLOAD_TOO_LARGE,      "The body is too large"),
    Answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body is of another type or encoding"),
    Answer(StatusCode::PRECONDITION_REQUIRED,  "The change does not say which version it is based on"),
    Answer(StatusCode::TOO_MANY_REQUESTS,      "The caller sends too much"),
    Answer(StatusCode::INTERNAL_SERVER_ERROR,  "A defect of the service"),
    Answer(StatusCode::SERVICE_UNAVAILABLE,    "The service or something that it needs is down or overloaded"),
    Answer(StatusCode::GATEWAY_TIMEOUT,        "The answer took too long"),
];

impl Answer {
    /// Its name among the components of the document.
    pub fn name(self) -> String {
        let reason = self.0.canonical_reason().unwrap_or("Other");
        reason.split(' ').collect()
    }

    /// Faults of this crate with this status, of which the first is the example.
    fn faults(self) -> Vec<Box<dyn Describe>> {
        let wait = Duration::from_secs(1);
        let (line, column) = (2, 11);
        let required = FieldFault::new("code", FieldFault::REQUIRED);
        let accepted = "application/json";
        let all: Vec<Box<dyn Describe>> = vec![
            Box::new(RequestFault::Fields(vec![required])),
            Box::new(RequestFault::BodyMalformed { line, column }),
            Box::new(RequestFault::BodyUnreadable),
            Box::new(RequestFault::PageTokenInvalid),
            Box::new(AuthFault::Missing),
            Box::new(AuthFault::Refused("")),
            Box::new(AuthFault::Expired),
            Box::new(AuthFault::NotYetValid),
            Box::new(RequestFault::BodyStalled),
            Box::new(RequestFault::BodyTooLarge),
            Box::new(RequestFault::ContentTypeUnsupported { accepted }),
            Box::new(RequestFault::ContentEncodingUnsupported),
            Box::new(RequestFault::IfMatchRequired),
            Box::new(RequestFault::RateLimited { wait }),
            Box::new(RequestFault::TooManyAtATime),
            Box::new(RequestFault::Panicked),
            Box::new(RequestFault::Overloaded),
            Box::new(RequestFault::DeadlineExceeded),
        ];
        all.into_iter()
            .filter(|fault| fault.kind().http() == self.0)
            .collect()
    }

    const fn headers(self) -> &'static [(&'static str, &'static str)] {
        match self.0 {
            StatusCode::UNAUTHORIZED => &[("WWW-Authenticate", "RFC 6750")],
            StatusCode::UNSUPPORTED_MEDIA_TYPE => &[
                ("Accept", "media types that the operation reads"),
                ("Accept-Encoding", "encodings that the operation reads"),
            ],
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                &[("Retry-After", "seconds")]
            }
            _ => &[],
        }
    }

    /// The component of the document.
    pub fn document(self) -> Value {
        self.with_codes("")
    }

    /// Adds to the codes that a service has declared what all services have.
    pub fn complete(self, declared: &mut Value) {
        if declared.get("content").is_none() {
            let own = declared["description"].as_str().unwrap_or_default();
            *declared = self.with_codes(own);
        }
    }

    fn with_codes(self, own: &str) -> Value {
        let faults = self.faults();
        let mut codes: Vec<String> = faults
            .iter()
            .map(|fault| format!("`{}`", fault.reason()))
            .collect();
        codes.extend((!own.is_empty()).then(|| own.to_owned()));
        let description = match codes.as_slice() {
            [] => format!("{}.", self.1),
            codes => format!("{}: {}.", self.1, codes.join(", ")),
        };
        let headers: Map<String, Value> = self
            .headers()
            .iter()
            .map(|(name, description)| {
                let header = json!({ "description": description, "schema": { "type": "string" } });
                ((*name).to_owned(), header)
            })
            .collect();
        let mut content = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
        if let Some(fault) = faults.first() {
            let path = Uri::from_static("/v1/example");
            content["example"] = json!(Problem::of(&**fault, Language::En, &path));
        }
        json!({
            "description": description,
            "headers": headers,
            "content": { PROBLEM_JSON: content },
        })
    }
}
