//! Tabular files in and out: text with delimiters (CSV), Excel workbooks (XLSX) and Parquet.
//!
//! A [`Reader`] recognises what a file is, gives its rows one after the other in bounded memory whatever the size of the file,
//! and goes on after a broken row. A [`Writer`] leaves a complete file or none. Every cell is text: what a number or a date
//! means is not decided here, so leading zeros live. No fault contains the contents of a cell.
#![warn(missing_docs)]

mod columnar;
mod fault;
mod feed;
mod form;
mod header;
mod reader;
mod row;
mod signature;
mod text;
mod workbook;
mod write;

pub use fault::{Fault, FaultKind, RowFault, RowFaultKind};
pub use form::{Encoding, Form, Format};
pub use header::MAX_COLUMNS;
pub use reader::{ReadOptions, Reader, Step};
pub use row::Row;
pub use signature::Foreign;
pub use text::{MAX_RECORD_BYTES, MAX_RECORD_LINES};
pub use write::Writer;
