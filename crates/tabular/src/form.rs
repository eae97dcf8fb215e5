use std::fmt;

/// What kind of file it is, whatever its name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Lines of cells with a delimiter between them.
    Text,
    /// An Excel workbook (XLSX).
    Workbook,
    /// Parquet.
    Parquet,
}

/// Bảng mã of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8; ASCII is UTF-8 too.
    Utf8,
    /// UTF-16, low byte first: "Unicode Text" of Excel.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1258: Vietnamese with tone marks of their own, which are composed while reading.
    Windows1258,
    /// Windows-1252: Western. Texts in TCVN3 and VNI fonts are read as this and can be decoded from it.
    Windows1252,
}

/// What was recognised in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The kind of file.
    pub format: Format,
    /// The delimiter of a text file, an ASCII character.
    pub delimiter: Option<u8>,
    /// The encoding of a text file. It can become known late: a file that begins with ASCII is UTF-8 until it is not.
    pub encoding: Option<Encoding>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Whether there is more than one column. A file that should have several has none split by a wrong delimiter.
    pub split: bool,
}

impl Encoding {
    /// The name, as registered with IANA.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1258 => "windows-1258",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The encoding with a name, in whatever case, with or without hyphens.
    pub fn of_name(name: &str) -> Option<Self> {
        let plain = |name: &str| name.to_ascii_lowercase().replace(['-', '_', ' '], "");
        let wanted = plain(name);
        [
            Self::Utf8,
            Self::Utf16Le,
            Self::Utf16Be,
            Self::Windows1258,
            Self::Windows1252,
        ]
        .into_iter()
        .find(|encoding| {
            let name = plain(encoding.name());
            let page = name.strip_prefix("windows");
            wanted == name || page.is_some_and(|page| wanted.strip_prefix("cp") == Some(page))
        })
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "CSV",
            Self::Workbook => "XLSX",
            Self::Parquet => "Parquet",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_by_name() {
        assert_eq!(Encoding::of_name("utf8"), Some(Encoding::Utf8));
        assert_eq!(Encoding::of_name("UTF-16le"), Some(Encoding::Utf16Le));
        assert_eq!(Encoding::of_name("cp1258"), Some(Encoding::Windows1258));
        assert_eq!(Encoding::of_name("ebcdic"), None);
    }
}
