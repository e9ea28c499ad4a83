//! The types of a schema document: what the user wrote, with a place for every word.

use super::{Dirt, OrRate, Sql, Table};
use crate::error::{Sources, Spanned};

/// A whole schema: the file that was named, all it includes, and the user's files that it refers to.
///
/// Named kinds and `[defaults.columns]` are resolved already: a column's `kind` is one that no `[kinds]` entry
/// defines, and its arguments are complete, each with the place where it was written.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The texts that spans point into; the first is the schema itself.
    pub sources: Sources,
    /// What the schema is called.
    pub name: Option<Spanned<String>>,
    /// What it is for.
    pub description: Option<Spanned<String>>,
    /// The day on which the population is as stated, in days since 1970-01-01.
    pub epoch: Spanned<i32>,
    /// The day to which everything is drawn, in days since 1970-01-01; no as-of date may lie beyond it.
    pub horizon: Spanned<i32>,
    /// The seed to use where the command line names none.
    pub seed: Option<Spanned<u64>>,
    /// The generation of all kinds that the schema pins.
    pub generator: Option<Spanned<u32>>,
    /// The time zone of instants that are shown as local times.
    pub time_zone: Option<Spanned<String>>,
    /// Language and country of names and places, such as `en_US`.
    pub locale: Option<Spanned<String>>,
    /// Errors as real data has them.
    pub dirt: Option<OrRate<Dirt>>,
    /// Whether the spans of what texts mention are written beside the data.
    pub truth: Option<Spanned<bool>>,
    /// Whether the first rows of each table walk through the edge cases of its columns.
    pub edge_cases: Option<Spanned<bool>>,
    /// Types that are made in a database, by name.
    pub types: Vec<(Spanned<String>, Spanned<Sql>)>,
    /// The tables in the order of the file, those of included files after.
    pub tables: Vec<Table>,
    /// The user's files that columns and fixed rows refer to, each once, in the order of their first mention.
    pub files: Vec<File>,
}

impl Document {
    /// The user file that was read for a path, as it is written in the schema.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// A file of the user's that the schema refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path as it is written in the schema.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// BLAKE3 of the text with line ends as `\n`, as hexadecimal digits.
    pub digest: String,
}
