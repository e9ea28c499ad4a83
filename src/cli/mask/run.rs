//! The two passes of a run, and the folder that appears when both are done.

use super::audit::Run;
use super::columns::Listed;
use super::inputs::{Shape, Source, Tables, sources};
use super::page::Page;
use super::proof::{self, Checked, Proof};
use super::{Args, EncodingName, MaskingKey, ledger, report};
use crate::cli::verify::units::{At, Named};
use crate::cli::{load, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::shaped::{
    self, CsvShape, Digest, Encoding, Input, LeftOut, Packing, ParquetSink, ParquetSource, Piece, Pieces,
    Spool, SpoolWriter, pack,
};
use crate::io::{Folder, Out, Written};
use crate::mask::{Collected, Collector, Masker, SubKey, Tally};
use crate::plan::{Policy, Treatment};
use crate::run::{self, Stop};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// How sources are read.
struct Reading {
    csv: CsvShape,
    listed: Arc<Listed>,
    /// The columns of each table, in the order of the schema.
    columns: Vec<(String, Vec<String>)>,
    /// Standard input, where it is read more than once.
    pub(super) spool: Option<Spool>,
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
}

impl Reading {
    fn new(args: &Args, masker: &Masker, key: &MaskingKey) -> Self {
        let columns = |table: &crate::plan::TablePolicy| {
            (table.name.clone(), table.columns.iter().map(|column| column.name.clone()).collect())
        };
        Self {
            csv: csv_shape(args),
            listed: Arc::new(Listed::new(masker, args.unlisted)),
            columns: masker.policy().tables.iter().map(columns).collect(),
            spool: None,
            digests: key.key.derive("digest of inputs", ""),
            left_out: LeftOut::default(),
            threads: run::threads(args.threads.map(|n| n as usize)),
            stop: load::stop_on_signals(),
        }
    }

    /// Opens a source and finds its columns.
    fn open(&self, source: &Source) -> Result<Opened> {
        let is_stdin = source.is_stdin();
        let name = if is_stdin { "standard input".to_owned() } else { source.path.display().to_string() };
        let stream: Box<dyn std::io::Read + Send> = match (is_stdin, &self.spool) {
            (true, Some(spool)) => Box::new(spool.read()?),
            (true, None) => Box::new(std::io::stdin()),
            (false, _) => {
                let open = File::open(&source.path);
                Box::new(open.map_err(|e| Error::io("open the input", Place::file(&name), &e))?)
            }
        };
        let mut input = Input::new(stream, &name, self.digests.bytes())?;
        let (packing, digest) = (input.packing, input.digest());
        let own = self.columns.iter().find(|(table, _)| *table == source.table);
        let own = own.map_or(&[][..], |(_, columns)| columns.as_slice());
        let listed = self.listed.as_ref();
        let shape = match source.shape {
            Shape::Csv if is_stdin && input.begins_with(b"{")? => Shape::Jsonl,
            shape => shape,
        };
        let pieces = match shape {
            Shape::Csv => self.csv.pieces(input, &source.table, own, listed),
            Shape::Jsonl => shaped::jsonl_pieces(input, &source.table, own, listed),
            Shape::Dump => shaped::dump_pieces(input, self.listed.clone(), self.left_out.clone()),
            Shape::Parquet => Err(Error::bug("a Parquet file has no pieces")),
        };
        let pieces = pieces.map_err(|error| match error.place() {
            Some(place) if place.file.is_none() => {
                let place = Place { file: Some(name), ..place.clone() };
                error.at(place)
            }
            _ => error,
        })?;
        Ok(Opened { packing, digest, pieces })
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
        let problems: Vec<Error> = fixed.filter_map(open).collect();
        match all(problems) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// Looks at every row where something must be known before the first is replaced.
    fn first_pass(&self, sources: &[Source], masker: &Masker, memory: u64) -> Result<Collector> {
        let mut collector = Collector::new(memory);
        for source in sources {
            if source.shape == Shape::Parquet {
                let source = self.open_parquet(source)?;
                let gather = |group| Ok(masker.gather(source.table(), &source.read(group)?.block));
                run::ordered(self.threads, self.threads, &self.stop, 0..source.groups(), gather, |found| {
                    collector.add(found)
                })?;
                continue;
            }
            let gather = |piece: Result<Piece>| -> Result<Option<Collected>> {
                match piece? {
                    Piece::Bytes(_) => Ok(None),
                    Piece::Rows(rows) => {
                        let parsed = rows.layout.parse(&rows)?;
                        Ok(Some(masker.gather(rows.layout.table(), &parsed.block)))
                    }
                }
            };
            let pieces = self.open(source)?.pieces;
            run::ordered(self.threads, self.threads * 2, &self.stop, pieces, gather, |found| {
                found.map_or(Ok(()), |found| collector.add(found))
            })?;
        }
        // What is left out of a dump is counted in the second pass.
        self.left_out.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
        Ok(collector)
    }

    /// What is checked of the output.
    fn checked<'a>(&'a self, args: &'a Args, masker: &'a Masker, sources: &'a [Source]) -> Checked<'a> {
        let spool = self.spool.as_ref();
        Checked { args, policy: masker.policy(), sources, spool, threads: self.threads, stop: &self.stop }
    }

    /// Masks one source to standard output.
    fn to_stdout(
        &self,
        (args, key, verify): (&Args, &MaskingKey, bool),
        masker: &Masker,
        source: &Source,
        record: &Run,
        done: &mut Done,
    ) -> Result<Option<Proof>> {
        if !verify {
            let to = Out::stream("standard output", Box::new(std::io::stdout()));
            self.write(source, masker, to, done)?;
            ledger::write(args.ledger.as_deref(), key, masker)?;
            record.end(masker.policy(), done)?;
            return Ok(None);
        }
        if source.shape == Shape::Parquet {
            return Err(Error::usage("a Parquet file is checked in a folder before it is given out")
                .hint("name one: --out DIR"));
        }
        // What is to be checked first waits in a file that has no name.
        let held = SpoolWriter::begin(super::draw()?)?;
        self.write(source, masker, Out::stream("standard output", Box::new(held.clone())), done)?;
        let held = held.finish()?;
        let checked = self.checked(args, masker, std::slice::from_ref(source));
        let proof = checked.check(|source| Ok(checked.held(&held, source)))?;
        ledger::write(args.ledger.as_deref(), key, masker)?;
        record.end(masker.policy(), done)?;
        proof::pour(&held, &mut Out::stream("standard output", Box::new(std::io::stdout())))?;
        Ok(Some(proof))
    }

    /// Masks one Parquet file into another, a row group at a time.
    fn write_parquet(&self, source: &Source, masker: &Masker, out: Out, done: &mut Done) -> Result<()> {
        let opened = self.open_parquet(source)?;
        let table = opened.table();
        let columns = &masker.policy().tables[table].columns;
        let sink = ParquetSink::new(&opened, &|at| matches!(columns[at].treatment, Treatment::Drop))?;
        let mut file = sink.begin(out)?;
        let make = |group| {
            let group = opened.read(group)?;
            let masked = masker.mask(table, &group.block)?;
            Ok((sink.encode(&opened, &group, &masked.columns)?, masked.tally))
        };
        run::ordered(self.threads, self.threads, &self.stop, 0..opened.groups(), make, |(group, tally)| {
            done.rows[table] += group.rows;
            done.tallies[table].iter_mut().zip(&tally).for_each(|(all, one)| all.add(one));
            file.append(group)
        })?;
        let digest = shaped::keyed_digest(&source.path, self.digests.bytes())?;
        done.inputs.push((source.path.display().to_string(), digest));
        done.outputs.push(file.finish()?);
        Ok(())
    }

    /// Masks one source into one file.
    fn write(&self, source: &Source, masker: &Masker, mut out: Out, done: &mut Done) -> Result<()> {
        if source.shape == Shape::Parquet {
            return self.write_parquet(source, masker, out, done);
        }
        let opened = self.open(source)?;
        let packing = opened.packing;
        let make = |piece: Result<Piece>| -> Result<Made> {
            let (plain, done) = match piece? {
                Piece::Bytes(bytes) => (bytes, None),
                Piece::Rows(rows) => {
                    let parsed = rows.layout.parse(&rows)?;
                    let table = rows.layout.table();
                    let masked = masker.mask(table, &parsed.block)?;
                    let bytes = rows.layout.splice(&rows, &parsed, &masked.columns)?;
                    (bytes, Some((table, parsed.block.rows as u64, masked.tally)))
                }
            };
            let bytes = if plain.is_empty() { plain } else { pack(plain, packing)? };
            Ok(Made { bytes, done })
        };
        let mut written = 0;
        run::ordered(self.threads, self.threads * 3, &self.stop, opened.pieces, make, |made| {
            if let Some((table, rows, tally)) = made.done {
                written += rows;
                done.rows[table] += rows;
                done.tallies[table].iter_mut().zip(&tally).for_each(|(all, one)| all.add(one));
            }
            out.put(&made.bytes)
        })?;
        done.inputs.push((source.path.display().to_string(), opened.digest.hex()));
        done.outputs.push(out.close(written)?);
        Ok(())
    }
}

/// What one piece became.
struct Made {
    bytes: Vec<u8>,
    /// The table, the number of its rows and what was done with its columns.
    done: Option<(usize, u64, Vec<Tally>)>,
}

/// What was done so far.
pub(super) struct Done {
    pub(super) rows: Vec<u64>,
    pub(super) tallies: Vec<Vec<Tally>>,
    pub(super) inputs: Vec<(String, String)>,
    pub(super) outputs: Vec<Written>,
}

/// Masks all inputs.
pub(super) fn mask(args: &Args, policy: Policy, key: &MaskingKey, out: &Path) -> Result<()> {
    let sources = sources(&args.inputs, Tables::Of(&policy))?;
    if out == Path::new("-") && sources.len() > 1 {
        let message = format!("standard output takes one file, and there are {}", sources.len());
        return Err(Error::usage(message).hint("name a folder: --out DIR"));
    }
    let record = Run::begin(args, &policy, key, out)?;
    let masked = masked(args, policy, key, &sources, out, &record);
    if masked.is_err() {
        record.fail();
    }
    masked
}

fn masked(
    args: &Args,
    policy: Policy,
    key: &MaskingKey,
    sources: &[Source],
    out: &Path,
    record: &Run,
) -> Result<()> {
    let verify = proof::is_asked(args, &policy)?;
    let tallies = policy.tables.iter().map(|t| vec![Tally::default(); t.columns.len()]).collect();
    let mut done =
        Done { rows: vec![0; policy.tables.len()], tallies, inputs: Vec::new(), outputs: Vec::new() };
    let mut masker = Masker::new(policy, &key.key, args.extracted_on.map(i64::from))?;
    let mut reading = Reading::new(args, &masker, key);
    if (verify || masker.needs().any()) && sources.iter().any(Source::is_stdin) {
        reading.spool = Some(Spool::fill(std::io::stdin().lock(), "standard input", super::draw()?)?);
    }
    reading.check(sources)?;
    let old = ledger::read(args.ledger.as_deref(), key)?;
    if masker.needs().any() {
        let found = reading.first_pass(sources, &masker, args.memory)?;
        masker.collected(found);
    }
    masker.settle(&old)?;
    let mut proven = None;
    if out == Path::new("-") {
        proven = reading.to_stdout((args, key, verify), &masker, &sources[0], record, &mut done)?;
    } else {
        let planned: Vec<String> = sources.iter().map(|source| source.out.clone()).collect();
        let folder = Folder::prepare(out, &planned, false, &[]).map_err(|error| match error.kind() {
            ErrorKind::Exists => error.hint("choose another folder: what is there is never replaced"),
            _ => error,
        })?;
        let folder = folder.private();
        for source in sources {
            reading.write(source, &masker, folder.create(&source.out)?, &mut done)?;
        }
        if verify {
            let file = |source: &Source| {
                Ok(Named { at: At::Path(folder.unfinished(&source.out)?), name: source.out.clone() })
            };
            proven = Some(reading.checked(args, &masker, sources).check(file)?);
        }
        ledger::write(args.ledger.as_deref(), key, &masker)?;
        record.end(masker.policy(), &done)?;
        folder.commit()?;
    }
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
        };
        page.write(to)?;
    }
    if !args.quiet {
        terminal::complain(&report::done(&masker, key, &done, &nulled, &left_out));
        terminal::complain(&proof::told(proven.as_ref()));
    }
    Ok(())
}

fn csv_shape(args: &Args) -> CsvShape {
    CsvShape {
        delimiter: args.csv.delimiter,
        null: args.csv.null.clone(),
        no_header: args.csv.no_header,
        encoding: match args.csv.encoding {
            EncodingName::Utf8 => Encoding::Utf8,
            EncodingName::Latin1 => Encoding::Latin1,
        },
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
