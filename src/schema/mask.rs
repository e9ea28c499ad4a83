//! What masking is told about a column or a table, of which only the shape is known here.

use super::Value;
use super::keys::Decode;
use super::reader::{Node, Reader};
use super::value::argument;
use crate::error::{Problem, Spanned};
use schemars::{Schema, SchemaGenerator, json_schema};
use toml::de::{DeTable, DeValue};

/// What masking does to a column, of which only the shape is checked here.
#[derive(Clone, Debug, PartialEq)]
pub enum Mask {
    /// The values stay as they are: `{ keep = "why" }`.
    Keep {
        /// Why that is right; never empty.
        reason: Spanned<String>,
    },
    /// Another action: `"drop"`, `{ generalise = "year" }`, or `{ action = "generalise", … }`.
    Action {
        /// The action.
        name: Spanned<String>,
        /// Its arguments. Where the action is the table's only key, the one argument has the action's name.
        args: Vec<(Spanned<String>, Spanned<Value>)>,
    },
}

impl Decode for Mask {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        match node.get_ref() {
            DeValue::String(text) if text.trim() == "keep" => {
                let problem = Problem::new(reader.span(node), "`keep` needs a reason")
                    .help("write { keep = \"why the values may stay as they are\" }");
                reader.report(problem);
                None
            }
            DeValue::String(_) => {
                Some(Self::Action { name: Spanned::decode(reader, key, node)?, args: Vec::new() })
            }
            DeValue::Table(table) => in_table(reader, key, node, table),
            _ => {
                reader.wrong(key, "the name of an action, or a table with one action", node);
                None
            }
        }
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string", "minLength": 1 },
            {
                "type": "object",
                "properties": { "keep": { "type": "string", "minLength": 1 } },
                "required": ["keep"],
                "additionalProperties": false,
            },
            {
                "type": "object",
                "properties": { "action": { "type": "string", "minLength": 1 } },
                "required": ["action"],
            },
            { "type": "object", "minProperties": 1, "maxProperties": 1 },
        ] })
    }
}

fn in_table(reader: &mut Reader<'_>, key: &str, node: &Node<'_>, table: &DeTable<'_>) -> Option<Mask> {
    if let Some(reason) = table.get("keep") {
        reader.refuse_others(table, &["keep"], key);
        return Some(Mask::Keep { reason: Spanned::decode(reader, "keep", reason)? });
    }
    if let Some(name) = table.get("action") {
        let name = Spanned::decode(reader, "action", name);
        let args = reader.rest(table, &["action"]);
        return Some(Mask::Action { name: name?, args });
    }
    let mut entries = table.iter();
    match (entries.next(), entries.next()) {
        (Some((name, value)), None) => {
            let name = reader.key(name);
            let value = argument(reader, &name.value, value)?;
            Some(Mask::Action { args: vec![(name.clone(), value)], name })
        }
        _ => {
            let problem = Problem::new(reader.span(node), format!("`{key}` expects exactly one action"))
                .help("write { keep = \"why\" }, or { action = \"name\", … } with its arguments");
            reader.report(problem);
            None
        }
    }
}
