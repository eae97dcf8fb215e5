use std::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::app::{Answer, CITY, TestApp, history, submission};

const NAME: &str = "Đặng Thị Zyxwvut";
const NUMBER: &str = "027199987654";
const PHONE: &str = "0987654321";
const REASON: &str = "Thiếu giấy của bà Zyxwvut";

#[tokio::test]
async fn personal_data_is_sealed_at_rest_and_never_in_an_event_or_an_error() {
    let app = TestApp::start().await;
    let mut body = submission();
    body["applicant"] = json!({ "name": NAME, "id_number": NUMBER, "phone": PHONE });
    let dossier = app
        .post("/v1/dossiers", &app.clerk(), "key", body.clone())
        .await;
    assert_eq!(dossier.json["applicant"]["name"], NAME);
    let dossier = app.step(&dossier.json, "accept", None).await.json;
    app.step(
        &dossier,
        "request-supplement",
        Some(json!({ "reason": REASON })),
    )
    .await;
    correct(&app, body["applicant"].clone()).await;
    let refusal = app.step(&dossier, "deliver", None).await;
    body["applicant"]["id_number"] = json!(format!("{NUMBER}1"));
    let invalid = app.post("/v1/dossiers", &app.clerk(), "key-2", body).await;
    for answer in [refusal, invalid] {
        assert!(answer.status.is_client_error());
        assert!(
            !answer.json.to_string().contains("Zyxwvut")
                && !answer.json.to_string().contains(NUMBER)
        );
    }
    let events: Vec<Vec<u8>> = sqlx::query_scalar(
        "select payload from eventlog.log union all select payload from eventlog.outbox",
    )
    .fetch_all(&app.pool)
    .await
    .unwrap();
    assert!(events.len() > 3);
    let rows = [dump(&app, "dossiers").await, dump(&app, "eventlog").await];
    assert!(rows.concat().contains("supplement_requested"));
    for bytes in events.into_iter().chain(rows.map(String::into_bytes)) {
        for marked in ["Zyxwvut", NUMBER, PHONE, "Thiếu giấy"] {
            assert!(!contains(&bytes, marked), "{marked} left the service");
        }
    }
}

/// A correction has a reason, and so have the steps that it puts right.
async fn correct(app: &TestApp, applicant: Value) {
    let step = |kind: &str, time: &str| json!({ "kind": kind, "occur_time": time });
    let mut request = step("supplement_requested", "2022-05-05T10:00:00+07:00");
    request["reason"] = json!(REASON);
    let mut line = history(
        "H05.26-220504-0001",
        &json!([
            step("submitted", "2022-05-04T08:00:00+07:00"),
            step("accepted", "2022-05-05T09:00:00+07:00"),
            request,
        ]),
    );
    line["applicant"] = applicant;
    assert_eq!(app.import(line.to_string()).await["created"], 1);
    let path = "/v1/dossiers/by-code/H05.26-220504-0001";
    let stored = app.get(path, &app.importer()).await;
    let mut right = line;
    right.as_object_mut().unwrap().remove("code");
    right["reason"] = json!(REASON);
    right["channel"] = json!("post");
    let path = format!(
        "/v1/dossiers/{}/correct",
        stored.json["id"].as_str().unwrap()
    );
    let answer = app
        .request(Method::POST, &path, &app.importer())
        .header("Idempotency-Key", "correct")
        .header("If-Match", stored.etag.unwrap())
        .json(&right);
    let answer = Answer::of(answer.send().await.unwrap()).await;
    assert_eq!(answer.status, 200, "{:?}", answer.json);
    let path = format!("/v1/dossiers/{}", stored.json["id"].as_str().unwrap());
    let read = app.get(&path, &app.importer()).await.json;
    assert_eq!(read["steps"], answer.json["steps"]);
    assert_eq!(read["steps"][3]["reason"], REASON, "{read}");
}

/// Who has the database alone tries all ID numbers there are against what looks like a digest. None is the digest of anything that can
/// be made of a known number without the keys.
#[tokio::test]
async fn a_known_number_is_not_found_in_the_database_by_trying_it() {
    let app = TestApp::start().await;
    let mut body = submission();
    body["applicant"] = json!({ "name": NAME, "id_number": NUMBER, "phone": PHONE });
    let answer = app
        .post("/v1/dossiers", &app.clerk(), "key", body.clone())
        .await;
    assert_eq!(answer.status, 201);
    let rows = [dump(&app, "dossiers").await, dump(&app, "eventlog").await].concat();
    // What the record of the request was before it was keyed, and other forms that one would try.
    let guesses = [
        NUMBER.to_owned(),
        NAME.to_lowercase(),
        "đặng thị zyxwvut".to_owned(),
        "dang thi zyxwvut".to_owned(),
        body.to_string(),
        body["applicant"].to_string(),
        format!(
            r#"{{"command":"submit","code":null,"procedure":"1.004873","receiving_unit":"{CITY}","competent_unit":"{CITY}","channel":"in_person","applicant":{{"name":"{NAME}","id_number":"{NUMBER}","phone":"{PHONE}"}}}}"#
        ),
        format!(
            "\u{1}{{\"applicant\":{{\"id_number\":\"{NUMBER}\",\"name\":\"{NAME}\",\"phone\":\"{PHONE}\"}},\"channel\":1,\"code\":null,\"command\":\"submit\",\"competent_unit\":\"{CITY}\",\"procedure\":\"1.004873\",\"receiving_unit\":\"{CITY}\"}}"
        ),
    ];
    for guess in guesses {
        for key in [&b""[..], b"chiso", CITY.as_bytes()] {
            for digest in [
                Sha256::digest(guess.as_bytes()).to_vec(),
                hmac(key, guess.as_bytes()),
            ] {
                let digest = hex(&digest[..16]);
                assert!(
                    !rows.contains(&digest),
                    "a digest of {guess} is in the database"
                );
            }
        }
    }
}

/// All rows of a schema as a dump has them: text, and bytes in hexadecimal.
async fn dump(app: &TestApp, schema: &str) -> String {
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename from pg_tables where schemaname = $1")
            .bind(schema)
            .fetch_all(&app.pool)
            .await
            .unwrap();
    let mut text = String::new();
    for table in tables {
        let sql = format!("select t::text from {schema}.{table} t");
        let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_all(&app.pool)
            .await
            .unwrap();
        text += &rows.join("\n");
    }
    text
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.chain_update(message).finalize().into_bytes().to_vec()
}

/// Whether bytes contain a text, as it is or in hexadecimal.
fn contains(bytes: &[u8], text: &str) -> bool {
    [text, &hex(text.as_bytes())].iter().any(|form| {
        bytes
            .windows(form.len())
            .any(|window| window == form.as_bytes())
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
