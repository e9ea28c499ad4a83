//! JSON documents built from columns, one text a row.

use super::frame::Frame;
use crate::error::Result;
use crate::kinds::TextColumn;
use crate::plan::{Column, Formula, JsonNode};
use arrow::array::{Array, ArrayRef, StringArray};
use arrow::datatypes::DataType;

/// A node with its values for the rows of the batch.
enum Leaf<'a> {
    Object(Vec<(String, Leaf<'a>)>),
    Array(Vec<Leaf<'a>>),
    /// Texts, and whether they are to be quoted; numbers, booleans and JSON itself stand as they are.
    Value(StringArray, bool),
    Constant(&'a str),
}

/// Builds the documents of a batch.
pub(super) fn build(
    frame: &Frame<'_>,
    node: &JsonNode,
    skip_null: bool,
    column: &Column,
) -> Result<ArrayRef> {
    let leaf = prepare(frame, node, column)?;
    let mut written = TextColumn::new(frame.rows.len(), 96);
    for i in 0..frame.rows.len() {
        write(&leaf, i, skip_null, &mut written);
        written.end();
    }
    written.finish().map_err(|message| frame.error(column, message))
}

fn prepare<'a>(frame: &Frame<'_>, node: &'a JsonNode, column: &Column) -> Result<Leaf<'a>> {
    Ok(match node {
        JsonNode::Object(members) => Leaf::Object(
            members
                .iter()
                .map(|(name, node)| Ok((format!("{}:", quoted(name)), prepare(frame, node, column)?)))
                .collect::<Result<_>>()?,
        ),
        JsonNode::Array(nodes) => {
            Leaf::Array(nodes.iter().map(|node| prepare(frame, node, column)).collect::<Result<_>>()?)
        }
        JsonNode::Value(formula) => {
            let text = frame.text(formula, column)?;
            Leaf::Value(text, is_quoted(frame, formula))
        }
        JsonNode::Constant(text) => Leaf::Constant(text),
    })
}

fn is_quoted(frame: &Frame<'_>, formula: &Formula) -> bool {
    if formula.program.is_none()
        && let Some(cell) = formula.cells.first()
    {
        let table = match cell.level {
            0 => frame.number,
            level => frame.table.ancestors[level - 1],
        };
        if frame.generator.plan().tables[table].columns[cell.column].json {
            return false;
        }
    }
    !matches!(
        formula.data_type,
        DataType::Int64 | DataType::Float64 | DataType::Boolean | DataType::Decimal128(..) | DataType::Null
    )
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn is_null(leaf: &Leaf<'_>, i: usize) -> bool {
    matches!(leaf, Leaf::Value(values, _) if values.is_null(i))
}

fn write(leaf: &Leaf<'_>, i: usize, skip_null: bool, to: &mut TextColumn) {
    match leaf {
        Leaf::Object(members) => {
            let mut separator = "{";
            for (name, member) in members.iter().filter(|(_, member)| !(skip_null && is_null(member, i))) {
                to.add(separator);
                to.add(name);
                write(member, i, skip_null, to);
                separator = ",";
            }
            to.add(if separator == "{" { "{}" } else { "}" });
        }
        Leaf::Array(nodes) => {
            let mut separator = "[";
            for node in nodes.iter().filter(|node| !(skip_null && is_null(node, i))) {
                to.add(separator);
                write(node, i, skip_null, to);
                separator = ",";
            }
            to.add(if separator == "[" { "[]" } else { "]" });
        }
        Leaf::Value(values, _) if values.is_null(i) => to.add("null"),
        Leaf::Value(values, true) => to.add(&quoted(values.value(i))),
        Leaf::Value(values, false) => to.add(values.value(i)),
        Leaf::Constant(text) => to.add(text),
    }
}
