//! Exports of other countries and of systems that declare nothing: odd headers, words for nothing, codes that refer by value alone.

use crate::scratch::Scratch;
use std::fs;

const FAMILY: [&str; 12] = [
    "Gutiérrez",
    "Muñoz",
    "Müller",
    "Schäfer",
    "Lefèvre",
    "Conceição",
    "Peña",
    "Núñez",
    "Köhler",
    "Gonçalves",
    "Ibáñez",
    "Zimmermann",
];
const GIVEN: [&str; 8] = ["José", "María", "Jürgen", "Hélène", "João", "Inés", "Björn", "Álvaro"];

fn pick<'a>(list: &[&'a str], n: usize) -> &'a str {
    list[n % list.len()]
}

/// The line of a column in a draft.
fn line<'a>(draft: &'a str, name: &str) -> &'a str {
    let starts = [format!("{name} = "), format!("\"{name}\" = "), format!("'{name}' = ")];
    let mut lines = draft.lines();
    lines.find(|line| starts.iter().any(|s| line.starts_with(s))).unwrap_or_else(|| panic!("{name}: {draft}"))
}

fn says(draft: &str, expected: &[(&str, &str)]) {
    for (name, words) in expected {
        let line = line(draft, name);
        match words.strip_prefix('!') {
            Some(none) => assert!(!line.contains(none), "{name}: {line}"),
            None => assert!(line.contains(words), "{name}: {line}"),
        }
    }
}

/// The cells of a column of a masked file.
fn column(scratch: &Scratch, file: &str, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(scratch.join(file)).unwrap();
    let at = reader.headers().unwrap().iter().position(|head| head == name).unwrap();
    reader.records().map(|row| row.unwrap()[at].to_owned()).collect()
}

#[test]
fn latin_1_with_semicolons_is_drafted_and_masked() {
    let scratch = Scratch::new();
    let rows = (0..60).map(|n| {
        format!(
            "{:06};{};{};{:02}.{:02}.19{};0{}/{};{:05};{};{}\n",
            n * 37 + 1,
            pick(&FAMILY, n + n / 12),
            pick(&GIVEN, n),
            n % 28 + 1,
            n % 12 + 1,
            40 + n % 50,
            711 + n,
            500_000 + n * 977,
            70_000 + n * 13,
            pick(&["ja", "nein"], n),
            pick(&["k.A.", "Lehrer", "Bäcker"], n)
        )
    });
    let text = format!(
        "Pat.-Nr.;Nachname;Vorname;Geb.-Dat.;Tel. privat;PLZ;Raucher j/n;Beschäftigung\n{}",
        rows.collect::<String>()
    );
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    fs::write(scratch.join("stamm.csv"), bytes).unwrap();
    scratch.run(&["infer", "stamm.csv", "--out", "draft.toml"]).refuses("--encoding latin1");
    scratch.run(&["infer", "stamm.csv", "--encoding", "latin1", "--out", "draft.toml"]).fine();
    let draft = scratch.read("draft.toml");
    says(
        &draft,
        &[
            ("Pat.-Nr.", "kind = \"mrn\""),
            ("Nachname", "last_name"),
            ("Vorname", "first_name"),
            ("Geb.-Dat.", "birth_date"),
            ("Tel. privat", "phone"),
            ("PLZ", "zip"),
        ],
    );
    scratch
        .run(&["mask", "draft.toml", "stamm.csv", "--encoding", "latin1", "--out", "safe", "--quiet"])
        .fine();
}

#[test]
fn names_with_marks_are_names_whatever_the_column_is_called() {
    let scratch = Scratch::new();
    let rows = (0..60)
        .map(|n| format!("{} {},{},{n}\n", pick(&GIVEN, n), pick(&FAMILY, n + n / 8), pick(&FAMILY, n)));
    scratch.write("t.csv", &format!("col_1,col_2,Kids (names + ages) \n{}", rows.collect::<String>()));
    scratch.run(&["infer", "t.csv", "--out", "draft.toml"]).fine();
    says(
        &scratch.read("draft.toml"),
        &[("col_1", "full_name"), ("col_2", "last_name"), ("Kids (names + ages) ", "kind")],
    );
}

#[test]
fn what_stands_for_nothing_is_no_value_and_stays() {
    let scratch = Scratch::new();
    let row = |n: usize| {
        let died = if n.is_multiple_of(3) {
            format!("2023-{:02}-{:02}", n % 12 + 1, n % 28 + 1)
        } else {
            "NULL".to_owned()
        };
        let phone = if n.is_multiple_of(2) { format!("505-867-{:04}", n * 31) } else { "---".to_owned() };
        let score = if n.is_multiple_of(4) { "NA".to_owned() } else { format!("{}.5", n % 9) };
        format!("{died},{phone},{score}\n")
    };
    scratch.write("t.csv", &format!("death_date,contact_no,pain\n{}", (0..60).map(row).collect::<String>()));
    scratch.run(&["infer", "t.csv", "--out", "draft.toml"]).fine();
    says(
        &scratch.read("draft.toml"),
        &[
            ("death_date", "death_date"),
            ("death_date", "placeholders = [\"NULL\"]"),
            ("contact_no", "kind = \"phone\""),
            ("pain", "kind = \"number\""),
        ],
    );
    scratch.run(&["mask", "draft.toml", "t.csv", "--out", "safe", "--quiet"]).fine();
    assert!(column(&scratch, "safe/t.csv", "death_date").iter().filter(|cell| *cell == "NULL").count() == 40);
    // What somebody may be called is replaced.
    let row = |n: u32| {
        if n.is_multiple_of(9) {
            "Null\n".to_owned()
        } else {
            format!("{}\n", ["Garcia", "Nguyen", "Miller"][n as usize % 3])
        }
    };
    scratch.write("n.csv", &format!("last_name\n{}", (0..60).map(row).collect::<String>()));
    scratch.run(&["infer", "n.csv", "--out", "names.toml"]).fine();
    assert!(!scratch.read("names.toml").contains("placeholders"), "{}", scratch.read("names.toml"));
    assert!(column(&scratch, "safe/t.csv", "contact_no").iter().filter(|cell| *cell == "---").count() == 30);
}

/// A number of five digits and more, as if it were drawn.
fn code(n: usize) -> usize {
    100_000 + n * 7_919 % 800_000
}

#[test]
fn codes_refer_by_their_values() {
    let scratch = Scratch::new();
    let staff = (0..40).map(|n| format!("{},E{},{}\n", code(n), code(n + 90), pick(&FAMILY, n)));
    scratch.write("staff.csv", &format!("PROV_ID,Badge Code,family\n{}", staff.collect::<String>()));
    let visit =
        |n: usize| format!("{},E{},{},{}\n", code(n * 7 % 40), code(n * 3 % 40 + 90), 800_000 + n, n % 3 + 1);
    scratch.write(
        "visits.csv",
        &format!(
            "VISIT_PROV_ID,seen by code,EPIC_PROV_ID,type_concept_id\n{}",
            (0..90).map(visit).collect::<String>()
        ),
    );
    let inputs = ["staff.csv", "visits.csv"];
    scratch.run(&[&["infer"][..], &inputs, &["--out", "draft.toml"]].concat()).fine();
    let draft = scratch.read("draft.toml");
    says(
        &draft,
        &[("type_concept_id", "!serial"), ("EPIC_PROV_ID", "!reference"), ("Badge Code", "[A-Z][0-9]{6}")],
    );
    scratch.run(&[&["mask", "draft.toml"][..], &inputs, &["--out", "safe", "--quiet"]].concat()).fine();
    for (parent, child, times) in [("PROV_ID", "VISIT_PROV_ID", 7), ("Badge Code", "seen by code", 3)] {
        let (keys, refer) =
            (column(&scratch, "safe/staff.csv", parent), column(&scratch, "safe/visits.csv", child));
        for (n, value) in refer.iter().enumerate() {
            assert_eq!(*value, keys[n * times % 40], "{child} {n}");
        }
    }
}

#[test]
fn papers_accounts_handles_and_outlines_are_told_by_their_form() {
    let scratch = Scratch::new();
    let row = |n: usize| {
        let north = format!("35.{}", code(n));
        format!(
            "{}.{}.{}-{:02},@{}.{n},{north} -106.65{n} 0 0; {north} -106.66{n} 0 0; {north} -106.67{n} 0 0,Basic {},{}{}\n",
            100 + n * 7,
            200 + n * 11 % 700,
            100 + n * 13 % 800,
            n,
            pick(&["ana", "luis", "eva"], n),
            code(n),
            pick(&["my aunt ", "a friend of ", "the wife of "], n),
            pick(&GIVEN, n % 3)
        )
    };
    scratch.write(
        "t.csv",
        &format!("a,b,plot,insurance,referred_other\n{}", (0..60).map(row).collect::<String>()),
    );
    scratch.run(&["infer", "t.csv", "--out", "draft.toml"]).fine();
    says(
        &scratch.read("draft.toml"),
        &[
            ("a", "drivers_license"),
            ("b", "username"),
            ("plot", "latitude"),
            ("insurance", "!kind = \"insurance\""),
            ("referred_other", "scrub"),
        ],
    );
    scratch.run(&["mask", "draft.toml", "t.csv", "--out", "safe", "--quiet"]).fine();
    for cell in column(&scratch, "safe/t.csv", "a") {
        let shape: String = cell.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
        assert_eq!(shape, "999.999.999-99");
    }
}
