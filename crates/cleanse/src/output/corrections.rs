use chiso_linkage::{Change, Language};

/// What normalising changed in a row, on one line.
pub(crate) fn corrections(language: Language, changes: &[Change]) -> String {
    let all: Vec<String> = (changes.iter())
        .map(|change| {
            let step = change.step.text(language);
            format!(
                "{}: {step} ({} → {})",
                change.field, change.before, change.after
            )
        })
        .collect();
    all.join("; ")
}
