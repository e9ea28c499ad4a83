//! What is asked of `verify` about an original, and the checks that answer it.

use super::columns::{Known, Said};
use super::compare::{Compared, Comparison, compare};
use super::databases::Databases;
use super::fiction::Declared;
use super::units::Unit;
use super::{Args, Check, page};
use crate::cli::load;
use crate::cli::mask::{CsvArgs, ProfileName, read_policy, read_size};
use crate::cli::numbers::read_share;
use crate::error::{Error, Result};
use crate::plan::{ColumnPolicy, Policy, Treatment};
use crate::verify::{self, Limits, SPOTS};
use std::path::PathBuf;

/// The original, and what is known of it.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Against an original")]
pub(super) struct AgainstArgs {
    /// Files and folders of what was masked; PATHS are then the result
    #[arg(long, value_name = "ORIGINAL", num_args = 1..)]
    pub(super) against: Vec<PathBuf>,
    /// The schema by which it was masked: it says what columns are, and what should have become of them
    #[arg(long, value_name = "SCHEMA")]
    schema: Option<String>,
    /// The profile by which it was masked
    #[arg(long, value_name = "PROFILE", default_value = "safe-harbor", requires = "schema")]
    profile: ProfileName,
    /// How much memory the values of the original may take; where it does not hold them, the data is read more often
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = read_size)]
    memory: u64,
    /// Write what was found as a page that needs nothing else, and as JSON beside it; neither may be there
    #[arg(long, value_name = "FILE.html", value_parser = page::read_path, requires = "against")]
    pub(super) html: Option<PathBuf>,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    #[command(flatten)]
    pub(super) csv: CsvArgs,
}

/// What may be told, and what was accepted.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Risk")]
pub(in crate::cli) struct LimitArgs {
    /// Let values of the original survive in this column: somebody accepted it
    #[arg(long, value_name = "TABLE.COLUMN", value_delimiter = ',')]
    pub(in crate::cli) accept: Vec<String>,
    /// The columns by which somebody could be singled out [default: those whose kinds are held to be so]
    #[arg(long, value_name = "TABLE.COLUMN", value_delimiter = ',')]
    pub(in crate::cli) quasi: Vec<String>,
    /// The column that nobody should learn of somebody [default: the first clinical one]
    #[arg(long, value_name = "TABLE.COLUMN", value_delimiter = ',')]
    pub(in crate::cli) sensitive: Vec<String>,
    /// Fail where a class of the same quasi-identifiers has fewer rows
    #[arg(long, value_name = "K")]
    min_k: Option<u64>,
    /// Fail where a class has fewer different sensitive values
    #[arg(long, value_name = "L", value_parser = clap::value_parser!(u64).range(1..=4))]
    min_l: Option<u64>,
    /// Fail where a greater share of rows is alone in its class
    #[arg(long, value_name = "SHARE", value_parser = read_share)]
    max_unique: Option<f64>,
    /// Fail where a greater share of rows is found by linking with the original
    #[arg(long, value_name = "SHARE", value_parser = read_share)]
    max_linked: Option<f64>,
}

impl LimitArgs {
    /// The limits.
    pub(in crate::cli) fn limits(&self) -> Limits {
        Limits {
            least_k: self.min_k,
            least_l: self.min_l,
            most_unique: self.max_unique,
            most_linked: self.max_linked,
        }
    }

    /// Whether anything was said that only the check of risk looks at.
    fn is_said(&self) -> bool {
        let limited = self.min_k.is_some() || self.min_l.is_some();
        limited || self.max_unique.is_some() || self.max_linked.is_some() || !self.quasi.is_empty()
    }

    /// Refuses what was said of columns that nobody has.
    ///
    /// # Errors
    /// With the nearest name.
    pub(in crate::cli) fn check_names(&self, columns: &[(String, String)]) -> Result<()> {
        for said in [&self.accept, &self.quasi, &self.sensitive].into_iter().flatten() {
            let labels: Vec<String> = columns.iter().map(|(table, name)| format!("{table}.{name}")).collect();
            if labels.contains(said) || columns.iter().any(|(_, name)| name == said) {
                continue;
            }
            let error = Error::usage(format!("there is no column {said}"));
            return Err(match crate::error::nearest(said, labels.iter().map(String::as_str)) {
                Some(near) => error.hint(format!("did you mean {near}?")),
                None => error.hint("columns are named as TABLE.COLUMN"),
            });
        }
        Ok(())
    }

    /// What was said of columns.
    pub(in crate::cli) fn said(&self) -> Said<'_> {
        Said { accepted: &self.accept, quasi: &self.quasi, sensitive: &self.sensitive }
    }
}

/// Which checks run of those that need an original, and `risk`.
fn checks(args: &Args) -> Result<Vec<verify::Check>> {
    let against = &args.against;
    let alone = against.against.is_empty();
    let named = |check: Check| args.only.contains(&check);
    if alone && (named(Check::Survival) || named(Check::Shape)) {
        return Err(Error::usage("the checks survival and shape need an original")
            .hint("name it: --against ORIGINAL"));
    }
    if against.limits.is_said() && !(args.only.is_empty() || named(Check::Risk)) {
        return Err(Error::usage("limits of risk were given, and the check risk was not asked for")
            .hint("add it: --only risk"));
    }
    let all = [
        (Check::Survival, verify::Check::Survival),
        (Check::Shape, verify::Check::Shape),
        (Check::Risk, verify::Check::Risk),
    ];
    // Without an original there is nothing that the other two could compare.
    let usual = |check: Check| !alone || (check == Check::Risk && against.limits.is_said());
    let wanted =
        |(check, _): &&(Check, verify::Check)| named(*check) || (args.only.is_empty() && usual(*check));
    let checks: Vec<verify::Check> = all.iter().filter(wanted).map(|(_, check)| *check).collect();
    if checks.is_empty() && against.html.is_some() {
        return Err(Error::usage("a page tells of the checks against an original, and none was asked for")
            .hint("leave --only out, or add survival, shape or risk to it"));
    }
    Ok(checks)
}

/// Runs the checks that need an original, and `risk`, where they were asked for.
pub(super) fn run(args: &Args, databases: &Databases, threads: usize) -> Result<Option<Compared>> {
    let against = &args.against;
    let checks = checks(args)?;
    if checks.is_empty() {
        return Ok(None);
    }
    let policy = against.schema.as_ref().map(|schema| read_policy(schema, against.profile)).transpose()?;
    let policy = policy.map(|(_, policy)| policy);
    let said = against.limits.said();
    let known = policy.as_ref().map_or_else(|| Known::without(&said), |p| Known::of_policy(p, &said));
    let reading = against.csv.reading();
    let (mut original, mut result): (Vec<Unit<'_>>, Vec<Unit<'_>>) =
        (databases.units(&against.against)?, databases.units(&args.paths)?);
    if against.csv.no_header() {
        let Some(policy) = &policy else {
            return Err(Error::usage("files that begin with data do not say what their columns are")
                .hint("name the schema: --schema SCHEMA"));
        };
        original
            .iter_mut()
            .for_each(|unit| unit.columns = policy.table(&unit.table).map(|t| names(policy, t, true)));
        result
            .iter_mut()
            .for_each(|unit| unit.columns = policy.table(&unit.table).map(|t| names(policy, t, false)));
    }
    let comparison = Comparison {
        spots: SPOTS,
        original: &original,
        result: &result,
        known: &known,
        reading: &reading,
        memory: against.memory,
        threads,
        limits: against.limits.limits(),
        alike: true,
        checks: &checks,
        fiction: None,
        stop: &load::stop_on_signals(),
    };
    let (compared, _) = compare(&comparison)?;
    against.limits.check_names(&compared.columns)?;
    Ok(Some(compared))
}

/// The names of a table's columns, with or without those that are dropped.
pub(in crate::cli) fn names(policy: &Policy, t: usize, dropped: bool) -> Vec<String> {
    let there = |column: &&ColumnPolicy| dropped || !matches!(column.treatment, Treatment::Drop);
    policy.tables[t].columns.iter().filter(there).map(|column| column.name.clone()).collect()
}

/// The kinds of columns by the schema that was named.
pub(super) fn declared(args: &Args) -> Result<Declared> {
    match &args.against.schema {
        Some(schema) => Ok(Declared::of_policy(&read_policy(schema, args.against.profile)?.1)),
        None => Ok(Declared::default()),
    }
}
