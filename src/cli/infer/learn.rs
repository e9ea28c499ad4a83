//! `--learn-values`: what a scratch database shows of few values, ranges, absences and fan-outs.
//!
//! A database of which a sign says production is refused, and whoever asks repeats its name: it holds nobody's data. A value
//! comes into the draft only where at least eleven rows have it, and a bound only where at least eleven rows lie at it or beyond.

use super::source::Read;
use super::{Args, trial};
use crate::cli::generate::{address, guard};
use crate::error::{Error, Result};
use crate::infer::{Asked, LEAST_ROWS, Learned, LearnedColumn, LearnedTable, MOST_VALUES, Open, Under};
use crate::io::postgres::{Row, Session, identifier, qualified};
use crate::shape::{Database, Table};

/// Learns from the rows of the database that was read.
pub(super) fn learn(args: &Args, read: &Read, asked: &Asked) -> Result<Learned> {
    let [url] = args.sources.as_slice() else { return Err(not_a_database()) };
    let address = address(url)?;
    guard::names(&address)?;
    let draft = trial::draft(read, asked.clone())?;
    let mut session = Session::open(&address)?;
    guard::inside(&mut session, args.database_is.as_deref())?;
    // One state of all tables, and no way to change it.
    session.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
    let mut learned = Learned::default();
    for (t, column, open) in &draft.open {
        let table = &read.database.tables[*t];
        let rows = match learned.tables.get(&table.label()) {
            Some(known) => known.rows,
            None => count(&mut session, table)?,
        };
        let known = learned
            .tables
            .entry(table.label())
            .or_insert_with(|| LearnedTable { rows, ..LearnedTable::default() });
        if rows >= LEAST_ROWS {
            known.columns.insert(column.clone(), look(&mut session, table, column, *open, rows)?);
        }
    }
    for under in &draft.under {
        let label = read.database.tables[under.table].label();
        let children = children(&mut session, &read.database, under)?;
        learned.tables.entry(label).or_default().children = children;
    }
    session.execute("ROLLBACK")?;
    session.close()?;
    Ok(learned)
}

pub(super) fn not_a_database() -> Error {
    Error::usage("--learn-values reads a database, and nothing else")
        .hint("files with rows are looked at in any case, and no value of them is taken")
}

fn sql(table: &Table) -> String {
    qualified(&table.schema, &table.name)
}

fn number(row: Option<&Row>, at: usize) -> u64 {
    row.and_then(|row| row.integer(at)).and_then(|n| u64::try_from(n).ok()).unwrap_or(0)
}

fn count(session: &mut Session, table: &Table) -> Result<u64> {
    Ok(number(session.rows(&format!("SELECT count(*) FROM {}", sql(table)))?.first(), 0))
}

fn look(session: &mut Session, table: &Table, column: &str, open: Open, rows: u64) -> Result<LearnedColumn> {
    let (from, name) = (sql(table), identifier(column));
    let present = number(session.rows(&format!("SELECT count({name}) FROM {from}"))?.first(), 0);
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let nulls = Some(1.0 - present as f64 / rows as f64);
    let mut found = LearnedColumn { nulls, ..LearnedColumn::default() };
    if open == Open::Nulls || present < LEAST_ROWS {
        return Ok(found);
    }
    let most = MOST_VALUES + 1;
    let values = session.rows(&format!(
        "SELECT {name}::text, count(*) FROM {from} WHERE {name} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {most}"
    ))?;
    if values.len() <= MOST_VALUES {
        let pairs = values.iter().map(|row| (row.text(0).to_owned(), number(Some(row), 1)));
        found.choices = pairs.filter(|(value, rows)| *rows >= LEAST_ROWS && is_plain(value)).collect();
        let held: u64 = found.choices.iter().map(|(_, rows)| rows).sum();
        // Where most rows have values of their own, these few say little of the column.
        if held * 2 < present {
            found.choices.clear();
        }
    }
    if found.choices.is_empty() && open == Open::Range {
        // Bounds that at least eleven rows lie at or beyond.
        let at = LEAST_ROWS - 1;
        let bound = |order: &str| {
            format!(
                "(SELECT {name}::text FROM {from} WHERE {name} IS NOT NULL ORDER BY {name} {order} OFFSET {at} LIMIT 1)"
            )
        };
        let range = session.rows(&format!("SELECT {}, {}", bound("ASC"), bound("DESC")))?;
        found.range = range.first().and_then(|row| Some((row.get(0)?.to_owned(), row.get(1)?.to_owned())));
        // Money is written with its sign, and NaN and infinity are no bounds.
        let finite = |text: &str| text.parse::<f64>().ok().filter(|n| n.is_finite());
        found.range = found
            .range
            .filter(|(low, high)| finite(low).zip(finite(high)).is_some_and(|(low, high)| low <= high));
    }
    Ok(found)
}

/// Whether a value can stand in a schema file as a word that somebody chose.
fn is_plain(value: &str) -> bool {
    value.chars().count() <= 120 && !value.chars().any(char::is_control)
}

/// How many parents have so many children; what fewer than eleven have is left out.
fn children(session: &mut Session, db: &Database, under: &Under) -> Result<Vec<(u64, u64)>> {
    let (own, parent) = (sql(&db.tables[under.table]), sql(&db.tables[under.parent]));
    let pairs = under.columns.iter().zip(&under.parent_columns);
    let on: Vec<String> = pairs.map(|(c, p)| format!("c.{} = p.{}", identifier(c), identifier(p))).collect();
    let by: Vec<String> = under.columns.iter().map(|column| identifier(column)).collect();
    // The children are counted once, and then joined: not once for each parent.
    let by = by.join(", ");
    let rows = session.rows(&format!(
        "SELECT COALESCE(c.n, 0), count(*) FROM {parent} p LEFT JOIN (SELECT {by}, count(*) AS n FROM {own} GROUP BY {by}) c \
         ON {} GROUP BY 1 HAVING count(*) >= {LEAST_ROWS} ORDER BY 1",
        on.join(" AND ")
    ))?;
    let pairs = rows.iter().map(|row| (number(Some(row), 0), number(Some(row), 1)));
    Ok(pairs.take(MOST_VALUES).collect())
}
