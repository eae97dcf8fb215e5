//! What the commands share that people run on their desk: files that are there in full or not at all, and the language to speak.
#![warn(missing_docs)]

mod locale;
mod whole_file;

pub use locale::speaks_vietnamese;
pub use whole_file::WholeFile;
