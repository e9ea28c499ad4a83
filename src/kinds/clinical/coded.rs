//! Rows of a table: drawn, or taken of a hidden column, and shown as code or name.

use crate::draw::{Alias, Width};
use crate::kinds::choice::one_of;
use crate::kinds::{
    Ask, Build, Domain, Edges, Family, Fault, Input, Kind, Maker, Param, Settings, Takes, TextColumn,
};
use crate::reference::Source;
use arrow::array::{Array, ArrayRef, UInt32Array};
use arrow::datatypes::DataType;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

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

    /// The rows that a column may have at all, whatever the inputs say.
    fn all(&self) -> Box<dyn Iterator<Item = usize> + '_>;

    /// Whether the `i`th value may be a row of [`Draw::all`].
    fn fits(&self, _ask: &Ask<'_>, _i: usize, _row: usize) -> bool {
        true
    }
}

/// What a table says of a row, in words: its code, or its name.
pub(super) type Words = fn(usize) -> &'static str;

/// A column of rows of a table, hidden or shown.
pub(super) struct Coded {
    pub(super) draw: Box<dyn Draw>,
    /// `None` for a hidden column that holds the row itself.
    pub(super) show: Option<Show>,
    /// Whether the row is taken of a hidden column: the first input.
    pub(super) of: bool,
    pub(super) table: &'static Source,
    pub(super) more: Vec<&'static Source>,
    words: &'static [Words],
    /// The rows at the edges of the table, found when somebody asks for them.
    edges: OnceLock<Vec<usize>>,
}

impl Coded {
    /// A column of rows of a table; `words` are what the table has for them, of which the edges are the shortest, the longest
    /// and those with rare characters.
    pub(super) fn new(
        draw: Box<dyn Draw>,
        (show, of): (Option<Show>, bool),
        table: &'static Source,
        more: Vec<&'static Source>,
        words: &'static [Words],
    ) -> Self {
        Self { draw, show, of, table, more, words, edges: OnceLock::new() }
    }

    fn edge_rows(&self) -> &[usize] {
        let found = || if self.of { Vec::new() } else { edge_rows(self.draw.all(), self.words) };
        self.edges.get_or_init(found)
    }
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

    fn edges(&self) -> Edges {
        match self.edge_rows().len() {
            0 => Edges::None,
            n => Edges::Fitting(n),
        }
    }

    fn make_edges(&self, ask: &Ask<'_>, cases: &[usize]) -> Result<ArrayRef, String> {
        let row =
            |i: usize| self.edge_rows().get(cases[i]).copied().filter(|&row| self.draw.fits(ask, i, row));
        self.written(ask, |i| Ok(row(i)))
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        self.written(ask, |i| self.row(ask, i))
    }
}

impl Coded {
    fn written(
        &self,
        ask: &Ask<'_>,
        row: impl Fn(usize) -> Result<Option<usize>, String>,
    ) -> Result<ArrayRef, String> {
        let Some(show) = self.show else {
            let row = |i| row(i).map(|row| row.and_then(|row| u32::try_from(row).ok()));
            let rows = (0..ask.len()).map(row).collect::<Result<UInt32Array, String>>()?;
            return Ok(Arc::new(rows));
        };
        let mut column = TextColumn::new(ask.len(), 24);
        for i in 0..ask.len() {
            match row(i)? {
                Some(row) => show(row, &mut column),
                None => column.push_null(),
            }
        }
        column.finish()
    }

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

/// The first and the last of some rows of a table, those with the shortest and the longest words, and for each character that
/// is neither letter nor digit nor blank the first with it.
fn edge_rows(rows: impl Iterator<Item = usize>, words: &[Words]) -> Vec<usize> {
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let (mut first, mut last) = (None, None);
    let mut marked: BTreeMap<(usize, char), usize> = BTreeMap::new();
    for row in rows {
        first.get_or_insert(row);
        last = Some(row);
        ends.resize(words.len(), (row, row));
        for (n, of) in words.iter().enumerate() {
            let length = |row: usize| of(row).len();
            let (short, long) = ends[n];
            if length(row) < length(short) {
                ends[n].0 = row;
            }
            if length(row) > length(long) {
                ends[n].1 = row;
            }
            for c in of(row).chars().filter(|c| !c.is_ascii_alphanumeric() && *c != ' ') {
                marked.entry((n, c)).or_insert(row);
            }
        }
    }
    let ends = ends.into_iter().flat_map(|(short, long)| [short, long]);
    let mut seen = BTreeSet::new();
    let all = first.into_iter().chain(last).chain(ends).chain(marked.into_values());
    all.filter(|row| seen.insert(*row)).collect()
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

    fn all(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        Box::new(self.rows_of())
    }
}
