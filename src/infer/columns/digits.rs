//! Identifiers of digits alone, whose stand-ins must be digits too: whatever reads the column reads numbers; and codes of one
//! form, whose stand-ins have it.

use super::super::definition::{Definition, text};
use super::super::sample::ColumnSample;
use super::super::types::Sort;
use super::of_kind;
use crate::kinds::{self, Kind, Shape, Usual};

/// Kinds whose stand-ins are digits anyway.
const ANYWAY: &[&str] = &["npi", "nhs_number", "gtin", "serial"];

/// A kind whose stand-ins are written as the values of a sample are.
pub(super) fn as_written(kind: &'static Kind, sort: &Sort, sample: &ColumnSample) -> Definition {
    let definition = of_kind(kind.name, sort);
    let replaced = kind.mask.class.is_some() && kind.mask.safe_harbor == Usual::Surrogate;
    let Some(most) = sample.forms.digits().filter(|_| replaced) else {
        return if replaced { formed(kind, definition, sample) } else { definition };
    };
    // The last four digits are another number, with a form of its own.
    if most <= 4 && kind.name == "ssn" {
        return definition.with("format", text("last4"));
    }
    // Numbers of another length are those of another country, or of the house.
    let lengths = match kind.name {
        "ssn" | "ein" | "itin" => 9..=9,
        "npi" | "nhs_number" => 10..=10,
        "phone" | "fax" => 7..=15,
        _ => 1..=u32::MAX,
    };
    let pattern = text(&format!("[0-9]{{{most}}}"));
    let other = format!("{{ action = \"usual\", kind = \"pattern\", pattern = {pattern} }}");
    if !lengths.contains(&most) {
        return definition.with("mask", other);
    }
    if ANYWAY.contains(&kind.name) {
        return definition;
    }
    let takes = |name: &str| kind.params.iter().find(|param| param.name == name).map(|param| param.shape);
    match takes("format") {
        Some(Shape::OneOf(forms)) if forms.contains(&"e164") && sample.forms.has_plus() => {
            definition.with("format", text("e164"))
        }
        Some(Shape::OneOf(forms)) if forms.contains(&"digits") => definition.with("format", text("digits")),
        _ if takes("prefix").is_some() && takes("digits").is_some() => {
            definition.with("prefix", text("")).with("digits", most.clamp(2, 18)).with("check", text("none"))
        }
        _ if takes("pattern").is_some() => definition.with("pattern", pattern),
        _ => definition.with("mask", other),
    }
}

/// Kinds of numbers that every house writes in a form of its own.
const HOUSES: &[&str] =
    &["mrn", "member_id", "account_number", "drivers_license", "license_plate", "device_id"];

/// A code whose stand-ins have the one form of its values.
fn formed(kind: &Kind, definition: Definition, sample: &ColumnSample) -> Definition {
    let Some(pattern) = sample.forms.pattern().filter(|_| HOUSES.contains(&kind.name)) else {
        return definition;
    };
    let pattern = text(&pattern);
    match kind.params.iter().any(|param| param.name == "pattern") {
        true => definition.with("pattern", pattern),
        false => definition.with(
            "mask",
            format!("{{ action = \"usual\", kind = \"pattern\", pattern = {pattern}, apart = true }}"),
        ),
    }
}

/// A number of the house, by the name of its kind.
pub(super) fn of_house(kind: &str, sort: &Sort, sample: &ColumnSample) -> Definition {
    kinds::find(kind).map_or_else(|| of_kind(kind, sort), |kind| as_written(kind, sort, sample))
}
