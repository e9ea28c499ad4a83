//! Numbers keep their bounds and laws, and do not change.

use crate::kinds::choice::trial::{Trial, settings};
use crate::kinds::{Domain, Value};
use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Decimal128Type, Float64Type, Int64Type};

fn table(pairs: &[(&str, Value)]) -> Value {
    Value::Table(pairs.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect())
}

fn law(name: &str, numbers: &[(&str, f64)]) -> Value {
    let numbers: Vec<(&str, Value)> = numbers.iter().map(|(k, v)| (*k, Value::Number(*v))).collect();
    table(&[(name, table(&numbers))])
}

fn visits() -> Trial {
    let log_normal = law("log_normal", &[("median", 4.0), ("sigma", 0.8)]);
    Trial::new(
        "integer",
        settings(&[("min", Value::Integer(1)), ("max", Value::Integer(40)), ("law", log_normal)]),
    )
}

fn copay() -> Trial {
    let exponential = law("exponential", &[("mean", 35.0)]);
    let bounds = [("min", Value::Integer(0)), ("max", Value::Integer(250)), ("decimals", Value::Integer(2))];
    let mut all = bounds.to_vec();
    all.push(("law", exponential));
    Trial::new("number", settings(&all))
}

#[test]
fn integers_are_pinned() {
    assert_eq!(visits().shown(), "3 | 5 | 2 | 6 | 5 | 1 | 1 | 2 | 7 | 4");
    assert_eq!(Trial::new("integer", settings(&[])).shown(), "35 | 62 | 24 | 71 | 58 | 0 | 3 | 18 | 74 | 50");
    let zipf = settings(&[("law", law("zipf", &[("exponent", 1.2)]))]);
    assert_eq!(Trial::new("integer", zipf).shown(), "8 | 2 | 16 | 2 | 3 | 96 | 72 | 24 | 1 | 4");
}

#[test]
fn numbers_are_pinned() {
    assert_eq!(copay().shown(), "15.33 | 33.30 | 9.59 | 43.20 | 30.48 | 0.18 | 1.37 | 6.98 | 47.23 | 24.21");
    assert_eq!(
        Trial::new("number", settings(&[])).shown(),
        "0.35497062632285403 | 0.6142413963754645 | 0.23990922964185446 | 0.7095476890455612 | 0.5818353364450398 | 0.005176410227719752 | 0.038544371769972274 | 0.18093712874160028 | 0.7411727011043971 | 0.4996171172839361"
    );
}

#[test]
fn booleans_are_pinned() {
    let trial = Trial::new("boolean", settings(&[("true_rate", Value::Number(0.9))]));
    assert_eq!(trial.shown(), "true | true | true | true | true | true | true | true | true | true");
    let made = trial.make(0..10_000);
    let share = made.as_boolean().true_count();
    assert!((8_900..9_100).contains(&share), "{share}");
}

#[test]
fn batches_do_not_matter() {
    visits().split();
    copay().split();
    Trial::new("integer", settings(&[("law", law("zipf", &[("exponent", 1.2)]))])).split();
}

#[test]
fn bounds_are_kept_and_reached() {
    let made = visits().make(0..10_000);
    let numbers = made.as_primitive::<Int64Type>().values();
    assert!(numbers.iter().all(|n| (1..=40).contains(n)));
    assert!(numbers.contains(&1));
    let made = copay().make(0..10_000);
    assert_eq!(made.data_type(), &DataType::Decimal128(5, 2));
    assert!(made.as_primitive::<Decimal128Type>().values().iter().all(|n| (0..=25_000).contains(n)));
    let narrow = settings(&[
        ("min", Value::Number(0.1)),
        ("max", Value::Number(0.3)),
        ("decimals", Value::Integer(1)),
    ]);
    let trial = Trial::new("number", narrow);
    assert_eq!(trial.maker().domain(), Domain::Counted(3));
    let made = trial.make(0..1_000);
    let values = made.as_primitive::<Decimal128Type>().values();
    assert_eq!((values.iter().min(), values.iter().max()), (Some(&1), Some(&3)));
    let wide = settings(&[("min", Value::Number(-5.0)), ("max", Value::Number(5.0))]);
    let made = Trial::new("number", wide).make(0..10_000);
    assert!(made.as_primitive::<Float64Type>().values().iter().all(|x| (-5.0..=5.0).contains(x)));
}

#[test]
fn unique_numbers_are_distinct() {
    Trial::unique(
        "integer",
        settings(&[("min", Value::Integer(-5)), ("max", Value::Integer(19_994))]),
        10_000,
    );
    Trial::unique(
        "number",
        settings(&[("max", Value::Integer(200)), ("decimals", Value::Integer(2))]),
        10_000,
    );
    Trial::unique("boolean", settings(&[]), 2);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let refuse = |kind, pairs: &[(&str, Value)]| Trial::fault(kind, &settings(pairs));
    assert_eq!(
        refuse("integer", &[("min", Value::Integer(5)), ("max", Value::Integer(4))]).message,
        "the minimum 5 is above the maximum 4"
    );
    let slip = refuse("integer", &[("law", law("nromal", &[("mean", 1.0), ("sd", 1.0)]))]);
    assert_eq!(slip.message, "there is no law `nromal`");
    assert_eq!(slip.help.as_deref(), Some("there is `normal`"));
    assert_eq!(
        refuse("number", &[("law", law("normal", &[("mean", 1.0)]))]).message,
        "the law `normal` needs the number `sd`"
    );
    assert_eq!(
        refuse("number", &[("law", law("zipf", &[("exponent", 1.0)]))]).message,
        "Zipf's law is for whole numbers"
    );
    assert_eq!(
        refuse("boolean", &[("true_rate", Value::Number(1.5))]).message,
        "the share 1.5 is not between 0 and 1"
    );
    let mut unique = settings(&[]);
    unique.unique = true;
    assert_eq!(Trial::fault("number", &unique).message, "a floating-point number cannot be unique");
}
