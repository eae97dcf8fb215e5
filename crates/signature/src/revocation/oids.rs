//! Object identifiers of revocation data.

use const_oid::ObjectIdentifier;

use crate::asn1::oid;

/// RFC 5280, 5.3.
pub(super) const REASON_CODE: ObjectIdentifier = oid("2.5.29.21");
pub(super) const INVALIDITY_DATE: ObjectIdentifier = oid("2.5.29.24");

/// RFC 5280, 5.2.
pub(super) const DELTA_CRL_INDICATOR: ObjectIdentifier = oid("2.5.29.27");
pub(super) const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier = oid("2.5.29.28");
/// X.509, 9.5.2.8.
pub(super) const EXPIRED_CERTS_ON_CRL: ObjectIdentifier = oid("2.5.29.60");
/// `cRLNumber`, `authorityKeyIdentifier`, `freshestCRL`, `issuerAltName` and `authorityInfoAccess`: they do not change what a list says.
pub(super) const CRL_HARMLESS: [ObjectIdentifier; 5] = [
    oid("2.5.29.20"),
    oid("2.5.29.35"),
    oid("2.5.29.46"),
    oid("2.5.29.18"),
    oid("1.3.6.1.5.5.7.1.1"),
];

/// RFC 6960.
pub(super) const OCSP_BASIC: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.1");
pub(super) const ARCHIVE_CUTOFF: ObjectIdentifier = oid("1.3.6.1.5.5.7.48.1.6");
/// `nonce`, `crl-id` and `extended-revoke`: they do not change what an answer says.
pub(super) const OCSP_HARMLESS: [ObjectIdentifier; 3] = [
    oid("1.3.6.1.5.5.7.48.1.2"),
    oid("1.3.6.1.5.5.7.48.1.3"),
    oid("1.3.6.1.5.5.7.48.1.9"),
];
pub(super) const OCSP_SIGNING: ObjectIdentifier = oid("1.3.6.1.5.5.7.3.9");
