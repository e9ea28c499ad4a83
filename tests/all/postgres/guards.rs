//! What keeps a database from harm, and credentials from being seen.

use crate::scratch::{Ran, Scratch, command};
use crate::server::{Server, database};

const ONE: &str = "[tables.t]\nrows = 3\ncolumns.id = { kind = \"serial\", primary_key = true }\n";

fn run(url: &str, more: &[&str]) -> Ran {
    let scratch = Scratch::new();
    scratch.write("s.toml", ONE);
    scratch.run(&[&["generate", "s.toml", "--to", url, "--quiet"], more].concat())
}

#[test]
fn production_is_refused_by_name_and_by_mark() {
    // By name, before anything is connected to.
    run("postgres://localhost:1/app_production", &[]).refuses("the name of the database says that");
    run("postgres://prod-db.example.com/app", &[]).refuses("the name of the host says that");
    let marks = [
        (
            "CREATE TABLE ar_internal_metadata (key text, value text); INSERT INTO ar_internal_metadata VALUES ('environment', 'production')",
            "ar_internal_metadata says",
        ),
        (
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET placebo.production = on', current_database()); END $$",
            "the setting placebo.production says",
        ),
        (
            "DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'Production of the clinic'); END $$",
            "the comment on the database says",
        ),
    ];
    for (mark, words) in marks {
        let database = database();
        database.sql("CREATE TABLE t (id int)");
        database.sql(mark);
        let name = database.name.clone();
        run(&database.url(), &["--database-is", &name]).refuses(words);
        assert_eq!(database.sql("SELECT count(*) FROM t"), "0");
    }
}

#[test]
fn rows_that_are_not_ours_are_changed_only_by_name() {
    let database = database();
    database.sql("CREATE TABLE t (id int); INSERT INTO t VALUES (77)");
    let url = database.url();
    for mode in ["truncate", "append"] {
        run(&url, &["--mode", mode]).refuses("nothing says that this database was filled by placebo");
        run(&url, &["--mode", mode, "--database-is", "dev"]).refuses("--database-is says dev");
    }
    assert_eq!(database.sql("SELECT id FROM t"), "77");
    run(&url, &["--mode", "truncate", "--database-is", &database.name]).fine();
    // Now it bears the mark.
    run(&url, &["--mode", "truncate"]).fine();
    assert_eq!(database.sql("SELECT string_agg(id::text, ',') FROM t"), "1,2,3");
}

#[test]
fn tables_are_emptied_with_empty_ones_that_refer_to_them() {
    let database = database();
    database.sql(
        "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE \"Odd one\" (id int PRIMARY KEY, t int REFERENCES t); \
         CREATE TABLE further (odd int REFERENCES \"Odd one\")",
    );
    let url = database.url();
    run(&url, &[]).fine();
    run(&url, &["--mode", "truncate"]).fine();
    assert_eq!(database.sql("SELECT string_agg(id::text, ',') FROM t"), "1,2,3");
    // Rows that are not ours stay, and with them those that they could refer to.
    database.sql("INSERT INTO \"Odd one\" VALUES (77, 2)");
    run(&url, &["--mode", "truncate"]).refuses("rows of \"Odd one\" refer to tables that are to be emptied");
    assert_eq!(database.sql("SELECT string_agg(id::text, ',') FROM t"), "1,2,3");
    assert_eq!(database.sql("SELECT id FROM \"Odd one\""), "77");
}

#[test]
fn books_of_frameworks_are_listed_and_left_alone() {
    let scratch = Scratch::new();
    let database = database();
    database.sql("CREATE TABLE schema_migrations (version text); INSERT INTO schema_migrations VALUES ('1'); CREATE TABLE t (id int); CREATE TABLE ours (id int)");
    let more = "[tables.schema_migrations]\nrows = 5\ncolumns.version = { kind = \"serial\" }\n[tables.ours]\nrows = 5\ncolumns.id = { kind = \"serial\" }\n";
    scratch.write("s.toml", &format!("{ONE}{more}"));
    let url = database.url();
    let ran = scratch.run(&["generate", "s.toml", "--to", &url, "--leave", "ours"]).fine();
    assert!(ran.err.contains("left alone: ours, schema_migrations"), "{}", ran.err);
    assert_eq!(database.sql("SELECT (SELECT count(*) FROM schema_migrations), (SELECT count(*) FROM ours), (SELECT count(*) FROM t)"), "1|0|3");
}

#[test]
fn what_a_role_may_do_is_reported_and_what_it_may_not_is_told() {
    let database = database();
    let role = format!("role_{}", database.name);
    database.sql(&format!(
        "CREATE ROLE {role} LOGIN; CREATE TABLE t (id int); CREATE TABLE other (id int); GRANT INSERT, SELECT ON t TO {role}"
    ));
    let scratch = Scratch::new();
    scratch.write("s.toml", ONE);
    let url = database.url().replace("postgres@", &format!("{role}@"));
    let ran = scratch.run(&["generate", "s.toml", "--to", &url]).fine();
    assert!(!ran.err.contains("more than"), "{}", ran.err);
    assert!(ran.err.contains("no mark is left"), "{}", ran.err);
    database.sql(&format!("TRUNCATE t; GRANT DELETE ON other TO {role}"));
    let ran = scratch.run(&["generate", "s.toml", "--to", &url]).fine();
    assert!(
        ran.err.contains("can write to 1 more table: more than filling these tables needs"),
        "{}",
        ran.err
    );
    let ran = scratch.run(&[
        "generate",
        "s.toml",
        "--to",
        &url,
        "--mode",
        "truncate",
        "--database-is",
        &database.name,
    ]);
    ran.refuses("permission denied for table t");
    database.sql(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn credentials_come_from_elsewhere_and_are_never_told() {
    let server = Server::begin(&[], "");
    let database = server.database();
    // Version 13 would keep it in a form that the address below does not take.
    database.sql("SET password_encryption = 'scram-sha-256'; CREATE ROLE ann LOGIN PASSWORD 'canary'");
    database.sql("CREATE DATABASE anns OWNER ann");
    std::fs::write(
        server.folder.join("data/pg_hba.conf"),
        "host all postgres 127.0.0.1/32 trust\nhost all ann 127.0.0.1/32 scram-sha-256\n",
    )
    .unwrap();
    database.sql("SELECT pg_reload_conf()");
    let scratch = Scratch::new();
    scratch.write("s.toml", ONE);
    let home = scratch.write("home/.keep", "").parent().unwrap().to_owned();
    let url = format!("postgres://ann@localhost:{}/anns", server.port);
    let with = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = command(scratch.path());
        command.args(["generate", "s.toml", "--create", "--mode", "ensure"]).args(args).env("HOME", &home);
        command.env_remove("PGPASSWORD").envs(variables.iter().copied());
        let ran = Ran::of(command.output().unwrap(), args);
        assert!(!ran.all().contains("canary"), "{}", ran.all());
        ran
    };
    let secret = url.replace("ann@", "ann:canary@");
    with(&["--to", &secret], &[]).refuses("the URL holds a password");
    with(&["--to", &url], &[]).ends(2);
    with(&["--to", &url], &[("PGPASSWORD", "no")]).refuses("password authentication failed for user \"ann\"");
    with(&["--to", &url], &[("PGPASSWORD", "canary")]).fine();
    with(&["--to", "env:DATABASE_URL"], &[("DATABASE_URL", &secret)]).fine();
    let service = format!("[clinic]\nhost=localhost\nport={}\ndbname=anns\nuser=ann\n", server.port);
    let services = scratch.write("services", &service).display().to_string();
    scratch.write("home/.pgpass", &format!("localhost:{}:*:ann:canary\n", server.port));
    with(&["--to", "service=clinic"], &[("PGSERVICEFILE", &services)]).refuses("others can read");
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(home.join(".pgpass"), std::fs::Permissions::from_mode(0o600)).unwrap();
    with(&["--to", "service=clinic"], &[("PGSERVICEFILE", &services)]).fine();
    with(&["--to", &url], &[]).fine();
}

#[test]
fn one_run_at_a_time_fills_a_database() {
    let database = database();
    let mut session = placebo::io::postgres::Session::open(&super::address(&database.url())).unwrap();
    session.execute("SELECT pg_advisory_lock(hashtext('placebo'), hashtext('fill'))").unwrap();
    run(&database.url(), &["--create"]).refuses("another run of placebo is filling this database");
    session.close().unwrap();
    run(&database.url(), &["--create"]).fine();
}
