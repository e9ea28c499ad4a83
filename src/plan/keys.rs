//! Unique columns and unique groups: how values are kept apart, and that there are enough of them.
//!
//! A unique column draws its values by a keyed permutation of row numbers, over as many numbers as its kind has values.
//! A group that holds the parent's key needs only be unique among siblings: there the ordinal within the parent is
//! permuted. A group without it permutes the row number over the product of its columns, and each takes a digit.

use super::{Column, Distinct, Over, Source, Table};
use crate::draw::Key;
use crate::error::{Problem, Problems, Span, Spanned};
use crate::kinds::Domain;
use crate::schema::{self, Document};

/// Resolves the keys of all tables and proves that they can be kept.
pub(super) fn prove(document: &Document, tables: &mut [Table], problems: &mut Problems) {
    // A table below may take the key of one that is stated after it.
    let mut stated = Vec::with_capacity(tables.len());
    for (doc, table) in document.tables.iter().zip(tables.iter_mut()) {
        let (primary_key, span) = primary_key(doc, table, problems);
        table.primary_key = primary_key;
        let mut groups = Vec::new();
        for names in doc.unique.iter().filter(|_| !table.existing) {
            let columns = resolve(table, &names.value, problems);
            if columns.len() == names.value.len() {
                table.unique.push(columns.clone());
                groups.push((columns, names.span));
            }
        }
        stated.push((span, groups));
    }
    for (t, (key_span, groups)) in stated.into_iter().enumerate() {
        let doc = &document.tables[t];
        // What the database holds is its own to keep apart.
        if tables[t].existing {
            continue;
        }
        for c in 0..tables[t].columns.len() {
            if tables[t].columns[c].unique {
                single(doc, tables, t, c, problems);
            }
            siblings_apart(doc, tables, t, c, problems);
        }
        not_null(doc, &tables[t], problems);
        if tables[t].primary_key.len() > 1 {
            let columns = tables[t].primary_key.clone();
            group(tables, t, &columns, key_span, problems);
        }
        for (columns, span) in groups.into_iter().filter(|(columns, _)| columns.len() > 1) {
            group(tables, t, &columns, span, problems);
        }
        super::apart::prove(doc, &tables[t], problems);
    }
    tables.iter_mut().for_each(share_rows);
}

fn resolve(table: &Table, names: &[Spanned<String>], problems: &mut Problems) -> Vec<usize> {
    let mut columns = Vec::with_capacity(names.len());
    for name in names {
        match table.column(&name.value) {
            Some(column) => columns.push(column),
            None => {
                let message = format!("there is no column `{}` in `{}`", name.value, table.name);
                let known = table.columns.iter().map(|c| c.name.as_str());
                problems.push(Problem::new(name.span, message).suggest(&name.value, known));
            }
        }
    }
    columns
}

fn primary_key(doc: &schema::Table, table: &Table, problems: &mut Problems) -> (Vec<usize>, Span) {
    let flagged: Vec<usize> = (0..doc.columns.len())
        .filter(|&c| doc.columns[c].primary_key.as_ref().is_some_and(|p| p.value))
        .collect();
    let Some(first) = doc.primary_key.first() else {
        let span = flagged.first().and_then(|&c| doc.columns[c].primary_key.as_ref()).map(|p| p.span);
        return (flagged, span.unwrap_or(doc.name.span));
    };
    if let Some(&c) = flagged.first() {
        let span = doc.columns[c].primary_key.as_ref().map(|p| p.span).unwrap_or_default();
        problems.push(
            Problem::new(span, "the primary key is stated twice")
                .related(first.span, "the table states it here"),
        );
    }
    (resolve(table, &doc.primary_key, problems), first.span)
}

/// No column of a primary key may be NULL.
fn not_null(doc: &schema::Table, table: &Table, problems: &mut Problems) {
    for &c in &table.primary_key {
        let column = &doc.columns[c];
        let span = column.null.as_ref().map(|n| n.rate.span).or(column.when.as_ref().map(|w| w.span));
        if let Some(span) = span {
            let message = format!("`{}` is part of the primary key and cannot be NULL", column.name.value);
            problems.push(Problem::new(span, message));
        }
    }
}

fn unique_span(doc: &schema::Column) -> Span {
    let flags = [&doc.unique, &doc.primary_key];
    flags.into_iter().flatten().find(|f| f.value).map_or(doc.name.span, |f| f.span)
}

fn key_of(column: &Column) -> Key {
    column.key.derive("distinct")
}

/// Keeps the values of one column apart.
fn single(doc: &schema::Table, tables: &mut [Table], t: usize, c: usize, problems: &mut Problems) {
    let span = unique_span(&doc.columns[c]);
    let column = &tables[t].columns[c];
    let rows = tables[t].rows;
    let name = &column.name;
    let problem = match (&column.source, column.domain) {
        (Source::Serial { .. }, _) | (_, Domain::Boundless) => return,
        (Source::Above { level: 1, column: above }, _) => {
            let parent = tables[t].ancestors.first().map(|&p| &tables[p].columns[*above]);
            if parent.is_some_and(|p| p.kind.is_none()) {
                return;
            }
            let only = tables[t].edge.as_ref().is_some_and(|e| e.largest() <= 1);
            if only && parent.is_some_and(|p| p.unique) {
                return;
            }
            Problem::new(span, format!("`{name}` repeats the parent's value for each of its children")).help(
                "unique it can be only where a parent has one child at most: per = { uniform = [0, 1] }",
            )
        }
        (_, Domain::Counted(n)) if n >= rows => {
            let distinct = Distinct {
                over: Over::Rows,
                domain: n,
                key: key_of(column),
                divide: 1,
                modulo: n.max(1),
                ends: None,
            };
            if let Some(problem) = zipf_apart(column, span) {
                problems.push(problem);
                return;
            }
            tables[t].columns[c].distinct = Some(distinct);
            return;
        }
        (_, Domain::Counted(n)) => Problem::new(
            span,
            format!(
                "`{name}` has {} different values, and `{}` has {} rows",
                grouped(n),
                tables[t].name,
                grouped(rows)
            ),
        )
        .help("give it more values, fewer rows, or take `unique` away"),
        _ => Problem::new(span, format!("nothing keeps the values of `{name}` apart")).help(
            "unique are: serials, UUIDs, and kinds with a countable number of values that depend on nothing",
        ),
    };
    problems.push(problem);
}

fn zipf_apart(column: &Column, span: Span) -> Option<Problem> {
    let Source::Reference(reference) = &column.source else { return None };
    matches!(reference.pick, super::Pick::Zipf { .. })
        .then(|| Problem::new(span, "different rows cannot follow Zipf's law").help("take law = \"uniform\""))
}

/// References of siblings to different rows: join tables.
fn siblings_apart(doc: &schema::Table, tables: &mut [Table], t: usize, c: usize, problems: &mut Problems) {
    let column = &tables[t].columns[c];
    let Source::Reference(reference) = &column.source else { return };
    if !reference.distinct {
        return;
    }
    let span = doc.columns[c].arg("distinct").map_or(doc.columns[c].name.span, |a| a.span);
    let target = &tables[reference.table];
    let problem = match (&tables[t].edge, column.domain) {
        (None, _) => Some(
            Problem::new(span, format!("`{}` has no parent, so no row has siblings", tables[t].name))
                .help("use `unique = true` for a different row each time"),
        ),
        (Some(_), Domain::Counted(n)) if tables[t].edge.as_ref().is_some_and(|e| e.largest() > n) => {
            let most = tables[t].edge.as_ref().map_or(0, super::Edge::largest);
            let message = format!(
                "a parent has up to {} children, and `{}` has {} rows",
                grouped(most),
                target.name,
                grouped(n)
            );
            Some(Problem::new(span, message).help("give the fan-out a `max`"))
        }
        (Some(_), Domain::Counted(_)) => zipf_apart(column, span),
        (Some(_), _) => Some(
            Problem::new(span, "different rows can be promised only among all rows of another table")
                .help("leave out `within`, or `distinct`"),
        ),
    };
    match (problem, column.domain) {
        (Some(problem), _) => problems.push(problem),
        (None, Domain::Counted(n)) if column.distinct.is_none() => {
            let key = key_of(column);
            let distinct =
                Distinct { over: Over::Siblings, domain: n, key, divide: 1, modulo: n.max(1), ends: None };
            tables[t].columns[c].distinct = Some(distinct);
        }
        _ => {}
    }
}

/// Keeps the values of several columns together apart.
fn group(tables: &mut [Table], t: usize, columns: &[usize], span: Span, problems: &mut Problems) {
    let table = &tables[t];
    // Of a column whose problem was reported already nothing more can be said.
    let broken = |&c: &usize| {
        let above = match &table.columns[c].source {
            Source::Above { level: 1, column } => {
                table.ancestors.first().map(|&p| &tables[p].columns[*column])
            }
            _ => None,
        };
        table.columns[c].kind.is_none() || above.is_some_and(|above| above.kind.is_none())
    };
    if columns.iter().any(|&c| table.columns[c].unique) || columns.iter().any(broken) {
        return;
    }
    if let Some(&c) = columns.iter().find(|&&c| table.columns[c].from_row.is_some()) {
        let name = &table.columns[c].name;
        let message = format!("`{name}` takes the values of other rows, so the group cannot be unique");
        problems.push(Problem::new(span, message).help("leave it out of the group"));
        return;
    }
    let over = if holds_parents_key(tables, t, columns) { Over::Siblings } else { Over::Rows };
    // Where a parent has one child at most, its key is enough.
    if over == Over::Siblings && table.edge.as_ref().is_some_and(|edge| edge.largest() <= 1) {
        return;
    }
    // Numbers that differ among siblings already are enough beside the parent's key.
    if over == Over::Siblings && columns.iter().any(|&c| is_apart_among_siblings(&table.columns[c])) {
        return;
    }
    let free = free_columns(table, columns, span);
    let product = free.iter().try_fold(1u64, |product, (_, n)| product.checked_mul(*n)).unwrap_or(u64::MAX);
    let needed = match (over, &table.edge) {
        (Over::Siblings, Some(edge)) => edge.largest(),
        _ => table.rows,
    };
    if let Some(problem) = too_few(table, columns, &free, product, needed, over, span) {
        problems.push(problem);
        return;
    }
    let first = &table.columns[free[0].0];
    let key = free.iter().fold(first.key.derive("group"), |key, (c, _)| key.derive(&table.columns[*c].name));
    let mut divide = 1u64;
    for (c, n) in free {
        tables[t].columns[c].distinct =
            Some(Distinct { over, domain: product, key, divide, modulo: n, ends: None });
        divide = divide.saturating_mul(n);
    }
}

/// Whether among the columns are the parent's key or others that are unique in the parent, alone or together.
fn holds_parents_key(tables: &[Table], t: usize, columns: &[usize]) -> bool {
    let Some(parent) = tables[t].ancestors.first().map(|&p| &tables[p]) else { return false };
    let above = |&c: &usize| match &tables[t].columns[c].source {
        Source::Above { level: 1, column } => Some(*column),
        _ => None,
    };
    let taken: Vec<usize> = columns.iter().filter_map(above).collect();
    let whole = |group: &Vec<usize>| !group.is_empty() && group.iter().all(|c| taken.contains(c));
    let alone = taken.iter().any(|&c| parent.columns[c].unique);
    alone || whole(&parent.primary_key) || parent.unique.iter().any(whole)
}

fn is_apart_among_siblings(column: &Column) -> bool {
    let whole = |d: &Distinct| d.over == Over::Siblings && d.divide == 1 && d.modulo == d.domain;
    matches!(column.source, Source::Ordinal { .. }) || column.distinct.as_ref().is_some_and(whole)
}

/// The columns that can take a digit, each with the number of its values.
fn free_columns(table: &Table, columns: &[usize], span: Span) -> Vec<(usize, u64)> {
    let free = |c: &usize| {
        let column = &table.columns[*c];
        match column.domain {
            Domain::Counted(n) if column.distinct.is_none() && zipf_apart(column, span).is_none() => {
                Some((*c, n.max(1)))
            }
            _ => None,
        }
    };
    columns.iter().filter_map(free).collect()
}

fn too_few(
    table: &Table,
    columns: &[usize],
    free: &[(usize, u64)],
    product: u64,
    needed: u64,
    over: Over,
    span: Span,
) -> Option<Problem> {
    let names: Vec<&str> = columns.iter().map(|&c| table.columns[c].name.as_str()).collect();
    let names = names.join(", ");
    if free.is_empty() {
        return Some(Problem::new(span, format!("nothing keeps the values of ({names}) apart")).help(
            "a unique group needs a unique column, an `ordinal` beside the parent's key, or columns with a countable number \
             of values",
        ));
    }
    if product >= needed {
        return None;
    }
    let among = if over == Over::Siblings { "children of one parent" } else { "rows" };
    let (product, needed) = (grouped(product), grouped(needed));
    let message =
        format!("({names}) has {product} different combinations, and there are up to {needed} {among}");
    Some(Problem::new(span, message).help("give the columns more values, or the table fewer rows"))
}

/// A column that shares another's row takes its numbers too.
fn share_rows(table: &mut Table) {
    for c in 0..table.columns.len() {
        let Source::Reference(reference) = &table.columns[c].source else { continue };
        if let Some(other) = reference.shares {
            table.columns[c].distinct = table.columns[other].distinct.clone();
        }
    }
}

/// A number with a comma between each three digits.
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
