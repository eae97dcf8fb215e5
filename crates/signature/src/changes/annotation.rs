use std::collections::BTreeSet;

use crate::{
    ChangeKind,
    pdf::{Dictionary, Object},
};

use super::{StepChange, delta::Delta, equal::number, place::Key};

/// Entries of annotations that are no part of what a page shows.
const REMARKS: [&[u8]; 10] = [
    b"Contents",
    b"CreationDate",
    b"M",
    b"NM",
    b"Open",
    b"Popup",
    b"RC",
    b"State",
    b"StateModel",
    b"Subj",
];
/// Largest side of the sign of a note, in points.
const NOTE: f64 = 50.0;

impl Delta<'_> {
    /// An annotation that a page got: the widget of a new signature field, or another, which only permission 3 of `DocMDP` allows.
    pub(super) fn compare_new_annotation(&mut self, page: u32, raw: &Object) {
        let number = raw.as_reference().map(|id| id.number);
        if let Some(taken) = number.and_then(|number| self.new_widgets.get_mut(&number)) {
            if std::mem::replace(taken, true) {
                self.forbid(number, "a signature field was put on pages twice");
            }
            return;
        }
        let value = self.new_value(Some(raw));
        let Some(annotation) = value.as_ref().and_then(Object::as_dictionary) else {
            return self.forbid(
                number,
                format!("page object {page} got an annotation that is no dictionary"),
            );
        };
        let subtype = subtype(annotation);
        if annotation.is(b"Subtype", b"Widget") {
            return self.forbid(
                number,
                format!("page object {page} got the widget of a form field that is not new"),
            );
        }
        if number.is_some_and(|number| !self.is_new(number)) {
            return self.forbid(
                number,
                format!("page object {page} got an annotation that was there before"),
            );
        }
        let repaints = self.paints(annotation);
        self.report_annotation(
            number,
            format!("annotation {subtype} was added to page object {page}"),
            repaints,
        );
    }

    /// Annotations of a page of which some are not there any more, or not in their order.
    pub(super) fn compare_rearranged_annotations(
        &mut self,
        page: u32,
        old: &[Object],
        new: &[Object],
    ) {
        self.history
            .count_comparisons(old.len().saturating_add(new.len()).saturating_mul(4));
        let numbers = |list: &[Object]| -> Option<BTreeSet<u32>> {
            list.iter()
                .map(|item| item.as_reference().map(|id| id.number))
                .collect()
        };
        let (Some(before), Some(after)) = (numbers(old), numbers(new)) else {
            return self.forbid(
                Some(page),
                format!("annotations of page object {page} were changed in their list"),
            );
        };
        for number in before.difference(&after) {
            let object = self.old_object(*number);
            let annotation = object.as_ref().and_then(Object::as_dictionary);
            match annotation {
                Some(annotation) if !annotation.is(b"Subtype", b"Widget") => {
                    let repaints = self.paints(annotation);
                    let subtype = subtype(annotation);
                    self.report_annotation(
                        Some(*number),
                        format!("annotation {subtype} was removed from page object {page}"),
                        repaints,
                    );
                }
                _ => self.forbid(
                    Some(*number),
                    format!("a form field was taken off page object {page}"),
                ),
            }
        }
        let kept = |list: &[Object]| -> Vec<u32> {
            let numbers = list
                .iter()
                .filter_map(|item| item.as_reference().map(|id| id.number));
            numbers
                .filter(|number| before.contains(number) && after.contains(number))
                .collect()
        };
        if kept(old) != kept(new) {
            self.forbid(
                Some(page),
                format!("annotations of page object {page} were moved"),
            );
        }
        for raw in new {
            if raw
                .as_reference()
                .is_some_and(|id| !before.contains(&id.number))
            {
                self.compare_new_annotation(page, raw);
            }
        }
    }

    /// Annotations, no widgets, that were there before and have other entries now.
    pub(super) fn compare_annotations(&mut self) {
        let candidates: Vec<(u32, Dictionary, Dictionary)> = self
            .changed
            .iter()
            .filter_map(|(number, changed)| {
                let old = changed.old.object()?.as_dictionary()?;
                let new = changed.new.object()?.as_dictionary()?;
                let is_annotation = old.contains(b"Rect")
                    && old
                        .get(b"Subtype")
                        .is_some_and(|subtype| subtype.as_name() != Some(b"Widget"))
                    && new.duplicate_key().is_none()
                    && self.same(old.get(b"Subtype"), new.get(b"Subtype"));
                is_annotation.then(|| (*number, old.clone(), new.clone()))
            })
            .collect();
        for (number, old, new) in candidates {
            let remarks = self.altered_keys(&old, &new).iter().all(|key| {
                let is_remark = |value: Option<Object>| {
                    value.is_none_or(|value| {
                        value.as_stream().is_none() && value.as_array().is_none()
                    })
                };
                REMARKS.contains(&key.as_slice())
                    && is_remark(self.old_value(old.get(key)))
                    && is_remark(self.new_value(new.get(key)))
            });
            let repaints = !remarks || self.paints(&old) || self.paints(&new);
            self.explain(number, |edge| {
                matches!(
                    edge.place.tail(),
                    (_, Some(Key::Parent | Key::Obj | Key::Popup | Key::Irt))
                        | (None | Some(Key::Annots), Some(Key::Index))
                )
            });
            self.report_annotation(
                Some(number),
                format!("annotation {} was changed", subtype(&new)),
                repaints,
            );
        }
    }

    fn report_annotation(&mut self, object: Option<u32>, detail: String, repaints: bool) {
        self.report(StepChange {
            kind: ChangeKind::Annotation,
            detail,
            field: None,
            object,
            repaints,
        });
    }

    /// Whether an annotation can add to or hide what the page shows, or act. Only notes in the margin, their windows and light marks without a drawing of their own cannot ("Breaking the Specification: PDF Certification", table 2).
    fn paints(&self, annotation: &Dictionary) -> bool {
        if annotation.duplicate_key().is_some()
            || annotation.contains(b"A")
            || annotation.contains(b"AA")
        {
            return true;
        }
        match annotation.get(b"Subtype").and_then(Object::as_name) {
            Some(b"Text" | b"Popup") => annotation.contains(b"AP") && !self.is_small(annotation),
            Some(b"Highlight") => annotation.contains(b"AP") || !self.is_light(annotation),
            Some(b"Underline" | b"Squiggly") => annotation.contains(b"AP"),
            _ => true,
        }
    }

    fn is_small(&self, annotation: &Dictionary) -> bool {
        let sides = self.numbers(annotation.get(b"Rect"));
        matches!(
            sides.as_deref(),
            Some([left, bottom, right, top]) if (right - left).abs() <= NOTE && (top - bottom).abs() <= NOTE
        )
    }

    /// Black text stays legible under a mark of a light colour.
    fn is_light(&self, annotation: &Dictionary) -> bool {
        self.numbers(annotation.get(b"C")).is_some_and(|colour| {
            colour.len() == 3 && colour.iter().filter(|part| **part >= 0.75).count() >= 2
        })
    }

    fn numbers(&self, raw: Option<&Object>) -> Option<Vec<f64>> {
        let array = self.new_value(raw)?;
        array
            .as_array()?
            .iter()
            .map(|item| self.new_value(Some(item)).as_ref().and_then(number))
            .collect()
    }
}

fn subtype(annotation: &Dictionary) -> String {
    annotation
        .get(b"Subtype")
        .and_then(Object::as_name)
        .map_or_else(
            || "without subtype".to_owned(),
            |name| String::from_utf8_lossy(name).into_owned(),
        )
}
