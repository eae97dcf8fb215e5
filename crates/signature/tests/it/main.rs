//! The verifier against the corpus that an independent signer made: `corpus/expected.csv` says what each file is and why.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

mod corpus;
mod tampering;
mod verdicts;
