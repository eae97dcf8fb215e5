use chiso_testkit::dangling_references;

use crate::app::TestApp;

#[tokio::test]
async fn the_document_is_3_1_and_stays_as_it_is() {
    let app = TestApp::start().await;
    let document = app.get("/openapi.json", &app.reader()).await.json;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(dangling_references(&document), [""; 0]);
    insta::assert_json_snapshot!(document);
}
