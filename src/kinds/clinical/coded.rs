//! Rows of a table: drawn, or taken of a hidden column, and shown as code or name.

use crate::draw::{Alias, Width};
use crate::kinds::choice::one_of;
use crate::kinds::{
    Ask, Build, Domain, Family, Fault, Input, Kind, Maker, Param, Settings, Takes, TextColumn,
};
use crate::reference::Source;
use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::datatypes::DataType;
use std::sync::Arc;

/// Writes the text of a row; the column's [`TextColumn::end`] included.
pub(super) type Show = fn(usize, &mut TextColumn);

/// How rows of a table are drawn.
pub(super) trait Draw: Send + Sync {
    /// The row for the `i`th value.
    fn row(&self, ask: &Ask<'_>, i: usize) -> Result<usize, String>;

    /// The rows that can be drawn, where no input decides: for unique columns.
    fn rows(&self) -> Option<&[u32]>;

    /// The law in words.
    fn law(&self) -> String;

    fn width(&self) -> Width {
        Width::Two
    }
}

/// A column of rows of a table, hidden or shown.
pub(super) struct Coded {
    pub(super) draw: Box<dyn Draw>,
    /// `None` for a hidden column that holds the row itself.
    pub(super) show: Option<Show>,
    /// Whether the row is taken of a hidden column: the first input.
    pub(super) of: bool,
    pub(super) table: &'static Source,
    pub(super) more: Vec<&'static Source>,
}

/// What the kinds of this family have in common.
pub(super) const fn kind(
    name: &'static str,
    summary: &'static str,
    params: &'static [Param],
    inputs: &'static [Input],
    example: &'static str,
    source: &'static str,
    build: fn(&Settings) -> Result<Box<dyn Maker>, Fault>,
) -> Kind {
    Kind {
        name,
        family: Family::Clinical,
        version: 1,
        summary,
        params,
        inputs,
        example,
        source,
        build: Build::Maker(build),
        ..Kind::BLANK
    }
}

/// The input `of` of a kind that shows what a hidden column holds.
pub(super) const fn of(summary: &'static str, required: bool, natural: &'static [&'static str]) -> Input {
    Input { name: "of", takes: Takes::Handle, summary, required, natural }
}

impl Maker for Coded {
    fn data_type(&self) -> DataType {
        if self.show.is_some() { DataType::Utf8 } else { DataType::UInt32 }
    }

    fn width(&self) -> Width {
        if self.of { Width::Two } else { self.draw.width() }
    }

    fn domain(&self) -> Domain {
        match self.draw.rows() {
            Some(rows) if !self.of => Domain::Counted(rows.len() as u64),
            _ => Domain::Open,
        }
    }

    fn law(&self) -> String {
        if self.of { "taken of the hidden column".to_owned() } else { self.draw.law() }
    }

    fn sources(&self) -> Vec<&'static Source> {
        std::iter::once(self.table).chain(self.more.iter().copied()).collect()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let Some(show) = self.show else {
            let row = |i| self.row(ask, i).map(|row| row.and_then(|row| u32::try_from(row).ok()));
            let rows = (0..ask.len()).map(row).collect::<Result<UInt32Array, String>>()?;
            return Ok(Arc::new(rows));
        };
        let mut column = TextColumn::new(ask.len(), 24);
        for i in 0..ask.len() {
            match self.row(ask, i)? {
                Some(row) => show(row, &mut column),
                None => column.push_null(),
            }
        }
        column.finish()
    }
}

impl Coded {
    fn row(&self, ask: &Ask<'_>, i: usize) -> Result<Option<usize>, String> {
        if self.of {
            let Some(handles) = ask.handles(0).filter(|a| a.is_valid(i)) else { return Ok(None) };
            let row = handles.value(i) as usize;
            return if row < self.table.rows {
                Ok(Some(row))
            } else {
                Err(format!("`of` holds no row of the table `{}`", self.table.table))
            };
        }
        match (&ask.distinct, self.draw.rows()) {
            (Some(distinct), Some(rows)) => {
                let n = usize::try_from(distinct[i]).unwrap_or(usize::MAX);
                Ok(rows.get(n).map(|row| *row as usize))
            }
            _ => self.draw.row(ask, i).map(Some),
        }
    }
}

/// Some rows of a table, by weight or all alike.
pub(super) struct Listed {
    rows: Vec<u32>,
    /// Their weights; empty where all are alike.
    weights: Vec<u64>,
    alias: Option<Alias>,
}

impl Listed {
    /// All rows alike.
    pub(super) fn all(rows: usize) -> Self {
        Self {
            rows: (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect(),
            weights: Vec::new(),
            alias: None,
        }
    }

    /// Rows with weights; those of weight 0 are left out.
    pub(super) fn weighted(pairs: impl Iterator<Item = (u32, u64)>) -> Self {
        let (rows, weights): (Vec<u32>, Vec<u64>) = pairs.filter(|(_, weight)| *weight > 0).unzip();
        Self { alias: Alias::new(&weights), weights, rows }
    }

    /// Those rows of it that hold.
    pub(super) fn only(&self, holds: impl Fn(usize) -> bool) -> Self {
        let weight = |n: usize| self.weights.get(n).copied().unwrap_or(1);
        let rows = self.rows.iter().enumerate().filter(|(_, row)| holds(**row as usize));
        Self::weighted(rows.map(|(n, row)| (*row, weight(n))))
    }

    /// The rows, whatever their weights.
    pub(super) fn rows_of(&self) -> impl Iterator<Item = usize> + '_ {
        self.rows.iter().map(|row| *row as usize)
    }

    /// The row that a word picks.
    #[inline]
    pub(super) fn pick(&self, word: u64) -> usize {
        let n = self.alias.as_ref().map_or_else(|| one_of(word, self.rows.len()), |alias| alias.pick(word));
        self.rows[n] as usize
    }

    /// Each row with its share.
    pub(super) fn shares(&self) -> Vec<(usize, f64)> {
        let rows = self.rows.iter().map(|row| *row as usize);
        match &self.alias {
            Some(alias) => rows.zip(alias.shares()).collect(),
            None => {
                let n = f64::from(u32::try_from(self.rows.len().max(1)).unwrap_or(u32::MAX));
                rows.map(|row| (row, 1.0 / n)).collect()
            }
        }
    }

    /// Whether no row is left.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Draw for Listed {
    fn row(&self, ask: &Ask<'_>, i: usize) -> Result<usize, String> {
        Ok(self.pick(ask.word(i, 0)))
    }

    fn rows(&self) -> Option<&[u32]> {
        Some(&self.rows)
    }

    fn law(&self) -> String {
        let how = if self.alias.is_some() { "by weight" } else { "all alike" };
        format!("one of {}, {how}", self.rows.len())
    }
}
