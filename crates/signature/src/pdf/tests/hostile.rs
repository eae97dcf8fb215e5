use std::fmt::Write as _;

use proptest::prelude::*;

use super::builder::{Builder, object_stream, stream};
use super::signature::signed;
use crate::Code;
use crate::pdf::{Document, Limits, ObjectId, PdfFault};

fn exercise(bytes: &[u8]) -> Option<Code> {
    let document = match Document::read(bytes, Limits::for_size(bytes.len())) {
        Ok(document) => document,
        Err(fault) => return Some(fault.code()),
    };
    for revision in 0..document.revisions().len() {
        let view = document.at(revision);
        for (id, _) in document.changed(revision) {
            if let Ok(object) = view.object(id)
                && let Some(stream) = object.as_stream()
            {
                let _ = view.decode(stream);
            }
        }
    }
    document.signatures().err().map(|fault| fault.code())
}

#[test]
fn nesting_ends_in_a_limit() {
    for open in ["[", "<</A "] {
        let file = Builder::minimal().save(&[(2, &open.repeat(100_000))]);
        assert_eq!(exercise(&file.bytes), Some(Code::LimitExceeded));
    }
}

#[test]
fn unclosed_strings_do_not_take_quadratic_time() {
    for open in ["(", "<", "%"] {
        let objects: Vec<_> = (2..20_000).map(|number| (number, open)).collect();
        let file = Builder::minimal().save(&objects);
        exercise(&file.bytes);
    }
}

#[test]
fn cycles_end() {
    let form = "<< /AcroForm << /Fields [2 0 R] >> >>";
    let kids = "<< /FT /Sig /T (a) /Kids [2 0 R 3 0 R] /V 3 0 R >>";
    let file = Builder::new().save(&[(1, form), (2, kids), (3, "4 0 R"), (4, "3 0 R")]);
    assert_eq!(exercise(&file.bytes), Some(Code::PdfUnreadable));
    let kids = "<< /FT /Sig /T (a) /Kids [2 0 R 3 0 R] >>";
    let file = Builder::new().save(&[(1, form), (2, kids), (3, "<< /Kids [2 0 R] >>")]);
    assert_eq!(exercise(&file.bytes), None);
    let length = "<< /Length 2 0 R >>\nstream\n\nendstream";
    let file = Builder::minimal().save(&[(2, length)]);
    assert_eq!(exercise(&file.bytes), None);
}

#[test]
fn deep_fields_end_in_a_limit() {
    let form = "<< /AcroForm << /Fields [2 0 R] >> >>";
    let fields: Vec<_> = (2..1000)
        .map(|number| format!("<< /T (a) /Kids [{} 0 R] >>", number + 1))
        .collect();
    let mut objects = vec![(1, form)];
    objects.extend((2..).zip(fields.iter().map(String::as_str)));
    assert_eq!(
        exercise(&Builder::new().save(&objects).bytes),
        Some(Code::LimitExceeded)
    );
}

#[test]
fn counts_that_are_not_there_do_not_allocate() {
    let mut text = String::from("%PDF-1.7\n");
    write!(
        text,
        "xref\n0 9999999999\ntrailer\n<< >>\nstartxref\n9\n%%EOF"
    )
    .unwrap();
    assert_eq!(exercise(text.as_bytes()), Some(Code::PdfUnreadable));
    let container = object_stream(&[(2, "0")]).replace("/N 1", "/N 9999999999");
    let file = Builder::new().save_stream(&[(1, "<< >>"), (10, &container)], &[(2, 10, 0)]);
    exercise(&file.bytes);
}

fn seeds() -> Vec<Vec<u8>> {
    let container = object_stream(&[(2, "[(a) <41> /n -1.5 true null]"), (3, "<< /A 2 0 R >>")]);
    let streams = Builder::new()
        .save_stream(
            &[(1, "<< /Type /Catalog >>"), (10, &container)],
            &[(2, 10, 0), (3, 10, 1)],
        )
        .save(&[(
            4,
            "<< /Length 4 /Filter [/ASCII85Decode /LZWDecode] >>\nstream\nabcd\nendstream",
        )]);
    vec![streams.bytes, signed().bytes]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        exercise(&bytes);
        exercise(&[b"%PDF-1.7\n1 0 obj", bytes.as_slice(), b"\nstartxref\n9\n%%EOF"].concat());
        exercise(&[b"%PDF-1.7\nxref\n", bytes.as_slice(), b"\nstartxref\n9\n%%EOF"].concat());
    }

    #[test]
    fn changed_files_do_not_panic(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..12),
    ) {
        for mut bytes in seeds() {
            for (at, byte, kind) in &changes {
                let at = at.index(bytes.len());
                match kind {
                    0 => bytes[at] = *byte,
                    1 => bytes.insert(at, b"<>[]()/%0129 "[usize::from(*byte) % 13]),
                    _ => drop(bytes.remove(at)),
                }
            }
            exercise(&bytes);
        }
    }
}

fn limits_with_little_decoding(bytes: &[u8]) -> Limits {
    Limits {
        decoded: 200_000,
        ..Limits::for_size(bytes.len())
    }
}

#[test]
fn decoding_in_vain_ends_in_a_limit() {
    let zeros = "00".repeat(10_000);
    let nothing = stream(
        "/Filter [/ASCIIHexDecode /RunLengthDecode]",
        &format!("80{zeros}>"),
    );
    let broken = stream("/Filter /ASCIIHexDecode", &format!("{zeros}?>"));
    for body in [nothing, broken] {
        let file = Builder::minimal().save(&[(2, &body)]);
        let limits = limits_with_little_decoding(&file.bytes);
        let document = Document::read(&file.bytes, limits).unwrap();
        let view = document.latest();
        let object = view.object(ObjectId::new(2, 0)).unwrap();
        let limit = Err(PdfFault::Limit("decoded data"));
        let ends = (0..20).any(|_| view.decode(object.as_stream().unwrap()) == limit);
        assert!(ends);
        assert_eq!(view.decode(object.as_stream().unwrap()), limit);
    }
}

#[test]
fn a_broken_object_stream_is_decoded_once_for_all_its_objects() {
    let broken = stream(
        "/Type /ObjStm /N 1 /First 4 /Filter /ASCIIHexDecode",
        &format!("{}?>", "00".repeat(10_000)),
    );
    let members: Vec<_> = (11..80).map(|number| (number, 10, 0)).collect();
    let file = Builder::new().save_stream(&[(1, "<< >>"), (10, &broken)], &members);
    let limits = limits_with_little_decoding(&file.bytes);
    let document = Document::read(&file.bytes, limits).unwrap();
    for (number, ..) in members {
        let fault = document
            .latest()
            .object(ObjectId::new(number, 0))
            .unwrap_err();
        assert!(matches!(fault, PdfFault::Unsupported(_)), "{fault}");
    }
}
