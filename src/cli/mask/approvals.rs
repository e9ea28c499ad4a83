//! Who approved which policy: a chained record of its own beside the schema.

use crate::cli::clock;
use crate::error::{Error, ErrorKind, Place, Result};
use crate::plan::Policy;
use crate::record::AuditFile;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The file of approvals of a schema: as named, or beside it.
fn file_of(named: Option<&Path>, schema: &str) -> PathBuf {
    let beside = Path::new(schema).parent().filter(|_| Path::new(schema).is_file());
    named.map_or_else(|| beside.unwrap_or(Path::new("")).join("placebo-approvals.jsonl"), Path::to_owned)
}

/// Records that somebody approves a policy, or takes that back.
///
/// # Errors
/// Where the record cannot be written.
pub(in crate::cli) fn record(
    named: Option<&Path>,
    schema: &str,
    policy: &Policy,
    event: &str,
    note: Option<&str>,
) -> Result<PathBuf> {
    let path = file_of(named, schema);
    let event = json!({
        "event": event, "at": clock::now().moment, "account": clock::account(), "host": clock::host(),
        "schema": policy.name, "profile": policy.profile.name(), "policy": policy.digest, "note": note,
        "version": env!("CARGO_PKG_VERSION"),
    });
    let Value::Object(event) = event else { return Err(Error::bug("a record is no object")) };
    AuditFile::new(&path).append(event)?;
    Ok(path)
}

/// Refuses a policy that is not approved.
///
/// # Errors
/// Where there is no approval of exactly this policy, it was taken back, or the record was changed.
pub(super) fn require(named: Option<&Path>, schema: &str, policy: &Policy) -> Result<()> {
    let path = file_of(named, schema);
    let place = || Place::file(path.display().to_string());
    let hint = || format!("placebo schema approve {schema} --profile {}", policy.profile.name());
    if !path.exists() {
        let error = Error::new(ErrorKind::Usage, "no policy was approved: there is no record of approvals");
        return Err(error.at(place()).hint(hint()));
    }
    let file = AuditFile::new(&path);
    if let Some(wrong) = file.check()?.first() {
        let message = format!("the record of approvals was changed: {wrong}");
        return Err(Error::new(ErrorKind::Input, message).at(place()));
    }
    let is = |event: &Value, key: &str, text: &str| event.get(key).and_then(Value::as_str) == Some(text);
    let events = file.events()?;
    let last = events.iter().rfind(|event| is(event, "policy", &policy.digest));
    match last {
        Some(event) if is(event, "event", "approved") => Ok(()),
        Some(_) => Err(Error::usage("the approval of this policy was taken back").at(place()).hint(hint())),
        None => {
            let message = format!("the policy {} is not approved", &policy.digest[..16]);
            Err(Error::usage(message).at(place()).hint(format!(
                "placebo schema coverage {schema} --diff OLD shows what changed; then {}",
                hint()
            )))
        }
    }
}
