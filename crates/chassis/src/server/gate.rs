use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt as _;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::rpc_table::RpcTable;
use crate::auth::Authenticator;
use crate::error::{ApiError, RequestFault};

/// What stands before every request, REST and gRPC alike.
pub(super) struct Gate {
    pub service: &'static str,
    pub authenticator: Authenticator,
    pub slots: Semaphore,
    pub deadline: Duration,
    pub without_deadline: HashSet<&'static str>,
    pub rpcs: RpcTable,
}

impl Gate {
    /// Lets a request in if there is room and its caller is known, and sees to it that it ends in time and in one piece.
    pub async fn admit(
        &self,
        mut request: Request,
        deadline: Option<Duration>,
        next: Next,
    ) -> Result<Response, ApiError> {
        // Shedding comes first: verifying a signature is the dearest part of a request that is refused.
        let _slot = self
            .slots
            .try_acquire()
            .map_err(|_| RequestFault::Overloaded)?;
        let caller = self.authenticator.authenticate(request.headers()).await?;
        request.extensions_mut().insert(caller);
        let answer = AssertUnwindSafe(next.run(request)).catch_unwind();
        let answer = match deadline {
            Some(deadline) => timeout(deadline, answer)
                .await
                .map_err(|_| RequestFault::DeadlineExceeded)?,
            None => answer.await,
        };
        Ok(answer.map_err(|_| RequestFault::Panicked)?)
    }
}
