//! An invented population register, files of sectors about its people, and the truth: for tests and benchmarks of record linkage.
//!
//! Nobody in it exists. What is drawn, and how often, stands in `data/` with its source. The same [`Plan`] gives the same files,
//! byte for byte, whatever the number of threads: people and records come in chunks of a fixed size, each with a seed of its own.
//!
//! [`Population::generate`] holds everything in memory; [`write()`] streams to the four files that `chiso-cleanse` reads.
#![warn(missing_docs)]

mod chunk;
mod dice;
mod household;
mod names;
mod numbers;
mod person;
mod places;
mod plan;
mod population;
mod register;
mod rows;
mod sector;
mod shares;
mod write;
mod writing;

pub use person::{Relation, Status};
pub use plan::{Difficulty, Plan};
pub use population::Population;
pub use rows::{RegisterRow, RegisterTruth, SectorRow, Truth};
pub use sector::Category;
pub use write::write;
