use chiso_testkit::schema;

use crate::app::TestApp;

#[tokio::test]
async fn the_migrations_make_the_committed_schema() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(schema(&app.database, "dossiers"));
}
