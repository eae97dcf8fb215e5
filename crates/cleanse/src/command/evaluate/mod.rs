//! How good a model is, and what another one would change.
mod tables;

use chiso_linkage::{
    Answer, Evaluation, Linker, Model, ModelChanges, Record, Register, Truth, Verdict,
    VerdictChanges, mark_duplicates,
};
use hashbrown::HashMap;
use serde::Serialize;

use crate::Done;
use crate::args::Evaluate;
use crate::columns::Kind;
use crate::input::{self, Kept, Source, labels, records};
use crate::misuse::Misuse;
use crate::output::{Refusals, TextFile, keep_apart, print};
use crate::progress::{Progress, Stage};
use crate::shell::Shell;

/// What came out.
#[derive(Debug, Serialize)]
struct Report {
    model: Measured,
    against: Option<Measured>,
    changes: Option<Changes>,
    refused: u64,
}

/// A model, and how good it is if that can be known.
#[derive(Debug, Serialize)]
struct Measured {
    version: String,
    evaluation: Option<Evaluation>,
}

/// What using the other model would change.
#[derive(Debug, Serialize)]
struct Changes {
    weights: ModelChanges,
    records: VerdictChanges,
}

pub(crate) fn run(args: &Evaluate, shell: &Shell) -> Result<Done, Misuse> {
    let models = [args.model.as_deref(), args.against.as_deref()];
    keep_apart(
        &[&args.sides.read()[..], &models, &[args.truth.as_deref()]].concat(),
        &[args.svg.as_deref(), args.sides.refused.as_deref()],
    )?;
    let model = input::model(args.model.as_deref())?;
    let against = match &args.against {
        Some(path) => Some(input::model(Some(path))?),
        None => None,
    };
    let (register, sector) = Source::both(shell, &args.sides)?;
    let truth = (args.truth.as_deref())
        .map(|path| Source::open(shell, Kind::Labels, path, None))
        .transpose()?;
    let picture = args.svg.as_deref().map(TextFile::create).transpose()?;
    let mut refusals = Refusals::open(shell, args.sides.refused.as_deref())?;
    let register = input::register(shell, register, &mut refusals)?;
    let labels = truth
        .map(|source| labels(shell, source, &register, &mut refusals))
        .transpose()?;
    let mut sample = Vec::new();
    records(shell, sector, &mut refusals, |kept| sample.push(kept))?;

    let bench = Bench::new(&register, sample, labels);
    let stage = Stage {
        key: "link",
        vi: "Đối khớp",
        en: "Matching",
    };
    let progress = Progress::begin(shell, stage, None);
    let verdicts = bench.judge(&model);
    let others = against.as_ref().map(|against| bench.judge(against));
    progress.end(bench.ids.len() as u64);
    shell.interrupt.check()?;

    let measured = bench.measure(&model, &verdicts);
    if let (Some(picture), Some(evaluation)) = (picture, &measured.evaluation) {
        picture.write(&evaluation.to_svg(model.thresholds(), shell.language))?;
    }
    let compared = against.as_ref().zip(others);
    let report = Report {
        model: measured,
        against: (compared.as_ref()).map(|(other, verdicts)| bench.measure(other, verdicts)),
        changes: compared.map(|(other, others)| Changes {
            weights: ModelChanges::new(&model, other),
            records: bench.changes(&verdicts, &others),
        }),
        refused: refusals.finish()?,
    };
    if shell.json {
        print(&(serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"))?;
    } else {
        print(&tables::text(shell, &report))?;
    }
    Ok(Done::clean_if(report.refused == 0))
}

/// Records that models are measured on.
struct Bench<'a> {
    register: &'a Register,
    records: Vec<Record>,
    ids: Vec<Box<str>>,
    datasets: Vec<u32>,
    labels: Option<HashMap<Box<str>, Truth>>,
}

impl<'a> Bench<'a> {
    fn new(
        register: &'a Register,
        sample: Vec<Kept>,
        labels: Option<HashMap<Box<str>, Truth>>,
    ) -> Self {
        let mut known: HashMap<Box<str>, u32> = HashMap::new();
        let mut bench = Self {
            register,
            records: Vec::with_capacity(sample.len()),
            ids: Vec::with_capacity(sample.len()),
            datasets: Vec::with_capacity(sample.len()),
            labels,
        };
        for kept in sample {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            bench
                .datasets
                .push(*known.entry(kept.dataset).or_insert(next));
            bench.records.push(kept.record);
            bench.ids.push(kept.id);
        }
        bench
    }

    fn judge(&self, model: &Model) -> Vec<Verdict> {
        let mut verdicts = Linker::new(self.register, model).judge(&self.records);
        mark_duplicates(self.register, &mut verdicts, |at| {
            (self.datasets[at], &*self.ids[at])
        });
        verdicts
    }

    /// How good the verdicts are about the records that have a label.
    fn measure(&self, model: &Model, verdicts: &[Verdict]) -> Measured {
        let evaluation = self.labels.as_ref().map(|labels| {
            let labelled = (verdicts.iter().zip(&self.ids))
                .filter_map(|(verdict, id)| Some((Answer::from(verdict), *labels.get(id)?)));
            let (answers, truths): (Vec<Answer>, Vec<Truth>) = labelled.unzip();
            Evaluation::new(&answers, &truths, |one, other| {
                self.register.same_person(one, other)
            })
        });
        Measured {
            version: model.version().to_owned(),
            evaluation,
        }
    }

    fn changes(&self, before: &[Verdict], after: &[Verdict]) -> VerdictChanges {
        VerdictChanges::new(
            before,
            after,
            |at| &*self.ids[at],
            |one, other| self.register.same_person(one, other),
        )
    }
}
