//! What a column takes, whatever is drafted for it: values that a row joins must fit the type, and no check may have to do with them.

use super::super::build::{Whole, sort_of};
use super::super::types::{self, Sort};

/// Whether a check of the table or of its domain has to do with a column: what it allows was drafted, and is not to be overruled.
pub(super) fn is_checked(whole: &Whole<'_>, t: usize, name: &str) -> bool {
    let table = &whole.db.tables[t];
    let own = table.constraints.iter().filter(|k| k.kind == "c").flat_map(|k| &k.columns);
    let of_domain = table.column(name).is_some_and(|c| {
        let column = &table.columns[c];
        !types::resolve(whole.db, column.type_oid, column.type_modifier).checks.is_empty()
    });
    of_domain || own.into_iter().any(|column| column == name)
}

/// Whether a column takes any text so long.
pub(super) fn texts(whole: &Whole<'_>, t: usize, name: &str, longest: u32) -> bool {
    let sort = whole.db.tables[t].column(name).map(|c| sort_of(whole, t, c));
    let wide = matches!(sort, Some(Sort::Text { most, .. }) if most.is_none_or(|most| most >= longest));
    wide && !is_checked(whole, t, name)
}

/// Whether a column takes any number so high.
pub(super) fn numbers(whole: &Whole<'_>, t: usize, name: &str, highest: i64) -> bool {
    let Some(c) = whole.db.tables[t].column(name) else { return false };
    let high = match sort_of(whole, t, c) {
        Sort::Integer { max, .. } => max >= highest,
        Sort::Decimal { digits, places } => {
            10i64.checked_pow(digits.saturating_sub(places)).is_none_or(|limit| limit > highest)
        }
        Sort::Float => true,
        _ => false,
    };
    high && !is_checked(whole, t, name)
}
