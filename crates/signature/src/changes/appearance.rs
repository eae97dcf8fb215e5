use crate::pdf::Object;

use super::{
    delta::{Changed, Delta},
    field::{Field, FieldKind},
    index::Edge,
    place::Key,
};

const STATES: [(Key, &[u8]); 3] = [(Key::N, b"N"), (Key::R, b"R"), (Key::D, b"D")];

impl Delta<'_> {
    /// Whether an appearance dictionary may take the place of another when the value of the field changes.
    pub(super) fn may_show(
        &self,
        field: &Field,
        old: Option<&Object>,
        new: Option<&Object>,
    ) -> bool {
        let Some(Object::Dictionary(new)) = self.new_value(new) else {
            return false;
        };
        let well_formed = new.duplicate_key().is_none()
            && new.iter().all(|(key, value)| {
                STATES.iter().any(|(_, name)| *name == key.as_bytes())
                    && self
                        .new_value(Some(value))
                        .is_some_and(|value| value.dictionary_of_any().is_some())
            });
        well_formed
            && match field.kind {
                FieldKind::Text | FieldKind::Choice | FieldKind::Signature => true,
                FieldKind::PushButton => false,
                FieldKind::Button => self.only_adds_states(old, &Object::Dictionary(new)),
            }
    }

    /// Check boxes and radio buttons show what they always showed in a state; they may get new states.
    fn only_adds_states(&self, old: Option<&Object>, new: &Object) -> bool {
        let Some(old) = self.old_value(old) else {
            return true;
        };
        let (Some(old), Some(new)) = (old.as_dictionary(), new.as_dictionary()) else {
            return false;
        };
        STATES.iter().all(|(_, name)| {
            let (old, new) = (old.get(name), new.get(name));
            match (self.old_value(old), self.new_value(new)) {
                (None, _) => true,
                (Some(Object::Dictionary(old)), Some(Object::Dictionary(new))) => old
                    .iter()
                    .all(|(state, value)| self.same(Some(value), new.get(state.as_bytes()))),
                _ => self.same(old, new),
            }
        })
    }

    /// Appearances and values that are objects of their own and were replaced in their place: only if a field that was filled is all that uses them.
    pub(super) fn compare_field_parts(&mut self) {
        let candidates: Vec<(u32, Changed)> = self
            .changed
            .iter()
            .filter(|(_, changed)| changed.old.object().is_some() && changed.new.object().is_some())
            .map(|(number, changed)| (*number, changed.clone()))
            .collect();
        for (number, changed) in candidates {
            let edges: Vec<Edge> = self.index.edges(number).to_vec();
            for edge in edges {
                if let Some(field) = self.filled_by(&edge, &changed) {
                    self.explain(number, |other| *other == edge);
                    self.report_filled(&field);
                }
            }
        }
    }

    /// The field that was filled by the change of an object at this place.
    fn filled_by(&mut self, edge: &Edge, changed: &Changed) -> Option<Field> {
        let place = edge.place;
        let drawing = STATES.iter().any(|(key, _)| place.is(&[Key::AP, *key]));
        if !drawing && !place.is(&[Key::V]) && !place.is(&[Key::AP]) {
            return None;
        }
        let widget = edge.holder;
        let field = self.field(widget)?;
        let (old, new) = (changed.old.object()?, changed.new.object()?);
        let explained = self.is_filled(&field)
            && if place.is(&[Key::V]) {
                widget == field.number
                    && field.kind != FieldKind::Signature
                    && self.fits(field.kind, Some(new))
            } else if place.is(&[Key::AP]) {
                self.may_show(&field, Some(old), Some(new))
            } else {
                may_redraw(&field) && old.as_stream().is_some() && new.as_stream().is_some()
            };
        explained.then_some(field)
    }
}

fn may_redraw(field: &Field) -> bool {
    match field.kind {
        FieldKind::Text | FieldKind::Choice => true,
        FieldKind::Signature => field.is_being_signed(),
        FieldKind::Button | FieldKind::PushButton => false,
    }
}
