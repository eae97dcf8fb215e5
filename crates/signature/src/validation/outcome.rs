//! From findings to indication and verdict.

use std::cmp::Reverse;

use crate::report::{Code, Finding, Indication, SubIndication, Verdict};

/// Findings of one signature or time stamp as they are collected.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn add(&mut self, code: Code, detail: impl Into<String>) {
        let finding = Finding {
            code,
            severity: code.severity(),
            detail: detail.into(),
        };
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }

    pub(super) fn extend(&mut self, others: Self) {
        for finding in others.0 {
            self.add(finding.code, finding.detail);
        }
    }

    /// Whether nothing found decides against it.
    pub(super) fn pass(&self) -> bool {
        self.decisive().is_none()
    }

    /// What decides: proof against it before doubt, and then what was found first.
    pub(super) fn decisive(&self) -> Option<SubIndication> {
        self.0
            .iter()
            .filter_map(|finding| finding.code.sub_indication())
            .min_by_key(|reason| weight(*reason))
    }

    pub(super) fn indication(&self) -> Indication {
        self.decisive()
            .map_or(Indication::TotalPassed, SubIndication::indication)
    }

    /// All, the decisive first.
    pub(super) fn into_sorted(mut self) -> Vec<Finding> {
        self.0.sort_by_key(|finding| {
            let reason = finding.code.sub_indication().map(weight);
            (finding.severity, reason.is_none(), reason)
        });
        self.0
    }
}

/// Proof comes before doubt, that the content was changed before that the form is broken, and doubt that newer data may end last.
fn weight(reason: SubIndication) -> (bool, u8) {
    let rank = match reason {
        SubIndication::HashFailure => 0,
        SubIndication::Generic => 2,
        SubIndication::TryLater => 3,
        _ => 1,
    };
    (reason.indication() != Indication::TotalFailed, rank)
}

/// The verdict on a signature with this decisive reason.
pub(super) fn verdict(reason: Option<SubIndication>) -> Verdict {
    match reason.map(SubIndication::indication) {
        None | Some(Indication::TotalPassed) => Verdict::Accept,
        Some(Indication::TotalFailed) => Verdict::Reject,
        Some(Indication::Indeterminate) => Verdict::CannotDecide,
    }
}

/// The worst; of equals the first.
pub(super) fn worst<T>(items: &[T], verdict: impl Fn(&T) -> Verdict) -> Option<&T> {
    items
        .iter()
        .enumerate()
        .max_by_key(|(index, item)| (verdict(item), Reverse(*index)))
        .map(|(_, item)| item)
}
