use std::collections::{BTreeSet, HashMap};

use super::{Certificate, Name};

/// Certificates of one subject that are looked at for paths, so that a document cannot make searches costly.
const MAX_OF_SUBJECT: usize = 64;

/// Certificates that may be parts of paths: those that were given and those of the document, best added in this order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pool {
    certificates: Vec<Certificate>,
    known: BTreeSet<Certificate>,
    by_subject: HashMap<Name, Vec<usize>>,
}

impl Pool {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a certificate, unless it is there already.
    pub(crate) fn add(&mut self, certificate: Certificate) {
        if !self.known.insert(certificate.clone()) {
            return;
        }
        let same_subject = self
            .by_subject
            .entry(certificate.subject().clone())
            .or_default();
        if same_subject.len() < MAX_OF_SUBJECT {
            same_subject.push(self.certificates.len());
        }
        self.certificates.push(certificate);
    }

    /// In the order in which they were added.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter()
    }

    pub(crate) fn by_subject<'a>(
        &'a self,
        subject: &Name,
    ) -> impl Iterator<Item = &'a Certificate> + use<'a> {
        self.by_subject
            .get(subject)
            .into_iter()
            .flatten()
            .filter_map(|index| self.certificates.get(*index))
    }

    /// Certificates that may have issued `certificate`, the likely ones first.
    pub(crate) fn issuers_of(&self, certificate: &Certificate) -> Vec<&Certificate> {
        let mut issuers = self.by_subject(certificate.issuer()).collect::<Vec<_>>();
        issuers.sort_by_cached_key(|issuer| likelihood(certificate, issuer));
        issuers
    }
}

impl Extend<Certificate> for Pool {
    fn extend<T: IntoIterator<Item = Certificate>>(&mut self, certificates: T) {
        for certificate in certificates {
            self.add(certificate);
        }
    }
}

/// Certificates that are trusted without further proof.
#[derive(Clone, Debug, Default)]
pub(crate) struct Anchors(Pool);

impl Anchors {
    pub(crate) fn new(certificates: impl IntoIterator<Item = Certificate>) -> Self {
        let mut pool = Pool::new();
        pool.extend(certificates);
        Self(pool)
    }

    /// Whether this very certificate is trusted.
    pub(crate) fn contains(&self, certificate: &Certificate) -> bool {
        self.0.known.contains(certificate)
    }

    /// Whether `certificate` has the name and key of an anchor.
    pub(crate) fn has_name_and_key_of(&self, certificate: &Certificate) -> bool {
        self.matching(certificate.subject())
            .any(|anchor| anchor.spki() == certificate.spki())
    }

    /// Anchors with the subject `name`.
    pub(crate) fn matching<'a>(
        &'a self,
        name: &Name,
    ) -> impl Iterator<Item = &'a Certificate> + use<'a> {
        self.0.by_subject(name)
    }

    /// Anchors that may have issued `certificate`, the likely ones first.
    pub(crate) fn issuers_of(&self, certificate: &Certificate) -> Vec<&Certificate> {
        self.0.issuers_of(certificate)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.0.iter()
    }
}

/// Smaller is likelier. Key identifiers are hints: one that does not fit makes a candidate the last, not impossible.
fn likelihood(certificate: &Certificate, issuer: &Certificate) -> (u8, Certificate) {
    let hint = certificate
        .extensions()
        .authority_key_identifier
        .as_ref()
        .and_then(|identifier| identifier.key_identifier.as_deref());
    let own = issuer.extensions().subject_key_identifier.as_deref();
    let rank = match (hint, own) {
        (Some(hint), Some(own)) if hint == own => 0,
        (Some(_), Some(_)) => 2,
        _ => 1,
    };
    (rank, issuer.clone())
}
