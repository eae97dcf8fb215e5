use std::io;
use std::path::{Path, PathBuf};

use chiso_linkage::{Language, ModelFault, RulesFault};

use crate::columns::ColumnsFault;

/// Why a command did not do its work.
#[derive(Debug)]
pub(crate) enum Misuse {
    /// A file that cannot be read or written as a table.
    Table(chiso_tabular::Fault),
    /// A small file (model, columns, rules) that cannot be read, or a result that cannot be written.
    File { path: PathBuf, fault: io::Error },
    /// A model that is none.
    Model { path: PathBuf, fault: ModelFault },
    /// A file of rules that is none.
    Rules { path: PathBuf, fault: RulesFault },
    /// A file of columns that does not fit.
    Columns { path: PathBuf, fault: ColumnsFault },
    /// A needed column is not there, neither by name nor by guess.
    NoColumn { path: PathBuf, key: &'static str },
    /// A guess that nobody confirmed, as a file of columns.
    Unconfirmed { path: PathBuf, guess: String },
    /// The record to explain is not in the file.
    NoRecord,
    /// The person to explain is not in the register.
    NoPerson,
    /// A result is to go to a file that is read.
    OverInput(PathBuf),
    /// Two results are to go to one file.
    SameFile(PathBuf),
    /// Standard output cannot be written.
    Print(io::Error),
    /// The system refuses threads, signals or room for temporary files.
    System(String),
    /// Somebody asked to stop.
    Interrupted,
}

impl From<chiso_tabular::Fault> for Misuse {
    fn from(fault: chiso_tabular::Fault) -> Self {
        Self::Table(fault)
    }
}

impl Misuse {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |fault| Self::File { path, fault }
    }

    /// Whether the reader of standard output went away, who needs no message.
    pub(crate) fn is_silent(&self) -> bool {
        matches!(self, Self::Print(fault) if fault.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(crate) const fn exit_code(&self) -> u8 {
        match self {
            Self::Interrupted => 130,
            _ => 2,
        }
    }

    pub(crate) fn in_words(&self, language: Language) -> String {
        let say = |vi, en| language.of(vi, en);
        match self {
            Self::Table(fault) => match language {
                Language::Vi => fault.vietnamese(),
                Language::En => fault.english(),
            },
            Self::File { path, fault } => format!("{}: {fault}", path.display()),
            Self::Model { path, fault } => {
                let what = say(
                    "không phải mô hình dùng được",
                    "not a model that can be used",
                );
                format!("{}: {what}: {fault}", path.display())
            }
            Self::Rules { path, fault } => {
                let what = say("không phải tệp quy tắc", "not a file of rules");
                format!("{}: {what}: {fault}", path.display())
            }
            Self::Columns { path, fault } => {
                format!("{}: {}", path.display(), columns(language, fault))
            }
            Self::NoColumn { path, key } => {
                let what = say(
                    "không tìm thấy cột bắt buộc; hãy ghi tên cột, hoặc dòng tiêu đề (header = 3) nếu bên trên có tên bảng, vào tệp cột",
                    "a needed column was not found; name it, or the row of the header (header = 3) if a title stands above, in a file of columns",
                );
                format!("{}: {what}: {key}", path.display())
            }
            Self::Unconfirmed { path, guess } => {
                let what = say(
                    "các cột được đoán như sau. Chạy lại với --yes nếu đúng, hoặc lưu vào tệp, sửa và chỉ ra bằng --sector-columns, --register-columns hoặc --columns",
                    "the columns are guessed as follows. Run again with --yes if that is right, or save it to a file, correct it and pass it with --sector-columns, --register-columns or --columns",
                );
                format!("{}: {what}:\n\n{guess}", path.display())
            }
            Self::NoRecord => say(
                "không có bản ghi nào mang mã này trong tệp",
                "no record of the file has this id",
            )
            .to_owned(),
            Self::NoPerson => say(
                "không có ai mang mã này trong cơ sở dữ liệu dân cư",
                "nobody in the register has this id",
            )
            .to_owned(),
            Self::OverInput(path) => {
                let what = say(
                    "là tệp đầu vào; kết quả không được ghi đè lên nó",
                    "is read from; a result must not replace it",
                );
                format!("{}: {what}", path.display())
            }
            Self::SameFile(path) => {
                let what = say(
                    "hai kết quả không thể ghi vào cùng một tệp",
                    "two results cannot go to the same file",
                );
                format!("{}: {what}", path.display())
            }
            Self::Print(fault) => {
                format!("{}: {fault}", say("không in được", "cannot print"))
            }
            Self::System(fault) => fault.clone(),
            Self::Interrupted => say(
                "đã dừng theo yêu cầu; không tệp nào được ghi",
                "stopped as asked; nothing was written",
            )
            .to_owned(),
        }
    }
}

fn columns(language: Language, fault: &ColumnsFault) -> String {
    let say = |vi: &str, en: &str, what: &str| format!("{}: {what}", language.of(vi, en));
    match fault {
        ColumnsFault::Encoding(name) => say("bảng mã không hỗ trợ", "not a known encoding", name),
        ColumnsFault::Malformed(what) => say("không phải tệp cột", "not a file of columns", what),
        ColumnsFault::Unknown(key) => say(
            "không có cột nào tên như vậy",
            "there is no such known column",
            key,
        ),
        ColumnsFault::NoHeader(header) => say(
            "tệp dữ liệu không có tiêu đề này",
            "the table has no such header",
            header,
        ),
        ColumnsFault::Lacking(key) => {
            say("thiếu cột bắt buộc", "a needed column is not named", key)
        }
    }
}
