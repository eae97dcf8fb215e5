use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::field_fault::field_fault;
use crate::error::{ApiError, ErrorKind, RequestFault};

/// The JSON body of a request.
///
/// Rejections: `CONTENT_TYPE_UNSUPPORTED`, `BODY_TOO_LARGE` (the route sets the limit), `BODY_MALFORMED` with the place, and
/// `REQUEST_INVALID` with the field that is missing, unknown or of a wrong type.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(RequestFault::ContentTypeUnsupported.into());
        }
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| unread(&rejection))?;
        Ok(Self(parse(&bytes)?))
    }
}

fn unread(rejection: &BytesRejection) -> RequestFault {
    if rejection.status() == ErrorKind::TooLarge.http() {
        RequestFault::BodyTooLarge
    } else {
        RequestFault::BodyUnreadable
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

impl<T: DeserializeOwned> Json<T> {
    /// Reads one JSON text, e.g. a line of an import, with the same faults as a body.
    ///
    /// # Errors
    /// [`RequestFault::BodyMalformed`] or [`RequestFault::Fields`].
    pub fn from_slice(bytes: &[u8]) -> Result<Self, RequestFault> {
        parse(bytes).map(Self)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, RequestFault> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| match error
        .inner()
        .classify()
    {
        Category::Data => RequestFault::Fields(vec![field_fault(error.path(), error.inner())]),
        _ => malformed(error.inner()),
    })?;
    deserializer.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> RequestFault {
    RequestFault::BodyMalformed {
        line: error.line(),
        column: error.column(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Dossier {
        code: String,
        pages: u8,
        channel: Channel,
        parts: Vec<Part>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Channel {
        Online,
        InPerson,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Part {
        id: uuid::Uuid,
    }

    fn fault(json: &str) -> String {
        match Json::<Dossier>::from_slice(json.as_bytes()).unwrap_err() {
            RequestFault::Fields(faults) => {
                let fault = &faults[0];
                let expected = fault.expected.as_deref().unwrap_or("-");
                format!("{} {} {expected}", fault.field, fault.code)
            }
            other => format!("{other}"),
        }
    }

    #[test]
    fn a_fault_names_the_field_and_never_the_value() {
        let good = r#"{"code":"s","pages":1,"channel":"online","parts":[]}"#;
        assert!(Json::<Dossier>::from_slice(good.as_bytes()).is_ok());
        let with = |from: &str, to: &str| fault(&good.replace(from, to));
        insta::assert_snapshot!(with(r#""code":"s","#, ""), @"code REQUIRED -");
        insta::assert_snapshot!(with(r#""s""#, "7"), @"code INVALID_TYPE a string");
        insta::assert_snapshot!(with("1", r#""secret, expected secret""#), @"pages INVALID_TYPE a whole number that is not negative");
        insta::assert_snapshot!(with("1", "777"), @"pages INVALID_VALUE a whole number that is not negative");
        insta::assert_snapshot!(with("online", "secret"), @"channel INVALID_VALUE `online` or `in_person`");
        insta::assert_snapshot!(with("code", "secret"), @"secret UNKNOWN_FIELD one of `code`, `pages`, `channel`, `parts`");
        insta::assert_snapshot!(with("[]", r#"[{"id":"secret"}]"#), @"parts[0].id INVALID_VALUE -");
        insta::assert_snapshot!(with("[]", "[{}]"), @"parts[0].id REQUIRED -");
        insta::assert_snapshot!(with("[]", r#"[{"x":1}]"#), @"parts[0].x UNKNOWN_FIELD `id`");
        insta::assert_snapshot!(with(r#""pages""#, r#""code":"t","pages""#), @"code DUPLICATE_FIELD -");
        insta::assert_snapshot!(with("}", ""), @"body is not json at line 1, column 51");
        insta::assert_snapshot!(with("}", "} x"), @"body is not json at line 1, column 54");
        insta::assert_snapshot!(fault("[]"), @"body INVALID_VALUE an object");
        insta::assert_snapshot!(fault("\n\"x\""), @"body INVALID_TYPE an object");
        insta::assert_snapshot!(fault(""), @"body is not json at line 1, column 0");
    }
}
