//! How rows come and go: the growth of a root table, and the moments at which rows enter, leave and retire.
//!
//! The as-of date keys no stream and only cuts. Rows are drawn to the schema's horizon, whatever the date; a row is
//! written if it has entered by the end of the as-of date (UTC) and has not left, and so have all rows above it. What a
//! table gains after the epoch arrives in the order of its rows' numbers, so that those that are there by a day are
//! counted and not searched.

use super::tables::Draft;
use super::{Column, Source, Table};
use crate::calendar::DAY;
use crate::draw::{Key, Rows, Slots, Width, unit};
use crate::error::{Problem, Problems};
use crate::kinds::Settings;
use crate::kinds::time::Calendar;
use crate::schema::{self, Document};
use arrow::datatypes::DataType;
use std::sync::OnceLock;

/// How the rows of a table come and go.
#[derive(Default)]
pub struct Life {
    /// How many rows there are at the epoch, where the table is a root: what a run is asked for.
    pub at_epoch: u64,
    /// What a root table gains after the epoch.
    pub arrivals: Option<Arrivals>,
    /// The level of the root above, if the root gains rows: 0 for the table itself.
    pub grows: Option<usize>,
    /// The moments that a row has, and those of the rows above it.
    pub moments: Vec<Moment>,
    /// Rows from this number on have not entered as of the date.
    pub reach: u64,
}

/// A column with a moment in the life of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What happens then.
    pub event: Event,
    /// 0 for a column of the row itself, 1 for one of its parent's.
    pub level: usize,
    /// The column of that table.
    pub column: usize,
}

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// From now on it is there; NULL means never.
    Enters,
    /// From now on it is not there; NULL means never.
    Leaves,
    /// From now on no row that enters refers to it; NULL means never.
    Retires,
}

impl Life {
    /// Whether rows enter, also by growth.
    pub fn enters(&self) -> bool {
        self.grows.is_some() || self.has(Event::Enters)
    }

    /// Whether something of this sort happens to a row or to one above it.
    pub fn has(&self, event: Event) -> bool {
        self.moments.iter().any(|moment| moment.event == event)
    }

    /// Whether it depends on the row's moments, beside its number, that it is there.
    pub fn is_cut(&self) -> bool {
        self.has(Event::Enters) || self.has(Event::Leaves)
    }
}

/// Rows between two sorted stretches: within such a block arrivals are as irregular as chance has them.
const BLOCK: u64 = 64;

/// What a root table gains after its epoch: the day of arrival of each row, in the order of their numbers.
#[derive(Clone, Debug)]
pub struct Arrivals {
    key: Key,
    calendar: Calendar,
    /// What all days up to the epoch weigh.
    from: u64,
    /// The weight of days that brings one row.
    each: f64,
    first_day: i32,
    last_day: i32,
    /// The rows that are there before anything arrives.
    before: u64,
    total: u64,
    /// How many have arrived by the end of each day, from the first on; counted when it is first asked for.
    by_day: OnceLock<Vec<u64>>,
}

/// Days of which so many are counted once: more of them are counted again each time.
const MOST_DAYS: i32 = 1 << 14;

impl Arrivals {
    /// The rows of the table that are there by the end of a day.
    pub fn reach(&self, day: i32) -> u64 {
        self.before + self.count(day).min(self.total)
    }

    /// The same, for those who ask of many days: all are counted when the first is asked for.
    pub fn reach_of_many(&self, day: i32) -> u64 {
        self.before + self.arrived(day).min(self.total)
    }

    /// How many rows arrive by the end of a day, which many rows of a batch ask for.
    fn arrived(&self, day: i32) -> u64 {
        if self.last_day.saturating_sub(self.first_day) > MOST_DAYS {
            return self.count(day);
        }
        let by_day =
            self.by_day.get_or_init(|| (self.first_day..=self.last_day).map(|day| self.count(day)).collect());
        match usize::try_from(i64::from(day) - i64::from(self.first_day)) {
            Ok(at) => by_day.get(at).copied().unwrap_or(self.total),
            Err(_before) => 0,
        }
    }

    /// The day on which a row arrives; `None` for a row that is there from the beginning.
    pub fn days(&self, rows: &Rows) -> Vec<Option<i32>> {
        let mut block: Option<(u64, Vec<f64>)> = None;
        rows.iter()
            .map(|row| {
                let n = row.checked_sub(self.before)?;
                if block.as_ref().is_none_or(|(number, _)| *number != n / BLOCK) {
                    block = Some((n / BLOCK, self.block(n / BLOCK)));
                }
                let weights = block.as_ref().map(|(_, weights)| weights.as_slice()).unwrap_or_default();
                usize::try_from(n % BLOCK).ok().and_then(|i| weights.get(i)).map(|weight| self.day(*weight))
            })
            .collect()
    }

    /// The weights, counted from the epoch on, at which the rows of a block arrive: in order.
    #[expect(clippy::cast_precision_loss, reason = "rows are numbered below 2^53")]
    fn block(&self, number: u64) -> Vec<f64> {
        let start = number * BLOCK;
        let slots = Slots::fill(&self.key, &Rows::from(start..start + BLOCK), Width::Two);
        let mut places: Vec<f64> = slots.firsts().map(|word| unit(word) * BLOCK as f64).collect();
        places.sort_by(f64::total_cmp);
        places.iter().map(|place| (start as f64 + place) * self.each).collect()
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a weight within the calendar"
    )]
    fn day(&self, weight: f64) -> i32 {
        self.calendar.day_at(self.from.saturating_add(weight as u64))
    }

    /// How many rows arrive by the end of a day.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "weights and rows are below 2^53 where they matter, and the guess is mended by the blocks around it"
    )]
    fn count(&self, day: i32) -> u64 {
        if day < self.first_day || self.each.is_infinite() {
            return 0;
        }
        let limit = self.calendar.before(day.saturating_add(1)).saturating_sub(self.from) as f64;
        let guess = ((limit / self.each) as u64 / BLOCK).saturating_sub(1);
        let there =
            |number: u64| self.block(number).iter().filter(|weight| libm::floor(**weight) < limit).count();
        guess * BLOCK + (guess..guess + 3).map(|number| there(number) as u64).sum::<u64>()
    }
}

/// Days of the years over which a year's weight is taken.
const FOUR_YEARS: i32 = 1_461;

/// Reads what a root table gains; `rows` is what it has at the epoch.
pub(super) fn arrivals(
    document: &Document,
    (doc, seed): (&schema::Table, u64),
    rows: u64,
    problems: &mut Problems,
) -> Option<Arrivals> {
    let growth = doc.growth.as_ref()?;
    let (epoch, horizon) = (document.epoch.value, document.horizon.value);
    let mut settings = Settings::default();
    for (name, written) in [("weekdays", &growth.weekdays), ("season", &growth.season)] {
        if let Some(value) = written.as_ref().and_then(|value| super::arguments::plain(&value.value)) {
            settings.values.insert(name.to_owned(), value);
        }
    }
    let calendar = match Calendar::of(&settings) {
        Ok(calendar) if calendar.knows(epoch, horizon.saturating_add(FOUR_YEARS)) => calendar,
        Ok(_) => {
            problems.push(Problem::new(growth.span, "a table can grow in the years 1800 to 2190 only"));
            return None;
        }
        Err(fault) => {
            let at = [(&growth.weekdays, "weekdays"), (&growth.season, "season")];
            let span = at.iter().find(|(_, name)| fault.param == Some(name)).and_then(|(w, _)| w.as_ref());
            let mut problem = Problem::new(span.map_or(growth.span, |s| s.span), fault.message.clone());
            problem.help.clone_from(&fault.help);
            problems.push(problem);
            return None;
        }
    };
    let first_day = epoch.saturating_add(1);
    let from = calendar.before(first_day);
    #[expect(clippy::cast_precision_loss, reason = "the weight of four years and rows are below 2^53")]
    let each = {
        let share = growth.per_year.as_ref().map(|share| share.value * rows as f64);
        let yearly = share.or(growth.rows_per_year.as_ref().map(|r| r.value)).unwrap_or(0.0);
        (calendar.before(first_day + FOUR_YEARS) - from) as f64 / (yearly * 4.0)
    };
    let key = Key::new(seed, &[&doc.name.value, "arrival"]);
    let (last_day, by_day) = (horizon, OnceLock::new());
    let mut arrivals =
        Arrivals { key, calendar, from, each, first_day, last_day, before: rows, total: 0, by_day };
    arrivals.total = arrivals.count(horizon);
    Some(arrivals)
}

/// Gives a table the moments that it states, and those of the tables above it.
pub(super) fn moments(doc: &schema::Table, parent: Option<&Life>, problems: &mut Problems) -> Vec<Moment> {
    let stated = [(Event::Enters, &doc.enters), (Event::Leaves, &doc.leaves), (Event::Retires, &doc.retires)];
    let mut moments = Vec::new();
    for (event, name) in stated {
        let Some(name) = name else { continue };
        match doc.columns.iter().position(|column| column.name.value == name.value) {
            Some(column) => moments.push(Moment { event, level: 0, column }),
            None => {
                let message = format!("there is no column `{}` in `{}`", name.value, doc.name.value);
                let known = doc.columns.iter().map(|c| c.name.value.as_str());
                problems.push(Problem::new(name.span, message).suggest(&name.value, known));
            }
        }
    }
    let above = parent.into_iter().flat_map(|life| &life.moments);
    moments.extend(above.map(|moment| Moment { level: moment.level + 1, ..*moment }));
    moments
}

/// The life of a table under its parent.
pub(super) fn below(drafts: &[Draft<'_>], table: usize, parent: usize, problems: &mut Problems) -> Life {
    let (draft, above) = (&drafts[table], &drafts[parent]);
    let outside = if above.edge.is_some() { above.fixed } else { 0 };
    let parents = above.life.reach.saturating_sub(outside);
    let children = draft.edge.as_ref().map_or(0, |edge| edge.start(parents));
    Life {
        at_epoch: 0,
        arrivals: None,
        grows: above.life.grows.map(|level| level + 1),
        moments: moments(draft.doc, Some(&above.life), problems),
        reach: (children + draft.fixed).min(draft.rows),
    }
}

/// Reports moments that are none, and columns that depend on the as-of date where values must stay.
pub(super) fn check(document: &Document, tables: &[Table], problems: &mut Problems) {
    for (doc, table) in document.tables.iter().zip(tables) {
        for moment in table.life.moments.iter().filter(|moment| moment.level == 0) {
            let column = &table.columns[moment.column];
            let stated = match moment.event {
                Event::Enters => &doc.enters,
                Event::Leaves => &doc.leaves,
                Event::Retires => &doc.retires,
            };
            let span = stated.as_ref().map(|s| s.span).unwrap_or_default();
            // Of a column whose problem was reported already nothing more can be said.
            if column.kind.is_none() {
                continue;
            }
            if !matches!(column.data_type, DataType::Date32 | DataType::Timestamp(..)) {
                let message = format!("`{}` is neither a date nor a timestamp", column.name);
                problems.push(Problem::new(span, message));
            } else if column.follows {
                problems.push(stays(span, column, "decides which rows are there"));
            }
        }
        for (c, column) in table.columns.iter().enumerate().filter(|(_, column)| column.follows) {
            let keyed = column.unique || table.primary_key.contains(&c);
            if keyed || table.unique.iter().any(|group| group.contains(&c)) {
                problems.push(stays(doc.columns[c].name.span, column, "is part of a key"));
            }
        }
        for (c, column) in table.columns.iter().enumerate() {
            if let Source::Reference(reference) = &column.source {
                let taken = &tables[reference.table].columns[reference.column];
                if taken.follows && column.kind.is_some() {
                    problems.push(stays(doc.columns[c].name.span, taken, "is taken by a reference"));
                }
            }
        }
    }
}

fn stays(span: crate::error::Span, column: &Column, why: &str) -> Problem {
    let message = format!("`{}` depends on the as-of date and {why}, so it must stay as it is", column.name);
    Problem::new(span, message)
        .help("draw the whole history in a hidden column, and cut or derive from it in another")
}

/// The end of a day, the first microsecond that is not part of it.
pub fn end_of(day: i32) -> i64 {
    (i64::from(day) + 1) * DAY
}
