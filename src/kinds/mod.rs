//! Kinds: the one place that knows what a value of a sort is.
//!
//! A [`Kind`] is an entry in a list: its name, its parameters, its inputs, where its facts come from, and how to build
//! a [`Maker`] from the settings of one column. A maker fills a column of a batch from an [`Ask`]: the rows, the
//! draws that they own, and the values of its inputs. It does not know where the draws come from, so that the same
//! maker serves generation (draws from the seed) and masking (draws from a keyed hash of the original).
//!
//! One file a family. A new kind is one entry in its family's list, and nothing else changes.

mod ask;
pub mod choice;
pub mod clinical;
mod column;
pub mod compound;
pub mod contact;
pub mod credential;
pub(crate) mod edges;
mod group;
pub mod identifier;
pub(crate) mod likeness;
pub mod masking;
pub mod number;
pub mod outbreak;
pub mod pattern;
pub mod person;
pub mod place;
mod settings;
mod spoil;
pub mod structure;
pub mod text;
pub mod time;

pub use ask::Ask;
pub(crate) use clinical::DiagnosisLaw;
pub use column::{TextColumn, Words, arrow_date, arrow_timestamp, timestamp_type};
pub use edges::Edges;
pub use group::Group;
pub use masking::{Laid, Masking, Read, Stand, Usual, given_for, is_laid, lay_over, surname_for};
pub(crate) use outbreak::offspring_of;
pub(crate) use person::kin::{Kinship, ROLES};
pub(crate) use person::{
    AGES, HISPANIC_OF, ORIGINS, Origin, Pyramid, RACE_WORDS, Shares, ages_of, hispanic_of, origin_of,
    payer_word, race_of, sex_of, shares_of,
};
pub(crate) use place::places_of;
pub use settings::{Fault, Settings, Value, parse_duration, weights_of};
pub use spoil::{Spoil, nickname, spoil};
pub use text::company_words;
pub(crate) use time::Delay;

use crate::draw::Width;
use crate::reference::Source;
use arrow::array::{ArrayRef, new_null_array};
use arrow::datatypes::DataType;
use std::ops::Range;

/// What a sort of value is, and how it is made.
pub struct Kind {
    /// The name in a schema file.
    pub name: &'static str,
    /// The family it belongs to, as the list of kinds groups them.
    pub family: Family,
    /// The version of its values: another number whenever a value changes.
    pub version: u32,
    /// What a value is, in one sentence.
    pub summary: &'static str,
    /// Its parameters: fixed for the column.
    pub params: &'static [Param],
    /// Its inputs: SQL expressions over the row, its ancestors' rows and `epoch`.
    pub inputs: &'static [Input],
    /// A column definition that works, as it stands in a schema file.
    pub example: &'static str,
    /// Where the facts come from: a regulation, an RFC, a table.
    pub source: &'static str,
    /// Whether a text could be the identifier of a real person or thing; `None` where no range is reserved for
    /// fiction, so that nothing can be said.
    pub could_be_real: Option<fn(&str) -> bool>,
    /// Names of columns that hold such values, in words of lower case (`first name`) that may stand anywhere in the column's name;
    /// after `=` the words are the whole name, and after `@person` or `@site` the table must be one of people or of places of care.
    pub names: &'static [&'static str],
    /// Whether a text looks like a value of this kind, real or not; `None` where values have no form of their own.
    pub recognise: Option<fn(&str) -> bool>,
    /// What masking knows of it.
    pub mask: Masking,
    /// Builds the maker of one column.
    pub build: Build,
}

impl Kind {
    /// What a kind is that says nothing: each entry states what differs, so that a new property touches only those that
    /// have it.
    pub const BLANK: Self = Self {
        name: "",
        family: Family::Structure,
        version: 1,
        summary: "",
        params: &[],
        inputs: &[],
        example: "",
        source: "",
        could_be_real: None,
        names: &[],
        recognise: None,
        mask: Masking::BLANK,
        build: Build::Structure,
    };

    /// Whether its stand-ins can be as many as the originals.
    pub fn is_numbered(&self) -> bool {
        let worded = matches!(self.name, "street" | "unit" | "city" | "county" | "address" | "facility_name");
        match self.mask.stand {
            Stand::Made => !worded,
            Stand::Mail
            | Stand::Token
            | Stand::Url
            | Stand::Host
            | Stand::Integer
            | Stand::Uuid
            | Stand::Listed => true,
            Stand::None | Stand::Given | Stand::Surname | Stand::FullName | Stand::Zip => false,
        }
    }

    /// How many values its maker has where nothing is stated; `None` where they are not numbered.
    pub fn count(&self) -> Option<u64> {
        let Build::Maker(build) = self.build else { return None };
        match build(&Settings::default()).ok()?.domain() {
            Domain::Counted(count) => Some(count),
            _ => None,
        }
    }

    /// The closed list of its values, where nothing is stated and it has one.
    pub fn list(&self) -> Option<Vec<String>> {
        let Build::Maker(build) = self.build else { return None };
        build(&Settings::default()).ok()?.values()
    }

    /// The same kind, with the names of columns that hold it.
    const fn named(self, names: &'static [&'static str]) -> Self {
        Self { names, ..self }
    }

    /// The same kind, with what masking knows of it.
    const fn masked(self, mask: Masking) -> Self {
        Self { mask, ..self }
    }

    /// The same kind, with the test of what looks like it.
    const fn recognised(self, recognise: fn(&str) -> bool) -> Self {
        Self { recognise: Some(recognise), ..self }
    }
}

/// How a kind comes to values.
#[derive(Clone, Copy)]
pub enum Build {
    /// By a maker built from the column's settings.
    Maker(fn(&Settings) -> Result<Box<dyn Maker>, Fault>),
    /// By the structure of the tables (parents, references, expressions): the plan does it.
    Structure,
}

/// Families of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Keys, parents, references, expressions, templates.
    Structure,
    /// What a person is and is called.
    Person,
    /// Where a place is.
    Place,
    /// How somebody is reached.
    Contact,
    /// Numbers that name a person or a thing.
    Identifier,
    /// What lets somebody in.
    Credential,
    /// Diagnoses, medications, observations, vaccines.
    Clinical,
    /// Dates and times.
    Time,
    /// Numbers.
    Number,
    /// Choices and constants.
    Choice,
    /// Words, sentences, notes and filler.
    Text,
    /// Arrays, rows, ranges and bytes, as Postgres writes them.
    Compound,
}

impl Family {
    /// The heading under which the family is listed.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Structure => "structure",
            Self::Person => "person",
            Self::Place => "place",
            Self::Contact => "contact point",
            Self::Identifier => "identifier",
            Self::Credential => "credential",
            Self::Clinical => "clinical",
            Self::Time => "time",
            Self::Number => "number",
            Self::Choice => "choice",
            Self::Text => "text",
            Self::Compound => "compound",
        }
    }
}

/// A parameter of a kind.
pub struct Param {
    /// The key in a schema file.
    pub name: &'static str,
    /// What may be written.
    pub shape: Shape,
    /// What it means, with its unit.
    pub summary: &'static str,
    /// What holds where it is not written; empty where it must be.
    pub default: &'static str,
    /// Whether it must be written.
    pub required: bool,
}

impl Param {
    /// A parameter that need not be written.
    pub const fn optional(
        name: &'static str,
        shape: Shape,
        default: &'static str,
        summary: &'static str,
    ) -> Self {
        Self { name, shape, summary, default, required: false }
    }

    /// A parameter that must be written.
    pub const fn required(name: &'static str, shape: Shape, summary: &'static str) -> Self {
        Self { name, shape, summary, default: "", required: true }
    }
}

/// What may be written for a parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A date.
    Date,
    /// A time of day, `08:30` or `08:30:00`.
    TimeOfDay,
    /// A span of time: `"180d"`, `"2w"`, `"36h"`, `"90m"`, `"30s"`, `"5y"`, `"6mo"`.
    Duration,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// A list of numbers.
    Numbers,
    /// Values with weights: a list, a table of value to weight, or `{ file = "…", column = "…", weight = "…" }`.
    Weights,
    /// For each value of an input a table of weights; `"*"` stands for every other value.
    WeightsBy,
    /// A law of numbers: `{ normal = { mean = …, sd = … } }` and its like.
    Law,
    /// Any value.
    Any,
}

impl Shape {
    /// The words for an error message: "expected …".
    pub fn expected(self) -> String {
        match self {
            Self::Text => "a text".into(),
            Self::Integer => "a whole number".into(),
            Self::Number => "a number".into(),
            Self::Boolean => "`true` or `false`".into(),
            Self::Date => "a date such as 2026-01-31".into(),
            Self::TimeOfDay => "a time of day such as 08:30:00".into(),
            Self::Duration => "a span of time such as \"180d\", \"36h\" or \"5y\"".into(),
            Self::OneOf(words) => format!("one of: {}", words.join(", ")),
            Self::Texts => "a list of texts".into(),
            Self::Numbers => "a list of numbers".into(),
            Self::Weights => "a list of values, a table of values with weights, or a file".into(),
            Self::WeightsBy => "a table of tables of weights, or a table of weights".into(),
            Self::Law => "a law such as { normal = { mean = 5, sd = 1 } }".into(),
            Self::Any => "a value".into(),
        }
    }
}

/// An input of a kind: an expression that is evaluated for each row.
pub struct Input {
    /// The key in a schema file.
    pub name: &'static str,
    /// The type that the maker gets.
    pub takes: Takes,
    /// What it means, and what happens where it is NULL or not given.
    pub summary: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// Kinds whose column is meant, should the row have one: for hints about inputs left unset.
    pub natural: &'static [&'static str],
}

/// The type of an input's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Text.
    Text,
    /// A 64-bit integer.
    Integer,
    /// A floating-point number.
    Number,
    /// True or false.
    Boolean,
    /// A date, in days since 1970.
    Date,
    /// A moment, in microseconds since 1970 in UTC; a date counts as its midnight.
    Moment,
    /// A place: a row of the table of places, from a column of kind `place`.
    Place,
    /// A condition with its value: a row of a clinical table, from a hidden column.
    Handle,
    /// What a row is in its group (a household, an outbreak), from a hidden column.
    Member,
}

impl Takes {
    /// The Arrow type of the input's array.
    pub fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Boolean => DataType::Boolean,
            Self::Date => DataType::Date32,
            Self::Moment => timestamp_type(),
            Self::Place | Self::Handle => DataType::UInt32,
            Self::Member => DataType::UInt64,
        }
    }
}

/// An identifier that a text mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The row, by its number in the batch.
    pub row: usize,
    /// The first byte of it in the text.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// What it is: one of [`Maker::classes`].
    pub class: &'static str,
}

/// How many values a maker can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Exactly this many, numbered from 0; unique values are drawn by permuting the numbers.
    Counted(u64),
    /// Every row its own by construction, however many there are (a serial, a UUID, an e-mail with the row's tail).
    Boundless,
    /// It depends on the row's inputs, or values repeat: the column cannot be unique.
    Open,
}

/// Makes the values of one column.
pub trait Maker: Send + Sync {
    /// The type of the column: `Utf8`, `Int64`, `Float64`, `Boolean`, `Date32`, `Timestamp(µs, UTC)`, `Decimal128`, or
    /// `UInt32` or `UInt64` for a hidden column that other kinds read.
    fn data_type(&self) -> DataType;

    /// How many words a row owns.
    fn width(&self) -> Width {
        Width::Two
    }

    /// Which rows are made together, because each depends on the inputs and draws of the others.
    fn group(&self) -> Group {
        Group::Alone
    }

    /// How many distinct values there are.
    fn domain(&self) -> Domain {
        Domain::Open
    }

    /// Whether a value that has a number depends on the row and its draws too.
    fn draws_beside_number(&self) -> bool {
        true
    }

    /// Whether the texts are as good as random, so that a codec that looks for repetitions finds none.
    fn is_random(&self) -> bool {
        false
    }

    /// All values, where they are few and known (a choice).
    fn values(&self) -> Option<Vec<String>> {
        None
    }

    /// Whether the text is JSON.
    fn is_json(&self) -> bool {
        false
    }

    /// How a value is drawn, in one sentence for `explain`.
    fn law(&self) -> String;

    /// The reference tables it reads.
    fn sources(&self) -> Vec<&'static Source> {
        Vec::new()
    }

    /// The classes of identifiers that its texts mention, in texts that are not identifiers as a whole.
    fn classes(&self) -> &'static [&'static str] {
        &[]
    }

    /// Where the texts that [`Maker::make`] makes of the same question mention somebody, row by row.
    ///
    /// # Errors
    /// As [`Maker::make`].
    fn mentions(&self, _ask: &Ask<'_>) -> Result<Vec<Mention>, String> {
        Ok(Vec::new())
    }

    /// The type of a database whose text form its values have, where that is not the one of its Arrow type, which `plain` names.
    fn sql_type(&self, _plain: &dyn Fn(&DataType) -> String) -> Option<String> {
        None
    }

    /// Of values that have fields the names of these and their types, which `plain` names where they are those of Arrow types.
    fn fields(&self, _plain: &dyn Fn(&DataType) -> String) -> Option<Vec<(String, String)>> {
        None
    }

    /// What is known of the edges of its values: each a case that is worth a test.
    fn edges(&self) -> Edges {
        Edges::None
    }

    /// Makes the edge of its values that each row is to show, by its number below that of [`Edges::Fitting`]; NULL where the
    /// row's inputs do not let it.
    ///
    /// # Errors
    /// As [`Maker::make`].
    fn make_edges(&self, ask: &Ask<'_>, _cases: &[usize]) -> Result<ArrayRef, String> {
        Ok(new_null_array(&self.data_type(), ask.len()))
    }

    /// Makes one value for each row that is asked for.
    ///
    /// # Errors
    /// A sentence without any value, where an input holds what the kind cannot work with.
    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String>;

    /// Makes the values of whole groups: each range of positions is one, and together they are all rows asked for.
    ///
    /// # Errors
    /// As [`Maker::make`], to which rows that are asked for without their group are each a group alone.
    fn make_groups(&self, ask: &Ask<'_>, _groups: &[Range<usize>]) -> Result<ArrayRef, String> {
        self.make(ask)
    }
}

/// Every kind, family by family.
pub fn all() -> impl Iterator<Item = &'static Kind> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// The kind of a name.
pub fn find(name: &str) -> Option<&'static Kind> {
    all().find(|kind| kind.name == name)
}

/// The lists of all families.
static FAMILIES: &[&[Kind]] = &[
    structure::KINDS,
    person::KINDS,
    person::kin::KINDS,
    place::KINDS,
    contact::KINDS,
    identifier::KINDS,
    credential::KINDS,
    pattern::KINDS,
    clinical::KINDS,
    outbreak::KINDS,
    time::KINDS,
    number::KINDS,
    choice::KINDS,
    text::KINDS,
    compound::KINDS,
];
