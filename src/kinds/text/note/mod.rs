//! The kind `note`: what people write about those they care for, from a grammar of the house.
//!
//! A note has a style (a call log, a narrative of intake, SOAP, a discharge summary, a visit), which says from which pools
//! its sentences come in turn; a hand, which says how its writer calls patients, sets headings and uses capitals; and a
//! row, which is what it may mention. The grammar is compiled to flat tables once; a note is then a row of short copies.

mod class;
mod compose;
mod dates;
mod grammar;
mod people;
mod reach;
mod row;
mod slips;
mod slots;
mod styles;

#[cfg(test)]
mod tests;

use super::lorem::span;
use crate::draw::{Alias, Burst, Width};
use crate::kinds::edges::{self, Edges};
use crate::kinds::masking::Masking;
use crate::kinds::{Ask, Build, Family, Fault, Kind, Maker, Mention, Param, Settings, Shape, TextColumn};
use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use compose::{Pen, Watch};
use grammar::{GRAMMAR, Grammar};
use row::{INPUTS, Inputs};
use slips::Slips;
use styles::Style;

/// The kind `note`.
pub(super) const NOTE: Kind = Kind {
    name: "note",
    mask: Masking::TEXT,
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
    version: 2,
    summary: "A note about a case or a visit as people write them: in several styles, with abbreviations and slips, and with \
              names, dates, numbers and addresses of its inputs in many forms. Beside them stand drugs and names of diseases \
              that are nobody's.",
    params: &[
        Param::optional("sentences_min", Shape::Integer, "4", "The least number of sentences."),
        Param::optional("sentences_max", Shape::Integer, "9", "The greatest number of sentences."),
        Param::optional(
            "styles",
            Shape::Weights,
            "{ call_log = 30, intake = 20, soap = 20, discharge = 14, visit = 16 }",
            "The styles with their shares.",
        ),
        Param::optional(
            "typos",
            Shape::Number,
            "0.002",
            "The share of characters with a slip of the hand, up to 0.2.",
        ),
    ],
    inputs: INPUTS,
    example: r#"note = { kind = "note", first = "patients.first_name", born = "patients.birth_date", program = "program" }"#,
    source: "a grammar made for this project",
    build: Build::Maker(|settings| Ok(Box::new(Notes::new(settings)?))),
    ..Kind::BLANK
};

struct Notes {
    grammar: &'static Grammar,
    length: (u32, u32),
    names: Vec<String>,
    styles: Vec<Style>,
    shares: Alias,
    slips: Slips,
    epoch: i32,
}

impl Notes {
    fn new(settings: &Settings) -> Result<Self, Fault> {
        let grammar = GRAMMAR.as_ref().map_err(|message| Fault::whole(message.clone()))?;
        let (least, most) = span(settings, "sentences_min", "sentences_max", (4, 9))?;
        let rate = settings.number("typos").unwrap_or(0.002);
        if !(0.0..=0.2).contains(&rate) {
            return Err(Fault::of("typos", "the share of slips is not from 0 to 0.2"));
        }
        let (names, shares) = chosen(settings)?;
        let styles = names.iter().map(|name| styles::style(grammar, name)).collect::<Result<Vec<_>, _>>();
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(Self {
            grammar,
            length: (small(least), small(most)),
            names,
            styles: styles.map_err(|message| Fault::of("styles", message))?,
            shares,
            slips: Slips::new(rate),
            epoch: settings.epoch,
        })
    }

    /// Writes all notes of a batch, and tells `watch` what each mentions.
    fn write<W: Watch>(
        &self,
        ask: &Ask<'_>,
        mut told: impl FnMut(usize, &mut W),
        watch: &mut W,
    ) -> TextColumn {
        let mut column = TextColumn::new(ask.len(), self.length.1 as usize * 64);
        let inputs = Inputs::new(ask, self.epoch);
        for i in 0..ask.len() {
            let row = inputs.row(i);
            let mut burst = Burst::new(ask.word(i, 0));
            let drawn = self.shares.pick(burst.word());
            let named = row.style.and_then(|name| self.names.iter().position(|known| known == name));
            let style = &self.styles[named.unwrap_or(drawn)];
            let count = burst.between(self.length.0, self.length.1);
            Pen::new(&mut column, watch, self.grammar, &row, burst.word(), self.slips).note(style, count);
            column.end();
            told(i, watch);
        }
        column
    }
}

/// The styles that are asked for, and their shares.
fn chosen(settings: &Settings) -> Result<(Vec<String>, Alias), Fault> {
    let Some(weights) = settings.weights("styles") else {
        let names = styles::NAMES.iter().map(|name| (*name).to_owned()).collect();
        return Ok((names, Alias::new(&styles::shares()).ok_or_else(no_share)?));
    };
    let names: Vec<String> = weights.iter().filter_map(|(name, _)| name.to_text()).collect();
    let known = styles::NAMES.iter().copied();
    if let Some(name) = names.iter().find(|name| !styles::NAMES.contains(&name.as_str())) {
        return Err(Fault::of("styles", format!("there is no style `{name}`")).suggest(name, known));
    }
    let shares: Vec<f64> = weights.iter().map(|(_, share)| *share).collect();
    Ok((names, Alias::from_shares(&shares).ok_or_else(no_share)?))
}

fn no_share() -> Fault {
    Fault::of("styles", "no style has a share above 0")
}

impl Maker for Notes {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn classes(&self) -> &'static [&'static str] {
        class::NAMES
    }

    fn edges(&self) -> Edges {
        edges::texts()
    }

    fn law(&self) -> String {
        format!(
            "{} to {} sentences of a grammar, in one of {} styles",
            self.length.0,
            self.length.1,
            self.styles.len()
        )
    }

    fn width(&self) -> Width {
        Width::Two
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        self.write(ask, |_, _| {}, &mut ()).finish()
    }

    fn mentions(&self, ask: &Ask<'_>) -> Result<Vec<Mention>, String> {
        let mut mentions = Vec::new();
        let told = |row: usize, watch: &mut Vec<(class::Class, usize, usize)>| {
            mentions.extend(watch.drain(..).map(|(class, start, end)| Mention {
                row,
                start,
                end,
                class: class.name(),
            }));
        };
        self.write(ask, told, &mut Vec::new());
        Ok(mentions)
    }
}
