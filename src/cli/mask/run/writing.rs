//! One source becomes one file, a piece after the other.

use super::super::blocks::{kept, masked_of};
use super::super::inputs::{Shape, Source};
use super::{Done, Reading};
use crate::cells::{Block, Replacement};
use crate::error::Result;
use crate::io::Out;
use crate::io::shaped::{
    self, Becomes, ColumnEncoder, EncodedGroup, GroupEncoder, ParquetSink, ParquetSource, Piece, Replaced,
    SomeRows, pack,
};
use crate::mask::{Crowd, Masked, Masker, Tally};
use crate::plan::Treatment;
use crate::run;

impl Reading {
    /// Masks one Parquet file into another, a row group at a time.
    pub(super) fn write_parquet(
        &self,
        source: &Source,
        masker: &Masker,
        out: Out,
        done: &mut Done,
    ) -> Result<()> {
        let opened = self.open_parquet(source)?;
        let table = opened.table();
        let columns = &masker.policy().tables[table].columns;
        // Behind the table's columns stand those that nobody lists, or that hold JSON.
        let becomes = |at: usize| match columns.get(at).map(|column| &column.treatment) {
            Some(Treatment::Drop) => Becomes::Nothing,
            Some(Treatment::Constant(_) | Treatment::Marker | Treatment::Generalise(_)) => Becomes::Few,
            _ => Becomes::AsMany,
        };
        let sink = ParquetSink::new(&opened, &becomes)?;
        let mut file = sink.begin(out)?;
        let threads = run::Pool::new(self.threads)?;
        let grouped = Grouped {
            masker,
            opened: &opened,
            together: self.threads.div_ceil(opened.groups().max(1)).max(FEWEST).min(self.threads),
        };
        // Whoever waits for a row group hands it to the threads that all of them share.
        let make = |group| threads.within(|| grouped.mask(group, sink.group()?))?;
        run::ordered(
            self.threads,
            self.threads,
            &self.stop,
            0..opened.groups(),
            make,
            |(group, tallies, crowd)| {
                done.crowd.join(crowd);
                done.rows[table] += group.rows;
                done.tallies[table].iter_mut().zip(&tallies).for_each(|(all, one)| all.add(one));
                file.append(group)
            },
        )?;
        done.delimiters.push(None);
        let digest = shaped::keyed_digest(&source.path, self.digests.bytes())?;
        done.inputs.push((self.recorded(source), digest));
        done.outputs.push(file.finish()?);
        Ok(())
    }

    /// Masks one source into one file.
    pub(in crate::cli::mask) fn write(
        &self,
        source: &Source,
        masker: &Masker,
        mut out: Out,
        done: &mut Done,
    ) -> Result<()> {
        if source.shape == Shape::Parquet {
            return self.write_parquet(source, masker, out, done);
        }
        let opened = self.open(source)?;
        let packing = opened.packing;
        let make = |piece: Result<Piece>| -> Result<Made> {
            let (plain, done) = match piece? {
                Piece::Bytes(bytes) => (bytes, None),
                Piece::Rows(mut rows) => {
                    let mut parsed = rows.layout.read(&rows)?;
                    let table = rows.layout.table();
                    if let Some(keep) = kept(masker, table, &mut parsed.block)? {
                        let layout = rows.layout.clone();
                        rows = layout.select(rows, &parsed, &keep)?;
                        parsed = layout.read(&rows)?;
                    }
                    let masked = masked_of(masker, table, rows.layout.nested(), &mut parsed)?;
                    let bytes = rows.layout.splice(&rows, &parsed, &masked.columns)?;
                    let crowd = crowd_of(masker, table, &parsed.block, &masked.columns);
                    (bytes, Some((table, parsed.block.rows as u64, masked.tally, crowd)))
                }
            };
            let bytes = if plain.is_empty() { plain } else { pack(plain, packing)? };
            Ok(Made { bytes, done })
        };
        let mut written = 0;
        run::ordered(self.threads, self.threads * 3, &self.stop, opened.pieces, make, |made| {
            if let Some((table, rows, tally, crowd)) = made.done {
                done.crowd.join(crowd);
                written += rows;
                done.rows[table] += rows;
                done.tallies[table].iter_mut().zip(&tally).for_each(|(all, one)| all.add(one));
            }
            out.put(&made.bytes)
        })?;
        done.delimiters.push(opened.delimiter);
        done.inputs.push((self.recorded(source), opened.digest.hex()));
        done.outputs.push(out.close(written)?);
        Ok(())
    }
}

/// The fewest pieces of a row group that are in work together, so that threads that would be idle at the end take part in the last.
const FEWEST: usize = 2;

/// The row groups of a file that is being masked.
struct Grouped<'a> {
    masker: &'a Masker,
    opened: &'a ParquetSource,
    /// How many pieces of a row group are in work together.
    together: usize,
}

impl Grouped<'_> {
    /// Masks a row group: pieces of it at once, and then encodes its columns at once. What fails is what would fail first if one
    /// piece were done after the other.
    fn mask(&self, group: usize, mut encoder: GroupEncoder) -> Result<(EncodedGroup, Vec<Tally>, Crowd)> {
        let columns = self.masker.policy().tables[self.opened.table()].columns.len();
        let (mut tallies, mut crowd) = (vec![Tally::default(); columns], Crowd::default());
        let mut left = self.opened.read(group)?;
        loop {
            let pieces: Vec<Result<SomeRows>> = left.by_ref().take(self.together).collect();
            if pieces.is_empty() {
                return Ok((encoder.end()?, tallies, crowd));
            }
            let mut failed = None;
            let mut all: Vec<Replaced> = Vec::with_capacity(pieces.len());
            for masked in run::of_each(pieces, |rows| self.piece(rows?)) {
                match masked {
                    Ok((rows, masked, more)) if failed.is_none() => {
                        crowd.join(more);
                        tallies.iter_mut().zip(&masked.tally).for_each(|(all, one)| all.add(one));
                        all.push((rows, masked.columns));
                    }
                    Ok(_) => {}
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
            let add = |column: &mut ColumnEncoder| column.add(self.opened, &all).err();
            let misfits = run::of_each(encoder.columns(&all), add).into_iter().flatten();
            let misfit = misfits.min_by_key(|(piece, _)| *piece).map(|(_, error)| error);
            if let Some(error) = misfit.or(failed) {
                return Err(error);
            }
        }
    }

    fn piece(&self, mut rows: SomeRows) -> Result<(SomeRows, Masked, Crowd)> {
        let (masker, table) = (self.masker, self.opened.table());
        if let Some(keep) = kept(masker, table, &mut rows.parsed.block)? {
            rows = self.opened.select(&rows, keep)?;
        }
        let masked = masked_of(masker, table, self.opened.nested(), &mut rows.parsed)?;
        let crowd = crowd_of(masker, table, &rows.parsed.block, &masked.columns);
        Ok((rows, masked, crowd))
    }
}

/// What one piece became.
struct Made {
    bytes: Vec<u8>,
    /// The table, the number of its rows and what was done with its columns.
    done: Option<(usize, u64, Vec<Tally>, Crowd)>,
}

/// What the rows of the subjects themselves add to what singles them out, in an extract of some.
fn crowd_of(masker: &Masker, table: usize, block: &Block, masked: &[Replacement]) -> Crowd {
    let mut crowd = Crowd::default();
    if masker.is_of_some() && masker.root().is_some_and(|(root, _)| root == table) {
        crowd.add(&masker.policy().tables[table].columns, block, masked);
    }
    crowd
}
