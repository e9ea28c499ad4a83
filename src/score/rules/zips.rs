//! A ZIP code lies in the state beside it.

use crate::reference::{place_of_zip, places};
use crate::score::figures::state_row;
use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::{Gauge, Outcome, Rule, Study};

struct Zips {
    place: String,
    zip: usize,
    state: usize,
    checked: u64,
    broken: u64,
}

pub(super) fn zips<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let home = of.reads_here(column, "of")?;
    let state = (0..of.columns.len())
        .find(|&c| of.columns[c].kind == "state" && of.reads_here(c, "of") == Some(home))?;
    let (zip, state) = (of.columns[column].at?, of.written(state)?);
    Some(Box::new(Zips { place: of.place(column), zip, state, checked: 0, broken: 0 }))
}

impl Gauge for Zips {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let (Some(zip), Some(state)) = (rows.text_at(self.zip, i), rows.text_at(self.state, i)) else {
                continue;
            };
            self.checked += 1;
            let row = zip.get(..5).and_then(|five| five.parse().ok()).and_then(place_of_zip);
            let fits = row.is_some_and(|row| {
                state_row(state).is_some_and(|state| state_row(places::STATE.get(row)) == Some(state))
            });
            self.broken += u64::from(!fits);
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let name = "ZIP code not in its state".to_owned();
        vec![Outcome::Rule(Rule { name, place: self.place, checked: self.checked, broken: self.broken })]
    }
}
