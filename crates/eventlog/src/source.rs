/// One producing service: the owner of an event log, numbered 1..head. A database holds the log of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Source {
    /// Domain of the service, e.g. `dossiers`: a protobuf package name and a NATS token.
    pub domain: &'static str,
}

impl Source {
    /// `ce-source`, e.g. `/chiso/dossiers`.
    pub fn uri(self) -> String {
        format!("/chiso/{}", self.domain)
    }

    /// `ce-type` of an event, e.g. `chiso.dossiers.v1.DossierAccepted`.
    pub fn event_type(self, event: &str) -> String {
        format!("chiso.{}.v1.{event}", self.domain)
    }

    /// `JetStream` stream of the source, e.g. `CHISO_DOSSIERS`.
    pub fn stream(self) -> String {
        format!("CHISO_{}", self.domain.to_ascii_uppercase())
    }

    /// The subjects of the stream, e.g. `chiso.dossiers.v1.>`.
    pub fn subjects(self) -> String {
        format!("chiso.{}.v1.>", self.domain)
    }

    /// Bus subject of an event, e.g. `chiso.dossiers.v1.dossier_accepted.H05.26`.
    ///
    /// A subject that the bus refuses would stop all that comes after it, so what cannot stand in one becomes `_`.
    pub fn bus_subject(self, event_type: &str, org_code: &str) -> String {
        let event = event_name(event_type);
        let mut subject = String::with_capacity(
            self.domain.len() + event.len() + org_code.len() + "chiso..v1..".len() + 8,
        );
        subject.push_str("chiso.");
        subject.push_str(self.domain);
        subject.push_str(".v1.");
        for (at, letter) in event.char_indices() {
            if letter.is_ascii_uppercase() && at > 0 {
                subject.push('_');
            }
            subject.push(token_letter(letter.to_ascii_lowercase()));
        }
        for token in org_code.split('.') {
            subject.push('.');
            if token.is_empty() {
                subject.push('_');
            }
            subject.extend(token.chars().map(token_letter));
        }
        subject
    }
}

/// The business name in a `ce-type`, e.g. `DossierAccepted`.
pub(crate) fn event_name(event_type: &str) -> &str {
    event_type.rsplit('.').next().unwrap_or(event_type)
}

fn token_letter(letter: char) -> char {
    if letter.is_ascii_alphanumeric() || letter == '-' {
        letter
    } else {
        '_'
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOSSIERS: Source = Source { domain: "dossiers" };

    #[test]
    fn names_follow_the_domain() {
        assert_eq!(DOSSIERS.uri(), "/chiso/dossiers");
        assert_eq!(DOSSIERS.stream(), "CHISO_DOSSIERS");
        assert_eq!(DOSSIERS.subjects(), "chiso.dossiers.v1.>");
        assert_eq!(
            DOSSIERS.event_type("DossierAccepted"),
            "chiso.dossiers.v1.DossierAccepted"
        );
    }

    #[test]
    fn the_subject_ends_with_the_org_code() {
        assert_eq!(
            DOSSIERS.bus_subject("chiso.dossiers.v1.DossierAccepted", "H05.26"),
            "chiso.dossiers.v1.dossier_accepted.H05.26"
        );
    }

    #[test]
    fn no_org_code_can_break_a_subject() {
        for (org_code, end) in [
            ("", "_"),
            ("H05.*", "H05._"),
            ("a b\r\n.>", "a_b__._"),
            (".", "_._"),
        ] {
            assert_eq!(
                DOSSIERS.bus_subject("chiso.dossiers.v1.X", org_code),
                format!("chiso.dossiers.v1.x.{end}")
            );
        }
    }
}
