use std::collections::HashSet;

use const_oid::ObjectIdentifier;

use super::{
    ExtendedKeyUsage, GeneralName, KeyUsage, Qualified, X509Fault,
    fault::{In, MAX_ITEMS},
    name_constraints::NameConstraints,
};
use crate::asn1::{self, Element, Tag, oid};

const SUBJECT_KEY_IDENTIFIER: ObjectIdentifier = oid("2.5.29.14");
const KEY_USAGE: ObjectIdentifier = oid("2.5.29.15");
const SUBJECT_ALTERNATIVE_NAME: ObjectIdentifier = oid("2.5.29.17");
const BASIC_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.19");
const NAME_CONSTRAINTS: ObjectIdentifier = oid("2.5.29.30");
const CRL_DISTRIBUTION_POINTS: ObjectIdentifier = oid("2.5.29.31");
const CERTIFICATE_POLICIES: ObjectIdentifier = oid("2.5.29.32");
const AUTHORITY_KEY_IDENTIFIER: ObjectIdentifier = oid("2.5.29.35");
const EXTENDED_KEY_USAGE: ObjectIdentifier = oid("2.5.29.37");
const AUTHORITY_INFORMATION_ACCESS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.1");
const QC_STATEMENTS: ObjectIdentifier = oid("1.3.6.1.5.5.7.1.3");
const OCSP_NO_CHECK: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.5");
const ACCESS_OCSP: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1");

/// Extensions of a certificate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extensions {
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) extended_key_usage: Option<ExtendedKeyUsage>,
    pub(crate) subject_key_identifier: Option<Vec<u8>>,
    pub(crate) authority_key_identifier: Option<AuthorityKeyIdentifier>,
    pub(crate) subject_alternative_names: Vec<GeneralName>,
    pub(crate) name_constraints: Option<NameConstraints>,
    pub(crate) policies: Vec<ObjectIdentifier>,
    /// Where revocation lists are said to be; never fetched.
    pub(crate) crl_distribution_points: Vec<GeneralName>,
    /// Where OCSP answers are said to be had; never asked.
    pub(crate) ocsp_urls: Vec<String>,
    /// `id-pkix-ocsp-nocheck` (RFC 6960, 4.2.2.2.1).
    pub(crate) ocsp_no_check: bool,
    pub(crate) qualified: Qualified,
    pub(crate) unknown_critical: Vec<ObjectIdentifier>,
}

/// RFC 5280, 4.2.1.9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BasicConstraints {
    pub(crate) ca: bool,
    /// How many authorities may come between this one and the leaf.
    pub(crate) path_length: Option<u64>,
}

/// Which key signed a certificate: a hint for finding it, no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct AuthorityKeyIdentifier {
    pub(crate) key_identifier: Option<Vec<u8>>,
    pub(crate) issuer: Vec<GeneralName>,
    pub(crate) serial: Option<Vec<u8>>,
}

/// An extension before it is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawExtension<'a> {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) critical: bool,
    /// Encoded value.
    pub(crate) value: &'a [u8],
}

/// Reads `Extensions`, of certificates, CRLs and OCSP answers alike.
///
/// # Errors
/// If it cannot be read, or an extension occurs twice.
pub(crate) fn extension_list(element: Element<'_>) -> Result<Vec<RawExtension<'_>>, X509Fault> {
    const PART: &str = "extensions";
    let mut seen = HashSet::new();
    let mut extensions = Vec::new();
    for extension in element.sequence().inside(PART)?.at_most(MAX_ITEMS) {
        let mut reader = extension.and_then(Element::sequence).inside(PART)?;
        let oid = reader.read().and_then(Element::oid).inside(PART)?;
        let critical = match reader.optional(Tag::BOOLEAN).inside(PART)? {
            Some(flag) => flag.boolean().inside(PART)?,
            None => false,
        };
        let value = reader.read().and_then(Element::octet_string).inside(PART)?;
        reader.finish().inside(PART)?;
        if !seen.insert(oid) {
            return Err(X509Fault::DuplicateExtension(oid));
        }
        extensions.push(RawExtension {
            oid,
            critical,
            value,
        });
    }
    Ok(extensions)
}

impl Extensions {
    /// Reads the `Extensions` of a certificate.
    pub(super) fn from_element(element: Element<'_>) -> Result<Self, X509Fault> {
        let mut extensions = Self::default();
        for extension in extension_list(element)? {
            extensions.add(extension)?;
        }
        Ok(extensions)
    }

    fn add(&mut self, extension: RawExtension<'_>) -> Result<(), X509Fault> {
        let value = |part| asn1::parse(extension.value).inside(part);
        match extension.oid {
            BASIC_CONSTRAINTS => {
                self.basic_constraints = Some(basic_constraints(value("basic constraints")?)?);
            }
            KEY_USAGE => {
                let bits = value("key usage")?.named_bits().inside("key usage")?;
                self.key_usage = Some(KeyUsage(bits));
            }
            EXTENDED_KEY_USAGE => {
                self.extended_key_usage = Some(ExtendedKeyUsage {
                    purposes: purposes(value("extended key usage")?)?,
                    critical: extension.critical,
                });
            }
            SUBJECT_KEY_IDENTIFIER => {
                const PART: &str = "subject key identifier";
                self.subject_key_identifier =
                    Some(value(PART)?.octet_string().inside(PART)?.to_vec());
            }
            AUTHORITY_KEY_IDENTIFIER => {
                self.authority_key_identifier = Some(authority_key_identifier(value(
                    "authority key identifier",
                )?)?);
            }
            SUBJECT_ALTERNATIVE_NAME => {
                const PART: &str = "subject alternative names";
                self.subject_alternative_names =
                    GeneralName::list(value(PART)?.sequence().inside(PART)?)?;
            }
            NAME_CONSTRAINTS => {
                self.name_constraints =
                    Some(NameConstraints::from_element(value("name constraints")?)?);
            }
            CERTIFICATE_POLICIES => {
                self.policies = policies(value("certificate policies")?)?;
            }
            other if extension.critical && !is_informative(other) => {
                self.unknown_critical.push(other);
            }
            _ => {
                let added = self.add_informative(extension);
                // What decides nothing does not make a certificate unreadable.
                if extension.critical {
                    added?;
                }
            }
        }
        Ok(())
    }

    fn add_informative(&mut self, extension: RawExtension<'_>) -> Result<(), X509Fault> {
        let value = |part| asn1::parse(extension.value).inside(part);
        match extension.oid {
            CRL_DISTRIBUTION_POINTS => {
                self.crl_distribution_points =
                    distribution_points(value("CRL distribution points")?)?;
            }
            AUTHORITY_INFORMATION_ACCESS => {
                self.ocsp_urls = ocsp_urls(value("authority information access")?)?;
            }
            OCSP_NO_CHECK => self.ocsp_no_check = true,
            QC_STATEMENTS => {
                self.qualified =
                    Qualified::from_element(value("qualified certificate statements")?)?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// Extensions that are only read for the report or as hints.
const fn is_informative(extension: ObjectIdentifier) -> bool {
    matches!(
        extension,
        CRL_DISTRIBUTION_POINTS | AUTHORITY_INFORMATION_ACCESS | OCSP_NO_CHECK | QC_STATEMENTS
    )
}

fn basic_constraints(element: Element<'_>) -> Result<BasicConstraints, X509Fault> {
    const PART: &str = "basic constraints";
    let mut reader = element.sequence().inside(PART)?;
    let ca = match reader.optional(Tag::BOOLEAN).inside(PART)? {
        Some(flag) => flag.boolean().inside(PART)?,
        None => false,
    };
    let path_length = match reader.optional(Tag::INTEGER).inside(PART)? {
        Some(length) => Some(length.small().inside(PART)?),
        None => None,
    };
    reader.finish().inside(PART)?;
    Ok(BasicConstraints { ca, path_length })
}

fn purposes(element: Element<'_>) -> Result<Vec<ObjectIdentifier>, X509Fault> {
    const PART: &str = "extended key usage";
    let purposes = element
        .sequence()
        .inside(PART)?
        .at_most(MAX_ITEMS)
        .map(|purpose| purpose.and_then(Element::oid).inside(PART))
        .collect::<Result<Vec<_>, _>>()?;
    if purposes.is_empty() {
        return Err(X509Fault::Empty(PART));
    }
    Ok(purposes)
}

fn authority_key_identifier(element: Element<'_>) -> Result<AuthorityKeyIdentifier, X509Fault> {
    const PART: &str = "authority key identifier";
    let mut reader = element.sequence().inside(PART)?;
    let key_identifier = reader.optional(Tag::context(0)).inside(PART)?;
    let issuer = reader.optional(Tag::context_constructed(1)).inside(PART)?;
    let serial = reader.optional(Tag::context(2)).inside(PART)?;
    reader.finish().inside(PART)?;
    Ok(AuthorityKeyIdentifier {
        key_identifier: key_identifier.map(|element| element.content.to_vec()),
        issuer: match issuer {
            Some(names) => GeneralName::list(names.children())?,
            None => Vec::new(),
        },
        serial: serial.map(|element| element.content.to_vec()),
    })
}

fn policies(element: Element<'_>) -> Result<Vec<ObjectIdentifier>, X509Fault> {
    const PART: &str = "certificate policies";
    element
        .sequence()
        .inside(PART)?
        .at_most(MAX_ITEMS)
        .map(|policy| {
            let mut reader = policy.and_then(Element::sequence).inside(PART)?;
            reader.read().and_then(Element::oid).inside(PART)
        })
        .collect()
}

fn distribution_points(element: Element<'_>) -> Result<Vec<GeneralName>, X509Fault> {
    const PART: &str = "CRL distribution points";
    let mut names = Vec::new();
    for point in element.sequence().inside(PART)?.at_most(MAX_ITEMS) {
        let mut reader = point.and_then(Element::sequence).inside(PART)?;
        let Some(point) = reader.optional(Tag::context_constructed(0)).inside(PART)? else {
            continue;
        };
        let name = point.explicit().inside(PART)?;
        if name.tag == Tag::context_constructed(0) {
            names.extend(GeneralName::list(name.children())?);
            names.truncate(MAX_ITEMS);
        }
    }
    Ok(names)
}

fn ocsp_urls(element: Element<'_>) -> Result<Vec<String>, X509Fault> {
    const PART: &str = "authority information access";
    let mut urls = Vec::new();
    for access in element.sequence().inside(PART)?.at_most(MAX_ITEMS) {
        let mut reader = access.and_then(Element::sequence).inside(PART)?;
        let method = reader.read().and_then(Element::oid).inside(PART)?;
        let location = GeneralName::from_element(reader.read().inside(PART)?)?;
        if let GeneralName::Uri(url) = location
            && method == ACCESS_OCSP
        {
            urls.push(url);
        }
    }
    Ok(urls)
}
