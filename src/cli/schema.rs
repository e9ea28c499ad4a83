//! `placebo schema`: lists, shows and checks schemas, and tells what they can say.

mod approve;
mod check;
pub(super) mod coverage;
mod functions;
mod kinds;
mod listing;
#[cfg(test)]
mod tests;

use super::Answer;
use crate::error::Result;
use clap::{Subcommand, ValueEnum};

/// List, show and check schemas and what they can say
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the presets
    List(listing::ListArgs),
    /// Print a preset: a schema to begin from
    Show(listing::ShowArgs),
    /// Report all problems of a schema, and what it could say
    Check(check::Args),
    /// Show which columns carry the identifiers A to R, and what masking does with each
    Coverage(coverage::Args),
    /// Record that you approve what masking does under this schema
    Approve(approve::Args),
    /// List the kinds of columns, or document one
    Kinds(kinds::Args),
    /// List the functions of SQL expressions
    Functions(functions::Args),
    /// Print the JSON Schema of schema files, for editors
    JsonSchema(listing::JsonSchemaArgs),
}

/// How a listing is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

pub(super) use kinds::domain_text;

pub(super) fn run(args: &Args) -> Result<Answer> {
    match &args.command {
        Command::List(args) => listing::list(args),
        Command::Show(args) => listing::show(args),
        Command::Check(args) => check::run(args),
        Command::Coverage(args) => coverage::run(args),
        Command::Approve(args) => approve::run(args),
        Command::Kinds(args) => kinds::run(args),
        Command::Functions(args) => functions::run(args),
        Command::JsonSchema(args) => listing::json_schema(args),
    }
}
