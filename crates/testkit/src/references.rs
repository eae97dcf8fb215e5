use serde_json::Value;

/// The `$ref`s in an OpenAPI document that lead to nothing in it.
pub fn dangling_references(document: &Value) -> Vec<String> {
    let mut dangling = Vec::new();
    visit(document, &mut |reference| {
        let pointer = reference.strip_prefix('#');
        if pointer
            .and_then(|pointer| document.pointer(pointer))
            .is_none()
        {
            dangling.push(reference.to_owned());
        }
    });
    dangling
}

fn visit(value: &Value, found: &mut impl FnMut(&str)) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                found(reference);
            }
            for member in members.values() {
                visit(member, found);
            }
        }
        Value::Array(items) => {
            for item in items {
                visit(item, found);
            }
        }
        _ => {}
    }
}
