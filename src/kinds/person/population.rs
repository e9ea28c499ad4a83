//! Ages, sexes, races and places follow the national tables, and narrowing one conditions the others.

use super::pyramid::{AGES, Pyramid};
use super::trial::{EPOCH, Trial, count, words};
use super::years::{age_on, birthdays};
use crate::kinds::Value;
use crate::reference::{Sex, places, races_by_state, raked};
use arrow::array::{ArrayRef, AsArray, UInt32Array};
use arrow::datatypes::{Date32Type, UInt32Type};
use std::sync::Arc;

const MANY: usize = 40_000;

/// Completed years at the epoch.
fn ages(born: &ArrayRef) -> Vec<usize> {
    let born = born.as_primitive::<Date32Type>().values();
    born.iter().map(|day| usize::try_from(age_on(*day, EPOCH)).unwrap()).collect()
}

fn share(ages: &[usize], which: impl Fn(usize) -> bool) -> f64 {
    ages.iter().filter(|age| which(**age)).count() as f64 / ages.len() as f64
}

/// Half the sum of what shares differ from their law, and what it would be of exact draws.
fn distance(counts: &[u64], law: &[u64]) -> (f64, f64) {
    let n = counts.iter().sum::<u64>() as f64;
    let total = law.iter().sum::<u64>() as f64;
    let each = |(count, weight): (&u64, &u64)| {
        let p = *weight as f64 / total;
        ((*count as f64 / n - p).abs() / 2.0, (p * (1.0 - p) / (2.0 * std::f64::consts::PI * n)).sqrt())
    };
    counts.iter().zip(law).map(each).fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

fn places_of(trial: &Trial) -> ArrayRef {
    trial.rows(0..MANY)
}

#[test]
fn where_somebody_lives_does_not_change_the_nation() {
    let homes = places_of(&Trial::of("place").named("home"));
    let pyramid = Pyramid::on(EPOCH);
    for (word, sex) in [("F", Sex::Female), ("M", Sex::Male)] {
        let trial = Trial::of("birth_date").input("sex", words(&[word], MANY));
        let made = ages(&trial.input("place", homes.clone()).rows(0..MANY));
        let mut counts = vec![0; AGES];
        made.iter().for_each(|age| counts[*age] += 1);
        let (off, floor) = distance(&counts, &pyramid.of(Some(sex)));
        assert!(off < 1.5 * floor, "{off} against {floor}");
    }
}

#[test]
fn ages_follow_the_place() {
    // The Villages in Florida, and the halls of a university in Utah.
    let of_zip = |zip: u32| u32::try_from(places::ZIP.lower_bound(zip)).unwrap();
    for (zip, old, young) in [(32_162, 0.5..1.0, 0.0..0.08), (84_604, 0.0..0.12, 0.1..0.35)] {
        let here: ArrayRef = Arc::new(UInt32Array::from(vec![of_zip(zip); MANY]));
        let made = ages(&Trial::of("birth_date").input("place", here).rows(0..MANY));
        let shares = (share(&made, |age| age >= 65), share(&made, |age| age < 18));
        assert!(old.contains(&shares.0) && young.contains(&shares.1), "{zip}: {shares:?}");
    }
    let unknown: ArrayRef = Arc::new(UInt32Array::from(vec![None; MANY]));
    let made = ages(&Trial::of("birth_date").input("place", unknown).rows(0..MANY));
    assert!((0.17..0.21).contains(&share(&made, |age| age >= 65)));
}

#[test]
fn narrowing_to_a_state_gives_its_people() {
    let row = races_by_state::STATE.names().find_sorted("NM").unwrap();
    let homes = places_of(&Trial::of("place").named("home").text("state", "NM"));
    let made = ages(&Trial::of("birth_date").input("place", homes.clone()).rows(0..MANY));
    // The state's share of the old in 2020, moved as the nation's was from 2020 to 2026.
    let nation = Pyramid::on(EPOCH);
    let now = nation.between(65..=AGES - 1) as f64 / nation.between(0..=AGES - 1) as f64;
    let expected = f64::from(races_by_state::OVER_65.get(row)) / 10_000.0 * now / 0.1658;
    let old = share(&made, |age| age >= 65);
    assert!((old - expected).abs() < 0.012, "{old} and {expected}");
    let hispanic = Trial::of("ethnicity").param("unknown", Value::Number(0.0)).input("place", homes);
    let hispanic = count(&hispanic.texts(0..MANY), "hispanic") as f64 / MANY as f64;
    let expected = f64::from(races_by_state::HISPANIC.get(row)) / 10_000.0;
    assert!((hispanic - expected).abs() < 0.0075, "{hispanic} and {expected}");
}

#[test]
fn places_of_the_old_are_where_they_live() {
    let all = places_of(&Trial::of("place").named("home"));
    let old = places_of(&Trial::of("place").named("home").param("min_age", Value::Integer(65)));
    let groups = Pyramid::groups_on(EPOCH);
    let law = |ages: std::ops::RangeInclusive<usize>| -> Vec<u64> {
        let mut people = vec![0u64; raked::GROUPS];
        for row in 0..places::ROWS {
            people[usize::from(raked::PLACE_GROUP.get(row))] += u64::from(places::POPULATION.get(row));
        }
        let part = |n: u64, group: &Pyramid| n * group.between(ages.clone()) / group.between(0..=AGES - 1);
        people.iter().zip(&groups).map(|(n, group)| part(*n, group)).collect()
    };
    let counts = |homes: &ArrayRef| -> Vec<u64> {
        let mut counts = vec![0; raked::GROUPS];
        for home in homes.as_primitive::<UInt32Type>().values() {
            counts[usize::from(raked::PLACE_GROUP.get(*home as usize))] += 1;
        }
        counts
    };
    let (off, floor) = distance(&counts(&old), &law(65..=AGES - 1));
    assert!(off < 1.5 * floor, "{off} against {floor}");
    let (off, _) = distance(&counts(&all), &law(65..=AGES - 1));
    assert!(off > 6.0 * floor, "people of all ages live elsewhere");
    // Ages above 65 are then as in the nation, among those above 65.
    let born = Trial::of("birth_date").param("min_age", Value::Integer(65)).input("place", old);
    let mut aged = vec![0; AGES];
    ages(&born.rows(0..MANY)).iter().for_each(|age| aged[*age] += 1);
    let mut nation = Pyramid::on(EPOCH).of(None);
    nation.iter_mut().take(65).for_each(|people| *people = 0);
    let (off, floor) = distance(&aged, &nation);
    assert!(off < 1.5 * floor, "{off} against {floor}");
}

#[test]
fn sexes_are_those_of_the_ages() {
    let women = |trial: Trial| count(&trial.texts(0..MANY), "F") as f64 / MANY as f64;
    let pyramid = Pyramid::on(EPOCH);
    let usual = women(Trial::of("sex"));
    let all = pyramid.of(Some(Sex::Female)).iter().sum::<u64>() as f64 / pyramid.between(0..=AGES - 1) as f64;
    assert!((usual - 0.996 * all).abs() < 0.008, "{usual} and {all}");
    let old = women(Trial::of("sex").param("min_age", Value::Integer(85)));
    assert!((0.56..0.68).contains(&old), "{old}");
    let newborn = women(Trial::of("sex").param("max_age", Value::Integer(1)));
    assert!((0.475..0.495).contains(&newborn), "{newborn}");
}

#[test]
fn among_the_old_more_are_born_late_in_a_year_of_age() {
    let trial =
        Trial::of("birth_date").param("min_age", Value::Integer(92)).param("max_age", Value::Integer(92));
    let born = trial.rows(0..MANY);
    let (first, last) = birthdays(EPOCH, 92);
    let middle = first + (last - first) / 2;
    let days = born.as_primitive::<Date32Type>().values();
    assert!(days.iter().all(|day| (first..=last).contains(day)));
    let late = days.iter().filter(|day| **day > middle).count() as f64 / MANY as f64;
    assert!((0.515..0.55).contains(&late), "{late}");
}

#[test]
fn the_old_are_fewer_from_year_to_year() {
    let people = Pyramid::on(EPOCH).of(None);
    assert!(people[100..].windows(2).all(|pair| pair[0] > pair[1]), "{:?}", &people[98..]);
}
