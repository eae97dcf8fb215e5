use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use chiso_signature::{Report, Verdict, Verifier};

use crate::input::documents::Document;

/// What became of a document.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// As given, or found below a directory as given.
    pub path: PathBuf,
    pub result: Result<Report, Unread>,
}

impl Outcome {
    pub(crate) fn verdict(&self) -> Verdict {
        match &self.result {
            Ok(report) => report.verdict,
            Err(_) => Verdict::Error,
        }
    }
}

/// Why there is no report on a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    NotFound,
    Denied,
    /// A device, a pipe or a directory.
    NotAFile,
    Other(String),
    /// The verifier itself failed.
    Failed,
}

impl Unread {
    /// Stable code, in the manner of the codes of findings.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Failed => "VERIFIER_FAILED",
            _ => "FILE_UNREADABLE",
        }
    }

    /// Particulars in English.
    pub(crate) fn detail(&self) -> &str {
        match self {
            Self::NotFound => "no such file",
            Self::Denied => "permission denied",
            Self::NotAFile => "not a regular file",
            Self::Other(detail) => detail,
            Self::Failed => "the verifier failed on this document",
        }
    }
}

impl From<&io::Error> for Unread {
    fn from(fault: &io::Error) -> Self {
        match fault.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::Denied,
            kind => Self::Other(kind.to_string()),
        }
    }
}

/// Reads a document and verifies it. A fault concerns this document only.
pub(crate) fn verify(verifier: &Verifier, content: Option<&[u8]>, document: &Document) -> Outcome {
    let result = match &document.fault {
        Some(fault) => Err(fault.clone()),
        None => read(&document.path).and_then(|bytes| {
            guarded(|| match content {
                Some(content) => verifier.verify_detached(&bytes, content),
                None => verifier.verify(&bytes),
            })
        }),
    };
    Outcome {
        path: document.path.clone(),
        result,
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Unread> {
    let is_file = fs::metadata(path).map(|metadata| metadata.is_file());
    match is_file {
        Ok(true) => fs::read(path).map_err(|fault| Unread::from(&fault)),
        Ok(false) => Err(Unread::NotAFile),
        Err(fault) => Err(Unread::from(&fault)),
    }
}

/// A defect that one document brings to light must not take the answers on the others with it.
fn guarded<T>(verify: impl FnOnce() -> T) -> Result<T, Unread> {
    catch_unwind(AssertUnwindSafe(verify)).map_err(|_| Unread::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_verifier_concerns_one_document() {
        let failed: Result<(), _> = guarded(|| panic!("a defect"));
        assert_eq!(failed, Err(Unread::Failed));
        assert_eq!(guarded(|| 1), Ok(1));
    }
}
