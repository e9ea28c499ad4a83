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
fn place(work: &Work, spot: &Spot<'_>, stays: Stays, tally: &mut Tally, scratch: &mut Scratch) -> Placed {
    let found = draw(work, spot, stays, tally, scratch);
    if stays.area && found.city.is_none() {
        return draw(work, spot, Stays { area: false, ..stays }, tally, scratch);
    }
    found
}

/// Buffers that one place takes after the other.
#[derive(Default)]
pub(super) struct Scratch {
    city: Vec<u8>,
    zip: Vec<u8>,
    hashed: Vec<u8>,
    own: Vec<u8>,
    hash: Vec<u8>,
}

/// The same under the key of the row's tenant, where each has stand-ins of its own.
pub(super) fn place_of(
    work: &Work,
    (rows, row): (&Rows<'_>, usize),
    spot: &Spot<'_>,
    stays: Stays,
    tally: &mut Tally,
    scratch: &mut Scratch,
) -> Placed {
    match work.tenant(rows, row) {
        Some(tenant) => place(&work.within(tenant), spot, stays, tally, scratch),
        None => place(work, spot, stays, tally, scratch),
    }
}

fn draw(work: &Work, spot: &Spot<'_>, stays: Stays, tally: &mut Tally, scratch: &mut Scratch) -> Placed {
    let pool = Pool::of(spot, stays);
    let Scratch { city, zip, hashed, own, hash } = scratch;
    [&mut *city, &mut *zip, &mut *hashed].into_iter().for_each(Vec::clear);
    let has_city = spot.city.is_some_and(|text| Read::Words.normalise(text, city));
    let has_zip = spot.zip.is_some_and(|text| Read::Zip.normalise(text, zip));
    hashed.extend_from_slice(if has_city { city } else { zip });
    if let Some(code) = spot.state.and_then(state_code).filter(|_| has_city) {
        hashed.push(0);
        hashed.extend_from_slice(code.as_bytes());
    }
    let key = &work.keys.own;
    let mut left = Placed { city: None, zip: None };
    for attempt in 0..ATTEMPTS {
        let [word, _] = key.hash(hashed, attempt, hash);
        let row = pool.pick(word);
        own.clear();
        let same_city = has_city && Read::Words.normalise(places::CITY.get(row), own) && is_within(own, city);
        let beside = pool.beside(row);
        let [_, word] = key.hash(zip, attempt, hash);
        let chosen = if has_city {
            beside.start + usize::try_from(below(word, beside.len() as u64)).unwrap_or(0)
        } else {
            row
        };
        let same_zip = has_zip && !stays.area && five(chosen) == zip.as_slice();
        if !same_city && !same_zip {
            return Placed { city: Some(row), zip: Some(chosen) };
        }
        left.zip = left.zip.or((!same_zip).then_some(chosen));
        tally.redrawn += 1;
    }
    left
}

/// The digits of the ZIP code of a row of places.
fn five(row: usize) -> [u8; 5] {
    let mut left = places::ZIP.get(row);
    let mut digits = [b'0'; 5];
    for digit in digits.iter_mut().rev() {
        *digit += u8::try_from(left % 10).unwrap_or(0);
        left /= 10;
    }
    digits
}

/// Whether one name stands in the other, word by word: Chicago and West Chicago are no stand-ins of each other.
fn is_within(one: &[u8], other: &[u8]) -> bool {
    let (part, whole) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let stands = |(at, found): (usize, &[u8])| {
        found == part
            && (at == 0 || whole[at - 1] == b' ')
            && whole.get(at + part.len()).is_none_or(|byte| *byte == b' ')
    };
    !part.is_empty() && whole.windows(part.len()).enumerate().any(stands)
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

    /// Treats the cells of a block of so many rows. Where a row holds several values, nobody knows which belong together: each
    /// is a place by itself, in the row's state where it has one.
    pub(super) fn treat<'c>(
        &self,
        cells_of: &dyn Fn(usize) -> Option<&'c Cells>,
        count: usize,
        rows: &Rows<'_>,
        tally: &mut [Tally],
    ) -> Result<Two> {
        let zip_at = self.columns.zip.filter(|_| !self.stays().area);
        let cells = |at: Option<usize>| at.and_then(cells_of);
        let of = Three {
            city: cells(self.columns.city),
            state: cells(self.columns.state),
            zip: cells(self.columns.zip),
        };
        let mut out = (of.city.map(Cells::like), of.zip.filter(|_| zip_at.is_some()).map(Cells::like));
        let mut scratch = Scratch::default();
        for row in 0..count {
            let (cities, zips) = (of_row(of.city, row), of_row(of.zip, row));
            let single = cities.len() <= 1 && zips.len() <= 1;
            let both = Spot {
                city: text(of.city, cities.clone()),
                state: text(of.state, of_row(of.state, row)),
                zip: text(of.zip, zips.clone()),
            };
            let spot_of = |city: Option<&'c str>, zip: Option<&'c str>| {
                if single { both } else { Spot { city, zip, ..both } }
            };
            // Of one place both are drawn at once.
            let once = single.then(|| self.placed(&both, (rows, row), tally, &mut scratch)).flatten();
            for i in cities {
                let spot = spot_of(of.city.and_then(|cells| cells.get(i)), None);
                let placed = once.or_else(|| self.placed(&spot, (rows, row), tally, &mut scratch));
                let name = placed.and_then(|p| p.city).map(|row| places::CITY.get(row));
                self.put((self.columns.city, of.city, i), name, rows, &mut out.0, tally)?;
            }
            for i in zips.clone().filter(|_| zip_at.is_some()) {
                let spot = spot_of(None, of.zip.and_then(|cells| cells.get(i)));
                let placed = once.or_else(|| self.placed(&spot, (rows, row), tally, &mut scratch));
                let code = placed.and_then(|p| p.zip).map(five);
                let code = code.as_ref().and_then(|five| std::str::from_utf8(five).ok());
                self.put((zip_at, of.zip, i), code, rows, &mut out.1, tally)?;
            }
        }
        Ok(out)
    }

    /// The stand-in of a place in a row.
    fn placed(
        &self,
        spot: &Spot<'_>,
        row: (&Rows<'_>, usize),
        tally: &mut [Tally],
        scratch: &mut Scratch,
    ) -> Option<Placed> {
        let mut redrawn = Tally::default();
        let placed = place_of(self.work()?, row, spot, self.stays(), &mut redrawn, scratch);
        for at in [self.columns.city, self.columns.zip].into_iter().flatten() {
            tally.iter_mut().skip(at).take(1).for_each(|tally| tally.redrawn += redrawn.redrawn);
        }
        Some(placed)
    }

    /// Puts the stand-in of the `i`th cell of a column.
    fn put(
        &self,
        (at, cells, i): (Option<usize>, Option<&Cells>, usize),
        placed: Option<&str>,
        rows: &Rows<'_>,
        out: &mut Option<Cells>,
        tally: &mut [Tally],
    ) -> Result<()> {
        let (Some((at, column)), Some(cells), Some(out)) = (self.column(at), cells, out.as_mut()) else {
            return Ok(());
        };
        one(column, &self.works[at], cells, i, placed, rows, out, &mut tally[at])
    }
}

/// The cells of the columns of one place.
struct Three<'c> {
    city: Option<&'c Cells>,
    state: Option<&'c Cells>,
    zip: Option<&'c Cells>,
}

/// The cells of a row.
fn of_row(cells: Option<&Cells>, row: usize) -> Range<usize> {
    cells.map_or(0..0, |cells| cells.all_of_row(row))
}

/// The text of a row that has one.
fn text(cells: Option<&Cells>, of_row: Range<usize>) -> Option<&str> {
    let only = of_row.start..of_row.start.saturating_add(1);
    cells.filter(|_| of_row == only).and_then(|cells| cells.get(of_row.start)).filter(|text| !text.is_empty())
}

#[expect(clippy::too_many_arguments, reason = "a cell with all that it is treated by")]
fn one(
    column: &ColumnPolicy,
    work: &Work,
    cells: &Cells,
    i: usize,
    placed: Option<&str>,
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
                placed,
                out.out(),
            );
        }
        Some(placed) => out.out().extend_from_slice(placed.as_bytes()),
        // A state with a single place: nothing but a token is left.
        None => {
            let drawn = match work.tenant(rows, cells.row(i)) {
                Some(tenant) => work.keys.within(tenant).own.wide(text.as_bytes(), 0),
                None => work.keys.own.wide(text.as_bytes(), 0),
            };
            out.out().push(b't');
            token(&drawn, 25, out.out());
        }
    }
    out.end(State::Text);
    Ok(())
}
