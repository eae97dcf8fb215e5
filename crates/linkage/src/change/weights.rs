use serde::Serialize;

use crate::{
    compare::{Field, Level, Trait},
    model::{Model, Thresholds},
};

/// The weights of two models side by side; those that moved most come first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelChanges {
    /// The versions.
    pub versions: [String; 2],
    /// The thresholds.
    pub thresholds: [Thresholds; 2],
    /// The shares of records whose person is in the register.
    pub in_register: [f64; 2],
    /// The levels of all fields.
    pub weights: Vec<WeightChange>,
    /// The levels of all traits.
    pub traits: Vec<TraitChange>,
}

/// What a level of a field is worth in two models, its share of the register aside.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WeightChange {
    /// The field.
    pub field: &'static str,
    /// The level.
    pub level: &'static str,
    /// The bits in both models.
    pub bits: [f64; 2],
    /// How many bits more the second model gives.
    pub change: f64,
}

/// What a trait of a record speaks for nobody in the register being its person, in two models.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TraitChange {
    /// The trait.
    #[serde(rename = "trait")]
    pub of: &'static str,
    /// The level.
    pub level: &'static str,
    /// The bits in both models.
    pub bits: [f64; 2],
    /// How many bits more the second model gives.
    pub change: f64,
}

impl ModelChanges {
    /// Compares two models.
    pub fn new(before: &Model, after: &Model) -> Self {
        let models = [before, after];
        let mut weights: Vec<WeightChange> = Field::ALL
            .iter()
            .flat_map(|field| {
                (0_u8..).zip(field.levels()).skip(1).map(|(at, level)| {
                    let bits = models.map(|model| {
                        let weight = model.weight(*field, at);
                        (weight.matched / weight.chance).log2()
                    });
                    WeightChange {
                        field: field.key(),
                        level,
                        bits,
                        change: bits[1] - bits[0],
                    }
                })
            })
            .collect();
        // Stable: what moved equally stays in the order of the fields.
        weights.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()));
        let mut traits: Vec<TraitChange> = Trait::ALL
            .iter()
            .flat_map(|of| {
                (0_u8..).zip(of.levels()).map(|(at, level)| {
                    let bits = models.map(|model| {
                        let weight = model.trait_weight(*of, at);
                        (weight.nobody / weight.all).log2()
                    });
                    TraitChange {
                        of: of.key(),
                        level,
                        bits,
                        change: bits[1] - bits[0],
                    }
                })
            })
            .collect();
        traits.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()));
        Self {
            versions: models.map(|model| model.version().to_owned()),
            thresholds: models.map(Model::thresholds),
            in_register: models.map(Model::in_register),
            weights,
            traits,
        }
    }
}
