//! Reading addresses: URLs, variables, services, passwords, and what is refused.

use super::*;
use std::collections::HashMap;
use std::fs;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Address> {
    let variables: HashMap<String, String> =
        variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    Address::read(text, &Surroundings { variable: &|name| variables.get(name).cloned() })
}

#[test]
fn a_url_is_read_whole() {
    let address = read("postgres://ann@localhost:5433/my%20clinic?connect_timeout=3", &[]).unwrap();
    assert_eq!((address.user(), address.host(), address.port()), ("ann", "localhost", 5433));
    assert_eq!(address.to_string(), "database my clinic on localhost:5433");
    assert!(address.is_local());
    let address = read("postgresql://[::1]/dev", &[]).unwrap();
    assert_eq!((address.host(), address.port(), address.is_local()), ("::1", 5432, true));
    let address = read("postgres://%2Fvar%2Frun/dev", &[]).unwrap();
    assert!(address.is_socket() && address.is_local());
}

#[cfg(unix)]
#[test]
fn who_connects_is_who_runs_this_where_nobody_is_named() {
    let own = std::process::Command::new("id").arg("-un").output().unwrap();
    let own = String::from_utf8(own.stdout).unwrap();
    let address = read("postgres://localhost/dev", &[("USER", "somebody")]).unwrap();
    assert_eq!(address.user(), own.trim());
    assert_eq!(read("postgres://localhost/dev", &[("PGUSER", "ann")]).unwrap().user(), "ann");
    // The database is called as the user, as libpq has it.
    assert_eq!(read("postgres://localhost", &[]).unwrap().database(), own.trim());
}

#[test]
fn a_password_in_an_argument_is_refused_and_never_told() {
    for text in ["postgres://ann:canary@localhost/dev", "postgres://localhost/dev?password=canary"] {
        let error = read(text, &[]).unwrap_err();
        assert!(error.to_string().contains("holds a password"), "{error}");
        assert!(!format!("{error:?}").contains("canary"));
    }
    let address =
        read("env:DATABASE_URL", &[("DATABASE_URL", "postgres://ann:canary@localhost/dev?pool=5")]).unwrap();
    assert_eq!(address.password.as_ref().map(|p| p.expose().as_str()), Some("canary"));
    assert!(!format!("{address:?}{address}").contains("canary"));
    let address = read("postgres://localhost/dev", &[("PGPASSWORD", "canary")]).unwrap();
    assert!(address.password.is_some());
}

#[test]
fn what_is_not_on_this_machine_needs_tls() {
    let far = read("postgres://db.example.com/dev", &[]).unwrap();
    assert!(matches!(far.security, PgSslMode::VerifyFull) && !far.is_local());
    let weaker = read("postgres://db.example.com/dev?sslmode=require", &[]).unwrap();
    assert!(matches!(weaker.security, PgSslMode::Require));
    for mode in ["disable", "allow", "prefer"] {
        let error = read(&format!("postgres://db.example.com/dev?sslmode={mode}"), &[]).unwrap_err();
        assert!(error.to_string().contains("in the clear"), "{error}");
        let error = read("postgres://db.example.com/dev", &[("PGSSLMODE", mode)]).unwrap_err();
        assert!(error.to_string().contains("in the clear"), "{error}");
    }
    // A tunnel ends here, and the certificate is still that of the far end.
    let tunnel = read("postgres://db.example.com/dev?hostaddr=127.0.0.1&port=6000", &[]).unwrap();
    assert!(matches!(tunnel.security, PgSslMode::VerifyFull) && !tunnel.is_local());
    assert_eq!((tunnel.host(), tunnel.host_address()), ("db.example.com", Some("127.0.0.1")));
    assert!(!read("postgres://localhost/dev?hostaddr=203.0.113.9", &[]).unwrap().is_local());
}

#[test]
fn slips_are_told_with_the_nearest_name() {
    let told = |text: &str| {
        let error = read(text, &[]).unwrap_err();
        format!("{error} ({})", error.advice().unwrap_or_default())
    };
    assert!(told("postgres://localhost/dev?sslmod=require").contains("there is `sslmode`"));
    assert!(told("postgres://localhost/dev?sslmode=verify-ful").contains("there is `verify-full`"));
    assert!(told("mysql://localhost/dev").contains("not one of Postgres"));
    assert!(told("dev").contains("postgres://host/name"));
    assert!(told("env:NOT_SET").contains("NOT_SET is not set"));
    assert!(told("postgres://localhost:x/dev").contains("port"));
    assert!(told("postgres://localhost/a%zz").contains('%'));
}

#[test]
fn services_and_password_files_are_those_of_libpq() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let text = "# ours\n[other]\nhost=x\n[clinic]\nhost=localhost\ndbname=sandbox\nuser=ann\n";
    fs::write(folder.path().join("services"), text).unwrap();
    fs::write(folder.path().join("pass"), "far:*:*:*:no\nlocalhost:5432:sandbox:ann:can\\:ary\n").unwrap();
    let (services, pass) = (at("services"), at("pass"));
    let around = [("PGSERVICEFILE", services.as_str()), ("PGPASSFILE", pass.as_str())];
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&pass, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(read("service=clinic", &around).unwrap_err().to_string().contains("others can read"));
        fs::set_permissions(&pass, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let address = read("service=clinic", &around).unwrap();
    assert_eq!(address.to_string(), "database sandbox on localhost");
    assert_eq!(address.password.as_ref().map(|p| p.expose().as_str()), Some("can:ary"));
    let error = read("service=clinics", &around).unwrap_err();
    assert_eq!(error.advice(), Some("there is `clinic`"));
    let address = read("host='localhost' dbname='a b' user=ann", &[]).unwrap();
    assert_eq!(address.to_string(), "database a b on localhost");
}
