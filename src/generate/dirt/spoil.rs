//! What an error makes of a value.

use super::causes::Cause;
use super::cell::Cell;
use crate::calendar::{Civil, DAY, days};
use crate::draw::{Burst, below, unit};
use crate::kinds::nickname;
use crate::plan::ColumnDirt;
use crate::slips::{self, Slip};
use arrow::datatypes::DataType;

/// What has become of a value, or where what has become of it is to be found.
#[derive(Clone, Debug)]
pub(super) enum Spoilt {
    Value(Cell),
    /// The given name and the surname in each other's place.
    Swapped,
    /// The address of another row.
    Address(u64),
    /// The phone of another row.
    Phone(u64),
}

/// Draws an error for a value and makes it; `None` where nothing of what was tried can happen to this value.
pub(super) fn spoil(
    cell: &Cell,
    column: &ColumnDirt,
    data_type: &DataType,
    cause: &Cause,
    row: u64,
    burst: &mut Burst,
) -> Option<(Slip, Spoilt)> {
    let weight = |(slip, weight): &(Slip, f64)| weight * cause.habit(*slip);
    let total: f64 = column.slips.iter().map(weight).sum();
    for _ in 0..6 {
        let mut point = unit(burst.word()) * total;
        let chosen = column.slips.iter().find(|entry| {
            point -= weight(entry);
            point < 0.0
        });
        let slip = chosen.or(column.slips.last())?.0;
        if let Some(made) = make(slip, cell, column, data_type, row, burst) {
            return Some((slip, made));
        }
    }
    None
}

fn make(
    slip: Slip,
    cell: &Cell,
    column: &ColumnDirt,
    data_type: &DataType,
    row: u64,
    burst: &mut Burst,
) -> Option<Spoilt> {
    let value = match (slip, cell) {
        (_, Cell::Null) => return None,
        (Slip::SwappedNames, _) => return Some(Spoilt::Swapped),
        // Only earlier rows lend, so that the first rows of a table stay what they are when it grows.
        (Slip::StaleAddress | Slip::SharedPhone, _) if row == 0 => return None,
        (Slip::StaleAddress, _) => return Some(Spoilt::Address(below(burst.word(), row))),
        (Slip::SharedPhone, _) => return Some(Spoilt::Phone(below(burst.word(), row.min(SHARED)))),
        (Slip::Missing, _) => Cell::Null,
        (Slip::Orphan, _) => {
            let (first, step) = column.nowhere?;
            Cell::Integer(first.checked_add(step.checked_mul(i64::from(burst.below(1_000)))?)?)
        }
        (slip, Cell::Text(text)) => Cell::Text(spoil_text(slip, text, column, burst)?),
        (slip, Cell::Day(day)) => Cell::Day(i32::try_from(spoil_day(slip, (*day).into(), burst)?).ok()?),
        (slip, Cell::Micros(micros)) if matches!(data_type, DataType::Timestamp(..)) => {
            let (day, clock) = (micros.div_euclid(DAY), micros.rem_euclid(DAY));
            let clock = if slip == Slip::Placeholder { 0 } else { clock };
            Cell::Micros(spoil_day(slip, day, burst)? * DAY + clock)
        }
        (Slip::Typo, Cell::Integer(n)) => Cell::Integer(fit(slips::wrong_number(*n, burst)?, data_type)?),
        (Slip::Typo, Cell::Number(n)) => Cell::Number(n / 10.0).clone(),
        (Slip::Typo, Cell::Decimal(n)) => Cell::Decimal(n / 10),
        (Slip::Typo, Cell::Boolean(flag)) => Cell::Boolean(!flag),
        _ => return None,
    };
    (value != *cell).then_some(Spoilt::Value(value))
}

/// The integer, where the column's type holds it.
fn fit(n: i64, data_type: &DataType) -> Option<i64> {
    let fits = match data_type {
        DataType::Int16 => i16::try_from(n).is_ok(),
        DataType::Int32 => i32::try_from(n).is_ok(),
        _ => true,
    };
    fits.then_some(n)
}

/// So many rows, the first ones, have a phone that others give too.
const SHARED: u64 = 40;

fn spoil_text(slip: Slip, text: &str, column: &ColumnDirt, burst: &mut Burst) -> Option<String> {
    let made = match slip {
        Slip::Typo => slips::typed(text, burst),
        Slip::Ocr => slips::seen(text, burst),
        Slip::Phonetic => slips::heard(text, burst),
        Slip::Nickname => nickname(text, burst).map(str::to_owned),
        Slip::Placeholder => {
            let n = u32::try_from(column.blanks.len()).ok().filter(|n| *n > 0)?;
            Some(column.blanks[burst.below(n) as usize].to_owned())
        }
        Slip::Whitespace => slips::spaced(text, burst),
        Slip::Case => slips::cased(text, burst),
        Slip::Mojibake => slips::misread(text, burst),
        _ => None,
    }?;
    // No error may make of a fictitious number or address one that could be somebody's.
    let real = column.could_be_real.is_some_and(|real| real(&made) || real(made.trim()));
    (!real && made != text).then_some(made)
}

fn spoil_day(slip: Slip, day: i64, burst: &mut Burst) -> Option<i64> {
    match slip {
        Slip::SwappedDate => slips::swapped_day(day),
        Slip::Typo => slips::wrong_day(day, burst),
        Slip::Placeholder => {
            let year = [1900, 1900, 1900, 1901, 1970][burst.below(5) as usize];
            Some(days(Civil { year, month: 1, day: 1 }))
        }
        _ => None,
    }
}
