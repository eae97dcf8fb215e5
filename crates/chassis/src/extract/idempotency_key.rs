use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::request::Parts;

use crate::error::{ApiError, FieldFault, RequestFault};

const NAME: &str = "Idempotency-Key";

/// The `Idempotency-Key` of a write: 1 to 128 visible ASCII characters that the client makes up once per intended write.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a key, e.g. the `request_id` of a gRPC call, whose name goes into the fault.
    ///
    /// # Errors
    /// [`RequestFault::Fields`], if it is not 1 to 128 visible ASCII characters.
    pub fn parse(text: &str, field: &str) -> Result<Self, RequestFault> {
        let code = match text.len() {
            0 => FieldFault::REQUIRED,
            1..=128 if text.bytes().all(|byte| byte.is_ascii_graphic()) => {
                return Ok(Self(text.to_owned()));
            }
            _ => FieldFault::INVALID_VALUE,
        };
        Err(fault(field, code))
    }
}

fn fault(field: &str, code: &'static str) -> RequestFault {
    let fault = FieldFault::new(field, code);
    RequestFault::Fields(vec![fault.expected("1 to 128 visible ASCII characters")])
}

fn of(headers: &HeaderMap) -> Result<IdempotencyKey, RequestFault> {
    let mut values = headers.get_all(NAME).iter();
    match (values.next(), values.next()) {
        (None, _) => Err(fault(NAME, FieldFault::REQUIRED)),
        (Some(value), None) => IdempotencyKey::parse(value.to_str().unwrap_or("\0"), NAME),
        _ => Err(fault(NAME, FieldFault::DUPLICATE_FIELD)),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IdempotencyKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Ok(of(&parts.headers)?)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_key_is_visible_ascii_and_there_once() {
        let mut headers = HeaderMap::new();
        assert!(of(&headers).is_err());
        for (bad, value) in [
            (false, "7f3a-1"),
            (true, ""),
            (true, "a b"),
            (true, "ế"),
            (true, &"x".repeat(129)),
        ] {
            headers.insert(NAME, HeaderValue::from_bytes(value.as_bytes()).unwrap());
            assert_eq!(of(&headers).is_err(), bad, "{value}");
        }
        headers.insert(NAME, HeaderValue::from_static("one"));
        headers.append(NAME, HeaderValue::from_static("two"));
        assert!(of(&headers).is_err());
    }
}
