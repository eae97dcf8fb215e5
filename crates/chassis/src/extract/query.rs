use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::field_fault::field_fault;
use super::text;
use crate::error::{ApiError, RequestFault};

/// The query of a request. Rejection: `REQUEST_INVALID` with the parameter at fault.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let faults = text::query_faults(query);
        if !faults.is_empty() {
            return Err(RequestFault::Fields(faults).into());
        }
        let pairs = form_urlencoded::parse(query.as_bytes());
        let deserializer = serde_urlencoded::Deserializer::new(pairs);
        let value = serde_path_to_error::deserialize(deserializer).map_err(|error| {
            RequestFault::Fields(vec![field_fault(error.path(), error.inner())])
        })?;
        Ok(Self(value))
    }
}
