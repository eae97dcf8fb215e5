//! What is signed cannot be changed.

use crate::corpus::{Row, rows};

/// One in so many bytes is changed: all of them would take minutes.
const STEP: usize = 97;

/// The bytes under the only signature of a file: the four numbers of its ByteRange.
fn signed(bytes: &[u8]) -> Option<[usize; 4]> {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let mut ranges = text.match_indices("/ByteRange");
    let (start, key) = ranges.next()?;
    if ranges.next().is_some() {
        return None;
    }
    let rest = &text[start + key.len()..];
    let list = &rest[rest.find('[')? + 1..rest.find(']')?];
    let numbers: Vec<usize> = list
        .split_whitespace()
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    numbers.try_into().ok()
}

fn accepted_pdfs() -> Vec<Row> {
    rows()
        .into_iter()
        .filter(|row| row.verdict == "accept" && row.bytes().starts_with(b"%PDF"))
        .collect()
}

#[test]
fn no_changed_byte_under_a_signature_is_accepted() {
    let mut tried = 0;
    for row in accepted_pdfs() {
        let bytes = row.bytes();
        let Some([first, length, second, rest]) = signed(&bytes) else {
            continue;
        };
        let verifier = row.verifier();
        let covered = (first..first + length).chain(second..second + rest);
        for (count, at) in covered.step_by(STEP).enumerate() {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (count % 8);
            let report = verifier.verify(&changed);
            assert!(!report.verdict.is_accepted(), "{}: byte {at}", row.file);
            tried += 1;
        }
    }
    assert!(tried > 1_000, "{tried} changes");
}

#[test]
fn no_truncated_document_is_accepted() {
    for row in accepted_pdfs().into_iter().step_by(7) {
        let bytes = row.bytes();
        let Some([.., second, rest]) = signed(&bytes) else {
            continue;
        };
        let verifier = row.verifier();
        for end in (0..second + rest).step_by(311) {
            let report = verifier.verify(&bytes[..end]);
            assert!(!report.verdict.is_accepted(), "{}: {end} bytes", row.file);
        }
    }
}

#[test]
fn whatever_is_appended_is_not_accepted_unseen() {
    for row in accepted_pdfs().into_iter().step_by(5) {
        for tail in [
            &b"x"[..],
            b"1 0 obj\n<< /Type /Catalog >>\nendobj\n",
            b"trailer\n<< /Root 1 0 R /Size 2 >>\nstartxref\n0\n%%EOF\n",
        ] {
            let mut longer = row.bytes();
            longer.extend_from_slice(tail);
            let report = row.verify(&longer);
            assert!(!report.verdict.is_accepted(), "{}", row.file);
        }
    }
}
