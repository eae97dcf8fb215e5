use std::io::{self, ErrorKind, Write, stdout};

/// Writes to standard output. A reader that has seen enough, as `head` has, is no failure.
///
/// # Errors
/// When the output cannot be written for another reason.
pub fn print(text: impl AsRef<[u8]>) -> io::Result<()> {
    let mut out = stdout().lock();
    match out.write_all(text.as_ref()).and_then(|()| out.flush()) {
        Err(fault) if fault.kind() == ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}
