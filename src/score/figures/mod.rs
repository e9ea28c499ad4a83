//! Figures: shares that are held against the reference tables or the schema.

mod ages;
mod choices;
mod conditions;
mod delays;
mod diagnoses;
mod fan_outs;
mod homes;
mod names;
mod outbreaks;
mod places;

pub(in crate::score) use places::state_row;

use super::{Gauge, Study};

/// The gauges of a table's figures.
pub(super) fn of<'a>(study: &'a Study, table: usize) -> Vec<Box<dyn Gauge + 'a>> {
    let of_table = &study.tables[table];
    let mut gauges: Vec<Box<dyn Gauge + 'a>> = Vec::new();
    for (column, of) in of_table.columns.iter().enumerate() {
        if of_table.written(column).is_none() || of.unique {
            continue;
        }
        let gauge = match of.kind {
            "birth_date" => ages::ages(study, table, column),
            "state" => places::states(study, table, column),
            "race" => places::races(study, table, column),
            "ethnicity" => places::ethnicities(study, table, column),
            "last_name" => names::surnames(study, table, column),
            "first_name" => names::first_names(study, table, column),
            "conditions" => conditions::conditions(study, table, column),
            "insurance" => choices::payers(study, table, column),
            "choice" | "boolean" => choices::choices(study, table, column),
            "icd10cm" if of_table.has(column, "nth") => conditions::listed(study, table, column),
            "icd10cm" => diagnoses::diagnoses(study, table, column),
            "household_role" => homes::roles(study, table, column),
            "date" | "timestamp" => delays::delays(study, table, column),
            "reference" => outbreaks::chains(study, table, column),
            "expr" | "" => {
                delays::delays(study, table, column).filter(|_| of.sum.is_some() || of.least.is_some())
            }
            _ => None,
        };
        gauges.extend(gauge);
        if of.kind == "birth_date" {
            gauges.extend(ages::by_state(study, table, column));
        }
    }
    gauges.extend(fan_outs::children(study, table));
    gauges
}
