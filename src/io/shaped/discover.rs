//! The paths of a file of JSON lines, with their values, where nobody has listed them yet.

use super::cut::Cutter;
use super::input::Input;
use crate::error::{Error, ErrorKind, Place, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// More different keys than this in one place are values themselves, and no names.
const KEYS: usize = 3_200;

/// What is said of a key without telling it: where keys are values, it is one.
const MIXED: &str =
    "a key of this line is one value here and nested in an earlier line, or the other way round";

/// Goes through all lines; `each` gets the row and, path by path, each value of it, or none for NULL.
///
/// # Errors
/// Where a line is no JSON object, or its paths cannot be the columns of a table.
pub fn discover(input: Input, each: &mut dyn FnMut(u64, &str, Option<&str>)) -> Result<u64> {
    let mut cutter = Cutter::new(input);
    let name = cutter.name().to_owned();
    let mut walk =
        Walk { row: 0, each, scalars: BTreeSet::new(), nested: BTreeSet::new(), keys: BTreeMap::new() };
    while let Some((bytes, first)) = cutter.lines()? {
        for (at, line) in bytes.split(|b| *b == b'\n').enumerate() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let wrong = |message: &str| {
                Error::new(ErrorKind::Input, message).at(Place::file(&name).line(first + at as u64))
            };
            let value: Value =
                serde_json::from_slice(line).map_err(|_foreign| wrong("this line is no JSON object"))?;
            let Value::Object(_) = value else { return Err(wrong("this line is no JSON object")) };
            walk.value(&value, "").map_err(wrong)?;
            walk.row += 1;
        }
    }
    Ok(walk.row)
}

struct Walk<'a> {
    row: u64,
    each: &'a mut dyn FnMut(u64, &str, Option<&str>),
    scalars: BTreeSet<String>,
    nested: BTreeSet<String>,
    keys: BTreeMap<String, usize>,
}

impl Walk<'_> {
    fn value(&mut self, value: &Value, path: &str) -> std::result::Result<(), &'static str> {
        match value {
            Value::Object(map) => {
                self.nest(path)?;
                for (key, inner) in map {
                    if key.is_empty() || key.contains(['.', '[', ']']) {
                        return Err("a key of this line cannot be the name of a column");
                    }
                    let inside = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.count(path, &inside)?;
                    self.value(inner, &inside)?;
                }
            }
            Value::Array(list) => {
                self.nest(path)?;
                let inside = format!("{path}[]");
                for inner in list {
                    self.value(inner, &inside)?;
                }
            }
            // NULL may stand in the place of an object.
            Value::Null if self.nested.contains(path) => {}
            Value::Null => (self.each)(self.row, path, None),
            Value::String(text) => self.scalar(path, text)?,
            other => self.scalar(path, &other.to_string())?,
        }
        Ok(())
    }

    fn scalar(&mut self, path: &str, text: &str) -> std::result::Result<(), &'static str> {
        if self.nested.contains(path) {
            return Err(MIXED);
        }
        if !self.scalars.contains(path) {
            self.scalars.insert(path.to_owned());
        }
        (self.each)(self.row, path, Some(text));
        Ok(())
    }

    fn nest(&mut self, path: &str) -> std::result::Result<(), &'static str> {
        if self.scalars.contains(path) {
            return Err(MIXED);
        }
        if !path.is_empty() && !self.nested.contains(path) {
            self.nested.insert(path.to_owned());
        }
        Ok(())
    }

    /// Counts the different keys of an object.
    fn count(&mut self, path: &str, inside: &str) -> std::result::Result<(), &'static str> {
        if self.scalars.contains(inside) || self.nested.contains(inside) {
            return Ok(());
        }
        let known = self.keys.entry(path.to_owned()).or_default();
        *known += 1;
        if *known > KEYS {
            Err("an object has so many different keys that they are values, and no names")
        } else {
            Ok(())
        }
    }
}
