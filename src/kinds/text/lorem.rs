//! The kinds `sentence` and `paragraph`: lorem ipsum.

use super::dice::Dice;
use super::lists::{LOCALE, lists};
use crate::draw::Width;
use crate::kinds::edges::{self, Edges};
use crate::kinds::masking::Masking;
use crate::kinds::{Ask, Build, Family, Fault, Kind, Maker, Param, Settings, Shape, TextColumn};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;

const WORDS_MIN: Param =
    Param::optional("words_min", Shape::Integer, "4", "The least number of words in a sentence.");
const WORDS_MAX: Param =
    Param::optional("words_max", Shape::Integer, "12", "The greatest number of words in a sentence.");

/// The kind `sentence`.
pub(super) const SENTENCE: Kind = Kind {
    name: "sentence",
    mask: Masking::TEXT,
    names: &[
        "description",
        "=caption",
        "=tagline",
        "explanation",
        "hint",
        "help text",
        "=definition",
        "excerpt",
        "=text",
        "description text",
        "documentation",
    ],
    family: Family::Text,
    version: 1,
    summary: "A sentence that means nothing.",
    params: &[WORDS_MIN, WORDS_MAX, LOCALE],
    inputs: &[],
    example: r#"subject = { kind = "sentence", words_max = 8 }"#,
    source: "word lists of the crate fake 5.1 (MIT OR Apache-2.0)",
    build: Build::Maker(|settings| build(settings, (1, 1))),
    ..Kind::BLANK
};

/// The kind `paragraph`.
pub(super) const PARAGRAPH: Kind = Kind {
    name: "paragraph",
    mask: Masking::TEXT,
    names: &["biography", "=bio", "about", "full text", "=html", "long description", "terms"],
    family: Family::Text,
    version: 1,
    summary: "A paragraph that means nothing.",
    params: &[
        Param::optional("sentences_min", Shape::Integer, "3", "The least number of sentences."),
        Param::optional("sentences_max", Shape::Integer, "6", "The greatest number of sentences."),
        WORDS_MIN,
        WORDS_MAX,
        LOCALE,
    ],
    inputs: &[],
    example: r#"body = { kind = "paragraph", sentences_max = 4 }"#,
    source: "word lists of the crate fake 5.1 (MIT OR Apache-2.0)",
    build: Build::Maker(|settings| {
        let range = span(settings, "sentences_min", "sentences_max", (3, 6))?;
        build(settings, range)
    }),
    ..Kind::BLANK
};

struct Lorem {
    words: &'static [&'static str],
    length: (usize, usize),
    sentences: (usize, usize),
    /// Whether words stand without spaces, and sentences end in a full-width stop.
    dense: bool,
}

fn build(settings: &Settings, sentences: (usize, usize)) -> Result<Box<dyn Maker>, Fault> {
    let words = lists(settings)?.lorem;
    let length = span(settings, "words_min", "words_max", (4, 12))?;
    let dense = words.first().is_some_and(|word| !word.is_ascii());
    Ok(Box::new(Lorem { words, length, sentences, dense }))
}

/// Two numbers from 1 to 1,000 in order.
pub(super) fn span(
    settings: &Settings,
    min: &'static str,
    max: &'static str,
    default: (usize, usize),
) -> Result<(usize, usize), Fault> {
    let read = |name: &'static str| match settings.integer(name) {
        None => Ok(None),
        Some(n) => usize::try_from(n)
            .ok()
            .filter(|n| (1..=1_000).contains(n))
            .map(Some)
            .ok_or_else(|| Fault::of(name, format!("{n} is not between 1 and 1000"))),
    };
    let (low, high) = (read(min)?, read(max)?);
    let low_end = low.unwrap_or_else(|| high.map_or(default.0, |high| default.0.min(high)));
    let high_end = high.unwrap_or_else(|| default.1.max(low_end));
    if low_end > high_end {
        return Err(Fault::of(min, format!("the least number {low_end} is above the greatest {high_end}")));
    }
    Ok((low_end, high_end))
}

impl Maker for Lorem {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Sixteen
    }

    fn edges(&self) -> Edges {
        edges::texts()
    }

    fn law(&self) -> String {
        format!(
            "{} to {} sentences of {} to {} words",
            self.sentences.0, self.sentences.1, self.length.0, self.length.1
        )
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), self.sentences.1 * self.length.1 * 6);
        for i in 0..ask.len() {
            let mut dice = Dice::new(ask, i, Width::Sixteen.draws());
            let sentences = dice.between(self.sentences.0, self.sentences.1);
            for sentence in 0..sentences {
                if sentence > 0 && !self.dense {
                    column.add(" ");
                }
                self.sentence(&mut column, &mut dice);
            }
            column.end();
        }
        column.finish()
    }
}

impl Lorem {
    fn sentence(&self, column: &mut TextColumn, dice: &mut Dice<'_>) {
        let words = dice.between(self.length.0, self.length.1);
        for n in 0..words {
            let word = dice.of(self.words);
            if n == 0 {
                let start = column.bytes().len();
                column.add(word);
                column.bytes()[start..].iter_mut().take(1).for_each(|b| b.make_ascii_uppercase());
            } else {
                if !self.dense {
                    column.add(" ");
                }
                column.add(word);
            }
        }
        column.add(if self.dense { "。" } else { "." });
    }
}
