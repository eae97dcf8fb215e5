//! Which rows break which rules.
mod findings;
mod register;
mod sector;

use std::fs;

use chiso_linkage::{BirthDate, Rules, Severity};

use crate::Done;
use crate::args::Check;
use crate::columns::Kind;
use crate::input::Source;
use crate::misuse::Misuse;
use crate::output::{Refusals, Summary, keep_apart, print};
use crate::shell::Shell;
use crate::today::or_today;

use findings::Findings;

pub(crate) fn run(args: &Check, shell: &Shell) -> Result<Done, Misuse> {
    let (kind, path) = args.file.which();
    keep_apart(
        &[Some(path), args.columns.as_deref(), args.rules.as_deref()],
        &[&args.out, &args.clean, &args.refused].map(Option::as_deref),
    )?;
    let source = Source::open(shell, kind, path, args.columns.as_deref())?;
    let mut checking = Checking {
        shell,
        rules: rules(args)?,
        on: or_today(args.on),
        findings: Findings::open(shell, args.out.as_deref())?,
        refusals: Refusals::open(shell, args.refused.as_deref())?,
    };
    let clean = args.clean.as_deref();
    let rows = match kind {
        Kind::Register => register::check(&mut checking, source, clean)?,
        _ => sector::check(&mut checking, source, clean)?,
    };
    let refused = checking.refusals.finish()?;
    let (parts, worst) = checking.findings.finish()?;
    print(&Summary::new(shell, rows, refused, parts).text(shell))?;
    Ok(Done::clean_if(
        refused == 0 && worst != Some(Severity::Error),
    ))
}

/// What rows are held against, and where it goes what they break.
struct Checking<'a> {
    shell: &'a Shell,
    rules: Rules,
    /// The day as of which ages are judged.
    on: BirthDate,
    findings: Findings,
    refusals: Refusals,
}

fn rules(args: &Check) -> Result<Rules, Misuse> {
    let Some(path) = &args.rules else {
        return Ok(Rules::standard());
    };
    let text = fs::read_to_string(path).map_err(Misuse::file(path))?;
    Rules::parse(&text).map_err(|fault| Misuse::Rules {
        path: path.clone(),
        fault,
    })
}
