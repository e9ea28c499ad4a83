//! `placebo schema functions`: what SQL expressions can call.

use super::ListFormat;
use super::listing::pretty;
use crate::cli::{Answer, terminal};
use crate::error::Result;
use crate::expr;
use serde_json::json;

/// List the functions of SQL expressions
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo schema functions
  placebo schema functions --format json

Three words stand for a day: `epoch`, on which the population is as stated; `horizon`, to which everything is drawn; and
`as_of`, the as-of date, which only cuts: nothing that is drawn can read it.

Expressions stand in `expr`, `when`, `null.when`, in the braces of templates and wherever a kind takes a column.")]
pub(super) struct Args {
    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let functions = expr::functions();
    let text = match args.format {
        ListFormat::Text => {
            functions.iter().map(|f| format!("{}\n    {}\n", f.signature, f.summary)).collect::<String>()
        }
        ListFormat::Json => {
            let one = |f: &expr::FunctionDoc| json!({ "name": f.name, "signature": f.signature, "summary": f.summary });
            pretty(&functions.iter().map(one).collect::<Vec<_>>().into())?
        }
    };
    terminal::print(&text)?;
    Ok(Answer::Yes)
}
