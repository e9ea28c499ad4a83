//! Tables of a schema document: rows, parents, keys and fixed rows.

use super::dirt::{OrRate, TableDirt};
use super::fixed::Fixed;
use super::growth::Growth;
use super::keys::{Decode, keyed, slip};
use super::law::FanOut;
use super::reader::{Node, Reader};
use super::sql::Sql;
use super::{Column, Mask};
use crate::error::{Problem, Spanned};
use schemars::{Schema, SchemaGenerator, json_schema};
use toml::de::{DeTable, DeValue};

/// How many tables a schema may have.
const TABLES: usize = 10_000;
/// How many columns all tables of one file may have together.
const COLUMNS: usize = 100_000;

keyed! {
    /// One table: how many rows it has, what they hang under, and its columns.
    #[derive(Clone, Debug, Default)]
    pub struct Table {
        apart {
            /// Its name, unique in the schema whatever the case of ASCII letters.
            name: Spanned<String>,
        }
        keys {
            /// What the table holds.
            description: Option<Spanned<String>>,
            /// Whether the rows follow `--rows N` and `--scale` of the command line, which is so unless stated; a table of
            /// a few things that stay as many, such as sites or roles, says `false`.
            scales: Option<Spanned<bool>>,
            /// How many rows a root table has.
            rows: Option<Spanned<u64>>,
            /// The table under whose rows the rows of this one hang.
            parent: Option<Parent>,
            /// The column with the moment at which a row enters: before it the row is not written, and nothing refers to it.
            enters: Option<Spanned<String>>,
            /// The column with the moment at which a row leaves: after it the row and its children are not written.
            leaves: Option<Spanned<String>>,
            /// The column with the moment after which rows that enter no longer refer to the row, which stays.
            retires: Option<Spanned<String>>,
            /// How many rows a root table gains after the epoch.
            growth: Option<Growth>,
            /// The table's name in a database, where it is another: `billing.invoices` for a table of another schema.
            target: Option<Spanned<String>>,
            /// Where the rows come from, if they are not made.
            source: Option<Spanned<RowSource>>,
            /// The columns of the primary key, where the table and not a column states it.
            primary_key: Vec<Spanned<String>>,
            /// Groups of columns whose values together are unique.
            unique: Vec<Spanned<Vec<Spanned<String>>>>,
            /// Conditions in SQL that no row may fail: values are drawn again until all hold.
            check: Vec<Spanned<String>>,
            /// What CREATE TABLE says beside the columns, where `--create` makes the table: keys, checks, exclusions, references,
            /// columns that the server computes. Where it is stated it is all that is made.
            sql: Option<Vec<Spanned<Sql>>>,
            /// Triggers of the table in a database that are switched off while rows go in, and then are again what they were:
            /// those that would refuse rows, or write others. Keys, references and checks hold all the same.
            disable_triggers: Vec<Spanned<String>>,
            /// A seed of this table's own.
            seed: Option<Spanned<u64>>,
            /// The column that says whose row this is, when masking.
            subject: Option<Spanned<String>>,
            /// The column of the tenant whose row this is: each tenant has stand-ins of its own.
            scope: Option<Spanned<String>>,
            /// What masking does to the columns that say nothing themselves.
            mask: Option<Spanned<Mask>>,
            /// How dirty the table is, where data is dirty.
            dirt: Option<OrRate<TableDirt>>,
            /// Rows that are written as given, before all others.
            fixed: Option<Fixed>,
            /// The columns in the order of the file.
            columns: Vec<Column>,
        }
        place {
            /// Where the table is stated.
            span
        }
    }
}

/// Where the rows of a table come from, if they are not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowSource {
    /// The table is in the target already: it is never written, and its keys are referred to in key order.
    Existing,
}

impl Decode for RowSource {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let text = String::decode(reader, key, node)?;
        if text == "existing" {
            return Some(Self::Existing);
        }
        let problem = Problem::new(reader.span(node), format!("a table has no source `{text}`"));
        reader.report(problem.suggest(&text, ["existing"]));
        None
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "const": "existing" })
    }
}

keyed! {
    /// The table under whose rows others hang, and how many hang under each.
    #[derive(Clone, Debug)]
    pub struct Parent {
        apart {}
        keys {
            /// The name of the parent table.
            table: Spanned<String>,
            /// How many rows each row of the parent has.
            per: Spanned<FanOut>,
        }
        place {
            /// Where the parent is stated.
            span
        }
    }
}

/// Names with definitions of tables, in the order of the file.
impl Decode for Vec<Table> {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let table = reader.table(key, node, &["the names of the tables"])?;
        let mut tables = Self::with_capacity(table.len().min(TABLES));
        let mut columns = 0;
        for (name, node) in table {
            let name = reader.key(name);
            if tables.len() >= TABLES || columns > COLUMNS {
                let message = format!("more than {TABLES} tables or {COLUMNS} columns in one schema");
                reader.report(Problem::new(name.span, message));
                break;
            }
            reader.check_name("table", &name);
            let Some(mut table) = Table::decode(reader, &name.value, node) else { continue };
            table.name = name;
            if let DeValue::Table(written) = node.get_ref() {
                check(reader, &table, written);
            }
            columns += table.columns.len();
            tables.push(table);
        }
        // A table under a header of its own is put where its header ends; the order of the names is the file's.
        tables.sort_by_key(|table| table.name.span);
        Some(tables)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<Table>();
        json_schema!({ "type": "object", "additionalProperties": table })
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// Checks what a table says about its rows as a whole; a key that is written and wrong has had its problem.
fn check(reader: &mut Reader<'_>, table: &Table, written: &DeTable<'_>) {
    let name = &table.name.value;
    let has = |key: &str| written.contains_key(key) || slip(written, Table::KEYS, key);
    if let (Some(rows), Some(parent)) = (&table.rows, &table.parent) {
        let problem = Problem::new(rows.span, format!("`{name}` has both `rows` and a `parent`"))
            .related(parent.span, "the parent's rows decide how many there are")
            .help("keep one of them");
        reader.report(problem);
    }
    if !has("rows") && !has("parent") && !has("source") && !has("fixed") {
        let problem = Problem::new(table.span, format!("`{name}` does not say how many rows it has"))
            .help("state `rows = 1_000`, or `parent = { table = \"…\", per = 3 }`, or `source = \"existing\"`, or `fixed` rows");
        reader.report(problem);
    }
    if let Some(growth) = &table.growth {
        growth.check(reader);
    }
    if let (Some(growth), Some(parent)) = (&table.growth, &table.parent) {
        let problem = Problem::new(growth.span, format!("`{name}` has a parent, and grows with it"))
            .related(parent.span, "the parent's rows decide how many there are")
            .help("state `growth` in the root table");
        reader.report(problem);
    }
    if let Some(source) = &table.source {
        let made = [
            ("parent", table.parent.as_ref().map(|parent| parent.span)),
            ("fixed", table.fixed.as_ref().map(|fixed| fixed.span)),
        ];
        for (key, span) in made {
            if let Some(span) = span {
                let problem = Problem::new(span, format!("`{name}` is existing and cannot have `{key}`"))
                    .related(source.span, "its rows are in the target already");
                reader.report(problem);
            }
        }
    }
    for column in &table.columns {
        reader.check_name("column", &column.name);
    }
    if !has("columns")
        || written.get("columns").is_some_and(|c| c.get_ref().as_table().is_some_and(DeTable::is_empty))
    {
        let problem = Problem::new(table.span, format!("`{name}` has no columns"))
            .help(format!("state them under [tables.{name}.columns]"));
        reader.report(problem);
    } else if !table.columns.is_empty()
        && table.columns.iter().all(|c| c.name.value.starts_with('_') && c.written.is_none())
    {
        let problem = Problem::new(table.span, format!("`{name}` has only columns that are not written"))
            .help("a column whose name begins with an underscore is drawn and not written");
        reader.report(problem);
    }
}
