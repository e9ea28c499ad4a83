//! A server of our own, for as long as it is needed: to read definitions as Postgres reads them.
//!
//! It lies in a temporary folder, is reached by a socket in it alone, and writes nothing to the device that need last. A
//! shell that waits for the end of its input stops it and removes the folder: the input ends with this process, however
//! that ends. Postgres refuses to run as root, so an unprivileged user runs it there. Nothing of the environment gets into it
//! but where programs are: secrets of the user's are no business of a server that reads a stranger's file.

use super::{Address, Surroundings};
use crate::error::{Error, ErrorKind, Place, Result};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A server that is gone when this is dropped.
pub struct Throwaway {
    keeper: Child,
    /// Removed at the end, whatever became of the shell.
    folder: TempDir,
}

/// What the shell does: makes and starts the server, says so, waits for the end of its input, and clears away.
const KEEP: &str = r#"
trap '' INT TERM HUP
cd "$1" || exit 1
clear() { "$2/pg_ctl" -s -D "$1/data" -m immediate stop >/dev/null 2>&1; cd /; rm -rf "$1"; }
if "$2/initdb" --no-sync -A trust -U owner -E UTF8 --locale=C -D "$1/data" >"$1/log" 2>&1 &&
   "$2/pg_ctl" -s -w -D "$1/data" -l "$1/log" -o "-c listen_addresses='' -c unix_socket_directories='$1' -c fsync=off -c full_page_writes=off -c autovacuum=off -c shared_buffers=32MB -c max_connections=8 -c max_locks_per_transaction=512 -c unix_socket_permissions=0700" start >/dev/null 2>&1
then echo ready; else echo failed; fi
cat >/dev/null
clear "$1" "$2"
"#;

impl Throwaway {
    /// Starts a server; the environment says where programs are.
    ///
    /// # Errors
    /// Where there are no server programs, or they do not start.
    pub fn start(around: &Surroundings<'_>) -> Result<Self> {
        let programs = programs(around)?;
        let failed = |e: &std::io::Error| Error::io("start a server of our own", Place::default(), e);
        let folder = tempfile::Builder::new().prefix("placebo-").tempdir().map_err(|e| failed(&e))?;
        let mut command = unprivileged(folder.path())?;
        let path = around.get("PATH").unwrap_or_else(|| "/usr/local/bin:/usr/bin:/bin".to_owned());
        command.env_clear().env("PATH", path).env("LC_ALL", "C");
        command.args(["sh", "-c", KEEP, "sh"]).arg(folder.path()).arg(&programs);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut keeper = command.spawn().map_err(|e| failed(&e))?;
        let mut line = String::new();
        if let Some(output) = keeper.stdout.take() {
            BufReader::new(output).read_line(&mut line).map_err(|e| failed(&e))?;
        }
        let server = Self { keeper, folder };
        if line.trim() != "ready" {
            return Err(Error::new(
                ErrorKind::Input,
                "the server in which definitions are read did not start",
            )
            .hint(format!("its programs are in {}", programs.display())));
        }
        Ok(server)
    }

    /// The address of a database in it.
    ///
    /// # Errors
    /// Where it cannot be said.
    pub fn address(&self, user: &str, database: &str) -> Result<Address> {
        let url = format!("postgres://{user}@/{database}?host={}&port=5432", self.folder.path().display());
        // Nothing of the user's surroundings is meant for this server.
        Address::read(&url, &Surroundings { variable: &|_| None })
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // The shell clears away what it made.
        let ended = self.keeper.wait().is_ok();
        debug_assert!(ended, "what we started is ours to end");
    }
}

/// The folder of the server's programs: the one that `PLACEBO_POSTGRES` names, or else on the path, or where Debian, Fedora and
/// Homebrew keep them; the highest version.
fn programs(around: &Surroundings<'_>) -> Result<PathBuf> {
    let mut folders: Vec<PathBuf> = std::env::split_paths(&around.get("PATH").unwrap_or_default()).collect();
    let mut versions: Vec<(u32, PathBuf)> = Vec::new();
    for root in ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"] {
        for entry in std::fs::read_dir(root).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().trim_start_matches("postgresql@").to_owned();
            versions.extend(name.parse().ok().map(|version| (version, entry.path().join("bin"))));
        }
    }
    versions.sort();
    folders.extend(versions.into_iter().rev().map(|(_, folder)| folder));
    folders.extend(["/usr/pgsql-17/bin", "/usr/pgsql-16/bin", "/usr/libexec/postgresql"].map(PathBuf::from));
    if let Some(named) = around.get("PLACEBO_POSTGRES") {
        folders = vec![PathBuf::from(named)];
    }
    let complete =
        |folder: &PathBuf| ["initdb", "postgres", "pg_ctl"].iter().all(|p| folder.join(p).is_file());
    folders.into_iter().find(complete).ok_or_else(|| {
        Error::usage(
            "definitions in a file are read by a Postgres of our own, and no initdb and postgres are here",
        )
        .hint(
            "install the server (Debian: apt-get install postgresql), or name a database that has the tables",
        )
    })
}

/// A command as a user without privileges, where this process is root's; the folder becomes that user's.
fn unprivileged(folder: &Path) -> Result<Command> {
    let root =
        std::fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0);
    if !root {
        return Ok(Command::new("env"));
    }
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let numbers = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse::<u32>().ok()?, fields.next()?.parse::<u32>().ok()?))
    };
    let Some((user, group)) = numbers("postgres").or_else(|| numbers("nobody")) else {
        return Err(Error::usage(
            "Postgres refuses to run as root, and there is no user `postgres` or `nobody`",
        ));
    };
    let failed = |e: std::io::Error| Error::io("start a server of our own", Place::default(), &e);
    std::os::unix::fs::chown(folder, Some(user), Some(group)).map_err(failed)?;
    let mut command = Command::new("setpriv");
    command.args(["--reuid", &user.to_string(), "--regid", &group.to_string(), "--clear-groups"]);
    Ok(command)
}
