use crate::pdf::{Dictionary, Object, decode_text};

use super::delta::Delta;

/// How deep fields may be below the form.
const MAX_DEPTH: usize = 32;

/// A form field of the earlier revision, as one of its nodes or widgets tells.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// The object that gives the name and holds the value.
    pub(super) number: u32,
    /// Fully qualified name.
    pub(super) name: String,
    pub(super) kind: FieldKind,
    /// The value in the earlier revision, not resolved.
    pub(super) old_value: Option<Object>,
    /// The value in the later revision, not resolved.
    pub(super) new_value: Option<Object>,
}

/// The entry `FT`, with the flag `Pushbutton`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    Text,
    Choice,
    /// Check boxes and radio buttons.
    Button,
    PushButton,
    Signature,
}

impl Field {
    /// Whether it is a signature field that was empty and is signed now.
    pub(super) fn is_being_signed(&self) -> bool {
        self.kind == FieldKind::Signature && self.old_value.is_none() && self.new_value.is_some()
    }
}

impl Delta<'_> {
    /// The field that an object is or belongs to in the earlier revision: found upwards by `Parent`, believed only where the form, or the field above, lists it.
    pub(super) fn field(&mut self, number: u32) -> Option<Field> {
        let mut names: Vec<String> = Vec::new();
        let (mut kind, mut flags) = (None, None);
        let mut terminal = None;
        let mut current = number;
        for _ in 0..MAX_DEPTH {
            let object = self.old_object(current)?;
            let node = object.as_dictionary()?;
            kind = kind.or_else(|| self.old_value(node.get(b"FT")));
            flags = flags.or_else(|| self.old_value(node.get(b"Ff")));
            if let Some(name) = node.get(b"T") {
                let name = decode_text(&name.as_string()?.bytes);
                if name.is_empty() || name.contains('.') {
                    return None;
                }
                names.push(name);
                terminal.get_or_insert(current);
            }
            if node.contains(b"V") && terminal != Some(current) {
                return None;
            }
            let Some(parent) = node.get(b"Parent") else {
                let list = self.old_field_list()?;
                let number = terminal.filter(|_| self.members.contains(&list, current))?;
                names.reverse();
                return Some(Field {
                    number,
                    name: names.join("."),
                    kind: field_kind(&kind?, flags.as_ref())?,
                    old_value: self.old_object(number)?.as_dictionary()?.get(b"V").cloned(),
                    new_value: self.new_object(number)?.as_dictionary()?.get(b"V").cloned(),
                });
            };
            let parent = parent.as_reference()?.number;
            let object = self.old_object(parent)?;
            let kids = self.old_value(object.as_dictionary()?.get(b"Kids"))?;
            if !self.members.contains(&kids, current) {
                return None;
            }
            current = parent;
        }
        None
    }

    fn old_field_list(&self) -> Option<Object> {
        let catalogue = self.old_value(self.history.trailer(self.old)?.get(b"Root"))?;
        let form = self.old_value(catalogue.as_dictionary()?.get(b"AcroForm"))?;
        self.old_value(form.as_dictionary()?.get(b"Fields"))
    }

    /// Whether the value of a field is another than before.
    pub(super) fn is_filled(&self, field: &Field) -> bool {
        self.altered(field.old_value.as_ref(), field.new_value.as_ref())
    }

    /// Whether a value is of the kind that the field may have (ISO 32000-2, 12.7.5).
    pub(super) fn fits(&self, kind: FieldKind, raw: Option<&Object>) -> bool {
        let Some(value) = self.new_value(raw) else {
            return kind != FieldKind::Signature;
        };
        match kind {
            FieldKind::Text => value.as_string().is_some() || value.as_stream().is_some(),
            FieldKind::Choice => {
                value.as_string().is_some()
                    || value
                        .as_array()
                        .is_some_and(|items| items.iter().all(|item| item.as_string().is_some()))
            }
            FieldKind::Button => value.as_name().is_some(),
            FieldKind::PushButton | FieldKind::Signature => false,
        }
    }
}

fn field_kind(kind: &Object, flags: Option<&Object>) -> Option<FieldKind> {
    const PUSHBUTTON: i64 = 1 << 16;
    let flags = flags.map_or(Some(0), Object::as_integer)?;
    Some(match kind.as_name()? {
        b"Tx" => FieldKind::Text,
        b"Ch" => FieldKind::Choice,
        b"Btn" if flags & PUSHBUTTON != 0 => FieldKind::PushButton,
        b"Btn" => FieldKind::Button,
        b"Sig" => FieldKind::Signature,
        _ => return None,
    })
}

/// Flags of a field or widget that are set in `new` beyond `old`; nothing if some were cleared.
pub(super) fn gained(key: &[u8], old: &Dictionary, new: &Dictionary) -> Option<i64> {
    let flags = |dictionary: &Dictionary| dictionary.get(key).map_or(Some(0), Object::as_integer);
    let (old, new) = (flags(old)?, flags(new)?);
    (old & !new == 0).then_some(new & !old)
}
