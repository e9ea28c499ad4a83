//! The two passes of a run: how sources are read, and what comes before and after they are masked.

mod giving;
mod writing;

use super::audit::Run;
use super::blocks::gathered;
use super::columns::Listed;
use super::inputs::{Shape, Source, Tables, sources};
use super::live::{Dumped, Live};
use super::page::Page;
use super::proof::{self, Checked};
use super::reduce::Asked;
use super::{Args, MaskingKey, app_keys, database, ledger, live, report, shelves};
use crate::cli::generate::is_database;
use crate::cli::{clock, load, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::Written;
use crate::io::shaped::{
    self, CsvShape, Digest, Input, LeftOut, Packing, ParquetSource, Piece, Pieces, Spool,
};
use crate::mask::{Choice, Collected, Collector, Crowd, Masker, SubKey, Tally};
use crate::plan::Policy;
use crate::run::{self, Stop};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// How sources are read.
pub(super) struct Reading {
    csv: CsvShape,
    listed: Arc<Listed>,
    /// The columns of each table, in the order of the schema.
    columns: Vec<(String, Vec<String>)>,
    /// Standard input, where it is read more than once.
    pub(super) spool: Option<Spool>,
    /// A database that stands in its place.
    pub(super) live: Option<Live>,
    /// What standard input, or what stands in its place, is called.
    stdin: String,
    /// The key of the digests of inputs.
    digests: SubKey,
    left_out: LeftOut,
    pub(super) threads: usize,
    pub(super) stop: Stop,
}

/// A source that is being read.
struct Opened {
    packing: Packing,
    digest: Digest,
    pieces: Pieces,
    /// The character between fields, where there is one.
    delimiter: Option<u8>,
}

impl Reading {
    fn new(args: &Args, masker: &Masker, key: &MaskingKey) -> Self {
        let columns = |table: &crate::plan::TablePolicy| {
            (table.name.clone(), table.columns.iter().map(|column| column.name.clone()).collect())
        };
        Self {
            csv: csv_shape(args),
            listed: Arc::new(Listed::new(masker, args.unlisted, key.key.derive("what nobody lists", ""))),
            columns: masker.policy().tables.iter().map(columns).collect(),
            spool: None,
            live: None,
            stdin: "standard input".to_owned(),
            digests: key.key.derive("digest of inputs", ""),
            left_out: LeftOut::default(),
            threads: run::threads(args.threads.map(|n| n as usize)),
            stop: load::stop_on_signals(),
        }
    }

    /// What a source is called.
    fn name(&self, source: &Source) -> String {
        if source.is_stdin() { self.stdin.clone() } else { source.path.display().to_string() }
    }

    /// What a source is called where it is recorded: as its output, since the name of a file may be somebody's.
    fn recorded(&self, source: &Source) -> String {
        if source.is_stdin() { self.stdin.clone() } else { source.out.clone() }
    }

    /// Opens a source and finds its columns.
    fn open(&self, source: &Source) -> Result<Opened> {
        self.open_as(source, &self.listed)
    }

    fn open_as(&self, source: &Source, columns: &Arc<Listed>) -> Result<Opened> {
        let is_stdin = source.is_stdin();
        let name = self.name(source);
        let stream: Box<dyn std::io::Read + Send> = match (is_stdin, &self.live, &self.spool) {
            (true, Some(live), _) => Box::new(live.read(&|table, column| columns.takes(table, column))?),
            (true, None, Some(spool)) => Box::new(spool.read()?),
            (true, None, None) => Box::new(std::io::stdin()),
            (false, ..) => {
                let open = File::open(&source.path);
                Box::new(open.map_err(|e| Error::io("open the input", Place::file(&name), &e))?)
            }
        };
        let mut input = Input::new(stream, &name, self.digests.bytes())?;
        let (packing, digest) = (input.packing, input.digest());
        let own = self.columns.iter().find(|(table, _)| *table == source.table);
        let own = own.map_or(&[][..], |(_, columns)| columns.as_slice());
        let listed = columns.as_ref();
        let shape = match source.shape {
            Shape::Csv if is_stdin && input.begins_with(b"{")? => Shape::Jsonl,
            shape => shape,
        };
        let mut delimiter = None;
        let pieces = match shape {
            Shape::Csv => {
                let cut = self.csv.pieces(input, &source.table, own, listed, &self.left_out);
                cut.map(|(pieces, between)| {
                    delimiter = Some(between);
                    pieces
                })
            }
            Shape::Jsonl => shaped::jsonl_pieces(input, &source.table, own, listed),
            Shape::Dump => {
                let listed: Arc<dyn shaped::Columns> = match self.live.as_ref().filter(|_| is_stdin) {
                    Some(live) => live.columns(columns.clone()),
                    None => columns.clone(),
                };
                shaped::dump_pieces(input, listed, self.left_out.clone(), columns.declared.clone())
            }
            Shape::Parquet => Err(Error::bug("a Parquet file has no pieces")),
        };
        let pieces = pieces.map_err(|error| match error.place() {
            Some(place) if place.file.is_none() => {
                let place = Place { file: Some(name), ..place.clone() };
                error.at(place)
            }
            _ => error,
        })?;
        Ok(Opened { packing, digest, pieces, delimiter })
    }

    /// What a database says of a failure tells more than what came of it.
    pub(super) fn told(&self, error: Error) -> Error {
        match &self.live {
            Some(live) => live.told(error),
            None => error,
        }
    }

    /// Opens a Parquet file and finds its columns.
    fn open_parquet(&self, source: &Source) -> Result<ParquetSource> {
        ParquetSource::open(&source.path, &source.table, self.listed.as_ref())
    }

    /// Opens every source, so that all columns that nobody lists are told together.
    fn check(&self, sources: &[Source]) -> Result<()> {
        let fixed = sources.iter().filter(|source| !source.is_stdin() || self.spool.is_some());
        let open = |source: &Source| match source.shape {
            Shape::Parquet => self.open_parquet(source).err(),
            _ => self.open(source).err(),
        };
        let of = |live: &Live| {
            let columns = live.columns(self.listed.clone());
            let of_table = |table: &Dumped| columns.find(&table.name, &table.seen.columns).err();
            live.tables.iter().filter_map(of_table).collect::<Vec<_>>()
        };
        let live = self.live.iter().flat_map(of);
        let problems: Vec<Error> = fixed.filter_map(open).chain(live).collect();
        match all(problems) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Looks at every row where something must be known before the first is replaced.
    fn first_pass(&self, sources: &[Source], masker: &Masker, memory: u64) -> Result<Collector> {
        let mut collector = Collector::new(memory).with_shelves(shelves::shelves());
        let listed = Arc::new(self.listed.of_first_pass(masker));
        for source in sources {
            if source.shape == Shape::Parquet {
                let source = ParquetSource::open(&source.path, &source.table, listed.as_ref())?;
                let gather = |group| -> Result<Vec<Collected>> {
                    let mut all = Vec::new();
                    for parsed in source.look(group)? {
                        all.extend(gathered(masker, source.table(), &mut parsed?)?);
                    }
                    Ok(all)
                };
                run::ordered(self.threads, self.threads, &self.stop, 0..source.groups(), gather, |found| {
                    found.into_iter().try_for_each(|found| collector.add(found))
                })?;
                continue;
            }
            let gather = |piece: Result<Piece>| -> Result<Vec<Collected>> {
                match piece? {
                    Piece::Bytes(_) => Ok(Vec::new()),
                    Piece::Rows(rows) => {
                        let mut parsed = rows.layout.read(&rows)?;
                        gathered(masker, rows.layout.table(), &mut parsed)
                    }
                }
            };
            let pieces = self.open_as(source, &listed)?.pieces;
            run::ordered(self.threads, self.threads * 2, &self.stop, pieces, gather, |found| {
                found.into_iter().try_for_each(|found| collector.add(found))
            })?;
        }
        // What is left out of a dump is counted in the second pass.
        self.left_out.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
        Ok(collector)
    }

    /// What is checked of the output.
    pub(super) fn checked<'a>(
        &'a self,
        args: &'a Args,
        masker: &'a Masker,
        sources: &'a [Source],
        done: &'a Done,
    ) -> Checked<'a> {
        let spool = self.spool.as_ref();
        Checked {
            args,
            policy: masker.policy(),
            sources,
            delimiters: &done.delimiters,
            spool,
            live: self.live.as_ref(),
            threads: self.threads,
            stop: &self.stop,
            is_of_some: masker.is_of_some(),
        }
    }
}

/// What was done so far.
pub(super) struct Done {
    pub(super) rows: Vec<u64>,
    pub(super) tallies: Vec<Vec<Tally>>,
    pub(super) inputs: Vec<(String, String)>,
    /// The character between the fields of each input, where it has one.
    pub(super) delimiters: Vec<Option<u8>>,
    pub(super) outputs: Vec<Written>,
    /// Why Safe Harbor is not met, whatever the profile is.
    pub(super) unmet: Vec<String>,
    /// What singles out the subjects of an extract of some.
    pub(super) crowd: Crowd,
}

/// Masks all inputs.
pub(super) fn mask(args: &Args, policy: Policy, asked: Asked, key: &MaskingKey, out: &Path) -> Result<()> {
    let sources = sources(&args.inputs, Tables::Of(&policy))?;
    if out == Path::new("-") && sources.len() > 1 {
        let message = format!("standard output takes one file, and there are {}", sources.len());
        return Err(Error::usage(message).hint("name a folder: --out DIR"));
    }
    let record = Run::begin(args, &policy, &asked, key, out)?;
    let masked = masked(args, policy, asked, key, &sources, out, &record);
    if masked.is_err() {
        record.fail();
    }
    masked
}

fn masked(
    args: &Args,
    policy: Policy,
    asked: Asked,
    key: &MaskingKey,
    sources: &[Source],
    out: &Path,
    record: &Run,
) -> Result<()> {
    let verify = proof::is_asked(args, &policy)?;
    let tallies = policy.tables.iter().map(|t| vec![Tally::default(); t.columns.len()]).collect();
    let mut done = Done {
        rows: vec![0; policy.tables.len()],
        tallies,
        inputs: Vec::new(),
        delimiters: Vec::new(),
        outputs: Vec::new(),
        unmet: policy.unmet(),
        crowd: Crowd::default(),
    };
    if asked.choice.as_ref().is_some_and(Choice::is_picked) {
        done.unmet.push("the extract is cut to chosen subjects".to_owned());
    }
    let (mut masker, reading) = ready((args, verify), policy, asked.choice, key, sources)?;
    // What the target lacks is told before hours are spent on reading.
    let target = database::Target::of(args, &reading)?;
    settle(args, key, sources, &reading, &mut masker)?;
    let proven = if let Some(target) = target {
        let told = |error| reading.told(error);
        target
            .write((args, verify), (&reading, &masker, &sources[0]), record, (key, &mut done))
            .map_err(told)?
    } else if out == Path::new("-") {
        reading
            .to_stdout((args, key, verify), &masker, &sources[0], record, &mut done)
            .map_err(|e| reading.told(e))?
    } else {
        reading
            .to_folder((args, key, verify), &masker, (sources, out), record, &mut done)
            .map_err(|e| reading.told(e))?
    };
    let left_out = reading.left_out.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    let nulled = reading.listed.nulled();
    if let Some(to) = &args.html {
        let page = Page {
            args,
            masker: &masker,
            key,
            done: &done,
            proof: proven.as_ref(),
            nulled: &nulled,
            left_out: &left_out,
            broken: &reading.listed.broken(),
        };
        page.write(to).map_err(|error| {
            error.hint("the output is complete, checked and recorded: only this report of it is missing")
        })?;
    }
    if !args.quiet {
        terminal::complain(&report::done(&masker, key, &done, &reading.listed, &left_out));
        terminal::complain(&proof::told(proven.as_ref()));
    }
    Ok(())
}

/// Prepares everything that comes before the first row is read.
fn ready(
    (args, verify): (&Args, bool),
    policy: Policy,
    choice: Option<Choice>,
    key: &MaskingKey,
    sources: &[Source],
) -> Result<(Masker, Reading)> {
    let keys = app_keys::of(&policy);
    let extracted_on = args.extracted_on.map(i64::from);
    let mut masker =
        Masker::new(policy, &key.key, extracted_on)?.on(clock::today()).with_keys(&keys, &key.key)?;
    if let Some(choice) = choice {
        masker = masker.of_some(choice, &key.key);
    }
    let mut reading = Reading::new(args, &masker, key);
    if let Some(database) = args.inputs.iter().find(|input| is_database(input)) {
        reading.live = Some(Live::hold(database, masker.policy(), args.statement_timeout, &reading.stop)?);
        reading.stdin = live::name(database)?;
    } else if (verify || masker.needs().any()) && sources.iter().any(Source::is_stdin) {
        reading.spool = Some(Spool::fill(std::io::stdin().lock(), "standard input", super::draw()?)?);
    }
    reading.check(sources)?;
    Ok((masker, reading))
}

/// Reads what must be known before the first row is written: the first pass, where one is needed.
fn settle(
    args: &Args,
    key: &MaskingKey,
    sources: &[Source],
    reading: &Reading,
    masker: &mut Masker,
) -> Result<()> {
    let old = ledger::read(args.ledger.as_deref(), key)?;
    if masker.needs().any() {
        let found = reading.first_pass(sources, masker, args.memory).map_err(|error| reading.told(error))?;
        masker.collected(found);
    }
    run::within(reading.threads, || masker.settle(&old))??;
    if let Some((0, listed)) = masker.listed() {
        let message = format!("none of the {listed} subjects that are listed is in the input");
        return Err(Error::new(ErrorKind::Input, message)
            .hint("identifiers are those of the subject's own column, as the input has them"));
    }
    Ok(())
}

fn csv_shape(args: &Args) -> CsvShape {
    CsvShape {
        delimiter: args.csv.delimiter,
        null: args.csv.null.clone(),
        no_header: args.csv.no_header,
        encoding: args.csv.encoding.encoding(),
    }
}

/// All errors as one: what each says, and what to do about it.
fn all(mut problems: Vec<Error>) -> Option<Error> {
    if problems.len() < 2 {
        return problems.pop();
    }
    let text = |error: &Error| {
        let help = error.advice().map_or(String::new(), |help| format!("\n  {help}"));
        format!("{error}{help}")
    };
    let list: Vec<String> = problems.iter().map(text).collect();
    let message = format!("{} inputs cannot be masked", problems.len());
    Some(Error::new(ErrorKind::Input, message).hint(list.join("\n  ")))
}
