//! The reader of PDF files, its signatures and what its revisions change.
#![no_main]

use chiso_signature::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::pdf(bytes));
