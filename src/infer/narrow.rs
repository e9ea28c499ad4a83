//! What a column takes of the values of its type: as checks say, and as all take that refer to it.

use super::build::{Whole, sort_of};
use super::predicate::{Rule, understand};
use super::relations::Relation;
use super::types::{self, Sort};

/// The sort of a column, whose whole numbers are those that its checks let through.
pub(super) fn narrowed(whole: &Whole<'_>, t: usize, c: usize) -> Sort {
    let table = &whole.db.tables[t];
    let column = &table.columns[c];
    let resolved = types::resolve(whole.db, column.type_oid, column.type_modifier);
    let Sort::Integer { mut min, mut max } = resolved.sort else { return resolved.sort };
    let own = table.constraints.iter().filter(|constraint| constraint.kind == "c");
    let own = own.map(|constraint| understand(&constraint.definition, None, &whole.db.functions));
    let of_type = resolved.checks.iter();
    let of_type = of_type.map(|check| understand(check, Some(&column.name), &whole.db.functions));
    for rule in own.chain(of_type).flat_map(|understood| understood.rules) {
        match rule {
            Rule::AtLeast(name, n, out) if name == column.name => {
                min = min.max(whole_of(n.ceil(), n, out, 1));
            }
            Rule::AtMost(name, n, out) if name == column.name => {
                max = max.min(whole_of(n.floor(), n, out, -1));
            }
            _ => {}
        }
    }
    Sort::Integer { min, max }
}

/// A bound as a whole number; where the bound itself is out, the next one.
fn whole_of(rounded: f64, bound: f64, out: bool, step: i64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "what is beyond 64 bits is cut to them")]
    let number = rounded as i64;
    #[expect(clippy::float_cmp, reason = "a bound that was rounded is another")]
    let is_whole = rounded == bound;
    if out && is_whole { number.saturating_add(step) } else { number }
}

/// The sort of a column, narrowed to what all columns take that refer to it.
pub(super) fn referred(whole: &Whole<'_>, t: usize, c: usize, mut sort: Sort) -> Sort {
    for from in (0..whole.db.tables.len()).filter(|&from| !whole.left_out[from]) {
        let all = whole.relations[from].iter().filter(|r| r.target == t && r.declared);
        for (own, _) in all.flat_map(Relation::pairs).filter(|&(_, there)| there == c) {
            match (&mut sort, sort_of(whole, from, own)) {
                (Sort::Text { most, .. }, Sort::Text { most: Some(n), .. }) => {
                    *most = Some(most.map_or(n, |most| most.min(n)));
                }
                (Sort::Integer { max, min }, Sort::Integer { max: most, min: least }) => {
                    (*max, *min) = (most.min(*max), least.max(*min));
                }
                _ => {}
            }
        }
    }
    sort
}
