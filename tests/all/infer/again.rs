//! A draft makes the database again that it was drafted from: types, keys, references, checks and what the server computes.

use super::{FILLED, database};
use crate::scratch::Scratch;
use crate::server;

/// What `--create` finds and never makes, with the reason; all else is as it was.
const BEFORE: &[(&str, &str)] = &[
    // Extensions are the administrator's to make.
    ("constraints", "CREATE EXTENSION btree_gist"),
    // Schemas are where tables go: a name without one that is there is the name of a table.
    ("schemas", "CREATE SCHEMA crm; CREATE SCHEMA \"Billing\""),
    // Bookkeeping is of frameworks, and referred to as it is.
    ("casework", "CREATE EXTENSION citext; CREATE EXTENSION btree_gist"),
    (
        "registry",
        "CREATE TABLE django_content_type (id serial PRIMARY KEY, app_label varchar(100) NOT NULL, model varchar(100) NOT NULL, \
         UNIQUE (app_label, model)); \
         CREATE TABLE auth_permission (id serial PRIMARY KEY, name varchar(255) NOT NULL, content_type_id integer NOT NULL \
         REFERENCES django_content_type, codename varchar(100) NOT NULL, UNIQUE (content_type_id, codename))",
    ),
];

#[test]
fn a_draft_makes_what_it_was_drafted_from_again() {
    for (n, name) in FILLED.iter().chain(&["many"]).enumerate() {
        let (first, second) = (database(name), server::database());
        if let Some((_, sql)) = BEFORE.iter().find(|(schema, _)| schema == name) {
            second.sql(sql);
        }
        let scratch = Scratch::new();
        scratch.run(&["infer", &first.url(), "--out", "draft.toml"]).fine();
        let url = second.url();
        let mut fill = vec!["generate", "draft.toml", "--rows", "20", "--to", &url, "--create", "--quiet"];
        // Made in place, and made aside and moved.
        fill.extend((n % 2 == 0).then_some(["--connections", "2"]).iter().flatten());
        scratch.run(&fill).fine();
        let told = scratch.run(&["infer", &url, "--check", "draft.toml"]);
        assert_eq!(told.code, 0, "{name}: {}", told.all());
        scratch.run(&["infer", &first.url(), "--check", "draft.toml"]).fine();
    }
}

#[test]
fn what_a_schema_states_is_made_and_read_by_the_server() {
    let scratch = Scratch::new();
    let schema = r#"
name = "stated"
[types]
amount = "numeric(6,2) CHECK (VALUE >= 0)"
mood = "ENUM ('calm', 'wild')"
pair = "(first mood, second amount)"
[tables.clinics]
rows = 5
sql = ["PRIMARY KEY (id)", "UNIQUE INDEX (lower(name)) WHERE (id > 2)", "COLUMN loud text GENERATED ALWAYS AS (upper((name)::text)) STORED"]
[tables.clinics.columns]
id = { kind = "serial", primary_key = true, sql = "integer NOT NULL" }
name = { kind = "facility_name", unique = true, sql = "varchar(200) NOT NULL DEFAULT 'x'" }
[tables.visits]
rows = 20
sql = ["FOREIGN KEY (clinic_id) REFERENCES clinics(id) ON DELETE CASCADE", "FOREIGN KEY (patient_id) REFERENCES patients(id)", "CHECK ((cost)::numeric < 100)"]
[tables.visits.columns]
clinic_id = { kind = "reference", table = "clinics", column = "id", sql = "integer NOT NULL" }
patient_id = { kind = "integer", min = 1, max = 9, sql = "smallint" }
cost = { kind = "number", min = 0, max = 99, decimals = 2, sql = "amount" }
mood = { kind = "choice", values = ["calm", "wild"], sql = "mood[]", when = "false" }
"#;
    scratch.write("s.toml", schema);
    for connections in ["1", "2"] {
        let database = server::database();
        let url = database.url();
        let told = scratch
            .run(&["generate", "s.toml", "--to", &url, "--create", "--connections", connections])
            .fine()
            .all();
        assert!(told.contains("left out of visits, as its table is not there"), "{told}");
        database.sql("INSERT INTO visits (clinic_id, mood) VALUES (1, '{calm}')");
        assert_eq!(
            database.sql("SELECT count(*), count(DISTINCT loud) FROM clinics WHERE loud = upper(name)"),
            "5|5"
        );
        database.sql("DELETE FROM clinics");
        assert_eq!(database.sql("SELECT count(*) FROM visits"), "0");
        assert_eq!(
            database.sql("SELECT count(*) FROM pg_type WHERE typname IN ('amount', 'mood', 'pair')"),
            "3"
        );
        assert_eq!(
            database.sql("SELECT count(*) FROM pg_indexes WHERE tablename = 'clinics' AND indexdef LIKE '%lower%WHERE (id > 2)'"),
            "1"
        );
        scratch.run(&["generate", "s.toml", "--to", &url, "--create"]).ends(2);
    }
}

#[test]
fn sql_that_is_more_than_a_piece_is_refused() {
    let scratch = Scratch::new();
    let schema = "name = 's'\n[tables.t]\nrows = 1\nsql = ['CHECK (true)']\n[tables.t.columns]\n\
        a = { kind = 'integer', min = 1, max = 9, sql = 'integer' }\n";
    for (from, to, words) in [
        ("'integer' }", "'integer); DROP TABLE t' }", "closes a parenthesis"),
        ("'integer' }", "'integer; DROP TABLE t' }", "semicolon"),
        ("'CHECK (true)'", "'CHECK (true), DROP COLUMN a'", "comma"),
        ("'CHECK (true)'", "'DROP COLUMN a'", "expects one of"),
        ("name = 's'", "name = 's'\ntypes = { x = \"ENUM ('a\" }", "no end"),
    ] {
        scratch.write("s.toml", &schema.replace(from, to));
        scratch.run(&["generate", "s.toml", "--dry-run"]).refuses(words);
    }
}
