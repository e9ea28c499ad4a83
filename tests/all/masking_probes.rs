//! What a stranger tries who looks for people in a masked output: names where no values are, dates of nobody, odd files.

use crate::scratch::{Ran, Scratch};

const KEYED: [&str; 6] = ["--profile", "pseudonymised", "--key-file", "k", "--reason", "x"];

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

fn keyed(scratch: &Scratch, input: &str) -> Ran {
    mask(scratch, input, &KEYED)
}

/// The columns of the second line of a CSV file of the output.
fn first_row(scratch: &Scratch) -> Vec<String> {
    let text = scratch.read("out/patients.csv");
    text.lines().nth(1).unwrap().split(',').map(str::to_owned).collect()
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

#[test]
fn dates_of_nobody_do_not_tell_how_far_a_subject_moved() {
    let scratch = scratch("dob = { kind = \"birth_date\" }\nends = { kind = \"date\" }");
    let rows = [("1961-03-14", "9999-12-31"), ("1900-01-01", "2024-02-29"), ("1823-07-14", "2999-12-31")];
    let line =
        |(n, (born, ends)): (usize, &(&str, &str))| format!("{n},Xyloquint,Vander{n}snoodle,{born},{ends}\n");
    let lines: String = rows.iter().enumerate().map(line).collect();
    scratch.write("patients.csv", &format!("id,first_name,last_name,dob,ends\n{lines}"));
    keyed(&scratch, "patients.csv").fine();
    let text = scratch.read("out/patients.csv");
    let cell = |row: usize, column: usize| text.lines().nth(row).unwrap().split(',').nth(column).unwrap();
    assert_eq!(
        (cell(1, 4), cell(2, 3), cell(3, 3), cell(3, 4)),
        ("9999-12-31", "1900-01-01", "1823-01-01", "2999-12-31")
    );
    assert!(cell(1, 3) != "1961-03-14" && cell(2, 4) != "2024-02-29", "{text}");
    let record = scratch.read("placebo-audit.jsonl");
    assert_eq!(record.matches("\"placeholders\":2").count(), 2, "{record}");
}

#[test]
fn somebody_is_as_old_as_by_now_whatever_the_latest_date_is() {
    let scratch = scratch("dob = { kind = \"birth_date\" }");
    scratch.write(
        "patients.csv",
        "id,first_name,last_name,dob\n1,Ann,Vandersnoodle,1921-03-14\n2,Ann,Boodle,1990-05-06\n",
    );
    mask(&scratch, "patients.csv", &[]).fine();
    let born: i32 = first_row(&scratch)[3][..4].parse().unwrap();
    assert!(born >= 1935, "{born}");
    mask(&scratch, "patients.csv", &["--extracted-on", "1990-12-31"]).fine();
    assert_eq!(first_row(&scratch)[3], "1921-01-01");
}

#[test]
fn a_header_that_holds_rows_is_not_shown() {
    let scratch = scratch("dob = { kind = \"birth_date\" }");
    scratch.write("patients.csv", "id,first_name,last_name,dob\r1,Xyloquint,Vandersnoodle,1961-03-14\r");
    let ran = mask(&scratch, "patients.csv", &[]).refuses("carriage return");
    assert!(!ran.err.contains("Xylo") && !ran.err.contains("Vander"), "{}", ran.err);
}

#[test]
fn dates_with_the_day_first_move_and_pass_the_check() {
    let scratch = scratch("dob = { kind = \"birth_date\" }");
    for dates in [
        ["30.07.1929", "05.07.1931", "12.12.1950"],
        ["30/07/1929", "25/12/1931", "13/01/1950"],
        ["30-07-1929", "05-07-1931", "12-12-1950"],
    ] {
        let line = |(n, date): (usize, &&str)| format!("{n},Ann,Vander{n}snoodle,{date}\n");
        let lines: String = dates.iter().enumerate().map(line).collect();
        scratch.write("patients.csv", &format!("id,first_name,last_name,dob\n{lines}"));
        keyed(&scratch, "patients.csv").fine();
        assert!(!scratch.read("out/patients.csv").contains(dates[0]));
    }
}
