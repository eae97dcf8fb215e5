use std::hash::Hash;

use hashbrown::{HashMap, hash_map::Entry};

use super::Person;
use crate::{
    field::Place,
    text::{MAX_SYLLABLES, Name, Syllable},
};

/// How many people share a name, a part of a name, a year of birth or a ward.
///
/// All shares come from the register, never from the file being matched: a record is worth the same whatever stands next to it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Frequencies {
    total: f64,
    bags: HashMap<u64, u32>,
    without_one: HashMap<u64, u32>,
    syllables: HashMap<u64, u32>,
    years: HashMap<u16, u32>,
    wards: HashMap<u64, u32>,
    /// Wards of addresses without a district, as they are since 2025-07-01.
    modern_wards: HashMap<u64, u32>,
    districts: HashMap<u64, u32>,
    neighbourhoods: HashMap<u16, u32>,
    prefixes: HashMap<u64, u32>,
}

impl Frequencies {
    pub(crate) fn new(people: &[Person], names: &[Name], places: &[Place]) -> Self {
        let mut all = Self::default();
        let mut bearers = vec![0_u32; names.len()];
        let mut residents = vec![0_u32; places.len()];
        for person in people {
            bearers[person.name as usize] += 1;
            residents[person.place as usize] += 1;
            *all.years.entry(person.birth.year).or_default() += 1;
            *all.prefixes.entry(person.pin / 1_000_000).or_default() += 1;
        }
        for (name, count) in names.iter().zip(bearers).filter(|(_, count)| *count > 0) {
            all.add_name(name, count);
        }
        for (place, count) in places.iter().zip(residents).filter(|(_, count)| *count > 0) {
            *all.wards.entry(place.ward).or_default() += count;
            if place.district == 0 {
                *all.modern_wards.entry(place.ward).or_default() += count;
            }
            *all.districts.entry(place.district).or_default() += count;
            *all.neighbourhoods.entry(place.neighbourhood).or_default() += count;
        }
        all.set_total(people.len());
        all
    }

    fn add_name(&mut self, name: &Name, count: u32) {
        let bag = name.bag();
        *self.bags.entry(bag).or_default() += count;
        for key in distinct_keys(name) {
            *self.without_one.entry(bag.wrapping_sub(key)).or_default() += count;
            *self.syllables.entry(key).or_default() += count;
        }
    }

    pub(crate) fn set_total(&mut self, people: usize) {
        self.total = f64::from(u32::try_from(people.max(1)).unwrap_or(u32::MAX));
    }

    /// Counts a person who came, or no longer one who left. The total is set apart.
    pub(crate) fn count(&mut self, person: &Person, name: &Name, place: &Place, came: bool) {
        step(&mut self.years, person.birth.year, came);
        step(&mut self.prefixes, person.pin / 1_000_000, came);
        step(&mut self.wards, place.ward, came);
        if place.district == 0 {
            step(&mut self.modern_wards, place.ward, came);
        }
        step(&mut self.districts, place.district, came);
        step(&mut self.neighbourhoods, place.neighbourhood, came);
        let bag = name.bag();
        step(&mut self.bags, bag, came);
        for key in distinct_keys(name) {
            step(&mut self.without_one, bag.wrapping_sub(key), came);
            step(&mut self.syllables, key, came);
        }
    }

    fn share(&self, count: Option<&u32>) -> f64 {
        f64::from(count.copied().unwrap_or(0).max(1)) / self.total
    }

    /// How many people.
    pub(crate) const fn total(&self) -> f64 {
        self.total
    }

    /// The share of people with these syllables for a name.
    pub(crate) fn bag(&self, bag: u64) -> f64 {
        self.share(self.bags.get(&bag))
    }

    /// How many people have these syllables for a name.
    pub(crate) fn bearers(&self, bag: u64) -> u32 {
        self.bags.get(&bag).copied().unwrap_or(0)
    }

    /// The share of people whose name is these syllables, or these and one more.
    pub(crate) fn without_one(&self, bag: u64) -> f64 {
        let count = self.without_one.get(&bag).copied().unwrap_or(0)
            + self.bags.get(&bag).copied().unwrap_or(0);
        self.share(Some(&count))
    }

    pub(crate) fn syllable(&self, key: u64) -> f64 {
        self.share(self.syllables.get(&key))
    }

    pub(crate) fn year(&self, year: u16) -> f64 {
        self.share(self.years.get(&year))
    }

    pub(crate) fn ward(&self, ward: u64) -> f64 {
        self.share(self.wards.get(&ward))
    }

    pub(crate) fn is_ward(&self, ward: u64) -> bool {
        self.wards.contains_key(&ward)
    }

    /// Whether a ward stands in an address without a district.
    pub(crate) fn is_modern_ward(&self, ward: u64) -> bool {
        self.modern_wards.contains_key(&ward)
    }

    pub(crate) fn is_district(&self, district: u64) -> bool {
        self.districts.contains_key(&district)
    }

    pub(crate) fn district(&self, district: u64) -> f64 {
        self.share(self.districts.get(&district))
    }

    pub(crate) fn neighbourhood(&self, number: u16) -> f64 {
        self.share(self.neighbourhoods.get(&number))
    }

    /// The share of people whose number begins with these six digits: province, sex and century, year.
    pub(crate) fn prefix(&self, prefix: u64) -> f64 {
        self.share(self.prefixes.get(&prefix))
    }
}

/// The keys of the syllables of a name, each once.
fn distinct_keys(name: &Name) -> Vec<u64> {
    let mut keys: Vec<u64> = name.syllables().iter().map(Syllable::key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// One more or one less; what is counted down to nothing is forgotten.
fn step<K: Eq + Hash>(counts: &mut HashMap<K, u32>, key: K, more: bool) {
    match counts.entry(key) {
        Entry::Occupied(mut entry) if more => *entry.get_mut() += 1,
        Entry::Occupied(mut entry) if *entry.get() > 1 => *entry.get_mut() -= 1,
        Entry::Occupied(entry) => {
            entry.remove();
        }
        Entry::Vacant(entry) => {
            if more {
                entry.insert(1);
            }
        }
    }
}

/// How frequent a name is, whole and without each of its syllables: looked up once, not in every comparison.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameShares {
    whole: f64,
    without: [f64; MAX_SYLLABLES],
}

impl NameShares {
    pub(crate) fn new(frequencies: &Frequencies, name: &Name) -> Self {
        let mut without = [1.0; MAX_SYLLABLES];
        for (share, syllable) in without.iter_mut().zip(name.syllables()) {
            *share = frequencies.without_one(name.bag().wrapping_sub(syllable.key()));
        }
        Self {
            whole: frequencies.bag(name.bag()),
            without,
        }
    }

    /// The share of people with the name.
    pub(crate) const fn whole(&self) -> f64 {
        self.whole
    }

    /// The share of people with the name without the syllable at a place, or with it and any other.
    pub(crate) fn without(&self, place: usize) -> f64 {
        self.without[place]
    }
}
