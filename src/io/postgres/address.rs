//! Where a database is and how to get in: a URL, `env:NAME` or `service=NAME`, filled up as `libpq` would.
//!
//! Nothing in an address prints its password, and a password is never taken from an argument of the command line.

use std::fmt;
use std::path::PathBuf;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::files;
use crate::error::{Error, Result, Sensitive, nearest};

/// What a process finds around it: handed in, because only the command line reads the environment.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The value of an environment variable.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Surroundings<'_> {
    pub(super) fn get(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }
}

/// Where a database is and how to get in.
#[derive(Clone)]
pub struct Address {
    /// A host's name, an IP address, or the folder of a socket.
    host: String,
    /// The IP address to connect to, where it is not to be looked up: for tunnels.
    host_address: Option<String>,
    port: u16,
    user: String,
    password: Option<Sensitive<String>>,
    database: String,
    security: PgSslMode,
    files: [Option<PathBuf>; 3],
    /// Settings of the session.
    options: Settings,
    search_path: Option<String>,
    timeout_seconds: u64,
    service: Option<String>,
}

/// The parameters that an address can have, each with the environment variable that stands in for it.
const PARAMETERS: [(&str, &str); 15] = [
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("port", "PGPORT"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("dbname", "PGDATABASE"),
    ("sslmode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("options", "PGOPTIONS"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("passfile", "PGPASSFILE"),
    ("service", "PGSERVICE"),
    ("schema", ""),
];

/// What frameworks add to the URL in their environment; it is for them, and says nothing of where the database is.
const OF_FRAMEWORKS: [&str; 14] = [
    "adapter",
    "application_name",
    "channel_binding",
    "connection_limit",
    "encoding",
    "gssencmode",
    "keepalives",
    "pgbouncer",
    "pool",
    "pool_timeout",
    "prepared_statements",
    "sslsni",
    "target_session_attrs",
    "timeout",
];

/// Parameters with their values, the last one of a name counting.
pub(super) type Settings = Vec<(String, String)>;

/// The name of the account that runs this, as `libpq` takes it: what the system calls it, whatever the environment says.
#[cfg(unix)]
fn account(_: &Surroundings<'_>) -> Option<String> {
    let account = nix::unistd::User::from_uid(nix::unistd::Uid::effective()).ok()??;
    Some(account.name)
}

/// The name of the account that runs this.
#[cfg(not(unix))]
fn account(around: &Surroundings<'_>) -> Option<String> {
    around.get("USERNAME")
}

impl Address {
    /// Reads what names a database: a URL, `env:NAME` for a URL in the environment, or `service=NAME`.
    ///
    /// # Errors
    /// [`crate::error::ErrorKind::Usage`] where it cannot be read, holds a password, or is not on this machine and would
    /// go without TLS.
    pub fn read(text: &str, around: &Surroundings<'_>) -> Result<Self> {
        let mut settings = match text.strip_prefix("env:") {
            Some(name) => {
                let value = around.get(name).ok_or_else(|| {
                    Error::usage(format!("the environment variable {name} is not set"))
                        .hint(format!("put the URL of the database into it: export {name}=postgres://…"))
                })?;
                parse(value.trim()).map_err(|e| Error::usage(format!("{name} in the environment: {e}")))?
            }
            None => {
                let settings = parse(text)?;
                if settings.iter().any(|(name, _)| name == "password") {
                    return Err(Error::usage("the URL holds a password, and arguments are seen by others")
                        .hint("leave it out and set PGPASSWORD, keep it in ~/.pgpass or a service file, or name a variable with the URL: env:DATABASE_URL"));
                }
                settings
            }
        };
        let named = value(&settings, "service").map(str::to_owned).or_else(|| around.get("PGSERVICE"));
        if let Some(service) = &named {
            let mut from_file = files::service(service, around)?;
            from_file.append(&mut settings);
            settings = from_file;
        }
        Self::complete(&settings, named, around)
    }

    /// Fills up what was not said from the environment, and then as `libpq` does.
    fn complete(settings: &Settings, service: Option<String>, around: &Surroundings<'_>) -> Result<Self> {
        let get = |name: &str| {
            let variable = PARAMETERS.iter().find(|(known, _)| *known == name).map_or("", |(_, v)| *v);
            let written = value(settings, name).map(str::to_owned);
            written.or_else(|| if variable.is_empty() { None } else { around.get(variable) })
        };
        let defaults = PgConnectOptions::new_without_pgpass();
        let host = get("host").unwrap_or_else(|| match get("hostaddr") {
            Some(address) => address,
            None => defaults.get_host().to_owned(),
        });
        if host.contains(',') {
            return Err(Error::usage("several hosts are named, and one is wanted"));
        }
        let port = get("port").unwrap_or_else(|| "5432".to_owned());
        let port = port
            .parse()
            .map_err(|_dropped| Error::usage("the port of the database is not a number below 65,536"))?;
        let user = get("user").or_else(|| account(around)).ok_or_else(|| {
            Error::usage("it is not said who connects, and the account that runs this has no name")
                .hint("put the name into the URL, postgres://NAME@HOST/DATABASE, or set PGUSER")
        })?;
        let database = get("dbname").unwrap_or_else(|| user.clone());
        let timeout = get("connect_timeout").and_then(|t| t.parse().ok()).filter(|t| *t > 0);
        let mut address = Self {
            host_address: get("hostaddr").filter(|a| *a != host),
            port,
            password: get("password").map(Sensitive::new),
            security: PgSslMode::Prefer,
            files: [get("sslrootcert"), get("sslcert"), get("sslkey")].map(|f| f.map(PathBuf::from)),
            options: value(settings, "options").map(session_settings).unwrap_or_default(),
            search_path: get("schema"),
            timeout_seconds: timeout.unwrap_or(30),
            host,
            user,
            database,
            service,
        };
        address.security = address.security(get("sslmode").as_deref())?;
        if address.password.is_none() {
            let place = (address.password_host(), port, address.database.as_str(), address.user.as_str());
            address.password = files::password(get("passfile"), place, around)?;
        }
        Ok(address)
    }

    /// How the connection is protected: fully, unless it stays on this machine or less is asked for by name.
    fn security(&self, asked: Option<&str>) -> Result<PgSslMode> {
        let modes = [
            ("disable", PgSslMode::Disable),
            ("allow", PgSslMode::Allow),
            ("prefer", PgSslMode::Prefer),
            ("require", PgSslMode::Require),
            ("verify-ca", PgSslMode::VerifyCa),
            ("verify-full", PgSslMode::VerifyFull),
        ];
        let mode = match asked {
            None if self.is_local() => PgSslMode::Prefer,
            None => PgSslMode::VerifyFull,
            Some(asked) => match modes.iter().find(|(name, _)| *name == asked) {
                Some((_, mode)) => *mode,
                None => {
                    let names = modes.map(|(name, _)| name);
                    let error = Error::usage("there is no such sslmode");
                    return Err(match nearest(asked, names) {
                        Some(near) => error.hint(format!("there is `{near}`")),
                        None => error.hint(format!("expected one of: {}", names.join(", "))),
                    });
                }
            },
        };
        let open = matches!(mode, PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer);
        if open && !self.is_local() {
            return Err(Error::usage(format!(
                "{} is not this machine, and sslmode={} could send everything in the clear",
                self.host,
                asked.unwrap_or_default()
            ))
            .hint("leave sslmode out for verify-full; weaker are verify-ca and require"));
        }
        Ok(mode)
    }

    /// Whether the database is on this machine, as far as its name tells: a tunnel looks so too.
    pub fn is_local(&self) -> bool {
        let local = |host: &str| {
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            bare.eq_ignore_ascii_case("localhost")
                || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
        };
        let address_is_local = self.host_address.as_deref().is_none_or(local);
        (self.is_socket() || local(&self.host)) && address_is_local
    }

    pub(super) fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }

    /// The name by which `.pgpass` knows the host: a socket of the usual place is `localhost`.
    fn password_host(&self) -> &str {
        let usual = ["/var/run/postgresql", "/run/postgresql", "/tmp"];
        if usual.contains(&self.host.as_str()) { "localhost" } else { &self.host }
    }

    /// The name of the database.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// The name of the host, or the folder of the socket.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The service by which the database was named.
    pub fn service(&self) -> Option<&str> {
        self.service.as_deref()
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn user(&self) -> &str {
        &self.user
    }

    pub(super) fn host_address(&self) -> Option<&str> {
        self.host_address.as_deref()
    }

    pub(super) fn timeout(&self) -> std::time::Duration {
        std::time::Duration::from_secs(self.timeout_seconds)
    }

    /// The same server with another database, such as a throw-away one.
    #[must_use]
    pub fn with_database(mut self, database: &str) -> Self {
        database.clone_into(&mut self.database);
        self
    }

    /// As `sqlx` wants it; `socket` is the folder of a tunnel's near end.
    pub(super) fn options(&self, socket: Option<&std::path::Path>) -> PgConnectOptions {
        let mut options = PgConnectOptions::new_without_pgpass()
            .host(&self.host)
            .port(self.port)
            .username(&self.user)
            .database(&self.database)
            .ssl_mode(if self.is_socket() { PgSslMode::Disable } else { self.security })
            .application_name("placebo")
            .statement_cache_capacity(16);
        if let Some(folder) = socket {
            options = options.socket(folder);
        }
        if let Some(password) = &self.password {
            options = options.password(password.expose());
        }
        let [root, certificate, key] = &self.files;
        if let Some(root) = root {
            options = options.ssl_root_cert(root);
        }
        if let Some(certificate) = certificate {
            options = options.ssl_client_cert(certificate);
        }
        if let Some(key) = key {
            options = options.ssl_client_key(key);
        }
        if let Some(path) = &self.search_path {
            options = options.options([("search_path", path)]);
        }
        options.options(self.options.iter().map(|(name, value)| (name, value)))
    }
}

/// The database and where it is, without user and password.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "database {} on {}", self.database, self.host)?;
        if self.port != 5432 {
            write!(f, ":{}", self.port)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

fn value<'a>(settings: &'a Settings, name: &str) -> Option<&'a str> {
    settings.iter().rev().find(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.as_str())
}

/// The parameters in a URL, or in `name=value` pairs.
fn parse(text: &str) -> Result<Settings> {
    let known = |name: &str| PARAMETERS.iter().any(|(n, _)| *n == name) || OF_FRAMEWORKS.contains(&name);
    let settings = match text.split_once("://") {
        Some((scheme, rest)) => {
            let base = scheme.split('+').next().unwrap_or_default();
            if !["postgres", "postgresql", "postgis", "pgsql", "psql"].contains(&base) {
                return Err(Error::usage("the URL is not one of Postgres").hint("it begins with postgres://"));
            }
            parse_url(rest)?
        }
        None if text.contains('=') => files::pairs(text)?,
        None => {
            return Err(Error::usage("this names no database")
                .hint("expected postgres://host/name, env:NAME or service=NAME"));
        }
    };
    if let Some((name, _)) = settings.iter().find(|(name, _)| !known(name)) {
        let names = PARAMETERS.iter().map(|(name, _)| *name).filter(|name| *name != "password");
        let error = Error::usage(format!("an address of a database has no parameter `{name}`"));
        return Err(match nearest(name, names) {
            Some(near) => error.hint(format!("there is `{near}`")),
            None => error.hint("parameters are those of libpq: host, port, dbname, sslmode and so on"),
        });
    }
    Ok(settings)
}

/// The settings in `-c name=value` and `--name=value`.
fn session_settings(text: &str) -> Settings {
    let words = text.split_whitespace().filter(|word| *word != "-c");
    let bare = words.map(|word| word.trim_start_matches("--").trim_start_matches("-c"));
    bare.filter_map(|word| word.split_once('=')).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

fn parse_url(rest: &str) -> Result<Settings> {
    let mut settings = Settings::new();
    let mut add = |name: &str, text: &str| -> Result<()> {
        if !text.is_empty() {
            settings.push((name.to_owned(), decode(text)?));
        }
        Ok(())
    };
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (who, place) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = who.split_once(':').unwrap_or((who, ""));
    add("user", user)?;
    add("password", password)?;
    let after_brackets = place.rfind(']').map_or(0, |at| at + 1);
    let (host, port) = match place[after_brackets..].rfind(':') {
        Some(colon) => (&place[..after_brackets + colon], &place[after_brackets + colon + 1..]),
        None => (place, ""),
    };
    add("host", host.trim_start_matches('[').trim_end_matches(']'))?;
    add("port", port)?;
    add("dbname", path)?;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
        add(&decode(name)?, text)?;
    }
    Ok(settings)
}

/// Text with its `%41` taken back.
fn decode(text: &str) -> Result<String> {
    let wrong =
        || Error::usage("the URL of the database has a `%` that two hexadecimal digits do not follow");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, tail) = tail.split_at_checked(2).ok_or_else(wrong)?;
        let digits = str::from_utf8(digits).map_err(|_dropped| wrong())?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_dropped| wrong())?);
        rest = tail;
    }
    String::from_utf8(bytes).map_err(|_dropped| Error::usage("the URL of the database is not UTF-8"))
}

#[cfg(test)]
mod tests;
