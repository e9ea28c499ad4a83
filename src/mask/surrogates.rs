//! Stand-ins for the cells of one column: the values gathered, made together, and put in the places of their originals.

use super::column::{ATTEMPTS, Rows, Work, replace_invalid, state_for, stays};
use super::ledger::Ledger;
use super::memo::Memo;
use super::stand::{Keys, Stands, TOKEN, Wanted, token};
use super::tally::Tally;
use super::texts::Texts;
use crate::cells::Cells;
use crate::error::Result;
use crate::kinds::{is_laid, lay_over};
use crate::plan::ColumnPolicy;
use std::borrow::Cow;
use std::collections::HashMap;

/// The values of a block that get a stand-in.
struct Chosen<'a> {
    originals: Vec<&'a [u8]>,
    normalised: Texts,
}

impl Chosen<'_> {
    fn with_capacity(n: usize) -> Self {
        Self { originals: Vec::with_capacity(n), normalised: Texts::with_capacity(n) }
    }
}

/// What takes the place of a cell.
#[derive(Clone, Copy)]
enum Source {
    /// The cell itself.
    Left,
    /// Something for a value that is none of its kind.
    Invalid,
    /// What lies in a memo.
    Known(u32),
    /// What was made of a value of a group.
    Made(u32, u32),
}

/// A place in a block, whose records are held to 64 MiB together.
#[expect(clippy::cast_possible_truncation, reason = "a block has less than 2^32 cells")]
const fn small(place: usize) -> u32 {
    place as u32
}

/// Puts a stand-in in the place of every value.
pub(super) fn surrogates(
    (column, work, stands): (&ColumnPolicy, &Work, &Stands),
    cells: &Cells,
    rows: &Rows<'_>,
    (ledger, memo): (Option<&Ledger>, &mut Memo),
    tally: &mut Tally,
) -> Result<Cells> {
    // Tenants have keys of their own, so their rows are made apart.
    let mut groups: Vec<(Option<Vec<u8>>, Chosen<'_>)> = vec![(None, Chosen::with_capacity(cells.len()))];
    let mut by_tenant: HashMap<Vec<u8>, usize> = HashMap::new();
    let mut sources = vec![Source::Left; cells.len()];
    for (i, source) in sources.iter_mut().enumerate() {
        if stays(column, cells, i, tally) {
            continue;
        }
        let text = cells.bytes(i);
        if let Some(at) = memo.find_cell(cells, i) {
            *source = Source::Known(small(at));
            continue;
        }
        let group = match work.tenant(rows, cells.row(i)) {
            None => 0,
            Some(tenant) => *by_tenant.entry(tenant.to_vec()).or_insert_with(|| {
                groups.push((Some(tenant.to_vec()), Chosen::with_capacity(8)));
                groups.len() - 1
            }),
        };
        let chosen = &mut groups[group].1;
        if work.normalise(text, chosen.normalised.out()) {
            chosen.normalised.end();
            *source = Source::Made(small(group), small(chosen.originals.len()));
            chosen.originals.push(text);
        } else {
            chosen.normalised.undo();
            *source = Source::Invalid;
        }
    }
    let mut made: Vec<Made<'_>> = Vec::with_capacity(groups.len());
    for (tenant, chosen) in groups {
        let keys = match &tenant {
            Some(tenant) => Cow::Owned(work.keys.within(tenant)),
            None => Cow::Borrowed(&work.keys),
        };
        let (texts, again) = make(work, stands, &keys, &chosen, ledger)?;
        tally.redrawn += again.len() as u64;
        made.push(Made { chosen, texts, again });
    }
    let out = assemble((column, work), cells, rows, (&sources, &made), memo, tally)?;
    if !work.scoped {
        remember(cells, &out, &sources, &made, memo);
    }
    Ok(out)
}

impl Clone for Keys {
    fn clone(&self) -> Self {
        // Only `Cow` asks for this, and it never clones what it borrows here.
        self.within(b"")
    }
}

/// What was made for the values of one group.
struct Made<'a> {
    chosen: Chosen<'a>,
    texts: Texts,
    /// Those that were drawn again, in order.
    again: Vec<usize>,
}

/// Makes the stand-ins of some values, and draws again those that equal their original, of which it gives the numbers.
fn make(
    work: &Work,
    stands: &Stands,
    keys: &Keys,
    chosen: &Chosen<'_>,
    ledger: Option<&Ledger>,
) -> Result<(Texts, Vec<usize>)> {
    let wanted = Wanted { normalised: &chosen.normalised, originals: &chosen.originals, attempt: 0, ledger };
    let made = stands.make(keys, &wanted)?;
    if stands.is_one_to_one() {
        return Ok((made, Vec::new()));
    }
    let mut scratch = Vec::new();
    let mut is_unfit = |i: usize, text: &[u8]| {
        text.eq_ignore_ascii_case(chosen.originals[i])
            || work.read.is(text, chosen.normalised.get(i), &mut scratch)
            || within(text, work.most).len() < text.len()
    };
    let again: Vec<usize> = (0..made.len()).filter(|i| is_unfit(*i, made.get(*i))).collect();
    if again.is_empty() {
        return Ok((made, again));
    }
    let mut out = Texts::with_capacity(made.len());
    let mut next = again.iter().copied().peekable();
    for i in 0..made.len() {
        if next.next_if_eq(&i).is_none() {
            out.push(made.get(i));
            continue;
        }
        let mut one = Texts::default();
        one.push(chosen.normalised.get(i));
        let originals = [chosen.originals[i]];
        // A part of a longer one, where none is as short as it must be.
        let first = within(made.get(i), work.most);
        let mut cut = (!is_unfit(i, first)).then(|| first.to_vec());
        let mut found = None;
        let attempts = if stands.is_cut_first() && cut.is_some() { 0 } else { ATTEMPTS };
        for attempt in 1..=attempts {
            let wanted = Wanted { normalised: &one, originals: &originals, attempt, ledger };
            let again = stands.make(keys, &wanted)?;
            if !is_unfit(i, again.get(0)) {
                found = Some(again.get(0).to_vec());
                break;
            }
            let part = within(again.get(0), work.most);
            cut = cut.or_else(|| (!is_unfit(i, part)).then(|| part.to_vec()));
        }
        match found.or(cut) {
            Some(again) => out.push(&again),
            // A kind with a single value: nothing but a token is left.
            None => {
                let mut text = vec![b't'];
                token(&keys.own.wide(chosen.normalised.get(i), 0), TOKEN, &mut text);
                out.push(within(&text, work.most));
            }
        }
    }
    Ok((out, again))
}

/// As much of a text as may stand in a column with at most so many characters.
fn within(text: &[u8], most: Option<usize>) -> &[u8] {
    let Some(most) = most.filter(|most| text.len() > *most) else { return text };
    let begins = |(_, byte): &(usize, &u8)| !matches!(byte, 0x80..=0xbf);
    text.iter().enumerate().filter(begins).nth(most).map_or(text, |(at, _)| &text[..at])
}

fn assemble(
    (column, work): (&ColumnPolicy, &Work),
    cells: &Cells,
    rows: &Rows<'_>,
    (sources, made): (&[Source], &[Made<'_>]),
    memo: &Memo,
    tally: &mut Tally,
) -> Result<Cells> {
    let mut out = Cells::like(cells);
    for (i, source) in sources.iter().enumerate() {
        match *source {
            Source::Left => {
                cells.append_to(i, out.out());
                out.end(cells.state(i));
            }
            Source::Invalid => replace_invalid(column, work, cells, i, rows, &mut out, tally)?,
            Source::Known(at) => memo.append_to(at as usize, &mut out),
            Source::Made(group, at) => {
                let (made, at) = (&made[group as usize], at as usize);
                let original = made.chosen.originals[at];
                if is_laid(work.lay, original, made.texts.get(at)) {
                    made.texts.append_to(at, out.out());
                } else {
                    lay_over(work.lay, original, made.texts.get(at), out.out());
                }
                let state = state_for(cells.state(i), out.unfinished());
                out.end(state);
            }
        }
    }
    Ok(out)
}

/// Remembers what was made; not what was drawn again, so that it is counted whenever it comes.
fn remember(cells: &Cells, out: &Cells, sources: &[Source], made: &[Made<'_>], memo: &mut Memo) {
    if !memo.remembers() {
        return;
    }
    for (i, source) in sources.iter().enumerate() {
        if let Source::Made(group, at) = *source
            && made[group as usize].again.binary_search(&(at as usize)).is_err()
        {
            memo.put_cell(cells, out, i);
        }
    }
}
