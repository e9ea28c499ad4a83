//! What a run of masking leaves in the audit record: begun before any input is read, ended before the output has its name.

use super::reduce::Asked;
use super::run::Done;
use super::{Args, MaskingKey};
use crate::cli::schema::coverage::verdict;
use crate::cli::{clock, terminal};
use crate::error::{Error, Result};
use crate::plan::{Policy, Profile};
use crate::record::AuditFile;
use serde_json::{Map, Value, json};
use std::cell::Cell;
use std::path::{Path, PathBuf};

/// How long an extract may be kept where nothing is said.
pub(super) const DAYS: u32 = 14;

/// Who runs what, and why.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Audit")]
pub(super) struct AuditArgs {
    /// The file of audit records [default: placebo-audit.jsonl beside the output]
    #[arg(long, value_name = "FILE")]
    audit: Option<PathBuf>,
    /// Write the records to standard error too, for log shippers
    #[arg(long)]
    audit_stderr: bool,
    /// The ticket for which the extract is made; required by the profile pseudonymised
    #[arg(long, value_name = "TICKET")]
    reason: Option<String>,
    /// The person for whom it is made
    #[arg(long, value_name = "NAME")]
    on_behalf_of: Option<String>,
    /// How many days the extract may be kept
    #[arg(long, value_name = "DAYS", default_value_t = DAYS, value_parser = clap::value_parser!(u32).range(1..=3_650))]
    expires: u32,
}

impl AuditArgs {
    /// How many days the extract may be kept.
    pub(super) fn days(&self) -> u32 {
        self.expires
    }
}

/// A run that has begun.
pub(super) struct Run {
    file: AuditFile,
    id: String,
    stderr: bool,
    /// Whether something was given out.
    given: Cell<bool>,
    /// Whether the end is recorded.
    ended: Cell<bool>,
}

impl Run {
    /// Records that a run begins.
    ///
    /// # Errors
    /// Where there is no reason and one is required, or the record cannot be written: no record, no run.
    pub(super) fn begin(
        args: &Args,
        policy: &Policy,
        asked: &Asked,
        key: &MaskingKey,
        out: &Path,
    ) -> Result<Self> {
        let audit = &args.audit;
        if policy.profile == Profile::Pseudonymised
            && audit.reason.as_ref().is_none_or(|reason| reason.trim().is_empty())
        {
            return Err(Error::usage("the output of this profile is PHI, and needs a --reason")
                .hint("name the ticket for which it is made: --reason OPS-123"));
        }
        let beside = match out.parent().filter(|_| out != Path::new("-")) {
            Some(parent) => parent.join("placebo-audit.jsonl"),
            None => PathBuf::from("placebo-audit.jsonl"),
        };
        let file = AuditFile::new(audit.audit.as_deref().unwrap_or(&beside));
        let now = clock::now();
        let drawn = super::draw()?;
        let id: String = drawn[..6].iter().map(|byte| format!("{byte:02x}")).collect();
        let digests = key.key.derive("digest of selections", "");
        let digest = |bytes: &[u8]| blake3::keyed_hash(digests.bytes(), bytes).to_hex().to_string();
        let files: Map<String, Value> =
            asked.files.iter().map(|(what, bytes)| ((*what).to_owned(), json!(digest(bytes)))).collect();
        let selection =
            asked.choice.as_ref().map(|_| json!({ "sample": asked.share, "keyed_blake3": files }));
        let event = json!({
            "event": "begun",
            "selection": selection,
            "run": id,
            "at": now.moment,
            "account": clock::account(),
            "on_behalf_of": audit.on_behalf_of,
            "reason": audit.reason,
            "expires": clock::date_after(audit.expires),
            "host": clock::host(),
            "version": env!("CARGO_PKG_VERSION"),
            "profile": policy.profile.name(),
            "schema": policy.name,
            "policy": policy.digest,
            "key": key.id,
            "key_label": key.label,
        });
        let (given, ended) = (Cell::new(false), Cell::new(false));
        let run = Self { file, id, stderr: audit.audit_stderr, given, ended };
        run.append(event)?;
        Ok(run)
    }

    fn append(&self, event: Value) -> Result<()> {
        let Value::Object(event) = event else { return Err(Error::bug("a record is no object")) };
        let line = self.file.append(event)?;
        if self.stderr {
            terminal::complain(&format!("{line}\n"));
        }
        Ok(())
    }

    /// Records that a run is done, before its output has a name.
    ///
    /// # Errors
    /// Where the record cannot be written.
    pub(super) fn end(&self, policy: &Policy, done: &Done) -> Result<()> {
        let outputs: Vec<Value> = done
            .outputs
            .iter()
            .map(|written| json!({ "file": written.path, "bytes": written.bytes, "rows": written.rows, "blake3": written.blake3 }))
            .collect();
        let inputs: Vec<Value> = done
            .inputs
            .iter()
            .map(|(file, digest)| json!({ "file": file, "keyed_blake3": digest }))
            .collect();
        let mut tables = Map::new();
        for ((table, rows), tallies) in policy.tables.iter().zip(&done.rows).zip(&done.tallies) {
            let columns: Map<String, Value> = table
                .columns
                .iter()
                .zip(tallies)
                .map(|(column, tally)| {
                    let counts = json!({
                        "treatment": column.treatment.word(), "values": tally.values, "nulls": tally.nulls,
                        "invalid": tally.invalid, "placeholders": tally.placeholders, "redrawn": tally.redrawn,
                        "known_in_texts": tally.known, "found_in_texts": tally.found,
                        "not_decrypted": tally.shut, "texts_redacted": tally.redacted,
                    });
                    (column.name.clone(), counts)
                })
                .collect();
            tables.insert(table.name.clone(), json!({ "rows": rows, "columns": columns }));
        }
        let verdict = verdict(policy.profile, &done.unmet);
        self.append(json!({
            "event": "ended", "run": self.id, "at": clock::now().moment, "inputs": inputs, "outputs": outputs,
            "tables": tables, "verdict": verdict,
        }))?;
        self.ended.set(true);
        Ok(())
    }

    /// Says that from here on output is given out.
    pub(super) fn gives_out(&self) {
        self.given.set(true);
    }

    /// Records that a run failed. Where its end is recorded and the output was given out, only something beside it failed.
    pub(super) fn fail(&self) {
        let verdict = match (self.given.get(), self.ended.get()) {
            (true, true) => return,
            (true, false) => "failed, and a part of the output may have been given out",
            (false, _) => "failed, nothing was written",
        };
        let event =
            json!({ "event": "ended", "run": self.id, "at": clock::now().moment, "verdict": verdict });
        if let Err(error) = self.append(event) {
            terminal::complain(&format!(
                "warning: the audit record does not say that the run failed: {error}\n"
            ));
        }
    }
}
