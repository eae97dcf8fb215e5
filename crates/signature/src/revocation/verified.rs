use std::collections::HashMap;

use crate::{
    crypto::{CryptoFault, Digest, SignatureChecks},
    x509::Certificate,
};

use super::{Crl, Ocsp, Unusable};

/// Signatures of revocation data that were verified, by fingerprint of the data and of the signer's certificate.
///
/// [`SignatureChecks`] has an answer for each as well, but looks at all octets of a list to find it.
#[derive(Debug, Default)]
pub(super) struct Verified(HashMap<(Digest, Digest), Result<(), CryptoFault>>);

impl Verified {
    pub(super) fn crl(
        &mut self,
        crl: &Crl,
        signer: &Certificate,
        checks: &mut SignatureChecks,
    ) -> Result<(), Unusable> {
        let question = (*crl.fingerprint(), *signer.fingerprint());
        self.remember(question, || crl.verify(signer.public_key()?, checks))
    }

    pub(super) fn ocsp(
        &mut self,
        ocsp: &Ocsp,
        signer: &Certificate,
        checks: &mut SignatureChecks,
    ) -> Result<(), Unusable> {
        let question = (*ocsp.fingerprint(), *signer.fingerprint());
        self.remember(question, || ocsp.verify(signer.public_key()?, checks))
    }

    pub(super) fn certificate(
        &mut self,
        certificate: &Certificate,
        signer: &Certificate,
        checks: &mut SignatureChecks,
    ) -> Result<(), Unusable> {
        let question = (*certificate.fingerprint(), *signer.fingerprint());
        self.remember(question, || {
            let algorithm = certificate.signature_algorithm()?;
            checks.verify(
                signer.public_key()?,
                &algorithm,
                certificate.tbs(),
                certificate.signature(),
            )
        })
    }

    fn remember(
        &mut self,
        question: (Digest, Digest),
        verify: impl FnOnce() -> Result<(), CryptoFault>,
    ) -> Result<(), Unusable> {
        match self.0.entry(question).or_insert_with(verify) {
            Ok(()) => Ok(()),
            Err(CryptoFault::Budget) => Err(Unusable::Limit),
            Err(fault) => Err(Unusable::Signature(fault.to_string())),
        }
    }
}
