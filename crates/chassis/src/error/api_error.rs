use std::error::Error;
use std::fmt;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use tracing::Level;

use super::Describe;

/// Any failure that is described; what handlers return.
///
/// As a response it is a status without a body that carries the error: the server renders it, because only there language and path of
/// the request are known.
#[derive(Clone)]
pub struct ApiError(Arc<dyn Describe>);

impl ApiError {
    /// The description.
    pub fn describe(&self) -> &dyn Describe {
        &*self.0
    }

    /// Logs the error with its chain of sources; called once, where the error leaves the service.
    pub(super) fn record(&self) {
        let error = self.describe();
        let reason = error.reason();
        let kind = error.kind();
        let error: &(dyn Error + 'static) = error;
        match kind.level() {
            Level::ERROR => tracing::error!(error.reason = reason, error, "request failed"),
            Level::WARN => tracing::warn!(error.reason = reason, error, "request failed"),
            Level::INFO => tracing::info!(error.reason = reason, error, "request refused"),
            _ => tracing::debug!(error.reason = reason, error, "request refused"),
        }
    }
}

impl<E: Describe> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self(Arc::new(error))
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.describe().kind().http().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
