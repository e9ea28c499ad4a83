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
        "The kinds of the fields, a list of tables in their order.",
    )],
    example: r#"dose = { kind = "row", fields = [{ kind = "integer", min = 1, max = 4 }, { kind = "word" }] }"#,
    build: Build::Maker(build),
    ..BLANK
};

struct Row {
    fields: Vec<Inner>,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let Some(Value::List(list)) = settings.get("fields") else {
        return Err(Fault::of("fields", "expected a list of tables, one a field"));
    };
    let fields =
        list.iter().map(|field| Inner::new("fields", field, settings)).collect::<Result<Vec<_>, _>>()?;
    if fields.is_empty() {
        return Err(Fault::of("fields", "the list is empty"));
    }
    Ok(Box::new(Row { fields }))
}

impl Maker for Row {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn law(&self) -> String {
        let laws: Vec<String> = self.fields.iter().map(Inner::law).collect();
        format!("a row of: {}", laws.join("; "))
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let texts = self
            .fields
            .iter()
            .enumerate()
            .map(|(n, field)| field.texts(&ask.key.derive(&format!("field {n}")), ask.rows))
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
