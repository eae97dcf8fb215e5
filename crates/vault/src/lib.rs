//! What is personal, before it reaches a database: sealed under keys that the database does not have, and found again through
//! keyed digests.
//!
//! A [`Vault`] holds the [`Keys`] of a key file and reads them again when the file changes. The keys do three things, each with
//! a key of its own that is derived from the data key: they seal values for their [`Place`], they give the blind values by which
//! equal values are found, and they digest what must be recognised and not be guessed.
//!
//! Which tables hold sealed values, and when they are sealed anew, is the business of the service.
#![warn(missing_docs)]

mod blind;
mod digest;
mod fault;
mod key_file;
mod keys;
mod place;
mod seal;
pub mod text;
mod vault;

pub use blind::Blind;
pub use digest::Digest;
pub use fault::{KeyFault, Unopenable};
pub use keys::{KeyId, Keys};
pub use place::Place;
pub use vault::Vault;
