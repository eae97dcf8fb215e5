use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use crate::input::documents::Document;
use crate::outcome::Outcome;

/// Verifies `documents` on `threads` threads, each with one document at a time, and hands over what was found in the order of
/// `documents`.
///
/// # Errors
/// What `take` fails with; documents that nobody has begun are then left out.
pub(crate) fn run(
    documents: &[Document],
    threads: usize,
    verify: impl Fn(&Document) -> Outcome + Sync,
    mut take: impl FnMut(Outcome) -> io::Result<()>,
) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::sync_channel(threads);
    thread::scope(|scope| {
        for _ in 0..threads.min(documents.len()) {
            let (send, next, verify) = (send.clone(), &next, &verify);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(document) = documents.get(index) else {
                        break;
                    };
                    if send.send((index, verify(document))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);

        let mut early = BTreeMap::new();
        let mut due = 0;
        for (index, outcome) in receive {
            early.insert(index, outcome);
            while let Some(outcome) = early.remove(&due) {
                take(outcome)?;
                due += 1;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::outcome::Unread;

    fn documents(count: usize) -> Vec<Document> {
        (0..count)
            .map(|number| Document {
                path: number.to_string().into(),
                fault: None,
            })
            .collect()
    }

    fn outcome(document: &Document) -> Outcome {
        Outcome {
            path: document.path.clone(),
            result: Err(Unread::NotFound),
        }
    }

    #[test]
    fn the_order_is_kept_however_long_each_takes() {
        let mut seen = Vec::new();
        run(
            &documents(20),
            4,
            |document| {
                if document.path.as_os_str() == "0" {
                    thread::sleep(Duration::from_millis(20));
                }
                outcome(document)
            },
            |outcome| {
                seen.push(outcome.path.to_string_lossy().into_owned());
                Ok(())
            },
        )
        .unwrap();
        assert_eq!(seen, (0..20).map(|n| n.to_string()).collect::<Vec<_>>());
    }

    #[test]
    fn a_fault_of_the_taker_ends_it() {
        let mut taken = 0;
        let result = run(&documents(1000), 2, outcome, |_| {
            taken += 1;
            Err(io::ErrorKind::BrokenPipe.into())
        });
        assert!(result.is_err());
        assert_eq!(taken, 1);
    }
}
