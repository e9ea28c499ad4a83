//! The kind `summary`: what a case is about, in one line.

use super::dice::Dice;
use super::phrases;
use crate::draw::Width;
use crate::kinds::masking::Masking;
use crate::kinds::{Ask, Build, Family, Input, Kind, Maker, Takes, TextColumn};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

const PROGRAM: Input = Input {
    name: "program",
    takes: Takes::Text,
    summary: "The programme of the case. Where it is NULL or not given, none is named.",
    required: false,
    natural: &[],
};
const STATUS: Input = Input {
    name: "status",
    takes: Takes::Text,
    summary: "The status of the case. Where it is NULL or not given, none is named.",
    required: false,
    natural: &[],
};

/// The kind `summary`.
pub(super) const SUMMARY: Kind = Kind {
    name: "summary",
    mask: Masking::TEXT,
    names: &[
        "summary",
        "subject",
        "=headline",
        "reason",
        "short description",
        "presenting problem",
        "purpose",
    ],
    family: Family::Text,
    version: 1,
    summary: "What a case is about, in one line without identifiers.",
    params: &[],
    inputs: &[STATUS, PROGRAM],
    example: r#"summary = { kind = "summary", program = "program" }"#,
    source: "a grammar made for this project",
    build: Build::Maker(|_settings| Ok(Box::new(Prose))),
    ..Kind::BLANK
};

struct Prose;

/// What of the row a text may say.
#[derive(Clone, Copy)]
struct Said<'a> {
    status: Option<&'a str>,
    program: Option<&'a str>,
}

impl Maker for Prose {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Sixteen
    }

    fn law(&self) -> String {
        "one of ten sentences, its blanks filled from lists".to_owned()
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 64);
        let text = |n: usize, i: usize| ask.text(n).filter(|a| a.is_valid(i)).map(|a| a.value(i));
        for i in 0..ask.len() {
            let mut dice = Dice::new(ask, i, Width::Sixteen.draws());
            summary(&mut column, &mut dice, Said { status: text(0, i), program: text(1, i) });
            column.end();
        }
        column.finish()
    }
}

fn summary(column: &mut TextColumn, dice: &mut Dice<'_>, said: Said<'_>) {
    if let Some(program) = said.program {
        column.add(program);
        column.add(": ");
    }
    let sentence = dice.of(phrases::SUMMARIES);
    fill(column, dice, sentence);
    if let Some(status) = said.status {
        column.add(" (");
        column.add(status);
        column.add(")");
    }
}

/// Writes a sentence and fills its blanks; a blank in capitals begins a sentence, as does one that ends in `_start`.
fn fill(column: &mut TextColumn, dice: &mut Dice<'_>, sentence: &str) {
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        column.add(before);
        let (blank, left) = after.split_once('}').unwrap_or((after, ""));
        rest = left;
        let start = column.bytes().len();
        let (name, opens) = blank.strip_suffix("_start").map_or((blank, false), |name| (name, true));
        match name {
            "days" => column.digits(dice.between(2, 30) as u64, 1),
            list => column.add(phrases::list(&list.to_ascii_lowercase()).map_or("", |list| dice.of(list))),
        }
        if opens {
            column.bytes()[start..].iter_mut().take(1).for_each(u8::make_ascii_uppercase);
        }
    }
    column.add(rest);
}
