//! Parts of a run: which rows of each table are made where, so that the parts put together are the whole, in order.

use super::{Plan, Table};
use std::collections::BTreeMap;
use std::ops::Range;

/// The rows of each table, in the order of the plan's tables, that belong to part `number` (from 1) of `of`.
///
/// Rows that have not arrived as of the date belong to none. Those of a root table are split evenly; those of a child table follow their parents. Rows that are fixed in a child
/// table have no parent and belong to the first part. A number that is none has no rows.
pub fn part(plan: &Plan, number: u64, of: u64) -> Vec<Range<u64>> {
    (0..plan.tables.len()).map(|table| rows(&plan.tables, table, number, of)).collect()
}

fn rows(tables: &[Table], table: usize, number: u64, of: u64) -> Range<u64> {
    let first = number.saturating_sub(1).min(of);
    start(tables, table, first, of)..start(tables, table, number.min(of), of)
}

/// For each table how many of its rows are there when so many rows of the root tables are, by the tables' numbers.
pub fn starts(plan: &Plan, roots: &BTreeMap<usize, u64>) -> Vec<u64> {
    (0..plan.tables.len()).map(|table| under(&plan.tables, table, roots)).collect()
}

fn under(tables: &[Table], table: usize, roots: &BTreeMap<usize, u64>) -> u64 {
    let layout = &tables[table];
    match (&layout.edge, layout.ancestors.first()) {
        (Some(edge), Some(&parent)) => match under(tables, parent, roots) {
            0 => 0,
            parents => edge.start(parents.saturating_sub(tables[parent].outside())) + layout.outside(),
        },
        _ if layout.existing => layout.rows,
        _ => roots.get(&table).copied().unwrap_or(0).min(layout.rows),
    }
}

/// How many rows of a table belong to the first `parts` of `of` parts.
fn start(tables: &[Table], table: usize, parts: u64, of: u64) -> u64 {
    let layout = &tables[table];
    if parts == 0 {
        return 0;
    }
    if parts >= of {
        return layout.life.reach;
    }
    match (&layout.edge, layout.ancestors.first()) {
        (Some(edge), Some(&parent)) => {
            let parents = start(tables, parent, parts, of).saturating_sub(tables[parent].outside());
            edge.start(parents) + layout.outside()
        }
        _ => share(layout.life.reach, parts, of),
    }
}

/// `rows * parts / of`, without overflow; `parts` is below `of`.
#[expect(clippy::cast_possible_truncation, reason = "a share of the rows is not more than the rows")]
fn share(rows: u64, parts: u64, of: u64) -> u64 {
    (u128::from(rows) * u128::from(parts) / u128::from(of)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Options, compile, one_by_one};
    use crate::schema::{NoFiles, parse};

    const SCHEMA: &str = r#"
        [tables.a]
        rows = 1_003
        [tables.a.columns]
        id = { kind = "serial", primary_key = true }
        [tables.b]
        parent = { table = "a", per = { poisson = 1.4 } }
        fixed = [{ id = -1 }, { id = -2 }]
        [tables.b.columns]
        id = { kind = "serial", primary_key = true }
        [tables.c]
        parent = { table = "b", per = { geometric = 0.5 } }
        [tables.c.columns]
        id = { kind = "serial", primary_key = true }
        [tables.d]
        rows = 2
        [tables.d.columns]
        id = { kind = "serial", primary_key = true }
    "#;

    #[test]
    fn parts_put_together_are_the_whole() {
        let document = parse("s.toml", SCHEMA, &NoFiles).unwrap();
        let plan = compile(&document, &Options::default(), &one_by_one).unwrap();
        for of in [1, 2, 3, 4, 7, 64, 2_000] {
            for (t, table) in plan.tables.iter().enumerate() {
                let mut next = 0;
                for number in 1..=of {
                    let rows = part(&plan, number, of)[t].clone();
                    assert_eq!(rows.start, next, "{} {number}/{of}", table.name);
                    assert!(rows.end >= rows.start);
                    next = rows.end;
                }
                assert_eq!(next, table.rows, "{} of {of}", table.name);
            }
        }
    }

    #[test]
    fn children_follow_their_parents() {
        let document = parse("s.toml", SCHEMA, &NoFiles).unwrap();
        let plan = compile(&document, &Options::default(), &one_by_one).unwrap();
        let rows = part(&plan, 2, 4);
        assert_eq!(rows[0], 250..501);
        let edge = plan.tables[1].edge.as_ref().unwrap();
        let family = edge.family(rows[1].start - 2..rows[1].end - 2);
        assert!(family.parents.iter().all(|parent| rows[0].contains(&parent)));
        assert!(part(&plan, 1, 4)[1].start == 0 && part(&plan, 1, 4)[1].end >= 2);
    }
}
