//! Columns written value by value into prepared buffers: no allocation a value.

use arrow::array::{ArrayRef, Date32Array, StringArray, TimestampMicrosecondArray};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, TimeUnit};
use std::sync::Arc;

use crate::reference::{Text, append};

/// A text column being written.
pub struct TextColumn {
    bytes: Vec<u8>,
    ends: Vec<i32>,
    /// One flag a row, kept only once a NULL was written.
    valid: Option<Vec<bool>>,
}

impl TextColumn {
    /// Room for `rows` values of about `width` bytes.
    pub fn new(rows: usize, width: usize) -> Self {
        let mut ends = Vec::with_capacity(rows + 1);
        ends.push(0);
        Self { bytes: Vec::with_capacity(rows * width + 64), ends, valid: None }
    }

    /// The bytes of the value being written; to be followed by [`TextColumn::end`].
    #[inline]
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Appends to the value being written.
    #[inline]
    pub fn add(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Appends one of a column's words to the value being written.
    #[inline]
    pub fn word(&mut self, words: &Words, n: usize) {
        let (start, end) = words.ends[n];
        append(&words.text, start as usize..end as usize, &mut self.bytes);
    }

    /// Writes values that are texts of a reference table, by their rows.
    pub fn rows(&mut self, texts: Text, rows: &[usize]) {
        for &row in rows {
            texts.append(row, &mut self.bytes);
            self.end();
        }
    }

    /// Appends decimal digits, with zeros in front up to `width`.
    #[inline]
    pub fn digits(&mut self, number: u64, width: usize) {
        let mut buffer = itoa::Buffer::new();
        let digits = buffer.format(number).as_bytes();
        for _ in digits.len()..width {
            self.bytes.push(b'0');
        }
        self.bytes.extend_from_slice(digits);
    }

    /// Ends the value being written.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        reason = "a batch's text is far below 2 GiB"
    )]
    pub fn end(&mut self) {
        self.ends.push(self.bytes.len() as i32);
        if let Some(valid) = &mut self.valid {
            valid.push(true);
        }
    }

    /// Writes a whole value.
    #[inline]
    pub fn push(&mut self, text: &str) {
        self.add(text);
        self.end();
    }

    /// Writes a NULL.
    pub fn push_null(&mut self) {
        let written = self.ends.len() - 1;
        self.valid.get_or_insert_with(|| vec![true; written]).push(false);
        self.ends.push(*self.ends.last().unwrap_or(&0));
    }

    /// Writes a value or a NULL.
    #[inline]
    pub fn push_option(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.push(text),
            None => self.push_null(),
        }
    }

    /// The finished column.
    ///
    /// # Errors
    /// Where the bytes are no UTF-8: a bug of the kind that wrote them.
    pub fn finish(self) -> Result<ArrayRef, String> {
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.ends));
        let nulls = self.valid.map(NullBuffer::from);
        let array = StringArray::try_new(offsets, Buffer::from_vec(self.bytes), nulls)
            .map_err(|_foreign| "a text was not written as UTF-8".to_owned())?;
        Ok(Arc::new(array))
    }
}

/// The few texts of which a column is made, laid out so that each is copied in one move.
pub struct Words {
    text: Vec<u8>,
    ends: Vec<(u32, u32)>,
}

impl Words {
    /// Words by their number from 0 on.
    #[expect(clippy::cast_possible_truncation, reason = "the words of a schema are far below 4 GiB")]
    pub fn new<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> Self {
        let (mut text, mut ends) = (Vec::new(), Vec::new());
        for word in words {
            let start = text.len() as u32;
            text.extend_from_slice(word.as_ref().as_bytes());
            ends.push((start, text.len() as u32));
        }
        // Bytes to be moved along with the last word.
        text.extend_from_slice(&[0; 16]);
        Self { text, ends }
    }

    /// The `n`th word.
    pub fn get(&self, n: usize) -> &str {
        let (start, end) = self.ends[n];
        str::from_utf8(&self.text[start as usize..end as usize]).unwrap_or_default()
    }

    /// The length of the `n`th word in bytes.
    #[inline]
    pub fn length(&self, n: usize) -> usize {
        let (start, end) = self.ends[n];
        (end - start) as usize
    }

    /// The words in order, each once.
    pub fn distinct(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for word in self.iter() {
            if !all.iter().any(|known| known == word) {
                all.push(word.to_owned());
            }
        }
        all
    }

    /// The words in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let text = |&(start, end): &(u32, u32)| &self.text[start as usize..end as usize];
        self.ends.iter().map(text).map(|word| str::from_utf8(word).unwrap_or_default())
    }
}

impl<T: AsRef<str>> FromIterator<T> for Words {
    fn from_iter<I: IntoIterator<Item = T>>(words: I) -> Self {
        Self::new(words)
    }
}

/// The type of a moment: microseconds since 1970 in UTC.
pub fn timestamp_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// A column of dates from days since 1970; `valid` is `None` where no value is NULL.
pub fn arrow_date(days: Vec<i32>, valid: Option<NullBuffer>) -> ArrayRef {
    Arc::new(Date32Array::new(days.into(), valid))
}

/// A column of moments from microseconds since 1970 in UTC; `valid` is `None` where no value is NULL.
pub fn arrow_timestamp(micros: Vec<i64>, valid: Option<NullBuffer>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::new(micros.into(), valid).with_timezone("UTC"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::AsArray;

    #[test]
    fn words_are_written_whole_whatever_their_length() {
        let longest = "a word of more than sixteen bytes";
        let all = ["", "é", "sixteen bytes, é", longest, "x"];
        let words = Words::new(all);
        assert_eq!(words.iter().collect::<Vec<_>>(), all);
        let mut column = TextColumn::new(0, 0);
        for n in [4, 3, 0, 2, 1, 4] {
            column.word(&words, n);
            column.end();
        }
        let made = column.finish().unwrap();
        let made: Vec<_> = made.as_string::<i32>().iter().flatten().collect();
        assert_eq!(made, ["x", longest, "", "sixteen bytes, é", "é", "x"]);
    }
}
