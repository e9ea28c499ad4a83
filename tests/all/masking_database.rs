//! Dumps that are masked load again with `psql`, and a live Postgres is masked as one.

use crate::scratch::Scratch;
use crate::server::{Database, database};

const DDL: &str = "CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL, ssn text UNIQUE, born date, \
    note text DEFAULT 'canary default', extra jsonb, tags text[], loud text GENERATED ALWAYS AS (upper(name)) STORED);\n\
    CREATE TABLE visits (id bigint PRIMARY KEY, person_id int NOT NULL REFERENCES people, at timestamptz);\n\
    COMMENT ON TABLE people IS 'canary comment';\n";

const ROWS: &str = "INSERT INTO people (id, name, ssn, born, note, extra) SELECT n, 'Canary Smith' || chr(65 + n % 26), \
    '123-45-' || (1000 + n), DATE '1950-01-01' + n, 'seen' || chr(9) || 'Canary Smith', \
    json_build_object('nick', 'Canary') FROM generate_series(1, 300) n;\n\
    INSERT INTO visits SELECT n, 1 + n % 300, now() FROM generate_series(1, 900) n;\n";

const SCHEMA: &str = r#"
[tables.people]
rows = 1
subject = "id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }
name = { kind = "full_name" }
ssn = { kind = "ssn", unique = true }
born = { kind = "birth_date" }
note = { kind = "note", mask = "scrub" }
"extra.nick" = { kind = "first_name" }
tags = { kind = "string", mask = "null" }

[tables.visits]
rows = 1
[tables.visits.columns]
id = { kind = "serial", primary_key = true }
person_id = { kind = "reference", table = "people", column = "id" }
at = { kind = "timestamp" }
"#;

fn filled() -> (Scratch, Database<'static>) {
    let (scratch, database) = (Scratch::new(), database());
    database.sql(&format!("{DDL}{ROWS}"));
    scratch.write("s.toml", SCHEMA);
    scratch.key("k");
    (scratch, database)
}

fn load(scratch: &Scratch, into: &Database<'_>, file: &str) {
    let mut psql = into.server.client("psql", &into.name);
    let ran =
        psql.args(["-q", "-X", "-v", "ON_ERROR_STOP=1", "-f"]).arg(scratch.join(file)).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

const JOINED: &str = "SELECT count(*) || ' ' || count(DISTINCT p.ssn) || ' ' || count(DISTINCT person_id) \
    FROM visits v JOIN people p ON p.id = v.person_id";

fn masked_well(before: &Database<'_>, after: &Database<'_>) {
    assert_eq!(before.sql(JOINED), after.sql(JOINED));
    let dump = after.dump();
    assert!(!dump.to_lowercase().contains("canary") && !dump.contains("123-45"), "{dump}");
    assert_eq!(
        after.sql("SELECT count(*) FROM people WHERE loud <> upper(name) OR extra->>'nick' IS NULL"),
        "0"
    );
    assert_eq!(after.sql("SELECT count(*) FROM people WHERE id >= 0 OR born IS NULL"), "0");
}

#[test]
fn a_dump_is_masked_and_loads_again() {
    let (scratch, before) = filled();
    for (name, more) in [("copy", &[][..]), ("inserts", &["--inserts"]), ("rows", &["--rows-per-insert=50"])]
    {
        let output = before.server.client("pg_dump", &before.name).args(more).output().unwrap();
        std::fs::write(scratch.join(&format!("{name}.sql")), output.stdout).unwrap();
        let out = format!("out-{name}");
        let file = format!("{name}.sql");
        scratch.mask(&file, &out, &[]).fine();
        let after = database();
        load(&scratch, &after, &format!("{out}/dump.sql"));
        masked_well(&before, &after);
        scratch.run(&["mask", "s.toml", &file, "--out", &format!("safe-{name}")]).fine();
        let safe = database();
        load(&scratch, &safe, &format!("safe-{name}/dump.sql"));
        assert_eq!(before.sql(JOINED), safe.sql(JOINED));
    }
}

#[test]
fn a_live_database_is_read_and_never_written() {
    let (scratch, before) = filled();
    let dump = before.dump();
    scratch.mask(&before.url(), "out", &[]).fine();
    assert_eq!(before.dump(), dump);
    let after = database();
    after.sql(DDL);
    load(&scratch, &after, "out/dump.sql");
    masked_well(&before, &after);
    // A subject and what is theirs, from the database itself.
    scratch.write("ids", "7\n");
    scratch.mask(&before.url(), "one", &["--subject-file", "ids"]).fine();
    let one = database();
    one.sql(DDL);
    load(&scratch, &one, "one/dump.sql");
    assert_eq!(one.sql(JOINED), "3 1 1");
    before.sql("ALTER TABLE people ADD COLUMN nickname text DEFAULT 'canary'");
    let ran = scratch.mask(&before.url(), "more", &[]).refuses("nickname = {");
    assert!(!ran.all().contains("canary"), "{}", ran.all());
    let nothing = database();
    let url = nothing.url();
    scratch.run(&["mask", "s.toml", &url, "--out", "none"]).refuses("none of the tables");
}

#[test]
fn a_live_database_is_verified_as_a_whole_and_not_written() {
    let (scratch, before) = filled();
    let after = database();
    before.sql("CREATE SCHEMA other; CREATE TABLE other.calls (id int, phone text); INSERT INTO other.calls VALUES (1, '(212) 736-5000')");
    let told = scratch.run(&["verify", &before.url(), "--only", "fiction"]).ends(1).out;
    assert!(told.contains("phone: 1") && told.contains("ssn") && !told.contains("736"), "{told}");
    scratch.run(&["verify", &after.url()]).refuses("no table");
    // Held against its masked copy, in both directions.
    scratch.mask(&before.url(), "out", &["--unlisted", "null"]).fine();
    after.sql(DDL);
    load(&scratch, &after, "out/dump.sql");
    let verify = |result: &str| {
        let args = [
            "verify",
            result,
            "--against",
            &before.url(),
            "--schema",
            "s.toml",
            "--profile",
            "pseudonymised",
        ];
        scratch.run(&[&args[..], &["--only", "survival"]].concat())
    };
    before.sql("DROP SCHEMA other CASCADE; COMMENT ON TABLE people IS NULL; ALTER TABLE people ALTER note DROP DEFAULT");
    verify(&after.url()).fine();
    after.sql("COMMENT ON TABLE visits IS 'such as 123-45-1007'");
    let told = verify(&after.url()).ends(1).out;
    assert!(told.contains("people.ssn") && !told.contains("1007"), "{told}");
    verify(&before.url()).ends(1);
}

#[test]
fn numbers_that_are_no_ages_stay_ages_where_the_column_takes_numbers() {
    let (scratch, source, target) = (Scratch::new(), database(), database());
    source.sql(
        "CREATE TABLE people (id int PRIMARY KEY, age int);\n\
         INSERT INTO people VALUES (1, 34), (2, 95), (3, 2021), (4, -1), (5, 999), (6, NULL)",
    );
    scratch.write(
        "s.toml",
        "[tables.people]\nrows = 1\nsubject = \"id\"\n[tables.people.columns]\nid = { kind = \"serial\", primary_key = true }\n\
         age = { kind = \"age\" }\n",
    );
    let told = scratch.run(&["mask", "s.toml", &source.url(), "--to", &target.url()]);
    assert_eq!(told.code, 0, "{}", told.all());
    let ages = "SELECT string_agg(COALESCE(age, -5)::text, ' ' ORDER BY COALESCE(age, -5)) FROM people";
    assert_eq!(target.sql(ages).replace('\n', ""), "-5 0 34 90 90 90");
    assert!(
        told.all().lines().any(|line| line.starts_with("people ") && line.contains(" 3 ")),
        "{}",
        told.all()
    );
}
