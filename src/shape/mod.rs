//! Tables, columns, types, keys and checks as a database has them, without meaning.
//!
//! What a catalog says is read into these types, and a schema is drafted from them; they know neither kinds nor how they
//! were come by.

mod depth;
mod filler;

pub use depth::is_shallow;
pub use filler::Filler;

use serde::Deserialize;

/// What a database holds beside its rows.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Database {
    /// The server's version, as `server_version_num` gives it.
    pub version: u32,
    /// The tables, by schema and name.
    pub tables: Vec<Table>,
    /// The types that columns may have.
    pub types: Vec<Type>,
    /// The functions of its own that are written in SQL or PL/pgSQL, by schema and name.
    pub functions: Vec<Function>,
}

/// One function.
#[derive(Clone, Debug, Deserialize)]
pub struct Function {
    /// The schema it lies in.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// The names of its parameters, in their order; empty for one without.
    pub parameters: Vec<String>,
    /// `sql` or `plpgsql`.
    pub language: String,
    /// Whether it gives NULL wherever an argument is NULL.
    pub strict: bool,
    /// What it does, in its language.
    pub body: String,
}

/// One table.
#[derive(Clone, Debug, Deserialize)]
pub struct Table {
    /// The schema it lies in.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Whether its rows lie in partitions.
    pub partitioned: bool,
    /// Of a partitioned table the key, as the server writes it: `RANGE (created_at)`.
    pub partition_key: Option<String>,
    /// Of a partitioned table the bounds of its partitions.
    pub partitions: Vec<String>,
    /// What is said about it.
    pub comment: Option<String>,
    /// How many rows the server believes it to have; below 0 where it does not know.
    pub row_estimate: f64,
    /// The columns in their order.
    pub columns: Vec<Column>,
    /// The constraints by name.
    pub constraints: Vec<Constraint>,
    /// Unique indexes that are no constraints.
    pub indexes: Vec<Index>,
    /// What indexes that are not unique, and columns that the server computes, compute from a row.
    pub expressions: Vec<String>,
    /// Whether the role may alter it, as its owner.
    #[serde(default)]
    pub owned: bool,
    /// The triggers that run for rows that are inserted.
    pub triggers: Vec<Trigger>,
}

/// One column.
#[derive(Clone, Debug, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// The number of its type.
    pub type_oid: u32,
    /// What modifies the type, below 0 for nothing: a length, a precision with a scale.
    pub type_modifier: i32,
    /// The type as the server writes it.
    pub type_name: String,
    /// Whether it may not be NULL.
    pub not_null: bool,
    /// The default, as the server writes it.
    pub default: Option<String>,
    /// Whether the server numbers it, always (`a`) or by default (`d`).
    pub identity: String,
    /// Whether the server computes it.
    pub generated: bool,
    /// How it does, and keeps what it computes, as the server writes it.
    pub computed: Option<String>,
    /// What is said about it.
    pub comment: Option<String>,
    /// The share of NULL, where the server has counted.
    pub null_share: Option<f64>,
    /// How many different values: above 0 a number, below 0 the share of the rows.
    pub distinct: Option<f64>,
}

/// What a column or table must keep.
#[derive(Clone, Debug, Deserialize)]
pub struct Constraint {
    /// Its name.
    pub name: String,
    /// `p` a primary key, `u` unique, `f` a foreign key, `c` a check, `x` an exclusion.
    pub kind: String,
    /// The columns.
    pub columns: Vec<String>,
    /// Of a foreign key the schema and the name of the table referred to.
    pub target: Option<(String, String)>,
    /// The columns there.
    pub target_columns: Vec<String>,
    /// Whether it may be checked at the end of a transaction.
    pub deferrable: bool,
    /// What happens to the row when the one referred to goes: `c` it goes too.
    pub on_delete: String,
    /// The whole, as the server writes it.
    pub definition: String,
    /// Whether it is no constraint of the table, and a trigger sees to it.
    #[serde(default)]
    pub by_trigger: bool,
}

impl Constraint {
    /// One of a kind over some columns, of which nothing more is known.
    pub fn new(kind: &str, name: &str, columns: Vec<String>, definition: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: kind.to_owned(),
            columns,
            target: None,
            target_columns: Vec::new(),
            deferrable: false,
            on_delete: String::new(),
            definition: definition.to_owned(),
            by_trigger: false,
        }
    }
}

/// What runs for each row that is inserted.
#[derive(Clone, Debug, Deserialize)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// Whether it runs for a row before that is inserted, and may leave it out.
    pub before: bool,
    /// The whole, as the server writes it.
    pub definition: String,
    /// What its function does, where that is written in PL/pgSQL.
    pub body: Option<String>,
    /// Whether what it refuses is among the checks: all of it, or a part (`false`); none of it where nothing is known.
    #[serde(skip)]
    pub held: Option<bool>,
    /// Whether it can do no more to a row than compute columns from it, always the same, or refuse it by what is among the checks.
    #[serde(skip)]
    pub mild: bool,
}

/// A unique index that is no constraint.
#[derive(Clone, Debug, Deserialize)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// What it is over: columns or expressions, as the server writes them.
    pub keys: Vec<Key>,
    /// The condition under which it holds.
    pub predicate: Option<String>,
    /// The whole, as the server writes it behind USING.
    pub definition: String,
}

/// A part of an index.
#[derive(Clone, Debug, Deserialize)]
pub struct Key {
    /// The column, where it is one.
    pub column: Option<String>,
    /// The text of the column or the expression.
    pub text: String,
}

/// A type.
#[derive(Clone, Debug, Deserialize)]
pub struct Type {
    /// Its number.
    pub oid: u32,
    /// The schema it lies in.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// `b` a base type, `c` composite, `d` a domain, `e` an enumeration, `r` a range, `m` a multirange.
    pub kind: String,
    /// Of an array the number of the type of its items; 0 for none.
    pub item: u32,
    /// Of a domain the number of the type it stands on, of a range or multirange that of its bounds; 0 for none.
    pub base: u32,
    /// Of a domain what modifies the base.
    pub modifier: i32,
    /// Of a domain whether it may not be NULL.
    pub not_null: bool,
    /// Of an enumeration its values, in their order.
    pub values: Vec<String>,
    /// Of a composite type its fields: name, type and modifier.
    pub fields: Vec<(String, u32, i32)>,
    /// Of a domain its checks, as the server writes them.
    pub checks: Vec<String>,
    /// What CREATE says of it, behind AS; empty for a base type.
    pub definition: String,
}

impl Type {
    /// One of which nothing more is known.
    pub fn new(schema: &str, name: &str, kind: &str) -> Self {
        Self {
            oid: 0,
            schema: schema.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            item: 0,
            base: 0,
            modifier: -1,
            not_null: false,
            values: Vec::new(),
            fields: Vec::new(),
            checks: Vec::new(),
            definition: String::new(),
        }
    }
}

impl Database {
    /// The type with a number.
    pub fn type_of(&self, oid: u32) -> Option<&Type> {
        self.types.iter().find(|t| t.oid == oid)
    }

    /// The position of a table.
    pub fn position(&self, schema: &str, name: &str) -> Option<usize> {
        self.tables.iter().position(|table| table.schema == schema && table.name == name)
    }
}

impl Table {
    /// The name in a schema file: alone where the table lies in `public`, after its schema elsewhere.
    pub fn label(&self) -> String {
        if self.schema == "public" { self.name.clone() } else { format!("{}.{}", self.schema, self.name) }
    }

    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}
