//! `placebo canary`: a test of a policy, without any data of anybody's.
//!
//! Made rows take the shape of the schema; every column and nested path that holds what identifies, every text and every kept
//! column that takes any text gets a value by which it is known again. Then all of it is masked as an export would be.

use super::mask::{self, ProfileName, read_policy};
use super::verify::LimitArgs;
use super::verify::columns::Known;
use super::{Answer, Command, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::{Reading, Row, Rows};
use crate::plan::{Policy, Treatment};
use crate::verify::{Expect, Sort, Told};
use serde_json::{Map, Value};
use std::path::Path;

/// The word by which what was planted is known again.
const MARK: &str = "Qanary";

/// Plant marked people in every column of a schema, mask them, and see that none survives
///
/// A test of the policy for CI, without access to production: rows are made in the shape of the schema, and every column and
/// nested path that holds what identifies, every text, and every kept column that takes any text gets values that are nobody's
/// and are known again. They are masked, and the output is searched. Kept codes, numbers and dates are listed: whatever stands in
/// them stays.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo canary clinic.toml
  placebo canary clinic.toml --profile pseudonymised --accept notes.kind

Exit codes: 0 none survives; 1 one does; 2 it could not be tested.")]
pub(super) struct Args {
    /// A schema file, or a preset
    schema: String,
    /// Which rules are followed
    #[arg(long, value_name = "PROFILE", default_value = "safe-harbor")]
    profile: ProfileName,
    /// How many rows each root table has
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    rows: u32,
    #[command(flatten)]
    limits: LimitArgs,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let (_, policy) = read_policy(&args.schema, args.profile)?;
    let known = Known::of_policy(&policy, &args.limits.said());
    let failed =
        |e: std::io::Error| Error::io("make a folder", Place::file("the folder for temporary files"), &e);
    let folder = tempfile::Builder::new().prefix(".placebo-canary-").tempdir().map_err(failed)?;
    let (made, planted, out) =
        (folder.path().join("made"), folder.path().join("planted"), folder.path().join("out"));
    std::fs::create_dir(&planted).map_err(failed)?;
    let rows = args.rows.to_string();
    call(&["generate", &args.schema, "--rows", &rows, "--out", &shown(&made), "--quiet"])?;
    let (mut marked, mut absent) = (0, Vec::new());
    for table in &policy.tables {
        match plant(&made, &planted, &policy, &table.name, &known)? {
            Some(columns) => marked += columns,
            None => absent.push(table.name.as_str()),
        }
    }
    let audit = shown(&folder.path().join("audit.jsonl"));
    let (planted, out_name) = (shown(&planted), shown(&out));
    let mut words =
        vec!["mask", &args.schema, &planted, "--out", &out_name, "--quiet", "--force", "--audit", &audit];
    let key = shown(&folder.path().join("key"));
    if args.profile == ProfileName::Pseudonymised {
        call(&["keygen", "--out", &key])?;
        words.extend(["--profile", "pseudonymised", "--key-file", &key, "--reason", "canary"]);
    }
    words.extend(args.limits.accept.iter().flat_map(|column| ["--accept", column.as_str()]));
    match call(&words) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::Differs => {
            terminal::print("the policy lets a planted value through: what was found is told above\n")?;
            return Ok(Answer::No);
        }
        Err(error) => return Err(error),
    }
    let survivors = survivors(&out, &known)?;
    terminal::print(&told(&policy, marked, &absent, &survivors))?;
    Ok(if survivors.is_empty() { Answer::Yes } else { Answer::No })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Runs another command of this program, as somebody would type it.
pub(super) fn call(words: &[&str]) -> Result<()> {
    let line = std::iter::once("placebo").chain(words.iter().copied());
    let cli =
        super::read(line).map_err(|_foreign| Error::bug("a command of this program was called wrongly"))?;
    match cli.command {
        Command::Mask(args) => mask::run(&args).map(|_| ()),
        other => other.run().map(|_| ()),
    }
}

/// Writes the rows of a table with marked values in them; how many columns were marked, and `None` where the schema makes no such table.
fn plant(made: &Path, planted: &Path, policy: &Policy, table: &str, known: &Known) -> Result<Option<usize>> {
    let path = made.join(format!("{table}.csv"));
    if !path.is_file() {
        return Ok(None);
    }
    let own = policy.table(table).map(|t| &policy.tables[t]);
    let mut rows = Rows::open(&path, table, &Reading::default())?;
    let names = rows.heads().first().map(|head| head.columns.clone()).unwrap_or_default();
    let told: Vec<Told> = names.iter().map(|name| known.of(table, name)).collect();
    // A column of kind `expr` has no sort of its own: what its values are is what masking takes them for.
    let marks = told.iter().filter(|told| is_marked(told)).count();
    let nested = names.iter().any(|name| name.contains('.') || name.contains("[]"));
    let mut text = if nested { String::new() } else { record(names.iter().map(|name| Some(name.clone()))) };
    let mut row = Row::default();
    while rows.next(&mut row)? {
        let number = usize::try_from(row.number).unwrap_or(0);
        let cell = |(at, cell): (usize, Option<&str>)| {
            let fails =
                own.and_then(|t| t.columns.get(at)).is_some_and(|c| matches!(c.treatment, Treatment::Drop));
            cell.map(|cell| if fails { cell.to_owned() } else { marked(&told[at], cell, number, at) })
        };
        let cells = row.cells().map(cell);
        if nested {
            let mut object = Map::new();
            names.iter().zip(cells).for_each(|(name, cell)| put(&mut object, name, cell));
            text.push_str(&Value::Object(object).to_string());
            text.push('\n');
        } else {
            text.push_str(&record(cells));
        }
    }
    let to = planted.join(format!("{table}.{}", if nested { "jsonl" } else { "csv" }));
    std::fs::write(&to, text).map_err(|e| Error::io("write", Place::file(shown(&to)), &e))?;
    Ok(Some(marks))
}

/// A record of CSV; NULL is an empty field.
fn record(cells: impl Iterator<Item = Option<String>>) -> String {
    let quoted = |cell: Option<String>| {
        cell.map_or_else(String::new, |cell| format!("\"{}\"", cell.replace('"', "\"\"")))
    };
    cells.map(quoted).collect::<Vec<_>>().join(",") + "\n"
}

/// Puts a value at a path of an object.
fn put(object: &mut Map<String, Value>, path: &str, cell: Option<String>) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let (key, list) = step.strip_suffix("[]").map_or((step, false), |key| (key, true));
    let slot = object.entry(key.to_owned()).or_insert(if list {
        Value::Array(vec![Value::Null])
    } else {
        Value::Null
    });
    let slot = match slot {
        Value::Array(list) => list.first_mut(),
        slot => Some(slot),
    };
    let Some(slot) = slot else { return };
    match rest {
        None => *slot = cell.map_or(Value::Null, Value::String),
        Some(rest) => {
            if !slot.is_object() {
                *slot = Value::Object(Map::new());
            }
            if let Value::Object(inner) = slot {
                put(inner, rest, cell);
            }
        }
    }
}

/// Whether a column gets marked values.
fn is_marked(told: &Told) -> bool {
    match told.sort {
        Some(Sort::Key | Sort::Date | Sort::Age | Sort::Zip | Sort::Point) => false,
        Some(_) => true,
        None => told.expect == Expect::Kept && takes_any_text(told.kind),
    }
}

/// Whether whatever somebody writes can stand in a column of a kind.
fn takes_any_text(kind: &str) -> bool {
    matches!(kind, "string" | "template" | "pattern" | "json")
        || crate::kinds::find(kind).is_some_and(|kind| kind.family == crate::kinds::Family::Text)
}

/// The mark of a cell: letters that no other cell has.
fn mark(row: usize, column: usize) -> String {
    let mut number = row * 1_000 + column;
    let mut letters = String::from(MARK);
    for _ in 0..6 {
        letters.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)));
        number /= 26;
    }
    letters
}

/// A value in the place of a made one.
fn marked(told: &Told, made: &str, row: usize, column: usize) -> String {
    let mark = mark(row, column);
    match told.sort.filter(|_| is_marked(told)) {
        Some(Sort::Given | Sort::Surname | Sort::Place | Sort::Named) => mark,
        Some(Sort::Person) => format!("{mark} {mark}son"),
        Some(Sort::Street) => format!("{} {mark} Street", 100 + row),
        Some(Sort::Web) if made.contains('@') => {
            format!("{}@{}.net", mark.to_lowercase(), mark.to_lowercase())
        }
        Some(Sort::Web) => format!("https://{}.net/{mark}", mark.to_lowercase()),
        Some(Sort::Number) => digits(made, row, column),
        Some(_) => format!(
            "{mark} {mark}son, SSN 123-{:02}-{:04}, called 212-736-{:04}",
            10 + row % 89,
            row % 10_000,
            row % 10_000
        ),
        None if is_marked(told) => mark,
        None => made.to_owned(),
    }
}

/// The same number with other digits.
fn digits(made: &str, row: usize, column: usize) -> String {
    let mut state = (row * 7_919 + column * 104_729 + 12_345) % 1_000_003;
    let mut digit = |c: char| {
        state = (state * 48_271 + 11) % 2_147_483_647;
        if c.is_ascii_digit() { char::from(b'1' + u8::try_from(state % 9).unwrap_or(0)) } else { c }
    };
    made.chars().map(&mut digit).collect()
}

/// Places of the output in which the mark stands.
fn survivors(out: &Path, known: &Known) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for unit in super::verify::units::units(&[out.to_owned()])? {
        let mut rows = unit.rows(&Reading::default())?;
        let mut row = Row::default();
        while rows.next(&mut row)? {
            let head = &rows.heads()[row.head];
            for (at, text) in row.cells() {
                let name = head.columns.get(at).map_or("", String::as_str);
                let place = format!("{}.{name}", head.table);
                let has = text.is_some_and(|text| text.to_lowercase().contains(&MARK.to_lowercase()));
                if has && !found.contains(&place) && !known.of(&head.table, name).accepted {
                    found.push(place);
                }
            }
        }
    }
    Ok(found)
}

fn told(policy: &Policy, marked: usize, absent: &[&str], survivors: &[String]) -> String {
    let tables = policy.tables.len() - absent.len();
    let mut text = format!("{marked} columns and paths of {tables} tables were marked and masked\n");
    if !absent.is_empty() {
        text.push_str(&format!("not made by the schema, and so not tested: {}\n", absent.join(", ")));
    }
    let kept = policy.tables.iter().flat_map(|table| {
        let kept = table.columns.iter().filter(|column| matches!(column.treatment, Treatment::Keep(_)));
        kept.map(|column| format!("{}.{}", table.name, column.name))
    });
    let kept: Vec<String> = kept.collect();
    if !kept.is_empty() {
        text.push_str(&format!("kept as the schema says, whatever stands in them: {}\n", kept.join(", ")));
    }
    if survivors.is_empty() {
        text.push_str("no planted value survives\n");
    }
    for place in survivors {
        text.push_str(&format!("{place}: a planted value survives\n"));
    }
    text
}
