use serde_json::{Value, json};

use super::*;

fn current() -> BTreeSet<CommuneCode> {
    ["48095", "48061"].into_iter().map(|code| code.parse().unwrap()).collect()
}

fn body() -> Value {
    json!({"file": " i.csv ", "sha256": "0".repeat(64), "indicators": [{"name": "Taux"}],
           "figures": {"48095": [1.5], "48061": [null]}})
}

fn checked(body: Value) -> Result<BroughtIndicators, String> {
    let read: BroughtIndicators = serde_json::from_value(body).map_err(|error| error.to_string())?;
    read.checked(&current()).map_err(|problem| problem.to_json()["detail"].to_string())
}

#[test]
fn the_same_indicators_have_the_same_name_and_are_forgotten_within_bounds() {
    let brought = Brought::new(4000);
    let name = brought.put(checked(body()).unwrap()).unwrap();
    assert_eq!(name.len(), NAME_LENGTH);
    assert_eq!(brought.put(checked(body()).unwrap()).unwrap(), name);
    assert_eq!(brought.get(&name).unwrap().file, "i.csv");
    for unit in ["a", "b", "c", "d"] {
        let mut other = body();
        other["indicators"][0]["unit"] = json!(unit);
        assert_ne!(brought.put(checked(other).unwrap()).unwrap(), name);
    }
    assert_eq!(brought.get(&name).unwrap_err().to_json()["type"], "urn:maillage:problem:unknown-indicators");
    assert_eq!(Brought::new(10).put(checked(body()).unwrap()).unwrap_err().to_json()["status"], 422);
}

#[test]
fn what_is_out_of_bounds_is_refused_by_its_member() {
    let wrong: [(&str, Value, &str); 10] = [
        ("/file", json!("a\nb"), "file"),
        ("/sha256", json!("x"), "sha256"),
        ("/indicators", json!([]), "indicators"),
        ("/indicators/0/name", json!("n".repeat(121)), "indicators.0.name"),
        ("/indicators/0/name", json!("  "), "indicators.0.name"),
        ("/indicators", json!([{"name": "Taux"}, {"name": "TAUX"}]), "indicators.1.name"),
        ("/indicators/0", json!({"name": "a", "unit": ""}), "indicators.0.unit"),
        ("/figures", json!({}), "figures"),
        ("/figures", json!({"48999": [1]}), "figures.48999"),
        ("/figures", json!({"48095": [1e16]}), "figures.48095"),
    ];
    for (place, value, member) in wrong {
        let mut body = body();
        *body.pointer_mut(place).unwrap() = value;
        let said = checked(body).unwrap_err();
        assert!(said.contains(member), "{place}: {said}");
    }
    let mut short = body();
    short["figures"]["48095"] = json!([]);
    assert!(checked(short).is_err());
    let mut other = body();
    other["indicators"][0]["fragile"] = json!("left");
    assert!(checked(other).is_err());
}
