//! Stand-ins are no longer than their column takes.

use super::{key, policy};
use crate::cells::{Block, Cells, Replacement, State};
use crate::mask::{Collector, Masker};
use crate::plan::Profile;
use crate::schema::{NoFiles, parse};

const SCHEMA: &str = r#"
    [tables.p]
    rows = 1
    subject = "id"
    [tables.p.columns]
    id = { kind = "serial", primary_key = true }
    first = { kind = "first_name", sql = "character varying(5)" }
    name = { kind = "full_name", max_chars = 9 }
    county = { kind = "county", max_chars = 20, sql = "varchar(12)" }
    email = { kind = "email", sql = "varchar(20)" }
    code = { kind = "word", mask = "token", unique = true, sql = "character varying(14)" }
    born = { kind = "birth_date", sql = "varchar(10)" }
    lists = { kind = "word", mask = "token", sql = "varchar(3)[]" }
"#;

#[test]
fn no_stand_in_is_longer_than_its_column() {
    let most = [usize::MAX, 5, 9, 12, 20, 14, 10, 26];
    let row =
        ["1", "Anna", "Anna Li", "Orange County", "ann@home.net", "AB-1", "a date of no form", "x"].map(Some);
    let rows: Vec<Vec<String>> = (0..400)
        .map(|n| row.iter().flatten().map(|text| format!("{text}{}", "abcdefghij".repeat(n % 2))).collect())
        .collect();
    let columns = (0..most.len()).map(|c| {
        let mut cells = Cells::with_capacity(rows.len());
        for (n, row) in rows.iter().enumerate() {
            let text = if c == 0 || c == 5 { format!("{}{n}", row[c]) } else { row[c].clone() };
            cells.push(State::Text, text.as_bytes());
        }
        Some(cells)
    });
    let block = Block { rows: rows.len(), columns: columns.collect() };
    let document = parse("t.toml", SCHEMA, &NoFiles).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for byte in 0..20 {
        let policy = policy(&document, Profile::Pseudonymised).unwrap();
        let mut masker = Masker::new(policy, &key(byte), None).unwrap();
        let mut collector = Collector::new(1 << 30);
        collector.add(masker.gather(0, &block).unwrap()).unwrap();
        masker.collected(collector);
        masker.settle(&std::collections::BTreeMap::new()).unwrap();
        let masked = masker.mask(0, &block).unwrap();
        for (c, most) in most.iter().enumerate() {
            let Replacement::Cells(cells) = &masked.columns[c] else { panic!("column {c} was not treated") };
            for (i, row) in rows.iter().enumerate() {
                let text = cells.get(i).unwrap();
                assert!(text.chars().count() <= *most, "column {c}: {} characters", text.chars().count());
                assert!(c == 0 || !text.eq_ignore_ascii_case(&row[c]), "column {c}");
                if c == 5 {
                    assert!(seen.insert((byte, text.to_owned())), "tokens met");
                }
            }
        }
        let Replacement::Cells(mails) = &masked.columns[4] else { panic!("mails were not treated") };
        assert!(mails.get(0).unwrap().ends_with("@example.com"));
    }
}

#[test]
fn tokens_that_would_meet_are_refused() {
    let narrow = SCHEMA.replace("varying(14)", "varying(11)");
    let document = parse("t.toml", &narrow, &NoFiles).unwrap();
    let error = policy(&document, Profile::Pseudonymised).err().unwrap().render(false);
    assert!(error.contains("`code` is unique and takes 11 characters"), "{error}");
    assert!(error.contains("pattern"), "{error}");
}
