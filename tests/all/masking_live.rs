//! A live Postgres, masked into another: aside until it is whole and checked, then under its names.

use crate::scratch::{Ran, Scratch};
use crate::server::{Database, database};
use placebo::io::postgres::{Address, Session, Snapshot, Surroundings};
use std::sync::Arc;

const DDL: &str = "CREATE SCHEMA crm; CREATE TYPE mood AS ENUM ('well', 'ill'); CREATE DOMAIN crm.short AS varchar(40);\n\
    CREATE TABLE people (id bigserial PRIMARY KEY, name text NOT NULL, ssn text UNIQUE, born date, weight numeric(5,1), \
      mood mood NOT NULL DEFAULT 'well', moods mood[], photo bytea, active boolean DEFAULT true, extra jsonb, \
      at timestamptz DEFAULT now(), loud text GENERATED ALWAYS AS (upper(name)) STORED, found tsvector, \
      CONSTRAINT sane CHECK (weight > 0), CONSTRAINT odd CHECK (name <> 'Canary Constant'));\n\
    CREATE INDEX people_by_name ON people (lower(name)); CREATE INDEX people_well ON people (born) WHERE mood = 'well';\n\
    CREATE TRIGGER keep_found BEFORE INSERT OR UPDATE ON people FOR EACH ROW \
      EXECUTE FUNCTION tsvector_update_trigger(found, 'pg_catalog.simple', name);\n\
    CREATE TABLE crm.visits (id int PRIMARY KEY, person_id bigint NOT NULL REFERENCES people ON DELETE CASCADE, \
      said crm.short, \
      words tsvector NOT NULL DEFAULT 'canary', span int4range, UNIQUE (person_id, id));\n\
    COMMENT ON TABLE people IS 'canary comment';\n";

const ROWS: &str = "INSERT INTO people (name, ssn, born, weight, mood, moods, photo, extra) \
    SELECT 'Canary Smith' || chr(65 + n % 26), '123-45-' || (1000 + n), DATE '1950-01-01' + n, 50 + n / 10.0, \
    (ARRAY['well', 'ill'])[1 + n % 2]::mood, ARRAY['ill']::mood[], decode('ca4a4a', 'hex'), \
    json_build_object('nick', 'Canary') FROM generate_series(1, 300) n;\n\
    INSERT INTO crm.visits SELECT n, 1 + n % 300, E'tab\\tand \\\\ line\\nend' FROM generate_series(1, 900) n;\n";

const SCHEMA: &str = r#"
[tables.people]
rows = 1
subject = "id"
[tables.people.columns]
id = { kind = "serial", primary_key = true }
name = { kind = "full_name" }
ssn = { kind = "ssn", unique = true }
born = { kind = "birth_date" }
weight = { kind = "number", min = 1, max = 300, mask = { keep = "tells nobody" } }
mood = { kind = "choice", values = ["well", "ill"], mask = { keep = "a code" } }
moods = { kind = "string", mask = { keep = "codes" } }
photo = { kind = "string", mask = "null" }
active = { kind = "boolean", mask = { keep = "a flag" } }
"extra.nick" = { kind = "first_name" }
at = { kind = "timestamp" }

[tables."crm.visits"]
rows = 1
[tables."crm.visits".columns]
id = { kind = "serial", primary_key = true }
person_id = { kind = "reference", table = "people", column = "id" }
said = { kind = "string", mask = { keep = "a test" } }
span = { kind = "string", mask = "null" }
"#;

fn filled() -> (Scratch, Database<'static>) {
    let (scratch, database) = (Scratch::new(), database());
    database.sql(&format!("{DDL}{ROWS}"));
    scratch.write("s.toml", SCHEMA);
    scratch.key("k");
    (scratch, database)
}

fn mask(scratch: &Scratch, from: &Database<'_>, to: &Database<'_>, more: &[&str]) -> Ran {
    let (from, to) = (from.url(), to.url());
    let args = [
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
    scratch.run(&[&args[..], more].concat())
}

const JOINED: &str = "SELECT count(*) || ' ' || count(DISTINCT p.ssn) || ' ' || count(DISTINCT person_id) \
    FROM crm.visits v JOIN people p ON p.id = v.person_id";
const ASIDE: &str = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'placebo%'";

#[test]
fn a_database_is_masked_into_another() {
    let (scratch, before) = filled();
    let dump = before.dump();
    let after = database();
    let ran = mask(&scratch, &before, &after, &[]).fine();
    assert!(ran.err.contains("checked before it was given out"), "{}", ran.err);
    assert!(ran.err.contains("left out: checks with constants: "), "{}", ran.err);
    assert_eq!(before.dump(), dump);
    assert_eq!(before.sql(JOINED), after.sql(JOINED));
    let masked = after.dump().to_lowercase();
    assert!(
        !masked.contains("canary") && !masked.contains("123-45") && !masked.contains("ca4a4a"),
        "{masked}"
    );
    // What the server computes is of masked columns, and what is searched finds masked names.
    assert_eq!(
        after.sql(
            "SELECT count(*) FROM people WHERE loud <> upper(name) OR found @@ to_tsquery('simple', 'canary')"
        ),
        "0"
    );
    assert_eq!(
        after.sql(
            "SELECT count(*) FROM people WHERE found @@ plainto_tsquery('simple', split_part(name, ' ', 1))"
        ),
        "300"
    );
    // Kept columns are as they were, whatever their type.
    let kept = "SELECT md5(string_agg(v, ',' ORDER BY v)) FROM (SELECT weight || ' ' || mood || ' ' || moods::text || active \
                AS v FROM people UNION ALL SELECT said FROM crm.visits) t";
    assert_eq!(before.sql(kept), after.sql(kept));
    let built = "SELECT string_agg(conname || contype::text, ',' ORDER BY conname) FROM pg_constraint \
                 WHERE contype IN ('p', 'u', 'f', 'c') AND connamespace::regnamespace::text IN ('public', 'crm')";
    assert_eq!(after.sql(built), before.sql(built).replace("oddc,", ""));
    assert_eq!(after.sql("SELECT count(*) FROM crm.visits WHERE words = ''"), "900");
    assert!(ran.err.contains("left empty: searched columns that no rule fills: "), "{}", ran.err);
    assert_eq!(after.sql("SELECT count(*) FROM pg_indexes WHERE indexname = 'people_by_name'"), "1");
    assert_eq!(after.sql("SELECT obj_description('people'::regclass) IS NULL"), "t");
    assert_eq!(after.sql(ASIDE), "0");
    // It is a database to work with: keys are counted on, references hold.
    after.sql("INSERT INTO people (name, mood) VALUES ('New Person', 'ill')");
    assert_eq!(
        after.sql("SELECT id > 0 AND loud = 'NEW PERSON' AND active FROM people WHERE name = 'New Person'"),
        "t"
    );
    // The same again is refused, and replaces only by name.
    mask(&scratch, &before, &after, &[]).refuses("the target has 2 of the tables already");
    mask(&scratch, &before, &after, &["--replace", "--database-is", "another"])
        .refuses("--database-is says another");
    assert_eq!(after.sql("SELECT count(*) FROM people"), "301");
    mask(&scratch, &before, &after, &["--replace", "--database-is", &after.name]).fine();
    assert_eq!(after.sql("SELECT count(*) FROM people"), "300");
    assert_eq!(before.sql(JOINED), after.sql(JOINED));
}

#[test]
fn all_readers_see_one_state() {
    let database = database();
    database.sql("CREATE TABLE t (id int, v text, w tsvector, x int GENERATED ALWAYS AS (id + 1) STORED); INSERT INTO t SELECT n FROM generate_series(1, 5) n");
    let address = Address::read(&database.url(), &Surroundings { variable: &|_| None }).unwrap();
    let snapshot = Snapshot::hold(&address, 60, Arc::new(|| None)).unwrap();
    let table = snapshot.table("t").unwrap().unwrap();
    assert_eq!(table.columns, ["id", "v"]);
    assert!(snapshot.table("none").unwrap().is_none());
    let rows = |session: &mut Session| {
        let mut text = Vec::new();
        let whole = table.read(session, &mut |piece| {
            text.extend_from_slice(&piece);
            true
        });
        assert!(whole.unwrap());
        String::from_utf8(text).unwrap()
    };
    let first = rows(&mut snapshot.session().unwrap());
    database.sql("INSERT INTO t VALUES (7, 'late'); DELETE FROM t WHERE id = 3; UPDATE t SET v = 'new'");
    assert_eq!(rows(&mut snapshot.session().unwrap()), first);
    assert_eq!(first, "1\t\\N\n2\t\\N\n3\t\\N\n4\t\\N\n5\t\\N\n");
    // None of them can write, and the server breaks off what takes too long.
    assert!(snapshot.session().unwrap().execute("DELETE FROM t").is_err());
    let hasty = Snapshot::hold(&address, 1, Arc::new(|| None)).unwrap();
    assert!(hasty.session().unwrap().execute("SELECT pg_sleep(30)").is_err());
}

#[test]
fn what_fails_leaves_the_target_as_it_was() {
    let (scratch, before) = filled();
    let untouched = |after: &Database<'_>| {
        assert_eq!(after.sql(ASIDE), "0");
        assert_eq!(after.sql("SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'crm')"), "0");
    };
    let after = database();
    // Names cannot be NULL, which is seen before anything is read.
    let schema = scratch.read("s.toml");
    scratch.edit(
        "s.toml",
        "name = { kind = \"full_name\" }",
        "name = { kind = \"full_name\", mask = \"null\" }",
    );
    let ran = mask(&scratch, &before, &after, &[]).refuses("(NOT NULL): name");
    assert!(!ran.all().contains("Canary"), "{}", ran.all());
    untouched(&after);
    // The server refuses a row.
    scratch.write("s.toml", &schema);
    scratch.edit("s.toml", "mask = { keep = \"tells nobody\" }", "mask = { constant = \"heavy\" }");
    let ran = mask(&scratch, &before, &after, &[]).refuses("could not load the table people");
    assert!(ran.err.contains("the database is as it was") && !ran.all().contains("Canary"), "{}", ran.all());
    untouched(&after);
    // The check of the output finds what is kept.
    scratch.write("s.toml", &schema);
    scratch.edit(
        "s.toml",
        "ssn = { kind = \"ssn\", unique = true }",
        "ssn = { kind = \"ssn\", unique = true, mask = { keep = \"oversight\" } }",
    );
    let ran = mask(&scratch, &before, &after, &[]).ends(1);
    assert!(
        ran.err.contains("the output was not given out") && !ran.all().contains("123-45"),
        "{}",
        ran.all()
    );
    untouched(&after);
    // A column that nobody lists stops the run before anything is made.
    scratch.write("s.toml", &schema);
    before.sql("ALTER TABLE people ADD COLUMN nickname text DEFAULT 'canary'");
    mask(&scratch, &before, &after, &[]).refuses("nickname = {");
    untouched(&after);
    // Asked to, it writes NULL, and a token where none is allowed.
    before.sql("ALTER TABLE people ALTER COLUMN nickname SET NOT NULL");
    mask(&scratch, &before, &after, &["--unlisted", "null"]).fine();
    assert_eq!(after.sql("SELECT count(*) FROM people WHERE nickname ~ '^t[a-z0-9]{25}$'"), "300");
}

#[test]
fn what_must_not_be_written_is_not() {
    let (scratch, before) = filled();
    mask(&scratch, &before, &before, &[]).refuses("the source and the target are one database");
    let production = database();
    production.sql(&format!("ALTER DATABASE {} SET placebo.production = on", production.name));
    mask(&scratch, &before, &production, &[]).refuses("the setting placebo.production says");
    let url = before.url();
    scratch
        .run(&["mask", "s.toml", &url, "--to", "postgres://localhost:1/app_production"])
        .refuses("is production");
    scratch.run(&["mask", "s.toml", "-", "--to", &url]).refuses("--to takes one live database");
    let another = database();
    another.sql("CREATE TYPE mood AS ENUM ('other')");
    mask(&scratch, &before, &another, &[]).refuses("the target has another type public.mood");
    assert_eq!(another.sql(ASIDE), "0");
}
