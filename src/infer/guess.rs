//! Which kind a column is of, by its name, its table's, its comment and its type; with how sure that is.

mod doubt;

use super::sample::ColumnSample;
use super::types::Sort;
use super::words::{is_person, is_site, words};
use crate::kinds::{self, Family, Kind};
use doubt::{cannot_be, likeness};

/// A kind that a column may be of.
#[derive(Clone, Copy)]
pub struct Guess {
    /// The kind.
    pub kind: &'static Kind,
    /// How sure that is, in hundredths.
    pub sure: u32,
    /// The name that told it.
    pub told_by: &'static str,
}

/// What a column is called, and where.
#[derive(Clone, Copy)]
pub(super) struct Called<'a> {
    pub(super) column: &'a [String],
    pub(super) table: &'a [String],
    pub(super) comment: Option<&'a str>,
}

/// The kind that names tell, of those that `fits` lets through.
pub(super) fn by_name(called: &Called<'_>, fits: impl Fn(&Kind) -> bool) -> Option<Guess> {
    let mut best: Option<Guess> = None;
    for kind in kinds::all().filter(|kind| !kind.names.is_empty() && fits(kind)) {
        for &name in kind.names {
            let sure = score(called, kind, name);
            if sure > best.as_ref().map_or(39, |best| best.sure) {
                best = Some(Guess { kind, sure, told_by: name });
            }
        }
    }
    best.or_else(|| by_comment(called, fits))
}

/// How much a form tells by itself, in hundredths: a mail address is one, a date may be anybody's or nobody's.
fn telling(kind: &str) -> u32 {
    match kind {
        "email" | "mbi" | "password" | "ipv6" | "mac" | "user_agent" | "url" => 92,
        "uuid" | "ipv4" | "vin" | "npi" | "payment_card" | "api_key" | "ssn" | "nhs_number" | "gtin" => 88,
        "icd10cm" | "loinc" | "hcpcs" | "medication" | "icd10cm_name" | "full_name" | "address" => 82,
        "phone" | "street" | "token" | "time_zone" | "otp_secret" | "dea" | "mime_type" | "hostname" => 75,
        "first_name" | "last_name" | "zip" | "city" | "ein" | "mrn" | "member_id" | "drivers_license"
        | "unit" => 62,
        _ => 0,
    }
}

/// Whether the form of a kind's values tells it without a name.
pub(super) fn tells(kind: &str) -> bool {
    telling(kind) >= 60
}

/// Whether the form of a kind's values is so plain that nothing else is written so.
pub(super) fn is_plain(kind: &str) -> bool {
    telling(kind) >= 75
}

/// The kind that values and names tell together, of those that `fits` lets through, and why.
pub(super) fn by_values(
    called: &Called<'_>,
    sample: &ColumnSample,
    fits: impl Fn(&Kind) -> bool,
) -> Option<(Guess, String)> {
    let mut best: Option<(Guess, String, f64)> = None;
    for kind in kinds::all().filter(|kind| fits(kind)) {
        let named =
            kind.names.iter().map(|name| (score(called, kind, name), *name)).max_by_key(|(sure, _)| *sure);
        let (name, told_by) = named.filter(|(sure, _)| *sure >= 40).unwrap_or((0, ""));
        let share = likeness(sample, kind);
        let form = match kind.name {
            // Ten digits without anything between them are whatever the house numbers.
            "phone" if sample.forms.digits().is_some() && !sample.forms.has_plus() => 45,
            known => telling(known),
        };
        if cannot_be(kind, called, sample, share, name) {
            continue;
        }
        let by_name = format!("the name says {}", told_by.trim_start_matches(['=', '@']));
        let (sure, why) = match share {
            Some(share) if share >= 0.8 && name > 0 => {
                (99.min(100 - (100 - name) * (100 - form.max(40)) / 100), "name and values agree".to_owned())
            }
            // Words that are names too, and stand for a few choices, are no names: `Mobile` is a city, and where a phone is.
            Some(share)
                if share >= 0.8
                    && (sample.varies()
                        || !is_of_words(kind)
                        || (kind.name == "full_name" && sample.forms.is_named())) =>
            {
                (form, format!("the values look like {}", kind.name))
            }
            // A list of names never holds all of them, so a name is doubted only where hardly a value is in it.
            Some(share) if share < 0.2 && name > 0 => {
                // A check digit may be the house's own.
                let plain = kind.family == Family::Identifier && sample.forms.digits().is_some();
                (if plain { name * 3 / 4 } else { name / 2 }, format!("{by_name}, the values do not"))
            }
            Some(_) if name > 0 => (name.saturating_sub(15), by_name),
            None if name > 0 => (name, by_name),
            _ => continue,
        };
        let weight = f64::from(sure) + share.unwrap_or(0.0);
        if sure >= 40 && best.as_ref().is_none_or(|(_, _, before)| weight > *before) {
            best = Some((Guess { kind, sure, told_by }, why, weight));
        }
    }
    best.map(|(guess, why, _)| (guess, why))
}

/// Whether values of a kind are names of people or places, which are words as well.
pub(super) fn is_of_words(kind: &Kind) -> bool {
    kind.family == Family::Person || ["city", "county"].contains(&kind.name)
}

/// Words that say something about what stands before them, so that the column holds no such thing: `phone_type`, `facility_size`.
pub(super) const ABOUT: &[&str] = &[
    "type",
    "status",
    "size",
    "severity",
    "context",
    "suffix",
    "prefix",
    "format",
    "level",
    "category",
    "kind",
    "class",
    "mode",
    "model",
    "version",
    "source",
    "unit",
    "units",
    "length",
    "group",
    "order",
    "position",
    "index",
    "count",
    "total",
    "frequency",
    "method",
    "scope",
    "rank",
    "color",
    "template",
    "enabled",
    "verified",
    "confirmed",
    "valid",
    "required",
    "reset",
    "setting",
    "settings",
    "policy",
    "rule",
    "role",
    "flag",
    "lot",
    "filter",
    "function",
    "brand",
    "priority",
    "stage",
    "visibility",
    "preference",
    "permission",
    "consent",
    "attempts",
    "algorithm",
    "limit",
    "threshold",
    "precision",
    "interval",
    "purpose",
    "outcome",
    "quality",
];

/// Words behind a name that say whose or of when something is, and not what: `phone_home`, `sex_at_enrollment`, `race___1`.
const BEHIND: &[&str] = &[
    "home",
    "mailing",
    "residence",
    "residential",
    "current",
    "permanent",
    "primary",
    "physical",
    "legal",
    "billing",
    "shipping",
    "work",
    "enroll",
    "enrolled",
    "enrollment",
    "enrolment",
    "baseline",
    "intake",
    "screening",
    "registration",
    "at",
];

/// Words beside `age` where it is no age of somebody.
const NO_AGE: &[&str] = &[
    "min",
    "max",
    "minimum",
    "maximum",
    "limit",
    "from",
    "to",
    "lower",
    "upper",
    "threshold",
    "band",
    "range",
    "cutoff",
    "mean",
    "avg",
    "average",
    "old",
    "cache",
    "password",
    "days",
    "hours",
    "seconds",
];

/// Whether a number that is called so is the age of somebody, in years.
pub(super) fn is_age(name: &[String]) -> bool {
    let asked = || name.windows(2).any(|pair| pair == ["how", "old"]);
    asked()
        || name.iter().any(|word| word == "age")
            && !name.iter().any(|word| NO_AGE.contains(&word.as_str()))
            && !name.last().is_some_and(|last| ABOUT.contains(&last.as_str()))
}

/// How well a name tells, what says whose or of when it is left off.
fn score(called: &Called<'_>, kind: &Kind, name: &str) -> u32 {
    let says_no_more =
        |word: &&String| BEHIND.contains(&word.as_str()) || word.bytes().all(|b| b.is_ascii_digit());
    let behind = called.column.iter().rev().take_while(says_no_more).count();
    let own = told(called, kind, name);
    if behind == 0 || behind == called.column.len() {
        return own;
    }
    let short = Called { column: &called.column[..called.column.len() - behind], ..*called };
    own.max(told(&short, kind, name).saturating_sub(4))
}

/// How well a name tells: all words of the column at best, some of them at the end of it next.
fn told(called: &Called<'_>, kind: &Kind, name: &str) -> u32 {
    let (who, name) = match name.strip_prefix('@').and_then(|rest| rest.split_once(' ')) {
        Some(("person", rest)) if is_person(called.table) => (true, rest),
        Some(("site", rest)) if is_site(called.table) => (true, rest),
        Some(_) => return 0,
        None => (false, name),
    };
    let whole = name.starts_with('=');
    let wanted: Vec<String> = words(name.trim_start_matches('='));
    let (have, n) = (called.column, wanted.len());
    if n == 0 || n > have.len() || (whole && n != have.len()) {
        return 0;
    }
    let Some(at) = have.windows(n).rposition(|window| window == wanted) else { return 0 };
    let place = if have.len() == n {
        95
    } else if at + n == have.len() {
        82
    } else if have.last().is_some_and(|last| ABOUT.contains(&last.as_str())) {
        return 0;
    } else if kind.family == Family::Place && have.last().is_some_and(|last| last == "id") {
        // The number of a place says where in a list it stands, and not its name.
        return 0;
    } else {
        60
    };
    // What is called so of somebody who is a person is surer, as are names of more than one word.
    let bonus = u32::from(who) + u32::try_from(n.min(3)).unwrap_or(0);
    let own = if kind.family == Family::Person && is_person(called.table) { 1 } else { 0 };
    place + bonus + own
}

/// Comments say it at times where names do not: a kind's own words there count for little.
fn by_comment(called: &Called<'_>, fits: impl Fn(&Kind) -> bool) -> Option<Guess> {
    let said = words(called.comment?);
    let tells = |name: &&&'static str| {
        let wanted = words(name);
        wanted.len() > 1 && said.windows(wanted.len()).any(|window| window == wanted)
    };
    let identifying = [Family::Person, Family::Contact, Family::Identifier, Family::Place];
    let mut all = kinds::all().filter(|kind| identifying.contains(&kind.family) && fits(kind));
    all.find_map(|kind| {
        let told_by = kind.names.iter().filter(|name| !name.starts_with(['=', '@'])).find(|n| tells(n))?;
        Some(Guess { kind, sure: 50, told_by })
    })
}

/// Whether values of a kind can stand in a column of a type.
pub(super) fn fits(kind: &Kind, sort: &Sort) -> bool {
    // What cannot stand alone is no guess.
    if kind.inputs.iter().any(|input| input.required) || kind.params.iter().any(|param| param.required) {
        return false;
    }
    match kind.name {
        "age" => matches!(sort, Sort::Integer { .. }),
        "birth_date" | "death_date" => sort.is_time(),
        "latitude" | "longitude" => match sort {
            Sort::Decimal { digits, places } => *places >= 1 && digits - (*places).min(*digits) >= 3,
            Sort::Float => true,
            Sort::Text { most, .. } => most.is_none_or(|n| n >= 10),
            _ => false,
        },
        "uuid" => {
            matches!(sort, Sort::Uuid)
                || matches!(sort, Sort::Text { most, .. } if most.is_none_or(|n| n >= 36))
        }
        "ipv4" | "ipv6" => matches!(sort, Sort::Kind("ipv4")) || wide(sort, 15),
        "mac" => matches!(sort, Sort::Kind("mac")) || wide(sort, 17),
        "time_of_day" => matches!(sort, Sort::Clock) || wide(sort, 8),
        "duration" => matches!(sort, Sort::Interval),
        "observation_value" => false,
        _ => match sort {
            Sort::Text { most, padded: false } => most.is_none_or(|n| n >= least(kind)),
            Sort::Text { most: Some(n), padded: true } => {
                let exact = matches!((kind.name, *n), ("ssn", 11) | ("npi" | "ein", 10));
                exact || (*n >= least(kind) && ["state", "sex", "zip"].contains(&kind.name))
            }
            _ => false,
        },
    }
}

fn wide(sort: &Sort, least: u32) -> bool {
    matches!(sort, Sort::Text { most, padded: false } if most.is_none_or(|n| n >= least))
}

/// So many characters the values of a kind need at least, to be themselves when they are cut.
fn least(kind: &Kind) -> u32 {
    match kind.name {
        "sex" => 1,
        "state" | "country" | "language" | "name_prefix" | "name_suffix" => 2,
        "currency_code" | "cvx" | "place_of_service" | "unit" | "observation_unit" => 3,
        "zip" | "hcpcs" => 5,
        "ssn" | "mbi" | "ein" => 11,
        "phone" | "fax" | "nhs_number" => 12,
        "icd10cm" | "loinc" => 8,
        "dea" => 9,
        "npi" | "rxcui" => 10,
        "email" | "url" | "hostname" | "time_zone" | "user_agent" => 20,
        "password" => 60,
        "token" | "api_key" | "otp_secret" => 32,
        "payment_card" => 19,
        "vin" | "gtin" => 17,
        "device_id" => 40,
        "first_name" | "last_name" | "middle_name" | "full_name" | "city" | "username" | "race"
        | "ethnicity" => 6,
        "mrn" | "member_id" | "account_number" | "drivers_license" | "license_plate" => 12,
        _ => 4,
    }
}

/// The most characters that a value has which must not be cut, because no two may be the same.
pub(super) fn longest(kind: &str) -> Option<u32> {
    Some(match kind {
        "ssn" => 11,
        "mbi" => 13,
        "npi" | "nhs_number" => 10,
        "itin" => 11,
        "vin" => 17,
        "mrn" | "member_id" | "account_number" => 12,
        "email" | "url" => 72,
        "username" => 40,
        "uuid" => 36,
        "payment_card" => 19,
        "phone" => 16,
        "dea" => 9,
        "ein" => 10,
        _ => return None,
    })
}
