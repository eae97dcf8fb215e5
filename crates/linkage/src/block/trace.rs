use super::{
    candidates::{Sink, propose},
    pass::BlockingPass,
};
use crate::{record::Record, register::Register};

/// Which people each pass proposes for a record, and which keys were skipped. For questions, not for matching.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateTrace {
    /// The passes that ran or were skipped, in their order.
    pub passes: Vec<PassTrace>,
    /// Everyone who is proposed, each once, in the order of the register.
    pub people: Vec<u32>,
}

/// What one pass does for a record.
#[derive(Debug, Clone, PartialEq)]
pub struct PassTrace {
    /// The pass.
    pub pass: BlockingPass,
    /// How many keys were looked up.
    pub keys: usize,
    /// The people they gave, each once, in the order of the register.
    pub people: Vec<u32>,
    /// For each key that is too frequent to be looked up, how many people are expected to have it.
    pub skipped: Vec<f64>,
}

impl CandidateTrace {
    /// The passes that propose a person.
    pub fn passes_of(&self, person: u32) -> impl Iterator<Item = BlockingPass> + '_ {
        self.passes
            .iter()
            .filter(move |trace| trace.people.binary_search(&person).is_ok())
            .map(|trace| trace.pass)
    }

    /// The passes with skipped keys, and those that stand in for them here: narrower ones that ran.
    pub fn skipped(&self) -> impl Iterator<Item = (BlockingPass, Vec<BlockingPass>)> + '_ {
        let ran = |pass: &BlockingPass| {
            self.passes
                .iter()
                .any(|trace| trace.pass == *pass && trace.keys > 0)
        };
        self.passes
            .iter()
            .filter(|trace| !trace.skipped.is_empty())
            .map(move |trace| {
                let narrower = trace.pass.narrower().iter().copied();
                (trace.pass, narrower.filter(ran).collect())
            })
    }
}

/// Ước tính chi phí: how much work the passes are for some records.
#[derive(Debug, Clone, PartialEq)]
pub struct CostEstimate {
    /// How many records were looked at.
    pub records: usize,
    /// What each pass costs, in their order.
    pub passes: Vec<PassCost>,
}

/// What a pass costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PassCost {
    /// The pass.
    pub pass: BlockingPass,
    /// How many keys are looked up.
    pub keys: f64,
    /// How many people they give, those that other passes give as well among them.
    pub pairs: f64,
    /// The most people of one key.
    pub largest: usize,
    /// How many keys are too frequent to be looked up.
    pub skipped: f64,
    /// How many more people they would give.
    pub spared: f64,
}

impl CostEstimate {
    /// The people of all passes: at most so many pairs are compared.
    pub fn pairs(&self) -> f64 {
        self.passes.iter().map(|cost| cost.pairs).sum()
    }

    /// The cost of a file of which the records were a sample.
    #[must_use]
    pub fn scaled(mut self, records: usize) -> Self {
        let count = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let factor = count(records) / count(self.records.max(1));
        for cost in &mut self.passes {
            for value in [
                &mut cost.keys,
                &mut cost.pairs,
                &mut cost.skipped,
                &mut cost.spared,
            ] {
                *value *= factor;
            }
        }
        self.records = records;
        self
    }
}

impl Register {
    /// Which passes propose whom for a record.
    pub fn trace(&self, record: &Record) -> CandidateTrace {
        let empty = |pass: &BlockingPass| PassTrace {
            pass: *pass,
            keys: 0,
            people: Vec::new(),
            skipped: Vec::new(),
        };
        let mut passes: Vec<PassTrace> = BlockingPass::ALL.iter().map(empty).collect();
        propose(self, record, &mut passes);
        passes.retain(|trace| trace.keys > 0 || !trace.skipped.is_empty());
        let mut people: Vec<u32> = Vec::new();
        for trace in &mut passes {
            trace.people.sort_unstable();
            trace.people.dedup();
            self.retain_present(&mut trace.people);
            people.extend_from_slice(&trace.people);
        }
        people.sort_unstable();
        people.dedup();
        CandidateTrace { passes, people }
    }

    /// What finding the candidates of records costs, counted without comparing anybody. A sample of some thousand is enough.
    pub fn estimate(&self, records: &[Record]) -> CostEstimate {
        let empty = |pass: &BlockingPass| PassCost {
            pass: *pass,
            keys: 0.0,
            pairs: 0.0,
            largest: 0,
            skipped: 0.0,
            spared: 0.0,
        };
        let mut passes: Vec<PassCost> = BlockingPass::ALL.iter().map(empty).collect();
        for record in records {
            propose(self, record, &mut passes);
        }
        CostEstimate {
            records: records.len(),
            passes,
        }
    }
}

impl Sink<'_> for Vec<PassTrace> {
    fn propose(&mut self, pass: BlockingPass, people: impl Iterator<Item = u32>) {
        let trace = &mut self[pass as usize];
        trace.keys += 1;
        trace.people.extend(people);
    }

    fn skip(&mut self, pass: BlockingPass, expected: f64) {
        self[pass as usize].skipped.push(expected);
    }
}

impl Sink<'_> for Vec<PassCost> {
    fn propose(&mut self, pass: BlockingPass, people: impl Iterator<Item = u32>) {
        let cost = &mut self[pass as usize];
        let count = people.count();
        cost.keys += 1.0;
        cost.pairs += f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        cost.largest = cost.largest.max(count);
    }

    fn skip(&mut self, pass: BlockingPass, expected: f64) {
        let cost = &mut self[pass as usize];
        cost.skipped += 1.0;
        cost.spared += expected;
    }
}
