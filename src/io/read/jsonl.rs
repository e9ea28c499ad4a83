//! JSON lines back into rows.

use std::collections::BTreeMap;

use arrow::datatypes::SchemaRef;
use serde::de::IgnoredAny;

use super::super::column::ColumnType;
use super::Batches;
use super::rows::{Lines, Rows, batches};
use crate::error::{Error, Place, Result};

struct Reader {
    lines: Lines,
    types: Vec<ColumnType>,
    names: Vec<String>,
    by_name: BTreeMap<String, usize>,
    line: Vec<u8>,
}

/// Where the JSON value at the beginning of `text` ends.
fn value_end(text: &[u8]) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(values.byte_offset())
}

fn skip_space(text: &[u8]) -> &[u8] {
    text.trim_ascii_start()
}

/// The members of an object on one line, as their keys and the text of their values.
fn members(line: &[u8]) -> Option<Vec<(String, &[u8])>> {
    let mut rest = skip_space(skip_space(line).strip_prefix(b"{")?);
    let mut found = Vec::new();
    if let Some(after) = rest.strip_prefix(b"}") {
        return skip_space(after).is_empty().then_some(found);
    }
    loop {
        let end = value_end(rest)?;
        let key: String = serde_json::from_slice(&rest[..end]).ok()?;
        rest = skip_space(skip_space(&rest[end..]).strip_prefix(b":")?);
        let end = value_end(rest)?;
        found.push((key, &rest[..end]));
        rest = skip_space(&rest[end..]);
        match rest.split_first()? {
            (b',', after) => rest = skip_space(after),
            (b'}', after) => return skip_space(after).is_empty().then_some(found),
            _ => return None,
        }
    }
}

impl Reader {
    fn row(&mut self, rows: &mut Rows) -> Result<bool> {
        if !self.lines.next(&mut self.line)? {
            return Ok(false);
        }
        let found = members(&self.line).ok_or_else(|| self.lines.wrong("the line is not one JSON object"))?;
        let mut values: Vec<Option<&[u8]>> = vec![None; self.types.len()];
        for (key, value) in found {
            let Some(column) = self.by_name.get(&key).copied() else {
                return Err(self.lines.wrong("an object has a key that is not a column"));
            };
            if values[column].replace(value).is_some() {
                return Err(self.wrong(column, "the key is there twice", rows));
            }
        }
        for (column, value) in values.into_iter().enumerate() {
            let Some(value) = value else {
                return Err(self.wrong(column, "the key is missing", rows));
            };
            self.push(rows, column, value)?;
        }
        Ok(true)
    }

    fn push(&self, rows: &mut Rows, column: usize, value: &[u8]) -> Result<()> {
        use ColumnType as T;
        if value == b"null" {
            // In a column without NULL it can only be the null of JSON.
            let json = self.types[column] == T::Json && !rows.nullable(column);
            return rows.push(column, json.then_some(value), &self.lines);
        }
        match self.types[column] {
            T::Json | T::Int64 | T::Int32 | T::Int16 | T::Float64 | T::Boolean | T::Decimal { .. } => {
                rows.push(column, Some(value), &self.lines)
            }
            T::Text | T::Date | T::Instant | T::DateTime | T::Time => {
                let text: String = serde_json::from_slice(value)
                    .map_err(|_dropped| self.wrong(column, "the value is not a text", rows))?;
                rows.push(column, Some(text.as_bytes()), &self.lines)
            }
        }
    }

    fn wrong(&self, column: usize, what: &str, rows: &Rows) -> Error {
        let place = Place { column: self.names.get(column).cloned(), ..self.lines.place().row(rows.row()) };
        self.lines.wrong(what).at(place)
    }
}

pub(super) fn read(lines: Lines, schema: &SchemaRef) -> Result<Batches> {
    let types = schema.fields().iter().map(|field| ColumnType::of(field)).collect::<Result<_>>()?;
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    let by_name = names.iter().enumerate().map(|(i, name)| (name.clone(), i)).collect();
    let mut reader = Reader { lines, types, names, by_name, line: Vec::new() };
    Ok(batches(Rows::new(schema)?, move |rows| reader.row(rows)))
}
