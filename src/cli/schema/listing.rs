//! `placebo schema list`, `show` and `json-schema`.

use super::{ListFormat, kinds};
use crate::cli::{Answer, presets, terminal};
use crate::error::{Error, Result};
use crate::schema::{self, NoFiles};
use serde_json::json;

/// List the presets
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo schema list
  placebo schema list --format json")]
pub(super) struct ListArgs {
    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
}

/// Print a preset: a schema to begin from
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo schema show caseload > placebo.toml   begin a schema of your own")]
pub(super) struct ShowArgs {
    /// The preset
    name: String,
}

/// Print the JSON Schema of schema files, for editors
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo schema json-schema > placebo.schema.json

An editor with a TOML language server completes and checks a schema file whose first line is
  #:schema ./placebo.schema.json")]
pub(super) struct JsonSchemaArgs {}

pub(super) fn list(args: &ListArgs) -> Result<Answer> {
    let mut presets = Vec::new();
    for preset in presets::PRESETS {
        let document = schema::parse(preset.name, preset.text, &NoFiles)?;
        let tables: Vec<String> = document.tables.iter().map(|table| table.name.value.clone()).collect();
        let description = document.description.map_or_else(String::new, |text| text.value);
        presets.push((preset.name, description, tables));
    }
    let text = match args.format {
        ListFormat::Text => {
            let line = |(name, description, tables): &(&str, String, Vec<String>)| {
                format!("{name}\n  {description}\n  tables: {}\n", tables.join(", "))
            };
            presets.iter().map(line).collect()
        }
        ListFormat::Json => pretty(&json!(
            presets
                .iter()
                .map(|(name, description, tables)| {
                    json!({ "name": name, "description": description, "tables": tables })
                })
                .collect::<Vec<_>>()
        ))?,
    };
    terminal::print(&text)?;
    Ok(Answer::Yes)
}

pub(super) fn show(args: &ShowArgs) -> Result<Answer> {
    terminal::print(presets::need(&args.name)?.text)?;
    Ok(Answer::Yes)
}

pub(super) fn json_schema(_: &JsonSchemaArgs) -> Result<Answer> {
    terminal::print(&json_schema_text()?)?;
    Ok(Answer::Yes)
}

/// The JSON Schema of schema files, as it is kept in `schemas/placebo.schema.json`.
pub(super) fn json_schema_text() -> Result<String> {
    pretty(&schema::json_schema(&kinds::docs()))
}

/// JSON as text, ending in a line feed.
pub(super) fn pretty(value: &serde_json::Value) -> Result<String> {
    serde_json::to_string_pretty(value)
        .map(|text| text + "\n")
        .map_err(|_dropped| Error::bug("a listing could not be written as JSON"))
}
