//! What a stranger tries who looks for people in a masked output: names where no values are, dates of nobody, odd files.

use crate::scratch::{Ran, Scratch};

/// A schema of patients with a key, two names and what else is said.
fn scratch(columns: &str) -> Scratch {
    let scratch = Scratch::new();
    scratch.key("k");
    let head = "[tables.patients]\nrows = 10\nsubject = \"id\"\n[tables.patients.columns]\n\
                id = { kind = \"serial\", primary_key = true }\nfirst_name = { kind = \"first_name\" }\n\
                last_name = { kind = \"last_name\" }\n";
    scratch.write("s.toml", &format!("{head}{columns}\n"));
    scratch
}

fn mask(scratch: &Scratch, input: &str, more: &[&str]) -> Ran {
    scratch.shell("rm -rf out").fine();
    scratch.run(&[&["mask", "s.toml", input, "--out", "out", "-q"], more].concat())
}

#[test]
fn names_of_columns_that_nobody_lists_are_searched_as_values_are() {
    let scratch = scratch("\"more.flag\" = { kind = \"boolean\", mask = \"null\" }");
    let line =
        |more: &str| format!("{{\"id\":1,\"first_name\":\"Xyloquint\",\"last_name\":\"Lee\"{more}}}\n");
    for key in [
        r#","Xyloquint":1"#,
        r#","XYLO_QUINT":1"#,
        r#","more":{"flag":true,"xyloquint":1}"#,
        r#","more":{"flag":true,"of Xyloquint":{"a":[1]}}"#,
        r#","Lee":1"#,
        r#","more":{"lee":1}"#,
    ] {
        scratch.write("patients.jsonl", &line(key));
        let ran = mask(&scratch, "patients.jsonl", &["--unlisted", "null"]).ends(1);
        assert!(ran.all().contains("survives"), "{}", ran.all());
    }
    scratch.write("patients.jsonl", &line(r#","more":{"flag":true,"grey":[1]}"#));
    mask(&scratch, "patients.jsonl", &["--unlisted", "null"]).fine();
    scratch.write("patients.csv", "id,first_name,last_name,Vandersnoodle\n1,Xyloquint,Vandersnoodle,4\n");
    mask(&scratch, "patients.csv", &["--unlisted", "null"]).ends(1);
    scratch.write("patients.csv", "id,first_name,last_name,remarks\n1,Xyloquint,Vandersnoodle,4\n");
    mask(&scratch, "patients.csv", &["--unlisted", "null"]).fine();
}
