use std::collections::BTreeSet;

use crate::pdf::{Dictionary, Object};

use super::{delta::Delta, place::Key};

impl Delta<'_> {
    /// Pages: nothing of them may change but their annotations (ISO 32000-2, 7.7.3.3).
    pub(super) fn compare_pages(&mut self) {
        let mut pages = BTreeSet::new();
        let mut lists = Vec::new();
        for (number, changed) in &self.changed {
            if changed.old.object().is_some_and(is_page) {
                pages.insert(*number);
            }
            for edge in self
                .index
                .edges(*number)
                .iter()
                .filter(|edge| edge.place.is(&[Key::Annots]))
            {
                if self.old_object(edge.holder).as_ref().is_some_and(is_page) {
                    pages.insert(edge.holder);
                    lists.push((*number, *edge));
                }
            }
        }
        for page in pages {
            self.compare_page(page);
        }
        for (list, edge) in lists {
            self.explain(list, |other| *other == edge);
        }
    }

    fn compare_page(&mut self, number: u32) {
        let (Some(Object::Dictionary(old)), Some(Object::Dictionary(new))) =
            (self.old_object(number), self.new_object(number))
        else {
            return self.forbid(
                Some(number),
                format!("page object {number} is no dictionary any more"),
            );
        };
        if new.duplicate_key().is_some() {
            return self.forbid(
                Some(number),
                format!("page object {number} has an entry twice"),
            );
        }
        if let Some(key) = self
            .altered_keys(&old, &new)
            .into_iter()
            .find(|key| key != b"Annots")
        {
            let key = String::from_utf8_lossy(&key);
            return self.forbid(
                Some(number),
                format!("entry /{key} of page object {number} was changed"),
            );
        }
        self.explain(number, |_| true);
        self.compare_annotation_lists(number, &old, &new);
    }

    fn compare_annotation_lists(&mut self, page: u32, old: &Dictionary, new: &Dictionary) {
        let (old_raw, new_raw) = (old.get(b"Annots"), new.get(b"Annots"));
        if !self.altered(old_raw, new_raw) {
            return;
        }
        let empty = || Object::Array([].into());
        let (old, new) = (
            self.old_value(old_raw).unwrap_or_else(empty),
            self.new_value(new_raw).unwrap_or_else(empty),
        );
        let (Some(old), Some(new)) = (old.as_array(), new.as_array()) else {
            return self.forbid(
                Some(page),
                format!("the annotations of page object {page} are no array"),
            );
        };
        match self.added(old, new) {
            Some(added) => {
                for annotation in added {
                    self.compare_new_annotation(page, &annotation);
                }
            }
            None => self.compare_rearranged_annotations(page, old, new),
        }
    }
}

fn is_page(object: &Object) -> bool {
    object
        .as_dictionary()
        .is_some_and(|page| page.is(b"Type", b"Page"))
}
