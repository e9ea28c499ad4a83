//! Named kinds and defaults: what a column says with the words of another place.

use super::files::{is_pattern, matches};
use super::reader::Reader;
use super::{Column, Table, Value};
use crate::error::{Problem, Span, Spanned};
use std::collections::BTreeMap;

/// How many named kinds may stand on each other.
const DEEPEST: usize = 16;
/// How many bytes definitions may add to all columns together.
const LARGEST: u64 = 256 << 20;

/// Gives every column its kind and all its arguments, from the defaults and the named kinds.
pub(super) fn resolve(
    reader: &mut Reader<'_>,
    tables: &mut [Table],
    kinds: Vec<Column>,
    defaults: &[Column],
) {
    let named = Named::new(reader, kinds);
    let defaults = Defaults::new(reader, defaults);
    let mut added = 0u64;
    let columns = tables.iter_mut().flat_map(|table| {
        // What a column of a table that exists is, the database says.
        let made = table.source.is_none();
        table.columns.iter_mut().map(move |column| (made, column))
    });
    for (made, column) in columns {
        if made && column.kind.is_none() && column.expr.is_none() {
            if let Some(default) = defaults.of(reader, &column.name) {
                added = added.saturating_add(weight(default));
                fill(column, default);
            } else {
                let problem = Problem::new(column.span, format!("`{}` has no kind", column.name.value))
                    .help("state `kind`, or `expr` for a value derived from other columns");
                reader.report(problem);
            }
        }
        if let Some(definition) = column.kind.as_ref().and_then(|kind| named.of(&kind.value)) {
            added = added.saturating_add(weight(definition));
            column.named_kind = column.kind.take();
            fill(column, definition);
        }
        if added > LARGEST {
            let message = "defaults and named kinds add more than 256 MiB to the columns of this schema";
            reader.report(Problem::new(column.span, message));
            return;
        }
    }
}

/// Gives a column what it does not say itself.
fn fill(column: &mut Column, from: &Column) {
    fn one<T: Clone>(to: &mut Option<T>, from: &Option<T>) {
        if to.is_none() {
            to.clone_from(from);
        }
    }
    one(&mut column.kind, &from.kind);
    one(&mut column.named_kind, &from.named_kind);
    one(&mut column.primary_key, &from.primary_key);
    one(&mut column.unique, &from.unique);
    one(&mut column.null, &from.null);
    one(&mut column.when, &from.when);
    one(&mut column.written, &from.written);
    one(&mut column.max_chars, &from.max_chars);
    one(&mut column.cut, &from.cut);
    one(&mut column.expr, &from.expr);
    one(&mut column.from_row, &from.from_row);
    one(&mut column.seed, &from.seed);
    one(&mut column.generator, &from.generator);
    one(&mut column.description, &from.description);
    one(&mut column.sql, &from.sql);
    one(&mut column.mask, &from.mask);
    one(&mut column.dirt, &from.dirt);
    one(&mut column.same_as, &from.same_as);
    one(&mut column.on_invalid, &from.on_invalid);
    one(&mut column.copy_of, &from.copy_of);
    if column.placeholders.is_empty() {
        column.placeholders.clone_from(&from.placeholders);
    }
    let own: std::collections::BTreeSet<String> =
        column.args.iter().map(|(key, _)| key.value.clone()).collect();
    column.args.extend(from.args.iter().filter(|(key, _)| !own.contains(&key.value)).cloned());
}

/// About how many bytes the arguments of a definition take.
fn weight(column: &Column) -> u64 {
    column
        .args
        .iter()
        .map(|(key, value): &(Spanned<String>, Spanned<Value>)| {
            key.value.len() as u64 + 64 + value.value.weight()
        })
        .sum()
}

/// The named kinds, each with all that it stands on put into it.
struct Named {
    kinds: BTreeMap<String, Column>,
}

impl Named {
    fn new(reader: &mut Reader<'_>, list: Vec<Column>) -> Self {
        let mut written: BTreeMap<String, Column> = BTreeMap::new();
        for kind in list {
            if let Some(first) = written.get(&kind.name.value) {
                let problem =
                    Problem::new(kind.name.span, format!("the kind `{}` is defined twice", kind.name.value));
                reader.report(problem.related(first.name.span, "here first"));
                continue;
            }
            check_definition(reader, &kind);
            written.insert(kind.name.value.clone(), kind);
        }
        let mut kinds = BTreeMap::new();
        let mut circles = Vec::new();
        for name in written.keys() {
            if let Some(whole) = stand(reader, &written, name, &mut circles) {
                kinds.insert(name.clone(), whole);
            }
        }
        Self { kinds }
    }

    fn of(&self, name: &str) -> Option<&Column> {
        self.kinds.get(name)
    }
}

/// Reports what a named kind says and cannot.
fn check_definition(reader: &mut Reader<'_>, kind: &Column) {
    let name = &kind.name.value;
    if kind.kind.is_none() {
        let problem = Problem::new(kind.span, format!("the kind `{name}` does not say what kind it is"));
        reader.report(problem.help("state `kind`: the kind on which it stands"));
    }
    let keys: [(&str, Option<Span>); 2] = [
        ("expr", kind.expr.as_ref().map(|e| e.span)),
        ("primary_key", kind.primary_key.as_ref().map(|k| k.span)),
    ];
    for (key, span) in keys {
        if let Some(span) = span {
            let message = format!("the kind `{name}` cannot state `{key}`");
            reader.report(Problem::new(span, message).help("state it in the column"));
        }
    }
}

/// A named kind with all that it stands on; none if that never ends, which is reported once a circle.
fn stand(
    reader: &mut Reader<'_>,
    written: &BTreeMap<String, Column>,
    name: &str,
    circles: &mut Vec<String>,
) -> Option<Column> {
    let mut whole = written.get(name)?.clone();
    let mut chain = vec![name.to_owned()];
    while let Some(base) = whole.kind.as_ref().and_then(|kind| written.get(&kind.value)) {
        let next = base.name.value.clone();
        let span = whole.kind.as_ref().map_or(whole.span, |kind| kind.span);
        if let Some(at) = chain.iter().position(|link| *link == next) {
            // Every kind of a circle comes to it; the one that leads back to its own beginning reports it.
            let circle = chain.get(at..).unwrap_or_default();
            if !circles.contains(&next) {
                circles.extend(circle.iter().cloned());
                let words = format!("{} → {next}", circle.join(" → "));
                let message = format!("named kinds stand on each other in a circle: {words}");
                reader
                    .report(Problem::new(span, message).help("one of them must stand on a kind that exists"));
            }
            return None;
        }
        if chain.len() >= DEEPEST {
            let message = format!("`{name}` stands on more than {DEEPEST} named kinds");
            reader.report(Problem::new(span, message));
            return None;
        }
        chain.push(next);
        whole.kind = None;
        fill(&mut whole, base);
    }
    Some(whole)
}

/// What columns are that do not say it themselves, by name or pattern.
struct Defaults<'a> {
    exact: BTreeMap<&'a str, &'a Column>,
    /// The longest first.
    patterns: Vec<(usize, &'a Column)>,
}

impl<'a> Defaults<'a> {
    fn new(reader: &mut Reader<'_>, list: &'a [Column]) -> Self {
        let mut exact: BTreeMap<&str, &Column> = BTreeMap::new();
        let mut patterns: BTreeMap<&str, &Column> = BTreeMap::new();
        for column in list {
            let name = column.name.value.as_str();
            let place = if is_pattern(name) { &mut patterns } else { &mut exact };
            if let Some(first) = place.get(name) {
                let problem =
                    Problem::new(column.name.span, format!("the default `{name}` is defined twice"));
                reader.report(problem.related(first.name.span, "here first"));
                continue;
            }
            if column.kind.is_none() && column.expr.is_none() {
                let problem = Problem::new(column.span, format!("the default `{name}` has no kind"));
                reader.report(problem.help("state `kind`, or `expr` for a value derived from other columns"));
            }
            place.insert(name, column);
        }
        let mut patterns: Vec<_> =
            patterns.into_values().map(|column| (column.name.value.chars().count(), column)).collect();
        patterns.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
        Self { exact, patterns }
    }

    /// The default for a column: by its name, or by the longest pattern that matches.
    fn of(&self, reader: &mut Reader<'_>, name: &Spanned<String>) -> Option<&'a Column> {
        if let Some(column) = self.exact.get(name.value.as_str()) {
            return Some(column);
        }
        let mut found = self.patterns.iter().filter(|(_, column)| matches(&column.name.value, &name.value));
        let (length, best) = found.next()?;
        if let Some((other_length, other)) = found.next()
            && other_length == length
        {
            let message = format!(
                "`{}` matches the defaults `{}` and `{}`, which are as long",
                name.value, best.name.value, other.name.value
            );
            let problem = Problem::new(name.span, message)
                .related(best.name.span, "one default")
                .related(other.name.span, "the other")
                .help("state the kind in the column, or a default under its name");
            reader.report(problem);
        }
        Some(best)
    }
}
