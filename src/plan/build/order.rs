//! What comes after what: columns while they are built, the columns of a row, tables in the output.

use crate::error::{Problem, Problems};
use crate::plan::names::ColumnDraft;
use crate::plan::{Column, Options, Source, Table};
use crate::schema::Document;
use std::collections::{BTreeMap, BTreeSet};

/// Names beyond which references may not stand on each other: each level makes rows for the one before.
const LONGEST_CHAIN: usize = 256;

/// All columns, each after those it needs; columns in a circle are left out, and reported.
pub(super) fn columns(
    document: &Document,
    columns: &[Vec<ColumnDraft<'_>>],
    problems: &mut Problems,
) -> Vec<(usize, usize)> {
    let mut depth: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut order = Vec::new();
    for table in 0..columns.len() {
        for column in 0..columns[table].len() {
            visit(document, columns, (table, column), &mut depth, &mut order, problems);
        }
    }
    order
}

/// Depth-first without recursion: a schema may chain as many columns as it likes.
fn visit(
    document: &Document,
    columns: &[Vec<ColumnDraft<'_>>],
    root: (usize, usize),
    depth: &mut BTreeMap<(usize, usize), usize>,
    order: &mut Vec<(usize, usize)>,
    problems: &mut Problems,
) {
    if depth.contains_key(&root) {
        return;
    }
    let mut path: Vec<((usize, usize), usize)> = vec![(root, 0)];
    let mut open: BTreeSet<(usize, usize)> = std::iter::once(root).collect();
    while let Some((node, next)) = path.last_mut() {
        let node = *node;
        let needs = &columns[node.0][node.1].needs;
        if let Some(&need) = needs.get(*next) {
            *next += 1;
            if open.contains(&need) {
                let at = path.iter().position(|(n, _)| *n == need).unwrap_or(0);
                let circle: Vec<(usize, usize)> = path[at..].iter().map(|(n, _)| *n).collect();
                problems.push(circle_problem(document, &circle));
            } else if !depth.contains_key(&need) {
                open.insert(need);
                path.push((need, 0));
            }
            continue;
        }
        let below = needs.iter().filter_map(|need| depth.get(need)).max().map_or(0, |d| d + 1);
        if below > LONGEST_CHAIN {
            let span = document.tables[node.0].columns[node.1].name.span;
            problems.push(Problem::new(
                span,
                format!("more than {LONGEST_CHAIN} columns stand on each other here"),
            ));
        }
        depth.insert(node, below.min(LONGEST_CHAIN + 1));
        order.push(node);
        open.remove(&node);
        path.pop();
    }
}

fn circle_problem(document: &Document, circle: &[(usize, usize)]) -> Problem {
    let column = |(t, c): (usize, usize)| &document.tables[t].columns[c];
    let one_table = circle.iter().all(|(t, _)| *t == circle[0].0);
    let name = |(t, c): (usize, usize)| match one_table {
        true => column((t, c)).name.value.clone(),
        false => format!("{}.{}", document.tables[t].name.value, column((t, c)).name.value),
    };
    let mut first = 0;
    for (i, node) in circle.iter().enumerate() {
        if *node < circle[first] {
            first = i;
        }
    }
    let turned: Vec<(usize, usize)> = circle[first..].iter().chain(&circle[..first]).copied().collect();
    let mut path: Vec<String> = turned.iter().map(|&node| name(node)).collect();
    path.push(name(turned[0]));
    let mut problem =
        Problem::new(column(turned[0]).name.span, format!("columns need each other: {}", path.join(" → ")));
    for &node in turned.iter().skip(1).take(3) {
        problem = problem.related(column(node).name.span, "in the circle");
    }
    problem
}

/// The columns of a row, each after those of the same row that it reads.
pub(super) fn row(columns: &[Column]) -> Vec<usize> {
    let mut seen = vec![false; columns.len()];
    let mut order = Vec::with_capacity(columns.len());
    for start in 0..columns.len() {
        let mut path = Vec::new();
        if !std::mem::replace(&mut seen[start], true) {
            path.push((start, 0));
        }
        while let Some((column, next)) = path.last_mut() {
            let column = *column;
            if let Some(&read) = columns[column].reads.get(*next) {
                *next += 1;
                // A circle has been told as a problem by now, and must not be walked forever.
                if seen.get(read) == Some(&false) {
                    seen[read] = true;
                    path.push((read, 0));
                }
                continue;
            }
            order.push(column);
            path.pop();
        }
    }
    order
}

/// The tables to write: parents and those referred to first.
pub(super) fn tables(tables: &[Table], options: &Options) -> Vec<usize> {
    let needs = |t: usize| -> Vec<usize> {
        let mut needs: Vec<usize> = tables[t].ancestors.first().copied().into_iter().collect();
        needs.extend(tables[t].columns.iter().filter_map(|c| match &c.source {
            Source::Reference(reference) if reference.table != t => Some(reference.table),
            _ => None,
        }));
        needs
    };
    let mut order: Vec<usize> = Vec::with_capacity(tables.len());
    let mut seen = vec![false; tables.len()];
    for start in 0..tables.len() {
        let mut path = if seen[start] { Vec::new() } else { vec![(start, needs(start), 0)] };
        seen[start] = true;
        while let Some((table, list, next)) = path.last_mut() {
            if let Some(&need) = list.get(*next) {
                *next += 1;
                // Tables that refer to each other have no order; the first one met comes last.
                if !seen[need] {
                    seen[need] = true;
                    path.push((need, needs(need), 0));
                }
                continue;
            }
            order.push(*table);
            path.pop();
        }
    }
    let asked = |t: usize| options.tables.is_empty() || options.tables.contains(&tables[t].name);
    order.retain(|&t| !tables[t].existing && asked(t));
    order
}
