use std::collections::VecDeque;

use super::{Anchors, Certificate, PathFault, Pool};
use crate::{
    Code,
    crypto::{CryptoFault, HashAlgorithm, SignatureChecks},
};

/// Certificates of a path, leaf and anchor included.
const MAX_LENGTH: usize = 10;
/// Paths that are looked for: beyond that, a document only wants to cost time.
const MAX_PATHS: usize = 8;
/// Links that are looked at in one search, and candidates of one certificate.
const MAX_LINKS: usize = 200;
const MAX_CANDIDATES: usize = 16;

/// Certificates from a leaf to a trust anchor, each signed with the key of the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path(Vec<Certificate>);

impl Path {
    /// The leaf first, the anchor last.
    pub(crate) fn certificates(&self) -> &[Certificate] {
        &self.0
    }

    /// The certificate whose key signed the one at `index`; nothing for the anchor.
    pub(crate) fn issuer_of(&self, index: usize) -> Option<&Certificate> {
        self.0.get(index.checked_add(1)?)
    }
}

/// What a search for paths found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PathSearch {
    /// The likeliest first.
    pub(crate) paths: Vec<Path>,
    /// The longest chain that leads nowhere, from the leaf; only if there is no path.
    pub(crate) partial: Vec<Certificate>,
    /// Why there is no path; indices are those of `partial`.
    pub(crate) faults: Vec<PathFault>,
}

/// Looks for paths from `leaf` through `pool` to `anchors`.
///
/// An anchor is met by its name and key: the certificate before it names it as issuer and is signed with its key. Same input, same paths in the same order.
pub(crate) fn find_paths(
    leaf: &Certificate,
    pool: &Pool,
    anchors: &Anchors,
    checks: &mut SignatureChecks,
) -> PathSearch {
    if anchors.contains(leaf) {
        return PathSearch {
            paths: vec![Path(vec![leaf.clone()])],
            ..PathSearch::default()
        };
    }
    let mut search = Search {
        pool,
        anchors,
        checks,
        links: 0,
        found: PathSearch::default(),
    };
    search.run(leaf);
    search.found
}

struct Search<'a> {
    pool: &'a Pool,
    anchors: &'a Anchors,
    checks: &'a mut SignatureChecks,
    links: usize,
    found: PathSearch,
}

/// A certificate of the chain under construction, and who may have issued it.
struct Step {
    certificate: Certificate,
    candidates: VecDeque<Candidate>,
    faults: Vec<PathFault>,
    /// Whether one of the candidates did issue it.
    issued: bool,
}

struct Candidate {
    certificate: Certificate,
    is_anchor: bool,
}

impl Search<'_> {
    /// Depth first, with a stack of its own.
    fn run(&mut self, leaf: &Certificate) {
        let mut chain = vec![self.step(leaf.clone(), &[])];
        while let Some(depth) = chain.len().checked_sub(1)
            && let Some(step) = chain.last_mut()
        {
            let Some(candidate) = step.candidates.pop_front() else {
                self.keep_partial(&chain);
                chain.pop();
                continue;
            };
            if self.links >= MAX_LINKS || self.found.paths.len() >= MAX_PATHS {
                step.candidates.clear();
                self.give_up(step, depth);
                continue;
            }
            self.links += 1;
            match self.signed_by(&step.certificate, &candidate.certificate) {
                Ok(()) if candidate.is_anchor => {
                    step.issued = true;
                    self.found
                        .paths
                        .push(Path(certificates(&chain, Some(candidate.certificate))));
                }
                // The candidate and the anchor need places as well.
                Ok(()) if depth + 3 > MAX_LENGTH => {
                    step.faults.push(PathFault {
                        certificate: depth,
                        code: Code::LimitExceeded,
                        detail: format!("the path would be longer than {MAX_LENGTH} certificates"),
                    });
                }
                Ok(()) => {
                    step.issued = true;
                    let next = self.step(candidate.certificate, &chain);
                    chain.push(next);
                }
                Err(fault) => step.faults.push(link_fault(depth, &candidate, &fault)),
            }
        }
        if !self.found.paths.is_empty() {
            self.found.partial.clear();
            self.found.faults.clear();
        }
    }

    /// Anchors come first, and certificates with the name and key of one are left out: the anchor stands for them.
    fn step(&self, certificate: Certificate, chain: &[Step]) -> Step {
        let anchors = self.anchors.issuers_of(&certificate).into_iter();
        let others = self.pool.issuers_of(&certificate).into_iter();
        let candidates = anchors
            .map(|anchor| (anchor, true))
            .chain(
                others
                    .filter(|other| !self.anchors.has_name_and_key_of(other))
                    .filter(|other| !same_holder(other, &certificate))
                    .filter(|other| !chain.iter().any(|s| same_holder(other, &s.certificate)))
                    .map(|other| (other, false)),
            )
            .take(MAX_CANDIDATES)
            .map(|(certificate, is_anchor)| Candidate {
                certificate: certificate.clone(),
                is_anchor,
            })
            .collect();
        Step {
            certificate,
            candidates,
            faults: Vec::new(),
            issued: false,
        }
    }

    fn signed_by(
        &mut self,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> Result<(), CryptoFault> {
        let mut question = HashAlgorithm::Sha256.hasher();
        question.update(issuer.fingerprint().as_ref());
        question.update(certificate.fingerprint().as_ref());
        self.checks.verify_as(
            question.finish(),
            issuer.public_key()?,
            &certificate.signature_algorithm()?,
            certificate.tbs(),
            certificate.signature(),
        )
    }

    fn give_up(&self, step: &mut Step, depth: usize) {
        if self.found.paths.is_empty() {
            step.faults.push(PathFault {
                certificate: depth,
                code: Code::LimitExceeded,
                detail: "too many certificates may have issued one another".to_owned(),
            });
        }
    }

    /// Remembers the chain if it is the longest so far and ends here.
    fn keep_partial(&mut self, chain: &[Step]) {
        let Some(last) = chain.last() else { return };
        if last.issued || chain.len() <= self.found.partial.len() {
            return;
        }
        self.found.partial = certificates(chain, None);
        self.found.faults.clone_from(&last.faults);
        if last.faults.is_empty() {
            self.found.faults.push(PathFault {
                certificate: chain.len().saturating_sub(1),
                code: Code::NoPath,
                detail: missing_issuer(&last.certificate),
            });
        }
    }
}

fn certificates(chain: &[Step], anchor: Option<Certificate>) -> Vec<Certificate> {
    let certificates = chain.iter().map(|step| step.certificate.clone());
    certificates.chain(anchor).collect()
}

/// A path never meets the same name and key twice, in whatever certificates.
fn same_holder(one: &Certificate, other: &Certificate) -> bool {
    one.spki() == other.spki() && one.subject() == other.subject()
}

fn missing_issuer(certificate: &Certificate) -> String {
    if certificate.is_self_issued() {
        format!(
            "{} is self-issued and no trust anchor",
            certificate.subject()
        )
    } else {
        format!("no certificate of {} is known", certificate.issuer())
    }
}

fn link_fault(depth: usize, candidate: &Candidate, fault: &CryptoFault) -> PathFault {
    let code = match fault {
        CryptoFault::Wrong | CryptoFault::KeyMismatch { .. } => Code::NoPath,
        other => other.code(),
    };
    let kind = if candidate.is_anchor {
        "the trust anchor"
    } else {
        "the certificate"
    };
    let subject = candidate.certificate.subject();
    PathFault {
        certificate: depth,
        code,
        detail: format!("{kind} {subject} has not issued it: {fault}"),
    }
}
