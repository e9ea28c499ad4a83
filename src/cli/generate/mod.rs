//! `placebo generate`: makes the tables of a schema.

mod again;
pub(super) mod delta;
mod dry_run;
mod files;
mod manifest;
mod postgres;
mod preview;
mod progress;
mod summary;
mod write;

pub(super) use dry_run::capacities;
pub(super) use postgres::{aside, guard};
pub(super) use summary::figures;

pub(in crate::cli) use postgres::{address, is_database};

use super::clock::Stopwatch;
use super::output::OutputArgs;
use super::size::{Part, Size};
use super::{Answer, load, terminal};
use crate::error::{Error, ErrorKind, Result};
use crate::generate::{Generator, Truth};
use crate::io::{Out, Output};
use crate::plan::{self, Options, Plan};
use crate::record::{FILE_NAME, Manifest};
use crate::run;
use crate::schema::Document;
use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Make the tables of a schema
///
/// Writes a folder with one file a table and the manifest placebo.json, which `placebo verify` and `--check` compare
/// with. Nothing appears under its own name before all of it is complete.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo generate                                  placebo.toml, or else the preset caseload
  placebo generate --rows 100_000 --out big         every root table has 100,000 rows
  placebo generate clinic.toml --rows patients=500 --seed 7
  placebo generate clinic.toml --format parquet --parts 4
  placebo generate clinic.toml --part 2/4           one of four machines makes its quarter
  placebo generate --tables patients --out - | head
  placebo generate clinic.toml --dry-run            what it would be, without writing it
  placebo generate --check caseload/placebo.json    is what it makes still what it made?
  placebo generate --to postgres://localhost/dev --create
  placebo generate clinic.toml --to env:DATABASE_URL --mode truncate

Standard output gets the summary; the exit code is 1 where --check finds a difference.")]
pub(super) struct Args {
    /// A preset or a schema file [default: placebo.toml in this folder, or else the preset caseload]
    schema: Option<String>,
    #[command(flatten)]
    size: Size,
    /// Write only these tables; their values stay the same
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    tables: Vec<String>,
    /// Make part I of N: all N put together are the whole, in order; only the first has a header
    #[arg(long, value_name = "I/N", value_parser = Part::read)]
    part: Option<Part>,
    /// Write every table as a folder of N files, each complete in itself
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=99_999), conflicts_with = "part")]
    parts: Option<u32>,
    /// How many threads make rows [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// The folder to write to, or `-` to write one table to standard output [default: the schema's name]
    #[arg(long, value_name = "DIR|-")]
    out: Option<PathBuf>,
    /// Make everything again as this manifest says, compare digests, and write nothing
    #[arg(long, value_name = "placebo.json", conflicts_with_all = ["seed", "rows", "scale", "dirt", "edge_cases", "truth", "as_of", "tables", "part", "parts", "out", "overwrite", "dry_run", "preview"])]
    check: Option<PathBuf>,
    /// Write beside the data where its texts mention somebody: truth/spans.jsonl
    #[arg(long)]
    truth: bool,
    /// Tell rows, estimated bytes and the capacity of unique columns, and write nothing
    #[arg(long, conflicts_with = "preview")]
    dry_run: bool,
    /// Draw the first N rows of each table in the terminal, and write nothing
    #[arg(long, value_name = "N")]
    preview: Option<u32>,
    /// Print neither progress nor summary
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    postgres: postgres::PostgresArgs,
    /// Replace the files of the run that is there already
    #[arg(long, help_heading = "Output")]
    overwrite: bool,
}

impl Args {
    fn threads(&self) -> usize {
        run::threads(self.threads.map(|n| n as usize))
    }
}

/// What is about to be made.
struct Order<'a> {
    document: &'a Document,
    plan: &'a Plan,
    /// The plan of an earlier date, where what changes since then is made.
    from: Option<&'a Plan>,
    output: &'a Output,
    part: Part,
    /// How many files a table is written to; `None` for a single one of the table's name.
    parts: Option<u32>,
    /// For each table of the plan the rows that are made.
    rows: Vec<Range<u64>>,
    threads: usize,
    quiet: bool,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let watch = Stopwatch::start();
    if let Some(path) = &args.check {
        return again::run(args.schema.as_deref(), path, args.threads(), args.quiet);
    }
    if let Some(to) = &args.postgres.to {
        return postgres::run(args, to, watch);
    }
    let part = args.part.unwrap_or(Part::WHOLE);
    let output = args.output.output(part.number == 1)?;
    let document = load::document(args.schema.as_deref())?;
    let counting = Stopwatch::start();
    let options = Options { truth: args.truth, ..args.size.options(&args.tables) };
    let plan = load::plan(&document, &options, args.threads())?;
    let counting = counting.elapsed();
    let order = Order {
        document: &document,
        rows: plan::part(&plan, part.number, part.of),
        plan: &plan,
        from: None,
        output: &output,
        part,
        parts: args.parts,
        threads: args.threads(),
        quiet: args.quiet,
    };
    if args.dry_run {
        return dry_run::run(&order, counting);
    }
    if let Some(n) = args.preview {
        return preview::run(&order, u64::from(n));
    }
    match &args.out {
        Some(out) if out.as_os_str() == "-" => to_stream(&order),
        out => {
            let folder = out.clone().unwrap_or_else(|| default_folder(&plan.name, part));
            to_folder(&order, &folder, (args.schema.as_deref(), args.overwrite), watch)
        }
    }
}

/// Refuses what is to have the truth about its texts beside it: they are told the truth of in files alone, and a database or a
/// delta has no place for it.
fn refuse_truth(plan: &Plan, beside: &str) -> Result<()> {
    let generator = Generator::new(plan);
    if plan.order.iter().any(|&table| generator.truths(table).contains(&Truth::Spans)) {
        return Err(Error::usage(format!("the truth about texts is not written beside {beside}")).hint(
            "leave `--truth`, or `truth = true` of the schema, out; `--out DIR` with the same seed writes it in files",
        ));
    }
    Ok(())
}

/// The folder named after the schema, where that can be the name of a folder.
fn default_folder(schema: &str, part: Part) -> PathBuf {
    let plain = |c: char| c.is_alphanumeric() || "-_ ".contains(c);
    let sound = !schema.is_empty() && schema.len() <= 100 && schema.chars().all(plain);
    let name = if sound && schema.trim() == schema { schema } else { "placebo-data" };
    match part {
        Part::WHOLE => PathBuf::from(name),
        Part { number, of } => PathBuf::from(format!("{name}-part-{number}-of-{of}")),
    }
}

fn to_stream(order: &Order<'_>) -> Result<Answer> {
    if order.plan.order.len() != 1 {
        let names: Vec<&str> = order.plan.order.iter().map(|&t| order.plan.tables[t].name.as_str()).collect();
        return Err(Error::usage("standard output takes one table, and the schema has several")
            .hint(format!("choose one with --tables: {}", names.join(", "))));
    }
    if order.parts.is_some() {
        return Err(Error::usage("standard output is one stream, and --parts asks for several files"));
    }
    let files = files::of_tables(order);
    let open = |_: &str| Ok(Out::stream("standard output", Box::new(std::io::stdout())));
    load::hold_back_size_signal();
    // Other signals end the program as usual: there is nothing to clean up.
    write::write(order, &files, &run::Stop::new(), &progress::Progress::none(), open)?;
    Ok(Answer::Yes)
}

fn to_folder(
    order: &Order<'_>,
    path: &Path,
    (schema, overwrite): (Option<&str>, bool),
    watch: Stopwatch,
) -> Result<Answer> {
    crate::io::check_table_names(order.plan.order.iter().map(|&t| order.plan.tables[t].name.as_str()))?;
    let files = files::lay_out(order);
    let mut planned: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    planned.push(FILE_NAME.to_owned());
    let previous = if overwrite { previous_files(path) } else { Vec::new() };
    load::hold_back_size_signal();
    let stop = load::stop_on_signals();
    let folder = load::folder(path, &planned, overwrite, &previous)?;
    let progress = progress::Progress::new(order);
    let made = write::write(order, &files, &stop, &progress, |name| folder.create(name));
    progress.finish();
    let made = made.map_err(|error| match error.kind() {
        ErrorKind::Interrupted | ErrorKind::Full => error.hint("nothing was written under a final name"),
        _ => error,
    })?;
    let manifest = manifest::of(order, &made)?;
    let mut out = folder.create(FILE_NAME)?;
    out.write_all(manifest.to_json()?.as_bytes()).and_then(|()| out.flush()).map_err(|e| {
        Error::io(
            "write the manifest",
            crate::error::Place::file(path.join(FILE_NAME).display().to_string()),
            &e,
        )
    })?;
    drop(out);
    if let Some(error) = stop.error() {
        return Err(error.hint("nothing was written under a final name"));
    }
    folder.commit()?;
    if !order.quiet {
        terminal::print(&match order.from {
            Some(from) => summary::of_delta(order, from, path, &made),
            None => summary::text(order, path, schema, &made, watch.elapsed()),
        })?;
    }
    Ok(Answer::Yes)
}

/// The files of the run whose manifest is in a folder; none where there is no manifest that can be read.
fn previous_files(folder: &Path) -> Vec<String> {
    match Manifest::read(&folder.join(FILE_NAME)) {
        Ok(manifest) => manifest.file_paths().chain([FILE_NAME]).map(str::to_owned).collect(),
        Err(_) => Vec::new(),
    }
}
