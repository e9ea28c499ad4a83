//! The state as of a date and what changes until another give the state as of that: a small applier of the tests' own, and DuckDB.

use crate::readers::python;
use crate::scratch::{Scratch, repository};
use std::collections::BTreeMap;
use std::process::Command;

/// A schema in which rows come, change and go, and references lose what they led to.
const SCHEMA: &str = r#"
name = "ward"
epoch = 2026-01-01
horizon = 2026-12-31
[tables.wards]
rows = 4
columns.id = { kind = "serial", primary_key = true }
columns.name = { kind = "word" }
[tables.patients]
rows = 400
growth = { rows_per_year = 150, weekdays = { mon = 3, tue = 1, sat = 1 } }
leaves = "_archived_on"
[tables.patients.columns]
id = { kind = "serial", primary_key = true }
ward_id = { kind = "reference", table = "wards", column = "id" }
_arrived = { kind = "arrival" }
name = { kind = "last_name" }
_archived_on = { kind = "date", after = "coalesce(_arrived, epoch - 300)", delay = { exponential = { mean = "2y" } } }
age = { expr = "as_of - coalesce(_arrived, epoch - 300)" }
note = { kind = "template", template = "{name}, \"{age}\" days" }
[tables.visits]
parent = { table = "patients", per = { poisson = 2.5 } }
primary_key = ["patient_id", "no"]
enters = "at"
[tables.visits.columns]
patient_id = { kind = "parent", column = "id" }
no = { kind = "ordinal" }
at = { kind = "timestamp", after = "coalesce(patients._arrived, epoch - 300)", before = "horizon", hours = { 9 = 3, 15 = 1 } }
billed_on = { kind = "date", after = "CAST(at AS date)", delay = { log_normal = { median = "3w", sigma = 0.7 } }, cut = true }
seen_with = { kind = "reference", table = "patients", column = "id" }
amount = { kind = "number", decimals = 2, min = 1, max = 900, when = "billed_on IS NOT NULL" }
"#;

const DATES: [&str; 3] = ["2025-11-30", "2026-01-01", "2026-08-15"];

type State = BTreeMap<Vec<String>, csv::StringRecord>;

fn records(text: &str) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    (reader.headers().unwrap().clone(), reader.records().map(Result::unwrap).collect())
}

fn key(header: &csv::StringRecord, row: &csv::StringRecord, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| row[header.iter().position(|h| h == *name).unwrap()].to_owned()).collect()
}

fn state(scratch: &Scratch, folder: &str, table: &str, names: &[&str]) -> State {
    let (header, rows) = records(&scratch.read(&format!("{folder}/{table}.csv")));
    let n = rows.len();
    let state: State = rows.into_iter().map(|row| (key(&header, &row, names), row)).collect();
    assert_eq!(state.len(), n, "{table}: a key twice");
    state
}

/// Applies a delta, and sees that each operation is what it says; how many of each there were.
fn apply(scratch: &Scratch, delta: &str, table: &str, names: &[&str], state: &mut State) -> [usize; 3] {
    let (header, rows) = records(&scratch.read(&format!("{delta}/{table}.csv")));
    assert_eq!(&header[0], "_op");
    let mut ops = [0; 3];
    for row in rows {
        let key = key(&header, &row, names);
        let values: csv::StringRecord = row.iter().skip(1).collect();
        let (n, before) = match &row[0] {
            "insert" => (0, state.insert(key, values.clone())),
            "update" => (1, state.insert(key, values.clone())),
            "delete" => (2, state.remove(&key)),
            other => panic!("{other}"),
        };
        ops[n] += 1;
        assert_eq!(before.is_none(), n == 0, "{table}");
        assert_eq!(
            before == Some(values),
            n == 2,
            "{table}: an update that changes nothing, or a delete of another row"
        );
    }
    ops
}

fn states(scratch: &Scratch, schema: &str, more: &[&str]) {
    for date in DATES {
        let args = ["generate", schema, "--as-of", date, "--out", date, "-q"];
        scratch.run(&[&args[..], more].concat()).fine();
        scratch.run(&["verify", date]).fine();
    }
}

/// Brings the state at each date forward to each later one.
fn brought_forward(scratch: &Scratch, schema: &str, tables: &[(&str, &[&str])], more: &[&str]) -> [usize; 3] {
    let mut all = [0; 3];
    for (from, to) in [(0, 1), (1, 2), (0, 2), (1, 1)] {
        let (from, to) = (DATES[from], DATES[to]);
        let out = format!("{from}-to-{to}");
        let args = ["delta", schema, "--from", from, "--to", to, "--out", &out, "-q", "--threads", "2"];
        scratch.run(&[&args[..], more].concat()).fine();
        scratch.run(&["verify", &out]).fine();
        for (table, names) in tables {
            let mut state = state(scratch, from, table, names);
            let ops = apply(scratch, &out, table, names, &mut state);
            assert!(state == self::state(scratch, to, table, names), "{table} from {from} to {to}");
            all.iter_mut().zip(ops).for_each(|(sum, n)| *sum += n);
        }
    }
    all
}

#[test]
fn a_state_and_its_delta_are_the_later_state() {
    let scratch = Scratch::new();
    scratch.write("ward.toml", SCHEMA);
    states(&scratch, "ward.toml", &[]);
    let tables: [(&str, &[&str]); 3] =
        [("wards", &["id"]), ("patients", &["id"]), ("visits", &["patient_id", "no"])];
    let [inserts, updates, deletes] = brought_forward(&scratch, "ward.toml", &tables, &[]);
    assert!(inserts > 100 && updates > 500 && deletes > 100, "{inserts} {updates} {deletes}");
}

/// A row whose dirt changes is a row that changes.
#[test]
fn dirty_states_are_brought_forward() {
    let scratch = Scratch::new();
    scratch.write("ward.toml", SCHEMA);
    let more = ["--dirt", "0.1"];
    states(&scratch, "ward.toml", &more);
    let tables: [(&str, &[&str]); 3] =
        [("wards", &["id"]), ("patients", &["id"]), ("visits", &["patient_id", "no"])];
    let [inserts, updates, deletes] = brought_forward(&scratch, "ward.toml", &tables, &more);
    assert!(inserts > 100 && updates > 500 && deletes > 100, "{inserts} {updates} {deletes}");
}

#[test]
fn the_dirty_preset_is_brought_forward() {
    let scratch = Scratch::new();
    let more = ["--rows", "patients=300", "--seed", "5", "--dirt", "0.05"];
    states(&scratch, "caseload", &more);
    let tables: [(&str, &[&str]); 5] = [
        ("workers", &["id"]),
        ("patients", &["id"]),
        ("cases", &["id"]),
        ("contacts", &["id"]),
        ("notes", &["id"]),
    ];
    let [inserts, updates, _] = brought_forward(&scratch, "caseload", &tables, &more);
    assert!(inserts > 300 && updates > 50, "{inserts} {updates}");
}

#[test]
fn the_preset_is_brought_forward() {
    let scratch = Scratch::new();
    let more = ["--rows", "patients=300", "--seed", "5"];
    states(&scratch, "caseload", &more);
    let tables: [(&str, &[&str]); 7] = [
        ("facilities", &["id"]),
        ("workers", &["id"]),
        ("patients", &["id"]),
        ("cases", &["id"]),
        ("contacts", &["id"]),
        ("notes", &["id"]),
        ("appointments", &["id"]),
    ];
    let [inserts, updates, deletes] = brought_forward(&scratch, "caseload", &tables, &more);
    assert!(inserts > 300 && updates > 50 && deletes == 0, "{inserts} {updates} {deletes}");
}

#[test]
fn duckdb_brings_a_state_forward() {
    let scratch = Scratch::new();
    scratch.write("ward.toml", SCHEMA);
    states(&scratch, "ward.toml", &["--format", "parquet"]);
    let delta =
        ["delta", "ward.toml", "--from", DATES[1], "--to", DATES[2], "--out", "delta", "--format", "parquet"];
    scratch.run(&delta).fine();
    let read = Command::new(python())
        .arg(repository().join("tests/readers/delta.py"))
        .args([scratch.join(DATES[1]), scratch.join("delta"), scratch.join(DATES[2])])
        .args(["wards:id", "patients:id", "visits:patient_id,no"])
        .output()
        .unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
}

#[test]
fn what_cannot_be_brought_forward_is_refused() {
    let scratch = Scratch::new();
    scratch.write("ward.toml", SCHEMA);
    let delta = |more: &[&str]| scratch.run(&[&["delta", "ward.toml"][..], more].concat());
    delta(&["--from", "2026-02-01", "--to", "2026-01-01"]).refuses("--from is a later day");
    delta(&["--from", "2026-02-01", "--to", "2027-01-01"]).refuses("lies beyond 2026-12-31");
    delta(&["--from", "2026-02-01", "--to", "2026-03-01", "--format", "sql"])
        .refuses("write csv, jsonl or parquet");
    delta(&["--from", "2026-02-01"]).refuses("--to");
    scratch.edit("ward.toml", "primary_key = [\"patient_id\", \"no\"]", "");
    delta(&["--from", "2026-02-01", "--to", "2026-03-01"])
        .refuses("table visits: rows of the table change or leave");
    delta(&["--from", "2026-02-01", "--to", "2026-03-01", "--tables", "patients", "-q"]).fine();
    scratch.run(&["generate", "--check", "ward-delta/placebo.json"]).refuses("the manifest of a delta");
    scratch.write("plain.toml", "[tables.t]\nrows = 1\ncolumns.id = { kind = \"serial\" }\n");
    scratch
        .run(&["generate", "plain.toml", "--as-of", "2025-01-01"])
        .refuses("no table says when its rows enter");
}

/// What a date cuts, a manifest, a part and an explanation know as well.
#[test]
fn the_date_is_told_and_made_again() {
    let scratch = Scratch::new();
    scratch.write("ward.toml", SCHEMA);
    let run = ["generate", "ward.toml", "--as-of", "2026-08-15", "-q"];
    scratch.run(&[&run[..], &["--out", "whole"]].concat()).fine();
    scratch.run(&["generate", "ward.toml", "--check", "whole/placebo.json"]).fine();
    scratch.run(&[&run[..], &["--out", "one", "--threads", "1"]].concat()).fine();
    let mut parts = String::new();
    for i in 1..=3 {
        let (out, part) = (format!("part-{i}"), format!("{i}/3"));
        scratch.run(&[&run[..], &["--out", &out, "--part", &part]].concat()).fine();
        scratch.run(&["verify", &out]).fine();
        parts.push_str(&scratch.read(&format!("{out}/visits.csv")));
    }
    assert!(parts == scratch.read("whole/visits.csv") && parts == scratch.read("one/visits.csv"));
    assert!(scratch.read("whole/placebo.json").contains("\"as_of\": \"2026-08-15\""));
    let dry = scratch.run(&[&run[..4], &["--dry-run"]].concat()).fine().out;
    assert!(dry.contains("visits    ≈ "), "{dry}");
    let shown = scratch.run(&[&run[..4], &["--preview", "3"]].concat()).fine().out;
    assert!(shown.contains("visits: 3 rows; "), "{shown}");
    let told = scratch.run(&["explain", "ward.toml", "patients:540.name", "--as-of", "2025-06-01"]);
    assert!(told.out.contains("not written: as of 2025-06-01"), "{}", told.all());
}
