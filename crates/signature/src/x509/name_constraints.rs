use super::{
    Certificate, GeneralName, Name, X509Fault,
    fault::{In, MAX_ITEMS},
};
use crate::asn1::{Element, Reader, Tag};

/// Where the names of all certificates below an authority must lie (RFC 5280, 4.2.1.10).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NameConstraints {
    permitted: Vec<Subtree>,
    excluded: Vec<Subtree>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Subtree {
    base: GeneralName,
    /// Whether it has limits of depth, which nothing defines the meaning of.
    limited: bool,
}

impl NameConstraints {
    pub(super) fn from_element(element: Element<'_>) -> Result<Self, X509Fault> {
        const PART: &str = "name constraints";
        let mut reader = element.sequence().inside(PART)?;
        let mut subtrees = |number| match reader
            .optional(Tag::context_constructed(number))
            .inside(PART)?
        {
            Some(list) => subtree_list(list.children()),
            None => Ok(Vec::new()),
        };
        let permitted = subtrees(0)?;
        let excluded = subtrees(1)?;
        reader.finish().inside(PART)?;
        Ok(Self {
            permitted,
            excluded,
        })
    }

    /// A name of `certificate` that they forbid, in words.
    pub(super) fn violation(&self, certificate: &Certificate) -> Option<String> {
        let names = names_of(certificate);
        names
            .iter()
            .find(|name| !self.allows(name))
            .map(|name| format!("{} is outside of the permitted names", Shown(name)))
    }

    fn allows(&self, name: &GeneralName) -> bool {
        let excluded = self
            .excluded
            .iter()
            .filter(|subtree| same_form(name, &subtree.base))
            .any(|subtree| subtree.limited || covers(&subtree.base, name, Side::Excluded));
        if excluded {
            return false;
        }
        let mut permitted = self
            .permitted
            .iter()
            .filter(|subtree| same_form(name, &subtree.base))
            .peekable();
        permitted.peek().is_none()
            || permitted
                .any(|subtree| !subtree.limited && covers(&subtree.base, name, Side::Permitted))
    }
}

fn subtree_list(elements: Reader<'_>) -> Result<Vec<Subtree>, X509Fault> {
    const PART: &str = "name constraints";
    elements
        .at_most(MAX_ITEMS)
        .map(|element| {
            let mut reader = element.and_then(Element::sequence).inside(PART)?;
            let base = GeneralName::from_element(reader.read().inside(PART)?)?;
            Ok(Subtree {
                base,
                limited: !reader.is_empty(),
            })
        })
        .collect()
}

/// All names that a certificate is for.
fn names_of(certificate: &Certificate) -> Vec<GeneralName> {
    let subject = certificate.subject();
    let directory = (!subject.is_empty()).then(|| GeneralName::Directory(subject.clone()));
    let mail = subject
        .email_addresses()
        .map(|address| GeneralName::Email(address.to_owned()));
    let alternatives = certificate.extensions().subject_alternative_names.iter();
    directory
        .into_iter()
        .chain(mail)
        .chain(alternatives.cloned())
        .collect()
}

fn same_form(one: &GeneralName, other: &GeneralName) -> bool {
    match (one, other) {
        (GeneralName::Other(one), GeneralName::Other(other)) => one == other,
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

/// What a subtree is for. When in doubt a name is excluded and not permitted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Permitted,
    Excluded,
}

impl Side {
    const fn doubt(self) -> bool {
        matches!(self, Self::Excluded)
    }
}

/// Whether `name`, which is of the same form, lies in the subtree of `base`.
fn covers(base: &GeneralName, name: &GeneralName, side: Side) -> bool {
    match (base, name) {
        (GeneralName::Directory(base), GeneralName::Directory(name)) => Name::is_within(name, base),
        (GeneralName::Dns(base), GeneralName::Dns(name)) => dns(base, name, side),
        (GeneralName::Email(base), GeneralName::Email(name)) => email(base, name, side),
        (GeneralName::Uri(base), GeneralName::Uri(name)) => {
            host_of(name).map_or(side.doubt(), |host| host_matches(base, host))
        }
        (GeneralName::Ip(base), GeneralName::Ip(name)) => ip(base, name, side),
        _ => side.doubt(),
    }
}

fn dns(base: &str, name: &str, side: Side) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let base = base.strip_suffix('.').unwrap_or(base);
    if base.is_empty() || within_domain(base, name) {
        return true;
    }
    // A wildcard stands for names inside of an excluded subtree as well.
    side == Side::Excluded
        && name
            .strip_prefix("*.")
            .is_some_and(|parent| within_domain(parent, base.trim_start_matches('.')))
}

/// Whether `name` is `domain` or below it; only below it if `domain` begins with a point.
fn within_domain(domain: &str, name: &str) -> bool {
    if domain.starts_with('.') {
        return ends_with(name, domain) && name.len() > domain.len();
    }
    name.eq_ignore_ascii_case(domain)
        || ends_with(name, domain)
            && name
                .as_bytes()
                .get(name.len().wrapping_sub(domain.len()).wrapping_sub(1))
                == Some(&b'.')
}

fn ends_with(name: &str, end: &str) -> bool {
    let start = name.len().checked_sub(end.len());
    start
        .and_then(|start| name.as_bytes().get(start..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(end.as_bytes()))
}

/// A host, or with a point in front all hosts below a domain.
fn host_matches(base: &str, host: &str) -> bool {
    if base.starts_with('.') {
        within_domain(base, host)
    } else {
        host.eq_ignore_ascii_case(base)
    }
}

fn email(base: &str, name: &str, side: Side) -> bool {
    let Some((local, host)) = name.rsplit_once('@') else {
        return side.doubt();
    };
    match base.rsplit_once('@') {
        Some((base_local, base_host)) => {
            let same_local = match side {
                Side::Permitted => local == base_local,
                Side::Excluded => local.to_lowercase() == base_local.to_lowercase(),
            };
            same_local && host.eq_ignore_ascii_case(base_host)
        }
        None => host_matches(base, host),
    }
}

/// The host name in a URI; nothing if there is none or it is an address (RFC 5280, 4.2.1.10).
fn host_of(uri: &str) -> Option<&str> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let is_name = host
        .rsplit('.')
        .next()
        .is_some_and(|label| label.contains(|c: char| c.is_ascii_alphabetic()))
        && !host.starts_with('[');
    is_name.then_some(host)
}

fn ip(base: &[u8], address: &[u8], side: Side) -> bool {
    if !matches!(address.len(), 4 | 16) || !matches!(base.len(), 8 | 32) {
        return side.doubt();
    }
    let (network, mask) = base.split_at(base.len() / 2);
    network.len() == address.len()
        && network
            .iter()
            .zip(mask)
            .zip(address)
            .all(|((network, mask), address)| network & mask == address & mask)
}

/// A name, for people.
struct Shown<'a>(&'a GeneralName);

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            GeneralName::Directory(name) => write!(f, "{name}"),
            GeneralName::Dns(name) | GeneralName::Email(name) | GeneralName::Uri(name) => {
                write!(f, "{}", name.escape_debug())
            }
            GeneralName::Ip(octets) => write!(f, "address {}", crate::crypto::hex(octets)),
            GeneralName::Other(form) => write!(f, "a name of form {form}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names() {
        let dns = |base: &str, name: &str| dns(base, name, Side::Permitted);
        assert!(dns("gov.vn", "gov.vn"));
        assert!(dns("gov.vn", "a.GOV.vn"));
        assert!(!dns("gov.vn", "agov.vn"));
        assert!(!dns(".gov.vn", "gov.vn"));
        assert!(dns(".gov.vn", "x.gov.vn"));
        assert!(dns("", "anything"));
        assert!(!dns("gov.vn", "vn"));
    }

    #[test]
    fn a_wildcard_does_not_get_around_an_exclusion() {
        let excluded = |base: &str, name: &str| dns(base, name, Side::Excluded);
        assert!(excluded("a.gov.vn", "*.gov.vn"));
        assert!(!excluded("a.gov.vn", "*.com.vn"));
    }

    #[test]
    fn mail_addresses() {
        assert!(email("gov.vn", "an@gov.vn", Side::Permitted));
        assert!(!email("gov.vn", "an@x.gov.vn", Side::Permitted));
        assert!(email(".gov.vn", "an@x.gov.vn", Side::Permitted));
        assert!(!email("an@gov.vn", "An@gov.vn", Side::Permitted));
        assert!(email("an@gov.vn", "An@gov.vn", Side::Excluded));
        assert!(!email("gov.vn", "nonsense", Side::Permitted));
        assert!(email("gov.vn", "nonsense", Side::Excluded));
    }

    #[test]
    fn hosts_of_addresses() {
        assert_eq!(host_of("https://u:p@Gov.vn:8443/x"), Some("Gov.vn"));
        assert_eq!(host_of("https://10.0.0.1/"), None);
        assert_eq!(host_of("https://[::1]/"), None);
        assert_eq!(host_of("urn:x"), None);
        assert_eq!(host_of("https://evil.vn\\@gov.vn/"), Some("evil.vn"));
    }

    #[test]
    fn networks() {
        let base = [10, 0, 0, 0, 255, 0, 0, 0];
        assert!(ip(&base, &[10, 2, 3, 4], Side::Permitted));
        assert!(!ip(&base, &[11, 2, 3, 4], Side::Permitted));
        assert!(!ip(&base, &[0; 16], Side::Permitted));
        assert!(ip(&base, &[10], Side::Excluded));
    }
}
