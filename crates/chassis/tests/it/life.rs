use std::io;
use std::time::Duration;

use chiso_chassis::config::LimitsConfig;
use chiso_chassis::shutdown::Ended;
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::app::App;

#[tokio::test]
async fn a_stop_lets_requests_end_and_takes_no_new_ones() {
    let app = App::with(LimitsConfig::default()).await;
    let held = tokio::spawn(app.signed("GET", "/v1/hold").send());
    app.held().await;
    let life = app.life.clone();
    let ended = tokio::spawn(async move { life.until_stopped().await });
    app.life.stop();
    while TcpStream::connect(app.bound.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    let (status, report) = app.operations("/readyz").await;
    assert_eq!(status, 503);
    assert!(report.contains(r#""stopping":true"#), "{report}");
    assert!(!ended.is_finished());
    app.gate.leave.notify_one();
    let response = held.await.unwrap().unwrap();
    assert_eq!(response.text().await.unwrap(), "let go");
    ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_task_that_dies_takes_the_listeners_along() {
    let app = App::start().await;
    app.life
        .spawn("relay", |_| async { Err(io::Error::other("gone")) });
    let ended = app.life.until_stopped().await;
    assert!(matches!(ended, Err(Ended::Failed { name: "relay", .. })));
    assert!(TcpStream::connect(app.bound.address).await.is_err());
}

#[tokio::test]
async fn connections_without_a_request_hold_nothing_up() {
    let app = App::start().await;
    let silent = TcpStream::connect(app.bound.address).await.unwrap();
    // Connections are accepted in order: this one has been when the next is answered.
    let kept_alive = reqwest::Client::new();
    let url = format!("http://{}/v1/me", app.bound.address);
    assert_eq!(kept_alive.get(url).send().await.unwrap().status(), 401);
    app.life.stop();
    let ended = timeout(Duration::from_secs(2), app.life.until_stopped()).await;
    ended.expect("stops at once").unwrap();
    drop((silent, kept_alive));
}
