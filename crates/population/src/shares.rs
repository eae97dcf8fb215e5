use std::{collections::BTreeMap, sync::LazyLock};

use chrono::NaiveDate;
use serde::Deserialize;

static SHARES: LazyLock<Shares> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/shares.toml")).expect("the file is part of the program")
});

/// The shares that everything is drawn by: `data/shares.toml` says where they come from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Shares {
    pub(crate) as_of: NaiveDate,
    pub(crate) people: People,
    pub(crate) register_faults: RegisterFaults,
    pub(crate) zipf: Zipf,
    pub(crate) sector: Sector,
    pub(crate) normal: Level,
    pub(crate) hard: Level,
}

impl Shares {
    pub(crate) fn get() -> &'static Self {
        &SHARES
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    pub(crate) head_age: Vec<f64>,
    pub(crate) households: Households,
    pub(crate) female_head: f64,
    pub(crate) children: Vec<f64>,
    pub(crate) boys: f64,
    pub(crate) boys_before: f64,
    pub(crate) twins: f64,
    pub(crate) born_elsewhere: f64,
    pub(crate) moved_household: f64,
    pub(crate) moved_alone: f64,
    pub(crate) deceased: [f64; 3],
    pub(crate) no_card: f64,
    pub(crate) card_age: i32,
    pub(crate) cmnd_until: i32,
    pub(crate) year_alone: f64,
    pub(crate) month_alone: f64,
    pub(crate) new_year: f64,
    pub(crate) new_tone_style: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Households {
    pub(crate) alone: f64,
    pub(crate) couple: f64,
    pub(crate) family: f64,
    pub(crate) lone_parent: f64,
    pub(crate) with_grandparents: f64,
    pub(crate) with_sons_family: f64,
    pub(crate) lodgers: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterFaults {
    pub(crate) duplicate_no_id: f64,
    pub(crate) duplicate_other_id: f64,
    pub(crate) duplicate_old_place: f64,
    pub(crate) missing_ward: f64,
    pub(crate) missing_dob_day: f64,
    pub(crate) missing_parents: f64,
    pub(crate) missing_id: f64,
    pub(crate) household_without_head: f64,
    pub(crate) household_two_heads: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Zipf {
    pub(crate) given_flat: f64,
    pub(crate) given_steep: f64,
    pub(crate) middle_flat: f64,
    pub(crate) middle_steep: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sector {
    /// Name, share, youngest age.
    pub(crate) datasets: Vec<(String, u32, i32)>,
    pub(crate) dates: Vec<f64>,
    pub(crate) sexes: Vec<f64>,
    pub(crate) cases: Vec<f64>,
    pub(crate) neighbourhood: f64,
    pub(crate) guardian: f64,
    pub(crate) nobody: Nobody,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nobody {
    pub(crate) elsewhere: f64,
    pub(crate) newcomer: f64,
    pub(crate) relative: f64,
    pub(crate) namesake: f64,
}

/// The shares of a difficulty.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Level {
    pub(crate) categories: Categories,
    pub(crate) wrong_number: BTreeMap<String, f64>,
    pub(crate) other_numbers: OtherNumbers,
    pub(crate) faults: BTreeMap<String, f64>,
    pub(crate) manner: BTreeMap<String, f64>,
    pub(crate) old_numbers: OldNumbers,
}

impl Level {
    /// The chance of a fault in what a record says.
    pub(crate) fn fault(&self, tag: &str) -> f64 {
        self.faults.get(tag).copied().unwrap_or(0.0)
    }

    /// The chance of a manner of writing.
    pub(crate) fn manner(&self, tag: &str) -> f64 {
        self.manner.get(tag).copied().unwrap_or(0.0)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Categories {
    pub(crate) missing_id: f64,
    pub(crate) wrong_id: f64,
    pub(crate) cmnd9: f64,
    pub(crate) wrong_info: f64,
    pub(crate) not_in_register: f64,
    pub(crate) no_card: f64,
    pub(crate) duplicate: f64,
    pub(crate) deceased: f64,
    pub(crate) moved_away: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OtherNumbers {
    pub(crate) right: f64,
    pub(crate) missing: f64,
    pub(crate) old: f64,
    pub(crate) wrong: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OldNumbers {
    pub(crate) recorded: f64,
    pub(crate) mistyped: f64,
}
