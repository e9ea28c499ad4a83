//! Names of column types, as the manifest has them, to and from Arrow.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};

use super::manifest::TableRecord;
use crate::error::{Error, ErrorKind, Place, Result, nearest};

/// Names without parameters and what they mean; `json` is text with Arrow's extension name.
const NAMES: [(&str, DataType); 9] = [
    ("text", DataType::Utf8),
    ("bigint", DataType::Int64),
    ("integer", DataType::Int32),
    ("smallint", DataType::Int16),
    ("double", DataType::Float64),
    ("boolean", DataType::Boolean),
    ("date", DataType::Date32),
    ("timestamp", DataType::Timestamp(TimeUnit::Microsecond, None)),
    ("time", DataType::Time64(TimeUnit::Microsecond)),
];

/// The key and the value by which Arrow marks text that is JSON.
const JSON_MARK: (&str, &str) = ("ARROW:extension:name", "arrow.json");

fn timestamptz() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// The manifest's name for the type of a column: `text`, `bigint`, `decimal(10,2)` and so on.
///
/// # Errors
/// [`ErrorKind::Bug`] for a type that no column of this program has.
pub fn type_name(field: &Field) -> Result<String> {
    let data_type = field.data_type();
    if *data_type == DataType::Utf8 && field.metadata().get(JSON_MARK.0).is_some_and(|v| v == JSON_MARK.1) {
        return Ok("json".to_owned());
    }
    if let DataType::Decimal128(precision, scale) = data_type {
        return Ok(format!("decimal({precision},{scale})"));
    }
    if *data_type == timestamptz() {
        return Ok("timestamptz".to_owned());
    }
    match NAMES.iter().find(|(_, t)| t == data_type) {
        Some((name, _)) => Ok((*name).to_owned()),
        None => Err(Error::bug(format!("column `{}` has a type without a name: {data_type}", field.name()))),
    }
}

/// The Arrow field of a column from its name in the manifest.
///
/// # Errors
/// [`ErrorKind::Input`] when there is no such type.
pub fn field_of(name: &str, type_name: &str, nullable: bool) -> Result<Field> {
    if type_name == "json" {
        let mark = HashMap::from([(JSON_MARK.0.to_owned(), JSON_MARK.1.to_owned())]);
        return Ok(Field::new(name, DataType::Utf8, nullable).with_metadata(mark));
    }
    let data_type = match NAMES.iter().find(|(known, _)| *known == type_name) {
        Some((_, data_type)) => data_type.clone(),
        None if type_name == "timestamptz" => timestamptz(),
        None => decimal(type_name).ok_or_else(|| {
            let known = NAMES.iter().map(|(name, _)| *name).chain(["json", "timestamptz", "decimal(10,2)"]);
            let error = Error::new(ErrorKind::Input, format!("there is no column type `{type_name}`"));
            match nearest(type_name, known) {
                Some(near) => error.hint(format!("there is `{near}`")),
                None => error,
            }
        })?,
    };
    Ok(Field::new(name, data_type, nullable))
}

fn decimal(name: &str) -> Option<DataType> {
    let (precision, scale) = name.strip_prefix("decimal(")?.strip_suffix(')')?.split_once(',')?;
    let (precision, scale) = (precision.trim().parse::<u8>().ok()?, scale.trim().parse::<i8>().ok()?);
    let fits = (1..=38).contains(&precision) && scale >= 0 && scale.unsigned_abs() <= precision;
    fits.then_some(DataType::Decimal128(precision, scale))
}

/// The Arrow schema of a table of a manifest.
///
/// # Errors
/// [`ErrorKind::Input`] when a type is unknown.
pub fn schema_of(table: &TableRecord) -> Result<SchemaRef> {
    let field = |column: &super::ColumnRecord| {
        field_of(&column.name, &column.type_name, column.nullable)
            .map_err(|e| e.at(Place::column(&table.name, &column.name)))
    };
    let fields: Vec<Field> = table.columns.iter().map(field).collect::<Result<_>>()?;
    Ok(Arc::new(Schema::new(fields)))
}
