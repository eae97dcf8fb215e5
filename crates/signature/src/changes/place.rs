use crate::pdf::{Name, Object};

macro_rules! keys {
    ($($name:ident = $text:literal,)+) => {
        /// Entries on the way from an indirect object to a reference in it, as far as a rule knows them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum Key {
            /// An element of an array.
            Index,
            /// An entry that no rule knows.
            Unknown,
            $($name,)+
        }

        impl Key {
            fn of(name: &Name) -> Self {
                match name.as_bytes() {
                    $($text => Self::$name,)+
                    _ => Self::Unknown,
                }
            }
        }
    };
}

keys! {
    AP = b"AP",
    AcroForm = b"AcroForm",
    Annots = b"Annots",
    CO = b"CO",
    CRLs = b"CRLs",
    Certs = b"Certs",
    D = b"D",
    DR = b"DR",
    Dss = b"DSS",
    Data = b"Data",
    Extensions = b"Extensions",
    Fields = b"Fields",
    Info = b"Info",
    Irt = b"IRT",
    Kids = b"Kids",
    MarkInfo = b"MarkInfo",
    Metadata = b"Metadata",
    N = b"N",
    OCSPs = b"OCSPs",
    Obj = b"Obj",
    Parent = b"Parent",
    Popup = b"Popup",
    R = b"R",
    Root = b"Root",
    T = b"T",
    V = b"V",
    Vri = b"VRI",
}

/// Where in an indirect object a reference stands. Places more than four entries deep are all alike, and unknown to every rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place([Option<Key>; 4]);

impl Place {
    /// The object itself.
    pub(super) const WHOLE: Self = Self([None; 4]);
    const TOO_DEEP: Self = Self([Some(Key::Unknown); 4]);

    /// One entry further.
    pub(super) fn then(mut self, key: Key) -> Self {
        match self.0.iter_mut().find(|slot| slot.is_none()) {
            Some(slot) => {
                *slot = Some(key);
                self
            }
            None => Self::TOO_DEEP,
        }
    }

    /// Whether it is exactly this.
    pub(super) fn is(self, keys: &[Key]) -> bool {
        self.0.iter().flatten().eq(keys)
    }

    /// The last entry but one, and the last.
    pub(super) const fn tail(self) -> (Option<Key>, Option<Key>) {
        match self.0 {
            [_, _, before, last @ Some(_)]
            | [_, before, last @ Some(_), None]
            | [before, last @ Some(_), None, None] => (before, last),
            [last, ..] => (None, last),
        }
    }
}

/// Calls `found` with the number of every object that `object` refers to, and where.
pub(super) fn references(object: &Object, mut found: impl FnMut(u32, Place)) {
    let mut open = vec![(object.clone(), Place::WHOLE)];
    while let Some((object, place)) = open.pop() {
        match &object {
            Object::Reference(id) => found(id.number, place),
            Object::Array(items) => {
                open.extend(
                    items
                        .iter()
                        .filter(|item| is_open(item))
                        .map(|item| (item.clone(), place.then(Key::Index))),
                );
            }
            _ => {
                if let Some(dictionary) = object.dictionary_of_any() {
                    open.extend(
                        dictionary
                            .iter()
                            .filter(|(_, value)| is_open(value))
                            .map(|(name, value)| (value.clone(), place.then(Key::of(name)))),
                    );
                }
            }
        }
    }
}

const fn is_open(object: &Object) -> bool {
    matches!(
        object,
        Object::Reference(_) | Object::Array(_) | Object::Dictionary(_) | Object::Stream(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_keep_four_entries() {
        let place = Place::WHOLE
            .then(Key::AcroForm)
            .then(Key::Fields)
            .then(Key::Index);
        assert!(place.is(&[Key::AcroForm, Key::Fields, Key::Index]));
        assert_eq!(place.tail(), (Some(Key::Fields), Some(Key::Index)));
        assert_eq!(Place::WHOLE.then(Key::N).tail(), (None, Some(Key::N)));
        assert_eq!(Place::WHOLE.tail(), (None, None));
        let deep = place.then(Key::AP).then(Key::N);
        assert_eq!(deep.tail(), (Some(Key::Unknown), Some(Key::Unknown)));
    }
}
