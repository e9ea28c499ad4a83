//! A draft as the text of a schema file: sorted, commented, the same every time.

use super::Asked;
use super::definition::{key, text};
use super::draft::{Draft, DraftTable, Line, Refusal, Rows};
use super::settled::settled;
use crate::shape::{Column, Database, Table};
use std::collections::{BTreeMap, BTreeSet};

/// How a note begins of what the schema does not hold rows to.
const UNHELD: &str = "not held: ";

/// Writes the text.
pub(super) fn render(
    db: &Database,
    asked: &Asked,
    tables: &[DraftTable],
    refused: Vec<Refusal>,
    hollow: Vec<(String, String)>,
) -> Draft {
    let mut out = Out { text: String::new(), lines: Vec::new(), typed: db.version > 0 };
    out.line("# Drafted by `placebo infer`; `placebo infer … --check` says what has changed in the database since.", Line::default());
    out.line("# A comment says why a column is what it is, and how sure that is.", Line::default());
    out.line("# Masking replaces what identifies by its kind; where a `mask` stands, write { keep = \"why\" } instead if it tells of nobody.", Line::default());
    out.line(&format!("name = {}", text(&asked.name)), Line::default());
    out.line("epoch = 2026-01-01", Line::default());
    for (table, whose) in &asked.books {
        out.line(&format!("# {table} is left alone: {whose}"), Line::default());
    }
    let refused_too = |table: &String| refused.iter().any(|refusal| refusal.table == *table);
    let skipped: BTreeSet<&String> = asked.skip.iter().filter(|table| !refused_too(table)).collect();
    for table in skipped.into_iter().filter(|&label| db.tables.iter().any(|table| table.label() == *label)) {
        out.line(&format!("# {table} is left out: --skip"), Line::default());
    }
    for (table, why) in &hollow {
        out.line(&format!("# {table} is left empty: {why}"), Line::default());
    }
    for refusal in &refused {
        out.line("", Line::default());
        out.line(&format!("# {} is left out: {}", refusal.table, one_line(&refusal.reason)), Line::default());
    }
    let own = if out.typed { types(db, tables) } else { BTreeMap::new() };
    if !own.is_empty() {
        out.line("", Line::default());
        out.line("[types]", Line::default());
        for (name, definition) in &own {
            out.line(&format!("{} = {}", key(name), text(definition)), Line::default());
        }
    }
    for table in tables {
        out.table(db, table);
    }
    let unheld = tables.iter().flat_map(|table| {
        let notes = table.notes.iter().filter(|note| note.starts_with(UNHELD));
        notes.map(|note| (table.label.clone(), one_line(note)))
    });
    let unheld = unheld.collect();
    Draft { text: out.text, refused, hollow, unheld, open: Vec::new(), under: Vec::new(), lines: out.lines }
}

/// A text as it may stand in a comment, which ends with its line and holds no control characters.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What CREATE TABLE says behind a column's name.
fn type_of(column: &Column) -> String {
    if column.not_null { format!("{} NOT NULL", column.type_name) } else { column.type_name.clone() }
}

/// What CREATE TABLE says beside the columns: what the server computes, keys, references and checks.
fn structure(table: &Table) -> Vec<String> {
    let computed = table.columns.iter().filter_map(|column| {
        Some(format!(
            "COLUMN {} {} {}",
            quoted(&column.name),
            type_of(column),
            settled(column.computed.as_ref()?)
        ))
    });
    let mut all: Vec<String> = computed.collect();
    all.extend(
        table
            .constraints
            .iter()
            .filter(|constraint| !constraint.by_trigger)
            .map(|constraint| settled(&constraint.definition)),
    );
    for index in &table.indexes {
        // A tree is what there is unless another is named.
        let over = index.definition.strip_prefix("btree ").unwrap_or(&index.definition);
        all.push(format!("UNIQUE INDEX {}", settled(over)));
    }
    all.sort();
    all.dedup();
    all
}

/// A name as any SQL has it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The types of users that the tables need, by their labels: those on which others stand, too.
fn types(db: &Database, tables: &[DraftTable]) -> BTreeMap<String, String> {
    let columns = tables.iter().flat_map(|table| &db.tables[table.position].columns);
    let mut open: Vec<u32> = columns.map(|column| column.type_oid).collect();
    let mut seen = BTreeSet::new();
    let mut all = BTreeMap::new();
    while let Some(oid) = open.pop() {
        let Some(own) = db.type_of(oid).filter(|_| seen.insert(oid)) else { continue };
        open.extend([own.item, own.base]);
        open.extend(own.fields.iter().map(|(_, oid, _)| *oid));
        // The types of several ranges come with the range.
        if !own.definition.is_empty() && own.schema != "pg_catalog" {
            let public = own.schema == "public";
            let label = if public { own.name.clone() } else { format!("{}.{}", own.schema, own.name) };
            all.insert(label, settled(&own.definition));
        }
    }
    all
}

struct Out {
    text: String,
    lines: Vec<Line>,
    /// Whether types are those of a database, and no guesses.
    typed: bool,
}

impl Out {
    fn line(&mut self, line: &str, of: Line) {
        self.text.push_str(line);
        self.text.push('\n');
        self.lines.push(of);
    }

    fn table(&mut self, db: &Database, table: &DraftTable) {
        let of = || Line { table: Some(table.label.clone()), ..Line::default() };
        self.line("", of());
        for note in &table.notes {
            self.line(&format!("# {}", one_line(note)), of());
        }
        self.line(&format!("[tables.{}]", key(&table.label)), of());
        if let Some(comment) = &table.comment {
            self.line(&format!("description = {}", text(&one_line(comment))), of());
        }
        match &table.rows {
            Rows::Root { rows, scales } => {
                self.line(&format!("rows = {rows}"), of());
                if !scales {
                    self.line("scales = false", of());
                }
            }
            Rows::Existing => self.line("source = \"existing\"", of()),
            Rows::Under { parent, per, .. } => {
                let why = table.rows_why.as_ref().map_or(String::new(), |why| format!("  # {why}"));
                self.line(&format!("parent = {{ table = {}, per = {per} }}{why}", text(parent)), of());
            }
        }
        if let Some(subject) = &table.subject {
            self.line(&format!("subject = {}", text(subject)), of());
        }
        let list = |names: &[String]| names.iter().map(|n| text(n)).collect::<Vec<_>>().join(", ");
        if !table.primary_key.is_empty() {
            self.line(&format!("primary_key = [{}]", list(&table.primary_key)), of());
        }
        if !table.unique.is_empty() {
            self.line("unique = [", of());
            for group in &table.unique {
                self.line(&format!("    [{}],", list(group)), Line { unique: true, ..of() });
            }
            self.line("]", of());
        }
        if !table.checks.is_empty() {
            self.line("check = [", of());
            for check in &table.checks {
                self.line(&format!("    {},", text(check)), Line { check: Some(check.clone()), ..of() });
            }
            self.line("]", of());
        }
        if !table.off.is_empty() && !matches!(table.rows, Rows::Existing) {
            self.line(&format!("disable_triggers = [{}]", list(&table.off)), of());
        }
        let structure = structure(&db.tables[table.position]);
        if self.typed && structure.is_empty() {
            self.line("sql = []", of());
        } else if self.typed {
            self.line("sql = [", of());
            for piece in &structure {
                self.line(&format!("    {},", text(piece)), of());
            }
            self.line("]", of());
        }
        self.line("", of());
        self.line(&format!("[tables.{}.columns]", key(&table.label)), of());
        self.columns(db, table);
    }

    fn columns(&mut self, db: &Database, table: &DraftTable) {
        let of = || Line { table: Some(table.label.clone()), ..Line::default() };
        let shape = &db.tables[table.position];
        for column in &table.columns {
            let mut definition = column.definition.clone();
            let known = shape.column(&column.name);
            if known.is_some() && column.name.starts_with('_') {
                definition.set("written", true);
            }
            if let Some(comment) =
                known.and_then(|c| shape.columns[c].comment.as_deref()).filter(|c| !c.trim().is_empty())
            {
                definition.set("description", text(&one_line(comment)));
            }
            if let Some(c) = known.filter(|_| self.typed) {
                definition.set("sql", text(&type_of(&shape.columns[c])));
            }
            let mut line = format!("{} = {}", key(&column.name), definition.table());
            match (column.why.as_str(), column.sure) {
                ("", _) => {}
                (why, Some(sure)) => line.push_str(&format!("  # {}, {sure} %", one_line(why))),
                (why, None) => line.push_str(&format!("  # {}", one_line(why))),
            }
            self.line(&line, Line { column: Some(column.name.clone()), ..of() });
        }
    }
}
