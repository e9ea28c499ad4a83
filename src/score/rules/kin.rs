//! Who can be whose: a minor has a guardian, and a parent is fifteen years older at least.

use crate::kinds::Kinship;
use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::{Gauge, Outcome, Rule, Study};
use std::collections::HashSet;

/// Days of which fifteen completed years have at least so many.
const FIFTEEN_YEARS: i32 = 5_478;

/// The age from which on nobody needs a guardian.
const OF_AGE: usize = 18;

/// What contacts are to the persons above them.
struct Contacts {
    place: String,
    relationship: usize,
    born: Option<usize>,
    minors: HashSet<u32>,
    guarded: HashSet<u32>,
    pairs: u64,
    too_close: u64,
}

/// The gauge of a column that says what a contact is to the person above it, or of the births that follow such a column.
pub(super) fn contacts<'a>(study: &'a Study, table: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    of.parent.as_ref()?.link?;
    let births = of.columns.iter().position(|column| column.kind == "kin_birth_date");
    let told = births.and_then(|births| of.reads_here(births, "relationship"));
    let drawn = || of.columns.iter().position(|column| column.kind == "relationship");
    let column = told.or_else(drawn)?;
    Some(Box::new(Contacts {
        place: of.place(column),
        relationship: of.written(column)?,
        born: births.and_then(|births| of.written(births)),
        minors: HashSet::new(),
        guarded: HashSet::new(),
        pairs: 0,
        too_close: 0,
    }))
}

impl Gauge for Contacts {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let (Some(parent), Some(person)) = (rows.parent[i], rows.person[i]) else { continue };
            let Some(born) = person.born else { continue };
            let kinship = rows.text_at(self.relationship, i).and_then(Kinship::of);
            if rows.age(born).is_some_and(|age| age < OF_AGE) {
                self.minors.insert(parent);
                if kinship.is_some_and(|kinship| kinship.guardian) {
                    self.guarded.insert(parent);
                }
            }
            let own = self.born.and_then(|at| rows.day(at, i));
            if let (Some(own), Some(kinship)) = (own, kinship.filter(|k| k.parent || k.child)) {
                self.pairs += 1;
                let older = if kinship.parent { born - own } else { own - born };
                self.too_close += u64::from(older < FIFTEEN_YEARS);
            }
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let alone = self.minors.difference(&self.guarded).count() as u64;
        let rule = |name: &str, checked, broken| {
            Outcome::Rule(Rule { name: name.to_owned(), place: self.place.clone(), checked, broken })
        };
        let mut found = vec![rule("minor without guardian", self.minors.len() as u64, alone)];
        if self.born.is_some() {
            found.push(rule("parent less than fifteen years older", self.pairs, self.too_close));
        }
        found
    }
}
