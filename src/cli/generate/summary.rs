//! What a run tells at its end: tables, rows, bytes, seconds, and where to look next.

use super::Order;
use super::write::MadeTable;
use crate::cli::dates::day_text;
use crate::cli::numbers::{bytes_text, grouped, rate, seconds_text};
use crate::plan::Plan;
use crate::record::FILE_NAME;
use std::path::Path;
use std::time::Duration;

/// Lines of cells under a header, all columns but the first aligned to the right.
pub(in crate::cli) fn figures(header: &[&str], rows: Vec<Vec<String>>) -> String {
    let header = header.iter().map(|name| (*name).to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(header).chain(rows).collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| lines.iter().filter_map(|line| line.get(c)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).filter_map(width).collect();
    let mut text = String::new();
    for line in &lines {
        let mut drawn = String::new();
        for (c, (cell, width)) in line.iter().zip(&widths).enumerate() {
            match c {
                0 => drawn.push_str(&format!("{cell:width$}")),
                _ => drawn.push_str(&format!("  {cell:>width$}")),
            }
        }
        text.push_str(drawn.trim_end());
        text.push('\n');
    }
    text
}

/// The summary of a run that wrote a folder.
pub(super) fn text(
    order: &Order<'_>,
    folder: &Path,
    schema: Option<&str>,
    made: &[MadeTable],
    total: Duration,
) -> String {
    let bytes = |made: &MadeTable| made.files.iter().map(|file| file.bytes).sum::<u64>();
    let row = |name: &str, rows: u64, bytes: u64, time: Duration| {
        let rate = grouped(rate(rows, time));
        vec![name.to_owned(), grouped(rows), bytes_text(bytes), seconds_text(time), rate]
    };
    let name = |made: &MadeTable| order.plan.tables[made.table].name.clone();
    let mut lines: Vec<Vec<String>> =
        made.iter().map(|m| row(&name(m), m.digest.rows(), bytes(m), m.time)).collect();
    let rows = made.iter().map(|m| m.digest.rows()).sum();
    lines.push(row("all", rows, made.iter().map(bytes).sum(), total));
    let mut text = figures(&["table", "rows", "bytes", "seconds", "rows/s"], lines);
    let (plan, shown) = (order.plan, folder.display());
    let part = if order.part.of == 1 { String::new() } else { format!(", part {}", order.part) };
    text.push_str(&format!(
        "\nSchema {}, seed {}, as of {}{part}. The folder is {shown}, its manifest {FILE_NAME}.\n\nNext:\n",
        plan.name,
        plan.seed,
        day_text(plan.as_of)
    ));
    let schema =
        schema.or_else(|| order.document.sources.get(0).map(|s| s.name.as_str())).unwrap_or_default();
    text.push_str(&format!("  placebo verify {shown}\n"));
    text.push_str(&format!("  placebo generate {schema} --check {}\n", folder.join(FILE_NAME).display()));
    if let Some(example) = example(order, schema) {
        text.push_str(&format!("  placebo explain {example}\n"));
    }
    text
}

/// The summary of a delta.
pub(super) fn of_delta(order: &Order<'_>, from: &Plan, folder: &Path, made: &[MadeTable]) -> String {
    let line = |name: &str, ops: [u64; 3]| {
        std::iter::once(name.to_owned()).chain(ops.map(grouped)).collect::<Vec<String>>()
    };
    let mut all = [0; 3];
    let mut lines = Vec::with_capacity(made.len() + 1);
    for made in made {
        all.iter_mut().zip(made.ops).for_each(|(sum, n)| *sum += n);
        lines.push(line(&order.plan.tables[made.table].name, made.ops));
    }
    lines.push(line("all", all));
    let (plan, shown) = (order.plan, folder.display());
    let (from, to) = (day_text(from.as_of), day_text(plan.as_of));
    let figures = figures(&["table", "inserts", "updates", "deletes"], lines);
    format!(
        "{figures}\nSchema {}, seed {}, from {from} to {to}. The folder is {shown}, its manifest {FILE_NAME}.\n\nNext:\n  \
         placebo verify {shown}\n",
        plan.name, plan.seed
    )
}

/// A cell that is worth an explanation: of the first table with rows, the first column that a kind has drawn.
fn example(order: &Order<'_>, schema: &str) -> Option<String> {
    use crate::plan::Source;
    let drawn =
        |c: &&usize, t: usize| matches!(order.plan.tables[t].columns[**c].source, Source::Maker { .. });
    let with_rows = order.plan.order.iter().filter(|&&t| !order.rows[t].is_empty());
    with_rows.copied().max_by_key(|&t| order.plan.tables[t].columns.len()).and_then(|t| {
        let table = &order.plan.tables[t];
        let column = *table.written.iter().find(|c| drawn(c, t))?;
        Some(format!("{schema} {}:{}.{}", table.name, order.rows[t].start, table.columns[column].name))
    })
}
