/// Giới tính.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Nam.
    Male,
    /// Nữ.
    Female,
}

impl Sex {
    /// The key in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }

    /// The word in Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Male => "nam",
            Self::Female => "nữ",
        }
    }

    /// Reads the words and codes in use; None if the text is none of them.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let starts = |word: &str| {
            text.get(..word.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(word))
        };
        match text {
            "1" | "M" | "m" => Some(Self::Male),
            "2" | "0" | "F" | "f" => Some(Self::Female),
            _ if starts("nam") || starts("male") || starts("trai") => Some(Self::Male),
            _ if starts("n") || starts("fem") || starts("g") => Some(Self::Female),
            _ => None,
        }
    }
}
