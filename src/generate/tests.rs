//! The contract of determinism and the promises of keys, on a small relational schema.

mod groups;

use super::Generator;
use crate::draw::Rows;
use crate::plan::{Options, Plan, compile, one_by_one};
use crate::schema::{NoFiles, parse};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::Int64Type;
use proptest::prelude::*;
use std::collections::BTreeSet;

mod checks;
mod fixed;
mod recognised;
mod shared;

const SCHEMA: &str = r#"
name = "small"
[tables.workers]
rows = 40
fixed = [{ login = "admin", name = "Root" }]
[tables.workers.columns]
id = { kind = "serial", primary_key = true }
login = { kind = "template", template = "w{id}" }
name = { kind = "choice", values = { Ann = 5, Bob = 3 } }
boss_id = { kind = "reference", table = "workers", column = "id" }

[tables.patients]
rows = 500
[tables.patients.columns]
id = { kind = "serial", primary_key = true }
code = { kind = "integer", min = 1, max = 100000, unique = true }
status = { kind = "choice", values = { active = 80, closed = 20 }, null = 0.1 }
_secret = { kind = "integer", min = 0, max = 9 }
shown = { expr = "_secret * 10", when = "status = 'active'" }

[tables.cases]
parent = { table = "patients", per = { poisson = 1.4, max = 9 } }
primary_key = ["patient_id", "no"]
[tables.cases.columns]
patient_id = { kind = "parent", column = "id" }
no = { kind = "ordinal" }
case_id = { kind = "serial", unique = true }
worker_id = { kind = "reference", table = "workers", column = "id", law = "zipf" }
worker_name = { kind = "reference", table = "workers", column = "name", same_row_as = "worker_id" }
label = { kind = "template", template = "{patients.code}/{no} {{x}}" }
payload = { kind = "json", value = { at = "CAST(DATE '2024-02-29' + no AS timestamp)", patient = "patients.code", tags = ["worker_name", { value = 3 }] } }

[tables.contacts]
parent = { table = "patients", per = { uniform = [0, 3] } }
[tables.contacts.columns]
id = { kind = "serial", primary_key = true }
patient_id = { kind = "parent", column = "id" }
case_id = { kind = "reference", table = "cases", column = "case_id", within = "patients" }
case_patient = { kind = "reference", table = "cases", column = "patient_id", same_row_as = "case_id", within = "patients" }

[tables.visits]
parent = { table = "cases", per = { geometric = 1.0 } }
[tables.visits.columns]
id = { kind = "serial", primary_key = true }
code = { kind = "parent", table = "patients", column = "code" }
case_id = { kind = "parent", column = "case_id" }
contact_id = { kind = "reference", table = "contacts", column = "id", within = "patients" }
contact_patient = { kind = "reference", table = "contacts", column = "patient_id", same_row_as = "contact_id" }

[tables.teams]
parent = { table = "cases", per = { uniform = [1, 4] } }
primary_key = ["case_id", "worker_id"]
[tables.teams.columns]
case_id = { kind = "parent", column = "case_id" }
worker_id = { kind = "reference", table = "workers", column = "id" }
"#;

fn plan_of(text: &str, options: &Options) -> Plan {
    let document = parse("small.toml", text, &NoFiles).unwrap();
    compile(&document, options, &one_by_one).unwrap()
}

fn plan() -> Plan {
    plan_of(SCHEMA, &Options::default())
}

fn table(plan: &Plan, name: &str) -> usize {
    plan.tables.iter().position(|t| t.name == name).unwrap()
}

fn whole(plan: &Plan, name: &str) -> RecordBatch {
    let t = table(plan, name);
    Generator::new(plan).batch(t, 0..plan.tables[t].rows).unwrap()
}

fn ints(batch: &RecordBatch, column: &str) -> Vec<Option<i64>> {
    batch.column_by_name(column).unwrap().as_primitive::<Int64Type>().iter().collect()
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<Option<String>> {
    batch.column_by_name(column).unwrap().as_string::<i32>().iter().map(|t| t.map(str::to_owned)).collect()
}

#[test]
fn references_find_rows_that_exist_and_agree() {
    let plan = plan();
    let (cases, contacts, visits) = (whole(&plan, "cases"), whole(&plan, "contacts"), whole(&plan, "visits"));
    let workers = whole(&plan, "workers");
    let names = texts(&workers, "name");
    for (id, name) in ints(&cases, "worker_id").iter().zip(texts(&cases, "worker_name")) {
        assert_eq!(name, names[usize::try_from(id.unwrap() - 1).unwrap()]);
    }
    let owner: Vec<_> = ints(&cases, "case_id").into_iter().zip(ints(&cases, "patient_id")).collect();
    let with_case: BTreeSet<_> = ints(&cases, "patient_id").into_iter().collect();
    let mut orphans = 0;
    for ((case, patient), shared) in ints(&contacts, "case_id")
        .into_iter()
        .zip(ints(&contacts, "patient_id"))
        .zip(ints(&contacts, "case_patient"))
    {
        match case {
            Some(_) => {
                assert!(owner.contains(&(case, patient)));
                assert_eq!(shared, patient);
            }
            None => {
                assert!(!with_case.contains(&patient));
                orphans += 1;
            }
        }
    }
    assert!(orphans > 0);
    assert!(visits.num_rows() > 100);
    for (i, boss) in ints(&workers, "boss_id").into_iter().enumerate() {
        assert!(boss.map_or(i == 0, |b| usize::try_from(b).is_ok_and(|b| b <= i)), "row {i}");
    }
}

#[test]
fn grandchildren_read_their_ancestors() {
    let plan = plan();
    let (patients, cases, visits) = (whole(&plan, "patients"), whole(&plan, "cases"), whole(&plan, "visits"));
    let code = ints(&patients, "code");
    let patient_of: Vec<Option<i64>> = ints(&cases, "patient_id");
    for ((case, shown), contact) in
        ints(&visits, "case_id").into_iter().zip(ints(&visits, "code")).zip(ints(&visits, "contact_patient"))
    {
        let patient = patient_of[usize::try_from(case.unwrap() - 1).unwrap()].unwrap();
        assert_eq!(shown, code[usize::try_from(patient - 1).unwrap()]);
        assert!(contact.is_none_or(|c| c == patient));
    }
}

#[test]
fn keys_are_unique() {
    let plan = plan();
    let unique = |values: Vec<Option<i64>>| {
        let n = values.len();
        assert_eq!(values.into_iter().collect::<BTreeSet<_>>().len(), n);
    };
    unique(ints(&whole(&plan, "patients"), "code"));
    let cases = whole(&plan, "cases");
    let pairs: Vec<_> = ints(&cases, "patient_id").into_iter().zip(ints(&cases, "no")).collect();
    assert_eq!(pairs.iter().collect::<BTreeSet<_>>().len(), pairs.len());
    let teams = whole(&plan, "teams");
    let pairs: Vec<_> = ints(&teams, "case_id").into_iter().zip(ints(&teams, "worker_id")).collect();
    assert_eq!(pairs.iter().collect::<BTreeSet<_>>().len(), pairs.len());
}

#[test]
fn conditions_nulls_and_fixed_rows_hold() {
    let plan = plan();
    let patients = whole(&plan, "patients");
    let status = texts(&patients, "status");
    let missing = status.iter().filter(|s| s.is_none()).count();
    assert!((20..90).contains(&missing), "{missing}");
    for (status, shown) in status.iter().zip(ints(&patients, "shown")) {
        assert_eq!(shown.is_some(), status.as_deref() == Some("active"));
    }
    assert!(patients.column_by_name("_secret").is_none());
    let workers = whole(&plan, "workers");
    assert_eq!(texts(&workers, "login")[..2], [Some("admin".to_owned()), Some("w2".to_owned())]);
    assert_eq!(texts(&workers, "name")[0].as_deref(), Some("Root"));
    let cases = whole(&plan, "cases");
    assert!(texts(&cases, "label")[0].as_ref().unwrap().ends_with("/1 {x}"));
    for text in texts(&cases, "payload") {
        let json: serde_json::Value = serde_json::from_str(&text.unwrap()).unwrap();
        assert!(json["at"].as_str().unwrap().ends_with("T00:00:00Z"));
        assert!(json["patient"].is_i64() && json["tags"][0].is_string() && json["tags"][1] == 3);
    }
}

#[test]
fn the_prefix_is_the_smaller_run() {
    let few = plan();
    let many = plan_of(SCHEMA, &Options { rows: vec![(Some("patients".into()), 900)], ..Options::default() });
    for name in ["workers", "patients", "cases", "contacts", "visits", "teams"] {
        let (few, many) = (whole(&few, name), whole(&many, name));
        assert!(many.num_rows() >= few.num_rows());
        // The fields may say how many values a column has, and a reference has as many as there are rows to refer to.
        assert_eq!(many.slice(0, few.num_rows()).columns(), few.columns(), "{name}");
    }
}

#[test]
fn adding_and_reordering_changes_nothing_else() {
    let plain = plan();
    let added = SCHEMA
        .replace("[tables.patients]\n", "[tables.extra]\nrows = 3\ncolumns.x = { kind = \"integer\", min = 1, max = 9 }\n\n[tables.patients]\n")
        .replace("status = {", "added = { kind = \"integer\", min = 1, max = 99 }\nstatus = {");
    let changed = plan_of(&added, &Options::default());
    for name in ["workers", "patients", "cases", "contacts", "visits", "teams"] {
        let (before, after) = (whole(&plain, name), whole(&changed, name));
        for field in before.schema().fields() {
            assert_eq!(
                before.column_by_name(field.name()),
                after.column_by_name(field.name()),
                "{name}.{}",
                field.name()
            );
        }
    }
}

#[test]
fn seeds_matter_for_the_whole_a_table_and_a_column() {
    let plain = whole(&plan(), "patients");
    let other = whole(&plan_of(SCHEMA, &Options { seed: Some(2), ..Options::default() }), "patients");
    assert_ne!(plain.column_by_name("code"), other.column_by_name("code"));
    let column = SCHEMA.replace("max = 100000, unique = true", "max = 100000, unique = true, seed = 9");
    let other = whole(&plan_of(&column, &Options::default()), "patients");
    assert_ne!(plain.column_by_name("code"), other.column_by_name("code"));
    assert_eq!(plain.column_by_name("status"), other.column_by_name("status"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_cell_alone_and_any_stretch_equal_the_whole(t in 0usize..6, at in 0.0f64..1.0, len in 1u64..50) {
        let plan = plan();
        let generator = Generator::new(&plan);
        let rows = plan.tables[t].rows;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "test")]
        let start = (at * rows as f64) as u64;
        let end = (start + len).min(rows);
        let whole = generator.batch(t, 0..rows).unwrap();
        let some = generator.batch(t, start..end).unwrap();
        let slice = whole.slice(usize::try_from(start).unwrap(), usize::try_from(end - start).unwrap());
        prop_assert_eq!(&some, &slice);
        for (i, &c) in plan.tables[t].written.iter().enumerate() {
            let alone: ArrayRef = generator.column(t, c, &Rows::from(vec![start])).unwrap();
            let expected = slice.column(i).slice(0, 1);
            prop_assert_eq!(&alone.to_data(), &expected.to_data());
        }
    }

    #[test]
    fn blocks_of_any_size_make_the_whole(t in 0usize..6, size in 1u64..200) {
        let plan = plan();
        let generator = Generator::new(&plan);
        let rows = plan.tables[t].rows;
        let whole = generator.batch(t, 0..rows).unwrap();
        let blocks: Vec<RecordBatch> = (0..rows.div_ceil(size)).map(|b| generator.batch(t, b * size..(b + 1) * size).unwrap()).collect();
        prop_assert_eq!(concat_batches(&whole.schema(), &blocks).unwrap(), whole);
    }
}
