//! How long things take, against the laws of the schema.
//!
//! A delay that could not be longer than to some day is held against its law up to that day: each such day is a class. So
//! what has not happened yet makes no figure wrong.

use crate::kinds::Delay;
use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::tally::{Fed, Head, Tally};
use crate::score::{Gauge, Outcome, Study};
use std::collections::BTreeMap;

/// So many cells of about the same share.
const CELLS: u32 = 24;

/// The longest delay that is told apart, in days.
const LONGEST: i64 = 40_000;

/// Where a delay ends at the latest.
#[derive(Clone, Copy)]
enum Limit {
    Never,
    /// On a day of the row.
    At(usize),
    /// On the epoch, if nothing later is written.
    Epoch,
}

struct Delays {
    place: String,
    fed: Fed,
    source: &'static str,
    from: usize,
    to: usize,
    limit: Limit,
    /// Delays up to the limit, and, where it is only supposed, delays without any.
    tally: Classes,
    free: Option<Classes>,
    /// Whether anything lies after the epoch.
    later: bool,
}

/// Counts by the longest delay that was possible.
pub(super) struct Classes {
    delay: Delay,
    /// The last day of each cell.
    ends: Vec<i64>,
    /// From this limit on a class is that of all.
    whole: i64,
    classes: BTreeMap<i64, usize>,
    tally: Tally,
}

impl Classes {
    pub(super) fn new(delay: Delay) -> Self {
        let reach = |share: f64| {
            let (mut low, mut high) = (-1, LONGEST);
            while low + 1 < high {
                let middle = (low + high) / 2;
                if delay.upto(middle) < share { low = middle } else { high = middle }
            }
            high
        };
        let mut ends: Vec<i64> = (1..CELLS).map(|n| reach(f64::from(n) / f64::from(CELLS))).collect();
        ends.dedup();
        ends.push(i64::MAX);
        let whole = reach(0.999_999);
        Self { delay, ends, whole, classes: BTreeMap::new(), tally: Tally::new() }
    }

    /// Counts a delay that could have been this long at most.
    pub(super) fn count(&mut self, days: i64, most: i64) {
        let most = if most >= self.whole { i64::MAX } else { most };
        let class = match self.classes.get(&most) {
            Some(class) => *class,
            None => {
                let upto = |days: i64| if days == i64::MAX { 1.0 } else { self.delay.upto(days) };
                let mut below = 0.0;
                let law: Vec<(String, f64)> = self
                    .ends
                    .iter()
                    .zip(std::iter::once(&-1).chain(&self.ends))
                    .map(|(&end, &before)| {
                        let share = upto(end.min(most)) - below;
                        below += share;
                        (named(before + 1, end), share.max(0.0))
                    })
                    .collect();
                let name = if most == i64::MAX { String::new() } else { format!("at most {most} days") };
                let class = self.tally.class(name, law);
                self.classes.insert(most, class);
                class
            }
        };
        let cell = if days < 0 { None } else { self.ends.iter().position(|end| days <= *end) };
        self.tally.count(class, cell.filter(|_| days <= most));
    }

    pub(super) fn figure(&self, head: Head) -> Outcome {
        Outcome::Figure(self.tally.figure(head, 1.0))
    }
}

fn named(first: i64, last: i64) -> String {
    match last {
        i64::MAX => format!("{first} days and more"),
        last if last == first => format!("{first} days"),
        last => format!("{first}-{last} days"),
    }
}

pub(super) fn delays<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let it = &of.columns[column];
    if let Some((day, days)) = it.sum {
        let number = of.columns.get(days).filter(|days| days.kind == "integer")?;
        let law = || Delay::of_number(&number.settings).map(Classes::new);
        let (from, to) = (of.written(day)?, it.at?);
        return Some(Box::new(Delays {
            place: of.place(column),
            fed: Fed::In,
            source: "the schema, as far as it has happened",
            from,
            to,
            limit: Limit::Epoch,
            tally: law()?,
            free: Some(law()?),
            later: false,
        }));
    }
    // What ends with something else is told by its own law, as far as it comes first.
    let (at, drawn, is_least) = (it.at?, it.least.unwrap_or(column), it.least.is_some());
    let it = &of.columns[drawn];
    // Hours, weekdays and seasons move what the law alone would give.
    let moved = is_least
        || it.kind != "date"
        || it.settings.get("weekdays").is_some()
        || it.settings.get("season").is_some();
    let limit = if it.settings.get("within").is_some() {
        return None;
    } else if !of.has(drawn, "before") && !is_least {
        Limit::Never
    } else if of.is_epoch(drawn, "before") {
        Limit::At(usize::MAX)
    } else {
        match of.reads_written(drawn, "before") {
            Some(before) => Limit::At(before),
            // Where its end cannot be told, the law is that of what nothing ends.
            None if moved => Limit::Never,
            None => return None,
        }
    };
    let (fed, source) = match moved || of.parent.as_ref().is_some_and(|parent| parent.cut) {
        true => (Fed::Not, "the schema's law alone, without hours, weekdays and what is yet to come"),
        false => (Fed::In, "the schema"),
    };
    let tally = Classes::new(Delay::of_date(&it.settings)?);
    let (from, to, place) = (of.reads_written(drawn, "after")?, at, of.place(column));
    Some(Box::new(Delays { place, fed, source, from, to, limit, tally, free: None, later: false }))
}

impl Gauge for Delays {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let (Some(from), Some(to)) = (rows.day(self.from, i), rows.day(self.to, i)) else { continue };
            let days = i64::from(to) - i64::from(from);
            let upto = |end: i32| i64::from(end) - i64::from(from);
            let most = match self.limit {
                Limit::Never => i64::MAX,
                Limit::Epoch | Limit::At(usize::MAX) => upto(rows.epoch),
                // A day that is missing bounds nothing but by the epoch.
                Limit::At(at) => rows.day(at, i).map_or(upto(rows.epoch), upto),
            };
            self.later |= to > rows.epoch;
            self.tally.count(days, most);
            if let Some(free) = &mut self.free {
                free.count(days, i64::MAX);
            }
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let head = Head {
            name: "delays".to_owned(),
            place: self.place,
            fed: self.fed,
            source: self.source.to_owned(),
        };
        let tally = if self.later { self.free.unwrap_or(self.tally) } else { self.tally };
        vec![tally.figure(head)]
    }
}
