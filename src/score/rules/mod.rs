//! Rules: counts that must be zero.

mod codes;
mod keys;
mod kin;
mod times;
mod units;
mod zips;

pub(super) use times::has_person;

use super::{Gauge, Study};

/// The gauges of a table's rules.
pub(super) fn of<'a>(study: &'a Study, table: usize) -> Vec<Box<dyn Gauge + 'a>> {
    let of_table = &study.tables[table];
    let mut gauges: Vec<Box<dyn Gauge + 'a>> = Vec::new();
    for (column, of) in of_table.columns.iter().enumerate() {
        if of_table.columns[column].at.is_none() {
            continue;
        }
        gauges.extend(times::lives(study, table, column));
        gauges.extend(times::orders(study, table, column));
        gauges.extend(keys::refers(study, table, column));
        gauges.extend(match of.kind {
            "zip" => zips::zips(study, table, column),
            "icd10cm" | "conditions" => codes::diagnoses(study, table, column),
            "observation_value" => units::values(study, table, column),
            "birth_date" => times::births(study, table, column),
            _ => None,
        });
    }
    gauges.extend(keys::orphans(study, table));
    gauges.extend(kin::contacts(study, table));
    gauges
}
