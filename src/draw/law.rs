//! Laws of numbers: uniform, normal, log-normal, exponential and Zipf, each from one word, each conditioned on bounds.

use super::{Alias, Sub, unit};

/// Between which values a law is held; the law is conditioned on them, not clamped to them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The least value, if any.
    pub min: Option<f64>,
    /// The greatest value, if any.
    pub max: Option<f64>,
}

/// A law of numbers, ready to draw.
#[derive(Clone, Debug)]
pub struct Law {
    shape: Shape,
    /// The share of the law below the least and the greatest value: words are mapped in between.
    from: f64,
    to: f64,
    bounds: Bounds,
}

#[derive(Clone, Debug)]
enum Shape {
    Constant(f64),
    Uniform { low: f64, high: f64 },
    Normal { mean: f64, sd: f64 },
    LogNormal { log_mean: f64, log_sd: f64 },
    Exponential { mean: f64 },
    Values { table: Alias, values: Vec<f64>, shares: Vec<f64> },
}

/// Why a law cannot be drawn from.
pub type LawFault = String;

impl Law {
    /// Always the same number.
    pub fn constant(value: f64) -> Self {
        Self { shape: Shape::Constant(value), from: 0.0, to: 1.0, bounds: Bounds::default() }
    }

    /// Every number from `low` to `high` alike.
    ///
    /// # Errors
    /// Where `low` is above `high`, or the bounds leave nothing.
    pub fn uniform(low: f64, high: f64, bounds: Bounds) -> Result<Self, LawFault> {
        finite(&[low, high])?;
        if low > high {
            return Err(format!("the lower end {low} is above the upper end {high}"));
        }
        if (high - low).is_infinite() {
            return Err("the two ends are too far apart".to_owned());
        }
        Self { shape: Shape::Uniform { low, high }, from: 0.0, to: 1.0, bounds }.conditioned()
    }

    /// The normal law of a mean and a standard deviation.
    ///
    /// # Errors
    /// Where the deviation is not above zero, or the bounds leave nothing.
    pub fn normal(mean: f64, sd: f64, bounds: Bounds) -> Result<Self, LawFault> {
        finite(&[mean, sd])?;
        positive("standard deviation", sd)?;
        Self { shape: Shape::Normal { mean, sd }, from: 0.0, to: 1.0, bounds }.conditioned()
    }

    /// The log-normal law of a median and a shape (the standard deviation of the natural logarithm).
    ///
    /// # Errors
    /// Where the median or the shape is not above zero, or the bounds leave nothing.
    pub fn log_normal(median: f64, sigma: f64, bounds: Bounds) -> Result<Self, LawFault> {
        finite(&[median, sigma])?;
        positive("median", median)?;
        positive("sigma", sigma)?;
        let shape = Shape::LogNormal { log_mean: libm::log(median), log_sd: sigma };
        Self { shape, from: 0.0, to: 1.0, bounds }.conditioned()
    }

    /// The exponential law of a mean.
    ///
    /// # Errors
    /// Where the mean is not above zero, or the bounds leave nothing.
    pub fn exponential(mean: f64, bounds: Bounds) -> Result<Self, LawFault> {
        finite(&[mean])?;
        positive("mean", mean)?;
        Self { shape: Shape::Exponential { mean }, from: 0.0, to: 1.0, bounds }.conditioned()
    }

    /// Given numbers with given weights.
    ///
    /// # Errors
    /// Where a weight is negative, or none within the bounds is above zero.
    pub fn weights(pairs: &[(f64, f64)], bounds: Bounds) -> Result<Self, LawFault> {
        let inside = |v: f64| bounds.min.is_none_or(|m| v >= m) && bounds.max.is_none_or(|m| v <= m);
        let kept: Vec<(f64, f64)> = pairs.iter().copied().filter(|(v, _)| inside(*v)).collect();
        let shares: Vec<f64> = kept.iter().map(|(_, w)| *w).collect();
        let table = Alias::from_shares(&shares)
            .ok_or("no value within the bounds has a weight above zero, or a weight is negative")?;
        let values = kept.iter().map(|(v, _)| *v).collect();
        Ok(Self { shape: Shape::Values { table, values, shares }, from: 0.0, to: 1.0, bounds })
    }

    fn conditioned(mut self) -> Result<Self, LawFault> {
        if let Some(min) = self.bounds.min {
            self.from = self.share_below(min);
        }
        if let Some(max) = self.bounds.max {
            self.to = self.share_below(max);
        }
        if let (Some(min), Some(max)) = (self.bounds.min, self.bounds.max)
            && min > max
        {
            return Err(format!("the minimum {min} is above the maximum {max}"));
        }
        // A sliver this thin would be all rounding error.
        let thin = self.to - self.from < 1e-12;
        let point = matches!(self.shape, Shape::Uniform { low, high } if low >= high)
            && self.bounds.min.is_none_or(|m| self.at(0.5) >= m)
            && self.bounds.max.is_none_or(|m| self.at(0.5) <= m);
        if thin && !point {
            return Err("practically nothing of the law lies between the bounds".to_owned());
        }
        Ok(self)
    }

    /// Whether its values are any between two, so that shares below a value can be told.
    pub fn is_smooth(&self) -> bool {
        !matches!(self.shape, Shape::Constant(_) | Shape::Values { .. })
    }

    /// The share of the unconditioned law below a value; 0 where the law is not smooth.
    pub fn share_below(&self, x: f64) -> f64 {
        let normal = |z: f64| 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
        match &self.shape {
            Shape::Constant(_) | Shape::Values { .. } => 0.0,
            Shape::Uniform { low, high } if high > low => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Shape::Uniform { low, .. } => {
                if x < *low {
                    0.0
                } else {
                    1.0
                }
            }
            Shape::Normal { mean, sd } => normal((x - mean) / sd),
            Shape::LogNormal { .. } if x <= 0.0 => 0.0,
            Shape::LogNormal { log_mean, log_sd } => normal((libm::log(x) - log_mean) / log_sd),
            Shape::Exponential { mean } => {
                if x <= 0.0 {
                    0.0
                } else {
                    -libm::expm1(-x / mean)
                }
            }
        }
    }

    /// The value below which a share `u` of the unconditioned law lies.
    #[inline]
    fn at(&self, u: f64) -> f64 {
        match &self.shape {
            Shape::Constant(value) => *value,
            Shape::Uniform { low, high } => low + (high - low) * u,
            Shape::Normal { mean, sd } => mean + sd * inverse_normal(u),
            Shape::LogNormal { log_mean, log_sd } => libm::exp(log_mean + log_sd * inverse_normal(u)),
            Shape::Exponential { mean } => -mean * libm::log1p(-u),
            Shape::Values { values, .. } => values.first().copied().unwrap_or(0.0),
        }
    }

    /// The number that a uniform word picks.
    #[inline]
    pub fn sample(&self, word: u64) -> f64 {
        if let Shape::Values { table, values, .. } = &self.shape {
            return values[table.pick(word)];
        }
        // The middle of the word's interval, so that neither 0 nor 1 is hit and logarithms stay finite.
        let u = self.from + (self.to - self.from) * (unit(word) + 1.0 / 18_014_398_509_481_984.0);
        let x = self.at(u.clamp(1e-300, 1.0 - 1.2e-16));
        let x = self.bounds.min.map_or(x, |m| x.max(m));
        self.bounds.max.map_or(x, |m| x.min(m))
    }
}

impl Law {
    /// The number that a uniform word picks from the law held between `low` and `high`, which belong to it.
    ///
    /// Where practically nothing of the law lies there, it is the end that is nearer to the law.
    pub fn sample_between(&self, word: u64, low: f64, high: f64) -> f64 {
        if let Shape::Values { values, shares, .. } = &self.shape {
            return pick_between(values, shares, word, low, high);
        }
        let low = self.bounds.min.map_or(low, |m| m.max(low));
        let high = self.bounds.max.map_or(high, |m| m.min(high)).max(low);
        let (from, to) = (self.share_below(low), self.share_below(high));
        if to - from < 1e-12 {
            return self.at(0.5).clamp(low, high);
        }
        let u = from + (to - from) * (unit(word) + 1.0 / 18_014_398_509_481_984.0);
        self.at(u.clamp(1e-300, 1.0 - 1.2e-16)).clamp(low, high)
    }
}

/// A weighted pick among the values between two ends, or the end nearest to any value.
fn pick_between(values: &[f64], shares: &[f64], word: u64, low: f64, high: f64) -> f64 {
    let inside = || values.iter().zip(shares).filter(|(v, _)| (low..=high).contains(*v));
    let total: f64 = inside().map(|(_, share)| share).sum();
    let mut left = unit(word) * total;
    let mut last = None;
    for (value, share) in inside().filter(|(_, share)| **share > 0.0) {
        last = Some(*value);
        if left < *share {
            return *value;
        }
        left -= share;
    }
    // Rounding can leave a rest after the last value; without any value inside, the nearest one decides the end.
    last.unwrap_or_else(|| {
        let distance = |v: f64| (low - v).max(v - high);
        let nearest = values.iter().copied().min_by(|a, b| distance(*a).total_cmp(&distance(*b)));
        nearest.unwrap_or(low).clamp(low, high)
    })
}

fn finite(numbers: &[f64]) -> Result<(), LawFault> {
    if numbers.iter().all(|n| n.is_finite()) { Ok(()) } else { Err("a number is not finite".to_owned()) }
}

fn positive(what: &str, x: f64) -> Result<(), LawFault> {
    if x > 0.0 { Ok(()) } else { Err(format!("the {what} must be above zero, and is {x}")) }
}

/// The quantile of the standard normal law: Wichura's algorithm AS 241 (1988), accurate to about 16 digits.
#[inline]
pub fn inverse_normal(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = libm::sqrt(-libm::log(tail));
    let x = if r <= 5.0 { ratio(r - 1.6, &MIDDLE) } else { ratio(r - 5.0, &FAR) };
    if q < 0.0 { -x } else { x }
}

type Rational = ([f64; 8], [f64; 8]);

#[inline]
fn ratio(r: f64, (above, below): &Rational) -> f64 {
    let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, a| sum * r + a);
    horner(above) / horner(below)
}

const CENTRE: Rational = (
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_545,
    ],
);
const MIDDLE: Rational = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);
const FAR: Rational = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_9,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

/// Zipf's law on the ranks 1 to `n`: rank `i` is as likely as i to the power of minus the exponent.
///
/// Drawn by rejection-inversion (Hörmann and Derflinger, 1996), without a table, for any `n`.
#[derive(Clone, Debug)]
pub struct Zipf {
    n: f64,
    exponent: f64,
    h_half: f64,
    h_n: f64,
    shortcut: f64,
}

impl Zipf {
    /// The law for `n` ranks.
    ///
    /// # Errors
    /// Where there is no rank, or the exponent is not above zero and finite.
    #[expect(clippy::cast_precision_loss, reason = "ranks beyond 2^53 are not drawn one by one")]
    pub fn new(n: u64, exponent: f64) -> Result<Self, LawFault> {
        finite(&[exponent])?;
        positive("exponent", exponent)?;
        if n == 0 {
            return Err("there is no rank to draw".to_owned());
        }
        let mut zipf = Self { n: n as f64, exponent, h_half: 0.0, h_n: 0.0, shortcut: 0.0 };
        zipf.h_half = zipf.integral(1.5) - 1.0;
        zipf.h_n = zipf.integral(zipf.n + 0.5);
        zipf.shortcut = 2.0 - zipf.inverse(zipf.integral(2.5) - zipf.density(2.0));
        Ok(zipf)
    }

    /// The rank, from 0, that the words of a row pick: the first from its slot, further ones from its sub-stream.
    #[inline]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank is between 1 and n")]
    pub fn pick(&self, first: u64, sub: impl FnOnce() -> Sub) -> u64 {
        if let Some(rank) = self.attempt(first) {
            return rank as u64 - 1;
        }
        let mut sub = sub();
        loop {
            if let Some(rank) = self.attempt(sub.word()) {
                return rank as u64 - 1;
            }
        }
    }

    #[inline]
    fn attempt(&self, word: u64) -> Option<f64> {
        let u = self.h_n + unit(word) * (self.h_half - self.h_n);
        let x = self.inverse(u);
        let rank = libm::floor(x + 0.5).clamp(1.0, self.n);
        let taken = rank - x <= self.shortcut || u >= self.integral(rank + 0.5) - self.density(rank);
        taken.then_some(rank)
    }

    fn density(&self, x: f64) -> f64 {
        libm::exp(-self.exponent * libm::log(x))
    }

    fn integral(&self, x: f64) -> f64 {
        let log = libm::log(x);
        growth((1.0 - self.exponent) * log) * log
    }

    fn inverse(&self, x: f64) -> f64 {
        let t = (x * (1.0 - self.exponent)).max(-1.0);
        libm::exp(log_ratio(t) * x)
    }
}

/// (e^x - 1) / x, also at 0.
fn growth(x: f64) -> f64 {
    if x.abs() > 1e-8 { libm::expm1(x) / x } else { 1.0 + x / 2.0 }
}

/// log(1 + x) / x, also at 0.
fn log_ratio(x: f64) -> f64 {
    if x.abs() > 1e-8 { libm::log1p(x) / x } else { 1.0 - x / 2.0 }
}
