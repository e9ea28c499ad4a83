//! Real numbers: floating-point, or decimal with a fixed number of places.

use super::law::{NumberLaw, describe, read_number_law};
use crate::draw::{Bounds, Law, unit};
use crate::kinds::{Ask, Build, Domain, Edges, Family, Fault, Kind, Maker, Param, Settings, Shape, Value};
use arrow::array::{ArrayRef, Decimal128Array, Float64Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

/// The kind `number`.
pub(super) const NUMBER: Kind = Kind {
    name: "number",
    family: Family::Number,
    version: 1,
    summary: "A real number between two bounds, by a law; a decimal of fixed places where `decimals` is given.",
    params: &[
        Param::optional("min", Shape::Number, "0, or none with a law", "The least number."),
        Param::optional("max", Shape::Number, "1, or none with a law", "The greatest number."),
        Param::optional(
            "law",
            Shape::Law,
            "uniform",
            "uniform, normal { mean, sd }, log_normal { median, sigma }, exponential { mean } or weights { … }; conditioned on \
             the bounds.",
        ),
        Param::optional(
            "decimals",
            Shape::Integer,
            "none: floating-point",
            "Places after the point, 0 to 12; the column is then an exact decimal of up to 18 digits.",
        ),
    ],
    inputs: &[],
    example: r#"copay = { kind = "number", min = 0, max = 250, decimals = 2, law = { exponential = { mean = 35 } } }"#,
    source: "",
    build: Build::Maker(build),
    ..Kind::BLANK
};

/// How numbers are drawn.
enum Drawn {
    /// All alike between the bounds.
    Uniform { min: f64, max: f64 },
    /// By a law.
    Law(Law),
}

struct Real {
    drawn: Drawn,
    words: String,
}

struct Decimal {
    /// `None` where all numbers between the bounds are alike.
    law: Option<Law>,
    words: String,
    /// The bounds in units of the last place.
    low: i64,
    high: i64,
    scale: f64,
    precision: u8,
    decimals: i8,
}

/// The greatest decimal of 18 digits, in units of its last place.
const LARGEST: i64 = 999_999_999_999_999_999;

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let written = settings.get("law").filter(|v| !matches!(v, Value::Text(t) if t == "uniform"));
    let (min, max) = bounds(settings, written.is_some())?;
    let decimals = match settings.integer("decimals") {
        None => None,
        Some(n) => Some(i8::try_from(n).ok().filter(|n| (0..=12).contains(n)).ok_or_else(|| {
            Fault::of("decimals", format!("{n} places after the point are not between 0 and 12"))
        })?),
    };
    match decimals {
        Some(decimals) => decimal(settings, written, Bounds { min, max }, decimals),
        None if settings.unique => Err(Fault::whole("a floating-point number cannot be unique")
            .help("give `decimals`: decimals between two bounds can be counted")),
        None => {
            let words = words(written, min, max);
            let drawn = match (written, min, max) {
                (Some(law), ..) => Drawn::Law(read(law, Bounds { min, max })?),
                (None, Some(min), Some(max)) => Drawn::Uniform { min, max },
                (None, ..) => Drawn::Uniform { min: 0.0, max: 1.0 },
            };
            Ok(Box::new(Real { drawn, words }))
        }
    }
}

fn bounds(settings: &Settings, lawful: bool) -> Result<(Option<f64>, Option<f64>), Fault> {
    let (mut min, mut max) = (settings.number("min"), settings.number("max"));
    for (name, bound) in [("min", min), ("max", max)] {
        if bound.is_some_and(|b| !b.is_finite()) {
            return Err(Fault::of(name, "a bound must be finite"));
        }
    }
    if !lawful {
        let low = min.unwrap_or_else(|| max.map_or(0.0, |m| m.min(0.0)));
        (min, max) = (Some(low), Some(max.unwrap_or(low + 1.0)));
    }
    match (min, max) {
        (Some(low), Some(high)) if low > high => {
            Err(Fault::of("min", format!("the minimum {low} is above the maximum {high}")))
        }
        (Some(low), Some(high)) if !(high - low).is_finite() => {
            Err(Fault::of("max", "the bounds are too far apart"))
        }
        _ => Ok((min, max)),
    }
}

fn read(law: &Value, bounds: Bounds) -> Result<Law, Fault> {
    match read_number_law("law", law, bounds, None)? {
        NumberLaw::Law(law) => Ok(law),
        NumberLaw::Zipf(_) => Err(Fault::of("law", "Zipf's law is for whole numbers")),
    }
}

fn words(law: Option<&Value>, min: Option<f64>, max: Option<f64>) -> String {
    let mut words = law.map_or_else(|| "uniform".to_owned(), describe);
    if let Some(min) = min {
        words.push_str(&format!(" from {min}"));
    }
    if let Some(max) = max {
        words.push_str(&format!(" to {max}"));
    }
    words
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "held within 18 digits before the cast"
)]
fn decimal(
    settings: &Settings,
    law: Option<&Value>,
    bounds: Bounds,
    decimals: i8,
) -> Result<Box<dyn Maker>, Fault> {
    if settings.unique && law.is_some() {
        return Err(Fault::of("law", "a unique number cannot follow a law")
            .help("leave out `law`: unique numbers are spread evenly between `min` and `max`"));
    }
    let scale = 10f64.powi(i32::from(decimals));
    // A bound such as 0.1 is not exact in binary: a hair is given so that it counts as itself.
    let hair = |x: f64| (x.abs() * 4e-16).max(1e-9);
    let edge = |name: &'static str, bound: Option<f64>, open: i64| match bound {
        None => Ok(open),
        Some(b) if (b * scale).abs() > LARGEST as f64 => {
            Err(Fault::of(name, format!("{b} with {decimals} decimals has more than 18 digits")))
        }
        Some(b) if name == "min" => Ok(libm::ceil(b * scale - hair(b * scale)) as i64),
        Some(b) => Ok(libm::floor(b * scale + hair(b * scale)) as i64),
    };
    let (low, high) = (edge("min", bounds.min, -LARGEST)?, edge("max", bounds.max, LARGEST)?);
    if low > high {
        return Err(Fault::of(
            "decimals",
            format!("no number of {decimals} decimals lies between the bounds"),
        ));
    }
    let widened = Bounds {
        min: bounds.min.map(|_| (low as f64 - 0.5) / scale),
        max: bounds.max.map(|_| (high as f64 + 0.5) / scale),
    };
    let read = law.map(|law| read(law, widened)).transpose()?;
    let digits = low.unsigned_abs().max(high.unsigned_abs()).checked_ilog10().map_or(1, |d| d + 1);
    let precision = u8::try_from(digits).unwrap_or(18).max(decimals.unsigned_abs() + 1);
    let words = words(law, bounds.min, bounds.max);
    Ok(Box::new(Decimal { law: read, words, low, high, scale, precision, decimals }))
}

impl Maker for Real {
    fn data_type(&self) -> DataType {
        DataType::Float64
    }

    fn edges(&self) -> Edges {
        Edges::of_law(matches!(self.drawn, Drawn::Uniform { .. }))
    }

    fn law(&self) -> String {
        self.words.clone()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let words = ask.slots.firsts();
        let numbers: Vec<f64> = match &self.drawn {
            // The sum can round up to a hair above the maximum.
            Drawn::Uniform { min, max } => words.map(|w| (min + (max - min) * unit(w)).min(*max)).collect(),
            Drawn::Law(law) => words.map(|w| law.sample(w)).collect(),
        };
        Ok(Arc::new(Float64Array::from(numbers)))
    }
}

impl Decimal {
    fn count(&self) -> u64 {
        self.low.abs_diff(self.high) + 1
    }
}

impl Maker for Decimal {
    fn data_type(&self) -> DataType {
        DataType::Decimal128(self.precision, self.decimals)
    }

    fn domain(&self) -> Domain {
        if self.law.is_none() { Domain::Counted(self.count()) } else { Domain::Open }
    }

    fn edges(&self) -> Edges {
        Edges::of_law(self.low > -LARGEST && self.high < LARGEST)
    }

    fn law(&self) -> String {
        format!("{}, rounded to {} decimals", self.words, self.decimals)
    }

    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and the bounds clamp it")]
    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let numbers: Vec<i128> = match &self.law {
            None => {
                let count = self.count();
                (0..ask.len())
                    .map(|i| i128::from(self.low.wrapping_add_unsigned(ask.ordinal(i, count))))
                    .collect()
            }
            Some(law) => {
                let units =
                    |word| (libm::round(law.sample(word) * self.scale) as i64).clamp(self.low, self.high);
                ask.slots.firsts().map(|word| i128::from(units(word))).collect()
            }
        };
        let array = Decimal128Array::from(numbers)
            .with_precision_and_scale(self.precision, self.decimals)
            .map_err(|_foreign| "a decimal has no such precision".to_owned())?;
        Ok(Arc::new(array))
    }
}
