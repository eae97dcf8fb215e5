use std::path::Path;

use chiso_linkage::Language;
use chiso_tabular::{RowFault, Writer};

use crate::misuse::Misuse;
use crate::shell::Shell;

/// How many refused lines are told where no file is asked for.
const TOLD: u64 = 20;

/// The lines that were refused: counted, the first of them told, all of them in a file if asked for.
#[derive(Debug)]
pub(crate) struct Refusals {
    language: Language,
    watched: bool,
    count: u64,
    file: Option<Writer>,
}

impl Refusals {
    pub(crate) fn open(shell: &Shell, path: Option<&Path>) -> Result<Self, Misuse> {
        let heads = ["file", "line", "column", "fault", "reason"];
        Ok(Self {
            language: shell.language,
            watched: shell.watched,
            count: 0,
            file: path.map(|path| Writer::create(path, &heads)).transpose()?,
        })
    }

    /// A line that is broken.
    pub(crate) fn broken(&mut self, path: &Path, fault: &RowFault) -> Result<(), Misuse> {
        let reason = match self.language {
            Language::Vi => fault.vietnamese(),
            Language::En => fault.english(),
        };
        let column = fault.column().map(|column| column.to_string());
        let column = column.as_deref().unwrap_or_default();
        self.take(path, fault.line, column, fault.key(), &reason)
    }

    /// A line without the key that results are told by.
    pub(crate) fn no_key(
        &mut self,
        path: &Path,
        line: u64,
        column: &'static str,
    ) -> Result<(), Misuse> {
        let reason = self.language.of("thiếu mã", "the key is missing");
        self.take(path, line, column, "key_missing", reason)
    }

    /// A line with a key that nobody in the register has.
    pub(crate) fn unknown(
        &mut self,
        path: &Path,
        line: u64,
        column: &'static str,
    ) -> Result<(), Misuse> {
        let reason = (self.language).of("mã không có trong dân cư", "the register has no such key");
        self.take(path, line, column, "key_unknown", reason)
    }

    fn take(
        &mut self,
        path: &Path,
        line: u64,
        column: &str,
        key: &'static str,
        reason: &str,
    ) -> Result<(), Misuse> {
        self.count += 1;
        let file = path.display().to_string();
        if self.count <= TOLD {
            if self.watched {
                let at = self.language.of("dòng", "line");
                eprintln!("{file}: {at} {line}: {reason}");
            } else {
                tracing::warn!(file, line, column, fault = key, "line refused");
            }
        }
        if let Some(writer) = &mut self.file {
            writer.write([&*file, &line.to_string(), column, key, reason])?;
        }
        Ok(())
    }

    /// Writes the file; how many lines were refused.
    pub(crate) fn finish(self) -> Result<u64, Misuse> {
        if let Some(writer) = self.file {
            writer.finish()?;
        }
        Ok(self.count)
    }
}
