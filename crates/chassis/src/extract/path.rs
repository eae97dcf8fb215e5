use axum::RequestPartsExt as _;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::text;
use crate::error::{ApiError, FieldFault, RequestFault};

/// The parameters of the path of a request. Rejection: `REQUEST_INVALID` with the parameter at fault.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let names = match parts.extract::<RawPathParams>().await {
            Ok(parameters) => {
                let bad = parameters
                    .iter()
                    .filter(|(_, value)| text::has_controls(value));
                let faults: Vec<FieldFault> = bad.map(|(name, _)| text::fault(name)).collect();
                if !faults.is_empty() {
                    return Err(RequestFault::Fields(faults).into());
                }
                parameters.iter().map(|(name, _)| name.to_owned()).collect()
            }
            Err(_) => Vec::new(),
        };
        let rejection = match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => return Ok(Self(value)),
            Err(rejection) => rejection,
        };
        Err(RequestFault::Fields(vec![fault(&rejection, &names)]).into())
    }
}

fn fault(rejection: &PathRejection, names: &[String]) -> FieldFault {
    let PathRejection::FailedToDeserializePathParams(rejection) = rejection else {
        return FieldFault::new("path", FieldFault::INVALID_VALUE);
    };
    let name = |index: usize| names.get(index).map_or("path", String::as_str);
    let (field, expected) = match rejection.kind() {
        ErrorKind::ParseErrorAtKey {
            key, expected_type, ..
        } => (key.as_str(), Some(*expected_type)),
        ErrorKind::ParseErrorAtIndex {
            index,
            expected_type,
            ..
        } => (name(*index), Some(*expected_type)),
        ErrorKind::ParseError { expected_type, .. } => (name(0), Some(*expected_type)),
        ErrorKind::InvalidUtf8InPathParam { key } => (key.as_str(), Some("UTF-8")),
        ErrorKind::DeserializeError { key, .. } => (key.as_str(), None),
        _ => (name(0), None),
    };
    let fault = FieldFault::new(field, FieldFault::INVALID_VALUE);
    match expected {
        Some(expected) => fault.expected(expected),
        None => fault,
    }
}
