use std::fmt::Display;

use chrono::{DateTime, Duration, NaiveDate};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, Decimal, Int96};
use parquet::errors::ParquetError;
use parquet::schema::types::ColumnDescPtr;

use crate::row::Row;
use crate::text::MAX_RECORD_BYTES;
use crate::workbook::{instant, number};

/// Digits behind the point that 128 bits can have.
const MAX_SCALE: usize = 38;

/// The next cells of a column, as text.
pub(super) struct Column {
    pages: ColumnReader,
    kind: ColumnDescPtr,
    cells: Row,
    /// Cells that cannot be used, in their order.
    wrong: Vec<(usize, Wrong)>,
}

/// Why a cell cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrong {
    NoText,
    TooLong,
}

impl Column {
    pub(super) fn new(pages: ColumnReader, kind: ColumnDescPtr) -> Self {
        Self {
            pages,
            kind,
            cells: Row::new(),
            wrong: Vec::new(),
        }
    }

    pub(super) fn cell(&self, row: usize) -> Result<&str, Wrong> {
        match self.wrong.binary_search_by_key(&row, |(row, _)| *row) {
            Ok(at) => Err(self.wrong[at].1),
            Err(_) => Ok(self.cells.get(row).unwrap_or_default()),
        }
    }

    /// Reads up to `count` cells; how many there are.
    pub(super) fn fill(&mut self, count: usize) -> Result<usize, ParquetError> {
        let Self {
            pages,
            kind,
            cells,
            wrong,
        } = self;
        cells.clear(0);
        wrong.clear();
        let levels = kind.max_def_level();
        let mut push = |text: Option<&str>| {
            let text = text
                .ok_or(Wrong::NoText)
                .and_then(|text| match text.len() {
                    0..=MAX_RECORD_BYTES => Ok(text),
                    _ => Err(Wrong::TooLong),
                })
                .unwrap_or_else(|fault| {
                    wrong.push((cells.len(), fault));
                    ""
                });
            cells.push(text);
        };
        let mut show = |value: Option<&dyn Display>| match value {
            Some(value) => push(Some(&value.to_string())),
            None => push(Some("")),
        };
        match pages {
            ColumnReader::BoolColumnReader(pages) => load(pages, count, levels, |value| {
                show(value.map(|value| value as &dyn Display));
            }),
            ColumnReader::Int32ColumnReader(pages) => load(pages, count, levels, |value| {
                push(Some(
                    &value.map_or_else(String::new, |&value| int32(kind, value)),
                ));
            }),
            ColumnReader::Int64ColumnReader(pages) => load(pages, count, levels, |value| {
                push(Some(
                    &value.map_or_else(String::new, |&value| int64(kind, value)),
                ));
            }),
            ColumnReader::Int96ColumnReader(pages) => load(pages, count, levels, |value| {
                push(Some(&value.map_or_else(String::new, int96)));
            }),
            ColumnReader::FloatColumnReader(pages) => load(pages, count, levels, |value| {
                push(Some(&value.map_or_else(String::new, |&value| {
                    // Through text: 0.1 is 0.1 and not 0.10000000149011612.
                    value
                        .to_string()
                        .parse()
                        .map_or_else(|_| String::new(), number)
                })));
            }),
            ColumnReader::DoubleColumnReader(pages) => load(pages, count, levels, |value| {
                push(Some(
                    &value.map_or_else(String::new, |&value| number(value)),
                ));
            }),
            ColumnReader::ByteArrayColumnReader(pages) => load(pages, count, levels, |value| {
                bytes(kind, value, &mut push);
            }),
            ColumnReader::FixedLenByteArrayColumnReader(pages) => {
                load(pages, count, levels, |value| {
                    let value = value.map(|value| ByteArray::from(value.data().to_vec()));
                    bytes(kind, value.as_ref(), &mut push);
                })
            }
        }
    }
}

/// Reads values of one type; a null is None.
fn load<T: DataType>(
    pages: &mut ColumnReaderImpl<T>,
    count: usize,
    max_level: i16,
    mut take: impl FnMut(Option<&T::T>),
) -> Result<usize, ParquetError> {
    let mut total = 0;
    while total < count {
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        let (read, _, _) =
            pages.read_records(count - total, Some(&mut levels), None, &mut values)?;
        if read == 0 {
            break;
        }
        let mut values = values.iter();
        if max_level == 0 {
            values.for_each(|value| take(Some(value)));
        } else {
            for level in levels {
                take(if level == max_level {
                    values.next()
                } else {
                    None
                });
            }
        }
        total += read;
    }
    Ok(total)
}

fn bytes(kind: &ColumnDescPtr, value: Option<&ByteArray>, push: &mut impl FnMut(Option<&str>)) {
    match value {
        None => push(Some("")),
        Some(value) if kind.converted_type() == ConvertedType::DECIMAL => {
            push(Some(&decimal(&Decimal::from_bytes(
                value.clone(),
                kind.type_precision(),
                kind.type_scale(),
            ))));
        }
        Some(value) => push(str::from_utf8(value.data()).ok()),
    }
}

fn int32(kind: &ColumnDescPtr, value: i32) -> String {
    match kind.converted_type() {
        ConvertedType::DATE => NaiveDate::from_ymd_opt(1970, 1, 1)
            .and_then(|epoch| epoch.checked_add_signed(Duration::days(i64::from(value))))
            .map_or_else(|| value.to_string(), |date| date.to_string()),
        ConvertedType::DECIMAL => decimal(&Decimal::from_i32(
            value,
            kind.type_precision(),
            kind.type_scale(),
        )),
        ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 => {
            value.cast_unsigned().to_string()
        }
        _ => value.to_string(),
    }
}

fn int64(kind: &ColumnDescPtr, value: i64) -> String {
    let unit = match (kind.logical_type_ref(), kind.converted_type()) {
        (Some(LogicalType::Timestamp(kind)), _) => Some(kind.unit),
        (_, ConvertedType::TIMESTAMP_MILLIS) => Some(TimeUnit::MILLIS),
        (_, ConvertedType::TIMESTAMP_MICROS) => Some(TimeUnit::MICROS),
        _ => None,
    };
    let moment = match unit {
        Some(TimeUnit::MILLIS) => DateTime::from_timestamp_millis(value),
        Some(TimeUnit::MICROS) => DateTime::from_timestamp_micros(value),
        Some(TimeUnit::NANOS) => Some(DateTime::from_timestamp_nanos(value)),
        None => None,
    };
    match (moment, kind.converted_type()) {
        (Some(moment), _) => instant(moment.naive_utc()),
        (None, ConvertedType::DECIMAL) => decimal(&Decimal::from_i64(
            value,
            kind.type_precision(),
            kind.type_scale(),
        )),
        (None, ConvertedType::UINT_64) => value.cast_unsigned().to_string(),
        (None, _) => value.to_string(),
    }
}

fn int96(value: &Int96) -> String {
    DateTime::from_timestamp_millis(value.to_millis())
        .map_or_else(String::new, |moment| instant(moment.naive_utc()))
}

/// The digits of the unscaled number with the point where it belongs.
fn decimal(value: &Decimal) -> String {
    let scale = usize::try_from(value.scale()).unwrap_or(0).min(MAX_SCALE);
    let unscaled = value.data().iter().fold(
        value
            .data()
            .first()
            .map_or(0_i128, |&first| if first >= 0x80 { -1 } else { 0 }),
        |sum, &byte| (sum << 8) | i128::from(byte),
    );
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale.min(digits.len()));
    let sign = if unscaled < 0 { "-" } else { "" };
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}
