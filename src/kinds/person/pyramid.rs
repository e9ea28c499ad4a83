//! The national pyramid: how many people there are of each age and sex.

use super::years::civil;
use crate::reference::{Sex, age_sex, life_table_group, life_tables, raked};
use std::ops::RangeInclusive;

/// The ages of the pyramid, from 0; the table's last class is spread over the years above it.
pub(crate) const AGES: usize = 111;

/// The last class of the table: 100 years and over.
const OPEN: usize = 100;

/// The classes of the table.
const CLASSES: usize = OPEN + 1;

/// People of each age, female and male.
pub(crate) struct Pyramid {
    female: Vec<u64>,
    male: Vec<u64>,
}

impl Pyramid {
    /// The pyramid of a day: between the table's years by straight lines, outside them that of the nearest.
    pub(crate) fn on(day: i32) -> Self {
        Self::at(moment_of(day))
    }

    /// The pyramid of the middle of a year.
    pub(super) fn of_year(year: i32) -> Self {
        Self::at(f64::from(year))
    }

    fn at(moment: f64) -> Self {
        let years: Vec<i32> = (0..age_sex::GROUPS.len()).step_by(2).map(year_of_group).collect();
        let mix = Mix::at(&years, moment);
        let column = |sex: Sex| {
            let rows = |year: usize| age_sex::GROUPS.get(year * 2 + usize::from(sex == Sex::Male));
            let people = rows(mix.earlier).zip(rows(mix.later));
            spread(
                &people
                    .map(|(one, other)| mix.of(age_sex::POPULATION.get(one), age_sex::POPULATION.get(other)))
                    .collect::<Vec<_>>(),
                sex,
                moment,
            )
        };
        Self { female: column(Sex::Female), male: column(Sex::Male) }
    }

    /// The pyramids of the groups of places on a day; together they are the nation's.
    pub(crate) fn groups_on(day: i32) -> Vec<Self> {
        let moment = moment_of(day);
        let years: Vec<i32> = raked::YEARS.iter().map(i32::from).collect();
        let mix = Mix::at(&years, moment);
        let of = |group: usize| {
            let column = |sex: Sex| {
                let at = |year: usize| {
                    ((year * raked::GROUPS + group) * 2 + usize::from(sex == Sex::Male)) * CLASSES
                };
                let people = (0..CLASSES).map(|age| {
                    mix.of(raked::PEOPLE.get(at(mix.earlier) + age), raked::PEOPLE.get(at(mix.later) + age))
                });
                spread(&people.collect::<Vec<_>>(), sex, moment)
            };
            Self { female: column(Sex::Female), male: column(Sex::Male) }
        };
        (0..raked::GROUPS).map(of).collect()
    }

    /// The people of some ages, of both sexes.
    pub(crate) fn between(&self, ages: RangeInclusive<usize>) -> u64 {
        ages.map(|age| self.female.get(age).copied().unwrap_or(0) + self.male.get(age).copied().unwrap_or(0))
            .sum()
    }

    /// People of a sex by age; of both where it is not known.
    pub(crate) fn of(&self, sex: Option<Sex>) -> Vec<u64> {
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

fn year_of_group(group: usize) -> i32 {
    i32::from(age_sex::YEAR.get(age_sex::GROUPS.get(group).start))
}

/// A moment in years: the table's figures are those of the middle of a year.
fn moment_of(day: i32) -> f64 {
    let (year, month, _) = civil(day);
    f64::from(year) + f64::from(month - 1) / 12.0 - 0.5
}

/// Where a moment lies between the years of a table.
struct Mix {
    earlier: usize,
    later: usize,
    share: f64,
}

impl Mix {
    /// Between two years by a straight line, outside all of them at the nearest.
    fn at(years: &[i32], moment: f64) -> Self {
        let year = |at: usize| f64::from(years[at]);
        let later = (0..years.len()).find(|&at| year(at) >= moment).unwrap_or(years.len().saturating_sub(1));
        let earlier = if later == 0 || moment >= year(later) { later } else { later - 1 };
        let span = year(later) - year(earlier);
        let share = if span > 0.0 { ((moment - year(earlier)) / span).clamp(0.0, 1.0) } else { 1.0 };
        Self { earlier, later, share }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of people, never negative"
    )]
    fn of(&self, earlier: u32, later: u32) -> u64 {
        libm::round(f64::from(earlier) * (1.0 - self.share) + f64::from(later) * self.share) as u64
    }
}

/// Spreads the open class over single years, as the survivors of the life table of those who are in it follow each other.
fn spread(classes: &[u64], sex: Sex, moment: f64) -> Vec<u64> {
    let first = f64::from(year_of_group(0));
    let last = f64::from(year_of_group(age_sex::GROUPS.len() - 1));
    #[expect(clippy::cast_possible_truncation, reason = "a year")]
    let born = moment.clamp(first, last) as i32 - i32::try_from(OPEN).unwrap_or(0);
    let survivors = life_tables::LX.slice(life_table_group(sex, born));
    let at = |age: usize| if age < survivors.len() { u64::from(survivors.get(age)) } else { 0 };
    let mut weights: Vec<u64> = (OPEN..AGES - 1).map(at).collect();
    weights.push((AGES - 1..survivors.len()).map(at).sum());
    let total: u64 = weights.iter().sum::<u64>().max(1);
    let mut ages: Vec<u64> = classes.iter().copied().take(OPEN).collect();
    let mut left = classes.get(OPEN).copied().unwrap_or(0);
    let all = left;
    for weight in weights.iter().skip(1).rev() {
        let here = all * weight / total;
        left -= here;
        ages.push(here);
    }
    ages.push(left);
    // The oldest were counted first.
    ages[OPEN..].reverse();
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
        let hundred = at.of(None).iter().skip(OPEN).sum::<u64>();
        assert!((50_000..200_000).contains(&hundred) && at.of(None)[OPEN] > at.of(None)[OPEN + 1]);
        let table: u64 = age_sex::POPULATION.iter().skip(202).take(202).map(u64::from).sum();
        assert_eq!(total(&before), table);
    }

    #[test]
    fn groups_of_places_add_up_to_the_nation() {
        let day = 20_454;
        let (nation, groups) = (Pyramid::on(day), Pyramid::groups_on(day));
        for sex in [Some(Sex::Female), Some(Sex::Male)] {
            let mut sums = vec![0u64; AGES];
            for group in &groups {
                for (sum, people) in sums.iter_mut().zip(group.of(sex)) {
                    *sum += people;
                }
            }
            for (age, (sum, people)) in sums.iter().zip(nation.of(sex)).enumerate() {
                assert!(sum.abs_diff(people) <= 800, "{age}: {sum} and {people}");
            }
        }
        let old = |group: &Pyramid| group.between(65..=110) * 100 / group.between(0..=110);
        let shares: Vec<u64> = groups.iter().map(old).collect();
        assert!(shares.iter().min() < Some(&6) && shares.iter().max() > Some(&45), "{shares:?}");
    }
}
