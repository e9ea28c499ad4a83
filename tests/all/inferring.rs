//! Schemas drafted from files: kinds by names and by values, no value in the draft, and how often "this column identifies
//! somebody" is right.

use crate::scratch::{Scratch, repository};
use placebo::kinds;
use placebo::plan::{self, Profile};
use placebo::schema::{self, NoFiles};
use std::collections::BTreeSet;
use std::fs;

/// At least so many of the columns that identify somebody are found, and of those that are found at least so many do.
const RECALL: f64 = 0.98;
const PRECISION: f64 = 0.90;

/// The columns of a schema that are exported, as table and column, each with whether it identifies somebody.
fn truth(text: &str) -> Vec<(String, bool)> {
    let document = schema::parse("truth.toml", text, &NoFiles).unwrap();
    let mut all = Vec::new();
    for table in &document.tables {
        for column in table.columns.iter().filter(|column| !column.name.value.starts_with('_')) {
            let mut own = (table, column);
            // What is taken from another column identifies as that does.
            let kind = loop {
                let name = own.1.kind.as_ref().map_or("expr", |kind| kind.value.as_str());
                let text = |key: &str| match own.1.arg(key).map(|arg| &arg.value) {
                    Some(schema::Value::Text(text)) => Some(text.clone()),
                    _ => None,
                };
                if !["parent", "reference"].contains(&name) {
                    break name.to_owned();
                }
                let target =
                    text("table").or_else(|| own.0.parent.as_ref().map(|p| p.table.value.clone())).unwrap();
                let table = document.tables.iter().find(|t| t.name.value == target).unwrap();
                let wanted = text("column").unwrap();
                own = (table, table.columns.iter().find(|c| c.name.value == wanted).unwrap());
            };
            // What is computed, or fixed, has no kind that says what it is.
            if kind == "expr" || kind == "constant" {
                continue;
            }
            let identifies = kinds::find(&kind).is_some_and(|kind| kind.mask.class.is_some());
            all.push((format!("{}.{}", table.name.value, column.name.value), identifies));
        }
    }
    all
}

/// The columns of a draft that identify somebody.
fn found(draft: &str) -> BTreeSet<String> {
    let document = schema::parse("draft.toml", draft, &NoFiles).unwrap();
    let policy =
        plan::policy(&document, Profile::SafeHarbor).unwrap_or_else(|e| panic!("{}", e.render(false)));
    let of = |table: &plan::TablePolicy| {
        let names = table.columns.iter().filter(|column| column.class.is_some());
        names.map(|column| format!("{}.{}", table.name, column.name)).collect::<Vec<_>>()
    };
    policy.tables.iter().flat_map(of).collect()
}

/// How many were right over some exports, and which were missed or wrong.
#[derive(Default)]
struct Held {
    right: usize,
    missed: Vec<String>,
    wrong: Vec<String>,
}

/// Holds the draft of one export against its truth.
fn hold(text: &str, schema: &str, format: &str, all: &mut Held) {
    let scratch = Scratch::new();
    scratch
        .run(&["generate", schema, "--format", format, "--rows", "400", "--out", "data", "--quiet"])
        .fine();
    scratch.run(&["infer", "data", "--out", "draft.toml"]).fine();
    let draft = scratch.read("draft.toml");
    scratch.run(&["schema", "check", "draft.toml"]).fine();
    assert!(!draft.lines().any(|line| !line.starts_with('#') && line.contains("keep =")), "{draft}");
    let found = found(&draft);
    for (column, identifies) in truth(text) {
        match (identifies, found.contains(&column)) {
            (true, true) => all.right += 1,
            (true, false) => all.missed.push(column),
            (false, true) => all.wrong.push(column),
            (false, false) => {}
        }
    }
}

#[test]
fn columns_that_identify_somebody_are_found() {
    let mut all = Held::default();
    for (name, format) in [("legacy", "csv"), ("mobile", "jsonl"), ("lab", "parquet")] {
        let path = repository().join(format!("tests/exports/{name}.toml"));
        hold(&fs::read_to_string(&path).unwrap(), path.to_str().unwrap(), format, &mut all);
    }
    for preset in ["caseload", "contact-tracing", "care-fund"] {
        let text = fs::read_to_string(repository().join(format!("schemas/{preset}.toml"))).unwrap();
        hold(&text, preset, "csv", &mut all);
    }
    let Held { right, missed, wrong } = all;
    let share = |others: &[String]| right as f64 / (right + others.len()) as f64;
    assert!(share(&missed) >= RECALL, "recall {:.3}: {missed:?}", share(&missed));
    assert!(share(&wrong) >= PRECISION, "precision {:.3}: {wrong:?}", share(&wrong));
}

#[test]
fn no_value_of_a_sample_comes_into_the_draft() {
    let scratch = Scratch::new();
    let schema = repository().join("tests/exports/legacy.toml");
    scratch.run(&["generate", schema.to_str().unwrap(), "--out", "data", "--quiet"]).fine();
    scratch.run(&["infer", "data", "--out", "draft.toml"]).fine();
    let draft = scratch.read("draft.toml");
    let file = scratch.read("data/PTMAST.csv");
    let mut lines = file.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    for line in lines.take(200) {
        for (name, cell) in header.iter().zip(line.split(',')).filter(|(_, cell)| cell.len() >= 4) {
            let quoted = format!("\"{cell}\"");
            assert!(!draft.contains(&quoted) && !draft.contains(&format!("{cell} =")), "{name}");
        }
    }
}

#[test]
fn nested_lines_dumps_and_what_is_no_table_are_told_apart() {
    let scratch = Scratch::new();
    let line = |n: u32| {
        format!(
            r#"{{"id": {n}, "name": {{"given": "Ann", "family": "Smith"}}, "telecom": [{{"system": "phone", "value": "212-555-01{:02}"}}], "address": {{"zip": "10025"}}, "active": true}}"#,
            n % 100
        )
    };
    let text: String = (1..=40).map(|n| line(n) + "\n").collect();
    scratch.write("patients.jsonl", &text);
    scratch.run(&["infer", "patients.jsonl", "--out", "draft.toml"]).fine();
    let draft = scratch.read("draft.toml");
    for words in [
        "\"name.given\" = { kind = \"first_name\"",
        "\"name.family\" = { kind = \"last_name\"",
        "\"telecom[].value\" = { kind = \"phone\"",
        "\"address.zip\" = { kind = \"zip\"",
        "subject = \"id\"",
    ] {
        assert!(draft.contains(words), "{words}: {draft}");
    }
    // The draft masks what it was drafted from.
    scratch.run(&["mask", "draft.toml", "patients.jsonl", "--out", "safe", "--quiet"]).fine();
    assert!(!scratch.read("safe/patients.jsonl").contains("Smith"));

    scratch.write(
        "dump.sql",
        "CREATE TABLE public.visits (id integer NOT NULL, patient_email text, status text);\n\
         COPY public.visits (id, patient_email, status) FROM stdin;\n1\tann@example.com\topen\n2\tbob@example.com\tclosed\n\\.\n",
    );
    scratch.run(&["infer", "dump.sql", "--out", "dump.toml"]).fine();
    let draft = scratch.read("dump.toml");
    assert!(draft.contains("patient_email = { kind = \"email\"") && !draft.contains("closed"), "{draft}");

    scratch.write("rows.csv", "1,Ann,1980-01-01,ann@example.com\n2,Bob,1990-02-02,bob@example.com\n");
    let refused = scratch.run(&["infer", "rows.csv"]).ends(2).all();
    assert!(refused.contains("no name of a column") && !refused.contains("ann@"), "{refused}");
}

#[test]
fn the_hand_is_kept_where_files_have_a_new_column() {
    let scratch = Scratch::new();
    let rows = |extra: &str| -> String {
        let head =
            if extra.is_empty() { "id,first_name\n".to_owned() } else { "id,first_name,ssn\n".to_owned() };
        head + &(1..=30).map(|n| format!("{n},Ann{extra}\n")).collect::<String>()
    };
    scratch.write("people.csv", &rows(""));
    scratch.run(&["infer", "people.csv", "--out", "s.toml"]).fine();
    scratch.edit("s.toml", "rows = 1000", "rows = 77 # mine");
    scratch.write("people.csv", &rows(",900-01-0001"));
    let told = scratch.run(&["infer", "people.csv", "--check", "s.toml"]).ends(1).all();
    assert!(told.contains("column `people.ssn` is new"), "{told}");
    scratch.run(&["infer", "people.csv", "--update", "s.toml"]).fine();
    let updated = scratch.read("s.toml");
    assert!(updated.contains("rows = 77 # mine") && updated.contains("kind = \"ssn\""), "{updated}");
    scratch.run(&["infer", "people.csv", "--check", "s.toml"]).fine();
}

#[test]
fn a_key_that_is_a_value_is_not_told() {
    let scratch = Scratch::new();
    scratch.write("t.jsonl", "{\"id\":1,\"canary\":\"x\"}\n\n{\"id\":2,\"canary\":{\"of\":1}}\n");
    let ran = scratch.run(&["infer", "t.jsonl"]).refuses("t.jsonl:3");
    assert!(!ran.all().contains("canary") && ran.err.contains("nested in an earlier line"), "{}", ran.err);
    // NULL in the place of an object is one.
    scratch.write(
        "t.jsonl",
        "{\"id\":1,\"home\":null}\n{\"id\":2,\"home\":{\"city\":\"Reno\"}}\n{\"id\":3,\"home\":null}\n",
    );
    scratch.run(&["infer", "t.jsonl"]).fine();
}

#[test]
fn no_statement_of_definitions_is_passed_over() {
    let scratch = Scratch::new();
    let table = "CREATE TABLE t (\n    id integer PRIMARY KEY\n);\n";
    scratch.write("s.sql", &format!("\\restrict Abc\n{table}\\i canary.sql\n"));
    let ran = scratch.run(&["infer", "s.sql"]).refuses("s.sql:5");
    assert!(ran.err.contains("is not followed") && !ran.all().contains("canary"), "{}", ran.err);
    fs::write(
        scratch.join("s.sql"),
        [table.as_bytes(), b"COMMENT ON TABLE t IS 'canar\xff';\n"].concat(),
    )
    .unwrap();
    let ran = scratch.run(&["infer", "s.sql"]).refuses("is not UTF-8");
    assert!(!ran.all().contains("canar"), "{}", ran.err);
}
