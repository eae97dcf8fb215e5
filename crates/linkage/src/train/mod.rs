//! Learns a model from records and a register, without labels.
mod sample;

use rayon::prelude::*;

use crate::{
    block::candidates,
    compare::{Comparison, Field, Level, NumberLevel, NumberOwner, Trait, Traits},
    model::{Model, TraitWeight, Weight},
    record::Record,
    register::Register,
};

pub use sample::{Sample, SpreadSample};

use sample::in_order;

/// How many people are drawn for each record to learn what agrees by chance.
const DRAWN: usize = 60;

/// Records that one piece of work takes: fixed, so that sums do not depend on the number of threads.
const CHUNK: usize = 1024;

/// Rounds of expectation and maximisation.
const ROUNDS: usize = 25;

/// What agrees by chance in numbers is too rare to be drawn; it follows from how numbers are given out.
///
/// A number has a hundred or so neighbours by one slip, and one in a hundred million numbers near it is in use.
const NUMBERS: [(NumberLevel, f64); 10] = [
    (NumberLevel::Same, 0.7),
    (NumberLevel::ZerosLost, 0.006),
    (NumberLevel::Prefix, 0.002),
    (NumberLevel::DigitLost, 1e-7),
    (NumberLevel::Transposed, 1e-7),
    (NumberLevel::DigitWrong, 8e-7),
    (NumberLevel::Relative, 0.7),
    (NumberLevel::OldSame, 0.7),
    (NumberLevel::OldSlip, 1e-5),
    (NumberLevel::OldStranger, 0.7),
];

/// A record and all its candidates, compared.
struct Compared {
    traits: Traits,
    pairs: Vec<Comparison>,
}

/// A register, and its records in their order.
type Ordered<'a> = (&'a Register, Vec<(u64, Record)>);

type Counts = Vec<Vec<f64>>;

/// What a round expects: levels of pairs that belong together, traits of records of nobody and of all, and how many of each.
struct Expected {
    levels: Counts,
    nobody: Counts,
    all: Counts,
    matched: f64,
    records: f64,
}

impl Expected {
    fn new() -> Self {
        let traits: Counts = Trait::ALL
            .iter()
            .map(|of| vec![0.0; of.levels().len()])
            .collect();
        Self {
            levels: zeros(),
            nobody: traits.clone(),
            all: traits,
            matched: 0.0,
            records: 0.0,
        }
    }

    fn add(mut self, other: &Self) -> Self {
        self.levels = add(self.levels, &other.levels);
        self.nobody = add(self.nobody, &other.nobody);
        self.all = add(self.all, &other.all);
        self.matched += other.matched;
        self.records += other.records;
        self
    }
}

fn zeros() -> Counts {
    Field::ALL
        .iter()
        .map(|field| vec![0.0; field.levels().len()])
        .collect()
}

fn add(mut sums: Counts, counts: &Counts) -> Counts {
    for (sum, count) in sums.iter_mut().flatten().zip(counts.iter().flatten()) {
        *sum += count;
    }
    sums
}

/// Learns from samples: first what agrees by chance, from pairs drawn evenly; then, in rounds, what pairs that belong together
/// look like. A record has one person at most, so its candidates compete in every round.
///
/// Neither the order of records nor the number of threads matters, to the last bit.
pub fn train(start: &Model, samples: &[Sample<'_>]) -> Model {
    let mut model = start.clone();
    let samples: Vec<Ordered<'_>> = samples
        .iter()
        .map(|sample| (sample.register, in_order(sample.records)))
        .collect();
    learn_chance(&mut model, &samples);
    model.take_logarithms();
    let pairs: Vec<(f64, Vec<Compared>)> = samples
        .iter()
        .map(|(register, records)| (register.frequencies.total(), compare_all(register, records)))
        .collect();
    for _ in 0..ROUNDS {
        learn_matches(&mut model, &pairs);
    }
    model
}

fn learn_chance(model: &mut Model, samples: &[Ordered<'_>]) {
    let (mut hits, mut pairs) = (zeros(), vec![0.0; Field::COUNT]);
    for (register, records) in samples {
        let chunks: Vec<(Counts, Vec<f64>)> = records
            .par_chunks(CHUNK)
            .map(|records| draw(register, records))
            .collect();
        for (chunk_hits, chunk_pairs) in chunks {
            hits = add(hits, &chunk_hits);
            for (sum, count) in pairs.iter_mut().zip(chunk_pairs) {
                *sum += count;
            }
        }
    }
    for field in Field::ALL {
        for (level, hits) in hits[*field as usize].iter().enumerate().skip(1) {
            let fixed = NUMBERS
                .iter()
                .find(|(number, _)| *field == Field::Number && *number as usize == level);
            let chance = match fixed {
                Some((_, chance)) => *chance,
                None => (hits / pairs[*field as usize].max(1.0)).max(1e-8),
            };
            let matched = model
                .weight(*field, u8::try_from(level).unwrap_or(0))
                .matched;
            model.set_weight(*field, level, Weight { matched, chance });
        }
    }
}

/// Compares records with people drawn evenly. A hit counts by the inverse of its share: the sum is the chance per unit of share.
fn draw(register: &Register, records: &[(u64, Record)]) -> (Counts, Vec<f64>) {
    let (mut hits, mut pairs) = (zeros(), vec![0.0; Field::COUNT]);
    let people = register.len();
    if people == 0 {
        return (hits, pairs);
    }
    for (fingerprint, record) in records {
        let owner = NumberOwner::new(register, record.number);
        for turn in 0..DRAWN as u64 {
            let mixed = crate::text::spread(fingerprint ^ crate::text::spread(turn));
            let person = u32::try_from(mixed % people as u64).unwrap_or(0);
            let comparison = Comparison::new(register, record, &owner, register.person(person));
            for field in Field::ALL {
                let level = usize::from(comparison.level(*field));
                if level > 0 {
                    pairs[*field as usize] += 1.0;
                    hits[*field as usize][level] += 1.0 / comparison.share(*field);
                }
            }
        }
    }
    (hits, pairs)
}

fn compare_all(register: &Register, records: &[(u64, Record)]) -> Vec<Compared> {
    records
        .par_iter()
        .map_init(Vec::new, |found, (_, record)| {
            candidates(register, record, found);
            let owner = NumberOwner::new(register, record.number);
            let compare =
                |at: &u32| Comparison::new(register, record, &owner, register.person(*at));
            Compared {
                traits: Traits::new(register, record, &owner),
                pairs: found.iter().map(compare).collect(),
            }
        })
        .collect()
}

fn learn_matches(model: &mut Model, samples: &[(f64, Vec<Compared>)]) {
    let mut expected = Expected::new();
    for (people, records) in samples {
        let prior = model.prior(*people);
        let chunks: Vec<Expected> = records
            .par_chunks(CHUNK)
            .map(|chunk| expect(model, prior, chunk))
            .collect();
        expected = chunks.iter().fold(expected, Expected::add);
    }
    // A level never seen is not impossible: half a pair is added to each.
    for field in Field::ALL {
        let counts = &expected.levels[*field as usize];
        let total: f64 = counts.iter().skip(1).map(|count| count + 0.5).sum();
        for (level, count) in counts.iter().enumerate().skip(1) {
            let chance = model
                .weight(*field, u8::try_from(level).unwrap_or(0))
                .chance;
            let matched = (count + 0.5) / total;
            model.set_weight(*field, level, Weight { matched, chance });
        }
    }
    let nobody = expected.records - expected.matched;
    for of in Trait::ALL {
        let (counts, all) = (&expected.nobody[*of as usize], &expected.all[*of as usize]);
        for (level, (count, all)) in counts.iter().zip(all).enumerate() {
            let weight = TraitWeight {
                nobody: (count + 0.5) / (nobody + 1.0),
                all: (all + 0.5) / (expected.records + 1.0),
            };
            model.set_trait(*of, level, weight);
        }
    }
    model.take_logarithms();
    model.set_in_register((expected.matched / expected.records.max(1.0)).clamp(0.01, 0.99));
}

/// How much of each level is expected among the pairs that belong together, and of each trait among records of nobody.
fn expect(model: &Model, prior: f64, records: &[Compared]) -> Expected {
    let mut expected = Expected::new();
    for record in records {
        let prior = prior - model.nobody(&record.traits);
        let odds: Vec<f64> = record
            .pairs
            .iter()
            .map(|pair| (prior + model.total(pair)).min(200.0).exp2())
            .collect();
        let all: f64 = 1.0 + odds.iter().sum::<f64>();
        for (pair, odds) in record.pairs.iter().zip(odds) {
            let share = odds / all;
            if share > 1e-6 {
                expected.matched += share;
                for field in Field::ALL {
                    expected.levels[*field as usize][usize::from(pair.level(*field))] += share;
                }
            }
        }
        expected.records += 1.0;
        for of in Trait::ALL {
            let level = usize::from(record.traits.level(*of));
            expected.all[*of as usize][level] += 1.0;
            expected.nobody[*of as usize][level] += 1.0 / all;
        }
    }
    expected
}
