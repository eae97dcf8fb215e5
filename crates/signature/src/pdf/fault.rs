use std::fmt;

use super::object::ObjectId;
use crate::Code;

/// Why a PDF file, or a part of it, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PdfFault {
    /// The bytes break the syntax of ISO 32000-2, clause 7.
    #[error("byte {offset}: {what}")]
    Syntax {
        /// Where.
        offset: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// Readers may understand it differently.
    #[error("{0}")]
    Ambiguous(Ambiguity),
    /// More memory, time or depth would be needed than is allowed.
    #[error("limit exceeded: {0}")]
    Limit(&'static str),
    /// The file is encrypted.
    #[error("the file is encrypted")]
    Encrypted,
    /// A feature that this reader does not have.
    #[error("not supported: {0}")]
    Unsupported(&'static str),
}

impl PdfFault {
    /// Syntax fault at a byte.
    pub(crate) const fn syntax(offset: usize, what: &'static str) -> Self {
        Self::Syntax { offset, what }
    }

    /// The code to report it by.
    pub(crate) const fn code(&self) -> Code {
        match self {
            Self::Syntax { .. } | Self::Unsupported(_) => Code::PdfUnreadable,
            Self::Ambiguous(_) => Code::AmbiguousStructure,
            Self::Limit(_) => Code::LimitExceeded,
            Self::Encrypted => Code::Encrypted,
        }
    }
}

/// A structure that different readers may understand differently.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ambiguity {
    /// Index of the revision that it was found in.
    pub(crate) revision: Option<usize>,
    /// The object that it is about.
    pub(crate) object: Option<ObjectId>,
    /// What kind.
    pub(crate) kind: AmbiguityKind,
}

impl Ambiguity {
    pub(crate) const fn of_file(kind: AmbiguityKind) -> Self {
        Self {
            revision: None,
            object: None,
            kind,
        }
    }

    pub(crate) const fn of_revision(kind: AmbiguityKind, revision: usize) -> Self {
        Self {
            revision: Some(revision),
            object: None,
            kind,
        }
    }

    pub(crate) const fn of_object(kind: AmbiguityKind, revision: usize, object: ObjectId) -> Self {
        Self {
            revision: Some(revision),
            object: Some(object),
            kind,
        }
    }
}

impl fmt::Display for Ambiguity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.text())?;
        if let Some(object) = self.object {
            write!(f, ", object {object}")?;
        }
        if let Some(revision) = self.revision {
            write!(f, ", revision {}", revision.saturating_add(1))?;
        }
        Ok(())
    }
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal;)+) => {
        /// Kinds of ambiguous structures.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum AmbiguityKind { $($(#[doc = $doc])+ $name,)+ }

        impl AmbiguityKind {
            const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

kinds! {
    /// Bytes before `%PDF-`.
    HeaderOffset = "bytes before the header";
    /// Something other than white space after the last `%%EOF`.
    TrailingData = "data after the last end-of-file marker";
    /// `startxref` at the end of a revision does not give its own cross-reference section.
    StartXref = "startxref does not name the section of its revision";
    /// A revision does not end with `%%EOF`.
    EndMarker = "no end-of-file marker after startxref";
    /// One cross-reference section has two different entries for one object.
    DuplicateEntry = "two cross-reference entries for one object";
    /// The number of an object in use is not below `/Size`.
    BeyondSize = "object number not below Size";
    /// An entry points past the end of its own revision.
    BeyondRevision = "cross-reference entry points past its own revision";
    /// A new entry points into an earlier revision.
    BeforeRevision = "new cross-reference entry points into an earlier revision";
    /// What is at the offset of an entry is not that object.
    WrongObject = "another object or none where the cross-reference points";
    /// An object in use cannot be parsed.
    BrokenObject = "object cannot be read";
    /// Two objects or cross-reference sections share bytes.
    Overlap = "objects overlap";
    /// A dictionary has one key twice.
    DuplicateKey = "dictionary with a key twice";
    /// A reference has another generation than the object.
    Generation = "reference to another generation";
    /// A later revision replaces an object stream that still holds objects in use.
    ContainerReplaced = "object stream replaced";
    /// An entry names an object stream of another revision.
    ForeignContainer = "object stream of another revision";
    /// The object stream does not hold the object at the index that the entry says, or holds it twice.
    WrongMember = "object stream does not hold the object where the cross-reference says";
    /// A later revision replaces the length of a stream that is not replaced.
    LengthReplaced = "length of a stream replaced";
    /// `/Length` does not lead to `endstream`.
    StreamLength = "length of a stream is wrong";
}
