//! The rows of one batch while their columns are being made.

use super::edges::Ends;
use super::kin::{Kin, kin, shift};
use super::want::Want;
use super::{Generator, apart, checks, group, json, life, refer};
use crate::draw::{Key, Permutation, Rows, Slots, Width};
use crate::error::{Error, ErrorKind, Place, Result};
use crate::kinds::{Group, TextColumn};
use crate::plan::{Column, Distinct, Formula, Null, Over, Piece, Source, Table};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, StringArray, UInt64Array};
use arrow::buffer::BooleanBuffer;
use arrow::compute::{cast, interleave, nullif, take};
use arrow::datatypes::{DataType, Int64Type, TimeUnit, TimestampMicrosecondType};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Rows of one table with the columns made so far.
pub(super) struct Frame<'g> {
    pub(super) generator: &'g Generator<'g>,
    pub(super) number: usize,
    pub(super) table: &'g Table,
    pub(super) rows: Rows,
    pub(super) cells: Vec<Option<ArrayRef>>,
    /// Which columns are to be made.
    pub(super) wanted: Vec<bool>,
    /// What references take of the rows they share: by the column whose row it is, whether it can be the row itself, and the
    /// column there.
    pub(super) taken: RefCell<BTreeMap<(usize, bool, usize), ArrayRef>>,
    above: BTreeMap<(usize, usize), ArrayRef>,
    kin: OnceCell<Kin>,
    /// The columns that are drawn again, and the how-manieth time it is.
    pub(super) again: Option<(&'g [usize], u32)>,
    /// For each group of conditions that was looked at, how often the values of each row were drawn again.
    pub(super) tries: BTreeMap<usize, Vec<u32>>,
}

impl<'g> Frame<'g> {
    /// Makes what is wanted of these rows.
    pub(super) fn make(generator: &'g Generator<'g>, number: usize, rows: Rows, want: &Want) -> Result<Self> {
        let mut frame = Self::begin(generator, number, rows, want)?;
        for (n, checks) in frame.table.checks.iter().enumerate() {
            if checks.drawn.iter().any(|&c| want.columns[c]) {
                checks::keep(&mut frame, n, checks)?;
            }
        }
        let wanted = frame.table.order.iter().copied().filter(|&c| want.columns[c]);
        frame.fill(wanted)?;
        Ok(frame)
    }

    /// Rows of which no column is made yet, with what is wanted from above.
    pub(super) fn begin(
        generator: &'g Generator<'g>,
        number: usize,
        rows: Rows,
        want: &Want,
    ) -> Result<Self> {
        let table = &generator.plan.tables[number];
        let cells = vec![None; table.columns.len()];
        let mut frame = Self {
            generator,
            number,
            table,
            rows,
            cells,
            wanted: want.columns.clone(),
            taken: RefCell::default(),
            above: BTreeMap::new(),
            kin: OnceCell::new(),
            again: None,
            tries: BTreeMap::new(),
        };
        if let (Some(parents_want), Some(&parent)) = (&want.parent, table.ancestors.first()) {
            let parents = shift(&frame.kin().parents, generator.plan.tables[parent].outside());
            let above = Frame::make(generator, parent, parents, parents_want)?;
            for &(level, column) in &want.above {
                let values = above.cell(level - 1, column)?;
                let values = take(&values, &frame.kin().parent, None).map_err(|_foreign| misfit(table))?;
                frame.above.insert((level, column), values);
            }
        }
        Ok(frame)
    }

    /// Makes columns that are not made yet, in this order.
    pub(super) fn fill(&mut self, columns: impl Iterator<Item = usize>) -> Result<()> {
        for column in columns {
            if self.cells[column].is_none() {
                let values = self.column(&self.table.columns[column], column)?;
                self.cells[column] = Some(values);
            }
        }
        Ok(())
    }

    /// The key of a column's draws: its own, or one for the how-manieth time it is drawn. Values that stand apart keep theirs,
    /// so that they still do.
    pub(super) fn key(&self, key: &Key, column: usize) -> Key {
        if self.table.columns[column].stands_apart() { *key } else { self.again_key(key, column) }
    }

    fn again_key(&self, key: &Key, column: usize) -> Key {
        match self.again {
            Some((columns, time)) if columns.contains(&column) => key.derive(&format!("again {time}")),
            _ => *key,
        }
    }

    /// The values of a column of this table (level 0) or of one above, for the rows of this batch.
    pub(super) fn cell(&self, level: usize, column: usize) -> Result<ArrayRef> {
        let values = match level {
            0 => self.cells[column].as_ref(),
            _ => self.above.get(&(level, column)),
        };
        values
            .cloned()
            .ok_or_else(|| Error::bug(format!("a column above or in `{}` was not made", self.table.name)))
    }

    /// Whose children the rows are; of a root table nobody's.
    pub(super) fn kin(&self) -> &Kin {
        self.kin.get_or_init(|| kin(self.table, &self.rows))
    }

    fn column(&self, column: &Column, number: usize) -> Result<ArrayRef> {
        let values = self.own(column, number)?;
        match &column.from_row {
            Some(from) => {
                let taken = group::from_rows(self, column, number, from, values)?;
                // What a fixed row gives stands, whatever another row has.
                self.with_fixed(taken, column, number)
            }
            None => Ok(values),
        }
    }

    /// The values that the rows make themselves, before any takes that of another row.
    pub(super) fn own(&self, column: &Column, number: usize) -> Result<ArrayRef> {
        let holds = column.when.as_ref().map(|when| self.formula(when, column)).transpose()?;
        let holds = holds.as_ref().map(|holds| holds.as_boolean());
        let source = match (&column.source, holds) {
            (Source::Maker { maker, .. }, Some(holds))
                if holds.true_count() < self.rows.len()
                    && maker.group() == Group::Alone
                    && column.distinct.is_none() =>
            {
                self.where_it_holds((column, number), holds)?
            }
            _ => self.source(column, number)?,
        };
        let mut values = apart::from_fixed(self, column, number, source)?;
        if self.table.edges.is_some() {
            values = self.with_edges(values, (column, number), holds)?;
        }
        if let Some(most) = column.max_chars {
            values = cut(values, most as usize);
        }
        if let Some(null) = &column.null {
            let key = self.again_key(&null.key, number);
            values = self.without(values, &self.nulls(null, &key, (column, number))?)?;
        }
        if let Some(holds) = holds {
            let fails: BooleanArray = holds.iter().map(|holds| Some(holds != Some(true))).collect();
            values = self.without(values, &fails)?;
        }
        let values = self.with_fixed(values, column, number)?;
        if column.cut { life::cut(self, &values) } else { Ok(values) }
    }

    /// The values as they are drawn or computed, before any is taken away or given.
    pub(super) fn source(&self, column: &Column, number: usize) -> Result<ArrayRef> {
        match &column.source {
            Source::Serial { start, step } => {
                let number = |row: u64| start + step * i64::try_from(row).unwrap_or(i64::MAX);
                Ok(Arc::new(Int64Array::from_iter_values(self.rows.iter().map(number))))
            }
            Source::Ordinal { start } => {
                let kin = self.kin();
                let numbers = kin.ordinal.iter().enumerate();
                let numbers = numbers.map(|(i, &n)| kin.parent.is_valid(i).then(|| start + i64::from(n)));
                Ok(Arc::new(numbers.collect::<Int64Array>()))
            }
            Source::Arrival => Ok(Arc::new(life::arrivals(self))),
            Source::Above { level, column } => self.cell(*level, *column),
            Source::Given(values) => {
                let rows: UInt64Array = self.rows.iter().collect::<Vec<_>>().into();
                take(values, &rows, None).map_err(|_foreign| misfit(self.table))
            }
            Source::Reference(reference) => refer::values(self, reference, number),
            Source::Expr(formula) => self.formula(formula, column),
            Source::Template(pieces) => self.template(pieces, column),
            Source::Json { node, skip_null } => json::build(self, node, *skip_null, column),
            Source::Maker { maker, inputs, .. } if maker.group() != Group::Alone => {
                group::values(self, maker.as_ref(), inputs, column, number)
            }
            Source::Maker { maker, inputs, .. } => self
                .asked(number, maker.as_ref(), inputs, |ask| maker.make(ask))?
                .map_err(|message| self.blame(column, number, message)),
        }
    }

    /// An error about a column, without a row.
    pub(super) fn error(&self, column: &Column, message: String) -> Error {
        Error::new(ErrorKind::Schema, message).at(Place::column(&self.table.name, &column.name))
    }

    /// The same error with the first row at which it happens, found by making the rows one by one.
    pub(super) fn blame(&self, column: &Column, number: usize, message: String) -> Error {
        if self.rows.len() > 1 {
            let alone =
                |row: u64| self.generator.column(self.number, number, &Rows::from(row..row + 1)).err();
            return self.rows.iter().find_map(alone).unwrap_or_else(|| self.error(column, message));
        }
        let row = self.rows.iter().next().unwrap_or(0);
        let place = Place::column(&self.table.name, &column.name).row(row);
        let error = Error::new(ErrorKind::Schema, message).at(place);
        let read =
            column.reads.iter().map(|&c| format!("{}:{row}.{}", self.table.name, self.table.columns[c].name));
        match read.reduce(|all, one| format!("{all}, {one}")) {
            Some(cells) => error.hint(format!("`placebo explain` shows what it reads: {cells}")),
            None => error,
        }
    }

    /// Evaluates an expression for all rows.
    pub(super) fn formula(&self, formula: &Formula, column: &Column) -> Result<ArrayRef> {
        self.evaluate(formula, |row| Place::column(&self.table.name, &column.name).row(row))
    }

    /// Evaluates a condition of the table for all rows.
    pub(super) fn check(&self, formula: &Formula) -> Result<ArrayRef> {
        self.evaluate(formula, |row| Place {
            table: Some(self.table.name.clone()),
            row: Some(row),
            ..Place::default()
        })
    }

    fn evaluate(&self, formula: &Formula, place: impl Fn(u64) -> Place) -> Result<ArrayRef> {
        let cells = formula.cells.iter().map(|c| self.cell(c.level, c.column)).collect::<Result<Vec<_>>>()?;
        let Some(program) = &formula.program else {
            return cells.into_iter().next().ok_or_else(|| Error::bug("an expression reads nothing"));
        };
        program.evaluate(&cells, self.rows.len()).map_err(|fault| {
            Error::new(ErrorKind::Schema, format!("{} in `{}`", fault.cause, formula.text))
                .at(place(self.rows.get(fault.row)))
        })
    }

    /// An expression's values as text.
    pub(super) fn text(&self, formula: &Formula, column: &Column) -> Result<StringArray> {
        let values = self.formula(formula, column)?;
        // Without a table of time zones Arrow writes only moments that have none.
        let moments = values.as_primitive_opt::<TimestampMicrosecondType>();
        let naive = moments.map(|m| Arc::new(m.clone().with_timezone_opt::<Arc<str>>(None)) as ArrayRef);
        let text = cast(naive.as_ref().unwrap_or(&values), &DataType::Utf8)
            .map_err(|_foreign| misfit(self.table))?;
        let text = text.as_string::<i32>();
        if naive.is_none() || formula.data_type == DataType::Timestamp(TimeUnit::Microsecond, None) {
            return Ok(text.clone());
        }
        Ok(text.iter().map(|t| t.map(|t| format!("{t}Z"))).collect())
    }

    fn template(&self, pieces: &[Piece], column: &Column) -> Result<ArrayRef> {
        let values = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(_) => Ok(None),
                Piece::Value(formula) => self.text(formula, column).map(Some),
            })
            .collect::<Result<Vec<_>>>()?;
        let mut written = TextColumn::new(self.rows.len(), 32);
        for i in 0..self.rows.len() {
            if values.iter().flatten().any(|v| v.is_null(i)) {
                written.push_null();
                continue;
            }
            for (piece, value) in pieces.iter().zip(&values) {
                match (piece, value) {
                    (Piece::Text(text), _) => written.add(text),
                    (Piece::Value(_), Some(value)) => written.add(value.value(i)),
                    (Piece::Value(_), None) => {}
                }
            }
            written.end();
        }
        written.finish().map_err(|message| self.error(column, message))
    }

    /// Where a column is NULL by its rate.
    fn nulls(&self, null: &Null, key: &Key, (column, number): (&Column, usize)) -> Result<BooleanArray> {
        let words = Slots::fill(key, &self.rows, Width::Two);
        let (rate, otherwise) = (threshold(null.rate), threshold(null.otherwise));
        let forced = self.table.edges.as_ref().and_then(|_| self.edge_nulls(number));
        let below = |limit: Option<u64>, i: usize| match (&forced, limit) {
            // A share of none and of all says when a value must be there and when it cannot.
            (Some(forced), Some(1..)) if forced[i].is_some() => forced[i] == Some(true),
            _ => limit.is_none_or(|limit| words.word(i, 0) < limit),
        };
        let Some(when) = &null.when else {
            let flags = BooleanBuffer::collect_bool(words.len(), |i| below(rate, i));
            return Ok(BooleanArray::new(flags, None));
        };
        let holds = self.formula(when, column)?;
        let holds = holds.as_boolean();
        let flags = BooleanBuffer::collect_bool(words.len(), |i| {
            let limit = if holds.is_valid(i) && holds.value(i) { rate } else { otherwise };
            below(limit, i)
        });
        Ok(BooleanArray::new(flags, None))
    }

    /// The values with NULL where the mask is true.
    pub(super) fn without(&self, values: ArrayRef, mask: &BooleanArray) -> Result<ArrayRef> {
        if mask.true_count() == 0 {
            return Ok(values);
        }
        nullif(&values, mask).map_err(|_foreign| misfit(self.table))
    }

    /// Numbers that are all different, in the order of the rows.
    pub(super) fn distinct(&self, distinct: &Distinct) -> Vec<u64> {
        let digit = |x: u64| x / distinct.divide % distinct.modulo;
        if distinct.over == Over::Rows {
            let permutation = Permutation::new(&distinct.key, distinct.domain);
            if let Some(first) = distinct.ends {
                let ends = Ends::new(&permutation, distinct.domain, first);
                return self.rows.iter().map(|row| ends.of(permutation.map(row % distinct.domain))).collect();
            }
            // Rows beyond the end of a table, made for the sake of a group, may be more than there are numbers.
            if self.rows.iter().any(|row| row >= distinct.domain) {
                let row = |row: u64| digit(permutation.map(row % distinct.domain.max(1)));
                return self.rows.iter().map(row).collect();
            }
            // Most columns take the number as it is, without a division.
            if distinct.divide == 1 && distinct.modulo >= distinct.domain {
                return self.rows.iter().map(|row| permutation.map(row)).collect();
            }
            return self.rows.iter().map(|row| digit(permutation.map(row))).collect();
        }
        let kin = self.kin();
        let mut current = None;
        let mut numbers = Vec::with_capacity(self.rows.len());
        for (i, &ordinal) in kin.ordinal.iter().enumerate() {
            // A row without a parent is a group of its own.
            let group = match kin.parent.is_valid(i) {
                true => kin.parents.get(kin.parent.value(i) as usize),
                false => u64::MAX - self.rows.get(i),
            };
            let permutation = match current.take() {
                Some((same, permutation)) if same == group => permutation,
                _ => Permutation::for_group(&distinct.key, group, distinct.domain),
            };
            numbers.push(digit(permutation.map(u64::from(ordinal))));
            current = Some((group, permutation));
        }
        numbers
    }

    /// Puts the fixed values in their rows, and sees that no other row has drawn one that must be unique.
    fn with_fixed(&self, values: ArrayRef, column: &Column, number: usize) -> Result<ArrayRef> {
        let Some(Some(given)) = self.table.fixed.columns.get(number) else { return Ok(values) };
        let fixed = |row: u64| usize::try_from(row).ok().filter(|&r| given.given.get(r) == Some(&true));
        // A column whose rows have other values each has taken others already.
        if column.unique
            && column.distinct.is_none()
            && !apart::is_alone(column)
            && collides(&values, &given.values, &self.rows, self.table.fixed.rows)
        {
            let message = "a row draws the value that a fixed row has, and the column is unique".to_owned();
            return Err(self.error(column, message).hint("give the fixed row another value"));
        }
        if !self.rows.iter().any(|row| fixed(row).is_some()) {
            return Ok(values);
        }
        let picks: Vec<(usize, usize)> =
            self.rows.iter().enumerate().map(|(i, row)| fixed(row).map_or((0, i), |r| (1, r))).collect();
        interleave(&[values.as_ref(), given.values.as_ref()], &picks).map_err(|_foreign| misfit(self.table))
    }
}

/// Texts of at most so many characters, without a blank at the cut.
fn cut(values: ArrayRef, most: usize) -> ArrayRef {
    let Some(texts) = values.as_string_opt::<i32>() else { return values };
    let past = |text: &str| text.char_indices().nth(most).map(|(at, _)| at);
    if texts.iter().flatten().all(|text| text.len() <= most || past(text).is_none()) {
        return values;
    }
    let short = |text: &str| past(text).map_or(text.len(), |at| text[..at].trim_end().len());
    let cut: StringArray = texts.iter().map(|text| text.map(|text| &text[..short(text)])).collect();
    Arc::new(cut)
}

/// A share as a limit for a 64-bit word; `None` where every word is below it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share below 1 gives less than 2^64"
)]
fn threshold(rate: f64) -> Option<u64> {
    (rate < 1.0).then(|| (rate.max(0.0) * 18_446_744_073_709_551_616.0) as u64)
}

pub(super) fn misfit(table: &Table) -> Error {
    Error::bug(format!("the columns of `{}` do not have the lengths or types that were planned", table.name))
}

/// Whether a row that is not fixed has drawn one of the fixed values.
fn collides(values: &ArrayRef, fixed: &ArrayRef, rows: &Rows, n_fixed: u64) -> bool {
    let drawn = |i: usize| rows.get(i) >= n_fixed && values.is_valid(i);
    if let (Some(values), Some(fixed)) = (values.as_string_opt::<i32>(), fixed.as_string_opt::<i32>()) {
        let taken: HashSet<&str> = fixed.iter().flatten().collect();
        return (0..values.len()).any(|i| drawn(i) && taken.contains(values.value(i)));
    }
    if let (Some(values), Some(fixed)) =
        (values.as_primitive_opt::<Int64Type>(), fixed.as_primitive_opt::<Int64Type>())
    {
        let taken: HashSet<i64> = fixed.iter().flatten().collect();
        return (0..values.len()).any(|i| drawn(i) && taken.contains(&values.value(i)));
    }
    false
}
