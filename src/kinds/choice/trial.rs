//! Makes values of a kind the way a run does, for tests.

use crate::draw::{Key, Permutation, Rows, Slots};
use crate::kinds::{Ask, Build, Domain, Fault, Maker, Settings, Value, find};
use arrow::array::{Array, ArrayRef, AsArray, Date32Array, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType, UInt32Type,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// 2026-01-01.
pub(crate) const EPOCH: i32 = 20_454;

/// Settings with these parameters and the defaults of a schema.
pub(crate) fn settings(pairs: &[(&str, Value)]) -> Settings {
    Settings {
        values: pairs.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
        epoch: EPOCH,
        locale: "en_US".to_owned(),
        time_zone: "America/New_York".to_owned(),
        ..Settings::default()
    }
}

pub(crate) fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// One column of a kind with its inputs by name.
pub(crate) struct Trial {
    kind: &'static str,
    maker: Box<dyn Maker>,
    inputs: Vec<Option<ArrayRef>>,
}

impl Trial {
    pub(crate) fn new(kind: &'static str, settings: Settings) -> Self {
        Self::with(kind, settings, &[])
    }

    /// With inputs, each an array that is repeated row by row.
    pub(crate) fn with(kind: &'static str, mut settings: Settings, inputs: &[(&str, ArrayRef)]) -> Self {
        let known = find(kind).expect("the kind is listed");
        let mut arrays: Vec<Option<ArrayRef>> = known.inputs.iter().map(|_| None).collect();
        for (name, array) in inputs {
            let n = known.inputs.iter().position(|i| i.name == *name).expect("the kind has this input");
            assert_eq!(array.data_type(), &known.inputs[n].takes.data_type());
            arrays[n] = Some(array.clone());
            settings.inputs.entry((*name).to_owned()).or_insert(None);
        }
        let maker = build(kind, &settings).unwrap_or_else(|fault| panic!("{kind}: {fault:?}"));
        Self { kind, maker, inputs: arrays }
    }

    pub(crate) fn fault(kind: &'static str, settings: &Settings) -> Fault {
        build(kind, settings).err().expect("the settings are refused")
    }

    pub(crate) fn maker(&self) -> &dyn Maker {
        self.maker.as_ref()
    }

    fn attempt(&self, rows: std::ops::Range<u64>, unique: bool) -> Result<ArrayRef, String> {
        let key = Key::new(42, &["t", "c", "value"]);
        let taken: Vec<u64> = rows.clone().collect();
        let inputs: Vec<Option<ArrayRef>> =
            self.inputs.iter().map(|a| a.as_ref().map(|a| repeat(a, &taken))).collect();
        let rows = Rows::from(rows);
        let distinct = unique.then(|| {
            let Domain::Counted(n) = self.maker.domain() else { panic!("{} cannot be unique", self.kind) };
            let permutation = Permutation::new(&key, n);
            taken.iter().map(|row| permutation.map(*row)).collect()
        });
        let slots = Slots::fill(&key, &rows, self.maker.width());
        self.maker.make(&Ask { rows: &rows, slots, key: &key, inputs: &inputs, distinct })
    }

    /// What the values of these rows mention.
    pub(crate) fn mentions(&self, rows: std::ops::Range<u64>) -> Vec<crate::kinds::Mention> {
        let key = Key::new(42, &["t", "c", "value"]);
        let taken: Vec<u64> = rows.clone().collect();
        let inputs: Vec<Option<ArrayRef>> =
            self.inputs.iter().map(|a| a.as_ref().map(|a| repeat(a, &taken))).collect();
        let rows = Rows::from(rows);
        let slots = Slots::fill(&key, &rows, self.maker.width());
        self.maker.mentions(&Ask { rows: &rows, slots, key: &key, inputs: &inputs, distinct: None }).unwrap()
    }

    pub(crate) fn refusal(&self) -> String {
        self.attempt(0..100, false).expect_err("an input is impossible")
    }

    pub(crate) fn make(&self, rows: std::ops::Range<u64>) -> ArrayRef {
        let made = self.attempt(rows.clone(), false).unwrap_or_else(|why| panic!("{}: {why}", self.kind));
        assert_eq!(made.data_type(), &self.maker.data_type());
        assert_eq!(made.len() as u64, rows.end - rows.start);
        made
    }

    pub(crate) fn texts(&self, rows: std::ops::Range<u64>) -> Vec<String> {
        show(&self.make(rows))
    }

    /// The first ten values, between bars.
    pub(crate) fn shown(&self) -> String {
        self.texts(0..10).join(" | ")
    }

    /// Holds a batch against its rows made one at a time.
    pub(crate) fn split(&self) {
        let whole = self.texts(0..100);
        for row in 0..100u64 {
            assert_eq!(
                self.texts(row..row + 1)[0],
                whole[usize::try_from(row).unwrap()],
                "{} row {row}",
                self.kind
            );
        }
    }

    /// Holds unique values to be as many as the rows.
    pub(crate) fn unique(kind: &'static str, mut settings: Settings, rows: u64) -> Vec<String> {
        settings.unique = true;
        let made = Self::new(kind, settings).attempt(0..rows, true).unwrap();
        let values = show(&made);
        let distinct: BTreeSet<&String> = values.iter().collect();
        assert_eq!(distinct.len() as u64, rows, "{kind}");
        values
    }
}

fn build(kind: &str, settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    match find(kind).expect("the kind is listed").build {
        Build::Maker(build) => build(settings),
        Build::Structure => panic!("{kind} is made by the plan"),
    }
}

fn repeat(array: &ArrayRef, rows: &[u64]) -> ArrayRef {
    let at = |row: &u64| usize::try_from(*row).unwrap() % array.len();
    let nth = |row: &u64| Some(at(row)).filter(|i| array.is_valid(*i));
    match array.data_type() {
        DataType::Utf8 => {
            let from = array.as_string::<i32>();
            Arc::new(rows.iter().map(|r| nth(r).map(|i| from.value(i))).collect::<StringArray>())
        }
        DataType::Date32 => {
            let from = array.as_primitive::<Date32Type>();
            Arc::new(rows.iter().map(|r| nth(r).map(|i| from.value(i))).collect::<Date32Array>())
        }
        DataType::Int64 => {
            let from = array.as_primitive::<Int64Type>();
            Arc::new(rows.iter().map(|r| nth(r).map(|i| from.value(i))).collect::<arrow::array::Int64Array>())
        }
        DataType::UInt32 => {
            let from = array.as_primitive::<UInt32Type>();
            Arc::new(
                rows.iter().map(|r| nth(r).map(|i| from.value(i))).collect::<arrow::array::UInt32Array>(),
            )
        }
        DataType::Timestamp(..) => {
            let from = array.as_primitive::<TimestampMicrosecondType>();
            let made: TimestampMicrosecondArray =
                rows.iter().map(|r| nth(r).map(|i| from.value(i))).collect();
            Arc::new(made.with_timezone("UTC"))
        }
        other => panic!("no input of type {other} is tried"),
    }
}

/// Each value as text; a NULL as `NULL`.
pub(crate) fn show(array: &ArrayRef) -> Vec<String> {
    let one = |i: usize| match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(i).to_owned(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(i).to_string(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(i).to_string(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(i).to_string(),
        DataType::Boolean => array.as_boolean().value(i).to_string(),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(i),
        DataType::Date32 => array.as_primitive::<Date32Type>().value_as_date(i).unwrap().to_string(),
        DataType::Timestamp(..) => {
            let micros = array.as_primitive::<TimestampMicrosecondType>().value(i);
            jiff::Timestamp::from_microsecond(micros).unwrap().to_string()
        }
        other => panic!("{other} is not shown"),
    };
    (0..array.len()).map(|i| if array.is_valid(i) { one(i) } else { "NULL".to_owned() }).collect()
}
