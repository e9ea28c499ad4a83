//! The report of a run for somebody who answers for it: what came in and went out, what was done, and what was found.

use super::proof::{self, Proof};
use super::run::Done;
use super::{Args, MaskingKey};
use crate::cli::clock;
use crate::cli::numbers::grouped;
use crate::cli::schema::coverage::{self, Letter};
use crate::cli::verify::page;
use crate::error::Result;
use crate::mask::{Masker, Tally};
use crate::plan::{Policy, Profile};
use crate::report::{Block, Mark, Report, Section, Table};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// All that a report tells of.
pub(super) struct Page<'a> {
    pub(super) args: &'a Args,
    pub(super) masker: &'a Masker,
    pub(super) key: &'a MaskingKey,
    pub(super) done: &'a Done,
    pub(super) proof: Option<&'a Proof>,
    pub(super) nulled: &'a [(String, String)],
    pub(super) left_out: &'a BTreeMap<String, u64>,
    /// How many cells of nested columns are no JSON, by table and column.
    pub(super) broken: &'a BTreeMap<(String, String), u64>,
}

impl Page<'_> {
    /// Writes the page and its twin.
    ///
    /// # Errors
    /// Where one of them cannot be written.
    pub(super) fn write(&self, to: &Path) -> Result<()> {
        page::write_both(to, &self.report(), &self.json())
    }

    fn policy(&self) -> &Policy {
        self.masker.policy()
    }

    /// Columns with what was counted in them.
    fn tallies(&self) -> impl Iterator<Item = (String, Tally)> {
        let both = self.policy().tables.iter().zip(&self.done.tallies);
        both.flat_map(|(table, tallies)| {
            table.columns.iter().zip(tallies).map(|(c, tally)| (format!("{}.{}", table.name, c.name), *tally))
        })
    }

    fn report(&self) -> Report {
        let mut sections = vec![self.flow(), self.letters(), self.refused()];
        match self.proof {
            Some(proof) => {
                sections.push(page::checked(&proof.compared, Some(&proof.searched)));
                sections.push(page::risk(&proof.compared));
                sections.extend(page::spread(&proof.compared));
            }
            None => sections.push(Section {
                heading: "What was checked".to_owned(),
                blocks: vec![Block::Text(
                    "The output was not checked: --no-verify was asked for.".to_owned(),
                )],
            }),
        }
        sections.push(self.facts());
        sections.push(self.attest());
        let lead = vec![
            self.verdict(),
            "This report tells columns, places and counts, and no value that identifies somebody. Names, streets, dates and numbers of \
             a house's own have no range that is kept for fiction: a stand-in can coincide with somebody's."
                .to_owned(),
        ];
        Report { title: format!("Masking of {}", self.policy().name), lead, sections }
    }

    /// What may be said of the result, and no more.
    fn verdict(&self) -> String {
        coverage::verdict(self.policy().profile, &self.done.unmet)
    }

    fn flow(&self) -> Section {
        let mut inputs = Table::new(&["came in", "keyed digest"]);
        for (file, digest) in &self.done.inputs {
            inputs.push(Mark::Plain, [file.clone(), digest.clone()]);
        }
        let mut outputs = Table::new(&["went out", "#rows", "#bytes", "BLAKE3"]);
        for file in &self.done.outputs {
            outputs.push(
                Mark::Plain,
                [file.path.clone(), grouped(file.rows), grouped(file.bytes), file.blake3.clone()],
            );
        }
        let mut blocks = vec![Block::Table(inputs), Block::Table(outputs)];
        for (what, n) in self.left_out {
            blocks.push(Block::Text(format!("Left out: {what} ({}).", grouped(*n))));
        }
        for (table, column) in self.nulled {
            blocks.push(Block::Text(format!(
                "{table}.{column} is not listed in the schema: every value became NULL, or a token where NULL is not allowed."
            )));
        }
        Section { heading: "What came in and went out".to_owned(), blocks }
    }

    fn letters(&self) -> Section {
        let tallies: BTreeMap<String, Tally> = self.tallies().collect();
        let mut table = Table::new(&["class", "identifier", "column", "treatment", "#values", "#NULL"]);
        for Letter { letter, what, columns } in coverage::letters(self.policy()) {
            if columns.is_empty() {
                let none = "no column is declared to carry one".to_owned();
                table.push(Mark::Plain, [letter, what, none, String::new(), String::new(), String::new()]);
                continue;
            }
            for column in columns {
                let tally = tallies.get(&column.name).copied().unwrap_or_default();
                let mark = if column.is_left { Mark::Bad } else { Mark::Plain };
                let counts = [grouped(tally.values), grouped(tally.nulls)];
                let [values, nulls] = counts;
                table
                    .push(mark, [letter.clone(), what.clone(), column.name, column.treatment, values, nulls]);
            }
        }
        Section {
            heading: "Identifiers of 45 CFR 164.514(b)(2)(i), and what is left".to_owned(),
            blocks: vec![Block::Table(table)],
        }
    }

    fn refused(&self) -> Section {
        let mut table =
            Table::new(&["column", "#none of its kind, replaced", "#drawn again", "#placeholders"]);
        for (column, tally) in self.tallies().filter(|(_, t)| t.invalid + t.redrawn + t.placeholders > 0) {
            let numbers = [tally.invalid, tally.redrawn, tally.placeholders];
            let [invalid, redrawn, placeholders] = numbers.map(grouped);
            table.push(Mark::Plain, [column, invalid, redrawn, placeholders]);
        }
        let mut blocks = match (table.rows.is_empty(), self.broken.is_empty()) {
            (true, true) => vec![Block::Text("Every value was of its column's kind.".to_owned())],
            (true, false) => Vec::new(),
            (false, _) => vec![Block::Table(table)],
        };
        for ((table, column), n) in self.broken {
            let n = grouped(*n);
            blocks.push(Block::Text(format!(
                "{table}.{column}: {n} values are not what it holds elsewhere, and became null."
            )));
        }
        for (column, tally) in self.tallies().filter(|(_, tally)| tally.redacted > 0) {
            let n = grouped(tally.redacted);
            blocks.push(Block::Text(format!(
                "{column}: the check found something in {n} scrubbed texts, and a marker was left of each (--redact-found)."
            )));
        }
        Section { heading: "Values that were not as declared".to_owned(), blocks }
    }

    fn facts(&self) -> Section {
        let mut table = Table::new(&["of this run", "is"]);
        for (name, value) in self.pairs() {
            table.push(Mark::Plain, [name.to_owned(), value]);
        }
        Section { heading: "Key, versions and dates".to_owned(), blocks: vec![Block::Table(table)] }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let policy = self.policy();
        let mut pairs = vec![
            ("profile", policy.profile.name().to_owned()),
            ("schema", policy.name.clone()),
            ("policy", policy.digest.clone()),
            ("key", proof::key_name(self.key)),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("made at", clock::now().moment),
            ("to be destroyed by", clock::date_after(self.args.audit.days())),
        ];
        if policy.profile == Profile::SafeHarbor {
            pairs.push(("ZIP codes", coverage::ZIPS.to_owned()));
        }
        pairs
    }

    fn attest(&self) -> Section {
        let what = match self.policy().profile {
            Profile::SafeHarbor => {
                "I have no actual knowledge that the information could be used, alone or in combination with other information, to \
                 identify an individual who is a subject of it (45 CFR 164.514(b)(2)(ii)). The program cannot say this."
            }
            Profile::Pseudonymised => {
                "This extract is PHI. I answer for its use, for who has access to it, and for its being destroyed by the date above."
            }
        };
        Section { heading: "For a person to sign".to_owned(), blocks: vec![Block::Sign(what.to_owned())] }
    }

    /// The same for programs.
    fn json(&self) -> Value {
        let tallies: BTreeMap<String, Tally> = self.tallies().collect();
        let letters = coverage::letters(self.policy()).into_iter().map(|letter| {
            let column = |column: &coverage::Carried| {
                let tally = tallies.get(&column.name).copied().unwrap_or_default();
                json!({
                    "column": column.name, "treatment": column.treatment, "values": tally.values, "nulls": tally.nulls,
                    "invalid": tally.invalid, "redrawn": tally.redrawn, "placeholders": tally.placeholders,
                    "texts_redacted": tally.redacted,
                })
            };
            json!({ "class": letter.letter, "what": letter.what, "columns": letter.columns.iter().map(column).collect::<Vec<_>>() })
        });
        let facts: serde_json::Map<String, Value> = self
            .pairs()
            .into_iter()
            .map(|(name, value)| (name.replace(' ', "_"), Value::String(value)))
            .collect();
        json!({
            "verdict": self.verdict(),
            "run": facts,
            "inputs": self.done.inputs.iter().map(|(f, d)| json!({ "file": f, "keyed_blake3": d })).collect::<Vec<_>>(),
            "outputs": self.done.outputs.iter()
                .map(|w| json!({ "file": w.path, "rows": w.rows, "bytes": w.bytes, "blake3": w.blake3 })).collect::<Vec<_>>(),
            "left_out": self.left_out,
            "broken": self.broken.iter().map(|((t, c), n)| json!({ "column": format!("{t}.{c}"), "values": n })).collect::<Vec<_>>(),
            "nulled": self.nulled.iter().map(|(t, c)| format!("{t}.{c}")).collect::<Vec<_>>(),
            "classes": letters.collect::<Vec<_>>(),
            "checks": self.proof.map(|proof| page::json(&proof.compared, Some(&proof.searched))),
        })
    }
}
