use chiso_linkage::{Evaluation, Language};

use super::{Changes, Measured, Report};
use crate::language::{count, decimal};
use crate::output::grid;
use crate::shell::Shell;

/// How many weights are shown.
const WEIGHTS: usize = 10;

/// What is told of an evaluation: in both languages, and the figure.
type Figure = (&'static str, &'static str, fn(&Evaluation) -> Value);

/// A figure as it is printed.
enum Value {
    Count(usize),
    Share(Option<f64>),
}

const FIGURES: [Figure; 11] = [
    ("Bản ghi có nhãn", "Labelled records", |evaluation| {
        Value::Count(evaluation.records)
    }),
    ("Đã khớp", "Linked", |evaluation| {
        Value::Count(evaluation.linked)
    }),
    ("Cần xem xét", "To review", |evaluation| {
        Value::Count(evaluation.review)
    }),
    ("Độ chính xác", "Precision", |evaluation| {
        Value::Share(evaluation.precision)
    }),
    ("Độ phủ", "Recall", |evaluation| {
        Value::Share(evaluation.recall)
    }),
    ("F1", "F1", |evaluation| Value::Share(evaluation.f1)),
    (
        "Khớp nhầm người ngoài CSDL",
        "Linked though not in the register",
        |evaluation| Value::Share(evaluation.false_link_rate),
    ),
    ("Đúng loại", "Category right", |evaluation| {
        Value::Share((evaluation.categories.as_ref()).and_then(|categories| categories.accuracy))
    }),
    (
        "F1 cao nhất theo ngưỡng",
        "Best F1 of any threshold",
        |evaluation| Value::Share(evaluation.best_f1.map(|point| point.f1)),
    ),
    (
        "Độ phủ khi độ chính xác ≥ 0,99",
        "Recall at precision ≥ 0.99",
        |evaluation| Value::Share(evaluation.precision_99.map(|point| point.recall)),
    ),
    (
        "Độ phủ khi độ chính xác ≥ 0,999",
        "Recall at precision ≥ 0.999",
        |evaluation| Value::Share(evaluation.precision_999.map(|point| point.recall)),
    ),
];

pub(super) fn text(shell: &Shell, report: &Report) -> String {
    let mut text = match &report.against {
        None => alone(shell, &report.model),
        Some(against) => beside(shell, &report.model, against),
    };
    if let Some(changes) = &report.changes {
        text += &weights(shell, changes);
        text += &records(shell, changes);
    }
    text
}

fn figure(language: Language, figure: fn(&Evaluation) -> Value, of: &Measured) -> String {
    match of.evaluation.as_ref().map(figure) {
        Some(Value::Count(records)) => count(language, records as u64),
        Some(Value::Share(Some(share))) => decimal(language, share, 4),
        Some(Value::Share(None)) | None => "–".to_owned(),
    }
}

fn alone(shell: &Shell, model: &Measured) -> String {
    let language = shell.language;
    let heads = [shell.say("Mô hình", "Model"), &model.version];
    let lines = FIGURES
        .iter()
        .map(|(vi, en, of)| [language.of(vi, en).to_owned(), figure(language, *of, model)]);
    grid(heads, &[1], lines)
}

fn beside(shell: &Shell, model: &Measured, against: &Measured) -> String {
    let language = shell.language;
    let heads = [
        shell.say("Mô hình", "Model"),
        &model.version,
        &against.version,
    ];
    if model.evaluation.is_none() {
        return String::new();
    }
    let lines = FIGURES.iter().map(|(vi, en, of)| {
        [
            language.of(vi, en).to_owned(),
            figure(language, *of, model),
            figure(language, *of, against),
        ]
    });
    grid(heads, &[1, 2], lines)
}

/// The weights that moved most.
fn weights(shell: &Shell, changes: &Changes) -> String {
    let language = shell.language;
    let [before, after] = &changes.weights.versions;
    let heads = [
        shell.say("Trọng số (bit)", "Weight (bits)"),
        before,
        after,
        shell.say("Thay đổi", "Change"),
    ];
    let lines = changes.weights.weights.iter().take(WEIGHTS).map(|weight| {
        let [before, after] = weight.bits;
        [
            format!("{}: {}", weight.field, weight.level),
            decimal(language, before, 2),
            decimal(language, after, 2),
            decimal(language, weight.change, 2),
        ]
    });
    grid(heads, &[1, 2, 3], lines)
}

/// What becomes of the records.
fn records(shell: &Shell, changes: &Changes) -> String {
    let language = shell.language;
    let records = &changes.records;
    let heads = [
        shell.say("Thay đổi", "Change"),
        shell.say("Số bản ghi", "Records"),
        shell.say("Ví dụ", "Examples"),
    ];
    let line = |what: String, many: usize, examples: &[String]| {
        [what, count(language, many as u64), examples.join(", ")]
    };
    let unchanged = shell.say("không thay đổi", "unchanged");
    let mut lines = vec![line(unchanged.to_owned(), records.unchanged, &[])];
    for change in &records.decisions {
        let what = format!(
            "{} → {}",
            change.from.text(language),
            change.to.text(language)
        );
        lines.push(line(what, change.records, &change.examples));
    }
    if records.persons > 0 {
        let what = shell.say("khớp với người khác", "linked to another person");
        lines.push(line(
            what.to_owned(),
            records.persons,
            &records.person_examples,
        ));
    }
    for change in &records.categories {
        let what = format!(
            "{} → {}",
            change.from.text(language),
            change.to.text(language)
        );
        lines.push(line(what, change.records, &change.examples));
    }
    grid(heads, &[1], lines)
}
