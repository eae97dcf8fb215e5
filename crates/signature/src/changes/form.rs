use std::collections::BTreeSet;

use crate::{
    ChangeKind,
    pdf::{Dictionary, Object, decode_text},
};

use super::{
    StepChange,
    delta::{Delta, Spot},
    place::Key,
};

impl Delta<'_> {
    /// The interactive form (ISO 32000-2, 12.7.3): it may get signature fields, and what is needed for them.
    pub(super) fn compare_form(
        &mut self,
        catalogue: Spot,
        old_root: &Dictionary,
        new_root: &Dictionary,
    ) {
        let (old_raw, new_raw) = (old_root.get(b"AcroForm"), new_root.get(b"AcroForm"));
        if old_raw.is_none() && new_raw.is_none() {
            return;
        }
        let number = new_raw.and_then(Object::as_reference).map(|id| id.number);
        let Some(Object::Dictionary(new)) = self.new_value(new_raw) else {
            return self.forbid(number, "the form was removed or is no dictionary");
        };
        let old = match self.old_value(old_raw) {
            Some(Object::Dictionary(old)) => old,
            None => Dictionary::new(Vec::new()),
            Some(_) => return self.forbid(number, "the form was no dictionary"),
        };
        if new.duplicate_key().is_some() {
            self.forbid(number, "the form has an entry twice");
        }
        self.explain_entry(catalogue, Key::AcroForm, old_raw, new_raw);
        for key in self.altered_keys(&old, &new) {
            self.compare_form_entry(number, &key, &old, &new);
        }
        let spot = catalogue.enter(Key::AcroForm, old_raw);
        self.compare_default_resources(spot, &old, &new);
        self.compare_field_list(spot, &old, &new);
    }

    /// Default resources, from which viewers draw fields anew: they may get new names.
    fn compare_default_resources(&mut self, form: Spot, old: &Dictionary, new: &Dictionary) {
        let (old, new) = (old.get(b"DR"), new.get(b"DR"));
        if !self.altered(old, new) {
            return;
        }
        if !self.is_extended(old, new) {
            return self.forbid(None, "default resources of the form were changed");
        }
        self.explain_entry(form, Key::DR, old, new);
        self.report(StepChange {
            kind: ChangeKind::FormFilling,
            detail: "default resources were added to the form".to_owned(),
            field: None,
            object: None,
            repaints: false,
        });
    }

    fn compare_form_entry(
        &mut self,
        number: Option<u32>,
        key: &[u8],
        old: &Dictionary,
        new: &Dictionary,
    ) {
        let flags = |form: &Dictionary| form.get(b"SigFlags").map_or(Some(0), Object::as_integer);
        match key {
            b"Fields" | b"DR" => {}
            b"SigFlags" if matches!((flags(old), flags(new)), (Some(old), Some(new @ 0..=3)) if old & !new == 0) =>
                {}
            // The form is new: no field was drawn by other defaults.
            b"DA" | b"Q" if old.len() == 0 => {}
            b"NeedAppearances"
                if new
                    .get(key)
                    .is_none_or(|value| value.as_bool() == Some(false)) => {}
            // What was signed is what the fields looked like: viewers would draw their values instead.
            b"NeedAppearances" => {
                self.forbid(number, "viewers are told to draw all form fields anew");
            }
            key => self.forbid(
                number,
                format!("form entry /{} was changed", String::from_utf8_lossy(key)),
            ),
        }
    }

    /// Whether resources only got new names: of two levels, categories and names.
    fn is_extended(&self, old: Option<&Object>, new: Option<&Object>) -> bool {
        let Some(Object::Dictionary(new)) = self.new_value(new) else {
            return false;
        };
        let Some(Object::Dictionary(old)) = self.old_value(old) else {
            return old.is_none();
        };
        old.iter().all(|(category, old)| {
            let new = new.get(category.as_bytes());
            if self.same(Some(old), new) {
                return true;
            }
            match (self.old_value(Some(old)), self.new_value(new)) {
                (Some(Object::Dictionary(old)), Some(Object::Dictionary(new))) => old
                    .iter()
                    .all(|(name, value)| self.same(Some(value), new.get(name.as_bytes()))),
                _ => false,
            }
        })
    }

    fn compare_field_list(&mut self, form: Spot, old: &Dictionary, new: &Dictionary) {
        let (old_raw, new_raw) = (old.get(b"Fields"), new.get(b"Fields"));
        if !self.altered(old_raw, new_raw) {
            return;
        }
        let empty = || Object::Array([].into());
        let (old, new) = (
            self.old_value(old_raw).unwrap_or_else(empty),
            self.new_value(new_raw).unwrap_or_else(empty),
        );
        let (Some(old), Some(new)) = (old.as_array(), new.as_array()) else {
            return self.forbid(None, "the list of form fields is no array");
        };
        let Some(added) = self.added(old, new) else {
            return self.forbid(None, "form fields were removed or moved");
        };
        self.explain_entry(form, Key::Fields, old_raw, new_raw);
        if added.is_empty() {
            return;
        }
        self.history.count_comparisons(old.len().saturating_mul(8));
        let mut names: BTreeSet<String> = old
            .iter()
            .filter_map(|field| {
                self.old_value(Some(field))?
                    .as_dictionary()?
                    .get(b"T")?
                    .as_string()
                    .map(|text| decode_text(&text.bytes))
            })
            .collect();
        for field in added {
            self.compare_new_field(&field, &mut names);
        }
    }

    /// What `new` has beyond `old`, in order; nothing if it lacks something of `old` or has it in another order.
    pub(super) fn added(&self, old: &[Object], new: &[Object]) -> Option<Vec<Object>> {
        self.history
            .count_comparisons(old.len().saturating_add(new.len()));
        let mut old = old.iter().peekable();
        let mut added = Vec::new();
        for item in new {
            if old
                .next_if(|old| self.same(Some(old), Some(item)))
                .is_none()
            {
                added.push(item.clone());
            }
        }
        old.next().is_none().then_some(added)
    }
}
