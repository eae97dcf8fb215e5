use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use rayon::prelude::*;

use crate::{
    chunk::Chunk,
    plan::Plan,
    rows::{REGISTER, REGISTER_TRUTH, SECTOR, TRUTH},
};

/// Chunks that are in memory at a time.
const BATCH: u64 = 32;

/// The text of a chunk.
struct Text {
    register: Vec<u8>,
    register_truth: Vec<u8>,
    records: Vec<u8>,
    /// The number of each record, and where its row and its truth end in `records`.
    ends: Vec<(u64, usize, usize)>,
}

/// Writes `register.csv`, `register_truth.csv`, `sector.csv` and `truth.csv` to a directory.
///
/// People are written as they come. Records are in an order that has nothing to do with that of the people, so their texts wait in
/// memory: some 170 bytes each.
///
/// # Errors
///
/// A file cannot be written.
pub fn write(plan: &Plan, directory: &Path) -> io::Result<()> {
    let mut register = create(directory, "register.csv", &REGISTER)?;
    let mut register_truth = create(directory, "register_truth.csv", &REGISTER_TRUTH)?;
    let mut records = Records::new(plan.records);
    let chunks: Vec<u64> = (0..plan.chunks()).collect();
    for batch in chunks.chunks(usize::try_from(BATCH).unwrap_or(1)) {
        let texts: Vec<csv::Result<Text>> = batch
            .par_iter()
            .map(|chunk| text(&Chunk::generate(plan, *chunk)))
            .collect();
        for text in texts {
            let text = text?;
            register.write_all(&text.register)?;
            register_truth.write_all(&text.register_truth)?;
            records.keep(text);
        }
    }
    register.flush()?;
    register_truth.flush()?;
    records.write(
        create(directory, "sector.csv", &SECTOR)?,
        create(directory, "truth.csv", &TRUTH)?,
    )
}

fn create(directory: &Path, name: &str, header: &[&str]) -> io::Result<BufWriter<File>> {
    let mut file = BufWriter::with_capacity(1 << 18, File::create(directory.join(name))?);
    writeln!(file, "{}", header.join(","))?;
    Ok(file)
}

fn text(chunk: &Chunk) -> csv::Result<Text> {
    let mut register = csv::Writer::from_writer(Vec::new());
    for row in chunk.register() {
        row.write(&mut register)?;
    }
    let mut register_truth = csv::Writer::from_writer(Vec::new());
    for row in chunk.register_truth() {
        row.write(&mut register_truth)?;
    }
    // Rows and their truth in turn.
    let mut records = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    let mut ends = Vec::with_capacity(chunk.samples.len());
    for sample in &chunk.samples {
        sample.row.write(&mut records)?;
        records.flush()?;
        let row = records.get_ref().len();
        sample.truth.write(&mut records)?;
        records.flush()?;
        ends.push((sample.row.rec_id, row, records.get_ref().len()));
    }
    let inner = |writer: csv::Writer<Vec<u8>>| {
        writer
            .into_inner()
            .map_err(|error| io::Error::from(error.into_error().kind()))
    };
    Ok(Text {
        register: inner(register)?,
        register_truth: inner(register_truth)?,
        records: inner(records)?,
        ends,
    })
}

/// The texts of all records, and where each is.
struct Records {
    texts: Vec<Vec<u8>>,
    /// By the number of the record: the text, and where row and truth begin and end in it.
    places: Vec<[u32; 4]>,
}

impl Records {
    fn new(records: u64) -> Self {
        Self {
            texts: Vec::new(),
            places: vec![[0; 4]; usize::try_from(records).unwrap_or(0)],
        }
    }

    fn keep(&mut self, text: Text) {
        let at = short(self.texts.len());
        let mut start = 0;
        for (id, row, end) in text.ends {
            if let Some(place) = usize::try_from(id - 1)
                .ok()
                .and_then(|id| self.places.get_mut(id))
            {
                *place = [at, short(start), short(row), short(end)];
            }
            start = end;
        }
        self.texts.push(text.records);
    }

    fn write(&self, mut sector: impl Write, mut truth: impl Write) -> io::Result<()> {
        for [text, start, row, end] in self.places.iter().map(|place| place.map(|at| at as usize)) {
            let text = &self.texts[text];
            sector.write_all(&text[start..row])?;
            truth.write_all(&text[row..end])?;
        }
        sector.flush()?;
        truth.flush()
    }
}

/// A chunk has a megabyte or two.
fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
