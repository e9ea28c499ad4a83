//! Couples out of those who have a spouse or a partner: as close to the usual gap of ages as the block allows.

use crate::draw::{Sub, inverse_normal, unit};

/// By how many years the man of a couple is older, and how far the gap spreads (Current Population Survey, FG3).
const USUAL_GAP: f64 = 2.3;
const SPREAD: f64 = 3.2;

/// Between these gaps couples are formed: the man's age less the woman's.
const GAPS: std::ops::RangeInclusive<f64> = -9.0..=14.0;

/// What it costs to leave one alone: so much that whoever can be matched within the gaps is.
const ALONE: f64 = 1e3;

/// Matches two lists of (position, age); the sum of squared differences from the wish of each first one is least among
/// all matchings that do not cross, which for a convex cost is least among all.
pub(super) fn match_by_age(
    women: &[(usize, f64)],
    men: &[(usize, f64)],
    draws: &mut Sub,
) -> Vec<(usize, usize)> {
    let mut wishes: Vec<(usize, f64, f64)> = women
        .iter()
        .map(|&(at, age)| (at, age, age + USUAL_GAP + SPREAD * inverse_normal(unit(draws.word()).max(1e-9))))
        .collect();
    let mut men = men.to_vec();
    wishes.sort_by(|a, b| a.2.total_cmp(&b.2).then(a.0.cmp(&b.0)));
    men.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let width = men.len() + 1;
    let cost = |w: usize, m: usize| {
        let ((_, age, wish), (_, his)) = (wishes[w], men[m]);
        if GAPS.contains(&(his - age)) { (his - wish) * (his - wish) } else { f64::INFINITY }
    };
    // The least cost of the first w women and m men; the last step is found again on the way back.
    let mut least = vec![0.0f64; (wishes.len() + 1) * width];
    for w in 0..=wishes.len() {
        for m in 0..width {
            let skip = match (w, m) {
                (0, 0) => 0.0,
                (0, m) => least[m - 1] + ALONE,
                (w, 0) => least[(w - 1) * width] + ALONE,
                (w, m) => (least[(w - 1) * width + m] + ALONE).min(least[w * width + m - 1] + ALONE),
            };
            let pair = if w > 0 && m > 0 {
                least[(w - 1) * width + m - 1] + cost(w - 1, m - 1)
            } else {
                f64::INFINITY
            };
            least[w * width + m] = skip.min(pair);
        }
    }
    let mut pairs = Vec::new();
    let (mut w, mut m) = (wishes.len(), men.len());
    while w > 0 && m > 0 {
        let here = least[w * width + m];
        if least[(w - 1) * width + m - 1] + cost(w - 1, m - 1) <= here {
            pairs.push((wishes[w - 1].0, men[m - 1].0));
            (w, m) = (w - 1, m - 1);
        } else if least[(w - 1) * width + m] + ALONE <= here {
            w -= 1;
        } else {
            m -= 1;
        }
    }
    pairs
}
