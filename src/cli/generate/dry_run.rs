//! `--dry-run`: what a run would be, before anything is written.

use super::Order;
use super::summary::figures;
use crate::cli::numbers::{bytes_text, grouped, percent, seconds_text};
use crate::cli::{Answer, terminal};
use crate::error::Result;
use crate::generate::Generator;
use crate::io::Out;
use crate::kinds::Domain;
use crate::plan::{Column, Over, Table};
use std::time::Duration;

/// Rows of which the size of a table is estimated.
const SAMPLE: u64 = 1_000;

pub(super) fn run(order: &Order<'_>, counting: Duration) -> Result<Answer> {
    let generator = Generator::new(order.plan);
    let (mut lines, mut all_rows, mut all_bytes, mut is_cut) = (Vec::new(), 0, 0, false);
    for &t in &order.plan.order {
        let (rows, bytes) = estimate(order, &generator, t)?;
        all_rows += rows;
        all_bytes += bytes;
        let table = &order.plan.tables[t];
        is_cut |= table.life.is_cut();
        let columns = table.written.len().to_string();
        lines.push(vec![table.name.clone(), counted(rows, table.life.is_cut()), columns, about(bytes)]);
    }
    lines.push(vec!["all".to_owned(), counted(all_rows, is_cut), String::new(), about(all_bytes)]);
    let mut text = figures(&["table", "rows", "columns", "bytes"], lines);
    let capacities = capacities(order.plan.order.iter().map(|&t| &order.plan.tables[t]));
    if !capacities.is_empty() {
        text.push('\n');
        text.push_str(&figures(&["unique", "values", "needed", "use"], capacities));
    }
    text.push_str(&counting_text(order, counting));
    text.push_str("Nothing was written.\n");
    terminal::print(&text)?;
    Ok(Answer::Yes)
}

fn about(bytes: u64) -> String {
    format!("≈ {}", bytes_text(bytes))
}

/// A number of rows; estimated where it depends on each row's moments which of them are there.
fn counted(rows: u64, estimated: bool) -> String {
    if estimated { format!("≈ {}", grouped(rows)) } else { grouped(rows) }
}

/// The rows and the bytes of a table, from a sample out of its middle, where numbers are as long as they mostly are.
fn estimate(order: &Order<'_>, generator: &Generator<'_>, t: usize) -> Result<(u64, u64)> {
    let (table, rows) = (&order.plan.tables[t], &order.rows[t]);
    let encoder = order.output.encoder(&table.name, &table.schema)?;
    let n = (rows.end - rows.start).min(SAMPLE);
    let from = rows.start + (rows.end - rows.start - n) / 2;
    let mut there = 0;
    let mut size = |n: u64| -> Result<u64> {
        let batch = generator.batch(t, from..from + n)?;
        there = batch.num_rows() as u64;
        let mut file = encoder.begin(Out::stream("a sample", Box::new(std::io::sink())))?;
        if n > 0 {
            file.append(encoder.encode(&mut std::iter::once(Ok(batch)))?)?;
        }
        Ok(file.finish()?.bytes)
    };
    let (empty, sample) = (size(0)?, size(n)?);
    let scaled = |sampled: u64| {
        let all = u128::from(sampled) * u128::from(rows.end - rows.start) / u128::from(n.max(1));
        u64::try_from(all).unwrap_or(u64::MAX)
    };
    Ok((scaled(there), empty.saturating_add(scaled(sample.saturating_sub(empty)))))
}

/// How many values each unique column or group has, and how many it needs.
pub(in crate::cli) fn capacities<'a>(tables: impl Iterator<Item = &'a Table>) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for table in tables {
        for column in table.columns.iter().filter(|column| column.unique) {
            lines.push(capacity(table, &[column]));
        }
        let composite = Some(&table.primary_key).filter(|key| key.len() > 1);
        for group in composite.into_iter().chain(&table.unique) {
            let columns: Vec<&Column> = group.iter().map(|&c| &table.columns[c]).collect();
            if columns.len() > 1 && !columns.iter().any(|column| column.unique) {
                lines.push(capacity(table, &columns));
            }
        }
    }
    lines
}

fn capacity(table: &Table, columns: &[&Column]) -> Vec<String> {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let name = match names.as_slice() {
        [one] => format!("{}.{one}", table.name),
        _ => format!("{} ({})", table.name, names.join(", ")),
    };
    let distinct = columns.iter().find_map(|column| column.distinct.as_ref());
    let siblings = distinct.is_some_and(|distinct| distinct.over == Over::Siblings);
    let (needed, among) = match &table.edge {
        Some(edge) if siblings => (edge.largest(), " a parent"),
        _ => (table.rows, ""),
    };
    let values = match (distinct, columns) {
        (Some(distinct), _) => Some(distinct.domain),
        (None, [Column { domain: Domain::Counted(n), .. }]) => Some(*n),
        _ => None,
    };
    let (values, used) = match values {
        Some(n) => (grouped(n), percent(needed, n)),
        None => ("no limit".to_owned(), String::new()),
    };
    vec![name, values, format!("{}{among}", grouped(needed)), used]
}

/// What the counting pass costs: it was just made, and is made again by every run and every part.
fn counting_text(order: &Order<'_>, time: Duration) -> String {
    let drawn = order.plan.tables.iter().filter_map(|table| table.edge.as_ref());
    let parents: u64 =
        drawn.filter(|edge| edge.counts().constant().is_none()).map(|edge| edge.parents()).sum();
    if parents == 0 {
        return "\nNo counting pass: every parent has the same number of children.\n".to_owned();
    }
    let (parents, time) = (grouped(parents), seconds_text(time));
    format!(
        "\nCounting the children of {parents} parents, which every run and part does first, took {time} s.\n"
    )
}
