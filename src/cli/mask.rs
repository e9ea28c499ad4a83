//! `placebo mask`: replaces every identifier of an export, in the shape in which it came.

mod app_keys;
pub(super) mod approvals;
mod audit;
mod blocks;
mod columns;
mod database;
pub(super) mod inputs;
mod key;
mod ledger;
pub(super) mod live;
mod loading;
mod page;
mod proof;
mod reduce;
mod report;
mod run;
mod shelves;

pub(super) use key::{KeyArgs, MARK, MaskingKey, draw, from_file as read_key_file, parse_keys};

use super::verify::LimitArgs;
use super::{Answer, load, terminal};
use crate::error::{Error, Result};
use crate::io::shaped::Encoding;
use crate::io::{Reading, Recipient};
use crate::plan::{self, Policy, Profile};
use crate::schema::Document;
use clap::ValueEnum;
use std::path::{Path, PathBuf};

/// Replace every identifier of an export, in the shape in which it came
///
/// Reads CSV files, JSON lines, Parquet and plain dumps of pg_dump, compressed or not, and writes the same with every identifier
/// replaced. A live Postgres is read in transactions that cannot write and see one state, and written as a dump of its data, or into
/// another database. A column that the schema
/// does not list stops the run before a byte is written, with a suggested line for it; nothing is passed on that the schema
/// does not say. No value of the input is shown, in no message and no report.
///
/// The profile safe-harbor treats the identifiers A to R of 45 CFR 164.514(b)(2) under a key that is made for the run and
/// destroyed. The profile pseudonymised takes a key of yours, moves dates by subject, and its output is PHI.
///
/// Before the output has its name it is held against the input, as `placebo verify --against` does it: values that survive, rows
/// and keys that are not as they were, and who could be singled out; and it is searched for what could be a real person's, as by
/// `placebo verify`. What is found stops the run. An extract of some subjects is checked for values that survive and for what
/// could be a real person's alone: it has neither the rows nor the counts of the original.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo mask schema.toml export/ --out safe           a folder of patients.csv, cases.csv.gz, …
  placebo mask schema.toml patients=dump_2026.csv --out safe
  placebo mask schema.toml export/ --profile pseudonymised --key-file prod.key --out extract
  pg_restore -f - backup.dump | placebo mask schema.toml - --out -
  placebo mask schema.toml env:REPLICA_URL --out extract          dump.sql, for psql
  placebo mask schema.toml env:REPLICA_URL --to env:STAGING_URL   tables, keys and references, in an empty database
  placebo mask schema.toml export/ --sample 1% --out small
  placebo mask schema.toml export/ --subject-file - --out ticket < ids      one patient, and what is theirs
  placebo mask schema.toml export/ --dry-run            what is done with each column, without reading a row

Exit codes: 0 done; 1 the check of the output found something, and nothing was written; 2 it could not run, and nothing was
written.")]
pub(super) struct Args {
    /// A schema file, or a preset
    schema: String,
    /// Folders, files, TABLE=PATH, a postgres:// URL (env:NAME, service=NAME), or `-` for a dump on standard input; a folder's files are named after their tables
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<String>,
    /// The folder to write, or `-` for standard output
    #[arg(long, value_name = "DIR", required_unless_present_any = ["dry_run", "to"])]
    out: Option<PathBuf>,
    /// Which rules are followed
    #[arg(long, value_name = "PROFILE", default_value = "safe-harbor")]
    profile: ProfileName,
    #[command(flatten)]
    key: KeyArgs,
    /// A file with what earlier runs handed out where stand-ins must differ; it is made where it is not there
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// What happens to columns that the schema does not list
    #[arg(long, value_name = "WHAT", default_value = "stop")]
    unlisted: Unlisted,
    /// The date of the extract, for ages of 90 and more [default: the latest date in the input, or today where that is later]
    #[arg(long, value_name = "DATE", value_parser = super::dates::read_day, allow_hyphen_values = true)]
    extracted_on: Option<i32>,
    /// How much memory the first pass may take; the rest waits encrypted in files without a name, but for what texts and extracts need
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = read_size)]
    memory: u64,
    /// How many threads mask rows [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: Option<u32>,
    /// How many seconds a statement may take in a live database
    #[arg(long, value_name = "SECONDS", default_value_t = 3_600, value_parser = clap::value_parser!(u32).range(1..=864_000))]
    statement_timeout: u32,
    /// Tell what is done with each column, and read no row
    #[arg(long)]
    dry_run: bool,
    /// Encrypt every file to this age recipient (age1…) before it touches the disk; may come several times
    #[arg(long, value_name = "RECIPIENT", value_parser = read_recipient)]
    encrypt_to: Vec<Recipient>,
    /// Refuse a policy that nobody approved with `placebo schema approve`
    #[arg(long)]
    require_approved: bool,
    /// The file of approvals [default: placebo-approvals.jsonl beside the schema]
    #[arg(long, value_name = "FILE", requires = "require_approved")]
    approvals: Option<PathBuf>,
    /// Write into a git work tree all the same, and replace a report that is there
    #[arg(long)]
    force: bool,
    /// Give the output out without checking it; not with the profile safe-harbor
    #[arg(long)]
    no_verify: bool,
    /// Of each scrubbed text in which the check finds something leave a marker alone, and check again
    #[arg(long, conflicts_with_all = ["no_verify", "to", "encrypt_to"])]
    redact_found: bool,
    /// Write a report of the run as a page that needs nothing else, and as JSON beside it
    #[arg(long, value_name = "FILE.html", value_parser = super::verify::page::read_path)]
    html: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    database: database::TargetArgs,
    #[command(flatten)]
    reduce: reduce::ReduceArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    csv: CsvArgs,
    #[command(flatten)]
    audit: audit::AuditArgs,
}

/// How CSV files are read; they are written alike.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "CSV")]
pub(super) struct CsvArgs {
    /// The character between fields, or `tab` [default: what the header has]
    #[arg(long, value_name = "CHAR", value_parser = super::output::read_delimiter)]
    delimiter: Option<u8>,
    /// What stands for NULL [default: an empty field; the empty string is ""]
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    null: String,
    /// The files begin with data; their columns are those of the schema, in its order
    #[arg(long)]
    no_header: bool,
    /// How bytes stand for characters
    #[arg(long, value_name = "ENCODING", default_value = "utf-8")]
    encoding: EncodingName,
}

impl CsvArgs {
    /// The same for what checks finished data.
    pub(super) fn reading(&self) -> Reading {
        Reading {
            delimiter: self.delimiter,
            null: self.null.clone(),
            no_header: None,
            latin1: self.encoding == EncodingName::Latin1,
        }
    }

    /// Whether files begin with data.
    pub(super) fn no_header(&self) -> bool {
        self.no_header
    }
}

/// The profiles by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProfileName {
    /// Identifiers A to R are treated under a key that is destroyed
    SafeHarbor,
    /// Keyed stand-ins under your key, dates moved by subject; the output is PHI
    Pseudonymised,
}

impl ProfileName {
    /// The profile that is meant.
    pub(super) fn profile(self) -> Profile {
        match self {
            Self::SafeHarbor => Profile::SafeHarbor,
            Self::Pseudonymised => Profile::Pseudonymised,
        }
    }
}

/// What happens to columns that nobody lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Unlisted {
    /// The run stops
    Stop,
    /// Their values become NULL, or a keyed token where NULL is not allowed, and are reported
    Null,
}

/// Encodings by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EncodingName {
    #[value(name = "utf-8")]
    Utf8,
    /// ISO 8859-1
    Latin1,
}

impl EncodingName {
    /// The encoding that is meant.
    pub(super) fn encoding(self) -> Encoding {
        match self {
            Self::Utf8 => Encoding::Utf8,
            Self::Latin1 => Encoding::Latin1,
        }
    }
}

/// Reads a size such as `256MiB`.
pub(super) fn read_size(text: &str) -> Result<u64, String> {
    let wrong = || "expected a size such as 256MiB or 2GiB".to_owned();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_dropped| wrong())?;
    let factor = match unit.to_ascii_lowercase().trim() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return Err(wrong()),
    };
    number.checked_mul(factor).ok_or_else(wrong)
}

/// Reads a recipient of age.
fn read_recipient(text: &str) -> Result<Recipient, String> {
    Recipient::parse(text).ok_or_else(|| "expected an X25519 recipient of age, such as age1…".to_owned())
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let (document, policy) = read_policy(&args.schema, args.profile)?;
    if args.dry_run {
        terminal::print(&report::plan(&policy))?;
        return Ok(Answer::Yes);
    }
    if args.require_approved {
        approvals::require(args.approvals.as_deref(), &args.schema, &policy)?;
    }
    let out = match (&args.out, &args.database.to) {
        // What concerns files of the output alone means the working folder.
        (_, Some(_)) => Path::new("-"),
        (Some(out), None) => out,
        (None, None) => return Err(Error::usage("there is no --out")),
    };
    args.database.check(&args.inputs)?;
    if !args.force {
        refuse_work_tree(out)?;
        if let Some(to) = &args.html {
            super::verify::page::refuse(
                to,
                "take another name, or --force; the same as JSON stands beside it",
            )?;
        }
    }
    if args.ledger.is_some() && args.profile == ProfileName::SafeHarbor {
        return Err(Error::usage("the profile safe-harbor destroys its key, so that no ledger can be kept")
            .hint("leave --ledger out, or ask for --profile pseudonymised, whose output is PHI"));
    }
    let key = args.key.load(args.profile.profile())?;
    let choice = args.reduce.read(&document, &policy, &args.inputs)?;
    run::mask(args, policy, choice, &key, out)?;
    Ok(Answer::Yes)
}

/// The policy of a schema.
pub(super) fn read_policy(schema: &str, profile: ProfileName) -> Result<(Document, Policy)> {
    let document = load::document(Some(schema))?;
    let policy = plan::policy(&document, profile.profile())?;
    Ok((document, policy))
}

/// An extract in a git work tree is one `git add` away from being published.
fn refuse_work_tree(out: &Path) -> Result<()> {
    if out == Path::new("-") {
        return Ok(());
    }
    match work_tree(out) {
        None => Ok(()),
        Some(_) => Err(Error::usage(format!("{} lies in a git work tree", out.display()))
            .hint("write it somewhere else, or say --force")),
    }
}

/// The git work tree in which a path lies.
pub(super) fn work_tree(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    // A link may lead into a work tree.
    let real = absolute.ancestors().find_map(|folder| folder.canonicalize().ok());
    let roots = real.iter().flat_map(|folder| folder.ancestors()).chain(absolute.ancestors());
    roots.into_iter().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
}
