//! The command line: one file a command; the only room that prints, reads the environment or the clock.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0, done; 1, it ran and the answer is no
//! (a digest differs, a schema has problems); 2, it could not run. Whoever stops reading our output ends us well: a
//! broken pipe is 0.

mod audit;
mod canary;
mod clock;
mod completions;
mod dates;
mod explain;
mod generate;
mod infer;
mod keygen;
mod load;
mod man;
mod mask;
mod numbers;
mod output;
mod presets;
mod schema;
mod score;
mod scrub;
mod size;
mod surrogate;
mod terminal;
#[cfg(test)]
mod tests;
mod values;
mod verify;

use crate::error::{Error, ErrorKind, Result};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

/// How a command ended that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// It is done, and nothing is wrong.
    Yes,
    /// It ran, and the answer is no.
    No,
}

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "placebo",
    version,
    propagate_version = true,
    about = "Realistic but fictitious health data from a schema and a seed",
    long_about = "placebo makes data that looks like the real thing and holds nothing active: fictitious patients, \
                  cases and contacts for development, CI and load tests, from a schema file and a seed.\n\nThe same \
                  schema, seed and options give the same data on every machine, however many threads make it.",
    after_long_help = AFTER_HELP,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "Examples:
  placebo generate                              the preset `caseload`, or placebo.toml of this folder
  placebo generate clinic.toml --rows 10_000 --format parquet
  placebo delta caseload --from 2026-01-01 --to 2026-02-01
  placebo verify caseload                       is the data still what was made?
  placebo score caseload                        how near is it to people as they are?
  placebo explain caseload patients:0.first_name
  placebo schema kinds                          what a column can be

Exit codes: 0 done; 1 it ran and the answer is no; 2 it could not run.";

// The comments on their arguments are their manuals: one here would hide all but its first line.
#[derive(Debug, Subcommand)]
enum Command {
    Generate(Box<generate::Args>),
    Delta(Box<generate::delta::Args>),
    Infer(infer::Args),
    Verify(verify::Args),
    Score(score::Args),
    Mask(Box<mask::Args>),
    Canary(canary::Args),
    Surrogate(surrogate::Args),
    Audit(audit::Args),
    Keygen(keygen::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Scrub(scrub::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Command {
    fn run(&self) -> Result<Answer> {
        match self {
            Self::Generate(args) => generate::run(args),
            Self::Delta(args) => generate::delta::run(args),
            Self::Infer(args) => infer::run(args),
            Self::Verify(args) => verify::run(args),
            Self::Score(args) => score::run(args),
            Self::Mask(args) => mask::run(args),
            Self::Canary(args) => canary::run(args),
            Self::Surrogate(args) => surrogate::run(args),
            Self::Audit(args) => audit::run(args),
            Self::Keygen(args) => keygen::run(args),
            Self::Explain(args) => explain::run(args),
            Self::Schema(args) => schema::run(args),
            Self::Scrub(args) => scrub::run(args),
            Self::Completions(args) => completions::run(args),
            Self::Man(args) => man::run(args),
        }
    }
}

/// The command line as `clap` knows it: also for completions and manual pages.
fn command() -> clap::Command {
    // A number below 0 is a bad value of its option, and no other option.
    fn lenient(command: clap::Command) -> clap::Command {
        let takes = |arg: &clap::Arg| arg.get_action().takes_values() && !arg.is_positional();
        let number = |arg: clap::Arg| if takes(&arg) { arg.allow_negative_numbers(true) } else { arg };
        command.mut_args(number).mut_subcommands(lenient)
    }
    lenient(Cli::command())
}

/// Reads a command line.
fn read<T: Into<std::ffi::OsString> + Clone>(line: impl IntoIterator<Item = T>) -> clap::error::Result<Cli> {
    let mut command = command();
    let matches = command.try_get_matches_from_mut(line)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Runs the command that this process was started with.
pub fn main() -> ExitCode {
    load::keep_memory();
    terminal::hide_panic_payloads();
    let answer = catch_unwind(AssertUnwindSafe(|| {
        let cli = match read(std::env::args_os()) {
            Ok(cli) => cli,
            Err(usage) => return shown(&usage),
        };
        match cli.command.run() {
            Ok(Answer::Yes) => 0,
            Ok(Answer::No) => 1,
            Err(error) => failed(&error),
        }
    }));
    // What panicked has been reported by the hook.
    ExitCode::from(answer.unwrap_or(2))
}

/// Help and version are results; anything else is an error of usage.
fn shown(usage: &clap::Error) -> u8 {
    let printed = usage.print();
    if usage.use_stderr() || printed.is_err_and(|e| e.kind() != std::io::ErrorKind::BrokenPipe) {
        2
    } else {
        0
    }
}

/// Tells of an error; the exit code that belongs to it.
fn failed(error: &Error) -> u8 {
    match error.kind() {
        ErrorKind::Closed => return 0,
        _ => terminal::complain(&error.render(terminal::colour_on_stderr())),
    }
    if error.kind() == ErrorKind::Differs { 1 } else { 2 }
}
