//! How many rows hang under a row of the parent: the laws (distributions) of a count.

use super::keys::{Decode, keyed, slip};
use super::reader::{Node, Reader};
use crate::error::{Problem, Span, Spanned};
use schemars::{Schema, SchemaGenerator, json_schema};
use toml::de::DeValue;

/// The greatest number of rows under one row of a parent.
const MOST: u64 = 1_000_000_000;
/// The same as it is shown.
const MOST_TEXT: &str = "1_000_000_000";

/// How many rows hang under one row of the parent.
#[derive(Clone, Debug, PartialEq)]
pub struct FanOut {
    /// The law of the number.
    pub law: Law,
    /// The least number; the law is conditioned on it, not clamped to it.
    pub min: Option<Spanned<u64>>,
    /// The greatest number; the law is conditioned on it, not clamped to it.
    pub max: Option<Spanned<u64>>,
}

/// A law (distribution) of a count.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Always the same number.
    Constant(u64),
    /// Each number of a range as often, both ends included; `min <= max`.
    Uniform {
        /// The least number.
        min: u64,
        /// The greatest number.
        max: u64,
    },
    /// Poisson with this mean, finite and not negative.
    Poisson {
        /// The mean.
        mean: f64,
    },
    /// Geometric on 0, 1, 2 … with this mean, finite and not negative.
    Geometric {
        /// The mean.
        mean: f64,
    },
    /// Negative binomial: a Poisson whose mean varies by a gamma law of shape `dispersion`.
    NegativeBinomial {
        /// The mean, finite and not negative.
        mean: f64,
        /// The shape, finite and greater than 0: the smaller, the more the numbers differ.
        dispersion: f64,
    },
    /// Zipf on 1 … `max`: the number k as often as `k` to the power of minus `exponent`.
    Zipf {
        /// The exponent, finite and not negative.
        exponent: f64,
        /// The greatest number, at least 1.
        max: u64,
    },
    /// Numbers with weights: finite, not negative, at least one above 0; the numbers ascend and differ.
    Weights(Vec<(u64, f64)>),
}

keyed! {
    /// How many rows hang under one row of the parent: exactly one law, and bounds if need be.
    #[derive(Clone, Debug)]
    pub(super) struct FanOutTable {
        apart {}
        keys {
            /// Each number from the first to the second as often.
            uniform: Option<Spanned<Range>>,
            /// Poisson with this mean.
            poisson: Option<Spanned<f64>>,
            /// Geometric on 0, 1, 2 … with this mean.
            geometric: Option<Spanned<f64>>,
            /// Negative binomial: a Poisson whose mean varies.
            negative_binomial: Option<NegativeBinomialTable>,
            /// Zipf: few rows have many, most have one.
            zipf: Option<ZipfTable>,
            /// Numbers with their weights.
            weights: Option<Spanned<Weights>>,
            /// The least number; the law is conditioned on it, not clamped to it.
            min: Option<Spanned<u64>>,
            /// The greatest number; the law is conditioned on it, not clamped to it.
            max: Option<Spanned<u64>>,
        }
    }
}

keyed! {
    /// A negative binomial law.
    #[derive(Clone, Debug)]
    pub(super) struct NegativeBinomialTable {
        apart {}
        keys {
            /// The mean.
            mean: Spanned<f64>,
            /// The shape, greater than 0: the smaller, the more the numbers differ.
            dispersion: Spanned<f64>,
        }
    }
}

keyed! {
    /// A Zipf law on the numbers from 1 to the greatest.
    #[derive(Clone, Debug)]
    pub(super) struct ZipfTable {
        apart {}
        keys {
            /// The exponent; 1 is Zipf's own.
            exponent: Spanned<f64>,
            /// The greatest number.
            max: Spanned<u64>,
        }
    }
}

impl Decode for FanOut {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        match node.get_ref() {
            DeValue::Integer(_) => {
                let count = Spanned::decode(reader, key, node)?;
                within_most(reader, key, &count);
                Some(Self { law: Law::Constant(count.value), min: None, max: None })
            }
            DeValue::Table(_) => {
                let span = reader.span(node);
                let table = FanOutTable::decode(reader, key, node)?;
                bounds(reader, &table);
                let (min, max) = (table.min.clone(), table.max.clone());
                // A law that is stated and wrong has had its problem; then `stated` is what the user wrote.
                let stated = FanOutTable::KEYS[..LAWS].iter().filter(|law| states(node, law));
                one(reader, key, span, &stated.copied().collect::<Vec<_>>());
                Some(Self { law: law(reader, table)?, min, max })
            }
            _ => {
                reader.wrong(key, "a whole number, or a table with one law such as { poisson = 1.4 }", node);
                None
            }
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<FanOutTable>();
        json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0, "maximum": MOST }, table] })
    }
}

/// Whether a law is stated, or was meant to be.
fn states(node: &Node<'_>, law: &str) -> bool {
    let table = node.get_ref().as_table();
    table.is_some_and(|table| table.contains_key(law) || slip(table, FanOutTable::KEYS, law))
}

/// How many of the first keys of [`FanOutTable`] are laws.
const LAWS: usize = 6;

/// Reports a table without a law, or with several.
fn one(reader: &mut Reader<'_>, key: &str, span: Span, stated: &[&str]) {
    let laws = FanOutTable::KEYS[..LAWS].join(", ");
    match stated {
        [_] => {}
        [] => {
            let problem = Problem::new(span, format!("`{key}` states no law"))
                .help(format!("state one of: {laws}; or a whole number for always the same"));
            reader.report(problem);
        }
        several => {
            let several = several.join("` and `");
            let problem = Problem::new(span, format!("`{key}` states several laws: `{several}`"))
                .help("keep one of them");
            reader.report(problem);
        }
    }
}

/// The law of a table, its parameters checked.
fn law(reader: &mut Reader<'_>, table: FanOutTable) -> Option<Law> {
    if let Some(range) = table.uniform {
        Some(Law::Uniform { min: range.value.0, max: range.value.1 })
    } else if let Some(mean) = table.poisson {
        Some(Law::Poisson { mean: not_negative(reader, "poisson", &mean)? })
    } else if let Some(mean) = table.geometric {
        Some(Law::Geometric { mean: not_negative(reader, "geometric", &mean)? })
    } else if let Some(law) = table.negative_binomial {
        let mean = not_negative(reader, "mean", &law.mean);
        if law.dispersion.value <= 0.0 {
            let message = "`dispersion` expects a number greater than 0";
            reader.report(Problem::new(law.dispersion.span, message));
        }
        Some(Law::NegativeBinomial { mean: mean?, dispersion: law.dispersion.value })
    } else if let Some(law) = table.zipf {
        if law.exponent.value < 0.0 {
            reader
                .report(Problem::new(law.exponent.span, "`exponent` expects a number that is not negative"));
        }
        if law.max.value == 0 {
            reader.report(Problem::new(law.max.span, "`max` expects a whole number of at least 1"));
        }
        within_most(reader, "max", &law.max);
        Some(Law::Zipf { exponent: law.exponent.value, max: law.max.value })
    } else {
        table.weights.map(|weights| Law::Weights(weights.value.0))
    }
}

fn bounds(reader: &mut Reader<'_>, table: &FanOutTable) {
    for (key, bound) in [("min", &table.min), ("max", &table.max)] {
        if let Some(bound) = bound {
            within_most(reader, key, bound);
        }
    }
    if let (Some(min), Some(max)) = (&table.min, &table.max)
        && min.value > max.value
    {
        let problem = Problem::new(min.span, format!("`min` {} is above `max` {}", min.value, max.value))
            .related(max.span, "the greatest number");
        reader.report(problem);
    }
}

fn not_negative(reader: &mut Reader<'_>, key: &str, mean: &Spanned<f64>) -> Option<f64> {
    // A law whose mean lies beyond what a row may have could never be followed.
    #[expect(clippy::cast_precision_loss, reason = "a round number far below 2^53")]
    let most = MOST as f64;
    if (0.0..=most).contains(&mean.value) {
        return Some(mean.value);
    }
    reader.report(Problem::new(mean.span, format!("`{key}` expects a mean from 0 to {MOST_TEXT}")));
    None
}

fn within_most(reader: &mut Reader<'_>, key: &str, count: &Spanned<u64>) {
    if count.value > MOST {
        let message = format!("`{key}` expects at most {MOST_TEXT} rows under one row");
        reader.report(Problem::new(count.span, message));
    }
}

/// The two ends of a range, both included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range(u64, u64);

impl Decode for Range {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let Some(list) = node.get_ref().as_array() else {
            reader.wrong(key, "a list of two whole numbers", node);
            return None;
        };
        let ends: Vec<_> = list.iter().map(|end| Spanned::<u64>::decode(reader, key, end)).collect();
        let ends = ends.into_iter().collect::<Option<Vec<_>>>()?;
        let [min, max] = ends.as_slice() else {
            let problem =
                Problem::new(reader.span(node), format!("`{key}` expects a list of two whole numbers"))
                    .label(format!("found {}", ends.len()));
            reader.report(problem);
            return None;
        };
        within_most(reader, key, max);
        if min.value > max.value {
            let message = format!("`{key}` runs from {} down to {}", min.value, max.value);
            let problem = Problem::new(reader.span(node), message)
                .help(format!("write [{}, {}]", max.value, min.value));
            reader.report(problem);
            return None;
        }
        Some(Self(min.value, max.value))
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array", "items": { "type": "integer", "minimum": 0 }, "minItems": 2, "maxItems": 2,
        })
    }
}

/// Numbers with weights; the numbers ascend.
#[derive(Clone, Debug)]
pub(super) struct Weights(Vec<(u64, f64)>);

impl Decode for Weights {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        let Some(table) = node.get_ref().as_table() else {
            reader.wrong(key, "a table of numbers with weights such as { 0 = 60, 1 = 40 }", node);
            return None;
        };
        let mut weights: Vec<(u64, f64, Span)> = Vec::with_capacity(table.len());
        let mut right = true;
        for (name, weight) in table {
            let name = reader.key(name);
            let weight_span = reader.span(weight);
            let count = name.value.parse::<u64>().ok().filter(|count| *count <= MOST);
            if count.is_none() {
                let message = format!("`{key}` expects whole numbers from 0 to {MOST_TEXT} as its keys");
                reader.report(Problem::new(name.span, message).label("not one"));
            }
            let weight = f64::decode(reader, &name.value, weight);
            if weight.is_some_and(|weight| weight < 0.0) {
                reader
                    .report(Problem::new(weight_span, format!("the weight of `{}` is negative", name.value)));
            }
            match (count, weight) {
                (Some(count), Some(weight)) if weight >= 0.0 => weights.push((count, weight, name.span)),
                _ => right = false,
            }
        }
        // Keys that differ as text may be one number: 1 and 01.
        weights.sort_by_key(|(count, _, span)| (*count, *span));
        for pair in weights.windows(2) {
            if let [(a, _, first), (b, _, second)] = pair
                && a == b
            {
                let problem = Problem::new(*second, format!("`{key}` weighs the number {b} twice"));
                reader.report(problem.related(*first, "here first"));
                right = false;
            }
        }
        let sum: f64 = weights.iter().map(|(_, weight, _)| weight).sum();
        if right && !(sum > 0.0 && sum.is_finite()) {
            let problem = Problem::new(reader.span(node), format!("`{key}` needs a weight above 0")).label(
                if table.is_empty() { "empty" } else { "the sum of the weights is not above 0, or infinite" },
            );
            reader.report(problem);
            right = false;
        }
        right.then(|| Self(weights.into_iter().map(|(count, weight, _)| (count, weight)).collect()))
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object", "minProperties": 1, "propertyNames": { "pattern": "^[0-9]+$" },
            "additionalProperties": { "type": "number", "minimum": 0 },
        })
    }
}
