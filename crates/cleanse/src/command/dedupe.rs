use chiso_linkage::{DedupeOptions, RegisterBuilder, dedupe};
use chiso_tabular::{Row, Writer};

use crate::Done;
use crate::args::Dedupe;
use crate::columns::{Kind, Mapping};
use crate::input::{self, Source, register_row, sector_row};
use crate::misuse::Misuse;
use crate::output::{Line, Part, Refusals, Summary, keep_apart, print};
use crate::progress::{Progress, Stage};
use crate::shell::Shell;

pub(crate) fn run(args: &Dedupe, shell: &Shell) -> Result<Done, Misuse> {
    let (kind, path) = args.file.which();
    keep_apart(
        &[Some(path), args.columns.as_deref(), args.model.as_deref()],
        &[Some(&args.out), args.refused.as_deref()],
    )?;
    let model = input::model(args.model.as_deref())?;
    let source = Source::open(shell, kind, path, args.columns.as_deref())?;
    let mut out = Writer::create(&args.out, &["group", "key", "score", "reason"])?;
    let mut refusals = Refusals::open(shell, args.refused.as_deref())?;

    let stage = Stage {
        key: "read",
        vi: "Đọc tệp",
        en: "Reading the file",
    };
    let mut builder = RegisterBuilder::new();
    let rows = source.read(shell, stage, &mut refusals, |table, _| {
        for line in &table.batch.rows {
            push(&mut builder, kind, table.mapping, line);
        }
        Ok(())
    })?;

    let stage = Stage {
        key: "dedupe",
        vi: "Tìm trùng",
        en: "Looking for duplicates",
    };
    let progress = Progress::begin(shell, stage, None);
    let register = builder.finish();
    let options = match kind {
        Kind::Register => DedupeOptions::REGISTER,
        _ => DedupeOptions::SECTOR,
    };
    let groups = dedupe(&register, &model, options);
    progress.end(rows);
    let mut members = 0;
    for (number, group) in (1_u64..).zip(&groups) {
        for member in &group.members {
            members += 1;
            out.write([
                &*number.to_string(),
                register.id(*member),
                &format!("{:.4}", group.score),
                group.reason.text(shell.language),
            ])?;
        }
    }
    shell.interrupt.check()?;
    out.finish()?;
    let refused = refusals.finish()?;
    let line = |key, vi, en, rows| Line {
        key,
        title: shell.say(vi, en).to_owned(),
        rows,
    };
    let part = Part {
        key: "duplicates",
        title: shell.say("Trùng lặp", "Duplicates"),
        lines: vec![
            line("groups", "nhóm", "groups", groups.len() as u64),
            line("members", "dòng trong các nhóm", "rows in groups", members),
        ],
    };
    print(&Summary::new(shell, rows, refused, vec![part]).text(shell))?;
    Ok(Done::clean_if(refused == 0))
}

fn push(builder: &mut RegisterBuilder, kind: Kind, mapping: &Mapping, line: &Row) {
    if kind == Kind::Register {
        builder.push(&register_row(mapping, line));
        return;
    }
    let mut row = sector_row(mapping, line);
    let number = line.line().to_string();
    // A file without ids: the line is one.
    if row.rec_id.is_empty() {
        row.rec_id = &number;
    }
    builder.push_record(&row);
}
