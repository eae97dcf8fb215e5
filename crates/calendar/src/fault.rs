use thiserror::Error;

/// Why a file is not the working calendar of a year.
#[derive(Debug, Error)]
pub enum CalendarFault {
    /// The text is not TOML of the expected shape; the source names the line and what was expected there.
    #[error("{file}: not the working calendar of a year")]
    Unreadable {
        /// Name of the file, as passed in.
        file: String,
        /// What the parser says.
        source: toml::de::Error,
    },
    /// An entry cannot be true.
    #[error("{file}, {entry}: expected {expected}")]
    Unfit {
        /// Name of the file, as passed in.
        file: String,
        /// The entry: a key, or the date of a day.
        entry: String,
        /// What the entry should be.
        expected: String,
    },
}
