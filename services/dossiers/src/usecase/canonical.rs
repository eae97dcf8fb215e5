//! The written form of a command, by which a repeated request is recognised: canonical JSON (RFC 8785) after a byte for its
//! version. Names and types stand here and nowhere else, so a change of the code changes no form; a test freezes it. A record is
//! kept for some days: a new form needs a new version, and a key that was used under the old one is then refused as reused.

use chiso_calendar::Instant;
use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::{Command, History, HistoryStep, Life, Submission};
use crate::domain::{Action, Applicant, DossierCode, Particulars};

const VERSION: u8 = 1;

impl Command {
    /// The written form.
    pub fn canonical(&self) -> Vec<u8> {
        let mut form = vec![VERSION];
        serde_json_canonicalizer::to_writer(&value(self), &mut form)
            .expect("strings and small numbers have a canonical form");
        form
    }
}

fn value(command: &Command) -> Value {
    match command {
        Command::Submit(Submission {
            code,
            particulars: about,
            applicant: who,
        }) => json!({
            "command": "submit",
            "code": code.as_ref().map(DossierCode::as_str),
            "about": particulars(about),
            "applicant": applicant(who),
        }),
        Command::Take {
            id,
            expected_version,
            action: what,
        } => json!({
            "command": "take",
            "id": id.to_string(),
            "version": expected_version,
            "action": action(what),
        }),
        Command::Import(History { code, life: lived }) => json!({
            "command": "import",
            "code": code.as_str(),
            "life": life(lived),
        }),
        Command::Correct {
            id,
            expected_version,
            reason,
            life: right,
        } => json!({
            "command": "correct",
            "id": id.to_string(),
            "version": expected_version,
            "reason": reason,
            "life": life(right),
        }),
        Command::ReviseDue { id } => json!({ "command": "revise_due", "id": id.to_string() }),
    }
}

fn life(
    Life {
        particulars: about,
        applicant: who,
        submitted_at,
        steps,
    }: &Life,
) -> Value {
    json!({
        "about": particulars(about),
        "applicant": applicant(who),
        "submitted_at": time(*submitted_at),
        "steps": steps.iter().map(step).collect::<Vec<_>>(),
    })
}

fn particulars(
    Particulars {
        procedure,
        receiving_unit,
        competent_unit,
        channel,
    }: &Particulars,
) -> Value {
    json!({
        "procedure": procedure,
        "receiving_unit": receiving_unit.as_str(),
        "competent_unit": competent_unit.as_str(),
        "channel": channel.national_code(),
    })
}

fn applicant(
    Applicant {
        name,
        id_number,
        phone,
    }: &Applicant,
) -> Value {
    json!({ "name": name, "id_number": id_number, "phone": phone })
}

fn step(HistoryStep { at, action: what }: &HistoryStep) -> Value {
    json!({ "at": time(*at), "action": action(what) })
}

fn action(action: &Action) -> Value {
    match action {
        Action::Accept { due } => json!({ "kind": "accept", "due": due.map(time) }),
        Action::RejectIntake { reason } => json!({ "kind": "reject_intake", "reason": reason }),
        Action::RequestSupplement { reason } => {
            json!({ "kind": "request_supplement", "reason": reason })
        }
        Action::ReceiveSupplement => json!({ "kind": "receive_supplement" }),
        Action::Resolve => json!({ "kind": "resolve" }),
        Action::Refuse { reason } => json!({ "kind": "refuse", "reason": reason }),
        Action::Withdraw { reason } => json!({ "kind": "withdraw", "reason": reason }),
        Action::Deliver => json!({ "kind": "deliver" }),
    }
}

fn time(at: Instant) -> String {
    at.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::domain::Channel;

    fn form(command: &Command) -> String {
        let form = command.canonical();
        assert_eq!(form[0], 1);
        String::from_utf8(form[1..].to_vec()).unwrap()
    }

    fn someone() -> Applicant {
        Applicant {
            name: "Nguyễn Thị \"Khai\"".to_owned(),
            id_number: Some("027185001234".to_owned()),
            phone: None,
        }
    }

    fn about() -> Particulars {
        Particulars {
            procedure: "1.004873".to_owned(),
            receiving_unit: "p-dong-ngan".parse().unwrap(),
            competent_unit: "tp-tu-son".parse().unwrap(),
            channel: Channel::Online,
        }
    }

    fn at(time: &str) -> Instant {
        Instant::try_from(time.parse::<DateTime<Utc>>().unwrap()).unwrap()
    }

    #[test]
    fn the_form_of_a_submission_is_frozen() {
        let command = Command::Submit(Submission {
            code: None,
            particulars: about(),
            applicant: someone(),
        });
        insta::assert_snapshot!(form(&command), @r#"{"about":{"channel":2,"competent_unit":"tp-tu-son","procedure":"1.004873","receiving_unit":"p-dong-ngan"},"applicant":{"id_number":"027185001234","name":"Nguyễn Thị \"Khai\"","phone":null},"code":null,"command":"submit"}"#);
    }

    #[test]
    fn the_forms_of_actions_are_frozen() {
        let reason = || "Thiếu sổ hộ khẩu".to_owned();
        let due = Some(at("2022-06-08T10:00:00Z"));
        let forms = [
            Action::Accept { due: None },
            Action::Accept { due },
            Action::RejectIntake { reason: reason() },
            Action::RequestSupplement { reason: reason() },
            Action::ReceiveSupplement,
            Action::Resolve,
            Action::Refuse { reason: reason() },
            Action::Withdraw { reason: reason() },
            Action::Deliver,
        ]
        .map(|action| {
            form(&Command::Take {
                id: Uuid::from_u128(7),
                expected_version: 3,
                action,
            })
        });
        insta::assert_snapshot!(forms.join("\n"), @r#"
        {"action":{"due":null,"kind":"accept"},"command":"take","id":"00000000-0000-0000-0000-000000000007","version":3}
        {"action":{"due":"2022-06-08T10:00:00Z","kind":"accept"},"command":"take","id":"00000000-0000-0000-0000-000000000007","version":3}
        {"action":{"kind":"reject_intake","reason":"Thiếu sổ hộ khẩu"},"command":"take","id":"00000000-0000-0000-0000-000000000007","version":3}
        {"action":{"kind":"request_supplement","reason":"Thiếu sổ hộ khẩu"},"command":"take","id":"00000000-0000-0000-0000-000000000007","version":3}
        {"action":{"kind":"receive_supplement"},"command":"take","id":"00000000-0000-0000-0000-000000000007","version":3}
        {"action":{"kind":"resolve"},"command":"take","id":"00000000-0000-0000-0000-000000000007","version":3}
        {"action":{"kind":"refuse","reason":"Thiếu sổ hộ khẩu"},"command":"take","id":"00000000-0000-0000-0000-000000000007","version":3}
        {"action":{"kind":"withdraw","reason":"Thiếu sổ hộ khẩu"},"command":"take","id":"00000000-0000-0000-0000-000000000007","version":3}
        {"action":{"kind":"deliver"},"command":"take","id":"00000000-0000-0000-0000-000000000007","version":3}
        "#);
    }

    #[test]
    fn the_forms_of_lives_are_frozen() {
        let life = || Life {
            particulars: about(),
            applicant: someone(),
            submitted_at: at("2022-06-06T02:00:00Z"),
            steps: vec![HistoryStep {
                at: at("2022-06-07T02:00:00Z"),
                action: Action::Resolve,
            }],
        };
        let id = Uuid::from_u128(7);
        let forms = [
            Command::Import(History {
                code: "H05.26-220606-0001".parse().unwrap(),
                life: life(),
            }),
            Command::Correct {
                id,
                expected_version: 3,
                reason: "Nhập sai ngày".to_owned(),
                life: life(),
            },
            Command::ReviseDue { id },
        ]
        .map(|command| form(&command));
        insta::assert_snapshot!(forms.join("\n"), @r#"
        {"code":"H05.26-220606-0001","command":"import","life":{"about":{"channel":2,"competent_unit":"tp-tu-son","procedure":"1.004873","receiving_unit":"p-dong-ngan"},"applicant":{"id_number":"027185001234","name":"Nguyễn Thị \"Khai\"","phone":null},"steps":[{"action":{"kind":"resolve"},"at":"2022-06-07T02:00:00Z"}],"submitted_at":"2022-06-06T02:00:00Z"}}
        {"command":"correct","id":"00000000-0000-0000-0000-000000000007","life":{"about":{"channel":2,"competent_unit":"tp-tu-son","procedure":"1.004873","receiving_unit":"p-dong-ngan"},"applicant":{"id_number":"027185001234","name":"Nguyễn Thị \"Khai\"","phone":null},"steps":[{"action":{"kind":"resolve"},"at":"2022-06-07T02:00:00Z"}],"submitted_at":"2022-06-06T02:00:00Z"},"reason":"Nhập sai ngày","version":3}
        {"command":"revise_due","id":"00000000-0000-0000-0000-000000000007"}
        "#);
    }
}
