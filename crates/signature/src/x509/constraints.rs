use const_oid::ObjectIdentifier;

use super::{Certificate, Path, PathFault};
use crate::{Code, asn1::oid};

const ANY: ObjectIdentifier = oid("2.5.29.37.0");
const CLIENT_AUTH: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.2");
const EMAIL_PROTECTION: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.4");
const TIME_STAMPING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.8");
const DOCUMENT_SIGNING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.36");
const MICROSOFT_DOCUMENT_SIGNING: ObjectIdentifier = oid("1.3.6.1.4.1.311.10.3.12");
const ADOBE_AUTHENTIC_DOCUMENTS: ObjectIdentifier = oid("1.2.840.113583.1.1.5");

/// Purposes that say or imply the signing of documents. Certificates of persons in Vietnam carry client authentication and mail protection.
const FOR_DOCUMENTS: [ObjectIdentifier; 6] = [
    ANY,
    DOCUMENT_SIGNING,
    MICROSOFT_DOCUMENT_SIGNING,
    ADOBE_AUTHENTIC_DOCUMENTS,
    EMAIL_PROTECTION,
    CLIENT_AUTH,
];

/// What the leaf of a path is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Purpose {
    DocumentSigning,
    /// RFC 3161, 2.3.
    TimeStamping,
}

/// What speaks against using the leaf of `path` for `purpose` (RFC 5280, 6.1), except periods of validity, revocation and the strength of algorithms.
pub(crate) fn check_path(path: &Path, purpose: Purpose) -> Vec<PathFault> {
    let mut faults = Faults(Vec::new());
    let certificates = path.certificates();
    if let Some(leaf) = certificates.first() {
        leaf_usage(leaf, purpose, &mut faults);
    }
    // Authorities between the one looked at and the leaf, without those that only changed their own key.
    let mut between = 0_u64;
    for (index, certificate) in certificates.iter().enumerate() {
        critical_extensions(index, certificate, &mut faults);
        if index == 0 {
            continue;
        }
        let is_anchor = index + 1 == certificates.len();
        authority(index, certificate, is_anchor, between, &mut faults);
        if !is_anchor {
            authority_purposes(index, certificate, purpose, &mut faults);
        }
        names_below(index, certificates, &mut faults);
        if !certificate.is_self_issued() {
            between = between.saturating_add(1);
        }
    }
    faults.0
}

struct Faults(Vec<PathFault>);

impl Faults {
    fn add(&mut self, certificate: usize, code: Code, detail: impl Into<String>) {
        self.0.push(PathFault {
            certificate,
            code,
            detail: detail.into(),
        });
    }
}

fn critical_extensions(index: usize, certificate: &Certificate, faults: &mut Faults) {
    for extension in &certificate.extensions().unknown_critical {
        let subject = certificate.subject();
        faults.add(
            index,
            Code::CriticalExtension,
            format!("{subject}: extension {extension}"),
        );
    }
}

/// That a certificate is one of an authority, and not too far from the leaf. Old anchors have no basic constraints.
fn authority(
    index: usize,
    certificate: &Certificate,
    is_anchor: bool,
    between: u64,
    faults: &mut Faults,
) {
    let extensions = certificate.extensions();
    let subject = certificate.subject();
    match extensions.basic_constraints {
        Some(constraints) if !constraints.ca => faults.add(
            index,
            Code::BasicConstraints,
            format!("{subject} is no authority"),
        ),
        Some(constraints) if constraints.path_length.is_some_and(|most| between > most) => faults
            .add(
                index,
                Code::BasicConstraints,
                format!("{between} authorities below {subject} are more than it allows"),
            ),
        None if !is_anchor => faults.add(
            index,
            Code::BasicConstraints,
            format!("{subject} does not say that it is an authority"),
        ),
        _ => {}
    }
    if extensions
        .key_usage
        .is_some_and(|usage| !usage.key_cert_sign())
    {
        faults.add(
            index,
            Code::KeyUsage,
            format!("{subject} may not sign certificates"),
        );
    }
}

/// Purposes of an authority limit those of the certificates below it, as is common practice beyond RFC 5280.
fn authority_purposes(
    index: usize,
    certificate: &Certificate,
    purpose: Purpose,
    faults: &mut Faults,
) {
    let wanted: &[ObjectIdentifier] = match purpose {
        Purpose::DocumentSigning => &FOR_DOCUMENTS,
        Purpose::TimeStamping => &[ANY, TIME_STAMPING],
    };
    if let Some(usage) = &certificate.extensions().extended_key_usage
        && !wanted.iter().any(|wanted| usage.has(wanted))
    {
        faults.add(
            index,
            Code::KeyUsage,
            format!(
                "{} is an authority for other purposes",
                certificate.subject()
            ),
        );
    }
}

fn leaf_usage(leaf: &Certificate, purpose: Purpose, faults: &mut Faults) {
    let extensions = leaf.extensions();
    let subject = leaf.subject();
    let allowed = extensions
        .key_usage
        .is_none_or(|usage| usage.digital_signature() || usage.content_commitment());
    if !allowed {
        faults.add(
            0,
            Code::KeyUsage,
            format!("the key usage of {subject} does not allow this signature"),
        );
    }
    let extended = extensions.extended_key_usage.as_ref();
    let allowed = match purpose {
        Purpose::DocumentSigning => {
            extended.is_none_or(|usage| FOR_DOCUMENTS.iter().any(|purpose| usage.has(purpose)))
        }
        Purpose::TimeStamping => {
            extended.is_some_and(|usage| usage.critical && usage.purposes == [TIME_STAMPING])
        }
    };
    if !allowed {
        let detail = match purpose {
            Purpose::TimeStamping => {
                format!("{subject} is not for time stamping alone, marked critical")
            }
            Purpose::DocumentSigning => {
                format!("the extended key usage of {subject} does not allow this signature")
            }
        };
        faults.add(0, Code::KeyUsage, detail);
    }
}

/// That all certificates below the authority at `index` lie in its name constraints; those of an authority for itself only if they are the leaf.
fn names_below(index: usize, certificates: &[Certificate], faults: &mut Faults) {
    let Some(constraints) = certificates
        .get(index)
        .and_then(|authority| authority.extensions().name_constraints.as_ref())
    else {
        return;
    };
    for (below, certificate) in certificates.iter().enumerate().take(index) {
        if below > 0 && certificate.is_self_issued() {
            continue;
        }
        if let Some(violation) = constraints.violation(certificate) {
            faults.add(below, Code::NameConstraints, violation);
        }
    }
}
