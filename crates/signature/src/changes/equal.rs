use std::sync::Arc;

use crate::pdf::{Dictionary, Object};

use super::History;

/// Whether two objects say the same: numbers by value, references by number and generation, streams with their encoded data. Two dictionaries with a key twice never do.
pub(super) fn same(history: &History<'_>, a: &Object, b: &Object) -> bool {
    let mut open = vec![(a.clone(), b.clone())];
    while let Some((a, b)) = open.pop() {
        history.count_comparisons(1);
        match (&a, &b) {
            (Object::Array(a), Object::Array(b)) => {
                if Arc::ptr_eq(a, b) {
                    continue;
                }
                if a.len() != b.len() {
                    return false;
                }
                open.extend(a.iter().cloned().zip(b.iter().cloned()));
            }
            (Object::Dictionary(a), Object::Dictionary(b)) => {
                if !pair_up(a, b, &mut open) {
                    return false;
                }
            }
            (Object::Stream(a), Object::Stream(b)) => {
                if (a.data != b.data && history.data(a) != history.data(b))
                    || !pair_up(&a.dictionary, &b.dictionary, &mut open)
                {
                    return false;
                }
            }
            _ => {
                if !same_scalar(&a, &b) {
                    return false;
                }
            }
        }
    }
    true
}

/// Whether they are one dictionary in memory, which needs no comparing.
pub(super) fn is_one(a: &Dictionary, b: &Dictionary) -> bool {
    matches!((a.iter().next(), b.iter().next()), (Some((a, _)), Some((b, _))) if std::ptr::eq(a, b))
}

fn pair_up(a: &Dictionary, b: &Dictionary, open: &mut Vec<(Object, Object)>) -> bool {
    if is_one(a, b) {
        return true;
    }
    if a.duplicate_key().is_some() || b.duplicate_key().is_some() {
        return false;
    }
    let all_of = |from: &Dictionary, to: &Dictionary| {
        from.iter()
            .all(|(key, value)| value.is_null() || to.contains(key.as_bytes()))
    };
    if !all_of(b, a) {
        return false;
    }
    for (key, value) in a.iter().filter(|(_, value)| !value.is_null()) {
        let Some(other) = b.get(key.as_bytes()) else {
            return false;
        };
        open.push((value.clone(), other.clone()));
    }
    true
}

fn same_scalar(a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::Integer(_), Object::Real(_)) | (Object::Real(_), Object::Integer(_)) => {
            number(a) == number(b)
        }
        _ => a == b,
    }
}

/// The value of a number.
#[expect(clippy::cast_precision_loss, reason = "numbers of PDF files are reals")]
pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(*value),
        _ => None,
    }
}
