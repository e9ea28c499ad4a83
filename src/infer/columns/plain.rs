//! What names say of numbers and codes that tell of nobody: amounts, and codes of lists that everybody has.

use super::super::sample::ColumnSample;
use super::Facts;

/// Words of what is measured, counted or paid: a number that is called so numbers nobody, though no two rows share it.
const MEASURED: &[&str] = &[
    "amount",
    "amt",
    "altitude",
    "average",
    "avg",
    "balance",
    "bytes",
    "calories",
    "capacity",
    "charge",
    "charges",
    "clicks",
    "cost",
    "count",
    "dist",
    "distance",
    "dose",
    "duration",
    "elapsed",
    "elevation",
    "fee",
    "height",
    "hits",
    "hours",
    "idx",
    "income",
    "index",
    "kcal",
    "length",
    "line",
    "load",
    "row",
    "max",
    "mean",
    "median",
    "min",
    "minutes",
    "ms",
    "msec",
    "pageviews",
    "paid",
    "payment",
    "pct",
    "percent",
    "points",
    "population",
    "price",
    "qty",
    "quantity",
    "rank",
    "rate",
    "salary",
    "score",
    "seconds",
    "secs",
    "sequence",
    "seq",
    "size",
    "step",
    "steps",
    "timestep",
    "sum",
    "total",
    "units",
    "value",
    "views",
    "visits",
    "volume",
    "wage",
    "weight",
    "width",
];

/// Words of codes that a list gives to things, and nobody to people.
const SYSTEMS: &[&str] = &[
    "atc",
    "cpt",
    "cvx",
    "dx",
    "diagnosis",
    "diagnoses",
    "drg",
    "hcpcs",
    "hcc",
    "gene",
    "hgvs",
    "variant",
    "icd",
    "icd9",
    "icd10",
    "isbn",
    "loinc",
    "lot",
    "naics",
    "ndc",
    "ndc10",
    "ndc11",
    "procedure",
    "procedures",
    "product",
    "rxcui",
    "rxnorm",
    "sic",
    "sku",
    "snomed",
    "taxonomy",
    "upc",
];

/// Whether a number is an amount by its name, and no number of something.
pub(super) fn is_amount(facts: &Facts<'_>) -> bool {
    let numbers = ["id", "number", "identifier", "identifiers"];
    // What a source calls somebody is a value by its name alone (OMOP, FHIR).
    let of_source = facts.name.windows(2).any(|pair| pair[0] == "source" && pair[1] == "value");
    (facts.has(MEASURED) && !of_source && !facts.has(&numbers)) || is_rate(facts)
}

/// Whether a number counts something in another: `copies_per_l`.
fn is_rate(facts: &Facts<'_>) -> bool {
    facts.name.iter().rev().skip(1).any(|word| word == "per")
}

/// Words of what there are lists of, so that a number of one says what sort something is.
const LISTED: &[&str] = &[
    "concept",
    "type",
    "status",
    "category",
    "component",
    "department",
    "role",
    "question",
    "template",
    "version",
    "method",
    "reason",
    "class",
    "kind",
    "language",
    "country",
    "specialty",
    "vaccine",
    "drug",
    "product",
    "stage",
    "element",
    "attribute",
];

/// Whether a number is that of an item of a list, as its name says and as few different values show: `gender_concept_id`.
pub(in super::super) fn is_of_listed(name: &[String], sample: &ColumnSample) -> bool {
    let [.., of, last] = name else { return false };
    last == "id" && LISTED.contains(&of.as_str()) && sample.distinct() <= 0.2
}

/// Whether codes are those of a list that everybody has, by the name of the column.
pub(super) fn is_of_list(facts: &Facts<'_>) -> bool {
    facts.has(SYSTEMS) && !facts.ends("id")
}
