//! Masking as a user runs it: what goes in, what comes out, what is refused.

use crate::scratch::Scratch;
use std::collections::{BTreeMap, BTreeSet};

/// A folder with the tables of the preset, as production would export them.
fn exported(rows: &str) -> Scratch {
    let scratch = Scratch::new();
    scratch.run(&["generate", "caseload", "--rows", rows, "--out", "prod", "-q"]).fine();
    scratch.run(&["schema", "show", "caseload"]).fine();
    scratch
}

fn mask(scratch: &Scratch, out: &str, more: &[&str]) -> crate::scratch::Ran {
    let mut args = vec!["mask", "caseload", "prod", "--out", out];
    args.extend(more);
    scratch.run(&args)
}

/// The rows of a CSV file as columns by name.
fn columns(scratch: &Scratch, file: &str) -> BTreeMap<String, Vec<String>> {
    let mut reader = csv::Reader::from_path(scratch.join(file)).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for record in reader.records() {
        for (name, field) in names.iter().zip(&record.unwrap()) {
            columns.entry(name.clone()).or_default().push(field.to_owned());
        }
    }
    columns
}

#[test]
fn joins_survive_and_no_identifier_does() {
    let scratch = exported("patients=400");
    mask(&scratch, "safe", &[]).fine();
    let (before, after) = (columns(&scratch, "prod/patients.csv"), columns(&scratch, "safe/patients.csv"));
    for (name, values) in &before {
        let stay = [
            "sex",
            "race",
            "ethnicity",
            "language",
            "state",
            "insurance",
            "marital_status",
            "conditions",
            "suffix",
        ];
        let kept = stay.contains(&name.as_str());
        for (old, new) in values.iter().zip(&after[name]) {
            assert_eq!(old.is_empty(), new.is_empty(), "{name}");
            assert!(
                kept == (old == new)
                    || old.is_empty()
                    || name == "zip" && new.ends_with("00")
                    || new.contains("-01-01"),
                "{name}"
            );
        }
    }
    for name in ["id", "ssn", "mrn"] {
        let originals: BTreeSet<&String> = before[name].iter().filter(|v| !v.is_empty()).collect();
        let stand_ins: BTreeSet<&String> = after[name].iter().filter(|v| !v.is_empty()).collect();
        assert_eq!(originals.len(), stand_ins.len(), "{name}");
        assert!(originals.is_disjoint(&stand_ins), "{name}");
    }
    let joined = |folder: &str| {
        let ids: BTreeSet<String> =
            columns(&scratch, &format!("{folder}/patients.csv"))["id"].iter().cloned().collect();
        let cases = columns(&scratch, &format!("{folder}/cases.csv"));
        cases["patient_id"].iter().filter(|id| ids.contains(*id)).count()
    };
    assert_eq!(joined("prod"), joined("safe"));
}

#[test]
fn a_key_decides_and_threads_do_not() {
    let scratch = exported("patients=300");
    for name in ["a", "b"] {
        scratch.run(&["keygen", "--out", name, "--label", "test"]).fine();
    }
    let run = |out: &str, key: &str, threads: &str| {
        mask(
            &scratch,
            out,
            &["--profile", "pseudonymised", "--reason", "x", "--key-file", key, "--threads", threads, "-q"],
        )
        .fine();
        scratch.read(&format!("{out}/patients.csv"))
    };
    let first = run("one", "a", "1");
    assert_eq!(first, run("two", "a", "3"));
    assert_ne!(first, run("three", "b", "1"));
}

#[test]
fn what_the_schema_does_not_list_stops_the_run() {
    let scratch = exported("patients=20");
    let schema = scratch.run(&["schema", "show", "caseload"]).fine().out;
    // Without any one of its lines, a table cannot be masked.
    for line in schema.lines().filter(|line| line.starts_with("ssn =") || line.starts_with("phone =")) {
        scratch.write("short.toml", &schema.replacen(&format!("{line}\n"), "", 1));
        let ran = scratch.run(&["mask", "short.toml", "prod", "--out", "out"]);
        assert_eq!(ran.code, 2, "{}", ran.all());
        assert!(!scratch.join("out").exists());
    }
    let text =
        scratch.read("prod/patients.csv").replacen("id,mrn", "id,nickname,mrn", 1).replace("\n", "\n7,");
    scratch.write("prod/patients.csv", &text);
    mask(&scratch, "out", &[]).refuses("nickname = {");
    assert!(!scratch.join("out").exists());
}

#[test]
fn columns_that_stay_stay_byte_for_byte() {
    let scratch = Scratch::new();
    scratch.write(
        "s.toml",
        "[tables.t]\nrows = 1\n[tables.t.columns]\nid = { kind = \"serial\", primary_key = true }\n\
         note = { kind = \"sentence\", mask = { keep = \"a test\" } }\nname = { kind = \"last_name\" }\n\
         gone = { kind = \"ssn\", mask = \"drop\" }\n",
    );
    let text = "\u{feff}id;note;name;gone\r\n1;\"a \"\"b\"\"; c\r\nd\";\"Smith\";1\r\n\r\n2;;\"\";\r\n3; x ;;\"2\"\r\n";
    scratch.write("t.csv", text);
    scratch.run(&["mask", "s.toml", "t.csv", "--out", "out"]).fine();
    let masked = scratch.read("out/t.csv");
    let id = |n: usize| {
        masked.lines().filter(|l| l.starts_with('-')).nth(n).unwrap().split(';').next().unwrap().to_owned()
    };
    let name = masked.split(";\"").nth(2).unwrap().split('"').next().unwrap();
    let expected = format!(
        "\u{feff}id;note;name\r\n{};\"a \"\"b\"\"; c\r\nd\";\"{name}\"\r\n\r\n{};;\"\"\r\n{}; x ;\r\n",
        id(0),
        id(1),
        id(2)
    );
    assert_eq!(masked, expected);
    assert_ne!(name, "Smith");
}

#[test]
fn broken_files_are_told_by_line_and_never_by_value() {
    let scratch = Scratch::new();
    scratch.write(
        "s.toml",
        "[tables.t]\nrows = 1\n[tables.t.columns]\na = { kind = \"ssn\" }\nb = { kind = \"last_name\", on_invalid = \"fail\" }\n",
    );
    let cases = [
        ("a,b\n1,canary\n2,canary,canary\n", "t.csv:3"),
        ("a,b\n1,\"canary\n", "a quote is not closed"),
        ("a,b\n1,\"canary\"x\n", "follows the closing quote"),
        ("a,b\n1,can\"ary\n", "a quote stands inside"),
        ("a,b\n1,canary7\n", "column t.b"),
        ("a,a\n1,canary\n", "comes twice"),
    ];
    for (text, words) in cases {
        scratch.write("t.csv", text);
        let ran = scratch.run(&["mask", "s.toml", "t.csv", "--out", "out"]).refuses(words);
        assert!(!ran.all().contains("canary"), "{}", ran.all());
        assert!(scratch.files("out").is_empty() && !scratch.join("out").exists());
    }
}

#[test]
fn keys_are_guarded() {
    let scratch = exported("patients=5");
    scratch.run(&["keygen", "--out", "k"]).fine();
    scratch.run(&["keygen", "--out", "k"]).refuses("never replaced");
    mask(&scratch, "out", &["--key-file", "k"]).refuses("safe-harbor makes a key for the run");
    mask(&scratch, "out", &["--profile", "pseudonymised"]).refuses("needs a key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |name: &str| std::fs::metadata(scratch.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("k"), 0o600);
        mask(&scratch, "private", &[]).fine();
        assert_eq!(mode("private/patients.csv"), 0o600);
        std::fs::set_permissions(scratch.join("k"), std::fs::Permissions::from_mode(0o644)).unwrap();
        mask(&scratch, "out", &["--profile", "pseudonymised", "--key-file", "k"]).refuses("chmod 600");
    }
    scratch.shell("git init -q . && placebo mask caseload prod --out in-tree").refuses("git work tree");
    scratch.shell("placebo keygen --out tracked.key").refuses("git work tree");
}
