use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::envelope::{self, BOM};
use super::strict;
use crate::error::{ApiError, ErrorKind, RequestFault};

/// Media type of JSON.
const JSON: &str = "application/json";

/// The JSON body of a request, in UTF-8, with or without a byte order mark.
///
/// Rejections: `CONTENT_TYPE_UNSUPPORTED` (also if there is no type), `CONTENT_ENCODING_UNSUPPORTED`, `BODY_TOO_LARGE` (the route sets
/// the limit), `BODY_MALFORMED` with the place, and `REQUEST_INVALID` with the fields that are missing, unknown, there twice or
/// of a wrong type. An array is never taken for an object.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        envelope::check(request.headers(), JSON, envelope::Absent::Refused)?;
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| unread(&rejection))?;
        let text = bytes.strip_prefix(BOM).unwrap_or(&bytes);
        Ok(Self::from_slice(text)?)
    }
}

fn unread(rejection: &BytesRejection) -> RequestFault {
    if rejection.status() == ErrorKind::TooLarge.http() {
        RequestFault::BodyTooLarge
    } else {
        RequestFault::BodyUnreadable
    }
}

impl<T: DeserializeOwned> Json<T> {
    /// Reads one JSON text, e.g. a line of an import, with the same faults as a body.
    ///
    /// # Errors
    /// [`RequestFault::BodyMalformed`] or [`RequestFault::Fields`].
    pub fn from_slice(bytes: &[u8]) -> Result<Self, RequestFault> {
        strict::from_slice(bytes).map(Self)
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
                let faults: Vec<String> = faults
                    .iter()
                    .map(|fault| {
                        let expected = fault.expected.as_deref().unwrap_or("-");
                        format!("{} {} {expected}", fault.field, fault.code)
                    })
                    .collect();
                faults.join("; ")
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
        insta::assert_snapshot!(with(r#""online""#, "2"), @"channel INVALID_TYPE `online` or `in_person`");
        insta::assert_snapshot!(with("code", "secret"), @"secret UNKNOWN_FIELD one of `code`, `pages`, `channel`, `parts`; code REQUIRED -");
        insta::assert_snapshot!(with("{", r#"{"x":1,"y":{"z":[]},"#), @"x UNKNOWN_FIELD one of `code`, `pages`, `channel`, `parts`; y UNKNOWN_FIELD one of `code`, `pages`, `channel`, `parts`");
        insta::assert_snapshot!(with("[]", r#"[{"x":1,"y":1},{"id":7}]"#), @"parts[0].x UNKNOWN_FIELD `id`; parts[0].y UNKNOWN_FIELD `id`; parts[0].id REQUIRED -");
        insta::assert_snapshot!(with("[]", r#"[["018f3c1e-0000-7000-8000-000000000001"]]"#), @"parts[0] INVALID_TYPE an object");
        insta::assert_snapshot!(fault(r#"["s",1,"online",[]]"#), @"body INVALID_TYPE an object");
        assert!(
            Json::<Dossier>::from_slice(good.replace(r#""s""#, r#""dòng\n2\t\u00a0""#).as_bytes())
                .is_ok()
        );
        insta::assert_snapshot!(with("[]", r#"[{"id":"secret"}]"#), @"parts[0].id INVALID_VALUE -");
        insta::assert_snapshot!(with("[]", "[{}]"), @"parts[0].id REQUIRED -");
        insta::assert_snapshot!(with("[]", r#"[{"x":1}]"#), @"parts[0].x UNKNOWN_FIELD `id`; parts[0].id REQUIRED -");
        insta::assert_snapshot!(with(r#""pages""#, r#""code":"t","pages""#), @"code DUPLICATE_FIELD -");
        insta::assert_snapshot!(with("}", ""), @"body is not json at line 1, column 51");
        insta::assert_snapshot!(with("}", "} x"), @"body is not json at line 1, column 54");
        insta::assert_snapshot!(fault("[]"), @"body INVALID_TYPE an object");
        insta::assert_snapshot!(fault("\n\"x\""), @"body INVALID_TYPE an object");
        insta::assert_snapshot!(fault(""), @"body is not json at line 1, column 0");
    }
}
