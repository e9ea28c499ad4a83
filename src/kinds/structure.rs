//! Kinds that come out of the structure of the tables; documented here, made by the plan.

use super::{Build, Family, Input, Kind, Param, Shape, Takes};
use crate::kinds::masking::{Masking, Read, Stand, Usual};

const fn structure(
    name: &'static str,
    summary: &'static str,
    params: &'static [Param],
    inputs: &'static [Input],
    example: &'static str,
) -> Kind {
    Kind {
        name,
        family: Family::Structure,
        version: 1,
        summary,
        params,
        inputs,
        example,
        source: "",
        build: Build::Structure,
        ..Kind::BLANK
    }
}

const SERIAL: Masking = Masking::surrogate('R', Read::Integer, Stand::Integer);
const DERIVED: Masking =
    Masking { safe_harbor: Usual::Derive, pseudonymised: Usual::Derive, ..Masking::BLANK };

/// The kinds of this family.
pub static KINDS: &[Kind] = &[
    Kind {
        mask: SERIAL,
        ..structure(
            "serial",
            "Numbers the rows from `start` in steps; unique by itself.",
            &[
                Param::optional("start", Shape::Integer, "1", "The number of the first row."),
                Param::optional("step", Shape::Integer, "1", "What each row adds."),
            ],
            &[],
            r#"id = { kind = "serial", primary_key = true }"#,
        )
    },
    structure(
        "parent",
        "Takes a column of the row's parent, or of an ancestor further up: its key.",
        &[
            Param::required("column", Shape::Text, "The column to take."),
            Param::optional("table", Shape::Text, "the parent table", "Which ancestor."),
        ],
        &[],
        r#"patient_id = { kind = "parent", column = "id" }"#,
    ),
    structure(
        "reference",
        "Refers to a row of a table: takes the value of one of its columns. Of a table whose rows enter, leave or retire, to one that \
         is there when the row itself enters; NULL once that has left.",
        &[
            Param::required(
                "table",
                Shape::Text,
                "The table referred to; its own name refers to earlier rows of it.",
            ),
            Param::required("column", Shape::Text, "The column to take."),
            Param::optional("law", Shape::OneOf(&["uniform", "zipf"]), "uniform", "How rows are picked."),
            Param::optional(
                "exponent",
                Shape::Number,
                "1.1",
                "Zipf's exponent: the larger, the hotter the hot rows.",
            ),
            Param::optional(
                "within",
                Shape::Text,
                "",
                "An ancestor that both tables share: only rows under the same ancestor are referred to; NULL where there is none.",
            ),
            Param::optional(
                "distinct",
                Shape::Boolean,
                "false",
                "Whether siblings refer to different rows (join tables).",
            ),
            Param::optional(
                "none",
                Shape::OneOf(&["null", "self"]),
                "null",
                "What a row of the own table is that finds no earlier row to refer to: NULL, or a reference to itself.",
            ),
            Param::optional(
                "same_row_as",
                Shape::Text,
                "",
                "Another reference column of this row: the same row of the table is taken (composite foreign keys).",
            ),
        ],
        &[
            Input {
                name: "row",
                takes: Takes::Integer,
                summary: "The row, by its number from 0, instead of one that is drawn; also a later row of its own table. NULL, \
                      and a number that no row has, or only one that is not there when this row enters, gives NULL.",
                required: false,
                natural: &[],
            },
            Input {
                name: "until",
                takes: Takes::Moment,
                summary: "A moment before which the row referred to neither leaves nor retires; the row's own entry where it is NULL or \
                      not given.",
                required: false,
                natural: &[],
            },
            Input {
                name: "nth",
                takes: Takes::Integer,
                summary: "With `within`: which of the rows under the ancestor, by its number from 1, instead of one that is drawn; NULL \
                      where there is no such row, or it is not there yet. Where it is NULL itself, a row is drawn.",
                required: false,
                natural: &[],
            },
        ],
        r#"worker_id = { kind = "reference", table = "workers", column = "id" }"#,
    ),
    structure(
        "arrival",
        "The day on which the row, or the row at the root above it, arrives in a table that grows; NULL for what is there at the epoch.",
        &[],
        &[],
        r#"arrived_on = { kind = "arrival" }"#,
    ),
    structure(
        "ordinal",
        "Numbers the children of a parent, from `start`.",
        &[Param::optional("start", Shape::Integer, "1", "The number of the first child.")],
        &[],
        r#"line_no = { kind = "ordinal" }"#,
    ),
    Kind {
        mask: DERIVED,
        ..structure(
            "expr",
            "Computes a value from others by an SQL expression; written as `expr = \"…\"` without a kind.",
            &[],
            &[],
            r#"full_name = { expr = "first_name || ' ' || last_name" }"#,
        )
    },
    structure(
        "template",
        "Fills the braces of a text with expressions over the row; NULL where one of them is NULL.",
        &[Param::required(
            "template",
            Shape::Text,
            "The text; `{expression}` is filled, `{{` and `}}` are braces.",
        )],
        &[],
        r#"label = { kind = "template", template = "Case {case_number} ({status})" }"#,
    ),
    structure(
        "json",
        "Builds a JSON object or array from expressions over the row; a text is an expression, tables and lists nest.",
        &[
            Param::required(
                "value",
                Shape::Any,
                "The object (a table) or array (a list); constants as { value = … }.",
            ),
            Param::optional(
                "skip_null",
                Shape::Boolean,
                "false",
                "Whether members that are NULL are left out.",
            ),
        ],
        &[],
        r#"payload = { kind = "json", value = { id = "id", tags = ["status", "priority"] } }"#,
    ),
];
