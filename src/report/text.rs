//! A report as text.

use super::{Block, Mark, Report, Table};

/// The whole report.
pub(super) fn write(report: &Report) -> String {
    let mut out = format!("{}\n", report.title);
    for sentence in &report.lead {
        out.push_str(&format!("  {sentence}\n"));
    }
    for section in &report.sections {
        // What is only drawn is for the page.
        if section.blocks.iter().all(|block| matches!(block, Block::Chart(_))) {
            continue;
        }
        out.push_str(&format!("\n{}\n", section.heading));
        for block in &section.blocks {
            match block {
                Block::Text(text) => out.push_str(&format!("  {text}\n")),
                Block::Table(table) => out.push_str(&columns(table)),
                Block::Sign(what) => out.push_str(&format!("  {what}\n\n  date ____________  name ____________________________  signature ____________________________\n")),
                Block::Chart(_) => {}
            }
        }
    }
    out
}

/// The rows of a table under each other, with a sign before those that are bad.
fn columns(table: &Table) -> String {
    let heads: Vec<String> = table.head.iter().map(|head| head.name.clone()).collect();
    let width = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(column)).chain(heads.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let line = |sign: &str, cells: &[String]| {
        let mut line = format!("{sign} ");
        for ((cell, width), head) in cells.iter().zip(&widths).zip(&table.head) {
            if head.number {
                line.push_str(&format!("{cell:>width$}  "));
            } else {
                line.push_str(&format!("{cell:<width$}  "));
            }
        }
        format!("{}\n", line.trim_end())
    };
    let mut out = line(" ", &heads);
    for row in &table.rows {
        out.push_str(&line(if row.mark == Mark::Bad { "!" } else { " " }, &row.cells));
    }
    out
}
