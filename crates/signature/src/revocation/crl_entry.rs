use chrono::{DateTime, Utc};

use crate::{
    asn1::{self, Asn1Fault, Element},
    x509::RawExtension,
};

use super::{Reason, Revoked, oids, parts::read_extensions};

/// An entry of `revokedCertificates` (RFC 5280, 5.1.2.6 and 5.3).
pub(super) struct Entry<'a> {
    /// Content octets of the INTEGER.
    pub(super) serial: &'a [u8],
    pub(super) revoked: Revoked,
    /// Whether it has a critical extension that is not known; that of indirect lists is one of these.
    pub(super) unknown_critical: bool,
}

pub(super) fn read(element: Element<'_>) -> asn1::Result<Entry<'_>> {
    let mut body = element.sequence()?;
    let serial = body.read()?.integer()?;
    let time = body.read()?.time()?;
    let mut entry = Entry {
        serial,
        revoked: Revoked {
            time,
            reason: Reason::Unspecified,
            invalid_since: None,
        },
        unknown_critical: false,
    };
    if !body.is_empty() {
        let extensions =
            read_extensions(body.read()?).map_err(|_| Asn1Fault::Value("extension of an entry"))?;
        for extension in &extensions {
            entry.take(extension)?;
        }
    }
    body.finish()?;
    Ok(entry)
}

impl Entry<'_> {
    fn take(&mut self, extension: &RawExtension<'_>) -> asn1::Result<()> {
        if extension.oid == oids::REASON_CODE {
            let number = asn1::parse(extension.value)?.enumerated()?;
            self.revoked.reason = Reason::from_number(number)?;
        } else if extension.oid == oids::INVALIDITY_DATE {
            self.revoked.invalid_since = Some(invalidity_date(extension.value)?);
        } else if extension.critical {
            self.unknown_critical = true;
        }
        Ok(())
    }
}

fn invalidity_date(value: &[u8]) -> asn1::Result<DateTime<Utc>> {
    asn1::parse(value)?.time()
}
