//! Rows that a table has as they are written: in the schema itself or in a CSV file.

use super::Value;
use super::csv_text::records;
use super::keys::Decode;
use super::reader::{Node, Reader};
use crate::error::{Problem, Span, Spanned};
use schemars::{Schema, SchemaGenerator, json_schema};
use std::collections::BTreeMap;
use toml::de::DeValue;

/// How many fixed rows a table may have.
const ROWS: usize = 100_000;

/// Rows that are written as given.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The rows; a column that a row does not name is absent (NULL).
    pub rows: Vec<Vec<(Spanned<String>, Spanned<Value>)>>,
    /// Where they are stated.
    pub span: Span,
    /// The CSV file from which they were read (then every value is [`Value::Text`], to be typed by its column).
    pub from: Option<String>,
}

impl Decode for Fixed {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let span = reader.span(node);
        let (rows, from) = match node.get_ref() {
            DeValue::String(_) => {
                let path = String::decode(reader, key, node)?;
                (from_file(reader, &path, span)?, Some(path))
            }
            DeValue::Array(list) => {
                let mut rows = Vec::with_capacity(list.len());
                for item in list.iter() {
                    match item.get_ref() {
                        DeValue::Table(row) => rows.push(reader.rest(row, &[])),
                        _ => reader.wrong(key, "rows such as { id = 1, name = \"x\" }", item),
                    }
                }
                (rows, None)
            }
            _ => {
                reader.wrong(key, "a list of rows, or the path of a CSV file", node);
                return None;
            }
        };
        if rows.is_empty() {
            reader.report(Problem::new(span, format!("`{key}` has no rows")));
        }
        Some(Self { rows, span, from })
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string", "minLength": 1, "description": "The path of a CSV file with a header." },
            { "type": "array", "minItems": 1, "items": { "type": "object" } },
        ] })
    }
}

/// A row as it is kept: names with values.
type Row = Vec<(Spanned<String>, Spanned<Value>)>;

/// Reads a CSV file: a header, then rows; an empty field without quotes is NULL.
fn from_file(reader: &mut Reader<'_>, path: &str, span: Span) -> Option<Vec<Row>> {
    let source = reader.source_file(path, span)?;
    let text = reader.file(path, span)?.text.clone();
    let records = match records(&text, ROWS + 1) {
        Ok(records) => records,
        Err((range, message)) => {
            let problem = Problem::new(Span::new(source, range), message);
            reader.report(problem.related(span, "read because of this"));
            return None;
        }
    };
    let mut records = records.into_iter();
    let Some(header) = records.next() else {
        reader.report(
            Problem::new(span, format!("`{path}` is empty")).help("its first line names the columns"),
        );
        return None;
    };
    let names: Vec<Spanned<String>> =
        header.into_iter().map(|field| Spanned::new(field.text, Span::new(source, field.range))).collect();
    let mut first = BTreeMap::new();
    for name in &names {
        if let Some(before) = first.insert(name.value.clone(), name.span) {
            let problem = Problem::new(name.span, format!("the column `{}` comes twice", name.value));
            reader.report(problem.related(before, "here first"));
        }
    }
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        if record.len() != names.len() {
            let start = record.first().map_or(0, |field| field.range.start);
            let end = record.last().map_or(start, |field| field.range.end);
            let message = format!("this row has {} fields, the header has {}", record.len(), names.len());
            reader.report(Problem::new(Span::new(source, start..end), message));
            continue;
        }
        let row = names.iter().zip(record).map(|(name, field)| {
            let absent = !field.quoted && field.text.is_empty();
            let value = if absent { Value::Null } else { Value::Text(field.text) };
            let place = Span::new(source, field.range);
            (Spanned::new(name.value.clone(), name.span), Spanned::new(value, place))
        });
        rows.push(row.collect());
    }
    Some(rows)
}
