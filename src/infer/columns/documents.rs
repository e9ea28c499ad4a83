//! Documents with what checks ask of them, and arrays of no other items than a check names.

use super::super::definition::Definition;
use super::super::draft::BY_CHECK;
use super::super::predicate::{Field, Rule};
use super::super::types::Sort;
use super::listed::typed_choice;
use super::{Facts, Made, certain};
use serde_json::{Map, Value, json};

/// What checks state of a document or an array.
pub(super) fn by_check(facts: &Facts<'_>) -> Option<Made> {
    let definition = match &facts.sort {
        Sort::Json => document(facts)?,
        Sort::Array(inner) => array(facts, inner)?,
        _ => return None,
    };
    certain(definition, BY_CHECK)
}

/// An array of the items that checks name.
fn array(facts: &Facts<'_>, inner: &Sort) -> Option<Definition> {
    let lists = facts.rules.iter().filter_map(|rule| match rule {
        Rule::Among(_, items) => Some(items.clone()),
        _ => None,
    });
    let items = lists.reduce(|a, b| a.into_iter().filter(|item| b.contains(item)).collect())?;
    (!items.is_empty()).then(|| Definition::of("array").with("of", typed_choice(inner, &items).table()))
}

/// Documents with the fields that checks ask for: as many as there are values for one of these, and eight at most.
fn document(facts: &Facts<'_>) -> Option<Definition> {
    let many = facts.rules.iter().flat_map(|rule| match rule {
        Rule::Fields(_, fields) => fields.iter().map(|(_, field)| options(field)).collect(),
        _ => Vec::new(),
    });
    let many = many.max().unwrap_or(1).min(8);
    let asked = facts.rules.iter().any(|rule| matches!(rule, Rule::Fields(..) | Rule::Holds(..)));
    if !asked {
        return None;
    }
    let documents: Option<Vec<String>> =
        (0..many).map(|n| written(facts, n).map(|document| document.to_string())).collect();
    Some(Definition::choice(&documents?))
}

fn options(field: &Field) -> usize {
    match field {
        Field::OneOf(values) => values.len(),
        _ => 1,
    }
}

/// The document of a number.
fn written(facts: &Facts<'_>, n: usize) -> Option<Value> {
    let (mut fields, mut list) = (Map::new(), None);
    // The most telling comes last.
    for rule in &facts.rules {
        match rule {
            Rule::Holds(_, text) => match serde_json::from_str(text).ok()? {
                Value::Object(held) => fields.extend(held),
                Value::Array(held) if held.is_empty() => list = Some(vec![json!({})]),
                Value::Array(held) => list = Some(held),
                _ => return None,
            },
            Rule::Fields(_, asked) => {
                for (key, field) in asked {
                    let value = match field {
                        Field::There => json!("placebo"),
                        Field::Sort(sort) => of_sort(sort),
                        Field::OneOf(values) => json!(values.get(n % values.len().max(1))?),
                    };
                    let known = fields.contains_key(key) && *field == Field::There;
                    if !known {
                        fields.insert(key.clone(), value);
                    }
                }
            }
            _ => {}
        }
    }
    Some(list.map_or(Value::Object(fields), Value::Array))
}

fn of_sort(sort: &str) -> Value {
    match sort {
        "array" => json!([]),
        "object" => json!({}),
        "number" => json!(1),
        "boolean" => json!(true),
        "null" => Value::Null,
        _ => json!("placebo"),
    }
}
