//! What is measured in one row: a body whose height and weight give its index, a test with its unit.

use super::super::build::{Whole, sort_of};
use super::super::definition::{Definition, sql, text};
use super::super::draft::{DraftColumn, DraftTable};
use super::super::types::Sort;
use super::super::words::words;
use super::takes;

/// Joins what a row says of measures.
pub(super) fn join(whole: &Whole<'_>, draft: &mut DraftTable) {
    body(whole, draft);
    test(whole, draft);
}

/// A measure of a body: the word, and the units in which it is what the formula takes.
const WEIGHT: (&str, &[&str]) = ("weight", &["kg", "kgs", "kilograms"]);
const HEIGHT: (&str, &[&str]) = ("height", &["cm", "cms", "centimeters", "centimetres"]);
const INDEX: (&str, &[&str]) = ("bmi", &[]);

/// The one column that is drawn as a measure.
fn measure(draft: &DraftTable, (word, units): (&str, &[&str])) -> Option<String> {
    let fits = |column: &&DraftColumn| {
        let name = words(&column.name);
        let last = name.last().map_or("", String::as_str);
        let said = last == word || (units.contains(&last) && name.iter().any(|w| w == word));
        said && !name.iter().any(|w| w == "birth")
            && ["number", "integer"].contains(&column.definition.kind())
    };
    let all: Vec<&DraftColumn> = draft.columns.iter().filter(fits).collect();
    match all[..] {
        [one] => Some(one.name.clone()),
        _ => None,
    }
}

/// Height and weight of one body, and the index that they give.
fn body(whole: &Whole<'_>, draft: &mut DraftTable) {
    let (Some(height), Some(weight)) = (measure(draft, HEIGHT), measure(draft, WEIGHT)) else { return };
    let index = measure(draft, INDEX);
    let fits = |name: &str, highest: i64| takes::numbers(whole, draft.position, name, highest);
    if !fits(&height, 195) || !fits(&weight, 145) || index.as_ref().is_some_and(|index| !fits(index, 38)) {
        return;
    }
    if let Some(column) = draft.column(&height) {
        column.definition.set("min", 145);
        column.definition.set("max", 195);
    }
    let metres = format!("(coalesce({}, 168) / 100.0)", sql(&height));
    computed(
        whole,
        draft,
        &weight,
        &format!("_body_index * {metres} * {metres}"),
        "of one body, by its height",
    );
    draft.hidden("_body_index", Definition::of("number").with("min", 18).with("max", 38).with("decimals", 1));
    if let Some(index) = index {
        let squared = format!("{metres} * {metres}");
        let formula = format!("coalesce({}, _body_index * {squared}) / ({squared})", sql(&weight));
        computed(whole, draft, &index, &formula, "weight by the square of height");
    }
}

/// Puts a formula in the place of a number that is drawn, rounded as the column takes it, and absent as that was.
fn computed(whole: &Whole<'_>, draft: &mut DraftTable, name: &str, formula: &str, why: &str) {
    let table = &whole.db.tables[draft.position];
    let Some(c) = table.column(name) else { return };
    let rounded = match sort_of(whole, draft.position, c) {
        Sort::Integer { .. } => format!("CAST(round({formula}) AS integer)"),
        Sort::Decimal { places, .. } => format!("round({formula}, {})", places.min(1)),
        _ => format!("round({formula}, 1)"),
    };
    let Some(column) = draft.column(name) else { return };
    let mut new = Definition::expr(&rounded);
    for key in ["null", "when"] {
        if let Some(value) = column.definition.get(key) {
            new.set(key, value);
        }
    }
    column.definition = new;
    column.why = why.to_owned();
    column.sure = Some(70);
}

/// Whether the last word of a name is one of these.
fn ends(name: &str, list: &[&str]) -> bool {
    words(name).last().is_some_and(|last| list.contains(&last.as_str()))
}

/// Whether a column holds a unit: of a name that says no more an apartment is guessed where nothing is measured.
fn unit(column: &DraftColumn) -> bool {
    ends(&column.name, &["unit", "units", "uom"]) && ["unit", "sentence"].contains(&column.definition.kind())
}

/// Whether a column holds the code or the name of a test.
fn codes(column: &DraftColumn) -> bool {
    ["loinc", "loinc_name"].contains(&column.definition.kind())
}

/// Whether a column says that the row is a test.
fn says(column: &DraftColumn) -> bool {
    let tested = ["value", "result", "test", "analyte", "reading", "measurement"];
    ends(&column.name, &tested) || codes(column)
}

/// How long the units of tests are at the most, in characters.
const LONGEST_UNIT: u32 = 11;

/// The code, the unit and the value of one laboratory test.
fn test(whole: &Whole<'_>, draft: &mut DraftTable) {
    let table = &whole.db.tables[draft.position];
    let value = |column: &DraftColumn| {
        let sort = table.column(&column.name).map(|c| sort_of(whole, draft.position, c));
        // A number with room for what any test gives.
        let roomy = match sort {
            Some(Sort::Decimal { digits, places }) => digits.saturating_sub(places) >= 5,
            Some(Sort::Float) => true,
            _ => false,
        };
        column.definition.kind() == "number"
            && roomy
            && !takes::is_checked(whole, draft.position, &column.name)
            && ends(&column.name, &["value", "result"])
    };
    let unit = |column: &DraftColumn| {
        unit(column) && takes::texts(whole, draft.position, &column.name, LONGEST_UNIT)
    };
    if !draft.columns.iter().any(unit) || !draft.columns.iter().any(says) {
        return;
    }
    let parts: Vec<(String, Option<&'static str>)> = draft
        .columns
        .iter()
        .filter_map(|column| {
            let kind = if unit(column) {
                Some("observation_unit")
            } else if value(column) {
                Some("observation_value")
            } else {
                return codes(column).then(|| (column.name.clone(), None));
            };
            Some((column.name.clone(), kind))
        })
        .collect();
    for (name, kind) in parts {
        let required =
            table.column(&name).is_some_and(|c| super::super::relations::not_null(whole.db, table, c));
        let Some(column) = draft.column(&name) else { continue };
        // A test without a unit has none; where there must be one, it is that of a share.
        if kind == Some("observation_unit") && required {
            column.definition = Definition::choice(&["mg/dL", "mmol/L", "g/dL", "U/L", "%"]);
            column.why = "what is measured has a unit".to_owned();
            continue;
        }
        if let Some(kind) = kind {
            let mut new = Definition::of(kind);
            for key in ["null", "when", "max_chars"] {
                if let Some(value) =
                    column.definition.get(key).filter(|_| kind != "observation_value" || key != "max_chars")
                {
                    new.set(key, value);
                }
            }
            column.definition = new;
            column.why = "of one test".to_owned();
            column.sure = Some(70);
        }
        column.definition.set("of", text("_obs"));
    }
    draft.hidden("_obs", Definition::of("observation"));
}
