use chrono::{DateTime, Utc};

use crate::{
    asn1::{self, Asn1Fault, Element, Tag},
    x509::{Certificate, GeneralName, RawExtension},
};

use super::{MaterialFault, oids};

/// Names that a distribution point may have.
const MAX_NAMES: usize = 64;

/// Which certificates a list is about (RFC 5280, 5.2), and whether it can be used at all.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    /// Why nothing on it can be used.
    unusable: Option<String>,
    /// Why only what is on it counts, but not what is missing.
    incomplete: Option<&'static str>,
    only_users: bool,
    only_authorities: bool,
    /// Names of the distribution point; nothing if there is none.
    points: Option<Vec<GeneralName>>,
    pub(super) keeps_expired_since: Option<DateTime<Utc>>,
}

impl Scope {
    pub(super) fn read(extensions: &[RawExtension<'_>]) -> Result<Self, MaterialFault> {
        let mut scope = Self::default();
        for extension in extensions {
            let oid = extension.oid;
            if oid == oids::ISSUING_DISTRIBUTION_POINT {
                scope.read_point(extension.value)?;
            } else if oid == oids::DELTA_CRL_INDICATOR {
                scope.incomplete = Some("it is a delta CRL");
            } else if oid == oids::EXPIRED_CERTS_ON_CRL {
                scope.keeps_expired_since = Some(asn1::parse(extension.value)?.time()?);
            } else if extension.critical && !oids::CRL_HARMLESS.contains(&oid) {
                scope.refuse(format!("it has the unknown critical extension {oid}"));
            }
        }
        Ok(scope)
    }

    pub(super) fn refuse(&mut self, why: impl Into<String>) {
        self.unusable.get_or_insert_with(|| why.into());
    }

    /// `IssuingDistributionPoint` (RFC 5280, 5.2.5).
    fn read_point(&mut self, value: &[u8]) -> Result<(), MaterialFault> {
        let mut body = asn1::parse(value)?.sequence()?;
        if let Some(point) = body.optional(Tag::context_constructed(0))? {
            let names = point.explicit()?;
            if names.tag == Tag::context_constructed(0) {
                self.points = Some(general_names(names)?);
            } else {
                self.refuse("its distribution point is named relative to the issuer");
            }
        }
        self.only_users = flag(body.optional(Tag::context(1))?)?;
        self.only_authorities = flag(body.optional(Tag::context(2))?)?;
        if body.optional(Tag::context(3))?.is_some() {
            self.incomplete = Some("it is about some reasons only");
        }
        if flag(body.optional(Tag::context(4))?)? {
            self.refuse("it is an indirect CRL");
        }
        if flag(body.optional(Tag::context(5))?)? {
            self.refuse("it is about attribute certificates");
        }
        Ok(body.finish()?)
    }

    /// Why nothing on it can be used.
    pub(super) const fn unusable(&self) -> Option<&String> {
        self.unusable.as_ref()
    }

    /// Why `certificate`, if it is not on the list, may be revoked nevertheless.
    pub(super) fn omits(&self, certificate: &Certificate) -> Option<&'static str> {
        let authority = certificate
            .extensions()
            .basic_constraints
            .as_ref()
            .is_some_and(|constraints| constraints.ca);
        match &self.points {
            _ if self.only_users && authority => Some("it is about end users only"),
            _ if self.only_authorities && !authority => Some("it is about authorities only"),
            Some(points) if !shares_point(points, certificate) => {
                Some("it is of another distribution point")
            }
            _ => self.incomplete,
        }
    }
}

/// RFC 5280, 6.3.3 (b)(2)(i); a certificate without distribution points has that of its issuer's name.
fn shares_point(points: &[GeneralName], certificate: &Certificate) -> bool {
    let named = &certificate.extensions().crl_distribution_points;
    points.iter().any(|point| match point {
        GeneralName::Other(_) => false,
        GeneralName::Directory(name) if named.is_empty() => name == certificate.issuer(),
        point => named.contains(point),
    })
}

fn general_names(names: Element<'_>) -> Result<Vec<GeneralName>, MaterialFault> {
    let mut found = Vec::new();
    for name in names.children() {
        if found.len() == MAX_NAMES {
            return Err(Asn1Fault::Limit.into());
        }
        let name =
            GeneralName::from_element(name?).map_err(|fault| MaterialFault(fault.to_string()))?;
        found.push(name);
    }
    Ok(found)
}

fn flag(element: Option<Element<'_>>) -> asn1::Result<bool> {
    match element.map(|element| element.content) {
        None | Some([0]) => Ok(false),
        Some([0xff]) => Ok(true),
        Some(_) => Err(Asn1Fault::Value("BOOLEAN")),
    }
}
