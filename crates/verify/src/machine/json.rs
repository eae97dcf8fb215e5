use std::borrow::Cow;
use std::io::{self, Write};

use chiso_signature::{Report, Severity, Verdict};
use serde::Serialize;

use crate::outcome::{Outcome, Unread};

/// A JSON array, one element to a line, as `crates/signature/schema/report.json` describes it.
#[derive(Debug)]
pub(crate) struct JsonArray<W> {
    to: W,
    begun: bool,
}

impl<W: Write> JsonArray<W> {
    pub(crate) fn new(to: W) -> Self {
        Self { to, begun: false }
    }

    pub(crate) fn take(&mut self, outcome: &Outcome) -> io::Result<()> {
        self.to
            .write_all(if self.begun { b",\n" } else { b"[\n" })?;
        self.begun = true;
        self.to
            .write_all(&serde_json::to_vec(&Element::of(outcome))?)
    }

    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.to
            .write_all(if self.begun { b"\n]\n" } else { b"[]\n" })?;
        self.to.flush()
    }
}

/// An element of the array.
#[derive(Serialize)]
struct Element<'a> {
    file: Cow<'a, str>,
    #[serde(flatten)]
    rest: Rest<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Rest<'a> {
    Report(&'a Report),
    Unread {
        verdict: Verdict,
        indication: (),
        sub_indication: (),
        findings: [UnreadFinding<'a>; 1],
        signatures: [(); 0],
    },
}

#[derive(Serialize)]
struct UnreadFinding<'a> {
    code: &'a str,
    severity: Severity,
    detail: &'a str,
}

impl<'a> Element<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        Self {
            file: outcome.path.to_string_lossy(),
            rest: match &outcome.result {
                Ok(report) => Rest::Report(report),
                Err(unread) => Rest::of(unread),
            },
        }
    }
}

impl<'a> Rest<'a> {
    fn of(unread: &'a Unread) -> Self {
        Self::Unread {
            verdict: Verdict::Error,
            indication: (),
            sub_indication: (),
            findings: [UnreadFinding {
                code: unread.code(),
                severity: Severity::Fault,
                detail: unread.detail(),
            }],
            signatures: [],
        }
    }
}

#[cfg(test)]
mod tests {
    use chiso_signature::Code;
    use serde_json::{Value, json};

    use super::*;
    use crate::machine::schema;
    use crate::people::examples;

    fn array(outcomes: &[Outcome]) -> String {
        let mut text = Vec::new();
        let mut array = JsonArray::new(&mut text);
        for outcome in outcomes {
            array.take(outcome).unwrap();
        }
        array.finish().unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn reports_of_every_kind_follow_the_schema() {
        let mut outcomes = examples::all();
        for unread in [
            Unread::NotFound,
            Unread::Other("disk".into()),
            Unread::Failed,
        ] {
            outcomes.push(Outcome {
                path: "a.pdf".into(),
                result: Err(unread),
            });
        }
        let text = array(&outcomes);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(schema::faults(&value), Vec::<String>::new());
        assert_eq!(text.lines().count(), outcomes.len() + 2);
        assert!(text.starts_with("[\n{\"file\":\"quyet-dinh-12.pdf\",\"schema\":"));
        assert_eq!(array(&outcomes), text);
        assert_eq!(array(&[]), "[]\n");
    }

    #[test]
    fn the_schema_notices_what_is_wrong() {
        for wrong in [
            json!({}),
            json!([{ "file": "a.pdf", "verdict": "accept" }]),
            json!([{ "file": "a.pdf", "verdict": "accept", "indication": null,
                "sub_indication": null, "findings": [], "signatures": [] }]),
        ] {
            assert!(!schema::faults(&wrong).is_empty(), "{wrong}");
        }
    }

    #[test]
    fn the_schema_lists_every_code() {
        let listed = &schema::published()["$defs"]["code"]["enum"];
        assert_eq!(*listed, serde_json::to_value(Code::ALL).unwrap());
    }
}
