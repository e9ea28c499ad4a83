//! Tests of the room: whole documents, the texts of problems, and texts that are no schema at all.

use super::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

mod hostile;
mod reading;
mod schema_of_schemas;

/// The schema that the documentation shows.
const EXAMPLE: &str = r#"name = "caseload"
epoch = 2026-01-01

[tables.patients]
rows = 1_000
subject = "id"

[tables.patients.columns]
id         = { kind = "serial", primary_key = true }
_home      = { kind = "place" }
sex        = { kind = "sex" }
birth_date = { kind = "birth_date", sex = "sex" }
ssn        = { kind = "ssn", unique = true, null = 0.08 }
status     = { kind = "choice", values = { active = 80, closed = 20 }, mask = { keep = "workflow state" } }

[tables.cases]
parent = { table = "patients", per = { poisson = 1.4, max = 12 } }
subject = "patient_id"
unique = ["patient_id", "number"]

[tables.cases.columns]
id         = { kind = "serial", primary_key = true }
patient_id = { kind = "parent", column = "id" }
number     = { kind = "case_number" }
opened_on  = { kind = "date", after = "patients.birth_date", before = "epoch" }
closed_on  = { kind = "date", after = "opened_on", within = "180d", when = "status = 'closed'" }

[kinds.case_number]
kind = "pattern"
pattern = "C-[0-9]{6}"
"#;

/// Files that exist in the test alone.
struct Folder(BTreeMap<&'static str, String>);

impl Folder {
    fn new<const N: usize>(files: [(&'static str, &str); N]) -> Self {
        Self(files.into_iter().map(|(path, text)| (path, text.to_owned())).collect())
    }
}

impl Files for Folder {
    fn read(&self, path: &str) -> crate::error::Result<String> {
        self.0.get(path).cloned().ok_or_else(|| crate::error::Error::usage(format!("no {path}")))
    }

    fn glob(&self, pattern: &str) -> crate::error::Result<Vec<String>> {
        Ok(self
            .0
            .keys()
            .filter(|path| files::matches(pattern, path))
            .map(|path| (*path).to_owned())
            .collect())
    }
}

/// The folders of `tests/errors` that parsing alone decides.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.join("by-parser").is_file());
    cases.sort();
    assert!(cases.len() >= 30, "the cases are not where they were");
    cases
}

fn rendered(case: &Path) -> String {
    let text = fs::read_to_string(case.join("schema.toml")).unwrap();
    match parse("schema.toml", &text, &FolderFiles::new(case)) {
        Ok(_) => "no problem\n".to_owned(),
        Err(error) => error.render(false),
    }
}

/// `cargo test --lib -- --ignored write_expected` after a message was changed on purpose.
#[test]
#[ignore = "writes the expected texts"]
fn write_expected() {
    for case in cases() {
        fs::write(case.join("expected.txt"), rendered(&case)).unwrap();
    }
}

#[test]
fn every_bad_schema_is_told_what_is_wrong() {
    for case in cases() {
        let expected = fs::read_to_string(case.join("expected.txt")).unwrap();
        assert_eq!(rendered(&case), expected, "{}", case.display());
        assert_ne!(expected, "no problem\n", "{}", case.display());
    }
}
