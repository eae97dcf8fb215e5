use std::fmt;
use std::marker::PhantomData;

use chrono::NaiveDate;
use serde::de::value::StrDeserializer;
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};

/// The values of one attribute over time, oldest first, at least one. Each holds until the next one begins; the first also before
/// its own day and the last without end.
///
/// In a file: one value, or a list of `{ value = .., from = "2021-11-01" }`, where the first needs no `from`.
#[derive(Clone, Debug)]
pub(crate) struct Timeline<T>(Vec<Dated<T>>);

#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Dated<T> {
    value: T,
    from: Option<NaiveDate>,
}

impl<T> Timeline<T> {
    pub(crate) fn on(&self, day: NaiveDate) -> &T {
        let begun = |dated: &&Dated<T>| dated.from.is_none_or(|from| from <= day);
        let in_force = self.0.iter().rev().find(begun);
        &in_force.unwrap_or(&self.0[0]).value
    }

    /// Each value with the half-open range of days in which it is in force.
    pub(crate) fn spans(&self) -> impl Iterator<Item = (NaiveDate, NaiveDate, &T)> {
        self.0.iter().enumerate().map(|(index, dated)| {
            let from = if index == 0 { None } else { dated.from };
            let next = self.0.get(index + 1).and_then(|next| next.from);
            (
                from.unwrap_or(NaiveDate::MIN),
                next.unwrap_or(NaiveDate::MAX),
                &dated.value,
            )
        })
    }

    /// Whether every value but the first has a day on which it begins, each later than the one before.
    pub(crate) fn is_in_order(&self) -> bool {
        let later = |pair: &[Dated<T>]| pair[1].from.is_some() && pair[1].from > pair[0].from;
        self.0.windows(2).all(later)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Timeline<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrMany(PhantomData))
    }
}

struct OneOrMany<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
    type Value = Timeline<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or a list of { value, from }")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        let value = T::deserialize(StrDeserializer::new(text))?;
        Ok(Timeline(vec![Dated { value, from: None }]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some(dated) = seq.next_element()? {
            values.push(dated);
        }
        if values.is_empty() {
            return Err(de::Error::invalid_length(0, &self));
        }
        Ok(Timeline(values))
    }
}
