use std::collections::HashMap;

use super::document::Document;
use super::fault::PdfFault;
use super::field::{Field, SignatureFields, ValueKey};
use super::object::Object;
use super::signature::{Attachment, Candidate, Signature};
use super::transform::FieldLock;
use crate::Code;

/// The signatures of a document.
#[derive(Debug)]
#[expect(
    clippy::struct_field_names,
    reason = "the other fields are about form fields"
)]
pub(crate) struct Signatures {
    /// All that the document has or had, in the order of the revisions that contain them.
    pub(crate) signatures: Vec<Signature>,
    /// Signature fields of the last revision that nobody has signed.
    pub(crate) empty_fields: Vec<Field>,
    /// Signature fields of the last revision whose value is no signature dictionary in an object of its own or of its field.
    pub(crate) broken_fields: Vec<(Field, String)>,
}

impl Document<'_> {
    /// Finds the signatures of the last revision and those of earlier ones.
    ///
    /// # Errors
    /// If the form of a revision that matters cannot be read, or there are too many fields or signatures.
    pub(crate) fn signatures(&self) -> Result<Signatures, PdfFault> {
        let mut steps = self.limits.fields;
        let limit = self.limits.signatures;
        let last = self.revisions().len().saturating_sub(1);
        let now = SignatureFields::read(self.latest(), &mut steps, limit)?;
        let mut candidates: HashMap<ValueKey, Candidate> = HashMap::new();
        for candidate in self.candidates() {
            candidates.insert(candidate.key, candidate.clone());
        }
        let mut broken_fields = Vec::new();
        for found in &now.signed {
            let (Some((id, key)), Some(value)) = (found.at, found.value.as_dictionary()) else {
                broken_fields.push((
                    found.field.clone(),
                    found
                        .fault
                        .clone()
                        .unwrap_or_else(|| "no dictionary".to_owned()),
                ));
                continue;
            };
            if candidates.contains_key(&key) {
                continue;
            }
            let Some(definition) = self.definition(id.number, last) else {
                continue;
            };
            let parsed = self.parse(id, definition, 0)?;
            let (revision, span, dictionary) = (definition.revision, parsed.span, value.clone());
            candidates.insert(
                key,
                Candidate {
                    id,
                    revision,
                    key,
                    span,
                    dictionary,
                },
            );
        }
        if candidates.len() > limit {
            return Err(PdfFault::Limit("signatures"));
        }
        let mut candidates: Vec<Candidate> = candidates.into_values().collect();
        candidates.sort_by_key(|candidate| {
            (
                candidate.revision,
                candidate.key.location,
                candidate.key.direct,
            )
        });
        let mut signatures = Vec::with_capacity(candidates.len());
        let mut then: Option<(usize, SignatureFields)> = None;
        for candidate in &candidates {
            let fields = match &mut then {
                _ if candidate.revision == last => &now,
                Some((revision, fields)) if *revision == candidate.revision => fields,
                then => {
                    let fields =
                        SignatureFields::read(self.at(candidate.revision), &mut steps, limit)?;
                    &then.insert((candidate.revision, fields)).1
                }
            };
            let mut signature = Signature::read(self, candidate)?;
            self.attach(&mut signature, fields, &now)?;
            signatures.push(signature);
        }
        Ok(Signatures {
            signatures,
            empty_fields: now.empty,
            broken_fields,
        })
    }

    fn attach(
        &self,
        signature: &mut Signature,
        then: &SignatureFields,
        now: &SignatureFields,
    ) -> Result<(), PdfFault> {
        let (mut before, mut after) = (then.of_value(signature.key), now.of_value(signature.key));
        let (field, now_field) = (before.next(), after.next());
        signature.attachment = match (field, now_field) {
            (Some(_), Some(_)) => Attachment::Present,
            (Some(_), None) => Attachment::Removed,
            (None, Some(_)) => Attachment::AttachedLater,
            (None, None) => Attachment::Unattached,
        };
        if before.next().is_some() || after.next().is_some() {
            signature.fault(Code::SignatureDictionary, "the value of two fields");
        }
        if let (Some(field), Some(now_field)) = (field, now_field)
            && (field.name != now_field.name || field.id != now_field.id)
        {
            signature.fault(Code::SignatureDictionary, "moved to another field later");
        }
        if signature.attachment == Attachment::AttachedLater {
            signature.fault(
                Code::SignatureDictionary,
                "became the value of a field only later",
            );
        }
        let Some(field) = field.or(now_field) else {
            return Ok(());
        };
        let view = self.at(signature.revision);
        match view.get(&field.dictionary, b"Lock")? {
            Object::Null => {}
            lock => {
                let read = lock
                    .as_dictionary()
                    .map(|lock| FieldLock::read(view, lock))
                    .transpose()?
                    .flatten();
                if read.is_none() {
                    signature.fault(Code::SignatureDictionary, "malformed Lock");
                }
                signature.lock = read;
            }
        }
        if field.id.is_none() {
            signature.fault(Code::SignatureDictionary, "its field is a direct object");
        }
        signature.field = Some(field.clone());
        Ok(())
    }
}
