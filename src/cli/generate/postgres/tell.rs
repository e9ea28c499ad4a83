//! What is told of filling a database: what it was filled with, what was left, what was refused and where.

use super::Filling;
use super::jobs::Job;
use super::ways::AllMade;
use crate::cli::dates::day_text;
use crate::cli::generate::files::Content;
use crate::cli::generate::summary::figures;
use crate::cli::generate::{manifest, write::MadeTable};
use crate::cli::numbers::{grouped, rate, seconds_text};
use crate::cli::terminal;
use crate::error::{Error, Place, Result};
use crate::generate::Generator;
use crate::io::postgres::{Fault, Session, bookkeeper, catalog, powers};
use crate::record::Manifest;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use std::ops::Range;
use std::time::Duration;

/// Reads a manifest that an earlier run has left in a database.
pub(super) fn manifest_of(text: &str) -> Result<Manifest> {
    Manifest::parse(text)
        .map_err(|error| error.at(Place { table: Some("placebo.manifest".to_owned()), ..Place::default() }))
}

/// Whether a manifest says what is expected, digests apart: those are known only when rows are made.
pub(super) fn is_same(text: &str, expected: &Manifest) -> bool {
    Manifest::parse(text).is_ok_and(|found| bare(found) == bare(expected.clone()))
}

/// A manifest without what only a run knows, and without the release, which decides nothing.
fn bare(mut manifest: Manifest) -> Manifest {
    manifest.tool.version.clear();
    for table in &mut manifest.tables {
        // How many of the drawn rows are there as of the date follows from the rest.
        (table.rows, table.rows_drawn) = (0, None);
        table.row_digest.clear();
        table.files.clear();
        for column in &mut table.columns {
            column.digest.clear();
        }
    }
    manifest.tables.sort_by(|a, b| a.name.cmp(&b.name));
    manifest
}

/// The manifest of what the database holds now.
pub(super) fn manifest(filling: &Filling<'_>, made: &AllMade) -> Result<Manifest> {
    let tables: Vec<MadeTable> = filling
        .targets
        .iter()
        .enumerate()
        .filter_map(|(at, target)| {
            let made = made.get(&at)?;
            Some(MadeTable {
                ops: [0; 3],
                content: Content::Table(target.number),
                digest: made.digest.clone(),
                files: Vec::new(),
                time: made.time,
            })
        })
        .collect();
    let mut manifest = manifest::of(filling.order, &tables)?;
    manifest.output.clone_from(&filling.expected.output);
    if let Some(before) = &filling.before {
        for table in &mut manifest.tables {
            if let Some(earlier) = before.table(&table.name) {
                table.add(earlier);
            }
        }
    }
    Ok(manifest)
}

/// Tells of tables that are left alone and of a role that may do more than it needs.
pub(super) fn notes(session: &mut Session, filling: &Filling<'_>, left: &[String]) -> Result<()> {
    if filling.order.quiet {
        return Ok(());
    }
    let mut alone: Vec<String> = left.to_vec();
    for (_, table, _) in catalog::all_tables(session)? {
        if bookkeeper(&table).is_some() || filling.args.leave.contains(&table) {
            alone.push(table);
        }
    }
    alone.sort();
    alone.dedup();
    if !alone.is_empty() {
        terminal::complain(&format!("note: left alone: {}\n", alone.join(", ")));
    }
    let oids: Vec<u32> = filling.targets.iter().map(|target| target.table.oid).collect();
    let powers = powers(session, &oids)?;
    if !powers.is_empty() {
        terminal::complain(&format!(
            "note: the role {}: more than filling these tables needs\n",
            powers.join(", ")
        ));
    }
    for note in super::off::notes(filling) {
        terminal::complain(&format!("note: {note}\n"));
    }
    if !filling.marks {
        terminal::complain(
            "note: this role may not make a schema, so that no mark is left in the database\n",
        );
    }
    let generator = Generator::new(filling.order.plan);
    if filling.order.plan.order.iter().any(|&table| !generator.truths(table).is_empty()) {
        terminal::complain(
            "note: these rows have errors; `--out DIR` with the same options writes beside them which (truth/errors)\n",
        );
    }
    if filling.resumes {
        terminal::complain("note: going on with the run that did not end\n");
    }
    Ok(())
}

/// The summary of a run that has filled a database.
pub(super) fn summary(filling: &Filling<'_>, made: &AllMade, total: Duration) -> String {
    let row = |name: &str, rows: u64, time: Duration| {
        vec![name.to_owned(), grouped(rows), seconds_text(time), grouped(rate(rows, time))]
    };
    let names = filling.targets.iter().map(|target| target.name.as_str()).enumerate();
    let mut lines: Vec<Vec<String>> = names
        .filter_map(|(at, name)| made.get(&at).map(|made| row(name, made.digest.rows(), made.time)))
        .collect();
    lines.push(row("all", made.values().map(|made| made.digest.rows()).sum(), total));
    let plan = filling.order.plan;
    let mark = if filling.marks { " Its manifest is in the table placebo.manifest." } else { "" };
    format!(
        "{}\nSchema {}, seed {}, as of {}. Filled the {}.{mark}\n",
        figures(&["table", "rows", "seconds", "rows/s"], lines),
        plan.name,
        plan.seed,
        day_text(plan.as_of),
        filling.address
    )
}

/// The error of blocks of one table that the server refused: with the row, where it can be known.
pub(super) fn refused(
    filling: &Filling<'_>,
    generator: &Generator<'_>,
    jobs: &[&Job],
    fault: Fault,
) -> Error {
    // What the server says of a statement that was broken off is no news.
    if let Some(error) = filling.stop.error() {
        return error;
    }
    let at = jobs.first().map_or(0, |job| job.target);
    let target = &filling.targets[at];
    let row = match fault.line() {
        Some(line) => {
            let before = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
            jobs.iter().flat_map(|job| job.rows.clone()).nth(before)
        }
        None => jobs.iter().find_map(|job| row_of(generator, target.number, &job.rows, &fault)),
    };
    let mut place = fault.place(row);
    place.table = Some(target.name.clone());
    let (lost, inside) = (fault.is_lost(), fault.is_inside());
    let error = fault.into_error(&format!("load the table {}", target.name)).at(place);
    match lost {
        true if filling.args.commit_per_table => error,
        _ => error.hint(as_it_was(filling, inside)),
    }
}

/// The error of a constraint that is checked when all rows are in.
pub(super) fn refused_at_the_end(filling: &Filling<'_>, fault: Fault) -> Error {
    let named = fault.place(None).table;
    let target = filling.targets.iter().find(|target| Some(&target.table.name) == named.as_ref());
    let row = target.and_then(|target| {
        let generator = Generator::new(filling.order.plan);
        row_of(&generator, target.number, &filling.order.rows[target.number], &fault)
    });
    let (place, inside) = (fault.place(row), fault.is_inside());
    fault.into_error("fill the database").at(place).hint(as_it_was(filling, inside))
}

/// What a run that was taken back leaves, and what may be done where a trigger was in the way.
fn as_it_was(filling: &Filling<'_>, inside: bool) -> &'static str {
    if inside && !filling.args.disable_triggers && !filling.args.commit_per_table {
        "the database is as it was; --disable-triggers loads rows without the tables' own triggers"
    } else {
        "the database is as it was"
    }
}

/// Up to so many rows are made again to find the one that was refused.
const SEARCHED: u64 = 5_000_000;

/// The first row that holds the key that was refused; the key is compared, and never told.
fn row_of(generator: &Generator<'_>, number: usize, rows: &Range<u64>, fault: &Fault) -> Option<u64> {
    let (columns, values) = fault.key()?;
    let table = &generator.plan().tables[number];
    let positions: Option<Vec<usize>> = columns.iter().map(|name| table.schema.index_of(name).ok()).collect();
    let positions = positions?;
    let options = FormatOptions::default();
    for piece in crate::cli::generate::write::pieces(&(rows.start..rows.end.min(rows.start + SEARCHED))) {
        let batch = generator.batch(number, piece.clone()).ok()?;
        let shown: Vec<_> = positions
            .iter()
            .filter_map(|&at| ArrayFormatter::try_new(batch.column(at).as_ref(), &options).ok())
            .collect();
        let same = |i: &usize| {
            shown.iter().zip(values.expose()).all(|(column, value)| column.value(*i).to_string() == *value)
        };
        if let Some(at) = (0..batch.num_rows()).find(same) {
            return Some(piece.start + at as u64);
        }
    }
    None
}

/// The error of a transaction that could not be made to last.
pub(super) fn at_commit(fault: Fault) -> Error {
    let lost = fault.is_lost();
    let error = fault.into_error("commit");
    match lost {
        true => error.hint("the server did not say whether the rows are in: all of them are, or none"),
        false => error.hint("the database is as it was"),
    }
}

/// The error of a run that commits table by table, with what it leaves.
pub(super) fn what_is_left(filling: &Filling<'_>, error: Error) -> Error {
    let left = Session::open(filling.address).and_then(|mut session| {
        let mut left = Vec::new();
        for target in &filling.targets {
            let loaded =
                crate::io::postgres::marker::loaded(&mut session, &filling.order.plan.name, &target.name)?;
            let rows: u64 = loaded.iter().map(|(_, rows)| rows).sum();
            let all = filling.order.plan.tables[target.number].rows;
            if rows > 0 {
                left.push(if rows == all {
                    format!("{} complete", target.name)
                } else {
                    format!("{} {} of {} rows", target.name, grouped(rows), grouped(all))
                });
            }
        }
        Ok(left)
    });
    match left {
        Ok(left) if left.is_empty() => error.hint("no rows are in; the same command begins again"),
        Ok(left) => {
            error.hint(format!("what is in: {}; the same command goes on from there", left.join(", ")))
        }
        Err(_) => error.hint("the same command goes on from what was committed"),
    }
}
