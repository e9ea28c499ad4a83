//! Postgres, with a real server.

mod checks;
mod dirt;
mod faults;
mod filling;
mod guards;
mod reading;
mod targets;

use crate::server::{Server, database};
use placebo::io::postgres::{Address, Session, Surroundings, literal};

fn address(url: &str) -> Address {
    Address::read(url, &Surroundings { variable: &|_| None }).unwrap()
}

fn session(url: &str) -> Session {
    Session::open(&address(url)).unwrap()
}

#[test]
fn a_session_reads_texts_and_tells_what_the_server_says() {
    let database = database();
    let mut session = Session::open(&address(&database.url())).unwrap();
    let hostile = "it's a \\ back\\'slash; \u{fc}\n";
    let row = &session.rows(&format!("SELECT {}, NULL, 7, true", literal(hostile))).unwrap()[0];
    assert_eq!((row.get(0), row.get(1), row.integer(2), row.flag(3)), (Some(hostile), None, Some(7), true));
    let error = session.execute("SELECT * FROM nowhere").unwrap_err();
    assert!(error.to_string().contains("relation \"nowhere\" does not exist"), "{error}");
    assert_eq!(session.value("SELECT 1").unwrap().as_deref(), Some("1"));
    session.close().unwrap();
    let error = Session::open(&address(&database.server.url("nobodys"))).err().unwrap();
    assert!(error.to_string().contains("database \"nobodys\" does not exist"), "{error}");
    let error = Session::open(&address("postgres://localhost:1/dev")).err().unwrap();
    assert!(error.to_string().contains("Connection refused"), "{error}");
}

#[test]
fn a_server_that_stops_is_told_and_starts_again() {
    let server = Server::begin(&[], "");
    let database = server.database();
    database.sql("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)");
    let mut session = Session::open(&address(&database.url())).unwrap();
    server.stop("immediate");
    let error = session.execute("SELECT 1").unwrap_err();
    assert!(error.to_string().contains("connection"), "{error}");
    server.start("");
    assert_eq!(database.sql("SELECT count(*) FROM kept"), "1");
    assert!(database.dump().contains("COPY public.kept"));
}
