//! Dirt: which columns of which tables get which errors, how often, and from whom.

use super::{Column, Options, Source, Table};
use crate::draw::Key;
use crate::error::{Problem, Problems, Spanned};
use crate::kinds::{Family, spoil};
use crate::schema::{self, Document};
use crate::slips::Slip;
use arrow::datatypes::DataType;

/// The dirt of one table.
pub struct Dirt {
    /// The key of what is drawn for a row as a whole: who wrote it, whether it is a near-duplicate.
    pub key: Key,
    /// The share of rows that are near-duplicates of an earlier one.
    pub duplicates: f64,
    /// The column that names the clerk of a row; clerks are drawn where there is none.
    pub clerk: Option<usize>,
    /// The column that names the site of a row; sites are drawn where there is none.
    pub site: Option<usize>,
    /// For each column of the table its errors; `None` where it has none.
    pub columns: Vec<Option<ColumnDirt>>,
    /// For each column what a near-duplicate has there.
    pub copies: Vec<Copied>,
    /// The columns of the given name and of the surname that may be swapped.
    pub names: Option<(usize, usize)>,
    /// The columns of an address, the street first.
    pub address: Vec<usize>,
}

impl Dirt {
    /// Whether cells of a column may have errors.
    pub fn spoils(&self, column: usize) -> bool {
        self.columns.get(column).is_some_and(Option::is_some)
    }

    /// Whether a reference may lead nowhere.
    pub fn orphans(&self, column: usize) -> bool {
        let column = self.columns.get(column).and_then(Option::as_ref);
        column.is_some_and(|column| column.nowhere.is_some())
    }
}

/// What a near-duplicate has in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copied {
    /// A value of its own: a key, a number of this record, when it was written.
    Own,
    /// The value of the row it repeats.
    Same,
    /// Nothing: the number of the person is unique, and the other row has it.
    Nothing,
}

/// The errors of one column.
pub struct ColumnDirt {
    /// The share of cells with an error.
    pub rate: f64,
    /// The key of its draws.
    pub key: Key,
    /// The errors with their weights.
    pub slips: Vec<(Slip, f64)>,
    /// What is typed where nothing is known.
    pub blanks: &'static [&'static str],
    /// Whether a text could be somebody's: no error may make it so.
    pub could_be_real: Option<fn(&str) -> bool>,
    /// For references that may lead nowhere: the first key that no row has, and the step from key to key.
    pub nowhere: Option<(i64, i64)>,
}

/// The rate of dirt where tables and columns say nothing else; `None` where there is no dirt at all.
pub(super) fn rate(document: &Document, options: &Options) -> Option<f64> {
    let stated = document.dirt.as_ref().map(|dirt| dirt.0.rate.as_ref().map_or(DEFAULT, |rate| rate.value));
    match options.dirt.or(stated) {
        Some(rate) => Some(rate).filter(|rate| *rate > 0.0),
        None => {
            let said = |t: &schema::Table| t.dirt.is_some() || t.columns.iter().any(|c| c.dirt.is_some());
            document.tables.iter().any(said).then_some(0.0)
        }
    }
}

/// The rate where `[dirt]` states none.
const DEFAULT: f64 = 0.02;

/// Says of every table what its dirt is.
pub(super) fn compile(document: &Document, options: &Options, tables: &mut [Table], problems: &mut Problems) {
    let weights = weights(document, problems);
    let rate = rate(document, options);
    let seed = super::tables::seed(document, options);
    let whole = Whole { document, rate, seed, weights: &weights };
    let made: Vec<Option<Dirt>> = (0..tables.len()).map(|t| whole.table(tables, t, problems)).collect();
    for (table, dirt) in tables.iter_mut().zip(made) {
        // What is checked in a clean schema is checked all the same, and then there is no dirt.
        let Some(dirt) = dirt.filter(|_| rate.is_some()) else { continue };
        for (column, spoilt) in table.columns.iter_mut().zip(&dirt.columns) {
            // Errors are values that were not foreseen.
            if spoilt.is_some() || dirt.duplicates > 0.0 {
                column.few = None;
            }
        }
        table.dirt = Some(dirt);
    }
}

/// The weights of all errors, by their numbers.
fn weights(document: &Document, problems: &mut Problems) -> Vec<f64> {
    let mut weights: Vec<f64> = Slip::ALL.iter().map(|slip| slip.usual()).collect();
    let stated = document.dirt.iter().filter_map(|dirt| dirt.0.errors.as_ref());
    for (name, weight) in stated.flat_map(|shares| &shares.0) {
        if let Some(slip) = find(name, problems) {
            weights[slip as usize] = weight.value;
        }
    }
    weights
}

fn find(name: &Spanned<String>, problems: &mut Problems) -> Option<Slip> {
    let slip = Slip::find(&name.value);
    if slip.is_none() {
        let problem = Problem::new(name.span, format!("there is no error `{}`", name.value));
        problems.push(problem.suggest(&name.value, Slip::ALL.iter().map(|slip| slip.name())));
    }
    slip
}

struct Whole<'a> {
    document: &'a Document,
    rate: Option<f64>,
    seed: u64,
    weights: &'a [f64],
}

impl Whole<'_> {
    fn table(&self, tables: &[Table], t: usize, problems: &mut Problems) -> Option<Dirt> {
        let (table, doc) = (&tables[t], &self.document.tables[t]);
        let said = doc.dirt.as_ref().map(|dirt| &dirt.0);
        let rate = said.and_then(|s| s.rate.as_ref()).map_or(self.rate.unwrap_or(0.0), |rate| rate.value);
        let seed = doc.seed.as_ref().map_or(self.seed, |seed| seed.value);
        let mut column = |name: &Option<Spanned<String>>| named(table, name.as_ref()?, problems);
        let (clerk, site) = said.map_or((None, None), |s| (column(&s.clerk), column(&s.site)));
        let columns: Vec<Option<ColumnDirt>> = (0..table.columns.len())
            .map(|c| {
                let doc = &doc.columns[c];
                let seed = doc.seed.as_ref().map_or(seed, |seed| seed.value);
                let key = Key::new(seed, &[&table.name, &doc.name.value, "dirt"]);
                self.column(tables, (t, c), doc, (rate, key), problems)
            })
            .collect();
        Some(Dirt {
            key: Key::new(seed, &[&table.name, "dirt"]),
            duplicates: self.duplicates(table, doc, rate),
            clerk,
            site,
            copies: (0..table.columns.len()).map(|c| copied(tables, t, c)).collect(),
            names: Option::zip(kind_at(table, &columns, "first_name"), kind_at(table, &columns, "last_name")),
            address: address(table, &columns),
            columns,
        })
    }

    /// Near-duplicates are of people: of tables whose subject is their own key, or where the table asks for them.
    fn duplicates(&self, table: &Table, doc: &schema::Table, rate: f64) -> f64 {
        if let Some(stated) = doc.dirt.as_ref().and_then(|dirt| dirt.0.duplicates.as_ref()) {
            return stated.value;
        }
        let subject = doc.subject.as_ref().and_then(|subject| table.column(&subject.value));
        if subject.is_none_or(|c| table.primary_key != [c]) {
            return 0.0;
        }
        let stated = self.document.dirt.as_ref().and_then(|dirt| dirt.0.duplicates.as_ref());
        stated.map_or(rate / 2.0, |share| share.value)
    }

    fn column(
        &self,
        tables: &[Table],
        (t, c): (usize, usize),
        doc: &schema::Column,
        (rate, key): (f64, Key),
        problems: &mut Problems,
    ) -> Option<ColumnDirt> {
        let column = &tables[t].columns[c];
        let said = doc.dirt.as_ref().map(|dirt| &dirt.0);
        if let Some(orphans) = said.and_then(|said| said.orphans.as_ref()) {
            let Some(nowhere) = nowhere(tables, t, c) else {
                let message = "only a reference to a `serial` of another table can lead nowhere";
                problems.push(Problem::new(orphans.span, message));
                return None;
            };
            let slips = vec![(Slip::Orphan, 1.0)];
            let nowhere = Some(nowhere);
            return Some(ColumnDirt {
                rate: orphans.value,
                key,
                slips,
                blanks: &[],
                could_be_real: None,
                nowhere,
            })
            .filter(|dirt| dirt.rate > 0.0);
        }
        let rate = said.and_then(|said| said.rate.as_ref()).map_or(rate, |rate| rate.value);
        let spoil = spoil(column.kind, &column.data_type, column.json);
        let listed = said.map(|said| &said.errors).filter(|errors| !errors.is_empty());
        let slips: Vec<Slip> = match listed {
            Some(errors) => errors.iter().filter_map(|name| find(name, problems)).collect(),
            None => spoil.slips.to_vec(),
        };
        if column.hidden || rate <= 0.0 || is_kept(tables, t, c) {
            return None;
        }
        // A unique value may be absent; anything else could be another row's.
        let slips = slips.into_iter().filter(|slip| !column.unique || *slip == Slip::Missing);
        let slips: Vec<(Slip, f64)> = slips
            .map(|slip| (slip, self.weights[slip as usize]))
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        let could_be_real = column.kind.and_then(|kind| kind.could_be_real);
        let blanks = spoil.blanks;
        Some(ColumnDirt { rate, key, slips, blanks, could_be_real, nowhere: None })
            .filter(|d| !d.slips.is_empty())
    }
}

fn named(table: &Table, name: &Spanned<String>, problems: &mut Problems) -> Option<usize> {
    let found = table.column(&name.value);
    if found.is_none() {
        let message = format!("there is no column `{}` in `{}`", name.value, table.name);
        let known = table.columns.iter().map(|column| column.name.as_str());
        problems.push(Problem::new(name.span, message).suggest(&name.value, known));
    }
    found
}

/// Whether a column must stay as it is: it is a key, a part of one, or refers to one.
fn is_kept(tables: &[Table], t: usize, c: usize) -> bool {
    let table = &tables[t];
    let grouped = table.unique.iter().any(|group| group.len() > 1 && group.contains(&c));
    table.primary_key.contains(&c) || grouped || refers_to_key(tables, t, c) || numbers(&table.columns[c])
}

fn numbers(column: &Column) -> bool {
    matches!(column.source, Source::Serial { .. } | Source::Ordinal { .. })
}

/// The column whose value a column takes as it is.
fn taken_from(tables: &[Table], t: usize, c: usize) -> Option<(usize, usize)> {
    let above = |level: usize| match level {
        0 => Some(t),
        level => tables[t].ancestors.get(level - 1).copied(),
    };
    match &tables[t].columns[c].source {
        Source::Above { level, column } => Some((above(*level)?, *column)),
        Source::Reference(reference) => Some((reference.table, reference.column)),
        Source::Expr(formula) if formula.program.is_none() => {
            formula.cells.first().and_then(|cell| Some((above(cell.level)?, cell.column)))
        }
        _ => None,
    }
}

fn refers_to_key(tables: &[Table], t: usize, c: usize) -> bool {
    let mut at = (t, c);
    // Columns do not stand on each other in a circle, but a self-reference comes back to itself.
    for _ in 0..64 {
        let Some(next) = taken_from(tables, at.0, at.1) else { return false };
        let column = &tables[next.0].columns[next.1];
        if column.unique || tables[next.0].primary_key.contains(&next.1) || numbers(column) {
            return true;
        }
        at = next;
    }
    false
}

/// The first key that no row of the table referred to has, and the step between keys.
fn nowhere(tables: &[Table], t: usize, c: usize) -> Option<(i64, i64)> {
    let mut at = taken_from(tables, t, c)?;
    for _ in 0..64 {
        if let Source::Serial { start, step } = tables[at.0].columns[at.1].source {
            let rows = i64::try_from(tables[at.0].rows).ok()?;
            return Some((start.checked_add(step.checked_mul(rows)?)?, step));
        }
        at = taken_from(tables, at.0, at.1)?;
    }
    None
}

fn copied(tables: &[Table], t: usize, c: usize) -> Copied {
    let column = &tables[t].columns[c];
    let family = column.kind.map(|kind| kind.family);
    let of_the_person = matches!(
        family,
        Some(Family::Person | Family::Place | Family::Contact | Family::Identifier | Family::Clinical)
    );
    let computed = matches!(column.source, Source::Expr(_) | Source::Template(_) | Source::Json { .. });
    let timed = computed && matches!(column.data_type, DataType::Timestamp(..));
    let real = column.kind.is_some_and(|kind| kind.could_be_real.is_some());
    // When a row comes and goes is its own, or it could stand where it says itself that it is not there.
    let comes = tables[t].life.moments.iter().any(|moment| (moment.level, moment.column) == (0, c));
    if column.hidden || is_kept(tables, t, c) || timed || comes {
        Copied::Own
    } else if column.unique {
        if real && family == Some(Family::Identifier) { Copied::Nothing } else { Copied::Own }
    } else if of_the_person || computed {
        Copied::Same
    } else {
        Copied::Own
    }
}

/// The first column of a kind that is written and can be spoilt.
fn kind_at(table: &Table, columns: &[Option<ColumnDirt>], kind: &str) -> Option<usize> {
    let is = |c: &usize| table.columns[*c].kind.is_some_and(|known| known.name == kind);
    (0..columns.len()).find(|c| is(c) && columns[*c].is_some() && !table.columns[*c].unique)
}

/// The columns of the first address of a table: the street, and what stands at the same place.
fn address(table: &Table, columns: &[Option<ColumnDirt>]) -> Vec<usize> {
    let Some(street) = kind_at(table, columns, "street") else { return Vec::new() };
    let place = |c: usize| match &table.columns[c].source {
        Source::Maker { inputs, .. } => {
            inputs.first().and_then(Option::as_ref).map(|formula| formula.text.as_str())
        }
        _ => None,
    };
    let of_address = |c: &usize| {
        let name = table.columns[*c].kind.map_or("", |kind| kind.name);
        ["unit", "city", "county", "state", "zip"].contains(&name)
            && !table.columns[*c].hidden
            && !table.columns[*c].unique
            && (name == "unit" || place(*c) == place(street))
    };
    std::iter::once(street).chain((0..columns.len()).filter(of_address)).collect()
}
