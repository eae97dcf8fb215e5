mod file;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use file::ModelFault;

use crate::compare::{Comparison, Field, Level, Trait, Traits};

static STANDARD: LazyLock<Model> =
    LazyLock::new(|| Model::parse(include_str!("../../model/standard.toml")).unwrap_or_default());

/// What agreement and disagreement are worth, and from where on a link is made: learned from data, then fixed.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    version: String,
    in_register: f64,
    thresholds: Thresholds,
    weights: [Vec<Weight>; Field::COUNT],
    traits: [Vec<TraitWeight>; Trait::COUNT],
    /// The logarithms of the weights.
    bits: [Vec<f64>; Field::COUNT],
}

/// The two scores that decide.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// From this score on a record is linked.
    pub link: f64,
    /// From this score on a person must decide.
    pub review: f64,
}

/// How frequent a level is among pairs of a record and its person, and among others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// Among pairs that belong together.
    #[serde(rename = "match")]
    pub matched: f64,
    /// Among others, for each unit of the share of the register that agrees.
    pub chance: f64,
}

/// How frequent a trait is among records whose person is not in the register, and among all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TraitWeight {
    /// Among records of nobody in the register.
    pub nobody: f64,
    /// Among all records.
    pub all: f64,
}

impl Default for Model {
    /// A model that has learned nothing: what training starts from.
    fn default() -> Self {
        let weights = std::array::from_fn(|at| {
            let levels = Field::ALL[at].levels().len();
            (0..levels)
                .map(|level| Weight {
                    matched: if level == 1 { 0.8 } else { 0.01 },
                    chance: 0.5,
                })
                .collect()
        });
        let even = TraitWeight {
            nobody: 0.5,
            all: 0.5,
        };
        let traits = std::array::from_fn(|at| vec![even; Trait::ALL[at].levels().len()]);
        let mut model = Self {
            version: "untrained".to_owned(),
            in_register: 0.9,
            thresholds: Thresholds {
                link: 1.0,
                review: -4.0,
            },
            weights,
            traits,
            bits: Default::default(),
        };
        model.take_logarithms();
        model
    }
}

impl Model {
    /// The model that comes with the program.
    pub fn standard() -> &'static Self {
        &STANDARD
    }

    /// The version that the file gives itself.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The thresholds.
    pub const fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    /// The share of records whose person is in the register.
    pub const fn in_register(&self) -> f64 {
        self.in_register
    }

    /// The weight of a level of a field.
    pub fn weight(&self, field: Field, level: u8) -> Weight {
        self.weights[field as usize][usize::from(level)]
    }

    /// The weight of a level of a trait.
    pub fn trait_weight(&self, of: Trait, level: u8) -> TraitWeight {
        self.traits[of as usize][usize::from(level)]
    }

    /// The bits that a field of a comparison speaks for the pair, or against it; 0 if there is nothing to compare.
    pub fn bits(&self, comparison: &Comparison, field: Field) -> f64 {
        self.level_bits(comparison, field) - comparison.share(field).log2()
    }

    /// The bits of all fields.
    pub fn total(&self, comparison: &Comparison) -> f64 {
        let levels: f64 = Field::ALL
            .iter()
            .map(|field| self.level_bits(comparison, *field))
            .sum();
        // One logarithm for all: the product of a handful of shares is far from the smallest number.
        let shares: f64 = Field::ALL
            .iter()
            .map(|field| comparison.share(*field))
            .product();
        levels - shares.log2()
    }

    fn level_bits(&self, comparison: &Comparison, field: Field) -> f64 {
        self.bits[field as usize][usize::from(comparison.level(field))]
    }

    /// To be called when the weights have changed.
    pub(crate) fn take_logarithms(&mut self) {
        for (bits, weights) in self.bits.iter_mut().zip(&self.weights) {
            *bits = weights
                .iter()
                .map(|weight| (weight.matched / weight.chance).log2())
                .collect();
            // The first level: nothing to compare.
            bits[0] = 0.0;
        }
    }

    /// The bits that the traits of a record speak for nobody in the register being its person.
    pub fn nobody(&self, traits: &Traits) -> f64 {
        let bits = |of: &Trait| {
            let weight = self.traits[*of as usize][usize::from(traits.level(*of))];
            (weight.nobody / weight.all).log2()
        };
        Trait::ALL.iter().map(bits).sum()
    }

    /// The bits that one of `people` has before anything is compared.
    pub fn prior(&self, people: f64) -> f64 {
        (self.in_register / (1.0 - self.in_register) / people.max(1.0)).log2()
    }

    pub(crate) fn set_weight(&mut self, field: Field, level: usize, weight: Weight) {
        self.weights[field as usize][level] = weight;
    }

    pub(crate) fn set_trait(&mut self, of: Trait, level: usize, weight: TraitWeight) {
        self.traits[of as usize][level] = weight;
    }

    pub(crate) const fn set_in_register(&mut self, share: f64) {
        self.in_register = share;
    }

    /// The same weights with other thresholds and another version.
    #[must_use]
    pub fn released(mut self, version: &str, thresholds: Thresholds) -> Self {
        version.clone_into(&mut self.version);
        self.thresholds = thresholds;
        self
    }
}
