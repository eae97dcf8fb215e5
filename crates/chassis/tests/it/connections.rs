use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use chiso_chassis::config::LimitsConfig;
use reqwest::Client;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::app::{App, token, token_of};

const HEAD: &[u8] = b"GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Slow: ";

async fn connect(app: &App) -> TcpStream {
    TcpStream::connect(app.bound.address).await.unwrap()
}

/// Reads until the server closes the connection.
async fn end(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset is an end, too.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn unfinished_heads_make_no_request_wait() {
    let app = App::with(LimitsConfig {
        connections: 40,
        connections_per_address: 30,
        idle_seconds: 3600,
        ..LimitsConfig::default()
    })
    .await;
    let mut attack = Vec::new();
    for _ in 0..100 {
        let mut stream = connect(&app).await;
        stream.write_all(HEAD).await.unwrap();
        attack.push(stream);
        if attack.len() % 20 == 0 {
            assert_eq!(
                app.signed("GET", "/v1/me").send().await.unwrap().status(),
                200
            );
        }
    }
    // Those that came first made room.
    assert_eq!(end(attack.swap_remove(0)).await, "");
}

#[tokio::test]
async fn a_head_that_does_not_end_and_an_idle_connection_are_closed() {
    let app = App::with(LimitsConfig {
        idle_seconds: 1,
        ..LimitsConfig::default()
    })
    .await;
    let silent = connect(&app).await;
    let mut half = connect(&app).await;
    half.write_all(HEAD).await.unwrap();
    let mut preface = connect(&app).await;
    preface.write_all(b"PRI * HTT").await.unwrap();
    let mut idle = connect(&app).await;
    let request = format!(
        "GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
        token()
    );
    idle.write_all(request.as_bytes()).await.unwrap();
    for stream in [silent, half, preface] {
        end(stream).await;
    }
    assert!(end(idle).await.ends_with("clerk-7"));
}

#[tokio::test]
async fn a_request_that_is_under_way_is_not_idle() {
    let app = App::with(LimitsConfig {
        idle_seconds: 1,
        ..LimitsConfig::default()
    })
    .await;
    let held = tokio::spawn(app.signed("GET", "/v1/hold").send());
    app.held().await;
    // This one is idle for longer than the held one has to be left alone.
    end(connect(&app).await).await;
    end(connect(&app).await).await;
    app.gate.leave.notify_one();
    assert_eq!(held.await.unwrap().unwrap().status(), 200);
}

fn from(address: Ipv4Addr) -> Client {
    let address = IpAddr::V4(address);
    Client::builder().local_address(address).build().unwrap()
}

#[tokio::test]
async fn one_address_never_takes_all_connections() {
    let app = App::with(LimitsConfig {
        connections: 4,
        connections_per_address: 2,
        ..LimitsConfig::default()
    })
    .await;
    let url = |path: &str| format!("http://{}{path}", app.bound.address);
    let mine = Ipv4Addr::new(127, 0, 0, 2);
    let hold = || from(mine).get(url("/v1/hold")).bearer_auth(token()).send();
    let _held = [tokio::spawn(hold()), tokio::spawn(hold())];
    app.held().await;
    app.held().await;
    assert!(hold().await.is_err());
    let other = from(Ipv4Addr::LOCALHOST).get(url("/v1/me"));
    let other = other.bearer_auth(token_of("portal")).send().await.unwrap();
    assert_eq!(other.status(), 200);
    app.gate.leave.notify_waiters();
}

#[tokio::test]
async fn a_handler_ends_with_its_client() {
    let app = App::start().await;
    let request = format!(
        "GET /v1/forever HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
        token()
    );
    let mut http1 = connect(&app).await;
    http1.write_all(request.as_bytes()).await.unwrap();
    app.held().await;
    drop(http1);
    app.gone().await;

    // A stream is given up, and its connection goes on.
    let http2 = Client::builder().http2_prior_knowledge().build().unwrap();
    let url = |path: &str| format!("http://{}{path}", app.bound.address);
    let request = http2.get(url("/v1/forever")).bearer_auth(token()).send();
    let request = tokio::spawn(request);
    app.held().await;
    request.abort();
    app.gone().await;
    let me = http2.get(url("/v1/me")).bearer_auth(token()).send().await;
    assert_eq!(me.unwrap().status(), 200);
}

#[tokio::test]
async fn a_panic_in_the_middle_of_an_answer_ends_only_this_answer() {
    let app = App::start().await;
    let http2 = Client::builder().http2_prior_knowledge().build().unwrap();
    let url = |path: &str| format!("http://{}{path}", app.bound.address);
    let held = tokio::spawn(http2.get(url("/v1/hold")).bearer_auth(token()).send());
    app.held().await;
    let broken = http2
        .get(url("/v1/stream"))
        .bearer_auth(token())
        .send()
        .await;
    if let Ok(answer) = broken {
        assert!(answer.text().await.is_err());
    }
    app.gate.leave.notify_one();
    assert_eq!(held.await.unwrap().unwrap().text().await.unwrap(), "let go");
}

#[tokio::test]
async fn a_head_of_too_many_fields_is_refused() {
    let app = App::start().await;
    let socket = TcpSocket::new_v4().unwrap();
    let address: SocketAddr = app.bound.address;
    let mut stream = socket.connect(address).await.unwrap();
    let fields = "X: y\r\n".repeat(200);
    let head = format!("GET / HTTP/1.1\r\nHost: x\r\n{fields}\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    assert!(end(stream).await.starts_with("HTTP/1.1 431 "));
}
