//! What a run of masking checks of its own output, before the output has its name.

use super::inputs::{Shape, Source};
use super::live::Live;
use super::{Args, MaskingKey};
use crate::cli::terminal;
use crate::cli::verify::columns::Known;
use crate::cli::verify::compare::{Compared, Comparison, compare};
use crate::cli::verify::fiction::{self, Declared, Searched};
use crate::cli::verify::units::{At, Named, Unit};
use crate::cli::verify::{names, outcome, told};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::shaped::Spool;
use crate::io::{Out, Reading, Row, Sort};
use crate::mask::{MaskedText, text_print};
use crate::plan::{Policy, Profile, Treatment};
use crate::run::Stop;
use crate::verify::{Check, SPOTS, Severity};
use std::collections::BTreeSet;
use std::io::Read as _;

/// So many texts of a column are replaced whole at the most; where more hold something, scrubbing them was no good idea.
const MOST_TEXTS: usize = 500;

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
    let of = |t: &crate::plan::TablePolicy| {
        t.columns.iter().map(|c| (t.name.clone(), c.name.clone())).collect::<Vec<_>>()
    };
    args.limits.check_names(&policy.tables.iter().flat_map(of).collect::<Vec<_>>())?;
    Ok(!args.no_verify)
}

/// What is checked: the inputs, and what they became.
pub(super) struct Checked<'a> {
    pub(super) args: &'a Args,
    pub(super) policy: &'a Policy,
    pub(super) sources: &'a [Source],
    /// The character between the fields of each source, where it has one.
    pub(super) delimiters: &'a [Option<u8>],
    /// Standard input, where it is one of the sources.
    pub(super) spool: Option<&'a Spool>,
    /// A database that stands in its place.
    pub(super) live: Option<&'a Live>,
    pub(super) threads: usize,
    pub(super) stop: &'a Stop,
    /// Whether the output is of some subjects alone, so that it has not the rows of the original.
    pub(super) is_of_some: bool,
}

/// What a file of the input holds, for what checks it.
pub(super) fn sort_of(shape: Shape) -> Sort {
    match shape {
        Shape::Csv => Sort::Csv,
        Shape::Jsonl => Sort::Jsonl,
        Shape::Dump => Sort::Dump,
        Shape::Parquet => Sort::Parquet,
    }
}

impl Checked<'_> {
    /// Files as tables: parts of one table are one. `dropped` says whether the files have columns that are dropped.
    fn units<'a>(&self, dropped: bool, file: impl Fn(&Source) -> Result<Named<'a>>) -> Result<Vec<Unit<'a>>> {
        let mut units: Vec<Unit<'a>> = Vec::new();
        for (at, source) in self.sources.iter().enumerate() {
            let file = Named { delimiter: self.delimiters.get(at).copied().flatten(), ..file(source)? };
            let known = units.iter_mut().find(|unit| !unit.table.is_empty() && unit.table == source.table);
            match known {
                Some(unit) => unit.files.push(file),
                None => units.push(Unit {
                    table: source.table.clone(),
                    files: vec![file],
                    columns: self.columns(&source.table, dropped),
                }),
            }
        }
        Ok(units)
    }

    /// The names of a table's columns, where its files do not say them.
    fn columns(&self, table: &str, dropped: bool) -> Option<Vec<String>> {
        let t = self.policy.table(table).filter(|_| self.args.csv.no_header)?;
        Some(names(self.policy, t, dropped))
    }

    fn original(&self, source: &Source) -> Result<Named<'_>> {
        let sort = sort_of(source.shape);
        let at = match (self.live, self.spool) {
            (Some(live), _) if source.is_stdin() => At::Again(live, sort),
            (_, Some(spool)) if source.is_stdin() => At::Spool(spool, sort),
            _ => At::Sorted(source.path.clone(), sort),
        };
        let name = if source.is_stdin() { "standard input" } else { &*source.path.to_string_lossy() };
        Ok(Named { at, name: name.to_owned(), delimiter: None })
    }

    /// Checks; `result` finds the file that a source became.
    ///
    /// # Errors
    /// [`ErrorKind::Differs`] where the output must not be given out; what was found is told before.
    pub(super) fn check<'r>(&self, result: impl Fn(&Source) -> Result<Named<'r>>) -> Result<Proof> {
        let (proof, _) = self.look(result)?;
        proof.judge(self.policy)?;
        Ok(proof)
    }

    /// Looks without judging, and finds the texts of which a marker is to be left, where that is asked for: all that was found
    /// stands in them.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub(super) fn look<'r>(
        &self,
        result: impl Fn(&Source) -> Result<Named<'r>>,
    ) -> Result<(Proof, Vec<MaskedText>)> {
        let known = Known::of_policy(self.policy, &self.args.limits.said());
        let reading = self.args.csv.reading();
        let original = self.units(true, |source| self.original(source))?;
        let result = self.units(false, result)?;
        let all = [Check::Survival, Check::Risk, Check::Shape];
        // An extract of some has fewer rows and other counts, and nothing is wrong with that.
        let checks = if self.is_of_some { &all[..1] } else { &all[..] };
        let declared = Declared::of_policy(self.policy);
        let tables = fiction::Tables {
            units: &result,
            declared: &declared,
            reading: &reading,
            accepted: &self.args.limits.accept,
            baseline: None,
            collect: None,
        };
        let (compared, searched) = compare(&Comparison {
            original: &original,
            result: &result,
            known: &known,
            reading: &reading,
            memory: self.args.memory,
            spots: if self.args.redact_found { MOST_TEXTS } else { SPOTS },
            threads: self.threads,
            limits: self.args.limits.limits(),
            alike: !self.is_of_some,
            checks,
            fiction: Some(&tables),
            stop: self.stop,
        })?;
        let searched = searched.ok_or_else(|| Error::bug("the output was not searched"))?;
        let proof = Proof { compared, searched };
        let mut texts = Vec::new();
        let spots = if self.args.redact_found { proof.in_texts(self.policy) } else { None };
        if let Some(spots) = spots.filter(|spots| !spots.is_empty()) {
            for unit in &result {
                self.texts_at(unit, &spots, &reading, &mut texts)?;
            }
        }
        Ok((proof, texts))
    }

    /// The texts that stand at these places in the files of a table.
    fn texts_at(
        &self,
        unit: &Unit<'_>,
        spots: &BTreeSet<(&str, u64, &str)>,
        reading: &Reading,
        texts: &mut Vec<MaskedText>,
    ) -> Result<()> {
        for file in &unit.files {
            let mut rows = unit.open(file, reading)?;
            let mut row = Row::default();
            while rows.next(&mut row)? {
                let Some(head) = rows.heads().get(row.head).filter(|head| !head.aside) else { continue };
                let Some(t) = self.policy.table(&head.table) else { continue };
                for (column, text) in row.cells() {
                    let name = head.columns.get(column).map_or("", String::as_str);
                    let label = format!("{}.{name}", self.policy.tables[t].name);
                    let at = (file.name.as_str(), row.number, label.as_str());
                    let c = self.policy.tables[t].columns.iter().position(|column| column.name == name);
                    if let (Some(c), Some(text)) = (c.filter(|_| spots.contains(&at)), text) {
                        texts.push((t, c, text_print(text.as_bytes())));
                    }
                }
            }
        }
        Ok(())
    }
}

impl Proof {
    /// Which checks ran, by name.
    fn checks(&self) -> String {
        let names = self.compared.checks.iter().map(|check| check.name());
        std::iter::once("fiction").chain(names).collect::<Vec<_>>().join(", ")
    }

    /// How many values of the output are certainly somebody's; columns that somebody accepted were not searched.
    fn real(&self) -> usize {
        self.searched.fiction.hits().iter().filter(|hit| hit.severity == Severity::Certain).count()
    }

    /// Where something was found, if all of it stands in texts that are scrubbed and all places are known.
    fn in_texts(&self, policy: &Policy) -> Option<BTreeSet<(&str, u64, &str)>> {
        if self.real() > 0 || !self.searched.skipped.is_empty() || !self.compared.unread.is_empty() {
            return None;
        }
        let mut all = BTreeSet::new();
        for finding in self.compared.findings.iter().filter(|finding| finding.fails) {
            let fits = is_scrubbed(policy, &finding.place) && finding.spots.len() < MOST_TEXTS;
            if finding.check != Check::Survival || !fits {
                return None;
            }
            for spot in &finding.spots {
                all.insert((spot.file.as_str(), spot.line, spot.name.as_deref()?));
            }
        }
        Some(all)
    }

    /// Fails where something was found that must not be given out.
    ///
    /// # Errors
    /// [`ErrorKind::Differs`], after it was told what was found.
    pub(super) fn judge(&self, policy: &Policy) -> Result<()> {
        let mut unread: Vec<&str> =
            self.searched.skipped.iter().chain(&self.compared.unread).map(String::as_str).collect();
        unread.sort_unstable();
        unread.dedup();
        if !unread.is_empty() {
            let message = format!(
                "the output was not given out: these files could not be checked: {}",
                unread.join(", ")
            );
            return Err(Error::new(ErrorKind::Differs, message)
                .hint("they hold zero bytes, as no text does: are the inputs what their names say?"));
        }
        let real = self.real();
        if self.compared.is_fine() && real == 0 {
            return Ok(());
        }
        terminal::complain(&outcome::text(&self.compared));
        if real > 0 {
            terminal::complain(&told::text(&self.searched, false));
        }
        let n = self.compared.findings.iter().filter(|finding| finding.fails).count() + real;
        Err(Error::new(
            ErrorKind::Differs,
            format!("the output was not given out: its check found {n} things"),
        )
        .hint(self.ways_on(policy)))
    }
}

impl Proof {
    /// What can be done about what was found.
    fn ways_on(&self, policy: &Policy) -> String {
        let mut ways = "mend the schema; what may stay is accepted by --accept TABLE.COLUMN".to_owned();
        let failing = self.compared.findings.iter().filter(|finding| finding.fails);
        let texts: BTreeSet<&str> = failing
            .filter(|finding| finding.check == Check::Survival && is_scrubbed(policy, &finding.place))
            .map(|finding| finding.place.as_str())
            .collect();
        if !texts.is_empty() {
            let list = texts.into_iter().collect::<Vec<_>>().join(", ");
            ways.push_str(&format!(
                "\n  scrubbing does not find everything in {list}: --redact-found leaves a marker of each text in which the check \
                 finds something, and mask = \"marker\" of every text"
            ));
        }
        ways
    }
}

/// Whether a place is a column whose texts are scrubbed.
fn is_scrubbed(policy: &Policy, place: &str) -> bool {
    policy.tables.iter().any(|table| {
        let own = place.strip_prefix(table.name.as_str()).and_then(|rest| rest.strip_prefix('.'));
        let named = own.and_then(|name| table.columns.iter().find(|column| column.name == name));
        named.is_some_and(|column| matches!(column.treatment, Treatment::Scrub(_)))
    })
}

/// An output that waits in a spool, with its name for what is told.
pub(super) fn held<'r>(spool: &'r Spool, source: &Source, name: &str) -> Named<'r> {
    Named { at: At::Spool(spool, sort_of(source.shape)), name: name.to_owned(), delimiter: None }
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
    let Some(proof) = proof else { return "the output was not checked\n".to_owned() };
    let some = match proof.compared.checks.contains(&Check::Shape) {
        true => "",
        false => "; of an extract of some subjects neither shape nor risk",
    };
    format!("checked before it was given out: {}{some}\n", proof.checks())
}

/// The key by which a run is known.
pub(super) fn key_name(key: &MaskingKey) -> String {
    let label = key.label.as_ref().map_or(String::new(), |label| format!(" ({label})"));
    format!("{}{label}", key.id)
}
