//! How many children a parent has: discrete laws, bounded, compiled to one table.

use super::{Alias, Key, Rows, Slots, Width};
use std::ops::Range;

/// A law of counts.
#[derive(Clone, Debug, PartialEq)]
pub enum FanOut {
    /// Always this many.
    Constant(u64),
    /// Any number from the first to the second, equally likely.
    Uniform(u64, u64),
    /// Poisson with this mean.
    Poisson(f64),
    /// Geometric on 0, 1, 2 …, with this mean.
    Geometric(f64),
    /// Negative binomial with this mean and this dispersion (the `k` of ecology: variance = mean + mean²/k).
    NegativeBinomial(f64, f64),
    /// Zipf: a count of `i` is as likely as i to the power of minus the exponent, for 1 to the maximum.
    Zipf(f64, u64),
    /// Given weights of given counts.
    Weights(Vec<(u64, f64)>),
}

/// A law of counts, ready to draw: one word a parent.
#[derive(Clone, Debug)]
pub struct Counts {
    lowest: u64,
    table: Alias,
    values: Option<Vec<u64>>,
    mean: f64,
    largest: u64,
}

/// No law may spread over more counts than this: the tables must stay small.
const WIDEST: u64 = 1 << 20;

impl FanOut {
    /// Compiles the law, conditioned on the bounds (not clamped to them).
    ///
    /// # Errors
    /// A sentence that says why no count can be drawn: bounds that exclude everything, a law too wide to tabulate.
    pub fn compile(&self, bounds: Range<Option<u64>>) -> Result<Counts, String> {
        let min = bounds.start.unwrap_or(0);
        let max = bounds.end.unwrap_or(u64::MAX);
        if min > max {
            return Err(format!("the minimum {min} is above the maximum {max}"));
        }
        if let Self::Weights(weights) = self {
            return weighted(weights, min, max);
        }
        let natural = match self {
            Self::Constant(n) => *n..=*n,
            Self::Uniform(lo, hi) => *lo..=*hi,
            Self::Zipf(_, most) => 1..=*most,
            Self::Poisson(mean) => 0..=tail(*mean, *mean),
            Self::Geometric(mean) => 0..=tail(*mean, mean * mean + mean),
            Self::NegativeBinomial(mean, k) => 0..=tail(*mean, mean + mean * mean / k),
            Self::Weights(_) => 0..=0,
        };
        let (lo, hi) = (min.max(*natural.start()), max.min(*natural.end()));
        if lo > hi {
            let bounds = match max {
                u64::MAX => format!("is {min} or more"),
                _ => format!("lies between {min} and {max}"),
            };
            return Err(format!("no count of the law {bounds}"));
        }
        if hi - lo >= WIDEST {
            return Err(format!(
                "the law spreads over {} counts; at most {WIDEST} can be tabulated",
                hi - lo + 1
            ));
        }
        let logs: Vec<f64> = (lo..=hi).map(|n| self.log_weight(n)).collect();
        let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let shares: Vec<f64> = logs.iter().map(|l| libm::exp(l - top)).collect();
        let table = Alias::from_shares(&shares).ok_or("no count has a weight above zero")?;
        Ok(Counts { lowest: lo, table, values: None, mean: mean(lo, &shares), largest: hi })
    }

    /// The logarithm of the weight of a count, up to a constant.
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
    fn log_weight(&self, n: u64) -> f64 {
        let x = n as f64;
        match self {
            Self::Constant(_) | Self::Uniform(..) | Self::Weights(_) => 0.0,
            Self::Poisson(mean) if *mean <= 0.0 => {
                if n == 0 {
                    0.0
                } else {
                    f64::NEG_INFINITY
                }
            }
            Self::Poisson(mean) => x * libm::log(*mean) - libm::lgamma(x + 1.0),
            Self::Geometric(mean) if *mean <= 0.0 => {
                if n == 0 {
                    0.0
                } else {
                    f64::NEG_INFINITY
                }
            }
            Self::Geometric(mean) => x * libm::log(mean / (1.0 + mean)),
            Self::NegativeBinomial(mean, _) if *mean <= 0.0 => {
                if n == 0 {
                    0.0
                } else {
                    f64::NEG_INFINITY
                }
            }
            Self::NegativeBinomial(mean, k) => {
                libm::lgamma(x + k) - libm::lgamma(x + 1.0) + x * libm::log(mean / (mean + k))
            }
            Self::Zipf(exponent, _) => -exponent * libm::log(x),
        }
    }
}

/// A count that practically nothing exceeds: the mean and forty standard deviations, and some for skewed laws.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a small range first")]
fn tail(mean: f64, variance: f64) -> u64 {
    (mean + 40.0 * libm::sqrt(variance.max(0.0)) + 40.0).clamp(0.0, 4e9) as u64
}

#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
fn mean(lowest: u64, shares: &[f64]) -> f64 {
    let total: f64 = shares.iter().sum();
    let sum: f64 = shares.iter().enumerate().map(|(i, s)| (lowest + i as u64) as f64 * s).sum();
    sum / total
}

#[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
fn weighted(weights: &[(u64, f64)], min: u64, max: u64) -> Result<Counts, String> {
    let kept: Vec<(u64, f64)> =
        weights.iter().copied().filter(|(n, w)| (min..=max).contains(n) && *w > 0.0).collect();
    let shares: Vec<f64> = kept.iter().map(|(_, w)| *w).collect();
    let table = Alias::from_shares(&shares)
        .ok_or_else(|| "no count with a weight above zero lies within the bounds".to_owned())?;
    let total: f64 = shares.iter().sum();
    let mean = kept.iter().map(|(n, w)| *n as f64 * w).sum::<f64>() / total;
    let largest = kept.iter().map(|(n, _)| *n).max().unwrap_or(0);
    Ok(Counts { lowest: 0, table, values: Some(kept.iter().map(|(n, _)| *n).collect()), mean, largest })
}

impl Counts {
    /// The count that a word picks.
    #[inline]
    pub fn pick(&self, word: u64) -> u64 {
        let i = self.table.pick(word);
        match &self.values {
            Some(values) => values[i],
            None => self.lowest + i as u64,
        }
    }

    /// The counts of these parents: one draw each from the stream of the child table's counts.
    pub fn draw(&self, key: &Key, parents: &Rows) -> Vec<u64> {
        if self.table.len() == 1 {
            return vec![self.pick(0); parents.len()];
        }
        Slots::fill(key, parents, Width::Two).firsts().map(|word| self.pick(word)).collect()
    }

    /// The one count that can be drawn, where there is no other.
    pub fn constant(&self) -> Option<u64> {
        (self.table.len() == 1).then(|| self.pick(0))
    }

    /// Each count with its share.
    pub fn shares(&self) -> Vec<(u64, f64)> {
        let shares = self.table.shares().into_iter().enumerate();
        let count = |i: usize| match &self.values {
            Some(values) => values[i],
            None => self.lowest + i as u64,
        };
        shares.filter(|(_, share)| *share > 0.0).map(|(i, share)| (count(i), share)).collect()
    }

    /// The expected count.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The largest count that can be drawn.
    pub fn largest(&self) -> u64 {
        self.largest
    }
}
