use crate::app::{App, problem, refusal};

#[tokio::test]
async fn an_unknown_path_is_a_problem_in_the_language_of_the_client() {
    let app = App::start().await;
    let request = app.signed("GET", "/v1/nowhere?phone=0912345678");
    insta::assert_snapshot!(problem(request.header("accept-language", "vi-VN,en;q=0.5")).await, @r#"
    {
      "code": "ROUTE_UNKNOWN",
      "instance": "/v1/nowhere",
      "status": 404,
      "title": "Đường dẫn không tồn tại",
      "trace_id": "0af7651916cd43dd8448eb211c80319c",
      "type": "urn:chiso:problem:route-unknown"
    }
    "#);
    let request = app.signed("GET", "/v1/nowhere");
    insta::assert_snapshot!(problem(request).await, @r#"
    {
      "code": "ROUTE_UNKNOWN",
      "instance": "/v1/nowhere",
      "status": 404,
      "title": "No such route",
      "trace_id": "0af7651916cd43dd8448eb211c80319c",
      "type": "urn:chiso:problem:route-unknown"
    }
    "#);
}

#[tokio::test]
async fn a_method_that_is_not_there_is_named_with_those_that_are() {
    let app = App::start().await;
    let request = app.signed("DELETE", "/v1/dossiers/x");
    let response = request.try_clone().unwrap().send().await.unwrap();
    assert_eq!(response.headers()["allow"], "GET,HEAD,PATCH");
    assert_eq!(refusal(request).await, "405 METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn a_body_that_does_not_fit_names_its_field() {
    let app = App::start().await;
    let post = |body: &str| {
        app.signed("POST", "/v1/dossiers")
            .header("idempotency-key", "k")
            .header("content-type", "application/json")
            .body(body.to_owned())
    };
    insta::assert_snapshot!(problem(post(r#"{"code":"c","pages":"0912345678"}"#)).await, @r#"
    {
      "code": "REQUEST_INVALID",
      "fields": [
        {
          "code": "INVALID_TYPE",
          "expected": "a whole number that is not negative",
          "field": "pages"
        }
      ],
      "instance": "/v1/dossiers",
      "status": 400,
      "title": "The request is invalid",
      "trace_id": "0af7651916cd43dd8448eb211c80319c",
      "type": "urn:chiso:problem:request-invalid"
    }
    "#);
    insta::assert_snapshot!(problem(post("{\n  \"code\": c}")).await, @r#"
    {
      "code": "BODY_MALFORMED",
      "detail": "line 2, column 11",
      "instance": "/v1/dossiers",
      "metadata": {
        "column": "11",
        "line": "2"
      },
      "status": 400,
      "title": "The body is not valid JSON",
      "trace_id": "0af7651916cd43dd8448eb211c80319c",
      "type": "urn:chiso:problem:body-malformed"
    }
    "#);
    insta::assert_snapshot!(refusal(post(r#"{"pages":1}"#)).await, @"400 REQUEST_INVALID code:REQUIRED");
    insta::assert_snapshot!(refusal(post(r#"{"code":"c","pages":1,"x":2}"#)).await, @"400 REQUEST_INVALID x:UNKNOWN_FIELD");
    insta::assert_snapshot!(refusal(post("")).await, @"400 BODY_MALFORMED");
    let large = format!(r#"{{"code":"{}"}}"#, "x".repeat(1000));
    insta::assert_snapshot!(refusal(post(&large)).await, @"413 BODY_TOO_LARGE");
    let text = app
        .signed("POST", "/v1/dossiers")
        .header("idempotency-key", "k");
    insta::assert_snapshot!(refusal(text.body("x")).await, @"415 CONTENT_TYPE_UNSUPPORTED");
    let keyless = app.signed("POST", "/v1/dossiers").json(&1);
    insta::assert_snapshot!(refusal(keyless).await, @"400 REQUEST_INVALID Idempotency-Key:REQUIRED");
    let good = post(r#"{"code":"000.00.26.H05-220118-0001","pages":1}"#)
        .send()
        .await;
    assert_eq!(good.unwrap().status(), 200);
}

#[tokio::test]
async fn a_query_a_path_and_a_precondition_that_do_not_fit_are_named() {
    let app = App::start().await;
    let get = |path: &str| app.signed("GET", path);
    insta::assert_snapshot!(refusal(get("/v1/dossiers?page_size=many")).await, @"400 REQUEST_INVALID page_size:INVALID_VALUE");
    insta::assert_snapshot!(refusal(get("/v1/dossiers?page_size=1&sort=x")).await, @"400 REQUEST_INVALID sort:UNKNOWN_FIELD");
    insta::assert_snapshot!(refusal(get("/v1/dossiers")).await, @"400 REQUEST_INVALID page_size:REQUIRED");
    insta::assert_snapshot!(refusal(get("/v1/dossiers/0912345678")).await, @"400 REQUEST_INVALID id:INVALID_VALUE");
    insta::assert_snapshot!(refusal(get("/v1/dossiers/%ff")).await, @"400 REQUEST_INVALID id:INVALID_VALUE");
    insta::assert_snapshot!(refusal(get("/v1/dossiers?page_size=1&from_date=2022-1-5")).await, @"400 REQUEST_INVALID from_date:INVALID_VALUE");
    insta::assert_snapshot!(refusal(get("/v1/dossiers?page_size=1&from_date=262142-01-01")).await, @"400 REQUEST_INVALID from_date:INVALID_VALUE");
    insta::assert_snapshot!(refusal(get("/v1/dossiers?page_size=1%00&from_date=%ff")).await, @"400 REQUEST_INVALID page_size:CONTROL_CHARACTER from_date:INVALID_VALUE");
    insta::assert_snapshot!(refusal(get("/v1/by-code/a%00b")).await, @"400 REQUEST_INVALID code:CONTROL_CHARACTER");
    insta::assert_snapshot!(refusal(get("/v1/by-code/%c2%9f")).await, @"400 REQUEST_INVALID code:CONTROL_CHARACTER");
    insta::assert_snapshot!(refusal(get("/v1/by-code/%c3%28")).await, @"400 REQUEST_INVALID code:INVALID_VALUE");
    let patch = app.signed("PATCH", "/v1/dossiers/x");
    insta::assert_snapshot!(refusal(patch.try_clone().unwrap()).await, @"428 IF_MATCH_REQUIRED");
    for lax in ["\"+2\"", "W/\"2\"", "\"2\", \"3\"", "2"] {
        let patch = patch.try_clone().unwrap().header("if-match", lax);
        assert_eq!(
            refusal(patch).await,
            "400 REQUEST_INVALID If-Match:INVALID_VALUE"
        );
    }
    insta::assert_snapshot!(refusal(patch.header("if-match", "*")).await, @"400 REQUEST_INVALID If-Match:INVALID_VALUE");
}

#[tokio::test]
async fn a_panic_is_an_internal_error_that_says_nothing() {
    let app = App::start().await;
    insta::assert_snapshot!(problem(app.signed("GET", "/v1/panic")).await, @r#"
    {
      "code": "INTERNAL",
      "instance": "/v1/panic",
      "status": 500,
      "title": "Internal error",
      "trace_id": "0af7651916cd43dd8448eb211c80319c",
      "type": "urn:chiso:problem:internal"
    }
    "#);
    assert_eq!(
        app.signed("GET", "/v1/me").send().await.unwrap().status(),
        200
    );
}

#[tokio::test]
async fn every_answer_carries_security_headers() {
    let app = App::start().await;
    for path in ["/v1/me", "/v1/nowhere"] {
        let response = app.signed("GET", path).send().await.unwrap();
        let headers = response.headers();
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert!(headers.contains_key("content-security-policy"));
    }
}
