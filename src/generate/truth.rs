//! The truth beside the data: whom texts mention and where, what is not as it would be clean, and who is whom.

use super::dirt::{self, Flaw};
use super::frame::Frame;
use super::{Generator, life};
use crate::draw::Rows;
use crate::error::{Error, Result};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::ops::Range;
use std::sync::Arc;

/// A table of the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// Where texts mention somebody.
    Spans,
    /// Every cell that is not as it would be clean.
    Errors,
    /// Which rows are whose near-duplicates.
    Links,
}

impl Truth {
    /// Its name, which is that of its file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Spans => "truth/spans",
            Self::Errors => "truth/errors",
            Self::Links => "truth/links",
        }
    }

    /// Its columns.
    pub fn schema(self) -> SchemaRef {
        let text = |name| (name, DataType::Utf8, true);
        let number = |name| (name, DataType::Int64, true);
        let columns = match self {
            Self::Spans => vec![
                text("table"),
                number("row"),
                text("key"),
                text("column"),
                number("byte_start"),
                number("byte_end"),
                number("char_start"),
                number("char_end"),
                text("class"),
            ],
            Self::Errors => vec![
                text("table"),
                number("row"),
                text("key"),
                text("column"),
                text("error"),
                text("drift"),
                text("cause"),
                text("clean"),
                text("dirty"),
            ],
            Self::Links => {
                vec![text("table"), number("row"), text("key"), number("original_row"), text("original_key")]
            }
        };
        let field = |(name, data_type, nullable)| Field::new(name, data_type, nullable);
        Arc::new(Schema::new(columns.into_iter().map(field).collect::<Vec<_>>()))
    }
}

impl Generator<'_> {
    /// The tables of the truth that belong to a table.
    pub fn truths(&self, table: usize) -> Vec<Truth> {
        let layout = &self.plan.tables[table];
        let mut truths = Vec::new();
        if self.plan.truth && !self.telling(table).is_empty() {
            truths.push(Truth::Spans);
        }
        if layout.dirt.is_some() {
            truths.push(Truth::Errors);
        }
        if layout.dirt.as_ref().is_some_and(|dirt| dirt.duplicates > 0.0) {
            truths.push(Truth::Links);
        }
        truths
    }

    /// The written columns of a table whose texts mention somebody.
    fn telling(&self, table: usize) -> Vec<usize> {
        use crate::plan::Source;
        let table = &self.plan.tables[table];
        let tells = |c: &usize| match &table.columns[*c].source {
            Source::Maker { maker, .. } => !maker.classes().is_empty(),
            _ => false,
        };
        table.written.iter().copied().filter(tells).collect()
    }

    /// What is not as it would be clean in neighbouring rows of a table.
    ///
    /// # Errors
    /// As [`Generator::batch`].
    pub fn flaws(&self, table: usize, rows: Range<u64>) -> Result<Vec<Flaw>> {
        let Some(dirt) = &self.plan.tables[table].dirt else { return Ok(Vec::new()) };
        let frame = Frame::make(self, table, Rows::from(rows), &self.written[table])?;
        Ok(dirt::apply(&frame, dirt)?.flaws)
    }

    /// Makes a stretch of a table of the truth: what belongs to these rows of a table.
    ///
    /// # Errors
    /// As [`Generator::batch`].
    pub fn truth(&self, truth: Truth, table: usize, rows: Range<u64>) -> Result<RecordBatch> {
        let layout = &self.plan.tables[table];
        let reach = layout.life.reach;
        let rows = rows.start.min(reach)..rows.end.min(reach);
        let frame = Frame::make(self, table, Rows::from(rows.clone()), &self.written[table])?;
        let there = There { present: life::present(&frame)?, first: rows.start };
        let keys = self.keys(table, &frame)?;
        let key = |row: u64| keys.get(place(row, rows.start)).cloned().flatten();
        let columns = match (truth, &layout.dirt) {
            (Truth::Spans, dirt) => {
                let written = match dirt {
                    Some(dirt) => dirt::apply(&frame, dirt)?.columns,
                    None => layout.written.iter().map(|&c| frame.cell(0, c)).collect::<Result<_>>()?,
                };
                self.spans((table, &there), &frame, &written, &key)?
            }
            (Truth::Errors, Some(dirt)) => {
                let mut flaws = dirt::apply(&frame, dirt)?.flaws;
                flaws.retain(|flaw| there.has(flaw.row));
                errors(&layout.name, &frame, &flaws, &key)
            }
            (Truth::Links, Some(dirt)) => {
                let mut links = dirt::apply(&frame, dirt)?.links;
                links.retain(|(row, _)| there.has(*row));
                self.links(table, &links, &key)?
            }
            _ => return RecordBatch::try_new(truth.schema(), empty(truth)).map_err(|_foreign| misfit()),
        };
        RecordBatch::try_new(truth.schema(), columns).map_err(|_foreign| misfit())
    }

    /// Who is whom, where both rows are there.
    fn links(
        &self,
        table: usize,
        links: &[(u64, u64)],
        key: &dyn Fn(u64) -> Option<String>,
    ) -> Result<Vec<ArrayRef>> {
        let originals: Vec<u64> = links.iter().map(|(_, original)| *original).collect();
        let others = Frame::make(self, table, Rows::from(originals), &self.written[table])?;
        let present = life::present(&others)?;
        let there = |i: usize| present.as_ref().is_none_or(|present| present.value(i));
        let keys = self.keys(table, &others)?;
        let (links, keys): (Vec<(u64, u64)>, Vec<Option<String>>) = links
            .iter()
            .copied()
            .zip(keys)
            .enumerate()
            .filter(|(i, _)| there(*i))
            .map(|(_, pair)| pair)
            .unzip();
        Ok(links_of(&self.plan.tables[table].name, &links, &keys, key))
    }

    /// The primary keys of the rows of a frame as texts; a key of several columns with bars between them.
    fn keys(&self, table: usize, frame: &Frame<'_>) -> Result<Vec<Option<String>>> {
        let layout = &self.plan.tables[table];
        let written = layout.primary_key.iter().filter(|&&c| !layout.columns[c].hidden);
        let columns: Vec<ArrayRef> = written.map(|&c| frame.cell(0, c)).collect::<Result<_>>()?;
        let one = |i: usize| {
            let parts: Vec<String> =
                columns.iter().map(|c| dirt::value_text(c, i).unwrap_or_default()).collect();
            (!parts.is_empty()).then(|| parts.join("|"))
        };
        Ok((0..frame.rows.len()).map(one).collect())
    }

    fn spans(
        &self,
        (table, there): (usize, &There),
        frame: &Frame<'_>,
        written: &[ArrayRef],
        key: &dyn Fn(u64) -> Option<String>,
    ) -> Result<Vec<ArrayRef>> {
        let layout = &self.plan.tables[table];
        let (mut names, mut rows, mut keys, mut columns) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut places: [Vec<i64>; 4] = Default::default();
        let mut classes = Vec::new();
        for c in self.telling(table) {
            let at = layout.written.iter().position(|&w| w == c).unwrap_or(0);
            let texts = written[at].as_string::<i32>();
            // A fixed row gives its text itself, and nobody knows whom it mentions.
            let fixed = layout.fixed.columns.get(c).and_then(Option::as_ref);
            for mention in frame.mentions(c)? {
                let row = frame.rows.get(mention.row);
                let given =
                    fixed.is_some_and(|f| usize::try_from(row).is_ok_and(|r| f.given.get(r) == Some(&true)));
                if texts.is_null(mention.row) || given || !there.has(row) {
                    continue;
                }
                let text = texts.value(mention.row);
                let chars = |end: usize| text.get(..end).map_or(0, |t| t.chars().count());
                let four = [mention.start, mention.end, chars(mention.start), chars(mention.end)];
                for (place, n) in places.iter_mut().zip(four) {
                    place.push(i64::try_from(n).unwrap_or(i64::MAX));
                }
                names.push(layout.name.as_str());
                rows.push(i64::try_from(row).unwrap_or(i64::MAX));
                keys.push(key(row));
                columns.push(layout.columns[c].name.as_str());
                classes.push(mention.class);
            }
        }
        let mut all: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from(names)),
            Arc::new(Int64Array::from(rows)),
            Arc::new(StringArray::from(keys)),
            Arc::new(StringArray::from(columns)),
        ];
        all.extend(places.map(|place| Arc::new(Int64Array::from(place)) as ArrayRef));
        all.push(Arc::new(StringArray::from(classes)));
        Ok(all)
    }
}

/// Which of neighbouring rows are there as of the date.
struct There {
    /// All of them where it says nothing.
    present: Option<BooleanArray>,
    first: u64,
}

impl There {
    fn has(&self, row: u64) -> bool {
        self.present.as_ref().is_none_or(|present| present.value(place(row, self.first)))
    }
}

/// Where a row stands among neighbours.
fn place(row: u64, first: u64) -> usize {
    usize::try_from(row - first).unwrap_or(0)
}

fn errors(
    table: &str,
    frame: &Frame<'_>,
    flaws: &[Flaw],
    key: &dyn Fn(u64) -> Option<String>,
) -> Vec<ArrayRef> {
    let column = |flaw: &Flaw| Some(frame.table.columns[flaw.column].name.clone());
    vec![
        text(flaws.iter().map(|_| Some(table.to_owned()))),
        numbers(flaws.iter().map(|flaw| flaw.row)),
        text(flaws.iter().map(|flaw| key(flaw.row))),
        text(flaws.iter().map(column)),
        text(flaws.iter().map(|flaw| Some(flaw.error.to_owned()))),
        text(flaws.iter().map(|flaw| flaw.drift.map(str::to_owned))),
        text(flaws.iter().map(|flaw| flaw.cause.clone())),
        text(flaws.iter().map(|flaw| flaw.clean.clone())),
        text(flaws.iter().map(|flaw| flaw.dirty.clone())),
    ]
}

fn links_of(
    table: &str,
    links: &[(u64, u64)],
    originals: &[Option<String>],
    key: &dyn Fn(u64) -> Option<String>,
) -> Vec<ArrayRef> {
    vec![
        text(links.iter().map(|_| Some(table.to_owned()))),
        numbers(links.iter().map(|(row, _)| *row)),
        text(links.iter().map(|(row, _)| key(*row))),
        numbers(links.iter().map(|(_, original)| *original)),
        text(originals.iter().cloned()),
    ]
}

fn text(values: impl Iterator<Item = Option<String>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn numbers(values: impl Iterator<Item = u64>) -> ArrayRef {
    Arc::new(values.map(|n| i64::try_from(n).ok()).collect::<Int64Array>())
}

fn empty(truth: Truth) -> Vec<ArrayRef> {
    truth.schema().fields().iter().map(|field| arrow::array::new_empty_array(field.data_type())).collect()
}

fn misfit() -> Error {
    Error::bug("a table of the truth does not fit its schema")
}
