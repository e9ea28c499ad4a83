//! Where the key comes from: a file, the environment, a command, a descriptor; or chance, for `safe-harbor`.

use crate::error::{Error, ErrorKind, Place, Result};
use crate::mask::MaskKey;
use crate::plan::Profile;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use zeroize::{Zeroize as _, Zeroizing};

/// The variable that may hold the key.
const VARIABLE: &str = "PLACEBO_KEY";
/// What a key begins with in a file.
pub(crate) const MARK: &str = "placebo-key-v1";

/// Where the key comes from.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Key")]
pub(crate) struct KeyArgs {
    /// A file of `placebo keygen`, which nobody else may read; else PLACEBO_KEY holds the key
    #[arg(long, value_name = "FILE", group = "source")]
    key_file: Option<PathBuf>,
    /// A command whose standard output is the key
    #[arg(long, value_name = "COMMAND", group = "source")]
    key_command: Option<String>,
    /// A file descriptor that is open and holds the key
    #[arg(long, value_name = "N", group = "source")]
    key_fd: Option<u32>,
    /// Take the previous key of the file, for extracts that must agree with older ones
    #[arg(long)]
    previous_key: bool,
}

/// A key with what may be told of it.
pub(crate) struct MaskingKey {
    /// The key.
    pub(crate) key: MaskKey,
    /// Digits by which it is recognised.
    pub(crate) id: String,
    /// The environment that it is of, as its maker said.
    pub(crate) label: Option<String>,
}

impl KeyArgs {
    /// Reads the key; for `safe-harbor` draws one.
    ///
    /// # Errors
    /// Where there is no key, or one where none may be.
    pub(crate) fn load(&self, profile: Profile) -> Result<MaskingKey> {
        let given = self.source();
        if profile == Profile::SafeHarbor {
            return match given {
                None => random(),
                Some(name) => Err(Error::usage(format!(
                    "the profile safe-harbor makes a key for the run and destroys it, and {name} gives one"
                ))
                .hint("leave it out, or ask for --profile pseudonymised, whose output is PHI")),
            };
        }
        self.given()?.ok_or_else(|| {
            Error::usage("the profile pseudonymised needs a key, and there is none").hint(
                "placebo keygen --out FILE makes one; name it with --key-file, or put it into PLACEBO_KEY",
            )
        })
    }

    /// What gives a key, if anything does.
    fn source(&self) -> Option<&'static str> {
        let option = [
            (self.key_file.is_some(), "--key-file"),
            (self.key_command.is_some(), "--key-command"),
            (self.key_fd.is_some(), "--key-fd"),
            (variable().is_some(), VARIABLE),
        ];
        option.iter().find(|(given, _)| *given).map(|(_, name)| *name)
    }

    /// Reads the key, if there is one: the current one of the file, or with `--previous-key` the one before it.
    ///
    /// # Errors
    /// Where what gives it cannot be read or gives none.
    pub(crate) fn given(&self) -> Result<Option<MaskingKey>> {
        let text = match (&self.key_file, &self.key_command, self.key_fd, variable()) {
            (Some(path), ..) => from_file(path)?,
            (_, Some(command), ..) => from_command(command)?,
            (_, _, Some(number), _) => from_descriptor(number)?,
            (.., Some(text)) => text,
            _ if self.previous_key => {
                return Err(Error::usage("--previous-key needs a key file to take it from"));
            }
            _ => return Ok(None),
        };
        let mut keys = parse_keys(&text)?;
        if !self.previous_key {
            return Ok(Some(keys.swap_remove(0)));
        }
        if keys.len() < 2 {
            return Err(Error::usage("the key file holds no previous key")
                .hint("placebo keygen --previous FILE makes one that does"));
        }
        Ok(Some(keys.swap_remove(1)))
    }
}

/// The variable that may hold the key, where it holds anything.
fn variable() -> Option<Zeroizing<String>> {
    #[expect(clippy::disallowed_methods, reason = "a key may come from the environment")]
    let text = std::env::var(VARIABLE).ok().map(Zeroizing::new);
    text.filter(|text| !text.trim().is_empty())
}

/// A key of this run alone.
fn random() -> Result<MaskingKey> {
    let key = MaskKey::new(draw()?);
    Ok(MaskingKey { id: "of this run".to_owned(), label: None, key })
}

/// 256 bits from the system.
pub(crate) fn draw() -> Result<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    getrandom::fill(bytes.as_mut_slice())
        .map_err(|_foreign| Error::new(ErrorKind::Input, "the system gives no random numbers"))?;
    Ok(bytes)
}

/// Reads a file that holds a key, and that nobody but its owner may read.
///
/// # Errors
/// Where others may read it too.
pub(crate) fn from_file(path: &Path) -> Result<Zeroizing<String>> {
    let place = Place::file(path.display().to_string());
    let failed = |e: std::io::Error| Error::io("read the key", place.clone(), &e);
    let mut file = std::fs::File::open(path).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let meta = file.metadata().map_err(failed)?;
        if meta.is_file() && meta.permissions().mode() & 0o077 != 0 {
            let error = Error::usage("others than the owner may read this key");
            return Err(error.at(place).hint(format!("chmod 600 {}", path.display())));
        }
    }
    let mut text = Zeroizing::new(String::with_capacity(4_096));
    std::io::Read::by_ref(&mut file).take(65_536).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

fn from_command(command: &str) -> Result<Zeroizing<String>> {
    let failed = || Error::new(ErrorKind::Input, "the command of --key-command gave no key");
    let ran = Command::new("sh").args(["-c", command]).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let mut ran = ran.map_err(|_dropped| failed())?;
    let text = Zeroizing::new(String::from_utf8_lossy(&ran.stdout).into_owned());
    ran.stdout.zeroize();
    if !ran.status.success() || text.trim().is_empty() {
        return Err(failed().hint("it must end with 0 and write the key to its standard output"));
    }
    Ok(text)
}

fn from_descriptor(number: u32) -> Result<Zeroizing<String>> {
    let path = format!("/dev/fd/{number}");
    let mut text = Zeroizing::new(String::with_capacity(4_096));
    std::fs::File::open(&path)
        .and_then(|file| file.take(65_536).read_to_string(&mut text))
        .map_err(|e| Error::io("read the key", Place::file(path), &e))?;
    Ok(text)
}

/// Reads keys: lines `placebo-key-v1 ID LABEL HEX`, the current one first, or 64 hexadecimal digits alone.
///
/// # Errors
/// Where the text is neither; what stands there is not told.
pub(crate) fn parse_keys(text: &str) -> Result<Vec<MaskingKey>> {
    let wrong = || {
        Error::new(ErrorKind::Input, "this is no key")
            .hint("placebo keygen makes one: 64 hexadecimal digits with an id")
    };
    let mut keys = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (id, label, digits) = match words.as_slice() {
            [MARK, id, label, digits] => (Some(*id), Some((*label).to_owned()), *digits),
            [digits] => (None, None, *digits),
            _ => return Err(wrong()),
        };
        let mut bytes = Zeroizing::new([0u8; 32]);
        if digits.len() != 64 || !digits.is_ascii() {
            return Err(wrong());
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).unwrap_or_default();
            *byte = u8::from_str_radix(pair, 16).map_err(|_dropped| wrong())?;
        }
        if bytes.iter().all(|byte| *byte == bytes[0]) {
            return Err(Error::new(ErrorKind::Input, "a key of equal bytes is no secret"));
        }
        let key = MaskKey::new(bytes);
        if id.is_some_and(|id| id != key.id()) {
            return Err(Error::new(
                ErrorKind::Input,
                "the id of the key is not that of its digits: the file was changed",
            ));
        }
        keys.push(MaskingKey { id: key.id(), label, key });
    }
    if keys.is_empty() { Err(wrong()) } else { Ok(keys) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_what_is_none_is_not_told() {
        let digits = "0123456789abcdef".repeat(4);
        let key = parse_keys(&digits).unwrap().swap_remove(0);
        let line = format!("# comment\n{MARK} {} prod {digits}\n", key.id);
        let read = parse_keys(&line).unwrap();
        assert!(read.len() == 1 && read[0].label.as_deref() == Some("prod") && read[0].id == key.id);
        let broken =
            ["", "secret", &"0".repeat(64), &format!("{MARK} 000000000000 prod {digits}"), &digits[1..]];
        for text in broken {
            let Err(error) = parse_keys(text) else { panic!("{text}") };
            assert!(!error.render(false).contains(&digits[..16]));
        }
    }
}
