use crate::app::TestApp;

#[tokio::test]
async fn a_reload_is_all_or_nothing() {
    let app = TestApp::start().await;
    let operator = app.operator();
    let file = app.catalogue.join("indicators.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    let before = app.get("/v1/indicators", &app.reader()).await.json;

    std::fs::write(&file, good.replacen("\"received\"", "\"recieved\"", 1)).unwrap();
    std::fs::write(app.catalogue.join("org_units.toml"), "[[unit]]\nid = 'X'").unwrap();
    let refused = app.post("/v1/catalogue/reload", &operator).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code()),
        (409, "CATALOGUE_REFUSED")
    );
    let detail = refused.json["detail"].as_str().unwrap();
    assert!(
        detail.contains("org_units.toml") && detail.contains("indicators.toml"),
        "{detail}"
    );
    assert_eq!(app.get("/v1/indicators", &app.reader()).await.json, before);

    std::fs::write(
        &file,
        good.replacen("definition_version = 1", "definition_version = 2", 1),
    )
    .unwrap();
    let original =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/org_units.toml");
    std::fs::copy(original, app.catalogue.join("org_units.toml")).unwrap();
    let reloaded = app.post("/v1/catalogue/reload", &operator).await;
    assert_eq!(reloaded.status, 200);
    let indicators = before["indicators"].as_array().unwrap().len();
    assert_eq!(reloaded.json["indicators"], indicators);
    let after = app.get("/v1/indicators", &app.reader()).await.json;
    assert_eq!(after["indicators"][0]["definition_version"], 2);
}
