use std::collections::HashMap;

use crate::fault::FaultKind;

/// More columns than this are no table of people: the limit of a sheet of Excel.
pub const MAX_COLUMNS: usize = 16_384;

/// The names of the columns, without spaces around them.
pub(crate) fn check<'a>(
    names: impl ExactSizeIterator<Item = &'a str>,
) -> Result<Vec<String>, FaultKind> {
    if names.len() > MAX_COLUMNS {
        return Err(FaultKind::TooManyColumns { found: names.len() });
    }
    if names.len() == 0 {
        return Err(FaultKind::Empty);
    }
    let names: Vec<String> = names.map(|name| name.trim().to_owned()).collect();
    let mut seen = HashMap::new();
    for (name, column) in names.iter().zip(1..) {
        if name.is_empty() {
            return Err(FaultKind::NamelessColumn { column });
        }
        if let Some(first) = seen.insert(name.as_str(), column) {
            return Err(FaultKind::SameName {
                first,
                second: column,
            });
        }
    }
    Ok(names)
}
