use super::builder::{Builder, TEXT_FIELD, assert_forbidden, kinds, stream};
use crate::ChangeKind::{Metadata, Other};

const CATALOGUE: &str =
    "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Metadata 20 0 R/PieceInfo<</X 40 0 R>>>>";

fn catalogue(more: &str) -> String {
    CATALOGUE.replace("/Type/Catalog", &format!("/Type/Catalog{more}"))
}

#[test]
fn nothing_and_the_same_again_are_no_change() {
    assert_eq!(kinds(&[]), []);
    assert_eq!(
        kinds(&[
            (1, CATALOGUE),
            (7, TEXT_FIELD),
            (4, &stream("", "BT /F 9 Tf (100) Tj ET"))
        ]),
        []
    );
}

#[test]
fn objects_that_nobody_uses_may_be_added_but_not_changed() {
    assert_eq!(kinds(&[(30, "<</Type/Page>>")]), []);
    assert_eq!(kinds(&[(19, "(other)")]), [Other]);
    assert_eq!(kinds(&[(19, "")]), [Other]);
    assert_eq!(kinds(&[(30, "")]), []);
}

#[test]
fn content_and_resources_stay() {
    assert_forbidden(&[(4, &stream("", "BT /F 9 Tf (999) Tj ET"))]);
    assert_forbidden(&[(10, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>")]);
    assert_forbidden(&[(4, "")]);
    assert_forbidden(&[(2, "<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 180>>")]);
}

#[test]
fn references_to_nothing_stay_references_to_nothing() {
    assert_eq!(kinds(&[(40, "<</Evil true>>")]), [Other]);
}

#[test]
fn the_catalogue_gets_only_harmless_entries() {
    for entry in [
        "/OpenAction[3 0 R/Fit]",
        "/Names<<>>",
        "/OCProperties<<>>",
        "/Outlines 30 0 R",
        "/Perms<<>>",
        "/AA<<>>",
        "/Lang(vi)",
    ] {
        assert_forbidden(&[(1, &catalogue(entry)), (30, "<<>>")]);
    }
    assert_eq!(kinds(&[(1, &catalogue("/Version/2.0"))]), [Metadata]);
    assert_eq!(
        kinds(&[(
            1,
            &catalogue("/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>")
        )]),
        [Metadata]
    );
    assert_forbidden(&[(1, &catalogue("/Extensions<</X 4 0 R>>"))]);
    assert_forbidden(&[
        (1, &catalogue("").replace("/Pages 2 0 R", "/Pages 30 0 R")),
        (30, "<</Type/Pages/Kids[]/Count 0>>"),
    ]);
    assert_forbidden(&[(1, &catalogue("").replace("/AcroForm 5 0 R", ""))]);
}

#[test]
fn metadata_may_change_unless_it_looks_like_a_file() {
    let metadata = |data| stream("/Type/Metadata/Subtype/XML", data);
    assert_eq!(kinds(&[(20, &metadata("<y/>"))]), [Metadata]);
    let other_object = catalogue("").replace("/Metadata 20 0 R", "/Metadata 30 0 R");
    assert_eq!(
        kinds(&[(1, &other_object), (30, &metadata("<y/>"))]),
        [Metadata]
    );
    assert_forbidden(&[(20, &metadata("endobj 4 0 obj"))]);
    assert_forbidden(&[(20, &stream("", "<y/>"))]);
    assert_forbidden(&[(20, "<<>>")]);
}

#[test]
fn the_trailer_keeps_its_catalogue() {
    let change = |trailer| {
        Builder::signed()
            .trailer(trailer)
            .revision(&[(30, "<</Title(x)>>")])
            .changes()
            .concat()
    };
    let kinds = |trailer| {
        change(trailer)
            .into_iter()
            .map(|change| change.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds("/Root 1 0 R/Info 30 0 R"), [Metadata]);
    assert_eq!(kinds("/Root 1 0 R/ID[<00><01>]"), []);
    assert_eq!(kinds("/Root 30 0 R"), [Other]);
    assert_eq!(kinds("/Root 1 0 R/Unknown 30 0 R"), [Other]);
}

#[test]
fn each_revision_is_compared_with_the_one_before() {
    let steps = Builder::signed()
        .revision(&[(4, &stream("", "evil"))])
        .revision(&[(4, &stream("", "BT /F 9 Tf (100) Tj ET"))])
        .revision(&[(30, "<</A 31 0 R>>")])
        .revision(&[(31, "<<>>")])
        .changes();
    let forbidden: Vec<bool> = steps
        .iter()
        .map(|changes| changes.iter().any(|change| change.kind == Other))
        .collect();
    assert_eq!(forbidden, [true, true, false, false]);
}

#[test]
fn an_object_prepared_before_is_watched_once_it_is_used() {
    let field = TEXT_FIELD
        .replace("(100)", "(9)")
        .replace("11 0 R", "30 0 R");
    let steps = Builder::signed()
        .revision(&[(
            30,
            &stream(
                "/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 31 0 R>>>>",
                "/X Do",
            ),
        )])
        .revision(&[(7, &field)])
        .revision(&[(31, &stream("/Subtype/Form/BBox[0 0 9 9]", "evil"))])
        .changes();
    assert!(
        steps[2].iter().any(|change| change.kind == Other),
        "{steps:#?}"
    );
}
