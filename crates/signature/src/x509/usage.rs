use const_oid::ObjectIdentifier;

/// What a key may be used for (RFC 5280, 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyUsage(pub(super) u32);

impl KeyUsage {
    const fn has(self, bit: u32) -> bool {
        self.0 & (0x8000_0000 >> bit) != 0
    }

    pub(crate) const fn digital_signature(self) -> bool {
        self.has(0)
    }

    /// Formerly `nonRepudiation`.
    pub(crate) const fn content_commitment(self) -> bool {
        self.has(1)
    }

    pub(crate) const fn key_cert_sign(self) -> bool {
        self.has(5)
    }

    pub(crate) const fn crl_sign(self) -> bool {
        self.has(6)
    }
}

/// Purposes that a key is meant for (RFC 5280, 4.2.1.12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExtendedKeyUsage {
    pub(crate) purposes: Vec<ObjectIdentifier>,
    pub(crate) critical: bool,
}

impl ExtendedKeyUsage {
    pub(crate) fn has(&self, purpose: &ObjectIdentifier) -> bool {
        self.purposes.contains(purpose)
    }
}
