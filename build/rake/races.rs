//! Races of places, made to add up to those of their states.

use super::fit::{Margin, fit};
use super::{Moved, millionths, numbers, real, whole};
use crate::load::Loaded;
use std::collections::BTreeMap;

/// The columns of shares, in both tables.
pub(super) const RACES: [&str; 7] = ["white", "black", "hispanic", "asian", "aian", "nhpi", "other"];

/// In how many parts the raked shares are packed: finer than those of the source, so that sums over places hold.
const PARTS: i64 = 50_000;

/// The shares of each race in each place, in parts of 50,000.
pub(super) fn rake(
    places: &Loaded,
    states: &Loaded,
    moved: &mut Vec<Moved>,
) -> Result<Vec<Vec<i64>>, String> {
    let people = numbers(places, "population")?;
    let of_places = RACES.iter().map(|race| numbers(places, race)).collect::<Result<Vec<_>, _>>()?;
    let of_states = RACES.iter().map(|race| numbers(states, race)).collect::<Result<Vec<_>, _>>()?;
    let (state_of, state) = (places.column("state")?, states.column("state")?);
    let mut rows: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in 0..places.rows() {
        rows.entry(state_of.shown(row)).or_default().push(row);
    }
    let mut shares = vec![vec![0; places.rows()]; RACES.len()];
    let mut most = [0i64; RACES.len()];
    let mut sums = [[0.0f64; 2]; RACES.len()];
    for at in 0..states.rows() {
        let Some(rows) = rows.get(&state.shown(at)) else { continue };
        let total: f64 = rows.iter().map(|&row| real(people[row])).sum();
        let target: Vec<f64> = of_states.iter().map(|column| real(column[at]) / 10_000.0 * total).collect();
        let mut cells: Vec<f64> = Vec::with_capacity(rows.len() * RACES.len());
        for &row in rows {
            cells.extend(of_places.iter().map(|column| real(column[row]) / 1_000.0 * real(people[row])));
        }
        for race in 0..RACES.len() {
            let before: f64 = cells.iter().skip(race).step_by(RACES.len()).sum();
            most[race] = most[race].max(millionths((before - target[race]).abs(), total));
            sums[race][0] += before;
            sums[race][1] += target[race];
        }
        fit_state(&mut cells, rows, people, target);
        for (&row, cells) in rows.iter().zip(cells.chunks(RACES.len())) {
            for (race, parts) in in_parts(cells).into_iter().enumerate() {
                shares[race][row] = parts;
            }
        }
    }
    let nation: [f64; 2] = [0, 1].map(|side| sums.iter().map(|sum| sum[side]).sum());
    for (race, what) in RACES.iter().enumerate() {
        moved.push(Moved {
            what: format!("share {what}"),
            file: places.spec.file,
            onto: states.spec.file,
            before: millionths(sums[race][0], nation[0]),
            after: millionths(sums[race][1], nation[1]),
            most: most[race],
        });
    }
    Ok(shares)
}

/// Makes the places of a state keep their people and add up to the state's races.
fn fit_state(cells: &mut [f64], rows: &[usize], people: &[i64], target: Vec<f64>) {
    let count = rows.len() * RACES.len();
    let by_race = Margin { group: (0..count).map(|cell| cell % RACES.len()).collect(), total: target };
    let by_place = Margin {
        group: (0..count).map(|cell| cell / RACES.len()).collect(),
        total: rows.iter().map(|&row| real(people[row])).collect(),
    };
    fit(cells, &[by_race, by_place]);
}

/// Shares as whole parts that add up to all: what is left goes to those with the largest rest.
fn in_parts(cells: &[f64]) -> Vec<i64> {
    let total: f64 = cells.iter().sum();
    if total <= 0.0 {
        return vec![PARTS / i64::try_from(cells.len()).unwrap_or(1); cells.len()];
    }
    let exact: Vec<f64> = cells.iter().map(|cell| cell / total * real(PARTS)).collect();
    let mut parts: Vec<i64> = exact.iter().map(|share| whole(share.floor())).collect();
    let mut order: Vec<usize> = (0..cells.len()).collect();
    let rest = |at: usize| exact[at] - exact[at].floor();
    order.sort_by(|&one, &other| rest(other).total_cmp(&rest(one)).then(one.cmp(&other)));
    let left = usize::try_from(PARTS - parts.iter().sum::<i64>()).unwrap_or(0);
    for at in order.into_iter().take(left) {
        parts[at] += 1;
    }
    parts
}
