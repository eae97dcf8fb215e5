use super::{Asn1Fault, Element, Result, Tag};

/// The text of a string of any of the kinds that occur in names.
pub(crate) fn directory_string(element: Element<'_>) -> Result<String> {
    let content = element.content;
    match element.tag {
        Tag::UTF8_STRING => std::str::from_utf8(content)
            .map(str::to_owned)
            .map_err(|_| Asn1Fault::Value("UTF8String")),
        // Authorities put UTF-8 and Latin-1 into kinds that have neither.
        Tag::PRINTABLE_STRING
        | Tag::NUMERIC_STRING
        | Tag::IA5_STRING
        | Tag::VISIBLE_STRING
        | Tag::TELETEX_STRING => {
            Ok(std::str::from_utf8(content).map_or_else(|_| latin1(content), str::to_owned))
        }
        Tag::BMP_STRING => utf16(content).ok_or(Asn1Fault::Value("BMPString")),
        Tag::UNIVERSAL_STRING => utf32(content).ok_or(Asn1Fault::Value("UniversalString")),
        _ => Err(Asn1Fault::Value("string")),
    }
}

fn latin1(content: &[u8]) -> String {
    content.iter().map(|octet| char::from(*octet)).collect()
}

fn utf16(content: &[u8]) -> Option<String> {
    let (units, []) = content.as_chunks::<2>() else {
        return None;
    };
    char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit)))
        .collect::<std::result::Result<_, _>>()
        .ok()
}

fn utf32(content: &[u8]) -> Option<String> {
    let (units, []) = content.as_chunks::<4>() else {
        return None;
    };
    units
        .iter()
        .map(|unit| char::from_u32(u32::from_be_bytes(*unit)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_string_is_read() {
        let read = |bytes: &[u8]| super::super::parse(bytes).and_then(directory_string);
        assert_eq!(read(b"\x0c\x04V\xc5\xa9X").unwrap(), "VũX");
        assert_eq!(read(b"\x1e\x04\x00V\x01\x69").unwrap(), "Vũ");
        assert_eq!(read(b"\x1c\x04\x00\x00\x01\x69").unwrap(), "ũ");
        assert_eq!(read(b"\x14\x01\xe9").unwrap(), "é");
        assert_eq!(read(b"\x13\x02\xc3\xa9").unwrap(), "é");
        assert!(read(b"\x0c\x01\xc5").is_err());
        assert!(read(b"\x1e\x02\xd8\x00").is_err());
        assert!(read(b"\x1e\x01\x00").is_err());
        assert!(read(b"\x04\x01A").is_err());
    }
}
