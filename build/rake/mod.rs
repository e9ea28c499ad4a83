//! Makes the tables of the population agree with each other: what places say of age with the national pyramid, and what
//! they say of race with the states.
//!
//! Each source counts other people in other years, so that they differ by a few per cent. Raking (iterative proportional
//! fitting) multiplies rows and columns of a table in turn until all its margins hold; what is left of a source is how its
//! parts compare with each other. Only additions, multiplications and divisions are used, so that every machine packs the
//! same figures. How far each figure was moved is packed too.

mod ages;
mod fit;
mod races;

use crate::check::find;
use crate::load::{Loaded, Values};

pub(crate) use ages::Ages;

/// A figure before and after.
pub(crate) struct Moved {
    /// What is counted.
    pub(crate) what: String,
    /// The file whose figure was moved.
    pub(crate) file: &'static str,
    /// The file that it was made to agree with.
    pub(crate) onto: &'static str,
    /// The figure of the whole nation, in millionths of its people, before.
    pub(crate) before: i64,
    /// The same, after.
    pub(crate) after: i64,
    /// By how much the figure of one part (a state, a group of places) was moved at most, in millionths.
    pub(crate) most: i64,
}

/// What raking makes.
pub(crate) struct Raked {
    pub(crate) ages: Ages,
    pub(crate) moved: Vec<Moved>,
}

/// Rakes the loaded tables: shares of races are replaced in place, ages of groups of places are new.
pub(crate) fn rake(all: &mut [Loaded]) -> Result<Raked, String> {
    let mut moved = Vec::new();
    let ages = ages::rake(find(all, "places")?, find(all, "age_sex")?, &mut moved)?;
    let shares = races::rake(find(all, "places")?, find(all, "races_by_state")?, &mut moved)?;
    let places = all.iter_mut().find(|table| table.spec.name == "places").ok_or("no table places")?;
    for (race, shares) in races::RACES.iter().zip(shares) {
        let at = places.spec.columns.iter().position(|column| column.name == *race);
        let column = at.and_then(|at| places.columns.get_mut(at)).ok_or("a race is no column of places")?;
        *column = Values::Number(shares);
    }
    Ok(Raked { ages, moved })
}

/// The numbers of a column.
fn numbers<'a>(table: &'a Loaded, column: &str) -> Result<&'a [i64], String> {
    match table.column(column)? {
        Values::Number(values) => Ok(values),
        _ => Err(format!("{}: {column} holds no numbers", table.spec.file)),
    }
}

/// A whole number of a table as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "people are counted below 2^53")]
fn real(number: i64) -> f64 {
    number as f64
}

/// The nearest whole number.
#[expect(clippy::cast_possible_truncation, reason = "people and shares of them, far below 2^53")]
fn whole(number: f64) -> i64 {
    (number + 0.5).floor() as i64
}

/// A part of a whole in millionths.
fn millionths(part: f64, whole_of: f64) -> i64 {
    whole(part / whole_of * 1e6)
}
