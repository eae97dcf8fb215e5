use std::cmp::Ordering;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::{Frequencies, Ids, NameShares, Person, Register, Status};
use crate::{
    block::Blocks,
    encoding::decode,
    field::{BirthDate, Place, Sex, WrittenNumber},
    text::Name,
};

/// A row of the register as it is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct RegisterRow<'a> {
    /// The id that the register gives the person.
    pub person_id: &'a str,
    /// Số định danh.
    pub id12: &'a str,
    /// CMND 9 số.
    pub cmnd9: &'a str,
    /// Họ, chữ đệm và tên.
    pub full_name: &'a str,
    /// Ngày sinh.
    pub dob: &'a str,
    /// Giới tính.
    pub sex: &'a str,
    /// Tỉnh.
    pub province: &'a str,
    /// Huyện.
    pub district: &'a str,
    /// Xã, phường.
    pub ward: &'a str,
    /// Tổ dân phố, thôn.
    pub neighbourhood: &'a str,
    /// Hộ.
    pub household_id: &'a str,
    /// Họ tên cha.
    pub father_name: &'a str,
    /// Họ tên mẹ.
    pub mother_name: &'a str,
    /// Tình trạng: resident, temporary, `moved_away` or deceased.
    pub status: &'a str,
    /// 1: a card was issued.
    pub card_issued: &'a str,
    /// The code of the province where the birth was registered.
    pub birth_province: &'a str,
}

/// Collects rows into a [`Register`]. The order of rows does not matter.
#[derive(Debug, Default)]
pub struct RegisterBuilder {
    people: Vec<Person>,
    ids: Ids,
    names: Interned<Name>,
    places: Interned<Place>,
    households: HashMap<String, u32>,
    place_text: String,
}

/// Values by the text they were read from: a register repeats a few thousand texts.
#[derive(Debug)]
struct Interned<T> {
    by_text: HashMap<Box<str>, u32>,
    values: Vec<T>,
}

impl<T> Default for Interned<T> {
    fn default() -> Self {
        Self {
            by_text: HashMap::new(),
            values: Vec::new(),
        }
    }
}

impl<T> Interned<T> {
    fn get(&mut self, text: &str, read: impl FnOnce() -> T) -> u32 {
        if let Some(at) = self.by_text.get(text) {
            return *at;
        }
        let at = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push(read());
        self.by_text.insert(text.into(), at);
        at
    }
}

impl RegisterBuilder {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row.
    pub fn push(&mut self, row: &RegisterRow<'_>) {
        let mut name = |text: &str| self.names.get(text, || Name::parse(&decode(text).text));
        let (full, father, mother) = (
            name(row.full_name),
            name(row.father_name),
            name(row.mother_name),
        );
        self.place_text.clear();
        for part in [row.neighbourhood, row.ward, row.district, row.province] {
            self.place_text.push_str(part);
            self.place_text.push('\u{1f}');
        }
        let place = self.places.get(&self.place_text, || {
            Place::parse(row.neighbourhood, row.ward, row.district, row.province)
        });
        let next = u32::try_from(self.households.len() + 1).unwrap_or(u32::MAX);
        let household = match row.household_id {
            "" => 0,
            id => *self.households.entry_ref(id).or_insert(next),
        };
        let old_number = match WrittenNumber::parse(row.cmnd9) {
            WrittenNumber::Old(digits) => u32::try_from(digits).unwrap_or(0),
            _ => 0,
        };
        self.ids.push(row.person_id);
        self.people.push(Person {
            pin: WrittenNumber::parse(row.id12).padded().unwrap_or(0),
            old_number,
            name: full,
            father,
            mother,
            household,
            place,
            birth: BirthDate::parse(row.dob)
                .map(|(date, _)| date)
                .unwrap_or_default(),
            birth_province: row.birth_province.trim().parse().unwrap_or(0),
            sex: Sex::parse(row.sex),
            status: Status::parse(row.status),
            has_card: row.card_issued.trim() == "1",
        });
    }

    /// Puts the people in the order of their ids and builds what matching needs.
    pub fn finish(self) -> Register {
        // The texts are no longer needed, and what is built next needs room.
        let (names, places, households) =
            (self.names.values, self.places.values, self.households.len());
        drop((self.names.by_text, self.places.by_text, self.households));
        let mut order: Vec<u32> =
            (0..u32::try_from(self.people.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by(|a, b| by_id(self.ids.get(*a as usize), self.ids.get(*b as usize)));
        let people: Vec<Person> = order.iter().map(|at| self.people[*at as usize]).collect();
        let mut ids = Ids::default();
        for at in &order {
            ids.push(self.ids.get(*at as usize));
        }
        let (starts, members) = group(&people, households);
        let frequencies = Frequencies::new(&people, &names, &places);
        let youngest_card = people
            .iter()
            .filter(|person| person.has_card)
            .map(|person| person.birth.year)
            .max()
            .unwrap_or(u16::MAX);
        let name_shares: Vec<NameShares> = names
            .par_iter()
            .map(|name| NameShares::new(&frequencies, name))
            .collect();
        let blocks = Blocks::new(&people, &names, &places, &frequencies, &name_shares);
        Register {
            people,
            ids,
            names,
            places,
            households: starts,
            members,
            frequencies,
            blocks,
            name_shares,
            youngest_card,
        }
    }
}

/// Ids that are numbers sort as numbers: the shorter first.
fn by_id(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// The members of each household, end to end.
fn group(people: &[Person], households: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; households + 2];
    for person in people {
        starts[person.household as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut members = vec![0; people.len()];
    for (at, person) in (0..).zip(people) {
        let place = &mut next[person.household as usize];
        members[*place as usize] = at;
        *place += 1;
    }
    (starts, members)
}
