use std::ops::Range;

use super::document::Document;
use super::lexer::is_white_space;
use super::object::{PdfString, Span};
use super::signature::SignatureFault;
use crate::Code;

/// The bytes that a signature is about: before and after its `Contents`.
pub(crate) type SignedRanges = [Range<usize>; 2];

/// Checks that a signature covers everything up to the end of the revision that contains it, except exactly its own `Contents`: ISO 32000-2, 12.8.1.
pub(super) fn check(
    document: &Document<'_>,
    revision: usize,
    object: Span,
    byte_range: &[i64],
    contents: Span,
) -> Result<SignedRanges, SignatureFault> {
    let fault = |detail: String| SignatureFault {
        code: Code::ByteRange,
        detail,
    };
    let numbers: Vec<usize> = byte_range
        .iter()
        .filter_map(|number| usize::try_from(*number).ok())
        .collect();
    let &[first, first_length, second, second_length] = numbers.as_slice() else {
        return Err(fault("not four numbers from 0 on".to_owned()));
    };
    if byte_range.len() != numbers.len() {
        return Err(fault("negative numbers".to_owned()));
    }
    if first != 0 {
        return Err(fault(
            "does not begin at the first byte of the file".to_owned(),
        ));
    }
    let end = second
        .checked_add(second_length)
        .filter(|end| *end <= document.bytes().len());
    let end = end.ok_or_else(|| fault("reaches beyond the end of the file".to_owned()))?;
    if first_length > second {
        return Err(fault("overlapping ranges".to_owned()));
    }
    if first_length != contents.start || second != contents.end {
        return Err(fault(format!(
            "leaves out the bytes from {first_length} to {second}, but Contents is from {} to {}",
            contents.start, contents.end
        )));
    }
    if object.start > contents.start || object.end < contents.end || object.end > end {
        return Err(fault("does not cover the signature dictionary".to_owned()));
    }
    let Some(signed) = document.revisions().get(revision) else {
        return Err(fault("no revision contains the signature".to_owned()));
    };
    if end < signed.marker_end {
        return Err(fault(format!(
            "ends at {end}, before the end of its revision at {}",
            signed.marker_end
        )));
    }
    let is_last = revision.checked_add(1) == Some(document.revisions().len());
    if end > signed.comment_end || (end > signed.space_end && !is_last) {
        return Err(fault(format!(
            "ends at {end}, after the end of its revision at {}",
            signed.end
        )));
    }
    if end <= signed.space_end && is_last && signed.comment_end > signed.space_end {
        return Err(fault(
            "comments at the end of the file are left out".to_owned(),
        ));
    }
    Ok([0..first_length, second..end])
}

/// Checks that `Contents` is written in pairs of hexadecimal digits, with nothing but white space between (ISO 32000-2, 7.3.4.3).
pub(super) fn check_contents(
    document: &Document<'_>,
    contents: &PdfString,
) -> Result<(), SignatureFault> {
    let fault = |detail: &str| SignatureFault {
        code: Code::Contents,
        detail: detail.to_owned(),
    };
    if !contents.hexadecimal {
        return Err(fault("not a hexadecimal string"));
    }
    let raw = contents.span.of(document.bytes());
    let digits = raw
        .strip_prefix(b"<")
        .and_then(|raw| raw.strip_suffix(b">"))
        .unwrap_or_default();
    let digits: Vec<u8> = digits
        .iter()
        .copied()
        .filter(|byte| !is_white_space(*byte))
        .collect();
    if digits.is_empty() {
        return Err(fault("empty"));
    }
    if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(fault("more than pairs of hexadecimal digits"));
    }
    if digits.iter().all(|digit| *digit == b'0') {
        return Err(fault("zeros only"));
    }
    Ok(())
}
