//! Checks solved together: what may stand in the columns that they name, as scenes of which every row is one.

use super::outcome::{FALSE, Outcome, Part, State, outcome};
use super::{columns, constant};
use sqlparser::ast::{BinaryOperator, Expr};
use std::collections::BTreeSet;

/// A column on which scenes decide, and what may stand in it.
#[derive(Clone, Debug)]
pub(in super::super) struct Open {
    pub(in super::super) name: String,
    pub(in super::super) parts: Vec<Part>,
}

/// So many scenes are told apart at most.
const MOST_SCENES: usize = 64;
/// So many steps one scene may take.
const MOST_STEPS: u32 = 4_000;

/// Scenes in which all checks hold, each with what stands in every column; none where there is none. Whatever can stand in a
/// column in any scene does in one of these. Checks of one column that are not `asked` about are held by what is drawn for it. The flag:
/// whether the scenes decide every other check, so that none is left to the values drawn.
pub(in super::super) fn scenes(checks: &[Expr], asked: &[Expr], open: &[Open]) -> (Vec<Vec<Part>>, bool) {
    let own = |check: &Expr| {
        let mut named = Vec::new();
        columns(check, &mut named);
        named.dedup();
        named.len() == 1 && !asked.contains(check)
    };
    let own: Vec<bool> = checks.iter().map(own).collect();
    // A check that nothing decides is left to the rows that are drawn again.
    let decided: Vec<bool> =
        checks.iter().map(|check| Search::new(&[check], &[false], open).finds()).collect();
    let surely = decided.iter().zip(&own).all(|(decided, own)| *decided || *own);
    let loose: Vec<bool> = decided.iter().zip(&own).map(|(decided, own)| !decided || *own).collect();
    let checks: Vec<&Expr> = checks.iter().collect();
    let mut all: Vec<Vec<Part>> = Vec::new();
    let wanted = open.iter().enumerate().flat_map(|(at, o)| o.parts.iter().map(move |part| (at, part)));
    for (turn, (at, part)) in wanted.enumerate() {
        let mut search = Search::new(&checks, &loose, open);
        search.choices[at] = vec![part.clone()];
        // Each begins with another value, so that not all rows are alike in the rest.
        for (other, choices) in search.choices.iter_mut().enumerate() {
            let values = choices.iter().filter(|part| **part != Part::Absent).count();
            if values > 1 {
                choices[..values].rotate_left((turn + other) % values);
            }
        }
        all.extend(search.found().filter(|scene| !all.contains(scene)));
        if all.len() == MOST_SCENES {
            break;
        }
    }
    (all, surely)
}

/// Whether a check can fail because a column is NULL.
pub(in super::super) fn asks_for(check: &Expr, name: &str) -> bool {
    outcome(check, &State::from([(name, [Part::Absent].as_slice())])) & FALSE != 0
}

/// Whether a check holds in every scene, whatever is drawn.
pub(in super::super) fn decides(check: &Expr, open: &[Open], scenes: &[Vec<Part>]) -> bool {
    scenes.iter().all(|scene| {
        let parts = scene.iter().map(std::slice::from_ref);
        let state: State<'_> = open.iter().map(|open| open.name.as_str()).zip(parts).collect();
        outcome(check, &state) & FALSE == 0
    })
}

/// One scene, looked for column by column.
struct Search<'a> {
    checks: &'a [&'a Expr],
    loose: &'a [bool],
    open: &'a [Open],
    choices: Vec<Vec<Part>>,
    steps: u32,
}

impl<'a> Search<'a> {
    fn new(checks: &'a [&'a Expr], loose: &'a [bool], open: &'a [Open]) -> Self {
        // What is there is preferred to what is not.
        let ordered = |open: &Open| {
            let mut parts = open.parts.clone();
            parts.sort_by_key(|part| *part == Part::Absent);
            parts
        };
        Self { checks, loose, open, choices: open.iter().map(ordered).collect(), steps: 0 }
    }

    fn finds(mut self) -> bool {
        self.go_on(0)
    }

    fn found(mut self) -> Option<Vec<Part>> {
        self.go_on(0).then(|| self.choices.into_iter().filter_map(|list| list.into_iter().next()).collect())
    }

    /// Decides the columns from one on.
    fn go_on(&mut self, at: usize) -> bool {
        self.steps += 1;
        if self.steps > MOST_STEPS || !self.may_hold(at == self.choices.len()) {
            return false;
        }
        let Some(choices) = self.choices.get(at).cloned() else { return true };
        for part in &choices {
            self.choices[at] = vec![part.clone()];
            if self.go_on(at + 1) {
                return true;
            }
        }
        self.choices[at] = choices;
        false
    }

    /// Whether no check fails, or at the end (`surely`) none can.
    fn may_hold(&self, surely: bool) -> bool {
        let state: State<'_> = self
            .open
            .iter()
            .zip(&self.choices)
            .map(|(o, parts)| (o.name.as_str(), parts.as_slice()))
            .collect();
        let passes = |outcome: Outcome, loose: bool| match surely && !loose {
            true => outcome & FALSE == 0,
            false => outcome != FALSE,
        };
        self.checks.iter().zip(self.loose).all(|(check, loose)| passes(outcome(check, &state), *loose))
    }
}

/// The checks that have to do with some columns, by columns that they share among those that are `open`.
pub(in super::super) fn component(checks: Vec<Expr>, from: &[String], open: &BTreeSet<String>) -> Vec<Expr> {
    let mut reached: BTreeSet<String> = from.iter().filter(|name| open.contains(*name)).cloned().collect();
    let mut left = checks;
    let mut found = Vec::new();
    loop {
        let (near, far): (Vec<Expr>, Vec<Expr>) = left.into_iter().partition(|check| {
            let mut named = Vec::new();
            columns(check, &mut named);
            named.iter().any(|name| reached.contains(name))
        });
        if near.is_empty() {
            return found;
        }
        for check in &near {
            let mut named = Vec::new();
            columns(check, &mut named);
            reached.extend(named.into_iter().filter(|name| open.contains(name)));
        }
        found.extend(near);
        left = far;
    }
}

/// The constants with which a check compares a column by itself.
pub(in super::super) fn named(check: &Expr, name: &str) -> Vec<String> {
    let mut all = Vec::new();
    let is = |expr: &Expr| {
        super::column(expr).is_some_and(|column| column == name)
            || super::spelling::called(expr).is_some_and(|(function, args)| {
                function == "coalesce" && args.iter().any(|arg| super::column(arg).is_some_and(|c| c == name))
            })
    };
    let seen = sqlparser::ast::visit_expressions(check, |e: &Expr| {
        match e {
            Expr::BinaryOp { left, op: BinaryOperator::Eq | BinaryOperator::NotEq, right } => {
                for (of, value) in [(left, right), (right, left)] {
                    all.extend(constant(value).filter(|_| is(of)));
                }
            }
            Expr::InList { expr, list, .. } if is(expr) => all.extend(list.iter().filter_map(constant)),
            Expr::Case { operand: Some(operand), conditions, .. } if is(operand) => {
                all.extend(conditions.iter().filter_map(|when| constant(&when.condition)));
            }
            _ => {}
        }
        std::ops::ControlFlow::<()>::Continue(())
    });
    debug_assert!(seen.is_continue(), "every expression is seen");
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::{Open, Part, scenes};

    #[test]
    fn what_one_column_must_hold_does_not_empty_it() {
        let checks: Vec<_> = [
            "(data IS NULL AND document IS NOT NULL) OR (data IS NOT NULL AND document IS NULL)",
            "data IS NULL OR length(data) > 0",
        ]
        .map(|check| parse(check).unwrap())
        .to_vec();
        let open = ["data", "document"]
            .map(|name| Open { name: name.to_owned(), parts: vec![Part::Drawn, Part::Absent] });
        let (found, surely) = scenes(&checks, &[], &open);
        assert!(surely && found.len() == 2, "{found:?}");
        assert!(found.contains(&vec![Part::Drawn, Part::Absent]), "{found:?}");
        // What hardly any row passes is not left to what is drawn.
        let (found, _) = scenes(&checks, &checks[1..], &open);
        assert_eq!(found, [vec![Part::Absent, Part::Drawn]]);
    }
}
