//! Makes, encodes and digests blocks of rows in parallel, and puts them into their files in order.

use super::Order;
use super::files::{File, Job, jobs};
use super::progress::Progress;
use crate::cli::clock::Stopwatch;
use crate::error::{Error, Result};
use crate::generate::{Delta, Generator, OPS, delta_schema};
use crate::io::{Appender, Encode, Encoded, Format, Out, Written};
use crate::record::{Partial, TableDigest};
use crate::run::{self, Stop};
use arrow::array::AsArray as _;
use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// Rows that are made at once: few enough that a batch stays in the processor's cache.
const BATCH: u64 = 4 * 1024;

/// What a run made of one table.
pub(super) struct MadeTable {
    /// The table's number in the plan.
    pub(super) table: usize,
    pub(super) digest: TableDigest,
    /// Of a delta, how many rows come, change and go.
    pub(super) ops: [u64; 3],
    pub(super) files: Vec<Written>,
    /// The time from the end of the table before to the end of this one.
    pub(super) time: Duration,
}

/// A block on its way from the thread that made it to its file.
struct Block {
    file: usize,
    encoded: Option<Encoded>,
    digests: Vec<Partial>,
    ops: [u64; 3],
}

/// What the blocks are of: the state as of a date, or what changes between two.
enum What<'a> {
    State(Generator<'a>),
    Change(Delta<'a>),
}

impl What<'_> {
    fn batch(&self, table: usize, rows: Range<u64>) -> Result<RecordBatch> {
        match self {
            Self::State(generator) => generator.batch(table, rows),
            Self::Change(delta) => delta.batch(table, rows),
        }
    }
}

/// The columns of a table as they are written.
fn shape(order: &Order<'_>, table: usize) -> SchemaRef {
    let layout = &order.plan.tables[table];
    order.from.map_or_else(|| layout.schema.clone(), |_| delta_schema(layout))
}

/// How many rows of a batch of a delta come, change and go.
fn ops_of(batch: &RecordBatch) -> [u64; 3] {
    let words = batch.column(0).as_string_opt::<i32>();
    OPS.map(|op| words.map_or(0, |words| words.iter().flatten().filter(|word| *word == op).count() as u64))
}

/// Makes blocks; shared by all threads.
struct Make<'a> {
    what: What<'a>,
    files: &'a [File],
    /// By table; empty where nothing is written.
    encoders: BTreeMap<usize, Arc<dyn Encode>>,
    digests: BTreeMap<usize, TableDigest>,
}

impl Make<'_> {
    fn block(&self, job: &Job) -> Result<Block> {
        let table = self.files[job.file].table;
        let digest = self.digests.get(&table).ok_or_else(|| Error::bug("a table has no digest"))?;
        let mut digests = Vec::new();
        let mut ops = [0; 3];
        let mut batches = pieces(&job.rows).map(|rows| {
            let batch = self.what.batch(table, rows)?;
            if matches!(self.what, What::Change(_)) {
                ops.iter_mut().zip(ops_of(&batch)).for_each(|(sum, n)| *sum += n);
            }
            digests.push(digest.digest_batch(&batch)?);
            Ok(batch)
        });
        let encoded = match self.encoders.get(&table) {
            Some(encoder) => Some(encoder.encode(&mut batches)?),
            // Where nothing is written, a batch is done with once it is digested.
            None => batches.try_for_each(|batch: Result<RecordBatch>| batch.map(drop)).map(|()| None)?,
        };
        Ok(Block { file: job.file, encoded, digests, ops })
    }
}

pub(super) fn pieces(rows: &Range<u64>) -> impl Iterator<Item = Range<u64>> + use<> {
    let Range { start, end } = *rows;
    (0..(end - start).div_ceil(BATCH)).map(move |i| start + i * BATCH..(start + (i + 1) * BATCH).min(end))
}

/// Takes blocks in order: one file is open at a time.
struct Take<'a, O> {
    files: &'a [File],
    encoders: &'a BTreeMap<usize, Arc<dyn Encode>>,
    open: O,
    current: Option<(usize, Appender)>,
    made: BTreeMap<usize, MadeTable>,
    watch: Stopwatch,
    before: Duration,
    progress: &'a Progress,
}

impl<O: FnMut(&str) -> Result<Out>> Take<'_, O> {
    fn block(&mut self, block: Block) -> Result<()> {
        let file = &self.files[block.file];
        let made = self.made.get_mut(&file.table).ok_or_else(|| Error::bug("a table was not laid out"))?;
        let rows: u64 = block.digests.iter().map(Partial::rows).sum();
        for digest in &block.digests {
            made.digest.merge(digest);
        }
        made.ops.iter_mut().zip(block.ops).for_each(|(sum, n)| *sum += n);
        let Some(encoded) = block.encoded else {
            self.progress.add(rows);
            return Ok(());
        };
        if self.current.as_ref().is_none_or(|(open, _)| *open != block.file) {
            self.finish_file()?;
            let encoder =
                self.encoders.get(&file.table).ok_or_else(|| Error::bug("a table has no encoder"))?;
            self.current = Some((block.file, encoder.begin((self.open)(&file.path)?)?));
        }
        if let Some((_, appender)) = &mut self.current {
            appender.append(encoded)?;
        }
        self.progress.add(rows);
        Ok(())
    }

    fn finish_file(&mut self) -> Result<()> {
        let Some((file, appender)) = self.current.take() else { return Ok(()) };
        let written = appender.finish()?;
        if let Some(made) = self.made.get_mut(&self.files[file].table) {
            made.files.push(written);
            let now = self.watch.elapsed();
            made.time += now.saturating_sub(self.before);
            self.before = now;
        }
        Ok(())
    }
}

/// Writes every file; `open` begins the file of a path.
///
/// # Errors
/// Where a value cannot be made or written, or somebody asked to stop.
pub(super) fn write(
    order: &Order<'_>,
    files: &[File],
    stop: &Stop,
    progress: &Progress,
    open: impl FnMut(&str) -> Result<Out> + Send,
) -> Result<Vec<MadeTable>> {
    let mut encoders = BTreeMap::new();
    for &table in &order.plan.order {
        let layout = &order.plan.tables[table];
        encoders.insert(table, order.output.encoder(&layout.name, &shape(order, table))?);
    }
    let block = order.output.format.block_rows() as u64;
    // A row group is large, so that fewer of them may wait to be written.
    let window = if order.output.format == Format::Parquet { order.threads + 1 } else { order.threads * 4 };
    run_blocks(order, files, (block, window), stop, progress, encoders, open)
}

/// Makes everything and its digests, and writes nothing.
///
/// # Errors
/// Where a value cannot be made, or somebody asked to stop.
pub(super) fn digest(
    order: &Order<'_>,
    files: &[File],
    stop: &Stop,
    progress: &Progress,
) -> Result<Vec<MadeTable>> {
    let nothing = |_: &str| Err(Error::bug("a file was opened where none is written"));
    run_blocks(order, files, (BATCH, order.threads * 4), stop, progress, BTreeMap::new(), nothing)
}

fn run_blocks(
    order: &Order<'_>,
    files: &[File],
    (block, window): (u64, usize),
    stop: &Stop,
    progress: &Progress,
    encoders: BTreeMap<usize, Arc<dyn Encode>>,
    open: impl FnMut(&str) -> Result<Out> + Send,
) -> Result<Vec<MadeTable>> {
    let mut digests = BTreeMap::new();
    let mut made = BTreeMap::new();
    for &table in &order.plan.order {
        let digest = TableDigest::new(&shape(order, table))?;
        digests.insert(table, digest.clone());
        made.insert(table, MadeTable { table, digest, ops: [0; 3], files: Vec::new(), time: Duration::ZERO });
    }
    let what = match order.from {
        Some(from) => What::Change(Delta::new(from, order.plan)),
        None => What::State(Generator::new(order.plan)),
    };
    let make = Make { what, files, encoders, digests };
    let mut take = Take {
        files,
        encoders: &make.encoders,
        open,
        current: None,
        made,
        watch: Stopwatch::start(),
        before: Duration::ZERO,
        progress,
    };
    // Starting a thread for a job that is not there would cost more than the smallest runs take.
    let n_jobs = jobs(files, block).take(order.threads).count();
    let threads = order.threads.min(n_jobs);
    run::ordered(threads, window, stop, jobs(files, block), |job| make.block(&job), |b| take.block(b))?;
    take.finish_file()?;
    let mut made = take.made;
    Ok(order.plan.order.iter().filter_map(|table| made.remove(table)).collect())
}
