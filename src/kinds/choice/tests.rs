//! Choices have their shares and types, follow `by`, and do not change.

use super::trial::{Trial, settings, text};
use crate::kinds::{Domain, Settings, Value};
use arrow::array::{ArrayRef, StringArray};
use arrow::datatypes::DataType;
use std::sync::Arc;

fn weights(pairs: &[(&str, i64)]) -> Value {
    Value::Table(pairs.iter().map(|(k, w)| ((*k).to_owned(), Value::Integer(*w))).collect())
}

fn status() -> Settings {
    settings(&[("values", weights(&[("active", 80), ("closed", 20)]))])
}

fn by_status() -> Settings {
    let values = Value::Table(vec![
        ("closed".to_owned(), weights(&[("met", 3), ("withdrew", 1)])),
        ("*".to_owned(), Value::List(vec![text("pending"), text("an outcome of more than sixteen bytes")])),
    ]);
    settings(&[("values", values)])
}

fn input() -> ArrayRef {
    Arc::new(StringArray::from(vec![Some("closed"), Some("open"), None]))
}

#[test]
fn choices_are_pinned() {
    assert_eq!(
        Trial::new("choice", status()).shown(),
        "active | closed | active | active | active | active | active | active | active | active"
    );
    assert_eq!(
        Trial::with("choice", by_status(), &[("by", input())]).shown(),
        "met | an outcome of more than sixteen bytes | pending | withdrew | an outcome of more than sixteen bytes | pending | met | pending | an outcome of more than sixteen bytes | met"
    );
}

#[test]
fn constants_are_pinned() {
    let shown = |value| Trial::new("constant", settings(&[("value", value)])).texts(0..1)[0].clone();
    assert_eq!(shown(text("US")), "US");
    assert_eq!(shown(Value::Integer(7)), "7");
    assert_eq!(shown(Value::Number(1.5)), "1.5");
    assert_eq!(shown(Value::Boolean(true)), "true");
    assert_eq!(shown(Value::Date(0)), "1970-01-01");
    assert_eq!(shown(Value::Moment(1_000_000)), "1970-01-01T00:00:01Z");
    assert_eq!(shown(Value::TimeOfDay(30_600_000_000)), "08:30:00");
    let list = settings(&[("value", Value::List(vec![]))]);
    assert_eq!(Trial::fault("constant", &list).message, "a list or a table is no constant");
}

#[test]
fn shares_are_kept() {
    let made = Trial::new("choice", status()).texts(0..10_000);
    let active = made.iter().filter(|v| *v == "active").count();
    assert!((7_850..8_150).contains(&active), "{active}");
}

#[test]
fn batches_do_not_matter() {
    Trial::new("choice", status()).split();
    Trial::with("choice", by_status(), &[("by", input())]).split();
}

#[test]
fn the_other_column_selects_the_weights() {
    let made = Trial::with("choice", by_status(), &[("by", input())]).texts(0..3_000);
    for (row, value) in made.iter().enumerate() {
        assert_eq!(row % 3 == 0, value == "met" || value == "withdrew");
    }
    let mut closed = settings(&[("values", Value::Table(vec![("a".to_owned(), weights(&[("x", 1)]))]))]);
    let nulls: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None]));
    closed.inputs.insert("by".to_owned(), Some(vec!["a".to_owned()]));
    assert_eq!(Trial::with("choice", closed, &[("by", nulls)]).texts(0..2), ["x", "NULL"]);
}

#[test]
fn lists_keep_their_type() {
    let typed = |list: Vec<Value>| Trial::new("choice", settings(&[("values", Value::List(list))]));
    assert_eq!(typed(vec![Value::Integer(1), Value::Integer(2)]).maker().data_type(), DataType::Int64);
    assert_eq!(typed(vec![Value::Integer(1), Value::Number(2.5)]).maker().data_type(), DataType::Float64);
    assert_eq!(typed(vec![Value::Boolean(true)]).maker().data_type(), DataType::Boolean);
    assert_eq!(typed(vec![Value::Date(0), Value::Date(1)]).maker().data_type(), DataType::Date32);
    let mixed = typed(vec![Value::Integer(1), text("x")]);
    assert_eq!(mixed.maker().data_type(), DataType::Utf8);
    assert_eq!(mixed.maker().values(), Some(vec!["1".to_owned(), "x".to_owned()]));
    let keys = settings(&[("values", weights(&[("1", 2), ("2", 1)])), ("type", text("integer"))]);
    assert_eq!(Trial::new("choice", keys).make(0..5).data_type(), &DataType::Int64);
}

#[test]
fn unique_choices_are_distinct_and_skip_what_has_no_weight() {
    let values = settings(&[("values", weights(&[("a", 1), ("b", 0), ("c", 5)]))]);
    assert_eq!(Trial::new("choice", values.clone()).maker().domain(), Domain::Counted(2));
    let mut made = Trial::unique("choice", values, 2);
    made.sort();
    assert_eq!(made, ["a", "c"]);
}

#[test]
fn what_cannot_be_chosen_is_refused() {
    let refuse = |value: Value| Trial::fault("choice", &settings(&[("values", value)])).message;
    assert_eq!(refuse(Value::List(vec![])), "there is no value to choose");
    assert_eq!(refuse(weights(&[("a", 0)])), "a weight is negative or not finite, or all are 0");
    assert_eq!(refuse(Value::List(vec![text("a"), text("a")])), "`a` is written twice");
    let branches = Value::Table(vec![("a".to_owned(), weights(&[("x", 1)]))]);
    assert_eq!(refuse(branches.clone()), "there are weights for each value of an input, and no input `by`");
    let mut open = settings(&[("values", branches)]);
    open.inputs.insert("by".to_owned(), None);
    assert_eq!(Trial::fault("choice", &open).message, "there are no weights for other values of `by`");
    open.inputs.insert("by".to_owned(), Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(Trial::fault("choice", &open).message, "there are no weights for: b");
    let wrong = settings(&[("values", weights(&[("x", 2)])), ("type", text("integer"))]);
    assert_eq!(Trial::fault("choice", &wrong).message, "`x` is not a whole number");
}

#[test]
fn examples_are_columns_with_known_keys() {
    for kind in crate::kinds::all() {
        let table: toml::Table =
            kind.example.parse().unwrap_or_else(|error| panic!("{}: {error}", kind.name));
        let column = table.values().next().and_then(toml::Value::as_table).unwrap();
        for key in column
            .keys()
            .filter(|key| !["kind", "expr", "primary_key", "unique", "null"].contains(&key.as_str()))
        {
            let known =
                kind.params.iter().any(|p| p.name == key) || kind.inputs.iter().any(|i| i.name == key);
            assert!(known, "{}: {key}", kind.name);
        }
        assert!(column.get("kind").is_none_or(|name| name.as_str() == Some(kind.name)));
    }
}
