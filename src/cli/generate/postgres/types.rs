//! Types that `--create` makes: a kind of the house's own, which columns share by its name, is a type of that name.
//!
//! A choice becomes an enumeration, a number between bounds a domain, and a row a composite type, also where its kind has no name. Where columns of one name differ in what they may hold,
//! and where the server has a type of that name itself, columns have the plain type and a check of their own.

use super::create::plain_type;
use super::stated::Stated;
use crate::cli::generate::Order;
use crate::error::{Error, ErrorKind, Result};
use crate::io::postgres::{NewType, Session, TypeSort, literal};
use crate::plan::Table;
use arrow::datatypes::DataType;
use std::collections::{BTreeMap, BTreeSet};

/// More labels than this are a list, and no type.
const MOST: usize = 100;

/// What Postgres keeps of a name.
const MOST_BYTES: usize = 63;

/// The plain type of a column, by table and number, and the check that its bounds make of a name.
pub(super) type Bounds<'a> = &'a dyn Fn(usize, usize, &str) -> Option<(String, String)>;

/// What a name stands for, while all its columns agree, and these columns.
type Named = (Option<TypeSort>, Vec<(usize, usize)>);

/// The types to be made, and which columns of the plan have which.
#[derive(Default)]
pub(super) struct OwnTypes {
    pub(super) list: Vec<NewType>,
    /// By table and column.
    pub(super) of: BTreeMap<(usize, usize), usize>,
}

/// Finds the types.
pub(super) fn find(
    session: &mut Session,
    order: &Order<'_>,
    schema: &str,
    tables: &BTreeSet<String>,
    (bounds, stated): (Bounds<'_>, &Stated<'_>),
) -> Result<OwnTypes> {
    let mut named: BTreeMap<String, Named> = BTreeMap::new();
    for (t, c, name) in columns(order) {
        if stated.column(t, &order.plan.tables[t].columns[c].name).is_some() {
            continue;
        }
        let sort = sort(order, t, c, bounds);
        let Some(name) = name.or_else(|| own_name(order, t, c, sort.as_ref(), tables)) else { continue };
        let entry = named.entry(name).or_insert_with(|| (sort.clone(), Vec::new()));
        entry.0 = entry.0.take().filter(|known| Some(known) == sort.as_ref());
        entry.1.push((t, c));
    }
    named.retain(|_, (sort, _)| sort.is_some());
    let taken = there(session, schema, named.keys())?;
    let mut types = OwnTypes::default();
    let mut clashes = Vec::new();
    for (name, (sort, cells)) in named {
        let Some(sort) = sort.filter(|_| !taken.contains(&("pg_catalog".to_owned(), name.clone()))) else {
            continue;
        };
        if name.len() > MOST_BYTES {
            let message = format!(
                "the name of the kind {name} is longer than the 63 bytes that Postgres keeps of a type"
            );
            return Err(Error::new(ErrorKind::Output, message));
        }
        if tables.contains(&name) || taken.contains(&(schema.to_owned(), name.clone())) {
            clashes.push(name.clone());
        }
        types.of.extend(cells.into_iter().map(|cell| (cell, types.list.len())));
        types.list.push(NewType { schema: schema.to_owned(), name, sort });
    }
    if clashes.is_empty() {
        return Ok(types);
    }
    Err(Error::new(
        ErrorKind::Exists,
        format!("types are there already, or would be those of tables: {}", clashes.join(", ")),
    )
    .hint("kinds of these names become types: remove what is there (DROP TYPE), or name the kinds otherwise"))
}

/// The name of the type of a column whose values have fields and whose kind has no name: those of the table and the column.
fn own_name(
    order: &Order<'_>,
    t: usize,
    c: usize,
    sort: Option<&TypeSort>,
    tables: &BTreeSet<String>,
) -> Option<String> {
    let Some(TypeSort::Fields(_)) = sort else { return None };
    let table = &order.plan.tables[t];
    let of = table.target.rsplit('.').next().unwrap_or_default();
    let name = format!("{of}_{}", table.columns[c].name);
    Some(shortened(if tables.contains(&name) { format!("{name}_fields") } else { name }))
}

/// A name of at most 63 bytes: a longer one ends with a number that is its own.
pub(super) fn shortened(name: String) -> String {
    if name.len() <= MOST_BYTES {
        return name;
    }
    let number = blake3::hash(name.as_bytes()).to_hex();
    let end = name.floor_char_boundary(MOST_BYTES - 9);
    format!("{}_{}", &name[..end], &number[..8])
}

/// The columns of tables to be made, each with the name of its kind where that is one of the house's own.
fn columns<'a>(order: &'a Order<'_>) -> impl Iterator<Item = (usize, usize, Option<String>)> + 'a {
    order.plan.order.iter().flat_map(move |&t| {
        let table = &order.plan.tables[t];
        let document = order.document.tables.iter().find(|known| known.name.value == table.name);
        table.written.iter().filter_map(move |&c| {
            let column = document?.columns.iter().find(|known| known.name.value == table.columns[c].name)?;
            Some((t, c, column.named_kind.as_ref().map(|kind| kind.value.clone())))
        })
    })
}

/// What a column's values make of its kind; none where that is no type, or fixed rows may go past it.
fn sort(order: &Order<'_>, t: usize, c: usize, bounds: Bounds<'_>) -> Option<TypeSort> {
    let table = &order.plan.tables[t];
    let column = &table.columns[c];
    if is_open(table, c) || column.max_chars.is_some() {
        return None;
    }
    if let Some((base, check)) = bounds(t, c, "VALUE") {
        return Some(TypeSort::Domain { base, check });
    }
    let crate::plan::Source::Maker { maker, .. } = &column.source else { return None };
    if let Some(fields) = maker.fields(&plain_type) {
        return Some(TypeSort::Fields(fields));
    }
    let is_choice =
        column.kind.is_some_and(|kind| kind.name == "choice") && column.data_type == DataType::Utf8;
    let values = maker.values().filter(|_| is_choice)?;
    let fits =
        (1..=MOST).contains(&values.len()) && values.iter().all(|value| (1..=63).contains(&value.len()));
    fits.then_some(TypeSort::Values(values))
}

/// Whether a column may hold what its kind does not make: in fixed rows, or as dirt.
pub(super) fn is_open(table: &Table, c: usize) -> bool {
    let spoilt = table.dirt.as_ref().is_some_and(|dirt| dirt.spoils(c));
    spoilt || table.fixed.columns.get(c).is_some_and(Option::is_some)
}

/// Which of some names the server has types of, each with its schema.
fn there<'a>(
    session: &mut Session,
    schema: &str,
    names: impl Iterator<Item = &'a String>,
) -> Result<BTreeSet<(String, String)>> {
    let names: Vec<String> = names.map(|name| literal(name)).collect();
    if names.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = session.rows(&format!(
        "SELECT n.nspname, t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace \
         WHERE n.nspname IN ('pg_catalog', {}) AND t.typname IN ({})",
        literal(schema),
        names.join(", ")
    ))?;
    Ok(rows.iter().map(|row| (row.text(0).to_owned(), row.text(1).to_owned())).collect())
}
