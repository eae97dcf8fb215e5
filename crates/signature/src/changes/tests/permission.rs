use super::builder::{Builder, EMPTY_FIELD, SIGNATURE};
use crate::{
    ChangeKind::{
        self, Annotation, DocumentTimeStamp, FormFilling, Metadata, Other, SecurityStore, Signature,
    },
    changes::{
        Permissions, StepChange,
        permissions::{DocMdp, FieldLock},
        permitted,
    },
    pdf::{Document, Limits},
};

const ALL: [ChangeKind; 7] = [
    Signature,
    DocumentTimeStamp,
    SecurityStore,
    Metadata,
    FormFilling,
    Annotation,
    Other,
];

fn change(kind: ChangeKind, field: Option<String>) -> StepChange {
    StepChange {
        kind,
        detail: String::new(),
        field,
        object: None,
        repaints: false,
    }
}

fn allowed(doc_mdp: Option<DocMdp>) -> Vec<ChangeKind> {
    let permissions = Permissions {
        doc_mdp,
        locks: Vec::new(),
    };
    ALL.into_iter()
        .filter(|kind| permitted(&change(*kind, None), &permissions))
        .collect()
}

fn names(names: &[&str]) -> std::collections::BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn certification_permits_by_its_level() {
    assert_eq!(
        allowed(None),
        [
            Signature,
            DocumentTimeStamp,
            SecurityStore,
            Metadata,
            FormFilling
        ]
    );
    assert_eq!(
        allowed(Some(DocMdp::NoChanges)),
        [DocumentTimeStamp, SecurityStore, Metadata]
    );
    assert_eq!(
        allowed(Some(DocMdp::FormFilling)),
        [
            Signature,
            DocumentTimeStamp,
            SecurityStore,
            Metadata,
            FormFilling
        ]
    );
    assert_eq!(
        allowed(Some(DocMdp::Annotations)),
        [
            Signature,
            DocumentTimeStamp,
            SecurityStore,
            Metadata,
            FormFilling,
            Annotation
        ]
    );
    assert_eq!(DocMdp::from_number(7), DocMdp::NoChanges);
}

#[test]
fn certified_pages_are_not_painted_over() {
    let painting = StepChange {
        repaints: true,
        ..change(Signature, Some("S".to_owned()))
    };
    assert!(permitted(&painting, &Permissions::default()));
    for doc_mdp in [DocMdp::FormFilling, DocMdp::Annotations] {
        let certified = Permissions {
            doc_mdp: Some(doc_mdp),
            locks: Vec::new(),
        };
        assert!(!permitted(&painting, &certified));
        assert!(!permitted(
            &StepChange {
                repaints: true,
                ..change(Annotation, None)
            },
            &certified
        ));
    }
}

#[test]
fn locked_fields_stay() {
    let filled = |lock: FieldLock, name: &str| {
        let permissions = Permissions {
            doc_mdp: None,
            locks: vec![lock],
        };
        permitted(&change(FormFilling, Some(name.to_owned())), &permissions)
    };
    assert!(!filled(FieldLock::All, "a"));
    assert!(!filled(FieldLock::Include(names(&["a"])), "a"));
    assert!(!filled(FieldLock::Include(names(&["a"])), "a.b.c"));
    assert!(filled(FieldLock::Include(names(&["a"])), "ab"));
    assert!(filled(FieldLock::Exclude(names(&["a"])), "a.b"));
    assert!(!filled(FieldLock::Exclude(names(&["a"])), "b"));
    let locks = vec![FieldLock::Include(names(&["a"]))];
    let permissions = Permissions {
        doc_mdp: None,
        locks,
    };
    assert!(!permitted(
        &change(Signature, Some("a".to_owned())),
        &permissions
    ));
    assert!(permitted(
        &change(DocumentTimeStamp, Some("a".to_owned())),
        &permissions
    ));
    assert!(permitted(
        &change(FormFilling, Some("b".to_owned())),
        &permissions
    ));
}

#[test]
fn a_certification_binds_whoever_signs_later() {
    let certification = SIGNATURE.replace(
        "/Type/Sig",
        "/Type/Sig/Filter/X/Reference[<</TransformMethod/DocMDP/TransformParams<</P 1>>>>]",
    );
    let lock = "<</Type/SigFieldLock/Action/Include/Fields[(a)]/P 2>>";
    let signed = EMPTY_FIELD.replace("/F 4", &format!("/F 4/V 30 0 R/Lock {lock}"));
    let bytes = Builder::signed()
        .revision(&[(12, &certification)])
        .revision(&[(14, &signed), (30, SIGNATURE)])
        .bytes();
    let document = Document::read(&bytes, Limits::for_size(bytes.len())).expect("a document");
    let signatures = document.signatures().expect("signatures").signatures;
    let of = |revision| {
        let signature = signatures
            .iter()
            .find(|signature| signature.revision == revision);
        Permissions::of(signature.expect("a signature"), &signatures)
    };
    let no_changes = Some(DocMdp::NoChanges);
    assert_eq!(of(0), Permissions::default());
    assert_eq!(
        of(1),
        Permissions {
            doc_mdp: no_changes,
            locks: Vec::new()
        }
    );
    let locks = vec![FieldLock::Include(names(&["a"]))];
    assert_eq!(
        of(2),
        Permissions {
            doc_mdp: no_changes,
            locks
        }
    );
}
