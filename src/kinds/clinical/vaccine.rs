//! Vaccines of CVX, by age.

use super::age::{AgeInputs, BORN, ON};
use super::coded::{Coded, Draw, Listed, Show, Words, kind, of};
use crate::kinds::choice::one_of;
use crate::kinds::likeness::listed;
use crate::kinds::{Ask, Fault, Input, Kind, Maker, Settings};
use crate::reference::vaccines;

const OF: Input = of(
    "A hidden column of kind `vaccine`. Where it is NULL, so is the value; where it is not given, a vaccine is drawn.",
    false,
    &["vaccine"],
);
const SOURCE: &str = "CVX code set, CDC; usual ages, approximate";

/// The kind `vaccine`.
pub(super) const VACCINE: Kind = Kind {
    version: 2,
    ..kind(
        "vaccine",
        "A vaccine that is usual at an age, as a hidden column, of which its code and name are taken.",
        &[],
        &[BORN, ON],
        r#"_shot = { kind = "vaccine", born = "birth_date", on = "given_on" }"#,
        SOURCE,
        |settings| Ok(build(settings, 0, None)),
    )
};

/// The kind `cvx`.
pub(super) const CVX: Kind = Kind {
    version: 2,
    ..kind(
        "cvx",
        "The CVX code of a vaccine.",
        &[],
        &[OF, BORN, ON],
        r#"cvx = { kind = "cvx", of = "_shot" }"#,
        SOURCE,
        |settings| built(settings, |row, column| column.push(vaccines::CVX.get(row))),
    )
    .named(&["cvx", "cvx code", "vaccine code"])
};

/// The kind `cvx_name`.
pub(super) const CVX_NAME: Kind = Kind {
    version: 2,
    ..kind(
        "cvx_name",
        "The short name of a vaccine.",
        &[],
        &[OF, BORN, ON],
        r#"vaccine = { kind = "cvx_name", of = "_shot" }"#,
        SOURCE,
        |settings| built(settings, |row, column| column.push(vaccines::NAME.get(row))),
    )
    .named(&["vaccine", "vaccine name", "vaccination", "immunization", "immunisation"])
    .recognised(|text| listed(text, vaccines::NAME.iter()))
};

fn built(settings: &Settings, show: Show) -> Result<Box<dyn Maker>, Fault> {
    Ok(build(settings, 1, Some(show)))
}

fn build(settings: &Settings, born: usize, show: Option<Show>) -> Box<dyn Maker> {
    let of = show.is_some() && settings.has_input("of");
    let draw: Box<dyn Draw> = if settings.has_input("born") && !of {
        Box::new(ByAge { age: AgeInputs { born, on: born + 1, epoch: settings.epoch } })
    } else {
        Box::new(Listed::all(vaccines::ROWS))
    };
    let words: &[Words] = &[|row| vaccines::CVX.get(row), |row| vaccines::NAME.get(row)];
    Box::new(Coded::new(draw, (show, of), &vaccines::SOURCE, Vec::new(), words))
}

struct ByAge {
    age: AgeInputs,
}

/// The oldest age in months for which the table has vaccines.
const OLDEST: u32 = 1_200;

/// Whether a vaccine is usual at an age in months.
fn is_usual(row: usize, months: Option<u32>) -> bool {
    let ages = u32::from(vaccines::MONTHS_FROM.get(row))..=u32::from(vaccines::MONTHS_TO.get(row));
    months.is_none_or(|months| ages.contains(&months))
}

/// Whether a vaccine was given in a year.
fn is_given(row: usize, year: i64) -> bool {
    (i64::from(vaccines::SINCE.get(row))..=i64::from(vaccines::UNTIL.get(row))).contains(&year)
}

impl ByAge {
    /// The age in months and the year in which the `i`th dose is given.
    fn when(&self, ask: &Ask<'_>, i: usize) -> (Option<u32>, i64) {
        let months = self.age.months(ask, i).map(|months| months.min(OLDEST));
        (months, crate::calendar::civil(i64::from(self.age.day(ask, i))).year)
    }
}

impl Draw for ByAge {
    fn row(&self, ask: &Ask<'_>, i: usize) -> Result<usize, String> {
        let (months, year) = self.when(ask, i);
        let usual = |row: &usize| is_usual(*row, months);
        let given = |row: &usize| usual(row) && is_given(*row, year);
        let count = (0..vaccines::ROWS).filter(given).count();
        let n = one_of(ask.word(i, 0), count);
        (0..vaccines::ROWS)
            .filter(given)
            .nth(n)
            // Before any was given at the age, the oldest of them stands in.
            .or_else(|| (0..vaccines::ROWS).filter(usual).min_by_key(|&row| vaccines::SINCE.get(row)))
            .ok_or_else(|| "in a row no vaccine is usual at the age".to_owned())
    }

    fn rows(&self) -> Option<&[u32]> {
        None
    }

    fn law(&self) -> String {
        "one of the vaccines usual at the age in that year, alike".to_owned()
    }

    fn all(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        Box::new(0..vaccines::ROWS)
    }

    fn fits(&self, ask: &Ask<'_>, i: usize, row: usize) -> bool {
        let (months, year) = self.when(ask, i);
        is_usual(row, months) && is_given(row, year)
    }
}
