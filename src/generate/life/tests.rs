//! The as-of date only cuts: what is there at one date is there, and the same, at a later one.

use crate::draw::Rows;
use crate::generate::Generator;
use crate::plan::{Options, Plan, compile, one_by_one, part};
use crate::schema::{NoFiles, parse};
use arrow::array::{Array as _, RecordBatch};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use std::collections::BTreeMap;

const SCHEMA: &str = r#"
epoch = 2026-01-01
horizon = "1y"
[tables.workers]
rows = 20
scales = false
enters = "hired_on"
retires = "_left_on"
columns.id = { kind = "serial", primary_key = true }
columns.hired_on = { kind = "date", after = "epoch - 3650", before = "horizon" }
columns._left_on = { kind = "date", after = "hired_on", delay = { exponential = { mean = "3y" } } }
columns.left_on = { expr = "_left_on", cut = true }
[tables.patients]
rows = 300
growth = { per_year = 0.5, weekdays = "business", season = { jan = 3, jul = 1, oct = 2 } }
enters = "created_on"
leaves = "_archived_on"
[tables.patients.columns]
id = { kind = "serial", primary_key = true }
arrived_on = { kind = "arrival" }
_old = { kind = "date", after = "epoch - 1000", before = "epoch" }
created_on = { expr = "coalesce(arrived_on, _old)" }
_archived_on = { kind = "date", after = "created_on", delay = { exponential = { mean = 2000 } } }
referred_by = { kind = "reference", table = "patients", column = "id" }
[tables.cases]
parent = { table = "patients", per = { poisson = 2 } }
enters = "opened_at"
[tables.cases.columns]
id = { kind = "serial", primary_key = true }
patient_id = { kind = "parent", column = "id" }
opened_at = { kind = "timestamp", after = "patients.created_on", before = "horizon" }
_end = { kind = "timestamp", after = "opened_at", delay = { log_normal = { median = "75d", sigma = 0.9 } } }
closed_at = { expr = "_end", cut = true }
status = { expr = "CASE WHEN closed_at IS NULL THEN 'open' ELSE 'closed' END" }
worker_id = { kind = "reference", table = "workers", column = "id", until = "least(_end, CAST(horizon AS timestamp))" }
worker_since = { kind = "reference", table = "workers", column = "hired_on", same_row_as = "worker_id" }
hot_worker = { kind = "reference", table = "workers", column = "id", law = "zipf" }
other_id = { kind = "reference", table = "patients", column = "id" }
numbered = { kind = "reference", table = "workers", column = "id", row = "id % 20" }
numbered_since = { kind = "reference", table = "workers", column = "hired_on", same_row_as = "numbered" }
[tables.contacts]
parent = { table = "patients", per = { uniform = [0, 3] } }
enters = "known_at"
[tables.contacts.columns]
id = { kind = "serial", primary_key = true }
patient_id = { kind = "parent", column = "id" }
known_at = { kind = "timestamp", after = "patients.created_on", before = "horizon" }
case_id = { kind = "reference", table = "cases", column = "id", within = "patients" }
[tables.calls]
parent = { table = "cases", per = 1 }
[tables.calls.columns]
id = { kind = "serial", primary_key = true }
case_id = { kind = "parent", column = "id" }
"#;

/// 2024-01-01, the epoch, a Wednesday in the middle, and the horizon.
const DATES: [i32; 4] = [19_723, 20_454, 20_640, 20_819];

fn plan(as_of: i32) -> Plan {
    let document = parse("time.toml", SCHEMA, &NoFiles).unwrap();
    compile(&document, &Options { as_of: Some(as_of), ..Options::default() }, &one_by_one).unwrap()
}

type Row = BTreeMap<String, Option<String>>;

fn rows(batch: &RecordBatch) -> Vec<Row> {
    let schema = batch.schema();
    let options = FormatOptions::default();
    (0..batch.num_rows())
        .map(|i| {
            let cell = |c: usize| {
                // Without a table of time zones Arrow writes only moments that have none.
                let column = match batch.column(c).data_type() {
                    DataType::Timestamp(unit, _) => {
                        cast(batch.column(c), &DataType::Timestamp(*unit, None)).unwrap()
                    }
                    _ => batch.column(c).clone(),
                };
                let shown = ArrayFormatter::try_new(&column, &options).unwrap();
                (schema.field(c).name().clone(), column.is_valid(i).then(|| shown.value(i).to_string()))
            };
            (0..batch.num_columns()).map(cell).collect()
        })
        .collect()
}

/// Every table by name, its rows by their id.
fn state(plan: &Plan) -> BTreeMap<String, BTreeMap<String, Row>> {
    let generator = Generator::new(plan);
    let keyed = |t: usize| {
        let batch = generator.batch(t, 0..plan.tables[t].rows).unwrap();
        let rows: BTreeMap<String, Row> =
            rows(&batch).into_iter().map(|row| (row["id"].clone().unwrap(), row)).collect();
        assert_eq!(rows.len(), batch.num_rows());
        rows
    };
    (0..plan.tables.len()).map(|t| (plan.tables[t].name.clone(), keyed(t))).collect()
}

/// The day of a date or of a timestamp, as text.
fn day(cell: &Option<String>) -> Option<&str> {
    cell.as_deref().map(|text| &text[..10])
}

#[test]
fn what_is_there_at_a_date_is_the_same_at_a_later_one() {
    let states: Vec<_> = DATES.iter().map(|day| state(&plan(*day))).collect();
    let may_change = ["left_on", "closed_at", "status", "other_id", "referred_by"];
    for (earlier, later) in states.iter().zip(&states[1..]) {
        for (table, rows) in earlier {
            let gone = rows.keys().filter(|id| !later[table].contains_key(*id)).count();
            assert!(gone == 0 || table != "workers");
            for (id, row) in rows {
                let Some(after) = later[table].get(id) else { continue };
                for (name, value) in row {
                    assert!(value == &after[name] || may_change.contains(&name.as_str()), "{table}.{name}");
                }
            }
        }
    }
    let counts: Vec<usize> = states.iter().map(|state| state["cases"].len()).collect();
    assert!(counts.is_sorted() && counts[0] > 5, "{counts:?}");
}

#[test]
fn nothing_refers_to_what_is_not_there() {
    for date in DATES {
        let state = state(&plan(date));
        for case in state["cases"].values() {
            assert!(state["patients"].contains_key(case["patient_id"].as_deref().unwrap()));
            let opened = day(&case["opened_at"]).unwrap();
            let worker = &state["workers"][case["worker_id"].as_deref().unwrap()];
            assert!(day(&worker["hired_on"]).unwrap() <= opened);
            assert_eq!(worker["hired_on"], case["worker_since"]);
            if let Some(left) = day(&worker["left_on"]) {
                assert!(day(&case["closed_at"]).is_some_and(|closed| closed <= left), "{case:?} {worker:?}");
            }
            let hot = &state["workers"][case["hot_worker"].as_deref().unwrap()];
            assert!(day(&hot["hired_on"]).unwrap() <= opened);
            if let Some(other) = &case["other_id"] {
                assert!(day(&state["patients"][other]["created_on"]).unwrap() <= opened);
            }
        }
        for patient in state["patients"].values() {
            if let Some(other) = &patient["referred_by"] {
                assert!(state["patients"][other]["created_on"] <= patient["created_on"]);
            }
        }
        let mut found = 0;
        for contact in state["contacts"].values() {
            let Some(case) = &contact["case_id"] else { continue };
            let case = &state["cases"][case];
            assert!(case["patient_id"] == contact["patient_id"] && case["opened_at"] <= contact["known_at"]);
            found += 1;
        }
        assert!(found > 5 || date == DATES[0]);
        for call in state["calls"].values() {
            assert!(state["cases"].contains_key(call["case_id"].as_deref().unwrap()));
        }
    }
}

/// A row that is taken by its number is taken where it is there, and no other stands in for it.
#[test]
fn a_numbered_row_is_referred_to_only_while_it_is_there() {
    let state = state(&plan(DATES[3]));
    let (mut there, mut not) = (0, 0);
    for case in state["cases"].values() {
        let number = case["id"].as_ref().unwrap().parse::<u64>().unwrap() % 20 + 1;
        let opened = day(&case["opened_at"]);
        match &case["numbered"] {
            Some(id) => {
                let worker = &state["workers"][id];
                assert_eq!(*id, number.to_string());
                assert!(day(&worker["hired_on"]) <= opened && worker["hired_on"] == case["numbered_since"]);
                assert!(day(&worker["left_on"]).is_none_or(|left| Some(left) >= opened));
                there += 1;
            }
            None => {
                let worker = state["workers"].get(&number.to_string());
                let gone = |worker: &Row| day(&worker["left_on"]).is_some_and(|left| Some(left) <= opened);
                assert!(worker.is_none_or(|w| day(&w["hired_on"]) >= opened || gone(w)), "{case:?}");
                assert_eq!(case["numbered_since"], None);
                not += 1;
            }
        }
    }
    assert!(there > 20 && not > 20, "{there} {not}");
}

#[test]
fn nothing_happens_after_the_date() {
    for (date, text) in DATES.iter().zip(["2024-01-01", "2026-01-01", "2026-07-06", "2027-01-01"]) {
        for rows in state(&plan(*date)).values() {
            for row in rows.values() {
                for (name, value) in
                    row.iter().filter(|(name, _)| name.ends_with("_at") || name.ends_with("_on"))
                {
                    assert!(day(value).is_none_or(|day| day <= text), "{name}");
                }
            }
        }
    }
}

#[test]
fn parts_and_blocks_put_together_are_the_whole() {
    let plan = plan(DATES[2]);
    let generator = Generator::new(&plan);
    for (t, table) in plan.tables.iter().enumerate() {
        let whole = generator.batch(t, 0..table.rows).unwrap();
        for of in [2, 5] {
            let parts: Vec<RecordBatch> =
                (1..=of).map(|i| generator.batch(t, part(&plan, i, of)[t].clone()).unwrap()).collect();
            assert!(concat_batches(&whole.schema(), &parts).unwrap() == whole, "{} {of}", table.name);
        }
        let blocks: Vec<RecordBatch> =
            (0..table.rows.div_ceil(7)).map(|b| generator.batch(t, b * 7..b * 7 + 7).unwrap()).collect();
        assert!(concat_batches(&whole.schema(), &blocks).unwrap() == whole, "{}", table.name);
    }
}

/// Those that are there by a day are counted in closed form, and the count is what the days of the rows say.
#[test]
fn arrivals_are_counted_as_they_arrive() {
    let plan = plan(DATES[3]);
    let table = plan.tables.iter().find(|t| t.name == "patients").unwrap();
    let arrivals = table.life.arrivals.as_ref().unwrap();
    let days = arrivals.days(&Rows::from(0..table.rows));
    assert!(table.rows > 420 && table.rows < 480, "{}", table.rows);
    assert!(days[..300].iter().all(Option::is_none) && days[300..].iter().all(Option::is_some));
    let days: Vec<i32> = days.into_iter().flatten().collect();
    assert!(days.is_sorted());
    for day in 20_400..=20_819 {
        let there = 300 + days.iter().filter(|d| **d <= day).count() as u64;
        assert_eq!(arrivals.reach(day), there, "{day}");
        assert_eq!(arrivals.reach_of_many(day), there, "{day}");
        assert_eq!(plan_reach(day), there);
    }
    // Business days of January, July and October alone.
    assert!(days.iter().all(|day| (day + 3).rem_euclid(7) < 5));
}

fn plan_reach(as_of: i32) -> u64 {
    let plan = plan(as_of);
    plan.tables.iter().find(|t| t.name == "patients").unwrap().life.reach
}

/// Among very many rows of which few are there, one is found; where none is, the row that asks is told.
#[test]
fn rare_rows_are_found_among_very_many() {
    let schema = |modulus: u32, early: &str| {
        format!(
            r#"
epoch = 2026-01-01
[tables.items]
rows = 200_000
enters = "since"
columns.id = {{ kind = "serial", primary_key = true }}
columns.since = {{ expr = "CASE WHEN id % {modulus} = 7 THEN DATE '{early}' ELSE epoch END" }}
[tables.users]
rows = 3
enters = "since"
columns.id = {{ kind = "serial", primary_key = true }}
columns.since = {{ expr = "DATE '2021-01-01'" }}
columns.item_id = {{ kind = "reference", table = "items", column = "id" }}
"#
        )
    };
    let batch = |text: &str| {
        let document = parse("rare.toml", text, &NoFiles).unwrap();
        let plan = compile(&document, &Options::default(), &one_by_one).unwrap();
        Generator::new(&plan).batch(1, 0..3)
    };
    for row in rows(&batch(&schema(40_000, "2020-01-01")).unwrap()) {
        assert_eq!(row["item_id"].as_ref().unwrap().parse::<u64>().unwrap() % 40_000, 7);
    }
    let refused = batch(&schema(40_000, "2022-01-01")).unwrap_err().to_string();
    assert!(refused.contains("row 0") && refused.contains("no row of `items`"), "{refused}");
}
