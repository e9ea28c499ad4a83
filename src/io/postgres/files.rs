//! The files in which `libpq` keeps passwords and services.

use std::path::{Path, PathBuf};

use super::address::{Settings, Surroundings};
use crate::error::{Error, ErrorKind, Place, Result, Sensitive, nearest};

fn home(around: &Surroundings<'_>) -> Option<PathBuf> {
    around.get("HOME").or_else(|| around.get("USERPROFILE")).map(PathBuf::from)
}

/// The settings of a service, from the user's file or else the system's.
pub(super) fn service(name: &str, around: &Surroundings<'_>) -> Result<Settings> {
    let own = around
        .get("PGSERVICEFILE")
        .map(PathBuf::from)
        .or_else(|| home(around).map(|home| home.join(".pg_service.conf")));
    let system = around.get("PGSYSCONFDIR").map(|folder| Path::new(&folder).join("pg_service.conf"));
    let files: Vec<PathBuf> = own.into_iter().chain(system).collect();
    let mut names = Vec::new();
    for path in files.iter().filter(|path| path.is_file()) {
        let place = || Place::file(path.display().to_string());
        let text =
            std::fs::read_to_string(path).map_err(|e| Error::io("read the service file", place(), &e))?;
        let mut settings: Option<Settings> = None;
        for (number, line) in (1_u64..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(section) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                if settings.is_some() {
                    break;
                }
                names.push(section.to_owned());
                settings = (section == name).then(Settings::new);
            } else if let Some(settings) = &mut settings {
                let (key, value) = line.split_once('=').ok_or_else(|| {
                    Error::new(ErrorKind::Input, "a line of the service file has no `=`")
                        .at(place().line(number))
                })?;
                settings.push((key.trim().to_owned(), value.trim().to_owned()));
            }
        }
        if let Some(settings) = settings {
            return Ok(settings);
        }
    }
    let error = Error::usage(format!("there is no service `{name}`"));
    Err(match (nearest(name, names.iter().map(String::as_str)), files.first()) {
        (Some(near), _) => error.hint(format!("there is `{near}`")),
        (None, Some(file)) => error.hint(format!("services are in {}", file.display())),
        (None, None) => error,
    })
}

/// The password that a `.pgpass` file has for a host, a port, a database and a user.
pub(super) fn password(
    passfile: Option<String>,
    (host, port, database, user): (&str, u16, &str, &str),
    around: &Surroundings<'_>,
) -> Result<Option<Sensitive<String>>> {
    let usual = || home(around).map(|home| home.join(".pgpass"));
    let Some(path) = passfile.map(PathBuf::from).or_else(usual).filter(|path| path.is_file()) else {
        return Ok(None);
    };
    let place = || Place::file(path.display().to_string());
    check_closed(&path)?;
    let text = std::fs::read_to_string(&path).map_err(|e| Error::io("read the passwords", place(), &e))?;
    let wanted = [host, &port.to_string(), database, user];
    let found = text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = fields(line);
        let [first @ .., password] = fields.as_slice() else { return None };
        let matches = first.len() == 4
            && first.iter().zip(wanted).all(|(field, wanted)| field == "*" || field == wanted);
        matches.then(|| Sensitive::new(password.clone()))
    });
    Ok(found)
}

/// A file of passwords that others can read is refused, as `libpq` passes over it.
#[cfg(unix)]
fn check_closed(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::file(path.display().to_string());
    let meta = std::fs::metadata(path).map_err(|e| Error::io("read the passwords", place.clone(), &e))?;
    if meta.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    Err(Error::usage("others can read this file of passwords").at(place).hint("chmod 600 it"))
}

#[cfg(not(unix))]
fn check_closed(_: &Path) -> Result<()> {
    Ok(())
}

/// The fields of a line: colons between them, a backslash before what is meant as it stands.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => {
                if let (Some(next), Some(field)) = (letters.next(), fields.last_mut()) {
                    field.push(next);
                }
            }
            // What stands behind the fourth colon is the password, colons included only where escaped.
            ':' => fields.push(String::new()),
            other => {
                if let Some(field) = fields.last_mut() {
                    field.push(other);
                }
            }
        }
    }
    fields
}

/// `name=value` pairs with spaces between them; a value with spaces stands in single quotes.
pub(super) fn pairs(text: &str) -> Result<Settings> {
    let wrong = || {
        Error::usage("the address of the database is not made of name=value pairs")
            .hint("expected postgres://host/name, env:NAME or service=NAME")
    };
    let mut settings = Settings::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or_else(wrong)?;
        let after = after.trim_start();
        let mut value = String::new();
        let quoted = after.starts_with('\'');
        let mut end = after.len();
        let mut letters = after.char_indices().skip(usize::from(quoted));
        let mut closed = !quoted;
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => value.extend(letters.next().map(|(_, next)| next)),
                '\'' if quoted => {
                    (end, closed) = (at + 1, true);
                    break;
                }
                space if !quoted && space.is_whitespace() => {
                    end = at;
                    break;
                }
                other => value.push(other),
            }
        }
        if !closed {
            return Err(wrong());
        }
        settings.push((name.trim().to_owned(), value));
        rest = after[end..].trim_start();
    }
    Ok(settings)
}
