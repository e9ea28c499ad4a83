//! A Postgres server of the tests' own: begun by the first test that needs one, gone when the tests end, however they end.
//!
//! It lies in a temporary folder, listens on a free port of the loopback device, writes nothing to the device (`fsync`
//! off), and runs as an unprivileged user where the tests run as root, because Postgres refuses root. A shell that waits
//! for the end of its input stops it and removes its folder: the input ends with this process, also when a test fails.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A running server.
pub struct Server {
    pub port: u16,
    pub folder: PathBuf,
    programs: PathBuf,
    /// Its input is the life of the server.
    keeper: Child,
}

/// A database of one test's own.
pub struct Database<'s> {
    pub server: &'s Server,
    pub name: String,
}

/// The server that the tests share.
pub fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::begin(&[], ""))
}

/// A database of its own in the shared server.
pub fn database() -> Database<'static> {
    server().database()
}

/// The folder of `initdb`: on the path, or where Debian, Fedora and Homebrew keep it; the highest version wins.
fn programs() -> PathBuf {
    let mut folders: Vec<PathBuf> =
        std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
    let mut versions: Vec<(u32, PathBuf)> = Vec::new();
    for root in ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"] {
        for entry in fs::read_dir(root).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().trim_start_matches("postgresql@").to_owned();
            versions.extend(name.parse().ok().map(|version| (version, entry.path().join("bin"))));
        }
    }
    versions.sort();
    folders.extend(versions.into_iter().rev().map(|(_, folder)| folder));
    folders.extend(["/usr/pgsql-17/bin", "/usr/pgsql-16/bin", "/usr/libexec/postgresql"].map(PathBuf::from));
    let complete = |folder: &PathBuf| {
        ["initdb", "postgres", "pg_ctl", "psql", "pg_dump"].iter().all(|p| folder.join(p).is_file())
    };
    folders.into_iter().find(complete).unwrap_or_else(|| {
        panic!("there is no initdb and postgres here: install the server (Debian: postgresql), or run ci/test --install")
    })
}

/// A program as an unprivileged user, where this one is privileged.
fn unprivileged(program: &Path) -> Command {
    let root = fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0);
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user(), "--regid", user(), "--clear-groups"]).arg(program);
    command
}

/// The user that the package of the server made, or else nobody in particular.
fn user() -> &'static str {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    if users.lines().any(|line| line.starts_with("postgres:")) { "postgres" } else { "nobody" }
}

fn done(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{out}{err}");
    out.into_owned()
}

impl Server {
    /// Begins a server with arguments for `initdb` and further lines of `postgresql.conf`.
    pub fn begin(initdb: &[&str], settings: &str) -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new().prefix("placebo-postgres-").tempdir().unwrap().keep();
        done(Command::new("chmod").arg("755").arg(&folder));
        let data = folder.join("data");
        fs::create_dir(&data).unwrap();
        if fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0) {
            done(Command::new("chown").args(["-R", user()]).arg(&folder));
        }
        let keeper = keep(&programs, &folder);
        let mut make = unprivileged(&programs.join("initdb"));
        make.args(["--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"]);
        done(make.args(initdb).arg("-D").arg(&data).current_dir("/"));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let text = format!(
            "port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\nfsync = off\n\
             full_page_writes = off\nautovacuum = off\nshared_buffers = '64MB'\n\
             max_connections = 60\n{settings}\n",
            folder.display()
        );
        let file = data.join("postgresql.conf");
        fs::write(&file, format!("{}{text}", fs::read_to_string(&file).unwrap())).unwrap();
        let server = Self { port, folder, programs, keeper };
        server.start("");
        server
    }

    /// Starts it; `before` is a line of shell that comes first, such as a limit.
    pub fn start(&self, before: &str) {
        let ctl = self.programs.join("pg_ctl");
        let (ctl, data, log) = (ctl.display(), self.folder.join("data"), self.folder.join("log"));
        let line = format!("{before}\n'{ctl}' -s -w -D '{}' -l '{}' start", data.display(), log.display());
        let status = unprivileged(Path::new("bash"))
            .args(["-c", &line])
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let log = || fs::read_to_string(&log).unwrap_or_default();
        assert!(status.is_ok_and(|s| s.success()), "the server did not start\n{}", log());
    }

    /// Stops it at once, as a failing machine would, or in order.
    pub fn stop(&self, mode: &str) {
        let data = self.folder.join("data");
        done(
            unprivileged(&self.programs.join("pg_ctl"))
                .args(["-s", "-w", "-m", mode, "-D"])
                .arg(data)
                .arg("stop")
                .current_dir("/"),
        );
    }

    /// The number of the version, such as 15.
    pub fn version(&self) -> u32 {
        self.sql("postgres", "SHOW server_version_num").trim().parse::<u32>().unwrap() / 10_000
    }

    /// A database of its own, which is gone with the value.
    pub fn database(&self) -> Database<'_> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        Database { server: self, name }
    }

    /// What `psql` prints for some SQL, bare.
    pub fn sql(&self, database: &str, sql: &str) -> String {
        done(self.client("psql", database).args(["-q", "-A", "-t", "-X", "-v", "ON_ERROR_STOP=1", "-c", sql]))
    }

    /// A program of the server's package, pointed at a database.
    pub fn client(&self, program: &str, database: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres", "-d", database]);
        command
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost:{}/{database}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        self.keeper.wait().ok();
    }
}

impl Database<'_> {
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }

    /// What `psql` prints for some SQL, bare and without the last line feed.
    pub fn sql(&self, sql: &str) -> String {
        self.server.sql(&self.name, sql).trim_end().to_owned()
    }

    /// All rows but those of our own books, which tell when they were written.
    pub fn rows(&self) -> String {
        self.dumped(&["-N", "placebo"])
    }

    /// All rows, as `pg_dump` writes them.
    pub fn dump(&self) -> String {
        self.dumped(&[])
    }

    fn dumped(&self, more: &[&str]) -> String {
        let dump = ["--data-only", "--no-comments"];
        let text = done(self.server.client("pg_dump", &self.name).args(dump).args(more));
        // Newer servers put a token of their own around a dump.
        let own = |line: &&str| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict");
        text.lines().filter(own).map(|line| format!("{line}\n")).collect()
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        // A server that a test has stopped has no databases to remove.
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        self.server.client("psql", "postgres").args(["-q", "-X", "-c", &drop]).output().ok();
    }
}

/// A shell that stops the server and removes its folder when its input ends, and heeds no signal until then.
fn keep(programs: &Path, folder: &Path) -> Child {
    let line =
        "trap '' INT TERM HUP; read -r _; cd /; \"$1\" -s -m immediate -D \"$2/data\" stop; rm -rf \"$2\"";
    let mut keeper = unprivileged(Path::new("bash"));
    keeper.args(["-c", line, "keeper"]).arg(programs.join("pg_ctl")).arg(folder);
    keeper.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    keeper.spawn().unwrap()
}
