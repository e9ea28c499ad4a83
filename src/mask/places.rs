//! City, state and ZIP code of one original: their stand-ins are of one place, so that they agree.
//!
//! The city's stand-in is drawn from the city and its state, among the places of that state where the state stays, and of the
//! three digits where those stay; the ZIP code's from the ZIP code, among those of the city's stand-in.

use super::column::{ATTEMPTS, Rows, Work, replace_invalid, stays};
use super::stand::token;
use super::tally::Tally;
use crate::cells::{Cells, State};
use crate::draw::below;
use crate::error::Result;
use crate::kinds::{Laid, Read, lay_over};
use crate::plan::{ColumnPolicy, PlaceColumns, Profile, TablePolicy, Treatment};
use crate::reference::{places, places_of_state, states, zip3_suppressed};
use std::ops::Range;

/// What is said of one place.
#[derive(Clone, Copy, Default)]
pub(super) struct Spot<'a> {
    /// The city.
    pub(super) city: Option<&'a str>,
    /// The state, as its code or its name.
    pub(super) state: Option<&'a str>,
    /// The ZIP code.
    pub(super) zip: Option<&'a str>,
}

/// What of a place stays, so that its stand-in must agree with it.
#[derive(Clone, Copy, Default)]
pub(super) struct Stays {
    /// The state.
    pub(super) state: bool,
    /// The first three digits of the ZIP code.
    pub(super) area: bool,
}

/// The stand-in of a place: a row of the table of places for its city, and one for its ZIP code; none where every one is the
/// original's, as the city of a state that has one city alone.
#[derive(Clone, Copy)]
pub(super) struct Placed {
    /// The row of the city.
    pub(super) city: Option<usize>,
    /// The row of the ZIP code.
    pub(super) zip: Option<usize>,
}

/// The code of a state, from its code or its name.
pub(super) fn state_code(text: &str) -> Option<&'static str> {
    let text = text.trim();
    let named = |row: &usize| {
        states::CODE.get(*row).eq_ignore_ascii_case(text) || states::NAME.get(*row).eq_ignore_ascii_case(text)
    };
    (0..states::NAME.len()).find(named).map(|row| states::CODE.get(row))
}

/// Rows of places from which a stand-in is drawn.
enum Pool {
    State(crate::reference::U32),
    Rows(Range<usize>),
}

impl Pool {
    fn of(spot: &Spot<'_>, stays: Stays) -> Self {
        let all = Self::Rows(0..places::ROWS);
        let mut zip = Vec::new();
        if stays.area && spot.zip.is_some_and(|text| Read::Zip.normalise(text, &mut zip)) {
            let area = zip[..3].iter().fold(0u32, |n, b| n * 10 + u32::from(b - b'0'));
            let rows = places::ZIP.lower_bound(area * 100)..places::ZIP.lower_bound((area + 1) * 100);
            if !rows.is_empty() && u16::try_from(area).is_ok_and(|area| !zip3_suppressed(area)) {
                return Self::Rows(rows);
            }
        }
        let code = spot.state.filter(|_| stays.state).and_then(state_code);
        code.and_then(places_of_state).filter(|rows| !rows.is_empty()).map_or(all, Self::State)
    }

    fn pick(&self, word: u64) -> usize {
        match self {
            Self::State(rows) => {
                let at = usize::try_from(below(word, rows.len() as u64)).unwrap_or(0);
                rows.get(at) as usize
            }
            Self::Rows(rows) => rows.start + usize::try_from(below(word, rows.len() as u64)).unwrap_or(0),
        }
    }

    /// The ZIP codes beside a row that are of the same city.
    fn beside(&self, row: usize) -> Range<usize> {
        let limits = match self {
            Self::Rows(rows) => rows.clone(),
            Self::State(_) => 0..places::ROWS,
        };
        let same = |other: usize| {
            places::CITY.get(other) == places::CITY.get(row)
                && places::STATE.get(other) == places::STATE.get(row)
        };
        let start = (limits.start..row).rev().take_while(|other| same(*other)).last().unwrap_or(row);
        let end = (row..limits.end).take_while(|other| same(*other)).last().unwrap_or(row);
        start..end + 1
    }
}

/// Draws the stand-in of a place. Where the digits that stay are of one city
/// alone, its stand-in is of the state.
pub(super) fn place(work: &Work, spot: &Spot<'_>, stays: Stays, tally: &mut Tally) -> Placed {
    let found = draw(work, spot, stays, tally);
    if stays.area && found.city.is_none() {
        return draw(work, spot, Stays { area: false, ..stays }, tally);
    }
    found
}

fn draw(work: &Work, spot: &Spot<'_>, stays: Stays, tally: &mut Tally) -> Placed {
    let pool = Pool::of(spot, stays);
    let (mut city, mut zip, mut scratch) = (Vec::new(), Vec::new(), Vec::new());
    let has_city = spot.city.is_some_and(|text| Read::Words.normalise(text, &mut city));
    let has_zip = spot.zip.is_some_and(|text| Read::Zip.normalise(text, &mut zip));
    let mut hashed = if has_city { city.clone() } else { zip.clone() };
    if let Some(code) = spot.state.and_then(state_code).filter(|_| has_city) {
        hashed.push(0);
        hashed.extend_from_slice(code.as_bytes());
    }
    let key = &work.keys.own;
    let mut left = Placed { city: None, zip: None };
    for attempt in 0..ATTEMPTS {
        let [word, _] = key.hash(&hashed, attempt, &mut scratch);
        let row = pool.pick(word);
        let mut own = Vec::new();
        let same_city =
            has_city && Read::Words.normalise(places::CITY.get(row), &mut own) && is_within(&own, &city);
        let beside = pool.beside(row);
        let [_, word] = key.hash(&zip, attempt, &mut scratch);
        let chosen = if has_city {
            beside.start + usize::try_from(below(word, beside.len() as u64)).unwrap_or(0)
        } else {
            row
        };
        let same_zip = has_zip && !stays.area && format!("{:05}", places::ZIP.get(chosen)).as_bytes() == zip;
        if !same_city && !same_zip {
            return Placed { city: Some(row), zip: Some(chosen) };
        }
        left.zip = left.zip.or((!same_zip).then_some(chosen));
        tally.redrawn += 1;
    }
    left
}

/// Whether one name stands in the other, word by word: Chicago and West Chicago are no stand-ins of each other.
fn is_within(one: &[u8], other: &[u8]) -> bool {
    let padded = |text: &[u8]| [b" ", text, b" "].concat();
    let (one, other) = (padded(one), padded(other));
    memchr::memmem::find(&one, &other).is_some() || memchr::memmem::find(&other, &one).is_some()
}

/// The cells of the city and of the ZIP code of one place; `None` for what the group has not.
pub(super) type Two = (Option<Cells>, Option<Cells>);

/// What a table has of one place, for one block.
pub(super) struct Group<'a> {
    pub(super) columns: PlaceColumns,
    pub(super) table: &'a TablePolicy,
    pub(super) works: &'a [Work],
}

impl<'a> Group<'a> {
    fn column(&self, at: Option<usize>) -> Option<(usize, &'a ColumnPolicy)> {
        at.and_then(|at| Some((at, self.table.columns.get(at)?)))
    }

    /// What of the place stays in the output.
    pub(super) fn stays(&self) -> Stays {
        let treated = |at, is: fn(&Treatment) -> bool| self.column(at).is_some_and(|(_, c)| is(&c.treatment));
        Stays {
            state: treated(self.columns.state, |t| matches!(t, Treatment::Keep(_))),
            area: treated(self.columns.zip, |t| matches!(t, Treatment::Generalise(_))),
        }
    }

    /// The work under whose key places are drawn.
    pub(super) fn work(&self) -> Option<&'a Work> {
        self.works.get(self.columns.city.or(self.columns.zip)?)
    }

    /// Treats the cells of a block; `None` where rows hold several values, so that nobody knows which belong together.
    pub(super) fn treat<'c>(
        &self,
        cells_of: &dyn Fn(usize) -> Option<&'c Cells>,
        rows: &Rows<'_>,
        tally: &mut [Tally],
    ) -> Result<Option<Two>> {
        let zip_at = self.columns.zip.filter(|_| !self.stays().area);
        let cells = |at: Option<usize>| at.and_then(cells_of);
        let (city, state, zip) =
            (cells(self.columns.city), cells(self.columns.state), cells(self.columns.zip));
        if [city, state, zip].into_iter().flatten().any(|cells| !cells.is_flat()) {
            return Ok(None);
        }
        let Some(work) = self.work() else { return Ok(None) };
        let count = city.or(zip).map_or(0, Cells::len);
        let mut out = (city.map(Cells::like), zip.filter(|_| zip_at.is_some()).map(Cells::like));
        for i in 0..count {
            let text =
                |cells: Option<&'c Cells>| cells.and_then(|c| c.get(i)).filter(|text| !text.is_empty());
            let spot = Spot { city: text(city), state: text(state), zip: text(zip) };
            let scoped = rows.tenants.filter(|_| work.scoped).and_then(|t| t.of_row(i).map(|at| t.bytes(at)));
            let mut redrawn = Tally::default();
            let placed = match scoped {
                Some(tenant) => place(&work.within(tenant), &spot, self.stays(), &mut redrawn),
                None => place(work, &spot, self.stays(), &mut redrawn),
            };
            let mut put = |at: Option<usize>,
                           cells: Option<&Cells>,
                           out: &mut Option<Cells>,
                           text: &dyn Fn(&Placed) -> Option<String>| {
                let (Some((at, column)), Some(cells), Some(out)) = (self.column(at), cells, out.as_mut())
                else {
                    return Ok(());
                };
                tally[at].redrawn += redrawn.redrawn;
                one(column, &self.works[at], cells, i, text(&placed), rows, out, &mut tally[at])
            };
            put(self.columns.city, city, &mut out.0, &|p| {
                p.city.map(|row| places::CITY.get(row).to_owned())
            })?;
            put(zip_at, zip, &mut out.1, &|p| p.zip.map(|row| format!("{:05}", places::ZIP.get(row))))?;
        }
        Ok(Some(out))
    }
}

#[expect(clippy::too_many_arguments, reason = "a cell with all that it is treated by")]
fn one(
    column: &ColumnPolicy,
    work: &Work,
    cells: &Cells,
    i: usize,
    placed: Option<String>,
    rows: &Rows<'_>,
    out: &mut Cells,
    tally: &mut Tally,
) -> Result<()> {
    if stays(column, cells, i, tally) {
        out.push(cells.state(i), cells.bytes(i));
        return Ok(());
    }
    let mut scratch = Vec::new();
    let Some(text) = cells.get(i).filter(|text| work.normalise(text, &mut scratch)) else {
        return replace_invalid(column, work, cells, i, rows, out, tally);
    };
    match placed {
        Some(placed) if rows.profile == Profile::Pseudonymised => {
            lay_over(
                if column.kind.name == "city" { Laid::Case } else { Laid::None },
                text,
                &placed,
                out.out(),
            );
        }
        Some(placed) => out.out().extend_from_slice(placed.as_bytes()),
        // A state with a single place: nothing but a token is left.
        None => {
            out.out().push(b't');
            token(&work.keys.own.wide(text.as_bytes(), 0), 25, out.out());
        }
    }
    out.end(State::Text);
    Ok(())
}
