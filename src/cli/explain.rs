//! `placebo explain`: how one value came about.

mod address;
mod cell;
mod story;

use super::size::Size;
use super::{Answer, load, terminal};
use crate::error::Result;
use crate::generate::Generator;
use crate::run;

/// Tell how a value came about
///
/// Makes the one cell that is named and tells its kind, the stream of its draws, its inputs with their values, the law,
/// the reference tables with their sources, and why it is NULL where it is. Every value is made up, so all are shown.
/// Seed and rows must be those of the run that is asked about.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo explain caseload patients:0.first_name         the first row (rows are numbered from 0)
  placebo explain caseload 'patients[17].birth_date'     the row whose primary key is 17
  placebo explain clinic.toml 'visits[V-0012].reason' --seed 7 --rows 500")]
pub(super) struct Args {
    /// A preset or a schema file
    schema: String,
    /// TABLE:ROW.COLUMN with a row's number from 0, or TABLE[KEY].COLUMN with its primary key
    cell: String,
    #[command(flatten)]
    size: Size,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let address = address::Address::read(&args.cell)?;
    let document = load::document(Some(&args.schema))?;
    let plan = load::plan(&document, &args.size.options(&[]), run::threads(None))?;
    let generator = Generator::new(&plan);
    let cell = address.find(&generator)?;
    terminal::print(&story::tell(&generator, cell)?)?;
    Ok(Answer::Yes)
}
