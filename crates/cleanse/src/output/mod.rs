//! What comes out: tables that are there in full or not at all, refused lines, and the summary.
mod corrections;
mod grid;
mod paths;
mod print;
mod refusals;
mod sorter;
mod summary;
mod text_file;

pub(crate) use corrections::corrections;
pub(crate) use grid::grid;
pub(crate) use paths::keep_apart;
pub(crate) use print::print;
pub(crate) use refusals::Refusals;
pub(crate) use sorter::{Sorter, Spill};
pub(crate) use summary::{Line, Part, Summary};
pub(crate) use text_file::TextFile;
