use super::builder::{assert_forbidden, changes, kinds, stream};
use crate::ChangeKind::{Annotation, Other};

const PAGE: &str =
    "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Annots 6 0 R/Resources<</Font<</F 10 0 R>>>>>>";
const LIST: &str = "[7 0 R 8 0 R 9 0 R 13 0 R 14 0 R 16 0 R]";
const NOTE: &str = "<</Type/Annot/Subtype/Text/Rect[9 9 29 29]/Contents(note)>>";

#[test]
fn pages_stay() {
    for (from, to) in [
        ("/Contents 4 0 R", "/Contents[4 0 R 30 0 R]"),
        ("/Type/Page", "/Type/Page/MediaBox[0 0 1 1]"),
        ("10 0 R", "30 0 R"),
        ("/Type/Page", "/Type/Page/Rotate 90"),
    ] {
        assert_forbidden(&[(3, &PAGE.replace(from, to)), (30, &stream("", "evil"))]);
    }
    assert_forbidden(&[
        (2, "<</Type/Pages/Kids[3 0 R 30 0 R]/Count 2>>"),
        (30, "<</Type/Page>>"),
    ]);
}

#[test]
fn annotations_are_told_from_what_pages_show() {
    let added = |annotation: &str| {
        changes(&[(6, &LIST.replace(']', " 30 0 R]")), (30, annotation)])
            .into_iter()
            .map(|change| (change.kind, change.repaints))
            .collect::<Vec<_>>()
    };
    assert_eq!(added(NOTE), [(Annotation, false)]);
    assert_eq!(
        added("<</Subtype/Highlight/Rect[0 0 9 9]/C[1 1 0]>>"),
        [(Annotation, false)]
    );
    assert_eq!(
        added("<</Subtype/Highlight/Rect[0 0 9 9]/C[0 0 0]>>"),
        [(Annotation, true)]
    );
    assert_eq!(
        added("<</Subtype/Text/Rect[0 0 900 900]/AP<</N 11 0 R>>>>"),
        [(Annotation, true)]
    );
    for subtype in [
        "FreeText", "Stamp", "Redact", "Square", "Ink", "Link", "Unknown",
    ] {
        assert_eq!(
            added(&format!("<</Subtype/{subtype}/Rect[0 0 9 9]>>")),
            [(Annotation, true)]
        );
    }
    assert_eq!(added("<</Subtype/Widget/Rect[0 0 9 9]>>"), [(Other, true)]);
}

#[test]
fn annotations_change_and_go() {
    assert_eq!(
        kinds(&[(9, &NOTE.replace("(note)", "(other)"))]),
        [Annotation]
    );
    assert_eq!(kinds(&[(6, &LIST.replace(" 9 0 R", ""))]), [Annotation]);
    assert_forbidden(&[(6, &LIST.replace("7 0 R ", ""))]);
    assert_forbidden(&[(6, &LIST.replace("7 0 R 8 0 R", "8 0 R 7 0 R"))]);
    assert_forbidden(&[(6, &LIST.replace("7 0 R", "7 0 R 7 0 R"))]);
    assert_forbidden(&[(3, &PAGE.replace("/Annots 6 0 R", "/Annots 4 0 R"))]);
    let moved = changes(&[(9, &NOTE.replace("[9 9", "[0 0"))]);
    assert!(
        moved[0].kind == Annotation && moved[0].repaints,
        "{moved:#?}"
    );
}

#[test]
fn a_list_of_annotations_may_move_into_the_page() {
    assert_eq!(kinds(&[(3, &PAGE.replace("6 0 R", LIST))]), []);
}
