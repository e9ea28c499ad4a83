//! The options that decide what is made: seed, rows, scale, as-of date.

use super::{dates, numbers};
use crate::plan::Options;
use clap::Args;

/// What a run is made from, besides the schema.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Size {
    #[command(flatten)]
    amount: Amount,
    /// The day as of which the data is [default: the schema's epoch]
    #[arg(long, value_name = "DATE", value_parser = dates::read_day)]
    as_of: Option<i32>,
}

/// What a run is made from, whatever the date.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Amount {
    /// The seed, instead of the schema's
    #[arg(long, value_name = "N", value_parser = numbers::read_number)]
    seed: Option<u64>,
    /// How many rows root tables have: all of them, or TABLE; may be given again
    #[arg(long, value_name = "N|TABLE=N", value_parser = read_rows)]
    rows: Vec<(Option<String>, u64)>,
    /// A factor on the rows of every root table
    #[arg(long, value_name = "X")]
    scale: Option<f64>,
    /// Put errors into a share of cells, as real data has them [default: what the schema says, mostly none]
    #[arg(long, value_name = "RATE", value_parser = read_rate)]
    dirt: Option<f64>,
    /// Let the first 192 rows of each table walk through the edge cases of its columns
    #[arg(long)]
    edge_cases: bool,
}

impl Size {
    /// The options of the plan; `tables` are those to write.
    pub(super) fn options(&self, tables: &[String]) -> Options {
        self.amount.options(self.as_of, tables)
    }
}

impl Amount {
    /// The options of the plan as of a date; `tables` are those to write.
    pub(super) fn options(&self, as_of: Option<i32>, tables: &[String]) -> Options {
        Options {
            seed: self.seed,
            rows: self.rows.clone(),
            scale: self.scale,
            as_of,
            tables: tables.to_vec(),
            dirt: self.dirt,
            edge_cases: self.edge_cases,
            truth: false,
            existing: std::collections::BTreeMap::new(),
            secrets: std::collections::BTreeMap::new(),
        }
    }
}

fn read_rate(text: &str) -> Result<f64, String> {
    let rate: Option<f64> = text.parse().ok();
    rate.filter(|rate| (0.0..=0.5).contains(rate))
        .ok_or_else(|| "expected a share from 0 to 0.5, such as 0.02".to_owned())
}

fn read_rows(text: &str) -> Result<(Option<String>, u64), String> {
    match text.rsplit_once('=') {
        Some(("", _)) => Err("expected the name of a table before `=`".to_owned()),
        Some((table, rows)) => Ok((Some(table.to_owned()), numbers::read_number(rows)?)),
        None => Ok((None, numbers::read_number(text)?)),
    }
}

/// Which part of the whole is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its number, from 1.
    pub(super) number: u64,
    /// How many there are.
    pub(super) of: u64,
}

impl Part {
    /// All of it.
    pub(super) const WHOLE: Self = Self { number: 1, of: 1 };

    /// Reads `2/4`.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let wrong = || "expected I/N with I from 1 to N, such as 2/4".to_owned();
        let (number, of) = text.split_once('/').ok_or_else(wrong)?;
        let (number, of) = (numbers::read_number(number)?, numbers::read_number(of)?);
        if number == 0 || number > of { Err(wrong()) } else { Ok(Self { number, of }) }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}
