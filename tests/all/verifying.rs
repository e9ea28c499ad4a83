//! `placebo verify`: data held against the manifest beside it.

use crate::scratch::{Scratch, clinic};
use std::fs;

fn run() -> Scratch {
    let scratch = Scratch::new();
    scratch.run(&["generate", &clinic(), "--out", "run", "-q", "--rows", "households=20"]).fine();
    scratch
}

#[test]
fn what_was_made_is_as_recorded() {
    let scratch = run();
    let ran = scratch.run(&["verify", "run"]).fine();
    assert!(ran.out.contains("all is as the manifest says"), "{}", ran.out);
    scratch.run(&["verify", "run/placebo.json"]).fine();
}

#[test]
fn one_flipped_byte_is_found() {
    let scratch = run();
    let path = scratch.join("run/patients.csv");
    let mut bytes = fs::read(&path).unwrap();
    // A digit in the middle, so that the file stays a CSV file of the same size.
    let at = (bytes.len() / 2..bytes.len()).find(|&i| bytes[i].is_ascii_digit()).unwrap();
    bytes[at] = if bytes[at] == b'9' { b'8' } else { bytes[at] + 1 };
    fs::write(&path, bytes).unwrap();
    let ran = scratch.run(&["verify", "run"]).ends(1);
    assert!(ran.out.contains("file patients.csv: other bytes"), "{}", ran.out);
    assert!(ran.out.contains("column patients."), "{}", ran.out);
}

#[test]
fn missing_and_surplus_files_are_found() {
    let scratch = run();
    fs::rename(scratch.join("run/cases.csv"), scratch.join("run/casse.csv")).unwrap();
    let ran = scratch.run(&["verify", "run"]).ends(1);
    assert!(ran.out.contains("file cases.csv: missing"), "{}", ran.out);
    assert!(ran.out.contains("file casse.csv: not in the manifest"), "{}", ran.out);
}

#[test]
fn rows_that_were_moved_lost_or_added_are_found() {
    let scratch = run();
    let text = scratch.read("run/users.csv");
    let mut lines: Vec<&str> = text.lines().collect();
    lines.pop();
    scratch.write("run/users.csv", &(lines.join("\n") + "\n"));
    let ran = scratch.run(&["verify", "run"]).ends(1);
    assert!(ran.out.contains("table users: 40 rows in the manifest, 39 here"), "{}", ran.out);
    assert!(ran.out.contains("file users.csv: "), "{}", ran.out);
}

#[test]
fn a_program_can_read_the_result() {
    let scratch = run();
    fs::remove_file(scratch.join("run/cases.csv")).unwrap();
    let ran = scratch.run(&["verify", "run", "--format", "json"]).ends(1);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["ok"], false);
    assert_eq!(report["reports"][0]["findings"][0], "file cases.csv: missing");
}

#[test]
fn what_is_no_manifest_is_refused() {
    let scratch = run();
    scratch.run(&["verify", ".", "--only", "manifest"]).refuses("there is no manifest");
    scratch.edit("run/placebo.json", "\"version\": 1", "\"version\": 99");
    scratch.run(&["verify", "run"]).refuses("version 99");
    scratch.write("run/placebo.json", "not json");
    scratch.run(&["verify", "run"]).refuses("not a manifest");
    // A manifest may not name files outside its folder.
    scratch.write("outside.csv", "id\n1\n");
    let scratch = run();
    scratch.edit("run/placebo.json", "\"path\": \"users.csv\"", "\"path\": \"../users.csv\"");
    scratch.run(&["verify", "run"]).refuses("outside its folder");
}
