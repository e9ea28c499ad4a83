//! The kinds `note` and `summary`: case-management prose from a grammar.

use super::dice::Dice;
use super::lorem::span;
use super::phrases;
use crate::draw::Width;
use crate::kinds::{Ask, Build, Family, Input, Kind, Maker, Param, Shape, Takes, TextColumn};
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

/// The kind `note`.
pub(super) const NOTE: Kind = Kind {
    name: "note",
    names: &[
        "note",
        "notes",
        "comment",
        "comments",
        "remarks",
        "remark",
        "narrative",
        "assessment",
        "plan text",
        "observations",
        "clinical notes",
        "progress note",
        "free text",
        "soap",
        "history",
        "findings",
        "details text",
        "instructions",
        "body",
        "message",
        "content",
        "reply",
        "message body",
        "case notes",
        "additional info",
        "other info",
        "additional details",
        "symptoms comments",
        "patient notes",
        "report text",
        "value text",
        "transcript",
        "msg",
    ],
    recognise: Some(|text| text.split_whitespace().take(8).count() == 8),
    family: Family::Text,
    version: 1,
    summary: "A short note of care coordination: contact, findings, actions, plan. Names nobody but whom its inputs name.",
    params: &[
        Param::optional("sentences_min", Shape::Integer, "3", "The least number of sentences."),
        Param::optional("sentences_max", Shape::Integer, "6", "The greatest number of sentences."),
    ],
    inputs: &[
        Input {
            name: "first",
            takes: Takes::Text,
            summary: "The first name of the person. Where it is NULL or not given, the note says `the client`.",
            required: false,
            natural: &["first_name"],
        },
        Input {
            name: "last",
            takes: Takes::Text,
            summary: "The last name of the person, written after the first. Where it is NULL or not given, only the first is.",
            required: false,
            natural: &["last_name"],
        },
        STATUS,
        PROGRAM,
    ],
    example: r#"note = { kind = "note", first = "patients.first_name", program = "program" }"#,
    source: "a grammar made for this project",
    build: Build::Maker(|settings| {
        let length = span(settings, "sentences_min", "sentences_max", (3, 6))?;
        Ok(Box::new(Prose { length, summary: false }))
    }),
    ..Kind::BLANK
};

/// The kind `summary`.
pub(super) const SUMMARY: Kind = Kind {
    name: "summary",
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
    build: Build::Maker(|_settings| Ok(Box::new(Prose { length: (1, 1), summary: true }))),
    ..Kind::BLANK
};

struct Prose {
    length: (usize, usize),
    summary: bool,
}

/// What of the row a text may say.
#[derive(Clone, Copy)]
struct Said<'a> {
    first: Option<&'a str>,
    last: Option<&'a str>,
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
        if self.summary {
            "one of ten sentences, its blanks filled from lists".to_owned()
        } else {
            format!("{} to {} sentences, their blanks filled from lists", self.length.0, self.length.1)
        }
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), self.length.1 * 64);
        let text = |n: usize, i: usize| ask.text(n).filter(|a| a.is_valid(i)).map(|a| a.value(i));
        for i in 0..ask.len() {
            let mut dice = Dice::new(ask, i, Width::Sixteen.draws());
            if self.summary {
                let said = Said { first: None, last: None, status: text(0, i), program: text(1, i) };
                summary(&mut column, &mut dice, said);
            } else {
                let said =
                    Said { first: text(0, i), last: text(1, i), status: text(2, i), program: text(3, i) };
                self.note(&mut column, &mut dice, said);
            }
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
    fill(column, dice, sentence, said);
    if let Some(status) = said.status {
        column.add(" (");
        column.add(status);
        column.add(")");
    }
}

impl Prose {
    fn note(&self, column: &mut TextColumn, dice: &mut Dice<'_>, said: Said<'_>) {
        let count = dice.between(self.length.0, self.length.1);
        let about_program = said.program.is_some() && dice.below(2) == 0;
        let about_status = said.status.is_some() && dice.below(3) == 0;
        let mut used = [usize::MAX; 32];
        for n in 0..count {
            if n > 0 {
                column.add(" ");
            }
            // Contact first, plan last, and in between what was found and what was done, in turn.
            let sentences = match n {
                0 => phrases::OPENINGS,
                1 if about_program => phrases::ABOUT_PROGRAM,
                2 if about_status => phrases::ABOUT_STATUS,
                n if n + 1 == count => phrases::PLANS,
                n if n % 2 == 1 => phrases::FINDINGS,
                _ => phrases::ACTIONS,
            };
            let place = fresh(dice, sentences.len(), &used, n);
            if let Some(slot) = used.get_mut(n) {
                *slot = place;
            }
            fill(column, dice, sentences[place], said);
        }
    }
}

/// A sentence that the note has not said at the same turn before; after three tries any.
fn fresh(dice: &mut Dice<'_>, count: usize, used: &[usize; 32], n: usize) -> usize {
    let mut place = dice.below(count);
    for _ in 0..3 {
        if !used.iter().take(n).any(|said| *said == place) {
            break;
        }
        place = dice.below(count);
    }
    place
}

/// Writes a sentence and fills its blanks; a blank in capitals begins a sentence, as does one that ends in `_start`.
fn fill(column: &mut TextColumn, dice: &mut Dice<'_>, sentence: &str, said: Said<'_>) {
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        column.add(before);
        let (blank, left) = after.split_once('}').unwrap_or((after, ""));
        rest = left;
        blank_of(column, dice, blank, said);
    }
    column.add(rest);
}

fn blank_of(column: &mut TextColumn, dice: &mut Dice<'_>, blank: &str, said: Said<'_>) {
    let start = column.bytes().len();
    let opens = blank.ends_with("_start");
    let name = blank.strip_suffix("_start").unwrap_or(blank);
    match name {
        "name" => match said.first {
            Some(first) => {
                column.add(first);
                if let Some(last) = said.last {
                    column.add(" ");
                    column.add(last);
                }
            }
            None => column.add("the client"),
        },
        // After the first sentence the first name is enough.
        "Subject" | "subject" => column.add(said.first.unwrap_or("client")),
        "program" => column.add(said.program.unwrap_or("the program")),
        "status" => column.add(said.status.unwrap_or("open")),
        "days" => column.digits(dice.between(2, 30) as u64, 1),
        "minutes" => column.digits(dice.between(2, 12) as u64 * 5, 1),
        "count" => column.add(dice.of(&["two", "three", "four"])),
        "score" => column.digits(dice.between(1, 9) as u64, 1),
        list => match list.as_bytes().first() {
            Some(letter) if letter.is_ascii_uppercase() => capital_of(column, dice, list),
            _ => column.add(phrases::list(list).map_or("", |list| dice.of(list))),
        },
    }
    // A name is the person's own and keeps its spelling.
    let own = matches!(name, "name" | "subject" | "Subject") && said.first.is_some();
    if !own && (opens || name.starts_with(|c: char| c.is_ascii_uppercase())) {
        column.bytes()[start..].iter_mut().take(1).for_each(u8::make_ascii_uppercase);
    }
}

/// A pick of the list whose name is written with a capital.
fn capital_of(column: &mut TextColumn, dice: &mut Dice<'_>, blank: &str) {
    let list = match blank {
        "Worker" => "worker",
        "Event" => "event",
        "Topic" => "topic",
        _ => "service",
    };
    column.add(phrases::list(list).map_or("", |list| dice.of(list)));
}
