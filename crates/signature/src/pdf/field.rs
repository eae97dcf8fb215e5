use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::document::Location;
use super::fault::PdfFault;
use super::object::{Dictionary, Object, ObjectId};
use super::text::decode_text;
use super::view::View;

/// Fields within fields.
const MAX_DEPTH: usize = 64;
/// Bytes of a fully qualified name.
const MAX_NAME: usize = 4 * 1024;

/// A signature field, ISO 32000-2, 12.7.5.5.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    /// The object that it is; nothing if it is a direct object.
    pub(crate) id: Option<ObjectId>,
    /// Fully qualified name.
    pub(crate) name: String,
    /// Its dictionary.
    pub(crate) dictionary: Dictionary,
}

/// Where the dictionary of a signature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ValueKey {
    /// The object that it is or that holds it.
    pub(crate) location: Location,
    /// It stands in its field.
    pub(crate) direct: bool,
}

/// The value of a signature field.
#[derive(Clone, Debug)]
pub(crate) struct FieldValue {
    /// The field.
    pub(crate) field: Field,
    /// The object that the value is or that holds it; nothing if both field and value are direct objects.
    pub(crate) at: Option<(ObjectId, ValueKey)>,
    /// The value; null if it cannot be read.
    pub(crate) value: Object,
    /// Why it cannot be read.
    pub(crate) fault: Option<String>,
}

/// The signature fields of a document as of a revision.
#[derive(Debug, Default)]
pub(crate) struct SignatureFields {
    /// With a value.
    pub(crate) signed: Vec<FieldValue>,
    /// Without one.
    pub(crate) empty: Vec<Field>,
    by_key: HashMap<ValueKey, Vec<usize>>,
}

impl SignatureFields {
    /// Walks the fields of the interactive form; every field visited counts against `steps`.
    pub(crate) fn read(
        view: View<'_, '_>,
        steps: &mut usize,
        limit: usize,
    ) -> Result<Self, PdfFault> {
        let mut fields = Self::default();
        let form = view.get(&view.catalog()?, b"AcroForm")?;
        let roots = form
            .as_dictionary()
            .map(|form| view.get(form, b"Fields"))
            .transpose()?;
        let mut stack: Vec<Node> = Vec::new();
        let mut seen = HashSet::new();
        push(&mut stack, roots.as_ref(), None, false, 0, steps)?;
        while let Some(node) = stack.pop() {
            let (id, object) = view.follow(&node.object)?;
            if id.is_some_and(|id| !seen.insert(id)) {
                continue;
            }
            let Some(dictionary) = object.as_dictionary() else {
                continue;
            };
            let part = view.get(dictionary, b"T")?;
            let path = match part.as_string() {
                None => node.parent,
                Some(part) => Some(Arc::new(Path {
                    parent: node.parent,
                    part: decode_text(&part.bytes),
                })),
            };
            let is_signature = match view.get(dictionary, b"FT")? {
                Object::Null => node.is_signature,
                kind => kind.as_name() == Some(b"Sig"),
            };
            let kids = view.get(dictionary, b"Kids")?;
            if is_signature {
                let has_value = dictionary.contains(b"V");
                if has_value
                    || (part.as_string().is_some()
                        && kids.as_array().is_none_or(<[Object]>::is_empty))
                {
                    let field = Field {
                        id,
                        name: full_name(path.as_deref())?,
                        dictionary: dictionary.clone(),
                    };
                    fields.add(view, field, limit)?;
                }
            }
            push(
                &mut stack,
                Some(&kids),
                path.as_ref(),
                is_signature,
                node.depth.saturating_add(1),
                steps,
            )?;
        }
        Ok(fields)
    }

    fn add(&mut self, view: View<'_, '_>, field: Field, limit: usize) -> Result<(), PdfFault> {
        if self.signed.len().saturating_add(self.empty.len()) >= limit {
            return Err(PdfFault::Limit("signature fields"));
        }
        let value = field.dictionary.get(b"V").unwrap_or(&Object::Null);
        let (value_id, value, fault) = match view.follow(value) {
            Ok((id, value)) => (id, value, None),
            Err(fault @ PdfFault::Limit(_)) => return Err(fault),
            Err(fault) => (None, Object::Null, Some(fault.to_string())),
        };
        if value.is_null() && fault.is_none() {
            self.empty.push(field);
            return Ok(());
        }
        let holder = value_id.or(field.id).filter(|_| fault.is_none());
        let at = holder.and_then(|id| {
            let location = view.location(id.number)?;
            Some((
                id,
                ValueKey {
                    location,
                    direct: value_id.is_none(),
                },
            ))
        });
        if let Some((_, key)) = at {
            self.by_key.entry(key).or_default().push(self.signed.len());
        }
        self.signed.push(FieldValue {
            field,
            at,
            value,
            fault,
        });
        Ok(())
    }

    /// The fields that have this value.
    pub(crate) fn of_value(&self, key: ValueKey) -> impl Iterator<Item = &Field> {
        let found = self.by_key.get(&key).into_iter().flatten();
        found
            .filter_map(|index| self.signed.get(*index))
            .map(|found| &found.field)
    }
}

struct Node {
    object: Object,
    parent: Option<Arc<Path>>,
    is_signature: bool,
    depth: usize,
}

struct Path {
    parent: Option<Arc<Path>>,
    part: String,
}

fn push(
    stack: &mut Vec<Node>,
    kids: Option<&Object>,
    parent: Option<&Arc<Path>>,
    is_signature: bool,
    depth: usize,
    steps: &mut usize,
) -> Result<(), PdfFault> {
    let kids = kids.and_then(Object::as_array).unwrap_or_default();
    if depth > MAX_DEPTH && !kids.is_empty() {
        return Err(PdfFault::Limit("depth of fields"));
    }
    *steps = steps
        .checked_sub(kids.len())
        .ok_or(PdfFault::Limit("fields"))?;
    let node = |kid: &Object| Node {
        object: kid.clone(),
        parent: parent.cloned(),
        is_signature,
        depth,
    };
    stack.extend(kids.iter().rev().map(node));
    Ok(())
}

fn full_name(path: Option<&Path>) -> Result<String, PdfFault> {
    let mut parts = Vec::new();
    let mut length = 0_usize;
    let mut next = path;
    while let Some(path) = next {
        length = length.saturating_add(path.part.len());
        if length > MAX_NAME {
            return Err(PdfFault::Limit("length of the name of a field"));
        }
        parts.push(path.part.as_str());
        next = path.parent.as_deref();
    }
    parts.reverse();
    Ok(parts.join("."))
}
