use proptest::prelude::*;

use super::builder::{Builder, stream};
use crate::{
    ChangeKind::Other,
    changes::changes_since,
    pdf::{Document, Limits},
};

/// Objects that the page shows, or leads to, and no form field.
const SHOWN: [u32; 4] = [2, 4, 10, 12];

fn text() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        (0_u32..45).prop_map(|number| format!("{number} 0 R")),
        "/(FT|Tx|Sig|Btn|Page|Annot|Widget|Off|Yes)",
        "\\([a-c]{0,3}\\)",
        "-?[0-9]{1,3}",
    ];
    let object = scalar.prop_recursive(3, 24, 6, |inner| {
        let key = "(Type|Subtype|FT|T|V|AP|N|AS|Kids|Parent|Fields|Annots|Rect|Root|Contents|DSS|VRI|Certs|AcroForm|Pages|F|Ff)";
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|items| format!("[{}]", items.join(" "))),
            prop::collection::btree_map(key, inner, 0..6).prop_map(|entries| {
                let entries: Vec<String> = entries.iter().map(|(key, value)| format!("/{key} {value}")).collect();
                format!("<<{}>>", entries.join(" "))
            }),
        ]
    });
    prop_oneof![4 => object, 1 => Just(String::new()), 1 => "[a-z ]{0,9}".prop_map(|data| stream("/Type/XObject", &data))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_update_is_judged(updates in prop::collection::vec(prop::collection::btree_map(1_u32..42, text(), 0..6), 1..4)) {
        let mut builder = Builder::signed();
        for update in &updates {
            let update: Vec<(u32, &str)> = update.iter().map(|(number, text)| (*number, text.as_str())).collect();
            builder = builder.revision(&update);
        }
        let bytes = builder.bytes();
        if let Ok(document) = Document::read(&bytes, Limits::for_size(bytes.len())) {
            let _ = changes_since(&document, 0);
        }
    }

    #[test]
    fn what_is_shown_never_changes(number in prop::sample::select(&SHOWN), text in text()) {
        let bytes = Builder::signed().revision(&[(number, &text)]).bytes();
        if let Ok(document) = Document::read(&bytes, Limits::for_size(bytes.len())) {
            let steps = changes_since(&document, 0).expect("within the limits");
            prop_assert!(steps.iter().flat_map(|step| &step.changes).any(|change| change.kind == Other));
        }
    }
}
