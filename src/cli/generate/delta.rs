//! `placebo delta`: what changes in the tables of a schema between two dates.

use super::{Order, to_folder};
use crate::cli::clock::Stopwatch;
use crate::cli::output::OutputArgs;
use crate::cli::size::{Amount, Part};
use crate::cli::{Answer, dates, load};
use crate::error::{Error, Place, Result};
use crate::generate::finds_rows;
use crate::io::Format;
use crate::plan::{self, Plan};
use crate::run;
use std::path::PathBuf;

/// Write what changes between two dates
///
/// Writes one file a table with the rows that differ between the data as of two dates, so that the state at the first
/// date and the delta give the state at the second. The first column, `_op`, is `insert`, `update` or `delete`. An insert
/// and an update have the whole row as of the later date, a delete the whole row as of the earlier; rows are found by
/// their primary key, and each stands once.
///
/// Where tables have foreign keys, apply the inserts and updates table by table in the order of the manifest, and the
/// deletes after them in the opposite order.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo delta caseload --from 2026-01-01 --to 2026-02-01
  placebo delta clinic.toml --from 2026-01-01 --to 2026-01-02 --rows patients=5000 --out day-1
  placebo generate caseload --as-of 2026-01-01      the state that the first example begins with

Seed and rows must be those of the run that is brought forward.")]
pub(in crate::cli) struct Args {
    /// A preset or a schema file
    schema: String,
    /// The day as of which the data is that is brought forward
    #[arg(long, value_name = "DATE", value_parser = dates::read_day)]
    from: i32,
    /// The day as of which it will be
    #[arg(long, value_name = "DATE", value_parser = dates::read_day)]
    to: i32,
    #[command(flatten)]
    amount: Amount,
    /// Write only these tables
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    tables: Vec<String>,
    /// How many threads make rows [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// The folder to write to [default: the schema's name and `-delta`]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print neither progress nor summary
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    output: OutputArgs,
    /// Replace the files of the run that is there already
    #[arg(long, help_heading = "Output")]
    overwrite: bool,
}

pub(in crate::cli) fn run(args: &Args) -> Result<Answer> {
    let watch = Stopwatch::start();
    if args.from > args.to {
        return Err(Error::usage("--from is a later day than --to")
            .hint("a delta brings data forward; for the way back, make the earlier state anew"));
    }
    let output = args.output.output(true)?;
    if output.format == Format::Sql {
        return Err(Error::usage(
            "a delta has a column of operations, which COPY into its table cannot take",
        )
        .hint("write csv, jsonl or parquet"));
    }
    let document = load::document(Some(&args.schema))?;
    let threads = run::threads(args.threads.map(|n| n as usize));
    let as_of = |day| load::plan(&document, &args.amount.options(Some(day), &args.tables), threads);
    let (from, to) = (as_of(args.from)?, as_of(args.to)?);
    super::refuse_truth(&to, "a delta")?;
    check_keys(&to)?;
    let order = Order {
        document: &document,
        rows: plan::part(&to, 1, 1),
        plan: &to,
        from: Some(&from),
        output: &output,
        part: Part::WHOLE,
        parts: None,
        threads,
        quiet: args.quiet,
    };
    let folder = args.out.clone().unwrap_or_else(|| {
        let name = super::default_folder(&to.name, Part::WHOLE);
        PathBuf::from(format!("{}-delta", name.display()))
    });
    to_folder(&order, &folder, (Some(&args.schema), args.overwrite), watch)
}

/// A row that changes or goes must be found again.
fn check_keys(plan: &Plan) -> Result<()> {
    for table in plan.order.iter().map(|&t| &plan.tables[t]) {
        let is_written = |c: &usize| table.written.contains(c);
        if finds_rows(table) && (table.primary_key.is_empty() || !table.primary_key.iter().all(is_written)) {
            let place = Place { table: Some(table.name.clone()), ..Place::default() };
            let message =
                "rows of the table change or leave, and it has no primary key by which they could be found";
            return Err(Error::usage(message)
                .at(place)
                .hint("state one, or leave the table out with --tables"));
        }
    }
    Ok(())
}
