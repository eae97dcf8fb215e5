use std::cmp::Ordering;
use std::io::{self, Read, Write};

use chiso_linkage::{
    Category, Decision, Duplicates, Entered, Language, Linker, Reason, Register, SectorRow, Verdict,
};

use crate::output::Spill;

/// The result of a record, until all are known and can be written in the order of their ids.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: Box<str>,
    pub(super) line: u64,
    dataset: u32,
    pub(super) decision: Decision,
    pub(super) person: Option<u32>,
    pub(super) score: f64,
    pub(super) category: Category,
    pub(super) reason: Reason,
    /// What differs from the register, if a report is wanted.
    pub(super) differences: Box<str>,
}

impl Entry {
    pub(super) fn new(
        id: &str,
        line: u64,
        dataset: u32,
        verdict: &Verdict,
        differences: &str,
    ) -> Self {
        Self {
            id: id.into(),
            line,
            dataset,
            decision: verdict.decision,
            person: verdict.person,
            score: verdict.score,
            category: verdict.category,
            reason: verdict.reason,
            differences: differences.into(),
        }
    }

    pub(super) fn entered(&self) -> Entered<'_> {
        Entered {
            dataset: self.dataset,
            id: &self.id,
            line: self.line,
        }
    }

    /// The result next to all others: a record is a duplicate if another one is kept for its person.
    pub(super) fn settled(mut self, register: &Register, duplicates: &Duplicates) -> Self {
        if duplicates.is_lesser(register, self.entered(), self.decision, self.person) {
            self.category = Category::Duplicate;
            self.reason = Reason::Duplicate;
        }
        self
    }
}

/// In the order of their ids, numbers as numbers; lines tell equal ids apart.
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.id.len(), &self.id, self.line).cmp(&(other.id.len(), &other.id, other.line))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

impl Spill for Entry {
    fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let numbers = [
            self.line,
            u64::from(self.dataset),
            index(Decision::ALL, self.decision),
            self.person.map_or(u64::MAX, u64::from),
            self.score.to_bits(),
            index(Category::ALL, self.category),
            index(Reason::ALL, self.reason),
        ];
        for number in numbers {
            to.write_all(&number.to_le_bytes())?;
        }
        for text in [&self.id, &self.differences] {
            to.write_all(&(text.len() as u64).to_le_bytes())?;
            to.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let line = match number(from) {
            Err(fault) if fault.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            line => line?,
        };
        Ok(Some(Self {
            line,
            dataset: u32::try_from(number(from)?).map_err(io::Error::other)?,
            decision: at(Decision::ALL, number(from)?)?,
            person: u32::try_from(number(from)?).ok(),
            score: f64::from_bits(number(from)?),
            category: at(Category::ALL, number(from)?)?,
            reason: at(Reason::ALL, number(from)?)?,
            id: text(from)?,
            differences: text(from)?,
        }))
    }
}

fn index<T: PartialEq + Copy>(all: &[T], one: T) -> u64 {
    all.iter().position(|other| *other == one).unwrap_or(0) as u64
}

fn at<T: Copy>(all: &[T], index: u64) -> io::Result<T> {
    usize::try_from(index)
        .ok()
        .and_then(|index| all.get(index).copied())
        .ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn number(from: &mut impl Read) -> io::Result<u64> {
    let mut bytes = [0; 8];
    from.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

fn text(from: &mut impl Read) -> io::Result<Box<str>> {
    let mut text = String::new();
    let length = number(from)?;
    from.take(length).read_to_string(&mut text)?;
    Ok(text.into())
}

/// What differs between a record and its person, on one line.
pub(super) fn differences(
    linker: &Linker<'_>,
    language: Language,
    row: &SectorRow<'_>,
    verdict: &Verdict,
) -> String {
    let Some(person) = verdict.person else {
        return String::new();
    };
    let all: Vec<String> = (linker.differences(row, person).iter())
        .map(|difference| {
            format!(
                "{}: {} ({} → {})",
                difference.field.text(language),
                difference.kind.text(language),
                difference.sector,
                difference.register,
            )
        })
        .collect();
    all.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_aside_comes_back() {
        let entry = |id: &str, person| Entry {
            id: id.into(),
            line: 7,
            dataset: 2,
            decision: Decision::Review,
            person,
            score: -0.5,
            category: Category::NoCard,
            reason: Reason::TwoAlike,
            differences: "Họ tên: khác dấu".into(),
        };
        let mut file = Vec::new();
        let entries = [entry("9", Some(4)), entry("10", None)];
        for entry in &entries {
            entry.write(&mut file).unwrap();
        }
        let mut from = file.as_slice();
        for entry in &entries {
            let read = Entry::read(&mut from).unwrap().unwrap();
            assert_eq!(format!("{read:?}"), format!("{entry:?}"));
        }
        assert!(Entry::read(&mut from).unwrap().is_none());
        assert!(entries[0] < entries[1]);
    }
}
