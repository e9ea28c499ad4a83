//! Dirt and the truth beside it, as a user gets them: in every format, split or whole, checked and explained.

use crate::scratch::Scratch;
use std::collections::{BTreeMap, BTreeSet};

const DIRTY: [&str; 8] =
    ["generate", "caseload", "--rows", "patients=300", "--dirt", "0.05", "--truth", "-q"];

fn run(scratch: &Scratch, out: &str, more: &[&str]) {
    scratch.run(&[&DIRTY, ["--out", out].as_slice(), more].concat()).fine();
}

fn manifest(scratch: &Scratch, folder: &str) -> serde_json::Value {
    serde_json::from_str(&scratch.read(&format!("{folder}/placebo.json"))).unwrap()
}

/// The digests of all tables and of the truth, by name.
fn digests(manifest: &serde_json::Value) -> BTreeMap<String, String> {
    let tables = ["tables", "truth"].into_iter().filter_map(|list| manifest[list].as_array()).flatten();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    tables.map(|table| (text(&table["name"]), text(&table["row_digest"]))).collect()
}

fn records(scratch: &Scratch, path: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(scratch.join(path)).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let pair =
        |record: csv::StringRecord| names.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| pair(record.unwrap())).collect()
}

#[test]
fn every_format_has_the_same_dirt_and_the_same_truth() {
    let scratch = Scratch::new();
    let mut all = BTreeSet::new();
    for format in ["csv", "jsonl", "parquet", "sql"] {
        run(&scratch, format, &["--format", format]);
        let manifest = manifest(&scratch, format);
        assert_eq!(manifest["dirt"], 0.05);
        let made = digests(&manifest);
        assert!(["truth/spans", "truth/errors", "truth/links"].iter().all(|name| made.contains_key(*name)));
        all.insert(made);
        let files = scratch.files(format);
        for file in ["truth/spans.jsonl".to_owned(), format!("truth/errors.{format}")] {
            assert!(files.contains(&file), "{files:?}");
        }
        scratch.run(&["verify", format]).fine();
        scratch.run(&["generate", "--check", &format!("{format}/placebo.json"), "-q"]).fine();
    }
    assert_eq!(all.len(), 1);
    // What is wrong beside the data is found like what is wrong in it.
    let spans = scratch.read("csv/truth/spans.jsonl").replacen("\"row\":", "\"row\":1", 1);
    scratch.write("csv/truth/spans.jsonl", &spans);
    scratch.run(&["verify", "csv"]).ends(1);
    scratch.run(&[&DIRTY, ["--out", "csv", "--overwrite"].as_slice()].concat()).fine();
    scratch.run(&["verify", "csv"]).fine();
}

#[test]
fn threads_and_parts_change_no_error() {
    let scratch = Scratch::new();
    run(&scratch, "one", &["--threads", "1"]);
    run(&scratch, "four", &["--threads", "4"]);
    for file in scratch.files("one") {
        assert_eq!(scratch.read(&format!("one/{file}")), scratch.read(&format!("four/{file}")), "{file}");
    }
    for part in ["1", "2", "3"] {
        run(&scratch, &format!("part{part}"), &["--part", &format!("{part}/3")]);
        scratch.run(&["verify", &format!("part{part}")]).fine();
    }
    for file in ["patients.csv", "notes.csv", "truth/spans.jsonl"] {
        let parts: String = (1..=3).map(|n| scratch.read(&format!("part{n}/{file}"))).collect();
        assert!(parts == scratch.read(&format!("one/{file}")), "{file}");
    }
    // Tables follow each other in each file of the truth, so that parts hold the same lines in another order.
    for file in ["truth/errors.csv", "truth/links.csv"] {
        let mut parts: Vec<String> = (1..=3)
            .flat_map(|n| {
                scratch.read(&format!("part{n}/{file}")).lines().map(str::to_owned).collect::<Vec<_>>()
            })
            .collect();
        let mut whole: Vec<String> =
            scratch.read(&format!("one/{file}")).lines().map(str::to_owned).collect();
        parts.sort();
        whole.sort();
        assert!(parts == whole, "{file}");
    }
}

#[test]
fn what_differs_from_the_clean_run_is_what_the_errors_tell() {
    let scratch = Scratch::new();
    run(&scratch, "dirty", &[]);
    scratch.run(&["generate", "caseload", "--rows", "patients=300", "--out", "clean", "-q"]).fine();
    scratch.run(&[&DIRTY[..4], ["--dirt", "0", "--out", "zero", "-q"].as_slice()].concat()).fine();
    assert_eq!(digests(&manifest(&scratch, "clean")), digests(&manifest(&scratch, "zero")));
    assert!(manifest(&scratch, "clean").get("dirt").is_none());
    let mut told: BTreeMap<(String, String, String), (String, String)> = BTreeMap::new();
    for error in records(&scratch, "dirty/truth/errors.csv") {
        let place = (error["table"].clone(), error["key"].clone(), error["column"].clone());
        assert!(told.insert(place, (error["clean"].clone(), error["dirty"].clone())).is_none());
    }
    let mut found = BTreeMap::new();
    for table in ["facilities", "workers", "patients", "cases", "contacts", "notes", "appointments"] {
        let (clean, dirty) = (
            records(&scratch, &format!("clean/{table}.csv")),
            records(&scratch, &format!("dirty/{table}.csv")),
        );
        assert_eq!(clean.len(), dirty.len());
        for (clean, dirty) in clean.iter().zip(&dirty) {
            for (column, before) in clean {
                if *before != dirty[column] {
                    let place = (table.to_owned(), clean["id"].clone(), column.clone());
                    found.insert(place, (before.clone(), dirty[column].clone()));
                }
            }
        }
    }
    assert_eq!(found, told);
    assert!(told.len() > 500);
}

#[test]
fn an_explanation_tells_of_the_error() {
    let scratch = Scratch::new();
    run(&scratch, "dirty", &[]);
    let errors = records(&scratch, "dirty/truth/errors.csv");
    let typo = errors.iter().find(|e| e["table"] == "patients" && e["error"] == "typo").unwrap();
    let cell = format!("patients:{}.{}", typo["row"], typo["column"]);
    let told =
        scratch.run(&["explain", "caseload", &cell, "--rows", "patients=300", "--dirt", "0.05"]).fine().out;
    assert!(told.starts_with(&format!("{cell} = ")) && told.contains(&typo["dirty"]), "{told}");
    assert!(told.contains(&format!("typo, by {}", typo["cause"])) && told.contains("  clean "), "{told}");
    let clean = scratch.run(&["explain", "caseload", &cell, "--rows", "patients=300"]).fine().out;
    assert!(!clean.contains("typo, by"), "{clean}");
}

#[test]
fn spans_stand_where_they_say() {
    let scratch = Scratch::new();
    run(&scratch, "run", &["--format", "jsonl", "--tables", "patients,notes"]);
    let lines = |path: &str| -> Vec<serde_json::Value> {
        scratch.read(path).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let (notes, patients) = (lines("run/notes.jsonl"), lines("run/patients.jsonl"));
    let mut classes = BTreeSet::new();
    let number =
        |span: &serde_json::Value, name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
    for span in lines("run/truth/spans.jsonl") {
        assert_eq!((&span["table"], &span["column"]), (&"notes".into(), &"body".into()));
        // Rows that have not entered as of the date have numbers too, so that a line is found by its key.
        let note =
            notes.iter().find(|note| Some(note["id"].to_string().as_str()) == span["key"].as_str()).unwrap();
        let body = note["body"].as_str().unwrap();
        let text = &body[number(&span, "byte_start")..number(&span, "byte_end")];
        let chars: Vec<char> = body.chars().collect();
        let same: String = chars[number(&span, "char_start")..number(&span, "char_end")].iter().collect();
        assert_eq!(text, same);
        classes.insert(span["class"].as_str().unwrap().to_owned());
    }
    assert!(classes.len() >= 10 && classes.contains("patient_name") && !patients.is_empty(), "{classes:?}");
}

#[test]
fn a_delta_of_dirty_data_has_no_truth_beside_it() {
    let scratch = Scratch::new();
    let delta = ["delta", "caseload", "--from", "2026-01-01", "--to", "2026-01-08", "--rows", "patients=20"];
    scratch.run(&[&delta, ["--dirt", "0.05", "--out", "dirty"].as_slice()].concat()).fine();
    assert!(scratch.join("dirty/patients.csv").exists() && !scratch.join("dirty/truth").exists());
    scratch.run(&[&delta, ["--dirt", "0", "-q"].as_slice()].concat()).fine();
}

#[test]
fn a_rate_that_is_none_is_refused() {
    let scratch = Scratch::new();
    scratch.run(&["generate", "caseload", "--dirt", "0.9"]).refuses("a share from 0 to 0.5");
    scratch.run(&["generate", "caseload", "--dirt", "much"]).refuses("a share from 0 to 0.5");
}
