//! The national pyramid: how many people there are of each age and sex.

use super::years::civil;
use crate::reference::{Sex, age_sex};

/// The ages of the pyramid, from 0; the table's last class is spread over the years above it.
pub(super) const AGES: usize = 111;

/// The last class of the table: 100 years and over.
const OPEN: usize = 100;

/// People of each age, female and male.
pub(super) struct Pyramid {
    female: Vec<u64>,
    male: Vec<u64>,
}

impl Pyramid {
    /// The pyramid of a day: between the table's years by straight lines, outside them that of the nearest.
    pub(super) fn on(day: i32) -> Self {
        let (year, month, _) = civil(day);
        // The table's figures are those of the middle of a year.
        Self::at(f64::from(year) + f64::from(month - 1) / 12.0 - 0.5)
    }

    /// The pyramid of the middle of a year.
    pub(super) fn of_year(year: i32) -> Self {
        Self::at(f64::from(year))
    }

    fn at(moment: f64) -> Self {
        let years: Vec<f64> =
            (0..age_sex::GROUPS.len()).step_by(2).map(|group| f64::from(year_of_group(group))).collect();
        let later = years.iter().position(|&year| year >= moment).unwrap_or(years.len() - 1);
        let earlier = if moment <= years[0] { 0 } else { later.saturating_sub(1) };
        let span = years[later] - years[earlier];
        let share = if span > 0.0 { ((moment - years[earlier]) / span).clamp(0.0, 1.0) } else { 1.0 };
        let column = |sex: usize| spread(&between(earlier * 2 + sex, later * 2 + sex, share));
        Self { female: column(0), male: column(1) }
    }

    /// People of a sex by age; of both where it is not known.
    pub(super) fn of(&self, sex: Option<Sex>) -> Vec<u64> {
        match sex {
            Some(Sex::Female) => self.female.clone(),
            Some(Sex::Male) => self.male.clone(),
            None => self.female.iter().zip(&self.male).map(|(f, m)| f + m).collect(),
        }
    }

    /// The share of the people of an age who are female.
    #[expect(clippy::cast_precision_loss, reason = "people are counted below 2^53")]
    pub(super) fn female_share(&self, age: usize) -> f64 {
        let age = age.min(AGES - 1);
        let (female, male) = (self.female[age] as f64, self.male[age] as f64);
        if female + male > 0.0 { female / (female + male) } else { 0.5 }
    }
}

fn year_of_group(group: usize) -> u16 {
    age_sex::YEAR.get(age_sex::GROUPS.get(group).start)
}

/// The figures of two groups of the table, mixed.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of people, never negative"
)]
fn between(earlier: usize, later: usize, share: f64) -> Vec<u64> {
    let rows = age_sex::GROUPS.get(earlier).zip(age_sex::GROUPS.get(later));
    let people = |row: usize| f64::from(age_sex::POPULATION.get(row));
    rows.map(|(one, other)| libm::round(people(one) * (1.0 - share) + people(other) * share) as u64).collect()
}

/// Spreads the open class over single years: of those who reach 100, six in ten reach the next year, and so on.
fn spread(classes: &[u64]) -> Vec<u64> {
    let mut ages: Vec<u64> = classes.iter().copied().take(OPEN).collect();
    let mut left = classes.get(OPEN).copied().unwrap_or(0);
    while ages.len() + 1 < AGES {
        let survivors = left * 6 / 10;
        ages.push(left - survivors);
        left = survivors;
    }
    ages.push(left);
    ages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lies_between_the_years_of_the_table() {
        let total = |p: &Pyramid| p.of(None).iter().sum::<u64>();
        let (before, at, after) = (Pyramid::of_year(2020), Pyramid::of_year(2025), Pyramid::of_year(2030));
        assert!(total(&before) < total(&at) && total(&at) < total(&after));
        assert_eq!(Pyramid::of_year(1990).of(None), Pyramid::of_year(2010).of(None));
        assert_eq!(Pyramid::of_year(2050).of(None), after.of(None));
        assert_eq!(at.of(None).len(), AGES);
        assert!(at.female_share(90) > 0.6 && at.female_share(5) < 0.5);
        let table: u64 = age_sex::POPULATION.iter().skip(202).take(202).map(u64::from).sum();
        assert_eq!(total(&before), table);
    }
}
