//! The two passes of a run, and the folder that appears when both are done.

use super::columns::Listed;
use super::inputs::{Shape, Source, sources};
use super::{Args, EncodingName, MaskingKey, report};
use crate::cli::{load, terminal};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::io::shaped::{CsvShape, Encoding, Input, Packing, Piece, Pieces, pack};
use crate::io::{Folder, Out};
use crate::mask::{Collected, Collector, Masker, Tally};
use crate::plan::Policy;
use crate::run::{self, Stop};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// How sources are read.
struct Reading<'a> {
    csv: CsvShape,
    listed: &'a Listed,
    policy: &'a Policy,
}

impl Reading<'_> {
    /// Opens a source and finds its columns.
    fn open(&self, source: &Source) -> Result<(Packing, Pieces)> {
        let name = source.path.display().to_string();
        let file =
            File::open(&source.path).map_err(|e| Error::io("open the input", Place::file(&name), &e))?;
        let input = Input::new(Box::new(file), &name)?;
        let packing = input.packing;
        let own = self.policy.table(&source.table).map(|t| &self.policy.tables[t].columns);
        let own: Vec<String> = own.into_iter().flatten().map(|column| column.name.clone()).collect();
        let pieces = match source.shape {
            Shape::Csv => self.csv.pieces(input, &source.table, &own, self.listed),
        };
        let pieces = pieces.map_err(|error| match error.place() {
            Some(place) if place.file.is_none() => {
                let place = Place { file: Some(name.clone()), ..place.clone() };
                error.at(place)
            }
            _ => error,
        })?;
        Ok((packing, pieces))
    }
}

/// What one piece became.
struct Made {
    bytes: Vec<u8>,
    /// The table, the number of its rows and what was done with its columns.
    done: Option<(usize, u64, Vec<Tally>)>,
}

/// Masks all inputs.
pub(super) fn mask(args: &Args, policy: Policy, key: &MaskingKey, out: &Path) -> Result<()> {
    let sources = sources(&args.inputs, &policy)?;
    let stream = out == Path::new("-");
    if stream && sources.len() > 1 {
        let message = format!("standard output takes one file, and there are {}", sources.len());
        return Err(Error::usage(message).hint("name a folder: --out DIR"));
    }
    let tables = policy.tables.len();
    let threads = run::threads(args.threads.map(|n| n as usize));
    let stop = load::stop_on_signals();
    let mut masker = Masker::new(policy, &key.key, args.extracted_on.map(i64::from))?;
    let listed = Listed::new(&masker, args.unlisted);
    first_pass(args, &sources, &mut masker, &listed, threads, &stop)?;
    masker.settle(&BTreeMap::new())?;
    let mut done = Done { rows: vec![0; tables], tallies: Vec::new() };
    done.tallies = masker.policy().tables.iter().map(|t| vec![Tally::default(); t.columns.len()]).collect();
    let reading = Reading { csv: csv_shape(args), listed: &listed, policy: masker.policy() };
    if stream {
        let to = Out::stream("standard output", Box::new(std::io::stdout()));
        write(&reading, &sources[0], &masker, threads, &stop, to, &mut done)?;
    } else {
        let planned: Vec<String> = sources.iter().map(|source| source.out.clone()).collect();
        let folder = Folder::prepare(out, &planned, false, &[])
            .map_err(|error| match error.kind() {
                ErrorKind::Exists => error.hint("choose another folder: what is there is never replaced"),
                _ => error,
            })?
            .private();
        for source in &sources {
            write(&reading, source, &masker, threads, &stop, folder.create(&source.out)?, &mut done)?;
        }
        folder.commit()?;
    }
    if !args.quiet {
        terminal::complain(&report::done(&masker, key, &done.rows, &done.tallies, &listed.nulled()));
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

/// Looks at every source: at its columns always, at its rows where something must be known before the first is replaced.
fn first_pass(
    args: &Args,
    sources: &[Source],
    masker: &mut Masker,
    listed: &Listed,
    threads: usize,
    stop: &Stop,
) -> Result<()> {
    let mut problems = Vec::new();
    for source in sources {
        let reading = Reading { csv: csv_shape(args), listed, policy: masker.policy() };
        if let Err(error) = reading.open(source) {
            problems.push(error);
        }
    }
    if let Some(error) = all(problems) {
        return Err(error);
    }
    if !masker.needs().any() {
        return Ok(());
    }
    let mut collector = Collector::new(args.memory);
    for source in sources {
        let reading = Reading { csv: csv_shape(args), listed, policy: masker.policy() };
        let (_, pieces) = reading.open(source)?;
        let shared: &Masker = masker;
        let gather = |piece: Result<Piece>| -> Result<Option<Collected>> {
            match piece? {
                Piece::Bytes(_) => Ok(None),
                Piece::Rows(rows) => {
                    let parsed = rows.layout.parse(&rows)?;
                    Ok(Some(shared.gather(rows.layout.table(), &parsed.block)))
                }
            }
        };
        run::ordered(threads, threads * 2, stop, pieces, gather, |found| {
            found.map_or(Ok(()), |found| collector.add(found))
        })?;
    }
    masker.collected(collector);
    Ok(())
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

/// What was done so far.
struct Done {
    rows: Vec<u64>,
    tallies: Vec<Vec<Tally>>,
}

/// Masks one source into one file.
fn write(
    reading: &Reading<'_>,
    source: &Source,
    masker: &Masker,
    threads: usize,
    stop: &Stop,
    mut out: Out,
    done: &mut Done,
) -> Result<()> {
    let (packing, pieces) = reading.open(source)?;
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
    run::ordered(threads, threads * 3, stop, pieces, make, |made| {
        if let Some((table, rows, tally)) = made.done {
            written += rows;
            done.rows[table] += rows;
            done.tallies[table].iter_mut().zip(&tally).for_each(|(all, one)| all.add(one));
        }
        out.put(&made.bytes)
    })?;
    out.close(written).map(drop)
}
