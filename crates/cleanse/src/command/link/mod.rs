//! Who of a sector's file is who of the register.
mod entry;
mod outputs;
mod tally;

use chiso_linkage::{Duplicates, Language, Linker, Record, Register};
use hashbrown::HashMap;
use rayon::prelude::*;

use crate::Done;
use crate::args::Link;
use crate::input::{self, Source, Table, sector_row};
use crate::misuse::Misuse;
use crate::output::{Refusals, Sorter, Summary, keep_apart, print};
use crate::progress::{Progress, Stage};
use crate::shell::Shell;

use entry::Entry;
use outputs::Outputs;
use tally::Tally;

/// Records that the cost of the work is estimated from.
const ESTIMATED: usize = 2_000;

/// Results that are held in memory before they go to temporary files.
const HELD: usize = 4_000_000;

pub(crate) fn run(args: &Link, shell: &Shell) -> Result<Done, Misuse> {
    keep_apart(
        &[&args.sides.read()[..], &[args.model.as_deref()]].concat(),
        &[
            Some(&args.out),
            args.review.as_deref(),
            args.report.as_deref(),
            args.sides.refused.as_deref(),
        ],
    )?;
    let model = input::model(args.model.as_deref())?;
    let sides = &args.sides;
    let (register, sector) = Source::both(shell, sides)?;
    let mut outputs = Outputs::create(args, shell.language)?;
    let mut refusals = Refusals::open(shell, sides.refused.as_deref())?;

    let register = input::register(shell, register, &mut refusals)?;
    let linker = Linker::new(&register, &model);
    let mut linking = Linking {
        linker,
        register: &register,
        report_in: args.report.is_some().then_some(shell.language),
        datasets: HashMap::new(),
        duplicates: Duplicates::default(),
        sorter: Sorter::new(HELD),
    };
    let stage = Stage {
        key: "link",
        vi: "Đối khớp",
        en: "Matching",
    };
    let rows = sector.read(shell, stage, &mut refusals, |table, _| {
        if table.before == 0 {
            linking.estimate(table);
        }
        linking.take(table)
    })?;

    let stage = Stage {
        key: "write",
        vi: "Ghi kết quả",
        en: "Writing the results",
    };
    let progress = Progress::begin(shell, stage, None);
    let mut tally = Tally::default();
    let (duplicates, register) = (linking.duplicates, linking.register);
    for (at, entry) in (0_u64..).zip(linking.sorter.sorted()) {
        if at % 8192 == 0 {
            shell.interrupt.check()?;
        }
        let entry = entry?.settled(register, &duplicates);
        tally.count(&entry);
        outputs.write(register, &entry)?;
    }
    shell.interrupt.check()?;
    outputs.finish()?;
    let refused = refusals.finish()?;
    progress.end(rows);
    let summary = Summary::new(shell, rows, refused, tally.parts(shell.language));
    print(&summary.text(shell))?;
    Ok(Done::clean_if(refused == 0))
}

/// What grows while the file of the sector is read.
struct Linking<'a> {
    linker: Linker<'a>,
    register: &'a Register,
    /// The language of the report, if one is wanted.
    report_in: Option<Language>,
    datasets: HashMap<String, u32>,
    duplicates: Duplicates,
    sorter: Sorter<Entry>,
}

impl Linking<'_> {
    /// Tells before the work what it will cost, as far as the first batch shows.
    fn estimate(&self, table: &Table<'_>) {
        let batch = table.batch;
        let sample = batch.rows.iter().take(ESTIMATED);
        let records: Vec<Record> = sample
            .map(|row| Record::new(&sector_row(table.mapping, row)))
            .collect();
        let parts = (table.bytes)
            .map_or(1, |bytes| bytes / batch.bytes.max(1))
            .max(1);
        let records_all = batch.rows.len() * usize::try_from(parts).unwrap_or(usize::MAX);
        let cost = self.register.estimate(&records).scaled(records_all);
        for pass in &cost.passes {
            tracing::info!(
                pass = pass.pass.key(),
                pairs = pass.pairs.round(),
                largest = pass.largest,
                skipped_keys = pass.skipped.round(),
                "estimated"
            );
        }
        tracing::info!(
            records = records_all,
            pairs = cost.pairs().round(),
            "estimated in all"
        );
    }

    fn take(&mut self, table: &Table<'_>) -> Result<(), Misuse> {
        let rows: Vec<_> = (table.batch.rows.par_iter())
            .map(|row| sector_row(table.mapping, row))
            .collect();
        let records: Vec<Record> = rows.par_iter().map(Record::new).collect();
        let verdicts = self.linker.judge(&records);
        let differences: Vec<String> = match self.report_in {
            None => Vec::new(),
            Some(language) => (rows.par_iter().zip(&verdicts))
                .map(|(row, verdict)| entry::differences(&self.linker, language, row, verdict))
                .collect(),
        };
        for (at, (row, verdict)) in rows.iter().zip(&verdicts).enumerate() {
            let line = table.batch.rows[at].line();
            let next = u32::try_from(self.datasets.len()).unwrap_or(u32::MAX);
            let dataset = match self.datasets.get(row.dataset) {
                Some(dataset) => *dataset,
                None => *self.datasets.entry(row.dataset.to_owned()).or_insert(next),
            };
            let line_id;
            // A file without ids: the line is one.
            let id = if row.rec_id.is_empty() {
                line_id = line.to_string();
                &line_id
            } else {
                row.rec_id
            };
            let detail = differences.get(at).map_or("", String::as_str);
            let entry = Entry::new(id, line, dataset, verdict, detail);
            self.duplicates
                .note(self.register, entry.entered(), verdict);
            self.sorter.push(entry)?;
        }
        Ok(())
    }
}
