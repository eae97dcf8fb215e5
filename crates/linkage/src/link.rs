use rayon::prelude::*;
use serde::{Serialize, Serializer};

use crate::{
    block::candidates,
    compare::{BirthLevel, Comparison, Field, NameCore, NumberOwner, Traits},
    language::Language,
    model::Model,
    record::Record,
    register::Register,
};

/// Scores are cut here: more bits than this mean nothing.
const MOST_BITS: f64 = 100.0;

/// An owner of the number with this many bits has no rivals: without the number nobody comes near.
const CLEAR_BITS: f64 = 30.0;

/// Who is no more bits than this behind the best fits nearly as well.
const ALIKE_BITS: f64 = 3.0;

/// Candidates whose data fit the nearest cache together.
const FEW: usize = 32;

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// The person is found.
    Linked,
    /// A person must decide.
    Review,
    /// Nobody in the register comes near.
    NotFound,
}

impl Decision {
    /// All decisions.
    pub const ALL: &'static [Self] = &[Self::Linked, Self::Review, Self::NotFound];

    /// The key in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Linked => "linked",
            Self::Review => "review",
            Self::NotFound => "not_found",
        }
    }

    /// What a clerk reads.
    pub const fn text(self, language: Language) -> &'static str {
        match self {
            Self::Linked => language.of("Khớp", "Linked"),
            Self::Review => language.of("Cần xem xét", "To review"),
            Self::NotFound => language.of("Không tìm thấy", "Not found"),
        }
    }
}

impl Serialize for Decision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

/// A person who may be the one of a record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The place of the person in the register.
    pub person: u32,
    /// The bits of all fields and of the prior.
    pub bits: f64,
    /// The comparison.
    pub comparison: Comparison,
}

/// The best candidate of a record, and what is decided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// The decision.
    pub decision: Decision,
    /// The best candidate, if any.
    pub best: Option<Candidate>,
    /// Log odds (base 2) that the best candidate is the person, against all others and against nobody.
    pub score: f64,
    /// Log odds (base 2) that the person is in the register at all, whoever of the candidates it is.
    pub registered: f64,
    /// How many others fit nearly as well: their odds are an eighth of those of the best, or more. Counted for reviews only.
    pub alike: u8,
}

/// Matches records against a register with a model.
#[derive(Debug, Clone, Copy)]
pub struct Linker<'a> {
    register: &'a Register,
    model: &'a Model,
}

impl<'a> Linker<'a> {
    /// Puts a register and a model together.
    pub const fn new(register: &'a Register, model: &'a Model) -> Self {
        Self { register, model }
    }

    /// Matches records, on all threads; the outcomes are in the order of the records.
    pub fn link(&self, records: &[Record]) -> Vec<Outcome> {
        records
            .par_iter()
            .map_init(Vec::new, |found, record| self.link_with(record, found))
            .collect()
    }

    /// Matches one record.
    pub fn link_one(&self, record: &Record) -> Outcome {
        self.link_with(record, &mut Vec::new())
    }

    /// All candidates of a record, the best first.
    pub fn candidates(&self, record: &Record) -> Vec<Candidate> {
        let mut found = Vec::new();
        let mut all = self.score_all(record, &mut found);
        all.sort_by(|a, b| {
            b.bits
                .total_cmp(&a.bits)
                .then(self.register.order(a.person, b.person))
        });
        all
    }

    fn score_all(&self, record: &Record, found: &mut Vec<u32>) -> Vec<Candidate> {
        candidates(self.register, record, found);
        let owner = NumberOwner::new(self.register, record.number);
        self.score(record, &owner, found)
    }

    fn score(&self, record: &Record, owner: &NumberOwner, people: &[u32]) -> Vec<Candidate> {
        let nobody = self
            .model
            .nobody(&Traits::new(self.register, record, owner));
        let prior = self.model.prior(self.register.frequencies.total()) - nobody;
        let candidate = |at: &u32| {
            let comparison =
                Comparison::new(self.register, record, owner, self.register.person(*at));
            Candidate {
                person: *at,
                bits: (prior + self.model.total(&comparison)).min(MOST_BITS),
                comparison,
            }
        };
        let mut all = Vec::with_capacity(people.len());
        for few in people.chunks(FEW) {
            self.register.fetch(few);
            all.extend(few.iter().map(candidate));
        }
        all
    }

    /// The owners of the number of a record, if one of them is so clearly its person that nobody else needs to be compared.
    fn clear_owners(&self, record: &Record, found: &mut Vec<u32>) -> Option<Vec<Candidate>> {
        let pin = record.number.padded()?;
        found.clear();
        found.extend(
            self.register
                .blocks
                .owners(pin)
                .filter(|at| self.register.person(*at).pin == pin),
        );
        if found.is_empty() {
            return None;
        }
        let owner = NumberOwner::new(self.register, record.number);
        let all = self.score(record, &owner, found);
        all.iter()
            .any(|candidate| candidate.bits >= CLEAR_BITS && is_supported(&candidate.comparison))
            .then_some(all)
    }

    /// The better of two candidates; of equals, the first in the register.
    fn better(&self, one: Candidate, other: Candidate) -> Candidate {
        let first = || self.register.order(other.person, one.person).is_lt();
        if other.bits > one.bits || (other.bits.total_cmp(&one.bits).is_eq() && first()) {
            other
        } else {
            one
        }
    }

    pub(crate) const fn model(&self) -> &'a Model {
        self.model
    }

    pub(crate) const fn register(&self) -> &'a Register {
        self.register
    }

    pub(crate) fn link_with(&self, record: &Record, found: &mut Vec<u32>) -> Outcome {
        let all = self
            .clear_owners(record, found)
            .unwrap_or_else(|| self.score_all(record, found));
        let best = all
            .iter()
            .copied()
            .reduce(|best, next| self.better(best, next));
        let Some(best) = best else {
            return Outcome {
                decision: Decision::NotFound,
                best: None,
                score: -MOST_BITS,
                registered: -MOST_BITS,
                alike: 0,
            };
        };
        let others = || {
            all.iter().filter(|rival| {
                rival.person != best.person
                    && rival.bits > -30.0
                    && !self.register.same_person(rival.person, best.person)
            })
        };
        let rivals: f64 = others().map(|rival| rival.bits.exp2()).sum();
        let score = best.bits - (1.0 + rivals).log2();
        let registered = (best.bits.exp2() + rivals).log2();
        let thresholds = self.model.thresholds();
        // Where many fit equally well none has a good score, and yet one of them it is likely to be.
        let decision = if score < thresholds.review && registered <= 0.0 {
            Decision::NotFound
        } else if score < thresholds.link || number_alone(&best.comparison) {
            Decision::Review
        } else {
            Decision::Linked
        };
        let alike = if decision == Decision::Review {
            others()
                .filter(|rival| rival.bits > best.bits - ALIKE_BITS)
                .count()
        } else {
            0
        };
        let alike = u8::try_from(alike).unwrap_or(u8::MAX);
        Outcome {
            decision,
            best: Some(best),
            score,
            registered,
            alike,
        }
    }
}

/// Whether neither the name nor the date of birth supports a pair, so that only the number can.
pub(crate) fn number_alone(comparison: &Comparison) -> bool {
    let name = comparison.level(Field::NameCore);
    let birth = comparison.level(Field::Birth);
    let unlike = name == NameCore::Unknown as u8 || name >= NameCore::Some as u8;
    let unborn = birth == BirthLevel::Unknown as u8 || birth >= BirthLevel::SameYear as u8;
    unlike && unborn
}

/// Whether name and date of birth both support a pair, faults allowed: the owner of a relative's number is not mistaken for it.
fn is_supported(comparison: &Comparison) -> bool {
    let within = |level: u8, last: u8| (1..=last).contains(&level);
    within(comparison.level(Field::NameCore), NameCore::Added as u8)
        && within(comparison.level(Field::Birth), BirthLevel::OtherMonth as u8)
}
