use chiso_clock::Clock;
use chiso_testkit::{DevIssuer, Tokens};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};

const GRANTS: [(&str, &str); 1] = [("clerk", "p-dong-ngan")];

fn verify(tokens: &Tokens, token: &str) -> Result<serde_json::Value, Error> {
    let set = std::fs::read(tokens.jwks_file()).expect("the key set is there");
    let set: JwkSet = serde_json::from_slice(&set).expect("the key set is one");
    let header = decode_header(token)?;
    let key = set
        .find(&header.kid.unwrap_or_default())
        .ok_or(ErrorKind::InvalidToken)?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[DevIssuer::AUDIENCE]);
    validation.set_issuer(&[DevIssuer::ISSUER]);
    validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
    validation.validate_nbf = true;
    decode(token, &DecodingKey::from_jwk(key)?, &validation).map(|token| token.claims)
}

#[test]
fn a_good_token_is_accepted_and_each_bad_one_refused_for_its_own_reason() {
    let tokens = Tokens::new(Clock::system());
    let good = verify(&tokens, &tokens.mint("clerk-1", &GRANTS)).unwrap();
    assert_eq!(good["sub"], "clerk-1");
    assert_eq!(good["grants"][0]["role"], "clerk");

    let refused = |token: String, reason: ErrorKind| {
        let refusal = verify(&tokens, &token).unwrap_err();
        assert_eq!(refusal.kind(), &reason, "{token}");
    };
    refused(tokens.expired("c", &GRANTS), ErrorKind::ExpiredSignature);
    refused(
        tokens.not_yet_valid("c", &GRANTS),
        ErrorKind::ImmatureSignature,
    );
    refused(tokens.other_key("c", &GRANTS), ErrorKind::InvalidSignature);
    refused(tokens.unknown_key("c", &GRANTS), ErrorKind::InvalidToken);
    refused(
        tokens.wrong_audience("c", &GRANTS),
        ErrorKind::InvalidAudience,
    );
    refused(tokens.wrong_issuer("c", &GRANTS), ErrorKind::InvalidIssuer);
    let without_end = serde_json::json!({
        "sub": "c", "iss": DevIssuer::ISSUER, "aud": DevIssuer::AUDIENCE, "nbf": 0,
    });
    refused(
        tokens.sign(&without_end),
        ErrorKind::MissingRequiredClaim("exp".to_owned()),
    );
    assert!(verify(&tokens, &tokens.unsigned("c", &GRANTS)).is_err());
}
