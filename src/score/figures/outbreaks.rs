//! Chains of infection: the days between the onsets of a case and its infector, and how many each case infects.

use super::delays::Classes;
use crate::kinds::Delay;
use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::tally::{Fed, Head, Tally};
use crate::score::{Gauge, Outcome, Rule, Study};
use std::collections::{HashMap, VecDeque};

/// Outbreaks are cut from so many neighbouring rows, so that an infector stands at most so far before.
const BLOCK: usize = 4_096;

/// A case that can still infect.
#[derive(Clone, Copy)]
struct Case {
    key: u64,
    onset: i32,
    infected: Option<i32>,
    others: u64,
}

struct Chains {
    place: String,
    key: usize,
    infector: usize,
    onset: usize,
    infection: Option<usize>,
    intervals: Option<Classes>,
    /// How often a case infects so many.
    counts: Vec<u64>,
    law: Vec<(u64, f64)>,
    recent: VecDeque<Case>,
    /// The numbers of recent cases by their keys, counted from the first of all.
    at: HashMap<u64, usize>,
    gone: usize,
    checked: u64,
    early: u64,
}

pub(super) fn chains<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let refers = of.columns[column].refers.filter(|refers| refers.table == table)?;
    let row = of.columns[column].tells?;
    let number = of
        .columns
        .get(row)
        .filter(|number| number.kind == "outbreak_row" && number.settings.text("who") == Some("infector"))?;
    let outbreak = number.reads.iter().find(|reads| reads.input == "of")?.cell?.1;
    let day = |what: &str| {
        let means = |days: usize| {
            let days = &of.columns[days];
            days.kind == "outbreak_day" && days.settings.text("of_what") == Some(what)
        };
        of.columns.iter().find(|c| c.sum.is_some_and(|(_, days)| means(days))).and_then(|c| c.at)
    };
    let mut settings = of.columns[outbreak].settings.clone();
    let interval = settings.get("interval").cloned();
    settings.values.extend([("min".to_owned(), crate::kinds::Value::Integer(1))]);
    settings.values.extend(interval.map(|law| ("law".to_owned(), law)));
    Some(Box::new(Chains {
        place: of.place(column),
        key: of.written(refers.column)?,
        infector: of.columns[column].at?,
        onset: day("onset")?,
        infection: day("infection"),
        intervals: Delay::of_number(&settings).map(Classes::new),
        counts: Vec::new(),
        law: crate::kinds::offspring_of(&settings),
        recent: VecDeque::new(),
        at: HashMap::new(),
        gone: 0,
        checked: 0,
        early: 0,
    }))
}

impl Chains {
    fn push(&mut self, case: Case) {
        self.at.insert(case.key, self.gone + self.recent.len());
        self.recent.push_back(case);
        if self.recent.len() > BLOCK {
            self.pop();
        }
    }

    fn pop(&mut self) {
        let Some(case) = self.recent.pop_front() else { return };
        self.gone += 1;
        self.at.remove(&case.key);
        let others = usize::try_from(case.others).unwrap_or(0);
        if self.counts.len() <= others {
            self.counts.resize(others + 1, 0);
        }
        self.counts[others] += 1;
    }

    fn infected_by(&mut self, key: u64, onset: i32, infected: Option<i32>) {
        let at = self.at.get(&key).and_then(|at| at.checked_sub(self.gone));
        let Some(by) = at.and_then(|at| self.recent.get_mut(at)) else { return };
        by.others += 1;
        self.checked += 1;
        let before = infected.zip(by.infected).is_some_and(|(own, other)| own <= other);
        self.early += u64::from(before || onset <= by.onset);
        if let Some(intervals) = &mut self.intervals {
            intervals.count(i64::from(onset) - i64::from(by.onset), i64::MAX);
        }
    }
}

impl Gauge for Chains {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let (Some(key), Some(onset)) = (rows.hash(self.key, i), rows.day(self.onset, i)) else {
                continue;
            };
            let infected = self.infection.and_then(|at| rows.day(at, i));
            if let Some(infector) = rows.hash(self.infector, i) {
                self.infected_by(infector, onset, infected);
            }
            self.push(Case { key, onset, infected, others: 0 });
        }
    }

    fn finish(mut self: Box<Self>, _people: &People) -> Vec<Outcome> {
        while !self.recent.is_empty() {
            self.pop();
        }
        let mut found = vec![Outcome::Rule(Rule {
            name: "infected before the infector".to_owned(),
            place: self.place.clone(),
            checked: self.checked,
            broken: self.early,
        })];
        let head = |name: &str, fed, source: &str| Head {
            name: name.to_owned(),
            place: self.place.clone(),
            fed,
            source: source.to_owned(),
        };
        if let Some(intervals) = &self.intervals {
            found.push(intervals.figure(head("serial intervals", Fed::In, "the schema")));
        }
        let mut tally = Tally::new();
        tally.class("", self.law.iter().map(|(n, share)| (n.to_string(), *share)));
        for (others, cases) in self.counts.iter().enumerate() {
            let cell = self.law.iter().position(|(n, _)| usize::try_from(*n) == Ok(others));
            (0..*cases).for_each(|_| tally.count(0, cell));
        }
        let source = "the schema's law of an outbreak that nothing ends; a full block or outbreak ends it";
        found.push(Outcome::Figure(tally.figure(head("cases that a case infects", Fed::Not, source), 1.0)));
        found
    }
}
