//! In which order tables are filled so that what is referred to is there, and what to do where there is no such order.

use super::target::Target;
use crate::cli::generate::Order;
use crate::error::{Error, ErrorKind, Result};
use crate::io::postgres::catalog::Reference;
use crate::plan::{Formula, Source};

/// References that cannot be satisfied while rows go in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Later {
    /// Constraints that are checked at the end of the transaction.
    pub(super) deferred: Vec<String>,
    /// Columns that are NULL at first, and filled in a second pass.
    pub(super) columns: Vec<String>,
    /// Whether rows refer to earlier rows of their own table, so that they go in one after the other.
    pub(super) own: bool,
}

/// Puts tables in an order in which those referred to come first; a reference that no order satisfies is deferred, or
/// filled in a second pass.
pub(super) fn arrange(order: &Order<'_>, commits: bool, mut targets: Vec<Target>) -> Result<Vec<Target>> {
    let sequence = sequence(order, commits, &targets);
    let mut place = vec![0; targets.len()];
    for (at, &target) in sequence.iter().enumerate() {
        place[target] = at;
    }
    let mut unsatisfied = Vec::new();
    for at in 0..targets.len() {
        for number in 0..targets[at].table.references.len() {
            let reference = &targets[at].table.references[number];
            let Some(to) = targets.iter().position(|target| target.table.oid == reference.to) else {
                continue;
            };
            if leads_nowhere(order, &targets[at], reference) {
                continue;
            }
            if to == at && refers_back(order, &targets[at], &reference.columns) {
                targets[at].later.own = true;
            } else if place[to] >= place[at]
                && let Err(name) = put_off(order, &mut targets[at], number, commits)
            {
                unsatisfied.push(name);
            }
        }
    }
    if !unsatisfied.is_empty() {
        let what = unsatisfied.join(", ");
        let message = format!("tables refer to each other in a circle that cannot be filled: {what}");
        return Err(Error::new(ErrorKind::Output, message).hint(
            "make one constraint of the circle DEFERRABLE, or one of its columns nullable in a table with a primary key",
        ));
    }
    let mut slots: Vec<Option<Target>> = targets.into_iter().map(Some).collect();
    Ok(sequence.into_iter().filter_map(|at| slots[at].take()).collect())
}

/// What it costs to leave a reference behind in a column that checks read: they may ask for it while it is still NULL.
const CHECKED: usize = 1_000;

/// Each table after those it refers to, as far as there is such an order; where there is none, references that can wait are
/// left behind: those that no check reads, and the fewest of them.
fn sequence(order: &Order<'_>, commits: bool, targets: &[Target]) -> Vec<usize> {
    let needs: Vec<Vec<(usize, Option<usize>)>> = (0..targets.len())
        .map(|at| {
            let references = targets[at].table.references.iter();
            let to = references.filter_map(|reference| {
                let to = targets.iter().position(|t| t.table.oid == reference.to).filter(|&t| t != at)?;
                if leads_nowhere(order, &targets[at], reference) {
                    return None;
                }
                let cost = match waits(order, &targets[at], reference, commits) {
                    Some(Wait::Column(name)) if is_checked(order, &targets[at], &name) => Some(CHECKED),
                    Some(_) => Some(1),
                    None => None,
                };
                Some((to, cost))
            });
            to.collect()
        })
        .collect();
    let (mut sequence, mut done) = (Vec::with_capacity(targets.len()), vec![false; targets.len()]);
    while sequence.len() < targets.len() {
        let circle = |at: usize| is_in_innermost(at, &needs, &done);
        let open = |at: usize| needs[at].iter().filter(|(t, _)| !done[*t]).map(|(_, cost)| *cost);
        let left = || (0..targets.len()).filter(|&at| !done[at]);
        let ready = left().find(|&at| open(at).next().is_none());
        // A sum of costs is none where one of them is.
        let cost = |at: usize| open(at).sum::<Option<usize>>();
        let waiting = || left().filter(|&at| cost(at).is_some() && circle(at)).min_by_key(|&at| cost(at));
        let Some(next) = ready.or_else(waiting).or_else(|| left().next()) else { break };
        done[next] = true;
        sequence.push(next);
    }
    sequence
}

/// Whether all that a table needs, near or far, needs it in turn: what only waits for a circle has nothing to put off.
fn is_in_innermost(at: usize, needs: &[Vec<(usize, Option<usize>)>], done: &[bool]) -> bool {
    let near = |from: usize| {
        let mut seen = vec![false; needs.len()];
        let mut open = vec![from];
        while let Some(one) = open.pop() {
            for (to, _) in needs[one].iter().filter(|(to, _)| !done[*to]) {
                if !std::mem::replace(&mut seen[*to], true) {
                    open.push(*to);
                }
            }
        }
        seen
    };
    let reached = near(at);
    (0..needs.len()).filter(|&to| reached[to]).all(|to| near(to)[at])
}

/// Whether a check of the schema or of the server reads a column.
fn is_checked(order: &Order<'_>, target: &Target, name: &str) -> bool {
    let table = &order.plan.tables[target.number];
    let reads = |formula: &Formula, column| formula.cells.iter().any(|c| c.level == 0 && c.column == column);
    let by_schema = table.column(name).is_some_and(|column| {
        table.checks.iter().flat_map(|checks| &checks.formulas).any(|formula| reads(formula, column))
    });
    by_schema || target.table.checked.iter().any(|column| column == name)
}

/// Whether no row refers by this: its columns are not sent, or one of them is always NULL.
fn leads_nowhere(order: &Order<'_>, target: &Target, reference: &Reference) -> bool {
    let (table, sent) = (&order.plan.tables[target.number], target.sent(order));
    let column = |name: &String| table.column(name).map(|at| &table.columns[at]);
    let never = |name: &String| {
        let null = column(name).and_then(|column| column.null.as_ref());
        null.is_some_and(|null| null.rate >= 1.0 && (null.when.is_none() || null.otherwise >= 1.0))
    };
    !reference.columns.iter().any(|name| sent.contains(name)) || reference.columns.iter().any(never)
}

/// Whether a table's reference to itself leads to earlier rows.
fn refers_back(order: &Order<'_>, target: &Target, columns: &[String]) -> bool {
    let table = &order.plan.tables[target.number];
    columns.iter().all(|name| {
        let column = table.column(name).map(|at| &table.columns[at]);
        column.is_none_or(|column| match &column.source {
            Source::Reference(reference) => {
                // Which row it is may be computed; where a check asks for it, it cannot but lead to earlier ones.
                let computed = reference.row.is_some() && is_checked(order, target, name);
                reference.table == target.number && (reference.own || reference.within.is_some() || computed)
            }
            _ => false,
        })
    })
}

/// How a reference can wait that no order satisfies.
enum Wait {
    /// To the end of the transaction.
    Deferred,
    /// In this column, which is NULL until a second pass.
    Column(String),
}

/// How a reference can wait; none where it cannot.
fn waits(order: &Order<'_>, target: &Target, reference: &Reference, commits: bool) -> Option<Wait> {
    if reference.deferrable && !commits {
        return Some(Wait::Deferred);
    }
    let sent = target.sent(order);
    let key = &target.table.primary_key;
    let nullable = |name: &String| target.table.column(name).is_some_and(|column| !column.not_null);
    let keyed = !key.is_empty() && key.iter().all(|name| sent.contains(name));
    // Of a key of several columns one that is NULL is enough, and columns of other references stay as they are.
    let free = reference.columns.iter().find(|name| nullable(name) && sent.contains(name));
    free.filter(|column| keyed && !key.contains(column)).cloned().map(Wait::Column)
}

/// Defers a constraint, or fills its columns in a second pass; the constraint's name where neither can be.
fn put_off(order: &Order<'_>, target: &mut Target, number: usize, commits: bool) -> Result<(), String> {
    let reference = target.table.references[number].clone();
    match waits(order, target, &reference, commits) {
        Some(Wait::Deferred) => target.later.deferred.push(reference.name),
        Some(Wait::Column(column)) => {
            if !target.later.columns.contains(&column) {
                target.later.columns.push(column);
            }
        }
        None => return Err(format!("{}.{}", target.name, reference.name)),
    }
    Ok(())
}
