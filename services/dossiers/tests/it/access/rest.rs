use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;

use super::{Outcome, ROUTES, SUBMITTED, Subject, UNIT, everybody, filing};
use crate::app::{Answer, TestApp};

#[tokio::test]
async fn every_route_is_open_to_whom_the_table_says() {
    let app = TestApp::start().await;
    let document = app.get("/openapi.json", &app.clerk()).await.json;
    let mut documented = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            documented.insert((method.clone(), path.clone()));
        }
    }
    let rows = ROUTES.map(|(method, path, _)| (method.to_owned(), path.to_owned()));
    let missing: Vec<_> = documented
        .difference(&BTreeSet::from(rows))
        .cloned()
        .collect();
    assert_eq!(missing, [], "routes without a row");

    let subject = Subject::make(&app).await;
    for (place, role, token) in everybody(&app) {
        for (method, template, open) in ROUTES {
            if !documented.contains(&(method.to_owned(), template.to_owned())) {
                continue;
            }
            let key = format!("{role}-{place}-{template}").replace('/', ".");
            let answer = ask(&app, &subject, method, template, &token, &key).await;
            assert_eq!(
                outcome(&answer),
                open.outcome(role, place),
                "{role} {place}: {method} {template}: {answer:?}"
            );
        }
    }
}

async fn ask(
    app: &TestApp,
    subject: &Subject,
    method: &str,
    template: &str,
    token: &str,
    key: &str,
) -> Answer {
    let path = subject.at(template);
    let path = match (method, template) {
        ("get", "/v1/dossiers") => format!("{path}?unit_id={UNIT}"),
        _ => path,
    };
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
    let request = app
        .request(method.clone(), &path, token)
        .header("Idempotency-Key", key)
        .header("If-Match", "\"1\"");
    let request = match template {
        "/v1/imports" => request
            .header("Content-Type", "application/x-ndjson")
            .body("no history\n"),
        "/v1/dossiers" if method == Method::POST => request.json(&filing()),
        "/v1/dossiers/{id}/correct" => {
            let mut body = filing();
            body["reason"] = json!("Ghi sai");
            body["steps"] = json!([{ "kind": "submitted", "occur_time": SUBMITTED }]);
            request.json(&body)
        }
        "/v1/dossiers/search" => {
            request.json(&json!({ "applicant_name": "Nguyễn Thị Minh Khai", "unit_id": UNIT }))
        }
        "/v1/dossiers/{id}/reject-intake"
        | "/v1/dossiers/{id}/request-supplement"
        | "/v1/dossiers/{id}/refuse"
        | "/v1/dossiers/{id}/withdraw" => request.json(&json!({ "reason": "Thiếu bản sao" })),
        _ => request,
    };
    Answer::of(request.send().await.unwrap()).await
}

fn outcome(answer: &Answer) -> Outcome {
    match answer.status.as_u16() {
        403 => Outcome::Refused,
        404 => Outcome::Hidden,
        200..=299 | 409 | 412 => Outcome::Allowed,
        _ => panic!("{answer:?}"),
    }
}
