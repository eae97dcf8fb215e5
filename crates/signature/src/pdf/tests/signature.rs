use super::builder::{Builder, object_stream};
use crate::Code;
use crate::pdf::signatures::Signatures;
use crate::pdf::{Attachment, Document, FieldLock, Limits, LockAction, SignatureType, Transform};

const CATALOG: &str =
    "<< /Type /Catalog /AcroForm << /Fields [2 0 R] >> /Perms << /DocMDP 4 0 R >> >>";
const PARENT: &str = "<< /FT /Sig /T (parent) /Kids [3 0 R] >>";
const FIELD: &str = "<< /T <FEFF1EAF> /Parent 2 0 R /V 4 0 R /Lock << /Action /Include /Fields [(a) (b.c)] /P 2 >> >>";
const VALUE: &str = "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached \
     /ByteRange [0 000000 000000 000000] /Contents <30030201050000> /M (D:20240315090000+07'00') /Reason (why) \
     /Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /P 1 >> >>] >>";

/// Fills in the byte range of the last signature to the end of the file.
fn fill(mut file: Builder) -> Builder {
    let text = String::from_utf8(file.bytes).unwrap();
    let start = text.rfind("<3003").unwrap();
    let end = start + text[start..].find('>').unwrap() + 1;
    let ranges = format!("0 {start:06} {end:06} {:06}", text.len() - end);
    file.bytes = text.replace("0 000000 000000 000000", &ranges).into_bytes();
    file
}

/// A file that looks signed.
pub(super) fn signed() -> Builder {
    let base = Builder::minimal();
    fill(base.save(&[(1, CATALOG), (2, PARENT), (3, FIELD), (4, VALUE)]))
}

fn signatures(bytes: &[u8]) -> Signatures {
    let document = Document::read(bytes, Limits::for_size(bytes.len())).unwrap();
    document.signatures().unwrap()
}

fn codes(bytes: &[u8]) -> Vec<Code> {
    let found = signatures(bytes);
    let signature = found.signatures.last().unwrap();
    assert_eq!(signature.covered.is_none(), !signature.faults.is_empty());
    signature.faults.iter().map(|fault| fault.code).collect()
}

#[test]
fn everything_of_a_signature_is_read() {
    let file = signed();
    let found = signatures(&file.bytes);
    let [signature] = found.signatures.as_slice() else {
        panic!("not one signature")
    };
    assert_eq!(signature.faults, []);
    assert_eq!(signature.field.as_ref().unwrap().name, "parent.ắ");
    assert_eq!(
        (signature.revision, signature.attachment),
        (1, Attachment::Present)
    );
    assert_eq!(signature.kind, SignatureType::Signature);
    assert!(signature.certification);
    assert_eq!(
        &*signature.contents.as_ref().unwrap().bytes,
        b"\x30\x03\x02\x01\x05\x00\x00"
    );
    assert_eq!(signature.transforms, [Transform::DocMdp(1)]);
    assert_eq!(
        signature.claimed_time.unwrap().to_rfc3339(),
        "2024-03-15T02:00:00+00:00"
    );
    let fields = vec!["a".to_owned(), "b.c".to_owned()];
    let lock = FieldLock {
        action: LockAction::Include,
        fields,
        permission: Some(2),
    };
    assert_eq!(signature.lock, Some(lock));
    let [before, after] = signature.covered.clone().unwrap();
    assert_eq!(&file.bytes[before.end..after.start], b"<30030201050000>");
    assert_eq!(after.end, file.bytes.len());
}

#[test]
fn a_later_revision_is_not_covered() {
    let found = signatures(&signed().save(&[(7, "0")]).bytes);
    assert_eq!(found.signatures[0].faults, []);
    assert_eq!(found.signatures[0].revision, 1);
}

#[test]
fn the_line_end_after_the_marker_may_be_left_out() {
    let mut file = Builder::minimal().save(&[(1, CATALOG), (2, PARENT), (3, FIELD), (4, VALUE)]);
    file.bytes.pop();
    let mut file = fill(file);
    file.bytes.push(b'\n');
    assert_eq!(codes(&file.bytes), []);
    file.bytes.pop();
    file.bytes.extend(b"\r\n\r\n");
    assert_eq!(codes(&file.bytes), []);
    file.bytes.extend(b"% said later\n");
    assert_eq!(codes(&file.bytes), [Code::ByteRange]);
}

#[test]
fn wrong_ranges() {
    let text = String::from_utf8(signed().bytes).unwrap();
    let at = text.find("/ByteRange [").unwrap() + "/ByteRange [".len();
    let right: Vec<usize> = text[at..at + 22]
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    let [_, first, second, length] = right[..] else {
        panic!("not four numbers")
    };
    let cases = [
        format!("1 {:06} {second:06} {length:06}", first - 1),
        format!("0 {first:06} {second:06} {:06}", length + 1),
        format!("0 {first:06} {second:06} {:06}", length - 7),
        format!("0 {:06} {second:06} {length:06}", first - 1),
        format!("0 {:06} {second:06} {length:06}", first + 1),
        format!("0 {first:06} {:06} {:06}", second + 1, length - 1),
        format!("0 {first:06} {:06} {:06}", second - 1, length + 1),
        format!("0 {first:06} {second:06} -00001"),
        format!("0 {first:06} {second:06}       "),
        "0 000000 000000 000000".to_owned(),
        format!("0 {second:06} {first:06} {length:06}"),
        "0 999999 999999 999999".to_owned(),
    ];
    for case in cases {
        let file = [&text[..at], &case, &text[at + 22..]].concat();
        assert_eq!(codes(file.as_bytes()), [Code::ByteRange], "{case}");
    }
}

#[test]
fn wrong_contents() {
    let text = String::from_utf8(signed().bytes).unwrap();
    for contents in [
        "<3003020105 000>",
        "<0000000000000\u{30}>",
        "<3003020105000z>",
        "<3003020105000\u{20}>",
        "(30030201050000)",
    ] {
        let file = text.replace("<30030201050000>", contents);
        assert_eq!(codes(file.as_bytes()), [Code::Contents], "{contents}");
    }
    for (entry, code) in [
        ("/ByteRange [", Code::ByteRange),
        ("/Contents <", Code::Contents),
        ("/Filter /A", Code::SignatureDictionary),
    ] {
        let file = text.replace(entry, &entry.replacen('/', "/X", 1).replacen(' ', "", 1));
        let found = signatures(file.as_bytes());
        assert_eq!(found.signatures[0].faults[0].code, code, "{entry}");
    }
}

#[test]
fn a_signature_copied_into_a_later_revision_covers_nothing() {
    let file = signed();
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    let start = text.find("4 0 obj\n").unwrap() + 8;
    let value = text[start..start + text[start..].find("\nendobj").unwrap()].to_owned();
    let found = signatures(&file.save(&[(4, &value)]).bytes);
    let states: Vec<_> = found
        .signatures
        .iter()
        .map(|found| (found.attachment, found.covered.is_some()))
        .collect();
    assert_eq!(
        states,
        [(Attachment::Removed, true), (Attachment::Present, false)]
    );
}

#[test]
fn attachment() {
    let attached = |file: Builder| signatures(&file.bytes).signatures[0].attachment;
    let cleared = "<< /T (a) /Parent 2 0 R >>";
    assert_eq!(
        attached(signed().save(&[(3, cleared)])),
        Attachment::Removed
    );
    let unattached =
        fill(Builder::minimal().save(&[(1, CATALOG), (2, PARENT), (3, cleared), (4, VALUE)]));
    assert_eq!(attached(unattached.clone()), Attachment::Unattached);
    let later = unattached.save(&[(3, FIELD)]);
    assert_eq!(attached(later.clone()), Attachment::AttachedLater);
    assert_eq!(
        signatures(&later.bytes).signatures[0].faults[0].code,
        Code::SignatureDictionary
    );
    let twice = FIELD.replace("FEFF1EAF", "62");
    let parent = PARENT.replace("[3 0 R]", "[3 0 R 5 0 R]");
    let two_fields = signed().save(&[(2, &parent), (5, &twice)]);
    assert_eq!(
        signatures(&two_fields.bytes).signatures[0].faults[0].code,
        Code::SignatureDictionary
    );
}

#[test]
fn direct_and_compressed_dictionaries() {
    let direct = FIELD.replace("4 0 R", VALUE);
    let file = fill(Builder::minimal().save(&[(1, CATALOG), (2, PARENT), (3, &direct)]));
    let found = signatures(&file.bytes);
    assert!(found.signatures[0].key.direct && found.signatures[0].covered.is_some());
    let container = object_stream(&[(4, VALUE)]);
    let objects = [
        (1, CATALOG),
        (2, PARENT),
        (3, FIELD),
        (10, container.as_str()),
    ];
    let file = fill(Builder::new().save_stream(&objects, &[(4, 10, 0)]));
    assert_eq!(codes(&file.bytes), [Code::SignatureDictionary]);
}

#[test]
fn fields_without_or_with_a_wrong_value() {
    let file = Builder::minimal().save(&[(1, CATALOG), (2, PARENT), (3, "<< /T (a) >>")]);
    let found = signatures(&file.bytes);
    assert_eq!(found.signatures.len(), 0);
    assert_eq!(found.empty_fields[0].name, "parent.a");
    let file = Builder::minimal().save(&[(1, CATALOG), (2, PARENT), (3, "<< /T (a) /V (x) >>")]);
    assert_eq!(signatures(&file.bytes).broken_fields[0].0.name, "parent.a");
}
