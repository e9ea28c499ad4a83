//! The JSON Schema of the document, by which editors complete and check a schema file.

use super::keys::property;
use super::root::Root;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// What an editor is told about a kind.
#[derive(Clone, Debug)]
pub struct KindDoc {
    /// Its name.
    pub name: String,
    /// What a value of the kind is, in one sentence.
    pub summary: String,
    /// Its parameters.
    pub params: Vec<ParamDoc>,
    /// The columns that it can take something from.
    pub inputs: Vec<InputDoc>,
}

/// What an editor is told about a parameter of a kind.
#[derive(Clone, Debug)]
pub struct ParamDoc {
    /// The key.
    pub name: String,
    /// What it says, in one sentence.
    pub summary: String,
    /// The JSON Schema of its value.
    pub schema: Value,
    /// Whether a column of the kind must state it.
    pub required: bool,
}

/// What an editor is told about an input of a kind: a key whose value is the name of a column.
#[derive(Clone, Debug)]
pub struct InputDoc {
    /// The key.
    pub name: String,
    /// What the kind takes from the column, in one sentence.
    pub summary: String,
    /// Whether a column of the kind must state it.
    pub required: bool,
}

/// The JSON Schema (draft 2020-12) of a schema file, with the parameters and inputs of each kind.
pub fn json_schema(kinds: &[KindDoc]) -> Value {
    let mut whole = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Root>().to_value();
    for (definition, complete) in [("Column", true), ("Definition", false)] {
        if let Some(column) =
            whole.pointer_mut(&format!("/$defs/{definition}")).and_then(Value::as_object_mut)
        {
            with_kinds(column, kinds, complete);
        }
    }
    // What names the dialect and the document stands first, where a reader looks for it.
    let mut ordered = Map::new();
    if let Some(whole) = whole.as_object_mut() {
        ordered.extend(whole.shift_remove_entry("$schema"));
        ordered.insert("title".to_owned(), "A placebo schema".into());
        whole.shift_remove("title");
        ordered.append(whole);
    }
    Value::Object(ordered)
}

/// Adds to the definition of a column what each kind lets it say; `complete` asks for all that is required.
fn with_kinds(column: &mut Map<String, Value>, kinds: &[KindDoc], complete: bool) {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name.as_str()).collect();
    if let Some(kind) =
        column.get_mut("properties").and_then(|all| all.get_mut("kind")).and_then(Value::as_object_mut)
    {
        let description = kind.remove("description").unwrap_or_default();
        let known: Vec<Value> =
            kinds.iter().map(|kind| json!({ "const": kind.name, "description": kind.summary })).collect();
        let named = json!({
            "type": "string", "minLength": 1, "not": { "enum": names },
            "description": "A kind that [kinds] names.",
        });
        *kind = Map::new();
        kind.insert("description".to_owned(), description);
        // An empty `oneOf` would be no JSON Schema.
        let either = if kinds.is_empty() { json!([named]) } else { json!([{ "oneOf": known }, named]) };
        kind.insert("anyOf".to_owned(), either);
    }
    let mut clauses: Vec<Value> = kinds.iter().map(|kind| clause(kind, complete)).collect();
    // Of a kind under a name of the user's, or of a default, nothing is known here.
    clauses.push(json!({
        "if": { "properties": { "kind": { "enum": names } }, "required": ["kind"] },
        "else": { "additionalProperties": true },
    }));
    column.remove("additionalProperties");
    column.insert("allOf".to_owned(), clauses.into());
    column.insert("unevaluatedProperties".to_owned(), false.into());
}

/// What one kind adds.
fn clause(kind: &KindDoc, complete: bool) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for param in &kind.params {
        let shape = schemars::Schema::try_from(param.schema.clone()).unwrap_or_default();
        properties.insert(param.name.clone(), property(shape, &param.summary));
        if param.required {
            required.push(param.name.as_str());
        }
    }
    for input in &kind.inputs {
        let shape = schemars::json_schema!({ "type": "string", "minLength": 1 });
        properties.insert(input.name.clone(), property(shape, &input.summary));
        if input.required {
            required.push(input.name.as_str());
        }
    }
    let mut then = json!({ "properties": properties });
    if complete && !required.is_empty() {
        then["required"] = required.into();
    }
    json!({ "if": { "properties": { "kind": { "const": kind.name } }, "required": ["kind"] }, "then": then })
}
