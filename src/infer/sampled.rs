//! Samples as a database: types by the forms of values, keys by names and by values that never come twice. Where a dump defines
//! a table, its definitions count; only of texts, which may hold anything, the form says more than the type.

use super::forms::Form;
use super::sample::{ColumnSample, FEW, Sample, TableSample};
use super::types::{self, Sort};
use super::words::{of_table, words};
use crate::shape::{Column, Constraint, Database, Table, Type};

/// The types that columns of files get, with their numbers.
const TYPES: [(&str, u32); 11] = [
    ("text", 25),
    ("int8", 20),
    ("int4", 23),
    ("numeric", 1700),
    ("bool", 16),
    ("date", 1082),
    ("timestamptz", 1184),
    ("uuid", 2950),
    ("jsonb", 3802),
    ("bytea", 17),
    ("time", 1083),
];

/// The database that would hold such rows, of which some tables are `declared`; tables and columns have the numbers that they
/// have in the sample.
pub fn database(sample: &Sample, declared: &Database) -> Database {
    let types = TYPES.iter().map(|(name, oid)| Type { oid: *oid, ..Type::new("pg_catalog", name, "b") });
    Database {
        version: 0,
        tables: sample.tables.iter().map(|sample| table(sample, declared)).collect(),
        types: types.chain(declared.types.iter().cloned()).collect(),
        functions: Vec::new(),
    }
}

fn table(sample: &TableSample, declared: &Database) -> Table {
    let columns: Vec<Column> = sample.columns.iter().map(column).collect();
    if let Some(known) = declared.tables.iter().find(|known| known.label() == sample.name) {
        let columns = columns.into_iter().map(|column| match known.column(&column.name) {
            Some(at) => typed(column, &known.columns[at], declared),
            None => column,
        });
        return Table { columns: columns.collect(), row_estimate: sample.rows as f64, ..known.clone() };
    }
    let key = sample.columns.iter().find(|column| is_key(sample, column));
    let constraints = key.map(|column| Constraint::new("p", "key", vec![column.name.clone()], ""));
    Table {
        schema: "public".to_owned(),
        name: sample.name.clone(),
        partitioned: false,
        owned: false,
        partition_key: None,
        partitions: Vec::new(),
        comment: None,
        row_estimate: sample.rows as f64,
        columns,
        constraints: constraints.into_iter().collect(),
        indexes: Vec::new(),
        expressions: Vec::new(),
        triggers: Vec::new(),
    }
}

/// A column of a sample with what its definition says.
fn typed(shown: Column, known: &Column, declared: &Database) -> Column {
    let sort = types::resolve(declared, known.type_oid, known.type_modifier).sort;
    let is_text = |sort: &Sort| sort.is_text();
    let shows_text = shown.type_name == "text";
    let counts = sort.plain().is_some() && (shows_text || !is_text(&sort));
    let not_null = shown.not_null || known.not_null;
    let null_share = shown.null_share.filter(|_| !known.not_null);
    match counts {
        true => Column { not_null, null_share, ..known.clone() },
        false => Column {
            not_null,
            null_share,
            default: known.default.clone(),
            identity: known.identity.clone(),
            ..shown
        },
    }
}

fn column(sample: &ColumnSample) -> Column {
    let form = sample.forms.form();
    let name = match form {
        Form::Integer if sample.forms.is_long() => "int8",
        Form::Integer | Form::Packed => "int4",
        Form::Number => "numeric",
        Form::Flag => "bool",
        Form::Date => "date",
        Form::Moment => "timestamptz",
        Form::Uuid => "uuid",
        Form::Document => "jsonb",
        Form::Bytes => "bytea",
        Form::Clock => "time",
        Form::Text => "text",
    };
    // As the server packs precision and scale into one number.
    let places = sample.forms.places();
    let modifier = if form == Form::Number { ((12 << 16) | places).cast_signed() + 4 } else { -1 };
    Column {
        name: sample.name.clone(),
        type_oid: TYPES.iter().find(|(known, _)| *known == name).map_or(25, |(_, oid)| *oid),
        type_modifier: modifier,
        type_name: name.to_owned(),
        not_null: !sample.may_be_null(),
        default: None,
        identity: String::new(),
        generated: false,
        computed: None,
        comment: None,
        null_share: sample.null_share(),
        distinct: None,
    }
}

/// Whether a column is its table's key: never absent, never twice, and called so.
fn is_key(table: &TableSample, column: &ColumnSample) -> bool {
    let name = words(&column.name);
    let own: Vec<String> = of_table(&table.name).into_iter().chain(["id".to_owned()]).collect();
    let called = name == ["id"] || name == ["uuid"] || name == own || name == ["pk"];
    // A code names its row as a number does; what others call so refers to it.
    let coded = column.forms.form() == Form::Text && column.forms.is_code() && column.values >= FEW;
    let fits = coded || matches!(column.forms.form(), Form::Integer | Form::Uuid);
    called && fits && column.nulls == 0 && column.is_unique()
}
