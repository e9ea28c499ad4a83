//! `--check` and `--update`: what has changed in a database is told, added and marked, and the hand's edits stay.

use crate::scratch::Scratch;
use crate::server;

#[test]
fn changes_are_told_and_added_and_the_hand_is_kept() {
    let database = server::database();
    database.sql("CREATE TABLE patients (id serial PRIMARY KEY, first_name text, ssn varchar(11)); CREATE TABLE old (id serial PRIMARY KEY)");
    let scratch = Scratch::new();
    scratch.run(&["infer", &database.url(), "--out", "s.toml"]).fine();
    scratch.run(&["infer", &database.url(), "--check", "s.toml"]).fine();
    let draft = scratch.read("s.toml");
    assert!(draft.contains("kind = \"ssn\"") && draft.contains("kind = \"first_name\""), "{draft}");
    scratch.edit("s.toml", "rows = 1000", "rows = 77 # mine");
    database.sql("ALTER TABLE patients ADD born_on date NOT NULL; CREATE TABLE visits (id serial PRIMARY KEY, patient_id integer NOT NULL REFERENCES patients); DROP TABLE old");
    let told = scratch.run(&["infer", &database.url(), "--check", "s.toml"]).ends(1).all();
    for words in ["column `patients.born_on` is new", "table `visits` is new", "table `old` is gone"] {
        assert!(told.contains(words), "{told}");
    }
    scratch.run(&["infer", &database.url(), "--update", "s.toml"]).fine();
    let updated = scratch.read("s.toml");
    for words in ["rows = 77 # mine", "born_on = {", "[tables.visits]", "# Gone from the database."] {
        assert!(updated.contains(words), "{words}: {updated}");
    }
    scratch.run(&["schema", "check", "s.toml"]).fine();
    scratch.run(&["infer", &database.url(), "--out", "s.toml"]).ends(2);
}

#[test]
fn a_column_that_is_gone_is_written_no_longer_and_the_schema_goes_on() {
    let database = server::database();
    database.sql(
        "CREATE TABLE patients (id serial PRIMARY KEY, first_name text, born_on date, nickname text NOT NULL)",
    );
    let scratch = Scratch::new();
    let url = database.url();
    scratch.run(&["infer", &url, "--out", "s.toml"]).fine();
    scratch.edit("s.toml", "nickname = {", "# mine\nnickname = {");
    database.sql("ALTER TABLE patients DROP nickname, DROP born_on");
    let told = scratch.run(&["infer", &url, "--update", "s.toml"]).fine().all();
    assert!(told.contains("column `patients.nickname` is gone"), "{told}");
    let updated = scratch.read("s.toml");
    assert!(updated.contains("# mine\n# Gone from the database.\nnickname = {"), "{updated}");
    scratch.run(&["infer", &url, "--check", "s.toml"]).fine();
    scratch.run(&["generate", "s.toml", "--rows", "20", "--to", &url, "--quiet"]).fine();
    scratch.key("k");
    scratch.mask(&url, "masked", &["--no-verify"]).fine();
    database.sql("ALTER TABLE patients ADD nickname text");
    scratch.run(&["infer", &url, "--update", "s.toml"]).fine();
    let again = scratch.read("s.toml");
    assert!(again.contains("# mine\n# Changed"), "{again}");
    assert_eq!(again.matches(", written = false }").count(), 1, "{again}");
}

#[test]
fn types_keys_references_and_checks_are_seen() {
    let database = server::database();
    database.sql(
        "CREATE TABLE clinics (id serial PRIMARY KEY, code varchar(10));
         CREATE TABLE visits (id serial PRIMARY KEY, clinic_id integer, minutes integer, note text, CONSTRAINT short CHECK (minutes < 600))",
    );
    let scratch = Scratch::new();
    scratch.run(&["infer", &database.url(), "--out", "s.toml"]).fine();
    scratch.run(&["infer", &database.url(), "--check", "s.toml"]).fine();
    scratch.edit("s.toml", "minutes = {", "# mine\nminutes = {");
    database.sql(
        "ALTER TABLE visits ALTER note TYPE varchar(80), ALTER minutes SET NOT NULL, ADD FOREIGN KEY (clinic_id) REFERENCES clinics,
           DROP CONSTRAINT short, ADD CONSTRAINT brief CHECK (minutes BETWEEN 5 AND 90);
         ALTER TABLE clinics ADD UNIQUE (code)",
    );
    let told = scratch.run(&["infer", &database.url(), "--check", "s.toml"]).ends(1).all();
    for words in [
        "column `visits.note` was text, and is character varying(80)",
        "column `visits.minutes` was integer, and is integer NOT NULL",
        "table `visits` has now: FOREIGN KEY (clinic_id) REFERENCES clinics(id)",
        "table `visits` no longer has: CHECK ((minutes < 600))",
        "table `clinics` has now: UNIQUE (code)",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    scratch.run(&["infer", &database.url(), "--update", "s.toml"]).fine();
    let updated = scratch.read("s.toml");
    for words in [
        "# mine\n",
        "# Changed in the database: it was text.",
        "# New in the database.\n    \"CHECK ",
        "# Gone from the database: CHECK ((minutes < 600))",
        "sql = \"character varying(80)\"",
    ] {
        assert!(updated.contains(words), "{words}: {updated}");
    }
    scratch.run(&["infer", &database.url(), "--check", "s.toml"]).fine();
    scratch.run(&["schema", "check", "s.toml"]).fine();
}

#[test]
fn books_of_frameworks_are_left_alone_and_referred_to() {
    let database = server::database();
    database.sql(
        "CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
         INSERT INTO schema_migrations VALUES ('20260101000000');
         CREATE TABLE django_content_type (id serial PRIMARY KEY, app_label varchar(100) NOT NULL, model varchar(100) NOT NULL);
         INSERT INTO django_content_type (app_label, model) SELECT 'app', 'm' || n FROM generate_series(1, 7) n;
         CREATE TABLE house_ledger (id serial PRIMARY KEY, entry text);
         INSERT INTO house_ledger (entry) VALUES ('ours');
         CREATE TABLE logs (id serial PRIMARY KEY, content_type_id integer NOT NULL REFERENCES django_content_type, message text NOT NULL)",
    );
    let scratch = Scratch::new();
    scratch.run(&["infer", &database.url(), "--leave", "house_ledger", "--out", "s.toml"]).fine();
    let draft = scratch.read("s.toml");
    assert!(
        !draft.contains("[tables.schema_migrations]") && !draft.contains("[tables.house_ledger]"),
        "{draft}"
    );
    assert!(draft.contains("# schema_migrations is left alone: bookkeeping of Rails"), "{draft}");
    assert!(draft.contains("source = \"existing\""), "{draft}");
    scratch.run(&["generate", "s.toml", "--rows", "200", "--to", &database.url(), "--quiet"]).fine();
    let sql = "SELECT (SELECT count(*) FROM logs), (SELECT count(*) FROM django_content_type), (SELECT count(*) FROM schema_migrations), \
               (SELECT count(*) FROM house_ledger)";
    assert_eq!(database.sql(sql), "200|7|1|1");
}

#[test]
fn files_keep_who_may_read_them_and_links_and_pipes_stay_what_they_are() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let scratch = Scratch::new();
    let mode = |name: &str| std::fs::metadata(scratch.join(name)).unwrap().permissions().mode() & 0o777;
    scratch.write("people.csv", "id,first_name\n1,Ann\n2,Bob\n");
    // A new file is what the mask leaves, as one that is made by hand.
    scratch.write("hand.toml", "");
    scratch.run(&["infer", "people.csv", "--out", "s.toml"]).fine();
    assert_eq!(mode("s.toml"), mode("hand.toml"));
    std::fs::set_permissions(scratch.join("s.toml"), std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("s.toml", scratch.join("link.toml")).unwrap();
    scratch.write("people.csv", "id,first_name,ssn\n1,Ann,900-01-0001\n2,Bob,900-01-0002\n");
    for (how, words) in [("--update", "New in the database"), ("--out", "kind = \"ssn\"")] {
        let mut args = vec!["infer", "people.csv", how, "link.toml"];
        args.extend((how == "--out").then_some("--overwrite"));
        scratch.run(&args).fine();
        assert!(scratch.join("link.toml").is_symlink() && scratch.read("s.toml").contains(words), "{how}");
        assert_eq!(mode("s.toml"), 0o640, "{how}");
    }
    let pipe = scratch.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read_to_string(pipe).unwrap()
    });
    scratch.run(&["infer", "people.csv", "--out", "pipe", "--overwrite"]).fine();
    assert!(reader.join().unwrap().contains("[tables.people]"));
    assert!(std::fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
}

#[test]
fn what_is_no_table_is_refused() {
    let scratch = Scratch::new();
    scratch.write("people.csv", "id,first_name\n1,Ann\n2,Bob\n");
    for (schema, words) in [
        ("tables = 3\n", "`tables` is no table"),
        ("[[tables]]\nname = 'people'\n", "`tables` is no table"),
        ("[tables]\npeople = 3\n", "`tables.people` is no table"),
    ] {
        scratch.write("s.toml", schema);
        for how in ["--update", "--check"] {
            scratch.run(&["infer", "people.csv", how, "s.toml"]).ends(2).refuses(words);
        }
        assert_eq!(scratch.read("s.toml"), schema);
    }
    // A file without tables gets them, and one whose tables stand in braces keeps them so.
    for schema in ["name = 'mine'\n", "tables = {}\n", ""] {
        scratch.write("s.toml", schema);
        scratch.run(&["infer", "people.csv", "--update", "s.toml"]).fine();
        scratch.run(&["infer", "people.csv", "--check", "s.toml"]).fine();
    }
}
