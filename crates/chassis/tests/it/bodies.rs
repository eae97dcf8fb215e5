use chiso_chassis::config::LimitsConfig;
use reqwest::RequestBuilder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::app::{App, refusal, token, token_of};

const SHORT: &str = r#"{"code":"c","pages":1}"#;

fn post(app: &App, body: impl Into<reqwest::Body>) -> RequestBuilder {
    app.signed("POST", "/v1/dossiers")
        .header("idempotency-key", "k")
        .body(body)
}

fn import(app: &App, body: impl Into<reqwest::Body>) -> RequestBuilder {
    app.signed("POST", "/v1/import").body(body)
}

#[tokio::test]
async fn a_body_in_another_envelope_is_refused_and_told_what_is_read() {
    let app = App::start().await;
    for content_type in [
        "text/csv",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16le",
    ] {
        for request in [post(&app, SHORT), import(&app, "{}\n")] {
            let request = request.header("content-type", content_type);
            let answer = request.try_clone().unwrap().send().await.unwrap();
            assert!(
                answer.headers()["accept"]
                    .to_str()
                    .unwrap()
                    .ends_with("application/json")
            );
            assert_eq!(
                refusal(request).await,
                "415 CONTENT_TYPE_UNSUPPORTED",
                "{content_type}"
            );
        }
    }
    let unsaid = |request: RequestBuilder| {
        request.header("content-type", "application/x-www-form-urlencoded")
    };
    assert_eq!(
        refusal(unsaid(post(&app, SHORT))).await,
        "415 CONTENT_TYPE_UNSUPPORTED"
    );
    let lines = unsaid(import(&app, "{}\n")).send().await.unwrap();
    assert_eq!(
        lines.status(),
        200,
        "what a client says that was told nothing"
    );
    for request in [post(&app, SHORT), import(&app, "{}\n")] {
        let request = request
            .header("content-type", "application/json")
            .header("content-encoding", "gzip");
        let answer = request.try_clone().unwrap().send().await.unwrap();
        assert_eq!(answer.headers()["accept-encoding"], "identity");
        assert_eq!(refusal(request).await, "415 CONTENT_ENCODING_UNSUPPORTED");
    }
    let gzip: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00";
    assert_eq!(
        refusal(import(&app, gzip)).await,
        "415 CONTENT_ENCODING_UNSUPPORTED"
    );
    let utf16: &[u8] = b"{\0}\0\n\0";
    assert_eq!(
        refusal(import(&app, utf16)).await,
        "415 CONTENT_TYPE_UNSUPPORTED"
    );
}

#[tokio::test]
async fn a_body_in_its_envelope_is_read_with_or_without_a_byte_order_mark() {
    let app = App::start().await;
    let marked = format!("\u{feff}{SHORT}");
    for body in [SHORT.to_owned(), marked.clone()] {
        let json = post(&app, body).header("content-type", "application/json; charset=UTF-8");
        assert_eq!(json.send().await.unwrap().status(), 200);
    }
    let twice = post(&app, format!("\u{feff}{marked}")).header("content-type", "application/json");
    assert_eq!(refusal(twice).await, "400 BODY_MALFORMED");
    for body in ["{}\n", "\u{feff}{}\n"] {
        for content_type in [
            "",
            "application/json",
            "application/x-ndjson; charset=utf-8",
        ] {
            let mut request = import(&app, body);
            if !content_type.is_empty() {
                request = request.header("content-type", content_type);
            }
            assert_eq!(request.send().await.unwrap().text().await.unwrap(), "3");
        }
    }
}

#[tokio::test]
async fn an_array_is_no_object_and_all_unknown_fields_are_named() {
    let app = App::start().await;
    let json = |body: &str| post(&app, body.to_owned()).header("content-type", "application/json");
    insta::assert_snapshot!(refusal(json(r#"["c",1]"#)).await, @"400 REQUEST_INVALID body:INVALID_TYPE");
    insta::assert_snapshot!(refusal(json(r#"{"x":1,"pages":1,"y":2}"#)).await, @"400 REQUEST_INVALID x:UNKNOWN_FIELD y:UNKNOWN_FIELD code:REQUIRED");
    insta::assert_snapshot!(refusal(json("{\"code\":\"\\ud800\",\"pages\":1}")).await, @"400 BODY_MALFORMED");
    let bytes = post(&app, vec![b'{', b'"', 0xff, b'"', b':', b'1', b'}']);
    let bytes = bytes.header("content-type", "application/json");
    insta::assert_snapshot!(refusal(bytes).await, @"400 BODY_MALFORMED");
}

fn head(token: &str) -> String {
    format!(
        "POST /v1/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 1000000\r\n\r\n{{"
    )
}

#[tokio::test]
async fn a_body_that_stops_coming_is_ended_and_gives_its_place_back() {
    let app = App::with(LimitsConfig {
        requests: 2,
        body_seconds: 1,
        ..LimitsConfig::default()
    })
    .await;
    let mut stalled = Vec::new();
    for caller in ["portal", "other"] {
        let mut stream = TcpStream::connect(app.bound.address).await.unwrap();
        stream
            .write_all(head(&token_of(caller)).as_bytes())
            .await
            .unwrap();
        stalled.push(stream);
    }
    for mut stream in stalled {
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains("REQUEST_TIMEOUT"), "{answer}");
    }
    assert_eq!(import(&app, "{}\n").send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_body_that_creeps_is_ended_too() {
    let app = App::with(LimitsConfig {
        body_seconds: 1,
        body_bytes: 1000,
        ..LimitsConfig::default()
    })
    .await;
    let mut stream = TcpStream::connect(app.bound.address).await.unwrap();
    stream.write_all(head(&token()).as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let creeping = tokio::spawn(async move {
        while write.write_all(b" ").await.is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    });
    let mut answer = [0; 12];
    read.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
    creeping.abort();
}
