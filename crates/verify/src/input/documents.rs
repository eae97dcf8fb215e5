use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::ends_in;
use crate::misuse::Misuse;
use crate::outcome::Unread;

/// Names of signed documents. A `.p7b` holds certificates and signs nothing.
const ENDINGS: &[&str] = &["pdf", "p7s", "p7m"];

/// A document to verify, or a directory that cannot be looked into, which must not go unnoticed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Document {
    pub path: PathBuf,
    pub fault: Option<Unread>,
}

/// Whether a file has the name of a signed document.
pub(crate) fn is_document(path: &Path) -> bool {
    ends_in(path, ENDINGS)
}

/// The documents that `given` names, in its order; those of a directory sorted by name.
///
/// # Errors
/// If there is none.
pub(crate) fn list(given: &[PathBuf]) -> Result<Vec<Document>, Misuse> {
    let mut documents = Vec::new();
    for path in given {
        if path.is_dir() {
            walk(path, &mut documents);
        } else {
            documents.push(Document {
                path: path.clone(),
                fault: None,
            });
        }
    }
    if documents.is_empty() {
        return Err(Misuse::NoDocument);
    }
    Ok(documents)
}

/// Links to files are read, links to directories not entered.
fn walk(root: &Path, documents: &mut Vec<Document>) {
    for entry in WalkDir::new(root).sort_by_file_name() {
        match entry {
            Ok(entry) if is_document(entry.path()) && may_be_read(&entry) => {
                documents.push(Document {
                    path: entry.into_path(),
                    fault: None,
                });
            }
            Ok(_) => {}
            Err(fault) => documents.push(Document {
                path: fault.path().unwrap_or(root).to_owned(),
                fault: Some(
                    fault
                        .io_error()
                        .map_or_else(|| Unread::Other("cannot be walked".into()), Unread::from),
                ),
            }),
        }
    }
}

/// Everything but directories: a broken link or a pipe of that name is told as unreadable.
fn may_be_read(entry: &walkdir::DirEntry) -> bool {
    let kind = entry.file_type();
    if kind.is_symlink() {
        !fs::metadata(entry.path()).is_ok_and(|target| target.is_dir())
    } else {
        !kind.is_dir()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_gives_its_documents_sorted() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("b")).unwrap();
        for name in [
            "z.PDF", "b/2.p7m", "b/10.pdf", "a.p7s", "note.txt", "list.p7b",
        ] {
            fs::write(root.path().join(name), "").unwrap();
        }
        let found: Vec<_> = list(&[root.path().to_owned()])
            .unwrap()
            .into_iter()
            .map(|document| document.path.strip_prefix(root.path()).unwrap().to_owned())
            .collect();
        assert_eq!(
            found,
            ["a.p7s", "b/10.pdf", "b/2.p7m", "z.PDF"].map(PathBuf::from)
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_to_directories_are_not_entered() {
        use std::os::unix::fs::symlink;

        let root = tempfile::tempdir().unwrap();
        let inside = root.path();
        fs::write(inside.join("one.pdf"), "").unwrap();
        symlink(inside, inside.join("loop")).unwrap();
        symlink(inside, inside.join("loop.pdf")).unwrap();
        symlink(inside.join("one.pdf"), inside.join("two.pdf")).unwrap();
        symlink("nowhere", inside.join("gone.pdf")).unwrap();
        let found: Vec<_> = list(&[inside.to_owned()])
            .unwrap()
            .into_iter()
            .map(|document| document.path.file_name().unwrap().to_owned())
            .collect();
        assert_eq!(found, ["gone.pdf", "one.pdf", "two.pdf"]);
    }

    #[test]
    fn an_empty_directory_is_wrong_use() {
        let root = tempfile::tempdir().unwrap();
        assert!(matches!(
            list(&[root.path().to_owned()]),
            Err(Misuse::NoDocument)
        ));
    }
}
