//! Schemas for OpenAPI 3.0, from declarations that are made for 3.1.

use serde_json::{Map, Value, json};

use crate::export::CellKind;

/// A type of JSON.
pub(super) const fn type_of(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Text => "string",
        CellKind::Number => "number",
        CellKind::Integer => "integer",
        CellKind::Bool => "boolean",
    }
}

/// A schema of JSON Schema 2020-12, as OpenAPI 3.1 has them, in the words of OpenAPI 3.0.3: `nullable` instead of a
/// type of null, one `example`, `enum` instead of `const`, bounds that are flags.
pub(super) fn down(schema: Value) -> Value {
    match schema {
        Value::Object(members) => Value::Object(down_members(members)),
        Value::Array(items) => items.into_iter().map(down).collect(),
        other => other,
    }
}

fn down_members(members: Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    for (name, value) in members {
        match (name.as_str(), value) {
            // Names of fields are no words of the language.
            ("properties", Value::Object(fields)) => {
                let fields = fields.into_iter().map(|(field, schema)| (field, down(schema)));
                out.insert(name, Value::Object(fields.collect()));
            }
            ("type", Value::Array(types)) => {
                let is_null = |value: &Value| value == "null";
                if types.iter().any(is_null) {
                    out.insert("nullable".to_owned(), true.into());
                }
                // Of several types but null, 3.0 has no word: any is accepted then.
                let mut others = types.into_iter().filter(|value| !is_null(value));
                if let (Some(only), None) = (others.next(), others.next()) {
                    out.insert(name, only);
                }
            }
            ("oneOf" | "anyOf", Value::Array(choices)) => {
                let is_null = |choice: &Value| choice["type"] == "null";
                let nullable = choices.iter().any(is_null);
                let mut others: Vec<Value> =
                    choices.into_iter().filter(|choice| !is_null(choice)).map(down).collect();
                if nullable {
                    out.insert("nullable".to_owned(), true.into());
                }
                if nullable && others.len() == 1 {
                    // A reference has no neighbours in 3.0: it goes into a list of one.
                    out.insert("allOf".to_owned(), json!([others.remove(0)]));
                } else {
                    out.insert(name, others.into());
                }
            }
            ("examples", Value::Array(mut examples)) => {
                if !examples.is_empty() {
                    out.insert("example".to_owned(), examples.remove(0));
                }
            }
            ("const", value) => {
                out.insert("enum".to_owned(), json!([value]));
            }
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Number(bound)) => {
                let bound_name = if name == "exclusiveMinimum" { "minimum" } else { "maximum" };
                out.insert(bound_name.to_owned(), Value::Number(bound));
                out.insert(name, true.into());
            }
            ("$schema" | "$id" | "contentEncoding" | "contentMediaType" | "propertyNames", _) => {}
            (_, value) => {
                out.insert(name, down(value));
            }
        }
    }
    out
}

/// A text without control characters, which are refused everywhere.
pub(super) fn plain_text() -> Value {
    json!({ "type": "string", "pattern": "^[^\\u0000-\\u001F\\u007F-\\u009F]*$" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_3_1_become_words_of_3_0() {
        for (new, old) in [
            (json!({ "type": ["number", "null"] }), json!({ "nullable": true, "type": "number" })),
            (json!({ "type": ["null", "string", "number"] }), json!({ "nullable": true })),
            (
                json!({ "oneOf": [{ "type": "null" }, { "$ref": "#/x" }] }),
                json!({ "nullable": true, "allOf": [{ "$ref": "#/x" }] }),
            ),
            (
                json!({ "oneOf": [{ "type": "string" }, { "const": 1 }] }),
                json!({ "oneOf": [{ "type": "string" }, { "enum": [1] }] }),
            ),
            (
                json!({ "examples": ["48", "2A"], "type": "string" }),
                json!({ "example": "48", "type": "string" }),
            ),
            (json!({ "exclusiveMinimum": 0 }), json!({ "minimum": 0, "exclusiveMinimum": true })),
            (
                json!({ "properties": { "type": { "type": ["integer", "null"] }, "const": { "type": "string" } } }),
                json!({ "properties": { "type": { "nullable": true, "type": "integer" }, "const": { "type": "string" } } }),
            ),
            (
                json!({ "type": "array", "items": { "type": ["string", "null"] }, "$schema": "x" }),
                json!({ "type": "array", "items": { "nullable": true, "type": "string" } }),
            ),
        ] {
            assert_eq!(down(new), old);
        }
    }
}
