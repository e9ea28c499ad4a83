//! The audit record: one line of JSON an event, each with the hash of the line before it.
//!
//! A record holds names, counts and digests, and never a value. Whoever changes, removes or moves a line breaks the chain
//! from there on, which [`check`] tells.

use crate::error::{Error, ErrorKind, Place, Result};
use serde_json::{Map, Value};
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// What the first line has for the hash of the line before it.
const FIRST: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A file of records.
#[derive(Clone, Debug)]
pub struct AuditFile {
    path: PathBuf,
}

fn hash(line: &str) -> String {
    blake3::hash(line.as_bytes()).to_hex().to_string()
}

impl AuditFile {
    /// The file of this path, which need not be there.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    fn failed(&self, e: &std::io::Error) -> Error {
        Error::io("write the audit record", Place::file(self.path.display().to_string()), e)
    }

    /// Appends an event and waits until the device has it; gives the line. The file is locked meanwhile, so that runs at the
    /// same time make one chain.
    ///
    /// # Errors
    /// Where the file cannot be written, or its last line is no record.
    pub fn append(&self, event: Map<String, Value>) -> Result<String> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path).map_err(|e| self.failed(&e))?;
        file.lock().map_err(|e| self.failed(&e))?;
        let (last, ended) = last_line(&mut file).map_err(|e| self.failed(&e))?;
        let (previous, number) = match &last {
            None => (FIRST.to_owned(), 1),
            Some(line) => {
                let number = number_of(line).filter(|_| ended).ok_or_else(|| {
                    Error::new(ErrorKind::Input, "the last line of the audit record is not whole")
                        .at(Place::file(self.path.display().to_string()))
                        .hint("placebo audit check tells more; begin another file, and keep this one")
                })?;
                (hash(line), number + 1)
            }
        };
        let mut line = Map::new();
        line.insert("n".to_owned(), number.into());
        line.insert("previous".to_owned(), previous.into());
        line.extend(event);
        let text = Value::Object(line).to_string();
        file.write_all(format!("{text}\n").as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|e| self.failed(&e))?;
        Ok(text)
    }

    /// All events in order, without looking at the chain.
    ///
    /// # Errors
    /// Where the file cannot be read or a line is no record.
    pub fn events(&self) -> Result<Vec<Value>> {
        let text = self.text()?;
        let events = text.lines().zip(1..).map(|(line, n)| {
            serde_json::from_str(line).map_err(|_foreign| {
                Error::new(ErrorKind::Input, "this line is no record")
                    .at(Place::file(self.path.display().to_string()).line(n))
            })
        });
        events.collect()
    }

    fn text(&self) -> Result<String> {
        std::fs::read_to_string(&self.path)
            .map_err(|e| Error::io("read the audit record", Place::file(self.path.display().to_string()), &e))
    }

    /// What is wrong with the chain, line by line; empty where nothing is.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn check(&self) -> Result<Vec<String>> {
        let text = self.text()?;
        let mut wrong = Vec::new();
        let mut previous = FIRST.to_owned();
        for (line, number) in text.lines().zip(1u64..) {
            let read: Option<Value> = serde_json::from_str(line).ok();
            let of = |key: &str| read.as_ref().and_then(|event| event.get(key));
            if of("n").and_then(Value::as_u64) != Some(number) {
                wrong.push(format!(
                    "line {number} is not record {number}: a line is missing, changed or too many"
                ));
            } else if of("previous").and_then(Value::as_str) != Some(previous.as_str()) {
                wrong.push(format!(
                    "line {number} does not follow the line before it: one of them was changed"
                ));
            }
            previous = hash(line);
        }
        if !text.is_empty() && !text.ends_with('\n') {
            wrong.push("the last line is not whole".to_owned());
        }
        Ok(wrong)
    }
}

fn number_of(line: &str) -> Option<u64> {
    serde_json::from_str::<Value>(line).ok()?.get("n")?.as_u64()
}

/// The last line of a file, and whether it is whole.
fn last_line(file: &mut File) -> std::io::Result<(Option<String>, bool)> {
    const MOST: u64 = 16 << 20;
    let length = file.metadata()?.len();
    if length == 0 {
        return Ok((None, true));
    }
    file.seek(SeekFrom::Start(length.saturating_sub(MOST)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let ended = bytes.last() == Some(&b'\n');
    let text = String::from_utf8_lossy(&bytes);
    let last = text.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default().to_owned();
    Ok((Some(last), ended))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(word: &str) -> Map<String, Value> {
        Map::from_iter([("event".to_owned(), word.into())])
    }

    #[test]
    fn a_changed_line_breaks_the_chain() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let file = AuditFile::new(&path);
        for word in ["begun", "ended", "begun"] {
            file.append(event(word)).unwrap();
        }
        assert!(file.check().unwrap().is_empty());
        assert_eq!(file.events().unwrap().len(), 3);
        let text = std::fs::read_to_string(&path).unwrap();
        for broken in [
            text.replacen("begun", "begUn", 1),
            text.lines().skip(1).collect::<Vec<_>>().join("\n") + "\n",
            text.trim_end().to_owned(),
        ] {
            std::fs::write(&path, broken).unwrap();
            assert!(!file.check().unwrap().is_empty());
        }
        assert!(file.append(event("ended")).is_err());
    }
}
