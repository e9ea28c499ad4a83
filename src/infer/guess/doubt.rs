//! Which kinds a column cannot be of, whatever it is called, by the forms of its values.

use super::super::forms::Form;
use super::super::sample::ColumnSample;
use super::{Called, is_plain};
use crate::kinds::{self, Family, Kind};

/// The share of values that look like a kind: of names of people a list holds the fewest, so that a part of them tells what all
/// are that are written so.
pub(super) fn likeness(sample: &ColumnSample, kind: &Kind) -> Option<f64> {
    let share = sample.share(kind)?;
    let all = kind.name == "full_name" && sample.forms.is_named() && share >= 0.25;
    Some(if all { share.max(0.8) } else { share })
}

/// Whether values are none of a kind, whatever the column is called.
pub(super) fn cannot_be(
    kind: &Kind,
    called: &Called<'_>,
    sample: &ColumnSample,
    share: Option<f64>,
    name: u32,
) -> bool {
    if is_repeated(kind, sample, name) {
        return true;
    }
    if share.is_some_and(|share| share >= 0.2) {
        return false;
    }
    let form = sample.forms.form();
    let dated = sample.forms.is_spelled();
    // What is called a name and holds those of people is theirs.
    let people = || {
        let held = |name: &str| kinds::find(name).and_then(|kind| likeness(sample, kind));
        let theirs = |name: &str| held(name).is_some_and(|share| share >= 0.8);
        sample.varies() && (theirs("full_name") || theirs("last_name"))
    };
    if ["word", "company"].contains(&kind.name) && people() {
        return true;
    }
    match form {
        // A number, a date or a yes is none: `has_email`, `amount_ip`, `last_login`.
        Form::Date | Form::Moment | Form::Packed => !is_time(kind),
        Form::Flag | Form::Bytes => true,
        Form::Clock => kind.name != "time_of_day",
        // A digit or two of which there are a few answer something: `ssn_data_quality`, `do_not_phone`.
        Form::Integer
            if [Family::Identifier, Family::Contact].contains(&kind.family)
                && sample.forms.is_short(2)
                && sample.distinct() <= 0.2
                && !sample.has_many() =>
        {
            true
        }
        // A card of another sort than one pays with: `ration_card_no`.
        Form::Integer if kind.name == "payment_card" && sample.forms.digits().is_some_and(|n| n < 12) => true,
        Form::Integer if kind.family == Family::Text || is_word(kind) => true,
        // A number that names a thing is not what the thing is called: `facility_id`.
        Form::Integer
            if kind.family != Family::Identifier && called.column.last().is_some_and(|last| last == "id") =>
        {
            true
        }
        // A few words are no numbers of somebody, and what stands before names is one of a few words.
        Form::Text
            if kind.family == Family::Identifier && sample.forms.is_short(3) && sample.distinct() <= 0.2
                || (["name_prefix", "name_suffix"].contains(&kind.name) && sample.distinct() > 0.2) =>
        {
            true
        }
        Form::Text => {
            // Birth in the name of a text that is no date is that of somebody's place or family.
            (is_time(kind) != dated && (dated || share.is_some()))
                // A form that nothing else has is not met here, nor is a note where a few words repeat.
                || (!sample.varies() && share.is_some() && (is_plain(kind.name) || kind.name == "unit"))
                || (!sample.varies() && kind.family == Family::Text && !sample.forms.is_prose())
                // What is called so in part, and hardly repeats, is a number of that: `payer_claim_number`.
                || (name <= 65 && kind.mask.class.is_none() && sample.forms.is_code() && sample.distinct() >= 0.6)
        }
        _ => {
            (share.is_some() && !may_be_digits(kind.name))
                || (form == Form::Number && (kind.family == Family::Text || is_word(kind)))
                || (name <= 65 && kind.mask.class.is_none() && form == Form::Integer && sample.is_unique())
        }
    }
}

/// Whether values are one or a few that repeat, or numbers that do not, where those of a kind do otherwise.
fn is_repeated(kind: &Kind, sample: &ColumnSample, name: u32) -> bool {
    // Digits of one or a few numbers are no ZIP codes but where a name says so: 32831 in every row.
    if kind.name == "zip" && name == 0 && sample.forms.form() == Form::Integer && !sample.varies() {
        return true;
    }
    // Ten digits of one or a few numbers are no telephones but where a name says so.
    if kind.name == "phone" && name == 0 && sample.forms.digits().is_some() && !sample.varies() {
        return true;
    }
    // Names of systems are written as addresses, of which there are a few.
    if kind.name == "url" && !sample.varies() {
        return true;
    }
    // Who insures somebody repeats; what they are numbered by there does not.
    kind.name == "insurance" && sample.forms.is_numbered() && sample.distinct() >= 0.2
}

/// Whether values of a kind are dates.
fn is_time(kind: &Kind) -> bool {
    kind.family == Family::Time || ["birth_date", "death_date"].contains(&kind.name)
}

/// Whether values of a kind are words that no number stands for.
fn is_word(kind: &Kind) -> bool {
    [
        "first_name",
        "last_name",
        "middle_name",
        "full_name",
        "name_prefix",
        "name_suffix",
        "city",
        "county",
        "street",
        "address",
        "company",
        "facility_name",
        "job_title",
        "username",
        "profession",
        "word",
        "icd10cm_name",
        "medication",
    ]
    .contains(&kind.name)
}

/// Whether values of a kind may be written as digits alone, or in another form than its own.
fn may_be_digits(kind: &str) -> bool {
    !is_plain(kind)
        || ["npi", "payment_card", "ssn", "nhs_number", "gtin", "phone", "token", "dea"].contains(&kind)
}
