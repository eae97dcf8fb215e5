use axum::extract::FromRequestParts;
use http::header::IF_MATCH;
use http::request::Parts;
use http::{HeaderMap, HeaderValue};

use crate::error::{ApiError, FieldFault, RequestFault};

/// The version that a change is based on: the strong entity tag of `If-Match` (RFC 9110, 13.1.1).
///
/// Rejections: `IF_MATCH_REQUIRED` (428) if it is missing; `REQUEST_INVALID` for a weak tag, several, or `*`, which would overwrite
/// whatever is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IfMatch(pub i64);

const EXPECTED: &str = "the ETag of the version that was read";

impl IfMatch {
    /// Reads a strong entity tag exactly as [`etag`] writes it.
    pub fn parse(tag: &str) -> Option<Self> {
        let version = tag.strip_prefix('"')?.strip_suffix('"')?;
        let number: i64 = version.parse().ok()?;
        (number >= 0 && number.to_string() == version).then_some(Self(number))
    }

    /// Reads the `etag` of a gRPC request, with its quotes or without.
    ///
    /// # Errors
    /// [`RequestFault::Fields`] with `etag`, if it is not one that was read.
    pub fn of_field(tag: &str) -> Result<Self, RequestFault> {
        Self::parse(tag)
            .or_else(|| Self::parse(&format!("\"{tag}\"")))
            .ok_or_else(|| {
                let fault = FieldFault::new("etag", FieldFault::INVALID_VALUE);
                RequestFault::Fields(vec![fault.expected(EXPECTED)])
            })
    }
}

/// The `ETag` of a version.
///
/// # Panics
/// Never: digits and quotes are visible ASCII.
pub fn etag(version: i64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).expect("digits and quotes are visible ASCII")
}

fn of(headers: &HeaderMap) -> Result<IfMatch, RequestFault> {
    let mut values = headers.get_all(IF_MATCH).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Err(RequestFault::IfMatchRequired),
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    };
    value.and_then(IfMatch::parse).ok_or_else(|| {
        let fault = FieldFault::new("If-Match", FieldFault::INVALID_VALUE);
        RequestFault::Fields(vec![fault.expected(EXPECTED)])
    })
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Ok(of(&parts.headers)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_strong_tag_is_a_version() {
        let mut headers = HeaderMap::new();
        assert_eq!(of(&headers), Err(RequestFault::IfMatchRequired));
        headers.insert(IF_MATCH, etag(12));
        assert_eq!(of(&headers), Ok(IfMatch(12)));
        let lax = [
            "\"+2\"",
            "\"02\"",
            "\" 2\"",
            "\"-2\"",
            "\"9223372036854775808\"",
        ];
        let others = [
            "*",
            "W/\"12\"",
            "12",
            "\"12\", \"13\"",
            "\"\"",
            "\"x\"",
            "\"",
        ];
        for value in lax.into_iter().chain(others) {
            headers.insert(IF_MATCH, HeaderValue::from_static(value));
            assert!(
                matches!(of(&headers), Err(RequestFault::Fields(_))),
                "{value}"
            );
        }
    }

    #[test]
    fn a_field_may_leave_the_quotes_out() {
        assert_eq!(IfMatch::of_field("\"12\""), Ok(IfMatch(12)));
        assert_eq!(IfMatch::of_field("12"), Ok(IfMatch(12)));
        for tag in ["", "\"12", "\"\"12\"\"", "+12", "W/\"12\""] {
            assert!(IfMatch::of_field(tag).is_err(), "{tag}");
        }
    }
}
