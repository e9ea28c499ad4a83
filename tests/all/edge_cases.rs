//! The first rows walk through the edge cases of their columns, and are rows like others all the same.

use crate::scratch::{Scratch, clinic};
use std::collections::{BTreeMap, BTreeSet};

type Record = BTreeMap<String, String>;

fn records(scratch: &Scratch, path: &str) -> Vec<Record> {
    let mut reader = csv::Reader::from_path(scratch.join(path)).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let pair =
        |record: csv::StringRecord| names.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| pair(record.unwrap())).collect()
}

const RUN: [&str; 6] = ["generate", "caseload", "--rows", "patients=400", "--edge-cases", "-q"];

/// What a case manager's table may look like: a length, a check, a share of NULL, an interval, a closed list.
const SCHEMA: &str = r#"
epoch = 2026-01-01
edge_cases = true
[tables.people]
rows = 400
check = ["char_length(name) > 0", "visits <= 40"]
fixed = [{ id = 1, name = "Administrator" }]
[tables.people.columns]
id = { kind = "serial", primary_key = true }
mrn = { kind = "mrn", unique = true }
name = { kind = "last_name", max_chars = 20, null = 0.2 }
born = { kind = "birth_date", min_age = 18 }
age = { expr = "age_years(born, epoch)" }
seen = { kind = "date", after = "born", before = "epoch" }
called = { kind = "timestamp", after = "seen", before = "epoch + 1" }
visits = { kind = "integer", min = 0, max = 50 }
weight = { kind = "number", law = { normal = { mean = 70, sd = 12 } }, decimals = 1 }
status = { kind = "choice", values = { active = 98, closed = 1, lost = 1 } }
remark = { kind = "sentence", max_chars = 300 }
email = { kind = "email", first = "name", last = "name", unique = true }
"#;

#[test]
fn every_format_holds_them() {
    let scratch = Scratch::new();
    let mut digests = BTreeSet::new();
    for format in ["csv", "jsonl", "parquet", "sql"] {
        scratch.run(&[&RUN, ["--out", format, "--format", format].as_slice()].concat()).fine();
        scratch.run(&["verify", format]).fine();
        let manifest: serde_json::Value =
            serde_json::from_str(&scratch.read(&format!("{format}/placebo.json"))).unwrap();
        assert_eq!(manifest["edge_cases"], true);
        digests.insert(manifest["tables"][2]["row_digest"].to_string());
    }
    assert_eq!(digests.len(), 1);
    scratch.run(&["generate", "--check", "csv/placebo.json", "-q"]).fine();
    // Not every schema is the preset: the clinic has other kinds, and must be made all the same.
    scratch
        .run(&["generate", &clinic(), "--edge-cases", "--dirt", "0.05", "--truth", "--out", "clinic", "-q"])
        .fine();
    scratch.run(&["verify", "clinic"]).fine();
}

#[test]
fn the_first_rows_have_every_case_and_the_others_stay() {
    let scratch = Scratch::new();
    scratch.run(&[&RUN, ["--out", "edges"].as_slice()].concat()).fine();
    scratch.run(&["generate", "caseload", "--rows", "patients=400", "--out", "plain", "-q"]).fine();
    let (edges, plain) = (records(&scratch, "edges/patients.csv"), records(&scratch, "plain/patients.csv"));
    // What is unique stays where it is, but for the first and the last value there is: who has them gave theirs for them.
    for name in ["id", "mrn", "ssn"] {
        let moved = edges.iter().zip(&plain).filter(|(edge, plain)| edge[name] != plain[name]).count();
        assert!(if name == "id" { moved == 0 } else { (1..=4).contains(&moved) }, "{name}: {moved}");
        let all: BTreeSet<&str> =
            edges.iter().map(|row| row[name].as_str()).filter(|cell| !cell.is_empty()).collect();
        assert_eq!(all.len(), edges.iter().filter(|row| !row[name].is_empty()).count(), "{name}");
    }
    let without = |rows: &[Record]| -> Vec<Record> {
        let keys = ["mrn", "ssn"];
        let kept = |row: &Record| row.clone().into_iter().filter(|(name, _)| !keys.contains(&name.as_str()));
        rows.iter().map(|row| kept(row).collect()).collect()
    };
    assert!(without(&edges[192..]) == without(&plain[192..]));
    let column =
        |name: &str| -> BTreeSet<&str> { edges[..192].iter().map(|row| row[name].as_str()).collect() };
    let names: BTreeSet<&str> = column("last_name");
    for name in ["O'Brien", "Null", "O’Sullivan", "عبد الله", "Nun\u{303}ez", "渡邊", "O", "Tables", "Moon"]
    {
        assert!(names.contains(name), "{name}");
    }
    assert!(column("first_name").iter().any(|name| name.contains('\u{200b}')));
    let born = column("birth_date");
    for day in ["2025-12-31", "1915-01-02", "2000-02-29", "2008-01-01", "2008-01-02", "1936-01-01"] {
        assert!(born.contains(day), "{day}: {born:?}");
    }
    assert!(column("street").contains("PO Box 7"));
    assert!(column("email").iter().any(|mail| mail.starts_with("o'brien@")));
    let (low, high) = (&edges[0]["mrn"], &edges[1]["mrn"]);
    assert!(low.contains("000000") && high.contains("999999"), "{low} {high}");
    for sex in ["F", "M", "X", "U"] {
        assert!(column("sex").contains(sex), "{sex}");
    }
    assert!(
        column("zip").iter().any(|zip| zip.starts_with("00"))
            && column("zip").iter().any(|zip| zip.starts_with("99"))
    );
    // Cases of two columns meet in many pairs.
    let pairs: BTreeSet<(&str, &str)> =
        edges[..192].iter().map(|row| (row["last_name"].as_str(), row["birth_date"].as_str())).collect();
    assert!(pairs.len() > 180, "{}", pairs.len());
}

#[test]
fn they_are_as_consistent_as_other_rows() {
    let scratch = Scratch::new();
    scratch.run(&[&RUN, ["--out", "edges"].as_slice()].concat()).fine();
    let patients = records(&scratch, "edges/patients.csv");
    let by_id: BTreeMap<&str, &Record> = patients.iter().map(|row| (row["id"].as_str(), row)).collect();
    for row in &patients {
        assert!(row["created_at"][..10] >= row["birth_date"][..], "{row:?}");
        assert!(row["died_on"].is_empty() || row["died_on"] >= row["birth_date"], "{row:?}");
        assert!(row["birth_date"].as_str() < "2026-01-02", "{row:?}");
    }
    for case in records(&scratch, "edges/cases.csv") {
        let patient = by_id[case["patient_id"].as_str()];
        assert!(case["opened_at"] >= patient["created_at"], "{case:?}");
        assert!(case["closed_at"].is_empty() || case["closed_at"] >= case["opened_at"], "{case:?}");
    }
    // Part of a table, a smaller table, and a single cell, are those of the whole.
    scratch.run(&[&RUN, ["--part", "2/3", "--out", "part"].as_slice()].concat()).fine();
    let part = scratch.read("part/patients.csv");
    assert!(scratch.read("edges/patients.csv").contains(part.trim()), "{part}");
    scratch
        .run(&["generate", "caseload", "--rows", "patients=150", "--edge-cases", "--out", "few", "-q"])
        .fine();
    let few = records(&scratch, "few/patients.csv");
    assert!(few[..150] == patients[..150]);
    let told = scratch.run(&["explain", "caseload", "patients:2.last_name", "--edge-cases"]).fine().out;
    assert!(
        told.contains("case 3 of ") && told.contains(&format!("{:?}", patients[2]["last_name"])),
        "{told}"
    );
    let delta = [
        "delta",
        "caseload",
        "--from",
        "2026-01-01",
        "--to",
        "2026-03-01",
        "--rows",
        "patients=250",
        "--edge-cases",
        "--out",
        "delta",
        "-q",
    ];
    scratch.run(&delta).fine();
}

#[test]
fn every_preset_can_show_them() {
    let scratch = Scratch::new();
    for preset in ["care-fund", "contact-tracing", "clinic", "load"] {
        scratch.run(&["generate", preset, "--rows", "250", "--edge-cases", "--out", preset, "-q"]).fine();
    }
}

#[test]
fn lengths_checks_and_bounds_hold() {
    let scratch = Scratch::new();
    scratch.write("placebo.toml", SCHEMA);
    scratch.run(&["generate", "--out", "out", "-q"]).fine();
    let rows = records(&scratch, "out/people.csv");
    assert_eq!(rows.len(), 400);
    assert_eq!(rows[0]["name"], "Administrator");
    let edges = &rows[1..193];
    let column = |name: &str| -> BTreeSet<&str> { edges.iter().map(|row| row[name].as_str()).collect() };
    for row in &rows {
        let age: i64 = row["age"].parse().unwrap();
        let year: i64 = row["born"][..4].parse().unwrap();
        assert!((18..=110).contains(&age) && (0..=1).contains(&(2025 - year - age + 1)), "{row:?}");
        assert!(row["born"] <= row["seen"] && row["seen"].as_str() <= "2026-01-01", "{row:?}");
        assert!(
            row["called"][..10] >= row["seen"][..] && row["called"].as_str() < "2026-01-02T00:00:01",
            "{row:?}"
        );
        assert!(row["visits"].parse::<u32>().unwrap() <= 40, "{row:?}");
        assert!(row["remark"].chars().count() <= 300, "{row:?}");
        // NULL keeps the check, as in SQL; a text that is there has a character.
        assert!(row["name"].chars().count() <= 20, "{row:?}");
    }
    assert!(column("name").iter().any(|name| name.chars().count() == 20 && name.is_ascii()));
    assert!(column("name").iter().any(|name| name.chars().count() == 20 && name.len() == 80));
    assert!(column("remark").iter().any(|text| text.chars().count() == 300));
    let ages = column("age");
    assert!(ages.contains("18") && ages.contains("110"), "{ages:?}");
    assert!(
        edges.iter().any(|row| row["seen"] == row["born"])
            && edges.iter().any(|row| row["seen"] == "2026-01-01")
    );
    assert!(
        column("seen").iter().any(|day| day.ends_with("-02-29"))
            && column("seen").iter().any(|day| day.ends_with("-12-31"))
    );
    assert!(column("called").iter().any(|moment| moment.contains("T00:00:00")));
    assert!(column("visits").contains("0"));
    assert_eq!(column("status").len(), 3);
    let emails: BTreeSet<&str> = rows.iter().map(|row| row["email"].as_str()).collect();
    assert_eq!(emails.len(), 400);
    assert!(
        emails.iter().any(|mail| mail.starts_with("o'brien@")) && emails.iter().any(|mail| mail.len() == 76)
    );
    assert_eq!(column("mrn").len(), 192);
    // An expression that asks for them twice is no other run.
    scratch.run(&["generate", "--edge-cases", "--out", "again", "-q"]).fine();
    assert_eq!(scratch.read("out/people.csv"), scratch.read("again/people.csv"));
}

/// Diagnoses, drugs, tests and vaccines at the edges of their tables, as far as they fit the patient.
const CLINICAL: &str = r#"
epoch = 2026-01-01
edge_cases = true
[tables.t]
rows = 200
[tables.t.columns]
id = { kind = "serial", primary_key = true }
sex = { kind = "sex" }
born = { kind = "birth_date" }
dx = { kind = "icd10cm", sex = "sex", born = "born" }
drug = { kind = "medication", diagnosis = "dx", sex = "sex", born = "born" }
_obs = { kind = "observation", sex = "sex" }
code = { kind = "loinc", of = "_obs" }
value = { kind = "observation_value", of = "_obs", sex = "sex", born = "born" }
vaccine = { kind = "cvx_name", born = "born" }
procedure = { kind = "hcpcs" }
npi = { kind = "npi" }
"#;

#[test]
fn clinical_columns_walk_through_their_tables() {
    let scratch = Scratch::new();
    scratch.write("placebo.toml", CLINICAL);
    scratch.run(&["generate", "--out", "out", "-q"]).fine();
    scratch.run(&["generate", "--edge-cases", "--out", "again", "-q"]).fine();
    let rows = records(&scratch, "out/t.csv");
    let column =
        |name: &str| -> BTreeSet<&str> { rows[..192].iter().map(|row| row[name].as_str()).collect() };
    let dx = column("dx");
    assert!(dx.iter().any(|code| code.len() == 3) && dx.iter().any(|code| code.len() == 8), "{dx:?}");
    // A drug with a name longer than most columns foresee, and one with a slash.
    let longest = column("drug").iter().map(|drug| drug.len()).max().unwrap();
    assert!(longest > 100 && column("drug").iter().any(|drug| drug.contains('/')), "{longest}");
    let (codes, values) = (column("code"), column("value"));
    assert!(codes.len() > 8 && values.len() > 30, "{codes:?} {values:?}");
    // What is at the edge fits the row all the same.
    for row in &rows {
        let bound = row["dx"].starts_with('O') || row["dx"].starts_with("N8");
        assert!(!bound || row["sex"] == "F", "{row:?}");
    }
}
