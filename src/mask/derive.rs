//! Values that are derived from masked ones.

use crate::cells::{Block, Cells, Replacement, State};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::plan::Derive;
use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::DataType;
use std::sync::Arc;

/// The masked cells of a column that an expression reads.
pub(super) fn input(at: usize, done: &[Replacement], block: &Block) -> Option<Vec<Option<String>>> {
    let texts = |cells: &Cells| {
        let of = |row| cells.of_row(row).and_then(|i| cells.get(i)).map(str::to_owned);
        (0..block.rows).map(of).collect()
    };
    match done.get(at)? {
        Replacement::Keep => Some(texts(block.column(at)?)),
        Replacement::Cells(cells) => Some(texts(cells)),
        Replacement::Null => Some(vec![None; block.rows]),
        Replacement::Constant(text) => Some(vec![Some(text.clone()); block.rows]),
        Replacement::Drop => None,
    }
}

/// The values of an expression over the cells of a block, as text.
pub(super) fn texts(
    derive: &Derive,
    done: &[Replacement],
    block: &Block,
    place: &Place,
) -> Result<StringArray> {
    let failed = || Error::new(ErrorKind::Input, "the expression has no value for a row").at(place.clone());
    let program = derive.program.as_ref().ok_or_else(|| Error::bug("a derived column was not compiled"))?;
    let safe = CastOptions { safe: true, ..CastOptions::default() };
    let mut inputs: Vec<ArrayRef> = Vec::with_capacity(derive.reads.len());
    for (at, data_type) in &derive.reads {
        let texts =
            input(*at, done, block).ok_or_else(|| Error::bug("a derived column reads what is not there"))?;
        let array: ArrayRef = Arc::new(StringArray::from(texts));
        inputs.push(match data_type {
            DataType::Utf8 => array,
            wanted => cast_with_options(&array, wanted, &safe).map_err(|_foreign| failed())?,
        });
    }
    let value = program.evaluate(&inputs, block.rows).map_err(|_dropped| failed())?;
    let value = match value.data_type() {
        DataType::Utf8 => value,
        _ => cast_with_options(&value, &DataType::Utf8, &safe).map_err(|_foreign| failed())?,
    };
    value.as_string_opt::<i32>().cloned().ok_or_else(failed)
}

/// Computes a derived column; a cell that was NULL or missing stays so.
pub(super) fn derive(
    derive: &Derive,
    own: usize,
    done: &[Replacement],
    block: &Block,
    place: &Place,
) -> Result<Cells> {
    let texts = texts(derive, done, block, place)?;
    let cells = block.column(own).ok_or_else(|| Error::bug("a derived column was not read"))?;
    let mut out = Cells::like(cells);
    for i in 0..cells.len() {
        let row = cells.row(i);
        match cells.state(i) {
            state @ (State::Null | State::Missing) => out.push(state, b""),
            _ if texts.is_null(row) => out.push(State::Null, b""),
            state => {
                let text = texts.value(row).as_bytes();
                let bare = state == State::Bare && serde_json::from_slice::<serde_json::Number>(text).is_ok();
                out.push(if bare { State::Bare } else { State::Text }, text);
            }
        }
    }
    Ok(out)
}
