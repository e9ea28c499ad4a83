//! Diagnoses by sex and age.

use crate::kinds::DiagnosisLaw;
use crate::reference::Sex;
use crate::score::people::People;
use crate::score::rows::{Rows, age_on};
use crate::score::rules::has_person;
use crate::score::tally::{Fed, Head, Tally};
use crate::score::{Gauge, Outcome, Study};
use std::collections::{BTreeMap, HashMap};

/// The cell of each common code.
type Cells = HashMap<&'static str, usize>;

struct Diagnoses {
    place: String,
    law: DiagnosisLaw,
    code: usize,
    /// The day on which the age counts; the epoch where there is none.
    on: Option<usize>,
    /// Whether some of them are taken from what a person has.
    among: bool,
    /// By sex and age: the number of the class, and the cell of each code.
    classes: BTreeMap<(usize, u8), (usize, Cells)>,
    tally: Tally,
}

pub(super) fn diagnoses<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let it = &of.columns[column];
    let nodot = it.settings.text("style") == Some("code_nodot");
    // Without sex and birth the law is another, and a number takes each of a set.
    let told = ["sex", "born"].iter().all(|input| of.has(column, input));
    if !told || nodot || of.has(column, "nth") || of.has(column, "of") || !has_person(study, table) {
        return None;
    }
    let on = match of.has(column, "on") {
        true => Some(of.reads_written(column, "on")?),
        false => None,
    };
    let law = DiagnosisLaw::of(&it.settings)?;
    let (place, code, among) = (of.place(column), it.at?, of.has(column, "among"));
    let (classes, tally) = (BTreeMap::new(), Tally::new());
    Some(Box::new(Diagnoses { place, law, code, on, among, classes, tally }))
}

impl Diagnoses {
    fn class(&mut self, sex: usize, age: u8) -> &(usize, Cells) {
        let (law, tally) = (&self.law, &mut self.tally);
        self.classes.entry((sex, age)).or_insert_with(|| {
            let common = law.common(sex, age);
            let cells = common.iter().enumerate().map(|(cell, (code, _))| (*code, cell)).collect();
            let known: f64 = common.iter().map(|(_, share)| share).sum();
            let labels = common.iter().map(|(code, share)| ((*code).to_owned(), *share));
            let others = std::iter::once(("(others)".to_owned(), (1.0 - known).max(0.0)));
            let name = format!("{} {age}", if sex == 1 { "F" } else { "M" });
            (tally.class(name, labels.chain(others)), cells)
        })
    }
}

impl Gauge for Diagnoses {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let (Some(person), Some(code)) = (rows.person[i], rows.text_at(self.code, i)) else { continue };
            let sex = match person.sex {
                Some(Sex::Female) => 1,
                Some(Sex::Male) => 2,
                None => continue,
            };
            let day = self.on.map_or(Some(rows.epoch), |at| rows.day(at, i));
            let Some(age) = person.born.zip(day).and_then(|(born, day)| age_on(born, day)) else { continue };
            let (class, cells) = self.class(sex, u8::try_from(age.min(124)).unwrap_or(124));
            let cell = cells.get(code).copied().unwrap_or(cells.len());
            let class = *class;
            self.tally.count(class, Some(cell));
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let (fed, source) = match self.among {
            true => (Fed::Not, "seeds/codes/conditions.csv; a share is taken from what each person has"),
            false => (Fed::In, "seeds/codes/conditions.csv, and the tail of all codes"),
        };
        let head = Head {
            name: "diagnosis by sex and age".to_owned(),
            place: self.place,
            fed,
            source: source.to_owned(),
        };
        vec![Outcome::Figure(self.tally.figure(head, 1.0))]
    }
}
