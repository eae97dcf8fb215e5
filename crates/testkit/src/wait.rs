use std::time::{Duration, Instant};

/// Between two looks at a condition.
const PAUSE: Duration = Duration::from_millis(10);

/// Waits until `holds` says true. `what` completes the sentence "timed out waiting for ...".
///
/// # Panics
/// When it does not hold within `timeout`.
pub async fn wait_for(what: &str, timeout: Duration, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + timeout;
    while !holds().await {
        assert!(
            Instant::now() < deadline,
            "timed out after {timeout:?} waiting for {what}"
        );
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_condition_is_asked_until_it_holds() {
        let mut asked = 0;
        wait_for("the third question", Duration::from_secs(5), async || {
            asked += 1;
            asked == 3
        })
        .await;
        assert_eq!(asked, 3);
    }

    #[tokio::test]
    #[should_panic(expected = "waiting for a miracle")]
    async fn a_condition_that_never_holds_is_named() {
        wait_for("a miracle", Duration::from_millis(20), async || false).await;
    }
}
