use super::builder::{Builder, kinds, stream};
use crate::ChangeKind::{self, Other, SecurityStore};

const CATALOGUE: &str = "<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R/Metadata 20 0 R/PieceInfo<</X 40 0 R>>/DSS 30 0 R>>";
const HASH: &str = "0123456789ABCDEF0123456789ABCDEF01234567";

fn added(store: &str) -> Vec<ChangeKind> {
    kinds(&[
        (1, CATALOGUE),
        (30, store),
        (31, &stream("", "certificate")),
    ])
}

#[test]
fn a_security_store_is_added() {
    assert_eq!(added("<</Type/DSS/Certs[31 0 R]/CRLs[]>>"), [SecurityStore]);
    assert_eq!(
        added(&format!("<</VRI<</{HASH}<</Cert[31 0 R]/TU(D:2024)>>>>>>")),
        [SecurityStore]
    );
    for store in [
        "<</Other 1>>",
        "[31 0 R]",
        "<</Certs 31 0 R>>",
        "<</Certs[<<>>]>>",
        "<</VRI<</x<<>>>>>>",
    ] {
        assert!(added(store).contains(&Other), "{store}");
    }
}

#[test]
fn a_security_store_grows() {
    let after = |update: &[(u32, &str)]| {
        let base = Builder::signed().revision(&[
            (1, CATALOGUE),
            (30, &format!("<</Certs 32 0 R/VRI<</{HASH}<<>>>>>>")),
            (31, &stream("", "certificate")),
            (32, "[31 0 R]"),
        ]);
        base.revision(update)
            .changes()
            .pop()
            .unwrap_or_default()
            .into_iter()
            .map(|change| change.kind)
            .collect::<Vec<_>>()
    };
    let new = stream("", "new");
    assert_eq!(
        after(&[(32, "[31 0 R 33 0 R]"), (33, &new)]),
        [SecurityStore]
    );
    assert_eq!(
        after(&[
            (
                30,
                &format!(
                    "<</Certs[33 0 R]/VRI<</{HASH}<<>>/{}<<>>>>>>",
                    HASH.replace('0', "9")
                )
            ),
            (33, &new)
        ]),
        [SecurityStore]
    );
    assert_eq!(after(&[(30, "<</Certs 32 0 R>>")]), [Other]);
    assert_eq!(
        after(&[(30, &format!("<</Certs 32 0 R/VRI<</{HASH}<</TU(x)>>>>>>"))]),
        [SecurityStore]
    );
    assert_eq!(after(&[(31, &new)]), [Other]);
    assert_eq!(
        after(&[(1, &CATALOGUE.replace("/DSS 30 0 R", ""))]),
        [Other]
    );
}
