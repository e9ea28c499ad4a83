//! `placebo audit`: what was handed out, to whom, and whether it is still out.

use super::{Answer, clock, terminal};
use crate::cli::generate::figures;
use crate::error::{Error, Place, Result};
use crate::record::AuditFile;
use clap::Subcommand;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Tell what was handed out, and whether it is still out
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the runs of an audit record
    List(ListArgs),
    /// Print all that is recorded of one run
    Show(ShowArgs),
    /// Check that nothing was changed, and what is past its date
    Check(CheckArgs),
}

/// List the runs of an audit record
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo audit list placebo-audit.jsonl")]
struct ListArgs {
    /// The file that `placebo mask --audit` wrote
    file: PathBuf,
}

/// Print all that is recorded of one run
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo audit show placebo-audit.jsonl RUN")]
struct ShowArgs {
    /// The file that `placebo mask --audit` wrote
    file: PathBuf,
    /// The run, as `list` names it
    run: String,
}

/// Check that nothing was changed, and what is past its date
///
/// Exit codes: 0 all is well; 1 the record was changed, a run did not end, or something is past its date.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo audit check placebo-audit.jsonl --expired
  placebo audit check placebo-audit.jsonl --file extract/patients.csv")]
struct CheckArgs {
    /// The file that `placebo mask --audit` wrote
    path: PathBuf,
    /// Also tell extracts that are past their date
    #[arg(long)]
    expired: bool,
    /// Tell which run handed out the file of this BLAKE3, or this file
    #[arg(long, value_name = "DIGEST")]
    file: Option<String>,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    match &args.command {
        Command::List(args) => list(&args.file),
        Command::Show(args) => show(&args.file, &args.run),
        Command::Check(args) => check(args),
    }
}

fn text<'a>(event: &'a Value, key: &str) -> &'a str {
    event.get(key).and_then(Value::as_str).unwrap_or("")
}

/// The beginning of each run, with its last end where it has one.
fn runs(events: &[Value]) -> Vec<(&Value, Option<&Value>)> {
    let is = |event: &Value, word: &str| text(event, "event") == word;
    let end = |run: &str| events.iter().rfind(|event| is(event, "ended") && text(event, "run") == run);
    events.iter().filter(|event| is(event, "begun")).map(|begun| (begun, end(text(begun, "run")))).collect()
}

fn list(path: &Path) -> Result<Answer> {
    let events = AuditFile::new(path).events()?;
    let line = |(begun, ended): &(&Value, Option<&Value>)| {
        vec![
            text(begun, "run").to_owned(),
            text(begun, "at").to_owned(),
            text(begun, "account").to_owned(),
            text(begun, "profile").to_owned(),
            text(begun, "reason").to_owned(),
            text(begun, "expires").to_owned(),
            ended.map_or("did not end", |ended| text(ended, "verdict")).to_owned(),
        ]
    };
    let lines = runs(&events).iter().map(line).collect();
    terminal::print(&figures(&["run", "at", "account", "profile", "reason", "expires", "verdict"], lines))?;
    Ok(Answer::Yes)
}

fn show(path: &Path, run: &str) -> Result<Answer> {
    let events = AuditFile::new(path).events()?;
    let own: Vec<&Value> = events.iter().filter(|event| text(event, "run") == run).collect();
    if own.is_empty() {
        return Err(Error::usage(format!("there is no run `{run}`"))
            .at(Place::file(path.display().to_string()))
            .hint("placebo audit list names the runs"));
    }
    for event in own {
        let pretty =
            serde_json::to_string_pretty(event).map_err(|_foreign| Error::bug("a record is no JSON"))?;
        terminal::print(&format!("{pretty}\n"))?;
    }
    Ok(Answer::Yes)
}

fn check(args: &CheckArgs) -> Result<Answer> {
    let file = AuditFile::new(&args.path);
    let mut wrong = file.check()?;
    let events = if wrong.is_empty() { file.events()? } else { Vec::new() };
    // A record is begun by a run: one without any was emptied, or is another file.
    if wrong.is_empty() && events.is_empty() {
        wrong.push("it holds no run".to_owned());
    }
    let today = clock::now().date;
    for (begun, ended) in runs(&events) {
        let (run, until) = (text(begun, "run"), text(begun, "expires"));
        if ended.is_none() {
            wrong.push(format!("run {run} began at {} and did not end", text(begun, "at")));
        } else if args.expired && until < today.as_str() {
            wrong.push(format!("run {run} is past its date {until}: is what it handed out destroyed?"));
        }
    }
    let mut out = String::new();
    if let Some(wanted) = &args.file {
        let digest = match Path::new(wanted).is_file() {
            true => crate::io::blake3_of(Path::new(wanted))?.1,
            false => wanted.to_ascii_lowercase(),
        };
        let mut found = false;
        for event in events.iter().filter(|event| text(event, "event") == "ended") {
            let outputs = event.get("outputs").and_then(Value::as_array).into_iter().flatten();
            for output in outputs.filter(|output| text(output, "blake3") == digest) {
                found = true;
                out.push_str(&format!(
                    "{} was handed out by run {}\n",
                    text(output, "file"),
                    text(event, "run")
                ));
            }
        }
        if !found {
            wrong.push("no run handed out a file of this digest".to_owned());
        }
    }
    wrong.iter().for_each(|line| out.push_str(&format!("{line}\n")));
    if wrong.is_empty() {
        out.push_str(&format!("{} runs, and nothing was changed\n", runs(&events).len()));
    }
    terminal::print(&out)?;
    Ok(if wrong.is_empty() { Answer::Yes } else { Answer::No })
}
