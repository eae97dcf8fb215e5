use chiso_tabular::{ReadOptions, Reader, Row, Step};

use crate::Done;
use crate::args::Profile;
use crate::input::read_options;
use crate::misuse::Misuse;
use crate::output::{TextFile, keep_apart, print};
use crate::profile::Profiler;
use crate::progress::{Progress, Stage};
use crate::shell::Shell;
use crate::today::or_today;

/// Rows that are looked at together, each column on any of the threads.
const ROWS: usize = 4096;

pub(crate) fn run(args: &Profile, shell: &Shell) -> Result<Done, Misuse> {
    keep_apart(
        &[Some(&args.file), args.columns.as_deref()],
        &[args.html.as_deref()],
    )?;
    let page = args.html.as_deref().map(TextFile::create).transpose()?;
    let options = (args.columns.as_deref()).map_or(Ok(ReadOptions::default()), read_options)?;
    let mut reader = Reader::open(&args.file, &options)?;
    let mut profiler = Profiler::new(reader.headers(), or_today(None));
    let stage = Stage {
        key: "profile",
        vi: "Đọc tệp",
        en: "Reading the file",
    };
    let mut progress = Progress::begin(shell, stage, reader.bytes_total());
    let mut batch = vec![Row::new(); ROWS];
    let mut rows = 0;
    loop {
        shell.interrupt.check()?;
        let (filled, ended) = fill(&mut batch, &mut reader, &mut profiler)?;
        profiler.rows(&batch[..filled]);
        rows += filled as u64;
        progress.at(reader.bytes_read(), rows);
        if ended {
            break;
        }
    }
    progress.end(rows);
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let profile = profiler.finish(&name, reader.form());
    if let Some(page) = page {
        page.write(&profile.html(shell.language))?;
    }
    let text = if shell.json {
        serde_json::to_string_pretty(&profile).map_err(|fault| Misuse::Print(fault.into()))? + "\n"
    } else {
        profile.text(shell.language)
    };
    print(&text)?;
    Ok(Done::Clean)
}

/// Reads the next rows; how many there are, and whether the file has ended.
fn fill(
    batch: &mut [Row],
    reader: &mut Reader,
    profiler: &mut Profiler,
) -> Result<(usize, bool), Misuse> {
    let mut filled = 0;
    // Broken rows count too: a file of nothing else must not keep somebody from stopping.
    for _ in 0..batch.len() {
        match reader.read(&mut batch[filled])? {
            Step::Row => filled += 1,
            Step::Broken(fault) => profiler.broken(&fault),
            Step::End => return Ok((filled, true)),
        }
    }
    Ok((filled, false))
}
