//! Object identifiers of CMS and its attributes.

use const_oid::ObjectIdentifier;

use crate::asn1::oid;

pub(super) const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
pub(super) const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
pub(super) const TST_INFO: ObjectIdentifier = oid("1.2.840.113549.1.9.16.1.4");

pub(super) const MD5: ObjectIdentifier = oid("1.2.840.113549.2.5");

/// RFC 5652, 11.
pub(super) const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
pub(super) const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
pub(super) const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");

/// RFC 2634 with SHA-1, RFC 5035 with any.
pub(super) const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
pub(super) const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");

/// RFC 6211.
pub(super) const ALGORITHM_PROTECTION: ObjectIdentifier = oid("1.2.840.113549.1.9.52");

/// EN 319 122-1, 5 and annex A.
pub(super) const SIGNATURE_POLICY: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.15");
pub(super) const CONTENT_TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.20");
pub(super) const SIGNATURE_TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.14");
pub(super) const CERTIFICATE_VALUES: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.23");
pub(super) const REVOCATION_VALUES: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.24");
pub(super) const REFERENCES_TIME_STAMPS: [ObjectIdentifier; 2] = [
    oid("1.2.840.113549.1.9.16.2.25"),
    oid("1.2.840.113549.1.9.16.2.26"),
];
pub(super) const ARCHIVE_TIME_STAMPS: [ObjectIdentifier; 3] = [
    oid("0.4.0.1733.2.4"),
    oid("1.2.840.113549.1.9.16.2.27"),
    oid("1.2.840.113549.1.9.16.2.48"),
];

/// ISO 32000-2, 12.8.3.3.2.
pub(super) const ADBE_REVOCATION: ObjectIdentifier = oid("1.2.840.113583.1.1.8");

/// RFC 5940.
pub(super) const RI_OCSP_RESPONSE: ObjectIdentifier = oid("1.3.6.1.5.5.7.16.2");
/// RFC 6960.
pub(super) const OCSP_BASIC: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.1");
