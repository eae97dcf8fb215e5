use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};

use crate::error::RequestFault;

/// The byte order mark of UTF-8, which some programs put before a text.
pub(super) const BOM: &[u8] = "\u{feff}".as_bytes();

/// What command-line clients put where nobody said of which type the body is.
const UNSAID: &str = "application/x-www-form-urlencoded";

/// What a body without a type is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absent {
    Accepted,
    Refused,
}

/// Checks that a body says to be of the accepted media type, in UTF-8, and as it is.
pub(super) fn check(
    headers: &HeaderMap,
    accepted: &'static str,
    absent: Absent,
) -> Result<(), RequestFault> {
    let encodings = headers.get_all(CONTENT_ENCODING).iter();
    let mut encodings = encodings.map(|value| value.to_str().unwrap_or_default());
    if !encodings.all(|encoding| encoding.trim().eq_ignore_ascii_case("identity")) {
        return Err(RequestFault::ContentEncodingUnsupported);
    }
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let fits = match (types.next(), types.next()) {
        (None, _) => absent == Absent::Accepted,
        (Some(value), None) => value.to_str().is_ok_and(|value| {
            is(value, accepted) || (absent == Absent::Accepted && is(value, UNSAID))
        }),
        _ => false,
    };
    if fits {
        Ok(())
    } else {
        Err(RequestFault::ContentTypeUnsupported { accepted })
    }
}

/// Whether a content type is one of the accepted ones, which have commas between them, without another character set.
fn is(content_type: &str, accepted: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let known = accepted
        .split(", ")
        .any(|accepted| accepted.eq_ignore_ascii_case(essence));
    known
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                let charset = value.trim().trim_matches('"');
                ["utf-8", "utf8", "us-ascii"]
                    .iter()
                    .any(|utf8| utf8.eq_ignore_ascii_case(charset))
            }
            _ => true,
        })
}

/// Whether a body begins like gzip or Zstandard.
pub(super) fn is_compressed(first: &[u8]) -> bool {
    first.starts_with(b"\x1f\x8b") || first.starts_with(b"\x28\xb5\x2f\xfd")
}

/// Whether a body begins like UTF-16, UTF-32 or an archive, and not like a text in UTF-8.
pub(super) fn is_other(first: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff"];
    marks.iter().any(|mark| first.starts_with(mark)) || first.iter().take(4).any(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = "application/x-ndjson, application/json";

    #[test]
    fn a_type_is_known_whatever_its_case_and_utf_8_is_the_only_charset() {
        for good in [
            "application/json",
            "Application/JSON ; charset=UTF-8",
            "application/x-ndjson;charset=\"utf-8\"; x=y",
        ] {
            assert!(is(good, LINES), "{good}");
        }
        for bad in [
            "",
            "text/csv",
            "application/jsonp",
            "application/json, application/json",
            "application/json; charset=utf-16",
            "multipart/form-data; boundary=application/json",
        ] {
            assert!(!is(bad, LINES), "{bad}");
        }
    }
}
