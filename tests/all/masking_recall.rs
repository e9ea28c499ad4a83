//! What a record says is left in none of its texts: every mention of generated notes that is a value of the note's record.

use crate::scratch::Scratch;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn rows(scratch: &Scratch, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(scratch.join(file)).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    reader
        .records()
        .map(|record| names.iter().cloned().zip(record.unwrap().iter().map(str::to_owned)).collect())
        .collect()
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What the rows that belong to a note say, and two columns together as people write them.
fn said<'r>(rows: impl Iterator<Item = &'r BTreeMap<String, String>>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for row in rows {
        all.extend(row.values().map(|value| folded(value)));
        for (first, last) in [("first_name", "last_name"), ("last_name", "first_name")] {
            if let (Some(first), Some(last)) = (row.get(first), row.get(last)) {
                all.insert(folded(&format!("{first}{last}")));
            }
        }
    }
    all.retain(|value| value.chars().count() > 3);
    all
}

#[test]
fn every_value_of_the_record_is_found() {
    let scratch = Scratch::new();
    scratch
        .run(&["generate", "caseload", "--rows", "patients=60", "--seed", "431", "--truth", "--out", "told"])
        .fine();
    let tables: Vec<Vec<BTreeMap<String, String>>> = ["patients", "contacts", "workers", "notes"]
        .iter()
        .map(|t| rows(&scratch, &format!("told/{t}.csv")))
        .collect();
    let [patients, contacts, workers, notes] = tables.try_into().unwrap();
    let notes: BTreeMap<&str, &BTreeMap<String, String>> =
        notes.iter().map(|note| (note["id"].as_str(), note)).collect();
    let spans = std::fs::read_to_string(scratch.join("told/truth/spans.jsonl")).unwrap();
    let mut kept = String::new();
    let mut count = 0;
    for line in spans.lines() {
        let span: Value = serde_json::from_str(line).unwrap();
        let note = notes[span["key"].as_str().unwrap()];
        let at = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
        let text = folded(&note[span["column"].as_str().unwrap()][at("byte_start")..at("byte_end")]);
        let own = patients.iter().filter(|row| row["id"] == note["patient_id"]);
        let others = contacts.iter().filter(|row| row["patient_id"] == note["patient_id"]);
        let staff = workers.iter().filter(|row| Some(&row["id"]) == note.get("author_id"));
        if said(own.chain(others).chain(staff)).contains(&text) {
            kept.push_str(line);
            kept.push('\n');
            count += 1;
        }
    }
    assert!(count > 500, "only {count} mentions are values of records");
    std::fs::write(scratch.join("told/truth/spans.jsonl"), kept).unwrap();
    // The key is that of the seed: under others a stand-in may be the name of somebody else in the same note.
    let told = scratch.run(&["score", "told", "--scrub", "--format", "json"]);
    let scores: Value = serde_json::from_str(&told.fine().out).unwrap();
    let recall = &scores["row_known"]["recall"];
    assert_eq!(recall["of"], count);
    assert_eq!(recall["hit"], recall["of"], "{:#}", scores["row_known"]["classes"]);
}
