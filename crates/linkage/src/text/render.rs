use unicode_normalization::UnicodeNormalization;

use super::syllable::{Shape, Syllable, Tone};

/// Writes a syllable in lower case, composed (NFC), with the tone where the older of the two styles puts it (hòa, thủy).
pub fn render(syllable: &Syllable) -> String {
    let letters = syllable.letters();
    let at = tone_place(syllable);
    let mut spread = String::with_capacity(12);
    for (place, letter) in letters.iter().enumerate() {
        match syllable.shape(place) {
            Shape::Stroke => spread.push('đ'),
            shape => {
                spread.push(char::from(*letter));
                match (shape, letter) {
                    (Shape::Circumflex, _) => spread.push('\u{302}'),
                    (Shape::Bowl, b'a') => spread.push('\u{306}'),
                    (Shape::Bowl, _) => spread.push('\u{31b}'),
                    _ => {}
                }
            }
        }
        if at == Some(place) {
            spread.extend(match syllable.tone() {
                Tone::Level => None,
                Tone::Falling => Some('\u{300}'),
                Tone::Rising => Some('\u{301}'),
                Tone::Dipping => Some('\u{309}'),
                Tone::Broken => Some('\u{303}'),
                Tone::Heavy => Some('\u{323}'),
            });
        }
    }
    if syllable.is_dotted() {
        spread.push('.');
    }
    spread.nfc().collect()
}

/// The letter that carries the tone: the last shaped vowel; else by how many vowels there are and whether a consonant follows.
fn tone_place(syllable: &Syllable) -> Option<usize> {
    let letters = syllable.letters();
    let is_vowel = |letter: u8| b"aeiouy".contains(&letter);
    if let Some(shaped) = (0..letters.len())
        .rev()
        .find(|at| is_vowel(letters[*at]) && syllable.shape(*at) != Shape::Plain)
    {
        return Some(shaped);
    }
    let mut start = letters
        .iter()
        .position(|letter| is_vowel(*letter))
        .unwrap_or(0);
    let more = letters.get(start + 1).is_some_and(|next| is_vowel(*next));
    // The u of qu and the i of gi belong to the onset.
    if more && start == 1 && (letters[..2] == *b"qu" || letters[..2] == *b"gi") {
        start += 1;
    }
    let vowels = letters[start..]
        .iter()
        .take_while(|letter| is_vowel(**letter))
        .count();
    let closed = start + vowels < letters.len();
    match (vowels, closed) {
        (0, _) => letters.len().checked_sub(1),
        (1, _) | (2, false) => Some(start),
        _ => Some(start + 1),
    }
}
