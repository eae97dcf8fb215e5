use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{ProcedureCode, ProcedureFault, ProcedureVersion, file};

/// Danh mục thủ tục hành chính: all procedures with all their versions.
#[derive(Clone, Debug)]
pub struct ProcedureCatalogue(BTreeMap<ProcedureCode, Vec<ProcedureVersion>>);

impl ProcedureCatalogue {
    /// Reads a procedure file (TOML: `[[procedure]]` with `[[procedure.version]]` tables).
    ///
    /// # Errors
    /// Every fault of the file with its place, in line order. Of a table that cannot be read at all, its first fault is given.
    pub fn parse(text: &str) -> Result<Self, Vec<ProcedureFault>> {
        file::read(text).map(Self)
    }

    /// The version for dossiers accepted on the day. `code` is a national number.
    pub fn version_on(&self, code: &str, day: NaiveDate) -> Option<&ProcedureVersion> {
        self.versions(code)
            .iter()
            .find(|version| version.valid_on(day))
    }

    /// The version with this number. `code` is a national number.
    pub fn version(&self, code: &str, number: i32) -> Option<&ProcedureVersion> {
        self.versions(code)
            .iter()
            .find(|version| version.version == number)
    }

    /// All versions of a procedure, oldest first; empty if it is unknown. `code` is a national number.
    pub fn versions(&self, code: &str) -> &[ProcedureVersion] {
        self.0.get(code).map_or(&[], Vec::as_slice)
    }

    /// All procedures with their versions, oldest first, in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = (&ProcedureCode, &[ProcedureVersion])> {
        self.0
            .iter()
            .map(|(code, versions)| (code, versions.as_slice()))
    }
}
