use chiso_linkage::{
    BlockingPass, Change, Difference, Explanation, Language, Linker, Record, Register, SectorRow,
    Verdict, normalise,
};
use chiso_tabular::Row;
use serde::Serialize;

use crate::Done;
use crate::args::Explain;
use crate::columns::Mapping;
use crate::input::{self, Source, sector_row};
use crate::misuse::Misuse;
use crate::output::{Refusals, TextFile, keep_apart, print};
use crate::progress::Stage;
use crate::shell::Shell;

/// How many of the best candidates are explained.
const CANDIDATES: usize = 3;

/// Why a record got its result.
#[derive(Debug, Serialize)]
struct Report<'a> {
    rec_id: &'a str,
    line: u64,
    result: &'static str,
    category: &'static str,
    reason: &'static str,
    score: f64,
    /// What normalising changed.
    changes: Vec<Change>,
    /// Ways to look for people that were left out because they would propose a crowd.
    skipped: Vec<BlockingPass>,
    candidates: Vec<Candidate<'a>>,
}

/// What speaks for a person and what against.
#[derive(Debug, Serialize)]
struct Candidate<'a> {
    person_id: &'a str,
    /// The ways by which the person was found.
    found_by: Vec<BlockingPass>,
    #[serde(flatten)]
    explanation: Explanation,
    differences: Vec<Difference>,
}

pub(crate) fn run(args: &Explain, shell: &Shell) -> Result<Done, Misuse> {
    keep_apart(
        &[&args.sides.read()[..], &[args.model.as_deref()]].concat(),
        &[args.svg.as_deref(), args.sides.refused.as_deref()],
    )?;
    let model = input::model(args.model.as_deref())?;
    let sides = &args.sides;
    let (register, sector) = Source::both(shell, sides)?;
    let picture = args.svg.as_deref().map(TextFile::create).transpose()?;
    let mut refusals = Refusals::open(shell, sides.refused.as_deref())?;
    let (mapping, line) = find(shell, sector, &mut refusals, &args.rec_id)?;
    let register = input::register(shell, register, &mut refusals)?;
    refusals.finish()?;

    let linker = Linker::new(&register, &model);
    let row = sector_row(&mapping, &line);
    let record = Record::new(&row);
    let verdict = linker.judge_one(&record);
    let people = people(&register, &linker, &record, args.person.as_deref())?;
    if let (Some(picture), Some(person)) = (picture, people.first()) {
        let explanation = linker.explain(&record, *person);
        picture.write(&explanation.to_svg(shell.language))?;
    }
    let report = report(
        &register,
        &linker,
        &args.rec_id,
        &line,
        &row,
        &verdict,
        &people,
    );
    if shell.json {
        print(&(serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"))?;
    } else {
        print(&text(shell, &verdict, &report))?;
    }
    Ok(Done::Clean)
}

/// The first line with an id.
fn find(
    shell: &Shell,
    source: Source,
    refusals: &mut Refusals,
    rec_id: &str,
) -> Result<(Mapping, Row), Misuse> {
    let stage = Stage {
        key: "find",
        vi: "Tìm bản ghi",
        en: "Looking for the record",
    };
    let mut found = None;
    source.read(shell, stage, refusals, |table, _| {
        let is_it = |line: &&Row| {
            let id = sector_row(table.mapping, line).rec_id;
            id == rec_id || (id.is_empty() && line.line().to_string() == rec_id)
        };
        if found.is_none() {
            let line = table.batch.rows.iter().find(is_it);
            found = line.map(|line| (table.mapping.clone(), line.clone()));
        }
        Ok(())
    })?;
    found.ok_or(Misuse::NoRecord)
}

/// The people to explain, the best first.
fn people(
    register: &Register,
    linker: &Linker<'_>,
    record: &Record,
    person_id: Option<&str>,
) -> Result<Vec<u32>, Misuse> {
    if let Some(id) = person_id {
        let person = register.find(id).ok_or(Misuse::NoPerson)?;
        return Ok(vec![person]);
    }
    let candidates = linker.candidates(record);
    Ok(candidates
        .iter()
        .take(CANDIDATES)
        .map(|candidate| candidate.person)
        .collect())
}

fn report<'a>(
    register: &'a Register,
    linker: &Linker<'a>,
    rec_id: &'a str,
    line: &Row,
    row: &SectorRow<'_>,
    verdict: &Verdict,
    people: &[u32],
) -> Report<'a> {
    let record = Record::new(row);
    let trace = register.trace(&record);
    let candidates = people.iter().map(|person| Candidate {
        person_id: register.id(*person),
        found_by: trace.passes_of(*person).collect(),
        explanation: linker.explain(&record, *person),
        differences: linker.differences(row, *person),
    });
    Report {
        rec_id,
        line: line.line(),
        result: verdict.decision.key(),
        category: verdict.category.key(),
        reason: verdict.reason.key(),
        score: verdict.score,
        changes: normalise(row).changes,
        skipped: trace.skipped().map(|(pass, _)| pass).collect(),
        candidates: candidates.collect(),
    }
}

fn text(shell: &Shell, verdict: &Verdict, report: &Report<'_>) -> String {
    let language = shell.language;
    let mut lines = vec![
        format!(
            "{} {} ({} {}): {}; {}",
            shell.say("Bản ghi", "Record"),
            report.rec_id,
            shell.say("dòng", "line"),
            report.line,
            verdict.decision.text(language),
            verdict.category.text(language),
        ),
        verdict.reason.text(language).to_owned(),
    ];
    lines.extend(report.changes.iter().map(|change| {
        let step = change.step.text(language);
        let (field, before, after) = (change.field, &change.before, &change.after);
        format!("  {field}: {step} ({before} → {after})")
    }));
    if !report.skipped.is_empty() {
        let title = shell.say(
            "Không tìm theo (quá nhiều người)",
            "Not looked up (too many people)",
        );
        lines.push(format!("  {title}: {}", passes(language, &report.skipped)));
    }
    if report.candidates.is_empty() {
        let nobody = shell.say(
            "Không ai trong cơ sở dữ liệu dân cư giống bản ghi này.",
            "Nobody in the register is like this record.",
        );
        lines.push(nobody.to_owned());
    }
    for candidate in &report.candidates {
        lines.extend(of_candidate(shell, candidate));
    }
    lines.join("\n") + "\n"
}

fn of_candidate(shell: &Shell, candidate: &Candidate<'_>) -> Vec<String> {
    let language = shell.language;
    let title = shell.say("Nhân khẩu", "Person");
    let mut lines = vec![String::new(), format!("{title} {}", candidate.person_id)];
    if !candidate.found_by.is_empty() {
        let title = shell.say("Tìm thấy theo", "Found by");
        let found_by = passes(language, &candidate.found_by);
        lines.push(format!("  {title}: {found_by}"));
    }
    lines.push(candidate.explanation.to_text(language));
    lines.extend(candidate.differences.iter().map(|difference| {
        let field = difference.field.text(language);
        let kind = difference.kind.text(language);
        let (sector, register) = (&difference.sector, &difference.register);
        format!("  {field}: {kind} ({sector} → {register})")
    }));
    lines
}

fn passes(language: Language, passes: &[BlockingPass]) -> String {
    let names: Vec<&str> = passes.iter().map(|pass| pass.text(language)).collect();
    names.join("; ")
}
