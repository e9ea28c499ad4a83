//! A draft masks as it stands: every schema that is filled by it is masked into another database by it.

use super::{FILLED, database};
use crate::scratch::Scratch;
use crate::server::{self, Database};
use toml_edit::{DocumentMut, Item, Value};

/// What a target needs before: extensions are the administrator's to make.
fn target(name: &str) -> Database<'static> {
    let target = server::database();
    match name {
        "constraints" => drop(target.sql("CREATE EXTENSION btree_gist")),
        "casework" => drop(target.sql("CREATE EXTENSION citext; CREATE EXTENSION btree_gist")),
        _ => {}
    }
    target
}

fn drafted(name: &str, rows: &str) -> (Scratch, Database<'static>) {
    let (scratch, source) = (Scratch::new(), database(name));
    let url = source.url();
    scratch.run(&["infer", &url, "--out", "s.toml"]).fine();
    scratch.run(&["generate", "s.toml", "--rows", rows, "--to", &url, "--quiet"]).fine();
    scratch.key("k");
    (scratch, source)
}

/// How many rows each table has, a line each.
const COUNTS: &str = "SELECT format('%s.%s %s', schemaname, tablename, (xpath('/row/c/text()', \
    query_to_xml(format('SELECT count(*) AS c FROM %I.%I', schemaname, tablename), false, true, '')))[1]) \
    FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'placebo')";

#[test]
fn drafts_mask_the_databases_that_they_filled() {
    for name in FILLED {
        let (scratch, source) = drafted(name, "40");
        scratch.run(&["schema", "coverage", "s.toml"]).fine();
        for how in [&[][..], &["--profile", "pseudonymised", "--key-file", "k", "--reason", "x"]] {
            let target = target(name);
            let (from, to) = (source.url(), target.url());
            let told = scratch.run(&[&["mask", "s.toml", &from, "--to", &to][..], how].concat());
            assert_eq!(told.code, 0, "{name} {how:?}: {}", told.all());
            let (before, after) = (source.sql(COUNTS), target.sql(COUNTS));
            assert!(!after.is_empty(), "{name}");
            for table in after.lines() {
                assert!(before.lines().any(|other| other == table), "{name}: {table}");
            }
        }
    }
}

/// The same schema where everything stays as it is, but for what lets somebody in.
fn keeping(text: &str) -> String {
    let mut document: DocumentMut = text.parse().unwrap();
    for (_, table) in document["tables"].as_table_mut().unwrap().iter_mut() {
        for (_, column) in table["columns"].as_table_like_mut().unwrap().iter_mut() {
            let column = column.as_table_like_mut().unwrap();
            let kind = column.get("kind").and_then(Item::as_str).unwrap_or_default().to_owned();
            let credential =
                placebo::kinds::find(&kind).is_some_and(|k| k.family == placebo::kinds::Family::Credential);
            if !credential {
                let keep: Value = "{ keep = 'a test' }".parse().unwrap();
                column.insert("mask", Item::Value(keep));
            }
            column.remove("same_as");
        }
    }
    document.to_string()
}

#[test]
fn what_is_kept_arrives_as_it_was_whatever_its_type() {
    for name in ["types", "constraints", "quoted", "schemas", "cycles", "partitions"] {
        let (scratch, source) = drafted(name, "60");
        scratch.write("s.toml", &keeping(&scratch.read("s.toml")));
        let target = target(name);
        let (from, to) = (source.url(), target.url());
        let mask = [
            "mask",
            "s.toml",
            &from,
            "--to",
            &to,
            "--profile",
            "pseudonymised",
            "--key-file",
            "k",
            "--reason",
            "x",
        ];
        scratch.run(&[&mask[..], &["--no-verify"]].concat()).fine();
        if name == "types" {
            // What a search is built from is never read, but built anew.
            source.sql("ALTER TABLE texts DROP COLUMN words");
            target.sql("ALTER TABLE texts DROP COLUMN words");
        }
        let rows = |database: &Database<'_>| {
            let mut lines: Vec<String> =
                database.rows().lines().filter(|line| line.contains('\t')).map(str::to_owned).collect();
            lines.sort();
            lines
        };
        let (before, after) = (rows(&source), rows(&target));
        assert!(before.len() > 60, "{name}: {}", before.len());
        let other = before.iter().zip(&after).find(|(a, b)| a != b);
        assert!(other.is_none() && before.len() == after.len(), "{name}: {other:?}");
    }
}

#[test]
fn labels_of_a_type_that_must_differ_change_places() {
    let (scratch, source, target) = (Scratch::new(), server::database(), server::database());
    source.sql("CREATE TYPE place AS ENUM ('home', 'workplace', 'temporary housing')");
    source.sql("CREATE TABLE people (id serial PRIMARY KEY, full_name text NOT NULL)");
    source.sql(
        "CREATE TABLE addresses (id serial PRIMARY KEY, person_id integer NOT NULL REFERENCES people, \
         kind place NOT NULL, city text, UNIQUE (person_id, kind))",
    );
    let (from, to) = (source.url(), target.url());
    scratch.run(&["infer", &from, "--out", "s.toml"]).fine();
    scratch.run(&["generate", "s.toml", "--rows", "people=200", "--to", &from, "--quiet"]).fine();
    scratch.key("k");
    let mask = ["mask", "s.toml", &from, "--to", &to];
    scratch
        .run(&[&mask[..], &["--profile", "pseudonymised", "--key-file", "k", "--reason", "x"]].concat())
        .fine();
    // Each label has become one other, whoever has it.
    let counts = "SELECT string_agg(n::text, ' ' ORDER BY n) FROM (SELECT count(*) AS n FROM addresses GROUP BY kind) AS c";
    let all = "SELECT string_agg(kind || ' ' || n, ',' ORDER BY kind) FROM \
        (SELECT kind::text, count(*) AS n FROM addresses GROUP BY kind) AS c";
    assert_eq!(source.sql(counts), target.sql(counts));
    assert_ne!(source.sql(all), target.sql(all));
}
