//! The readers of CMS, time stamps, certificates and revocation data.
#![no_main]

use chiso_signature::fuzzing;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzzing::cms(bytes));
