use std::fmt;
use std::sync::Arc;

/// Number and generation of an indirect object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ObjectId {
    /// Object number.
    pub(crate) number: u32,
    /// Generation number.
    pub(crate) generation: u16,
}

impl ObjectId {
    pub(crate) const fn new(number: u32, generation: u16) -> Self {
        Self { number, generation }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.generation)
    }
}

/// Half-open range of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
}

impl Span {
    /// The bytes of `buffer`; nothing if they are not all there.
    pub(crate) fn of(self, buffer: &[u8]) -> &[u8] {
        buffer.get(self.start..self.end).unwrap_or_default()
    }
}

/// An object, ISO 32000-2, 7.3. Cheap to clone. Equality is that of the values: spans of strings do not count, those of stream data do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Object {
    Null,
    Boolean(bool),
    Integer(i64),
    Real(f64),
    String(Arc<PdfString>),
    Name(Name),
    Array(Arc<[Object]>),
    Dictionary(Dictionary),
    Stream(Arc<Stream>),
    Reference(ObjectId),
}

impl Object {
    pub(crate) const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) const fn as_bool(&self) -> Option<bool> {
        if let Self::Boolean(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    pub(crate) const fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    pub(crate) fn as_string(&self) -> Option<&PdfString> {
        if let Self::String(value) = self {
            Some(value)
        } else {
            None
        }
    }

    pub(crate) fn as_name(&self) -> Option<&[u8]> {
        if let Self::Name(value) = self {
            Some(value.as_bytes())
        } else {
            None
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(value) = self {
            Some(value)
        } else {
            None
        }
    }

    /// A dictionary that is not that of a stream.
    pub(crate) const fn as_dictionary(&self) -> Option<&Dictionary> {
        if let Self::Dictionary(value) = self {
            Some(value)
        } else {
            None
        }
    }

    pub(crate) fn as_stream(&self) -> Option<&Stream> {
        if let Self::Stream(value) = self {
            Some(value)
        } else {
            None
        }
    }

    pub(crate) const fn as_reference(&self) -> Option<ObjectId> {
        if let Self::Reference(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    /// The dictionary, or that of the stream.
    pub(crate) fn dictionary_of_any(&self) -> Option<&Dictionary> {
        match self {
            Self::Dictionary(value) => Some(value),
            Self::Stream(value) => Some(&value.dictionary),
            _ => None,
        }
    }
}

/// A string object. Two are equal if their bytes are.
#[derive(Debug)]
pub(crate) struct PdfString {
    /// The decoded bytes.
    pub(crate) bytes: Box<[u8]>,
    /// With its delimiters, in the file or in the decoded object stream.
    pub(crate) span: Span,
    /// Written in hexadecimal digits.
    pub(crate) hexadecimal: bool,
}

impl PartialEq for PdfString {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

/// A name object, `#xx` decoded, without the slash.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Name(Arc<[u8]>);

impl Name {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", String::from_utf8_lossy(&self.0))
    }
}

/// A dictionary: its entries in the order of the file. Equality ignores the order.
#[derive(Clone, Debug)]
pub(crate) struct Dictionary(Arc<Entries>);

#[derive(Debug)]
struct Entries {
    in_order: Box<[(Name, Object)]>,
    by_name: Box<[u32]>,
    duplicate: Option<Name>,
}

impl Dictionary {
    pub(crate) fn new(entries: Vec<(Name, Object)>) -> Self {
        let entries = entries.into_boxed_slice();
        let key = |index: &u32| entries.get(*index as usize).map(|(name, _)| name);
        let mut by_name: Box<[u32]> =
            (0..u32::try_from(entries.len()).unwrap_or(u32::MAX)).collect();
        by_name.sort_by(|a, b| key(a).cmp(&key(b)));
        let duplicate = by_name
            .iter()
            .zip(by_name.iter().skip(1))
            .find(|(a, b)| key(a) == key(b))
            .and_then(|(a, _)| key(a).cloned());
        Self(Arc::new(Entries {
            in_order: entries,
            by_name,
            duplicate,
        }))
    }

    /// The value of an entry; of the first one if the key is there twice. Null counts as absent (7.3.7).
    pub(crate) fn get(&self, key: &[u8]) -> Option<&Object> {
        let name_at = |index: u32| self.0.in_order.get(index as usize);
        let at = self.0.by_name.partition_point(|index| {
            name_at(*index).is_some_and(|(name, _)| name.as_bytes() < key)
        });
        let (name, value) = name_at(*self.0.by_name.get(at)?)?;
        (name.as_bytes() == key && !value.is_null()).then_some(value)
    }

    pub(crate) fn contains(&self, key: &[u8]) -> bool {
        self.get(key).is_some()
    }

    /// In the order of the file.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&Name, &Object)> {
        self.0.in_order.iter().map(|(name, value)| (name, value))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.in_order.len()
    }

    /// A key that is there twice.
    pub(crate) fn duplicate_key(&self) -> Option<&Name> {
        self.0.duplicate.as_ref()
    }

    /// Whether an entry is this name.
    pub(crate) fn is(&self, key: &[u8], name: &[u8]) -> bool {
        self.get(key).and_then(Object::as_name) == Some(name)
    }

    fn sorted(&self) -> impl Iterator<Item = &(Name, Object)> {
        self.0
            .by_name
            .iter()
            .filter_map(|index| self.0.in_order.get(*index as usize))
    }
}

impl PartialEq for Dictionary {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.len() == other.len() && self.sorted().eq(other.sorted()))
    }
}

/// A stream: its dictionary and where its data is in the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stream {
    /// The dictionary.
    pub(crate) dictionary: Dictionary,
    /// The encoded data, in the file.
    pub(crate) data: Span,
}
