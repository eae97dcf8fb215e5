//! How the same letters are written: marks left out, tones moved, letters composed or not.
use unicode_normalization::UnicodeNormalization;

const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{309}', '\u{303}', '\u{323}'];

/// The letters without any mark.
pub(crate) fn plain(text: &str) -> String {
    text.nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .map(|c| match c {
            'đ' => 'd',
            'Đ' => 'D',
            c => c,
        })
        .collect()
}

/// Letters and marks apart (NFD).
pub(crate) fn apart(text: &str) -> String {
    text.nfd().collect()
}

/// The tone on the last of two vowels that end a word: hoà, khoẻ, thuý.
pub(crate) fn new_style(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let mut letters: Vec<char> = word.nfd().collect();
        let len = letters.len();
        let moves = len >= 3
            && TONES.contains(&letters[len - 2])
            && matches!(
                (lower(letters[len - 3]), lower(letters[len - 1])),
                ('o', 'a' | 'e') | ('u', 'y')
            );
        let after_q = len >= 4 && lower(letters[len - 4]) == 'q';
        if moves && !after_q {
            letters.swap(len - 2, len - 1);
        }
        letters.into_iter().nfc().collect::<String>()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The word with another tone, or with none; None if it has no letter to carry one.
pub(crate) fn with_tone(word: &str, which: usize) -> Option<String> {
    let mut letters: Vec<char> = word.nfd().filter(|c| !TONES.contains(c)).collect();
    let place = tone_place(&letters)?;
    if let Some(tone) = TONES.get(which) {
        letters.insert(place, *tone);
    }
    Some(letters.into_iter().nfc().collect())
}

/// Behind which letters the tone goes: a vowel with a mark; else the first of two vowels at the end, or the last of all.
fn tone_place(letters: &[char]) -> Option<usize> {
    let is_vowel = |at: usize| matches!(lower(letters[at]), 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let is_mark = |at: usize| ('\u{300}'..='\u{36f}').contains(&letters[at]);
    let marked = (1..letters.len())
        .rev()
        .find(|at| is_mark(*at) && is_vowel(*at - 1));
    if let Some(mark) = marked {
        return Some(mark + 1);
    }
    let last = (0..letters.len()).rev().find(|at| is_vowel(*at))?;
    let glide = |at: usize| {
        at > 0
            && matches!(
                (lower(letters[at - 1]), lower(letters[at])),
                ('q', 'u') | ('g', 'i')
            )
    };
    let pair = last + 1 == letters.len() && last > 0 && is_vowel(last - 1) && !glide(last - 1);
    Some(if pair { last } else { last + 1 })
}

/// i for y, or y for i, at the end of a word: Lý and Lí, Mỹ and Mĩ.
pub(crate) fn swapped_i_y(word: &str) -> Option<String> {
    let mut letters: Vec<char> = word.nfd().collect();
    let at = letters
        .iter()
        .rposition(|c| !('\u{300}'..='\u{36f}').contains(c))?;
    let before = at.checked_sub(1).map(|before| lower(letters[before]))?;
    if !"hklmst".contains(before) {
        return None;
    }
    letters[at] = match letters[at] {
        'i' => 'y',
        'y' => 'i',
        _ => return None,
    };
    Some(letters.into_iter().nfc().collect())
}

/// What is left of a text that went through Windows-1252: a question mark for each letter that it has not.
pub(crate) fn question_marks(text: &str) -> String {
    text.nfc()
        .map(|c| if c > '\u{ff}' { '?' } else { c })
        .collect()
}

fn lower(c: char) -> char {
    c.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_ways_of_writing() {
        assert_eq!(plain("Đặng Thị Thúy"), "Dang Thi Thuy");
        assert_eq!(
            new_style("Nguyễn Hòa Thúy Quý Hoàng"),
            "Nguyễn Hoà Thuý Quý Hoàng"
        );
        assert_eq!(with_tone("Hương", 0).as_deref(), Some("Hường"));
        assert_eq!(with_tone("Mai", 4).as_deref(), Some("Mại"));
        assert_eq!(with_tone("Quý", 0).as_deref(), Some("Quỳ"));
        assert_eq!(with_tone("Hùng", 9).as_deref(), Some("Hung"));
        assert_eq!(swapped_i_y("Lý").as_deref(), Some("Lí"));
        assert_eq!(swapped_i_y("Thúy"), None);
        assert_eq!(question_marks("Nguyễn Hà"), "Nguy?n Hà");
    }
}
