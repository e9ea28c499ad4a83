//! `--create`: the tables of a schema as a database has them.

use super::checks::{self, Checks, bounds};
use super::order::Later;
use super::stated::{self, Stated};
use super::target::Target;
use super::types::{self, OwnTypes};
use crate::cli::generate::Order;
use crate::cli::terminal;
use crate::error::{Error, ErrorKind, Result};
use crate::io::postgres::catalog::{self, Column as Existing, Table as Found};
use crate::io::postgres::{Coding, NewCheck, NewColumn, NewReference, NewTable, NewType, Session, TypeSort};
use crate::plan::{Column, Source, Table};
use arrow::datatypes::DataType;
use std::collections::BTreeMap;

/// Where each table of the plan lies or comes to lie: schema and name.
type Places = BTreeMap<usize, (String, String)>;

/// The tables that exist, by their numbers in the plan.
type There = BTreeMap<usize, Found>;

fn existing(session: &mut Session, order: &Order<'_>) -> Result<There> {
    let tables = &order.plan.tables;
    let numbers: Vec<usize> = (0..tables.len()).filter(|&t| tables[t].existing).collect();
    let names: Vec<&str> = numbers.iter().map(|&t| tables[t].target.as_str()).collect();
    let found = catalog::tables(session, &names)?;
    Ok(numbers.into_iter().zip(found).filter_map(|(number, found)| Some((number, found?))).collect())
}

/// The column whose values a column takes, by way of parents and references; itself where it makes its own.
fn base(order: &Order<'_>, table: usize, column: usize) -> (usize, usize) {
    let (mut table, mut column) = (table, column);
    // No plan has references that stand on each other deeper than this.
    for _ in 0..256 {
        let layout = &order.plan.tables[table];
        (table, column) = match &layout.columns[column].source {
            Source::Reference(reference) => (reference.table, reference.column),
            Source::Above { level, column } => match layout.ancestors.get(level - 1) {
                Some(&above) => (above, *column),
                None => break,
            },
            _ => break,
        };
    }
    (table, column)
}

/// How the values of a column are sent that takes those of a table that exists.
fn known(order: &Order<'_>, table: usize, column: &str, there: &There) -> Option<Coding> {
    let (table, column) = base(order, table, order.plan.tables[table].column(column)?);
    let found = there.get(&table)?.column(&order.plan.tables[table].columns[column].name)?;
    Some(found.coding.clone())
}

/// The tables to be made, as if they were there already, and the types that they need.
pub(super) fn targets(session: &mut Session, order: &Order<'_>) -> Result<(Vec<Target>, Vec<NewType>)> {
    let there = existing(session, order)?;
    let places = places(session, order, &there)?;
    let here = catalog::current_schema(session)?;
    let names = places.values().filter(|(schema, _)| *schema == here).map(|(_, name)| name.clone()).collect();
    let bounds = |t: usize, c: usize, of: &str| {
        let column = &order.plan.tables[t].columns[c];
        Some((type_name(column, false), bounds(order.document, &order.plan.tables[t].name, column, of)?))
    };
    let stated = Stated::read(session, order, &places, &here)?;
    let types = types::find(session, order, &here, &names, (&bounds, &stated))?;
    let targets = order.plan.order.iter().map(|&number| {
        let (schema, name) = places.get(&number).cloned().unwrap_or_default();
        let new = Maker {
            order,
            number,
            table: &order.plan.tables[number],
            places: &places,
            there: &there,
            types: &types,
            stated: &stated,
        }
        .table(schema, name);
        let columns = new.columns.iter().map(|column| Existing {
            name: column.name.clone(),
            type_name: column.type_name.clone(),
            coding: known(order, number, &column.name, &there)
                .unwrap_or_else(|| sent(column, (&types, &stated))),
            not_null: column.not_null,
            filled: column.identity.is_some(),
            generated: false,
            sequence: None,
        });
        let table = Found {
            oid: 0,
            schema: new.schema.clone(),
            name: new.name.clone(),
            columns: columns.collect(),
            primary_key: new.primary_key.clone(),
            references: Vec::new(),
            checked: Vec::new(),
        };
        let name = order.plan.tables[number].name.clone();
        Target { number, name, table, new: Some(new), later: Later::default() }
    });
    let targets = targets.collect();
    let mut list = stated::types(session, order, &here)?;
    list.extend(types.list);
    Ok((targets, list))
}

/// `billing.invoices` goes into the schema `billing`, if there is one; every other name into the one of the session.
fn places(session: &mut Session, order: &Order<'_>, there: &There) -> Result<Places> {
    let here = catalog::current_schema(session)?;
    let mut places = Places::new();
    for (number, table) in order.plan.tables.iter().enumerate() {
        let apart = match table.target.split_once('.') {
            Some((schema, name)) if catalog::schema_exists(session, schema)? => Some((schema, name)),
            _ => None,
        };
        let (schema, name) = apart.unwrap_or((&here, &table.target));
        places.insert(number, (schema.to_owned(), name.to_owned()));
    }
    for (&number, found) in there {
        places.insert(number, (found.schema.clone(), found.name.clone()));
    }
    for (schema, name) in places.values() {
        // Longer names are cut by the server, and two of them may then be one.
        if name.len() > 63 || schema.len() > 63 {
            let message =
                format!("the name of the table {name} is longer than the 63 bytes that Postgres keeps");
            return Err(Error::new(ErrorKind::Output, message));
        }
    }
    Ok(places)
}

struct Maker<'a> {
    order: &'a Order<'a>,
    number: usize,
    table: &'a Table,
    places: &'a Places,
    there: &'a There,
    types: &'a OwnTypes,
    stated: &'a Stated<'a>,
}

impl Maker<'_> {
    fn table(&self, schema: String, name: String) -> NewTable {
        let names = |group: &Vec<usize>| group.iter().map(|&c| self.table.columns[c].name.clone()).collect();
        let single = self
            .table
            .written
            .iter()
            .filter(|&&c| self.table.columns[c].unique && self.table.primary_key.as_slice() != [c]);
        let mut unique: Vec<Vec<String>> =
            single.map(|&c| vec![self.table.columns[c].name.clone()]).collect();
        let groups = self.table.unique.iter().filter(|group| group.len() > 1);
        unique.extend(groups.filter(|group| self.is_written(group)).map(names));
        let primary = Some(&self.table.primary_key).filter(|key| self.is_written(key));
        let stated = self.stated.beside(self.number);
        let columns: Vec<NewColumn> = self.table.written.iter().map(|&c| self.column(c)).collect();
        NewTable {
            checks: if stated.is_some() { Vec::new() } else { self.checks(&name, &columns) },
            schema,
            name,
            columns,
            primary_key: primary.map(names).unwrap_or_default(),
            unique,
            references: self.references(),
            stated,
            comment: self.table.description.clone(),
        }
    }

    /// What the rows keep; what cannot be said in a database is named.
    fn checks(&self, name: &str, columns: &[NewColumn]) -> Vec<NewCheck> {
        let mut checks = Checks::default();
        for &c in &self.table.written {
            let column = &self.table.columns[c].name;
            let is_plain = !self.is_stated(column) && self.own_type(c).is_none();
            let condition = checks::of_column(self.order.document, self.table, c).filter(|_| is_plain);
            if let Some(condition) = condition {
                checks.add(name, &[column], condition);
            }
        }
        checks::of_rows(
            (self.table, name),
            columns,
            self.types,
            &|column| self.is_stated(column),
            &mut checks,
        );
        for (text, why) in checks.left {
            let table = &self.table.name;
            terminal::complain(&format!(
                "note: a check of {table} is not made in the database, as {why}: {text}\n"
            ));
        }
        checks.made
    }

    fn is_stated(&self, column: &str) -> bool {
        self.stated.column(self.number, column).is_some()
    }

    fn is_written(&self, group: &[usize]) -> bool {
        group.iter().all(|c| self.table.written.contains(c))
    }

    fn column(&self, c: usize) -> NewColumn {
        let column = &self.table.columns[c];
        let stated = self.stated.column(self.number, &column.name);
        let (type_name, more) =
            stated.map_or_else(|| (self.type_name(c), ""), |(of, more)| (of.to_owned(), more));
        // Only of these does a server count; and where a default is stated, that is it.
        let counted = stated.is_none()
            || (["smallint", "integer", "bigint"].contains(&type_name.as_str())
                && !["DEFAULT", "GENERATED"].iter().any(|word| more.contains(word)));
        let identity = match column.source {
            Source::Serial { start, step } if counted && self.table.primary_key.as_slice() == [c] => {
                Some((start, step))
            }
            _ => None,
        };
        let known = self.table.primary_key.contains(&c) || self.is_never_null(c);
        NewColumn {
            name: column.name.clone(),
            type_name,
            own_type: self.own_type(c).map(|own| (own.schema.clone(), own.name.clone())),
            more: more.to_owned(),
            not_null: if stated.is_some() { more.contains("NOT NULL") } else { known },
            identity,
            comment: column.description.clone(),
        }
    }

    /// The type of a column: of one that refers to another, the type of that.
    fn type_name(&self, c: usize) -> String {
        let (table, at) = base(self.order, self.number, c);
        let column = &self.order.plan.tables[table].columns[at];
        if let Some((stated, _)) = self.stated.column(table, &column.name) {
            return stated.to_owned();
        }
        let there = self.there.get(&table).and_then(|found| found.column(&column.name));
        let open = types::is_open(&self.order.plan.tables[table], at);
        there.map_or_else(|| type_name(column, open), |found| found.type_name.clone())
    }

    /// The type of a column that is made here.
    fn own_type(&self, c: usize) -> Option<&NewType> {
        if self.stated.column(self.number, &self.table.columns[c].name).is_some() {
            return None;
        }
        let number = self.types.of.get(&base(self.order, self.number, c))?;
        self.types.list.get(*number)
    }

    /// Whether a column has a value in every row, for certain: a number, or the key of a parent.
    fn is_never_null(&self, c: usize) -> bool {
        let column = &self.table.columns[c];
        let given = self.table.fixed.columns.get(c).is_some_and(Option::is_some);
        if column.null.is_some() || column.when.is_some() || given {
            return false;
        }
        match column.source {
            Source::Serial { .. } => true,
            Source::Ordinal { .. } => self.table.outside() == 0,
            Source::Above { level: 1, column } => {
                let parent = self.table.ancestors.first().map(|&p| &self.order.plan.tables[p]);
                self.table.outside() == 0 && parent.is_some_and(|p| p.primary_key.contains(&column))
            }
            _ => false,
        }
    }

    /// Foreign keys: columns that take a unique column of another table, or together the unique columns of one row.
    fn references(&self) -> Vec<NewReference> {
        let mut groups: BTreeMap<(usize, usize), Vec<(usize, usize)>> = BTreeMap::new();
        let leads = |c: &&usize| self.table.dirt.as_ref().is_none_or(|dirt| !dirt.orphans(**c));
        for &c in self.table.written.iter().filter(leads) {
            let column = &self.table.columns[c];
            match &column.source {
                Source::Above { level, column } => {
                    let Some(&above) = self.table.ancestors.get(level - 1) else { continue };
                    // Columns of one ancestor's row stand together; the number is out of reach of references.
                    groups.entry((above, usize::MAX - level)).or_default().push((c, *column));
                }
                Source::Reference(reference) => {
                    let row = reference.shares.unwrap_or(c);
                    groups.entry((reference.table, row)).or_default().push((c, reference.column));
                }
                _ => {}
            }
        }
        groups.into_iter().flat_map(|((to, _), pairs)| self.foreign(to, &pairs)).collect()
    }

    fn foreign(&self, to: usize, pairs: &[(usize, usize)]) -> Vec<NewReference> {
        let tables = &self.order.plan.tables;
        let is_there = |table: usize| self.order.plan.order.contains(&table) || tables[table].existing;
        let target = &tables[to];
        let reference = |to: usize, pairs: &[(usize, usize)]| NewReference {
            columns: pairs.iter().map(|&(own, _)| self.table.columns[own].name.clone()).collect(),
            to: self.places.get(&to).cloned().unwrap_or_default(),
            to_columns: pairs.iter().map(|&(_, there)| tables[to].columns[there].name.clone()).collect(),
        };
        let whole = std::iter::once(&target.primary_key).chain(&target.unique).find_map(|key| {
            let pair = |there: &usize| pairs.iter().find(|(_, column)| column == there).copied();
            let found: Option<Vec<_>> = key.iter().map(pair).collect();
            found.filter(|found| found.len() > 1)
        });
        if let Some(whole) = whole.filter(|_| is_there(to)) {
            return vec![reference(to, &whole)];
        }
        let single = pairs.iter().filter_map(|&(own, there)| {
            let (to, there) = self.origin(to, there)?;
            is_there(to).then(|| reference(to, &[(own, there)]))
        });
        single.collect()
    }

    /// The unique column whose values a column takes, itself or by way of other references.
    fn origin(&self, table: usize, column: usize) -> Option<(usize, usize)> {
        let (mut table, mut column) = (table, column);
        // No plan has references that stand on each other deeper than this.
        for _ in 0..256 {
            let layout = &self.order.plan.tables[table];
            let taken = &layout.columns[column];
            if taken.unique && layout.written.contains(&column) {
                return Some((table, column));
            }
            (table, column) = match &taken.source {
                Source::Reference(reference) => (reference.table, reference.column),
                Source::Above { level, column } => (*layout.ancestors.get(level - 1)?, *column),
                _ => return None,
            };
        }
        None
    }
}

/// The type of a column: that of its values, or what databases have for its kind. What fixed rows and dirt hold may be any text.
fn type_name(column: &Column, open: bool) -> String {
    match (&column.source, column.kind.map_or("", |kind| kind.name)) {
        (_, "ipv4" | "ipv6") if !open => "inet".to_owned(),
        (_, "mac") if !open => "macaddr".to_owned(),
        (_, "bytes") if !open => "bytea".to_owned(),
        (_, "uuid") => "uuid".to_owned(),
        (Source::Maker { .. }, _)
            if !open && column.data_type == DataType::Utf8 && column.max_chars.is_some() =>
        {
            format!("varchar({})", column.max_chars.unwrap_or_default())
        }
        (Source::Maker { maker, .. }, _) if !open && !column.json => {
            maker.sql_type(&plain_type).unwrap_or_else(|| plain_type(&column.data_type))
        }
        _ if column.json => "jsonb".to_owned(),
        _ => plain_type(&column.data_type),
    }
}

/// How the values of a column that is made here are sent.
fn sent(column: &NewColumn, (types, stated): (&OwnTypes, &Stated<'_>)) -> Coding {
    let own = column.own_type.as_ref();
    let own =
        own.and_then(|(schema, name)| types.list.iter().find(|t| t.schema == *schema && t.name == *name));
    match own.map(|own| &own.sort) {
        Some(TypeSort::Fields(fields)) => {
            Coding::row(fields.iter().map(|(_, of)| (number(of), coding(of))).collect())
        }
        _ => stated.coding(&column.type_name),
    }
}

/// The number that every server has for a type of its own; 0 for others.
fn number(type_name: &str) -> u32 {
    match base_type(type_name).as_str() {
        "boolean" => 16,
        "bytea" => 17,
        "bigint" => 20,
        "smallint" => 21,
        "integer" => 23,
        "text" => 25,
        "real" => 700,
        "double precision" => 701,
        "macaddr" => 829,
        "inet" => 869,
        "character" => 1042,
        "character varying" => 1043,
        "date" => 1082,
        "time" => 1083,
        "timestamp" => 1114,
        "timestamptz" => 1184,
        "interval" => 1186,
        "numeric" => 1700,
        "uuid" => 2950,
        "jsonb" => 3802,
        _ => 0,
    }
}

/// A type without length and precision, under one of its names.
pub(super) fn base_type(type_name: &str) -> String {
    let mut name = type_name.to_ascii_lowercase();
    if let (Some(start), Some(end)) = (name.find('('), name.find(')'))
        && start < end
    {
        name.replace_range(start..=end, "");
    }
    let word = match name.trim() {
        "timestamp with time zone" => "timestamptz",
        "timestamp without time zone" => "timestamp",
        "time without time zone" => "time",
        "varchar" => "character varying",
        "char" | "bpchar" => "character",
        "int" | "int4" => "integer",
        "int8" => "bigint",
        "int2" => "smallint",
        "float4" => "real",
        "float8" => "double precision",
        "bool" => "boolean",
        "decimal" => "numeric",
        other => other,
    };
    word.to_owned()
}

/// The type of values of an Arrow type.
pub(super) fn plain_type(data_type: &DataType) -> String {
    match data_type {
        DataType::Int64 => "bigint".to_owned(),
        DataType::Int32 => "integer".to_owned(),
        DataType::Int16 => "smallint".to_owned(),
        DataType::Float64 => "double precision".to_owned(),
        DataType::Boolean => "boolean".to_owned(),
        DataType::Date32 => "date".to_owned(),
        DataType::Timestamp(_, Some(_)) => "timestamptz".to_owned(),
        DataType::Timestamp(_, None) => "timestamp".to_owned(),
        DataType::Time64(_) => "time".to_owned(),
        DataType::Decimal128(precision, scale) => format!("numeric({precision},{scale})"),
        _ => "text".to_owned(),
    }
}

/// Whether values are numbers.
pub(super) fn is_number(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Int64 | DataType::Float64 | DataType::Decimal128(..))
}

/// How values of a type of the server's own are sent.
pub(super) fn coding(type_name: &str) -> Coding {
    if let Some(item) = type_name.strip_suffix("[]") {
        return match (number(item), coding(item)) {
            (0, _) | (_, Coding::Other | Coding::Array(..)) => Coding::Other,
            (number, coding) => Coding::Array(number, Box::new(coding)),
        };
    }
    match base_type(type_name).as_str() {
        "text" | "character varying" | "character" | "json" | "xml" => Coding::Text,
        "uuid" => Coding::Uuid,
        "inet" => Coding::Inet(false),
        "macaddr" => Coding::Macaddr,
        "bytea" => Coding::Bytea,
        "jsonb" => Coding::Jsonb,
        "bigint" => Coding::Int8,
        "integer" => Coding::Int4,
        "smallint" => Coding::Int2,
        "real" => Coding::Float4,
        "double precision" => Coding::Float8,
        "boolean" => Coding::Bool,
        "date" => Coding::Date,
        "timestamptz" => Coding::Timestamptz,
        "timestamp" => Coding::Timestamp,
        "time" => Coding::Time,
        "interval" => Coding::Interval,
        "numeric" => Coding::Numeric,
        _ => Coding::Other,
    }
}
