//! What is counted of cells and rows.

use crate::verify::chance::one_in;
use crate::verify::fiction::Fiction;
use crate::verify::given::{Classes, Given, Second};
use crate::verify::looked::is_of_letters;
use crate::verify::prints::Printer;
use crate::verify::risk::Quasi;
use crate::verify::seen::{About, Known, Value};
use crate::verify::sorts::{Column, Sort};
use crate::verify::spread::Spread;
use crate::verify::survival::{Sought, Source};
use std::sync::Arc;

/// How many times as likely what is put together from names is met by what has as many letters as by any other: of all of it no more
/// than one in eight has just so many.
const AS_LONG: f64 = 8.0;

impl Sought {
    pub(super) fn of(form: &Known, column: usize, sort: Option<Sort>) -> Self {
        let as_long = match sort {
            Some(Sort::Person | Sort::Named) => AS_LONG,
            // Names of users are names too.
            Some(Sort::Number) if is_of_letters(form.shape) => AS_LONG,
            _ => 1.0,
        };
        Self {
            print: form.print,
            source: Source::of(column, form.space),
            chance: f64::from(one_in(form.space)) * as_long,
            shape: form.shape,
        }
    }
}

/// Counts a value.
pub(super) fn tallied(
    (at, about): (usize, &About),
    value: &Value,
    original: bool,
    spread: &mut Spread,
    parts: &mut Vec<(usize, u64, u64)>,
) {
    if let Some(number) = value.drawn {
        spread.count(at, number, original);
    }
    if about.told.quasi || about.told.sensitive {
        parts.push((at, value.part, value.print));
    }
}

/// Counts a row among those that have the same quasi-identifiers.
pub(super) fn classify(
    table: &Arc<str>,
    quasi: Option<&Quasi>,
    parts: &[(usize, u64, u64)],
    about: &[About],
    classes: &mut Classes,
) {
    let Some(quasi) = quasi.filter(|quasi| !quasi.columns.is_empty()) else { return };
    let of = |at: usize| parts.iter().find(|(column, ..)| *column == at);
    let part =
        |at: usize| of(at).map_or_else(|| about.get(at).map_or(0, |about| about.none), |(_, part, _)| *part);
    let print = quasi.columns.iter().fold(0, |all, at| Printer::both(all, part(*at)));
    let sensitive = quasi.sensitive.and_then(of).map_or(0, |(.., print)| *print);
    match classes.last_mut().filter(|(last, _)| Arc::ptr_eq(last, table) || last == table) {
        Some((_, rows)) => rows.push((print, sensitive)),
        None => classes.push((Arc::clone(table), vec![(print, sensitive)])),
    }
}

/// Looks for identifiers of real people in a text.
pub(super) fn fiction(
    given: &Given<'_>,
    about: &About,
    column: &Column,
    (at, text, value): (usize, &str, Option<&Value>),
    out: &mut Second,
) {
    let key = (given.file, given.head);
    if out.fiction.last().is_none_or(|(last, _)| *last != key) {
        out.fiction.push((key, Fiction::default()));
    }
    let Some((_, fiction)) = out.fiction.last_mut() else { return };
    if given.table.is_none() {
        return text.lines().zip(given.own..).for_each(|(text, line)| fiction.line(given.name, line, text));
    }
    // What stands in a table was read before.
    let (Some(declared), Some(value)) = (about.declared, value) else { return };
    if value.found.is_empty() && !value.escaped {
        return fiction.plain(at, &column.name);
    }
    fiction.cell_read((given.name, given.own), (at, &column.name, declared), (text, value));
}
