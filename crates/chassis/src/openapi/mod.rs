//! What every operation of a REST API has in common, added to its OpenAPI document: who may call, what can go wrong, and the limits of
//! texts. A service only declares what is particular to it; what it has declared stays as it is.

mod answer;

use std::collections::HashSet;

use http::StatusCode;
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;
use utoipa::{PartialSchema as _, ToSchema as _};

use self::answer::ANSWERS;
use crate::error::{FieldFault, Problem};
use crate::page;

/// Parameters hold no control characters at all.
const PARAMETER: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";

/// Texts of bodies hold tabs and line ends.
const TEXT: &str = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$";

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The document, complete. A service declares its own codes of a status as the description of that status, without content.
///
/// # Panics
/// Never: a document has string keys and no other way to fail to be JSON.
pub(crate) fn complete(document: &OpenApi, without_deadline: &HashSet<&str>) -> Value {
    let mut document = serde_json::to_value(document).expect("a document is JSON");
    for (path, item) in members(&mut document["paths"]) {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                complete_operation(operation, path, !without_deadline.contains(path.as_str()));
            }
        }
    }
    for (_, schema) in members(&mut document["components"]["schemas"]) {
        limit_texts(schema, TEXT);
    }
    let components = &mut document["components"];
    for (name, schema) in schemas() {
        components["schemas"][name] = schema;
    }
    for answer in ANSWERS {
        components["responses"][answer.name()] = answer.document();
    }
    components["securitySchemes"]["bearer"] = json!({
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "JWT (RFC 7519) of the configured issuer; the claim `grants` lists roles and units.",
    });
    document["security"] = json!([{ "bearer": [] }]);
    document["servers"] =
        json!([{ "url": "/", "description": "the service that gave this document" }]);
    document
}

fn members(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

fn complete_operation(operation: &mut Value, path: &str, has_deadline: bool) {
    let mut headers = Vec::new();
    let mut has_parameters = false;
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten() {
        has_parameters = true;
        if parameter["in"] == "header" {
            headers.push(parameter["name"].as_str().unwrap_or_default().to_owned());
        }
        limit_parameter(parameter);
    }
    let has = |header: &str| headers.iter().any(|name| name.eq_ignore_ascii_case(header));
    let has_body = operation.get("requestBody").is_some();
    let happens = |status: StatusCode| match status {
        StatusCode::BAD_REQUEST => has_parameters || has_body,
        StatusCode::NOT_FOUND => path.contains('{'),
        StatusCode::REQUEST_TIMEOUT
        | StatusCode::PAYLOAD_TOO_LARGE
        | StatusCode::UNSUPPORTED_MEDIA_TYPE => has_body,
        StatusCode::CONFLICT => has("Idempotency-Key"),
        StatusCode::PRECONDITION_FAILED | StatusCode::PRECONDITION_REQUIRED => has("If-Match"),
        StatusCode::GATEWAY_TIMEOUT => has_deadline,
        _ => true,
    };
    for answer in ANSWERS {
        let status = answer.0.as_str();
        if let Some(declared) = operation["responses"].get_mut(status) {
            answer.complete(declared);
        } else if happens(answer.0) {
            let reference = format!("#/components/responses/{}", answer.name());
            operation["responses"][status] = json!({ "$ref": reference });
        }
    }
}

fn limit_parameter(parameter: &mut Value) {
    let name = parameter["name"]
        .as_str()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let schema = &mut parameter["schema"];
    match name.as_str() {
        "idempotency-key" => {
            *schema = json!({ "type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$" });
        }
        "if-match" => {
            *schema = json!({ "type": "string", "pattern": "^\"(0|[1-9][0-9]{0,17})\"$", "examples": ["\"2\""] });
        }
        "page_token" => {
            limit_texts(schema, "^[A-Za-z0-9_-]+$");
            schema["maxLength"] = page::MAX_LENGTH.into();
        }
        _ => limit_texts(schema, PARAMETER),
    }
}

/// Gives all texts in a schema a pattern that have none and no other limit of their characters.
fn limit_texts(schema: &mut Value, pattern: &str) {
    let is_text = match schema.get("type") {
        Some(Value::String(name)) => name == "string",
        Some(Value::Array(names)) => names.iter().any(|name| name == "string"),
        _ => false,
    };
    let Some(members) = schema.as_object_mut() else {
        return;
    };
    let limited = ["pattern", "format", "enum", "const"];
    if is_text && limited.iter().all(|limit| !members.contains_key(*limit)) {
        members.insert("pattern".to_owned(), pattern.into());
    }
    for (key, value) in members {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                for property in properties.values_mut() {
                    limit_texts(property, pattern);
                }
            }
            ("items" | "additionalProperties", value) => limit_texts(value, pattern),
            ("oneOf" | "anyOf" | "allOf", Value::Array(schemas)) => {
                for schema in schemas {
                    limit_texts(schema, pattern);
                }
            }
            _ => {}
        }
    }
}

fn schemas() -> Map<String, Value> {
    let schemas = [
        (Problem::name(), Problem::schema()),
        (FieldFault::name(), FieldFault::schema()),
    ];
    schemas
        .into_iter()
        .map(|(name, schema)| (name.into_owned(), json!(schema)))
        .collect()
}

#[cfg(test)]
mod tests {
    use utoipa::OpenApi as _;

    use super::*;

    #[utoipa::path(post, path = "/v1/things/{id}", operation_id = "change_thing",
        params(("id" = String, Path), ("Idempotency-Key" = String, Header), ("If-Match" = String, Header), ("page_token" = Option<String>, Query)),
        request_body = Thing,
        responses((status = 200, body = Thing), (status = 409, description = "`ITS_OWN`")))]
    #[expect(dead_code, reason = "only its document is looked at")]
    fn change_thing() {}

    #[utoipa::path(get, path = "/v1/long", operation_id = "wait_long", responses((status = 200)))]
    #[expect(dead_code, reason = "only its document is looked at")]
    fn wait_long() {}

    #[derive(utoipa::ToSchema)]
    #[expect(dead_code, reason = "only its schema is looked at")]
    struct Thing {
        name: String,
        notes: Option<Vec<String>>,
        id: uuid::Uuid,
    }

    #[derive(utoipa::OpenApi)]
    #[openapi(paths(change_thing, wait_long))]
    struct Document;

    #[test]
    fn every_operation_says_what_can_go_wrong_with_it() {
        let document = complete(&Document::openapi(), &HashSet::from(["/v1/long"]));
        let statuses = |path: &str, method: &str| {
            let responses = &document["paths"][path][method]["responses"];
            let statuses: Vec<&String> = responses.as_object().unwrap().keys().collect();
            statuses
                .iter()
                .map(|s| s.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        };
        insta::assert_snapshot!(statuses("/v1/things/{id}", "post"), @"200 400 401 403 404 408 409 412 413 415 428 429 500 503 504");
        insta::assert_snapshot!(statuses("/v1/long", "get"), @"200 401 403 429 500 503");
        let thing = &document["paths"]["/v1/things/{id}"]["post"];
        let own = &thing["responses"]["409"];
        let description = own["description"].as_str().unwrap();
        assert!(description.ends_with(": `ITS_OWN`."), "{description}");
        let schema = &own["content"]["application/problem+json"]["schema"]["$ref"];
        assert_eq!(schema, "#/components/schemas/Problem");
        assert_eq!(document["security"], json!([{ "bearer": [] }]));
        let schemas: Vec<&Value> = thing["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|parameter| &parameter["schema"])
            .collect();
        let expected = [
            json!({ "type": "string", "pattern": PARAMETER }),
            json!({ "type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$" }),
            json!({ "type": "string", "pattern": "^\"(0|[1-9][0-9]{0,17})\"$", "examples": ["\"2\""] }),
            json!({ "type": "string", "maxLength": 1024, "pattern": "^[A-Za-z0-9_-]+$" }),
        ];
        assert_eq!(schemas, expected.iter().collect::<Vec<_>>());
        let properties = json!({
            "id": { "type": "string", "format": "uuid" },
            "name": { "type": "string", "pattern": TEXT },
            "notes": { "type": ["array", "null"], "items": { "type": "string", "pattern": TEXT } },
        });
        assert_eq!(
            document["components"]["schemas"]["Thing"]["properties"],
            properties
        );
    }

    #[test]
    fn an_answer_has_its_codes_an_example_and_its_headers() {
        let document = complete(&Document::openapi(), &HashSet::new());
        insta::assert_json_snapshot!(document["components"]["responses"]["TooManyRequests"], @r##"
        {
          "content": {
            "application/problem+json": {
              "example": {
                "code": "RATE_LIMITED",
                "instance": "/v1/example",
                "status": 429,
                "title": "Too many requests",
                "type": "urn:chiso:problem:rate-limited"
              },
              "schema": {
                "$ref": "#/components/schemas/Problem"
              }
            }
          },
          "description": "The caller sends too much: `RATE_LIMITED`, `TOO_MANY_AT_A_TIME`.",
          "headers": {
            "Retry-After": {
              "description": "seconds",
              "schema": {
                "type": "string"
              }
            }
          }
        }
        "##);
    }
}
