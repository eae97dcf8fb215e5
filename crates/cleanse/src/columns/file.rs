use std::collections::BTreeMap;

use chiso_tabular::{Encoding, ReadOptions};
use serde::{Deserialize, Serialize};

use super::{Kind, Mapping};

/// How a file is written, as its owner says (TOML).
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ColumnsFile {
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sheet: Option<String>,
    /// The delimiter of a text file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) delimiter: Option<char>,
    /// The encoding of a text file: utf-8, utf-16le, utf-16be, windows-1258 or windows-1252.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) encoding: Option<String>,
    /// The row of the header, where a title stands above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) header: Option<u64>,
    /// The header of each known column.
    pub(crate) columns: BTreeMap<String, String>,
}

/// Why such a file does not fit.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ColumnsFault {
    /// An encoding that is not known.
    Encoding(String),
    /// It is not TOML of this form: what the reader of TOML says.
    Malformed(String),
    /// It speaks of a column that this kind of file does not have.
    Unknown(String),
    /// The file has no column with this header.
    NoHeader(String),
    /// It does not say which column is the one with this key, which is needed.
    Lacking(&'static str),
}

impl ColumnsFile {
    pub(crate) fn parse(text: &str) -> Result<Self, ColumnsFault> {
        toml::from_str(text).map_err(|fault| ColumnsFault::Malformed(fault.message().to_owned()))
    }

    /// What the file would say of a mapping.
    pub(crate) fn of(mapping: &Mapping, headers: &[String]) -> Self {
        Self {
            columns: mapping
                .pairs(headers)
                .map(|(key, header)| (key.to_owned(), header.to_owned()))
                .collect(),
            ..Self::default()
        }
    }

    pub(crate) fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// How the table is to be read.
    pub(crate) fn options(&self) -> Result<ReadOptions, ColumnsFault> {
        let encoding = (self.encoding.as_ref())
            .map(|name| Encoding::of_name(name).ok_or_else(|| ColumnsFault::Encoding(name.clone())))
            .transpose()?;
        // A delimiter that is no single byte is none that a table can have.
        let delimiter = (self.delimiter).map(|letter| u8::try_from(letter).unwrap_or(b'"'));
        Ok(ReadOptions {
            delimiter,
            encoding,
            sheet: self.sheet.clone(),
            header: self.header,
            ..ReadOptions::default()
        })
    }

    pub(crate) fn mapping(&self, kind: Kind, headers: &[String]) -> Result<Mapping, ColumnsFault> {
        let mut mapping = Mapping::empty(kind);
        for (key, header) in &self.columns {
            let column = (kind.columns().iter())
                .position(|column| column.key == key)
                .ok_or_else(|| ColumnsFault::Unknown(key.clone()))?;
            let at = (headers.iter())
                .position(|written| written == header)
                .ok_or_else(|| ColumnsFault::NoHeader(header.clone()))?;
            mapping.at[column] = Some(at);
        }
        match mapping.lacking() {
            Some(key) => Err(ColumnsFault::Lacking(key)),
            None => Ok(mapping),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_written_and_read_back() {
        let headers = ["TT", "Họ tên", "Sinh"].map(str::to_owned);
        let text = "delimiter = ';'\n[columns]\nfull_name = 'Họ tên'\ndob = 'Sinh'\n";
        let file = ColumnsFile::parse(text).unwrap();
        let mapping = file.mapping(Kind::Sector, &headers).unwrap();
        let again = ColumnsFile::parse(&ColumnsFile::of(&mapping, &headers).to_toml()).unwrap();
        assert_eq!(again.mapping(Kind::Sector, &headers), Ok(mapping));
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let headers = ["Họ tên".to_owned()];
        let of = |columns: &str| {
            ColumnsFile::parse(&format!("[columns]\n{columns}"))
                .and_then(|file| file.mapping(Kind::Sector, &headers))
                .unwrap_err()
        };
        assert_eq!(of("naem = 'Họ tên'"), ColumnsFault::Unknown("naem".into()));
        assert_eq!(
            of("full_name = 'Ho ten'"),
            ColumnsFault::NoHeader("Ho ten".into())
        );
        assert_eq!(of(""), ColumnsFault::Lacking("full_name"));
        assert!(matches!(
            ColumnsFile::parse("column = 1"),
            Err(ColumnsFault::Malformed(_))
        ));
    }
}
