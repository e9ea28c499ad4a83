//! What a report looks like, as text and as HTML: headings, sentences, tables and charts, without any meaning.
//!
//! A page is one file that needs nothing else: its style stands in it, charts are SVG drawn here, nothing is fetched and
//! nothing runs; its content security policy says so to the browser. Whatever a caller puts in is text, and is escaped.

mod chart;
mod html;
#[cfg(test)]
mod tests;
mod text;

/// A report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Its title.
    pub title: String,
    /// What it says first: sentences, one a paragraph.
    pub lead: Vec<String>,
    /// Its parts.
    pub sections: Vec<Section>,
}

/// A part of a report under a heading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands under it.
    pub blocks: Vec<Block>,
}

/// One thing in a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A table.
    Table(Table),
    /// A chart, which a text leaves out.
    Chart(Chart),
    /// A line to sign, under what is signed.
    Sign(String),
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The heads of the columns; those of numbers stand on the right.
    pub head: Vec<Head>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// The head of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Its words.
    pub name: String,
    /// Whether numbers stand under it.
    pub number: bool,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// A cell for each head.
    pub cells: Vec<String>,
    /// How it is meant.
    pub mark: Mark,
}

/// How something is meant, for colour and for a sign in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
}

/// A chart that compares what was found with what was expected.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Two sides of bars back to back, the first class at the bottom: a population pyramid.
    Pyramid {
        /// What it shows.
        title: String,
        /// The names of the two sides.
        sides: [String; 2],
        /// The classes, from the bottom up, each with what was found on both sides and what was expected.
        classes: Vec<PyramidClass>,
    },
    /// Bars with a mark where each was expected to end.
    Bars {
        /// What it shows.
        title: String,
        /// What bars and marks are.
        key: &'static str,
        /// The bars from the top down.
        bars: Vec<Bar>,
    },
}

/// What bars and marks are where what was found is compared with what was expected.
pub const FOUND: &str = "Bars: found; lines: expected.";

/// What bars and marks are where what came out is compared with what came in.
pub const AFTER: &str = "Bars: after; lines: before.";

/// A class of a pyramid.
#[derive(Clone, Debug, PartialEq)]
pub struct PyramidClass {
    /// Its name.
    pub name: String,
    /// The shares that were found, on the left and on the right.
    pub found: [f64; 2],
    /// The shares that were expected.
    pub expected: [f64; 2],
}

/// A bar of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// The share that was found.
    pub found: f64,
    /// The share that was expected, where something was.
    pub expected: Option<f64>,
}

impl Table {
    /// A table without rows; a head that begins with `#` is one of numbers.
    #[must_use]
    pub fn new(heads: &[&str]) -> Self {
        let head = |name: &&str| match name.strip_prefix('#') {
            Some(rest) => Head { name: rest.to_owned(), number: true },
            None => Head { name: (*name).to_owned(), number: false },
        };
        Self { head: heads.iter().map(head).collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, mark: Mark, cells: impl IntoIterator<Item = String>) {
        self.rows.push(Row { cells: cells.into_iter().collect(), mark });
    }
}

impl Report {
    /// The report as text for a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        text::write(self)
    }

    /// The report as one page of HTML that needs nothing else.
    #[must_use]
    pub fn html(&self) -> String {
        html::write(self)
    }
}
