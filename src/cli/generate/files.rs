//! Which files a run writes, and the jobs of which each file is made.

use super::Order;
use crate::generate::{Generator, Truth};
use crate::io::{Format, Output, file_name};
use crate::plan;
use std::ops::Range;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Content {
    /// Rows of a table, by its number in the plan.
    Table(usize),
    /// What is true of rows of tables.
    Truth(Truth),
}

impl Content {
    /// How it is written: spans as JSON lines whatever the format of the data, all else like the data.
    pub(super) fn output(self, output: &Output) -> Output {
        match self {
            Self::Truth(Truth::Spans) => Output { format: Format::Jsonl, ..Output::default() },
            // What is true of a part has names of its columns only in the first, like the data itself.
            _ => output.clone(),
        }
    }
}

/// One file of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    /// What it holds.
    pub(super) content: Content,
    /// Its path from the folder of the run.
    pub(super) path: String,
    /// The tables and the rows that it holds, or is about.
    pub(super) pieces: Vec<(usize, Range<u64>)>,
}

/// A block of rows of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Job {
    /// The file's number in the list of files.
    pub(super) file: usize,
    /// The table's number in the plan.
    pub(super) table: usize,
    /// The rows; none only where the file has none.
    pub(super) rows: Range<u64>,
}

/// Every file: of the data, and then of the truth about it.
pub(super) fn lay_out(order: &Order<'_>) -> Vec<File> {
    let mut files = of_tables(order);
    // What is true of a row is so as of a date; a delta lies between two.
    if order.from.is_some() {
        return files;
    }
    let generator = Generator::new(order.plan);
    for truth in [Truth::Spans, Truth::Errors, Truth::Links] {
        let about = order.plan.order.iter().filter(|&&table| generator.truths(table).contains(&truth));
        let pieces: Vec<_> = about.map(|&table| (table, order.rows[table].clone())).collect();
        if !pieces.is_empty() {
            let content = Content::Truth(truth);
            let output = content.output(order.output);
            let path = file_name(truth.name(), output.format, output.compression, None);
            files.push(File { content, path, pieces });
        }
    }
    files
}

/// The files of the data, table by table in the order of writing.
pub(super) fn of_tables(order: &Order<'_>) -> Vec<File> {
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
            files.push(File {
                content: Content::Table(table),
                path,
                pieces: vec![(table, rows[table].clone())],
            });
        }
    }
    files
}

/// The jobs of all files in order, each of at most `block` rows; a file without rows has one empty job.
pub(super) fn jobs(files: &[File], block: u64) -> impl Iterator<Item = Job> + Send + '_ {
    let pieces =
        files.iter().enumerate().flat_map(|(file, f)| f.pieces.iter().map(move |piece| (file, piece)));
    pieces.flat_map(move |(file, (table, rows))| {
        let (start, end, block) = (rows.start, rows.end, block.max(1));
        let n = (end - start).div_ceil(block).max(1);
        (0..n).map(move |i| {
            let from = start + i * block;
            Job { file, table: *table, rows: from..from.saturating_add(block).min(end) }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_cover_every_file_and_begin_the_empty_ones() {
        let file = |rows: Range<u64>| {
            let (content, pieces) = (Content::Table(0), vec![(0, rows)]);
            File { content, path: String::new(), pieces }
        };
        let files = [file(0..5), file(5..5), file(5..9)];
        let made: Vec<(usize, Range<u64>)> = jobs(&files, 2).map(|job| (job.file, job.rows)).collect();
        assert_eq!(made, [(0, 0..2), (0, 2..4), (0, 4..5), (1, 5..5), (2, 5..7), (2, 7..9)]);
    }
}
