//! How a column of Parquet is nested: what lies at each path is taken out as one column, and put back into its place.
//!
//! Paths are those of JSON lines: `home.city`, `phones[]`, `stays[].by`. A map is a list of entries, `tags[].key` and
//! `tags[].value`.

use super::values;
use crate::cells::Replacement;
use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StructArray, UInt32Array};
use arrow::buffer::{NullBuffer, OffsetBuffer};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, FieldRef};
use std::sync::Arc;

/// How deep a column may be nested that is looked into.
const DEEPEST: usize = 64;

/// What is treated as one: the values at a path.
pub(super) struct Unit {
    /// The path.
    pub(super) path: String,
    /// The type of the values and whether they may be NULL.
    pub(super) field: FieldRef,
    /// Whether they are UUIDs in bytes.
    pub(super) uuid: bool,
    /// The number of its first leaf in the file.
    pub(super) leaf: usize,
}

/// How a column of the file is gone through.
pub(super) enum Shape {
    /// To the unit of this number, and no further.
    Unit(usize),
    /// To each field.
    Struct(Vec<Shape>),
    /// To each item; those of a map are structs of two fields.
    List(Box<Shape>),
}

/// Finds the units of a file.
pub(super) struct Finder<'a> {
    /// Whether a path is listed, so that what lies below it is one.
    pub(super) listed: &'a dyn Fn(&str) -> bool,
    /// Whether the leaf of a number holds UUIDs.
    pub(super) uuid: &'a dyn Fn(usize) -> bool,
    pub(super) units: Vec<Unit>,
    /// The number of the next leaf.
    pub(super) leaf: usize,
}

impl Finder<'_> {
    pub(super) fn shape(&mut self, path: String, field: &FieldRef, depth: usize) -> Shape {
        let whole = depth >= DEEPEST || (self.listed)(&path);
        match field.data_type() {
            DataType::Struct(fields) if !whole => {
                let fields = fields.iter();
                Shape::Struct(
                    fields
                        .map(|field| self.shape(format!("{path}.{}", field.name()), field, depth + 1))
                        .collect(),
                )
            }
            DataType::List(items) | DataType::Map(items, _) if !whole => {
                Shape::List(Box::new(self.shape(format!("{path}[]"), items, depth + 1)))
            }
            _ => {
                let leaves = leaves(field);
                let uuid = leaves == 1 && !field.data_type().is_nested() && (self.uuid)(self.leaf);
                self.units.push(Unit { path, field: field.clone(), uuid, leaf: self.leaf });
                self.leaf += leaves;
                Shape::Unit(self.units.len() - 1)
            }
        }
    }
}

/// How many leaves a column has.
pub(super) fn leaves(field: &Field) -> usize {
    match field.data_type() {
        DataType::Struct(fields) => fields.iter().map(|field| leaves(field)).sum(),
        DataType::List(items) | DataType::Map(items, _) => leaves(items),
        _ => 1,
    }
}

/// The places of an array that count, each with the row that it belongs to.
#[derive(Clone, Default)]
pub(super) struct Places {
    rows: Vec<u32>,
    at: Vec<u32>,
}

impl Places {
    /// Every place, each in a row of its own.
    pub(super) fn all(rows: usize) -> Self {
        let all: Vec<u32> = (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect();
        Self { rows: all.clone(), at: all }
    }

    /// Those of an item for each value of a list, and those that are not NULL.
    fn of_valid(&self, array: &dyn Array) -> Self {
        if array.null_count() == 0 {
            return self.clone();
        }
        let mut valid = Self::default();
        for (row, at) in self.rows.iter().zip(&self.at).filter(|(_, at)| array.is_valid(**at as usize)) {
            valid.rows.push(*row);
            valid.at.push(*at);
        }
        valid
    }
}

/// The items of a list or a map, with where each list begins and ends among them.
fn items(array: &ArrayRef) -> Option<(Vec<usize>, ArrayRef)> {
    let ends =
        |offsets: &OffsetBuffer<i32>| offsets.iter().map(|n| usize::try_from(*n).unwrap_or(0)).collect();
    match array.data_type() {
        DataType::List(_) => {
            let list = array.as_list_opt::<i32>()?;
            Some((ends(list.offsets()), list.values().clone()))
        }
        DataType::Map(..) => {
            let map = array.as_map_opt()?;
            Some((ends(map.offsets()), Arc::new(map.entries().clone())))
        }
        _ => None,
    }
}

/// Hands over what lies at each unit: its number, its values without those of which something above is NULL, and their rows.
pub(super) fn gather<E>(
    shape: &Shape,
    array: &ArrayRef,
    places: &Places,
    each: &mut dyn FnMut(usize, ArrayRef, Vec<u32>) -> Result<(), E>,
    damaged: &dyn Fn() -> E,
) -> Result<(), E> {
    match shape {
        Shape::Unit(unit) => {
            let values =
                take(array, &UInt32Array::from(places.at.clone()), None).map_err(|_foreign| damaged())?;
            each(*unit, values, places.rows.clone())
        }
        Shape::Struct(fields) => {
            let places = places.of_valid(array.as_ref());
            let inner = array.as_struct_opt().ok_or_else(damaged)?;
            fields
                .iter()
                .zip(inner.columns())
                .try_for_each(|(shape, array)| gather(shape, array, &places, each, damaged))
        }
        Shape::List(inner) => {
            let (ends, values) = items(array).ok_or_else(damaged)?;
            let valid = places.of_valid(array.as_ref());
            let mut within = Places::default();
            for (row, at) in valid.rows.iter().zip(&valid.at) {
                let range = ends[*at as usize]..ends[*at as usize + 1];
                within.rows.extend(range.clone().map(|_| *row));
                within.at.extend(range.filter_map(|at| u32::try_from(at).ok()));
            }
            gather(inner, &values, &within, each, damaged)
        }
    }
}

/// What cannot be put back: the unit, and why.
pub(super) type Misfit = (Option<usize>, &'static str);

/// Puts what replaces the units of a column in their places; of an array, `present` are the places of which nothing above is NULL.
pub(super) fn rebuild<'r>(
    shape: &Shape,
    (array, field): (&ArrayRef, &Field),
    present: Option<&NullBuffer>,
    (units, replaced): (&[Unit], &dyn Fn(usize) -> Option<&'r Replacement>),
) -> Result<ArrayRef, Misfit> {
    let bug = |_: arrow::error::ArrowError| (None, "a nested column could not be put together again");
    let gone = (None, "a nested column could not be put together again");
    let nulls = NullBuffer::union(array.nulls(), present);
    match shape {
        Shape::Unit(at) => values::replace(array, (field, units[*at].uuid), present, replaced(*at))
            .map_err(|why| (Some(*at), why)),
        _ if stays(shape, replaced) => Ok(array.clone()),
        Shape::Struct(shapes) => {
            let inner = array.as_struct_opt().ok_or(gone)?;
            let all = shapes.iter().zip(inner.columns()).zip(inner.fields());
            let columns = all.map(|((shape, array), field)| {
                rebuild(shape, (array, field), nulls.as_ref(), (units, replaced))
            });
            let columns = columns.collect::<Result<Vec<_>, _>>()?;
            let made = StructArray::try_new_with_length(inner.fields().clone(), columns, nulls, array.len());
            Ok(Arc::new(made.map_err(bug)?))
        }
        Shape::List(inner) => {
            let (ends, values) = items(array).ok_or(gone)?;
            // What lies under a NULL is left behind, so that every item counts.
            let is_there = |at: usize| nulls.as_ref().is_none_or(|nulls| nulls.is_valid(at));
            let lengths = (0..array.len()).map(|at| if is_there(at) { ends[at + 1] - ends[at] } else { 0 });
            let offsets = OffsetBuffer::<i32>::from_lengths(lengths);
            let wanted = (0..array.len()).filter(|at| is_there(*at)).flat_map(|at| ends[at]..ends[at + 1]);
            let wanted: UInt32Array = wanted.map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect();
            let values = take(&values, &wanted, None).map_err(bug)?;
            match array.data_type() {
                DataType::List(items) => {
                    let values = rebuild(inner, (&values, items), None, (units, replaced))?;
                    Ok(Arc::new(ListArray::try_new(items.clone(), offsets, values, nulls).map_err(bug)?))
                }
                DataType::Map(entries, sorted) => {
                    let values = rebuild(inner, (&values, entries), None, (units, replaced))?;
                    let pairs = values.as_struct_opt().ok_or(gone)?.clone();
                    let made = MapArray::try_new(entries.clone(), offsets, pairs, nulls, *sorted);
                    Ok(Arc::new(made.map_err(bug)?))
                }
                _ => Err(gone),
            }
        }
    }
}

/// Whether all of a column stays as it is.
fn stays<'r>(shape: &Shape, replaced: &dyn Fn(usize) -> Option<&'r Replacement>) -> bool {
    match shape {
        Shape::Unit(at) => matches!(replaced(*at), Some(Replacement::Keep)),
        Shape::Struct(fields) => fields.iter().all(|shape| stays(shape, replaced)),
        Shape::List(inner) => stays(inner, replaced),
    }
}

/// The units that a column has.
pub(super) fn units_of(shape: &Shape, out: &mut Vec<usize>) {
    match shape {
        Shape::Unit(at) => out.push(*at),
        Shape::Struct(fields) => fields.iter().for_each(|shape| units_of(shape, out)),
        Shape::List(inner) => units_of(inner, out),
    }
}
