use std::sync::LazyLock;

use serde::Deserialize;

use crate::{
    dice::{Dice, mix},
    plan::split,
};

static PLACES: LazyLock<Places> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/places.toml"))
        .expect("the file is part of the program");
    Places::new(file)
});

/// Neighbourhoods of a ward.
const NEIGHBOURHOODS: u64 = 22;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    code: u16,
    name: String,
    district: Vec<FileDistrict>,
    elsewhere: Elsewhere,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileDistrict {
    kind: String,
    name: String,
    before: Option<String>,
    people: u64,
    ward_kind: String,
    wards: Vec<String>,
    successors: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Elsewhere {
    /// Code, name, CMND prefix, weight.
    provinces: Vec<(u16, String, u32, f64)>,
    next: Vec<u16>,
    cmnd: u32,
    syllables: String,
}

/// Tỉnh: its code, its name and the first two digits of the old numbers issued there.
#[derive(Debug)]
pub(crate) struct Province {
    pub(crate) code: u16,
    pub(crate) name: String,
    cmnd: u32,
}

/// Huyện, thị xã, thành phố.
#[derive(Debug)]
pub(crate) struct District {
    pub(crate) kind: String,
    pub(crate) name: String,
    /// The kind it had before it was raised, or the same.
    pub(crate) before: String,
    pub(crate) province: usize,
    people: u64,
    first_ward: usize,
    wards: usize,
}

/// Xã, phường.
#[derive(Debug)]
pub(crate) struct Ward {
    pub(crate) kind: String,
    pub(crate) name: String,
    /// Another name that it once had.
    pub(crate) former: Option<String>,
    /// The commune since 2025-07-01.
    pub(crate) successor: Option<String>,
    pub(crate) district: usize,
}

/// Where somebody lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) ward: usize,
    pub(crate) neighbourhood: u16,
}

/// The communes that people live in, and the provinces they come from: `data/places.toml`.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) provinces: Vec<Province>,
    pub(crate) districts: Vec<District>,
    pub(crate) wards: Vec<Ward>,
    origins: Vec<f64>,
    syllables: Vec<String>,
}

impl Places {
    fn new(file: File) -> Self {
        let syllables = file.elsewhere.syllables.split_whitespace();
        let mut all = Self {
            provinces: vec![Province {
                code: file.code,
                name: file.name,
                cmnd: file.elsewhere.cmnd,
            }],
            districts: Vec::new(),
            wards: Vec::new(),
            origins: vec![0.0],
            syllables: syllables.map(str::to_owned).collect(),
        };
        for (code, name, cmnd, weight) in file.elsewhere.provinces {
            all.provinces.push(Province { code, name, cmnd });
            all.origins.push(weight);
        }
        for district in &file.district {
            all.add(district, 0, None);
        }
        for code in file.elsewhere.next {
            let Some(province) = all.provinces.iter().position(|known| known.code == code) else {
                continue;
            };
            for (at, district) in (0..).zip(&file.district) {
                all.add(district, province, Some(u64::from(code) << 8 | at));
            }
        }
        all
    }

    /// Adds a district; with a key it becomes another one of the same shape.
    fn add(&mut self, of: &FileDistrict, province: usize, key: Option<u64>) {
        let district = self.districts.len();
        let first_ward = self.wards.len();
        let name = key.map_or_else(|| of.name.clone(), |key| self.composed(key));
        for (at, ward) in of.wards.iter().enumerate() {
            let own = mix(key.unwrap_or(district as u64) << 16 | at as u64);
            self.wards.push(Ward {
                kind: of.ward_kind.clone(),
                name: key.map_or_else(|| ward.clone(), |_| self.composed(own)),
                former: own.is_multiple_of(4).then(|| self.composed(own ^ 1)),
                successor: match (key, &of.successors) {
                    (None, Some(successors)) => successors.get(at).cloned(),
                    _ => None,
                },
                district,
            });
        }
        self.districts.push(District {
            kind: of.kind.clone(),
            name,
            before: of.before.clone().unwrap_or_else(|| of.kind.clone()),
            province,
            people: of.people,
            first_ward,
            wards: of.wards.len(),
        });
    }

    /// The name of a place that does not exist.
    pub(crate) fn composed(&self, key: u64) -> String {
        let some = self.syllables.len() as u64;
        let word = |key: u64| &self.syllables[usize::try_from(key % some).unwrap_or(0)];
        let (first, second) = (mix(key) >> 8, mix(key ^ 0x5ca1_ab1e) >> 8);
        let second = if first % some == second % some {
            second + 1
        } else {
            second
        };
        format!("{} {}", word(first), word(second))
    }

    pub(crate) fn get() -> &'static Self {
        &PLACES
    }

    /// Where the person of this number lives, among so many: the districts fill up one after the other.
    pub(crate) fn home(&self, person: u64, people: u64) -> Home {
        let (mut before, mut at) = (0, 0);
        while at + 1 < self.districts.len() && person >= before + self.districts[at].people {
            before += self.districts[at].people;
            at += 1;
        }
        let district = &self.districts[at];
        // A population that does not fill the first district still lives in all of its wards.
        let size = if at == 0 {
            district.people.min(people)
        } else {
            district.people
        };
        let wards = district.wards as u64;
        let inside = (person - before).min(size - 1);
        let ward = inside * wards / size;
        let start = split(size, wards, ward);
        let end = split(size, wards, ward + 1).max(start + 1);
        let neighbourhood = (inside.saturating_sub(start) * NEIGHBOURHOODS / (end - start))
            .min(NEIGHBOURHOODS - 1)
            + 1;
        Home {
            ward: district.first_ward + usize::try_from(ward).unwrap_or(0),
            neighbourhood: u16::try_from(neighbourhood).unwrap_or(1),
        }
    }

    pub(crate) fn ward(&self, home: Home) -> &Ward {
        &self.wards[home.ward]
    }

    pub(crate) fn district(&self, home: Home) -> &District {
        &self.districts[self.ward(home).district]
    }

    pub(crate) fn province(&self, home: Home) -> &Province {
        &self.provinces[self.district(home).province]
    }

    /// A home in another ward of the same district.
    pub(crate) fn other_ward(&self, dice: &mut Dice, home: Home) -> Home {
        let district = self.district(home);
        let shift = 1 + dice.below(district.wards.saturating_sub(1).max(1));
        Home {
            ward: district.first_ward + (home.ward - district.first_ward + shift) % district.wards,
            neighbourhood: other_neighbourhood(dice, 0),
        }
    }

    /// The province where somebody from elsewhere was born.
    pub(crate) fn origin(&self, dice: &mut Dice) -> &Province {
        &self.provinces[dice.weighted(&self.origins)]
    }

    pub(crate) fn province_of(&self, code: u16) -> &Province {
        let known = self.provinces.iter().find(|known| known.code == code);
        known.unwrap_or(&self.provinces[0])
    }
}

impl Province {
    /// The first two digits of old numbers issued here.
    pub(crate) const fn cmnd(&self) -> u32 {
        self.cmnd
    }
}

/// Another neighbourhood of the same ward.
pub(crate) fn other_neighbourhood(dice: &mut Dice, than: u16) -> u16 {
    let all = usize::try_from(NEIGHBOURHOODS).unwrap_or(1);
    let drawn = u16::try_from(1 + dice.below(all)).unwrap_or(1);
    if drawn == than { drawn % 22 + 1 } else { drawn }
}
