//! Makes, encodes and digests blocks of rows in parallel, and puts them into their files in order.

use super::Order;
use super::files::{Content, File, Job, jobs};
use super::progress::Progress;
use crate::cli::clock::Stopwatch;
use crate::error::{Error, Result};
use crate::generate::{Delta, Generator, OPS, Truth, delta_schema};
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
    pub(super) content: Content,
    pub(super) digest: TableDigest,
    /// Of a delta, how many rows come, change and go.
    pub(super) ops: [u64; 3],
    pub(super) files: Vec<Written>,
    /// Its share of the time of the run: what all threads took to make its blocks and to write them, by the number of threads.
    /// Tables are made while others are written, so that no table has a time of its own on the clock.
    pub(super) time: Duration,
}

/// A block on its way from the thread that made it to its file.
struct Block {
    file: usize,
    encoded: Option<Encoded>,
    digests: Vec<Partial>,
    ops: [u64; 3],
    /// How long it took to make.
    time: Duration,
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

    fn truth(&self, truth: Truth, table: usize, rows: Range<u64>) -> Result<RecordBatch> {
        match self {
            Self::State(generator) => generator.truth(truth, table, rows),
            Self::Change(_) => Err(Error::bug("a delta has no truth beside it")),
        }
    }
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
    /// Empty where nothing is written.
    encoders: BTreeMap<Content, Arc<dyn Encode>>,
    digests: BTreeMap<Content, TableDigest>,
}

impl Make<'_> {
    fn block(&self, job: &Job) -> Result<Block> {
        let watch = Stopwatch::start();
        let content = self.files[job.file].content;
        let digest = self.digests.get(&content).ok_or_else(|| Error::bug("a table has no digest"))?;
        let mut digests = Vec::new();
        let mut ops = [0; 3];
        let mut batches = pieces(&job.rows).map(|rows| {
            let batch = match content {
                Content::Table(table) => self.what.batch(table, rows)?,
                Content::Truth(truth) => self.what.truth(truth, job.table, rows)?,
            };
            if matches!(self.what, What::Change(_)) {
                ops.iter_mut().zip(ops_of(&batch)).for_each(|(sum, n)| *sum += n);
            }
            digests.push(digest.digest_batch(&batch)?);
            Ok(batch)
        });
        let encoded = match self.encoders.get(&content) {
            Some(encoder) => Some(encoder.encode(&mut batches)?),
            // Where nothing is written, a batch is done with once it is digested.
            None => batches.try_for_each(|batch: Result<RecordBatch>| batch.map(drop)).map(|()| None)?,
        };
        Ok(Block { file: job.file, encoded, digests, ops, time: watch.elapsed() })
    }
}

pub(super) fn pieces(rows: &Range<u64>) -> impl Iterator<Item = Range<u64>> + use<> {
    let Range { start, end } = *rows;
    (0..(end - start).div_ceil(BATCH)).map(move |i| start + i * BATCH..(start + (i + 1) * BATCH).min(end))
}

/// Takes blocks in order: one file is open at a time.
struct Take<'a, O> {
    files: &'a [File],
    encoders: &'a BTreeMap<Content, Arc<dyn Encode>>,
    open: O,
    current: Option<(usize, Appender)>,
    made: BTreeMap<Content, MadeTable>,
    threads: u32,
    progress: &'a Progress,
}

impl<O: FnMut(&str) -> Result<Out>> Take<'_, O> {
    fn block(&mut self, block: Block) -> Result<()> {
        let (content, made, watch) = (self.files[block.file].content, block.time, Stopwatch::start());
        self.put(block)?;
        if let Some(table) = self.made.get_mut(&content) {
            table.time += (made + watch.elapsed()) / self.threads;
        }
        Ok(())
    }

    fn put(&mut self, block: Block) -> Result<()> {
        let file = &self.files[block.file];
        let made = self.made.get_mut(&file.content).ok_or_else(|| Error::bug("a table was not laid out"))?;
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
                self.encoders.get(&file.content).ok_or_else(|| Error::bug("a table has no encoder"))?;
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
        if let Some(made) = self.made.get_mut(&self.files[file].content) {
            made.files.push(written);
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
    for file in files {
        let (name, schema) = shape(order, file.content);
        encoders.insert(file.content, file.content.output(order.output).encoder(name, &schema)?);
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
    encoders: BTreeMap<Content, Arc<dyn Encode>>,
    open: impl FnMut(&str) -> Result<Out> + Send,
) -> Result<Vec<MadeTable>> {
    let mut digests = BTreeMap::new();
    let mut made = BTreeMap::new();
    let mut contents: Vec<Content> = files.iter().map(|file| file.content).collect();
    contents.dedup();
    for &content in &contents {
        let digest = TableDigest::new(&shape(order, content).1)?;
        digests.insert(content, digest.clone());
        let files = Vec::new();
        made.insert(content, MadeTable { content, digest, ops: [0; 3], files, time: Duration::ZERO });
    }
    let what = match order.from {
        Some(from) => What::Change(Delta::new(from, order.plan)),
        None => What::State(Generator::new(order.plan)),
    };
    let make = Make { what, files, encoders, digests };
    // Starting a thread for a job that is not there would cost more than the smallest runs take.
    let n_jobs = jobs(files, block).take(order.threads).count();
    let threads = order.threads.min(n_jobs);
    let mut take = Take {
        files,
        encoders: &make.encoders,
        open,
        current: None,
        made,
        threads: u32::try_from(threads).unwrap_or(u32::MAX).max(1),
        progress,
    };
    run::ordered(threads, window, stop, jobs(files, block), |job| make.block(&job), |b| take.block(b))?;
    take.finish_file()?;
    let mut made = take.made;
    Ok(contents.iter().filter_map(|content| made.remove(content)).collect())
}

/// The name and the columns of what is written.
pub(super) fn shape<'a>(order: &'a Order<'_>, content: Content) -> (&'a str, SchemaRef) {
    match content {
        Content::Table(table) => {
            let layout = &order.plan.tables[table];
            (&layout.name, order.from.map_or_else(|| layout.schema.clone(), |_| delta_schema(layout)))
        }
        Content::Truth(truth) => (truth.name(), truth.schema()),
    }
}
