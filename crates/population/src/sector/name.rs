use crate::{
    dice::Dice,
    names::Names,
    person::Person,
    writing::{swapped_i_y, with_tone},
};

/// A name while it is spoilt: its syllables.
pub(super) type Parts = Vec<String>;

/// Spoils a name in the way of a tag; false if this name does not allow it.
pub(super) fn spoil(dice: &mut Dice, tag: &str, parts: &mut Parts, person: &Person) -> bool {
    use chrono::Datelike;
    let year = person.birth.year();
    let len = parts.len();
    match tag {
        "name_other_given" => {
            let given = Names::get().given(dice, person.sex, year);
            if parts.last().is_some_and(|last| last == given) {
                return false;
            }
            parts[len - 1] = given.to_owned();
        }
        "name_mid_dropped" => {
            if len < 3 {
                return false;
            }
            let at = 1 + dice.below(len - 2);
            parts.remove(at);
        }
        "name_mid_added" => {
            let middle = Names::get().middle(dice, person.sex, year).to_owned();
            if len > 4 || parts.contains(&middle) {
                return false;
            }
            let at = 1 + dice.below(len - 1);
            parts.insert(at, middle);
        }
        "name_abbrev" => {
            let at = dice.below(len - 1);
            parts[at] = abbreviated(dice, &parts[at]);
        }
        "name_typo" => {
            let at = dice.below(len);
            parts[at] = mistyped(dice, &parts[at]);
        }
        "name_tone" => {
            let at = dice.below(len);
            match with_tone(&parts[at], dice.below(6)) {
                Some(word) if word != parts[at] => parts[at] = word,
                _ => return false,
            }
        }
        "name_swapped" => {
            if len < 3 || dice.chance(0.65) {
                // Given name first, as in lists sorted by it.
                parts.rotate_right(1);
            } else {
                parts.swap(len - 2, len - 1);
            }
        }
        "name_i_y" => {
            let Some((at, word)) = parts
                .iter()
                .enumerate()
                .find_map(|(at, part)| Some((at, swapped_i_y(part)?)))
            else {
                return false;
            };
            parts[at] = word;
        }
        _ => return false,
    }
    true
}

/// The first letter, or the first two of a name like Thị.
fn abbreviated(dice: &mut Dice, word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let double = letters.len() > 2
        && matches!(
            (letters[0], letters[1]),
            ('N', 'g' | 'h') | ('T', 'h' | 'r') | ('P' | 'K' | 'C', 'h')
        );
    let len = if double && dice.chance(0.5) { 2 } else { 1 };
    let mut short: String = letters[..len].iter().collect();
    if len == 1 || dice.chance(0.6) {
        short.push('.');
    }
    short
}

/// The word with one letter left out, doubled, replaced by a neighbour on the keyboard or swapped with the next.
fn mistyped(dice: &mut Dice, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = dice.below(letters.len());
    match dice.below(4) {
        0 if letters.len() > 2 => {
            letters.remove(at.max(1));
        }
        1 if letters.len() > 2
            && at + 1 < letters.len()
            && letters[at] != letters[at + 1]
            && at > 0 =>
        {
            letters.swap(at, at + 1);
        }
        2 => letters[at] = neighbour(dice, letters[at]),
        _ => letters.insert(at, letters[at]),
    }
    let mut text: String = letters.into_iter().collect();
    if text == word {
        text.push('n');
    }
    text
}

fn neighbour(dice: &mut Dice, of: char) -> char {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let small = of.to_ascii_lowercase();
    let next = ROWS.iter().find_map(|row| {
        let at = row.find(small)?;
        let side = if at == 0 || (at + 1 < row.len() && dice.chance(0.5)) {
            at + 1
        } else {
            at - 1
        };
        row[side..].chars().next()
    });
    match next {
        Some(next) if of.is_ascii_uppercase() => next.to_ascii_uppercase(),
        Some(next) => next,
        // A letter with marks loses them all, or is another one.
        None => ['e', 'a', 'o', 'u', 'ê', 'ơ'][dice.below(6)],
    }
}
