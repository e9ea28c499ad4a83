//! The JSON Schema says what the parser reads.

use super::*;
use serde_json::{Value as Json, json};

fn kinds() -> Vec<KindDoc> {
    let param = |name: &str, required| ParamDoc {
        name: name.to_owned(),
        summary: "A `number`.".to_owned(),
        schema: json!({ "type": "number" }),
        required,
    };
    let birth = KindDoc {
        name: "birth_date".to_owned(),
        summary: "A date of birth.".to_owned(),
        params: vec![param("oldest", false), param("youngest", true)],
        inputs: vec![InputDoc { name: "sex".to_owned(), summary: "Sex.".to_owned(), required: false }],
    };
    let serial = KindDoc {
        name: "serial".to_owned(),
        summary: "1, 2, 3 …".to_owned(),
        params: vec![],
        inputs: vec![],
    };
    vec![birth, serial]
}

fn keys(schema: &Json, place: &str) -> Vec<String> {
    let properties = schema.pointer(place).unwrap_or_else(|| panic!("{place}"));
    properties.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn every_key_is_described() {
    let schema = json_schema(&kinds());
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema.as_object().unwrap().keys().next().unwrap(), "$schema");
    assert_eq!(keys(&schema, "/properties"), root::Root::KEYS);
    assert_eq!(keys(&schema, "/$defs/Table/properties"), Table::KEYS);
    assert_eq!(keys(&schema, "/$defs/Column/properties"), Column::KEYS);
    assert_eq!(keys(&schema, "/$defs/Definition/properties"), Column::KEYS);
    assert_eq!(schema["$defs"]["Table"]["additionalProperties"], false);
    assert_eq!(schema["$defs"]["Parent"]["required"], json!(["table", "per"]));
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        for (key, property) in definition["properties"].as_object().into_iter().flatten() {
            assert!(property["description"].is_string(), "{name}.{key}");
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(whole: &Json, part: &Json, seen: &mut usize) {
        match part {
            Json::Object(map) => {
                if let Some(reference) = map.get("$ref").and_then(Json::as_str) {
                    assert!(whole.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
                    *seen += 1;
                }
                map.values().for_each(|value| walk(whole, value, seen));
            }
            Json::Array(list) => list.iter().for_each(|value| walk(whole, value, seen)),
            _ => {}
        }
    }
    let schema = json_schema(&kinds());
    let mut seen = 0;
    walk(&schema, &schema, &mut seen);
    assert!(seen >= 8);
}

#[test]
fn a_kind_brings_its_keys() {
    let schema = json_schema(&kinds());
    let clause = &schema["$defs"]["Column"]["allOf"][0];
    assert_eq!(clause["if"]["properties"]["kind"]["const"], "birth_date");
    assert_eq!(keys(clause, "/then/properties"), ["oldest", "youngest", "sex"]);
    assert_eq!(clause["then"]["required"], json!(["youngest"]));
    assert_eq!(clause["then"]["properties"]["oldest"]["description"], "A number.");
    assert_eq!(schema["$defs"]["Column"]["unevaluatedProperties"], false);
    assert!(schema["$defs"]["Definition"]["allOf"][0]["then"].get("required").is_none());
    let kind = &schema["$defs"]["Column"]["properties"]["kind"]["anyOf"];
    assert_eq!(kind[0]["oneOf"][1]["const"], "serial");
    assert_eq!(kind[1]["not"]["enum"], json!(["birth_date", "serial"]));
}
