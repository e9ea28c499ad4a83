//! `placebo explain`: the value it tells is the value that was written.

use crate::scratch::{Scratch, clinic};

/// Cells of the clinic, one of each way in which a value comes about.
const CELLS: &[(&str, usize, &str)] = &[
    ("organizations", 0, "name"),
    ("organizations", 2, "settings"),
    ("users", 0, "email"),
    ("users", 39, "email"),
    ("users", 17, "manager_id"),
    ("users", 5, "password_digest"),
    ("households", 12, "city"),
    ("households", 12, "income"),
    ("patients", 3, "id"),
    ("patients", 3, "first_name"),
    ("patients", 40, "chart_number"),
    ("patients", 40, "household_id"),
    ("patients", 21, "full_name"),
    ("enrolments", 8, "program_id"),
    ("cases", 11, "opened_on"),
    ("cases", 11, "worker_id"),
    ("contacts", 6, "relationship"),
    ("appointments", 30, "starts_at"),
    ("encounters", 4, "diagnosis_name"),
    ("observations", 10, "value"),
    ("messages", 9, "author"),
    ("audit_log", 100, "took_ms"),
];

fn cell(scratch: &Scratch, table: &str, row: usize, column: &str) -> String {
    let mut reader = csv::Reader::from_path(scratch.join(&format!("run/{table}.csv"))).unwrap();
    let at = reader.headers().unwrap().iter().position(|name| name == column).unwrap();
    let record = reader.records().nth(row).unwrap_or_else(|| panic!("{table} has no row {row}")).unwrap();
    record[at].to_owned()
}

#[test]
fn what_is_told_is_what_was_written() {
    let scratch = Scratch::new();
    scratch.run(&["generate", &clinic(), "--out", "run", "-q"]).fine();
    for (table, row, column) in CELLS {
        let name = format!("{table}:{row}.{column}");
        let told = scratch.run(&["explain", &clinic(), &name]).fine().out;
        let first = told.lines().next().unwrap();
        let value = first.strip_prefix(&format!("{name} = ")).unwrap_or_else(|| panic!("{first}"));
        let written = cell(&scratch, table, *row, column);
        let matches = match value {
            "NULL" => written.is_empty(),
            text if text.starts_with('"') => text == format!("{written:?}"),
            plain => {
                plain.replace(' ', "T").trim_end_matches('Z')
                    == written.trim_end_matches('Z').replace(' ', "T")
            }
        };
        assert!(matches, "{name}: {value} is told, {written:?} was written");
        assert!(told.contains("kind"), "{told}");
    }
}

#[test]
fn the_way_to_a_value_is_told() {
    let scratch = Scratch::new();
    let told = scratch.run(&["explain", &clinic(), "patients:3.first_name"]).fine().out;
    for word in ["first_name, version 1", "households:", "birth_date", "sex", "seeds/names/first_names.csv"] {
        assert!(told.contains(word), "{word}\n{told}");
    }
    let fixed = scratch.run(&["explain", &clinic(), "users:0.email"]).fine().out;
    assert!(fixed.contains("\"admin@clinic.example\"") && fixed.contains("nothing was drawn"), "{fixed}");
    // By its key, and a column that is drawn and not written.
    let by_key = scratch.run(&["explain", &clinic(), "users[1].email"]).fine().out;
    assert_eq!(by_key.lines().next(), fixed.lines().next());
    let hidden = scratch.run(&["explain", &clinic(), "households:3._home"]).fine().out;
    assert!(hidden.contains("not written"), "{hidden}");
}

#[test]
fn cells_that_are_not_there_are_refused() {
    let scratch = Scratch::new();
    let refuse = |cell: &str, words: &str| {
        scratch.run(&["explain", &clinic(), cell]).refuses(words);
    };
    refuse("patiens:1.sex", "there is `patients`");
    refuse("patients:1.sx", "there is `sex`");
    refuse("users:4000.email", "none has the number 4000");
    refuse("patients.sex", "names no cell");
    refuse("users[77777].email", "no row has the primary key");
}
