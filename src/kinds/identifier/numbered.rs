//! Columns whose values are numbered: a number below the count picks the value.

use crate::draw::Width;
use crate::kinds::{Ask, Domain, Edges, Maker, TextColumn};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

/// A column of `count` values, the `n`th of which `write` appends; it gets a second, independent word where it asks.
pub(crate) struct Numbered<W> {
    pub(crate) count: u64,
    /// Whether a second word is needed, for what is not part of the number.
    pub(crate) two_words: bool,
    /// About how many bytes a value takes.
    pub(crate) bytes: usize,
    pub(crate) law: String,
    pub(crate) write: W,
}

impl<W: Fn(u64, u64, &mut Vec<u8>) + Send + Sync + 'static> Numbered<W> {
    /// A maker of one word a value.
    pub(crate) fn boxed(count: u64, bytes: usize, law: impl Into<String>, write: W) -> Box<dyn Maker> {
        Box::new(Self { count, two_words: false, bytes, law: law.into(), write })
    }

    /// A maker of two words a value.
    pub(crate) fn boxed_two(count: u64, bytes: usize, law: impl Into<String>, write: W) -> Box<dyn Maker> {
        Box::new(Self { count, two_words: true, bytes, law: law.into(), write })
    }
}

impl<W: Fn(u64, u64, &mut Vec<u8>) + Send + Sync> Maker for Numbered<W> {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        if self.two_words { Width::Four } else { Width::Two }
    }

    fn domain(&self) -> Domain {
        Domain::Counted(self.count)
    }

    fn draws_beside_number(&self) -> bool {
        self.two_words
    }

    fn law(&self) -> String {
        format!("{}; each of {} values is equally likely", self.law, self.count)
    }

    fn edges(&self) -> Edges {
        Edges::Ends
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), self.bytes);
        for i in 0..ask.len() {
            let n = ask.ordinal(i, self.count);
            let second = if self.two_words { ask.word(i, 1) } else { 0 };
            (self.write)(n, second, column.bytes());
            column.end();
        }
        column.finish()
    }
}
