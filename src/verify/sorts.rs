//! What a column is held to be: the sort of its values, and what should have become of them.

use crate::kinds::{Family, Kind};

/// Sorts of values that identify somebody, alone or with others; each is compared in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A given name.
    Given,
    /// A family name.
    Surname,
    /// A whole name of a person.
    Person,
    /// The name of a company or a site.
    Named,
    /// A city or a county.
    Place,
    /// A street with its number, or a whole address.
    Street,
    /// A number or a code that names somebody.
    Number,
    /// The key of a row.
    Key,
    /// A mail address, a URL, a host.
    Web,
    /// A date or a moment.
    Date,
    /// An age.
    Age,
    /// A postal code.
    Zip,
    /// A coordinate.
    Point,
    /// Free text.
    Text,
}

impl Sort {
    /// The sort of a kind's values; `None` where they identify nobody.
    pub fn of(kind: &Kind) -> Option<Self> {
        let class = kind.mask.class?;
        Some(match (kind.name, kind.family, class) {
            ("first_name" | "middle_name" | "nickname", ..) => Self::Given,
            ("last_name", ..) => Self::Surname,
            ("full_name", ..) => Self::Person,
            ("serial" | "reference" | "parent", ..) => Self::Key,
            ("age", ..) => Self::Age,
            ("latitude" | "longitude", ..) => Self::Point,
            ("zip", ..) => Self::Zip,
            ("street" | "unit" | "address" | "full_address", ..) => Self::Street,
            (_, Family::Place, _) => Self::Place,
            (_, Family::Text, 'R') if kind.mask.stand == crate::kinds::Stand::None => Self::Text,
            (_, Family::Time, _) | (_, _, 'C') => Self::Date,
            (_, _, 'F' | 'N') => Self::Web,
            (_, _, 'A') => Self::Named,
            _ => Self::Number,
        })
    }

    /// What such a value is called.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Given => "given name",
            Self::Surname => "family name",
            Self::Person => "name",
            Self::Named => "name of a company or a site",
            Self::Place => "place",
            Self::Street => "street",
            Self::Number => "number",
            Self::Key => "key",
            Self::Web => "mail or web address",
            Self::Date => "date",
            Self::Age => "age",
            Self::Zip => "postal code",
            Self::Point => "coordinate",
            Self::Text => "text",
        }
    }

    /// Whether a value is made of words that are names.
    pub const fn is_name(self) -> bool {
        matches!(self, Self::Given | Self::Surname | Self::Person | Self::Named | Self::Place)
    }
}

/// What is left of a value that was generalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The year.
    Year,
    /// The year and the month.
    Month,
    /// An age, 90 and more as 90.
    Ages,
    /// A band of ages.
    AgeBand,
    /// Three digits of a postal code.
    Zip3,
    /// A state.
    State,
}

/// What should have become of the values of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expect {
    /// Nobody says.
    #[default]
    Unknown,
    /// They stay.
    Kept,
    /// Each has a stand-in.
    Replaced,
    /// Dates move by whole weeks.
    Shifted,
    /// A part of them is left.
    Part(Part),
    /// No value is left.
    Gone,
    /// A text, treated as text is.
    Text,
    /// Something else, computed or constant.
    Other,
}

/// What is known of a column before it is read.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Whether a schema lists it, so that its name is nobody's.
    pub listed: bool,
    /// The name of its kind; empty where it is not known.
    pub kind: &'static str,
    /// The sort of its values, where they identify.
    pub sort: Option<Sort>,
    /// What should have become of them.
    pub expect: Expect,
    /// Whether it helps to single somebody out together with others.
    pub quasi: bool,
    /// Whether it says something that nobody should learn: a diagnosis, a drug.
    pub sensitive: bool,
    /// Whether somebody accepted that its values survive in it.
    pub accepted: bool,
    /// Whether what takes the place of its values has a form of its own, as a token has.
    pub formless: bool,
    /// Whether no value comes twice.
    pub unique: bool,
    /// Whether a value that is none of its kind becomes NULL.
    pub may_null: bool,
    /// Values that stand for nothing and may stay.
    pub placeholders: Vec<String>,
    /// Columns with the same number have the same stand-in for the same original.
    pub group: Option<usize>,
    /// The column that this one refers to, by the name of its table and its own.
    pub refers: Option<(String, String)>,
}

impl Told {
    /// Whether the values identify somebody.
    pub fn identifies(&self) -> bool {
        self.sort.is_some()
    }
}

/// The columns of a comparison: those of the same table and name have the same number on both sides.
#[derive(Default)]
pub struct Columns {
    list: Vec<Column>,
}

/// A column of a comparison.
#[derive(Clone, Debug)]
pub struct Column {
    /// The table, or what stands beside tables.
    pub table: String,
    /// Its name.
    pub name: String,
    /// What is known of it.
    pub told: Told,
    /// Whether it is of a table.
    pub of_table: bool,
}

impl Column {
    /// `table.column`.
    pub fn label(&self) -> String {
        if self.of_table {
            format!("{}.{}", self.table, self.name)
        } else {
            format!("{} of {}", self.name, self.table)
        }
    }
}

impl Columns {
    /// The number of a column; what is known of it is asked for when it is new.
    pub fn find(&mut self, table: &str, name: &str, of_table: bool, told: impl FnOnce() -> Told) -> usize {
        let known =
            self.list.iter().position(|c| c.name == name && c.table == table && c.of_table == of_table);
        known.unwrap_or_else(|| {
            self.list.push(Column { table: table.to_owned(), name: name.to_owned(), told: told(), of_table });
            self.list.len() - 1
        })
    }

    /// A column.
    pub fn get(&self, at: usize) -> &Column {
        &self.list[at]
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Column)> {
        self.list.iter().enumerate()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
