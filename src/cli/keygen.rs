//! `placebo keygen`: makes a key for masking.

use super::mask::{MaskingKey, parse_keys};
use super::{Answer, mask, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use zeroize::Zeroizing;

/// Make a key for masking with the profile pseudonymised
///
/// Whoever has the key and an extract can find out whose record is whose, so it stays where the original data are. The
/// file is readable by its owner alone. With --previous the new file also holds the key before it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo keygen --out /secure/prod.key --label prod
  placebo keygen --out /secure/prod-2.key --label prod --previous /secure/prod.key")]
pub(super) struct Args {
    /// The file to make
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The environment whose key it is: letters, digits, `-` and `_`
    #[arg(long, value_name = "NAME", default_value = "default")]
    label: String,
    /// A file with the key before this one, which the new file holds too
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if args.label.is_empty() || args.label.len() > 64 || !args.label.chars().all(fits) {
        return Err(Error::usage("a label is letters, digits, `-`, `_` and `.`, 64 at the most"));
    }
    refuse_tracked(&args.out)?;
    let mut text = Zeroizing::new(
        "# A key for masking. Whoever has it can tell whose record is whose: keep it where the originals are.\n".to_owned(),
    );
    let line = new_line(&args.label)?;
    let id = parse_keys(&line)?.first().map(|key: &MaskingKey| key.id.clone()).unwrap_or_default();
    text.push_str(&line);
    if let Some(previous) = &args.previous {
        let old = mask::read_key_file(previous)?;
        let old =
            old.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty()).unwrap_or_default();
        text.push_str("# The key before it.\n");
        text.push_str(old);
        text.push('\n');
    }
    write_new(&args.out, text.as_bytes())?;
    terminal::complain(&format!("key {id} ({}) is in {}\n", args.label, args.out.display()));
    Ok(Answer::Yes)
}

/// A line with a new key.
fn new_line(label: &str) -> Result<Zeroizing<String>> {
    let bytes = mask::draw()?;
    let mut digits = Zeroizing::new(String::with_capacity(64));
    for byte in bytes.iter() {
        digits.push_str(&format!("{byte:02x}"));
    }
    let id = parse_keys(&digits)?.first().map(|key: &MaskingKey| key.id.clone()).unwrap_or_default();
    Ok(Zeroizing::new(format!("{} {id} {label} {}\n", mask::MARK, digits.as_str())))
}

/// Refuses a path that git tracks or would track.
fn refuse_tracked(path: &Path) -> Result<()> {
    let Some(root) = mask::work_tree(path) else { return Ok(()) };
    let ignored = Command::new("git")
        .arg("-C")
        .arg(&root)
        .args(["check-ignore", "-q", "--"])
        .arg(std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if ignored.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    Err(Error::usage("this path lies in a git work tree, and git does not ignore it")
        .at(Place::file(path.display().to_string()))
        .hint("write the key somewhere else, or list the path in .gitignore first"))
}

/// Writes a file that nobody else may read, where there is none.
///
/// # Errors
/// Where there is one.
pub(super) fn write_new(path: &Path, text: &[u8]) -> Result<()> {
    let place = || Place::file(path.display().to_string());
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Error::new(ErrorKind::Exists, "there is a file already, and a key is never replaced").at(place())
        }
        _ => Error::io("make the file", place(), &e),
    })?;
    file.write_all(text).and_then(|()| file.sync_all()).map_err(|e| Error::io("write the key", place(), &e))
}
