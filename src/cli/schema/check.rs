//! `placebo schema check`: all problems of a schema, what it could say, and what it would make.

use crate::cli::generate::{capacities, figures};
use crate::cli::numbers::grouped;
use crate::cli::size::Size;
use crate::cli::{Answer, load, terminal};
use crate::error::{ErrorKind, Result};
use crate::generate::Generator;
use crate::plan::{self, Plan};
use crate::run;
use clap::ValueEnum;

/// Report all problems of a schema, and what it could say
///
/// A problem is shown with its file, line and column, the words underlined, and the nearest name that exists. Hints follow:
/// inputs that are left unset though the row has what they need.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo schema check clinic.toml
  placebo schema check clinic.toml --hints deny   in CI: a hint is a failure too
  placebo schema check clinic.toml --rows 1_000_000   is there room for a million?

Exit codes: 0 the schema is sound; 1 it has problems; 2 it could not be read.")]
pub(super) struct Args {
    /// A schema file, or a preset
    file: String,
    /// What to do with hints
    #[arg(long, value_name = "WHAT", default_value = "show", default_missing_value = "show", num_args = 0..=1)]
    hints: Hints,
    #[command(flatten)]
    size: Size,
}

/// What to do with hints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Hints {
    /// Show them
    Show,
    /// Leave them out
    Hide,
    /// Show them, and take one for a problem
    Deny,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let checked = load::document(Some(&args.file)).and_then(|document| {
        let plan = load::plan(&document, &args.size.options(&[]), run::threads(None))?;
        try_rows(&plan)?;
        Ok((document, plan))
    });
    let (document, plan) = match checked {
        Ok(both) => both,
        // What is wrong with the schema is the result that was asked for.
        Err(error) if error.kind() == ErrorKind::Schema => {
            terminal::print(&error.render(terminal::colour_on_stdout()))?;
            return Ok(Answer::No);
        }
        Err(error) => return Err(error),
    };
    let hints = plan::hints(&document);
    let n = hints.list.len();
    let mut text = String::new();
    if args.hints != Hints::Hide && n > 0 {
        text.push_str(&hints.render_hints(terminal::colour_on_stdout()));
        text.push('\n');
    }
    text.push_str(&summary(&plan));
    text.push_str(&match n {
        0 => "\nThe schema is sound.\n".to_owned(),
        1 => "\nThe schema is sound; there is 1 hint.\n".to_owned(),
        n => format!("\nThe schema is sound; there are {n} hints.\n"),
    });
    terminal::print(&text)?;
    Ok(if args.hints == Hints::Deny && n > 0 { Answer::No } else { Answer::Yes })
}

/// Rows of each table that are made on trial: what depends on the rows' values shows itself in the first of them.
const TRIAL: u64 = 1_000;

fn try_rows(plan: &Plan) -> Result<()> {
    let generator = Generator::new(plan);
    (0..plan.tables.len()).try_for_each(|table| generator.batch(table, 0..TRIAL).map(drop))
}

/// Tables with their rows, and what unique columns have room for.
fn summary(plan: &Plan) -> String {
    let line = |table: &plan::Table| {
        let parent = table.ancestors.first().map_or("", |&t| plan.tables[t].name.as_str());
        let columns = table.written.len();
        vec![table.name.clone(), grouped(table.rows), columns.to_string(), parent.to_owned()]
    };
    let tables = plan.order.iter().map(|&t| line(&plan.tables[t])).collect();
    let mut text = figures(&["table", "rows", "columns", "parent"], tables);
    let capacities = capacities(plan.order.iter().map(|&t| &plan.tables[t]));
    if !capacities.is_empty() {
        text.push('\n');
        text.push_str(&figures(&["unique", "values", "needed", "use"], capacities));
    }
    text
}
