//! The published schema as far as it goes: the keywords of JSON Schema 2020-12 that it uses, and no others.

use chrono::DateTime;
use serde_json::Value;

const SCHEMA: &str = include_str!("../../../signature/schema/report.json");

/// The schema of what `--json` prints.
pub(crate) fn published() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

/// Where and why `value` is not what the schema says.
pub(crate) fn faults(value: &Value) -> Vec<String> {
    let root = published();
    let mut faults = Vec::new();
    check(&root, &root, value, "$", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().unwrap() {
        let holds = match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let target = rule.as_str().unwrap().strip_prefix('#').unwrap();
                check(root, root.pointer(target).unwrap(), value, at, faults);
                true
            }
            "anyOf" => {
                let tries = rule.as_array().unwrap().iter().map(|branch| {
                    let mut faults = Vec::new();
                    check(root, branch, value, at, &mut faults);
                    faults
                });
                match tries.min_by_key(Vec::len) {
                    Some(fewest) if !fewest.is_empty() => faults.extend(fewest),
                    _ => {}
                }
                true
            }
            "type" => match rule {
                Value::Array(types) => types.iter().any(|one| is_of(value, one)),
                one => is_of(value, one),
            },
            "const" => value == rule,
            "enum" => rule.as_array().unwrap().contains(value),
            "minimum" => value.as_u64() >= rule.as_u64(),
            "pattern" => {
                assert_eq!(rule, "^[0-9a-f]{64}$", "teach this checker the pattern");
                value.as_str().is_some_and(|text| {
                    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
                })
            }
            "format" => {
                assert_eq!(rule, "date-time", "teach this checker the format");
                let text = value.as_str().unwrap_or_default();
                DateTime::parse_from_rfc3339(text).is_ok() && text.ends_with('Z')
            }
            "minItems" => value.as_array().unwrap().len() as u64 >= rule.as_u64().unwrap(),
            "maxItems" => value.as_array().unwrap().len() as u64 <= rule.as_u64().unwrap(),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, item, &format!("{at}[{index}]"), faults);
                }
                true
            }
            "required" => (rule.as_array().unwrap().iter())
                .all(|name| value.get(name.as_str().unwrap()).is_some()),
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    if let Some(member) = value.get(name) {
                        check(root, rule, member, &format!("{at}.{name}"), faults);
                    }
                }
                true
            }
            "additionalProperties" => (value.as_object().into_iter().flatten())
                .all(|(name, _)| schema["properties"].get(name).is_some()),
            other => panic!("teach this checker the keyword {other}"),
        };
        if !holds {
            faults.push(format!("{at}: {keyword} {rule}"));
        }
    }
}

fn is_of(value: &Value, kind: &Value) -> bool {
    match kind.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no such type: {other}"),
    }
}
