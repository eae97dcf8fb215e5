//! Tables of people as they come in: opened, their columns found, read ahead in batches.
mod batches;
mod labels;
mod model;
mod records;
mod register;
mod sector;
mod source;

pub(crate) use batches::{Batch, Batches};
pub(crate) use labels::labels;
pub(crate) use model::load as model;
pub(crate) use records::{Kept, records};
pub(crate) use register::{load as register, row as register_row};
pub(crate) use sector::row as sector_row;
pub(crate) use source::{Source, Table, read_options};
