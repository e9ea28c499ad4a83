//! Values of Parquet as the texts of cells, and texts as values of a type.
//!
//! Bytes that are UTF-8 are that text, unless all have one width; others stand in hexadecimal digits behind `\x`, as a dump
//! has them.

use crate::cells::{Cells, Replacement, State};
use crate::io::civil;
use crate::shape::Filler;
use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, Date32Array, FixedSizeBinaryBuilder, StringArray, make_array,
    new_null_array,
};
use arrow::buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Date32Type, Field};
use std::fmt::Write as _;
use std::sync::Arc;

/// How many bytes a UUID has.
const UUID: usize = 16;

/// What fits a column that takes no NULL.
pub(super) fn filler(field: &Field, uuid: bool) -> Filler {
    match field.data_type() {
        DataType::Boolean => Filler::Fixed("false"),
        DataType::Date32 | DataType::Date64 => Filler::Fixed("1970-01-01"),
        DataType::Timestamp(..) => Filler::Fixed("1970-01-01T00:00:00"),
        DataType::Time32(_) | DataType::Time64(_) => Filler::Fixed("00:00:00"),
        kind if kind.is_numeric() => Filler::Number(100),
        _ if uuid => Filler::Uuid,
        _ => Filler::Text(usize::MAX),
    }
}

fn strict() -> CastOptions<'static> {
    CastOptions { safe: false, ..CastOptions::default() }
}

/// A type in a word: a nested type's own text is long.
pub(super) fn sort_of(data_type: &DataType) -> String {
    match data_type {
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => "list".to_owned(),
        DataType::Struct(_) => "struct".to_owned(),
        DataType::Map(..) => "map".to_owned(),
        other => other.to_string(),
    }
}

/// The cells of an array; `None` where its type is not treated.
pub(super) fn cells(array: &ArrayRef, uuid: bool) -> Option<Cells> {
    let state = match array.data_type() {
        DataType::Binary | DataType::FixedSizeBinary(_) => return bytes(array, uuid),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..) => State::Text,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => State::Text,
        DataType::Time32(_) | DataType::Time64(_) => State::Text,
        kind if kind.is_numeric() || *kind == DataType::Boolean => State::Bare,
        _ => return None,
    };
    if let Some(cells) = days(array) {
        return Some(cells);
    }
    let plain = relabelled(array, &without_zone(array.data_type()))?;
    let texts = cast_with_options(&plain, &DataType::Utf8, &strict()).ok()?;
    let texts: &StringArray = texts.as_string_opt::<i32>()?;
    if let Some(cells) = together(texts, state) {
        return Some(cells);
    }
    let mut cells = Cells::with_capacity(texts.len());
    for i in 0..texts.len() {
        if texts.is_null(i) {
            cells.push(State::Null, b"");
        } else {
            cells.push(state, texts.value(i).as_bytes());
        }
    }
    Some(cells)
}

/// The cells of texts, copied all at once; `None` where something stands in a place that is NULL.
fn together(texts: &StringArray, state: State) -> Option<Cells> {
    let offsets = texts.value_offsets();
    let at = |offset: &i32| usize::try_from(*offset).ok();
    let (first, last) = (at(offsets.first()?)?, at(offsets.last()?)?);
    let mut states = vec![state; texts.len()];
    if let Some(nulls) = texts.nulls().filter(|nulls| nulls.null_count() > 0) {
        for (i, state) in states.iter_mut().enumerate().filter(|(i, _)| nulls.is_null(*i)) {
            if offsets[i] != offsets[i + 1] {
                return None;
            }
            *state = State::Null;
        }
    }
    // They ascend, so that what holds of the first and the last holds of all.
    let ends = offsets[1..].iter().map(|end| at(end).unwrap_or(last) - first).collect();
    Some(Cells::of_text(texts.value_data().get(first..last)?.to_vec(), ends, states))
}

/// The cells of an array of days; `None` where it is none, or where a year has not four digits, whose form the library knows.
fn days(array: &ArrayRef) -> Option<Cells> {
    let days = array.as_primitive_opt::<Date32Type>()?;
    let mut cells = Cells::with_capacity(days.len());
    for day in days {
        match day {
            Some(day) => cells.push(State::Text, &civil::date(day)?),
            None => cells.push(State::Null, b""),
        }
    }
    Some(cells)
}

/// The days that texts are; `None` where one is none, or written otherwise than here.
fn days_of(texts: &StringArray) -> Option<ArrayRef> {
    let days = texts.iter().map(|text| match text {
        Some(text) => civil::parse_date(text.as_bytes()).map(Some),
        None => Some(None),
    });
    Some(Arc::new(days.collect::<Option<Date32Array>>()?))
}

/// The cells of an array of bytes.
fn bytes(array: &ArrayRef, uuid: bool) -> Option<Cells> {
    let value = |i: usize| -> Option<&[u8]> {
        Some(match array.data_type() {
            DataType::Binary => array.as_binary_opt::<i32>()?.value(i),
            _ => array.as_fixed_size_binary_opt()?.value(i),
        })
    };
    let is_text = *array.data_type() == DataType::Binary;
    let mut cells = Cells::with_capacity(array.len());
    let mut text = String::new();
    for i in 0..array.len() {
        if array.is_null(i) {
            cells.push(State::Null, b"");
            continue;
        }
        let value = value(i)?;
        // What has one width for all is no text.
        if is_text && std::str::from_utf8(value).is_ok_and(|text| !text.starts_with("\\x")) {
            cells.push(State::Text, value);
            continue;
        }
        text.clear();
        if !uuid {
            text.push_str("\\x");
        }
        for (at, byte) in value.iter().enumerate() {
            if uuid && matches!(at, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            // Writing to a text cannot fail.
            if write!(text, "{byte:02x}").is_err() {}
        }
        cells.push(State::Text, text.as_bytes());
    }
    Some(cells)
}

/// The bytes that hexadecimal digits mean.
fn unhex(digits: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|n| u8::try_from(n).ok());
    let pairs = digits.chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect()
}

/// The bytes that a text stands for.
fn bytes_of(text: &str, uuid: bool) -> Option<Vec<u8>> {
    if uuid {
        let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b'-').collect();
        return unhex(&digits).filter(|bytes| bytes.len() == UUID);
    }
    let digits = text.strip_prefix("\\x").and_then(|digits| unhex(digits.as_bytes()));
    Some(digits.unwrap_or_else(|| text.as_bytes().to_vec()))
}

/// The texts of cells, one a row, looked at as UTF-8 all together; `None` where one of them is no text.
fn texts_of(cells: &Cells, rows: usize) -> Option<StringArray> {
    let ends = (cells.len() == rows).then(|| cells.ends())?;
    // They ascend: where the last is not too large, none is.
    let last = i32::try_from(cells.text().len()).ok()?;
    let mut offsets = Vec::with_capacity(rows + 1);
    offsets.push(0);
    offsets.extend(ends.iter().map(|end| i32::try_from(*end).unwrap_or(last)));
    let valid = BooleanBuffer::collect_bool(rows, |row| cells.state(row).is_value());
    let valid = Some(NullBuffer::new(valid)).filter(|valid| valid.null_count() > 0);
    let texts = Buffer::from_slice_ref(cells.text());
    StringArray::try_new(OffsetBuffer::new(ScalarBuffer::from(offsets)), texts, valid).ok()
}

/// The texts of cells in the places that are there.
fn spread(cells: &Cells, rows: usize, present: &NullBuffer) -> Option<StringArray> {
    let mut next = 0..cells.len();
    let texts =
        (0..rows).map(|row| if present.is_valid(row) { cells.get(next.next()?) } else { None }).collect();
    next.is_empty().then_some(texts)
}

/// The array that takes the place of values; `present` are the places of which nothing above is NULL.
pub(super) fn replace(
    array: &ArrayRef,
    (field, uuid): (&Field, bool),
    present: Option<&NullBuffer>,
    replaced: Option<&Replacement>,
) -> Result<ArrayRef, &'static str> {
    let rows = array.len();
    let is_there = |row: usize| present.is_none_or(|present| present.is_valid(row));
    let present = present.filter(|present| present.null_count() > 0);
    let texts: StringArray = match replaced {
        Some(Replacement::Keep | Replacement::Drop) => return Ok(array.clone()),
        None | Some(Replacement::Null) => {
            return if field.is_nullable() || !(0..rows).any(is_there) {
                Ok(new_null_array(field.data_type(), rows))
            } else {
                Err("the file has no NULL in this column, and its values would become NULL")
            };
        }
        Some(Replacement::Constant(text)) => {
            (0..rows).map(|row| (is_there(row) && array.is_valid(row)).then_some(text.as_str())).collect()
        }
        Some(Replacement::Cells(cells)) => match present {
            None => texts_of(cells, rows).unwrap_or_else(|| (0..rows).map(|row| cells.get(row)).collect()),
            Some(present) => {
                spread(cells, rows, present).ok_or("its values are not as many as there were")?
            }
        },
    };
    if !field.is_nullable() && (0..rows).any(|row| texts.is_null(row) && is_there(row)) {
        return Err("the file has no NULL in this column, and a value would become NULL");
    }
    let misfit = "a stand-in is not of the type that the file has for this column";
    match field.data_type() {
        DataType::Binary => {
            let values: Vec<Option<Vec<u8>>> =
                texts.iter().map(|text| text.and_then(|text| bytes_of(text, false))).collect();
            Ok(Arc::new(values.iter().map(Option::as_deref).collect::<BinaryArray>()))
        }
        DataType::FixedSizeBinary(width) => {
            let mut values = FixedSizeBinaryBuilder::with_capacity(rows, *width);
            for text in &texts {
                match text {
                    None => values.append_null(),
                    Some(text) => {
                        let mut bytes = bytes_of(text, uuid).ok_or(misfit)?;
                        // What is shorter is filled with zeros, so that an empty constant fits every width.
                        bytes.resize(bytes.len().max(usize::try_from(*width).unwrap_or(0)), 0);
                        values.append_value(bytes).map_err(|_foreign| misfit)?;
                    }
                }
            }
            Ok(Arc::new(values.finish()))
        }
        data_type => {
            if *data_type == DataType::Date32
                && let Some(days) = days_of(&texts)
            {
                return Ok(days);
            }
            let texts: ArrayRef = Arc::new(texts);
            let plain =
                cast_with_options(&texts, &without_zone(data_type), &strict()).map_err(|_foreign| misfit)?;
            relabelled(&plain, data_type).ok_or(misfit)
        }
    }
}

/// A moment without the name of its zone: in a file it is UTC whatever it is called.
fn without_zone(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Timestamp(unit, Some(_)) => DataType::Timestamp(*unit, None),
        other => other.clone(),
    }
}

/// The same values under a type of the same layout.
fn relabelled(array: &ArrayRef, data_type: &DataType) -> Option<ArrayRef> {
    if array.data_type() == data_type {
        return Some(array.clone());
    }
    array.to_data().into_builder().data_type(data_type.clone()).build().ok().map(make_array)
}
