use rayon::prelude::*;

use crate::{
    chunk::Chunk,
    plan::Plan,
    rows::{RegisterRow, RegisterTruth, SectorRow, Truth},
};

/// A population in memory, for tests.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Population {
    /// The register, by id.
    pub register: Vec<RegisterRow>,
    /// The records, by id.
    pub sector: Vec<SectorRow>,
    /// The truth about the records, in the same order.
    pub truth: Vec<Truth>,
    /// The faults of the register, by id.
    pub register_truth: Vec<RegisterTruth>,
}

impl Population {
    /// Generates a population. For more than a few hundred thousand people, [`write()`](crate::write()) is meant.
    pub fn generate(plan: &Plan) -> Self {
        let chunks: Vec<Chunk> = (0..plan.chunks())
            .into_par_iter()
            .map(|chunk| Chunk::generate(plan, chunk))
            .collect();
        let mut all = Self::default();
        let mut samples = Vec::new();
        for mut chunk in chunks {
            all.register.extend(chunk.register());
            all.register_truth.extend(chunk.register_truth());
            samples.append(&mut chunk.samples);
        }
        samples.sort_by_key(|sample| sample.truth.rec_id);
        (all.sector, all.truth) = samples
            .into_iter()
            .map(|sample| (sample.row, sample.truth))
            .unzip();
        all
    }
}
