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
mod change;
mod check;
mod classify;
mod compare;
mod dedupe;
mod difference;
mod duplicate;
mod encoding;
mod evaluate;
mod explain;
mod field;
mod judge;
mod language;
mod link;
mod model;
mod normalise;
mod reason;
mod record;
mod register;
mod standing;
mod succession;
mod svg;
mod text;
mod train;

pub use block::{BlockingPass, CandidateTrace, CostEstimate, PassCost, PassTrace};
pub use change::{ModelChanges, Shift, TraitChange, VerdictChanges, WeightChange};
pub use check::{
    Detail, Finding, RecordCheck, RegisterCheck, RegisterFindings, Rule, Rules, RulesFault,
    Severity, Totals, check,
};
pub use classify::{Category, classify};
pub use compare::{
    BirthLevel, Comparison, Field, GuardianLevel, Level, NameCore, NameMarks, NameMatch, NameOrder,
    NumberKind, NumberLevel, NumberOwner, PlaceKind, PlaceLevel, SexLevel, Trait, Traits,
};
pub use dedupe::{DedupeOptions, Group, GroupReason, dedupe};
pub use difference::{DataField, Difference, DifferenceKind};
pub use duplicate::{Duplicates, Entered, mark_duplicates};
pub use encoding::{
    Decoded, Encoding, decode, decode_mojibake, decode_tcvn3, decode_vni, encode_mojibake,
    encode_tcvn3, encode_vni,
};
pub use evaluate::{Answer, CategoryScore, CategoryScores, Confusion, Evaluation, Point, Truth};
pub use explain::{Explanation, Step};
pub use field::{
    BirthDate, DateNotation, Pin, PinFault, Place, Sex, WrittenNumber, neighbourhood_number,
    place_key,
};
pub use judge::Verdict;
pub use language::Language;
pub use link::{Candidate, Decision, Linker, Outcome};
pub use model::{Model, ModelFault, Thresholds, TraitWeight, Weight};
pub use normalise::{
    Change, CleaningStep, Normalised, NormalisedPerson, normalise, normalise_person,
    normalise_person_with, normalise_with,
};
pub use reason::Reason;
pub use record::{Record, SectorRow};
pub use register::{Person, Register, RegisterBuilder, RegisterRow, Status};
pub use standing::StandingRegister;
pub use succession::{Succession, SuccessionFault, SuccessionRow};
pub use text::{MAX_SYLLABLES, Name, Shape, Syllable, Tone, fold_key, is_vietnamese, render};
pub use train::{Sample, SpreadSample, train};
