use std::io;
use std::path::PathBuf;

use crate::plain;
use crate::text::{Language, Message};

/// Why nothing, or not everything, could be verified or told: exit code 2.
#[derive(Debug)]
pub(crate) enum Misuse {
    /// Trust material, a policy or content that cannot be read or understood.
    Input { path: PathBuf, fault: String },
    /// Nothing to trust, or no certificate or list, where there should be some.
    NothingIn(PathBuf),
    /// Directories without a document.
    NoDocument,
    /// `--content` for a whole directory.
    ContentForDirectory,
    /// The summary cannot be written there.
    Summary { path: PathBuf, fault: String },
    /// Standard output cannot be written.
    Output(io::Error),
}

impl Misuse {
    /// Whether the reader of standard output went away, who needs no message.
    pub(crate) fn is_silent(&self) -> bool {
        matches!(self, Self::Output(fault) if fault.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(crate) fn in_words(&self, language: Language) -> String {
        let say = |message| language.message(message);
        match self {
            Self::Input { path, fault } => {
                format!("{} {}: {fault}", say(Message::CannotUse), plain::path(path))
            }
            Self::NothingIn(path) => {
                format!("{} {}", say(Message::NothingIn), plain::path(path))
            }
            Self::NoDocument => say(Message::NoDocument).into(),
            Self::ContentForDirectory => say(Message::ContentForDirectory).into(),
            Self::Summary { path, fault } => {
                format!(
                    "{} {}: {fault}",
                    say(Message::CannotWrite),
                    plain::path(path)
                )
            }
            Self::Output(fault) => format!("{}: {fault}", say(Message::CannotPrint)),
        }
    }
}
