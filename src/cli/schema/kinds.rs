//! `placebo schema kinds`: every kind by family, or all about one.

use super::ListFormat;
use super::listing::pretty;
use crate::cli::numbers::grouped;
use crate::cli::{Answer, dates, load, terminal};
use crate::error::{Error, Result, nearest};
use crate::kinds::{self, Build, Domain, Input, Kind, Maker, Param, Settings, Shape};
use crate::plan::{Options, Source};
use crate::schema::{self, InputDoc, KindDoc, NoFiles, ParamDoc};
use serde_json::{Value, json};

/// List the kinds of columns, or document one
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:
  placebo schema kinds                    every kind, family by family
  placebo schema kinds first_name         what it is, its parameters and inputs, an example, its source
  placebo schema kinds --format json")]
pub(super) struct Args {
    /// The kind to document [default: list them all]
    name: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
}

pub(super) fn run(args: &Args) -> Result<Answer> {
    let text = match (&args.name, args.format) {
        (None, ListFormat::Text) => list(),
        (None, ListFormat::Json) => pretty(&kinds::all().map(as_json).collect::<Vec<_>>().into())?,
        (Some(name), ListFormat::Text) => document(need(name)?),
        (Some(name), ListFormat::Json) => pretty(&as_json(need(name)?))?,
    };
    terminal::print(&text)?;
    Ok(Answer::Yes)
}

fn need(name: &str) -> Result<&'static Kind> {
    kinds::find(name).ok_or_else(|| {
        let error = Error::usage(format!("there is no kind `{name}`"));
        match nearest(name, kinds::all().map(|kind| kind.name)) {
            Some(near) => error.hint(format!("there is `{near}`")),
            None => error.hint("placebo schema kinds lists them all"),
        }
    })
}

fn list() -> String {
    let width = kinds::all().map(|kind| kind.name.len()).max().unwrap_or(0);
    let mut families: Vec<_> = kinds::all().map(|kind| kind.family).collect();
    families.sort();
    families.dedup();
    let mut text = String::new();
    for family in families {
        text.push_str(&format!("{}\n", family.heading()));
        for kind in kinds::all().filter(|kind| kind.family == family) {
            text.push_str(&format!("  {:width$}  {}\n", kind.name, kind.summary));
        }
        text.push('\n');
    }
    text.push_str("placebo schema kinds NAME documents one of them.\n");
    text
}

/// All about one kind.
fn document(kind: &Kind) -> String {
    let mut text =
        format!("{} ({}, version {})\n\n{}\n", kind.name, kind.family.heading(), kind.version, kind.summary);
    text.push_str(&format!("\nExample:\n  {}\n", kind.example));
    if !kind.params.is_empty() {
        text.push_str("\nParameters:\n");
        kind.params.iter().for_each(|param| text.push_str(&param_text(param)));
    }
    if !kind.inputs.is_empty() {
        text.push_str("\nInputs, each an SQL expression over the row and the rows above it:\n");
        kind.inputs.iter().for_each(|input| text.push_str(&input_text(input)));
    }
    let sample = example_of(kind).map(|maker| ("the example", maker));
    if let Some((which, maker)) = sample.or_else(|| Some(("its defaults", plain(kind)?))) {
        text.push_str(&format!("\nCapacity with {which}: {}\n", domain_text(maker.domain())));
        text.push_str(&format!("Law with {which}: {}\n", maker.law()));
        for source in maker.sources() {
            text.push_str(&format!(
                "Reads {} ({} rows; {}; {})\n",
                source.file,
                grouped(source.rows as u64),
                source.origin,
                source.licence
            ));
        }
    }
    text.push_str(match kind.could_be_real {
        Some(_) => "\nFiction: every value lies in a range that is not issued; whether a value could be real can be told.\n",
        None => "\nFiction: no range is reserved for values of this kind, so one may coincide with somebody's.\n",
    });
    if !kind.source.is_empty() {
        text.push_str(&format!("Source: {}\n", kind.source));
    }
    text
}

fn param_text(param: &Param) -> String {
    let must = match (param.required, param.default) {
        (true, _) => "; required".to_owned(),
        (false, "") => String::new(),
        (false, default) => format!("; default: {default}"),
    };
    format!("  {}: {}{must}\n      {}\n", param.name, param.shape.expected(), param.summary)
}

fn input_text(input: &Input) -> String {
    let must = if input.required { "; required" } else { "" };
    let natural = match input.natural {
        [] => String::new(),
        kinds => format!(" (a column of kind {})", kinds.join(" or ")),
    };
    let takes = format!("{:?}", input.takes).to_lowercase();
    format!("  {}: {takes}{must}{natural}\n      {}\n", input.name, input.summary)
}

/// How many values there are, in words.
pub(in crate::cli) fn domain_text(domain: Domain) -> String {
    match domain {
        Domain::Counted(n) => format!("{} values", grouped(n)),
        Domain::Boundless => "no limit: every row has its own".to_owned(),
        Domain::Open => "values repeat, or depend on the row's inputs".to_owned(),
    }
}

/// The maker of a kind's example, where the example stands on no other column.
fn example_of(kind: &Kind) -> Option<Box<dyn Maker>> {
    let text = format!("[tables.example]\nrows = 1\n[tables.example.columns]\n{}\n", kind.example);
    let document = schema::parse("example", &text, &NoFiles).ok()?;
    let mut plan = load::plan(&document, &Options::default(), 1).ok()?;
    let columns = plan.tables.pop()?.columns;
    let column = columns.into_iter().rfind(|column| column.kind.is_some_and(|k| k.name == kind.name))?;
    match column.source {
        Source::Maker { maker, .. } => Some(maker),
        _ => None,
    }
}

/// The maker of a kind for which nothing is stated, where nothing must be.
fn plain(kind: &Kind) -> Option<Box<dyn Maker>> {
    let Build::Maker(build) = kind.build else { return None };
    let settings = Settings {
        epoch: dates::read_day("2026-01-01").ok()?,
        locale: "en_US".to_owned(),
        time_zone: "UTC".to_owned(),
        ..Settings::default()
    };
    build(&settings).ok()
}

fn as_json(kind: &Kind) -> Value {
    let param = |param: &Param| {
        json!({
            "name": param.name, "expects": param.shape.expected(), "required": param.required,
            "default": param.default, "summary": param.summary,
        })
    };
    let input = |input: &Input| {
        json!({
            "name": input.name, "takes": format!("{:?}", input.takes).to_lowercase(),
            "required": input.required, "summary": input.summary, "natural": input.natural,
        })
    };
    json!({
        "name": kind.name,
        "family": kind.family.heading(),
        "version": kind.version,
        "summary": kind.summary,
        "params": kind.params.iter().map(param).collect::<Vec<_>>(),
        "inputs": kind.inputs.iter().map(input).collect::<Vec<_>>(),
        "example": kind.example,
        "source": kind.source,
        "fiction_can_be_tested": kind.could_be_real.is_some(),
    })
}

/// Every kind as the JSON Schema of schema files tells of it.
pub(super) fn docs() -> Vec<KindDoc> {
    let param = |param: &Param| ParamDoc {
        name: param.name.to_owned(),
        summary: match param.default {
            "" => param.summary.to_owned(),
            default => format!("{} Default: {default}.", param.summary),
        },
        schema: shape_schema(param.shape),
        required: param.required,
    };
    let input = |input: &Input| InputDoc {
        name: input.name.to_owned(),
        summary: input.summary.to_owned(),
        required: input.required,
    };
    kinds::all()
        .map(|kind| KindDoc {
            name: kind.name.to_owned(),
            summary: kind.summary.to_owned(),
            params: kind.params.iter().map(param).collect(),
            inputs: kind.inputs.iter().map(input).collect(),
        })
        .collect()
}

/// The JSON Schema of a parameter's value. Dates and times may be TOML's own, which editors show as texts.
fn shape_schema(shape: Shape) -> Value {
    match shape {
        Shape::Text | Shape::Date | Shape::TimeOfDay => json!({ "type": "string" }),
        Shape::Integer => json!({ "type": "integer" }),
        Shape::Number => json!({ "type": "number" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Duration => json!({ "type": "string", "examples": ["180d", "36h", "5y"] }),
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Shape::Numbers => json!({ "type": "array", "items": { "type": "number" } }),
        Shape::Weights => json!({ "type": ["array", "object"] }),
        Shape::WeightsBy | Shape::Law => json!({ "type": "object" }),
        Shape::Any => json!({}),
    }
}
