use std::collections::HashMap;

use chrono::Datelike;

use crate::{
    dice::{Shuffle, mix},
    person::Person,
    places::Places,
    plan::Plan,
};

/// The random digits of a personal number, and of an old one behind the two digits of the province.
const PIN_TAILS: u64 = 1_000_000;
const CMND_TAILS: u64 = 10_000_000;

/// Gives numbers out that nobody else has: of the tails of a group (province, sex, year) each chunk has a part of its own.
#[derive(Debug)]
pub(crate) struct Numbers {
    seed: u64,
    chunk: u64,
    chunks: u64,
    given: HashMap<u64, u64>,
}

impl Numbers {
    pub(crate) fn new(plan: &Plan, chunk: u64) -> Self {
        Self {
            seed: plan.seed,
            chunk,
            chunks: plan.chunks(),
            given: HashMap::new(),
        }
    }

    fn tail(&mut self, group: u64, tails: u64) -> u64 {
        let next = self.given.entry(group).or_default();
        let at = self.chunk * (tails / self.chunks) + *next % (tails / self.chunks).max(1);
        *next += 1;
        Shuffle::new(tails, mix(self.seed) ^ group).place(at % tails)
    }

    /// Số định danh: province of birth, sex and century, year, six digits (Thông tư 59/2021/TT-BCA, điều 4).
    pub(crate) fn pin(&mut self, person: &Person) -> u64 {
        let year = u64::try_from(person.birth.year()).unwrap_or(1900);
        let century = (year / 100).saturating_sub(19) * 2 + person.sex as u64;
        let group = u64::from(person.birth_province) * 1000 + century * 100 + year % 100;
        group * PIN_TAILS + self.tail(group, PIN_TAILS)
    }

    /// CMND: two digits for the province and seven more.
    pub(crate) fn cmnd(&mut self, person: &Person) -> u32 {
        let province = Places::get().province_of(person.birth_province).cmnd();
        let tail = self.tail(1_000_000 + u64::from(province), CMND_TAILS);
        province * 10_000_000 + u32::try_from(tail).unwrap_or(0)
    }
}
