use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Model, Thresholds, TraitWeight, Weight};
use crate::compare::{Field, Level, Trait};

/// The format of the file; a file with another is refused.
const FORMAT: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    version: String,
    in_register: f64,
    thresholds: Thresholds,
    fields: BTreeMap<String, BTreeMap<String, Weight>>,
    traits: BTreeMap<String, BTreeMap<String, TraitWeight>>,
}

/// Why a file is no model.
#[derive(Debug, Error)]
pub enum ModelFault {
    /// It is not TOML, or not of this form.
    #[error("the model cannot be read")]
    Malformed(#[from] toml::de::Error),
    /// It is of another format.
    #[error("the model has format {0}, expected {FORMAT}")]
    Format(u32),
    /// A level is missing.
    #[error("the model has no weight for {field}.{level}")]
    Missing {
        /// The field.
        field: &'static str,
        /// The level.
        level: &'static str,
    },
    /// A share is not between 0 and 1, or the thresholds are in the wrong order.
    #[error("the model has an impossible value: {0}")]
    Impossible(String),
}

impl Model {
    /// Reads a model.
    ///
    /// # Errors
    ///
    /// The text is not TOML of this form, is of another format, lacks a level or has an impossible value.
    pub fn parse(text: &str) -> Result<Self, ModelFault> {
        let file: File = toml::from_str(text)?;
        if file.format != FORMAT {
            return Err(ModelFault::Format(file.format));
        }
        let mut model = Self {
            version: file.version,
            in_register: file.in_register,
            thresholds: file.thresholds,
            ..Self::default()
        };
        for field in Field::ALL {
            for (at, level) in field.levels().into_iter().enumerate().skip(1) {
                let weight = file
                    .fields
                    .get(field.key())
                    .and_then(|levels| levels.get(level))
                    .ok_or(ModelFault::Missing {
                        field: field.key(),
                        level,
                    })?;
                if !(weight.matched > 0.0 && weight.matched <= 1.0 && weight.chance > 0.0) {
                    return Err(ModelFault::Impossible(format!("{}.{level}", field.key())));
                }
                model.weights[*field as usize][at] = *weight;
            }
        }
        for of in Trait::ALL {
            for (at, level) in of.levels().into_iter().enumerate() {
                let weight = file
                    .traits
                    .get(of.key())
                    .and_then(|levels| levels.get(level))
                    .ok_or(ModelFault::Missing {
                        field: of.key(),
                        level,
                    })?;
                if !(weight.nobody > 0.0 && weight.all > 0.0) {
                    return Err(ModelFault::Impossible(format!("{}.{level}", of.key())));
                }
                model.traits[*of as usize][at] = *weight;
            }
        }
        if !(model.in_register > 0.0 && model.in_register < 1.0) {
            return Err(ModelFault::Impossible("in_register".to_owned()));
        }
        if model.thresholds.review > model.thresholds.link {
            return Err(ModelFault::Impossible("thresholds".to_owned()));
        }
        model.take_logarithms();
        Ok(model)
    }

    /// Writes the model as a file.
    pub fn to_toml(&self) -> String {
        let fields = Field::ALL
            .iter()
            .map(|field| {
                let levels = field
                    .levels()
                    .into_iter()
                    .zip(&self.weights[*field as usize])
                    .skip(1);
                (
                    field.key().to_owned(),
                    levels
                        .map(|(level, weight)| (level.to_owned(), *weight))
                        .collect(),
                )
            })
            .collect();
        let traits = Trait::ALL
            .iter()
            .map(|of| {
                let levels = of.levels().into_iter().zip(&self.traits[*of as usize]);
                (
                    of.key().to_owned(),
                    levels
                        .map(|(level, weight)| (level.to_owned(), *weight))
                        .collect(),
                )
            })
            .collect();
        toml::to_string(&File {
            format: FORMAT,
            version: self.version.clone(),
            in_register: self.in_register,
            thresholds: self.thresholds,
            fields,
            traits,
        })
        .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_model_is_complete() {
        let model = Model::parse(include_str!("../../model/standard.toml")).unwrap();
        assert_eq!(&model, Model::standard());
        assert_eq!(Model::parse(&model.to_toml()).unwrap(), model);
    }

    #[test]
    fn a_model_without_a_level_is_refused() {
        let text = Model::standard()
            .to_toml()
            .replace("[fields.birth.same]", "[fields.birth.other]");
        assert!(matches!(
            Model::parse(&text),
            Err(ModelFault::Missing {
                field: "birth",
                level: "same"
            })
        ));
    }
}
