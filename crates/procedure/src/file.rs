//! The shape of a procedure file, and what must hold in it.

use std::collections::BTreeMap;
use std::ops::Range;

use chiso_calendar::{PauseRule, TimeLimit};
use chiso_org::Level;
use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, ValueDeserializer};
use unicode_normalization::is_nfc;

use crate::{ProcedureCode, ProcedureFault, ProcedureVersion, ServiceLevel};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct VersionTable {
    version: i32,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
    name_vi: String,
    field_vi: String,
    level: Level,
    service_level: ServiceLevel,
    time_limit: TimeLimit,
    pause: PauseRule,
    source: String,
}

impl From<VersionTable> for ProcedureVersion {
    fn from(table: VersionTable) -> Self {
        Self {
            version: table.version,
            valid_from: table.valid_from,
            valid_until: table.valid_until,
            name_vi: table.name_vi,
            field_vi: table.field_vi,
            level: table.level,
            service_level: table.service_level,
            time_limit: table.time_limit,
            pause: table.pause,
            source: table.source,
        }
    }
}

pub(crate) fn read(
    text: &str,
) -> Result<BTreeMap<ProcedureCode, Vec<ProcedureVersion>>, Vec<ProcedureFault>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        text,
        procedures: BTreeMap::new(),
        faults: Vec::new(),
    };
    for error in &errors {
        reader.unreadable(error, &(0..0), "");
    }
    if errors.is_empty() {
        reader.document(document.into_inner());
    }
    if reader.faults.is_empty() {
        Ok(reader.procedures)
    } else {
        reader.faults.sort_by_key(|fault| fault.line);
        Err(reader.faults)
    }
}

struct Reader<'a> {
    text: &'a str,
    procedures: BTreeMap<ProcedureCode, Vec<ProcedureVersion>>,
    faults: Vec<ProcedureFault>,
}

impl Reader<'_> {
    fn fault(&mut self, span: &Range<usize>, code: &str, message: impl Into<String>) {
        let fault = ProcedureFault::new(self.text, span, code, message);
        self.faults.push(fault);
    }

    fn unreadable(&mut self, error: &toml::de::Error, table: &Range<usize>, code: &str) {
        let span = error.span().unwrap_or_else(|| table.clone());
        self.fault(&span, code, error.message());
    }

    fn document(&mut self, document: DeTable<'_>) {
        for (key, value) in document {
            match (key.get_ref().as_ref(), value.into_inner()) {
                ("procedure", DeValue::Array(tables)) => {
                    for table in tables {
                        self.procedure(table);
                    }
                }
                (name, _) => {
                    let message = format!("unknown key `{name}`, expected [[procedure]]");
                    self.fault(&key.span(), "", message);
                }
            }
        }
    }

    fn procedure(&mut self, table: Spanned<DeValue<'_>>) {
        let span = table.span();
        let DeValue::Table(mut table) = table.into_inner() else {
            return self.fault(&span, "", "a procedure is a table");
        };
        let code = table.remove("code").map(Spanned::into_inner);
        let versions = table.remove("version").map(Spanned::into_inner);
        for key in table.keys() {
            let message = format!("unknown key `{}`", key.get_ref());
            self.fault(&key.span(), "", message);
        }
        let code = code.as_ref().and_then(DeValue::as_str);
        let Some(code) = code.and_then(|code| code.parse::<ProcedureCode>().ok()) else {
            return self.fault(&span, "", "code: missing or malformed");
        };
        let versions = match versions {
            Some(DeValue::Array(versions)) if !versions.is_empty() => versions,
            _ => return self.fault(&span, code.as_str(), "no [[procedure.version]]"),
        };
        let versions = self.versions(&code, versions);
        if self.procedures.insert(code.clone(), versions).is_some() {
            self.fault(&span, code.as_str(), "the code occurs twice");
        }
    }

    fn versions(&mut self, code: &ProcedureCode, tables: DeArray<'_>) -> Vec<ProcedureVersion> {
        let mut versions = Vec::new();
        for (table, number) in tables.into_iter().zip(1..) {
            let span = table.span();
            match VersionTable::deserialize(ValueDeserializer::from(table)) {
                Ok(table) => {
                    let version = ProcedureVersion::from(table);
                    for message in faults_of(&version, number, versions.last()) {
                        self.fault(&span, code.as_str(), message);
                    }
                    versions.push(version);
                }
                Err(error) => self.unreadable(&error, &span, code.as_str()),
            }
        }
        versions
    }
}

/// What is wrong with a version, given its number in the file and the one before it.
fn faults_of(
    version: &ProcedureVersion,
    number: i32,
    before: Option<&ProcedureVersion>,
) -> Vec<&'static str> {
    let overlaps = before.is_some_and(|before| {
        before
            .valid_until
            .is_none_or(|until| version.valid_from < until)
    });
    let unclean = |text: &str| text.trim().is_empty() || !is_nfc(text);
    [
        (
            version.version != number,
            "version: versions are numbered 1, 2, 3 in order of validity",
        ),
        (
            overlaps,
            "valid_from: the version before it is still valid then",
        ),
        (
            version
                .valid_until
                .is_some_and(|until| until <= version.valid_from),
            "valid_until: not after valid_from",
        ),
        (unclean(&version.name_vi), "name_vi: empty or not in NFC"),
        (unclean(&version.field_vi), "field_vi: empty or not in NFC"),
    ]
    .into_iter()
    .filter_map(|(wrong, message)| wrong.then_some(message))
    .collect()
}
