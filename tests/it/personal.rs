//! What a person would not want to be told around, in good and in broken requests.

use serde_json::{Value, json};

/// Part of each name, number, phone and reason of this test.
const MARKS: [&str; 4] = ["Zyxwvut", "02719998765", "09876543", "Qponmlk"];
pub const NAME: &str = "Đặng Thị Zyxwvut";
pub const NUMBER: &str = "027199987654";
pub const PHONE: &str = "0987654321";
pub const REASON: &str = "Thiếu giấy khai sinh của cháu Qponmlk";

/// What left the service, and how.
#[derive(Default)]
pub struct Out(Vec<(String, Vec<u8>)>);

impl Out {
    pub fn keep(&mut self, what: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.0.push((what.into(), bytes.into()));
    }

    /// Fails with the first mark that is found, and where.
    pub fn assert_clean(&self) {
        for (what, bytes) in &self.0 {
            for mark in MARKS {
                let found = bytes
                    .windows(mark.len())
                    .position(|window| window == mark.as_bytes());
                assert!(
                    found.is_none(),
                    "{mark} left in {what}: {}",
                    String::from_utf8_lossy(&bytes[found.unwrap_or(0).saturating_sub(200)..])
                        .chars()
                        .take(500)
                        .collect::<String>()
                );
            }
        }
    }
}

fn applicant() -> Value {
    json!({ "name": NAME, "id_number": NUMBER, "phone": PHONE })
}

pub fn submission() -> Value {
    json!({
        "procedure_code": "1.004873", "receiving_unit_id": "p-tu-son", "channel": "online", "applicant": applicant(),
    })
}

pub fn history(code: &str, reason: &str) -> Value {
    let step = |kind: &str, time: &str| json!({ "kind": kind, "occur_time": time });
    let mut request = step("supplement_requested", "2022-03-02T10:00:00+07:00");
    request["reason"] = json!(reason);
    json!({
        "code": code, "procedure_code": "1.004873", "receiving_unit_id": "p-dong-ngan", "channel": "in_person",
        "applicant": applicant(),
        "steps": [
            step("submitted", "2022-03-01T08:00:00+07:00"), step("accepted", "2022-03-01T09:00:00+07:00"), request,
        ],
    })
}

pub fn broken_submissions() -> Vec<(&'static str, String)> {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut body = submission();
        change(&mut body);
        body.to_string()
    };
    vec![
        (
            "a long number",
            with(&|body| body["applicant"]["id_number"] = json!(format!("{NUMBER}1"))),
        ),
        (
            "a bad phone",
            with(&|body| body["applicant"]["phone"] = json!(format!("{PHONE}-x"))),
        ),
        (
            "a control character",
            with(&|body| body["applicant"]["name"] = json!(format!("{NAME}\u{7}"))),
        ),
        (
            "a number as phone",
            with(&|body| body["applicant"]["phone"] = json!(9_876_543_210_u64)),
        ),
        (
            "a name as applicant",
            with(&|body| body["applicant"] = json!(NAME)),
        ),
        (
            "a name as channel",
            with(&|body| body["channel"] = json!(NAME)),
        ),
        (
            "a name as procedure",
            with(&|body| body["procedure_code"] = json!(NAME)),
        ),
        (
            "a name as unit",
            with(&|body| body["receiving_unit_id"] = json!(NAME)),
        ),
        ("a name as code", with(&|body| body["code"] = json!(NAME))),
        (
            "an unknown unit",
            with(&|body| body["competent_unit_id"] = json!("nowhere")),
        ),
        (
            "no json",
            format!("{{\"applicant\": {{\"name\": \"{NAME}\", "),
        ),
        ("text behind", format!("{} {NAME}", submission())),
    ]
}

pub fn broken_lines() -> Vec<String> {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut line = history("H05.26.01-220301-0009", REASON);
        change(&mut line);
        line.to_string()
    };
    vec![
        with(&|line| line["applicant"]["id_number"] = json!(format!("{NUMBER}1"))),
        with(&|line| line["applicant"] = json!(NAME)),
        with(&|line| line["channel"] = json!(NAME)),
        with(&|line| line["code"] = json!(NAME)),
        with(&|line| line["procedure_code"] = json!(NUMBER)),
        with(&|line| line["receiving_unit_id"] = json!(NAME)),
        with(&|line| line["steps"][1]["kind"] = json!(NAME)),
        with(&|line| line["steps"][1]["occur_time"] = json!(PHONE)),
        with(&|line| line["steps"][1]["reason"] = json!({ "of": NAME })),
        with(&|line| line["steps"][2]["reason"] = json!(REASON.repeat(100))),
        with(&|line| line["steps"][2]["kind"] = json!("delivered")),
        format!("{NAME} {NUMBER}"),
        history("H05.26.01-220301-0001", REASON).to_string()[..300].to_owned(),
    ]
}
