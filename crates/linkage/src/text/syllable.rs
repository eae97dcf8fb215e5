use unicode_normalization::UnicodeNormalization;

/// The letter that stands for one that was lost (`?` or U+FFFD).
pub(crate) const LOST: u8 = b'?';

const CAPACITY: usize = 8;

/// What a mark does to a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Không dấu phụ.
    Plain,
    /// Dấu mũ: â, ê, ô.
    Circumflex,
    /// Dấu trăng hoặc dấu móc: ă, ơ, ư (no letter takes both).
    Bowl,
    /// Gạch ngang: đ.
    Stroke,
}

/// Thanh điệu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tone {
    /// Ngang.
    #[default]
    Level,
    /// Huyền.
    Falling,
    /// Sắc.
    Rising,
    /// Hỏi.
    Dipping,
    /// Ngã.
    Broken,
    /// Nặng.
    Heavy,
}

/// Âm tiết: at most eight base letters, their shapes, and one tone.
///
/// The tone belongs to the syllable, not to a letter, so that hoà and hòa are the same value. Letters past the eighth are dropped:
/// no Vietnamese syllable has more than seven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Syllable {
    letters: [u8; CAPACITY],
    /// Of the letters, kept because it is asked for in every comparison.
    key: u64,
    shapes: u16,
    len: u8,
    tone: Tone,
    dotted: bool,
}

impl Syllable {
    /// The base letters, `a` to `z` and [`LOST`].
    pub fn letters(&self) -> &[u8] {
        &self.letters[..usize::from(self.len)]
    }

    /// The tone.
    pub const fn tone(&self) -> Tone {
        self.tone
    }

    /// The shape of the letter at a place.
    pub fn shape(&self, at: usize) -> Shape {
        match self.shapes >> (2 * at) & 3 {
            1 => Shape::Circumflex,
            2 => Shape::Bowl,
            3 => Shape::Stroke,
            _ => Shape::Plain,
        }
    }

    /// Whether any letter has a shape, or the syllable a tone.
    pub fn is_marked(&self) -> bool {
        self.shapes != 0 || self.tone != Tone::Level
    }

    /// Whether the marks of two syllables with the same letters are the same.
    pub fn same_marks(&self, other: &Self) -> bool {
        self.shapes == other.shapes && self.tone == other.tone
    }

    /// Whether a letter was lost.
    pub fn has_lost_letter(&self) -> bool {
        self.letters().contains(&LOST)
    }

    /// Whether it abbreviates a longer one: `T.`, `Ng.`, or letters without a vowel.
    pub fn is_initial(&self) -> bool {
        let letters = self.letters();
        letters.len() <= 3
            && (self.dotted || !letters.iter().any(|letter| b"aeiouy?".contains(letter)))
    }

    /// Whether it was written with a full stop.
    pub const fn is_dotted(&self) -> bool {
        self.dotted
    }

    /// A number that is equal for syllables with equal letters, i and y taken as one, whatever their marks.
    pub const fn key(&self) -> u64 {
        self.key
    }

    fn seal(mut self) -> Self {
        let mut letters = self.letters;
        for letter in &mut letters {
            if *letter == b'y' {
                *letter = b'i';
            }
        }
        self.key = spread(u64::from_be_bytes(letters));
        self
    }

    fn push(&mut self, letter: u8, shape: u16) {
        if usize::from(self.len) < CAPACITY {
            self.letters[usize::from(self.len)] = letter;
            self.shapes |= shape << (2 * self.len);
            self.len += 1;
        }
    }

    fn reshape(&mut self, shape: u16) {
        if self.len > 0 {
            let at = 2 * (self.len - 1);
            self.shapes = self.shapes & !(3 << at) | shape << at;
        }
    }
}

/// A bijection of 64-bit numbers that leaves no pattern, so that sums of results can stand for sets.
pub(crate) const fn spread(value: u64) -> u64 {
    let mut x = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Calls `each` with the syllables of a text, in order. What is neither a letter nor a mark is skipped, except that spaces,
/// hyphens and full stops end a syllable.
pub(crate) fn syllables(text: &str, mut each: impl FnMut(Syllable)) {
    let mut current = Syllable::default();
    let mut flush = |current: &mut Syllable| {
        if current.len > 0 {
            each(current.seal());
        }
        *current = Syllable::default();
    };
    for c in text.nfd() {
        match c {
            'a'..='z' | 'A'..='Z' => {
                current.push(u8::try_from(c.to_ascii_lowercase()).unwrap_or(LOST), 0);
            }
            'đ' | 'Đ' | 'ð' | 'Ð' => current.push(b'd', 3),
            '?' | '\u{fffd}' => current.push(LOST, 0),
            '\u{300}' => current.tone = Tone::Falling,
            '\u{301}' => current.tone = Tone::Rising,
            '\u{309}' => current.tone = Tone::Dipping,
            '\u{303}' => current.tone = Tone::Broken,
            '\u{323}' => current.tone = Tone::Heavy,
            '\u{302}' => current.reshape(1),
            '\u{306}' | '\u{31b}' => current.reshape(2),
            '.' => {
                current.dotted = true;
                flush(&mut current);
            }
            c if c.is_whitespace() || c == '-' || c == ',' || c == '_' => flush(&mut current),
            c if c.is_alphabetic() => current.push(LOST, 0),
            _ => {}
        }
    }
    flush(&mut current);
}
