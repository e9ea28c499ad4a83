//! References that follow from others: where `(tenant_id, lead_id)` refers to a row with its tenant, `tenant_id` refers to a tenant.

use super::{Relation, is_key, not_null, weight};
use crate::shape::Database;

/// Adds to each table the wholes that its rows are of, where they hang under nothing that they refer to together with the whole:
/// such references may be absent, or say who did something.
pub(super) fn imply(db: &Database, relations: &mut [Vec<Relation>]) {
    // What follows of one table says more of those that refer to it.
    loop {
        let found: Vec<(usize, Relation)> = (0..relations.len())
            .flat_map(|t| implied(db, relations, t).into_iter().map(move |relation| (t, relation)))
            .collect();
        if found.is_empty() {
            return;
        }
        for (t, relation) in found {
            relations[t].push(relation);
        }
    }
}

fn implied(db: &Database, relations: &[Vec<Relation>], t: usize) -> Vec<Relation> {
    let table = &db.tables[t];
    let mut all: Vec<Relation> = Vec::new();
    let hangs = |r: &Relation| r.required && weight(db, t, r) > 0;
    for relation in relations[t].iter().filter(|r| r.columns.len() > 1 && r.declared && r.target != t) {
        for (c, there) in relation.pairs() {
            let given = |r: &Relation| r.columns.contains(&c) && (r.columns.len() == 1 || hangs(r));
            if !not_null(db, table, c) || relations[t].iter().chain(&all).any(given) {
                continue;
            }
            let further = relations[relation.target].iter().find(|r| r.declared && r.columns == [there]);
            if let Some(further) = further.filter(|r| r.target != t && is_key(db, r)) {
                let columns = vec![c];
                all.push(Relation { columns, required: true, cascades: false, ..further.clone() });
            }
        }
    }
    all
}
