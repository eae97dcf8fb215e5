use std::sync::Arc;

use chiso_desk::WholeFile;
use parquet::basic::{
    Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel,
};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::Rows;
use crate::fault::FaultKind;

/// Rows and bytes that are kept until they are written as a group.
const GROUP_ROWS: usize = 100_000;
const GROUP_BYTES: usize = 32 << 20;

/// Columns of text without nulls, compressed with zstd.
pub(super) struct ParquetWriter {
    writer: SerializedFileWriter<WholeFile>,
    columns: Vec<Vec<ByteArray>>,
    bytes: usize,
}

impl ParquetWriter {
    pub(super) fn new(file: WholeFile, headers: &[&str]) -> Result<Self, FaultKind> {
        let schema = schema(headers).map_err(fault)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .build();
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))
            .map_err(fault)?;
        Ok(Self {
            writer,
            columns: vec![Vec::new(); headers.len()],
            bytes: 0,
        })
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        self.bytes = 0;
        let mut group = self.writer.next_row_group()?;
        for cells in &mut self.columns {
            if let Some(mut column) = group.next_column()? {
                column
                    .typed::<ByteArrayType>()
                    .write_batch(cells, None, None)?;
                column.close()?;
            }
            cells.clear();
        }
        group.close()?;
        Ok(())
    }
}

impl Rows for ParquetWriter {
    fn cell(&mut self, cell: &str, column: usize, _: u64) -> Result<(), FaultKind> {
        if let Some(cells) = self.columns.get_mut(column) {
            cells.push(ByteArray::from(cell.as_bytes().to_vec()));
            self.bytes += cell.len();
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), FaultKind> {
        let rows = self.columns.first().map_or(0, Vec::len);
        if rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.write_group().map_err(fault)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<WholeFile, FaultKind> {
        if self.columns.first().is_some_and(|cells| !cells.is_empty()) {
            self.write_group().map_err(fault)?;
        }
        self.writer.into_inner().map_err(fault)
    }
}

impl std::fmt::Debug for ParquetWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetWriter")
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

fn schema(headers: &[&str]) -> Result<Type, ParquetError> {
    let columns = headers
        .iter()
        .map(|name| {
            Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(Some(LogicalType::String))
                .with_converted_type(ConvertedType::UTF8)
                .build()
                .map(Arc::new)
        })
        .collect::<Result<_, _>>()?;
    Type::group_type_builder("table")
        .with_fields(columns)
        .build()
}

fn fault(fault: ParquetError) -> FaultKind {
    match fault {
        ParquetError::External(cause) => match cause.downcast::<std::io::Error>() {
            Ok(cause) => FaultKind::from(*cause),
            Err(_) => FaultKind::Io(std::io::ErrorKind::Other.into()),
        },
        _ => FaultKind::Io(std::io::ErrorKind::Other.into()),
    }
}
