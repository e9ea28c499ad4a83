//! Tables that are made here: columns first, keys and references when the rows are in.

use super::pieces::requalify;
use super::session::{identifier, literal, qualified};

/// Says of a schema and a name in it in which schema that lies for now.
pub type Staged<'a> = &'a dyn Fn(&str, &str) -> String;

/// A table to be made.
#[derive(Clone, Debug, Default)]
pub struct NewTable {
    /// The schema in which it comes to lie.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<NewColumn>,
    /// The columns of its primary key.
    pub primary_key: Vec<String>,
    /// Groups of columns that are unique together.
    pub unique: Vec<Vec<String>>,
    /// Conditions that every row keeps.
    pub checks: Vec<NewCheck>,
    /// What it refers to.
    pub references: Vec<NewReference>,
    /// What stands beside its columns as SQL writes it, where that is stated; then it is all that is made.
    pub stated: Option<Vec<String>>,
    /// What it holds.
    pub comment: Option<String>,
}

/// A type to be made.
#[derive(Clone, Debug)]
pub struct NewType {
    /// The schema in which it comes to lie.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub sort: TypeSort,
}

/// What a type to be made is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeSort {
    /// An enumeration of these labels.
    Values(Vec<String>),
    /// A domain.
    Domain {
        /// The type that it stands on, as SQL writes it.
        base: String,
        /// A condition over `VALUE`, as SQL writes it.
        check: String,
    },
    /// Fields: their names and their types, as SQL writes these.
    Fields(Vec<(String, String)>),
    /// What SQL writes behind AS: an ENUM, a RANGE, fields in parentheses, or what a domain stands on.
    Stated(String),
}

impl NewType {
    /// The statement that makes it in `schema`; `staged` says of a schema and a name in which schema that is for now.
    pub fn create(&self, schema: &str, staged: Staged<'_>) -> String {
        let name = qualified(schema, &self.name);
        match &self.sort {
            TypeSort::Values(values) => {
                let labels: Vec<String> = values.iter().map(|value| literal(value)).collect();
                format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", "))
            }
            TypeSort::Fields(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(field, of)| format!("{} {of}", identifier(field))).collect();
                format!("CREATE TYPE {name} AS ({})", fields.join(", "))
            }
            TypeSort::Domain { base, check } => format!("CREATE DOMAIN {name} AS {base} CHECK ({check})"),
            TypeSort::Stated(definition) => {
                format!("CREATE {} {name} AS {}", self.word(), requalify(definition, staged))
            }
        }
    }

    /// Whether it is a range, with which the server makes another type and functions.
    pub fn is_range(&self) -> bool {
        matches!(&self.sort, TypeSort::Stated(definition) if definition.starts_with("RANGE"))
    }

    fn word(&self) -> &'static str {
        let type_starts = |definition: &str| ["ENUM", "RANGE", "("].iter().any(|s| definition.starts_with(s));
        match &self.sort {
            TypeSort::Domain { .. } => "DOMAIN",
            TypeSort::Stated(definition) if !type_starts(definition) => "DOMAIN",
            _ => "TYPE",
        }
    }

    /// The statement that moves it from `schema` to its own.
    pub fn rename(&self, schema: &str) -> String {
        let (name, to) = (qualified(schema, &self.name), identifier(&self.schema));
        format!("ALTER {} {name} SET SCHEMA {to}", self.word())
    }
}

/// A column to be made.
#[derive(Clone, Debug, Default)]
pub struct NewColumn {
    /// Its name.
    pub name: String,
    /// Its type, as SQL writes it; where it has one that is made here, what that stands on.
    pub type_name: String,
    /// The type that is made here: its schema and its name.
    pub own_type: Option<(String, String)>,
    /// What is stated behind the type, NOT NULL and all.
    pub more: String,
    /// Whether it takes no NULL.
    pub not_null: bool,
    /// Whether the server counts it where a row says nothing: from where and by how much.
    pub identity: Option<(i64, i64)>,
    /// What it holds.
    pub comment: Option<String>,
}

/// A condition that every row of a table keeps.
#[derive(Clone, Debug, Default)]
pub struct NewCheck {
    /// Its name.
    pub name: String,
    /// What holds, as SQL writes it.
    pub condition: String,
}

/// A foreign key to be made.
#[derive(Clone, Debug, Default)]
pub struct NewReference {
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The schema and the name of the table referred to.
    pub to: (String, String),
    /// The columns there.
    pub to_columns: Vec<String>,
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| identifier(name)).collect::<Vec<_>>().join(", ")
}

impl NewTable {
    /// Its name as SQL writes it, in the schema where it is made before it is moved.
    pub fn sql(&self, schema: &str) -> String {
        qualified(schema, &self.name)
    }

    /// The statements that make it in `schema`, without keys.
    pub fn create(&self, schema: &str, staged: Staged<'_>) -> String {
        let table = self.sql(schema);
        let column = |column: &NewColumn| {
            let own = column.own_type.as_ref().map(|(schema, name)| qualified(&staged(schema, name), name));
            let type_name = own.unwrap_or_else(|| requalify(&column.type_name, staged));
            let mut text = format!("{} {type_name}", identifier(&column.name));
            if let Some((start, step)) = column.identity {
                text.push_str(&format!(" GENERATED BY DEFAULT AS IDENTITY ({})", counting(start, step)));
            }
            if !column.more.is_empty() {
                text.push_str(&format!(" {}", requalify(&column.more, staged)));
            } else if column.not_null {
                text.push_str(" NOT NULL");
            }
            text
        };
        let check =
            |check: &NewCheck| format!("CONSTRAINT {} CHECK ({})", identifier(&check.name), check.condition);
        let lines = self.columns.iter().map(column).chain(self.checks.iter().map(check));
        let mut sql = format!("CREATE TABLE {table} (\n  {}\n);", lines.collect::<Vec<_>>().join(",\n  "));
        if let Some(comment) = &self.comment {
            sql.push_str(&format!("\nCOMMENT ON TABLE {table} IS {};", literal(comment)));
        }
        for column in &self.columns {
            if let Some(comment) = &column.comment {
                let name = identifier(&column.name);
                sql.push_str(&format!("\nCOMMENT ON COLUMN {table}.{name} IS {};", literal(comment)));
            }
        }
        sql
    }

    /// The statements that build its keys and all else that needs no other table, once the rows are in.
    pub fn keys(&self, schema: &str, staged: Staged<'_>) -> Vec<String> {
        let table = self.sql(schema);
        if let Some(stated) = &self.stated {
            // What keys read comes before them.
            let mut pieces: Vec<&String> = stated.iter().filter(|piece| !is_reference(piece)).collect();
            pieces.sort_by_key(|piece| !piece.starts_with("COLUMN "));
            let add = |piece: &&String| match piece.strip_prefix("UNIQUE INDEX ") {
                Some(index) => {
                    let using = if index.starts_with('(') { "USING btree " } else { "USING " };
                    format!("CREATE UNIQUE INDEX ON {table} {using}{}", requalify(index, staged))
                }
                None => format!("ALTER TABLE {table} ADD {}", requalify(piece, staged)),
            };
            return pieces.iter().map(add).collect();
        }
        let primary = Some(&self.primary_key).filter(|key| !key.is_empty());
        let primary = primary.map(|key| format!("ALTER TABLE {table} ADD PRIMARY KEY ({})", list(key)));
        let unique = self.unique.iter().map(|key| format!("ALTER TABLE {table} ADD UNIQUE ({})", list(key)));
        primary.into_iter().chain(unique).collect()
    }

    /// The statements that build its references, once the keys of all tables are there.
    pub fn references(&self, schema: &str, staged: Staged<'_>) -> Vec<String> {
        let table = self.sql(schema);
        if let Some(stated) = &self.stated {
            let references = stated.iter().filter(|piece| is_reference(piece));
            return references
                .map(|piece| format!("ALTER TABLE {table} ADD {}", requalify(piece, staged)))
                .collect();
        }
        let one = |reference: &NewReference| {
            let (to_schema, to) = &reference.to;
            let target = qualified(&staged(to_schema, to), to);
            let (from, to) = (list(&reference.columns), list(&reference.to_columns));
            format!("ALTER TABLE {table} ADD FOREIGN KEY ({from}) REFERENCES {target} ({to})")
        };
        self.references.iter().map(one).collect()
    }
}

fn is_reference(piece: &str) -> bool {
    piece.starts_with("FOREIGN KEY ")
}

/// How an identity column counts on.
fn counting(start: i64, step: i64) -> String {
    if step > 0 {
        format!("START WITH {start} INCREMENT BY {step} MINVALUE {}", start.min(1))
    } else {
        format!("START WITH {start} INCREMENT BY {step} MAXVALUE {} MINVALUE {}", start.max(-1), i64::MIN)
    }
}
