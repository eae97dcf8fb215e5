/// Ngôn ngữ of the texts that people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// The one of two texts that is in this language.
    pub const fn of<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    /// A printed number as it is written in this language: with a decimal comma in Vietnamese.
    pub(crate) fn decimal(self, number: &str) -> String {
        match self {
            Self::Vi => number.replace('.', ","),
            Self::En => number.to_owned(),
        }
    }
}
