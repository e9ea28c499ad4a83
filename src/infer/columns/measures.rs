//! What is measured of people, and parts of a date and time, as numbers: between what is usual.

use super::super::definition::Definition;
use super::super::types::Sort;
use super::habits::told;
use super::{Facts, Made};

/// Words of a name, the usual values from and to, and the places after the point where the type has them.
const MEASURES: &[(&[&str], f64, f64, u32)] = &[
    (&["systolic"], 95.0, 180.0, 0),
    (&["sbp"], 95.0, 180.0, 0),
    (&["diastolic"], 55.0, 110.0, 0),
    (&["dbp"], 55.0, 110.0, 0),
    (&["pulse"], 55.0, 120.0, 0),
    (&["bpm"], 55.0, 120.0, 0),
    (&["heart", "rate"], 55.0, 120.0, 0),
    (&["heartrate"], 55.0, 120.0, 0),
    (&["respiratory", "rate"], 12.0, 24.0, 0),
    (&["spo2"], 90.0, 100.0, 0),
    (&["sp", "o2"], 90.0, 100.0, 0),
    (&["oxygen", "saturation"], 90.0, 100.0, 0),
    (&["osat"], 90.0, 100.0, 0),
    (&["temperature", "f"], 97.0, 103.0, 1),
    (&["temp", "f"], 97.0, 103.0, 1),
    (&["temperature"], 36.0, 39.9, 1),
    (&["bmi"], 16.0, 38.0, 1),
    (&["birth", "weight"], 1_500.0, 4_500.0, 0),
    (&["weight"], 3.0, 110.0, 1),
    (&["height"], 50.0, 195.0, 0),
    (&["muac"], 10.0, 30.0, 1),
    (&["glucose"], 70.0, 250.0, 0),
    (&["blood", "sugar", "value"], 70.0, 250.0, 0),
    (&["hba1c"], 4.5, 11.0, 1),
    (&["hemoglobin"], 8.0, 17.0, 1),
    (&["haemoglobin"], 8.0, 17.0, 1),
    (&["cholesterol"], 130.0, 280.0, 0),
    (&["hdl"], 30.0, 80.0, 0),
    (&["ldl"], 60.0, 190.0, 0),
    (&["gestational", "age"], 24.0, 42.0, 0),
    (&["gestation", "age"], 24.0, 42.0, 0),
    (&["age"], 0.0, 95.0, 0),
    (&["population"], 200.0, 90_000.0, 0),
    (&["hour"], 0.0, 23.0, 0),
    (&["minute"], 0.0, 59.0, 0),
    (&["dd"], 1.0, 28.0, 0),
    (&["mm"], 1.0, 12.0, 0),
    (&["yyyy"], 1940.0, 2025.0, 0),
];

/// What the numbers of the list are measured in.
const UNITS: &[&str] = &["cm", "kg", "mmhg", "kgs", "cms", "c", "celsius", "percent", "pct", "mgdl"];

/// A number that its name tells the usual values of.
pub(super) fn measure(facts: &Facts<'_>) -> Option<Made> {
    // What it is measured in may stand behind it, where these are the units of the list.
    let unit = facts.name.last().is_some_and(|last| UNITS.contains(&last.as_str())) && facts.name.len() > 1;
    let bare = &facts.name[..facts.name.len() - usize::from(unit)];
    let at_end = |wanted: &[&str]| {
        bare.len() >= wanted.len()
            && bare[bare.len() - wanted.len()..].iter().zip(wanted).all(|(a, b)| a == b)
    };
    let (words, from, to, places) = MEASURES.iter().find(|(words, ..)| at_end(words))?;
    // Parts of dates stand together.
    if ["dd", "mm"].contains(&words[0]) {
        let stem = facts.column.name.get(..facts.column.name.len() - 2)?;
        facts.table.column(&format!("{stem}yyyy"))?;
    }
    let definition = match facts.sort {
        Sort::Integer { max, .. } if *to <= max as f64 => {
            Definition::of("integer").with("min", format!("{from:.0}")).with("max", format!("{to:.0}"))
        }
        Sort::Decimal { digits, places: own }
            if 10f64.powi(digits.saturating_sub(own).cast_signed()) > *to =>
        {
            let places = (*places).min(own);
            let number = Definition::of("number").with("min", from).with("max", to);
            number.with("decimals", places)
        }
        Sort::Float => Definition::of("number").with("min", from).with("max", to).with("decimals", places),
        _ => return None,
    };
    told(definition, &format!("usual for {}", words.join(" ")), 60)
}
