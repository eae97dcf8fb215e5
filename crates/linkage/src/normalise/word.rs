use unicode_normalization::UnicodeNormalization;

use crate::text::{Name, Syllable, Tone, is_vietnamese, render};

const I: [char; 6] = ['i', 'ì', 'í', 'ỉ', 'ĩ', 'ị'];
const Y: [char; 6] = ['y', 'ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ'];

/// One space between words; a full stop ends a word and belongs to it.
pub(super) fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut open = false;
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, ',' | '_') {
            open = false;
        } else if c == '.' {
            if open {
                tidied.push('.');
            }
            open = false;
        } else if !is_invisible(c) {
            if !open && !tidied.is_empty() {
                tidied.push(' ');
            }
            tidied.push(c);
            open = true;
        }
    }
    tidied.nfc().collect()
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

/// Does something to each word of a text.
pub(super) fn each_word(text: &str, clean: impl Fn(&str) -> String) -> String {
    text.split(' ').map(clean).collect::<Vec<_>>().join(" ")
}

/// Whether all letters are those of Vietnamese, whatever their marks.
fn is_plain(word: &str) -> bool {
    word.nfd().all(|c| {
        c.is_ascii()
            || matches!(
                c,
                'đ' | 'Đ' | '\u{300}'..='\u{303}' | '\u{306}' | '\u{309}' | '\u{31b}' | '\u{323}'
            )
    })
}

fn upper(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// Capitals at the beginning of a word and after a hyphen or an apostrophe.
///
/// Words with letters of other languages are left, and so are those that mix cases as no Vietnamese name does (`McDonald`).
pub(super) fn capitalise(word: &str) -> String {
    if !is_plain(word) || is_foreign_mix(word) {
        return word.to_owned();
    }
    let mut start = true;
    word.chars()
        .map(|c| {
            let cased = if start { upper(c) } else { lower(c) };
            start = matches!(c, '-' | '\'' | '’') || (start && !c.is_alphabetic());
            cased
        })
        .collect()
}

fn is_foreign_mix(word: &str) -> bool {
    let letters = || word.chars().filter(|c| c.is_alphabetic());
    let begins = letters().next().is_some_and(char::is_uppercase);
    begins
        && letters().any(char::is_lowercase)
        && letters().skip(1).any(char::is_uppercase)
        && !syllable_of(word).is_some_and(|syllable| is_vietnamese(&syllable))
}

/// The syllable that a word is, if it is one and nothing else.
fn syllable_of(word: &str) -> Option<Syllable> {
    let letters = word.strip_suffix('.').unwrap_or(word);
    let name = Name::parse(letters);
    match name.syllables() {
        [syllable] if is_plain(letters) && letters.chars().all(char::is_alphabetic) => {
            (syllable.letters().len() == letters.chars().count()).then_some(*syllable)
        }
        _ => None,
    }
}

/// The tone where the older style has it. What is not spelt as Vietnamese keeps its letters as they are.
pub(super) fn place_tone(word: &str) -> String {
    let Some(syllable) = syllable_of(word).filter(is_vietnamese) else {
        return word.to_owned();
    };
    let rendered = render(&syllable);
    if Name::parse(&rendered).syllables() != [syllable] {
        return word.to_owned();
    }
    let (letters, dot) = word
        .strip_suffix('.')
        .map_or((word, ""), |letters| (letters, "."));
    if letters.chars().count() != rendered.chars().count() {
        return word.to_owned();
    }
    let cased = letters
        .chars()
        .zip(rendered.chars())
        .map(|(model, c)| if model.is_uppercase() { upper(c) } else { c });
    cased.chain(dot.chars()).collect()
}

/// Y where it is usual and nothing else can be meant: after qu, and in Lý, Mỹ, Kỳ.
///
/// Where i and y tell two names apart (Vi and Vy, Thi and Thy) the letter stays.
pub(super) fn i_to_y(word: &str) -> String {
    let usual = syllable_of(word).is_some_and(|syllable| {
        let plain = syllable.shape(2) == crate::text::Shape::Plain;
        match (syllable.letters(), syllable.tone()) {
            (b"qui", _) => plain,
            (b"li", Tone::Rising) | (b"mi", Tone::Broken) | (b"ki", Tone::Falling) => true,
            _ => false,
        }
    });
    if !usual {
        return word.to_owned();
    }
    let swapped = |c: char| {
        I.iter()
            .zip(Y)
            .find(|(i, _)| **i == lower(c))
            .map_or(c, |(_, y)| if c.is_uppercase() { upper(y) } else { y })
    };
    word.chars().map(swapped).collect()
}

/// A full stop after a short form.
pub(super) fn mark_abbreviation(word: &str) -> String {
    match syllable_of(word) {
        Some(syllable) if syllable.is_initial() && !word.ends_with('.') => format!("{word}."),
        _ => word.to_owned(),
    }
}

/// Whether two texts are compared alike as names.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    let (one, other) = (Name::parse(one), Name::parse(other));
    one.syllables().len() == other.syllables().len()
        && one.syllables().iter().zip(other.syllables()).all(|(a, b)| {
            a.key() == b.key()
                && a.same_marks(b)
                && a.is_initial() == b.is_initial()
                && a.has_lost_letter() == b.has_lost_letter()
        })
}
