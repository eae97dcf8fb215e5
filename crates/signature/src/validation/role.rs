//! Who acts by a signature, as its certificate says.

use crate::report::Role;
use crate::x509::Certificate;

/// Kinds of personal and organisational identifiers that Vietnamese certification authorities put before a number in `UID`.
const PERSON: [&str; 5] = ["CMND:", "CCCD:", "CC:", "HC:", "HCHIEU:"];
const ORGANISATION: [&str; 5] = ["MST:", "MNS:", "BHXH:", "GPKD:", "QD:"];
/// Kinds of semantics identifiers of ETSI EN 319 412-1 in `serialNumber`.
const NATURAL: [&str; 3] = ["PNO", "IDC", "PAS"];

/// Chữ ký cá nhân or chữ ký cơ quan, tổ chức. Statements of ETSI EN 319 412-5 count first, then identifiers, then the name.
pub(super) fn role(certificate: &Certificate) -> Role {
    let qualified = &certificate.extensions().qualified;
    if qualified.eseal != qualified.esign {
        return if qualified.eseal {
            Role::Organisation
        } else {
            Role::Person
        };
    }
    let name = certificate.subject();
    let begins_with = |value: Option<&str>, kinds: &[&str]| {
        value.is_some_and(|value| {
            let value = value.trim().to_ascii_uppercase();
            kinds.iter().any(|kind| value.starts_with(kind))
        })
    };
    if begins_with(name.uid(), &PERSON)
        || begins_with(name.serial_number(), &NATURAL)
        || begins_with(name.serial_number(), &PERSON)
    {
        return Role::Person;
    }
    if name.organisation_identifier().is_some() || begins_with(name.uid(), &ORGANISATION) {
        return Role::Organisation;
    }
    if name.given_name().is_some() || name.surname().is_some() || name.title().is_some() {
        return Role::Person;
    }
    match (name.common_name(), name.organisation()) {
        (Some(common), Some(organisation)) if common.trim() == organisation.trim() => {
            Role::Organisation
        }
        _ => Role::Unknown,
    }
}
