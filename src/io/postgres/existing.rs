//! Rows that are in a database already: the columns that others refer to, in the order of the key.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampMicrosecondBuilder,
};

use super::catalog::{Column, Table};
use super::coding::Coding;
use super::session::{Session, identifier};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::civil;

/// A column being read.
enum Reading {
    Integer(Int64Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    Moment(TimestampMicrosecondBuilder, bool),
    Text(StringBuilder),
}

/// Reads some columns of a table, ordered by its primary key, or else by these columns.
///
/// Texts are ordered by their bytes, so that the order is the same on every server.
///
/// # Errors
/// What the server says; [`ErrorKind::Input`] for a value that none of our types holds.
pub fn read(session: &mut Session, table: &Table, columns: &[&Column]) -> Result<(u64, Vec<ArrayRef>)> {
    let names: Vec<String> = columns.iter().map(|column| identifier(&column.name)).collect();
    let key = if table.primary_key.is_empty() {
        columns.iter().map(|column| column.name.clone()).collect()
    } else {
        table.primary_key.clone()
    };
    let order: Vec<String> = key
        .iter()
        .map(|name| match table.column(name).map(|column| &column.coding) {
            Some(Coding::Text) => format!("{}::text COLLATE \"C\"", identifier(name)),
            _ => identifier(name),
        })
        .collect();
    let statement = format!(
        "COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT (FORMAT text)",
        names.join(", "),
        table.sql(),
        order.join(", ")
    );
    let mut readings: Vec<Reading> = columns.iter().map(|column| reading(&column.coding)).collect();
    let mut rows = 0_u64;
    let mut wrong: Option<(usize, u64)> = None;
    session.copy_out(&statement, &mut |line| {
        for (at, (field, reading)) in line.split(|b| *b == b'\t').zip(&mut readings).enumerate() {
            if wrong.is_none() && take(reading, field).is_none() {
                wrong = Some((at, rows));
            }
        }
        rows += 1;
    })?;
    if let Some((at, row)) = wrong {
        let place = Place::column(&table.name, columns.get(at).map_or("", |c| c.name.as_str())).row(row);
        return Err(
            Error::new(ErrorKind::Input, "a value that is there already cannot be referred to").at(place)
        );
    }
    Ok((rows, readings.into_iter().map(finish).collect()))
}

fn reading(coding: &Coding) -> Reading {
    match coding {
        Coding::Int2 | Coding::Int4 | Coding::Int8 => Reading::Integer(Int64Builder::new()),
        Coding::Float4 | Coding::Float8 => Reading::Number(Float64Builder::new()),
        Coding::Bool => Reading::Boolean(BooleanBuilder::new()),
        Coding::Date => Reading::Date(Date32Builder::new()),
        Coding::Timestamp => Reading::Moment(TimestampMicrosecondBuilder::new(), false),
        Coding::Timestamptz => Reading::Moment(TimestampMicrosecondBuilder::new().with_timezone("UTC"), true),
        _ => Reading::Text(StringBuilder::new()),
    }
}

/// Takes a field of a line; none where it does not fit its type.
fn take(reading: &mut Reading, field: &[u8]) -> Option<()> {
    if field == b"\\N" {
        match reading {
            Reading::Integer(to) => to.append_null(),
            Reading::Number(to) => to.append_null(),
            Reading::Boolean(to) => to.append_null(),
            Reading::Date(to) => to.append_null(),
            Reading::Moment(to, _) => to.append_null(),
            Reading::Text(to) => to.append_null(),
        }
        return Some(());
    }
    let text = || str::from_utf8(field).ok();
    match reading {
        Reading::Integer(to) => to.append_value(text()?.parse().ok()?),
        Reading::Number(to) => to.append_value(text()?.parse().ok()?),
        Reading::Boolean(to) => to.append_value(field == b"t"),
        Reading::Date(to) => to.append_value(civil::parse_date(field)?),
        Reading::Moment(to, utc) => {
            let bare = if *utc { field.strip_suffix(b"+00")? } else { field };
            to.append_value(civil::parse_moment(bare, false)?);
        }
        Reading::Text(to) => to.append_value(unescape(field)?),
    }
    Some(())
}

/// A field of COPY text without its escapes.
fn unescape(field: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field.iter();
    while let Some(&byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next()? {
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            other => *other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn finish(reading: Reading) -> ArrayRef {
    match reading {
        Reading::Integer(mut values) => Arc::new(values.finish()),
        Reading::Number(mut values) => Arc::new(values.finish()),
        Reading::Boolean(mut values) => Arc::new(values.finish()),
        Reading::Date(mut values) => Arc::new(values.finish()),
        Reading::Moment(mut values, _) => Arc::new(values.finish()),
        Reading::Text(mut values) => Arc::new(values.finish()),
    }
}
