//! Changes after signing: what each revision of a PDF document changes in the one before it, object by object.
//!
//! The rules are a white list. Every object that a revision defines anew, adds or frees must be explained by a rule, and through every place from which the earlier revision refers to it; what no rule explains is [`ChangeKind::Other`], which no signature permits. The terms and most rules are those of pyHanko's difference analysis; the attacks that they answer are those of Mainka, Mladenov and Rohlmann: "Shadow Attacks" (2021) and "Breaking the Specification: PDF Certification" (2021).

mod annotation;
mod appearance;
mod delta;
mod document;
mod equal;
mod field;
mod filling;
mod form;
mod history;
mod index;
mod members;
mod new_field;
mod page;
mod permissions;
mod place;
mod reach;
mod security_store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub(crate) use permissions::{Permissions, permitted};

use crate::{
    ChangeKind,
    pdf::{Document, PdfFault},
};

use self::{
    delta::{Changed, Delta},
    history::{History, Value},
    index::Index,
    members::Members,
    reach::Searches,
};

/// What one revision changes in the revision before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Index of the later revision, from 0.
    pub revision: usize,
    /// In a fixed order: the same file gives the same list.
    pub changes: Vec<StepChange>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StepChange {
    /// What kind.
    pub kind: ChangeKind,
    /// Which field, object or entry, in words.
    pub detail: String,
    /// The form field that it is about.
    pub field: Option<String>,
    /// Number of the object, if there is one.
    pub object: Option<u32>,
    /// Whether it adds to or hides what a page shows, beyond filling a field that was there: a new visible signature field, an annotation with an appearance.
    pub repaints: bool,
}

/// Compares each revision after `since` with the one before it, in their order.
///
/// # Errors
/// If that would take more than the limits of the document: then nothing is known of the changes.
pub(crate) fn changes_since<'d>(
    document: &'d Document<'d>,
    since: usize,
) -> Result<Vec<Step>, PdfFault> {
    let history = History::new(document);
    let mut steps = Vec::new();
    if since.saturating_add(1) < history.revisions() {
        let mut index = Index::new(&history, since);
        let mut members = Members::default();
        let mut searches = Searches::default();
        for revision in since.saturating_add(1)..history.revisions() {
            if history.has_given_up() {
                break;
            }
            let (changes, redefined) = compare(
                &history,
                &mut index,
                (&mut members, &mut searches),
                revision,
            );
            for (number, changed) in &redefined {
                index.redefine(
                    *number,
                    changed.old.object(),
                    changed.new.object(),
                    revision,
                );
            }
            index.redefine_trailer(&history, revision);
            steps.push(Step { revision, changes });
        }
    }
    history.into_fault().map_or(Ok(steps), Err)
}

fn compare(
    history: &History<'_>,
    index: &mut Index,
    (members, searches): (&mut Members, &mut Searches),
    revision: usize,
) -> (Vec<StepChange>, BTreeMap<u32, Changed>) {
    let before = revision.saturating_sub(1);
    let mut changed = BTreeMap::new();
    for number in history.touched(revision) {
        let (old, new) = (
            history.object(before, number),
            history.object(revision, number),
        );
        let unchanged = match (&old, &new) {
            (Value::Absent, Value::Absent) => true,
            (Value::Object(old), Value::Object(new)) => equal::same(history, old, new),
            _ => false,
        };
        if !unchanged {
            index.settle(number);
            changed.insert(number, Changed { old, new });
        }
    }
    let mut delta = Delta::new(history, index, members, revision, changed);
    delta.compare_document();
    delta.compare_pages();
    delta.compare_fields();
    delta.compare_field_parts();
    delta.compare_annotations();
    delta.finish(searches)
}
