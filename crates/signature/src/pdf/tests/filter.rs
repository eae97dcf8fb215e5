use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};

use crate::pdf::parser::Parser;
use crate::pdf::{Object, PdfFault, filter};

const LIMIT: usize = 1 << 20;

fn decode(dictionary: &str, data: &[u8]) -> Result<Vec<u8>, PdfFault> {
    decode_counting(dictionary, data, &mut 0)
}

fn decode_counting(dictionary: &str, data: &[u8], work: &mut usize) -> Result<Vec<u8>, PdfFault> {
    let dictionary = Parser::new(dictionary.as_bytes(), 0, LIMIT).object()?;
    let dictionary = dictionary.as_dictionary().unwrap();
    filter::decode(
        dictionary,
        data,
        LIMIT,
        |object: &Object| Ok(object.clone()),
        work,
    )
}

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn simple_filters() {
    let cases: [(&str, &[u8], &[u8]); 6] = [
        ("<< >>", b"plain", b"plain"),
        ("<< /Filter /ASCIIHexDecode >>", b"41 4\n2 4>", b"AB@"),
        (
            "<< /Filter [/ASCII85Decode] >>",
            b"87cURD_*#TDfTZ)~>",
            b"Hello, world",
        ),
        ("<< /Filter /ASCII85Decode >>", b"z!!~>", b"\0\0\0\0\0"),
        (
            "<< /Filter /RunLengthDecode >>",
            b"\x02abc\xFEd\x80x",
            b"abcddd",
        ),
        (
            "<< /Filter /LZWDecode >>",
            b"\x80\x0B\x60\x50\x22\x0C\x0C\x85\x01",
            b"-----A---B",
        ),
    ];
    for (dictionary, data, expected) in cases {
        assert_eq!(
            decode(dictionary, data).as_deref(),
            Ok(expected),
            "{dictionary}"
        );
    }
    assert!(decode("<< /Filter /Crypt >>", b"").is_err());
    assert!(decode("<< /Filter /FlateDecode /F (other) >>", b"").is_err());
    assert!(decode("<< /Filter [/ASCII85Decode] >>", b"uuuuu~>").is_err());
}

#[test]
fn flate_stops_at_the_limit_and_at_broken_data() {
    let data = vec![7; 100_000];
    let encoded = deflate(&data);
    assert_eq!(decode("<< /Filter /FlateDecode >>", &encoded), Ok(data));
    assert!(decode("<< /Filter /FlateDecode >>", &encoded[..encoded.len() - 6]).is_err());
    assert!(decode("<< /Filter /FlateDecode >>", b"no").is_err());
    let bomb = deflate(&vec![0; 2 * LIMIT]);
    let fault = decode("<< /Filter /FlateDecode >>", &bomb);
    assert_eq!(fault, Err(PdfFault::Limit("decoded data")));
}

#[test]
fn predictors() {
    let rows = deflate(
        b"\x00\x01\x02\x03\x02\x01\x01\x01\x01\x05\x05\x05\x03\x02\x02\x02\x04\x01\x01\x01",
    );
    let dictionary = "<< /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 3 >> >>";
    let expected = b"\x01\x02\x03\x02\x03\x04\x05\x0A\x0F\x04\x09\x0E\x05\x0A\x0F";
    assert_eq!(
        decode(dictionary, &rows).as_deref(),
        Ok(expected.as_slice())
    );
    let dictionary = "<< /Filter /FlateDecode /DecodeParms << /Predictor 2 /Columns 3 >> >>";
    let rows = deflate(b"\x01\x01\x01\x02\x01\x01");
    assert_eq!(
        decode(dictionary, &rows).as_deref(),
        Ok(b"\x01\x02\x03\x02\x03\x04".as_slice())
    );
    let huge = "<< /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 99999999999 >> >>";
    assert!(decode(huge, &rows).is_err());
}

#[test]
fn what_is_decoded_in_vain_is_counted() {
    let zeros = deflate(&vec![0; LIMIT / 2]);
    let end_of_data = deflate(&vec![128; LIMIT / 2]);
    let cut = &zeros[..zeros.len() - 8];
    let cases = [
        ("<< /Filter /FlateDecode >>", cut, false),
        (
            "<< /Filter [/FlateDecode /RunLengthDecode] >>",
            &end_of_data,
            true,
        ),
    ];
    for (dictionary, data, succeeds) in cases {
        let mut work = 0;
        let decoded = decode_counting(dictionary, data, &mut work);
        assert_eq!(decoded.is_ok(), succeeds);
        assert!(work > LIMIT / 4, "{dictionary}: {work}");
    }
}
