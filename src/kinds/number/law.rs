//! Laws of numbers as a schema writes them.

use crate::draw::{Bounds, Law, Zipf};
use crate::kinds::{Fault, Value};

/// A law of numbers, read and held to its bounds.
pub(crate) enum NumberLaw {
    /// A law drawn from one word.
    Law(Law),
    /// Zipf's law on the whole numbers from the minimum on.
    Zipf(Zipf),
}

const LAWS: &[&str] = &["uniform", "normal", "log_normal", "exponential", "zipf", "weights", "constant"];

/// Reads `{ normal = { mean = …, sd = … } }` and its like; a bare number is that number always.
///
/// # Errors
/// Where the law or one of its numbers is unknown or missing, or the bounds leave nothing of it.
pub(crate) fn read_law(param: &'static str, value: &Value, bounds: Bounds) -> Result<Law, Fault> {
    if let Some(constant) = value.number() {
        return constant_law(param, constant, bounds);
    }
    let (name, arguments) = named(param, value)?;
    if name == "constant" {
        let number = arguments.and_then(Value::number);
        return constant_law(param, number.ok_or_else(|| missing(param, "constant", "a number"))?, bounds);
    }
    let number = |key: &'static str| argument(param, name, arguments, key);
    let law = match name {
        "uniform" => {
            let (low, high) = match arguments {
                None => (bounds.min, bounds.max),
                Some(_) => {
                    (optional(arguments, "min").or(bounds.min), optional(arguments, "max").or(bounds.max))
                }
            };
            known(param, name, arguments, &["min", "max"])?;
            let low = low.ok_or_else(|| missing(param, name, "`min`"))?;
            Law::uniform(low, high.ok_or_else(|| missing(param, name, "`max`"))?, bounds)
        }
        "normal" => {
            known(param, name, arguments, &["mean", "sd"])?;
            Law::normal(number("mean")?, number("sd")?, bounds)
        }
        "log_normal" => {
            known(param, name, arguments, &["median", "sigma"])?;
            Law::log_normal(number("median")?, number("sigma")?, bounds)
        }
        "exponential" => {
            known(param, name, arguments, &["mean"])?;
            Law::exponential(number("mean")?, bounds)
        }
        "weights" => Law::weights(&pairs(param, arguments)?, bounds),
        _ => return Err(unknown(param, name)),
    };
    law.map_err(|why| Fault::of(param, why))
}

/// As [`read_law`], and Zipf's law on `ranks` whole numbers too.
///
/// # Errors
/// As [`read_law`].
pub(crate) fn read_number_law(
    param: &'static str,
    value: &Value,
    bounds: Bounds,
    ranks: Option<u64>,
) -> Result<NumberLaw, Fault> {
    if !matches!(value, Value::Text(_) | Value::Table(_)) {
        return read_law(param, value, bounds).map(NumberLaw::Law);
    }
    let (name, arguments) = named(param, value)?;
    if name != "zipf" {
        return read_law(param, value, bounds).map(NumberLaw::Law);
    }
    known(param, name, arguments, &["exponent"])?;
    let exponent = optional(arguments, "exponent").unwrap_or(1.1);
    let ranks = ranks.ok_or_else(|| {
        Fault::of(param, "Zipf's law is for whole numbers")
            .help("use the kind `integer` with `min` and `max`")
    })?;
    Zipf::new(ranks, exponent).map(NumberLaw::Zipf).map_err(|why| Fault::of(param, why))
}

/// The law in words.
pub(crate) fn describe(value: &Value) -> String {
    match value {
        Value::Text(name) => format!("{name} law"),
        Value::Table(table) => match table.first() {
            Some((name, Value::Table(arguments))) if name != "weights" => {
                let arguments: Vec<String> = arguments
                    .iter()
                    .map(|(key, value)| format!("{key} {}", value.to_text().unwrap_or_default()))
                    .collect();
                format!("{name} law, {}", arguments.join(", "))
            }
            Some((name, _)) => format!("law by {name}"),
            None => "no law".to_owned(),
        },
        other => format!("always {}", other.to_text().unwrap_or_default()),
    }
}

fn constant_law(param: &'static str, constant: f64, bounds: Bounds) -> Result<Law, Fault> {
    let inside = bounds.min.is_none_or(|m| constant >= m) && bounds.max.is_none_or(|m| constant <= m);
    if inside && constant.is_finite() {
        Ok(Law::constant(constant))
    } else {
        Err(Fault::of(param, format!("{constant} lies outside the bounds")))
    }
}

fn named<'a>(param: &'static str, value: &'a Value) -> Result<(&'a str, Option<&'a Value>), Fault> {
    match value {
        Value::Text(name) if name == "uniform" || name == "zipf" => Ok((name, None)),
        Value::Text(name) if LAWS.contains(&name.as_str()) => Err(missing(param, name, "its numbers")),
        Value::Text(name) => Err(unknown(param, name)),
        Value::Table(table) => match table.as_slice() {
            [(name, arguments)] => Ok((name, Some(arguments))),
            _ => Err(Fault::of(param, "a law has one name").help("write { normal = { mean = 5, sd = 1 } }")),
        },
        _ => Err(Fault::of(param, "this is no law").help("write { normal = { mean = 5, sd = 1 } }")),
    }
}

fn unknown(param: &'static str, name: &str) -> Fault {
    Fault::of(param, format!("there is no law `{name}`"))
        .help(format!("expected one of: {}", LAWS.join(", ")))
        .suggest(name, LAWS.iter().copied())
}

fn missing(param: &'static str, law: &str, what: &str) -> Fault {
    Fault::of(param, format!("the law `{law}` needs {what}"))
}

fn optional(arguments: Option<&Value>, key: &str) -> Option<f64> {
    let Some(Value::Table(table)) = arguments else { return None };
    table.iter().find(|(name, _)| name == key).and_then(|(_, value)| value.number())
}

fn argument(
    param: &'static str,
    law: &str,
    arguments: Option<&Value>,
    key: &'static str,
) -> Result<f64, Fault> {
    optional(arguments, key).ok_or_else(|| missing(param, law, &format!("the number `{key}`")))
}

fn known(param: &'static str, law: &str, arguments: Option<&Value>, keys: &[&str]) -> Result<(), Fault> {
    let table = match arguments {
        None => return Ok(()),
        Some(Value::Table(table)) => table,
        Some(_) => return Err(missing(param, law, &format!("a table with {}", keys.join(", ")))),
    };
    for (name, value) in table {
        if !keys.contains(&name.as_str()) {
            return Err(Fault::of(param, format!("the law `{law}` has no number `{name}`"))
                .help(format!("expected: {}", keys.join(", ")))
                .suggest(name, keys.iter().copied()));
        }
        if value.number().is_none() {
            return Err(Fault::of(param, format!("`{name}` is not a number")));
        }
    }
    Ok(())
}

fn pairs(param: &'static str, arguments: Option<&Value>) -> Result<Vec<(f64, f64)>, Fault> {
    let pairs = arguments.and_then(super::super::settings::weights_of);
    let pairs = pairs.ok_or_else(|| missing(param, "weights", "a table of number to weight"))?;
    pairs
        .iter()
        .map(|(value, weight)| {
            let number = match value {
                Value::Text(text) => text.trim().parse().ok().filter(|x: &f64| x.is_finite()),
                other => other.number(),
            };
            number.map(|number| (number, *weight)).ok_or_else(|| Fault::of(param, "a value is not a number"))
        })
        .collect()
}
