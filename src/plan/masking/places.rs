//! Which columns of a table say together where one place is, so that their stand-ins can be one place too.

use super::{Grain, PlaceColumns, TablePolicy, Treatment};
use crate::schema::{self, Value};
use std::collections::BTreeMap;

/// Words by which columns of one place differ: `home_city`, `home_state`, `home_zip`.
const WORDS: [&str; 14] = [
    "postal_code",
    "postalcode",
    "post_code",
    "postcode",
    "zip_code",
    "zipcode",
    "zip5",
    "zip",
    "city",
    "town",
    "state_code",
    "state_province",
    "province",
    "state",
];

/// Groups columns by the place that the schema draws them from, or else by their names.
pub(super) fn find(doc: &schema::Table, table: &TablePolicy) -> Vec<PlaceColumns> {
    let mut groups: BTreeMap<String, PlaceColumns> = BTreeMap::new();
    for (at, column) in table.columns.iter().enumerate() {
        let kept = matches!(column.treatment, Treatment::Keep(_));
        let is_state = column.kind.name == "state" || kept && is_named_state(&column.name);
        if !is_state && !matches!(column.kind.name, "city" | "zip") {
            continue;
        }
        let Some(written) = doc.columns.iter().find(|c| c.name.value == column.name) else { continue };
        let group = groups.entry(key(written)).or_default();
        let place = match column.kind.name {
            "city" if matches!(column.treatment, Treatment::Surrogate) => &mut group.city,
            "zip"
                if matches!(column.treatment, Treatment::Surrogate | Treatment::Generalise(Grain::Zip3)) =>
            {
                &mut group.zip
            }
            _ if is_state => &mut group.state,
            _ => continue,
        };
        place.get_or_insert(at);
    }
    groups.into_values().filter(|group| group.city.is_some() || group.zip.is_some()).collect()
}

/// Whether a column that is kept has the name of one of states; where it holds something else, no state is read in it.
fn is_named_state(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["state", "state_code", "province"]
        .iter()
        .any(|word| name == *word || name.ends_with(&format!("_{word}")))
}

/// What columns of one place have in common.
fn key(column: &schema::Column) -> String {
    if let Some(Value::Text(of)) = column.arg("of").map(|arg| &arg.value) {
        return format!("of {of}");
    }
    let name = column.name.value.to_ascii_lowercase();
    match WORDS.iter().find_map(|word| name.find(word).map(|at| (at, word.len()))) {
        Some((at, length)) => format!("{}*{}", &name[..at], &name[at + length..]),
        None => name,
    }
}
