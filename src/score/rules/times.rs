//! Nothing happens to somebody before birth or after death, and nothing ends before it begins.

use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::{Gauge, Outcome, Rule, Study};

/// Kinds that tell of a life itself, and are held against it elsewhere, or of the life of somebody else.
const LIFE: [&str; 3] = ["birth_date", "death_date", "kin_birth_date"];

/// Events in the life of a person.
struct Lives {
    place: String,
    at: usize,
    checked: u64,
    before: u64,
    after: u64,
}

pub(super) fn lives<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    if LIFE.contains(&of.columns[column].kind) || !has_person(study, table) {
        return None;
    }
    let at = of.columns[column].at?;
    Some(Box::new(Lives { place: of.place(column), at, checked: 0, before: 0, after: 0 }))
}

/// Whether a row of the table means a person whose birth is known.
pub(in crate::score) fn has_person(study: &Study, table: usize) -> bool {
    let of = &study.tables[table];
    of.of_kind("birth_date").is_some()
        || of.parent.as_ref().is_some_and(|parent| parent.link.is_some() && has_person(study, parent.table))
}

impl Gauge for Lives {
    fn see(&mut self, rows: &Rows<'_>) {
        if !rows.is_temporal(self.at) {
            return;
        }
        // A moment of the local day may lie on the day before or after in UTC.
        let slack = i32::from(rows.is_moment(self.at));
        for i in 0..rows.len() {
            let (Some(person), Some(day)) = (rows.person[i], rows.day(self.at, i)) else { continue };
            let Some(born) = person.born else { continue };
            self.checked += 1;
            self.before += u64::from(day < born - slack);
            self.after += u64::from(person.died.is_some_and(|died| day > died + slack));
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        if self.checked == 0 {
            return Vec::new();
        }
        [("event before birth", self.before), ("event after death", self.after)]
            .map(|(name, broken)| {
                let place = self.place.clone();
                Outcome::Rule(Rule { name: name.to_owned(), place, checked: self.checked, broken })
            })
            .into()
    }
}

/// Births and deaths themselves.
struct Births {
    place: String,
    at: usize,
    checked: u64,
    later: u64,
    dead_before: u64,
    old: u64,
}

pub(super) fn births<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let at = of.columns[column].at?;
    Some(Box::new(Births { place: of.place(column), at, checked: 0, later: 0, dead_before: 0, old: 0 }))
}

impl Gauge for Births {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let Some(born) = rows.day(self.at, i) else { continue };
            self.checked += 1;
            let died = rows.person[i].and_then(|person| person.died);
            self.dead_before += u64::from(died.is_some_and(|died| died < born));
            match rows.age(born) {
                None => self.later += 1,
                Some(age) => self.old += u64::from(age > 122),
            }
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        [
            ("birth after the epoch", self.later),
            ("death before birth", self.dead_before),
            ("older than 122 years", self.old),
        ]
        .map(|(name, broken)| {
            let place = self.place.clone();
            Outcome::Rule(Rule { name: name.to_owned(), place, checked: self.checked, broken })
        })
        .into()
    }
}

/// Two columns of a row of which one cannot be before the other.
struct Orders {
    place: String,
    first: usize,
    then: usize,
    checked: u64,
    broken: u64,
}

pub(super) fn orders<'a>(study: &'a Study, table: usize, column: usize) -> Vec<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let mut gauges: Vec<Box<dyn Gauge + 'a>> = Vec::new();
    let Some(at) = of.columns[column].at else { return gauges };
    for (input, turned) in [("after", false), ("before", true)] {
        let Some(other) = of.reads_here(column, input) else { continue };
        let Some(bound) = of.columns[other].at else { continue };
        let (first, then, place) = match turned {
            false => (bound, at, format!("{} and {}", of.place(other), of.columns[column].name)),
            true => (at, bound, format!("{} and {}", of.place(column), of.columns[other].name)),
        };
        gauges.push(Box::new(Orders { place, first, then, checked: 0, broken: 0 }));
    }
    gauges
}

impl Gauge for Orders {
    fn see(&mut self, rows: &Rows<'_>) {
        if !rows.is_temporal(self.first) || !rows.is_temporal(self.then) {
            return;
        }
        // Beside a date a moment counts as its day, which in UTC may be the one before.
        let moments = rows.is_moment(self.first) && rows.is_moment(self.then);
        let mixed = rows.is_moment(self.first) != rows.is_moment(self.then);
        for i in 0..rows.len() {
            let broken = if moments {
                let (first, then) = (rows.micros(self.first, i), rows.micros(self.then, i));
                first.zip(then).map(|(first, then)| then < first)
            } else {
                let (first, then) = (rows.day(self.first, i), rows.day(self.then, i));
                first.zip(then).map(|(first, then)| then + i32::from(mixed) < first)
            };
            if let Some(broken) = broken {
                self.checked += 1;
                self.broken += u64::from(broken);
            }
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        if self.checked == 0 {
            return Vec::new();
        }
        let name = "end before its beginning".to_owned();
        vec![Outcome::Rule(Rule { name, place: self.place, checked: self.checked, broken: self.broken })]
    }
}
