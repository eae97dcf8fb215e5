//! A panic costs the piece of work that it happened in, and nothing else.

use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;

use crate::error::{Describe, ErrorKind, RequestFault, Title};

/// A piece of work panicked. The panic hook has logged where; what the panic said may hold what a request sent, and is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("panicked")]
pub struct Panicked;

/// Runs a piece of work of a task that others share, and makes an error of its panic.
///
/// What the work had changed when it panicked must not be relied on: whatever it holds by reference is to be thrown away or read again.
///
/// # Errors
/// [`Panicked`], if it did.
pub async fn catch<F: Future>(work: F) -> Result<F::Output, Panicked> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .map_err(|_| Panicked)
}

impl From<Panicked> for RequestFault {
    fn from(_: Panicked) -> Self {
        Self::Panicked
    }
}

impl Describe for Panicked {
    fn kind(&self) -> ErrorKind {
        RequestFault::Panicked.kind()
    }

    fn reason(&self) -> &'static str {
        RequestFault::Panicked.reason()
    }

    fn title(&self) -> Title {
        RequestFault::Panicked.title()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_and_the_task_goes_on() {
        let mad = catch(async { panic!("mad") as u8 }).await;
        assert_eq!(mad, Err(Panicked));
        assert_eq!(catch(async { 7 }).await, Ok(7));
    }
}
