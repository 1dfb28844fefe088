//! Holds an answer against a schema of the OpenAPI document: the part of JSON Schema that the
//! document uses, and objects closed, so that a member which the document does not name is found.

use serde_json::Value;

/// Every way in which `value` is not what `schema` says, with its place.
pub(crate) fn differences(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null);
        return differences(document, target, value, at);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = choices.iter().any(|choice| differences(document, choice, value, at).is_empty());
        return if fits { Vec::new() } else { vec![format!("{at}: {value} is none of the choices")] };
    }
    if !has_type(&schema["type"], value) {
        return vec![format!("{at}: {value} is not {}", schema["type"])];
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        return vec![format!("{at}: {value} is not among {words:?}")];
    }
    match value {
        Value::Array(items) => {
            let each = items.iter().enumerate();
            each.flat_map(|(i, item)| differences(document, &schema["items"], item, &format!("{at}[{i}]")))
                .collect()
        }
        Value::Object(members) => {
            // A schema that names no member says nothing of them.
            let Some(known) = schema["properties"].as_object() else { return Vec::new() };
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let missing =
                required.iter().filter_map(Value::as_str).filter(|name| !members.contains_key(*name));
            let mut found: Vec<String> = missing.map(|name| format!("{at}.{name} is missing")).collect();
            for (name, member) in members {
                let place = format!("{at}.{name}");
                match known.get(name) {
                    Some(schema) => found.extend(differences(document, schema, member, &place)),
                    None => found.push(format!("{place} is not described")),
                }
            }
            found
        }
        _ => Vec::new(),
    }
}

fn has_type(allowed: &Value, value: &Value) -> bool {
    let one = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    match allowed {
        Value::String(name) => one(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(one),
        _ => true,
    }
}
