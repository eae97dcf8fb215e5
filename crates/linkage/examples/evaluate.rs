//! Links the files of a directory and writes what `evaluate.py` reads; `train` makes the model anew.
//!
//! `evaluate link DIR OUT [MODEL]` reads `DIR/register.csv` and `DIR/sector.csv` and writes `OUT/pairs.csv`, `OUT/review.csv` and
//! `OUT/not_found.csv`. `evaluate train MODEL DIR...` learns from the files of several directories and writes the model.
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    time::Instant,
};

use anyhow::{Context, Result, bail};
use chiso_linkage::{
    Decision, Linker, Model, Record, Register, RegisterBuilder, RegisterRow, Sample, SectorRow,
    Thresholds, Verdict, mark_duplicates, train,
};
use csv::{ReaderBuilder, StringRecord};
use rayon::prelude::*;

/// Rows that are normalised together.
const BATCH: usize = 8192;

/// Records of each file that are learned from.
const SAMPLE: usize = 40_000;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["link", directory, out] => link(Path::new(directory), Path::new(out), Model::standard()),
        ["link", directory, out, model] => link(
            Path::new(directory),
            Path::new(out),
            &Model::parse(&std::fs::read_to_string(model)?)?,
        ),
        ["explain", directory, id] => explain(Path::new(directory), id),
        ["train", model, directories @ ..] => learn(Path::new(model), directories),
        _ => bail!(
            "usage: evaluate link DIR OUT [MODEL] | evaluate explain DIR REC_ID | evaluate train MODEL DIR..."
        ),
    }
}

fn rows(path: &Path, mut each: impl FnMut(&StringRecord)) -> Result<()> {
    let mut reader = ReaderBuilder::new()
        .from_path(path)
        .with_context(|| path.display().to_string())?;
    let mut row = StringRecord::new();
    while reader.read_record(&mut row)? {
        each(&row);
    }
    Ok(())
}

fn register(directory: &Path) -> Result<Register> {
    let mut builder = RegisterBuilder::new();
    rows(&directory.join("register.csv"), |row| {
        builder.push(&RegisterRow {
            person_id: &row[0],
            id12: &row[1],
            cmnd9: &row[2],
            full_name: &row[3],
            dob: &row[4],
            sex: &row[5],
            province: &row[6],
            district: &row[7],
            ward: &row[8],
            neighbourhood: &row[9],
            household_id: &row[10],
            father_name: &row[12],
            mother_name: &row[13],
            status: &row[14],
            card_issued: &row[15],
            birth_province: &row[16],
        });
    })?;
    Ok(builder.finish())
}

/// Hands the records of a file over in batches, with the data set and the id of each.
fn sector(directory: &Path, mut each: impl FnMut(&[StringRecord], &[Record])) -> Result<()> {
    let (mut batch, mut records) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
    let mut hand_over = |batch: &mut Vec<StringRecord>| {
        batch
            .par_iter()
            .map(|row| Record::new(&sector_row(row)))
            .collect_into_vec(&mut records);
        each(batch, &records);
        batch.clear();
    };
    rows(&directory.join("sector.csv"), |row| {
        batch.push(row.clone());
        if batch.len() == BATCH {
            hand_over(&mut batch);
        }
    })?;
    hand_over(&mut batch);
    Ok(())
}

fn sector_row(row: &StringRecord) -> SectorRow<'_> {
    SectorRow {
        rec_id: &row[0],
        dataset: &row[1],
        full_name: &row[3],
        dob: &row[4],
        sex: &row[5],
        id_no: &row[6],
        guardian: &row[7],
        address: &row[8],
        ward: &row[9],
        district: &row[10],
        province: &row[11],
    }
}

fn link(directory: &Path, out: &Path, model: &Model) -> Result<()> {
    let start = Instant::now();
    let register = register(directory)?;
    eprintln!("register {:?}", start.elapsed());
    let linker = Linker::new(&register, model);
    let (mut verdicts, mut ids, mut datasets) = (Vec::new(), Vec::new(), Vec::new());
    let mut names: Vec<String> = Vec::new();
    sector(directory, |rows, records| {
        verdicts.extend(linker.judge(records));
        for row in rows {
            ids.push(row[0].to_owned());
            let known = names
                .iter()
                .position(|name| *name == row[1])
                .unwrap_or_else(|| {
                    names.push(row[1].to_owned());
                    names.len() - 1
                });
            datasets.push(u32::try_from(known).unwrap_or(u32::MAX));
        }
    })?;
    mark_duplicates(&register, &mut verdicts, |at| {
        (datasets[at], ids[at].as_str())
    });
    eprintln!("linked {:?}", start.elapsed());
    write(out, &register, &ids, &verdicts)
}

fn write(out: &Path, register: &Register, ids: &[String], verdicts: &[Verdict]) -> Result<()> {
    let create = |name: &str| -> Result<BufWriter<File>> {
        let mut file = BufWriter::new(File::create(out.join(name))?);
        writeln!(file, "rec_id,person_id,score,category")?;
        Ok(file)
    };
    let (mut pairs, mut review, mut not_found) = (
        create("pairs.csv")?,
        create("review.csv")?,
        create("not_found.csv")?,
    );
    for (verdict, id) in verdicts.iter().zip(ids) {
        let file = match verdict.decision {
            Decision::Linked => &mut pairs,
            Decision::Review => &mut review,
            Decision::NotFound => &mut not_found,
        };
        let person = verdict.person.map_or("", |person| register.id(person));
        writeln!(
            file,
            "{id},{person},{:.4},{}",
            verdict.score,
            verdict.category.key()
        )?;
    }
    for mut file in [pairs, review, not_found] {
        file.flush()?;
    }
    Ok(())
}

/// Prints the waterfalls of the best three candidates of a record.
fn explain(directory: &Path, id: &str) -> Result<()> {
    let register = register(directory)?;
    let linker = Linker::new(&register, Model::standard());
    sector(directory, |rows, records| {
        for (_, record) in rows.iter().zip(records).filter(|(row, _)| &row[0] == id) {
            for candidate in linker.candidates(record).iter().take(3) {
                println!(
                    "{}\n{}\n",
                    register.id(candidate.person),
                    linker.explain(record, candidate.person)
                );
            }
        }
    })
}

fn learn(model: &Path, directories: &[&str]) -> Result<()> {
    let mut data = Vec::new();
    for directory in directories {
        let directory = Path::new(directory);
        let mut all: Vec<Record> = Vec::new();
        sector(directory, |_, records| all.extend_from_slice(records))?;
        all.truncate(SAMPLE);
        data.push((register(directory)?, all));
    }
    let samples: Vec<Sample<'_>> = data
        .iter()
        .map(|(register, records)| Sample { register, records })
        .collect();
    let learned = train(&Model::default(), &samples).released(
        "1",
        Thresholds {
            link: 2.5,
            review: -4.0,
        },
    );
    std::fs::write(model, learned.to_toml())?;
    Ok(())
}
