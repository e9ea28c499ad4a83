//! Lasting conditions by sex and age.

use crate::kinds::sex_of;
use crate::reference::{Sex, U16, conditions};
use crate::score::people::People;
use crate::score::rows::{Rows, age_on};
use crate::score::tally::{Fed, Head, Tally};
use crate::score::{Gauge, Outcome, Study};

/// The bands of age of the table, by their least age.
const BANDS: [(usize, &str, U16); 5] = [
    (0, "0-17", conditions::AGE_0_17),
    (18, "18-44", conditions::AGE_18_44),
    (45, "45-64", conditions::AGE_45_64),
    (65, "65-74", conditions::AGE_65_74),
    (75, "75 and over", conditions::AGE_75_ON),
];

struct Conditions {
    place: String,
    tally: Tally,
    value: usize,
    born: usize,
    sex: usize,
    separator: String,
    codes: Vec<&'static str>,
}

/// The codes of the table that last, each once.
fn codes() -> Vec<&'static str> {
    let lasting = (0..conditions::ROWS).filter(|&row| !conditions::CLUSTER.get(row).is_empty());
    let mut codes: Vec<&'static str> = lasting.map(|row| conditions::CODE.get(row)).collect();
    codes.dedup();
    codes
}

/// The share of a sex and band who have a code.
fn share(code: &str, sex: &str, column: U16) -> f64 {
    let row = (0..conditions::ROWS)
        .find(|&row| conditions::CODE.get(row) == code && ["A", sex].contains(&conditions::SEX.get(row)));
    row.map_or(0.0, |row| f64::from(column.get(row)) / 10_000.0)
}

pub(super) fn conditions<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let settings = &of.columns[column].settings;
    // Shares are those at the epoch, and of all codes that the table has.
    if of.has(column, "on") || settings.get("codes").is_some() || settings.text("style") == Some("code_nodot")
    {
        return None;
    }
    let (sex, born) = (of.reads_written(column, "sex")?, of.reads_written(column, "born")?);
    let (codes, tally) = (codes(), law());
    let separator = settings.text("separator").unwrap_or("|").to_owned();
    let (place, value) = (of.place(column), of.written(column)?);
    Some(Box::new(Conditions { place, tally, value, born, sex, separator, codes }))
}

/// Lasting conditions of which each has a row under its person.
struct Listed {
    place: String,
    tally: Tally,
    parent: usize,
    epoch: i32,
    code: usize,
    codes: Vec<&'static str>,
}

pub(super) fn listed<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let parent = of.parent.as_ref().filter(|parent| parent.link.is_some())?.table;
    let all = of.has(column, "nth") && of.has(column, "among");
    if !all || of.columns[column].settings.text("style") == Some("code_nodot") {
        return None;
    }
    let (codes, tally, place) = (codes(), law(), of.place(column));
    Some(Box::new(Listed { place, tally, parent, epoch: study.epoch, code: of.written(column)?, codes }))
}

/// The class of a sex and an age.
fn class_of(sex: Sex, age: usize) -> usize {
    let band = BANDS.iter().rposition(|(from, ..)| *from <= age).unwrap_or(0);
    usize::from(sex == Sex::Male) * BANDS.len() + band
}

impl Gauge for Listed {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let Some(person) = rows.person[i] else { continue };
            let Some((sex, age)) = person.sex.zip(person.born.and_then(|born| rows.age(born))) else {
                continue;
            };
            // What visits were for is no lasting condition, and stands in the same table.
            let code = rows.text_at(self.code, i);
            if let Some(cell) = self.codes.iter().position(|known| Some(*known) == code) {
                self.tally.hit(class_of(sex, age), Some(cell));
            }
        }
    }

    fn finish(mut self: Box<Self>, people: &People) -> Vec<Outcome> {
        for row in 0..people.rows(self.parent) {
            let person = u32::try_from(row).ok().and_then(|row| people.person(self.parent, row));
            let Some(person) = person else { continue };
            let age = person.born.and_then(|born| age_on(born, self.epoch));
            if let Some((sex, age)) = person.sex.zip(age) {
                self.tally.row(class_of(sex, age));
            }
        }
        vec![figure(&self.tally, self.place)]
    }
}

/// Shares of people by sex and age.
fn law() -> Tally {
    let codes = codes();
    let mut tally = Tally::of_trials();
    for of_sex in ["F", "M"] {
        for (_, band, shares) in BANDS {
            let law = codes.iter().map(|code| ((*code).to_owned(), share(code, of_sex, shares)));
            tally.class(format!("{of_sex} {band}"), law);
        }
    }
    tally
}

fn figure(tally: &Tally, place: String) -> Outcome {
    let head = Head {
        name: "prevalence by sex and age".to_owned(),
        place,
        fed: Fed::In,
        source: "seeds/codes/conditions.csv".to_owned(),
    };
    Outcome::Figure(tally.figure(head, 1.0))
}

impl Gauge for Conditions {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let Some(sex) = rows.text_at(self.sex, i).and_then(sex_of) else { continue };
            let Some(age) = rows.day(self.born, i).and_then(|born| rows.age(born)) else { continue };
            let class = class_of(sex, age);
            self.tally.row(class);
            let Some(text) = rows.text_at(self.value, i) else { continue };
            for code in text.split(self.separator.as_str()) {
                self.tally.hit(class, self.codes.iter().position(|known| *known == code));
            }
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        vec![figure(&self.tally, self.place)]
    }
}
