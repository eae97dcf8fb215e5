//! Record linkage for Vietnamese citizen data: records of a sector against the population register.
//!
//! A record is normalised ([`Record`]), the people it can be are looked up in several ways, each is compared with it field by
//! field ([`Comparison`]), and a [`Model`] turns the comparison into bits for and against (Fellegi and Sunter 1969). The bits
//! of all candidates together give the odds of the best one ([`Linker`]); two thresholds decide. Every record gets exactly one
//! [`Category`].
//!
//! What a field is worth depends on the register alone, never on the other records of the file, so a record has the same result
//! in whatever file it stands, except that duplicates show only together.
//!
//! The crate is pure: no I/O, no clock, no randomness.
#![warn(missing_docs)]

mod block;
mod check;
mod classify;
mod compare;
mod duplicate;
mod encoding;
mod explain;
mod field;
mod judge;
mod link;
mod model;
mod record;
mod register;
mod text;
mod train;

pub use check::{Rule, Severity, check};
pub use classify::{Category, classify};
pub use compare::{
    BirthLevel, Comparison, Field, GuardianLevel, Level, NameCore, NameMarks, NameMatch, NameOrder,
    NumberKind, NumberLevel, NumberOwner, PlaceKind, PlaceLevel, SexLevel, Trait, Traits,
};
pub use duplicate::mark_duplicates;
pub use encoding::{
    Decoded, Encoding, decode, decode_mojibake, decode_tcvn3, decode_vni, encode_mojibake,
    encode_tcvn3, encode_vni,
};
pub use explain::{Explanation, Step};
pub use field::{
    BirthDate, DateNotation, Pin, PinFault, Place, Sex, WrittenNumber, neighbourhood_number,
    place_key,
};
pub use judge::Verdict;
pub use link::{Candidate, Decision, Linker, Outcome};
pub use model::{Model, ModelFault, Thresholds, TraitWeight, Weight};
pub use record::{Record, SectorRow};
pub use register::{Person, Register, RegisterBuilder, RegisterRow, Status};
pub use text::{MAX_SYLLABLES, Name, Shape, Syllable, Tone, fold_key, is_vietnamese, render};
pub use train::{Sample, train};
