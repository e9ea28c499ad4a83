//! `--to`: fills a Postgres database, or leaves it as it was.

mod append;
pub(in crate::cli) mod aside;
mod checks;
mod create;
mod existing;
pub(in crate::cli) mod guard;
mod jobs;
mod off;
mod order;
mod sender;
mod stated;
mod target;
mod tell;
mod types;
mod ways;

use super::{Args, Order, dry_run, manifest, preview, refuse_truth};
use crate::cli::clock::Stopwatch;
use crate::cli::size::Part;
use crate::cli::{Answer, load, terminal};
use crate::error::{Error, ErrorKind, Result};
use crate::io::Output;
use crate::io::postgres::{Address, NewType, Session, Surroundings, marker};
use crate::plan::{self, Options};
use crate::record::Manifest;
use crate::run::Stop;
use std::sync::Arc;
use target::Target;

/// What is done with a database.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Postgres")]
pub(super) struct PostgresArgs {
    /// Fill a database: postgres://HOST/NAME without a password, env:NAME of a variable, or service=NAME
    #[arg(long, value_name = "URL", conflicts_with_all = ["part", "parts", "out", "overwrite", "check", "format", "compress", "parquet_compression", "delimiter", "null", "quote_all", "crlf", "bom", "header", "no_header"])]
    pub(super) to: Option<String>,
    /// Make the tables, with keys, references, checks and comments
    #[arg(long, requires = "to", conflicts_with = "commit_per_table")]
    create: bool,
    /// What to do with rows that are there [default: fail-if-not-empty]
    #[arg(long, value_name = "MODE", requires = "to")]
    mode: Option<Mode>,
    /// How many connections load rows at the same time [default: 1]
    #[arg(long, value_name = "N", requires = "to", value_parser = clap::value_parser!(u32).range(1..=64))]
    connections: Option<u32>,
    /// Commit table by table; the same command goes on where a failure has stopped it
    #[arg(long, requires = "to")]
    commit_per_table: bool,
    /// Switch off the tables' own triggers meanwhile; keys, references and checks hold all the same
    #[arg(long, requires = "to", conflicts_with_all = ["create", "commit_per_table"])]
    disable_triggers: bool,
    /// The name of the database, repeated: yes, its rows may be removed or added to
    #[arg(long, value_name = "NAME", requires = "to")]
    database_is: Option<String>,
    /// Tables to leave alone besides those of frameworks: never written, emptied or counted
    #[arg(long, value_name = "A,B", value_delimiter = ',', requires = "to")]
    leave: Vec<String>,
}

/// What to do with rows that are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Mode {
    /// Refuse to fill tables that hold rows
    #[default]
    FailIfNotEmpty,
    /// Remove the rows of the tables first
    Truncate,
    /// Go on with the next rows of the same seed: as many more as --rows says
    Append,
    /// Do nothing where the database holds just these rows already
    Ensure,
}

impl PostgresArgs {
    fn mode(&self) -> Mode {
        self.mode.unwrap_or_default()
    }

    fn connections(&self) -> usize {
        self.connections.map_or(1, |n| n as usize)
    }

    /// Whether the options fit together.
    fn check(&self) -> Result<()> {
        if self.create && matches!(self.mode(), Mode::Truncate | Mode::Append) {
            return Err(Error::usage("--create makes new tables, which have no rows to remove or add to")
                .hint("leave --create out for tables that exist"));
        }
        if self.commit_per_table && self.mode() == Mode::Append {
            return Err(
                Error::usage("rows are added in one transaction").hint("leave --commit-per-table out")
            );
        }
        if self.connections() > 1 && !self.create && !self.commit_per_table {
            return Err(Error::usage("several connections are several transactions, and tables that exist would be left half filled by a failure")
                .hint("--commit-per-table accepts that, and goes on from there; --create loads aside and needs no such thing"));
        }
        Ok(())
    }
}

/// Everything that is known when rows are about to be sent.
struct Filling<'a> {
    order: &'a Order<'a>,
    args: &'a PostgresArgs,
    address: &'a Address,
    /// The tables in the order in which they are filled.
    targets: Vec<Target>,
    /// The types that are made before them.
    types: Vec<NewType>,
    /// What the database is to hold at the end, without digests.
    expected: &'a Manifest,
    /// The manifest of the rows that are there, where rows are added.
    before: Option<Manifest>,
    stop: &'a Stop,
    /// Whether a mark can be left in the database.
    marks: bool,
    /// Whether a run that has not ended goes on.
    resumes: bool,
}

#[expect(clippy::disallowed_methods, reason = "credentials and defaults of databases are in the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Whether an argument names a database, and no file.
pub(in crate::cli) fn is_database(text: &str) -> bool {
    ["postgres://", "postgresql://", "env:", "service="].iter().any(|start| text.starts_with(start))
}

/// Reads where a database is, from an argument and the environment.
pub(in crate::cli) fn address(text: &str) -> Result<Address> {
    Address::read(text, &Surroundings { variable: &variable })
}

pub(super) fn run(args: &Args, to: &str, watch: Stopwatch) -> Result<Answer> {
    let options = &args.postgres;
    options.check()?;
    let address = address(to)?;
    guard::names(&address)?;
    let stop = load::stop_on_signals();
    let mut session = open(&address, &stop)?;
    guard::inside(&mut session, options.database_is.as_deref())?;
    let document = load::document(args.schema.as_deref())?;
    let counting = Stopwatch::start();
    let mut plan_options = Options { truth: args.truth, ..args.size.options(&args.tables) };
    plan_options.existing = existing::read(&mut session, &document)?;
    let mut plan = load::plan(&document, &plan_options, args.threads())?;
    refuse_truth(&plan, "a database")?;
    let left = target::leave(&mut plan, &options.leave);
    let mut before = None;
    let mut rows = plan::part(&plan, 1, 1);
    if options.mode() == Mode::Append {
        let grown = append::grow(&mut session, &document, &plan, &plan_options, args.threads())?;
        (plan, rows, before) = (grown.plan, grown.rows, grown.before);
        target::leave(&mut plan, &options.leave);
    }
    let counting = counting.elapsed();
    let output = Output::default();
    let order = Order {
        from: None,
        document: &document,
        plan: &plan,
        output: &output,
        part: Part::WHOLE,
        parts: None,
        rows,
        threads: args.threads(),
        quiet: args.quiet,
    };
    if args.dry_run {
        return dry_run::run(&order, counting);
    }
    if let Some(n) = args.preview {
        return preview::run(&order, u64::from(n));
    }
    let expected = manifest::expected(&order)?;
    fill(&order, options, (&address, session), &expected, before, &stop, &left, watch)
}

/// Opens a session that heeds a request to stop.
fn open(address: &Address, stop: &Stop) -> Result<Session> {
    let mut session = Session::open(address)?;
    let stop = stop.clone();
    session.heed(Arc::new(move || stop.error()));
    Ok(session)
}

#[expect(clippy::too_many_arguments, reason = "what a run has gathered, handed over once")]
fn fill(
    order: &Order<'_>,
    args: &PostgresArgs,
    (address, mut session): (&Address, Session),
    expected: &Manifest,
    before: Option<Manifest>,
    stop: &Stop,
    left: &[String],
    watch: Stopwatch,
) -> Result<Answer> {
    guard::alone(&mut session)?;
    let name = &order.plan.name;
    let found = marker::read(&mut session, name)?;
    let same = found.as_ref().is_some_and(|found| tell::is_same(&found.manifest, expected));
    let complete = found.as_ref().is_some_and(|found| found.complete);
    if args.mode() == Mode::Ensure && same && complete && target::hold(&mut session, order)? {
        if !order.quiet {
            terminal::print(&format!("The {address} holds this already; nothing was done.\n"))?;
        }
        return Ok(Answer::Yes);
    }
    let marks = marker::can_write(&mut session)?;
    let mut filling = Filling {
        targets: Vec::new(),
        types: Vec::new(),
        order,
        args,
        address,
        expected,
        before,
        stop,
        marks,
        resumes: args.commit_per_table && same && !complete,
    };
    (filling.targets, filling.types) = target::find(&mut session, &filling)?;
    guard::rows(&mut session, &filling)?;
    off::check(&mut session, &filling)?;
    tell::notes(&mut session, &filling, left)?;
    let made = ways::fill(session, &filling).map_err(|error| match error.kind() {
        ErrorKind::Interrupted if !args.commit_per_table => error.hint("the database is as it was"),
        _ => error,
    })?;
    if !order.quiet {
        terminal::print(&tell::summary(&filling, &made, watch.elapsed()))?;
    }
    Ok(Answer::Yes)
}
