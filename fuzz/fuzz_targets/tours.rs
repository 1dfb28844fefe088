#![no_main]

use maillage::tour::{Date, DwellRule, Plan, Rules, rules_from_json, rules_from_toml, stops_from_csv, stops_from_json};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (Some(from), Some(to)) = (Date::new(2026, 1, 5), Date::new(2026, 3, 29)) else { return };
    let (rules, dwell) = (Rules::between(from, to), DwellRule::default());
    let _ = stops_from_csv(text, &rules, dwell);
    let _ = stops_from_json(text, &rules, dwell);
    let _ = rules_from_toml(text, &rules);
    if let Ok(value) = serde_json::from_str(text) {
        let _ = rules_from_json(value, &rules);
    }
    if let Ok(plan) = Plan::from_json(text.as_bytes()) {
        let _ = plan.check_bounds();
    }
});
