//! The types of SQL values, the Arrow types that carry them, and a value that is a column or one scalar.

use arrow::array::types::IntervalMonthDayNanoType;
use arrow::array::types::{Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow::array::{Array, ArrayAccessor, ArrayRef, AsArray, Datum, new_null_array};
use arrow::array::{BooleanArray, PrimitiveArray, StringArray};
use arrow::datatypes::{DataType, IntervalUnit, TimeUnit};
use std::fmt;

/// The most digits that a NUMERIC can have; Arrow's bound for 128 bits.
pub(super) const DIGITS_MAX: u8 = 38;

/// The type of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Null,
    Boolean,
    Int,
    Float,
    /// All digits, and those behind the point.
    Decimal(u8, i8),
    Text,
    Date,
    Timestamp,
    Interval,
}

impl Type {
    /// The type of a column of an input, or nothing where no SQL type stands for it.
    pub(super) fn of(data_type: &DataType) -> Option<Self> {
        Some(match data_type {
            DataType::Null => Self::Null,
            DataType::Boolean => Self::Boolean,
            DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64 => Self::Int,
            DataType::UInt8 | DataType::UInt16 | DataType::UInt32 => Self::Int,
            DataType::Float32 | DataType::Float64 => Self::Float,
            DataType::Decimal128(p, s) if *s >= 0 => Self::Decimal(*p, *s),
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Text,
            DataType::Date32 => Self::Date,
            DataType::Timestamp(_, _) => Self::Timestamp,
            DataType::Dictionary(_, of) => Self::of(of)?,
            _ => return None,
        })
    }

    /// The Arrow type that carries values of this type.
    pub(super) fn arrow(self) -> DataType {
        match self {
            Self::Null => DataType::Null,
            Self::Boolean => DataType::Boolean,
            Self::Int => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Decimal(p, s) => DataType::Decimal128(p, s),
            Self::Text => DataType::Utf8,
            Self::Date => DataType::Date32,
            Self::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Interval => DataType::Interval(IntervalUnit::MonthDayNano),
        }
    }

    /// Whether arithmetic is defined on it.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Int | Self::Float | Self::Decimal(..))
    }

    /// The type that values of two types can both be turned into without being asked, as for a comparison.
    pub(super) fn common(self, other: Self) -> Option<Self> {
        Some(match (self, other) {
            (a, b) if a == b => a,
            (Self::Null, a) | (a, Self::Null) => a,
            (Self::Int, Self::Float) | (Self::Float, Self::Int) => Self::Float,
            (Self::Decimal(..), Self::Float) | (Self::Float, Self::Decimal(..)) => Self::Float,
            (Self::Decimal(..) | Self::Int, Self::Decimal(..) | Self::Int) => {
                let ((p, s), (q, t)) = (self.digits(), other.digits());
                let scale = s.max(t);
                decimal((p - s).max(q - t) + scale, scale)
            }
            (Self::Date, Self::Timestamp) | (Self::Timestamp, Self::Date) => Self::Timestamp,
            _ => return None,
        })
    }

    /// Digits in all and behind the point, of an exact number; a 64-bit integer has 19.
    pub(super) fn digits(self) -> (i32, i32) {
        match self {
            Self::Decimal(p, s) => (i32::from(p), i32::from(s)),
            _ => (19, 0),
        }
    }
}

/// NUMERIC with these digits, cut to what 128 bits hold; what does not fit is an overflow when it happens.
pub(super) fn decimal(precision: i32, scale: i32) -> Type {
    let clamp = |n: i32| u8::try_from(n.clamp(0, i32::from(DIGITS_MAX))).unwrap_or(DIGITS_MAX);
    let scale = clamp(scale);
    Type::Decimal(clamp(precision).max(scale).max(1), i8::try_from(scale).unwrap_or(0))
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "NULL",
            Self::Boolean => "BOOLEAN",
            Self::Int => "INTEGER",
            Self::Float => "DOUBLE PRECISION",
            Self::Decimal(p, s) => return write!(f, "NUMERIC({p},{s})"),
            Self::Text => "TEXT",
            Self::Date => "DATE",
            Self::Timestamp => "TIMESTAMP",
            Self::Interval => "INTERVAL",
        })
    }
}

/// The values of an expression: one for each row, or one for all rows.
#[derive(Clone)]
pub(super) struct Value {
    pub(super) array: ArrayRef,
    /// Whether the array has one cell, which stands for all rows.
    pub(super) scalar: bool,
}

impl Datum for Value {
    fn get(&self) -> (&dyn Array, bool) {
        (self.array.as_ref(), self.scalar)
    }
}

impl Value {
    /// One value for all rows, from an array of one cell.
    pub(super) fn scalar(array: ArrayRef) -> Self {
        Self { array, scalar: true }
    }

    /// NULL of a type, for all rows.
    pub(super) fn null(of: Type) -> Self {
        Self::scalar(new_null_array(&of.arrow(), 1))
    }

    /// The same value at one row alone.
    pub(super) fn at(&self, row: usize) -> Self {
        if self.scalar { self.clone() } else { Self::scalar(self.array.slice(row, 1)) }
    }

    pub(super) fn texts(&self) -> Cells<&StringArray> {
        Cells { array: self.array.as_string::<i32>(), scalar: self.scalar }
    }

    pub(super) fn booleans(&self) -> Cells<&BooleanArray> {
        Cells { array: self.array.as_boolean(), scalar: self.scalar }
    }

    pub(super) fn ints(&self) -> Cells<&PrimitiveArray<Int64Type>> {
        Cells { array: self.array.as_primitive(), scalar: self.scalar }
    }

    pub(super) fn floats(&self) -> Cells<&PrimitiveArray<Float64Type>> {
        Cells { array: self.array.as_primitive(), scalar: self.scalar }
    }

    pub(super) fn decimals(&self) -> Cells<&PrimitiveArray<Decimal128Type>> {
        Cells { array: self.array.as_primitive(), scalar: self.scalar }
    }

    pub(super) fn dates(&self) -> Cells<&PrimitiveArray<Date32Type>> {
        Cells { array: self.array.as_primitive(), scalar: self.scalar }
    }

    pub(super) fn timestamps(&self) -> Cells<&PrimitiveArray<TimestampMicrosecondType>> {
        Cells { array: self.array.as_primitive(), scalar: self.scalar }
    }

    pub(super) fn intervals(&self) -> Cells<&PrimitiveArray<IntervalMonthDayNanoType>> {
        Cells { array: self.array.as_primitive(), scalar: self.scalar }
    }
}

/// The cells of a value of a known Arrow type, by row.
#[derive(Clone, Copy)]
pub(super) struct Cells<A> {
    array: A,
    scalar: bool,
}

impl<A: ArrayAccessor> Cells<A> {
    /// The cell of a row, or nothing where it is NULL.
    #[inline]
    pub(super) fn get(&self, row: usize) -> Option<A::Item> {
        let index = if self.scalar { 0 } else { row };
        if self.array.is_null(index) { None } else { Some(self.array.value(index)) }
    }
}
