use chiso_testkit::dangling_references;

use crate::app::TestApp;

#[tokio::test]
async fn the_document_is_3_1_and_names_every_operation_once() {
    let app = TestApp::start().await;
    let document = app.get("/openapi.json", &app.clerk()).await.json;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(dangling_references(&document), [""; 0]);
    let mut operations: Vec<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| {
                    format!(
                        "{} {path} {}",
                        method.to_uppercase(),
                        operation["operationId"].as_str().unwrap()
                    )
                })
        })
        .collect();
    operations.sort();
    insta::assert_snapshot!(operations.join("\n"));
}
