use std::sync::atomic::{AtomicUsize, Ordering};

use super::fault::PdfFault;

/// What reading a file may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Memory beside the file itself, in bytes.
    pub(crate) memory: usize,
    /// Bytes that all decoding together may give.
    pub(crate) decoded: usize,
    /// Bytes that all parsing together may read.
    pub(crate) parsed: usize,
    /// Revisions of the file.
    pub(crate) revisions: usize,
    /// Signatures of the file.
    pub(crate) signatures: usize,
    /// Fields visited while looking for signatures.
    pub(crate) fields: usize,
}

impl Limits {
    /// For a file of this size: four times the file and 64 MB in all.
    pub(crate) const fn for_size(size: usize) -> Self {
        const MEGABYTE: usize = 1 << 20;
        Self {
            memory: size.saturating_mul(2).saturating_add(40 * MEGABYTE),
            decoded: size.saturating_mul(8).saturating_add(128 * MEGABYTE),
            parsed: size.saturating_mul(8).saturating_add(48 * MEGABYTE),
            revisions: 4096,
            signatures: 512,
            fields: 250_000,
        }
    }
}

/// What is left of the limits.
#[derive(Debug)]
pub(crate) struct Budget {
    memory: AtomicUsize,
    decoded: AtomicUsize,
    parsed: AtomicUsize,
}

impl Budget {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self {
            memory: AtomicUsize::new(limits.memory),
            decoded: AtomicUsize::new(limits.decoded),
            parsed: AtomicUsize::new(limits.parsed),
        }
    }

    pub(crate) fn memory(&self) -> usize {
        self.memory.load(Ordering::Relaxed)
    }

    /// How long decoded data may be.
    pub(crate) fn decoding(&self) -> usize {
        decoding(self.decoded.load(Ordering::Relaxed), self.memory())
    }

    /// Whether nothing more may be parsed.
    pub(crate) fn is_parsing_over(&self) -> bool {
        self.parsed.load(Ordering::Relaxed) == 0
    }

    /// Takes memory for good.
    pub(crate) fn keep(&self, bytes: usize) -> Result<(), PdfFault> {
        spend(&self.memory, bytes, "memory")
    }

    /// Counts bytes that have been decoded.
    pub(crate) fn count_decoded(&self, bytes: usize) -> Result<(), PdfFault> {
        use_up(&self.decoded, bytes, "decoded data")
    }

    /// Counts bytes that have been parsed.
    pub(crate) fn count_parsed(&self, bytes: usize) -> Result<(), PdfFault> {
        use_up(&self.parsed, bytes, "parsed data")
    }
}

/// How long decoded data may be: its buffer grows and filters follow each other, so half of the memory.
pub(crate) fn decoding(decoded: usize, memory: usize) -> usize {
    decoded.min(memory / 2)
}

/// As [`spend`], for work that is done already: if there was too much of it, nothing is left for more.
fn use_up(left: &AtomicUsize, bytes: usize, what: &'static str) -> Result<(), PdfFault> {
    let outcome = spend(left, bytes, what);
    if outcome.is_err() {
        left.store(0, Ordering::Relaxed);
    }
    outcome
}

fn spend(left: &AtomicUsize, bytes: usize, what: &'static str) -> Result<(), PdfFault> {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
        left.checked_sub(bytes)
    })
    .map(|_| ())
    .map_err(|_| PdfFault::Limit(what))
}
