use std::io::{Write, stdout};

use crate::misuse::Misuse;

/// Writes to standard output.
pub(crate) fn print(text: &str) -> Result<(), Misuse> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(Misuse::Print)
}
