//! `--preview`: the first rows of each table, drawn in the terminal.

use super::Order;
use crate::cli::numbers::grouped;
use crate::cli::{Answer, terminal, values};
use crate::error::{Error, Result};
use crate::generate::Generator;
use arrow::compute::concat_batches;
use arrow::record_batch::RecordBatch;
use comfy_table::{Table, presets};
use std::ops::Range;

/// The widest that a cell is drawn.
const WIDEST: usize = 28;

/// What is drawn for NULL; no kind makes it.
const NULL: &str = "∅";

pub(super) fn run(order: &Order<'_>, n: u64) -> Result<Answer> {
    let generator = Generator::new(order.plan);
    for &t in &order.plan.order {
        let (table, rows) = (&order.plan.tables[t], &order.rows[t]);
        let batch = first(&generator, t, rows.clone(), n)?;
        let (shown, all) = (grouped(batch.num_rows() as u64), grouped(rows.end - rows.start));
        // How many of the rows that are drawn are there as of the date, only making them all would tell.
        let heading = match table.life.is_cut() {
            true => format!("{}: {shown} rows; {all} are drawn\n", table.name),
            false => format!("{}: {shown} of {all} rows\n", table.name),
        };
        terminal::print(&format!("{heading}{}\n", draw(&batch, terminal::width())))?;
    }
    Ok(Answer::Yes)
}

/// The first `n` rows that are there as of the date.
fn first(generator: &Generator<'_>, table: usize, rows: Range<u64>, n: u64) -> Result<RecordBatch> {
    let step = n.clamp(1, 4_096);
    let mut next = rows.start.saturating_add(step).min(rows.end);
    let mut found = generator.batch(table, rows.start..next.min(rows.start.saturating_add(n)))?;
    while next < rows.end && (found.num_rows() as u64) < n {
        let end = next.saturating_add(step).min(rows.end);
        let more = generator.batch(table, next..end)?;
        found = concat_batches(&found.schema(), [&found, &more])
            .map_err(|_foreign| Error::bug("two batches of a table do not fit together"))?;
        next = end;
    }
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    Ok(found.slice(0, n.min(found.num_rows())))
}

/// Draws a batch; where its columns do not fit into `width`, as several tables below each other.
fn draw(batch: &RecordBatch, width: Option<usize>) -> String {
    let columns: Vec<Vec<String>> = (0..batch.num_columns()).map(|c| column(batch, c)).collect();
    let fit = |column: &Vec<String>| column.iter().map(|cell| cell.chars().count()).max().unwrap_or(0) + 3;
    let widths: Vec<usize> = columns.iter().map(fit).collect();
    let mut text = String::new();
    for group in groups(&widths, width.unwrap_or(usize::MAX)) {
        let mut table = Table::new();
        table.load_style(presets::UTF8_FULL_CONDENSED);
        let line =
            |row: usize| -> Vec<&str> { columns[group.clone()].iter().map(|c| c[row].as_str()).collect() };
        table.set_header(line(0));
        table.add_rows((1..=batch.num_rows()).map(line));
        text.push_str(&format!("{table}\n"));
    }
    text
}

/// The name of a column and its values as they are drawn.
fn column(batch: &RecordBatch, c: usize) -> Vec<String> {
    let name = values::cut(batch.schema_ref().field(c).name(), WIDEST);
    let values = (0..batch.num_rows()).map(|row| match values::text(batch.column(c), row) {
        Some(text) => values::cut(&text, WIDEST),
        None => NULL.to_owned(),
    });
    std::iter::once(name).chain(values).collect()
}

/// Cuts neighbouring columns into groups that fit into a width, at least one column each.
fn groups(widths: &[usize], width: usize) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut used = 0;
    for (i, &wide) in widths.iter().enumerate() {
        match groups.last_mut() {
            Some(group) if used + wide < width => {
                group.end = i + 1;
                used += wide;
            }
            _ => {
                groups.push(i..i + 1);
                used = wide;
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_cut_into_groups_that_fit() {
        assert_eq!(groups(&[10, 10, 10, 50, 5], 31), [0..3, 3..4, 4..5]);
        assert_eq!(groups(&[10, 10], usize::MAX), vec![0..2]);
        assert!(groups(&[], 80).is_empty());
    }
}
