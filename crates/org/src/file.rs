//! The shape of an organisation file: `[[unit]]` and `[[succession]]` tables.

use std::ops::Range;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::timeline::Timeline;
use crate::{Extent, Level, OrgFault, UnitId};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnitTable {
    pub id: UnitId,
    pub name: Timeline<String>,
    pub code: Option<Timeline<String>>,
    pub level: Timeline<Level>,
    pub parent: Option<Timeline<UnitId>>,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
    #[serde(rename = "source")]
    _source: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuccessionTable {
    pub unit: UnitId,
    pub successor: UnitId,
    pub effective: NaiveDate,
    pub extent: Extent,
    #[serde(rename = "source")]
    _source: Option<String>,
}

/// A table of the file and where it stands.
pub(crate) type Placed<T> = (Range<usize>, T);

#[derive(Debug, Default)]
pub(crate) struct File {
    pub units: Vec<Placed<UnitTable>>,
    pub successions: Vec<Placed<SuccessionTable>>,
    pub faults: Vec<OrgFault>,
}

/// Reads every table by itself, so that a malformed one does not hide the faults of the others.
pub(crate) fn read(text: &str) -> File {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut file = File {
        faults: errors.iter().map(|error| fault(text, error)).collect(),
        ..File::default()
    };
    if !file.faults.is_empty() {
        return file;
    }
    for (key, value) in document.into_inner() {
        let key_span = key.span();
        match (key.into_inner().as_ref(), value.into_inner()) {
            ("unit", DeValue::Array(tables)) => {
                file.units = tables_of(text, tables, &mut file.faults);
            }
            ("succession", DeValue::Array(tables)) => {
                file.successions = tables_of(text, tables, &mut file.faults);
            }
            (key, _) => file.faults.push(OrgFault::new(
                text,
                &key_span,
                "",
                format!("unknown key `{key}`, expected [[unit]] or [[succession]]"),
            )),
        }
    }
    file
}

fn tables_of<T: DeserializeOwned>(
    text: &str,
    tables: toml::de::DeArray<'_>,
    faults: &mut Vec<OrgFault>,
) -> Vec<Placed<T>> {
    let mut placed = Vec::new();
    for table in tables {
        let span = table.span();
        match T::deserialize(ValueDeserializer::from(table)) {
            Ok(value) => placed.push((span, value)),
            Err(error) => faults.push(fault_within(text, &error, &span)),
        }
    }
    placed
}

fn fault(text: &str, error: &toml::de::Error) -> OrgFault {
    fault_within(text, error, &(0..0))
}

fn fault_within(text: &str, error: &toml::de::Error, table: &Range<usize>) -> OrgFault {
    let span = error.span().unwrap_or_else(|| table.clone());
    OrgFault::new(text, &span, "", error.message())
}
