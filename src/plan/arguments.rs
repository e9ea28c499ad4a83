//! What a column writes beside its kind: parameters checked against their shapes, inputs read as expressions.

use crate::error::{Problem, Problems, Span, Spanned, nearest};
use crate::kinds::{Kind, Param, Shape, Takes, Value, parse_duration};
use crate::schema::{Column, Document, Value as Written};
use std::collections::BTreeMap;

/// The arguments of a column, sorted into parameters and inputs.
#[derive(Default)]
pub(super) struct Arguments<'a> {
    /// Parameters by name.
    pub(super) params: BTreeMap<String, Value>,
    /// Where each parameter and input is written.
    pub(super) spans: BTreeMap<String, Span>,
    /// Inputs by name: an expression as it is written.
    pub(super) inputs: BTreeMap<&'static str, Spanned<String>>,
    /// Parameters of any shape, as they are written.
    pub(super) raw: BTreeMap<String, &'a Spanned<Written>>,
    /// Whether something was wrong and is reported: what a kind would say of what is missing then, is no news.
    pub(super) broken: bool,
}

/// Sorts and checks the arguments of a column of a kind, and reports what is missing.
pub(super) fn read<'a>(
    document: &'a Document,
    column: &'a Column,
    kind: &'static Kind,
    problems: &mut Problems,
) -> Arguments<'a> {
    let before = problems.list.len();
    let mut arguments = sorted(document, column, kind, problems);
    let span = column.kind.as_ref().map_or(column.span, |k| k.span);
    for param in kind.params.iter().filter(|p| p.required && column.arg(p.name).is_none()) {
        problems.push(missing(span, kind, param.name, &param.shape.expected()));
    }
    for input in kind.inputs.iter().filter(|i| i.required && column.arg(i.name).is_none()) {
        problems.push(missing(span, kind, input.name, "an expression over the row"));
    }
    arguments.broken = problems.list.len() > before;
    arguments
}

/// Sorts and checks the arguments that are there: masking needs no inputs.
pub(super) fn sorted<'a>(
    document: &'a Document,
    column: &'a Column,
    kind: &'static Kind,
    problems: &mut Problems,
) -> Arguments<'a> {
    let mut arguments = Arguments::default();
    for (key, value) in &column.args {
        arguments.spans.insert(key.value.clone(), value.span);
        let input = kind.inputs.iter().find(|input| input.name == key.value);
        let param = kind.params.iter().find(|param| param.name == key.value);
        // Some kinds take the same key as a word or as an expression: `type = "clinic"`, `type = "facility_type"`.
        let param = param.filter(|param| input.is_none() || is_word(param, &value.value));
        match (param, input) {
            (Some(param), _) => {
                arguments.raw.insert(key.value.clone(), value);
                if let Some(value) = shaped(document, param, value, problems) {
                    arguments.params.insert(key.value.clone(), value);
                }
            }
            (None, Some(input)) => {
                if let Some(text) = expression(value, input.takes, problems) {
                    arguments.inputs.insert(input.name, Spanned::new(text, value.span));
                }
            }
            (None, None) => problems.push(unknown(key, kind)),
        }
    }
    arguments
}

fn is_word(param: &Param, value: &Written) -> bool {
    match (param.shape, value) {
        (Shape::OneOf(words), Written::Text(text)) => words.contains(&text.as_str()),
        _ => true,
    }
}

fn missing(span: Span, kind: &Kind, name: &str, expected: &str) -> Problem {
    Problem::new(span, format!("`{}` needs `{name}`: {expected}", kind.name))
        .help(format!("for example: {}", kind.example))
}

fn unknown(key: &Spanned<String>, kind: &Kind) -> Problem {
    const GENERIC: [&str; 16] = [
        "kind",
        "primary_key",
        "unique",
        "null",
        "when",
        "from_row",
        "cut",
        "seed",
        "generator",
        "mask",
        "description",
        "expr",
        "same_as",
        "on_invalid",
        "placeholders",
        "copy_of",
    ];
    let own = kind.params.iter().map(|p| p.name).chain(kind.inputs.iter().map(|i| i.name));
    let names: Vec<&str> = own.clone().chain(GENERIC).collect();
    let problem = Problem::new(key.span, format!("`{}` is no parameter of `{}`", key.value, kind.name));
    match nearest(&key.value, names.iter().copied()) {
        Some(near) => problem.help(format!("there is `{near}`")),
        None if own.clone().next().is_none() => problem.help(format!("`{}` has no parameters", kind.name)),
        None => problem.help(format!("`{}` has: {}", kind.name, own.collect::<Vec<_>>().join(", "))),
    }
}

/// An input as an expression: a text is one, and plain values become constants.
fn expression(value: &Spanned<Written>, takes: Takes, problems: &mut Problems) -> Option<String> {
    match &value.value {
        // In SQL this is a subtraction of whole numbers, which nobody means where a date is wanted.
        Written::Text(text) if matches!(takes, Takes::Date | Takes::Moment) && is_date_like(text) => {
            if read_date(text).is_none() {
                problems.push(Problem::new(value.span, format!("there is no day `{text}`")));
                return None;
            }
            Some(format!("DATE '{text}'"))
        }
        Written::Text(text) => Some(text.clone()),
        Written::Integer(n) => Some(n.to_string()),
        Written::Number(x) => Some(format!("{x:?}")),
        Written::Boolean(b) => Some(b.to_string()),
        Written::Date(days) => Some(format!("DATE '{}'", iso_date(*days))),
        Written::DateTime(micros, _) => Some(format!("TIMESTAMP '{}'", iso_moment(*micros))),
        Written::Time(_) | Written::List(_) | Written::Table(_) | Written::Null => {
            let message = format!("expected an expression over the row, found {}", value.value.sort());
            problems.push(
                Problem::new(value.span, message).help("write the name of a column, such as \"birth_date\""),
            );
            None
        }
    }
}

/// Whether a text is written as a day is: `2026-01-31`, be there such a day or not.
fn is_date_like(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| match i {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        })
}

/// A day as `2026-01-31`.
pub(super) fn iso_date(days: i32) -> String {
    jiff::civil::date(1970, 1, 1)
        .checked_add(jiff::Span::new().try_days(days).unwrap_or_default())
        .map_or_else(|_beyond| "9999-12-31".to_owned(), |day| day.to_string())
}

pub(super) fn iso_moment(micros: i64) -> String {
    jiff::Timestamp::from_microsecond(micros)
        .map_or_else(|_beyond| "9999-12-31T00:00:00Z".to_owned(), |moment| moment.to_string())
}

/// Reads a date such as `2026-01-31` as days since 1970.
pub(super) fn read_date(text: &str) -> Option<i32> {
    let day: jiff::civil::Date = text.parse().ok()?;
    Some(day.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days())
}

/// Checks a parameter against its shape.
fn shaped(
    document: &Document,
    param: &Param,
    value: &Spanned<Written>,
    problems: &mut Problems,
) -> Option<Value> {
    let wrong = |problems: &mut Problems, note: Option<String>| {
        let message = format!("expected {}, found {}", param.shape.expected(), value.value.sort());
        problems.push(Problem::new(value.span, note.unwrap_or(message)));
        None
    };
    match (param.shape, &value.value) {
        (Shape::Text, Written::Text(text)) => Some(Value::Text(text.clone())),
        (Shape::Integer, Written::Integer(n)) => Some(Value::Integer(*n)),
        (Shape::Number, Written::Integer(n)) => Some(Value::Integer(*n)),
        (Shape::Number, Written::Number(x)) => Some(Value::Number(*x)),
        (Shape::Boolean, Written::Boolean(b)) => Some(Value::Boolean(*b)),
        (Shape::Date, Written::Date(days)) => Some(Value::Date(*days)),
        (Shape::Date, Written::Text(text)) => match read_date(text) {
            Some(days) => Some(Value::Date(days)),
            None => wrong(problems, Some(format!("`{text}` is not {}", param.shape.expected()))),
        },
        (Shape::TimeOfDay, Written::Time(micros)) => Some(Value::TimeOfDay(*micros)),
        (Shape::TimeOfDay, Written::Text(text)) => match read_time(text) {
            Some(micros) => Some(Value::TimeOfDay(micros)),
            None => wrong(problems, Some(format!("`{text}` is not {}", param.shape.expected()))),
        },
        (Shape::Duration, Written::Text(text)) => match parse_duration(text) {
            Some(_) => Some(Value::Text(text.clone())),
            None => wrong(problems, Some(format!("`{text}` is not {}", param.shape.expected()))),
        },
        (Shape::OneOf(words), Written::Text(text)) => {
            if words.contains(&text.as_str()) {
                return Some(Value::Text(text.clone()));
            }
            let message = format!("`{text}` is none of the words that `{}` knows", param.name);
            problems.push(Problem::new(value.span, message).suggest(text, words.iter().copied()));
            None
        }
        (Shape::Texts, Written::List(list)) => texts(list, problems),
        (Shape::Texts, Written::Text(text)) => Some(Value::List(vec![Value::Text(text.clone())])),
        (Shape::Numbers, Written::List(_)) => numbers(value, problems),
        (Shape::Weights | Shape::WeightsBy, Written::Table(table)) => match file_of(table) {
            Some(path) => from_file(document, table, path, problems),
            None => weights(param.shape, table, problems),
        },
        (Shape::Weights | Shape::WeightsBy, Written::List(list)) if list.is_empty() => {
            wrong(problems, Some("the list is empty".to_owned()))
        }
        (Shape::Weights | Shape::WeightsBy, Written::List(_)) => plain(&value.value),
        (Shape::Law, Written::Table(_)) | (Shape::Any, _) => plain(&value.value),
        (Shape::Law, Written::Integer(_) | Written::Number(_) | Written::Text(_)) => plain(&value.value),
        _ => wrong(problems, None),
    }
}

fn read_time(text: &str) -> Option<i64> {
    let time: jiff::civil::Time = text.parse().ok()?;
    let seconds = i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    Some(seconds * 1_000_000 + i64::from(time.subsec_nanosecond() / 1_000))
}

fn texts(list: &[Spanned<Written>], problems: &mut Problems) -> Option<Value> {
    let mut all = Vec::with_capacity(list.len());
    for item in list {
        match &item.value {
            Written::Text(text) => all.push(Value::Text(text.clone())),
            other => {
                problems.push(Problem::new(item.span, format!("expected a text, found {}", other.sort())));
            }
        }
    }
    (all.len() == list.len()).then_some(Value::List(all))
}

fn numbers(value: &Spanned<Written>, problems: &mut Problems) -> Option<Value> {
    let list = plain(&value.value)?;
    if let Value::List(items) = &list
        && items.iter().any(|v| v.number().is_none())
    {
        problems.push(Problem::new(value.span, "expected a list of numbers"));
        return None;
    }
    Some(list)
}

/// A table of values and weights, or a table of such tables.
fn weights(
    shape: Shape,
    table: &[(Spanned<String>, Spanned<Written>)],
    problems: &mut Problems,
) -> Option<Value> {
    let nested = shape == Shape::WeightsBy
        && table.iter().any(|(_, v)| matches!(v.value, Written::Table(_) | Written::List(_)));
    let mut pairs = Vec::with_capacity(table.len());
    let mut sound = true;
    for (name, value) in table {
        let read = match &value.value {
            Written::Table(inner) if nested => weights(Shape::Weights, inner, problems),
            Written::List(_) if nested => plain(&value.value),
            Written::Integer(n) if *n >= 0 && !nested => Some(Value::Integer(*n)),
            Written::Number(x) if *x >= 0.0 && x.is_finite() && !nested => Some(Value::Number(*x)),
            other => {
                let expected = if nested { "a table of weights" } else { "a weight of 0 or more" };
                problems
                    .push(Problem::new(value.span, format!("expected {expected}, found {}", other.sort())));
                None
            }
        };
        match read {
            Some(read) => pairs.push((name.value.clone(), read)),
            None => sound = false,
        }
    }
    let some = nested || pairs.iter().any(|(_, w)| w.number().is_some_and(|w| w > 0.0));
    if sound && !some {
        let span = table.first().map(|(name, _)| name.span).unwrap_or_default();
        problems.push(Problem::new(span, "no weight is above zero"));
        return None;
    }
    sound.then_some(Value::Table(pairs))
}

fn file_of(table: &[(Spanned<String>, Spanned<Written>)]) -> Option<&Spanned<Written>> {
    let (_, value) = table.iter().find(|(key, _)| key.value == "file")?;
    matches!(value.value, Written::Text(_)).then_some(value)
}

/// Values with weights out of a CSV file of the user's.
fn from_file(
    document: &Document,
    table: &[(Spanned<String>, Spanned<Written>)],
    path: &Spanned<Written>,
    problems: &mut Problems,
) -> Option<Value> {
    const KEYS: [&str; 3] = ["file", "column", "weight"];
    let mut text_of = BTreeMap::new();
    for (key, value) in table {
        match &value.value {
            Written::Text(text) if KEYS.contains(&key.value.as_str()) => {
                text_of.insert(key.value.as_str(), (text.as_str(), value.span));
            }
            Written::Text(_) => problems.push(
                Problem::new(key.span, format!("`{}` is no key of a file of values", key.value))
                    .suggest(&key.value, KEYS),
            ),
            other => {
                problems.push(Problem::new(value.span, format!("expected a text, found {}", other.sort())));
            }
        }
    }
    let (name, _) = text_of.get("file")?;
    let file = document.file(name)?;
    let mut reader = csv::ReaderBuilder::new().from_reader(file.text.as_bytes());
    let headers: Vec<String> =
        reader.headers().map(|h| h.iter().map(str::to_owned).collect()).unwrap_or_default();
    let mut find = |key: &str| -> Option<Option<usize>> {
        let Some((wanted, span)) = text_of.get(key) else { return Some(None) };
        let found = headers.iter().position(|h| h == wanted);
        if found.is_none() {
            let message = format!("there is no column `{wanted}` in {name}");
            problems.push(Problem::new(*span, message).suggest(wanted, headers.iter().map(String::as_str)));
            return None;
        }
        Some(found)
    };
    let (column, weight) = (find("column")?.unwrap_or(0), find("weight")?);
    let mut pairs: Vec<(String, Value)> = Vec::new();
    for (row, record) in reader.records().enumerate() {
        let line = row + 2;
        let Ok(record) = record else {
            problems.push(Problem::new(path.span, format!("{name}: line {line} is not a row of a CSV file")));
            return None;
        };
        let share = match weight {
            None => Some(1.0),
            Some(at) => record
                .get(at)
                .and_then(|w| w.trim().parse::<f64>().ok())
                .filter(|w| *w >= 0.0 && w.is_finite()),
        };
        let (Some(value), Some(share)) = (record.get(column), share) else {
            problems.push(Problem::new(path.span, format!("{name}: line {line} has no weight of 0 or more")));
            return None;
        };
        pairs.push((value.to_owned(), Value::Number(share)));
    }
    if !pairs.iter().any(|(_, w)| w.number().is_some_and(|w| w > 0.0)) {
        problems.push(Problem::new(path.span, format!("{name} holds no value with a weight above zero")));
        return None;
    }
    Some(Value::Table(pairs))
}

/// The value as kinds see it.
pub(super) fn plain(value: &Written) -> Option<Value> {
    Some(match value {
        Written::Text(text) => Value::Text(text.clone()),
        Written::Integer(n) => Value::Integer(*n),
        Written::Number(x) => Value::Number(*x),
        Written::Boolean(b) => Value::Boolean(*b),
        Written::Date(days) => Value::Date(*days),
        Written::DateTime(micros, _) => Value::Moment(*micros),
        Written::Time(micros) => Value::TimeOfDay(*micros),
        Written::Null => return None,
        Written::List(list) => Value::List(list.iter().map(|v| plain(&v.value)).collect::<Option<_>>()?),
        Written::Table(table) => Value::Table(
            table.iter().map(|(k, v)| Some((k.value.clone(), plain(&v.value)?))).collect::<Option<_>>()?,
        ),
    })
}
