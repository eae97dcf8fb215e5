use super::{Certificate, X509Fault};

/// The certificates of a file: blocks of PEM, or one in DER.
///
/// # Errors
/// If one of them is malformed.
pub(crate) fn certificates_from(bytes: &[u8]) -> Result<Vec<Certificate>, X509Fault> {
    if bytes.first() == Some(&0x30) {
        return Ok(vec![Certificate::from_der(bytes)?]);
    }
    pem_blocks(bytes, &["CERTIFICATE", "X509 CERTIFICATE"])?
        .iter()
        .map(|der| Certificate::from_der(der))
        .collect()
}

/// The octets of the PEM blocks with one of `labels`; text and other blocks around them are passed over.
///
/// # Errors
/// If a block has no end or is no base 64.
pub(crate) fn pem_blocks(bytes: &[u8], labels: &[&str]) -> Result<Vec<Vec<u8>>, X509Fault> {
    let mut blocks = Vec::new();
    let mut open: Option<(&[u8], Vec<u8>)> = None;
    for line in bytes.split(|octet| matches!(octet, b'\n' | b'\r')) {
        let line = line.trim_ascii();
        if let Some(label) = boundary(line, b"-----BEGIN ") {
            if open.is_some() {
                return Err(X509Fault::Pem);
            }
            open = Some((label, Vec::new()));
        } else if let Some(end) = boundary(line, b"-----END ") {
            match open.take() {
                Some((label, text)) if label == end => {
                    if labels.iter().any(|known| known.as_bytes() == label) {
                        blocks.push(base64(&text).ok_or(X509Fault::Pem)?);
                    }
                }
                _ => return Err(X509Fault::Pem),
            }
        } else if let Some((_, text)) = &mut open {
            text.extend_from_slice(line);
        }
    }
    match open {
        None => Ok(blocks),
        Some(_) => Err(X509Fault::Pem),
    }
}

fn boundary<'a>(line: &'a [u8], begin: &[u8]) -> Option<&'a [u8]> {
    line.strip_prefix(begin)?.strip_suffix(b"-----")
}

/// RFC 4648, 4, strictly.
fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let (groups, []) = text.as_chunks::<4>() else {
        return None;
    };
    let mut octets = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let padding = group.iter().rev().take_while(|c| **c == b'=').count();
        if padding > 2 || padding > 0 && index + 1 != groups.len() {
            return None;
        }
        let mut bits = 0_u32;
        for character in group.iter().take(4 - padding) {
            bits = bits << 6 | digit(*character)?;
        }
        bits <<= 6 * padding;
        let [_, three @ ..] = bits.to_be_bytes();
        if three.iter().skip(3 - padding).any(|octet| *octet != 0) {
            return None;
        }
        octets.extend(three.iter().take(3 - padding));
    }
    Some(octets)
}

fn digit(character: u8) -> Option<u32> {
    let value = match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}
