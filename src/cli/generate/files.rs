//! Which files a run writes, and the jobs of which each file is made.

use super::Order;
use crate::io::file_name;
use crate::plan;
use std::ops::Range;

/// One file of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    /// The table's number in the plan.
    pub(super) table: usize,
    /// Its path from the folder of the run.
    pub(super) path: String,
    /// The rows in it.
    pub(super) rows: Range<u64>,
}

/// A block of rows of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    /// The file's number in the list of files.
    pub(super) file: usize,
    /// The rows; none only where the file has none.
    pub(super) rows: Range<u64>,
}

/// Every file, table by table in the order of writing.
pub(super) fn lay_out(order: &Order<'_>) -> Vec<File> {
    let cuts: Vec<Vec<Range<u64>>> = match order.parts {
        None => vec![order.rows.clone()],
        Some(n) => (1..=n).map(|i| plan::part(order.plan, u64::from(i), u64::from(n))).collect(),
    };
    let mut files = Vec::with_capacity(cuts.len() * order.plan.order.len());
    for &table in &order.plan.order {
        let name = &order.plan.tables[table].name;
        for (number, rows) in (1u32..).zip(&cuts) {
            let part = order.parts.map(|n| (number, n));
            let path = file_name(name, order.output.format, order.output.compression, part);
            files.push(File { table, path, rows: rows[table].clone() });
        }
    }
    files
}

/// The jobs of all files in order, each of at most `block` rows; a file without rows has one empty job.
pub(super) fn jobs(files: &[File], block: u64) -> impl Iterator<Item = Job> + Send + '_ {
    files.iter().enumerate().flat_map(move |(file, File { rows, .. })| {
        let (start, end, block) = (rows.start, rows.end, block.max(1));
        let n = (end - start).div_ceil(block).max(1);
        (0..n).map(move |i| {
            let from = start + i * block;
            Job { file, rows: from..from.saturating_add(block).min(end) }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_cover_every_file_and_begin_the_empty_ones() {
        let file = |rows: Range<u64>| File { table: 0, path: String::new(), rows };
        let files = [file(0..5), file(5..5), file(5..9)];
        let made: Vec<(usize, Range<u64>)> = jobs(&files, 2).map(|job| (job.file, job.rows)).collect();
        assert_eq!(made, [(0, 0..2), (0, 2..4), (0, 4..5), (1, 5..5), (2, 5..7), (2, 7..9)]);
    }
}
