//! `scope`: each tenant has stand-ins of its own, in columns and in texts.

use crate::scratch::Scratch;
use std::collections::BTreeMap;

const SCHEMA: &str = r#"
[tables.people]
rows = 1
subject = "id"
scope = "tenant_id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }
tenant_id = { kind = "choice", values = ["a", "b"], mask = { keep = "a test" } }
name = { kind = "full_name" }
city = { kind = "city", on_invalid = "token" }
state = { kind = "state", mask = { keep = "a test" } }
zip = { kind = "zip" }
born = { kind = "birth_date" }
note = { kind = "sentence", mask = "scrub" }
"#;

fn rows(scratch: &Scratch, out: &str) -> Vec<BTreeMap<String, String>> {
    let people: String = (0..8)
        .map(|n| {
            let tenant = if n % 2 == 0 { "a" } else { "b" };
            let note =
                "Lives in Peoria. Moved from 12 Oak Street, Springfield, IL 62701. MRN 55512345 of another.";
            format!("{n},{tenant},Ann Canary,Peoria,IL,61602,no date,\"{note}\"\n")
        })
        .collect();
    scratch.write("people.csv", &format!("id,tenant_id,name,city,state,zip,born,note\n{people}"));
    scratch.mask("people.csv", out, &[]).fine();
    csv::Reader::from_path(scratch.join(&format!("{out}/people.csv")))
        .unwrap()
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

#[test]
fn tenants_have_stand_ins_of_their_own() {
    let scratch = Scratch::new();
    scratch.write("s.toml", SCHEMA);
    scratch.key("k");
    let rows = rows(&scratch, "out");
    let (a, b): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row["tenant_id"] == "a");
    let all = |rows: &[&BTreeMap<String, String>], name: &str| {
        let first = rows[0][name].clone();
        assert!(rows.iter().all(|row| row[name] == first), "{name}");
        first
    };
    for name in ["name", "city", "zip", "born", "note"] {
        let (one, other) = (all(&a, name), all(&b, name));
        assert_ne!(one, other, "{name}");
        assert!(!one.contains("Canary") && !one.contains("Peoria") && !one.contains("no date"), "{one}");
    }
    let (one, other) = (all(&a, "note"), all(&b, "note"));
    for (note, rows) in [(&one, &a), (&other, &b)] {
        assert!(note.contains(&rows[0]["city"]), "{note}");
        assert!(
            !note.contains("Springfield") && !note.contains("62701") && !note.contains("55512345"),
            "{note}"
        );
    }
    // What no column knows is another in another tenant's texts too.
    let words =
        |note: &str, city: &str| note.replace(city, "").split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (words(&one, &a[0]["city"]), words(&other, &b[0]["city"]));
    let digits = |words: &[String]| {
        words.iter().filter(|w| w.bytes().any(|b| b.is_ascii_digit())).cloned().collect::<Vec<_>>()
    };
    assert!(
        digits(&one).iter().zip(digits(&other)).filter(|(one, other)| *one != other).count() >= 2,
        "{one:?} {other:?}"
    );
}
