//! The promises of masking, on blocks in memory.

use super::*;
use crate::cells::{Block, Cells, Replacement, State};
use crate::plan::{Profile, policy};
use crate::schema::{NoFiles, parse};
use zeroize::Zeroizing;

mod keys;
mod widths;

const SCHEMA: &str = r#"
    [tables.p]
    rows = 1
    subject = "id"
    [tables.p.columns]
    id = { kind = "serial", primary_key = true }
    first = { kind = "first_name" }
    last = { kind = "last_name" }
    name = { kind = "full_name" }
    ssn = { kind = "ssn", unique = true }
    phone = { kind = "phone" }
    email = { kind = "email" }
    born = { kind = "birth_date" }
    zip = { kind = "zip" }
    mrn = { kind = "mrn" }
    token = { kind = "uuid" }
    age = { kind = "age" }
"#;

const COLUMNS: [&str; 12] =
    ["id", "first", "last", "name", "ssn", "phone", "email", "born", "zip", "mrn", "token", "age"];

fn key(byte: u8) -> MaskKey {
    MaskKey::new(Zeroizing::new([byte; 32]))
}

fn masker(profile: Profile, byte: u8, block: &Block) -> Masker {
    let document = parse("t.toml", SCHEMA, &NoFiles).unwrap();
    let mut masker = Masker::new(policy(&document, profile).unwrap(), &key(byte), None).unwrap();
    let mut collector = Collector::new(1 << 30);
    collector.add(masker.gather(0, block).unwrap()).unwrap();
    masker.collected(collector);
    masker.settle(&std::collections::BTreeMap::new()).unwrap();
    masker
}

fn block(rows: &[[&str; 12]]) -> Block {
    let column = |c: usize| {
        let mut cells = Cells::with_capacity(rows.len());
        rows.iter().for_each(|row| match row[c] {
            "NULL" => cells.push(State::Null, b""),
            text => cells.push(State::Text, text.as_bytes()),
        });
        Some(cells)
    };
    Block { rows: rows.len(), columns: (0..12).map(column).collect() }
}

fn texts(masked: &Masked, name: &str) -> Vec<String> {
    let at = COLUMNS.iter().position(|column| *column == name).unwrap();
    let Replacement::Cells(cells) = &masked.columns[at] else { panic!("{name} was not treated") };
    (0..cells.len()).map(|i| cells.get(i).unwrap_or("NULL").to_owned()).collect()
}

fn people() -> Block {
    block(&[
        [
            "1",
            "Ann",
            "SMITH",
            "Ann Smith",
            "123-45-6789",
            "(202) 345-6789",
            "ann@home.net",
            "1931-05-06",
            "03601",
            "RC-001",
            "6f9619ff-8b86-4011-b42d-00c04fc964ff",
            "94",
        ],
        [
            "2",
            "ann",
            "smith",
            "Smith, Ann",
            "123456780",
            "202.345.6789",
            "ANN@home.net",
            "1980-05-06",
            "3601",
            "RC-002",
            "NULL",
            "45",
        ],
        [
            "3",
            "José",
            "O'Brien",
            "José O'Brien",
            "N/A",
            "12",
            "nobody",
            "soon",
            "SW1A 1AA",
            "x-~y",
            "N/A",
            "old",
        ],
        ["4", "", "NULL", "", "000-00-0001", "NULL", "", "2026-03-01", "NULL", "", "", ""],
    ])
}

#[test]
fn spellings_of_one_person_are_one_person() {
    let people = people();
    let masked = masker(Profile::Pseudonymised, 1, &people).mask(0, &people).unwrap();
    let (first, last) = (texts(&masked, "first"), texts(&masked, "last"));
    assert_eq!(first[0].to_lowercase(), first[1]);
    assert_eq!(last[0].to_lowercase(), last[1]);
    assert_eq!(last[0], last[0].to_uppercase());
    assert_eq!(texts(&masked, "name")[0].to_lowercase(), format!("{} {}", first[1], last[1]));
    assert_eq!(texts(&masked, "name")[1].to_lowercase(), format!("{}, {}", last[1], first[1]));
    assert_eq!(texts(&masked, "email")[0], texts(&masked, "email")[1]);
    let phones = texts(&masked, "phone");
    assert!(phones[0].starts_with('(') && phones[1].contains('.'));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    assert_eq!(digits(&phones[0]), digits(&phones[1]));
}

#[test]
fn null_and_empty_stay_and_nothing_invalid_passes() {
    let people = people();
    for profile in [Profile::SafeHarbor, Profile::Pseudonymised] {
        let masked = masker(profile, 1, &people).mask(0, &people).unwrap();
        assert_eq!(texts(&masked, "last")[3], "NULL");
        assert_eq!(texts(&masked, "first")[3], "");
        for (name, original) in [
            ("ssn", "N/A"),
            ("phone", "12"),
            ("email", "nobody"),
            ("born", "soon"),
            ("age", "old"),
            ("token", "N/A"),
        ] {
            let text = texts(&masked, name)[2].clone();
            assert!(text.starts_with('t') && text.len() == 26 && !text.contains(original), "{name} {text}");
        }
        for (c, name) in COLUMNS.iter().enumerate() {
            let Replacement::Cells(cells) = &masked.columns[c] else { panic!("{name}") };
            let Some(originals) = people.column(c) else { panic!() };
            for i in 0..4 {
                let same = cells.bytes(i) == originals.bytes(i) && !cells.bytes(i).is_empty();
                let harmless = matches!((*name, profile), ("age", _));
                assert!(!same || harmless, "{name} row {i}");
            }
        }
    }
}

#[test]
fn safe_harbor_keeps_years_and_one_class_for_the_old() {
    let people = people();
    let masked = masker(Profile::SafeHarbor, 1, &people).mask(0, &people).unwrap();
    assert_eq!(texts(&masked, "born")[..2], ["1936-01-01", "1980-01-01"]);
    assert_eq!(texts(&masked, "age")[..2], ["90", "45"]);
    assert_eq!(texts(&masked, "zip")[..3], ["00000", "00000", "00000"]);
    assert!(texts(&masked, "ssn")[0].starts_with('9'));
}

#[test]
fn a_subject_moves_as_one_and_keys_differ_by_no_constant() {
    let mut rows = Vec::new();
    let names: Vec<String> = (1..40).map(|n| n.to_string()).collect();
    for name in &names {
        for born in ["1980-05-06", "1999-12-31"] {
            let mut row = ["x"; 12];
            (row[0], row[7]) = (name, born);
            rows.push(row);
        }
    }
    let block = block(&rows);
    let days = |byte: u8| -> Vec<i64> {
        let masked = masker(Profile::Pseudonymised, byte, &block).mask(0, &block).unwrap();
        texts(&masked, "born")
            .iter()
            .map(|text| dates::read(text, dates::Style::default()).unwrap().days)
            .collect()
    };
    let of = |text: &str| dates::read(text, dates::Style::default()).unwrap().days;
    let (one, other) = (days(1), days(2));
    let mut differences: Vec<i64> = Vec::new();
    for row in (0..rows.len()).step_by(2) {
        let shift = of("1980-05-06") - one[row];
        assert!(shift >= 28 && shift % 7 == 0 && shift <= 104 * 7);
        assert_eq!(shift, of("1999-12-31") - one[row + 1]);
        differences.push(one[row] - other[row]);
    }
    differences.sort_unstable();
    differences.dedup();
    assert!(differences.len() > 15);
}

#[test]
fn unique_stays_unique_and_order_changes_nothing() {
    let ssns: Vec<String> =
        (0..3_000).map(|n| format!("{:03}-{:02}-{:04}", 100 + n % 700, 1 + n % 99, 1 + n)).collect();
    let ids: Vec<String> = (0..3_000).map(|n| (n * 7 % 3_000).to_string()).collect();
    let mut rows: Vec<[&str; 12]> = ssns
        .iter()
        .zip(&ids)
        .map(|(ssn, id)| {
            let mut row = ["x"; 12];
            (row[0], row[4]) = (id, ssn);
            row
        })
        .collect();
    let forward = block(&rows);
    let masked = masker(Profile::Pseudonymised, 9, &forward).mask(0, &forward).unwrap();
    let (numbers, ids) = (texts(&masked, "ssn"), texts(&masked, "id"));
    for list in [&numbers, &ids] {
        let mut sorted = list.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), 3_000);
    }
    assert!(ids.iter().all(|id| id.starts_with('-') && id.parse::<i32>().is_ok()));
    rows.reverse();
    let backward = block(&rows);
    let masked = masker(Profile::Pseudonymised, 9, &backward).mask(0, &backward).unwrap();
    let mut again = texts(&masked, "ssn");
    again.reverse();
    assert_eq!(again, numbers);
}

#[test]
fn another_key_gives_other_stand_ins() {
    let people = people();
    let of = |byte| masker(Profile::Pseudonymised, byte, &people).mask(0, &people).unwrap();
    let (one, again, other) = (of(1), of(1), of(2));
    for name in COLUMNS.iter().filter(|name| **name != "age") {
        assert_eq!(texts(&one, name), texts(&again, name), "{name}");
        assert_ne!(texts(&one, name), texts(&other, name), "{name}");
    }
}
