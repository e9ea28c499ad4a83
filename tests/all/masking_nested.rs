//! JSON inside columns, rows that are copied into audit trails, columns that nobody lists, and places in one piece.

use crate::scratch::Scratch;
use std::collections::BTreeMap;

const SCHEMA: &str = r#"
[tables.people]
rows = 1
subject = "id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }
name = { kind = "full_name" }
born = { kind = "birth_date" }
ssn = { kind = "ssn", unique = true }
city = { kind = "city" }
state = { kind = "state", mask = { keep = "a test" } }
zip = { kind = "zip" }

[tables.events]
rows = 1
[tables.events.columns]
id = { kind = "serial", primary_key = true }
"payload.who.name" = { kind = "full_name" }
"payload.phones[]" = { kind = "phone" }
"payload.ok" = { kind = "boolean", mask = { keep = "a test" } }

[tables.versions]
rows = 1
[tables.versions.columns]
id = { kind = "serial", primary_key = true }
item_type = { kind = "choice", values = ["Person"], mask = { keep = "a test" } }
item_id = { kind = "serial", same_as = "people.id" }
object = { kind = "json", value = {}, copy_of = "item_type" }
changed = { kind = "json", value = {}, copy_of = "people" }
"#;

const PEOPLE: &str = "id,name,born,ssn,city,state,zip\n7,Ann Canary,1980-02-03,123-45-6789,Reno,NV,89501\n8,Bo Nightingale,1970-02-03,123-45-6788,Boston,MA,02134\n";

fn scratch() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("s.toml", &SCHEMA.replace("\"Person\"", "\"People\""));
    scratch.write("in/people.csv", PEOPLE);
    let payload = r#"{ ""who"":{""name"":""Ann Canary""}, ""phones"":[""202-345-6789"", null],""ok"":true }"#;
    scratch.write("in/events.csv", &format!("id,payload\n1,\"{payload}\"\n2,\n3,canary no json\n"));
    let json = r#"{""id"":7,""name"":""Ann Canary"",""born"":""1980-02-03"",""ssn"":""123-45-6789""}"#;
    let yaml = "---\nid: 7\nname: Ann Canary\nborn: 1980-02-03\nssn: 123-45-6789\nstate: NV\n";
    let changed = r#"{""name"":[""Ann Canary"",""Ann Nightingale""]}"#;
    scratch.write(
        "in/versions.csv",
        &format!("id,item_type,item_id,object,changed\n1,People,7,\"{json}\",\"{changed}\"\n2,people,7,\"{yaml}\",\n3,Ghost,1,\"{json}\",\n"),
    );
    scratch.run(&["keygen", "--out", "k"]).fine();
    scratch
}

fn mask(scratch: &Scratch, out: &str, more: &[&str]) -> crate::scratch::Ran {
    let args = [
        "mask",
        "s.toml",
        "in",
        "--profile",
        "pseudonymised",
        "--key-file",
        "k",
        "--reason",
        "x",
        "--out",
        out,
    ];
    scratch.run(&[&args[..], more].concat())
}

fn rows(scratch: &Scratch, file: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(scratch.join(file)).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn json_inside_a_column_is_treated_by_its_paths() {
    let scratch = scratch();
    let ran = mask(&scratch, "out", &[]).fine();
    assert!(ran.err.contains("events.payload: 1 values are not what it holds elsewhere"), "{}", ran.err);
    let (people, events) = (rows(&scratch, "out/people.csv"), rows(&scratch, "out/events.csv"));
    let name = &people[0]["name"];
    assert!(
        events[0]["payload"].starts_with(&format!("{{ \"who\":{{\"name\":\"{name}\"}}, \"phones\":[\"")),
        "{:?}",
        events[0]
    );
    assert!(events[0]["payload"].ends_with("\", null],\"ok\":true }"), "{:?}", events[0]);
    assert_eq!((events[1]["payload"].as_str(), events[2]["payload"].as_str()), ("", "null"));
    let all: String = scratch.files("out").iter().map(|f| scratch.read(&format!("out/{f}"))).collect();
    assert!(
        !all.to_lowercase().contains("canary") && !all.contains("123-45") && !all.contains("202-345"),
        "{all}"
    );
}

#[test]
fn copies_of_rows_are_treated_as_the_rows() {
    let scratch = scratch();
    mask(&scratch, "out", &[]).fine();
    let (people, versions) = (rows(&scratch, "out/people.csv"), rows(&scratch, "out/versions.csv"));
    let person = &people[0];
    let copied: serde_json::Value = serde_json::from_str(&versions[0]["object"]).unwrap();
    for key in ["name", "born", "ssn"] {
        assert_eq!(copied[key], person[key].as_str(), "{key}");
        assert!(
            versions[1]["object"].contains(&format!("{key}: {}\n", person[key])),
            "{key} {}",
            versions[1]["object"]
        );
    }
    assert_eq!(copied["id"].to_string(), person["id"]);
    assert!(
        versions[1]["object"].starts_with("---\nid: -") && versions[1]["object"].ends_with("state: NV\n")
    );
    let changed: serde_json::Value = serde_json::from_str(&versions[0]["changed"]).unwrap();
    assert_eq!(changed["name"][0], person["name"].as_str());
    assert!(
        changed["name"][1].as_str().unwrap().ends_with(people[1]["name"].split(' ').next_back().unwrap())
    );
    // A table that the schema has not.
    assert_eq!(versions[2]["object"], "null");
}

#[test]
fn a_path_that_nobody_lists_stops_the_run_or_becomes_null() {
    let scratch = scratch();
    let cases = [
        ("1,\"{\"\"nick\"\":\"\"canary\"\"}\"\n", "\"payload.nick\"".replace("payload.", "")),
        ("1,\"{\"\"who\"\":\"\"canary\"\"}\"\n", "paths below it".to_owned()),
        ("1,\"{\"\"ok\"\":{\"\"canary\"\":1}}\"\n", "is nested".to_owned()),
    ];
    for (rows, words) in cases {
        scratch.write("in/events.csv", &format!("id,payload\n{rows}"));
        let ran = mask(&scratch, "bad", &[]).refuses(words.trim_matches('"'));
        assert!(!ran.all().contains("canary"), "{}", ran.all());
    }
    scratch.write("in/events.csv", "id,payload\n1,\"{\"\"nick\"\":\"\"canary\"\",\"\"ok\"\":false}\"\n");
    mask(&scratch, "null", &["--unlisted", "null"]).fine();
    assert_eq!(rows(&scratch, "null/events.csv")[0]["payload"], "{\"nick\":null,\"ok\":false}");
}

#[test]
fn what_nobody_lists_becomes_a_token_where_null_is_not_allowed() {
    let scratch = scratch();
    scratch.write(
        "d.sql",
        "CREATE TABLE public.people (\n    id integer NOT NULL,\n    nick character varying(8) NOT NULL,\n    score integer NOT NULL,\n    note text\n);\n\n\
         COPY public.people (id, nick, score, note) FROM stdin;\n7\tcanary\t4711\tcanary\n8\tcanary\t4711\t\\N\n\\.\n",
    );
    scratch.run(&["mask", "s.toml", "d.sql", "--out", "stop"]).refuses("nick = {");
    scratch.run(&["mask", "s.toml", "d.sql", "--out", "null", "--unlisted", "null"]).fine();
    let masked = scratch.read("null/dump.sql");
    let row: Vec<&str> = masked
        .lines()
        .find(|line| line.starts_with('-') && line.contains('\t'))
        .unwrap()
        .split('\t')
        .collect();
    assert!(
        row[1].len() == 8 && row[1].starts_with('t') && row[2].parse::<u32>().is_ok() && row[3] == "\\N",
        "{row:?}"
    );
    assert!(!masked.contains("canary") && !masked.contains("4711"), "{masked}");
}

/// City, state and ZIP code agree after masking as before, whatever stays of them.
#[test]
fn a_place_stays_one_place() {
    let scratch = Scratch::new();
    scratch.run(&["generate", "caseload", "--rows", "patients=200", "--out", "prod", "-q"]).fine();
    scratch.run(&["keygen", "--out", "k"]).fine();
    scratch
        .run(&[
            "mask",
            "caseload",
            "prod",
            "--out",
            "out",
            "--profile",
            "pseudonymised",
            "--key-file",
            "k",
            "--reason",
            "x",
        ])
        .fine();
    scratch.run(&["mask", "caseload", "prod", "--out", "safe"]).fine();
    let (before, after, safe) = (
        rows(&scratch, "prod/patients.csv"),
        rows(&scratch, "out/patients.csv"),
        rows(&scratch, "safe/patients.csv"),
    );
    let mut cities: BTreeMap<String, String> = BTreeMap::new();
    for ((old, new), safe) in before.iter().zip(&after).zip(&safe) {
        let is_token = |city: &String| city.len() == 26 && city.starts_with("t");
        if is_token(&new["city"]) || is_token(&safe["city"]) {
            // A state that is nearly one city, such as DC: a token is left for it.
            assert!(old["state"] == "DC", "{}", old["state"]);
            continue;
        }
        let zip: u32 = new["zip"].parse().unwrap();
        let row = placebo::reference::place_of_zip(zip).unwrap();
        assert_eq!(placebo::reference::places::CITY.get(row), new["city"]);
        assert_eq!(placebo::reference::places::STATE.get(row), new["state"]);
        assert_ne!(old["city"], new["city"]);
        // One city of one state is one city.
        let city =
            cities.entry(format!("{} {}", old["city"], old["state"])).or_insert_with(|| new["city"].clone());
        assert_eq!(*city, new["city"]);
        let of_area = |row: &usize| {
            safe["zip"] == "00000"
                || format!("{:05}", placebo::reference::places::ZIP.get(*row))[..3] == safe["zip"][..3]
        };
        let (city, state) = (placebo::reference::places::CITY, placebo::reference::places::STATE);
        let mut area = (0..placebo::reference::places::ROWS).filter(of_area);
        let fits = |row: usize| city.get(row) == safe["city"] && state.get(row) == safe["state"];
        // Digits that are nearly all of the one city itself, or of one named after it, leave its stand-in to the state.
        let same =
            |row: &usize| city.get(*row).contains(&old["city"]) || old["city"].contains(city.get(*row));
        let here: Vec<usize> = (0..placebo::reference::places::ROWS).filter(of_area).collect();
        let alone = here.iter().filter(|row| same(row)).count() * 10 >= here.len() * 8;
        assert!(alone || area.any(fits), "{} {} {}", safe["city"], safe["state"], safe["zip"]);
        assert!((0..placebo::reference::places::ROWS).any(fits), "{} {}", safe["city"], safe["state"]);
    }
}
