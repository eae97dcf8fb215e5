use crate::app::{TestApp, authorised};

const YEAR: &str = "from_date=2022-01-01&until_date=2023-01-01";

#[tokio::test]
async fn figures_need_a_reader_of_the_unit() {
    let app = TestApp::start_in_2022().await;
    let figures = async |unit: &str, grants: &[(&str, &str)]| {
        let token = app.tokens.mint("somebody", grants);
        let answer = app
            .get(&format!("/v1/figures?unit_id={unit}&{YEAR}"), &token)
            .await;
        (answer.status.as_u16(), answer.code().to_owned())
    };
    let fine = (200, String::new());
    let refused = (403, "FORBIDDEN_UNIT".to_owned());
    assert_eq!(figures("tp-tu-son", &[("reader", "tp-tu-son")]).await, fine);
    assert_eq!(
        figures("p-dong-ngan", &[("reader", "tp-tu-son")]).await,
        fine
    );
    assert_eq!(
        figures("p-dong-ngan", &[("operator", "tinh-bac-ninh")]).await,
        fine
    );
    assert_eq!(
        figures("tp-tu-son", &[("reader", "p-dong-ngan")]).await,
        refused
    );
    assert_eq!(
        figures("p-suoi-hoa", &[("reader", "tp-tu-son")]).await,
        refused
    );
    assert_eq!(
        figures(
            "tp-tu-son",
            &[("clerk", "tp-tu-son"), ("importer", "tp-tu-son")]
        )
        .await,
        refused
    );
    assert_eq!(figures("tp-tu-son", &[]).await, refused);
}

/// Whoever answers for a dissolved unit today reads its figures; it reads nothing any more.
#[tokio::test]
async fn figures_of_a_dissolved_unit_are_open_to_its_successors() {
    let app = TestApp::start().await;
    for (unit, status) in [
        ("p-dong-ngan", 403),
        ("tp-tu-son", 403),
        ("p-tu-son", 200),
        ("tinh-bac-ninh-2025", 200),
    ] {
        let token = app.tokens.mint("reader", &[("reader", unit)]);
        let path = format!("/v1/figures?unit_id=p-dong-ngan&{YEAR}");
        assert_eq!(app.get(&path, &token).await.status, status, "{unit}");
    }
}

#[tokio::test]
async fn operations_need_an_operator_and_all_calls_a_caller() {
    let app = TestApp::start().await;
    let nobody = app.tokens.mint("nobody", &[("clerk", "tp-tu-son")]);
    for (token, code) in [
        (&nobody, "FORBIDDEN_CALL"),
        (&app.reader(), "FORBIDDEN_CALL"),
        (&"x".to_owned(), "TOKEN_INVALID"),
    ] {
        for path in [
            "/v1/projection/verify",
            "/v1/projection/rebuild",
            "/v1/quarantine/reapply",
            "/v1/catalogue/reload",
        ] {
            assert_eq!(app.post(path, token).await.code(), code, "{path}");
        }
        assert_eq!(app.get("/v1/quarantine", token).await.code(), code);
    }
    assert_eq!(
        app.get("/v1/projection", &nobody).await.code(),
        "FORBIDDEN_CALL"
    );
    assert_eq!(app.get("/v1/projection", &app.reader()).await.status, 200);
    assert_eq!(app.get("/v1/indicators", &nobody).await.status, 200);
    for path in [
        "/v1/figures",
        "/v1/indicators",
        "/v1/projection",
        "/v1/quarantine",
        "/openapi.json",
    ] {
        assert_eq!(
            app.get(
                path,
                &app.tokens.expired("late", &[("reader", "tp-tu-son")])
            )
            .await
            .status,
            401,
            "{path}"
        );
    }
}

#[tokio::test]
async fn grpc_knows_the_same_callers() {
    let app = TestApp::start().await;
    let mut client = app.grpc().await;
    let token = app.tokens.mint("reader", &[("reader", "p-dong-ngan")]);
    let request = chiso_proto::aggregator::v1::QueryFiguresRequest {
        unit_id: "tp-tu-son".to_owned(),
        from_date: "2022-01-01".to_owned(),
        until_date: "2023-01-01".to_owned(),
        ..Default::default()
    };
    let refused = client
        .query_figures(authorised(request.clone(), &token))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), tonic::Code::PermissionDenied);
    let refused = client.query_figures(request).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Unauthenticated);
    let rebuild = authorised(
        chiso_proto::aggregator::v1::StartRebuildRequest::default(),
        &token,
    );
    assert_eq!(
        client.start_rebuild(rebuild).await.unwrap_err().code(),
        tonic::Code::PermissionDenied
    );
}
