use serde_json::json;

use crate::app::{TestApp, submission};

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
    let sealed: Vec<Vec<u8>> = sqlx::query_scalar("select applicant from dossiers.dossier union all select response from eventlog.idempotency")
        .fetch_all(&app.pool)
        .await
        .unwrap();
    assert!(events.len() > 3);
    for bytes in events.into_iter().chain(sealed) {
        for marked in ["Zyxwvut", NUMBER, PHONE] {
            assert!(
                !bytes
                    .windows(marked.len())
                    .any(|window| window == marked.as_bytes()),
                "{marked} left the service"
            );
        }
    }
}
