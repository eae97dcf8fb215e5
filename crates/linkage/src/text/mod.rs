//! Vietnamese text as syllables: letters, shapes of letters and one tone, wherever it was written.
mod name;
mod render;
mod spelling;
mod syllable;

pub use name::{MAX_SYLLABLES, Name, fold_key};
pub use render::render;
pub use spelling::is_vietnamese;
pub use syllable::{Shape, Syllable, Tone};

pub(crate) use syllable::{LOST, spread, syllables};
