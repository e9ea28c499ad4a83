//! The lasting conditions of a person together: each as common as the table says, several as they go together.
//!
//! Behind each condition stands a normal deviate, of which a part is the person's own frailty, a part that of the cluster
//! (what goes with the metabolism, the heart, the mind …), and the rest the condition's; who is above the threshold of the
//! condition, the sex and the age has it (a Gaussian copula with two factors). Frailties come in four levels, and thresholds
//! are set so that the mean over all levels is the table's share to the last bit of a draw.

use super::age::{AgeInputs, BORN, ON, last_born};
use super::diagnosis::{SEX, SEXES, allowed_of, sex_index};
use crate::draw::{Burst, Width, high, inverse_normal, low};
use crate::kinds::{
    AGES, Ask, Build, Family, Fault, Kind, Maker, Param, Pyramid, Settings, Shape, TextColumn, Words,
};
use crate::reference::{Source, U16, conditions, icd10cm};
use arrow::array::{Array, ArrayRef, Date32Array};
use arrow::datatypes::DataType;
use std::sync::OnceLock;

const PARAMS: [Param; 3] = [
    super::diagnosis::CODES,
    Param::optional("style", Shape::OneOf(&["code", "code_nodot"]), "code", "With their dots, or without."),
    Param::optional("separator", Shape::Text, "\"|\"", "What stands between two of them."),
];

/// The kind `conditions`.
pub(super) const CONDITIONS: Kind = Kind {
    name: "conditions",
    family: Family::Clinical,
    summary: "All lasting conditions of a person, as ICD-10-CM codes in one text; NULL where there is none. Each is as common as \
              at the sex and the age, and several go together: hypertension, diabetes and kidney disease; depression and anxiety.",
    params: &PARAMS,
    inputs: &[SEX, BORN, ON],
    example: r#"conditions = { kind = "conditions", sex = "sex", born = "birth_date" }"#,
    source: "prevalences compiled for this project, approximate; a Gaussian copula with a factor of the person and one of the cluster",
    version: 2,
    build: Build::Maker(build),
    ..Kind::BLANK
};

/// The part of the variance that is the person's, and the cluster's.
const PERSON: f64 = 0.14;
const CLUSTER: f64 = 0.33;

/// The means of the quarters of a normal deviate.
const LEVELS: [f64; 4] = [-1.271_106, -0.324_662_6, 0.324_662_6, 1.271_106];

/// The ages at which childhood is divided: a toddler does not smoke.
const CHILDHOOD: [u8; 4] = [0, 4, 8, 12];

/// Bands of age: those of childhood, and those of the table for adults.
const BANDS: usize = CHILDHOOD.len() + 4;

/// The ages at which the bands begin.
const BEGINS: [u8; BANDS] = [0, 4, 8, 12, 18, 45, 65, 75];

/// The band of somebody whose age is not known.
const NOT_KNOWN: usize = BANDS - 3;

/// Sexes (not known, female, male) and bands of age.
const CELLS: usize = SEXES.len() * BANDS;

/// The band of an age.
fn fine_band(age: u8) -> usize {
    BEGINS.iter().filter(|from| **from <= age).count() - 1
}

/// The levels of both factors together.
const BOTH: usize = LEVELS.len() * LEVELS.len();

/// Two bits of a word for each.
const MOST_CLUSTERS: usize = 32;

/// A category of codes of which somebody has at most one.
struct Category {
    /// The rows of the codes in `icd10cm`.
    codes: Vec<u32>,
    /// The number of its cluster.
    cluster: usize,
    /// The rows of `conditions` for each code: of all, or of the sex.
    rows: Vec<Vec<usize>>,
}

/// What is drawn by, for a sex and a band of age; all bounds are of 32 bits, and for each of the levels together.
struct Cell {
    /// For each level of the person, cluster and level of the cluster the bound below which nobody has anything of the
    /// cluster: most people are told by it alone.
    none: Vec<u32>,
    /// For each category the bound below which nobody has it or one that stands before it in its cluster.
    first: Vec<[u32; BOTH]>,
    /// For each category the bound below which somebody has it, whatever else they have.
    alone: Vec<[u32; BOTH]>,
    /// For each category the bounds of its codes among those who have it.
    codes: Vec<Vec<u32>>,
}

struct Chronic {
    categories: Vec<Category>,
    /// The categories of each cluster.
    clusters: Vec<Vec<usize>>,
    /// Made when somebody of the sex and the age is met.
    cells: [OnceLock<Cell>; CELLS],
    /// Where the codes of each category begin among those of all.
    begins: Vec<usize>,
    /// The categories of more than one code, as bits.
    several: u64,
    /// The codes of all categories in order, as they stand first and as they stand behind others.
    shown: [Words; 2],
    age: AgeInputs,
    /// The last days of birth of those who are of each band but the first, at the epoch.
    born_by: [i32; BANDS - 1],
    /// How many times as often as in all of childhood those from each of its ages on have what nobody has before.
    later: [f64; CHILDHOOD.len()],
}

/// All children for each of those from an age on.
#[expect(clippy::cast_precision_loss, reason = "people are counted below 2^53")]
fn later(epoch: i32) -> [f64; CHILDHOOD.len()] {
    let people = Pyramid::on(epoch);
    let from = |age: u8| people.between(usize::from(age).min(AGES - 1)..=17) as f64;
    CHILDHOOD.map(|age| from(0) / from(age).max(1.0))
}

/// The categories of the table's codes of these rows, in the order of their codes.
fn categories(clusters: &[&str], inside: impl Fn(usize) -> bool) -> Vec<Category> {
    let mut categories: Vec<Category> = Vec::new();
    let mut last = "";
    for row in 0..conditions::ROWS {
        let code = conditions::CODE.get(row);
        let cluster = clusters.iter().position(|name| *name == conditions::CLUSTER.get(row));
        let (Some(cluster), Some(at)) = (cluster, icd10cm::CODE.find_sorted(code).filter(|at| inside(*at)))
        else {
            continue;
        };
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let category = &code[..code.len().min(3)];
        if category != last {
            categories.push(Category { codes: Vec::new(), cluster, rows: Vec::new() });
            last = category;
        }
        let Some(open) = categories.last_mut() else { continue };
        if open.codes.last() != Some(&at) {
            open.codes.push(at);
            open.rows.push(Vec::new());
        }
        if let Some(rows) = open.rows.last_mut() {
            rows.push(row);
        }
    }
    categories
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let allowed = allowed_of(settings)?;
    let inside = |row: usize| allowed.iter().any(|range| range.contains(&row));
    let clusters: Vec<&str> = conditions::CLUSTER.names().iter().filter(|name| !name.is_empty()).collect();
    let categories = categories(&clusters, inside);
    if categories.is_empty() {
        return Err(Fault::of("codes", "none of these codes is a lasting condition of the table"));
    }
    // One bit of a word for each category, and two for each cluster.
    if categories.len() > 64 || clusters.len() > MOST_CLUSTERS {
        return Err(Fault::whole(
            "the table of conditions has more categories or clusters than a word has room for",
        ));
    }
    let nodot = settings.text("style") == Some("code_nodot");
    let separator = settings.text("separator").unwrap_or("|");
    let show = |before: &str| -> Words {
        let code = |row: &u32| {
            let code = icd10cm::CODE.get(*row as usize);
            format!("{before}{}", if nodot { code.replace('.', "") } else { code.to_owned() })
        };
        categories.iter().flat_map(|category| category.codes.iter().map(code)).collect()
    };
    let mut begins = Vec::with_capacity(categories.len());
    let (mut several, mut codes) = (0u64, 0);
    for (at, category) in categories.iter().enumerate() {
        begins.push(codes);
        codes += category.codes.len();
        several |= u64::from(category.codes.len() > 1) << at;
    }
    Ok(Box::new(Chronic {
        shown: [show(""), show(separator)],
        begins,
        several,
        clusters: (0..clusters.len())
            .map(|n| (0..categories.len()).filter(|at| categories[*at].cluster == n).collect())
            .collect(),
        categories,
        cells: [const { OnceLock::new() }; CELLS],
        age: AgeInputs { born: 1, on: 2, epoch: settings.epoch },
        born_by: std::array::from_fn(|band| last_born(settings.epoch, BEGINS[band + 1])),
        later: later(settings.epoch),
    }))
}

/// The share of people of a sex and a band of age who have a condition of these rows, of which one is of the sex.
fn prevalence(rows: &[usize], sex: usize, band: usize) -> f64 {
    let column: U16 = match band {
        0 => conditions::AGE_0_17,
        1 => conditions::AGE_18_44,
        2 => conditions::AGE_45_64,
        3 => conditions::AGE_65_74,
        _ => conditions::AGE_75_ON,
    };
    let of = |wanted: &str| {
        let row = rows.iter().find(|&&row| conditions::SEX.get(row) == wanted);
        row.map(|&row| f64::from(column.get(row)) / 10_000.0)
    };
    let bound = rows.iter().all(|&row| icd10cm_sex(row) != "A");
    match (sex, of("A")) {
        (_, Some(share)) => share,
        (1, None) => of("F").unwrap_or(0.0),
        (2, None) => of("M").unwrap_or(0.0),
        // Of somebody whose sex is not known nothing is told that belongs to one.
        _ if bound => 0.0,
        _ => (of("F").unwrap_or(0.0) + of("M").unwrap_or(0.0)) / 2.0,
    }
}

/// Whose diagnosis the code of a row of `conditions` can be.
fn icd10cm_sex(row: usize) -> &'static str {
    icd10cm::CODE.find_sorted(conditions::CODE.get(row)).map_or("A", |at| icd10cm::SEX.get(at))
}

fn below_normal(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The shares at each of the levels together whose mean is a share.
fn shares(share: f64) -> [f64; BOTH] {
    if share <= 0.0 || share >= 1.0 {
        return [share.clamp(0.0, 1.0); BOTH];
    }
    let rest = libm::sqrt(1.0 - PERSON - CLUSTER);
    let (person, cluster) = (libm::sqrt(PERSON), libm::sqrt(CLUSTER));
    let mut moved = [0.0; BOTH];
    for (at, moved) in moved.iter_mut().enumerate() {
        *moved = person * LEVELS[at / LEVELS.len()] + cluster * LEVELS[at % LEVELS.len()];
    }
    let at = |threshold: f64| moved.map(|moved| below_normal((threshold + moved) / rest));
    let mean = |shares: &[f64; BOTH]| shares.iter().sum::<f64>() / f64::from(u8::try_from(BOTH).unwrap_or(1));
    let mut threshold = inverse_normal(share);
    // Newton's method; the quarters of a deviate are hardly narrower than it, so that it begins close.
    for _ in 0..8 {
        let slope: f64 = moved
            .iter()
            .map(|moved| {
                let z = (threshold + moved) / rest;
                libm::exp(-z * z / 2.0) / (rest * libm::sqrt(2.0 * std::f64::consts::PI))
            })
            .sum::<f64>()
            / f64::from(u8::try_from(BOTH).unwrap_or(1));
        let off = mean(&at(threshold)) - share;
        if slope <= 0.0 || off.abs() < 1e-12 {
            break;
        }
        threshold -= off / slope;
    }
    let made = at(threshold);
    let left = share / mean(&made);
    made.map(|part| (part * left).clamp(0.0, 1.0))
}

impl Chronic {
    /// The share of people of a sex and a fine band of age who have a condition.
    fn share(&self, rows: &[usize], sex: usize, fine: usize) -> f64 {
        let Some(adult) = fine.checked_sub(CHILDHOOD.len() - 1).filter(|adult| *adult > 0) else {
            let from = rows.first().map_or(0, |&row| conditions::FROM_AGE.get(row));
            let begins = CHILDHOOD.iter().filter(|age| **age <= from).count() - 1;
            let often = if fine < begins { 0.0 } else { self.later[begins] };
            return (prevalence(rows, sex, 0) * often).min(1.0);
        };
        prevalence(rows, sex, adult)
    }

    /// What is drawn by for a sex and a band of age.
    fn cell(&self, sex: usize, band: usize) -> &Cell {
        self.cells[sex * BANDS + band].get_or_init(|| {
            let parts = |category: &Category| -> Vec<f64> {
                category.rows.iter().map(|rows| self.share(rows, sex, band)).collect()
            };
            let parts: Vec<Vec<f64>> = self.categories.iter().map(parts).collect();
            let of_levels: Vec<[f64; BOTH]> =
                parts.iter().map(|parts| shares(parts.iter().sum::<f64>().min(1.0))).collect();
            let mut first = vec![[u32::MAX; BOTH]; self.categories.len()];
            let mut none = vec![u32::MAX; LEVELS.len() * self.clusters.len() * LEVELS.len()];
            for (cluster, members) in self.clusters.iter().enumerate() {
                for level in 0..BOTH {
                    let mut healthy = 1.0;
                    for &member in members {
                        healthy *= 1.0 - of_levels[member][level];
                        first[member][level] = as_bound(healthy);
                    }
                    none[self.place(level / LEVELS.len(), cluster, level % LEVELS.len())] = as_bound(healthy);
                }
            }
            let alone = of_levels.iter().map(|of_levels| of_levels.map(as_bound)).collect();
            Cell { none, first, alone, codes: parts.iter().map(|parts| code_bounds(parts)).collect() }
        })
    }

    /// Where a level of the person, a cluster and a level of the cluster stand in a cell.
    #[inline]
    fn place(&self, frailty: usize, cluster: usize, level: usize) -> usize {
        (frailty * self.clusters.len() + cluster) * LEVELS.len() + level
    }

    /// The categories that somebody has, as bits.
    #[inline]
    fn has(&self, cell: &Cell, word: u64, more: &mut Burst) -> u64 {
        let mut words = Burst::new(word);
        let frailty = usize::try_from(words.word() >> 62).unwrap_or(0);
        // Two bits for each cluster.
        let levels = words.word();
        let none = &cell.none[self.place(frailty, 0, 0)..];
        let level = |cluster: usize| usize::try_from((levels >> (2 * cluster)) & 3).unwrap_or(0);
        // Two points of 32 bits to a word. First which clusters are met, without a branch that depends on the row, then
        // what of each.
        let (mut points, mut met) = ([0u32; MOST_CLUSTERS], 0u32);
        for (pair, points) in points.chunks_exact_mut(2).enumerate().take(self.clusters.len().div_ceil(2)) {
            let word = words.word();
            (points[0], points[1]) = (high(word), low(word));
            for (half, point) in points.iter().enumerate() {
                let cluster = 2 * pair + half;
                let bound = none.get(cluster * LEVELS.len() + level(cluster)).copied().unwrap_or(u32::MAX);
                met |= u32::from(*point >= bound) << cluster;
            }
        }
        if !self.clusters.len().is_multiple_of(2) {
            met &= (1 << self.clusters.len()) - 1;
        }
        let mut has = 0u64;
        while met != 0 {
            let cluster = met.trailing_zeros() as usize;
            has |= self.has_of(cell, cluster, frailty * LEVELS.len() + level(cluster), points[cluster], more);
            met &= met - 1;
        }
        has
    }

    /// The categories of a cluster that somebody has who has one of them: the first by the point that told so, each of
    /// the others by a draw of its own.
    fn has_of(&self, cell: &Cell, cluster: usize, level: usize, point: u32, more: &mut Burst) -> u64 {
        let mut has = 0;
        for &member in &self.clusters[cluster] {
            let alone = cell.alone[member][level];
            let hit = if has == 0 {
                // The greatest point of all stands for what is impossible too.
                point >= cell.first[member][level] && alone > 0
            } else {
                high(more.word()) < alone
            };
            has |= u64::from(hit) << member;
        }
        has
    }

    /// The band of age of the `i`th row.
    #[inline]
    fn band(&self, ask: &Ask<'_>, born: Option<&Date32Array>, i: usize) -> usize {
        match born.filter(|born| born.is_valid(i)) {
            Some(born) if ask.dates(2).is_none() => {
                // The days descend; to count them all takes no branch that depends on the row.
                self.born_by.iter().map(|last| usize::from(born.value(i) <= *last)).sum()
            }
            _ => self.age.years(ask, i).map_or(NOT_KNOWN, fine_band),
        }
    }
}

/// The bounds of codes among those who have one of them.
fn code_bounds(parts: &[f64]) -> Vec<u32> {
    let total = parts.iter().sum::<f64>();
    let mut below = 0.0;
    let bound = |part: &f64| {
        below += part;
        if total > 0.0 { as_bound((below / total).min(1.0)) } else { u32::MAX }
    };
    parts.iter().map(bound).collect()
}

/// A share as a bound of 32 uniform bits.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held to 32 bits")]
fn as_bound(share: f64) -> u32 {
    libm::round(share * 4_294_967_296.0).clamp(0.0, 4_294_967_295.0) as u32
}

impl Maker for Chronic {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Two
    }

    fn law(&self) -> String {
        format!(
            "each of {} lasting conditions by its prevalence at the sex and the age, together by a Gaussian copula",
            self.categories.len()
        )
    }

    fn sources(&self) -> Vec<&'static Source> {
        vec![&conditions::SOURCE, &icd10cm::SOURCE]
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 12);
        let born = ask.dates(1);
        for i in 0..ask.len() {
            let cell = self.cell(sex_index(ask, 0, i), self.band(ask, born, i));
            let word = ask.word(i, 0);
            let mut more = Burst::new(!word);
            let mut has = self.has(cell, word, &mut more);
            if has == 0 {
                column.push_null();
                continue;
            }
            let mut further = 0;
            while has != 0 {
                let category = has.trailing_zeros() as usize;
                let code = if (self.several >> category) & 1 == 0 {
                    0
                } else {
                    let (point, bounds) = (high(more.word()), &cell.codes[category]);
                    bounds.iter().position(|bound| point < *bound).unwrap_or(bounds.len() - 1)
                };
                column.word(&self.shown[further], self.begins[category] + code);
                further = 1;
                has &= has - 1;
            }
            column.end();
        }
        column.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn childhood_has_bands_of_its_own() {
        assert_eq!(
            [0, 3, 4, 11, 12, 17, 18, 44, 45, 64, 65, 75].map(fine_band),
            [0, 0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 7]
        );
    }

    #[test]
    fn shares_at_the_levels_have_the_mean_that_is_asked_for() {
        for share in [0.0001, 0.003, 0.08, 0.36, 0.6, 0.95] {
            let made = shares(share);
            let mean = made.iter().sum::<f64>() / 16.0;
            assert!((mean - share).abs() < 1e-9, "{share}: {mean}");
            assert!(made[0] < share && made[BOTH - 1] > share);
        }
        assert!(shares(0.08)[BOTH - 1] > 0.2 && shares(0.6)[BOTH - 1] < 1.0);
    }
}
