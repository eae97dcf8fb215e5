//! What a file is that is no table, by its first bytes.

/// A kind of file that people hand in instead of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Foreign {
    /// An old workbook (.xls), or one that is protected by a password.
    OldWorkbook,
    /// A binary workbook (.xlsb).
    BinaryWorkbook,
    /// An `OpenDocument` file (.ods, .odt).
    OpenDocument,
    /// A Word document.
    Word,
    /// A `PowerPoint` presentation.
    Slides,
    /// PDF.
    Pdf,
    /// A picture.
    Picture,
    /// A compressed file or an archive.
    Archive,
    /// A database of `SQLite`.
    Sqlite,
    /// HTML or XML, also under the name .xls.
    Markup,
    /// JSON.
    Json,
    /// RTF.
    Rtf,
    /// Bytes that are no text.
    Binary,
}

const STARTS: [(&[u8], Foreign); 17] = [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Foreign::OldWorkbook),
    (b"%PDF-", Foreign::Pdf),
    (b"\x89PNG\r\n", Foreign::Picture),
    (b"\xff\xd8\xff", Foreign::Picture),
    (b"GIF8", Foreign::Picture),
    (b"\x1f\x8b", Foreign::Archive),
    (b"7z\xbc\xaf\x27\x1c", Foreign::Archive),
    (b"Rar!\x1a\x07", Foreign::Archive),
    (b"\xfd7zXZ\0", Foreign::Archive),
    (b"\x28\xb5\x2f\xfd", Foreign::Archive),
    (b"BZh", Foreign::Archive),
    (b"SQLite format 3\0", Foreign::Sqlite),
    (b"{\\rtf", Foreign::Rtf),
    (b"<", Foreign::Markup),
    (b"{", Foreign::Json),
    (b"[{", Foreign::Json),
    (b"PK\x05\x06", Foreign::Archive),
];

/// What the first bytes say, if they say something that is no table.
pub(crate) fn foreign(head: &[u8]) -> Option<Foreign> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = text.trim_ascii_start();
    STARTS
        .into_iter()
        .find(|(start, _)| head.starts_with(start) || text.starts_with(start))
        .map(|(_, foreign)| foreign)
}

/// Whether so many characters control something that it is no text. NUL is left to the rows: some stand in real files.
pub(crate) fn is_binary(head: &[u8]) -> bool {
    let controls = head
        .iter()
        .filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c))
        .count();
    controls > 8 && controls * 5 > head.len()
}

/// A kind of archive that is a document, by the names of its parts; None: a workbook.
pub(crate) fn foreign_archive<'a>(names: impl Iterator<Item = &'a str>) -> Option<Foreign> {
    let mut kind = Some(Foreign::Archive);
    for name in names {
        match name {
            "xl/workbook.xml" => return None,
            "xl/workbook.bin" => kind = Some(Foreign::BinaryWorkbook),
            "word/document.xml" => kind = Some(Foreign::Word),
            "ppt/presentation.xml" => kind = Some(Foreign::Slides),
            "content.xml" | "mimetype" => kind = Some(Foreign::OpenDocument),
            _ => {}
        }
    }
    kind
}
