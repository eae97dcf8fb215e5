use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::coverage::{self, SignedRanges};
use super::date::parse_date;
use super::document::{Document, Location, Parsed};
use super::fault::PdfFault;
use super::field::{Field, ValueKey};
use super::object::{Dictionary, Name, Object, ObjectId, PdfString, Span};
use super::transform::{FieldLock, Transform};
use super::view::View;
use crate::Code;

/// A dictionary that looks like that of a signature.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The indirect object that it is, or that it is the value of.
    pub(crate) id: ObjectId,
    /// Index of the revision that defines it.
    pub(crate) revision: usize,
    /// Where it is.
    pub(crate) key: ValueKey,
    /// The bytes of the object; nothing in an object stream.
    pub(crate) span: Option<Span>,
    /// The dictionary.
    pub(crate) dictionary: Dictionary,
}

impl Candidate {
    /// Finds the one that an object is or, if it is a field, holds.
    pub(super) fn of(
        id: ObjectId,
        revision: usize,
        location: Location,
        parsed: &Parsed,
    ) -> Option<Self> {
        let dictionary = parsed.object.as_dictionary()?;
        let value = dictionary.get(b"V").and_then(Object::as_dictionary);
        let (dictionary, direct) = match value {
            Some(value) if is_signature(value) => (value, true),
            _ if is_signature(dictionary) => (dictionary, false),
            _ => return None,
        };
        let key = ValueKey { location, direct };
        Some(Self {
            id,
            revision,
            key,
            span: parsed.span,
            dictionary: dictionary.clone(),
        })
    }
}

fn is_signature(dictionary: &Dictionary) -> bool {
    dictionary.is(b"Type", b"Sig")
        || dictionary.is(b"Type", b"DocTimeStamp")
        || (dictionary.contains(b"ByteRange") && dictionary.contains(b"Contents"))
}

/// What the dictionary of a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureType {
    /// A signature.
    Signature,
    /// A time stamp of the document.
    DocumentTimeStamp,
}

/// Something wrong with the dictionary or the coverage of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignatureFault {
    /// The code to report it by.
    pub(crate) code: Code,
    /// Particulars.
    pub(crate) detail: String,
}

/// Where a signature stands among the fields of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attachment {
    /// The value of a field, now and in its own revision.
    Present,
    /// A later revision removed or replaced it.
    Removed,
    /// The value of no field in its own revision, but of one now.
    AttachedLater,
    /// Never the value of a field.
    Unattached,
}

/// A signature, ISO 32000-2, 12.8.1, as of the revision that contains it.
#[derive(Clone, Debug)]
pub(crate) struct Signature {
    /// The field that it is the value of.
    pub(crate) field: Option<Field>,
    /// Fields that may not change after signing, as the field says.
    pub(crate) lock: Option<FieldLock>,
    /// The object that the dictionary is, or that holds it.
    pub(crate) id: ObjectId,
    /// Where it is.
    pub(crate) key: ValueKey,
    /// Index of the revision that contains it.
    pub(crate) revision: usize,
    /// Whether it is still there.
    pub(crate) attachment: Attachment,
    /// The dictionary.
    pub(crate) dictionary: Dictionary,
    /// What it is for.
    pub(crate) kind: SignatureType,
    /// The catalogue names it as the certification signature (`Perms`, `DocMDP`).
    pub(crate) certification: bool,
    /// `Filter`.
    pub(crate) filter: Option<Name>,
    /// `SubFilter`.
    pub(crate) sub_filter: Option<Name>,
    /// `ByteRange` as written.
    pub(crate) byte_range: Vec<i64>,
    /// `Contents`, with the zeros after the CMS.
    pub(crate) contents: Option<Arc<PdfString>>,
    /// What it says about later changes.
    pub(crate) transforms: Vec<Transform>,
    /// `M`.
    pub(crate) claimed_time: Option<DateTime<Utc>>,
    /// The bytes that it signs; nothing if they are not those that it must sign.
    pub(crate) covered: Option<SignedRanges>,
    /// What is wrong with it.
    pub(crate) faults: Vec<SignatureFault>,
}

impl Signature {
    /// Reads the dictionary and checks what it covers.
    pub(super) fn read(document: &Document<'_>, candidate: &Candidate) -> Result<Self, PdfFault> {
        let view = document.at(candidate.revision);
        let dictionary = &candidate.dictionary;
        let name = |key: &[u8]| dictionary.get(key).and_then(Object::as_name).map(Name::new);
        let mut signature = Self {
            field: None,
            lock: None,
            id: candidate.id,
            key: candidate.key,
            revision: candidate.revision,
            attachment: Attachment::Unattached,
            dictionary: dictionary.clone(),
            kind: SignatureType::Signature,
            certification: names(view, b"DocMDP", candidate.key)?,
            filter: name(b"Filter"),
            sub_filter: name(b"SubFilter"),
            byte_range: Vec::new(),
            contents: None,
            transforms: Transform::read_all(view, dictionary)?,
            claimed_time: view
                .get(dictionary, b"M")?
                .as_string()
                .and_then(|date| parse_date(&date.bytes)),
            covered: None,
            faults: Vec::new(),
        };
        signature.check_dictionary();
        if let Err(fault) = signature.check_coverage(document, candidate) {
            signature.faults.push(fault);
        }
        Ok(signature)
    }

    pub(super) fn fault(&mut self, code: Code, detail: &str) {
        self.faults.push(SignatureFault {
            code,
            detail: detail.to_owned(),
        });
    }

    fn check_dictionary(&mut self) {
        let is_time_stamp = self
            .sub_filter
            .as_ref()
            .is_some_and(|name| name.as_bytes() == b"ETSI.RFC3161");
        if is_time_stamp {
            self.kind = SignatureType::DocumentTimeStamp;
        }
        let fits = match self.dictionary.get(b"Type").map(Object::as_name) {
            None | Some(Some(b"Sig")) => !is_time_stamp,
            Some(Some(b"DocTimeStamp")) => is_time_stamp,
            _ => false,
        };
        if !fits {
            let detail = "Type and SubFilter do not fit together";
            self.fault(Code::SignatureDictionary, detail);
        }
        if self.filter.is_none() {
            self.fault(Code::SignatureDictionary, "no Filter");
        }
        if self.dictionary.duplicate_key().is_some() {
            self.fault(Code::SignatureDictionary, "a key twice");
        }
        if self.transforms.contains(&Transform::Unknown) {
            self.fault(Code::SignatureDictionary, "malformed Reference");
        }
    }

    fn check_coverage(
        &mut self,
        document: &Document<'_>,
        candidate: &Candidate,
    ) -> Result<(), SignatureFault> {
        let fault = |code, detail: &str| SignatureFault {
            code,
            detail: detail.to_owned(),
        };
        let Some(Object::String(contents)) = self.dictionary.get(b"Contents") else {
            return Err(fault(Code::Contents, "no string of its own"));
        };
        let contents = Arc::clone(contents);
        self.contents = Some(Arc::clone(&contents));
        let byte_range = self.dictionary.get(b"ByteRange").and_then(Object::as_array);
        let byte_range = byte_range.ok_or_else(|| fault(Code::ByteRange, "no array of its own"))?;
        self.byte_range = byte_range
            .iter()
            .take(64)
            .filter_map(Object::as_integer)
            .collect();
        if byte_range.len() != self.byte_range.len() {
            return Err(fault(Code::ByteRange, "not made of integers"));
        }
        let Some(object) = candidate.span else {
            return Err(fault(Code::SignatureDictionary, "in an object stream"));
        };
        coverage::check_contents(document, &contents)?;
        let covered = coverage::check(
            document,
            self.revision,
            object,
            &self.byte_range,
            contents.span,
        )?;
        self.covered = Some(covered);
        Ok(())
    }
}

/// Whether the permissions of the catalogue name this signature.
fn names(view: View<'_, '_>, permission: &[u8], key: ValueKey) -> Result<bool, PdfFault> {
    let permissions = view.get(&view.catalog()?, b"Perms")?;
    let Some(value) = permissions
        .as_dictionary()
        .and_then(|permissions| permissions.get(permission))
    else {
        return Ok(false);
    };
    let (id, _) = view.follow(value)?;
    Ok(id.and_then(|id| view.location(id.number)) == Some(key.location))
}
