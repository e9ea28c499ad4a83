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
    scratch.key("k");
    scratch
}

fn mask(scratch: &Scratch, out: &str, more: &[&str]) -> crate::scratch::Ran {
    scratch.mask("in", out, more)
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

/// An audit row may itself be copied: as a text within the text, or as an object within the object.
#[test]
fn copies_within_copies_are_treated_by_their_tables() {
    let scratch = scratch();
    let person =
        serde_json::json!({ "id": 7, "name": "Ann Canary", "born": "1980-02-03", "ssn": "123-45-6789" });
    let version = |object: serde_json::Value| serde_json::json!({ "id": 1, "item_type": "people", "item_id": 7, "object": object });
    let wrapped = |object: serde_json::Value| serde_json::json!({ "id": 2, "item_type": "Versions", "item_id": 1, "object": object });
    let text = version(person.to_string().into());
    let object = version(person.clone());
    let mut deep = version(person.clone());
    (0..4).for_each(|_| deep = wrapped(deep.clone()));
    let rows = [text, object, wrapped(version(person)), deep, version("no canary".into())];
    let cell = |value: &serde_json::Value| value.to_string().replace('"', "\"\"");
    let lines: String = rows.iter().map(|row| format!("5,versions,1,\"{}\",\n", cell(row))).collect();
    scratch.write("in/versions.csv", &format!("id,item_type,item_id,object,changed\n{lines}"));
    let told = mask(&scratch, "out", &[]).fine();
    let (people, versions) =
        (self::rows(&scratch, "out/people.csv"), self::rows(&scratch, "out/versions.csv"));
    let outer = |at: usize| -> serde_json::Value { serde_json::from_str(&versions[at]["object"]).unwrap() };
    let inside: serde_json::Value = serde_json::from_str(outer(0)["object"].as_str().unwrap()).unwrap();
    for inside in [inside, outer(1)["object"].clone(), outer(2)["object"]["object"].clone()] {
        for key in ["name", "born", "ssn"] {
            assert_eq!(inside[key], people[0][key].as_str(), "{key} {inside}");
        }
        assert_eq!(inside["id"].to_string(), people[0]["id"]);
    }
    assert_eq!(outer(1)["item_id"].to_string(), people[0]["id"]);
    // What stands deeper becomes NULL, as does what is no row.
    assert!(outer(3)["object"]["object"]["object"]["object"].is_null(), "{}", outer(3));
    assert!(outer(4)["object"].is_null());
    assert!(told.err.contains("versions.object: 2 values are not what it holds elsewhere"), "{}", told.err);
    assert!(!scratch.read("out/versions.csv").to_lowercase().contains("canary"));
    assert!(!told.all().to_lowercase().contains("canary"), "{}", told.all());
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
    scratch.key("k");
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

#[test]
fn a_name_that_may_be_a_value_is_neither_written_nor_told() {
    let scratch = scratch();
    let events = |keys: &str| {
        scratch.write("events.jsonl", &format!("{{\"id\":1,\"payload\":{{\"ok\":true{keys}}}}}\n"))
    };
    let run = |more: &[&str]| {
        let args = ["mask", "s.toml", "events.jsonl", "--out", "odd", "--unlisted", "null"];
        scratch.run(&[&args[..], more].concat())
    };
    for key in ["canary@home.net", "123-45-6789 canary", "Canary: +1 (212) 736", "can\u{e1}ry"] {
        events(&format!(",\"{key}\":1,\"fine\":2"));
        let ran = run(&[]).refuses("1 column whose name may be a value");
        assert!(!ran.all().contains("anary") && !ran.all().contains("\u{e1}ry"), "{}", ran.all());
        assert!(!scratch.join("odd").exists());
    }
    events(",\"fine\":2");
    assert!(run(&[]).fine().err.contains("payload.fine"));
    scratch.write(
        "in/people.csv",
        &PEOPLE.replace("id,name", "id,canary@home.net,name").replace("\n7", "\n7,x").replace("\n8", "\n8,x"),
    );
    let ran = mask(&scratch, "odd2", &["--unlisted", "null"]).refuses("1 column whose name may be a value");
    assert!(!ran.all().contains("canary"), "{}", ran.all());
}

#[test]
fn the_head_of_a_copied_row_carries_nothing() {
    let scratch = scratch();
    let row = |head: &str| {
        scratch.write(
            "in/versions.csv",
            &format!(
                "id,item_type,item_id,object,changed\n1,People,7,\"{head}\nid: 7\nname: Ann Canary\n\",\n"
            ),
        );
    };
    row("--- !ruby/hash:X {also: Bo Nightingale}");
    let told = mask(&scratch, "head", &[]).fine();
    let masked = scratch.read("head/versions.csv");
    assert!(!masked.contains("Nightingale") && !masked.contains("Canary"), "{masked}");
    assert!(told.err.contains("became null"), "{}", told.err);
    row("--- !ruby/hash:ActiveSupport::HashWithIndifferentAccess");
    mask(&scratch, "class", &[]).fine();
    assert!(scratch.read("class/versions.csv").contains("HashWithIndifferentAccess\nid: "));
}

#[test]
fn a_place_in_json_is_one_whatever_the_rows_beside_it_hold() {
    let scratch = Scratch::new();
    scratch.write(
        "s.toml",
        "[tables.t]\nrows = 1\n[tables.t.columns]\nid = { kind = \"serial\", primary_key = true }\n\
         \"home.city\" = { kind = \"city\" }\n\"home.state\" = { kind = \"state\", mask = { keep = \"a test\" } }\n\
         \"home.zip\" = { kind = \"zip\" }\n\"past[].city\" = { kind = \"city\" }\n\"past[].zip\" = { kind = \"zip\" }\n",
    );
    scratch.key("k");
    let home = r#""home":{"city":"Reno","state":"NV","zip":"89501"}"#;
    let masked = |out: &str, lines: &[String]| -> Vec<serde_json::Value> {
        scratch.write("t.jsonl", &(lines.join("\n") + "\n"));
        let args =
            ["mask", "s.toml", "t.jsonl", "--profile", "pseudonymised", "--key-file", "k", "--reason", "x"];
        scratch.run(&[&args[..], &["--out", out]].concat()).fine();
        scratch
            .read(&format!("{out}/t.jsonl"))
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let one = masked("one", &[format!("{{\"id\":1,{home}}}")]);
    let lines = [
        "{\"id\":2,\"home\":{\"zip\":\"02134\"}}".to_owned(),
        "{\"id\":3}".to_owned(),
        format!("{{\"id\":1,{home}}}"),
        format!(
            "{{\"id\":4,{home},\"past\":[{{\"city\":\"Boston\",\"zip\":\"02134\"}},{{\"city\":\"Chicago\"}},{{\"zip\":\"60601\"}}]}}"
        ),
        "{\"id\":5,\"past\":[{\"city\":\"Boston\"}]}".to_owned(),
    ];
    let many = masked("many", &lines);
    // A row is masked alike alone and among others.
    assert_eq!(one[0], many[2]);
    assert_eq!(one[0]["home"], many[3]["home"]);
    let home = &one[0]["home"];
    let (city, zip) = (home["city"].as_str().unwrap(), home["zip"].as_str().unwrap());
    assert!(city != "Reno" && zip != "89501" && zip.starts_with("89"), "{home}");
    let told = scratch.run(&["schema", "coverage", "s.toml"]).fine();
    assert!(told.out.contains("home.city"));
    let past = &many[3]["past"];
    assert_eq!(many[4]["past"][0]["city"], past[0]["city"]);
    for (at, name, original) in
        [(0, "city", "Boston"), (0, "zip", "02134"), (1, "city", "Chicago"), (2, "zip", "60601")]
    {
        let stand_in = past[at][name].as_str().unwrap();
        assert!(!stand_in.is_empty() && stand_in != original, "{past}");
    }
}
