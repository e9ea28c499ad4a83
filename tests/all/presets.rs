//! Every preset makes data that DuckDB loads and that breaks none of the rules of `tests/presets`.

use crate::readers::python;
use crate::scratch::{KEYED, Scratch, repository};
use std::process::Command;

/// Generates a preset at a size, and counts in DuckDB what breaks its rules.
fn holds(preset: &str, rows: &[&str]) {
    let scratch = Scratch::new();
    scratch.run(&[&["generate", preset, "-q", "--out", "run"][..], rows].concat()).fine();
    let rules = repository().join("tests/presets").join(format!("{preset}.sql"));
    let check = repository().join("tests/presets/check.py");
    let said = Command::new(python()).arg(check).arg(scratch.join("run")).arg(rules).output().unwrap();
    assert!(said.status.success(), "{preset}:\n{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn caseload_holds_together() {
    holds("caseload", &["--rows", "patients=4000"]);
}

#[test]
fn contact_tracing_holds_together() {
    holds("contact-tracing", &["--rows", "cases=6000"]);
}

#[test]
fn care_fund_holds_together() {
    holds("care-fund", &["--rows", "patients=3000"]);
}

#[test]
fn clinic_holds_together() {
    holds("clinic", &["--rows", "patients=800"]);
}

#[test]
fn load_holds_together() {
    holds("load", &["--scale", "0.3"]);
}

/// A rule that is broken is told by its name, so that the tests above can fail.
#[test]
fn a_broken_rule_is_told() {
    let scratch = Scratch::new();
    scratch.write("run/people.csv", "id\n1\n");
    scratch.write("rules.sql", "-- too many people\nselect count(*) from people;\n-- nobody\nselect 0;\n");
    let check = repository().join("tests/presets/check.py");
    let said = Command::new(python())
        .arg(check)
        .args([scratch.join("run"), scratch.join("rules.sql")])
        .output()
        .unwrap();
    assert!(!said.status.success() && String::from_utf8_lossy(&said.stderr).trim() == "too many people: 1");
}

/// Every preset says at its head what it holds and how it is run, and stands in the README.
#[test]
fn presets_are_documented() {
    let listed = Scratch::new().run(&["schema", "list"]).fine().out;
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    for file in std::fs::read_dir(repository().join("schemas")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# ") && text.contains(&format!("#     placebo generate {name}")), "{name}");
        assert!(listed.contains(name) && readme.contains(&format!("`{name}`")), "{name} is not listed");
        assert!(repository().join(format!("tests/presets/{name}.sql")).is_file(), "{name} has no rules");
    }
}

/// What a preset generates can be masked under it, in both profiles, and no value of an identifier is left in its row.
fn can_be_masked(preset: &str, rows: &[&str]) {
    let scratch = Scratch::new();
    scratch.run(&["schema", "coverage", preset]).fine();
    let sizes = rows.iter().flat_map(|rows| ["--rows", rows]);
    let made: Vec<&str> = ["generate", preset, "--out", "made", "-q"].into_iter().chain(sizes).collect();
    scratch.run(&made).fine();
    // Every column of every table is masked in some row.
    for file in scratch.files("made").into_iter().filter(|file| file.ends_with(".csv")) {
        assert!(scratch.read(&format!("made/{file}")).lines().count() > 1, "{preset}: {file}");
    }
    scratch.key("k");
    scratch.run(&["mask", preset, "made", "--out", "safe"]).fine();
    scratch.run(&[&["mask", preset, "made", "--out", "masked"], &KEYED[..]].concat()).fine();
    assert_eq!(scratch.files("made").len(), scratch.files("masked").len() + 1, "{preset}");
}

#[test]
fn caseload_can_be_masked() {
    can_be_masked("caseload", &["patients=60"]);
}

#[test]
fn care_fund_can_be_masked() {
    can_be_masked("care-fund", &["patients=60"]);
}

#[test]
fn contact_tracing_can_be_masked() {
    can_be_masked("contact-tracing", &["cases=60"]);
}

#[test]
fn clinic_can_be_masked() {
    can_be_masked("clinic", &["patients=12"]);
}

#[test]
fn load_can_be_masked() {
    // Its tables are for measuring, and as long as they are by themselves they show nothing more.
    let rows = ["accounts=20", "events=3000", "edges=1500", "documents=60", "wide=300", "resources=400"];
    can_be_masked("load", &rows);
}

#[test]
fn every_preset_is_masked_here() {
    let told = Scratch::new().run(&["schema", "list"]).fine().out;
    let names: Vec<&str> =
        told.lines().filter(|line| !line.starts_with(' ')).map(|line| line.trim_end()).collect();
    assert_eq!(names, ["caseload", "contact-tracing", "care-fund", "clinic", "load"]);
}
