//! The records that a chunk of the register gets in the files of the sectors.
mod address;
mod draft;
mod name;
mod nobody;
mod number;
mod pool;

pub use chiso_linkage::Category;

use crate::{
    dice::{Dice, Shuffle, mix},
    numbers::Numbers,
    person::Person,
    plan::{Plan, split},
    register::Entry,
    rows::{SectorRow, Truth},
    shares::Shares,
};
use draft::Draft;
use number::NumberKind;
use pool::Pool;

/// A record and the truth about it.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) row: SectorRow,
    pub(crate) truth: Truth,
    /// Faults in the name, the date, the sex and the number: the record with fewer is the one of two that is kept.
    errors: u8,
    number: u8,
    /// The place of the person in the chunk.
    entry: Option<usize>,
}

/// Whom a record is about.
#[derive(Debug, Clone, Copy)]
struct Subject<'a> {
    person: &'a Person,
    /// The place in the chunk; None: not in the register.
    entry: Option<usize>,
    /// A relative in the register whose number may have been taken instead.
    relative: Option<&'a Person>,
    /// Lives elsewhere, as far as the sector knows.
    elsewhere: bool,
}

/// The records of all sectors that belong to a chunk.
pub(crate) fn samples(
    plan: &Plan,
    chunk: u64,
    entries: &[Entry],
    numbers: &mut Numbers,
) -> Vec<Sample> {
    let dice = &mut Dice::new(plan.seed, chunk, 2);
    let mut samples = Vec::new();
    let mut before = 0;
    for ((dataset, _, youngest), size) in Shares::get()
        .sector
        .datasets
        .iter()
        .zip(plan.dataset_sizes())
    {
        let shuffle = Shuffle::new(size, mix(plan.seed ^ before));
        let chunks = plan.chunks();
        let places = split(size, chunks, chunk)..split(size, chunks, chunk + 1);
        let ids = places.map(|at| before + shuffle.place(at) + 1);
        let mut set = DataSet {
            plan,
            first: plan.first_person(chunk),
            dataset,
            entries,
            pool: Pool::new(dice, entries, *youngest),
            samples: Vec::new(),
        };
        for id in ids {
            set.draw(dice, numbers, id);
        }
        samples.append(&mut set.samples);
        before += size;
    }
    samples
}

/// One data set of one chunk while it is drawn.
struct DataSet<'a> {
    plan: &'a Plan,
    first: u64,
    dataset: &'static str,
    entries: &'a [Entry],
    pool: Pool,
    samples: Vec<Sample>,
}

impl DataSet<'_> {
    fn draw(&mut self, dice: &mut Dice, numbers: &mut Numbers, id: u64) {
        let intent = self.intent(dice);
        if intent == Category::NotInRegister {
            let nobody = nobody::draw(self.plan, dice, numbers, self.entries);
            let subject = Subject {
                person: &nobody.person,
                entry: None,
                relative: nobody.relative.map(|at| &self.entries[at].person),
                elsewhere: nobody.elsewhere,
            };
            let sample = self.sample(dice, id, subject, intent);
            self.samples.push(sample);
            return;
        }
        if intent == Category::Duplicate
            && let Some(before) = self.pool.repeat(dice, &self.samples)
        {
            self.draw_again(dice, id, before);
            return;
        }
        let entry = self.pool.take(dice, self.entries, intent);
        let sample = self.sample(dice, id, self.subject(entry), intent);
        self.samples.push(sample);
    }

    fn intent(&self, dice: &mut Dice) -> Category {
        let shares = &self.plan.level().categories;
        let all = [
            (Category::MissingId, shares.missing_id),
            (Category::WrongId, shares.wrong_id),
            (Category::Cmnd9, shares.cmnd9),
            (Category::WrongInfo, shares.wrong_info),
            (Category::NotInRegister, shares.not_in_register),
            (Category::NoCard, shares.no_card),
            (Category::Duplicate, shares.duplicate),
            (Category::Deceased, shares.deceased),
            (Category::MovedAway, shares.moved_away),
        ];
        let mut left = dice.unit() * 1000.0;
        for (category, share) in all {
            if left < share {
                return category;
            }
            left -= share;
        }
        Category::Ok
    }

    fn subject(&self, entry: usize) -> Subject<'_> {
        let person = &self.entries[entry].person;
        let relative = self.entries[entry.saturating_sub(6)..]
            .iter()
            .take(12)
            .find(|other| {
                other.person.household == person.household && other.person.pin != person.pin
            });
        Subject {
            person,
            entry: Some(entry),
            relative: relative.map(|other| &other.person),
            elsewhere: false,
        }
    }

    /// A second record of the person of one that there is. The worse of the two is the duplicate.
    fn draw_again(&mut self, dice: &mut Dice, id: u64, before: usize) {
        let entry = self.samples[before].entry.unwrap_or(0);
        let mut again = self.sample(dice, id, self.subject(entry), Category::Duplicate);
        let first = &mut self.samples[before];
        let rank = |sample: &Sample| (sample.errors, 2 - sample.number, sample.truth.rec_id);
        if rank(first) < rank(&again) {
            again.truth.category = Category::Duplicate;
        } else {
            first.truth.category = Category::Duplicate;
        }
        self.samples.push(again);
    }

    fn sample(&self, dice: &mut Dice, id: u64, subject: Subject<'_>, intent: Category) -> Sample {
        let kind = NumberKind::draw(dice, self.plan.level(), intent, &subject);
        let stranger = &self.entries[dice.below(self.entries.len())].person;
        let mut draft = Draft::new(self.plan, dice, subject);
        draft.write_number(kind, stranger);
        if intent != Category::Ok {
            draft.spoil(intent == Category::WrongInfo);
        }
        let category = subject.entry.map_or(Category::NotInRegister, |entry| {
            draft.category(&self.entries[entry])
        });
        let (errors, number) = draft.merit();
        let person_id = subject
            .entry
            .map(|entry| self.first + self.entries[entry].entity as u64 + 1);
        let (row, defects) = draft.finish(id, self.dataset);
        Sample {
            row,
            truth: Truth {
                rec_id: id,
                person_id,
                category,
                defects,
                dataset: self.dataset,
            },
            errors,
            number,
            entry: subject.entry,
        }
    }
}
