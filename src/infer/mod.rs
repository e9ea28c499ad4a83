//! A schema drafted from what a database says of its tables, or a sample of files: references, kinds, checks as parameters.
//!
//! The draft is the text of a schema file like any other. It holds no value of any row: names, types, keys, checks, defaults,
//! comments, and how the values of a sample look, are what it is made of. What cannot be filled is refused by name before
//! anything is written. The same draft masks: what identifies is treated as its kind, and nothing is kept unasked.

mod apart;
mod build;
mod coherence;
mod columns;
mod dates;
mod definition;
mod draft;
mod forms;
mod guess;
mod header;
mod learned;
mod masking;
mod predicate;
mod relations;
mod render;
mod sample;
mod sampled;
mod types;
mod unique;
mod words;

pub use draft::{Draft, Line, Refusal, Under};
pub use guess::Guess;
pub use header::{are_people, is_name};
pub use learned::{LEAST_ROWS, Learned, LearnedColumn, LearnedTable, MOST_VALUES, Open};
pub use sample::{ColumnSample, Sample, TableSample};
pub use sampled::database;

use crate::shape::Database;
use build::Whole;
use draft::DraftTable;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Tables that are never written because frameworks or others keep them, with whose they are.
    pub books: Vec<(String, String)>,
    /// What was learned from rows.
    pub learned: Learned,
    /// Treatments that were found to be needed: by table and column, in TOML.
    pub masks: Vec<(String, String, String)>,
}

/// Drafts a schema; tables that cannot be filled, and those that need them, are refused. A sample has the tables and columns
/// of the database, in their order.
pub fn draft(db: &Database, sample: Option<&Sample>, asked: &Asked) -> Draft {
    let labels: Vec<String> = db.tables.iter().map(crate::shape::Table::label).collect();
    let books: Vec<bool> = labels.iter().map(|l| asked.books.iter().any(|(name, _)| name == l)).collect();
    let mut relations = relations::relations(db);
    for (list, _) in relations.iter_mut().zip(&books).filter(|(_, book)| **book) {
        list.clear();
    }
    let beyond = |label: &String| asked.refused.iter().any(|refusal| refusal.table == *label);
    let mut left_out: Vec<bool> = labels.iter().map(|l| asked.skip.contains(l) || beyond(l)).collect();
    let mut refused: Vec<Refusal> = asked.refused.clone();
    circles(db, &relations, &mut left_out, &mut refused);
    // Tables that cannot be filled under a parent, with the first reason: they are tried under another, or under none.
    let mut misfits = BTreeSet::new();
    let mut reasons: BTreeMap<usize, String> = BTreeMap::new();
    // A table that is left out takes along those that must refer to it, so that it is gone over until nothing changes.
    loop {
        // Nothing hangs under a table that is never written.
        let barred: Vec<bool> = left_out.iter().zip(&books).map(|(out, book)| *out || *book).collect();
        let parents = relations::parents(db, &relations, &barred, &misfits);
        let (relations, parents, left_out_now, books) = (&relations, &parents, &left_out, &books);
        let whole = Whole { db, asked, relations, parents, left_out: left_out_now, books, sample };
        let (mut tables, wrong) = pass(&whole);
        if wrong.is_empty() {
            refused.sort_by(|a, b| a.table.cmp(&b.table));
            masking::treat(&whole, &mut tables);
            return Draft {
                open: open(&whole, &tables),
                under: under(&whole, &tables),
                ..render::render(db, asked, &tables, refused)
            };
        }
        let misfit: Vec<(usize, usize)> =
            wrong.iter().filter_map(|(t, _)| Some((*t, whole.parents[*t]?))).collect();
        reasons.retain(|t, _| wrong.iter().any(|(other, _)| other == t));
        for (t, reason) in wrong {
            let first = reasons.entry(t).or_insert(reason).clone();
            if misfit.is_empty() {
                refused.push(Refusal { table: db.tables[t].label(), reason: first });
                left_out[t] = true;
            }
        }
        misfits.extend(misfit);
    }
}

/// Leaves out tables that need each other's rows first.
fn circles(
    db: &Database,
    relations: &[Vec<relations::Relation>],
    left_out: &mut [bool],
    refused: &mut Vec<Refusal>,
) {
    for cycle in relations::required_cycles(db, relations) {
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
}

/// Drafts every table that is not left out; those that cannot be filled with their reasons.
fn pass(whole: &Whole<'_>) -> (Vec<DraftTable>, Vec<(usize, String)>) {
    let (mut tables, mut wrong) = (Vec::new(), Vec::new());
    for t in (0..whole.db.tables.len()).filter(|&t| !whole.left_out[t]) {
        if whole.books[t] {
            tables.extend(build::existing(whole, t));
            continue;
        }
        match build::table(whole, t) {
            Ok(mut table) => {
                let label = table.label.clone();
                let unheld =
                    |check: &String| whole.asked.unheld.iter().any(|(t, c)| *t == label && c == check);
                let (gone, kept): (Vec<String>, Vec<String>) = table.checks.into_iter().partition(unheld);
                table.checks = kept;
                for check in &gone {
                    build::give_way(whole, &mut table, check);
                }
                tables.push(table);
            }
            Err(reason) => wrong.push((t, reason)),
        }
    }
    (tables, wrong)
}

/// What may be learned of the columns of each table.
fn open(whole: &Whole<'_>, tables: &[DraftTable]) -> Vec<(usize, String, Open)> {
    let tables = tables.iter().filter(|table| !whole.books[table.position]);
    let of = |table: &DraftTable| {
        let columns = table.columns.iter().filter_map(|column| {
            Some((table.position, column.name.clone(), learned::open(whole, table, &column.name)?))
        });
        columns.collect::<Vec<_>>()
    };
    tables.flat_map(of).collect()
}

/// Which tables hang under which.
fn under(whole: &Whole<'_>, tables: &[DraftTable]) -> Vec<Under> {
    let of = |table: &DraftTable| {
        let t = table.position;
        let relation = whole.parent(t)?;
        let named = |t: usize, columns: &[usize]| {
            columns.iter().map(|&c| whole.db.tables[t].columns[c].name.clone()).collect()
        };
        Some(Under {
            table: t,
            columns: named(t, &relation.columns),
            parent: relation.target,
            parent_columns: named(relation.target, &relation.target_columns),
        })
    };
    tables.iter().filter_map(of).collect()
}
