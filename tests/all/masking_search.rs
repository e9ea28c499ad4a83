//! What an attacker's search finds in masked files: nothing. The search is Python, and shares no code with the masking.

use crate::readers::python;
use crate::scratch::{Scratch, repository};
use std::process::Command;

/// Columns whose stand-ins are of a reserved range, tokens, or numbers of no one.
const NOWHERE: [&str; 10] = [
    "patients.mrn",
    "patients.ssn",
    "patients.phone",
    "patients.email",
    "workers.email",
    "workers.password_digest",
    "contacts.email",
    "cases.case_number",
    "facilities.npi",
    "facilities.phone",
];

fn search(scratch: &Scratch, args: &[&str], masked: &str, columns: &[&str]) -> String {
    let program = repository().join("tests/masking/search.py");
    let mut search = Command::new(python());
    search.arg(program).args(args).arg(scratch.join("prod")).arg(scratch.join(masked)).args(columns);
    let said = search.output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    assert!(said.status.success(), "{masked}: {text}");
    text
}

/// Gives made telephone numbers a form that is issued: their own range is that of stand-ins, which would meet by chance.
fn issued(scratch: &Scratch, file: &str) {
    let mut text = scratch.read(file);
    for separator in ["-", ".", " ", ""] {
        text = text.replace(&format!("555{separator}01"), &format!("346{separator}72"));
    }
    scratch.write(file, &text);
}

#[test]
fn nothing_of_the_originals_is_found_in_any_format() {
    let scratch = Scratch::new();
    scratch.run(&["generate", "caseload", "--rows", "patients=40", "--out", "prod", "-q"]).fine();
    scratch.key("k");
    let (phones, others): (Vec<&str>, Vec<&str>) = NOWHERE.iter().partition(|name| name.ends_with("phone"));
    for file in scratch.files("prod") {
        issued(&scratch, &format!("prod/{file}"));
    }
    for format in ["csv", "jsonl", "parquet"] {
        let from = format!("from-{format}");
        scratch
            .run(&["generate", "caseload", "--rows", "patients=40", "--out", &from, "-q", "--format", format])
            .fine();
        for file in scratch.files(&from).iter().filter(|_| format != "parquet") {
            issued(&scratch, &format!("{from}/{file}"));
        }
        let columns = if format == "parquet" { others.clone() } else { [&phones[..], &others].concat() };
        for profile in ["safe-harbor", "pseudonymised"] {
            let out = format!("{format}-{profile}");
            let mut args =
                vec!["mask", "caseload", &from, "--out", &out, "--profile", profile, "--reason", "x", "-q"];
            if profile == "pseudonymised" {
                args.extend(["--key-file", "k"]);
            }
            scratch.run(&args).fine();
            let told = search(&scratch, &[], &out, &columns);
            assert!(told.contains("\"found\": {}") && told.contains("patients.ssn"), "{told}");
            if profile == "pseudonymised" {
                let columns =
                    ["patients.first_name", "patients.last_name", "patients.birth_date", "patients.city"];
                let told = search(&scratch, &["--rows"], &out, &columns);
                assert!(told.contains("\"linked\": 0"), "{told}");
            }
        }
    }
}

/// A search that finds nothing in the original itself would find nothing anywhere.
#[test]
fn the_search_finds_what_is_there() {
    let scratch = Scratch::new();
    scratch.run(&["generate", "caseload", "--rows", "patients=20", "--out", "prod", "-q"]).fine();
    let program = repository().join("tests/masking/search.py");
    let ran = |masked: &str, args: &[&str]| {
        let mut search = Command::new(python());
        search
            .arg(&program)
            .args(args)
            .arg(scratch.join("prod"))
            .arg(scratch.join(masked))
            .arg("patients.mrn");
        search.output().unwrap().status.code()
    };
    assert_eq!(ran("prod", &[]), Some(1));
    assert_eq!(ran("prod", &["--rows"]), Some(1));
    let mrn =
        csv::Reader::from_path(scratch.join("prod/patients.csv")).unwrap().records().next().unwrap().unwrap()
            [1]
        .to_owned();
    let spaced: String = mrn.to_lowercase().chars().flat_map(|c| [c, ' ']).collect();
    scratch.write("spaced/x.txt", &spaced);
    assert_eq!(ran("spaced", &[]), Some(1));
    scratch.write("none/x.txt", "nothing");
    assert_eq!(ran("none", &[]), Some(0));
}
