//! Who did something, or is something to somebody: columns that are called by a role and hold a person's name or login.

use super::super::definition::Definition;
use super::super::forms::Form;
use super::super::guess;
use super::super::sample::ColumnSample;
use super::super::types::Sort;
use super::super::words::is_people;
use super::habits::told;
use super::{Facts, Made, digits};
use crate::kinds;

/// Words of those who did something to a row.
const ACTORS: &[&str] = &[
    "by",
    "owner",
    "creator",
    "assignee",
    "author",
    "editor",
    "whodunnit",
    "requester",
    "user",
    "submitter",
    "modifier",
    "operator",
];

/// Words of those who are something to somebody, besides those of whole tables of people.
const ROLES: &[&str] = &[
    "advocate",
    "assistant",
    "attorney",
    "caller",
    "caseworker",
    "chw",
    "clerk",
    "coach",
    "companion",
    "coordinator",
    "counselor",
    "daughter",
    "defendant",
    "dentist",
    "driver",
    "emergency",
    "enumerator",
    "father",
    "head",
    "holder",
    "householder",
    "husband",
    "insured",
    "inspector",
    "intake",
    "judge",
    "landlord",
    "lawyer",
    "manager",
    "midwife",
    "mgr",
    "navigator",
    "neighbor",
    "occupant",
    "officer",
    "parent",
    "partner",
    "party",
    "prsnl",
    "personnel",
    "attending",
    "registrar",
    "reporter",
    "responsible",
    "payee",
    "plaintiff",
    "principal",
    "pharmacist",
    "prescriber",
    "recipient",
    "referent",
    "sender",
    "signer",
    "sibling",
    "son",
    "spouse",
    "sponsor",
    "supervisor",
    "surgeon",
    "teacher",
    "tenant",
    "technician",
    "therapist",
    "tracer",
    "tutor",
    "wife",
    "witness",
    "witnesses",
];

/// The name of somebody who is called by a role: `subscriber_name`, `signed_name`.
pub(super) fn name_of_role(facts: &Facts<'_>) -> Option<Made> {
    let Sort::Text { most, padded: false } = facts.sort else { return None };
    let [.., role, last] = facts.name.as_slice() else { return None };
    let did = ["signed", "signer", "insured", "holder", "printed"].contains(&role.as_str());
    let says = did || is_people(role) || ROLES.contains(&role.as_str());
    (last == "name" && says && most.is_none_or(|n| n >= 20)).then_some(())?;
    let definition = super::of_kind("full_name", &facts.sort);
    told(definition, &format!("the name says {role} name"), 70)
}

/// A person by a role, as names or logins stand in a sample.
pub(super) fn role(facts: &Facts<'_>, sample: &ColumnSample) -> Option<Made> {
    if facts.name.last().is_some_and(|last| guess::ABOUT.contains(&last.as_str())) {
        return None;
    }
    let says =
        |word: &String| [ACTORS, ROLES].iter().any(|list| list.contains(&word.as_str())) || is_people(word);
    let own = facts.name.iter().rfind(|word| says(word))?;
    // Of what follows a role nothing else is said by it: `author_service`, `admin_site`.
    let numbers = |word: &&String| word.bytes().all(|b| b.is_ascii_digit());
    let last = facts.name.iter().rfind(|word| !numbers(word))?;
    let numbered = own != last && ["id", "number", "login"].contains(&last.as_str());
    // `owner_name` may be a login as well.
    let called = own != last && last == "name" && ACTORS.contains(&own.as_str());
    let actor = (own == last && ACTORS.contains(&own.as_str())) || numbered || called;
    let why = format!("the name says {own}");
    let likes = |kind: &str| {
        let share = kinds::find(kind).and_then(|kind| sample.share(kind));
        share.is_some_and(|share| share >= 0.5)
    };
    match sample.forms.form() {
        Form::Text if sample.forms.is_named() => told(Definition::of("full_name"), &why, 70),
        Form::Text if own == last && (likes("first_name") || likes("last_name")) => {
            told(Definition::of("first_name"), &why, 55)
        }
        Form::Text if numbered && sample.forms.is_code() && sample.distinct() < 0.6 => {
            told(digits::of_house("mrn", &facts.sort, sample), &why, 60)
        }
        Form::Text if actor && (!numbered || sample.distinct() < 0.6) => {
            told(Definition::of("username"), &why, 60)
        }
        Form::Integer if actor => {
            let mask = "{ action = \"usual\", kind = \"serial\" }";
            told(facts.sort.plain()?.with("mask", mask), &why, 60)
        }
        _ => None,
    }
}
