use super::builder::{
    EMPTY_FIELD, FORM, SIGNATURE, SIGNED_FIELD, assert_forbidden, changes, kinds, stream,
};
use crate::ChangeKind::{self, DocumentTimeStamp, Metadata, Signature};

const LIST: &str = "[7 0 R 8 0 R 9 0 R 13 0 R 14 0 R 16 0 R 30 0 R]";
const TIME_STAMP: &str =
    "<</Type/DocTimeStamp/SubFilter/ETSI.RFC3161/ByteRange[0 1 2 3]/Contents<00>>>";
const FIELD: &str =
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(New)/V 31 0 R/Rect[0 0 0 0]/P 3 0 R/F 132>>";

fn form() -> String {
    FORM.replace("15 0 R]", "15 0 R 30 0 R]")
        .replace("/SigFlags 1", "/SigFlags 3")
}

fn added(field: &str, signature: &str) -> Vec<(ChangeKind, bool)> {
    let update = [
        (5, &*form()),
        (6, LIST),
        (30, field),
        (31, signature),
        (32, &stream("/Subtype/Form", "x")),
    ];
    changes(&update)
        .into_iter()
        .map(|change| (change.kind, change.repaints))
        .collect()
}

#[test]
fn signatures_are_added() {
    assert_eq!(added(FIELD, SIGNATURE), [(Signature, false)]);
    assert_eq!(added(FIELD, TIME_STAMP), [(DocumentTimeStamp, false)]);
    let visible = FIELD.replace("[0 0 0 0]", "[0 0 99 99]/AP<</N 32 0 R>>");
    assert_eq!(added(&visible, SIGNATURE), [(Signature, false)]);
    assert_eq!(added(&visible, TIME_STAMP), [(Signature, false)]);
    assert_eq!(
        added(&FIELD.replace("/V 31 0 R", ""), SIGNATURE),
        [(Signature, false)]
    );
    assert_eq!(
        added(&FIELD.replace("31 0 R", SIGNATURE), "<<>>"),
        [(Signature, false)]
    );
}

#[test]
fn new_fields_are_nothing_but_signatures() {
    for (from, to) in [
        ("/FT/Sig", "/FT/Tx"),
        ("/F 132", "/F 132/AA<<>>"),
        ("/F 132", "/F 132/A<<>>"),
        ("/T(New)", "/T(Signed)"),
        ("/T(New)", "/T(x.y)"),
        ("/T(New)", ""),
        ("31 0 R", "12 0 R"),
        ("31 0 R", "(x)"),
        ("/F 132", "/F 132/Kids[9 0 R]"),
    ] {
        let found = added(&FIELD.replace(from, to), SIGNATURE);
        assert!(
            found.iter().any(|(kind, _)| *kind == ChangeKind::Other),
            "{from} {to} {found:?}"
        );
    }
    let found = added(FIELD, "<</Type/Catalog/Pages 2 0 R>>");
    assert!(
        found.iter().any(|(kind, _)| *kind == ChangeKind::Other),
        "{found:?}"
    );
}

#[test]
fn a_signature_brings_no_other_change() {
    let content = stream("", "evil");
    assert_forbidden(&[
        (5, &form()),
        (6, LIST),
        (30, FIELD),
        (31, SIGNATURE),
        (4, &content),
    ]);
    let existing = form().replace("30 0 R", "9 0 R");
    assert_forbidden(&[(5, &existing), (9, FIELD), (31, SIGNATURE)]);
    let twice = LIST.replace("30 0 R", "30 0 R 30 0 R");
    assert_forbidden(&[(5, &form()), (6, &twice), (30, FIELD), (31, SIGNATURE)]);
}

#[test]
fn an_empty_field_is_signed() {
    let signed = EMPTY_FIELD.replace("/F 4", "/F 132/V 30 0 R/AP<</N 31 0 R>>");
    let appearance = stream("/Subtype/Form", "x");
    let found = changes(&[(14, &signed), (30, SIGNATURE), (31, &appearance)]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].kind, found[0].repaints), (Signature, false));
    assert_eq!(found[0].field, Some("Empty".to_owned()));
    assert_eq!(
        kinds(&[(14, &signed), (30, TIME_STAMP), (31, &appearance)]),
        [Signature]
    );
    assert_forbidden(&[
        (14, &signed.replace("[0 0 9 9]", "[0 0 99 99]")),
        (30, SIGNATURE),
        (31, &appearance),
    ]);
    assert_forbidden(&[(14, &signed.replace("30 0 R", "12 0 R")), (31, &appearance)]);
    assert_forbidden(&[
        (14, &EMPTY_FIELD.replace("/F 4", "/F 4/AP<</N 31 0 R>>")),
        (31, &appearance),
    ]);
    assert_eq!(
        kinds(&[(14, &EMPTY_FIELD.replace("/F 4", "/F 132"))]),
        [Metadata]
    );
}

#[test]
fn a_signed_field_stays() {
    for (from, to) in [
        ("[0 0 0 0]", "[0 0 9 9]"),
        ("/V 12 0 R", ""),
        ("12 0 R", "30 0 R"),
        ("/F 4", "/F 4/AP<<>>"),
        ("/F 4", "/F 6"),
        ("/F 4", "/F 4/Lock<<>>"),
    ] {
        assert_forbidden(&[(8, &SIGNED_FIELD.replace(from, to)), (30, SIGNATURE)]);
    }
    assert_forbidden(&[(12, &SIGNATURE.replace("<00>", "<01>"))]);
}
