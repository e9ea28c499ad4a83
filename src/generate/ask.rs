//! What makers are asked: about all rows of a batch, or about some of them.

use super::frame::{Frame, misfit};
use crate::draw::{Key, Rows, Slots, Width};
use crate::error::Result;
use crate::kinds::{Ask, Maker, Mention};
use crate::plan::{Column, Formula, Source};
use arrow::array::{Array, ArrayRef, BooleanArray, UInt32Array};
use arrow::compute::take;

impl Frame<'_> {
    /// Asks a maker about the rows of the batch.
    pub(super) fn asked<T>(
        &self,
        number: usize,
        maker: &dyn Maker,
        inputs: &[Option<Formula>],
        answer: impl FnOnce(&Ask<'_>) -> T,
    ) -> Result<T> {
        let column = &self.table.columns[number];
        let inputs = self.inputs(inputs, column)?;
        let key = self.key(&column.key, number);
        Ok(answer(&Ask {
            rows: &self.rows,
            slots: Slots::fill(&key, &self.rows, maker.width()),
            key: &key,
            inputs: &inputs,
            distinct: column.distinct.as_ref().map(|d| self.distinct(d)),
        }))
    }

    /// What a column's maker makes of some rows of the batch, by their places, from their own inputs and from these slots.
    pub(super) fn of_some(
        &self,
        (column, number): (&Column, usize),
        places: &[usize],
        key: &Key,
        slots: impl FnOnce(&Rows, Width) -> Slots,
    ) -> Result<ArrayRef> {
        self.some_asked((column, number), places, key, slots, |maker, ask| maker.make(ask))
    }

    /// What a column's maker answers about some rows of the batch.
    pub(super) fn some_asked(
        &self,
        (column, number): (&Column, usize),
        places: &[usize],
        key: &Key,
        slots: impl FnOnce(&Rows, Width) -> Slots,
        answer: impl FnOnce(&dyn Maker, &Ask<'_>) -> Result<ArrayRef, String>,
    ) -> Result<ArrayRef> {
        let Source::Maker { maker, inputs, .. } = &column.source else { return Err(misfit(self.table)) };
        let positions: UInt32Array = places.iter().map(|&i| u32::try_from(i).ok()).collect();
        let mut inputs = self.inputs(inputs, column)?;
        for values in inputs.iter_mut().flatten() {
            *values = take(values, &positions, None).map_err(|_foreign| misfit(self.table))?;
        }
        let rows = Rows::from(places.iter().map(|&i| self.rows.get(i)).collect::<Vec<_>>());
        let slots = slots(&rows, maker.width());
        let ask = Ask { rows: &rows, slots, key, inputs: &inputs, distinct: None };
        answer(maker.as_ref(), &ask).map_err(|message| self.blame(column, number, message))
    }

    /// The values of the rows for which a condition holds, and NULL for the others, which are not asked for: what is rare
    /// costs little, and what would be impossible without the condition is no error.
    pub(super) fn where_it_holds(
        &self,
        (column, number): (&Column, usize),
        holds: &BooleanArray,
    ) -> Result<ArrayRef> {
        let wanted = |i: &usize| holds.is_valid(*i) && holds.value(*i);
        let places: Vec<usize> = (0..self.rows.len()).filter(wanted).collect();
        let key = self.key(&column.key, number);
        let made =
            self.of_some((column, number), &places, &key, |rows, width| Slots::fill(&key, rows, width))?;
        let mut next = 0u32..;
        let back: UInt32Array =
            (0..self.rows.len()).map(|i| if wanted(&i) { next.next() } else { None }).collect();
        take(&made, &back, None).map_err(|_foreign| misfit(self.table))
    }

    /// Whom the texts of a column mention, and where.
    pub(super) fn mentions(&self, number: usize) -> Result<Vec<Mention>> {
        let column = &self.table.columns[number];
        let Source::Maker { maker, inputs, .. } = &column.source else { return Ok(Vec::new()) };
        let mut mentions = self
            .asked(number, maker.as_ref(), inputs, |ask| maker.mentions(ask))?
            .map_err(|message| self.blame(column, number, message))?;
        // A text that stands in the place of what was written mentions nobody.
        mentions.retain(|mention| !self.is_edge(number, mention.row));
        Ok(mentions)
    }

    /// The values of a maker's inputs.
    pub(super) fn inputs(
        &self,
        inputs: &[Option<Formula>],
        column: &Column,
    ) -> Result<Vec<Option<ArrayRef>>> {
        let value = |input: &Option<Formula>| input.as_ref().map(|f| self.formula(f, column)).transpose();
        inputs.iter().map(value).collect()
    }
}
