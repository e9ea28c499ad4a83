//! People by state; race and ethnicity by state.

use super::ages::{is_narrowed, people_of_state, place_of};
use crate::kinds::{HISPANIC_OF, RACE_WORDS, hispanic_of, places_of, race_of, shares_of};
use crate::reference::{places, races_by_state, states};
use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::shared::Shared;
use crate::score::tally::{Fed, Head, Tally};
use crate::score::{Gauge, Outcome, Study, Table};

/// The row of the table of states that a code, a name or a number of two digits means.
pub(in crate::score) fn state_row(text: &str) -> Option<usize> {
    races_by_state::STATE.names().find_sorted(text).or_else(|| {
        let row = (0..states::ROWS)
            .find(|&row| states::NAME.get(row) == text || format!("{:02}", states::FIPS.get(row)) == text)?;
        races_by_state::STATE.names().find_sorted(states::CODE.get(row))
    })
}

/// The place in a batch of the state of a hidden place.
pub(super) fn state_of(table: &Table, home: usize) -> Option<usize> {
    let state = (0..table.columns.len())
        .find(|&c| table.columns[c].kind == "state" && table.reads_here(c, "of") == Some(home))?;
    table.written(state)
}

/// People by state.
struct States {
    place: String,
    tally: Tally,
    shared: Shared,
    state: usize,
}

pub(super) fn states<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let settings = match of.has(column, "of") {
        true => place_of(study, table, column)?,
        false => &of.columns[column].settings,
    };
    let mut people = people_of_state();
    if is_narrowed(settings) {
        people.iter_mut().for_each(|people| *people = 0.0);
        for (row, weight) in places_of(settings).ok()? {
            #[expect(clippy::cast_precision_loss, reason = "weights are people times 2^20 at most")]
            let weight = weight as f64;
            if let Some(state) = state_row(places::STATE.get(row as usize)) {
                people[state] += weight;
            }
        }
    }
    let mut tally = Tally::new();
    tally.class("", races_by_state::STATE.iter().map(str::to_owned).zip(people));
    let shared = Shared::of(of, column);
    Some(Box::new(States { place: of.place(column), tally, shared, state: of.written(column)? }))
}

impl Gauge for States {
    fn see(&mut self, rows: &Rows<'_>) {
        self.shared.see(rows);
        for i in 0..rows.len() {
            if let Some(text) = rows.text_at(self.state, i).filter(|_| !rows.is_given(i)) {
                self.tally.count(0, state_row(text));
            }
        }
    }

    fn finish(mut self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let head = Head {
            name: "people by state".to_owned(),
            place: self.place,
            fed: Fed::In,
            source: "seeds/geo/places.csv".to_owned(),
        };
        let design = self.shared.effect();
        vec![Outcome::Figure(self.tally.figure(head, design))]
    }
}

/// A column of races or ethnicities by state.
struct ByState {
    name: &'static str,
    place: String,
    tally: Tally,
    shared: Shared,
    state: Option<usize>,
    value: usize,
    /// The cell that a text means; `None` where it is left out.
    cell: fn(&str) -> Option<usize>,
}

fn by_state<'a>(
    study: &'a Study,
    table: usize,
    column: usize,
    name: &'static str,
    law: impl Fn(&crate::kinds::Shares) -> Vec<(String, f64)>,
    cell: fn(&str) -> Option<usize>,
) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let mut tally = Tally::new();
    let state = match of.reads_here(column, "place") {
        Some(home) => {
            let state = state_of(of, home)?;
            // Within a state that is narrowed further the state's shares do not hold.
            let narrowed = place_of(study, table, column);
            if narrowed.is_some_and(|p| ["zip3", "min_age", "max_age"].iter().any(|n| p.get(n).is_some())) {
                return None;
            }
            for row in 0..races_by_state::ROWS {
                tally.class(races_by_state::STATE.get(row), law(&shares_of(Some(row))));
            }
            Some(state)
        }
        None if of.has(column, "place") => return None,
        None => {
            tally.class("", law(&shares_of(None)));
            None
        }
    };
    let (place, shared) = (of.place(column), Shared::of(of, column));
    Some(Box::new(ByState { name, place, tally, shared, state, value: of.written(column)?, cell }))
}

pub(super) fn races<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    // HL7 has one code for two races, so that they cannot be told apart.
    if study.tables[table].columns[column].settings.text("style") == Some("hl7") {
        return None;
    }
    // Where a race is drawn after an ethnicity it follows it; both together are the state's all the same.
    let law = |shares: &crate::kinds::Shares| {
        let of_all = |(race, word): (usize, &&str)| {
            let hispanic = f64::from(shares.hispanic) / 1e6 * f64::from(HISPANIC_OF[race]) / 1e3;
            ((*word).to_owned(), f64::from(shares.races[race]) / 1e9 + hispanic)
        };
        RACE_WORDS.iter().enumerate().map(of_all).collect()
    };
    by_state(study, table, column, "race by state", law, |text| race_of(text).map(|race| race as usize))
}

pub(super) fn ethnicities<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let law = |shares: &crate::kinds::Shares| {
        let hispanic = f64::from(shares.hispanic) / 1e6;
        vec![("hispanic".to_owned(), hispanic), ("not hispanic".to_owned(), 1.0 - hispanic)]
    };
    by_state(study, table, column, "ethnicity by state", law, |text| {
        hispanic_of(text).map(|hispanic| usize::from(!hispanic))
    })
}

impl Gauge for ByState {
    fn see(&mut self, rows: &Rows<'_>) {
        self.shared.see(rows);
        for i in 0..rows.len() {
            // An unknown value is none of the law's.
            let Some(cell) = rows.text_at(self.value, i).and_then(self.cell) else { continue };
            let class = match self.state {
                None => Some(0),
                Some(state) => rows.text_at(state, i).and_then(state_row),
            };
            if let Some(class) = class {
                self.tally.count(class, Some(cell));
            }
        }
    }

    fn finish(mut self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let head = Head {
            name: self.name.to_owned(),
            place: self.place,
            fed: Fed::In,
            source: "seeds/demographics/races_by_state.csv".to_owned(),
        };
        let design = self.shared.effect();
        vec![Outcome::Figure(self.tally.figure(head, design))]
    }
}
