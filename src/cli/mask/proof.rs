//! What a run of masking checks of its own output, before the output has its name.

use super::inputs::{Shape, Source};
use super::live::Live;
use super::{Args, MaskingKey};
use crate::cli::terminal;
use crate::cli::verify::columns::Known;
use crate::cli::verify::compare::{Compared, Comparison, compare};
use crate::cli::verify::fiction::{Declared, Searched, search_files};
use crate::cli::verify::units::{At, Named, Unit};
use crate::cli::verify::{outcome, told};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::shaped::Spool;
use crate::io::{Out, Sort};
use crate::plan::{Policy, Profile};
use crate::run::Stop;
use crate::verify::{Check, Severity};
use std::io::Read as _;

/// What was found.
pub(super) struct Proof {
    pub(super) compared: Compared,
    pub(super) searched: Searched,
}

/// Whether a run checks its output.
///
/// # Errors
/// In the profile `safe-harbor`, which is not left unchecked.
pub(super) fn is_asked(args: &Args, policy: &Policy) -> Result<bool> {
    if args.no_verify && policy.profile == Profile::SafeHarbor {
        return Err(Error::usage("the profile safe-harbor checks its output, and --no-verify is not for it")
            .hint("leave --no-verify out"));
    }
    Ok(!args.no_verify)
}

/// What is checked: the inputs, and what they became.
pub(super) struct Checked<'a> {
    pub(super) args: &'a Args,
    pub(super) policy: &'a Policy,
    pub(super) sources: &'a [Source],
    /// Standard input, where it is one of the sources.
    pub(super) spool: Option<&'a Spool>,
    /// A database that stands in its place.
    pub(super) live: Option<&'a Live>,
    pub(super) threads: usize,
    pub(super) stop: &'a Stop,
    /// Whether the output is of some subjects alone, so that it has not the rows of the original.
    pub(super) is_of_some: bool,
}

fn sort_of(shape: Shape) -> Sort {
    match shape {
        Shape::Csv => Sort::Csv,
        Shape::Jsonl => Sort::Jsonl,
        Shape::Dump => Sort::Dump,
        Shape::Parquet => Sort::Parquet,
    }
}

impl Checked<'_> {
    /// Files as tables: parts of one table are one.
    fn units<'a>(&self, file: impl Fn(&Source) -> Result<Named<'a>>) -> Result<Vec<Unit<'a>>> {
        let mut units: Vec<Unit<'a>> = Vec::new();
        for source in self.sources {
            let known = units.iter_mut().find(|unit| !unit.table.is_empty() && unit.table == source.table);
            match known {
                Some(unit) => unit.files.push(file(source)?),
                None => units.push(Unit { table: source.table.clone(), files: vec![file(source)?] }),
            }
        }
        Ok(units)
    }

    fn original(&self, source: &Source) -> Result<Named<'_>> {
        let sort = sort_of(source.shape);
        let at = match (self.live, self.spool) {
            (Some(live), _) if source.is_stdin() => At::Again(live, sort),
            (_, Some(spool)) if source.is_stdin() => At::Spool(spool, sort),
            _ => At::Path(source.path.clone()),
        };
        Ok(Named { at, name: source.path.display().to_string() })
    }

    /// An output that waits in a spool.
    pub(super) fn held<'r>(&self, spool: &'r Spool, source: &Source) -> Named<'r> {
        Named { at: At::Spool(spool, sort_of(source.shape)), name: "standard output".to_owned() }
    }

    /// Checks; `result` finds the file that a source became.
    ///
    /// # Errors
    /// [`ErrorKind::Differs`] where the output must not be given out; what was found is told before.
    pub(super) fn check<'r>(&self, result: impl Fn(&Source) -> Result<Named<'r>>) -> Result<Proof> {
        let known = Known::of_policy(self.policy, &self.args.limits.said());
        let first = self.sources.first().and_then(|s| self.policy.tables.iter().find(|t| t.name == s.table));
        let names = || first.map(|t| t.columns.iter().map(|c| c.name.clone()).collect()).unwrap_or_default();
        let reading = self.args.csv.reading(names);
        let (original, result) = (self.units(|source| self.original(source))?, self.units(result)?);
        let all = [Check::Survival, Check::Risk, Check::Shape];
        // An extract of some has fewer rows and other counts, and nothing is wrong with that.
        let checks = if self.is_of_some { &all[..1] } else { &all[..] };
        let compared = compare(&Comparison {
            original: &original,
            result: &result,
            known: &known,
            reading: &reading,
            memory: self.args.memory,
            threads: self.threads,
            limits: self.args.limits.limits(),
            alike: !self.is_of_some,
            checks,
            stop: self.stop,
        })?;
        let files: Vec<Named<'_>> = result.iter().flat_map(|unit| unit.files.iter().cloned()).collect();
        let declared = Declared::of_policy(self.policy);
        let searched = search_files(&files, &declared, self.threads, None, None)?;
        let proof = Proof { compared, searched };
        proof.judge(self.args)?;
        Ok(proof)
    }
}

impl Proof {
    /// Which checks ran, by name.
    pub(super) fn checks() -> &'static str {
        "fiction, survival, shape, risk"
    }

    /// Values of the output that are certainly somebody's, but for columns where somebody accepted them.
    pub(super) fn real(&self, args: &Args) -> usize {
        let accepted = |name: &Option<String>| {
            let own = |accepted: &String| {
                let column = accepted.rsplit_once('.').map_or(accepted.as_str(), |(_, column)| column);
                name.as_deref() == Some(column)
            };
            args.limits.accept.iter().any(own)
        };
        let hits = self.searched.fiction.hits().iter();
        hits.filter(|hit| hit.severity == Severity::Certain && !accepted(&hit.spot.name)).count()
    }

    fn judge(&self, args: &Args) -> Result<()> {
        let real = self.real(args);
        if self.compared.is_fine() && real == 0 {
            return Ok(());
        }
        terminal::complain(&outcome::text(&self.compared));
        if real > 0 {
            terminal::complain(&told::text(&self.searched));
        }
        let n = self.compared.findings.iter().filter(|finding| finding.fails).count() + real;
        Err(Error::new(
            ErrorKind::Differs,
            format!("the output was not given out: its check found {n} things"),
        )
        .hint("mend the schema; what may stay is accepted by --accept TABLE.COLUMN"))
    }
}

/// Gives out what waited in a spool.
///
/// # Errors
/// Where nobody takes it.
pub(super) fn pour(spool: &Spool, to: &mut Out) -> Result<()> {
    let mut reader = spool.read()?;
    let mut buffer = vec![0; 256 << 10];
    loop {
        let n = reader.read(&mut buffer).map_err(|e| {
            Error::io("read what was held back", Place::file("a temporary file without a name"), &e)
        })?;
        if n == 0 {
            return Ok(());
        }
        to.put(&buffer[..n])?;
    }
}

/// What is told at the end of a run.
pub(super) fn told(proof: Option<&Proof>) -> String {
    match proof {
        Some(_) => format!("checked before it was given out: {}\n", Proof::checks()),
        None => "the output was not checked\n".to_owned(),
    }
}

/// The key by which a run is known.
pub(super) fn key_name(key: &MaskingKey) -> String {
    let label = key.label.as_ref().map_or(String::new(), |label| format!(" ({label})"));
    format!("{}{label}", key.id)
}
