use chiso_proto::dossiers::v1 as pb;
use chiso_testkit::wait_for;
use futures::stream;
use reqwest::{Body, Method, RequestBuilder};
use tonic::{Code, Request};

use crate::app::{Answer, TestApp};

fn import(app: &TestApp, token: &str) -> RequestBuilder {
    app.request(Method::POST, "/v1/imports", token)
}

async fn code(request: RequestBuilder) -> (u16, String) {
    let answer = Answer::of(request.send().await.unwrap()).await;
    (answer.status.as_u16(), answer.code().to_owned())
}

fn with<T>(token: &str, message: T) -> Request<T> {
    let mut request = Request::new(message);
    let bearer = format!("Bearer {token}").parse().unwrap();
    request.metadata_mut().insert("authorization", bearer);
    request
}

#[tokio::test]
async fn silent_uploads_of_one_caller_keep_no_other_caller_out() {
    let app = TestApp::start().await;
    let token = app.importer();
    for _ in 0..2 {
        let never = stream::pending::<Result<Vec<u8>, std::io::Error>>();
        let silent = import(&app, &token).body(Body::wrap_stream(never));
        tokio::spawn(silent.send());
    }
    let soon = std::time::Duration::from_secs(20);
    wait_for("the caller to have its share", soon, async || {
        code(import(&app, &token)).await == (429, "TOO_MANY_AT_A_TIME".to_owned())
    })
    .await;
    let mut client = app.grpc().await;
    let refused = client.import_dossiers(with(&token, stream::empty())).await;
    assert_eq!(refused.unwrap_err().code(), Code::ResourceExhausted);

    let other = app.tokens.mint("other", &[("importer", "tinh-bac-ninh")]);
    assert_eq!(code(import(&app, &other)).await.0, 200);
    let report = client.import_dossiers(with(&other, stream::empty())).await;
    assert_eq!(report.unwrap().into_inner().report.unwrap().lines, 0);
}

#[tokio::test]
async fn an_import_in_another_envelope_is_refused_as_a_whole() {
    let app = TestApp::start().await;
    let token = app.importer();
    let sent = |header: &str, value: &str, body: &'static [u8]| {
        code(import(&app, &token).header(header, value).body(body))
    };
    let lines = b"{\"code\":\"A\"}\n";
    let unsupported = (415, "CONTENT_TYPE_UNSUPPORTED".to_owned());
    assert_eq!(
        sent("content-type", "text/csv", b"code\nA\n").await,
        unsupported
    );
    assert_eq!(
        sent("content-type", "multipart/form-data; boundary=x", lines).await,
        unsupported
    );
    assert_eq!(
        sent("content-type", "application/x-ndjson", b"{\0}\0\n\0").await,
        unsupported
    );
    let compressed = (415, "CONTENT_ENCODING_UNSUPPORTED".to_owned());
    assert_eq!(
        sent("content-encoding", "gzip", b"\x1f\x8b\x08\x00").await,
        compressed
    );
    assert_eq!(
        sent("content-type", "application/x-ndjson", b"\x1f\x8b\x08\x00").await,
        compressed
    );
    assert_eq!(
        sent("content-type", "application/x-ndjson", lines).await.0,
        200
    );
}

#[tokio::test]
async fn an_array_is_no_object_in_bodies_and_lines() {
    let app = TestApp::start().await;
    let body = serde_json::json!([null, "1.004873", "p-tu-son", null, "online", ["Người Thử"]]);
    let answer = app.post("/v1/dossiers", &app.clerk(), "array", body).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (400, "REQUEST_INVALID")
    );
    assert_eq!(answer.json["fields"][0]["expected"], "an object");
    let report = app
        .import("[\"H05.26-220301-0001\"]\n{\"steps\":[[\"submitted\"]]}".to_owned())
        .await;
    let refused = |line: usize| {
        let refusal = &report["refusals"][line];
        format!(
            "{} {}",
            refusal["field"].as_str().unwrap(),
            refusal["code"].as_str().unwrap()
        )
    };
    assert_eq!(refused(0), "body INVALID_TYPE");
    assert_eq!(refused(1), "steps[0] INVALID_TYPE");
}

#[tokio::test]
async fn what_no_database_can_hold_is_refused_at_the_door() {
    let app = TestApp::start().await;
    let token = app.clerk();
    for path in [
        "/v1/dossiers/by-code/a%00b",
        "/v1/dossiers?unit_id=a%00b",
        "/v1/dossiers?procedure_code=%ff",
        "/v1/dossiers?accepted_from_date=262142-01-01",
        "/v1/dossiers?accepted_from_date=2022-1-5",
        "/v1/dossiers?page_token=AWEA",
    ] {
        assert_eq!(app.get(path, &token).await.status, 400, "{path}");
    }
    let mut client = app.grpc().await;
    let nul = || "a\0b".to_owned();
    let lookup = with(&token, pb::LookupDossierRequest { code: nul() });
    let status = client.lookup_dossier(lookup).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    for list in [
        pb::ListDossiersRequest {
            unit_id: nul(),
            ..Default::default()
        },
        pb::ListDossiersRequest {
            procedure_code: nul(),
            ..Default::default()
        },
        pb::ListDossiersRequest {
            accepted_from_date: "262142-01-01".into(),
            ..Default::default()
        },
        pb::ListDossiersRequest {
            page_token: nul(),
            ..Default::default()
        },
    ] {
        let status = client.list_dossiers(with(&token, list)).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    }
}
