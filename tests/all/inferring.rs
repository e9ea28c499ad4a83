//! Schemas drafted from files: kinds by names and by values, no value in the draft, and how often "this column identifies
//! somebody" is right.

use crate::scratch::{Scratch, repository};
use placebo::kinds;
use placebo::plan::{self, Profile};
use placebo::schema::{self, NoFiles};
use std::collections::BTreeSet;
use std::fs;

/// At least so many of the columns that identify somebody are found, and of those that are found at least so many do.
const RECALL: f64 = 0.985;
const PRECISION: f64 = 0.95;

/// The columns of a schema that are exported, as table and column, each with whether it identifies somebody.
fn truth(text: &str) -> Vec<(String, bool)> {
    let document = schema::parse("truth.toml", text, &NoFiles).unwrap();
    let mut all = Vec::new();
    for table in &document.tables {
        for column in table.columns.iter().filter(|column| !column.name.value.starts_with('_')) {
            let mut own = (table, column);
            // What is taken from another column identifies as that does.
            let kind = loop {
                let name = own.1.kind.as_ref().map_or("expr", |kind| kind.value.as_str());
                let text = |key: &str| match own.1.arg(key).map(|arg| &arg.value) {
                    Some(schema::Value::Text(text)) => Some(text.clone()),
                    _ => None,
                };
                if !["parent", "reference"].contains(&name) {
                    break name.to_owned();
                }
                let target =
                    text("table").or_else(|| own.0.parent.as_ref().map(|p| p.table.value.clone())).unwrap();
                let table = document.tables.iter().find(|t| t.name.value == target).unwrap();
                let wanted = text("column").unwrap();
                own = (table, table.columns.iter().find(|c| c.name.value == wanted).unwrap());
            };
            // What is computed, or fixed, has no kind that says what it is.
            if kind == "expr" || kind == "constant" {
                continue;
            }
            let identifies = kinds::find(&kind).is_some_and(|kind| kind.mask.class.is_some());
            all.push((format!("{}.{}", table.name.value, column.name.value), identifies));
        }
    }
    all
}

/// The columns of a draft that identify somebody.
fn found(draft: &str) -> BTreeSet<String> {
    let document = schema::parse("draft.toml", draft, &NoFiles).unwrap();
    let policy =
        plan::policy(&document, Profile::SafeHarbor).unwrap_or_else(|e| panic!("{}", e.render(false)));
    let of = |table: &plan::TablePolicy| {
        let names = table.columns.iter().filter(|column| column.class.is_some());
        names.map(|column| format!("{}.{}", table.name, column.name)).collect::<Vec<_>>()
    };
    policy.tables.iter().flat_map(of).collect()
}

/// How many were right over some exports, and which were missed or wrong.
#[derive(Default)]
struct Held {
    right: usize,
    missed: Vec<String>,
    wrong: Vec<String>,
}

/// Holds the draft of one export against its truth.
fn hold(text: &str, schema: &str, format: &str, all: &mut Held) {
    let scratch = Scratch::new();
    scratch
        .run(&["generate", schema, "--format", format, "--rows", "400", "--out", "data", "--quiet"])
        .fine();
    scratch.run(&["infer", "data", "--out", "draft.toml"]).fine();
    let draft = scratch.read("draft.toml");
    scratch.run(&["schema", "check", "draft.toml"]).fine();
    assert!(!draft.lines().any(|line| !line.starts_with('#') && line.contains("keep =")), "{draft}");
    let found = found(&draft);
    for (column, identifies) in truth(text) {
        match (identifies, found.contains(&column)) {
            (true, true) => all.right += 1,
            (true, false) => all.missed.push(column),
            (false, true) => all.wrong.push(column),
            (false, false) => {}
        }
    }
}

#[test]
fn columns_that_identify_somebody_are_found() {
    let mut all = Held::default();
    for (name, format) in [("legacy", "csv"), ("clinica", "csv"), ("mobile", "jsonl"), ("lab", "parquet")] {
        let path = repository().join(format!("tests/exports/{name}.toml"));
        hold(&fs::read_to_string(&path).unwrap(), path.to_str().unwrap(), format, &mut all);
    }
    for preset in ["caseload", "contact-tracing", "care-fund"] {
        let text = fs::read_to_string(repository().join(format!("schemas/{preset}.toml"))).unwrap();
        hold(&text, preset, "csv", &mut all);
    }
    let Held { right, missed, wrong } = all;
    let share = |others: &[String]| right as f64 / (right + others.len()) as f64;
    assert!(
        share(&missed) >= RECALL,
        "recall {:.3} {:.3}: {missed:?} {wrong:?}",
        share(&missed),
        share(&wrong)
    );
    assert!(share(&wrong) >= PRECISION, "precision {:.3}: {wrong:?}", share(&wrong));
}

/// Values that nothing else in a draft is called, by the columns of an export whose values somebody could be known by.
fn telling(file: &str) -> BTreeSet<String> {
    let mut lines = file.lines().skip(1);
    let mut all = BTreeSet::new();
    for line in lines.by_ref() {
        let cells = line.split(',').map(|cell| cell.trim_matches('"').trim());
        // Short numbers, and words that stand in every schema, are in any text.
        let long =
            |cell: &&str| cell.len() >= 5 && (cell.len() >= 7 || cell.chars().any(|c| !c.is_ascii_digit()));
        all.extend(cells.filter(long).map(str::to_lowercase));
    }
    all
}

#[test]
fn no_value_of_a_sample_comes_into_the_draft() {
    let scratch = Scratch::new();
    let schema = repository().join("tests/exports/legacy.toml");
    scratch.run(&["generate", schema.to_str().unwrap(), "--out", "data", "--quiet"]).fine();
    let told = scratch.run(&["infer", "data", "--out", "draft.toml"]).all();
    let draft = format!("{}\n{told}", scratch.read("draft.toml")).to_lowercase();
    let words: BTreeSet<&str> = draft.split(|c: char| !c.is_alphanumeric()).collect();
    let mut looked_at = 0;
    for value in telling(&scratch.read("data/PTMAST.csv")) {
        // A value of one word is found as a word of the draft, a longer one anywhere in it.
        let one = value.chars().all(char::is_alphanumeric);
        let there = if one { words.contains(value.as_str()) } else { draft.contains(&value) };
        // Words of the draft's own that a name or a place happens to be.
        assert!(!there || one && value.len() < 7, "{value}");
        looked_at += 1;
    }
    assert!(looked_at > 5_000, "{looked_at}");
}

#[test]
fn first_lines_and_keys_that_are_values_are_refused_and_not_shown() {
    let scratch = Scratch::new();
    let first = ["Ann", "Bob", "Carla", "David", "Edith", "Frank"];
    let rows = |head: &str, row: &dyn Fn(usize) -> String| -> String {
        head.to_owned() + &(0..30).map(|n| row(n) + "\n").collect::<String>()
    };
    for (name, head, values) in [
        ("names", "Ann,Smith,open\n", ["Ann", "Smith"]),
        ("whole", "Zwentibold Quux,Ann Smith\n", ["Ann Smith", "Zwentibold"]),
        ("streets", "place,12 Main Street\n", ["Main Street", "12 Main"]),
        ("states", "status,Pending\n", ["Pending", "pending"]),
    ] {
        let text = rows(head, &|n| {
            let given = first[n % first.len()];
            if name == "states" {
                format!("{n},{}", ["Pending", "Closed"][n % 2])
            } else {
                format!("{given},Smith{n},closed")
            }
        });
        let width = head.matches(',').count() + 1;
        let text: String = text
            .lines()
            .map(|line| line.split(',').take(width).collect::<Vec<_>>().join(",") + "\n")
            .collect();
        scratch.write(&format!("{name}.csv"), &text);
        let told = scratch.run(&["infer", &format!("{name}.csv"), "--out", "draft.toml"]).ends(2).all();
        assert!(told.contains("is the first line a row?"), "{name}: {told}");
        assert!(values.iter().all(|value| !told.contains(value)), "{name}: {told}");
    }
    for (name, line) in [
        ("people", r#"{"id": 1, "visits": {"Ann": {"n": 1}, "Bob": {"n": 2}}}"#),
        ("whole", r#"{"id": 1, "visits": {"Ann Smith": 2}}"#),
        ("numbers", r#"{"id": 1, "visits": {"MRN0012345": 2}}"#),
        (
            "both",
            r#"{"id": 1, "Zoe Quux": 2, "Ann Smith": 2}
{"id": 1, "Ann Smith": {"n": 1}}"#,
        ),
    ] {
        scratch.write(&format!("{name}.jsonl"), &format!("{line}\n"));
        let told = scratch.run(&["infer", &format!("{name}.jsonl"), "--out", "draft.toml"]).ends(2).all();
        assert!(told.contains("are keys values here?"), "{name}: {told}");
        assert!(["Ann", "Bob", "Quux", "12345"].iter().all(|value| !told.contains(value)), "{name}: {told}");
    }
    assert!(scratch.files("").iter().all(|file| !file.contains("draft")));
}

#[test]
fn nested_lines_dumps_and_what_is_no_table_are_told_apart() {
    let scratch = Scratch::new();
    let line = |n: u32| {
        format!(
            r#"{{"id": {n}, "name": {{"given": "Ann", "family": "Smith"}}, "telecom": [{{"system": "phone", "value": "212-555-01{:02}"}}], "address": {{"zip": "10025"}}, "active": true}}"#,
            n % 100
        )
    };
    let text: String = (1..=40).map(|n| line(n) + "\n").collect();
    scratch.write("patients.jsonl", &text);
    scratch.run(&["infer", "patients.jsonl", "--out", "draft.toml"]).fine();
    let draft = scratch.read("draft.toml");
    for words in [
        "\"name.given\" = { kind = \"first_name\"",
        "\"name.family\" = { kind = \"last_name\"",
        "\"telecom[].value\" = { kind = \"phone\"",
        "\"address.zip\" = { kind = \"zip\"",
        "subject = \"id\"",
    ] {
        assert!(draft.contains(words), "{words}: {draft}");
    }
    // The draft masks what it was drafted from.
    scratch.run(&["mask", "draft.toml", "patients.jsonl", "--out", "safe", "--quiet"]).fine();
    assert!(!scratch.read("safe/patients.jsonl").contains("Smith"));

    scratch.write(
        "dump.sql",
        "CREATE TABLE public.visits (id integer NOT NULL, patient_email text, status text);\n\
         COPY public.visits (id, patient_email, status) FROM stdin;\n1\tann@example.com\topen\n2\tbob@example.com\tclosed\n\\.\n",
    );
    scratch.run(&["infer", "dump.sql", "--out", "dump.toml"]).fine();
    let draft = scratch.read("dump.toml");
    assert!(draft.contains("patient_email = { kind = \"email\"") && !draft.contains("closed"), "{draft}");

    scratch.write("rows.csv", "1,Ann,1980-01-01,ann@example.com\n2,Bob,1990-02-02,bob@example.com\n");
    let refused = scratch.run(&["infer", "rows.csv"]).ends(2).all();
    assert!(refused.contains("no name of a column") && !refused.contains("ann@"), "{refused}");
}

#[test]
fn names_say_more_than_types_do() {
    let scratch = Scratch::new();
    let row = |n: u32| {
        let (month, day) = (n % 12 + 1, n % 28 + 1);
        let born = format!("{}{month:02}{day:02}", 1930 + n);
        format!(
            "{n},{born},2024{month:02}{day:02},{},{},{},Reno,{},<p>Seen <b>Ann</b></p>,{},{}\n",
            60 + n,
            60 + n,
            n % 2,
            n.is_multiple_of(2),
            n % 7 + 1,
            n.is_multiple_of(3)
        )
    };
    let head = "record_id,BENE_BIRTH_DT,CLM_FROM_DT,age_enroll,resp_age,sex_at_enrollment,city_home,OptedOutOfEmail,notes,facility_id,safe_to_leave_message\n";
    scratch.write("members.csv", &(head.to_owned() + &(1..=40).map(row).collect::<String>()));
    scratch.run(&["infer", "members.csv", "--out", "draft.toml"]).fine();
    let draft = scratch.read("draft.toml");
    let line =
        |name: &str| draft.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap().to_owned();
    for (name, words) in [
        ("BENE_BIRTH_DT", "kind = \"birth_date\""),
        ("CLM_FROM_DT", "kind = \"date\""),
        ("age_enroll", "kind = \"age\""),
        ("resp_age", "kind = \"age\""),
        ("sex_at_enrollment", "kind = \"sex\""),
        ("city_home", "kind = \"city\""),
        ("OptedOutOfEmail", "kind = \"boolean\""),
        ("notes", "mask = { action = \"usual\", text = \"html\" }"),
        ("facility_id", "kind = \"serial\" }"),
        ("safe_to_leave_message", "kind = \"boolean\""),
    ] {
        assert!(line(name).contains(words), "{name}: {}", line(name));
    }
    // What the draft fills looks as what it was drafted from, and what it masks stays eight digits.
    scratch.run(&["generate", "draft.toml", "--rows", "20", "--out", "made", "--quiet"]).fine();
    scratch.run(&["mask", "draft.toml", "members.csv", "--out", "safe", "--quiet"]).fine();
    for file in ["made/members.csv", "safe/members.csv"] {
        for row in csv::Reader::from_path(scratch.join(file)).unwrap().records() {
            let born = row.unwrap()[1].to_owned();
            assert!(born.len() == 8 && born.bytes().all(|b| b.is_ascii_digit()), "{file}: {born}");
        }
    }
    let safe = scratch.read("safe/members.csv");
    assert!(safe.lines().skip(1).all(|row| row.split(',').nth(1).unwrap().ends_with("0101")), "{safe}");
    assert!(safe.lines().skip(31).all(|row| row.split(',').nth(3) == Some("90")), "{safe}");
}

#[test]
fn the_hand_is_kept_where_files_have_a_new_column() {
    let scratch = Scratch::new();
    let rows = |extra: &str| -> String {
        let head =
            if extra.is_empty() { "id,first_name\n".to_owned() } else { "id,first_name,ssn\n".to_owned() };
        head + &(1..=30).map(|n| format!("{n},Ann{extra}\n")).collect::<String>()
    };
    scratch.write("people.csv", &rows(""));
    scratch.run(&["infer", "people.csv", "--out", "s.toml"]).fine();
    scratch.edit("s.toml", "rows = 1000", "rows = 77 # mine");
    scratch.write("people.csv", &rows(",900-01-0001"));
    let told = scratch.run(&["infer", "people.csv", "--check", "s.toml"]).ends(1).all();
    assert!(told.contains("column `people.ssn` is new"), "{told}");
    scratch.run(&["infer", "people.csv", "--update", "s.toml"]).fine();
    let updated = scratch.read("s.toml");
    assert!(updated.contains("rows = 77 # mine") && updated.contains("kind = \"ssn\""), "{updated}");
    scratch.run(&["infer", "people.csv", "--check", "s.toml"]).fine();
}

#[test]
fn a_key_that_is_a_value_is_not_told() {
    let scratch = Scratch::new();
    scratch.write("t.jsonl", "{\"id\":1,\"canary\":\"x\"}\n\n{\"id\":2,\"canary\":{\"of\":1}}\n");
    let ran = scratch.run(&["infer", "t.jsonl"]).refuses("t.jsonl:3");
    assert!(!ran.all().contains("canary") && ran.err.contains("nested in an earlier line"), "{}", ran.err);
    // NULL in the place of an object is one.
    scratch.write(
        "t.jsonl",
        "{\"id\":1,\"home\":null}\n{\"id\":2,\"home\":{\"city\":\"Reno\"}}\n{\"id\":3,\"home\":null}\n",
    );
    scratch.run(&["infer", "t.jsonl"]).fine();
}

#[test]
fn no_statement_of_definitions_is_passed_over() {
    let scratch = Scratch::new();
    let table = "CREATE TABLE t (\n    id integer PRIMARY KEY\n);\n";
    scratch.write("s.sql", &format!("\\restrict Abc\n{table}\\i canary.sql\n"));
    let ran = scratch.run(&["infer", "s.sql"]).refuses("s.sql:5");
    assert!(ran.err.contains("which is not followed") && !ran.all().contains("canary"), "{}", ran.err);
    fs::write(scratch.join("s.sql"), [table.as_bytes(), b"COMMENT ON TABLE t IS 'canar\xff';\n"].concat())
        .unwrap();
    let ran = scratch.run(&["infer", "s.sql"]).refuses("is not UTF-8");
    assert!(!ran.all().contains("canar"), "{}", ran.err);
}

#[test]
fn books_of_ours_in_a_dump_are_left_alone_and_left_empty() {
    let scratch = Scratch::new();
    scratch.write(
        "dump.sql",
        "CREATE TABLE placebo.manifest (\n    name text NOT NULL,\n    complete boolean NOT NULL,\n    manifest text NOT NULL\n);\n\
         CREATE TABLE public.people (\n    id integer NOT NULL,\n    full_name text\n);\n\
         COPY placebo.manifest (name, complete, manifest) FROM stdin;\nclinic\tt\t{\"of\": \"the original\"}\n\\.\n\
         COPY public.people (id, full_name) FROM stdin;\n1\tAnn Canary\n\\.\n",
    );
    let draft = scratch.run(&["infer", "dump.sql"]).fine().out;
    assert!(
        draft.contains("# placebo.manifest is left alone") && !draft.contains("tables.\"placebo"),
        "{draft}"
    );
    scratch.write("s.toml", &draft);
    let told = scratch.run(&["mask", "s.toml", "dump.sql", "--out", "out"]).fine().all();
    assert!(told.contains("rows of placebo.manifest"), "{told}");
    assert!(
        scratch.read("out/dump.sql").contains("COPY") && !scratch.read("out/dump.sql").contains("original")
    );
}

#[test]
fn files_in_base64_are_no_numbers_of_accounts() {
    let scratch = Scratch::new();
    let coded = |text: &str| {
        let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let bytes: Vec<u8> =
            text.bytes().chain(std::iter::repeat_n(b' ', (3 - text.len() % 3) % 3)).collect();
        bytes
            .chunks(3)
            .flat_map(|c| [c[0] >> 2, (c[0] & 3) << 4 | c[1] >> 4, (c[1] & 15) << 2 | c[2] >> 6, c[2] & 63])
            .map(|six| char::from(digits[usize::from(six)]))
            .collect::<String>()
    };
    let mut rows = "id,scan,letter,page\n".to_owned();
    for n in 1..=20 {
        let letter = format!(
            "Dear Ann Canary, your appointment number {n} is on Monday. Please call 202-345-67{:02} before.",
            n + 10
        );
        let page = format!(
            "<html><body><p>Dear Ann Canary, appointment {n} is on Monday.</p><p>Thank you.</p></body></html>"
        );
        let scan = coded(&format!("\u{1}\u{2}\u{0}{n}{}", "\u{3}scan of a page".repeat(8)));
        rows.push_str(&format!("{n},{scan},{},{}\n", coded(&letter), coded(&page)));
    }
    scratch.write("letters.csv", &rows);
    scratch.run(&["infer", "letters.csv", "--out", "s.toml"]).fine();
    let draft = scratch.read("s.toml");
    let of = |column: &str| {
        draft.lines().find(|line| line.starts_with(&format!("{column} ="))).unwrap().to_owned()
    };
    assert!(of("scan").contains("constant = \"\"") || of("scan").contains("\"null\""), "{draft}");
    assert!(of("letter").contains("text = \"base64\""), "{draft}");
    assert!(of("page").contains("text = [\"base64\", \"html\"]"), "{draft}");
    scratch.key("k");
    scratch.mask("letters.csv", "out", &[]).fine();
    let masked = scratch.read("out/letters.csv");
    let kept = masked.lines().skip(1).filter(|line| rows.contains(line.rsplit(',').nth(1).unwrap())).count();
    assert_eq!(kept, 0, "{masked}");
}
