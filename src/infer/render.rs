//! A draft as the text of a schema file: sorted, commented, the same every time.

use super::definition::{key, text};
use super::draft::{Draft, DraftTable, Line, Refusal, Rows};
use crate::shape::Database;

/// Writes the text.
pub(super) fn render(db: &Database, name: &str, tables: &[DraftTable], refused: Vec<Refusal>) -> Draft {
    let mut out = Out { text: String::new(), lines: Vec::new() };
    out.line("# Drafted by `placebo infer`; `placebo infer … --check` says what has changed in the database since.", Line::default());
    out.line("# A comment says why a column is what it is, and how sure that is.", Line::default());
    out.line(&format!("name = {}", text(name)), Line::default());
    out.line("epoch = 2026-01-01", Line::default());
    for refusal in &refused {
        out.line("", Line::default());
        out.line(&format!("# {} is left out: {}", refusal.table, one_line(&refusal.reason)), Line::default());
    }
    for table in tables {
        out.table(db, table);
    }
    Draft { text: out.text, refused, lines: out.lines }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Out {
    text: String,
    lines: Vec<Line>,
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
            Rows::Under { parent, per, .. } => {
                self.line(&format!("parent = {{ table = {}, per = {per} }}", text(parent)), of());
            }
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
            match (column.why.as_str(), column.sure) {
                ("", _) => {}
                (why, Some(sure)) => line.push_str(&format!("  # {}, {sure} %", one_line(why))),
                (why, None) => line.push_str(&format!("  # {}", one_line(why))),
            }
            self.line(&line, of());
        }
    }
}
