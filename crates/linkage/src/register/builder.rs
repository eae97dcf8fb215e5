use std::cmp::Ordering;

use hashbrown::HashMap;
use rayon::prelude::*;

use super::{Frequencies, Ids, NameShares, Person, Register, Status, UNIT_END, person::says_card};
use crate::{
    block::Blocks,
    encoding::decode,
    field::{BirthDate, Place, Sex, WrittenNumber},
    record::SectorRow,
    standing::StandingRegister,
    succession::Succession,
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
    /// Quan hệ với chủ hộ.
    pub relation: &'a str,
    /// Họ tên cha.
    pub father_name: &'a str,
    /// Họ tên mẹ.
    pub mother_name: &'a str,
    /// Tình trạng: resident, temporary, `moved_away` or deceased, or the Vietnamese word.
    pub status: &'a str,
    /// 1, a yes or the day of issue: a card was issued.
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
    succession: Option<Succession>,
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

    fn into_values_and_texts(self) -> (Vec<T>, Vec<Box<str>>) {
        let mut texts = vec![Box::default(); self.values.len()];
        for (text, at) in self.by_text {
            texts[at as usize] = text;
        }
        (self.values, texts)
    }
}

impl RegisterBuilder {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes another table of renamed and merged units than the one that is shipped.
    #[must_use]
    pub fn with_succession(mut self, succession: Succession) -> Self {
        self.succession = Some(succession);
        self
    }

    /// Adds a row.
    pub fn push(&mut self, row: &RegisterRow<'_>) {
        let mut name = |text: &str| self.names.get(text, || read_name(text));
        let (full, father, mother) = (
            name(row.full_name),
            name(row.father_name),
            name(row.mother_name),
        );
        write_place(row, &mut self.place_text);
        let place = self.places.get(&self.place_text, || read_place(row));
        let next = u32::try_from(self.households.len() + 1).unwrap_or(u32::MAX);
        let household = match row.household_id {
            "" => 0,
            id => *self.households.entry_ref(id).or_insert(next),
        };
        self.ids.push(row.person_id);
        self.people
            .push(read_person(row, [full, father, mother], household, place));
    }

    /// Adds a record of a sector as an entry of its own, to look for duplicates among records.
    pub fn push_record(&mut self, row: &SectorRow<'_>) {
        self.push(&RegisterRow {
            person_id: row.rec_id,
            id12: row.id_no,
            cmnd9: row.id_no,
            full_name: row.full_name,
            dob: row.dob,
            sex: row.sex,
            province: row.province,
            district: row.district,
            ward: row.ward,
            neighbourhood: row.address,
            father_name: row.guardian,
            ..RegisterRow::default()
        });
    }

    /// Puts the people in the order of their ids and builds what matching needs.
    pub fn finish(self) -> Register {
        let (parts, households) = self.into_parts();
        let count = households.len();
        // The texts are no longer needed, and what is built next needs room.
        drop(households);
        parts.finish(count)
    }

    /// The same, for a register that will be changed.
    pub fn finish_standing(self) -> StandingRegister {
        let (parts, households) = self.into_parts();
        StandingRegister::new(parts.finish(households.len()), households)
    }

    fn into_parts(self) -> (Parts, HashMap<String, u32>) {
        let (places, place_texts) = self.places.into_values_and_texts();
        let parts = Parts {
            people: self.people,
            ids: self.ids,
            names: self.names.values,
            places,
            place_texts,
            succession: self.succession,
        };
        (parts, self.households)
    }
}

/// The rows of a register, read.
#[derive(Debug, Default)]
struct Parts {
    people: Vec<Person>,
    ids: Ids,
    names: Vec<Name>,
    places: Vec<Place>,
    place_texts: Vec<Box<str>>,
    succession: Option<Succession>,
}

impl Parts {
    fn finish(self, households: usize) -> Register {
        let mut order: Vec<u32> =
            (0..u32::try_from(self.people.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by(|a, b| by_id(self.ids.get(*a as usize), self.ids.get(*b as usize)));
        let people: Vec<Person> = order.iter().map(|at| self.people[*at as usize]).collect();
        drop(self.people);
        let mut ids = Ids::default();
        for at in &order {
            ids.push(self.ids.get(*at as usize));
        }
        drop((self.ids, order));
        let (starts, members) = group(&people, households);
        let frequencies = Frequencies::new(&people, &self.names, &self.places);
        let youngest_card = people
            .iter()
            .filter(|person| person.has_card)
            .map(|person| person.birth.year)
            .max()
            .unwrap_or(u16::MAX);
        let name_shares: Vec<NameShares> = self
            .names
            .par_iter()
            .map(|name| NameShares::new(&frequencies, name))
            .collect();
        let blocks = Blocks::new(
            &people,
            &self.names,
            &self.places,
            &frequencies,
            &name_shares,
        );
        Register {
            people,
            ids,
            names: self.names,
            places: self.places,
            place_texts: self.place_texts,
            households: starts,
            members,
            frequencies,
            blocks,
            name_shares,
            youngest_card,
            changes: None,
            succession: self
                .succession
                .unwrap_or_else(|| Succession::standard().clone()),
        }
    }
}

impl Register {
    /// Builds the register anew from the people that are left, with names and places of nobody left out.
    pub(crate) fn rebuilt(self, households: usize) -> Self {
        let mut parts = Parts::default();
        let (mut names, mut places) = (HashMap::new(), HashMap::new());
        for at in self.present() {
            let mut person = *self.person(at);
            for name in [&mut person.name, &mut person.father, &mut person.mother] {
                *name = *names
                    .entry(self.names[*name as usize])
                    .or_insert_with_key(|value| {
                        parts.names.push(*value);
                        u32::try_from(parts.names.len() - 1).unwrap_or(u32::MAX)
                    });
            }
            let text = &self.place_texts[person.place as usize];
            person.place = *places.entry_ref(text).or_insert_with(|| {
                parts.places.push(self.places[person.place as usize]);
                parts.place_texts.push(text.clone());
                u32::try_from(parts.places.len() - 1).unwrap_or(u32::MAX)
            });
            parts.ids.push(self.id(at));
            parts.people.push(person);
        }
        parts.succession = Some(self.succession);
        parts.finish(households)
    }
}

/// A row as a person, with the places of its full name, father, mother, household and address.
pub(crate) fn read_person(
    row: &RegisterRow<'_>,
    [name, father, mother]: [u32; 3],
    household: u32,
    place: u32,
) -> Person {
    let old_number = match WrittenNumber::parse(row.cmnd9) {
        WrittenNumber::Old(digits) => u32::try_from(digits).unwrap_or(0),
        _ => 0,
    };
    Person {
        pin: WrittenNumber::parse(row.id12).padded().unwrap_or(0),
        old_number,
        name,
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
        has_card: says_card(row.card_issued),
    }
}

pub(crate) fn read_name(text: &str) -> Name {
    Name::parse(&decode(text).text)
}

pub(crate) fn read_place(row: &RegisterRow<'_>) -> Place {
    Place::parse(row.neighbourhood, row.ward, row.district, row.province)
}

/// Writes the units of a row, each with its end.
pub(crate) fn write_place(row: &RegisterRow<'_>, text: &mut String) {
    text.clear();
    for part in [row.neighbourhood, row.ward, row.district, row.province] {
        text.push_str(part);
        text.push(UNIT_END);
    }
}

/// Ids that are numbers sort as numbers: the shorter first.
pub(super) fn by_id(a: &str, b: &str) -> Ordering {
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
