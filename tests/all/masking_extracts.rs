//! Extracts of some subjects: whose rows are in them, and what guards them.

use crate::scratch::{Ran, Scratch};
use std::collections::BTreeSet;

const SCHEMA: &str = r#"
[tables.people]
rows = 1
subject = "id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }
name = { kind = "full_name" }
mother_id = { kind = "reference", table = "people", column = "id" }
state = { kind = "state", mask = { keep = "a test" } }

[tables.visits]
rows = 1
[tables.visits.columns]
id = { kind = "serial", primary_key = true }
person_id = { kind = "reference", table = "people", column = "id" }
doctor_id = { kind = "reference", table = "doctors", column = "id" }

[tables.bills]
rows = 1
[tables.bills.columns]
visit_id = { kind = "reference", table = "visits", column = "id" }
code = { kind = "choice", values = ["a"], mask = { keep = "a test" } }

[tables.doctors]
rows = 1
[tables.doctors.columns]
id = { kind = "serial", primary_key = true }
site_id = { kind = "reference", table = "sites", column = "id" }

[tables.sites]
rows = 1
[tables.sites.columns]
id = { kind = "serial", primary_key = true }
code = { kind = "choice", values = ["a"], mask = { keep = "a test" } }
"#;

/// Person 1 with the mother 2; 3 and 4 are others. All doctors but the last have visits of several.
const TABLES: [(&str, &str, &str); 5] = [
    (
        "people",
        "id,name,mother_id,state",
        "1,Ann Smith,2,NM\n2,Eva Smith,,TX\n3,Bo Jones,,NM\n4,Cy Young,,TX\n",
    ),
    ("visits", "id,person_id,doctor_id", "10,1,100\n11,2,101\n12,3,100\n13,4,102\n14,1,101\n"),
    ("bills", "visit_id,code", "10,b10\n11,b11\n12,b12\n13,b13\n14,b14\n"),
    ("doctors", "id,site_id", "100,1000\n101,1000\n102,1001\n103,1002\n"),
    ("sites", "id,code", "1000,s1000\n1001,s1001\n1002,s1002\n"),
];

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("s.toml", SCHEMA);
    for (table, header, rows) in TABLES {
        scratch.write(&format!("csv/{table}.csv"), &format!("{header}\n{rows}"));
        let names: Vec<&str> = header.split(',').collect();
        let line = |row: &str| {
            let pairs = names.iter().zip(row.split(',')).filter(|(_, v)| !v.is_empty());
            let pair = |(name, value): (&&str, &str)| match value.parse::<u64>() {
                Ok(n) => format!("\"{name}\":{n}"),
                Err(_) => format!("\"{name}\":\"{value}\""),
            };
            format!("{{{}}}\n", pairs.map(pair).collect::<Vec<_>>().join(","))
        };
        scratch.write(&format!("jsonl/{table}.jsonl"), &rows.lines().map(line).collect::<String>());
    }
    let copy = |(table, header, rows): (&str, &str, &str)| {
        let rows = rows.replace(",,", ",\\N,").replace(',', "\t");
        format!("COPY public.{table} ({}) FROM stdin;\n{rows}\\.\n\n", header.replace(',', ", "))
    };
    scratch.write("d/dump.sql", &TABLES.map(copy).concat());
    let insert = |(table, header, rows): (&str, &str, &str)| {
        let value = |text: &str| match text {
            "" => "NULL".to_owned(),
            text if text.parse::<u64>().is_ok() => text.to_owned(),
            text => format!("'{text}'"),
        };
        let rows: Vec<String> = rows
            .lines()
            .map(|row| format!("({})", row.split(',').map(value).collect::<Vec<_>>().join(", ")))
            .collect();
        format!("INSERT INTO public.{table} ({header}) VALUES\n\t{};\n\n", rows.join(",\n\t"))
    };
    scratch.write("i/dump.sql", &TABLES.map(insert).concat());
    scratch.key("k");
    scratch
}

fn mask(scratch: &Scratch, input: &str, out: &str, more: &[&str]) -> Ran {
    scratch.mask(input, out, more)
}

/// The codes of bills and sites that are in a text, which are kept and so say which rows are.
fn codes(text: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>();
    let marks = text.match_indices(['b', 's']).map(|(at, _)| word(&text[at..]));
    marks.filter(|word| word.len() > 2 && word[1..].bytes().all(|b| b.is_ascii_digit())).collect()
}

/// What is theirs goes along, and all that it refers to; what those share with others does not bring the others.
#[test]
fn an_extract_holds_what_is_theirs_and_what_that_refers_to() {
    let scratch = scratch();
    scratch.write("ids", "1\n");
    let expected: BTreeSet<String> = ["b10", "b14", "s1000"].map(str::to_owned).into();
    for (input, files) in [("csv", 5), ("jsonl", 5), ("d", 1), ("i", 1)] {
        let out = format!("out-{input}");
        let ran = mask(&scratch, input, &out, &["--subject-file", "ids"]).fine();
        assert!(ran.err.contains("k = 1"), "{}", ran.err);
        let text: String =
            scratch.files(&out).iter().map(|file| scratch.read(&format!("{out}/{file}"))).collect();
        assert_eq!(codes(&text), expected, "{input}\n{text}");
        assert_eq!(scratch.files(&out).len(), files);
    }
    // The mother is there, as the row refers to her; her visits are not, nor the doctors whom nobody of these saw.
    let lines = |name: &str| scratch.read(&format!("out-csv/{name}.csv")).lines().count() - 1;
    assert_eq!(
        [lines("people"), lines("visits"), lines("bills"), lines("doctors"), lines("sites")],
        [2, 2, 2, 2, 1]
    );
    let whole = mask(&scratch, "csv", "whole", &[]).fine();
    assert!(!whole.err.contains("warning"), "{}", whole.err);
    let all = scratch.read("whole/people.csv");
    assert!(
        scratch.read("out-csv/people.csv").lines().all(|line| all.contains(line)),
        "other stand-ins than in the whole"
    );
}

#[test]
fn subjects_are_chosen_by_condition_by_chance_and_by_standard_input() {
    let scratch = scratch();
    scratch.write("where.toml", "people = \"state = 'TX'\"\n");
    mask(&scratch, "csv", "texas", &["--where-file", "where.toml"]).fine();
    assert_eq!(codes(&scratch.read("texas/bills.csv")), ["b11", "b13"].map(str::to_owned).into());
    let ran = scratch.shell(
        "printf '3\\n99\\n' | placebo mask s.toml csv --profile pseudonymised --key-file k --reason x --out one --subject-file -",
    );
    assert!(ran.fine().err.contains("of 2 subjects that are listed, 1 are in the input"));
    assert_eq!(codes(&scratch.read("one/bills.csv")), ["b12".to_owned()].into());
    let many: String = (0..4_000).map(|n| format!("{n},Ann Smith,,NM\n")).collect();
    scratch.write("many/people.csv", &format!("id,name,mother_id,state\n{many}"));
    for out in ["a", "b"] {
        mask(&scratch, "many", out, &["--sample", "10%", "--threads", if out == "a" { "1" } else { "2" }])
            .fine();
    }
    let kept = scratch.read("a/people.csv");
    assert_eq!(kept, scratch.read("b/people.csv"));
    let rows = kept.lines().count() - 1;
    assert!((320..480).contains(&rows), "{rows}");
}

#[test]
fn choices_that_choose_nobody_are_refused_and_no_identifier_is_told() {
    let scratch = scratch();
    let cases = [
        ("777canary\n", "--subject-file", "none of the 1 subjects"),
        ("\n", "--subject-file", "names no subject"),
        ("people = \"nmae = 'canary'\"", "--where-file", "the condition on `people`"),
        ("people = \"state = \"", "--where-file", "the condition on `people`"),
        ("poeple = \"state = 'canary'\"", "--where-file", "there is `people`"),
        ("sites = \"code = 'canary'\"", "--where-file", "are of no subject"),
        ("canary", "--where-file", "no TOML"),
        (
            "people = \"'canary' = '' OR 1 / (id - 1) > 0\"",
            "--where-file",
            "write TABLE = \"CONDITION\", such as",
        ),
    ];
    for (text, option, words) in cases {
        scratch.write("choice", text);
        let ran = mask(&scratch, "csv", "out", &[option, "choice"]).refuses(words);
        assert!(!ran.all().contains("canary"), "{}", ran.all());
        assert!(!scratch.join("out").exists());
    }
    mask(&scratch, "csv", "out", &["--sample", "0"]).refuses("a share above 0");
    let record = scratch.read("placebo-audit.jsonl");
    assert!(record.contains("keyed_blake3") && !record.contains("canary"), "{record}");
    scratch.write("ids", "1\n");
    let ran = scratch.run(&["mask", "s.toml", "csv", "--out", "safe", "--subject-file", "ids"]).fine();
    assert!(
        ran.err.contains("Safe Harbor is not met, because the extract is cut to chosen subjects"),
        "{}",
        ran.err
    );
}

#[test]
fn only_an_approved_policy_runs_where_that_is_required() {
    let scratch = scratch();
    let required = |out: &str| scratch.run(&["mask", "s.toml", "csv", "--out", out, "--require-approved"]);
    required("a").refuses("placebo schema approve s.toml");
    scratch.run(&["schema", "approve", "s.toml", "--note", "review 7"]).fine();
    required("a").fine();
    scratch.edit("s.toml", "{ keep = \"a test\" }", "{ keep = \"another reason\" }");
    required("b").fine();
    scratch.edit(
        "s.toml",
        "name = { kind = \"full_name\" }",
        "name = { kind = \"full_name\", mask = \"token\" }",
    );
    required("c").refuses("is not approved");
    scratch.run(&["schema", "approve", "s.toml"]).fine();
    required("c").fine();
    scratch.run(&["schema", "approve", "s.toml", "--revoke"]).fine();
    required("d").refuses("taken back");
    let record = scratch.read("placebo-approvals.jsonl");
    scratch.write("placebo-approvals.jsonl", &record.replacen("review 7", "review 8", 1));
    required("e").refuses("was changed");
}

#[test]
fn encrypted_files_hold_nothing_that_can_be_read() {
    let scratch = scratch();
    let to = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    mask(&scratch, "csv", "out", &["--encrypt-to", to]).fine();
    for file in scratch.files("out") {
        assert!(file.ends_with(".csv.age"), "{file}");
        let bytes = std::fs::read(scratch.join(&format!("out/{file}"))).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1\n-> X25519 "));
        assert!(!String::from_utf8_lossy(&bytes).contains("_id"), "{file}");
    }
    mask(&scratch, "csv", "bad", &["--encrypt-to", "age1nonsense"]).refuses("X25519 recipient");
}

#[test]
fn the_previous_key_of_a_file_is_taken_when_asked_for() {
    let scratch = scratch();
    scratch.run(&["keygen", "--out", "k2", "--previous", "k"]).fine();
    let run = |out: &str, more: &[&str]| {
        let args = ["mask", "s.toml", "csv", "--profile", "pseudonymised", "--reason", "x", "--out", out];
        scratch.run(&[&args[..], more].concat()).fine();
        scratch.read(&format!("{out}/people.csv"))
    };
    let old = run("old", &["--key-file", "k"]);
    assert_ne!(run("new", &["--key-file", "k2"]), old);
    assert_eq!(run("again", &["--key-file", "k2", "--previous-key"]), old);
    mask(&scratch, "csv", "none", &["--previous-key"]).refuses("holds no previous key");
}
