use chrono::{DateTime, TimeDelta, Utc};
use const_oid::ObjectIdentifier;

use crate::{
    Code,
    asn1::{self, Asn1Fault, Element, Reader, Tag},
    crypto::{Digest, HashAlgorithm, SignatureChecks},
    x509::{Certificate, extension_list},
};

use super::{Fault, SignedData, SignerCheck, SignerInfo, oids};

/// A time-stamp token (RFC 3161, RFC 5816): a `SignedData` over a [`TstInfo`].
#[derive(Clone, Debug)]
pub(crate) struct TimeStampToken {
    pub(crate) signed_data: SignedData,
    pub(crate) info: TstInfo,
    /// Rules of RFC 3161 that it breaks. With any of these it proves nothing.
    pub(crate) faults: Vec<Fault>,
    signer: SignerInfo,
    content: Vec<u8>,
}

/// `TSTInfo` (RFC 3161, 2.4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TstInfo {
    pub(crate) policy: ObjectIdentifier,
    pub(crate) imprint: Imprint,
    /// Octets of the INTEGER.
    pub(crate) serial: Vec<u8>,
    /// The time that is attested.
    pub(crate) time: DateTime<Utc>,
    pub(crate) accuracy: Option<Accuracy>,
}

/// `MessageImprint`: the digest of what is stamped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Imprint {
    /// Nothing if the algorithm is not known.
    pub(crate) hash: Option<HashAlgorithm>,
    pub(crate) digest: Vec<u8>,
}

/// How far the attested time may be from the true one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Accuracy(pub(crate) TimeDelta);

impl TimeStampToken {
    /// Reads the token that `bytes` begin with; see [`SignedData::consumed`].
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let signed_data = SignedData::parse(bytes).map_err(as_time_stamp)?;
        Self::from_signed_data(signed_data)
    }

    /// The token that `signed_data` is.
    pub(crate) fn from_signed_data(signed_data: SignedData) -> Result<Self, Fault> {
        if signed_data.content_type != oids::TST_INFO {
            return Err(format_fault(format!(
                "the content is {}, not TSTInfo",
                signed_data.content_type
            )));
        }
        let authority = signed_data.only_signer().map_err(as_time_stamp)?.clone();
        let content = signed_data
            .content
            .clone()
            .ok_or_else(|| format_fault("it has no content"))?;
        let info =
            TstInfo::read(&content).map_err(|fault| format_fault(format!("TSTInfo: {fault}")))?;
        let mut faults = Vec::new();
        match &authority.signed {
            Some(signed) if signed.signing_certificate.is_present() => {}
            _ => faults.push(Fault::new(
                Code::SigningCertificateAttribute,
                "the time-stamp token does not name the certificate of the authority",
            )),
        }
        Ok(Self {
            signed_data,
            info,
            faults,
            signer: authority,
            content,
        })
    }

    /// The authority's signature.
    pub(crate) const fn signer(&self) -> &SignerInfo {
        &self.signer
    }

    /// That it stamps the data that `data` gives the digest of.
    pub(crate) fn check_imprint(
        &self,
        data: impl FnOnce(HashAlgorithm) -> Digest,
    ) -> Result<(), Fault> {
        let imprint = &self.info.imprint;
        let hash = imprint.hash.ok_or_else(|| {
            Fault::new(
                Code::UnknownAlgorithm,
                "digest algorithm of a message imprint",
            )
        })?;
        if data(hash).as_ref() == imprint.digest {
            Ok(())
        } else {
            Err(Fault::new(
                Code::TimeStampImprint,
                format!("the {} imprint is of something else", hash.name()),
            ))
        }
    }

    /// Makes all checks of the authority's signature that need no trust.
    pub(crate) fn check<'a>(
        &self,
        candidates: impl IntoIterator<Item = &'a Certificate>,
        checks: &mut SignatureChecks,
    ) -> SignerCheck {
        let mut check = self
            .signer
            .check(candidates, |hash| hash.digest(&self.content), checks);
        check.faults.splice(0..0, self.faults.iter().cloned());
        check
    }
}

/// The form of a token is the form of a time stamp, not of the signature that it is in.
fn as_time_stamp(mut fault: Fault) -> Fault {
    if matches!(
        fault.code,
        Code::CmsFormat | Code::SignerCount | Code::UnsupportedSignature
    ) {
        fault.code = Code::TimeStampFormat;
    }
    fault
}

fn format_fault(detail: impl Into<String>) -> Fault {
    Fault::new(Code::TimeStampFormat, detail)
}

impl TstInfo {
    fn read(content: &[u8]) -> asn1::Result<Self> {
        let mut body = asn1::parse(content)?.sequence()?;
        if body.read()?.small()? != 1 {
            return Err(Asn1Fault::Value("version"));
        }
        let policy = body.read()?.oid()?;
        let imprint = Imprint::read(body.read()?)?;
        let serial = body.read()?.integer()?.to_vec();
        let time = body
            .expect(Tag::GENERALIZED_TIME)?
            .fractional_time_content()?;
        let accuracy = body
            .optional(Tag::SEQUENCE)?
            .map(Accuracy::read)
            .transpose()?;
        body.optional(Tag::BOOLEAN)?
            .map(Element::boolean)
            .transpose()?;
        body.optional(Tag::INTEGER)?
            .map(Element::integer)
            .transpose()?;
        body.optional(Tag::context_constructed(0))?;
        refuse_critical(&mut body)?;
        body.finish()?;
        Ok(Self {
            policy,
            imprint,
            serial,
            time,
            accuracy,
        })
    }
}

/// Octets of extensions; real tokens have none.
const MAX_EXTENSIONS: usize = 16_384;

/// No extension of `TSTInfo` is known; critical ones must be.
fn refuse_critical(body: &mut Reader<'_>) -> asn1::Result<()> {
    let Some(list) = body.optional(Tag::context_constructed(1))? else {
        return Ok(());
    };
    if list.raw.len() > MAX_EXTENSIONS {
        return Err(Asn1Fault::Limit);
    }
    let list = Element {
        tag: Tag::SEQUENCE,
        ..list
    };
    let extensions = extension_list(list).map_err(|_| Asn1Fault::Value("extensions"))?;
    if extensions.iter().any(|extension| extension.critical) {
        return Err(Asn1Fault::Value("critical extension"));
    }
    Ok(())
}

impl Imprint {
    fn read(element: Element<'_>) -> asn1::Result<Self> {
        let mut body = element.sequence()?;
        let hash = HashAlgorithm::from_identifier(body.expect(Tag::SEQUENCE)?).ok();
        let digest = body.read()?.octet_string()?.to_vec();
        body.finish()?;
        Ok(Self { hash, digest })
    }
}

impl Accuracy {
    fn read(element: Element<'_>) -> asn1::Result<Self> {
        let mut body = element.sequence()?;
        let seconds = body.optional(Tag::INTEGER)?.map(Element::small);
        let milliseconds = body.optional(Tag::context(0))?.map(Element::small_content);
        let microseconds = body.optional(Tag::context(1))?.map(Element::small_content);
        body.finish()?;
        let seconds = amount(seconds, u64::from(u32::MAX))?;
        let milliseconds = amount(milliseconds, 999)?;
        let microseconds = amount(microseconds, 999)?;
        TimeDelta::try_seconds(seconds)
            .and_then(|sum| sum.checked_add(&TimeDelta::milliseconds(milliseconds)))
            .and_then(|sum| sum.checked_add(&TimeDelta::microseconds(microseconds)))
            .map(Self)
            .ok_or(Asn1Fault::Value("Accuracy"))
    }
}

fn amount(value: Option<asn1::Result<u64>>, most: u64) -> asn1::Result<i64> {
    let value = value.transpose()?.unwrap_or(0);
    if value > most {
        return Err(Asn1Fault::Value("Accuracy"));
    }
    i64::try_from(value).map_err(|_| Asn1Fault::Value("Accuracy"))
}
