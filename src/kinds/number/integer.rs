//! Whole numbers, and true or false.

use super::law::{NumberLaw, describe, read_number_law};
use crate::draw::Bounds;
use crate::kinds::likeness::one_of;
use crate::kinds::{Ask, Build, Domain, Edges, Family, Fault, Kind, Maker, Param, Settings, Shape};
use arrow::array::{ArrayRef, BooleanArray, Int64Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

/// The kind `integer`.
pub(super) const INTEGER: Kind = Kind {
    name: "integer",
    family: Family::Number,
    version: 1,
    summary: "A whole number between two bounds, by a law.",
    params: &[
        Param::optional("min", Shape::Integer, "0", "The least number."),
        Param::optional("max", Shape::Integer, "100", "The greatest number."),
        Param::optional(
            "law",
            Shape::Law,
            "uniform",
            "uniform, normal { mean, sd }, log_normal { median, sigma }, exponential { mean }, zipf { exponent } or weights { … }; \
             conditioned on the bounds and rounded. Without bounds of its own a law is bounded by 0 below where it has no \
             negative numbers, and by nothing above.",
        ),
    ],
    inputs: &[],
    example: r#"visits = { kind = "integer", min = 1, max = 40, law = { log_normal = { median = 4, sigma = 0.8 } } }"#,
    source: "",
    build: Build::Maker(build_integer),
    ..Kind::BLANK
};

/// The kind `boolean`.
pub(super) const BOOLEAN: Kind = Kind {
    name: "boolean",
    recognise: Some(|text| one_of(text, &["true", "false", "t", "f", "yes", "no", "y", "n"])),
    family: Family::Number,
    version: 1,
    summary: "True or false.",
    params: &[Param::optional("true_rate", Shape::Number, "0.5", "The share of true, between 0 and 1.")],
    inputs: &[],
    example: r#"consented = { kind = "boolean", true_rate = 0.9 }"#,
    source: "",
    build: Build::Maker(build_boolean),
    ..Kind::BLANK
};

/// Beyond this a double no longer tells neighbouring integers apart.
const EXACT: i64 = 1 << 53;

struct Uniform {
    min: i64,
    count: u64,
}

struct Lawful {
    law: NumberLaw,
    min: i64,
    max: i64,
    words: String,
}

fn build_integer(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let (min, max) = (settings.integer("min"), settings.integer("max"));
    let law = settings.get("law").filter(|v| !matches!(v, super::super::Value::Text(t) if t == "uniform"));
    let Some(law) = law else {
        let (min, max) = ends(min, max, 0, 100)?;
        // One value is lost where both ends are those of 64 bits.
        let count = min.abs_diff(max).saturating_add(1);
        return Ok(Box::new(Uniform { min, count }));
    };
    if settings.unique {
        return Err(Fault::of("law", "a unique number cannot follow a law")
            .help("leave out `law`: unique numbers are spread evenly between `min` and `max`"));
    }
    let zipf = matches!(law, super::super::Value::Table(t) if t.first().is_some_and(|(n, _)| n == "zipf"))
        || matches!(law, super::super::Value::Text(t) if t == "zipf");
    let (least, greatest) = if zipf { (1, 100) } else { (-EXACT, EXACT) };
    let (low, high) = ends(min, max, least, greatest)?;
    let bounds = Bounds { min: min.map(|m| real(m) - 0.5), max: max.map(|m| real(m) + 0.5) };
    let read = read_number_law("law", law, bounds, Some(low.abs_diff(high).saturating_add(1)))?;
    Ok(Box::new(Lawful { law: read, min: low, max: high, words: describe(law) }))
}

fn ends(min: Option<i64>, max: Option<i64>, least: i64, greatest: i64) -> Result<(i64, i64), Fault> {
    // A default gives way to the other end where that was written beyond it.
    let low = min.unwrap_or_else(|| max.map_or(least, |m| least.min(m)));
    let high = max.unwrap_or_else(|| greatest.max(low));
    if low > high {
        return Err(Fault::of("min", format!("the minimum {low} is above the maximum {high}")));
    }
    Ok((low, high))
}

#[expect(clippy::cast_precision_loss, reason = "a bound beyond 2^53 means its nearest number")]
fn real(n: i64) -> f64 {
    n as f64
}

impl Maker for Uniform {
    fn data_type(&self) -> DataType {
        DataType::Int64
    }

    fn domain(&self) -> Domain {
        Domain::Counted(self.count)
    }

    fn edges(&self) -> Edges {
        Edges::Ends
    }

    fn law(&self) -> String {
        let max = self.min.saturating_add_unsigned(self.count.saturating_sub(1));
        format!("uniform from {} to {max}", self.min)
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let numbers: Vec<i64> =
            (0..ask.len()).map(|i| self.min.wrapping_add_unsigned(ask.ordinal(i, self.count))).collect();
        Ok(Arc::new(Int64Array::from(numbers)))
    }
}

impl Maker for Lawful {
    fn data_type(&self) -> DataType {
        DataType::Int64
    }

    fn edges(&self) -> Edges {
        Edges::of_law(self.min > -EXACT && self.max < EXACT)
    }

    fn law(&self) -> String {
        format!("{}, rounded, from {} to {}", self.words, self.min, self.max)
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let numbers: Vec<i64> = match &self.law {
            NumberLaw::Law(law) => {
                ask.slots.firsts().map(|word| whole(law.sample(word)).clamp(self.min, self.max)).collect()
            }
            NumberLaw::Zipf(zipf) => (0..ask.len())
                .map(|i| self.min.wrapping_add_unsigned(zipf.pick(ask.word(i, 0), || ask.sub(i))))
                .collect(),
        };
        Ok(Arc::new(Int64Array::from(numbers)))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and bounds clamp what follows")]
fn whole(x: f64) -> i64 {
    libm::round(x) as i64
}

struct Coin {
    rate: f64,
    /// Words below this are true; above every word where the rate is 1.
    below: u128,
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a rate between 0 and 1 times 2^64 fits 128 bits"
)]
fn build_boolean(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let rate = settings.number("true_rate").unwrap_or(0.5);
    if !(0.0..=1.0).contains(&rate) {
        return Err(Fault::of("true_rate", format!("the share {rate} is not between 0 and 1")));
    }
    Ok(Box::new(Coin { rate, below: (rate * 18_446_744_073_709_551_616.0) as u128 }))
}

impl Maker for Coin {
    fn data_type(&self) -> DataType {
        DataType::Boolean
    }

    fn domain(&self) -> Domain {
        if self.rate > 0.0 && self.rate < 1.0 { Domain::Counted(2) } else { Domain::Counted(1) }
    }

    fn law(&self) -> String {
        format!("true with a share of {}", self.rate)
    }

    fn values(&self) -> Option<Vec<String>> {
        let possible = [(self.rate < 1.0, "false"), (self.rate > 0.0, "true")];
        Some(possible.iter().filter(|(can, _)| *can).map(|(_, value)| (*value).to_owned()).collect())
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let array: BooleanArray = match &ask.distinct {
            // With a share of 0 or 1 there is one value only, and the number of it says nothing.
            Some(distinct) => {
                let one = self.below > 0;
                let two = matches!(self.domain(), Domain::Counted(2));
                distinct.iter().map(|n| Some(if two { *n == 1 } else { one })).collect()
            }
            None => {
                let flags: Vec<bool> = ask.slots.firsts().map(|word| u128::from(word) < self.below).collect();
                BooleanArray::from(flags)
            }
        };
        Ok(Arc::new(array))
    }
}
