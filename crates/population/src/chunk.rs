use crate::{
    numbers::Numbers,
    plan::Plan,
    register::{Entry, entries},
    rows::{RegisterRow, RegisterTruth},
    sector::{Sample, samples},
};

/// People and records that are generated together.
#[derive(Debug)]
pub(crate) struct Chunk {
    first: u64,
    entries: Vec<Entry>,
    pub(crate) samples: Vec<Sample>,
}

impl Chunk {
    pub(crate) fn generate(plan: &Plan, chunk: u64) -> Self {
        let mut numbers = Numbers::new(plan, chunk);
        let entries = entries(plan, chunk, &mut numbers);
        let samples = if entries.is_empty() {
            Vec::new()
        } else {
            samples(plan, chunk, &entries, &mut numbers)
        };
        Self {
            first: plan.first_person(chunk),
            entries,
            samples,
        }
    }

    fn id(&self, at: usize) -> u64 {
        self.first + at as u64 + 1
    }

    pub(crate) fn register(&self) -> impl Iterator<Item = RegisterRow> {
        self.entries
            .iter()
            .enumerate()
            .map(|(at, entry)| RegisterRow::new(self.id(at), entry))
    }

    pub(crate) fn register_truth(&self) -> impl Iterator<Item = RegisterTruth> {
        self.entries
            .iter()
            .enumerate()
            .flat_map(move |(at, entry)| {
                entry.faults.iter().map(move |fault| RegisterTruth {
                    person_id: self.id(at),
                    entity_id: self.id(entry.entity),
                    anomaly: fault.key(),
                })
            })
    }
}
