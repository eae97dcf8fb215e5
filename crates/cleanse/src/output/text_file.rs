use std::io::Write;
use std::path::{Path, PathBuf};

use chiso_desk::WholeFile;

use crate::misuse::Misuse;

/// A small text that is written in full or not at all; begun early, so that it is known early whether it can be.
#[derive(Debug)]
pub(crate) struct TextFile {
    path: PathBuf,
    file: WholeFile,
}

impl TextFile {
    pub(crate) fn create(path: &Path) -> Result<Self, Misuse> {
        let file = WholeFile::create(path).map_err(Misuse::file(path))?;
        let path = path.to_owned();
        Ok(Self { path, file })
    }

    pub(crate) fn write(self, text: &str) -> Result<(), Misuse> {
        let Self { path, mut file } = self;
        (file.write_all(text.as_bytes()).and_then(|()| file.finish())).map_err(Misuse::file(&path))
    }
}
