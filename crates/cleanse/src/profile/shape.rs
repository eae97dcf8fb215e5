use std::fmt::Write;

use chiso_linkage::{BirthDate, WrittenNumber};
use hashbrown::HashMap;

/// Shapes of a column that are told apart.
const SHAPES: usize = 500;
/// Characters of a shape.
const LENGTH: usize = 24;

/// The shapes of the values of a column, by number.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    numbers: HashMap<Box<str>, u16>,
    /// How many rows have each.
    pub(super) counts: Vec<u64>,
}

impl Shapes {
    /// The number of a shape; all that are too many are one.
    pub(super) fn number(&mut self, shape: &str) -> u16 {
        if let Some(number) = self.numbers.get(shape) {
            return *number;
        }
        let shape = if self.numbers.len() < SHAPES {
            shape
        } else if let Some(number) = self.numbers.get("…") {
            return *number;
        } else {
            "…"
        };
        let number = u16::try_from(self.counts.len()).unwrap_or(u16::MAX);
        self.numbers.insert(shape.into(), number);
        self.counts.push(0);
        number
    }

    pub(super) fn count(&mut self, number: u16) {
        if let Some(count) = self.counts.get_mut(usize::from(number)) {
            *count += 1;
        }
    }

    /// Shapes and their rows, the most frequent first.
    pub(super) fn sorted(self) -> Vec<(String, u64)> {
        let mut sorted: Vec<(String, u64)> = (self.numbers.into_iter())
            .map(|(shape, number)| (shape.into(), self.counts[usize::from(number)]))
            .collect();
        sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        sorted
    }
}

/// How a value is written: `dd/mm/yyyy`, `9(12)` for twelve digits, `A` for a word.
pub(super) fn shape(text: &str, date: Option<BirthDate>) -> String {
    if let Some(shape) = date.and_then(|date| date_shape(text, date)) {
        return shape;
    }
    if matches!(WrittenNumber::parse(text), WrittenNumber::Prefix { .. }) {
        return "9E+9".to_owned();
    }
    let mut shape = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if shape.len() >= LENGTH {
            shape.push('…');
            break;
        }
        if c.is_ascii_digit() {
            let mut digits = 1;
            while rest.next_if(char::is_ascii_digit).is_some() {
                digits += 1;
            }
            // Writing to a String cannot fail.
            let _ = write!(shape, "9({digits})");
        } else if c.is_alphabetic() || is_mark(c) {
            while rest.next_if(|&c| c.is_alphabetic() || is_mark(c)).is_some() {}
            shape.push('A');
        } else if c.is_whitespace() {
            while rest.next_if(|c| c.is_whitespace()).is_some() {}
            shape.push(' ');
        } else if c.is_control() {
            shape.push('�');
        } else {
            shape.push(c);
        }
    }
    shape
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The notation of a date with separators.
fn date_shape(text: &str, date: BirthDate) -> Option<String> {
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    let groups: Vec<&str> = text.split(separator).collect();
    if !groups
        .iter()
        .all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return None;
    }
    let part = |group: &str, letter: &str| letter.repeat(group.len().min(2));
    let names = match groups.as_slice() {
        [year, month, day] if year.len() == 4 => {
            vec!["yyyy".to_owned(), part(month, "m"), part(day, "d")]
        }
        [first, second, year] => {
            let american = second.parse() != Ok(u32::from(date.month));
            let (a, b) = if american { ("m", "d") } else { ("d", "m") };
            vec![part(first, a), part(second, b), "y".repeat(year.len())]
        }
        [year, month] if year.len() == 4 => vec!["yyyy".to_owned(), part(month, "m")],
        [month, year] => vec![part(month, "m"), "y".repeat(year.len())],
        _ => return None,
    };
    Some(names.join(separator.encode_utf8(&mut [0; 4])))
}
