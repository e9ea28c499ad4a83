//! `placebo schema approve`: records who approved what masking does.

use crate::cli::mask::{ProfileName, approvals, read_policy};
use crate::cli::{Answer, terminal};
use crate::error::Result;
use std::path::PathBuf;

/// Record that you approve what masking does under this schema
///
/// What is approved is the policy: everything of the schema that changes masking, and not its comments. `placebo mask
/// --require-approved` refuses any other. The record is a file of JSON lines, each with the hash of the line before it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo schema coverage clinic.toml                 what is approved
  placebo schema approve clinic.toml --note \"privacy review 2026-03\"
  placebo schema approve clinic.toml --profile pseudonymised --revoke")]
pub(super) struct Args {
    /// A schema file, or a preset
    schema: String,
    /// Under which rules
    #[arg(long, value_name = "PROFILE", default_value = "safe-harbor")]
    profile: ProfileName,
    /// Why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Take an approval back
    #[arg(long)]
    revoke: bool,
    /// The file of approvals [default: placebo-approvals.jsonl beside the schema]
    #[arg(long, value_name = "FILE")]
    approvals: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let (_, policy) = read_policy(&args.schema, args.profile)?;
    let event = if args.revoke { "revoked" } else { "approved" };
    let path =
        approvals::record(args.approvals.as_deref(), &args.schema, &policy, event, args.note.as_deref())?;
    terminal::complain(&format!(
        "{event}: policy {} of profile {}, in {}\n",
        &policy.digest[..16],
        policy.profile.name(),
        path.display()
    ));
    Ok(Answer::Yes)
}
