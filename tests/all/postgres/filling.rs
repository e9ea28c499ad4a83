//! Filling a database: tables that are made, tables that exist, modes, and the same rows every time.

use crate::scratch::Scratch;
use crate::server::database;

/// Facilities, people and their visits, with every sort of key.
const CLINIC: &str = r#"
name = "clinic"
[tables.sites]
rows = 4
scales = false
description = "Where it is"
columns.id = { kind = "serial", primary_key = true }
columns.code = { kind = "pattern", pattern = "S-[A-Z]{3}", unique = true, description = "On the door" }

[tables.people]
rows = 300
[tables.people.columns]
id = { kind = "serial", primary_key = true, start = 1000, step = 5 }
site_id = { kind = "reference", table = "sites", column = "id" }
referrer_id = { kind = "reference", table = "people", column = "id", null = 0.2 }
name = { kind = "full_name" }
ssn = { kind = "ssn", unique = true, null = 0.3 }
sex = { kind = "choice", values = ["F", "M"] }
level = { kind = "integer", min = 1, max = 9 }
extra = { kind = "json", value = { level = "level" } }
key = { kind = "uuid", unique = true }

[tables.visits]
parent = { table = "people", per = { poisson = 1.5 } }
primary_key = ["person_id", "number"]
[tables.visits.columns]
person_id = { kind = "parent", column = "id" }
number = { kind = "ordinal" }
site_id = { kind = "reference", table = "people", column = "site_id", same_row_as = "other_id" }
other_id = { kind = "reference", table = "people", column = "id" }
at = { kind = "timestamp", after = "epoch - 100", before = "epoch" }
paid = { kind = "number", min = 0, max = 100, decimals = 2, null = 0.1 }
"#;

fn clinic() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("clinic.toml", CLINIC);
    scratch
}

#[test]
fn the_preset_fills_a_fresh_database() {
    let database = database();
    let ran = Scratch::new().run(&["generate", "caseload", "--to", &database.url(), "--create"]).fine();
    assert!(ran.out.contains("Filled the database test_"), "{}", ran.out);
    let counts = "SELECT (SELECT count(*) FROM patients), (SELECT count(*) FROM cases), (SELECT count(*) FROM facilities)";
    assert_eq!(database.sql(counts), "1000|1382|12");
    // The application goes on where the rows end.
    database.sql("INSERT INTO patients (mrn) VALUES ('x')");
    assert_eq!(database.sql("SELECT id FROM patients WHERE mrn = 'x'"), "1001");
    assert_eq!(database.sql("SELECT count(*) FROM pg_stats WHERE tablename = 'patients'"), "23");
}

#[test]
fn tables_are_made_with_types_keys_references_checks_and_comments() {
    let database = database();
    clinic().run(&["generate", "clinic.toml", "--to", &database.url(), "--create", "--quiet"]).fine();
    let constraints = database.sql(
        "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f', 'c') ORDER BY 1",
    );
    let expected = "people CHECK (((level >= 1) AND (level <= 9)))\n\
                    people CHECK ((sex = ANY (ARRAY['F'::text, 'M'::text])))\n\
                    people FOREIGN KEY (referrer_id) REFERENCES people(id)\n\
                    people FOREIGN KEY (site_id) REFERENCES sites(id)\n\
                    people PRIMARY KEY (id)\n\
                    people UNIQUE (key)\n\
                    people UNIQUE (ssn)\n\
                    sites PRIMARY KEY (id)\n\
                    sites UNIQUE (code)\n\
                    visits CHECK (((paid >= (0)::numeric) AND (paid <= (100)::numeric)))\n\
                    visits FOREIGN KEY (other_id) REFERENCES people(id)\n\
                    visits FOREIGN KEY (person_id) REFERENCES people(id)\n\
                    visits FOREIGN KEY (site_id) REFERENCES sites(id)\n\
                    visits PRIMARY KEY (person_id, number)";
    assert_eq!(constraints, expected);
    let types = database.sql(
        "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute \
         WHERE attrelid IN ('people'::regclass, 'visits'::regclass) AND attnum > 0 GROUP BY attrelid ORDER BY attrelid",
    );
    assert_eq!(
        types,
        "id bigint, site_id bigint, referrer_id bigint, name text, ssn text, sex text, level bigint, extra jsonb, key uuid\n\
         person_id bigint, number bigint, site_id bigint, other_id bigint, at timestamp with time zone, paid numeric(5,2)"
    );
    assert_eq!(database.sql("SELECT obj_description('sites'::regclass)"), "Where it is");
    assert_eq!(database.sql("SELECT col_description('sites'::regclass, 2)"), "On the door");
    assert_eq!(database.sql("INSERT INTO people DEFAULT VALUES RETURNING id"), "2500");
}

#[test]
fn one_connection_and_several_fill_the_same() {
    let scratch = clinic();
    let (one, several) = (database(), database());
    scratch.run(&["generate", "clinic.toml", "--rows", "20_000", "--to", &one.url(), "--create"]).fine();
    let args = [
        "generate",
        "clinic.toml",
        "--rows",
        "20_000",
        "--to",
        &several.url(),
        "--create",
        "--connections",
        "3",
    ];
    scratch.run(&args).fine();
    let sorted = |dump: String| {
        let mut lines: Vec<String> = dump.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(one.dump()), sorted(several.dump()));
    let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'placebo_staging%'";
    assert_eq!(several.sql(schemas), "0");
    // A database that holds the same says so itself.
    let ran = scratch.run(&[&args[..], &["--mode", "ensure"]].concat()).fine();
    assert!(ran.out.contains("holds this already; nothing was done"), "{}", ran.out);
}

#[test]
fn the_same_seed_gives_the_same_dump_and_another_one_another() {
    let scratch = clinic();
    let dump = |seed: &str| {
        let database = database();
        scratch.run(&["generate", "clinic.toml", "--seed", seed, "--to", &database.url(), "--create"]).fine();
        database.dump()
    };
    assert_eq!(dump("7"), dump("7"));
    assert_ne!(dump("7"), dump("8"));
}

#[test]
fn what_is_in_the_database_is_what_files_hold() {
    let scratch = clinic();
    let database = database();
    scratch.run(&["generate", "clinic.toml", "--to", &database.url(), "--create"]).fine();
    scratch.run(&["generate", "clinic.toml", "--out", "files"]).fine();
    let there = database.sql(
        "COPY (SELECT id, name, ssn, sex, level, key FROM people ORDER BY id) TO STDOUT (FORMAT csv, HEADER)",
    );
    let all = scratch.read("files/people.csv");
    let mut lines = all.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let picked =
        ["id", "name", "ssn", "sex", "level", "key"].map(|n| header.iter().position(|h| *h == n).unwrap());
    let mut rows = there.lines();
    assert_eq!(rows.next(), Some("id,name,ssn,sex,level,key"));
    for (line, row) in lines.zip(&mut rows) {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        let cells: Vec<&str> = picked.iter().map(|&at| &record[at]).collect();
        assert_eq!(cells.join(","), row);
    }
    assert_eq!(rows.next(), None);
}

#[test]
fn modes_refuse_remove_add_and_ensure() {
    let scratch = clinic();
    let database = database();
    let url = database.url();
    let run =
        |more: &[&str]| scratch.run(&[&["generate", "clinic.toml", "--to", &url, "--quiet"], more].concat());
    run(&["--create"]).fine();
    let first = database.dump();
    run(&[]).refuses("sites and 2 more hold rows already");
    run(&["--create"]).refuses("tables are there already: sites, people, visits");
    run(&["--create", "--mode", "truncate"]).refuses("--create makes new tables");
    run(&["--mode", "truncate"]).fine();
    assert_eq!(database.dump(), first);
    run(&["--mode", "ensure"]).fine();
    run(&["--mode", "ensure", "--seed", "2"]).refuses("hold other rows than these");
    run(&["--mode", "append", "--rows", "people=50"]).fine();
    // The rows that were there are as they were, and those added are the next of the same seed.
    let whole = Scratch::new();
    whole.write("clinic.toml", CLINIC);
    let other = crate::server::database();
    whole
        .run(&[
            "generate",
            "clinic.toml",
            "--rows",
            "people=350",
            "--to",
            &other.url(),
            "--create",
            "--quiet",
        ])
        .fine();
    let rows = "SELECT md5(string_agg(p::text, ';' ORDER BY id)) FROM people p";
    assert_eq!(database.sql(rows), other.sql(rows));
    assert_eq!(database.sql("SELECT count(*) FROM sites"), "4");
    let parents = "SELECT count(*), count(DISTINCT person_id) FROM visits";
    assert_eq!(database.sql(parents), other.sql(parents));
    run(&["--mode", "append", "--seed", "9"]).refuses("were made from another seed");
    scratch.edit("clinic.toml", "S-[A-Z]{3}", "T-[A-Z]{3}");
    run(&["--mode", "append"]).refuses("were made from another schema");
}

#[test]
fn what_cannot_go_on_is_refused_before_anything_is_written() {
    let scratch = Scratch::new();
    let schema = "[tables.a]\nrows = 20\ncolumns.id = { kind = \"serial\", primary_key = true }\n\
        [tables.b]\nrows = 20\ncolumns.id = { kind = \"serial\", primary_key = true }\n\
        columns.a_id = { kind = \"reference\", table = \"a\", column = \"id\", unique = true }\n";
    scratch.write("s.toml", schema);
    let database = database();
    let url = database.url();
    scratch.run(&["generate", "s.toml", "--to", &url, "--create"]).fine();
    let ran = scratch.run(&["generate", "s.toml", "--to", &url, "--mode", "append"]);
    ran.refuses("column b.a_id: it refers to a different row each time");
    // A unique column that is used up.
    scratch.write(
        "s.toml",
        &schema.replace(
            "columns.a_id",
            "columns.n = { kind = \"integer\", min = 1, max = 30, unique = true }\n#",
        ),
    );
    database.sql("DROP TABLE b; DROP TABLE a; DROP SCHEMA placebo CASCADE");
    scratch.run(&["generate", "s.toml", "--to", &url, "--create"]).fine();
    scratch.run(&["generate", "s.toml", "--to", &url, "--mode", "append"]).refuses("30 different values");
    assert_eq!(database.sql("SELECT count(*) FROM b"), "20");
}

#[test]
fn tables_commit_one_by_one_and_a_run_goes_on_where_it_was_stopped() {
    let scratch = clinic();
    let (database, other) = (database(), database());
    let create = |database: &crate::server::Database<'_>| {
        scratch
            .run(&["generate", "clinic.toml", "--rows", "people=20_000", "--to", &database.url(), "--create"])
            .fine();
    };
    create(&other);
    create(&database);
    database.sql("TRUNCATE people, sites, visits; DELETE FROM placebo.manifest");
    // The last block of a table is refused, so that its other blocks and the tables before it are in.
    database.sql("ALTER TABLE visits ADD CONSTRAINT late CHECK (person_id < 100000)");
    let url = database.url();
    let args = [
        "generate",
        "clinic.toml",
        "--rows",
        "people=20_000",
        "--to",
        &url,
        "--commit-per-table",
        "--connections",
        "2",
    ];
    let ran = scratch.run(&args).refuses("constraint late");
    assert!(ran.err.contains("people complete"), "{}", ran.err);
    assert!(ran.err.contains("the same command goes on from there"), "{}", ran.err);
    database.sql("ALTER TABLE visits DROP CONSTRAINT late");
    let ran = scratch.run(&args).fine();
    assert!(ran.err.contains("going on with the run that did not end"), "{}", ran.err);
    let rows = |table: &str| {
        format!("SELECT count(*), md5(string_agg(t::text, ';' ORDER BY t::text)) FROM {table} t")
    };
    for table in ["people", "visits", "sites"] {
        assert_eq!(database.sql(&rows(table)), other.sql(&rows(table)), "{table}");
    }
    let manifest = "SELECT complete, manifest FROM placebo.manifest";
    assert_eq!(database.sql(manifest), other.sql(manifest));
    assert_eq!(database.sql("SELECT count(*) FROM placebo.progress"), "0");
}

#[test]
fn kinds_of_the_house_become_types() {
    let scratch = Scratch::new();
    scratch.write(
        "s.toml",
        r#"
[kinds.case_status]
kind = "choice"
values = { open = 70, "it's closed" = 30 }
[kinds.percentage]
kind = "integer"
min = 0
max = 100
[kinds.text]
kind = "choice"
values = ["a", "b"]

[tables.cases]
rows = 2_000
[tables.cases.columns]
id = { kind = "serial", primary_key = true }
status = { kind = "case_status" }
done = { kind = "percentage", null = 0.1 }
named_as_the_server_does = { kind = "text" }
seen_from = { kind = "ipv4" }
device = { kind = "mac" }
thumbnail = { kind = "bytes" }
[tables.events]
parent = { table = "cases", per = 2 }
[tables.events.columns]
case_id = { kind = "parent", column = "id" }
was = { kind = "case_status", null = 0.2 }
"#,
    );
    let types = "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attrelid, attnum) FROM pg_attribute \
                 WHERE attrelid IN ('cases'::regclass, 'events'::regclass) AND attnum > 0";
    for more in [&[][..], &["--connections", "2"][..]] {
        let database = database();
        let url = database.url();
        let run = || {
            scratch.run(&[&["generate", "s.toml", "--to", &url, "--create", "--quiet"][..], more].concat())
        };
        run().fine();
        assert_eq!(
            database.sql(types),
            "id bigint, status case_status, done percentage, named_as_the_server_does text, seen_from inet, device macaddr, \
             thumbnail bytea, case_id bigint, was case_status"
        );
        assert_eq!(database.sql("SELECT enum_range(NULL::case_status)"), "{open,\"it's closed\"}");
        assert_eq!(
            database
                .sql("SELECT count(*) > 100 AND max(done) <= 100 FROM cases WHERE status = 'it''s closed'"),
            "t"
        );
        let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'placebo_staging%'";
        assert_eq!(database.sql(schemas), "0");
        // What is left of it is in the way, and is named; nothing is made then.
        database.sql("DROP TABLE events, cases; DROP TYPE case_status");
        run().ends(2).refuses("types are there already, or would be those of tables: percentage");
        assert_eq!(
            database.sql("SELECT to_regtype('case_status') IS NULL AND to_regclass('cases') IS NULL"),
            "t"
        );
    }
}

#[test]
fn arrays_and_ranges_become_what_a_database_has_for_them() {
    let (database, scratch) = (database(), Scratch::new());
    scratch.write(
        "s.toml",
        r#"
[tables.beds]
rows = 500
[tables.beds.columns]
id = { kind = "serial", primary_key = true }
tags = { kind = "array", of = { kind = "choice", values = ["new", "it's late, \\ or not"] } }
scores = { kind = "array", of = { kind = "integer", min = 1, max = 9 }, null = 0.1 }
stay = { kind = "range", of = "date", longest = 14 }
shift = { kind = "range", of = "timestamp" }
beds = { kind = "range" }
"#,
    );
    scratch.run(&["generate", "s.toml", "--to", &database.url(), "--create", "-q"]).fine();
    let types = "SELECT string_agg(format_type(atttypid, atttypmod), ' ' ORDER BY attnum) FROM pg_attribute \
                 WHERE attrelid = 'beds'::regclass AND attnum > 0";
    assert_eq!(database.sql(types), "bigint text[] bigint[] daterange tstzrange int8range");
    let late = "SELECT count(*) > 100 FROM beds WHERE 'it''s late, \\ or not' = ANY (tags)";
    assert_eq!(database.sql(late), "t");
    assert_eq!(database.sql("SELECT max(upper(stay) - lower(stay)) <= 14 FROM beds"), "t");
}
