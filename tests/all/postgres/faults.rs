//! What happens when something goes wrong: a clear error without a value, and the database as it was.

use crate::scratch::{Ran, Scratch, command};
use crate::server::{Database, Server, database};
use std::io::Read as _;
use std::process::{Child, Stdio};

const CLINIC: &str = r#"
[tables.people]
rows = 20_000
columns.id = { kind = "serial", primary_key = true }
columns.name = { kind = "full_name" }
columns.born = { kind = "birth_date" }
columns.note = { kind = "constant", value = "canary" }
[tables.visits]
parent = { table = "people", per = 2 }
columns.id = { kind = "serial", primary_key = true }
columns.person_id = { kind = "parent", column = "id" }
columns.note = { kind = "constant", value = "canary" }
"#;

const TABLES: &str = "CREATE TABLE people (id int PRIMARY KEY, name text, born date, note text); \
    CREATE TABLE visits (id int PRIMARY KEY, person_id int REFERENCES people, note text); \
    CREATE TABLE witness (n int); INSERT INTO witness VALUES (1)";

fn clinic() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("s.toml", CLINIC);
    scratch
}

/// Begins a run that will wait, because somebody holds a lock on the second table, and gives it back when it waits.
fn begun(
    scratch: &Scratch,
    database: &Database<'_>,
    more: &[&str],
) -> (Child, placebo::io::postgres::Session) {
    let mut holder = placebo::io::postgres::Session::open(&super::address(&database.url())).unwrap();
    holder.execute("BEGIN; LOCK TABLE visits IN EXCLUSIVE MODE").unwrap();
    let mut run = command(scratch.path());
    run.args(["generate", "s.toml", "--to", &database.url()]).args(more);
    let child = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The server itself tells when the run waits for the lock.
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'placebo' AND wait_event_type = 'Lock' \
        AND datname = current_database()";
    while database.sql(waits) == "0" {}
    (child, holder)
}

fn ended(mut child: Child) -> Ran {
    let (mut out, mut err) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    let output = std::process::Output {
        status: child.wait().unwrap(),
        stdout: out.into_bytes(),
        stderr: err.into_bytes(),
    };
    let ran = Ran::of(output, &["a run that was begun"]);
    assert!(!ran.all().contains("canary"), "{}", ran.all());
    ran
}

#[test]
fn a_row_that_is_refused_is_told_by_table_column_constraint_and_number() {
    let scratch = clinic();
    let cases = [
        (
            "ALTER TABLE people ADD CONSTRAINT odd CHECK (id <> 18123)",
            "table people, row 18122: ",
            "(constraint odd)",
        ),
        ("ALTER TABLE people ALTER note TYPE varchar(3)", "column people.note, row 0: ", "too long"),
        ("ALTER TABLE visits ALTER id TYPE smallint", "column visits.id, row 32767: ", "out of the range"),
        (
            "ALTER TABLE people ADD UNIQUE (note)",
            "column people.note, row 1: ",
            "(constraint people_note_key)",
        ),
        (
            "ALTER TABLE visits DROP CONSTRAINT visits_person_id_fkey; CREATE TABLE others (id int PRIMARY KEY); \
          INSERT INTO others SELECT generate_series(1, 5000); \
          ALTER TABLE visits ADD CONSTRAINT stranger FOREIGN KEY (person_id) REFERENCES others",
            "column visits.person_id, row 10000: ",
            "(constraint stranger)",
        ),
        ("ALTER TABLE visits ALTER note TYPE date USING NULL", "column visits.note, row 0: ", "date or time"),
        (
            "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = 7 THEN RAISE EXCEPTION 'canary'; END IF; \
          RETURN NEW; END $$; CREATE TRIGGER no BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION no()",
            "table visits, row 6: ",
            "a trigger or function refused the row",
        ),
        (
            "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'canary'; RETURN NEW; END $$; \
          CREATE TRIGGER no BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION no()",
            "table visits, row 0: ",
            "a trigger or function failed (SQLSTATE 42601)",
        ),
        (
            "ALTER TABLE people ADD EXCLUDE USING btree (born WITH =)",
            "column people.born, row ",
            "exclusion constraint",
        ),
    ];
    for (change, place, words) in cases {
        let database = database();
        database.sql(&format!("{TABLES}; {change}"));
        let before = database.dump();
        let ran = scratch.run(&["generate", "s.toml", "--to", &database.url()]).refuses(place);
        assert!(ran.err.contains(words), "{}", ran.err);
        assert!(ran.err.contains("the database is as it was"), "{}", ran.err);
        assert!(!ran.all().contains("canary"), "{}", ran.all());
        assert_eq!(database.dump(), before);
    }
}

#[test]
fn a_connection_that_is_cut_leaves_nothing() {
    let (scratch, database) = (clinic(), database());
    database.sql(TABLES);
    let before = database.dump();
    let (child, mut holder) = begun(&scratch, &database, &[]);
    database.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'placebo' AND wait_event_type = 'Lock' AND datname = current_database()");
    let ran = ended(child).refuses("could not load the table visits: ");
    assert!(ran.err.contains("the database is as it was"), "{}", ran.err);
    holder.execute("ROLLBACK").unwrap();
    assert_eq!(database.dump(), before);
}

#[test]
fn a_run_that_is_interrupted_leaves_nothing() {
    let scratch = clinic();
    for signal in ["INT", "TERM"] {
        let database = database();
        database.sql(TABLES);
        let before = database.dump();
        let (child, mut holder) = begun(&scratch, &database, &[]);
        let kill = std::process::Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        assert!(kill.unwrap().success());
        // The statement that waits is broken off, though nobody has given the lock back.
        let ran = ended(child).ends(2);
        assert!(ran.err.contains("stopped: interrupted"), "{}", ran.err);
        assert!(ran.err.contains("the database is as it was"), "{}", ran.err);
        holder.execute("ROLLBACK").unwrap();
        assert_eq!(database.dump(), before);
    }
}

#[test]
fn a_server_that_stops_and_starts_again_holds_what_it_held() {
    let server = Server::begin(&[], "");
    let (scratch, database) = (clinic(), server.database());
    database.sql(TABLES);
    let before = database.dump();
    for mode in ["immediate", "fast"] {
        let (child, holder) = begun(&scratch, &database, &[]);
        server.stop(mode);
        let ran = ended(child).refuses("could not load the table visits: ");
        assert!(ran.err.contains("the database is as it was"), "{}", ran.err);
        drop(holder);
        server.start("");
        assert_eq!(database.dump(), before);
    }
    scratch.run(&["generate", "s.toml", "--to", &database.url()]).fine();
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing() {
    let server = Server::begin(&["--wal-segsize=1"], "");
    let (scratch, database) = (clinic(), server.database());
    database.sql(TABLES);
    let before = database.dump();
    server.stop("fast");
    // No file of the server may be longer than one and a half megabytes.
    server.start("ulimit -f 1536");
    for more in [&[][..], &["--commit-per-table", "--connections", "2"]] {
        let ran = scratch.run(&[&["generate", "s.toml", "--to", &database.url()], more].concat());
        let ran =
            ran.refuses("the server could not write: its disk is full, or a file has reached its limit");
        assert!(!ran.all().contains("canary"), "{}", ran.all());
        let told = if more.is_empty() { "the database is as it was" } else { "the same command" };
        assert!(ran.err.contains(told), "{}", ran.err);
        if more.is_empty() {
            assert_eq!(database.dump(), before);
        }
    }
    // Tables that are made aside are gone, too.
    let fresh = server.database();
    let args = ["generate", "s.toml", "--to", &fresh.url(), "--create", "--connections", "2"];
    let ran = scratch.run(&args).refuses("the server could not write");
    assert!(ran.err.contains("the database is as it was"), "{}", ran.err);
    assert_eq!(fresh.sql("SELECT count(*) FROM pg_class WHERE relname IN ('people', 'visits')"), "0");
    assert_eq!(fresh.sql("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'placebo%'"), "0");
    // With room again, what was committed table by table goes on.
    server.stop("fast");
    server.start("");
    let ran = scratch.run(&[
        "generate",
        "s.toml",
        "--to",
        &database.url(),
        "--commit-per-table",
        "--connections",
        "2",
    ]);
    ran.fine();
    assert_eq!(
        database.sql("SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM visits)"),
        "20000|40000"
    );
}

#[test]
fn triggers_are_switched_off_meanwhile_and_on_again_as_they_were() {
    let (scratch, database) = (clinic(), database());
    database.sql(&format!(
        "{TABLES}; CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'canary'; END $$; \
         CREATE TRIGGER \"no, never\" BEFORE INSERT ON visits FOR EACH ROW EXECUTE FUNCTION no(); \
         CREATE TRIGGER always AFTER INSERT ON people EXECUTE FUNCTION no(); ALTER TABLE people ENABLE ALWAYS TRIGGER always; \
         CREATE TRIGGER off BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION no(); ALTER TABLE people DISABLE TRIGGER off; \
         CREATE CONSTRAINT TRIGGER late AFTER INSERT ON visits DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION no(); \
         ALTER TABLE visits DROP CONSTRAINT visits_person_id_fkey; \
         ALTER TABLE visits ADD CONSTRAINT person FOREIGN KEY (person_id) REFERENCES people DEFERRABLE INITIALLY DEFERRED"
    ));
    let before = database.dump();
    let fill = ["generate", "s.toml", "--to", &database.url()];
    let ran = scratch.run(&fill).refuses("a trigger or function refused the row");
    assert!(ran.err.contains("--disable-triggers"), "{}", ran.err);
    assert_eq!(database.dump(), before);
    // A reference is checked all the same, and a run that fails leaves triggers as they are.
    database.sql("ALTER TABLE visits ADD CONSTRAINT odd CHECK (id < 39000)");
    let changed = database.dump();
    scratch.run(&[&fill[..], &["--disable-triggers"]].concat()).refuses("(constraint odd)");
    assert_eq!(database.dump(), changed);
    database.sql("ALTER TABLE visits DROP CONSTRAINT odd");
    scratch.run(&[&fill[..], &["--disable-triggers"]].concat()).fine();
    let triggers = "SELECT string_agg(tgname || ' ' || tgenabled::text, ', ' ORDER BY tgname) FROM pg_trigger WHERE NOT tgisinternal";
    assert_eq!(database.sql(triggers), "always A, late O, no, never O, off D");
    assert_eq!(database.sql("SELECT count(*) FROM visits"), "40000");
}
