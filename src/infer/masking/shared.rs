//! Columns that hold the same codes, told by the values of a sample: a code that refers to another gets the same stand-in.
//!
//! Files declare no references, and what refers is seldom called as what it refers to: `Emp ID` and `Mgr ID`, `NHC` in three
//! files. Codes that are nearly all those of another column are the same codes. Of plain numbers that says nothing, since all
//! lists begin with one; they are the same only where they are long, or one is called as the other ends: `PROV_ID` and
//! `VISIT_PROV_ID`.

use super::super::build::Whole;
use super::super::columns::LONG;
use super::super::definition::{Definition, text};
use super::super::draft::DraftTable;
use super::super::words::words;
use std::cmp::Reverse;

/// Kinds of codes that name a thing or somebody.
const CODES: &[&str] = &[
    "mrn",
    "member_id",
    "account_number",
    "drivers_license",
    "device_id",
    "uuid",
    "username",
    "npi",
    "serial",
];

/// What a column keeps of its own where it takes the definition of another.
const OWN: &[&str] = &["primary_key", "unique", "null", "optional"];

/// A column of codes: its table and its place there, and how many different values it has.
struct Codes {
    at: (usize, usize),
    different: usize,
    sort: Sort,
    /// Whether numbers have so many digits that they are no numbers from one on.
    long: bool,
    sure: u32,
}

/// What the codes of a column are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Plain numbers.
    Number,
    /// Letters and digits.
    Code,
    /// Words of which nothing is known: codes where they are those of another column.
    Word,
}

/// Gives columns that hold the same codes one definition and one set of stand-ins.
pub(super) fn join(whole: &Whole<'_>, tables: &mut [DraftTable]) {
    let Some(sample) = whole.sample else { return };
    let shown = |(t, c): (usize, usize)| {
        let position = tables[t].position;
        let column = whole.db.tables[position].column(&tables[t].columns[c].name)?;
        sample.tables.get(position)?.columns.get(column)
    };
    let mut all: Vec<Codes> = Vec::new();
    for (t, table) in tables.iter().enumerate() {
        for (c, column) in table.columns.iter().enumerate() {
            let Some(sort) = sort_of(&column.definition) else { continue };
            let Some(values) = shown((t, c)) else { continue };
            // Of a word that is no code by itself the other says what it is.
            let sure = if sort == Sort::Word { 0 } else { column.sure.unwrap_or(100) };
            let long = values.forms.digits().is_some_and(|digits| digits >= LONG);
            all.push(Codes { at: (t, c), different: values.different(), sort, long, sure });
        }
    }
    // What others are part of comes first.
    all.sort_by_key(|codes| (Reverse(codes.different), codes.at));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (n, codes) in all.iter().enumerate() {
        let fits = |group: &&mut Vec<usize>| {
            let first = &all[group[0]];
            let called = |at: (usize, usize)| words(&tables[at.0].columns[at.1].name);
            let named = codes.sort != Sort::Number
                || (codes.long && first.long)
                || alike(&called(first.at), &called(codes.at));
            let within = || Some(shown(codes.at)?.is_within(shown(first.at)?));
            let word = codes.sort == Sort::Word && first.sort == Sort::Code;
            first.sort != Sort::Word && (first.sort == codes.sort || word) && named && within() == Some(true)
        };
        match groups.iter_mut().find(fits) {
            Some(group) => group.push(n),
            None => groups.push(vec![n]),
        }
    }
    for group in groups.iter().filter(|group| group.len() > 1) {
        let members: Vec<&Codes> = group.iter().map(|&n| &all[n]).collect();
        one(tables, &members);
    }
}

/// What the codes of a column are; `None` where it holds none, or refers already.
fn sort_of(definition: &Definition) -> Option<Sort> {
    let mask = definition.get("mask").unwrap_or_default();
    match definition.kind() {
        _ if definition.get("expr").is_some() => None,
        "serial" => Some(Sort::Number),
        "integer" if mask.contains("\"serial\"") => Some(Sort::Number),
        "sentence" | "word" => Some(Sort::Word),
        kind => CODES.contains(&kind).then_some(Sort::Code),
    }
}

/// Whether two numbers are called alike: by two words at least, the same ones or those at the end of one.
fn alike(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() >= 2 && long.ends_with(short)
}

/// Treats columns alike: as the one of them of which most is known.
fn one(tables: &mut [DraftTable], members: &[&Codes]) {
    let Some(first) = members.first() else { return };
    let best = members.iter().rev().max_by_key(|codes| codes.sure).unwrap_or(first).at;
    let kept = tables[best.0].columns[best.1].definition.clone();
    let name = format!("{}.{}", tables[first.at.0].label, tables[first.at.0].columns[first.at.1].name);
    for codes in members {
        let own = &mut tables[codes.at.0].columns[codes.at.1].definition;
        let mut shared = kept.clone();
        OWN.iter().for_each(|key| shared.remove(key));
        for (key, value) in own.keys.iter().filter(|(key, _)| OWN.contains(key)) {
            shared.set(key, value);
        }
        shared.remove("same_as");
        if codes.at != first.at {
            shared.set("same_as", text(&name));
        }
        *own = shared;
    }
}
