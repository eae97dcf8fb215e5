use std::{
    collections::BinaryHeap,
    hash::{Hash, Hasher},
};

use crate::{record::Record, register::Register, text::spread};

/// A register and records of the same area, to learn from.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The register.
    pub register: &'a Register,
    /// The records; their order does not matter.
    pub records: &'a [Record],
}

/// Draws records evenly from a file of any length: those whose ids have the smallest hashes.
///
/// Which are drawn depends on the ids and the size alone, neither on the order of rows nor on chance.
#[derive(Debug)]
pub struct SpreadSample {
    size: usize,
    kept: BinaryHeap<Kept>,
}

/// Ordered by hash and id.
#[derive(Debug)]
struct Kept {
    hash: u64,
    id: Box<str>,
    record: Record,
}

impl Kept {
    fn key(&self) -> (u64, &str) {
        (self.hash, &self.id)
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Kept {}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl SpreadSample {
    /// A sample of at most `size` records.
    pub const fn new(size: usize) -> Self {
        Self {
            size,
            kept: BinaryHeap::new(),
        }
    }

    /// Offers a record; `record` is asked only if it is taken, perhaps to be left out again later.
    pub fn offer(&mut self, rec_id: &str, record: impl FnOnce() -> Record) {
        let mut hasher = Fingerprint::default();
        hasher.write(rec_id.as_bytes());
        let hash = hasher.finish();
        let is_full = self.kept.len() >= self.size;
        if is_full
            && self
                .kept
                .peek()
                .is_none_or(|last| last.key() <= (hash, rec_id))
        {
            return;
        }
        if is_full {
            self.kept.pop();
        }
        self.kept.push(Kept {
            hash,
            id: rec_id.into(),
            record: record(),
        });
    }

    /// The records that were drawn.
    pub fn into_records(self) -> Vec<Record> {
        let kept = self.kept.into_sorted_vec();
        kept.into_iter().map(|kept| kept.record).collect()
    }
}

/// Records with their fingerprints, in an order that depends on what stands in them alone.
pub(super) fn in_order(records: &[Record]) -> Vec<(u64, Record)> {
    let mut all: Vec<(u64, Record)> = records
        .iter()
        .map(|record| (fingerprint(record), *record))
        .collect();
    all.sort_by_key(|(fingerprint, _)| *fingerprint);
    all
}

fn fingerprint(record: &Record) -> u64 {
    let mut hasher = Fingerprint::default();
    record.name.hash(&mut hasher);
    record.encoding.hash(&mut hasher);
    record.birth.hash(&mut hasher);
    record.notation.hash(&mut hasher);
    record.sex.hash(&mut hasher);
    record.number.hash(&mut hasher);
    record.guardian.hash(&mut hasher);
    record.place.hash(&mut hasher);
    hasher.finish()
}

/// A hash that is the same in every run.
#[derive(Default)]
struct Fingerprint(u64);

impl Hasher for Fingerprint {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut padded = [0; 8];
            padded[..chunk.len()].copy_from_slice(chunk);
            self.0 = spread(self.0 ^ u64::from_le_bytes(padded));
        }
        self.0 = spread(self.0 ^ bytes.len() as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
