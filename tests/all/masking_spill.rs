//! What a first pass finds may be more than memory holds: the output is the same.

use crate::scratch::Scratch;

const SCHEMA: &str = r#"
[tables.patients]
rows = 3000
subject = "id"
[tables.patients.columns]
id = { kind = "serial", primary_key = true }
ssn = { kind = "ssn", unique = true }
mrn = { kind = "mrn", unique = true }
phone = { kind = "phone", unique = true }
born = { kind = "birth_date" }

[tables.visits]
parent = { table = "patients", per = 2 }
[tables.visits.columns]
id = { kind = "serial", primary_key = true }
patient_id = { kind = "parent", column = "id" }
at = { kind = "timestamp", after = "2020-01-01", before = "2025-01-01" }
age = { kind = "age", born = "patients.born", on = "CAST(at AS DATE)" }

[tables.labs]
parent = { table = "visits", per = 2 }
[tables.labs.columns]
id = { kind = "serial", primary_key = true }
visit_id = { kind = "parent", column = "id" }
taken = { kind = "date", after = "2020-01-01", before = "2025-01-01" }
"#;

#[test]
fn little_memory_gives_the_same_output() {
    let scratch = Scratch::new();
    scratch.write("s.toml", SCHEMA);
    scratch.run(&["generate", "s.toml", "--out", "prod", "-q"]).fine();
    scratch.key("k");
    let mask = |out: &str, memory: &str, more: &[&str]| {
        let args = [
            "mask",
            "s.toml",
            "prod",
            "--out",
            out,
            "--memory",
            memory,
            "--profile",
            "pseudonymised",
            "--key-file",
            "k",
            "--reason",
            "x",
            "--no-verify",
        ];
        scratch.run(&[&args[..], more].concat())
    };
    mask("much", "1GiB", &["--ledger", "first"]).fine();
    mask("little", "100KiB", &["--ledger", "second"]).fine();
    for file in ["patients.csv", "visits.csv", "labs.csv"] {
        assert!(scratch.read(&format!("much/{file}")) == scratch.read(&format!("little/{file}")), "{file}");
    }
    // A ledger serves what comes later, and is served first where memory is little too.
    mask("again", "100KiB", &["--ledger", "second"]).fine();
    assert!(scratch.read("again/patients.csv") == scratch.read("much/patients.csv"));
    // Ages of 90 and more depend on births.
    let safe = ["mask", "s.toml", "prod", "--out", "safe", "--memory", "100KiB"];
    scratch.run(&safe).fine();
    // What texts may name, and what the rows of an extract refer to.
    scratch.edit("s.toml", "rows = 3000", "rows = 500");
    scratch.edit("s.toml", "taken = {", "note = { kind = \"note\", mask = \"scrub\" }\ntaken = {");
    scratch.edit("s.toml", "born = {", "name = { kind = \"full_name\" }\nborn = {");
    scratch.run(&["generate", "s.toml", "--out", "prod", "-q", "--overwrite"]).fine();
    for (n, more) in [&[][..], &["--sample", "10%"]].into_iter().enumerate() {
        let (much, little) = (format!("much{n}"), format!("little{n}"));
        mask(&much, "1GiB", more).fine();
        mask(&little, "100KiB", more).fine();
        for file in ["patients.csv", "visits.csv", "labs.csv"] {
            let text = scratch.read(&format!("{much}/{file}"));
            assert!(text == scratch.read(&format!("{little}/{file}")) && text.len() > 1_000, "{file}");
        }
    }
}
