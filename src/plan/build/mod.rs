//! Types, makers and programs: every column is built after those it reads.

mod column;
mod maker;
mod order;
mod source;
mod time;

use super::names::{ColumnDraft, Scope};
use super::tables::{self, Draft as TableDraft};
use super::{Column, GENERATOR, Options, Plan, Source, Table, arrow_schema, dirt, edges, fixed, keys, life};
use crate::draw::Key;
use crate::error::{Error, Problem, Problems, Result};
use crate::kinds::Domain;
use crate::schema::{self, Document};
use arrow::datatypes::DataType;
pub(super) use column::{Builder, is_hidden};
pub(super) use time::days;

/// All columns that are built so far: by table, by column.
pub(super) type Built = Vec<Vec<Option<Column>>>;

/// Builds every column of every table; `None` where problems make a plan impossible.
pub(super) fn build(
    document: &Document,
    options: &Options,
    drafts: Vec<TableDraft<'_>>,
    problems: &mut Problems,
) -> Result<Option<Plan>> {
    check_pins(document, problems);
    let mut columns: Vec<Vec<ColumnDraft<'_>>> = Vec::with_capacity(drafts.len());
    for (table, doc) in document.tables.iter().enumerate() {
        let scope = Scope { document, drafts: &drafts, table };
        columns.push(doc.columns.iter().map(|column| scope.column(column, problems)).collect());
    }
    let mut built: Built = columns.iter().map(|c| c.iter().map(|_| None).collect()).collect();
    for (table, column) in order::columns(document, &columns, problems) {
        let scope = Scope { document, drafts: &drafts, table };
        let builder = Builder { scope: &scope, built: &built, days: days(document, options), options };
        let doc = &document.tables[table].columns[column];
        let made = match &drafts[table].existing {
            Some(existing) => existing.column(doc, builder.is_unique(doc), problems),
            None => builder.column(doc, &columns[table][column], problems),
        };
        built[table][column] = made;
    }
    let complete = built.iter().flatten().all(Option::is_some);
    if !complete && problems.is_empty() {
        return Err(Error::bug("a column was not built, and no problem says why"));
    }
    // Keys and capacities of the columns that are sound are looked at all the same: every problem is told at once.
    for (columns, doc) in built.iter_mut().zip(&document.tables) {
        for (column, doc) in columns.iter_mut().zip(&doc.columns) {
            column.get_or_insert_with(|| broken(doc));
        }
    }
    let checks = super::checks::compile(document, options, &drafts, &built, problems);
    let mut tables = assemble(document, options, drafts, built, problems);
    for (table, checks) in tables.iter_mut().zip(checks) {
        table.checks = super::checks::group(table, checks);
    }
    super::checks::refuse_endless(&tables, problems);
    if !complete {
        return Ok(None);
    }
    time::check_as_of(document, options, &tables)?;
    edges::compile(document, options, &mut tables);
    let order = order::tables(&tables, options);
    Ok(Some(Plan {
        name: document.name.as_ref().map_or_else(|| stem(document), |n| n.value.clone()),
        seed: tables::seed(document, options),
        epoch: document.epoch.value,
        horizon: document.horizon.value,
        as_of: days(document, options).as_of,
        tables,
        order,
        dirt: dirt::rate(document, options),
        edge_cases: edges::asked(document, options),
        truth: options.truth || document.truth.as_ref().is_some_and(|truth| truth.value),
    }))
}

/// The name of a schema that states none: that of its file.
fn stem(document: &Document) -> String {
    let file = document.sources.get(0).map(|source| std::path::Path::new(&source.name));
    let stem = file.and_then(|path| path.file_stem()).and_then(|stem| stem.to_str());
    stem.unwrap_or("schema").to_owned()
}

/// What stands for a column whose problem was reported: it has no kind, and nothing more is said of it.
fn broken(doc: &schema::Column) -> Column {
    Column {
        name: doc.name.value.clone(),
        hidden: true,
        data_type: DataType::Null,
        json: false,
        description: None,
        kind: None,
        source: Source::Serial { start: 0, step: 1 },
        key: Key::new(0, &[]),
        distinct: None,
        null: None,
        when: None,
        max_chars: None,
        from_row: None,
        cut: false,
        follows: false,
        reads: Vec::new(),
        reads_above: Vec::new(),
        unique: false,
        domain: Domain::Boundless,
        few: None,
    }
}

fn check_pins(document: &Document, problems: &mut Problems) {
    if let Some(zone) = &document.time_zone
        && jiff::tz::TimeZone::get(&zone.value).is_err()
    {
        let names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let problem = Problem::new(zone.span, format!("there is no time zone `{}`", zone.value));
        problems.push(match crate::error::nearest(&zone.value, names.iter().map(String::as_str)) {
            Some(near) => problem.help(format!("there is `{near}`")),
            None => problem.help("write an IANA name such as \"America/New_York\""),
        });
    }
    if let Some(pin) = &document.generator
        && pin.value != GENERATOR
    {
        problems.push(
            Problem::new(
                pin.span,
                format!("generator {} is pinned, and this program makes generator {GENERATOR}", pin.value),
            )
            .help("use the release that made it, or take the pin away and pin the new digests"),
        );
    }
}

/// Puts the tables together: fixed rows, keys, schemas.
fn assemble(
    document: &Document,
    options: &Options,
    drafts: Vec<TableDraft<'_>>,
    built: Built,
    problems: &mut Problems,
) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::with_capacity(drafts.len());
    for (draft, columns) in drafts.into_iter().zip(built) {
        let columns: Vec<Column> = columns.into_iter().flatten().collect();
        let written: Vec<usize> = (0..columns.len()).filter(|&c| !columns[c].hidden).collect();
        let fixed = fixed::read(draft.doc.fixed.as_ref(), &columns, problems);
        tables.push(Table {
            name: draft.doc.name.value.clone(),
            target: draft.doc.target.as_ref().unwrap_or(&draft.doc.name).value.clone(),
            description: draft.doc.description.as_ref().map(|d| d.value.clone()),
            ancestors: draft.ancestors,
            edge: draft.edge,
            existing: draft.existing.is_some(),
            rows: draft.rows,
            life: draft.life,
            order: order::row(&columns),
            schema: arrow_schema(&columns, &written, &[]),
            fixed,
            written,
            columns,
            primary_key: Vec::new(),
            unique: Vec::new(),
            dirt: None,
            edges: None,
            checks: Vec::new(),
        });
    }
    keys::prove(document, &mut tables, problems);
    dirt::compile(document, options, &mut tables, problems);
    life::check(document, &tables, problems);
    for table in &mut tables {
        table.schema = arrow_schema(&table.columns, &table.written, &table.primary_key);
    }
    tables
}
