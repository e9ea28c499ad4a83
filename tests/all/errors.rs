//! Bad schemas: every problem of each, told exactly.

use crate::scratch::{Ran, command, pinned, repository};
use std::fs;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let folder = repository().join("tests/errors");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 80, "the cases are not where they were");
    cases
}

fn check(case: &Path) -> Ran {
    let args = ["schema", "check", "schema.toml"];
    Ran::of(command(case).args(args).output().unwrap(), &args)
}

#[test]
fn every_bad_schema_is_told_what_is_wrong() {
    for case in cases() {
        let ran = check(&case);
        let name = case.display();
        assert_eq!(ran.code, 1, "{name}\n{}", ran.all());
        assert_eq!(ran.err, "", "{name}");
        pinned(&case.join("expected.txt"), &ran.out);
    }
}

/// Nothing is made of a bad schema, and it is told in the same words.
#[test]
fn generate_refuses_a_bad_schema() {
    let case = repository().join("tests/errors/unknown-kind");
    let args = ["generate", "schema.toml", "--out", "must-not-be"];
    let ran = Ran::of(command(&case).args(args).output().unwrap(), &args).ends(2);
    assert_eq!(ran.out, "");
    assert_eq!(ran.err, fs::read_to_string(case.join("expected.txt")).unwrap());
    assert!(!case.join("must-not-be").exists());
}

#[test]
fn every_case_is_whole_and_has_nothing_to_spare() {
    for case in cases() {
        let name = case.display();
        assert!(case.is_dir(), "{name} is no case");
        let mut texts = fs::read_to_string(case.join("schema.toml")).unwrap_or_default();
        assert!(!texts.is_empty(), "{name} has no schema.toml");
        let mut files: Vec<String> = fs::read_dir(&case)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|file| !["schema.toml", "by-parser"].contains(&file.as_str()))
            .collect();
        let pinned = files.iter().position(|file| file == "expected.txt");
        files.swap_remove(pinned.unwrap_or_else(|| panic!("{name} has no expected.txt")));
        for file in files.iter().chain([&"expected.txt".to_owned()]) {
            texts.push_str(&fs::read_to_string(case.join(file)).unwrap());
        }
        for file in &files {
            assert!(texts.contains(file.as_str()), "{name}: nothing mentions {file}");
        }
    }
}

/// Two problems of one schema come in the order of their places, and a count at the end.
#[test]
fn problems_are_counted() {
    for case in cases() {
        let text = fs::read_to_string(case.join("expected.txt")).unwrap();
        let n = text.lines().filter(|line| line.starts_with("error: ")).count() - 1;
        let last = text.lines().last().unwrap();
        let counted = match n {
            1 => "error: 1 problem in the schema".to_owned(),
            n => format!("error: {n} problems in the schema"),
        };
        assert_eq!(last, counted, "{}", case.display());
    }
}
