use chiso_linkage::{Record, Sample, SpreadSample, train};

use crate::Done;
use crate::args::Train;
use crate::input::{self, Source, records};
use crate::misuse::Misuse;
use crate::output::{Part, Refusals, Summary, TextFile, keep_apart, print};
use crate::progress::{Progress, Stage};
use crate::shell::Shell;

pub(crate) fn run(args: &Train, shell: &Shell) -> Result<Done, Misuse> {
    keep_apart(
        &[&args.sides.read()[..], &[args.model.as_deref()]].concat(),
        &[Some(&args.out), args.sides.refused.as_deref()],
    )?;
    let start = input::model(args.model.as_deref())?;
    let (register, sector) = Source::both(shell, &args.sides)?;
    let out = TextFile::create(&args.out)?;
    let mut refusals = Refusals::open(shell, args.sides.refused.as_deref())?;
    let register = input::register(shell, register, &mut refusals)?;
    let mut sampler = SpreadSample::new(args.sample);
    let rows = records(shell, sector, &mut refusals, |kept| {
        sampler.offer(&kept.id, || kept.record);
    })?;
    let refused = refusals.finish()?;

    let sample: Vec<Record> = sampler.into_records();
    let stage = Stage {
        key: "train",
        vi: "Học mô hình",
        en: "Learning the model",
    };
    let progress = Progress::begin(shell, stage, None);
    let learned = train(
        &start,
        &[Sample {
            register: &register,
            records: &sample,
        }],
    );
    shell.interrupt.check()?;
    let model = learned.released(&args.name, start.thresholds());
    out.write(&model.to_toml())?;
    progress.end(sample.len() as u64);
    let summary = Summary::new(shell, rows, refused, Vec::<Part>::new());
    print(&summary.text(shell))?;
    Ok(Done::clean_if(refused == 0))
}
