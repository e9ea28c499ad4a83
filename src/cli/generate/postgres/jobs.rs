//! Blocks of rows on their way: made and encoded by several threads, sent in order over one or several connections.

use super::target::Target;
use super::{Filling, sender, tell};
use crate::cli::generate::progress::Progress;
use crate::cli::generate::write::pieces;
use crate::error::{Error, ErrorKind, Result};
use crate::generate::Generator;
use crate::io::postgres::{Block, CopyEncoder, Session};
use crate::record::{Partial, TableDigest};
use crate::run::{self, Stop};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::mpsc::SyncSender;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Rows that are made and encoded at once.
pub(super) const BLOCK: u64 = 16 * 1024;

/// A block of rows of one table.
#[derive(Clone, Debug)]
pub(super) struct Job {
    /// The position among the targets.
    pub(super) target: usize,
    pub(super) rows: Range<u64>,
    /// Whether an earlier run has loaded it, so that it is only digested.
    pub(super) loaded: bool,
}

/// What was made of a table.
pub(super) struct Made {
    pub(super) digest: TableDigest,
    pub(super) time: Duration,
}

/// Sends blocks.
pub(super) struct Loader<'a> {
    filling: &'a Filling<'a>,
    generator: Generator<'a>,
    encoders: Vec<CopyEncoder>,
    /// Other tables than the targets' own, by the position of the target: staging, or the second pass.
    pub(super) into: BTreeMap<usize, String>,
    digests: Vec<TableDigest>,
    progress: Progress,
}

/// What is done at the server beside each block: word of it is left.
pub(super) type Beside<'a> = &'a (dyn Fn(&mut Session, &Job) -> Result<()> + Sync);

impl<'a> Loader<'a> {
    pub(super) fn new(filling: &'a Filling<'a>) -> Result<Self> {
        let order = filling.order;
        let schema = |target: &Target| &order.plan.tables[target.number].schema;
        Ok(Self {
            filling,
            generator: Generator::new(order.plan),
            encoders: filling.targets.iter().map(|target| target.encoder(order)).collect::<Result<_>>()?,
            into: BTreeMap::new(),
            digests: filling.targets.iter().map(|t| TableDigest::new(schema(t))).collect::<Result<_>>()?,
            progress: Progress::new(order),
        })
    }

    /// Sends with another encoder, such as that of a second pass.
    pub(super) fn with_encoder(mut self, target: usize, encoder: CopyEncoder, into: String) -> Self {
        if let Some(own) = self.encoders.get_mut(target) {
            *own = encoder;
        }
        self.into.insert(target, into);
        self.progress = Progress::none();
        self
    }

    /// The blocks of a table.
    pub(super) fn jobs(&self, target: usize) -> Vec<Job> {
        let rows = &self.filling.order.rows[self.filling.targets[target].number];
        let n = (rows.end - rows.start).div_ceil(BLOCK);
        let block = |i: u64| rows.start + i * BLOCK..(rows.start + (i + 1) * BLOCK).min(rows.end);
        (0..n).map(|i| Job { target, rows: block(i), loaded: false }).collect()
    }

    fn block(&self, job: &Job) -> Result<(Option<Block>, Vec<Partial>)> {
        let number = self.filling.targets[job.target].number;
        let mut digests = Vec::new();
        let mut batches = pieces(&job.rows).map(|rows| {
            let batch = self.generator.batch(number, rows)?;
            digests.push(self.digests[job.target].digest_batch(&batch)?);
            Ok(batch)
        });
        let block = if job.loaded {
            batches.try_for_each(|batch: Result<_>| batch.map(drop))?;
            None
        } else {
            Some(self.encoders[job.target].encode(&mut batches)?)
        };
        Ok((block, digests))
    }

    pub(super) fn filling(&self) -> &'a Filling<'a> {
        self.filling
    }

    pub(super) fn generator(&self) -> &Generator<'a> {
        &self.generator
    }

    /// The statement that takes the blocks of a target.
    pub(super) fn statement(&self, target: usize, block: &Block) -> String {
        self.encoders[target].statement(block, self.into.get(&target).map(String::as_str))
    }

    /// Makes jobs on some threads and sends them over one connection, in order, while others are made.
    pub(super) fn send(
        &self,
        session: &mut Session,
        jobs: &[Job],
        (threads, stop): (usize, &Stop),
        beside: Beside<'_>,
    ) -> Result<BTreeMap<usize, Made>> {
        let threads = threads.min(jobs.len());
        std::thread::scope(|scope| {
            let (give, blocks) = std::sync::mpsc::sync_channel(threads.max(1));
            let sending = scope.spawn(move || sender::send(self, session, &blocks, beside));
            let made = self.make(jobs, (threads, stop), give);
            let times = sending.join().unwrap_or_else(|_| Err(Error::bug("the thread that sends panicked")));
            // That nobody took a block any more says less than why.
            let (times, mut made) = (times?, made?);
            for (target, made) in &mut made {
                made.time = times.get(target).copied().unwrap_or_default();
            }
            Ok(made)
        })
    }

    /// Makes jobs in order and gives them to the one who sends, who may have failed.
    fn make<'j>(
        &self,
        jobs: &'j [Job],
        (threads, stop): (usize, &Stop),
        give: SyncSender<sender::Sent<'j>>,
    ) -> Result<BTreeMap<usize, Made>> {
        let mut made: BTreeMap<usize, Made> = BTreeMap::new();
        let make = |at: usize| match self.filling.stop.error() {
            Some(error) => Err(error),
            None => self.block(&jobs[at]).map(|(block, digests)| (&jobs[at], block, digests)),
        };
        let into = &mut made;
        let take = move |(job, block, digests): (&'j Job, Option<Block>, Vec<Partial>)| {
            if let Some(block) = block {
                give.send((job, block)).map_err(|_gone| Error::bug("nobody sends what is made"))?;
            }
            let digest = || self.digests[job.target].clone();
            let of_table =
                into.entry(job.target).or_insert_with(|| Made { digest: digest(), time: Duration::ZERO });
            for partial in &digests {
                of_table.digest.merge(partial);
                self.progress.add(partial.rows());
            }
            Ok(())
        };
        run::ordered(threads, threads * 2, stop, 0..jobs.len(), make, take)?;
        Ok(made)
    }

    /// Sends jobs over several connections, each connection its own; every one within a transaction of its own.
    pub(super) fn send_over(
        &self,
        sessions: &[Mutex<Session>],
        shares: &[Vec<Job>],
        beside: Beside<'_>,
    ) -> Result<BTreeMap<usize, Made>> {
        let threads = self.filling.order.threads;
        let threads = threads.div_ceil(sessions.len().max(1)).max(2).min(threads.max(1));
        let failed = Stop::new();
        let one = |i: usize| -> Result<BTreeMap<usize, Made>> {
            let mut session = sessions[i].lock().unwrap_or_else(PoisonError::into_inner);
            if shares[i].is_empty() {
                return Ok(BTreeMap::new());
            }
            session.execute("BEGIN")?;
            let made = self.send(&mut session, &shares[i], (threads, &failed), beside)?;
            if let Some(error) = self.filling.stop.error() {
                return Err(error);
            }
            session.try_execute("COMMIT").map_err(|fault| tell::at_commit(*fault))?;
            Ok(made)
        };
        let results = run::each(sessions.len(), sessions.len(), |i| {
            let result = one(i);
            if result.is_err() {
                failed.request("another connection has failed");
            }
            result
        })?;
        let mut all: BTreeMap<usize, Made> = BTreeMap::new();
        let mut failure: Option<Error> = None;
        for result in results {
            match result {
                Ok(made) => merge(&mut all, made),
                // That the others were stopped says nothing.
                Err(error) => match &failure {
                    Some(first) if first.kind() != ErrorKind::Interrupted => {}
                    _ => failure = Some(error),
                },
            }
        }
        failure.map_or(Ok(all), Err)
    }

    /// Takes the progress bar away.
    pub(super) fn finish(&self) {
        self.progress.finish();
    }
}

/// Adds what was made elsewhere.
pub(super) fn merge(all: &mut BTreeMap<usize, Made>, more: BTreeMap<usize, Made>) {
    for (target, made) in more {
        match all.get_mut(&target) {
            Some(known) => {
                known.digest.merge(made.digest.sum());
                known.time = known.time.max(made.time);
            }
            None => {
                all.insert(target, made);
            }
        }
    }
}
