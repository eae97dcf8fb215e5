use super::syllable::{Syllable, spread, syllables};

/// How many syllables of a name are kept. The longest names in use have six.
pub const MAX_SYLLABLES: usize = 8;

/// Họ, chữ đệm và tên: the syllables of a name in the order written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Name {
    syllables: [Syllable; MAX_SYLLABLES],
    bag: u64,
    len: u8,
}

impl Name {
    /// Reads a name; marks, case, spaces and the place of the tone do not matter.
    pub fn parse(text: &str) -> Self {
        let mut name = Self::default();
        syllables(text, |syllable| name.push(syllable));
        name
    }

    fn push(&mut self, syllable: Syllable) {
        if usize::from(self.len) < MAX_SYLLABLES {
            self.syllables[usize::from(self.len)] = syllable;
            self.len += 1;
            self.bag = self.bag.wrapping_add(syllable.key());
        }
    }

    /// The syllables.
    pub fn syllables(&self) -> &[Syllable] {
        &self.syllables[..usize::from(self.len)]
    }

    /// Whether nothing was written.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Họ: the first syllable.
    pub fn surname(&self) -> Option<&Syllable> {
        self.syllables().first()
    }

    /// Tên: the last syllable.
    pub fn given(&self) -> Option<&Syllable> {
        self.syllables().last()
    }

    /// Touches the parts of the name that a comparison starts with, so that they come near.
    pub(crate) const fn reach(&self) -> u64 {
        self.bag & 1
            ^ self.len as u64 & 1
            ^ self.syllables[0].key() & 1
            ^ self.syllables[3].key() & 1
    }

    /// Whether any syllable has a mark.
    pub fn is_marked(&self) -> bool {
        self.syllables().iter().any(Syllable::is_marked)
    }

    /// A number that is equal for names with the same letters, in whatever order the syllables are.
    ///
    /// It is the sum of the keys of the syllables: the bag without one syllable is the bag minus its key.
    pub const fn bag(&self) -> u64 {
        self.bag
    }
}

/// A number that is equal for texts with the same letters in the same order (for names of places).
pub fn fold_key(text: &str) -> u64 {
    let mut key = 0;
    syllables(text, |syllable| key = spread(key ^ syllable.key()));
    key
}
