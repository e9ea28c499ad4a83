//! A draft as the text of a schema file: sorted, commented, the same every time.

use super::Asked;
use super::definition::{key, text};
use super::draft::{Draft, DraftTable, Line, Refusal, Rows};
use crate::shape::{Column, Database, Table};

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
    for (table, why) in &hollow {
        out.line(&format!("# {table} is left empty: {why}"), Line::default());
    }
    for refusal in &refused {
        out.line("", Line::default());
        out.line(&format!("# {} is left out: {}", refusal.table, one_line(&refusal.reason)), Line::default());
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

/// A column's type as the database says it.
fn type_of(column: &Column) -> String {
    let name = one_line(&column.type_name).replace(';', ",");
    if column.not_null { format!("{name} NOT NULL") } else { name }
}

/// Keys, references and checks of a table, a line each.
fn structure(table: &Table) -> Vec<String> {
    let mut all = Vec::new();
    for constraint in &table.constraints {
        let columns = constraint.columns.join(", ");
        all.push(match (constraint.kind.as_str(), &constraint.target) {
            ("p", _) => format!("Key ({columns})"),
            ("u", _) => format!("Unique ({columns})"),
            ("f", Some((schema, name))) => {
                let place = if schema == "public" { name.clone() } else { format!("{schema}.{name}") };
                format!("Refers ({columns}) to {place} ({})", constraint.target_columns.join(", "))
            }
            ("c", _) => format!("Check {}", constraint.definition.trim_start_matches("CHECK").trim()),
            _ => format!("Excludes {}", constraint.definition.trim_start_matches("EXCLUDE").trim()),
        });
    }
    for index in &table.indexes {
        let keys: Vec<&str> = index.keys.iter().map(|key| key.text.as_str()).collect();
        let filter = index.predicate.as_ref().map_or(String::new(), |p| format!(" where {p}"));
        all.push(format!("Unique ({}){filter}", keys.join(", ")));
    }
    all.sort();
    all.dedup();
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
        if self.typed {
            for line in structure(&db.tables[table.position]) {
                self.line(&format!("# {}", one_line(&line)), of());
            }
        }
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
            let mut line = format!("{} = {}", key(&column.name), definition.table());
            let known = known.filter(|_| self.typed).map(|c| type_of(&shape.columns[c]));
            let why = match (column.why.as_str(), column.sure) {
                ("", _) => None,
                (why, Some(sure)) => Some(format!("{}, {sure} %", one_line(why))),
                (why, None) => Some(one_line(why)),
            };
            // The type is the head of the comment, which `--check` reads.
            match (known, why) {
                (Some(known), why) => line
                    .push_str(&format!("  # {known};{}", why.map_or(String::new(), |why| format!(" {why}")))),
                (None, Some(why)) => line.push_str(&format!("  # {why}")),
                (None, None) => {}
            }
            self.line(&line, Line { column: Some(column.name.clone()), ..of() });
        }
    }
}
