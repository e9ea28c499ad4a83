//! Iterative proportional fitting.

/// Rounds after which fitting ends, whether or not the margins hold.
const ROUNDS: usize = 500;

/// How near a margin must be: one part in this many.
const NEAR: f64 = 1e-9;

/// A set of margins: the group of each cell, and what each group adds up to.
pub(super) struct Margin {
    pub(super) group: Vec<usize>,
    pub(super) total: Vec<f64>,
}

/// Multiplies the cells, margin after margin, until all margins hold; the last of them holds to the last bit of rounding.
pub(super) fn fit(cells: &mut [f64], margins: &[Margin]) {
    for _ in 0..ROUNDS {
        let mut worst = 0.0f64;
        for margin in margins {
            let mut sums = vec![0.0; margin.total.len()];
            for (cell, &group) in cells.iter().zip(&margin.group) {
                sums[group] += cell;
            }
            let factor = |(sum, total): (&f64, &f64)| if *sum > 0.0 { total / sum } else { 1.0 };
            let factors: Vec<f64> = sums.iter().zip(&margin.total).map(factor).collect();
            for (cell, &group) in cells.iter_mut().zip(&margin.group) {
                *cell *= factors[group];
            }
            worst = factors.iter().fold(worst, |worst, factor| worst.max((factor - 1.0).abs()));
        }
        if worst < NEAR {
            break;
        }
    }
}
