//! Choices by the weights of the schema, and payers by age.

use crate::kinds::{Value, payer_word, weights_of};
use crate::reference::payers;
use crate::score::people::People;
use crate::score::rows::Rows;
use crate::score::tally::{Fed, Head, Tally};
use crate::score::{Gauge, Outcome, Study};

/// A column whose values have weights, perhaps by another column.
struct Choices {
    place: String,
    tally: Tally,
    value: usize,
    by: Option<usize>,
    /// The value of `by` of each class; the class for all others.
    classes: Vec<String>,
    others: Option<usize>,
    labels: Vec<Vec<String>>,
}

/// The weights of a choice as texts.
fn weights(value: &Value) -> Option<Vec<(String, f64)>> {
    weights_of(value)?.into_iter().map(|(value, weight)| Some((value.to_text()?, weight))).collect()
}

pub(super) fn choices<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let (settings, value) = (&of.columns[column].settings, of.written(column)?);
    let mut tally = Tally::new();
    let mut this = |classes: Vec<(String, Vec<(String, f64)>)>, by: Option<usize>| {
        let mut labels = Vec::new();
        for (name, law) in &classes {
            labels.push(law.iter().map(|(label, _)| label.clone()).collect());
            tally.class(name.clone(), law.clone());
        }
        let names: Vec<String> = classes.into_iter().map(|(name, _)| name).collect();
        let others = names.iter().position(|name| name == "*");
        (names, others, labels, by)
    };
    let (classes, others, labels, by) = match (of.columns[column].kind, settings.get("values")) {
        ("boolean", _) => {
            let rate = settings.number("true_rate").unwrap_or(0.5);
            let law = vec![("true".to_owned(), rate), ("false".to_owned(), 1.0 - rate)];
            this(vec![(String::new(), law)], None)
        }
        (_, Some(values)) if !of.has(column, "by") => this(vec![(String::new(), weights(values)?)], None),
        (_, Some(Value::Table(by_value))) => {
            let by = of.reads_written(column, "by")?;
            let each = |(name, value): &(String, Value)| Some((name.clone(), weights(value)?));
            this(by_value.iter().map(each).collect::<Option<_>>()?, Some(by))
        }
        _ => return None,
    };
    Some(Box::new(Choices { place: of.place(column), tally, value, by, classes, others, labels }))
}

impl Gauge for Choices {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            if !rows.has(self.value, i) || rows.is_given(i) {
                continue;
            }
            let class = match self.by {
                None => Some(0),
                Some(by) => {
                    let Some(text) = shown(rows, by, i) else { continue };
                    self.classes.iter().position(|class| *class == text).or(self.others)
                }
            };
            let (Some(class), Some(text)) = (class, shown(rows, self.value, i)) else { continue };
            self.tally.count(class, self.labels[class].iter().position(|label| *label == text));
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let head = Head {
            name: "choice".to_owned(),
            place: self.place,
            fed: Fed::In,
            source: "the schema".to_owned(),
        };
        vec![Outcome::Figure(self.tally.figure(head, 1.0))]
    }
}

/// A value as the weights of a schema name it.
fn shown(rows: &Rows<'_>, at: usize, i: usize) -> Option<String> {
    let text = rows.text_at(at, i).map(str::to_owned);
    let whole = || rows.integer(at, i).map(|n| n.to_string());
    text.or_else(whole)
        .or_else(|| rows.boolean(at, i).map(|b| b.to_string()))
        .or_else(|| rows.number(at, i).map(|n| n.to_string()))
}

/// Payers by age.
struct Payers {
    place: String,
    tally: Tally,
    value: usize,
    born: usize,
    word: bool,
}

pub(super) fn payers<'a>(study: &'a Study, table: usize, column: usize) -> Option<Box<dyn Gauge + 'a>> {
    let of = &study.tables[table];
    let born = of.reads_written(column, "born")?;
    let word = of.columns[column].settings.text("style") == Some("word");
    let mut tally = Tally::new();
    for rows in payers::GROUPS.iter() {
        let mut law = vec![0.0; payers::PAYER.names().len()];
        let (low, high) = (payers::AGE_LOW.get(rows.start), payers::AGE_HIGH.get(rows.start));
        rows.for_each(|row| law[usize::from(payers::PAYER.index(row))] += f64::from(payers::WEIGHT.get(row)));
        tally.class(format!("{low}-{high}"), payers::PAYER.names().iter().map(str::to_owned).zip(law));
    }
    Some(Box::new(Payers { place: of.place(column), tally, value: of.written(column)?, born, word }))
}

impl Gauge for Payers {
    fn see(&mut self, rows: &Rows<'_>) {
        for i in 0..rows.len() {
            let (Some(text), Some(born)) = (rows.text_at(self.value, i), rows.day(self.born, i)) else {
                continue;
            };
            let age = u8::try_from(rows.age(born).unwrap_or(0)).unwrap_or(u8::MAX);
            let groups = payers::GROUPS;
            let class = (0..groups.len())
                .find(|&group| payers::AGE_HIGH.get(groups.get(group).start) >= age)
                .unwrap_or(groups.len() - 1);
            let cell = payers::PAYER
                .names()
                .iter()
                .position(|name| if self.word { payer_word(name) == text } else { name == text });
            self.tally.count(class, cell);
        }
    }

    fn finish(self: Box<Self>, _people: &People) -> Vec<Outcome> {
        let head = Head {
            name: "payers by age".to_owned(),
            place: self.place,
            fed: Fed::In,
            source: "seeds/demographics/payers.csv".to_owned(),
        };
        vec![Outcome::Figure(self.tally.figure(head, 1.0))]
    }
}
