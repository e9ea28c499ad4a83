//! The law of a delay in whole days, for those who hold data against it.

use super::interval::in_days;
use crate::draw::{Bounds, Law};
use crate::kinds::Settings;
use crate::kinds::number::read_law;

/// How long it takes, in whole days.
pub(crate) struct Delay {
    law: Law,
    least: f64,
    most: f64,
}

impl Delay {
    /// The delay of a date after another; `None` where a column has none, or it is no smooth law.
    pub(crate) fn of_date(settings: &Settings) -> Option<Self> {
        Self::read(&in_days(settings.get("delay")?), Bounds { min: Some(0.0), max: None })
    }

    /// The law of a whole number that is added to a date.
    #[expect(clippy::cast_precision_loss, reason = "days are far below 2^53")]
    pub(crate) fn of_number(settings: &Settings) -> Option<Self> {
        let min = settings.integer("min").map(|min| min as f64 - 0.5);
        let max = settings.integer("max").map(|max| max as f64 + 0.5);
        Self::read(settings.get("law")?, Bounds { min, max })
    }

    fn read(law: &crate::kinds::Value, bounds: Bounds) -> Option<Self> {
        let law = read_law("delay", law, bounds).ok().filter(Law::is_smooth)?;
        let least = bounds.min.map_or(0.0, |min| law.share_below(min));
        let most = bounds.max.map_or(1.0, |max| law.share_below(max));
        Some(Self { law, least, most })
    }

    /// The share of delays of at most so many days.
    #[expect(clippy::cast_precision_loss, reason = "days are far below 2^53")]
    pub(crate) fn upto(&self, days: i64) -> f64 {
        ((self.law.share_below(days as f64 + 0.5) - self.least) / (self.most - self.least)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::Value;

    fn settings(name: &str, law: Value, bounds: &[(&str, i64)]) -> Settings {
        let mut settings = Settings::default();
        settings.values.insert(name.to_owned(), law);
        for (name, n) in bounds {
            settings.values.insert((*name).to_owned(), Value::Integer(*n));
        }
        settings
    }

    fn log_normal(median: Value) -> Value {
        let numbers = vec![("median".to_owned(), median), ("sigma".to_owned(), Value::Number(0.5))];
        Value::Table(vec![("log_normal".to_owned(), Value::Table(numbers))])
    }

    #[test]
    fn shares_are_those_of_the_law() {
        let weeks = Delay::of_date(&settings("delay", log_normal(Value::Text("2w".into())), &[])).unwrap();
        assert!((weeks.upto(13) + weeks.upto(14) - 1.0).abs() < 0.03 && weeks.upto(400) > 0.999);
        let bounded = settings("law", log_normal(Value::Number(5.0)), &[("min", 1), ("max", 9)]);
        let bounded = Delay::of_number(&bounded).unwrap();
        assert!(bounded.upto(0).abs() < 1e-9 && (bounded.upto(9) - 1.0).abs() < 1e-9);
        assert!(bounded.upto(5) > 0.6);
        assert!(Delay::of_number(&settings("law", Value::Number(5.0), &[])).is_none());
        assert!(Delay::of_date(&Settings::default()).is_none());
    }
}
