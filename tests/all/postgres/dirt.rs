//! Errors in a database: the same as in files, and no constraint that they would break.

use crate::scratch::Scratch;
use crate::server::database;

#[test]
fn a_database_has_the_errors_that_files_have() {
    let (database, scratch) = (database(), Scratch::new());
    let run = ["generate", "caseload", "--rows", "patients=300", "--dirt", "0.1"];
    let told = scratch.run(&[&run, ["--to", &database.url(), "--create"].as_slice()].concat()).fine();
    assert!(told.err.contains("truth/errors"), "{}", told.err);
    scratch.run(&[&run, ["--out", "files", "-q"].as_slice()].concat()).fine();
    scratch.run(&["generate", "caseload", "--rows", "patients=300", "--out", "clean", "-q"]).fine();
    let column = |folder: &str| -> String {
        let mut rows = csv::Reader::from_path(scratch.join(&format!("{folder}/patients.csv"))).unwrap();
        let at = rows.headers().unwrap().iter().position(|name| name == "last_name").unwrap();
        let names: Vec<String> = rows.records().map(|row| row.unwrap()[at].to_owned()).collect();
        names.join("|")
    };
    let filled = database.sql("SELECT string_agg(coalesce(last_name, ''), '|' ORDER BY id) FROM patients");
    assert_eq!(filled, column("files"));
    assert_ne!(filled, column("clean"));
}

const ORPHANS: &str = r#"
name = "orphans"
[tables.sites]
rows = 5
columns.id = { kind = "serial", primary_key = true }
[tables.visits]
rows = 200
[tables.visits.columns]
id = { kind = "serial", primary_key = true }
site_id = { kind = "reference", table = "sites", column = "id", dirt = { orphans = 0.2 } }
other_id = { kind = "reference", table = "sites", column = "id" }
"#;

#[test]
fn orphans_have_no_foreign_key_or_are_refused() {
    let (database, scratch) = (database(), Scratch::new());
    scratch.write("s.toml", ORPHANS);
    scratch.run(&["generate", "s.toml", "--to", &database.url(), "--create", "-q"]).fine();
    let lost = "SELECT count(*) > 10 FROM visits WHERE site_id NOT IN (SELECT id FROM sites)";
    assert_eq!(database.sql(lost), "t");
    let keys = "SELECT count(*) FROM pg_constraint WHERE contype = 'f'";
    assert_eq!(database.sql(keys), "1");
    database.sql("TRUNCATE visits, sites");
    database.sql("ALTER TABLE visits ADD FOREIGN KEY (site_id) REFERENCES sites");
    let again = scratch.run(&["generate", "s.toml", "--to", &database.url(), "--mode", "truncate"]);
    again.refuses("visits.site_id may lead nowhere (`orphans`), and a foreign key of the table forbids that");
}
