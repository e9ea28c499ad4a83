//! The types that a column may have in a file.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef};
use arrow::datatypes::{DataType, Field, TimeUnit};

use crate::error::{Error, Place, Result};

/// The key and the value of a field's metadata by which Arrow marks text that is JSON.
pub const JSON_EXTENSION: (&str, &str) = ("ARROW:extension:name", "arrow.json");

/// A field of text that is JSON.
pub fn json_field(name: impl Into<String>, nullable: bool) -> Field {
    let mark = HashMap::from([(JSON_EXTENSION.0.to_owned(), JSON_EXTENSION.1.to_owned())]);
    Field::new(name, DataType::Utf8, nullable).with_metadata(mark)
}

/// The type of a column in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// UTF-8 text.
    Text,
    /// UTF-8 text that is a JSON value without line breaks.
    Json,
    /// 64 bits, signed.
    Int64,
    /// 32 bits, signed.
    Int32,
    /// 16 bits, signed.
    Int16,
    /// A finite double.
    Float64,
    /// True or false.
    Boolean,
    /// A day of the years 1 to 9999.
    Date,
    /// A moment in UTC, to the microsecond.
    Instant,
    /// A day and a time of day without a zone, to the microsecond.
    DateTime,
    /// A time of day, to the microsecond.
    Time,
    /// A decimal number of up to 38 digits.
    Decimal {
        /// How many digits in all.
        precision: u8,
        /// How many of them after the point.
        scale: u8,
    },
}

impl ColumnType {
    /// The type of a field.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Bug`] for a type that is never written.
    pub fn of(field: &Field) -> Result<Self> {
        let json = field.metadata().get(JSON_EXTENSION.0).is_some_and(|v| v == JSON_EXTENSION.1);
        Ok(match field.data_type() {
            DataType::Utf8 if json => Self::Json,
            DataType::Utf8 => Self::Text,
            DataType::Int64 => Self::Int64,
            DataType::Int32 => Self::Int32,
            DataType::Int16 => Self::Int16,
            DataType::Float64 => Self::Float64,
            DataType::Boolean => Self::Boolean,
            DataType::Date32 => Self::Date,
            DataType::Timestamp(TimeUnit::Microsecond, None) => Self::DateTime,
            DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) if &**zone == "UTC" => Self::Instant,
            DataType::Time64(TimeUnit::Microsecond) => Self::Time,
            DataType::Decimal128(precision, scale) if *scale >= 0 => {
                Self::Decimal { precision: *precision, scale: scale.unsigned_abs() }
            }
            other => {
                return Err(Error::bug(format!("no file format takes the type {other}"))
                    .at(Place { column: Some(field.name().clone()), ..Place::default() }));
            }
        })
    }
}

/// The array as what its field says it is.
pub(super) fn typed<T: 'static>(array: &ArrayRef) -> Result<&T> {
    array.as_any().downcast_ref::<T>().ok_or_else(|| Error::bug("an array is not of its field's type"))
}
