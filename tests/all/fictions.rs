//! `placebo verify --only fiction` on `tests/fiction`: clean fixtures of several formats, and others with values planted.

use crate::scratch::{Scratch, repository};
use serde_json::Value;

fn told(folder: &str, more: &[&str]) -> (i32, Value) {
    let path = repository().join("tests/fiction").join(folder);
    let path = path.to_str().unwrap().to_owned();
    let args = [&["verify", "--only", "fiction", "--format", "json", &path][..], more].concat();
    let ran = Scratch::new().run(&args);
    (ran.code, serde_json::from_str(&ran.out).unwrap())
}

fn found(told: &Value) -> Vec<(String, String, String)> {
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let all = told["fiction"]["findings"].as_array().unwrap();
    all.iter()
        .map(|f| {
            let file = text(f, "file").rsplit('/').next().unwrap().to_owned();
            (file, text(f, "class"), text(f, "severity"))
        })
        .collect()
}

#[test]
fn clean_fixtures_hold_nothing_that_is_certain() {
    let (code, told) = told("clean", &[]);
    let found = found(&told);
    assert_eq!((code, found.iter().filter(|f| f.2 == "certain").count()), (0, 0), "{found:?}");
    assert_eq!(told["fiction"]["files"], 5);
}

#[test]
fn every_planted_value_is_found_and_none_is_shown() {
    let (code, told) = told("planted", &[]);
    let found = found(&told);
    let has = |file: &str, class: &str, severity: &str| {
        assert!(
            found.contains(&(file.into(), class.into(), severity.into())),
            "{file} {class} {severity}: {found:?}"
        );
    };
    for class in ["phone", "email", "ssn", "npi"] {
        has("patients.csv", class, "certain");
    }
    for class in ["phone", "email", "ssn", "mbi", "vin", "dea", "nhs_number"] {
        has("factories.rb", class, "certain");
    }
    for (file, class) in [("patients.csv", "ipv4"), ("factories.rb", "uuid"), ("factories.rb", "url")] {
        has(file, class, "possible");
    }
    for class in ["phone", "ssn", "npi"] {
        has("note.json", class, "certain");
    }
    assert_eq!(code, 1);
    let all = told.to_string();
    for planted in ["078-05", "736-5000", "jane.doe", "1EG4", "1234567893"] {
        assert!(!all.contains(planted), "{planted} is shown");
    }
}

#[test]
fn an_old_repository_can_begin_with_a_baseline() {
    let scratch = Scratch::new();
    scratch.write("seeds.yml", "ssn: 078-05-1120\n");
    let verify =
        |more: &[&str]| scratch.run(&[&["verify", "seeds.yml", "--only", "fiction"][..], more].concat());
    verify(&[]).ends(1);
    verify(&["--baseline", "known", "--write-baseline"]).fine();
    verify(&["--baseline", "known"]).fine();
    scratch.write("seeds.yml", "ssn: 078-05-1120\nother_ssn: 219-09-9999\n");
    let ran = verify(&["--baseline", "known", "--format", "github"]).ends(1);
    assert!(ran.out.starts_with("::error file=seeds.yml,line=2,"), "{}", ran.out);
    let sarif = verify(&["--baseline", "known", "--format", "sarif"]).ends(1);
    let sarif: Value = serde_json::from_str(&sarif.out).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 1);
}

#[test]
fn what_this_program_makes_is_fiction() {
    let scratch = Scratch::new();
    scratch.run(&["generate", "--rows", "patients=200", "--out", "made", "-q"]).fine();
    let ran = scratch.run(&["verify", "made"]).fine();
    assert!(
        ran.out.contains("all is as the manifest says") && ran.out.contains("check fiction"),
        "{}",
        ran.out
    );
}

#[test]
fn a_baseline_that_is_written_hides_no_other_finding() {
    let scratch = Scratch::new();
    scratch.run(&["generate", "caseload", "--rows", "patients=20", "--out", "made", "-q"]).fine();
    let write = ["verify", "made", "--baseline", "known", "--write-baseline"];
    scratch.run(&write).fine();
    scratch.edit("made/patients.csv", "MRN", "MRM");
    let told = scratch.run(&write);
    assert_eq!(told.code, 1, "{}", told.all());
    assert!(told.all().contains("this is not what was made"), "{}", told.all());
    let against = ["--against", "made", "--schema", "caseload"];
    let told = scratch.run(&[&write, &against[..]].concat());
    assert!(told.code == 1 && told.all().contains("survival"), "{}", told.all());
}
