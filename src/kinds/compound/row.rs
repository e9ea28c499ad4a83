//! Rows: values of composite types, one field after the other.

use super::BLANK;
use super::inner::{Inner, at, quoted};
use crate::kinds::{Ask, Build, Fault, Kind, Maker, Param, Settings, Shape, TextColumn, Value};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

pub(super) const ROW: Kind = Kind {
    name: "row",
    summary: "A value of a composite type, as Postgres writes it: `(\"a\",\"b\")`.",
    params: &[Param::required(
        "fields",
        Shape::Any,
        "The kinds of the fields: a table with their names, or a list of tables in their order.",
    )],
    example: r#"dose = { kind = "row", fields = { amount = { kind = "integer", min = 1, max = 4 }, unit = { kind = "word" } } }"#,
    build: Build::Maker(build),
    ..BLANK
};

/// A field: its name, what its stream is called, and its values.
struct Field {
    name: String,
    stream: String,
    inner: Inner,
}

struct Row {
    fields: Vec<Field>,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let field = |name: String, stream: String, value: &Value| {
        Ok(Field { name, stream, inner: Inner::new("fields", value, settings)? })
    };
    let fields: Vec<Field> = match settings.get("fields") {
        Some(Value::List(list)) => {
            let numbered = list.iter().enumerate();
            numbered
                .map(|(n, value)| field(format!("f{}", n + 1), format!("field {n}"), value))
                .collect::<Result<_, Fault>>()?
        }
        Some(Value::Table(table)) => table
            .iter()
            .map(|(name, value)| field(name.clone(), format!("field {name}"), value))
            .collect::<Result<_, Fault>>()?,
        _ => return Err(Fault::of("fields", "expected a table of tables, one a field, or a list of them")),
    };
    if fields.is_empty() {
        return Err(Fault::of("fields", "there is no field"));
    }
    Ok(Box::new(Row { fields }))
}

impl Maker for Row {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn law(&self) -> String {
        let laws: Vec<String> = self.fields.iter().map(|field| field.inner.law()).collect();
        format!("a row of: {}", laws.join("; "))
    }

    fn fields(&self, plain: &dyn Fn(&DataType) -> String) -> Option<Vec<(String, String)>> {
        Some(self.fields.iter().map(|field| (field.name.clone(), field.inner.sql_type(plain))).collect())
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let texts = self
            .fields
            .iter()
            .map(|field| field.inner.texts(&ask.key.derive(&field.stream), ask.rows))
            .collect::<Result<Vec<_>, _>>()?;
        let mut column = TextColumn::new(ask.len(), 32);
        for i in 0..ask.len() {
            column.bytes().push(b'(');
            for (n, field) in texts.iter().enumerate() {
                if n > 0 {
                    column.bytes().push(b',');
                }
                quoted(at(field, i), "", column.bytes());
            }
            column.bytes().push(b')');
            column.end();
        }
        column.finish()
    }
}
