use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::MAX_FAULTS;
use super::error::{Step, shown};
use crate::error::FieldFault;

/// A JSON value that keeps what the text said: members in their order, also those that are there twice.
#[derive(Debug)]
pub(super) enum Tree<'a> {
    Null,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(Cow<'a, str>),
    Array(Vec<Self>),
    Object(Vec<(Cow<'a, str>, Self)>),
}

impl Tree<'_> {
    /// Names all members that are there twice.
    pub fn find_duplicates(&self, path: &str, faults: &mut Vec<FieldFault>) {
        if faults.len() >= MAX_FAULTS {
            return;
        }
        match self {
            Self::Array(items) => {
                for (index, item) in items
                    .iter()
                    .enumerate()
                    .filter(|(_, item)| item.is_nested())
                {
                    item.find_duplicates(&format!("{path}[{index}]"), faults);
                }
            }
            Self::Object(members) => {
                let mut names = HashSet::with_capacity(members.len());
                for (name, value) in members {
                    let twice = !names.insert(name.as_ref());
                    if !twice && !value.is_nested() {
                        continue;
                    }
                    let separator = if path.is_empty() { "" } else { "." };
                    let path = format!("{path}{separator}{}", shown(name));
                    if twice {
                        faults.push(FieldFault::new(path, FieldFault::DUPLICATE_FIELD));
                    } else {
                        value.find_duplicates(&path, faults);
                    }
                }
            }
            _ => {}
        }
    }

    fn is_nested(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Object(_))
    }

    /// Whether any text has control characters.
    pub fn has_controls(&self) -> bool {
        match self {
            Self::Text(text) => text.chars().any(char::is_control),
            Self::Array(items) => items.iter().any(Self::has_controls),
            Self::Object(members) => members.iter().any(|(_, value)| value.has_controls()),
            _ => false,
        }
    }

    /// Takes the member at the end of the steps out; whether it was there.
    pub fn remove(&mut self, steps: &[Step]) -> bool {
        let Some((last, above)) = steps.split_last() else {
            return false;
        };
        let mut at = self;
        for step in above {
            let next = match (at, step) {
                (Self::Object(members), Step::Member(name)) => members
                    .iter_mut()
                    .find(|(member, _)| member == name)
                    .map(|(_, value)| value),
                (Self::Array(items), Step::Item(index)) => items.get_mut(*index),
                _ => None,
            };
            let Some(next) = next else { return false };
            at = next;
        }
        match (at, last) {
            (Self::Object(members), Step::Member(name)) => {
                let before = members.len();
                members.retain(|(member, _)| member != name);
                members.len() < before
            }
            _ => false,
        }
    }
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Grow)
    }
}

struct Grow;

impl<'de> Visitor<'de> for Grow {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree<'de>, E> {
        Ok(Tree::Unsigned(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Signed(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Tree<'de>, E> {
        Ok(Tree::Float(value))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Tree::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(Name(name)) = access.next_key()? {
            members.push((name, access.next_value()?));
        }
        Ok(Tree::Object(members))
    }
}

struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Tree::deserialize(deserializer)? {
            Tree::Text(name) => Ok(Self(name)),
            _ => Err(D::Error::custom("a name is a text")),
        }
    }
}
