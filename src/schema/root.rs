//! One schema file as it is written, before what it includes is read and names are resolved.

use super::dirt::{Dirt, OrRate};
use super::growth::Horizon;
use super::keys::{Decode, keyed, property};
use super::reader::{Node, Reader};
use super::scalar::Day;
use super::sql::Sql;
use super::{Column, Table};
use crate::error::{Problem, Spanned};
use schemars::{JsonSchema as _, Schema, SchemaGenerator, json_schema};

keyed! {
    /// A schema of placebo: tables of fictitious health data, or the tables that are to be masked.
    #[derive(Clone, Debug, Default)]
    pub(super) struct Root {
        apart {}
        keys {
            /// What the schema is called.
            name: Option<Spanned<String>>,
            /// What it is for.
            description: Option<Spanned<String>>,
            /// The day on which the population is as stated; 2026-01-01 unless stated.
            epoch: Option<Spanned<Day>>,
            /// The day to which everything is drawn, as a date or as a span after the epoch such as 1y; the epoch unless stated.
            /// No as-of date may lie beyond it.
            horizon: Option<Spanned<Horizon>>,
            /// The seed to use where the command line names none.
            seed: Option<Spanned<u64>>,
            /// The generation of all kinds that the schema pins.
            generator: Option<Spanned<u32>>,
            /// The time zone of instants that are shown as local times, such as America/New_York.
            time_zone: Option<Spanned<String>>,
            /// Language and country of names and places, such as en_US.
            locale: Option<Spanned<String>>,
            /// Errors as real data has them, a share of cells or a table; none unless stated here, in a table, a column, or by
            /// `--dirt`.
            dirt: Option<OrRate<Dirt>>,
            /// Whether the spans of all identifiers that texts mention are written beside the data, as `--truth` asks.
            truth: Option<Spanned<bool>>,
            /// Whether the first 192 rows of each table walk through the edge cases of its columns, as `--edge-cases` asks.
            edge_cases: Option<Spanned<bool>>,
            /// Other schema files with tables, kinds and defaults: paths or patterns, from the schema's folder.
            include: Vec<Spanned<String>>,
            /// What columns are that do not say it themselves.
            defaults: Option<Defaults>,
            /// Kinds under names of your own: another kind with its parameters.
            kinds: Definitions,
            /// Types that `--create` makes in a database, by name: an ENUM, a RANGE, fields in parentheses, or what a domain stands on.
            types: Vec<(Spanned<String>, Spanned<Sql>)>,
            /// The tables.
            tables: Vec<Table>,
        }
    }
}

/// The keys of a schema that a file which is included cannot have.
pub(super) const OF_THE_WHOLE: &[&str] = &[
    "name",
    "description",
    "epoch",
    "horizon",
    "seed",
    "generator",
    "time_zone",
    "locale",
    "dirt",
    "truth",
    "edge_cases",
];

keyed! {
    /// What columns are that do not say it themselves.
    #[derive(Clone, Debug, Default)]
    pub(super) struct Defaults {
        apart {}
        keys {
            /// Columns by name, or by a pattern with an asterisk such as *_count.
            columns: Definitions,
        }
    }
}

/// Named definitions of columns: named kinds, or defaults by name or pattern.
#[derive(Clone, Debug, Default)]
pub(super) struct Definitions(pub(super) Vec<Column>);

impl Decode for Definitions {
    fn decode(reader: &mut Reader<'_>, key: &str, node: &Node<'_>) -> Option<Self> {
        const MOST: usize = 1_000;
        let columns = <Vec<Column>>::decode(reader, key, node)?;
        if let Some(column) = columns.get(MOST) {
            let problem = Problem::new(column.name.span, format!("more than {MOST} definitions in `{key}`"));
            reader.report(problem);
        }
        for column in &columns {
            reader.check_name(if key == "kinds" { "kind" } else { "default" }, &column.name);
        }
        Some(Self(columns))
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        // The same keys as a column's; what the kind requires may be stated by the columns themselves.
        if !generator.definitions().contains_key("Definition") {
            let shape = Column::json_schema(generator);
            let shape = property(shape, "The definition of columns: any key of a column.");
            generator.definitions_mut().insert("Definition".to_owned(), shape);
        }
        json_schema!({ "type": "object", "additionalProperties": { "$ref": "#/$defs/Definition" } })
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}
