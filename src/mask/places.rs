//! City, state and ZIP code of one original: their stand-ins are of one place, so that they agree.
//!
//! The city's stand-in is drawn from the city and its state, among the places of that state where the state stays, and of the
//! three digits where those stay; the ZIP code's from the ZIP code, among those of the city's stand-in.

use super::column::{ATTEMPTS, Rows, Work, replace_invalid, stays};
use super::memo::Memo;
use super::stand::{TOKEN, token};
use super::tally::Tally;
use crate::cells::{Cells, State};
use crate::draw::below;
use crate::error::Result;
use crate::kinds::{Laid, Read, lay_over};
use crate::plan::{ColumnPolicy, PlaceColumns, Profile, TablePolicy, Treatment};
use crate::reference::{places, places_of_state, states, zip3_suppressed};
use std::ops::Range;
use std::sync::OnceLock;

/// What is said of one place.
#[derive(Clone, Copy, Default)]
pub(super) struct Spot<'a> {
    /// The city.
    pub(super) city: Option<&'a [u8]>,
    /// The state, as its code or its name.
    pub(super) state: Option<&'a [u8]>,
    /// The ZIP code.
    pub(super) zip: Option<&'a [u8]>,
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

impl Placed {
    fn to_bytes(self) -> [u8; 8] {
        let [city, zip] = [self.city, self.zip]
            .map(|row| row.and_then(|row| u32::try_from(row).ok()).unwrap_or(u32::MAX).to_le_bytes());
        [city[0], city[1], city[2], city[3], zip[0], zip[1], zip[2], zip[3]]
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let row = |at: usize| {
            let row = u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
            Some((row != u32::MAX).then_some(row as usize))
        };
        Some(Self { city: row(0)?, zip: row(4)? })
    }
}

/// The code of a state, from its code or its name.
pub(super) fn state_code(text: &str) -> Option<&'static str> {
    state_row(text.as_bytes()).map(|row| states::CODE.get(row))
}

/// The row of a state, from its code or its name.
fn state_row(text: &[u8]) -> Option<usize> {
    if let [first, second] = text {
        return row_of_code(&[*first, *second]);
    }
    let text = std::str::from_utf8(text).ok()?.trim();
    if let [first, second] = text.as_bytes() {
        return row_of_code(&[*first, *second]);
    }
    (0..states::NAME.len()).find(|row| states::NAME.get(*row).eq_ignore_ascii_case(text))
}

fn row_of_code(code: &[u8; 2]) -> Option<usize> {
    /// The row of the state of each two letters, counted from one.
    static ROWS: OnceLock<Vec<u8>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| {
        let mut rows = vec![0; 26 * 26];
        for row in 0..states::CODE.len() {
            let place = states::CODE.get(row).as_bytes().first_chunk().and_then(letters);
            if let (Some(place), Ok(row)) = (place, u8::try_from(row + 1)) {
                rows[place] = row;
            }
        }
        rows
    });
    let row = letters(code).map_or(0, |at| rows[at]);
    usize::from(row).checked_sub(1)
}

/// The rows of places of a state that has any.
fn rows_of_state(row: usize) -> Option<crate::reference::U32> {
    static ROWS: OnceLock<Vec<Option<crate::reference::U32>>> = OnceLock::new();
    let of = |row: usize| places_of_state(states::CODE.get(row)).filter(|rows| !rows.is_empty());
    let all = ROWS.get_or_init(|| (0..states::CODE.len()).map(of).collect());
    all.get(row).copied().flatten()
}

/// The place of two letters among all pairs of them.
fn letters(pair: &[u8; 2]) -> Option<usize> {
    let [first, second] = pair.map(|byte| byte.to_ascii_uppercase());
    let both = first.is_ascii_uppercase() && second.is_ascii_uppercase();
    both.then(|| usize::from(first - b'A') * 26 + usize::from(second - b'A'))
}

/// The rows beside a row of places that are of the same city.
fn same_city(row: usize) -> Range<usize> {
    static RUNS: OnceLock<Vec<(u32, u32)>> = OnceLock::new();
    let runs = RUNS.get_or_init(|| {
        let mut runs: Vec<(u32, u32)> = Vec::with_capacity(places::ROWS);
        let same = |one: usize, other: usize| {
            places::CITY.get(one) == places::CITY.get(other)
                && places::STATE.get(one) == places::STATE.get(other)
        };
        let mut start = 0;
        while start < places::ROWS {
            let end = (start + 1..places::ROWS).find(|other| !same(start, *other)).unwrap_or(places::ROWS);
            let run = (u32::try_from(start).unwrap_or(0), u32::try_from(end).unwrap_or(0));
            runs.resize(end, run);
            start = end;
        }
        runs
    });
    let (start, end) = runs[row];
    start as usize..end as usize
}

/// Rows of places from which a stand-in is drawn.
enum Pool {
    State(crate::reference::U32),
    Rows(Range<usize>),
}

impl Pool {
    fn of(spot: &Spot<'_>, state: Option<usize>, stays: Stays) -> Self {
        let all = Self::Rows(0..places::ROWS);
        let mut zip = Vec::new();
        if stays.area && spot.zip.is_some_and(|text| Read::Zip.normalise(text, &mut zip)) {
            let area = zip[..3].iter().fold(0u32, |n, b| n * 10 + u32::from(b - b'0'));
            let rows = places::ZIP.lower_bound(area * 100)..places::ZIP.lower_bound((area + 1) * 100);
            if !rows.is_empty() && u16::try_from(area).is_ok_and(|area| !zip3_suppressed(area)) {
                return Self::Rows(rows);
            }
        }
        state.filter(|_| stays.state).and_then(rows_of_state).map_or(all, Self::State)
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

    /// A row of it, where all of them are of one city.
    fn one_city(&self) -> Option<usize> {
        match self {
            Self::Rows(rows) => (same_city(rows.start).end >= rows.end).then_some(rows.start),
            Self::State(_) => None,
        }
    }

    /// The ZIP codes beside a row that are of the same city.
    fn beside(&self, row: usize) -> Range<usize> {
        let limits = match self {
            Self::Rows(rows) => rows.clone(),
            Self::State(_) => 0..places::ROWS,
        };
        let run = same_city(row);
        run.start.max(limits.start)..run.end.min(limits.end)
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
    said: Vec<u8>,
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
    let state = spot.state.and_then(state_row);
    let pool = Pool::of(spot, state, stays);
    let Scratch { city, zip, hashed, own, .. } = scratch;
    [&mut *city, &mut *zip, &mut *hashed].into_iter().for_each(Vec::clear);
    let has_city = spot.city.is_some_and(|text| Read::Words.normalise(text, city));
    let has_zip = spot.zip.is_some_and(|text| Read::Zip.normalise(text, zip));
    hashed.extend_from_slice(if has_city { city } else { zip });
    if let Some(state) = state.filter(|_| has_city) {
        hashed.push(0);
        hashed.extend_from_slice(states::CODE.get(state).as_bytes());
    }
    let heads = heads_of(city);
    let key = &work.keys.own;
    let mut is_same = |row: usize| {
        own.clear();
        let name = places::CITY.get(row);
        has_city
            && heads_of(name.as_bytes()).could_meet(heads)
            && Read::Words.normalise(name, own)
            && is_within(own, city)
    };
    let mut left = Placed { city: None, zip: None };
    if pool.one_city().is_some_and(|row| stays.area && is_same(row)) {
        // Nothing else could be drawn.
        tally.redrawn += 1;
        return left;
    }
    for attempt in 0..ATTEMPTS {
        let [word, _] = key.hash(hashed, attempt);
        let row = pool.pick(word);
        let same_city = is_same(row);
        let beside = pool.beside(row);
        let [_, word] = key.hash(zip, attempt);
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
        tally.redrawn += u64::from(attempt == 0);
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

/// With which letters the words of a name begin, and with which the first of them.
#[derive(Clone, Copy)]
struct Heads {
    first: u32,
    all: u32,
}

fn heads_of(name: &[u8]) -> Heads {
    let mut heads = Heads { first: 0, all: 0 };
    let mut within = false;
    for byte in name {
        let word = byte.is_ascii_alphanumeric() || !byte.is_ascii();
        if word && !within {
            // What is no letter of ASCII stands for any letter.
            let bit = if byte.is_ascii_alphabetic() { 1 << (byte & 31) } else { u32::MAX };
            heads.first |= if heads.all == 0 { bit } else { 0 };
            heads.all |= bit;
        }
        within = word;
    }
    heads
}

impl Heads {
    /// Whether one of both names could begin as a word of the other does.
    fn could_meet(self, other: Self) -> bool {
        self.first & other.all != 0 || other.first & self.all != 0
    }
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
        memos: &mut [Memo],
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
        let mut normalised = Vec::new();
        for row in 0..count {
            let (cities, zips) = (of_row(of.city, row), of_row(of.zip, row));
            let single = cities.len() <= 1 && zips.len() <= 1;
            let both = Spot {
                city: text(of.city, cities.clone()),
                state: text(of.state, of_row(of.state, row)),
                zip: text(of.zip, zips.clone()),
            };
            let spot_of = |city: Option<&'c [u8]>, zip: Option<&'c [u8]>| {
                if single { both } else { Spot { city, zip, ..both } }
            };
            // Of one place both are drawn at once.
            let once = single.then(|| self.once(&both, (rows, row), memos, tally, &mut scratch)).flatten();
            for i in cities {
                let spot = spot_of(of.city.and_then(|cells| value(cells, i)), None);
                let placed = once.or_else(|| self.placed(&spot, (rows, row), tally, &mut scratch));
                let name = placed.and_then(|p| p.city).map(|row| places::CITY.get(row).as_bytes());
                self.put((self.columns.city, of.city, i), name, rows, (&mut out.0, &mut normalised), tally)?;
            }
            for i in zips.clone().filter(|_| zip_at.is_some()) {
                let spot = spot_of(None, of.zip.and_then(|cells| value(cells, i)));
                let placed = once.or_else(|| self.placed(&spot, (rows, row), tally, &mut scratch));
                let code = placed.and_then(|p| p.zip).map(five);
                let code = code.as_ref().map(<[u8; 5]>::as_slice);
                self.put((zip_at, of.zip, i), code, rows, (&mut out.1, &mut normalised), tally)?;
            }
        }
        Ok(out)
    }

    /// What is remembered of its places.
    fn memo<'m>(&self, memos: &'m mut [Memo]) -> Option<&'m mut Memo> {
        memos.get_mut(self.columns.city.or(self.columns.zip)?)
    }

    /// The stand-in of a place in a row, which may be remembered.
    fn once(
        &self,
        spot: &Spot<'_>,
        row: (&Rows<'_>, usize),
        memos: &mut [Memo],
        tally: &mut [Tally],
        scratch: &mut Scratch,
    ) -> Option<Placed> {
        let scoped = self.work().is_some_and(|work| work.scoped);
        let memo = self.memo(memos).filter(|_| !scoped);
        let Some(memo) = memo.and_then(|memo| memo.remembers().then_some(memo)) else {
            return self.placed(spot, row, tally, scratch);
        };
        let mut said = std::mem::take(&mut scratch.said);
        said.clear();
        for part in [spot.city, spot.state, spot.zip] {
            said.extend_from_slice(part.unwrap_or_default());
            said.push(0);
        }
        let found = memo.find(State::Text, &said).and_then(|at| Placed::from_bytes(memo.at(at).1));
        let placed = found.or_else(|| {
            let before = self.redrawn(tally);
            let placed = self.placed(spot, row, tally, scratch)?;
            // What was drawn again is counted whenever it comes.
            if self.redrawn(tally) == before {
                memo.put((State::Text, &said), (State::Text, &placed.to_bytes()));
            }
            Some(placed)
        });
        scratch.said = said;
        placed
    }

    /// How many of the group's values were drawn again.
    fn redrawn(&self, tally: &[Tally]) -> u64 {
        let columns = [self.columns.city, self.columns.zip].into_iter().flatten();
        columns.filter_map(|at| tally.get(at)).map(|tally| tally.redrawn).sum()
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
        placed: Option<&[u8]>,
        rows: &Rows<'_>,
        (out, scratch): (&mut Option<Cells>, &mut Vec<u8>),
        tally: &mut [Tally],
    ) -> Result<()> {
        let (Some((at, column)), Some(cells), Some(out)) = (self.column(at), cells, out.as_mut()) else {
            return Ok(());
        };
        one((column, &self.works[at]), cells, i, placed, rows, (out, scratch), &mut tally[at])
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
fn text(cells: Option<&Cells>, of_row: Range<usize>) -> Option<&[u8]> {
    let only = of_row.start..of_row.start.saturating_add(1);
    cells
        .filter(|_| of_row == only)
        .and_then(|cells| value(cells, of_row.start))
        .filter(|text| !text.is_empty())
}

/// The bytes of a cell that has a value.
fn value(cells: &Cells, i: usize) -> Option<&[u8]> {
    cells.state(i).is_value().then(|| cells.bytes(i))
}

fn one(
    (column, work): (&ColumnPolicy, &Work),
    cells: &Cells,
    i: usize,
    placed: Option<&[u8]>,
    rows: &Rows<'_>,
    (out, scratch): (&mut Cells, &mut Vec<u8>),
    tally: &mut Tally,
) -> Result<()> {
    if stays(column, cells, i, tally) {
        out.push(cells.state(i), cells.bytes(i));
        return Ok(());
    }
    let text = cells.bytes(i);
    if !work.read.has_form(text, scratch) {
        return replace_invalid(column, work, cells, i, rows, out, tally);
    }
    match placed {
        Some(placed) if rows.profile == Profile::Pseudonymised => {
            lay_over(
                if column.kind.name == "city" { Laid::Case } else { Laid::None },
                text,
                placed,
                out.out(),
            );
        }
        Some(placed) => out.out().extend_from_slice(placed),
        // A state with a single place: nothing but a token is left.
        None => {
            let drawn = match work.tenant(rows, cells.row(i)) {
                Some(tenant) => work.keys.within(tenant).own.wide(text, 0),
                None => work.keys.own.wide(text, 0),
            };
            out.out().push(b't');
            token(&drawn, TOKEN, out.out());
        }
    }
    out.end(State::Text);
    Ok(())
}
