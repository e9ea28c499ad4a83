//! What the catalog says of tables that are to be filled: columns with their codings, keys, references, sequences.

use std::collections::BTreeMap;

use super::coding::{Coding, TypeRow, codings};
use super::session::{Row, Session, literal, qualified};
use crate::error::{Error, ErrorKind, Place, Result};

/// A table of a database.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its number in the catalog.
    pub oid: u32,
    /// The schema that it is in.
    pub schema: String,
    /// Its name there.
    pub name: String,
    /// Its columns in their order.
    pub columns: Vec<Column>,
    /// The columns of the primary key, in its order.
    pub primary_key: Vec<String>,
    /// What it refers to.
    pub references: Vec<Reference>,
    /// The columns that its checks read.
    pub checked: Vec<String>,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type as SQL writes it.
    pub type_name: String,
    /// How its values are sent.
    pub coding: Coding,
    /// Whether it takes no NULL, by itself or by a check that says nothing else.
    pub not_null: bool,
    /// Whether the server fills it where nothing is said.
    pub filled: bool,
    /// Whether it is computed from others, and nothing may be said.
    pub generated: bool,
    /// The sequence that counts it, as SQL writes its name, and by how much.
    pub sequence: Option<Sequence>,
}

/// A sequence that counts a column.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// Its name as SQL writes it.
    pub name: String,
    /// Whether it counts down.
    pub down: bool,
    /// Whether this role may restart it within a transaction.
    pub owned: bool,
}

/// A foreign key.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The constraint's name.
    pub name: String,
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table referred to, by its number.
    pub to: u32,
    /// Whether it can be checked at the end of the transaction.
    pub deferrable: bool,
}

impl Table {
    /// The name as SQL writes it.
    pub fn sql(&self) -> String {
        qualified(&self.schema, &self.name)
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// A table by the name that a schema file has for it, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Found {
    Table(u32, String, String),
    /// Something else of that name: what it is.
    Other(&'static str),
}

/// The names of all tables that are not the server's own, each with its schema and whether the search path leads there.
///
/// # Errors
/// What the server says.
pub fn all_tables(session: &mut Session) -> Result<Vec<(String, String, bool)>> {
    Ok(relations(session)?
        .iter()
        .filter(|row| matches!(row.text(3), "r" | "p"))
        .map(|row| (row.text(1).to_owned(), row.text(2).to_owned(), row.flag(4)))
        .collect())
}

fn relations(session: &mut Session) -> Result<Vec<Row>> {
    session.rows(
        "SELECT c.oid, n.nspname, c.relname, c.relkind, pg_table_is_visible(c.oid) FROM pg_class c \
         JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' \
         AND n.nspname NOT LIKE 'pg\\_%' ORDER BY n.nspname, c.relname",
    )
}

/// The tables of these names, in their order; none where there is no such table.
///
/// A name is looked up along the search path, and then as `schema.table`.
///
/// # Errors
/// Where a name is that of a view or another thing that takes no rows.
pub fn tables(session: &mut Session, names: &[&str]) -> Result<Vec<Option<Table>>> {
    let relations = relations(session)?;
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        match find(&relations, name) {
            Some(Found::Other(what)) => {
                let place = Place { table: Some((*name).to_owned()), ..Place::default() };
                let message = format!("in the database this is a {what}, and takes no rows");
                return Err(Error::new(ErrorKind::Output, message).at(place));
            }
            Some(Found::Table(oid, schema, table)) => found.push(Some((oid, schema, table))),
            None => found.push(None),
        }
    }
    let oids: Vec<String> = found.iter().flatten().map(|(oid, ..)| oid.to_string()).collect();
    let mut read = details(session, &oids)?;
    let table = |found: Option<(u32, String, String)>| {
        let (oid, schema, name) = found?;
        let Details { columns, primary_key, references, checked } = read.remove(&oid).unwrap_or_default();
        Some(Table { oid, schema, name, columns, primary_key, references, checked })
    };
    Ok(found.into_iter().map(table).collect())
}

fn find(relations: &[Row], name: &str) -> Option<Found> {
    let visible = relations.iter().find(|row| row.text(2) == name && row.flag(4));
    let qualified = || {
        let (schema, table) = name.split_once('.')?;
        relations.iter().find(|row| row.text(1) == schema && row.text(2) == table)
    };
    let row = visible.or_else(qualified)?;
    Some(match row.text(3) {
        "r" | "p" => {
            let oid = row.integer(0).and_then(|oid| u32::try_from(oid).ok()).unwrap_or_default();
            Found::Table(oid, row.text(1).to_owned(), row.text(2).to_owned())
        }
        "f" => Found::Other("foreign table"),
        _ => Found::Other("view"),
    })
}

/// What is read of a table beside its name.
#[derive(Default)]
struct Details {
    columns: Vec<Column>,
    primary_key: Vec<String>,
    references: Vec<Reference>,
    checked: Vec<String>,
}

fn details(session: &mut Session, oids: &[String]) -> Result<BTreeMap<u32, Details>> {
    let mut details = BTreeMap::<u32, Details>::new();
    if oids.is_empty() {
        return Ok(details);
    }
    let list = format!("ANY ('{{{}}}'::oid[])", oids.join(","));
    let codings = types(session)?;
    let oid = |row: &Row, at: usize| row.integer(at).and_then(|n| u32::try_from(n).ok()).unwrap_or_default();
    for row in session.rows(&format!(
        "SELECT attrelid, attname, format_type(atttypid, atttypmod), atttypid, attnotnull OR EXISTS (SELECT FROM pg_constraint c \
           WHERE conrelid = attrelid AND contype = 'c' AND conkey = ARRAY[attnum] \
           AND pg_get_expr(conbin, conrelid) = format('(%I IS NOT NULL)', attname)), \
         atthasdef OR attidentity <> '', attgenerated <> '' FROM pg_attribute \
         WHERE attrelid = {list} AND attnum > 0 AND NOT attisdropped ORDER BY attrelid, attnum"
    ))? {
        let column = Column {
            name: row.text(1).to_owned(),
            type_name: row.text(2).to_owned(),
            coding: codings.get(&oid(&row, 3)).cloned().unwrap_or(Coding::Other),
            not_null: row.flag(4),
            filled: row.flag(5),
            generated: row.flag(6),
            sequence: None,
        };
        details.entry(oid(&row, 0)).or_default().columns.push(column);
    }
    let keys = "(SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(attnum, n) \
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum)";
    for row in session.rows(&format!(
        "SELECT conrelid, contype, conname, {keys}, confrelid, condeferrable FROM pg_constraint c \
         WHERE conrelid = {list} AND contype IN ('p', 'f', 'c') ORDER BY conrelid, conname"
    ))? {
        let columns: Vec<String> = serde_json::from_str(row.text(3)).unwrap_or_default();
        let entry = details.entry(oid(&row, 0)).or_default();
        match row.text(1) {
            "p" => entry.primary_key = columns,
            "c" => entry.checked.extend(columns),
            _ => entry.references.push(Reference {
                name: row.text(2).to_owned(),
                columns,
                to: oid(&row, 4),
                deferrable: row.flag(5),
            }),
        }
    }
    sequences(session, &list, &mut details)?;
    Ok(details)
}

/// Sequences that a column of numbers owns, and those that its default takes numbers from. A text in which a number stands
/// is not counted.
fn sequences(session: &mut Session, list: &str, details: &mut BTreeMap<u32, Details>) -> Result<()> {
    let rows = session.rows(&format!(
        "SELECT u.relid, a.attname, s.oid::regclass, q.seqincrement < 0, pg_has_role(s.relowner, 'USAGE') FROM ( \
           SELECT refobjid AS relid, refobjsubid AS attnum, objid AS sequence FROM pg_depend \
           WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i') \
             AND refobjsubid > 0 AND refobjid = {list} \
           UNION SELECT ad.adrelid, ad.adnum, d.refobjid FROM pg_attrdef ad JOIN pg_depend d ON d.objid = ad.oid \
             AND d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass WHERE ad.adrelid = {list} \
         ) u JOIN pg_class s ON s.oid = u.sequence AND s.relkind = 'S' JOIN pg_sequence q ON q.seqrelid = s.oid \
         JOIN pg_attribute a ON a.attrelid = u.relid AND a.attnum = u.attnum \
         JOIN pg_type y ON y.oid = a.atttypid AND y.typcategory = 'N' ORDER BY 1, 2, 3"
    ))?;
    for row in &rows {
        let relid = row.integer(0).and_then(|n| u32::try_from(n).ok()).unwrap_or_default();
        let Some(table) = details.get_mut(&relid) else { continue };
        if let Some(column) = table.columns.iter_mut().find(|column| column.name == row.text(1)) {
            column.sequence =
                Some(Sequence { name: row.text(2).to_owned(), down: row.flag(3), owned: row.flag(4) });
        }
    }
    Ok(())
}

/// How the values of every type are sent.
fn types(session: &mut Session) -> Result<BTreeMap<u32, Coding>> {
    let rows = session.rows(
        "SELECT t.oid, n.nspname, t.typname, t.typtype, t.typbasetype, t.typelem, t.typcategory, \
         (SELECT string_agg(a.atttypid::text, ' ' ORDER BY a.attnum) FROM pg_attribute a \
          WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) \
         FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid \
         WHERE t.typtype IN ('b', 'd', 'e', 'r', 'm') OR t.typrelid = 0 OR (t.typtype = 'c' AND c.relkind = 'c')",
    )?;
    let number =
        |row: &Row, at: usize| row.integer(at).and_then(|n| u32::try_from(n).ok()).unwrap_or_default();
    let rows: Vec<TypeRow> = rows
        .iter()
        .map(|row| TypeRow {
            oid: number(row, 0),
            of_system: row.text(1) == "pg_catalog",
            name: row.text(2).to_owned(),
            sort: row.text(3).to_owned(),
            base: number(row, 4),
            element: if row.text(6) == "A" { number(row, 5) } else { 0 },
            fields: row.get(7).unwrap_or("").split_whitespace().filter_map(|n| n.parse().ok()).collect(),
        })
        .collect();
    Ok(codings(&rows))
}

/// Whether a table holds any row.
///
/// # Errors
/// What the server says.
pub fn holds_rows(session: &mut Session, table: &Table) -> Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT FROM {})", table.sql());
    Ok(session.value(&sql)?.as_deref() == Some("t"))
}

/// The schema in which new tables come to lie.
///
/// # Errors
/// Where the search path names none that exists.
pub fn current_schema(session: &mut Session) -> Result<String> {
    session.value("SELECT current_schema()")?.ok_or_else(|| {
        Error::new(ErrorKind::Output, "the search path of the session names no schema that exists")
            .hint("add ?schema=NAME to the URL")
    })
}

/// Whether a schema exists.
///
/// # Errors
/// What the server says.
pub fn schema_exists(session: &mut Session, name: &str) -> Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = {})", literal(name));
    Ok(session.value(&sql)?.as_deref() == Some("t"))
}
