use unicode_normalization::UnicodeNormalization;

/// What follows a vowel in VNI.
const SHOWN_MARKS: &str = "ùøûõïâáàåãäêéèúüë";

/// The combining marks they stand for, in the same order.
const MARKS: [&str; 17] = [
    "\u{301}",
    "\u{300}",
    "\u{309}",
    "\u{303}",
    "\u{323}",
    "\u{302}",
    "\u{302}\u{301}",
    "\u{302}\u{300}",
    "\u{302}\u{309}",
    "\u{302}\u{303}",
    "\u{302}\u{323}",
    "\u{306}",
    "\u{306}\u{301}",
    "\u{306}\u{300}",
    "\u{306}\u{309}",
    "\u{306}\u{303}",
    "\u{306}\u{323}",
];

/// Letters that are one character in VNI.
const SHOWN_SINGLE: &str = "ôöñíìæóòî";

/// What they mean, in the same order.
const SINGLE: &str = "ơưđíìỉĩịỵ";

fn marks_of(shown: char) -> Option<&'static str> {
    SHOWN_MARKS
        .chars()
        .zip(MARKS)
        .find(|(key, _)| *key == shown)
        .map(|(_, marks)| marks)
}

fn single_of(shown: char) -> Option<char> {
    SHOWN_SINGLE
        .chars()
        .zip(SINGLE.chars())
        .find(|(key, _)| *key == shown)
        .map(|(_, meant)| meant)
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn upper(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
}

/// Decodes a text in VNI that was read as Windows-1252.
pub fn decode_vni(text: &str) -> String {
    let mut spread = String::with_capacity(text.len() * 2);
    // Whether the last character was a vowel that still takes a mark.
    let mut open = false;
    for c in text.chars() {
        let small = lower(c);
        if open && let Some(marks) = marks_of(small) {
            spread.push_str(marks);
            open = false;
            continue;
        }
        let meant = single_of(small).unwrap_or(small);
        open = matches!(meant, 'a' | 'e' | 'o' | 'u' | 'y' | 'ơ' | 'ư');
        spread.push(if c == small { meant } else { upper(meant) });
    }
    spread.nfc().collect()
}

/// What a text would show if it were written in VNI and read as Windows-1252; None if a character has no place there.
pub fn encode_vni(text: &str) -> Option<String> {
    let mut shown = String::with_capacity(text.len());
    for c in text.nfc() {
        let (small, capital) = (lower(c), lower(c) != c);
        let cased = |c: char| if capital { upper(c) } else { c };
        if c.is_ascii() {
            shown.push(c);
        } else if let Some((single, _)) = SHOWN_SINGLE
            .chars()
            .zip(SINGLE.chars())
            .find(|(_, meant)| *meant == small)
        {
            shown.push(cased(single));
        } else {
            let (base, marks) = split(small)?;
            let (mark, _) = SHOWN_MARKS
                .chars()
                .zip(MARKS)
                .find(|(_, stands)| *stands == marks)?;
            shown.push(cased(base));
            shown.push(cased(mark));
        }
    }
    Some(shown)
}

/// A vowel of VNI and the marks left over: ớ is ơ and a rising tone, ấ is a with both marks.
fn split(c: char) -> Option<(char, String)> {
    let spread: Vec<char> = c.nfd().collect();
    let (base, mut marks) = spread
        .split_first()
        .map(|(base, marks)| (*base, marks.to_vec()))?;
    let horned = match (base, marks.iter().position(|mark| *mark == '\u{31b}')) {
        ('o', Some(at)) => Some(('ô', at)),
        ('u', Some(at)) => Some(('ö', at)),
        _ => None,
    };
    let base = horned.map_or(base, |(shown, at)| {
        marks.remove(at);
        shown
    });
    // A heavy tone decomposes before the circumflex or the breve; the table has the tone last.
    marks.sort_by_key(|mark| !matches!(mark, '\u{302}' | '\u{306}'));
    Some((base, marks.into_iter().collect()))
}
