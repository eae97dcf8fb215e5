//! Opaque page tokens: where the next page of a keyset-paged list begins.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::RequestFault;
use crate::extract::from_own;

/// First byte of every token. A token of another version is refused, so the position may change its form.
const VERSION: u8 = 1;

/// Longest token that is looked at, in bytes.
pub(crate) const MAX_LENGTH: usize = 1024;

/// The token of a position.
///
/// # Panics
/// If the position cannot be written as JSON, which no struct of plain fields can cause.
pub fn encode<P: Serialize>(position: &P) -> String {
    let mut bytes = vec![VERSION];
    serde_json::to_writer(&mut bytes, position).expect("a position is a struct of plain fields");
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The position of a token.
///
/// # Errors
/// [`RequestFault::PageTokenInvalid`], if this version of the service has not made the token.
pub fn decode<P: DeserializeOwned>(token: &str) -> Result<P, RequestFault> {
    let position = || {
        let bytes = (token.len() <= MAX_LENGTH).then(|| URL_SAFE_NO_PAD.decode(token).ok())??;
        let json = bytes.strip_prefix(&[VERSION])?;
        from_own(json)
    };
    position().ok_or(RequestFault::PageTokenInvalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_as_its_position_and_others_are_refused() {
        let position = ("2022-01-28T09:45:00Z".to_owned(), 7_u64);
        let token = encode(&position);
        assert_eq!(decode::<(String, u64)>(&token).unwrap(), position);
        let foreign = URL_SAFE_NO_PAD.encode(b"\x02[\"2022\",7]");
        let nul = URL_SAFE_NO_PAD.encode(b"\x01[\"2022\\u0000\",7]");
        for token in [
            &nul,
            "",
            "x",
            "%%%",
            &token[1..],
            &foreign,
            &"A".repeat(2000),
        ] {
            assert!(decode::<(String, u64)>(token).is_err(), "{token}");
        }
    }
}
