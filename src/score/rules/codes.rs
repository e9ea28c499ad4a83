//! Diagnoses that the sex or the age of a person rules out.

use super::times::has_person;
use crate::reference::{Sex, icd10cm, icd10cm_age_range};
use crate::score::people::People;
use crate::score::rows::{Rows, age_on};
use crate::score::{Gauge, Outcome, Rule, Study};

struct Diagnoses {
    place: String,
    code: usize,
    /// What stands between several codes.
    separator: String,
    /// The day on which the age counts, where one is written; `None` where it cannot be told.
    on: Option<Option<usize>>,
    checked: u64,
    unknown: u64,
    by_sex: u64,
    by_age: u64,
}

pub(super) fn diagnoses<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    if !has_person(study, table) {
        return None;
    }
    let on = match of.has(column, "on") {
        true => of.reads_written(column, "on").map(Some),
        false => Some(None),
    };
    let code = of.columns[column].at?;
    let separator = of.columns[column].settings.text("separator").unwrap_or("|").to_owned();
    let place = of.place(column);
    Some(Box::new(Diagnoses { place, code, separator, on, checked: 0, unknown: 0, by_sex: 0, by_age: 0 }))
}

/// The row of a code, with or without its dot.
fn row_of(code: &str) -> Option<usize> {
    if code.len() > 3 && !code.contains('.') {
        let (category, rest) = code.split_at_checked(3)?;
        return icd10cm::CODE.find_sorted(&format!("{category}.{rest}"));
    }
    icd10cm::CODE.find_sorted(code)
}

impl Diagnoses {
    /// Holds one code against the person of a row.
    fn check(&mut self, rows: &Rows<'_>, i: usize, code: &str) {
        self.checked += 1;
        let Some(row) = row_of(code) else {
            self.unknown += 1;
            return;
        };
        let Some(person) = rows.person[i] else { return };
        let other = match person.sex {
            Some(Sex::Female) => "M",
            Some(Sex::Male) => "F",
            None => "",
        };
        self.by_sex += u64::from(icd10cm::SEX.get(row) == other);
        let day = match self.on {
            None => None,
            Some(None) => Some(rows.epoch),
            Some(Some(at)) => rows.day(at, i),
        };
        let age = person.born.zip(day).and_then(|(born, day)| age_on(born, day));
        if let Some(age) = age {
            let age = u8::try_from(age.min(124)).unwrap_or(124);
            self.by_age += u64::from(!icd10cm_age_range(row).contains(&age));
        }
    }
}

impl Gauge for Diagnoses {
    fn see(&mut self, rows: &Rows<'_>) {
        let separator = self.separator.clone();
        for i in 0..rows.len() {
            let Some(text) = rows.text_at(self.code, i) else { continue };
            for code in text.split(separator.as_str()) {
                self.check(rows, i, code);
            }
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let mut found =
            vec![("code that does not exist", self.unknown), ("sex-impossible code", self.by_sex)];
        if self.on.is_some() {
            found.push(("age-impossible code", self.by_age));
        }
        let rule = |(name, broken): (&str, u64)| {
            let place = self.place.clone();
            Outcome::Rule(Rule { name: name.to_owned(), place, checked: self.checked, broken })
        };
        found.into_iter().map(rule).collect()
    }
}
