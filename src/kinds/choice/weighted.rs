//! The kind `choice`: one of several values, by weight, also by another column.

use super::pool::Pool;
use crate::draw::{Alias, below};
use crate::kinds::settings::weights_of;
use crate::kinds::{
    Ask, Build, Domain, Edges, Family, Fault, Input, Kind, Maker, Masking, Param, Settings, Shape, Stand,
    Takes, Value,
};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

/// The kind `choice`.
pub(super) const CHOICE: Kind = Kind {
    name: "choice",
    family: Family::Choice,
    version: 1,
    summary: "One of several values, by weight; with `by`, the weights depend on another column.",
    params: &[
        Param::required(
            "values",
            Shape::WeightsBy,
            "A list, a table of value to weight, or { file = …, column = …, weight = … }; with `by`, for each value of it such \
             a list or table, and `\"*\"` for every other value and for NULL.",
        ),
        Param::optional(
            "type",
            Shape::OneOf(&["text", "integer", "number", "boolean", "date"]),
            "that of the values in a list; text for the keys of a table",
            "The type of the column.",
        ),
    ],
    inputs: &[Input {
        name: "by",
        takes: Takes::Text,
        summary: "The value that selects the weights. Where it is NULL, `\"*\"` does; without `\"*\"` the choice is NULL too.",
        required: false,
        natural: &[],
    }],
    example: r#"status = { kind = "choice", values = { active = 80, closed = 20 } }"#,
    source: "",
    build: Build::Maker(build),
    // Nothing is usual for it; where it is asked for, values change places within the list.
    mask: Masking { stand: Stand::Listed, ..Masking::BLANK },
    ..Kind::BLANK
};

/// The key under which the weights for every other value stand.
const OTHERS: &str = "*";

struct Choice {
    pool: Pool,
    /// The values that can be taken, as numbers in the pool.
    possible: Vec<usize>,
    alias: Alias,
    words: String,
}

struct Branch {
    key: String,
    alias: Alias,
    /// The number in the pool of each entry.
    members: Vec<usize>,
}

struct ChoiceBy {
    pool: Pool,
    /// In the order of their keys.
    branches: Vec<Branch>,
    others: Option<Branch>,
    words: String,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let wanted = settings.text("type");
    let written = settings.get("values").ok_or_else(|| Fault::of("values", "a choice needs `values`"))?;
    if settings.has_input("by") {
        return build_by(settings, written, wanted);
    }
    if let Value::Table(table) = written
        && table.iter().any(|(_, v)| matches!(v, Value::Table(_) | Value::List(_)))
    {
        return Err(Fault::of("values", "there are weights for each value of an input, and no input `by`")
            .help("add by = \"the column that decides\""));
    }
    let (values, weights) = entries(written)?;
    let pool = Pool::new(&values, wanted)?;
    let alias = alias(&weights)?;
    let possible: Vec<usize> = (0..values.len()).filter(|&n| weights[n] > 0.0).collect();
    distinct(&pool, values.len())?;
    let total: f64 = weights.iter().sum();
    let shares: Vec<String> = possible
        .iter()
        .take(8)
        .map(|&n| format!("{} {:.1} %", pool.show(n), weights[n] / total * 100.0))
        .collect();
    let more = possible.len().saturating_sub(8);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    let words = format!("{}{tail}", shares.join(", "));
    Ok(Box::new(Choice { pool, possible, alias, words }))
}

fn build_by(settings: &Settings, written: &Value, wanted: Option<&str>) -> Result<Box<dyn Maker>, Fault> {
    let Value::Table(table) = written else {
        return Err(Fault::of(
            "values",
            "with `by`, `values` must be a table with weights for each value of it",
        ));
    };
    let mut values: Vec<Value> = Vec::new();
    let mut branches: Vec<(String, Vec<usize>, Vec<f64>)> = Vec::new();
    for (key, inner) in table {
        if !matches!(inner, Value::Table(_) | Value::List(_)) {
            return Err(Fault::of("values", format!("`{key}` must hold a list or a table of weights"))
                .help("with `by`, write values = { one = { a = 1, b = 2 }, \"*\" = [\"c\"] }"));
        }
        let (own, weights) = entries(inner)?;
        let members = own.iter().map(|value| position(&mut values, value)).collect();
        branches.push((key.clone(), members, weights));
    }
    covered(settings.inputs.get("by").and_then(Option::as_deref), &branches)?;
    let pool = Pool::new(&values, wanted)?;
    distinct(&pool, values.len())?;
    let mut ready = Vec::with_capacity(branches.len());
    for (key, members, weights) in branches {
        ready.push(Branch { alias: alias(&weights)?, key, members });
    }
    ready.sort_by(|a, b| a.key.cmp(&b.key));
    let others = ready.iter().position(|b| b.key == OTHERS).map(|n| ready.remove(n));
    let keys: Vec<&str> = ready.iter().map(|b| b.key.as_str()).collect();
    let words = format!("by weights of its own for each of: {}", keys.join(", "));
    Ok(Box::new(ChoiceBy { pool, branches: ready, others, words }))
}

/// A table's or list's values and weights.
fn entries(written: &Value) -> Result<(Vec<Value>, Vec<f64>), Fault> {
    let pairs = weights_of(written).ok_or_else(|| {
        Fault::of("values", "a weight is not a number").help("write { active = 80, closed = 20 }")
    })?;
    if pairs.is_empty() {
        return Err(Fault::of("values", "there is no value to choose"));
    }
    Ok(pairs.into_iter().unzip())
}

fn position(values: &mut Vec<Value>, value: &Value) -> usize {
    values.iter().position(|v| v == value).unwrap_or_else(|| {
        values.push(value.clone());
        values.len() - 1
    })
}

fn alias(weights: &[f64]) -> Result<Alias, Fault> {
    Alias::from_shares(weights)
        .ok_or_else(|| Fault::of("values", "a weight is negative or not finite, or all are 0"))
}

/// Refuses a value that is written twice: it would count double where the column is unique.
fn distinct(pool: &Pool, count: usize) -> Result<(), Fault> {
    let mut seen = std::collections::BTreeSet::new();
    match (0..count).map(|n| pool.show(n)).find(|shown| !seen.insert(shown.clone())) {
        Some(twice) => Err(Fault::of("values", format!("`{twice}` is written twice"))
            .help("write each value once; weights make one more likely than another")),
        None => Ok(()),
    }
}

/// Proves that every value the input can have is written, or `"*"` is.
fn covered(closed: Option<&[String]>, branches: &[(String, Vec<usize>, Vec<f64>)]) -> Result<(), Fault> {
    let has = |key: &str| branches.iter().any(|(name, ..)| name == key);
    if has(OTHERS) {
        return Ok(());
    }
    let Some(closed) = closed else {
        return Err(Fault::of("values", "there are no weights for other values of `by`")
            .help("add \"*\" = { … } for every value that is not written"));
    };
    let missing: Vec<&str> = closed.iter().map(String::as_str).filter(|value| !has(value)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Fault::of("values", format!("there are no weights for: {}", missing.join(", ")))
        .help("add each of them, or \"*\" for every value that is not written"))
}

impl Maker for Choice {
    fn data_type(&self) -> DataType {
        self.pool.data_type()
    }

    fn domain(&self) -> Domain {
        Domain::Counted(self.possible.len() as u64)
    }

    fn values(&self) -> Option<Vec<String>> {
        Some(self.possible.iter().map(|&n| self.pool.show(n)).collect())
    }

    fn edges(&self) -> Edges {
        let all = self.pool.fill(self.possible.len(), self.possible.iter().map(|&n| Some(n)));
        all.map_or(Edges::None, Edges::Values)
    }

    fn law(&self) -> String {
        self.words.clone()
    }

    #[expect(clippy::cast_possible_truncation, reason = "a number below the count of values in memory")]
    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        match &ask.distinct {
            Some(distinct) => {
                self.pool.fill(ask.len(), distinct.iter().map(|&n| self.possible.get(n as usize).copied()))
            }
            None => self.pool.fill(ask.len(), ask.slots.firsts().map(|word| Some(self.alias.pick(word)))),
        }
    }
}

impl ChoiceBy {
    fn branch(&self, key: &str) -> Option<&Branch> {
        // Few branches are the rule, and comparing lengths first makes this fast.
        let found = if self.branches.len() <= 8 {
            self.branches.iter().find(|b| b.key == key)
        } else {
            let n = self.branches.binary_search_by(|b| b.key.as_str().cmp(key)).ok();
            n.map(|n| &self.branches[n])
        };
        found.or(self.others.as_ref())
    }
}

impl Maker for ChoiceBy {
    fn data_type(&self) -> DataType {
        self.pool.data_type()
    }

    fn values(&self) -> Option<Vec<String>> {
        let branches = || self.branches.iter().chain(&self.others);
        let mut all: Vec<usize> = branches().flat_map(|b| b.members.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        Some(all.into_iter().map(|n| self.pool.show(n)).collect())
    }

    fn law(&self) -> String {
        self.words.clone()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let Some(by) = ask.text(0) else { return Err("the input `by` is missing".to_owned()) };
        let mut strange = false;
        let picks = ask.slots.firsts().enumerate().map(|(i, word)| {
            let branch = if by.is_valid(i) { self.branch(by.value(i)) } else { self.others.as_ref() };
            strange |= branch.is_none() && by.is_valid(i);
            branch.map(|branch| branch.members[branch.alias.pick(word)])
        });
        let made = self.pool.fill(ask.len(), picks)?;
        if strange {
            return Err("`by` has a value for which there are no weights, and there is no \"*\"".to_owned());
        }
        Ok(made)
    }
}

/// One of `n` things, for makers that choose without weights.
#[expect(clippy::cast_possible_truncation, reason = "a number below the length of a slice")]
pub(crate) fn one_of(word: u64, n: usize) -> usize {
    below(word, n as u64) as usize
}
