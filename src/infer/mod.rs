//! A schema drafted from what a database says of its tables, or a sample of files: references, kinds, checks as parameters.
//!
//! The draft is the text of a schema file like any other. It holds no value of any row: names, types, keys, checks, defaults,
//! comments, and how the values of a sample look, are what it is made of. What cannot be filled is refused by name before
//! anything is written. The same draft masks: what identifies is treated as its kind, and nothing is kept unasked.

mod apart;
mod attempts;
mod build;
mod coherence;
mod columns;
mod dates;
mod definition;
mod draft;
mod elapsed;
mod forms;
mod functions;
mod guess;
mod header;
mod learned;
mod masking;
mod narrow;
mod paths;
mod predicate;
mod relations;
mod render;
mod sample;
mod sampled;
mod scenes;
mod settled;
mod triggers;
mod types;
mod unique;
mod words;

pub use attempts::attempts;
pub use draft::{Draft, Line, Refusal, Under};
pub use guess::Guess;
pub use header::{are_people, is_name};
pub use learned::{LEAST_ROWS, Learned, LearnedColumn, LearnedTable, MOST_VALUES, Open};
pub use sample::{ColumnSample, Sample, TableSample};
pub use sampled::database;
pub use triggers::read as read_triggers;

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
    /// How many forms of texts were tried for checks that hardly any row passes, by table and check.
    pub attempts: BTreeMap<(String, String), usize>,
    /// Checks that hardly any row passed, or that are beyond the SQL of schemas, by table: what they allow is looked for as a whole.
    pub scenes: Vec<(String, String)>,
    /// Tables that were found to be beyond what can be made, each with the reason.
    pub refused: Vec<Refusal>,
    /// Tables that are never written because frameworks or others keep them, with whose they are.
    pub books: Vec<(String, String)>,
    /// Those of them that hold no rows, so that nothing can refer to them.
    pub empty: Vec<String>,
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
    if let Some(sample) = sample {
        refuted(sample, &mut relations);
    }
    let circular = relations::circular(db, &relations);
    let pairs = unique::in_pairs(db, &relations);
    let mut course = Course::begin(db, asked, &labels, &relations);
    // A table that is left out takes along those that must refer to it, so that it is gone over until nothing changes.
    loop {
        // Nothing hangs under a table that is never written.
        let barred: Vec<bool> = course.left_out.iter().zip(&books).map(|(out, book)| *out || *book).collect();
        let parents = relations::parents(db, &relations, &barred, &course.apart());
        let (relations, parents, books) = (&relations, &parents, &books);
        let (left_out, limits, circular, pairs) =
            (&course.left_out, &course.limits, &circular, pairs.as_slice());
        let whole = Whole { db, asked, relations, parents, left_out, circular, pairs, limits, books, sample };
        let (mut tables, wrong) = pass(&whole);
        let limits = limits_of(&tables, asked);
        let few = course.under_few(db, relations, parents, &limits);
        if wrong.is_empty() && few.is_empty() && (limits == course.limits || course.rounds == ROUNDS) {
            masking::treat(&whole, &mut tables);
            let (open, under) = (open(&whole, &tables), under(&whole, &tables));
            let Course { mut refused, hollow, .. } = course;
            refused.sort_by(|a, b| a.table.cmp(&b.table));
            return Draft { open, under, ..render::render(db, asked, &tables, refused, hollow) };
        }
        course.limits = limits;
        course.rounds += u32::from(wrong.is_empty());
        course.few.extend(few);
        course.learn(db, relations, parents, wrong);
    }
}

/// Leaves out references by names alone where a sample shows that no value is one of what they would refer to.
fn refuted(sample: &Sample, relations: &mut [Vec<relations::Relation>]) {
    let shown = |t: usize, c: usize| sample.tables.get(t).and_then(|table| table.columns.get(c));
    for (t, list) in relations.iter_mut().enumerate() {
        list.retain(|relation| {
            let pairs = relation.columns.iter().zip(&relation.target_columns);
            let apart = |(own, there): (&usize, &usize)| {
                let (own, there) = (shown(t, *own), shown(relation.target, *there));
                own.zip(there).is_some_and(|(own, there)| own.is_apart(there))
            };
            relation.declared || !pairs.into_iter().any(apart)
        });
    }
}

/// So often a draft is gone over again because tables have fewer rows than was thought.
const ROUNDS: u32 = 8;

/// What is known while a draft is gone over.
struct Course {
    left_out: Vec<bool>,
    refused: Vec<Refusal>,
    /// Tables that cannot be filled under a parent: they are tried under another, or under none.
    misfits: BTreeSet<(usize, usize)>,
    /// Tables that would have few rows under a table of few, such as one of codes: they refer to it instead.
    few: BTreeSet<(usize, usize)>,
    /// Those of them that stay under it all the same, as nothing else keeps their rows apart.
    kept: BTreeSet<(usize, usize)>,
    /// The first reason of each of the misfits.
    reasons: BTreeMap<usize, String>,
    /// Root tables that have fewer rows than asked for.
    limits: BTreeMap<usize, u64>,
    /// How often it was gone over for these.
    rounds: u32,
    /// What stays empty, as it must refer to bookkeeping that is empty.
    hollow: Vec<(String, String)>,
    /// Bookkeeping that is empty, and what stays empty for it.
    empty: BTreeSet<usize>,
}

impl Course {
    fn begin(
        db: &Database,
        asked: &Asked,
        labels: &[String],
        relations: &[Vec<relations::Relation>],
    ) -> Self {
        let beyond = |label: &String| asked.refused.iter().any(|refusal| refusal.table == *label);
        let empty: BTreeSet<usize> =
            (0..labels.len()).filter(|&t| asked.empty.contains(&labels[t])).collect();
        let mut left_out: Vec<bool> = labels.iter().map(|l| asked.skip.contains(l) || beyond(l)).collect();
        for &t in &empty {
            left_out[t] = true;
        }
        let mut refused: Vec<Refusal> = asked.refused.clone();
        circles(db, relations, &mut left_out, &mut refused);
        Self {
            left_out,
            refused,
            empty,
            misfits: BTreeSet::new(),
            few: BTreeSet::new(),
            kept: BTreeSet::new(),
            reasons: BTreeMap::new(),
            limits: BTreeMap::new(),
            rounds: 0,
            hollow: Vec::new(),
        }
    }

    /// The parents under which tables do not hang.
    fn apart(&self) -> BTreeSet<(usize, usize)> {
        self.misfits.union(&self.few).copied().collect()
    }

    /// Tables under parents of few rows that may as well refer to them.
    fn under_few(
        &self,
        db: &Database,
        relations: &[Vec<relations::Relation>],
        parents: &[Option<usize>],
        limits: &BTreeMap<usize, u64>,
    ) -> Vec<(usize, usize)> {
        let under = (0..parents.len()).filter_map(|t| Some((t, parents[t]?)));
        let few = |&(t, n): &(usize, usize)| {
            let relation = &relations[t][n];
            limits.contains_key(&relation.target) && !relations::is_one_to_one(db, t, relation)
        };
        under.filter(few).filter(|at| !self.kept.contains(at)).collect()
    }

    /// Takes in what could not be drafted.
    fn learn(
        &mut self,
        db: &Database,
        relations: &[Vec<relations::Relation>],
        parents: &[Option<usize>],
        wrong: Vec<(usize, String)>,
    ) {
        let misfit: Vec<(usize, usize)> =
            wrong.iter().filter_map(|(t, _)| Some((*t, parents[*t]?))).collect();
        self.reasons.retain(|t, _| wrong.iter().any(|(other, _)| other == t));
        for (t, reason) in wrong {
            let table = db.tables[t].label();
            let to = relations[t].iter().find(|r| r.declared && r.required && self.empty.contains(&r.target));
            let first = self.reasons.entry(t).or_insert(reason).clone();
            if let Some(to) = to {
                let target = db.tables[to.target].label();
                self.hollow.push((
                    table,
                    format!("it must refer to `{target}`, which is empty and not filled here"),
                ));
                self.empty.insert(t);
                self.left_out[t] = true;
            } else if let Some(&back) = self.few.iter().find(|(few, _)| *few == t && parents[t].is_none()) {
                self.few.remove(&back);
                self.kept.insert(back);
            } else if misfit.is_empty() {
                self.refused.push(Refusal { table, reason: first });
                self.left_out[t] = true;
            }
        }
        self.misfits.extend(misfit);
    }
}

/// The root tables that have fewer rows than asked for, with how many.
fn limits_of(tables: &[DraftTable], asked: &Asked) -> BTreeMap<usize, u64> {
    let limit = |table: &DraftTable| match table.rows {
        draft::Rows::Root { rows, scales: false } if rows < asked.rows => Some((table.position, rows)),
        _ => None,
    };
    tables.iter().filter_map(limit).collect()
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
                let decided = std::mem::take(&mut table.decided);
                for check in gone.iter().filter(|check| !decided.contains(check)) {
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
