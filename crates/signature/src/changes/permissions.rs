use std::collections::BTreeSet;

use crate::{
    ChangeKind,
    pdf::{self, LockAction, Signature, Transform},
};

use super::StepChange;

/// What a signature lets later revisions do (ISO 32000-2, 12.8.2.2 `DocMDP` and 12.8.2.4 `FieldMDP`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Permissions {
    /// The strictest certification that binds the signature; nothing if the document is not certified.
    pub doc_mdp: Option<DocMdp>,
    /// Fields that the signature locks.
    pub locks: Vec<FieldLock>,
}

/// The entry `P` of the transform parameters of `DocMDP`; the strictest is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DocMdp {
    /// 1: nothing but what proves the signature in the long term.
    NoChanges,
    /// 2: also form filling and signing.
    FormFilling,
    /// 3: also annotations.
    Annotations,
}

impl Permissions {
    /// What `signature` permits, being one of `signatures`: what itself and the dictionary of its field say, and the certifications in its own and earlier revisions, of which the strictest binds all who sign later.
    pub(crate) fn of(signature: &Signature, signatures: &[Signature]) -> Self {
        let mut permissions = Self::default();
        for transform in &signature.transforms {
            match transform {
                Transform::DocMdp(_) | Transform::UsageRights => {}
                Transform::FieldMdp(lock) => permissions.lock(lock),
                Transform::Unknown => permissions.restrict(DocMdp::NoChanges),
            }
        }
        if let Some(lock) = &signature.lock {
            permissions.lock(lock);
        }
        let until_then = signatures
            .iter()
            .filter(|other| other.revision <= signature.revision);
        for binding in until_then.chain([signature]) {
            let mut silent = binding.certification;
            for transform in &binding.transforms {
                if let Transform::DocMdp(number) = transform {
                    silent = false;
                    permissions.restrict(DocMdp::from_number(*number));
                }
            }
            if silent {
                permissions.restrict(DocMdp::FormFilling);
            }
        }
        permissions
    }

    fn restrict(&mut self, doc_mdp: DocMdp) {
        self.doc_mdp = Some(self.doc_mdp.map_or(doc_mdp, |before| before.min(doc_mdp)));
    }

    fn lock(&mut self, lock: &pdf::FieldLock) {
        let names = || lock.fields.iter().cloned().collect();
        self.locks.push(match lock.action {
            LockAction::All => FieldLock::All,
            LockAction::Include => FieldLock::Include(names()),
            LockAction::Exclude => FieldLock::Exclude(names()),
        });
        if let Some(number) = lock.permission {
            self.restrict(DocMdp::from_number(number));
        }
    }
}

impl DocMdp {
    /// The permission of a value of `P`; a value that the standard does not know permits nothing.
    pub(crate) fn from_number(number: i64) -> Self {
        match number {
            2 => Self::FormFilling,
            3 => Self::Annotations,
            _ => Self::NoChanges,
        }
    }
}

/// Fields that a signature locks: fully qualified names, each standing for all fields below it too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FieldLock {
    /// Every field.
    All,
    /// These.
    Include(BTreeSet<String>),
    /// All but these.
    Exclude(BTreeSet<String>),
}

impl FieldLock {
    fn locks(&self, field: &str) -> bool {
        match self {
            Self::All => true,
            Self::Include(names) => covers(names, field),
            Self::Exclude(names) => !covers(names, field),
        }
    }
}

fn covers(names: &BTreeSet<String>, field: &str) -> bool {
    names.contains(field)
        || field
            .match_indices('.')
            .any(|(end, _)| field.get(..end).is_some_and(|name| names.contains(name)))
}

/// Whether the signature permits a change in a later revision.
///
/// Stricter than the letter of the standard: after certification no visible signature field may appear that nobody signs for (it could cover content), and no annotation that adds to or hides what a page shows.
pub(crate) fn permitted(change: &StepChange, signed: &Permissions) -> bool {
    let by_doc_mdp = match signed.doc_mdp {
        None => !matches!(change.kind, ChangeKind::Annotation | ChangeKind::Other),
        Some(doc_mdp) => {
            let needed = match change.kind {
                ChangeKind::SecurityStore
                | ChangeKind::DocumentTimeStamp
                | ChangeKind::Metadata => Some(DocMdp::NoChanges),
                ChangeKind::Signature | ChangeKind::FormFilling => Some(DocMdp::FormFilling),
                ChangeKind::Annotation => Some(DocMdp::Annotations),
                ChangeKind::Other => None,
            };
            !change.repaints && needed.is_some_and(|needed| needed <= doc_mdp)
        }
    };
    by_doc_mdp && !locked(change, signed)
}

fn locked(change: &StepChange, signed: &Permissions) -> bool {
    let kind_obeys_locks = matches!(
        change.kind,
        ChangeKind::Signature | ChangeKind::FormFilling | ChangeKind::Annotation
    );
    kind_obeys_locks
        && change
            .field
            .as_ref()
            .is_some_and(|name| signed.locks.iter().any(|lock| lock.locks(name)))
}
