use std::cell::{Cell, RefCell};

use crate::pdf::{Dictionary, Document, Entry, Object, ObjectId, PdfFault, Stream};

/// How many changes a document may have in all.
const MAX_CHANGES: usize = 10_000;

/// A document as each of its revisions left it, for the rules: they ask often, and a fault that stops reading at all is kept for the end.
pub(super) struct History<'d> {
    document: &'d Document<'d>,
    fault: RefCell<Option<PdfFault>>,
    /// Comparisons that may still be made: many small revisions could each ask for the whole document.
    comparisons: Cell<usize>,
    changes: Cell<usize>,
}

impl<'d> History<'d> {
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        const MILLION: usize = 1_000_000;
        let comparisons = document
            .bytes()
            .len()
            .saturating_mul(8)
            .saturating_add(16 * MILLION);

        Self {
            document,
            fault: RefCell::new(None),
            comparisons: Cell::new(comparisons),
            changes: Cell::new(MAX_CHANGES),
        }
    }

    /// How many revisions there are.
    pub(super) fn revisions(&self) -> usize {
        self.document.revisions().len()
    }

    /// The trailer dictionary as of a revision.
    pub(super) fn trailer(&self, revision: usize) -> Option<&'d Dictionary> {
        self.document.at(revision).trailer()
    }

    /// Numbers of all objects that a revision defines anew, adds or frees.
    pub(super) fn touched(&self, revision: usize) -> impl Iterator<Item = u32> {
        self.document.changed(revision).map(|(id, _)| id.number)
    }

    /// What the object is as of a revision.
    pub(super) fn object(&self, revision: usize, number: u32) -> Value {
        let generation = match self
            .document
            .definition(number, revision)
            .map(|definition| definition.entry)
        {
            None | Some(Entry::Free) => return Value::Absent,
            Some(Entry::InFile { generation, .. }) => generation,
            Some(Entry::InStream { .. }) => 0,
        };
        match self
            .document
            .at(revision)
            .object(ObjectId::new(number, generation))
        {
            Ok(object) => Value::Object(object),
            Err(fault) => {
                if matches!(fault, PdfFault::Limit(_)) {
                    self.give_up(fault);
                }
                Value::Broken
            }
        }
    }

    /// The encoded data of a stream.
    pub(super) fn data(&self, stream: &Stream) -> &'d [u8] {
        self.document.encoded(stream)
    }

    /// Counts comparisons.
    pub(super) fn count_comparisons(&self, comparisons: usize) {
        match self.comparisons.get().checked_sub(comparisons) {
            Some(left) => self.comparisons.set(left),
            None => self.give_up(PdfFault::Limit("comparisons of revisions")),
        }
    }

    /// Counts a change; nothing is known any more if there are too many.
    pub(super) fn count_change(&self) -> bool {
        let left = self.changes.get().checked_sub(1);
        match left {
            Some(left) => self.changes.set(left),
            None => self.give_up(PdfFault::Limit("changes after signing")),
        }
        left.is_some()
    }

    fn give_up(&self, fault: PdfFault) {
        self.fault.borrow_mut().get_or_insert(fault);
    }

    /// Whether a fault has come, after which nothing needs to be compared.
    pub(super) fn has_given_up(&self) -> bool {
        self.fault.borrow().is_some()
    }

    /// The first fault that kept an object from being read for want of memory, time or depth.
    pub(super) fn into_fault(self) -> Option<PdfFault> {
        self.fault.into_inner()
    }
}

/// What an object number stands for as of a revision.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Never defined, or freed.
    Absent,
    /// An object.
    Object(Object),
    /// Defined, but it cannot be read.
    Broken,
}

impl Value {
    pub(super) const fn object(&self) -> Option<&Object> {
        if let Self::Object(object) = self {
            Some(object)
        } else {
            None
        }
    }

    pub(super) const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}
