use super::builder::{
    CHECK_BOX, FORM, SIGNED_FIELD, TEXT_FIELD, assert_forbidden, changes, kinds, stream,
};
use crate::ChangeKind::{FormFilling, Metadata};

fn appearance(data: &str) -> String {
    stream("/Subtype/Form/BBox[0 0 9 9]", data)
}

#[test]
fn fields_are_filled() {
    let filled = TEXT_FIELD.replace("(100)", "(999)");
    let found = changes(&[(7, &filled)]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(
        (found[0].kind, &found[0].field),
        (FormFilling, &Some("a".to_owned()))
    );
    assert_eq!(
        kinds(&[
            (7, &filled.replace("11 0 R", "30 0 R")),
            (30, &appearance("(999) Tj"))
        ]),
        [FormFilling]
    );
    assert_eq!(
        kinds(&[(7, &filled), (11, &appearance("(999) Tj"))]),
        [FormFilling]
    );
    assert_eq!(
        kinds(&[(7, &filled.replace("(999)", " 30 0 R")), (30, "(999)")]),
        [FormFilling]
    );
    let checked = CHECK_BOX.replace("/V/Off/AS/Off", "/V/Yes/AS/Yes");
    assert_eq!(kinds(&[(13, &checked)]), [FormFilling]);
    let found = changes(&[(
        16,
        "<</Subtype/Widget/Rect[0 0 9 9]/Parent 15 0 R/FT/Tx/T(k)/V(999)>>",
    )]);
    assert_eq!(found[0].field, Some("g.k".to_owned()));
}

#[test]
fn an_appearance_changes_only_with_the_value() {
    assert_forbidden(&[(11, &appearance("(999) Tj"))]);
    assert_forbidden(&[
        (7, &TEXT_FIELD.replace("11 0 R", "30 0 R")),
        (30, &appearance("(999) Tj")),
    ]);
    assert_forbidden(&[(13, &CHECK_BOX.replace("/AS/Off", "/AS/Yes"))]);
    assert_forbidden(&[(
        13,
        &CHECK_BOX
            .replace("/V/Off", "/V/Yes")
            .replace("17 0 R", "18 0 R"),
    )]);
    assert_forbidden(&[
        (13, &CHECK_BOX.replace("/V/Off", "/V/Yes")),
        (17, &appearance("(999) Tj")),
    ]);
}

#[test]
fn a_filled_field_takes_nothing_else_along() {
    let filled = TEXT_FIELD.replace("(100)", "(999)");
    for (from, to) in [
        ("/F 4", "/F 6"),
        ("/Rect[0 0 9 9]", "/Rect[0 0 900 900]"),
        ("9 Tf", "99 Tf"),
        ("/F 4", "/F 4/A<<>>"),
        ("/T(a)", "/T(b)"),
        ("/FT/Tx", "/FT/Btn"),
    ] {
        assert_forbidden(&[(7, &filled.replace(from, to))]);
    }
    assert_forbidden(&[
        (7, &filled.replace("11 0 R", "4 0 R")),
        (4, &stream("", "evil")),
    ]);
    assert_forbidden(&[(7, &filled.replace("(999)", "/Name"))]);
    assert_forbidden(&[
        (7, &filled),
        (10, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"),
    ]);
}

#[test]
fn fields_may_be_locked() {
    assert_eq!(
        kinds(&[(7, &TEXT_FIELD.replace("/F 4", "/F 4/Ff 1"))]),
        [Metadata]
    );
    assert_eq!(
        kinds(&[(8, &SIGNED_FIELD.replace("/F 4", "/F 4/Ff 1"))]),
        [Metadata]
    );
    assert_forbidden(&[(7, &TEXT_FIELD.replace("/F 4", "/F 4/Ff 8192"))]);
}

#[test]
fn the_form_stays() {
    assert_forbidden(&[(5, &FORM.replace("7 0 R 8", "8"))]);
    assert_forbidden(&[
        (5, &FORM.replace("15 0 R]", "15 0 R 30 0 R]")),
        (30, "<</FT/Tx/T(new)/V(x)>>"),
    ]);
    assert_forbidden(&[(5, &FORM.replace("/SigFlags 1", "/SigFlags 0"))]);
    assert_forbidden(&[(5, &FORM.replace("/SigFlags 1", "/SigFlags 1/XFA(x)"))]);
    assert_forbidden(&[(5, &FORM.replace("/SigFlags 1", "/SigFlags 1/CO[7 0 R]"))]);
    assert_forbidden(&[
        (5, &FORM.replace("/F 10 0 R", "/F 30 0 R")),
        (30, "<</Type/Font>>"),
    ]);
    assert_eq!(
        kinds(&[(5, &FORM.replace("/SigFlags 1", "/SigFlags 3"))]),
        []
    );
    assert_eq!(
        kinds(&[
            (5, &FORM.replace("/F 10 0 R", "/F 10 0 R/G 30 0 R")),
            (30, "<</Type/Font>>")
        ]),
        [FormFilling]
    );
    assert_forbidden(&[(
        5,
        &FORM.replace("/SigFlags 1", "/SigFlags 1/NeedAppearances true"),
    )]);
}

#[test]
fn a_field_above_that_does_not_list_it_is_not_believed() {
    let stray = "<</Subtype/Widget/Rect[0 0 9 9]/Parent 7 0 R/FT/Tx/T(k)/V(100)>>";
    let steps = super::builder::Builder::signed()
        .revision(&[(16, stray)])
        .revision(&[(16, &stray.replace("(100)", "(999)"))])
        .changes();
    assert!(
        steps[1]
            .iter()
            .any(|change| change.kind == crate::ChangeKind::Other),
        "{steps:#?}"
    );
}
