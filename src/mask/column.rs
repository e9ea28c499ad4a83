//! One column of one block: what is left alone, what is invalid, and a stand-in for everything else.

use super::dates::{self, Style};
use super::key::SubKey;
use super::ledger::Ledger;
use super::memo::Memo;
use super::stand::{Keys, Stands, fitting, integer_fits};
use super::surrogates::surrogates;
use super::tally::Tally;
use crate::cells::{Cells, State};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::kinds::{Laid, Read};
use crate::plan::{ColumnPolicy, Grain, OnInvalid, Profile, Treatment};
use crate::reference::{place_of_zip, places, zip3_suppressed};
use crate::shape::Filler;

/// How many times a stand-in that equals its original is drawn again.
pub(super) const ATTEMPTS: u32 = 24;
/// An age from which on all are one.
const OLD: i64 = 90;
/// Nobody is older.
const OLDEST: i64 = 130;

/// What is known of one column before any value is seen.
pub(super) struct Work {
    /// How stand-ins come about, where the treatment is a stand-in.
    pub(super) stands: Option<Stands>,
    /// The keys of the column's domain.
    pub(super) keys: Keys,
    /// By what tokens for invalid values come about.
    pub(super) invalid: SubKey,
    /// How values are read.
    pub(super) read: Read,
    /// Whether values are told apart as they are written.
    pub(super) exact: bool,
    /// Whether each tenant has stand-ins of its own.
    pub(super) scoped: bool,
    /// The most characters that a stand-in may have, where some other could take its place.
    pub(super) most: Option<usize>,
    /// Whether the format of the original is laid over its stand-in.
    pub(super) lay: Laid,
    /// How dates are written, beside what they show themselves.
    pub(super) style: Style,
}

impl Work {
    /// The same under the keys of one tenant.
    pub(super) fn within(&self, tenant: &[u8]) -> Self {
        Self { keys: self.keys.within(tenant), stands: None, invalid: self.invalid.within(tenant), ..*self }
    }

    /// Whose tenant's a row is, where each has stand-ins of its own.
    pub(super) fn tenant<'r>(&self, rows: &Rows<'r>, row: usize) -> Option<&'r [u8]> {
        let tenants = rows.tenants.filter(|_| self.scoped)?;
        tenants.of_row(row).map(|at| tenants.bytes(at))
    }

    /// Appends the form of a value from which its stand-in is drawn; `false` where it is none of the kind.
    pub(super) fn normalise<T: AsRef<[u8]> + ?Sized>(&self, text: &T, out: &mut Vec<u8>) -> bool {
        let start = out.len();
        if let Some(Stands::Listed(list)) = &self.stands {
            out.extend_from_slice(text.as_ref());
            return list.has(text.as_ref());
        }
        if !self.read.normalise(text, out) {
            return false;
        }
        if self.read == Read::Integer {
            return integer_fits(&out[start..]);
        }
        if self.exact {
            out.truncate(start);
            out.extend_from_slice(text.as_ref());
        }
        true
    }
}

/// What the rows of a block have in common with the column: tenants, subjects, the date of the extract.
pub(super) struct Rows<'a> {
    /// The tenant of each row, where the table says.
    pub(super) tenants: Option<&'a Cells>,
    /// The draw from which each row's shift comes.
    pub(super) shifts: &'a [u64],
    /// Whether the row's subject is 90 or older.
    pub(super) old: &'a [bool],
    /// The date of the extract, in days since 1970.
    pub(super) extracted: i64,
    /// Which rules hold.
    pub(super) profile: Profile,
    /// The name of the table, for errors.
    pub(super) table: &'a str,
}

/// Whether a value stays as it is: NULL, empty, or a declared placeholder.
#[inline]
pub(super) fn stays(column: &ColumnPolicy, cells: &Cells, i: usize, tally: &mut Tally) -> bool {
    let state = cells.state(i);
    if !state.is_value() {
        tally.nulls += 1;
        return true;
    }
    let bytes = cells.bytes(i);
    if bytes.is_empty() {
        tally.empty += 1;
        return true;
    }
    tally.values += 1;
    if column.placeholders.iter().any(|text| text.as_bytes() == bytes) {
        tally.placeholders += 1;
        return true;
    }
    false
}

/// Treats every cell of a column. What `memo` remembers must be of this column alone.
pub(super) fn treat(
    column: &ColumnPolicy,
    work: &Work,
    cells: &Cells,
    rows: &Rows<'_>,
    (ledger, memo): (Option<&Ledger>, &mut Memo),
    tally: &mut Tally,
) -> Result<Cells> {
    match (&column.treatment, &work.stands) {
        (Treatment::Surrogate | Treatment::Token, Some(stands)) => {
            surrogates((column, work, stands), cells, rows, (ledger, memo), tally)
        }
        _ => each(column, work, cells, rows, tally),
    }
}

/// A literal stays one where its stand-in is a number.
pub(super) fn state_for(original: State, text: &[u8]) -> State {
    if original != State::Bare {
        return State::Text;
    }
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let point = digits.iter().position(|b| *b == b'.');
    let (whole, decimals) = digits.split_at(point.unwrap_or(digits.len()));
    let plain = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let number = plain(whole)
        && matches!(whole, [b'0'] | [b'1'..=b'9', ..])
        && (decimals.is_empty() || decimals.len() > 1 && plain(&decimals[1..]));
    if number || matches!(text, b"true" | b"false") { State::Bare } else { State::Text }
}

/// Puts something in the place of a value that is none of its kind.
pub(super) fn replace_invalid(
    column: &ColumnPolicy,
    work: &Work,
    cells: &Cells,
    i: usize,
    rows: &Rows<'_>,
    out: &mut Cells,
    tally: &mut Tally,
) -> Result<()> {
    tally.invalid += 1;
    match column.on_invalid {
        OnInvalid::Null => out.push(State::Null, b""),
        OnInvalid::Token if column.may_null() => out.push(State::Null, b""),
        OnInvalid::Token => {
            let within = work.tenant(rows, cells.row(i)).map(|tenant| work.invalid.within(tenant));
            let key = within.as_ref().unwrap_or(&work.invalid);
            let filler = column.fits.map_or(Filler::Text(usize::MAX), |fits| fits.filler);
            let text = fitting(key, &filler, cells.bytes(i));
            out.push(state_for(cells.state(i), text.as_bytes()), text.as_bytes());
        }
        OnInvalid::Fail => {
            let message =
                format!("a value is no `{}`, and `on_invalid` says that this fails", column.kind.name);
            let place = Place::column(rows.table, &column.name);
            return Err(Error::new(ErrorKind::Input, message).at(place));
        }
    }
    Ok(())
}

/// Treatments that look at one value at a time.
fn each(
    column: &ColumnPolicy,
    work: &Work,
    cells: &Cells,
    rows: &Rows<'_>,
    tally: &mut Tally,
) -> Result<Cells> {
    let mut out = Cells::like(cells);
    let mut scratch = Vec::new();
    for i in 0..cells.len() {
        if stays(column, cells, i, tally) {
            out.push(cells.state(i), cells.bytes(i));
            continue;
        }
        let row = cells.row(i);
        let made = cells.get(i).map(|text| one(column, work, text, row, rows, &mut scratch, out.out()));
        tally.placeholders += u64::from(made == Some(Made::Nobodys));
        tally.invalid += u64::from(made == Some(Made::Repaired));
        if made.is_some_and(|made| made != Made::Nothing) {
            let state = state_for(cells.state(i), out.unfinished());
            out.end(state);
        } else {
            out.undo();
            replace_invalid(column, work, cells, i, rows, &mut out, tally)?;
        }
    }
    Ok(out)
}

/// What came of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// It is none of the kind.
    Nothing,
    /// What takes its place.
    StandIn,
    /// It is a date of nobody.
    Nobodys,
    /// It is none of the kind, and the nearest that is one takes its place.
    Repaired,
}

impl From<bool> for Made {
    fn from(fits: bool) -> Self {
        if fits { Self::StandIn } else { Self::Nothing }
    }
}

/// Treats one value.
fn one(
    column: &ColumnPolicy,
    work: &Work,
    text: &str,
    row: usize,
    rows: &Rows<'_>,
    scratch: &mut Vec<u8>,
    out: &mut Vec<u8>,
) -> Made {
    match &column.treatment {
        // Columns of a fixed width have blanks behind their dates.
        Treatment::Shift { least, most } => moved(work, text.trim(), row, rows, (*least, *most), out),
        Treatment::Generalise(Grain::Year | Grain::Month) => {
            let text = text.trim();
            if dates::is_endless(text) {
                out.extend_from_slice(text.as_bytes());
                return Made::StandIn;
            }
            let Some(date) = dates::read(text, work.style) else { return Made::Nothing };
            let (year, month) = date.year_month();
            let month = if column.treatment_keeps_month() { month } else { 1 };
            let oldest = crate::calendar::civil(rows.extracted).year - OLD;
            match rows.profile {
                // Nobody's year tells an age of 90 or more: all of them are one class, born in this year or before.
                Profile::SafeHarbor if year <= oldest => date.cut(oldest, 1, out),
                _ => date.cut(year, month, out),
            }
            Made::StandIn
        }
        Treatment::Generalise(Grain::Ages | Grain::AgeBand(_)) => age(column, text, row, rows, out),
        Treatment::Generalise(Grain::Zip3) => {
            scratch.clear();
            if !Read::Zip.normalise(text, scratch) {
                out.extend_from_slice(b"00000");
                return Made::StandIn;
            }
            let area = scratch[..3].iter().fold(0u16, |n, b| n * 10 + u16::from(b - b'0'));
            if zip3_suppressed(area) {
                out.extend_from_slice(b"00000");
            } else {
                out.extend_from_slice(&scratch[..3]);
                out.extend_from_slice(b"00");
            }
            Made::StandIn
        }
        Treatment::Generalise(Grain::State) => {
            scratch.clear();
            let zip = Read::Zip.normalise(text, scratch);
            let number = scratch.iter().fold(0u32, |n, b| n * 10 + u32::from(b - b'0'));
            match place_of_zip(number).filter(|_| zip) {
                Some(place) => out.extend_from_slice(places::STATE.get(place).as_bytes()),
                None => return Made::Nothing,
            }
            Made::StandIn
        }
        Treatment::Marker => {
            out.extend_from_slice(marker(text.chars().count()).as_bytes());
            Made::StandIn
        }
        _ => Made::Nothing,
    }
}

/// Moves a date with its subject.
fn moved(
    work: &Work,
    text: &str,
    row: usize,
    rows: &Rows<'_>,
    (least, most): (u32, u32),
    out: &mut Vec<u8>,
) -> Made {
    if dates::is_endless(text) {
        out.extend_from_slice(text.as_bytes());
        return Made::StandIn;
    }
    let Some(date) = dates::read(text, work.style) else { return Made::Nothing };
    if date.nobodys(text, out) {
        return Made::Nobodys;
    }
    let draw = rows.shifts.get(row).copied().unwrap_or(0);
    let weeks = dates::weeks(draw, least, most);
    let drawn = if date.draws() { work.keys.own.hash(text.as_bytes(), 0)[0] } else { 0 };
    date.shifted(-7 * i64::try_from(weeks).unwrap_or(4), drawn, text, out);
    Made::StandIn
}

/// What stands for a free text of some length.
pub(super) fn marker(characters: usize) -> &'static str {
    match characters {
        0..=80 => "[short text removed]",
        81..=500 => "[text removed]",
        _ => "[long text removed]",
    }
}

fn age(column: &ColumnPolicy, text: &str, row: usize, rows: &Rows<'_>, out: &mut Vec<u8>) -> Made {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.split('.').next().unwrap_or_default();
    if !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return Made::Nothing;
    }
    let years = match whole.parse::<i64>() {
        Ok(years) if digits.len() == text.len() && years <= OLDEST => Some(years),
        // A token would not fit where ages are numbers.
        Ok(_) if column.on_invalid == OnInvalid::Token => None,
        _ => return Made::Nothing,
    };
    let made = if years.is_some() { Made::StandIn } else { Made::Repaired };
    let years = years.unwrap_or(if digits.len() == text.len() { OLD } else { 0 });
    // Somebody who is 90 now was born in a year that an age of an earlier day would tell.
    let years = if rows.old.get(row).copied().unwrap_or(false) { OLD } else { years.min(OLD) };
    let written = match column.treatment {
        Treatment::Generalise(Grain::AgeBand(_)) if years >= OLD => "90+".to_owned(),
        Treatment::Generalise(Grain::AgeBand(band)) => {
            let first = years - years % i64::from(band);
            format!("{first}-{}", (first + i64::from(band) - 1).min(OLD - 1))
        }
        _ => years.to_string(),
    };
    out.extend_from_slice(written.as_bytes());
    made
}
