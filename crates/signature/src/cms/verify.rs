use crate::{
    Code,
    asn1::{self, Tag},
    crypto::{Digest, HashAlgorithm, PublicKey, SignatureChecks},
    x509::Certificate,
};

use super::{Fault, SignerInfo, oids};

/// Certificates that are tried where a signature does not say by a digest which one it means.
const MAX_CANDIDATES: usize = 8;

/// What the checks of a signer found.
#[derive(Clone, Debug)]
pub(crate) struct SignerCheck {
    /// The signer's certificate, if it is there; whether it may be trusted is another question.
    pub(crate) certificate: Option<Certificate>,
    /// Faults; with any of them the signature does not verify.
    pub(crate) faults: Vec<Fault>,
}

impl SignerInfo {
    /// Makes all checks that need no trust: form, certificate, digest of the content, signature value.
    ///
    /// `content` gives the digest of the content that is signed.
    pub(crate) fn check<'a>(
        &self,
        candidates: impl IntoIterator<Item = &'a Certificate>,
        content: impl FnOnce(HashAlgorithm) -> Digest,
        checks: &mut SignatureChecks,
    ) -> SignerCheck {
        let mut faults = self.faults.clone();
        let certificates = self.certificates_from(candidates).unwrap_or_else(|fault| {
            faults.push(fault);
            Vec::new()
        });
        let digest = match &self.digest_algorithm {
            Ok(hash) => content(*hash),
            Err(fault) => {
                faults.push(fault.clone());
                return SignerCheck {
                    certificate: certificates.into_iter().next(),
                    faults,
                };
            }
        };
        faults.extend(self.check_digest(&digest).err());
        let mut refusal = None;
        let mut signer = None;
        for certificate in &certificates {
            match self.check_value_with(certificate, &digest, checks) {
                Ok(()) => {
                    signer = Some(certificate.clone());
                    break;
                }
                Err(fault) => refusal = refusal.or(Some(fault)),
            }
        }
        if signer.is_none() {
            faults.extend(refusal);
        }
        SignerCheck {
            certificate: signer.or_else(|| certificates.into_iter().next()),
            faults,
        }
    }

    /// Those of `candidates` that the signature may mean: never none, and one if it says by a digest which.
    pub(crate) fn certificates_from<'a>(
        &self,
        candidates: impl IntoIterator<Item = &'a Certificate>,
    ) -> Result<Vec<Certificate>, Fault> {
        let named: Vec<&Certificate> = candidates
            .into_iter()
            .filter(|certificate| self.identifier.names(certificate))
            .collect();
        if named.is_empty() {
            return Err(Fault::new(
                Code::SignerCertificateMissing,
                self.identifier.to_string(),
            ));
        }
        let mut meant: Vec<Certificate> = Vec::new();
        for certificate in named {
            if meant.len() < MAX_CANDIDATES
                && !meant.contains(certificate)
                && self
                    .signed
                    .as_ref()
                    .is_none_or(|signed| signed.signing_certificate.names(certificate))
            {
                meant.push(certificate.clone());
            }
        }
        if meant.is_empty() {
            return Err(Fault::new(
                Code::SigningCertificateMismatch,
                self.identifier.to_string(),
            ));
        }
        Ok(meant)
    }

    /// That the attribute message-digest is the digest of the content. Without attributes there is nothing to compare.
    pub(crate) fn check_digest(&self, content: &Digest) -> Result<(), Fault> {
        let stated = self
            .signed
            .as_ref()
            .and_then(|signed| signed.message_digest.as_deref());
        match stated {
            Some(stated) if stated != content.as_ref() => Err(Fault::new(
                Code::MessageDigest,
                format!("the content has digest {}", content.hex()),
            )),
            _ => Ok(()),
        }
    }

    /// That the signature value was made with the private part of `key`, over the attributes or, if there are none, over the content.
    pub(crate) fn check_value(
        &self,
        key: &PublicKey,
        content: &Digest,
        checks: &mut SignatureChecks,
    ) -> Result<(), Fault> {
        let algorithm = self.signature_algorithm.as_ref().map_err(Clone::clone)?;
        match &self.signed {
            Some(signed) => checks.verify(key, algorithm, signed.signed_bytes(), &self.signature),
            None => checks.verify_digest(key, algorithm, content, &self.signature),
        }
        .map_err(|fault| Fault::new(fault.code(), fault.to_string()))
    }

    fn check_value_with(
        &self,
        certificate: &Certificate,
        content: &Digest,
        checks: &mut SignatureChecks,
    ) -> Result<(), Fault> {
        let key = certificate
            .public_key()
            .map_err(|fault| Fault::new(fault.code(), format!("key of the signer: {fault}")))?;
        self.check_value(key, content, checks)
    }
}

/// Whether `content` has the form of signed attributes.
///
/// A signature over attributes can be passed off as one without attributes over a content that is the encoding of the attributes:
/// such a content must not be accepted for a signature without attributes.
pub(crate) fn resembles_signed_attributes(content: &[u8]) -> bool {
    content.first() == Some(&Tag::SET.0)
        && asn1::parse(content).is_ok_and(|set| {
            set.children().any(|attribute| {
                attribute
                    .and_then(|attribute| attribute.sequence()?.read()?.oid())
                    .is_ok_and(|kind| [oids::CONTENT_TYPE, oids::MESSAGE_DIGEST].contains(&kind))
            })
        })
}
