use crate::{
    ChangeKind,
    pdf::{Dictionary, Object},
};

use super::{
    StepChange,
    delta::{Delta, Spot},
    place::Key,
};

const ARRAYS: [(Key, &[u8]); 3] = [
    (Key::Certs, b"Certs"),
    (Key::CRLs, b"CRLs"),
    (Key::OCSPs, b"OCSPs"),
];
const VRI_ARRAYS: [&[u8]; 3] = [b"Cert", b"CRL", b"OCSP"];

impl Delta<'_> {
    /// The document security store (ETSI EN 319 142-1, 5.4.2): only what it is made for, nothing removed but single pieces.
    pub(super) fn compare_security_store(
        &mut self,
        catalogue: Spot,
        old_root: &Dictionary,
        new_root: &Dictionary,
    ) {
        let (old_raw, new_raw) = (old_root.get(b"DSS"), new_root.get(b"DSS"));
        if old_raw.is_none() && new_raw.is_none() {
            return;
        }
        match self.try_security_store(catalogue, old_raw, new_raw) {
            Ok(false) => {}
            Ok(true) => self.report(StepChange {
                kind: ChangeKind::SecurityStore,
                detail: "validation data was added".to_owned(),
                field: None,
                object: new_raw.and_then(Object::as_reference).map(|id| id.number),
                repaints: false,
            }),
            Err(reason) => self.forbid(
                new_raw.and_then(Object::as_reference).map(|id| id.number),
                reason,
            ),
        }
    }

    fn try_security_store(
        &mut self,
        catalogue: Spot,
        old_raw: Option<&Object>,
        new_raw: Option<&Object>,
    ) -> Result<bool, &'static str> {
        let Some(Object::Dictionary(new)) = self.new_value(new_raw) else {
            return Err("the security store was removed or is no dictionary");
        };
        let empty = Dictionary::new(Vec::new());
        let old = self
            .old_value(old_raw)
            .and_then(|old| old.as_dictionary().cloned())
            .unwrap_or(empty);
        let mut altered = self.altered(old_raw, new_raw);
        if altered
            && new.iter().any(|(key, _)| {
                !matches!(
                    key.as_bytes(),
                    b"Type" | b"VRI" | b"Certs" | b"CRLs" | b"OCSPs"
                )
            })
        {
            return Err("the security store has unknown entries");
        }
        let spot = catalogue.enter(Key::Dss, old_raw);
        for (key, name) in ARRAYS {
            let (old, new) = (old.get(name), new.get(name));
            if self.altered(old, new) {
                altered = true;
                if new.is_some() && !self.is_array_of_streams(new) {
                    return Err("the security store has entries that are no arrays of streams");
                }
                self.explain_entry(spot, key, old, new);
            }
        }
        let (old_vri, new_vri) = (old.get(b"VRI"), new.get(b"VRI"));
        if self.altered(old_vri, new_vri) {
            altered = true;
            self.compare_vri(old_vri, new_vri)?;
            self.explain_entry(spot, Key::Vri, old_vri, new_vri);
        }
        if altered {
            self.explain_entry(catalogue, Key::Dss, old_raw, new_raw);
        }
        Ok(altered)
    }

    fn compare_vri(&self, old: Option<&Object>, new: Option<&Object>) -> Result<(), &'static str> {
        let Some(Object::Dictionary(new)) = self.new_value(new) else {
            return Err("the VRI of the security store was removed or is no dictionary");
        };
        let old = self
            .old_value(old)
            .and_then(|old| old.as_dictionary().cloned());
        let old = |key: &[u8]| old.as_ref().and_then(|old| old.get(key));
        let altered = new
            .iter()
            .filter(|(key, value)| !self.same(old(key.as_bytes()), Some(value)));
        for (key, value) in altered {
            let well_formed = self
                .new_value(Some(value))
                .is_some_and(|value| self.is_vri(key.as_bytes(), &value));
            if key.as_bytes() != b"Type" && !well_formed {
                return Err("the VRI of the security store has entries of another kind");
            }
        }
        Ok(())
    }

    fn is_vri(&self, key: &[u8], value: &Object) -> bool {
        let is_hash = key.len() == 40 && key.iter().all(u8::is_ascii_hexdigit);
        is_hash
            && value.as_dictionary().is_some_and(|value| {
                value.iter().all(|(key, value)| match key.as_bytes() {
                    b"Type" | b"TU" => value.as_name().is_some() || value.as_string().is_some(),
                    b"TS" => self
                        .new_value(Some(value))
                        .is_some_and(|value| value.as_stream().is_some()),
                    key => VRI_ARRAYS.contains(&key) && self.is_array_of_streams(Some(value)),
                })
            })
    }

    fn is_array_of_streams(&self, raw: Option<&Object>) -> bool {
        self.new_value(raw).is_some_and(|value| {
            value.as_array().is_some_and(|items| {
                self.history
                    .count_comparisons(items.len().saturating_mul(16));
                items.iter().all(|item| {
                    item.as_reference().is_some_and(|id| {
                        self.new_object(id.number)
                            .is_some_and(|item| item.as_stream().is_some())
                    })
                })
            })
        })
    }
}
