use std::time::Duration;

use axum::Router;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chiso_chassis::auth::{AuthConfig, AuthFault, Authenticator, KeyFault};
use chiso_clock::Clock;
use chrono::{DateTime, TimeDelta};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use jsonwebtoken::{Algorithm, EncodingKey, Header, crypto, encode};
use serde_json::{Value, json};

use tokio::net::TcpListener;

use crate::app::{App, NOW, claims, key, refusal, sign, write_keys, write_keys_to};

async fn with(app: &App, token: &str) -> String {
    let request = app.request("GET", "/v1/me").bearer_auth(token);
    let response = request.try_clone().unwrap().send().await.unwrap();
    if response.status() == 200 {
        return response.text().await.unwrap();
    }
    let challenge = response.headers()["www-authenticate"].to_str().unwrap();
    assert_eq!(challenge, r#"Bearer realm="chiso", error="invalid_token""#);
    refusal(request).await
}

fn changed(claim: &str, value: Value) -> String {
    let mut claims = claims();
    claims[claim] = value;
    sign(&claims, "one", &key(1))
}

fn without(claim: &str) -> String {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(claim);
    sign(&claims, "one", &key(1))
}

#[tokio::test]
async fn a_good_token_names_the_caller() {
    let app = App::start().await;
    let token = sign(&claims(), "one", &key(1));
    assert_eq!(with(&app, &token).await, "clerk-7");
    assert_eq!(with(&app, &changed("aud", json!("chiso"))).await, "clerk-7");
}

#[tokio::test]
async fn a_request_without_a_token_is_told_to_bring_one() {
    let app = App::start().await;
    for path in ["/v1/me", "/nowhere", "/"] {
        let request = app.request("GET", path);
        let response = request.try_clone().unwrap().send().await.unwrap();
        assert_eq!(
            response.headers()["www-authenticate"],
            r#"Bearer realm="chiso""#
        );
        assert_eq!(refusal(request).await, "401 TOKEN_MISSING");
    }
    let basic = app.request("GET", "/v1/me").basic_auth("clerk", Some("x"));
    assert_eq!(refusal(basic).await, "401 TOKEN_MISSING");
}

#[tokio::test]
async fn tokens_of_others_and_for_others_are_refused() {
    let app = App::start().await;
    let good = sign(&claims(), "one", &key(1));
    let (body, signature) = good.rsplit_once('.').unwrap();
    let none = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
    let payload = body.split_once('.').unwrap().1;
    let public = std::fs::read(app.keys_file()).unwrap();
    let confused = Header {
        kid: Some("one".to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    let critical = Header {
        kid: Some("one".to_owned()),
        crit: Some(vec!["exp".to_owned()]),
        ..Header::new(Algorithm::EdDSA)
    };
    let refused = [
        sign(&claims(), "one", &key(2)),
        sign(&claims(), "two", &key(2)),
        sign(&claims(), "two", &key(1)),
        format!("{none}.{payload}."),
        format!("{none}.{payload}.{signature}"),
        format!("{body}."),
        encode(&confused, &claims(), &EncodingKey::from_secret(&public)).unwrap(),
        encode(&critical, &claims(), &key(1)).unwrap(),
        changed("aud", json!("another")),
        changed("iss", json!("another")),
        changed("exp", json!("tomorrow")),
        changed("sub", json!("")),
        changed("sub", json!("a\0b")),
        changed("sub", json!("a".repeat(256))),
        without("aud"),
        without("iss"),
        without("sub"),
        without("exp"),
        without("nbf"),
        "x".to_owned(),
        "x".repeat(9000),
    ];
    for token in refused {
        assert_eq!(with(&app, &token).await, "401 TOKEN_INVALID", "{token}");
    }
}

/// A token with these members in its header.
fn headed(header: &Value, key: &EncodingKey) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", encode(header), encode(&claims()));
    let signature = crypto::sign(message.as_bytes(), key, Algorithm::EdDSA).unwrap();
    format!("{message}.{signature}")
}

#[tokio::test]
async fn dates_may_have_fractions() {
    let app = App::start().await;
    #[expect(clippy::cast_precision_loss, reason = "exact")]
    let now = NOW as f64;
    for (claim, value) in [
        ("exp", json!(now + 600.5)),
        ("exp", json!(now + 600.0)),
        ("nbf", json!(now - 0.25)),
        ("iat", json!(now - 0.75)),
        ("exp", json!(now - 29.5)),
    ] {
        assert_eq!(
            with(&app, &changed(claim, value.clone())).await,
            "clerk-7",
            "{claim} {value}"
        );
    }
    for (claim, value, code) in [
        ("exp", json!(now - 30.5), "401 TOKEN_EXPIRED"),
        ("nbf", json!(now + 30.5), "401 TOKEN_NOT_YET_VALID"),
        ("exp", json!(1e300), "401 TOKEN_INVALID"),
        ("exp", json!(-1), "401 TOKEN_INVALID"),
        ("iat", json!("yesterday"), "401 TOKEN_INVALID"),
    ] {
        assert_eq!(with(&app, &changed(claim, value)).await, code, "{claim}");
    }
}

#[tokio::test]
async fn a_header_names_algorithm_and_key_in_every_form_that_the_rfcs_allow() {
    let app = App::start().await;
    for header in [
        json!({ "alg": "Ed25519", "kid": "one" }),
        json!({ "alg": "EdDSA", "kid": null }),
        json!({ "alg": "EdDSA" }),
        json!({ "alg": "EdDSA", "kid": "one", "typ": "at+jwt", "x5c": 7 }),
    ] {
        assert_eq!(
            with(&app, &headed(&header, &key(1))).await,
            "clerk-7",
            "{header}"
        );
    }
    for header in [
        json!({ "alg": "EdDSA", "kid": 1 }),
        json!({ "alg": "EdDSA", "kid": ["one"] }),
        json!({ "alg": "EdDSA", "kid": "" }),
        json!({ "alg": "ed25519", "kid": "one" }),
        json!({ "alg": "Ed448", "kid": "one" }),
        json!({ "alg": "HS256", "kid": "one" }),
        json!({ "alg": null }),
        json!({}),
        json!(["EdDSA", "one"]),
        json!(7),
    ] {
        assert_eq!(
            with(&app, &headed(&header, &key(1))).await,
            "401 TOKEN_INVALID",
            "{header}"
        );
    }
}

/// As docs/operator.md tells: publish the new key beside the old one, sign with it, take the old one away.
#[tokio::test]
async fn keys_are_rotated_without_a_refused_request() {
    let app = App::start().await;
    let publish = |keys: &[(&str, &EncodingKey)]| {
        write_keys_to(&app.keys_file(), keys);
    };
    let old = sign(&claims(), "one", &key(1));
    let new = headed(&json!({ "alg": "Ed25519", "kid": "two" }), &key(2));
    let nameless = |seed| headed(&json!({ "alg": "EdDSA" }), &key(seed));
    assert_eq!(with(&app, &old).await, "clerk-7");
    publish(&[("one", &key(1)), ("two", &key(2))]);
    becomes(&app, &new, "clerk-7").await;
    for token in [&old, &nameless(1), &nameless(2)] {
        assert_eq!(with(&app, token).await, "clerk-7");
    }
    publish(&[("two", &key(2))]);
    becomes(&app, &old, "401 TOKEN_INVALID").await;
    assert_eq!(with(&app, &nameless(1)).await, "401 TOKEN_INVALID");
    assert_eq!(with(&app, &new).await, "clerk-7");

    // An issuer that gives the new key the name of the old one.
    publish(&[("two", &key(2)), ("two", &key(3))]);
    let namesake = sign(&claims(), "two", &key(3));
    becomes(&app, &namesake, "clerk-7").await;
    assert_eq!(with(&app, &new).await, "clerk-7");
}

/// Sends a token until the answer is as expected: keys are read again within seconds.
async fn becomes(app: &App, token: &str, expected: &str) {
    let asked = async {
        while with(app, token).await != expected {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let answer = tokio::time::timeout(Duration::from_secs(30), asked).await;
    answer.expect("the answer comes to be as expected");
}

#[tokio::test]
async fn a_token_is_good_from_nbf_to_exp_give_or_take_half_a_minute() {
    let app = App::start().await;
    let future = changed("nbf", json!(NOW + 31));
    assert_eq!(with(&app, &future).await, "401 TOKEN_NOT_YET_VALID");
    assert_eq!(
        with(&app, &changed("nbf", json!(NOW + 30))).await,
        "clerk-7"
    );
    let past = changed("exp", json!(NOW - 30));
    assert_eq!(with(&app, &past).await, "401 TOKEN_EXPIRED");
    assert_eq!(
        with(&app, &changed("exp", json!(NOW - 29))).await,
        "clerk-7"
    );

    // A token that is remembered as good expires like any other.
    let token = changed("exp", json!(NOW + 60));
    assert_eq!(with(&app, &token).await, "clerk-7");
    app.clock.advance(TimeDelta::seconds(89));
    assert_eq!(with(&app, &token).await, "clerk-7");
    app.clock.advance(TimeDelta::seconds(1));
    assert_eq!(with(&app, &token).await, "401 TOKEN_EXPIRED");
}

#[tokio::test(start_paused = true)]
async fn keys_come_and_go_while_the_service_runs() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("jwks.json");
    let (clock, _hand) = Clock::at(DateTime::from_timestamp(NOW, 0).unwrap());
    write_keys(&home, &[("one", &key(1))]);
    let config = AuthConfig {
        issuer: "chiso-test".to_owned(),
        audience: "chiso".to_owned(),
        jwks: file.to_str().unwrap().to_owned(),
    };
    let authenticator = Authenticator::start(&config, clock).await.unwrap();
    let (one, two) = (
        headers(&sign(&claims(), "one", &key(1))),
        headers(&sign(&claims(), "two", &key(2))),
    );
    assert!(authenticator.authenticate(&one).await.is_ok());

    // A new key is found at once, but not more than once a second.
    write_keys(&home, &[("one", &key(1)), ("two", &key(2))]);
    let refused = authenticator.authenticate(&two).await;
    assert!(matches!(refused, Err(AuthFault::Refused(_))));
    tokio::time::advance(Duration::from_secs(1)).await;
    assert!(authenticator.authenticate(&two).await.is_ok());

    // A broken file changes nothing.
    std::fs::write(&file, "{").unwrap();
    tokio::time::advance(Duration::from_secs(6)).await;
    settle(&authenticator, &one).await;
    assert!(authenticator.authenticate(&one).await.is_ok());

    // A key that is gone is refused, also for tokens that were good a moment ago.
    write_keys(&home, &[("two", &key(2))]);
    tokio::time::advance(Duration::from_secs(6)).await;
    settle(&authenticator, &two).await;
    assert!(authenticator.authenticate(&one).await.is_err());
    assert!(authenticator.authenticate(&two).await.is_ok());

    // Without keys no service starts.
    std::fs::remove_file(&file).unwrap();
    let (clock, _hand) = Clock::at(DateTime::from_timestamp(NOW, 0).unwrap());
    assert!(Authenticator::start(&config, clock).await.is_err());
}

/// Has the keys read again in the background, and waits for it: a token with an unknown key waits behind the reader.
async fn settle(authenticator: &Authenticator, with: &HeaderMap) {
    let _ = authenticator.authenticate(with).await;
    tokio::task::yield_now().await;
    let unknown = headers(&sign(&claims(), "three", &key(3)));
    let _ = authenticator.authenticate(&unknown).await;
}

fn headers(token: &str) -> HeaderMap {
    let value = format!("Bearer {token}").parse().unwrap();
    HeaderMap::from_iter([(AUTHORIZATION, value)])
}

#[tokio::test]
async fn keys_come_from_a_url_too() {
    let home = tempfile::tempdir().unwrap();
    write_keys(&home, &[("one", &key(1))]);
    let json = std::fs::read_to_string(home.path().join("jwks.json")).unwrap();
    let issuer = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/keys", issuer.local_addr().unwrap());
    let routes = Router::new().route("/keys", get(async || json));
    let serving = tokio::spawn(async { axum::serve(issuer, routes).await });
    let (clock, _hand) = Clock::at(DateTime::from_timestamp(NOW, 0).unwrap());
    let config = |jwks: &str| AuthConfig {
        issuer: "chiso-test".to_owned(),
        audience: "chiso".to_owned(),
        jwks: jwks.to_owned(),
    };
    let start = |jwks: &str| {
        let (config, clock) = (config(jwks), clock.clone());
        async move { Authenticator::start(&config, clock).await }
    };
    let authenticator = start(&url).await.unwrap();
    let missing = start(&format!("{url}/of-nobody")).await;
    assert!(matches!(missing, Err(KeyFault::Fetch(_))));

    // The issuer may be down while tokens are checked.
    serving.abort();
    let good = headers(&sign(&claims(), "one", &key(1)));
    assert!(authenticator.authenticate(&good).await.is_ok());
    let bad = headers(&sign(&claims(), "two", &key(2)));
    assert!(authenticator.authenticate(&bad).await.is_err());
}
