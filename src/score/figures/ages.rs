//! Age by sex, and what of it was not fed in: the young and the old by state.

use crate::kinds::{Pyramid, Settings, ages_of, places_of, sex_of};
use crate::reference::{Sex, places, races_by_state, raked};
use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::tally::{Fed, Head, Tally};
use crate::score::{Gauge, Outcome, Study};

/// Years of age in a class, and how many classes there are.
const WIDTH: usize = 5;
const CLASSES: usize = 21;

const SEXES: [Sex; 2] = [Sex::Female, Sex::Male];

/// The class of an age; the last is open.
fn class_of(age: usize) -> usize {
    (age / WIDTH).min(CLASSES - 1)
}

fn label(class: usize) -> String {
    let first = class * WIDTH;
    if class + 1 == CLASSES { format!("{first} and over") } else { format!("{first}-{}", first + WIDTH - 1) }
}

/// Age by sex.
struct Ages {
    place: String,
    tally: Tally,
    born: usize,
    sex: Option<usize>,
    /// Whether the split by sex is held against the population too.
    joint: bool,
}

/// The people by sex and age whose birth a column draws; `None` where that cannot be told.
fn law(settings: &Settings, place: Option<&Settings>) -> Option<[Vec<f64>; 2]> {
    if settings.integer("year").is_some() {
        return None;
    }
    let ages = ages_of(settings).ok()?;
    #[expect(clippy::cast_precision_loss, reason = "people are counted below 2^53")]
    let of = |pyramid: &Pyramid| {
        SEXES.map(|sex| {
            let people = pyramid.of(Some(sex)).into_iter().enumerate();
            people.map(|(age, n)| if ages.contains(&age) { n as f64 } else { 0.0 }).collect::<Vec<f64>>()
        })
    };
    let Some(narrowed) = place.filter(|place| is_narrowed(place)) else {
        return Some(of(&Pyramid::on(settings.epoch)));
    };
    let mut weights = vec![0.0; raked::GROUPS];
    for (row, weight) in places_of(narrowed).ok()? {
        #[expect(clippy::cast_precision_loss, reason = "weights are people times 2^20 at most")]
        let weight = weight as f64;
        weights[usize::from(raked::PLACE_GROUP.get(row as usize))] += weight;
    }
    let mut mixed = [vec![0.0; crate::kinds::AGES], vec![0.0; crate::kinds::AGES]];
    for (pyramid, weight) in Pyramid::groups_on(settings.epoch).iter().zip(weights) {
        for (sum, people) in mixed.iter_mut().zip(of(pyramid)) {
            let total: f64 = people.iter().sum();
            for (sum, people) in sum.iter_mut().zip(people) {
                *sum += if total > 0.0 { weight * people / total } else { 0.0 };
            }
        }
    }
    Some(mixed)
}

/// Whether a place is not any of the nation.
pub(super) fn is_narrowed(place: &Settings) -> bool {
    ["state", "zip3", "min_age", "max_age"].iter().any(|name| place.get(name).is_some())
}

/// The settings of the place that a column reads.
pub(super) fn place_of(study: &Study, table: usize, column: usize) -> Option<&Settings> {
    let of = &study.tables[table];
    let place = of.reads_here(column, "place").or_else(|| of.reads_here(column, "of"))?;
    of.columns.get(place).filter(|place| place.kind == "place").map(|place| &place.settings)
}

pub(super) fn ages<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let settings = &of.columns[column].settings;
    let law = law(settings, place_of(study, table, column))?;
    let sexes = of.reads_here(column, "sex");
    // A split that the schema weighs is not the population's.
    let joint = sexes.is_some_and(|sex| {
        let sex = &of.columns[sex];
        sex.kind == "sex"
            && sex.settings.get("values").is_none()
            && ages_of(&sex.settings).ok() == ages_of(settings).ok()
    });
    let sex = sexes.and_then(|sex| of.written(sex));
    let mut tally = Tally::new();
    let classes = |people: &[f64]| {
        let mut classes = vec![0.0; CLASSES];
        people.iter().enumerate().for_each(|(age, people)| classes[class_of(age)] += people);
        classes
    };
    let [female, male] = law.map(|people| classes(&people));
    let cells = |sex: &str, people: &[f64]| -> Vec<(String, f64)> {
        people.iter().enumerate().map(|(class, n)| (format!("{sex} {}", label(class)), *n)).collect()
    };
    if joint && sex.is_some() {
        tally.class("", [cells("F", &female), cells("M", &male)].concat());
    } else if sex.is_some() {
        tally.class("", cells("F", &female));
        tally.class("", cells("M", &male));
    } else {
        tally.class("", female.iter().zip(&male).enumerate().map(|(class, (f, m))| (label(class), f + m)));
    }
    let born = of.written(column)?;
    Some(Box::new(Ages { place: of.place(column), tally, born, sex, joint }))
}

impl Gauge for Ages {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let Some(born) = rows.day(self.born, i) else { continue };
            // Nobody of the pyramid is born after the epoch; that is a rule's affair.
            let Some(class) = rows.age(born).map(class_of) else { continue };
            let Some(sex) = self.sex else {
                self.tally.count(0, Some(class));
                continue;
            };
            match (rows.text_at(sex, i).and_then(sex_of), self.joint) {
                (Some(Sex::Female), _) => self.tally.count(0, Some(class)),
                (Some(Sex::Male), true) => self.tally.count(0, Some(CLASSES + class)),
                (Some(Sex::Male), false) => self.tally.count(1, Some(class)),
                (None, _) => {}
            }
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let head = Head {
            name: if self.sex.is_some() { "age by sex" } else { "age" }.to_owned(),
            place: self.place,
            fed: Fed::In,
            source: "seeds/demographics/age_sex.csv, at the epoch".to_owned(),
        };
        let mut figure = self.tally.figure(head, 1.0);
        figure.pyramid = self.sex.is_some();
        vec![Outcome::Figure(figure)]
    }
}

/// The young and the old by state, which were not fed in: ages follow groups of places, and the nation's year.
struct ByState {
    place: String,
    tally: Tally,
    born: usize,
    state: usize,
}

pub(super) fn by_state<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let home = of.reads_here(column, "place")?;
    if place_of(study, table, column).is_some_and(is_narrowed)
        || ages_of(&of.columns[column].settings).ok()? != (0..=crate::kinds::AGES - 1)
    {
        return None;
    }
    let state = super::places::state_of(of, home)?;
    let mut tally = Tally::new();
    for row in 0..races_by_state::ROWS {
        let (young, old) = (races_by_state::UNDER_18.get(row), races_by_state::OVER_65.get(row));
        let shares = [young, 10_000 - young - old, old].map(f64::from);
        let bands = ["under 18", "18 to 64", "65 and over"].map(str::to_owned);
        tally.class(races_by_state::STATE.get(row), bands.into_iter().zip(shares));
    }
    Some(Box::new(ByState { place: of.place(column), tally, born: of.written(column)?, state }))
}

impl Gauge for ByState {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let state = rows.text_at(self.state, i).and_then(super::places::state_row);
            let (Some(state), Some(born)) = (state, rows.day(self.born, i)) else { continue };
            let Some(age) = rows.age(born) else { continue };
            self.tally.count(state, Some(usize::from(age >= 18) + usize::from(age >= 65)));
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let head = Head {
            name: "age in three bands by state".to_owned(),
            place: self.place,
            fed: Fed::Not,
            source: "American Community Survey 2018-2022; the nation has grown older since".to_owned(),
        };
        vec![Outcome::Figure(self.tally.figure(head, 1.0))]
    }
}

/// Whether a place of a row exists; used where a text names a ZIP code.
pub(super) fn people_of_state() -> Vec<f64> {
    let mut people = vec![0.0; races_by_state::ROWS];
    for row in 0..places::ROWS {
        if let Some(state) = super::places::state_row(places::STATE.get(row)) {
            people[state] += f64::from(places::POPULATION.get(row));
        }
    }
    people
}
