//! Makes columns for the tests of kinds, and holds what is true of every kind.

use crate::draw::{Key, Permutation, Rows, Slots};
use crate::kinds::{Ask, Build, Domain, Fault, Kind, Maker, Settings, Value, find};
use arrow::array::{Array, ArrayRef, AsArray, StringArray, UInt32Array};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A column of a kind, as a schema file would define it, with the values of its inputs by row.
pub(crate) struct Trial {
    kind: &'static Kind,
    settings: Settings,
    maker: Box<dyn Maker>,
    inputs: Vec<Option<Vec<Option<String>>>>,
    handles: Option<Vec<Option<u32>>>,
}

fn value(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::Text(text.clone()),
        toml::Value::Integer(n) => Value::Integer(*n),
        toml::Value::Float(x) => Value::Number(*x),
        toml::Value::Boolean(b) => Value::Boolean(*b),
        toml::Value::Array(list) => Value::List(list.iter().map(self::value).collect()),
        toml::Value::Table(table) => {
            Value::Table(table.iter().map(|(k, v)| (k.clone(), self::value(v))).collect())
        }
        toml::Value::Datetime(_) => panic!("no kind here takes a date"),
    }
}

/// Kind and settings of a definition such as `{ kind = "ssn", unique = true }`.
pub(crate) fn settings(definition: &str) -> (&'static Kind, Settings) {
    let whole: toml::Table = format!("c = {definition}").parse().expect("TOML");
    let table = whole["c"].as_table().expect("a table").clone();
    let kind = find(table["kind"].as_str().expect("a kind")).expect("a kind that exists");
    let mut settings = Settings { locale: "en_US".into(), time_zone: "UTC".into(), ..Settings::default() };
    for (name, given) in &table {
        match name.as_str() {
            "kind" | "null" => {}
            "unique" | "primary_key" => settings.unique = given.as_bool() == Some(true),
            name if kind.inputs.iter().any(|input| input.name == name) => {
                settings.inputs.insert(name.to_owned(), None);
            }
            name => {
                assert!(kind.params.iter().any(|p| p.name == name), "{} has no `{name}`", kind.name);
                settings.values.insert(name.to_owned(), value(given));
            }
        }
    }
    (kind, settings)
}

pub(crate) fn build(definition: &str) -> Result<Box<dyn Maker>, Fault> {
    let (kind, settings) = settings(definition);
    match kind.build {
        Build::Maker(build) => build(&settings),
        Build::Structure => panic!("no maker"),
    }
}

/// The fault of a definition that cannot be built: parameter and message.
pub(crate) fn fault(definition: &str) -> (Option<&'static str>, String) {
    match build(definition) {
        Ok(_) => panic!("{definition} can be built"),
        Err(fault) => (fault.param, fault.message),
    }
}

/// The value of a row, where values repeat over the rows.
fn again<T>(values: &[T], row: u64) -> &T {
    &values[usize::try_from(row).expect("a row") % values.len()]
}

impl Trial {
    pub(crate) fn new(definition: &str) -> Self {
        let (kind, settings) = settings(definition);
        let maker = build(definition).unwrap_or_else(|fault| panic!("{definition}: {fault:?}"));
        Self { kind, settings, maker, inputs: vec![None; kind.inputs.len()], handles: None }
    }

    /// Gives an input its values, again and again over the rows.
    pub(crate) fn input(mut self, name: &str, values: &[Option<&str>]) -> Self {
        let at = self.kind.inputs.iter().position(|input| input.name == name).expect("an input");
        self.inputs[at] = Some(values.iter().map(|v| v.map(str::to_owned)).collect());
        self.settings.inputs.insert(name.to_owned(), None);
        self
    }

    /// Gives the first input rows of a reference table.
    pub(crate) fn handles(mut self, values: &[Option<u32>]) -> Self {
        self.handles = Some(values.to_vec());
        self
    }

    pub(crate) fn domain(&self) -> Domain {
        self.maker.domain()
    }

    /// The values of these rows, made as one batch.
    pub(crate) fn rows(&self, rows: std::ops::Range<u64>) -> Vec<Option<String>> {
        let key = Key::new(42, &["t", "c", "value"]);
        let rows = Rows::from(rows);
        let mut inputs: Vec<Option<ArrayRef>> = self
            .inputs
            .iter()
            .map(|input| {
                input.as_ref().map(|values| {
                    let array: StringArray = rows.iter().map(|r| again(values, r).clone()).collect();
                    Arc::new(array) as ArrayRef
                })
            })
            .collect();
        if let Some(handles) = &self.handles {
            let array: UInt32Array = rows.iter().map(|r| *again(handles, r)).collect();
            inputs[0] = Some(Arc::new(array));
        }
        let distinct = match self.maker.domain() {
            Domain::Counted(n) if self.settings.unique => {
                let permutation = Permutation::new(&Key::new(42, &["t", "c", "unique"]), n);
                Some(rows.iter().map(|r| permutation.map(r)).collect())
            }
            _ => None,
        };
        let slots = Slots::fill(&key, &rows, self.maker.width());
        let array = self
            .maker
            .make(&Ask { rows: &rows, slots, key: &key, inputs: &inputs, distinct })
            .expect("values");
        assert_eq!(array.data_type(), &self.maker.data_type());
        array.as_string::<i32>().iter().map(|v| v.map(str::to_owned)).collect()
    }

    /// The first ten values.
    pub(crate) fn ten(&self) -> Vec<String> {
        self.rows(0..10).into_iter().map(|v| v.unwrap_or_else(|| "NULL".to_owned())).collect()
    }

    /// Holds the first ten values against those that are pinned, with ` | ` between them.
    #[track_caller]
    pub(crate) fn pinned(self, expected: &str) -> Self {
        let made = self.ten().join(" | ");
        assert_eq!(made, expected, "{}", self.kind.name);
        self
    }

    /// What holds of every kind: batches do not matter, a unique column has no value twice, nothing could be real.
    pub(crate) fn sound(self) -> Self {
        let whole = self.rows(0..100);
        let alone: Vec<Option<String>> = (0..100).flat_map(|r| self.rows(r..r + 1)).collect();
        assert_eq!(whole, alone, "{}: a batch differs from its rows alone", self.kind.name);
        assert!(!self.maker.law().is_empty());
        let many = self.rows(0..10_000);
        if let Some(could_be_real) = self.kind.could_be_real {
            for made in many.iter().flatten() {
                assert!(!could_be_real(made), "{}: {made} could be real", self.kind.name);
            }
        }
        if self.settings.unique {
            assert_ne!(self.maker.domain(), Domain::Open, "{}", self.kind.name);
            let known = match self.maker.domain() {
                Domain::Counted(n) => usize::try_from(n.min(10_000)).expect("a small number"),
                _ => 10_000,
            };
            let some: BTreeSet<&String> = many[..known].iter().flatten().collect();
            assert_eq!(some.len(), known, "{}: values repeat", self.kind.name);
        }
        self
    }

    /// The kind's test of reality says yes to these and no to those.
    pub(crate) fn real(self, yes: &[&str], no: &[&str]) -> Self {
        let could_be_real = self.kind.could_be_real.expect("a test of reality");
        for text in yes {
            assert!(could_be_real(text), "{}: {text} could be real", self.kind.name);
        }
        for text in no {
            assert!(!could_be_real(text), "{}: {text} could not be real", self.kind.name);
        }
        self
    }

    /// 10,000 values, all there.
    pub(crate) fn many(&self) -> Vec<String> {
        self.rows(0..10_000).into_iter().flatten().collect()
    }
}
