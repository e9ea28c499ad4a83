//! The one who sends over a connection: blocks that follow each other go by one COPY statement, and word of them is left.

use super::jobs::{Beside, Job, Loader};
use super::tell;
use crate::cli::clock::Stopwatch;
use crate::error::Result;
use crate::io::postgres::{Block, Fault, Session};
use std::collections::BTreeMap;
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// Blocks of one COPY statement at most: what waits for checks at the server stays small, and a row that is refused is told
/// of before long. Each statement ends with a wait for the server's word, for which its last packets may lie around.
const BLOCKS: usize = 16;

/// A block on its way, with the job that it is of.
pub(super) type Sent<'a> = (&'a Job, Block);

/// Sends blocks until no more come, and tells how long each table took.
pub(super) fn send(
    loader: &Loader<'_>,
    session: &mut Session,
    blocks: &Receiver<Sent<'_>>,
    beside: Beside<'_>,
) -> Result<BTreeMap<usize, Duration>> {
    let mut times: BTreeMap<usize, Duration> = BTreeMap::new();
    let (watch, mut before) = (Stopwatch::start(), Duration::ZERO);
    let mut next = blocks.recv().ok();
    while let Some((first, block)) = next.take() {
        let mut jobs = vec![first];
        let statement = loader.statement(first.target, &block);
        let binary = block.is_binary();
        let mut head = Some(block);
        let sent = session.copy_in(&statement, &mut || {
            if let Some(block) = head.take() {
                return Some(block);
            }
            let (job, block) = blocks.recv().ok()?;
            if job.target == first.target && block.is_binary() == binary && jobs.len() < BLOCKS {
                jobs.push(job);
                return Some(block);
            }
            next = Some((job, block));
            None
        });
        sent.map_err(|fault: Box<Fault>| tell::refused(loader.filling(), loader.generator(), &jobs, *fault))?;
        for job in jobs {
            beside(session, job)?;
        }
        let now = watch.elapsed();
        *times.entry(first.target).or_default() += now.saturating_sub(before);
        before = now;
        if next.is_none() {
            next = blocks.recv().ok();
        }
    }
    Ok(times)
}
