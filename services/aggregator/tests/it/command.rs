use chiso_testkit::Process;
use secrecy::ExposeSecret;

use crate::app::{PATIENCE, TestApp};
use crate::lives;

/// What a command is told.
pub fn settings(app: &TestApp) -> Vec<(&'static str, String)> {
    let config = &app.config;
    vec![
        (
            "CHISO_DATABASE__URL",
            config.database.url.expose_secret().to_owned(),
        ),
        (
            "CHISO_NATS__URL",
            config.nats.url.expose_secret().to_owned(),
        ),
        ("CHISO_AUTH__ISSUER", config.auth.issuer.clone()),
        ("CHISO_AUTH__AUDIENCE", config.auth.audience.clone()),
        ("CHISO_AUTH__JWKS", config.auth.jwks.clone()),
        (
            "CHISO_CATALOGUE_DIR",
            config.catalogue_dir.display().to_string(),
        ),
        ("CHISO_SOURCES__DOSSIERS", config.sources.dossiers.clone()),
        (
            "CHISO_PEER_TOKEN_FILE",
            config.peer_token_file.display().to_string(),
        ),
    ]
}

async fn run(app: &TestApp, arguments: &[&str]) -> (Option<i32>, String) {
    let process = Process::start(
        env!("CARGO_BIN_EXE_chiso-aggregator"),
        arguments,
        settings(app),
    );
    let status = process.ended(PATIENCE).await;
    (status.code(), process.lines().join("\n"))
}

#[tokio::test]
async fn verify_and_rebuild_are_commands_too() {
    let app = TestApp::start().await;
    app.source.live(&lives::random(10, 30)).await;
    app.caught_up().await;
    let (code, lines) = run(&app, &["verify"]).await;
    assert_eq!(code, Some(0), "{lines}");
    assert!(
        lines.contains("facets                          30"),
        "{lines}"
    );

    sqlx::query("UPDATE aggregator.daily SET value = value + 1 WHERE measure = 3")
        .execute(&app.pool)
        .await
        .unwrap();
    let (code, lines) = run(&app, &["verify", "--json"]).await;
    assert_eq!(code, Some(1), "{lines}");
    assert!(lines.contains("\"measure\": \"received\""), "{lines}");

    let (code, lines) = run(&app, &["rebuild"]).await;
    assert_eq!(code, Some(0), "{lines}");
    assert!(lines.contains("generation 2 is live"), "{lines}");
    let (code, lines) = run(&app, &["verify"]).await;
    assert_eq!(code, Some(0), "{lines}");
    let figures = app
        .figures("unit_id=tp-tu-son&from_date=2022-01-01&until_date=2023-01-01")
        .await;
    assert_eq!(figures["total"]["partition_a"]["holds"], true);
}
