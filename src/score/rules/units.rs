//! Values lie in the range of their test, and units are those of their test.

use crate::reference::lab_ranges;
use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::{Gauge, Outcome, Rule, Study};

struct Values {
    place: String,
    value: usize,
    code: usize,
    unit: Option<usize>,
    checked: u64,
    outside: u64,
    of_unit: u64,
}

pub(super) fn values<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let test = of.reads_here(column, "of")?;
    let taken = |kind: &str| {
        let found = (0..of.columns.len())
            .find(|&c| of.columns[c].kind == kind && of.reads_here(c, "of") == Some(test))?;
        of.written(found)
    };
    let (code, unit) = (taken("loinc")?, taken("observation_unit"));
    let (place, value) = (of.place(column), of.columns[column].at?);
    Some(Box::new(Values { place, value, code, unit, checked: 0, outside: 0, of_unit: 0 }))
}

impl Gauge for Values {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let (Some(code), Some(value)) = (rows.text_at(self.code, i), rows.number(self.value, i)) else {
                continue;
            };
            self.checked += 1;
            let row = (0..lab_ranges::ROWS).find(|&row| lab_ranges::LOINC.get(row) == code);
            let inside = row.is_some_and(|row| {
                let range = f64::from(lab_ranges::LOW.get(row))..=f64::from(lab_ranges::HIGH.get(row));
                range.contains(&libm::round(value * 1_000.0))
            });
            self.outside += u64::from(!inside);
            if let (Some(unit), Some(row)) = (self.unit, row) {
                let written = rows.text_at(unit, i).unwrap_or_default();
                self.of_unit += u64::from(written != lab_ranges::UNIT.get(row));
            }
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let mut found = vec![("value outside its unit's range", self.outside)];
        if self.unit.is_some() {
            found.push(("unit that is not the test's", self.of_unit));
        }
        let rule = |(name, broken): (&str, u64)| {
            let place = self.place.clone();
            Outcome::Rule(Rule { name: name.to_owned(), place, checked: self.checked, broken })
        };
        found.into_iter().map(rule).collect()
    }
}
