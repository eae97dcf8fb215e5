//! The samples of the catalogue add up to the report, and every history is one that can have happened.

mod count;
mod load;
mod refusal;
mod tu_son;
mod world;
