//! A schema drafted from what a database says of its tables: references, kinds by name, checks as parameters.
//!
//! The draft is the text of a schema file like any other. It holds no value of any row: names, types, keys, checks, defaults
//! and comments are what it is made of. What cannot be filled is refused by name before anything is written.

mod apart;
mod build;
mod coherence;
mod columns;
mod definition;
mod draft;
mod guess;
mod predicate;
mod relations;
mod render;
mod types;
mod unique;
mod words;

pub use draft::{Draft, Line, Refusal};
pub use guess::Guess;

use crate::shape::Database;
use build::Whole;
use draft::DraftTable;

/// What is asked of a draft.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The schema's name.
    pub name: String,
    /// How many rows a root table has.
    pub rows: u64,
    /// Tables that are left out.
    pub skip: Vec<String>,
    /// Checks that are not stated, by table: they were found to be beyond the SQL of schemas.
    pub unheld: Vec<(String, String)>,
    /// Tables that were found to be beyond what can be made, each with the reason.
    pub refused: Vec<Refusal>,
}

/// Drafts a schema; tables that cannot be filled, and those that need them, are refused.
pub fn draft(db: &Database, asked: &Asked) -> Draft {
    let relations = relations::relations(db);
    let beyond = |label: &String| asked.refused.iter().any(|refusal| refusal.table == *label);
    let labels: Vec<String> = db.tables.iter().map(crate::shape::Table::label).collect();
    let mut left_out: Vec<bool> = labels.iter().map(|l| asked.skip.contains(l) || beyond(l)).collect();
    let mut refused: Vec<Refusal> = asked.refused.clone();
    for cycle in relations::required_cycles(db, &relations) {
        let open: Vec<usize> = cycle.iter().copied().filter(|&t| !left_out[t]).collect();
        if open.len() < cycle.len() || open.is_empty() {
            continue;
        }
        let names: Vec<String> = open.iter().map(|&t| db.tables[t].label()).collect();
        for &t in &open {
            let reason = format!(
                "{} need each other's rows first, and no reference between them can wait",
                names.join(", ")
            );
            refused.push(Refusal { table: db.tables[t].label(), reason });
            left_out[t] = true;
        }
    }
    // A table that is left out takes along those that must refer to it, so that it is gone over until nothing changes.
    loop {
        let parents = relations::parents(db, &relations, &left_out);
        let whole = Whole { db, asked, relations: &relations, parents: &parents, left_out: &left_out };
        let mut tables: Vec<DraftTable> = Vec::new();
        let mut more: Vec<usize> = Vec::new();
        for t in (0..db.tables.len()).filter(|&t| !left_out[t]) {
            match build::table(&whole, t) {
                Ok(mut table) => {
                    let label = table.label.clone();
                    let unheld = |check: &String| asked.unheld.iter().any(|(t, c)| *t == label && c == check);
                    let (gone, kept): (Vec<String>, Vec<String>) = table.checks.into_iter().partition(unheld);
                    table.checks = kept;
                    table.notes.extend(
                        gone.iter()
                            .map(|check| format!("not held, as no column can be drawn to it: {check}")),
                    );
                    tables.push(table);
                }
                Err(reason) => {
                    refused.push(Refusal { table: db.tables[t].label(), reason });
                    more.push(t);
                }
            }
        }
        if more.is_empty() {
            refused.sort_by(|a, b| a.table.cmp(&b.table));
            return render::render(db, &asked.name, &tables, refused);
        }
        more.iter().for_each(|&t| left_out[t] = true);
    }
}
