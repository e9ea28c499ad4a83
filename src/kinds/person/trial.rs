//! A column made for a test: settings, inputs and the values that come out, as text.

use super::super::{Ask, Build, Fault, Kind, Maker, Settings, Value, find};
use super::years::civil;
use crate::draw::{Key, Rows, Slots};
use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Int64Array, StringArray};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, UInt32Type};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// 2026-01-01.
pub(in crate::kinds) const EPOCH: i32 = 20_454;

/// A column of a kind.
pub(in crate::kinds) struct Trial {
    kind: &'static Kind,
    settings: Settings,
    inputs: BTreeMap<&'static str, ArrayRef>,
    key: Key,
}

impl Trial {
    pub(in crate::kinds) fn of(kind: &str) -> Self {
        let settings = Settings {
            epoch: EPOCH,
            locale: "en_US".into(),
            time_zone: "America/New_York".into(),
            ..Settings::default()
        };
        let kind = find(kind).unwrap();
        Self { kind, settings, inputs: BTreeMap::new(), key: Key::new(42, &["t", "c", "value"]) }
    }

    /// The same column under another name, so that its draws are others.
    pub(in crate::kinds) fn named(mut self, column: &str) -> Self {
        self.key = Key::new(42, &["t", column, "value"]);
        self
    }

    pub(in crate::kinds) fn param(mut self, name: &str, value: Value) -> Self {
        assert!(self.kind.params.iter().any(|p| p.name == name), "{} has no {name}", self.kind.name);
        self.settings.values.insert(name.into(), value);
        self
    }

    pub(in crate::kinds) fn text(self, name: &str, value: &str) -> Self {
        self.param(name, Value::Text(value.into()))
    }

    pub(in crate::kinds) fn input(mut self, name: &'static str, values: ArrayRef) -> Self {
        let input = self.kind.inputs.iter().find(|i| i.name == name).unwrap();
        assert_eq!(&input.takes.data_type(), values.data_type());
        self.settings.inputs.insert(name.into(), None);
        self.inputs.insert(name, values);
        self
    }

    /// Says which values an input can have.
    pub(in crate::kinds) fn closed(mut self, name: &str, values: &[&str]) -> Self {
        self.settings.inputs.insert(name.into(), Some(values.iter().map(|v| (*v).to_owned()).collect()));
        self
    }

    pub(in crate::kinds) fn maker(&self) -> Result<Box<dyn Maker>, Fault> {
        match self.kind.build {
            Build::Maker(build) => build(&self.settings),
            Build::Structure => Err(Fault::whole("made by the plan")),
        }
    }

    pub(in crate::kinds) fn fault(&self) -> Fault {
        self.maker().err().unwrap()
    }

    /// The values of some rows; the inputs begin with row 0.
    pub(in crate::kinds) fn rows(&self, rows: Range<usize>) -> ArrayRef {
        let maker = self.maker().unwrap_or_else(|fault| panic!("{fault:?}"));
        let made = self.made(maker.as_ref(), rows.clone()).unwrap();
        assert_eq!(made.data_type(), &maker.data_type());
        assert_eq!(made.len(), rows.len());
        if let Some(known) = maker.values() {
            for text in texts(&made).iter().flatten() {
                assert!(known.contains(text), "{text} is not among the values of {}", self.kind.name);
            }
        }
        made
    }

    fn made(&self, maker: &dyn Maker, rows: Range<usize>) -> Result<ArrayRef, String> {
        let slice = |values: &ArrayRef| values.slice(rows.start, rows.len());
        let inputs: Vec<Option<ArrayRef>> =
            self.kind.inputs.iter().map(|input| self.inputs.get(input.name).map(slice)).collect();
        let numbers = Rows::from(rows.start as u64..rows.end as u64);
        let slots = Slots::fill(&self.key, &numbers, maker.width());
        maker.make(&Ask { rows: &numbers, slots, key: &self.key, inputs: &inputs, distinct: None })
    }

    /// Why row 0 cannot be made.
    pub(in crate::kinds) fn refusal(&self) -> String {
        self.made(self.maker().unwrap().as_ref(), 0..1).err().unwrap()
    }

    pub(in crate::kinds) fn texts(&self, rows: Range<usize>) -> Vec<Option<String>> {
        texts(&self.rows(rows))
    }

    /// The first ten values in one text, having looked whether each row alone gives the same as in a batch.
    fn pin(&self) -> String {
        let whole = self.texts(0..100);
        for (i, value) in whole.iter().enumerate() {
            assert_eq!(&self.texts(i..i + 1)[0], value, "row {i} of {}", self.kind.name);
        }
        whole.iter().take(10).map(|v| v.as_deref().unwrap_or("-")).collect::<Vec<_>>().join("|")
    }
}

/// Holds the first ten values of each column against a file with a line for each.
pub(in crate::kinds) fn pinned(columns: &[(&str, Trial)], expected: &str) {
    let made: String = columns.iter().map(|(name, trial)| format!("{name}: {}\n", trial.pin())).collect();
    assert!(made == expected, "the first values are now:\n{made}");
}

/// Values as text; dates in ISO 8601.
pub(in crate::kinds) fn texts(array: &ArrayRef) -> Vec<Option<String>> {
    let date = |day: i32| {
        let (y, m, d) = civil(day);
        format!("{y:04}-{m:02}-{d:02}")
    };
    let one = |i: usize| match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(i).to_owned(),
        DataType::Date32 => date(array.as_primitive::<Date32Type>().value(i)),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(i).to_string(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(i).to_string(),
        _ => array.as_primitive::<Float64Type>().value(i).to_string(),
    };
    (0..array.len()).map(|i| array.is_valid(i).then(|| one(i))).collect()
}

/// A column that repeats some texts; `-` is NULL.
pub(in crate::kinds) fn words(words: &[&str], rows: usize) -> ArrayRef {
    let values = words.iter().cycle().take(rows).map(|w| (*w != "-").then_some(*w));
    Arc::new(values.collect::<StringArray>())
}

pub(in crate::kinds) fn dates(days: &[Option<i32>], rows: usize) -> ArrayRef {
    Arc::new(days.iter().copied().cycle().take(rows).collect::<Date32Array>())
}

pub(in crate::kinds) fn integers(numbers: &[Option<i64>], rows: usize) -> ArrayRef {
    Arc::new(numbers.iter().copied().cycle().take(rows).collect::<Int64Array>())
}

/// How many of the values are the given one.
pub(in crate::kinds) fn count(values: &[Option<String>], wanted: &str) -> usize {
    values.iter().filter(|v| v.as_deref() == Some(wanted)).count()
}
