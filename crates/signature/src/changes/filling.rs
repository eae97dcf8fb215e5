use crate::{
    ChangeKind,
    pdf::{Dictionary, Object},
};

use super::{
    StepChange,
    delta::Delta,
    field::{Field, FieldKind, gained},
    place::Key,
};

/// `Ff`: the field cannot be filled any more.
const READ_ONLY: i64 = 1;
/// `F`: `ReadOnly`, `Locked` and `LockedContents`.
const LOCKING: i64 = 64 | 128 | 512;
/// `F`: shown on paper too.
const PRINT: i64 = 4;

/// What changed in a node or widget of a field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    /// It was locked against filling, or dated.
    Locked,
    /// Its value or appearance changed.
    Filled,
}

impl Delta<'_> {
    /// Fields and widgets that were there before: which of their entries may change.
    pub(super) fn compare_fields(&mut self) {
        let candidates: Vec<(u32, Dictionary, Dictionary)> = self
            .changed
            .iter()
            .filter_map(|(number, changed)| {
                let old = changed.old.object()?.as_dictionary()?;
                let new = changed.new.object()?.as_dictionary()?;
                let is_field = [b"FT".as_slice(), b"Parent", b"T", b"V"]
                    .iter()
                    .any(|key| old.contains(key));
                is_field.then(|| (*number, old.clone(), new.clone()))
            })
            .collect();
        for (number, old, new) in candidates {
            if let Some(field) = self.field(number) {
                self.compare_field(number, &field, &old, &new);
            }
        }
    }

    fn compare_field(&mut self, number: u32, field: &Field, old: &Dictionary, new: &Dictionary) {
        let name = &field.name;
        if new.duplicate_key().is_some() {
            return self.forbid(Some(number), format!("field {name} has an entry twice"));
        }
        let mut effect = Effect::Locked;
        for key in self.altered_keys(old, new) {
            let Some(of_key) = self.effect(number, field, &key, old, new) else {
                let key = String::from_utf8_lossy(&key);
                return self.forbid(
                    Some(number),
                    format!("entry /{key} of field {name} was changed"),
                );
            };
            effect = effect.max(of_key);
        }
        self.explain(number, |edge| {
            matches!(
                edge.place.tail(),
                (
                    _,
                    Some(Key::Parent | Key::Obj | Key::Popup | Key::Irt | Key::T)
                ) | (
                    None | Some(Key::Fields | Key::Kids | Key::Annots | Key::CO),
                    Some(Key::Index)
                )
            )
        });
        match effect {
            Effect::Locked => {
                self.report_metadata(Some(number), format!("field {name} was locked"));
            }
            Effect::Filled => self.report_filled(field),
        }
    }

    fn effect(
        &self,
        number: u32,
        field: &Field,
        key: &[u8],
        old: &Dictionary,
        new: &Dictionary,
    ) -> Option<Effect> {
        let signing = field.is_being_signed();
        let filled = self.is_filled(field);
        let text = matches!(field.kind, FieldKind::Text | FieldKind::Choice);
        let allowed = |condition: bool, effect| condition.then_some(effect);
        match key {
            b"V" if number == field.number => allowed(
                signing || self.fits(field.kind, new.get(b"V")),
                Effect::Filled,
            ),
            b"AP" => allowed(
                filled && self.may_show(field, old.get(b"AP"), new.get(b"AP")),
                Effect::Filled,
            ),
            b"AS" => allowed(
                filled
                    && field.kind == FieldKind::Button
                    && new
                        .get(b"AS")
                        .is_some_and(|state| state.as_name().is_some()),
                Effect::Filled,
            ),
            b"DA" | b"Q" => allowed(signing, Effect::Filled),
            b"I" => allowed(filled && field.kind == FieldKind::Choice, Effect::Filled),
            b"RV" => allowed(filled && text, Effect::Filled),
            b"M" => allowed(
                filled && new.get(b"M").is_none_or(|date| date.as_string().is_some()),
                Effect::Filled,
            ),
            b"Ff" => allowed(gained(b"Ff", old, new)? & !READ_ONLY == 0, Effect::Locked),
            b"F" => {
                let harmless = if signing { LOCKING | PRINT } else { LOCKING };
                let signed = field.kind == FieldKind::Signature && field.old_value.is_some();
                allowed(
                    !signed && gained(b"F", old, new)? & !harmless == 0,
                    Effect::Locked,
                )
            }
            b"Type" => allowed(
                !old.contains(b"Type") && new.is(b"Type", b"Annot"),
                Effect::Locked,
            ),
            _ => None,
        }
    }

    /// Reports, once, that a field was filled or signed.
    pub(super) fn report_filled(&mut self, field: &Field) {
        if !self.fields.insert(field.number) {
            return;
        }
        let name = &field.name;
        let (kind, detail) = match &field.new_value {
            Some(value) if field.is_being_signed() => {
                let visible = self.has_visible_widget(field.number);
                match self.new_signature(value, visible) {
                    Ok(kind @ ChangeKind::DocumentTimeStamp) => (
                        kind,
                        format!("the empty field {name} got a document time stamp"),
                    ),
                    Ok(kind) => (kind, format!("the empty field {name} was signed")),
                    Err(reason) => {
                        return self.forbid(
                            Some(field.number),
                            format!("field {name} was not rightly signed: {reason}"),
                        );
                    }
                }
            }
            _ => (ChangeKind::FormFilling, format!("field {name} was filled")),
        };
        self.report(StepChange {
            kind,
            detail,
            field: Some(name.clone()),
            object: Some(field.number),
            repaints: false,
        });
    }

    fn has_visible_widget(&self, number: u32) -> bool {
        let Some(object) = self.new_object(number) else {
            return true;
        };
        let Some(field) = object.as_dictionary() else {
            return true;
        };
        let kids = self.new_value(field.get(b"Kids"));
        let kids = kids.as_ref().and_then(Object::as_array).unwrap_or_default();
        self.history.count_comparisons(kids.len().saturating_mul(8));
        self.is_visible(field)
            || kids.iter().any(|kid| {
                self.new_value(Some(kid))
                    .is_none_or(|kid| kid.as_dictionary().is_none_or(|kid| self.is_visible(kid)))
            })
    }
}
