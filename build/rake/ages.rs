//! Ages of groups of places, made to add up to the national pyramid.

use super::fit::{Margin, fit};
use super::{Moved, millionths, numbers, real, whole};
use crate::load::Loaded;
use std::collections::BTreeMap;

/// The ages of the national table: single years, the last of them open.
const AGES: usize = 101;

/// Where places are divided by their share of people of 65 years and over, in thousandths.
const OLD: [i64; 15] = [60, 80, 100, 115, 130, 145, 160, 175, 190, 205, 225, 250, 290, 350, 450];

/// Where these are divided by their share of people under 18 years.
const YOUNG: [i64; 4] = [120, 180, 220, 260];

/// The bands of age of which places tell their shares.
const BANDS: [&str; 3] = ["under 18", "18 to 64", "65 and over"];

/// The ages of groups of places.
pub(crate) struct Ages {
    /// The years of the national table.
    pub(crate) years: Vec<i64>,
    /// The group of each place.
    pub(crate) group: Vec<i64>,
    /// How many groups there are.
    pub(crate) groups: usize,
    /// People by year, group, sex (female, male) and age.
    pub(crate) people: Vec<i64>,
}

/// What is known of the places of a group together.
#[derive(Default)]
struct Group {
    people: f64,
    bands: [f64; 3],
    medians: f64,
}

/// The band of an age.
fn band(age: usize) -> usize {
    usize::from(age >= 18) + usize::from(age >= 65)
}

pub(super) fn rake(places: &Loaded, pyramid: &Loaded, moved: &mut Vec<Moved>) -> Result<Ages, String> {
    let (group, groups) = group(places)?;
    let mut nations: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
    // The table ascends by year, sex and age, which its declaration holds it to.
    for (year, people) in numbers(pyramid, "year")?.iter().zip(numbers(pyramid, "population")?) {
        nations.entry(*year).or_default().push(real(*people));
    }
    let mut people = Vec::new();
    for (year, nation) in &nations {
        if nation.len() != 2 * AGES {
            return Err(format!("{}: the year {year} has not {AGES} ages of each sex", pyramid.spec.file));
        }
        let bands = fit_bands(&groups, nation);
        // The places are those of the American Community Survey of 2018 to 2022.
        if *year == 2020 {
            tell(&groups, &bands, nation, (places, pyramid), moved);
        }
        people.extend(fit_year(&groups, &bands, nation).into_iter().map(whole));
    }
    Ok(Ages { years: nations.keys().copied().collect(), group, groups: groups.len(), people })
}

/// Divides the places into groups of like shares of the young and the old.
fn group(places: &Loaded) -> Result<(Vec<i64>, Vec<Group>), String> {
    let (people, median) = (numbers(places, "population")?, numbers(places, "median_age")?);
    let (young, old) = (numbers(places, "under_18")?, numbers(places, "over_65")?);
    let above = |bounds: &[i64], share: i64| bounds.iter().filter(|bound| **bound <= share).count();
    let cell = |row: usize| (above(&OLD, old[row]), above(&YOUNG, young[row]));
    let mut cells: BTreeMap<(usize, usize), Group> = BTreeMap::new();
    for row in 0..places.rows() {
        let group = cells.entry(cell(row)).or_default();
        let here = real(people[row]);
        let shares = [young[row], 1_000 - young[row] - old[row], old[row]];
        group.people += here;
        group.medians += here * real(median[row]) / 10.0;
        for (sum, share) in group.bands.iter_mut().zip(shares) {
            *sum += here * real(share) / 1_000.0;
        }
    }
    let number: BTreeMap<(usize, usize), i64> = cells.keys().copied().zip(0..).collect();
    let of_place = (0..places.rows()).map(|row| number.get(&cell(row)).copied().unwrap_or(0)).collect();
    Ok((of_place, cells.into_values().collect()))
}

/// People of the nation by band of age.
fn bands_of(nation: &[f64]) -> Vec<f64> {
    let mut bands = vec![0.0; BANDS.len()];
    for (cell, people) in nation.iter().enumerate() {
        bands[band(cell % AGES)] += people;
    }
    bands
}

/// People of each group and band: groups keep their share of the nation, bands theirs.
fn fit_bands(groups: &[Group], nation: &[f64]) -> Vec<f64> {
    let scale = nation.iter().sum::<f64>() / groups.iter().map(|group| group.people).sum::<f64>();
    let mut cells: Vec<f64> =
        groups.iter().flat_map(|group| group.bands.map(|people| people * scale)).collect();
    let count = cells.len();
    let by_group = Margin {
        group: (0..count).map(|cell| cell / BANDS.len()).collect(),
        total: groups.iter().map(|group| group.people * scale).collect(),
    };
    let by_band =
        Margin { group: (0..count).map(|cell| cell % BANDS.len()).collect(), total: bands_of(nation) };
    fit(&mut cells, &[by_group, by_band]);
    cells
}

/// People of each group, sex and age: ages and sexes add up to the nation, bands to those of the group, and each group has
/// the nation's share of each sex, because a place is drawn before the sex.
fn fit_year(groups: &[Group], bands: &[f64], nation: &[f64]) -> Vec<f64> {
    let per_group = 2 * AGES;
    let count = groups.len() * per_group;
    let total: f64 = nation.iter().sum();
    let of_sex = [0, 1].map(|sex| nation.iter().skip(sex * AGES).take(AGES).sum::<f64>() / total);
    let weight = |group: usize| bands.iter().skip(group * BANDS.len()).take(BANDS.len()).sum::<f64>();
    let mut cells = Vec::with_capacity(count);
    for (at, group) in groups.iter().enumerate() {
        let of_group: Vec<f64> = bands.iter().skip(at * BANDS.len()).take(BANDS.len()).copied().collect();
        cells.extend(tilted(nation, &of_group, group.medians / group.people));
    }
    let by_band = Margin {
        group: (0..count).map(|cell| cell / per_group * BANDS.len() + band(cell % AGES)).collect(),
        total: bands.to_vec(),
    };
    let by_sex = Margin {
        group: (0..count).map(|cell| cell / AGES).collect(),
        total: (0..groups.len() * 2).map(|cell| weight(cell / 2) * of_sex[cell % 2]).collect(),
    };
    let by_age = Margin { group: (0..count).map(|cell| cell % per_group).collect(), total: nation.to_vec() };
    fit(&mut cells, &[by_band, by_sex, by_age]);
    cells
}

/// The nation's ages with the bands of a group, those of working age tilted until half of the group is below its median.
fn tilted(nation: &[f64], bands: &[f64], median: f64) -> Vec<f64> {
    // Each further year of age multiplies by the tilt: less than 1 where the people are younger than the nation's.
    let (mut low, mut high) = (0.94f64, 1.06f64);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if median_of(&shaped(nation, bands, middle)) < median { low = middle } else { high = middle }
    }
    shaped(nation, bands, (low + high) / 2.0)
}

fn shaped(nation: &[f64], bands: &[f64], tilt: f64) -> Vec<f64> {
    let mut cells = nation.to_vec();
    for sex in 0..2 {
        let mut factor = 1.0;
        for age in 18..65 {
            cells[sex * AGES + age] *= factor;
            factor *= tilt;
        }
    }
    let sums = bands_of(&cells);
    for (cell, people) in cells.iter_mut().enumerate() {
        let band = band(cell % AGES);
        *people *= bands[band] / sums[band];
    }
    cells
}

/// The age below which half of the people are.
fn median_of(cells: &[f64]) -> f64 {
    let half = cells.iter().sum::<f64>() / 2.0;
    let (mut below, mut age) = (0.0, 0.0);
    for (female, male) in cells.iter().take(AGES).zip(cells.iter().skip(AGES)) {
        let here = female + male;
        if below + here >= half {
            return age + (half - below) / here;
        }
        below += here;
        age += 1.0;
    }
    age
}

/// Tells how far the shares of bands were moved.
fn tell(
    groups: &[Group],
    bands: &[f64],
    nation: &[f64],
    (places, pyramid): (&Loaded, &Loaded),
    moved: &mut Vec<Moved>,
) {
    let people: f64 = groups.iter().map(|group| group.people).sum();
    let total: f64 = nation.iter().sum();
    for (at, what) in BANDS.iter().enumerate() {
        let before: f64 = groups.iter().map(|group| group.bands[at]).sum();
        let of_group = |(group, bands): (&Group, &[f64])| {
            let after = bands[at] / bands.iter().sum::<f64>();
            millionths((group.bands[at] / group.people - after).abs(), 1.0)
        };
        moved.push(Moved {
            what: format!("share {what}"),
            file: places.spec.file,
            onto: pyramid.spec.file,
            before: millionths(before, people),
            after: millionths(bands_of(nation)[at], total),
            most: groups.iter().zip(bands.chunks(BANDS.len())).map(of_group).max().unwrap_or(0),
        });
    }
}
