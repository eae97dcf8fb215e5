use std::io::BufWriter;

use chiso_desk::WholeFile;
use csv::{Terminator, WriterBuilder};

use super::Rows;
use crate::fault::FaultKind;

/// UTF-8 without a mark, with LF, and quotes where they are needed.
#[derive(Debug)]
pub(super) struct CsvWriter {
    writer: csv::Writer<BufWriter<WholeFile>>,
}

impl CsvWriter {
    pub(super) fn new(file: WholeFile, delimiter: u8) -> Self {
        Self {
            writer: WriterBuilder::new()
                .delimiter(delimiter)
                .terminator(Terminator::Any(b'\n'))
                .from_writer(BufWriter::new(file)),
        }
    }
}

impl Rows for CsvWriter {
    fn cell(&mut self, cell: &str, _: usize, _: u64) -> Result<(), FaultKind> {
        self.writer.write_field(cell).map_err(fault)
    }

    fn end_row(&mut self) -> Result<(), FaultKind> {
        self.writer.write_record(None::<&[u8]>).map_err(fault)
    }

    fn finish(self) -> Result<WholeFile, FaultKind> {
        let buffered = self
            .writer
            .into_inner()
            .map_err(|fault| FaultKind::from(fault.into_error()))?;
        buffered
            .into_inner()
            .map_err(|fault| FaultKind::from(fault.into_error()))
    }
}

fn fault(fault: csv::Error) -> FaultKind {
    match fault.into_kind() {
        csv::ErrorKind::Io(fault) => FaultKind::from(fault),
        _ => FaultKind::Io(std::io::ErrorKind::Other.into()),
    }
}
