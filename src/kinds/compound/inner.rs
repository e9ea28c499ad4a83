//! The kind of an item or a field, written as a table within a column: `{ kind = "integer", min = 1 }`.

use crate::draw::{Key, Rows, Slots};
use crate::kinds::{Ask, Build, Fault, Maker, Settings, Shape, Value, find};
use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimestampMicrosecondType};
use std::sync::Arc;

/// Makes the items of a column, or one of its fields.
pub(super) struct Inner {
    maker: Box<dyn Maker>,
    inputs: usize,
}

impl Inner {
    /// Builds the maker of a table with `kind` and the kind's parameters.
    pub(super) fn new(param: &'static str, value: &Value, outer: &Settings) -> Result<Self, Fault> {
        let fault = |message: String| Fault::of(param, message);
        let Value::Table(table) = value else {
            return Err(fault("expected a table such as { kind = \"integer\", min = 1 }".to_owned()));
        };
        let Some((_, Value::Text(name))) = table.iter().find(|(key, _)| key == "kind") else {
            return Err(fault("`kind` is missing".to_owned()).help("write { kind = \"integer\", min = 1 }"));
        };
        let Some(kind) = find(name) else {
            return Err(fault(format!("there is no kind `{name}`"))
                .suggest(name, crate::kinds::all().map(|kind| kind.name)));
        };
        let Build::Maker(build) = kind.build else {
            return Err(fault(format!("`{name}` comes out of the structure of tables, and is no value")));
        };
        if let Some(input) = kind.inputs.iter().find(|input| input.required) {
            return Err(fault(format!("`{name}` needs `{}`, and an item reads nothing", input.name)));
        }
        let mut settings = Settings {
            values: Default::default(),
            unique: false,
            inputs: Default::default(),
            ..outer.clone()
        };
        for (key, value) in table.iter().filter(|(key, _)| key != "kind") {
            let Some(known) = kind.params.iter().find(|param| param.name == key) else {
                return Err(fault(format!("`{name}` has no parameter `{key}`"))
                    .suggest(key, kind.params.iter().map(|param| param.name)));
            };
            if !fits(known.shape, value) {
                return Err(fault(format!("`{key}` expects {}", known.shape.expected())));
            }
            settings.values.insert(key.clone(), value.clone());
        }
        if let Some(missing) =
            kind.params.iter().find(|p| p.required && !settings.values.contains_key(p.name))
        {
            return Err(fault(format!("`{}` of `{name}` is missing", missing.name)));
        }
        let maker = build(&settings).map_err(|inner| {
            let mut outer = Fault::of(param, inner.message);
            outer.help = inner.help;
            outer
        })?;
        if maker.data_type() == DataType::UInt32 {
            return Err(fault(format!("a `{name}` is a row of a reference table, and is not written")));
        }
        Ok(Self { maker, inputs: kind.inputs.len() })
    }

    /// Makes values for rows, from streams under a key, as text.
    pub(super) fn texts(&self, key: &Key, rows: &Rows) -> Result<StringArray, String> {
        let inputs = vec![None; self.inputs];
        let slots = Slots::fill(key, rows, self.maker.width());
        text_of(&self.maker.make(&Ask { rows, slots, key, inputs: &inputs, distinct: None })?)
    }

    /// The type that a database has for its values.
    pub(super) fn sql_type(&self, plain: &dyn Fn(&DataType) -> String) -> String {
        self.maker.sql_type(plain).unwrap_or_else(|| plain(&self.maker.data_type()))
    }

    /// How a value is drawn.
    pub(super) fn law(&self) -> String {
        self.maker.law()
    }
}

/// Whether a value has the shape that a parameter expects.
fn fits(shape: Shape, value: &Value) -> bool {
    let is_text = |value: &Value| matches!(value, Value::Text(_));
    match shape {
        Shape::Text => is_text(value),
        Shape::Integer => matches!(value, Value::Integer(_)),
        Shape::Number => value.number().is_some_and(f64::is_finite),
        Shape::Boolean => matches!(value, Value::Boolean(_)),
        Shape::Date => matches!(value, Value::Date(_)),
        Shape::TimeOfDay => matches!(value, Value::TimeOfDay(_)),
        Shape::Duration => matches!(value, Value::Text(text) if crate::kinds::parse_duration(text).is_some()),
        Shape::OneOf(words) => matches!(value, Value::Text(text) if words.contains(&text.as_str())),
        Shape::Texts => matches!(value, Value::List(list) if list.iter().all(is_text)),
        Shape::Numbers => matches!(value, Value::List(list) if list.iter().all(|v| v.number().is_some())),
        Shape::Weights | Shape::WeightsBy => match value {
            Value::List(list) => !list.is_empty(),
            Value::Table(table) => table.iter().any(|(_, w)| w.number().is_some_and(|w| w > 0.0)),
            _ => false,
        },
        Shape::Law => {
            matches!(value, Value::Table(_) | Value::Integer(_) | Value::Number(_) | Value::Text(_))
        }
        Shape::Any => true,
    }
}

/// Values as text; moments in UTC.
fn text_of(values: &ArrayRef) -> Result<StringArray, String> {
    // Without a table of time zones Arrow writes only moments that have none.
    let moments = values.as_primitive_opt::<TimestampMicrosecondType>();
    let naive = moments.map(|m| Arc::new(m.clone().with_timezone_opt::<Arc<str>>(None)) as ArrayRef);
    let text = cast(naive.as_ref().unwrap_or(values), &DataType::Utf8)
        .map_err(|_foreign| "an item could not be written as text".to_owned())?;
    let text = text.as_string::<i32>();
    Ok(match naive {
        Some(_) => text.iter().map(|t| t.map(|t| format!("{t}Z"))).collect(),
        None => text.clone(),
    })
}

/// Appends a value in double quotes, or nothing for NULL.
pub(super) fn quoted(value: Option<&str>, null: &str, out: &mut Vec<u8>) {
    let Some(text) = value else { return out.extend_from_slice(null.as_bytes()) };
    out.push(b'"');
    for byte in text.bytes() {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// The value of a row out of an array that has one for each.
pub(super) fn at(texts: &StringArray, i: usize) -> Option<&str> {
    texts.is_valid(i).then(|| texts.value(i))
}
