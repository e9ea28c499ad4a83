//! Names as words: how columns and tables are called in Rails, Django, Hibernate and plain SQL.

mod compound;
mod cut;
mod elsewhere;
mod joined;

use compound::taken_apart;
use cut::cut_short;
use elsewhere::ELSEWHERE;
use joined::joined;

/// What is written short, and the words that are meant.
const SHORT: &[(&str, &str)] = &[
    ("addr", "address"),
    ("addr1", "address 1"),
    ("addr2", "address 2"),
    ("street1", "street 1"),
    ("street2", "street 2"),
    ("adm", "admission"),
    ("amt", "amount"),
    ("appt", "appointment"),
    ("cd", "code"),
    ("cnt", "count"),
    ("cnty", "county"),
    ("cust", "customer"),
    ("desc", "description"),
    ("descr", "description"),
    ("diag", "diagnosis"),
    ("disch", "discharge"),
    ("dt", "date"),
    ("dttm", "datetime"),
    ("emerg", "emergency"),
    ("enc", "encounter"),
    ("fac", "facility"),
    ("hosp", "hospital"),
    ("img", "image"),
    ("nbr", "number"),
    ("no", "number"),
    ("num", "number"),
    ("org", "organization"),
    ("organisation", "organization"),
    ("pat", "patient"),
    ("ph", "phone"),
    ("prov", "provider"),
    ("prvdr", "provider"),
    ("rndrng", "rendering"),
    ("pt", "patient"),
    ("pw", "password"),
    ("qty", "quantity"),
    ("tel", "telephone"),
    ("ts", "timestamp"),
    ("ver", "version"),
    ("nm", "name"),
    ("frst", "first"),
    ("lst", "last"),
    ("zip5", "zip"),
    ("zipcode5", "zip"),
    ("govt", "government"),
    ("pcp", "provider"),
    ("phn", "phone"),
    ("pstl", "postal"),
    ("st", "state"),
    ("sts", "status"),
    ("atty", "attorney"),
    ("brth", "birth"),
    ("bday", "birthday"),
    ("csz", "city state zip"),
    ("dl", "drivers license number"),
    ("emp", "employee"),
    ("hm", "home"),
    ("ident", "identifier"),
    ("lic", "license"),
    ("ln1", "line 1"),
    ("ln2", "line 2"),
    ("mbr", "member"),
    ("mid", "middle"),
    ("init", "initial"),
    ("fst", "first"),
    ("phys", "physician"),
    ("ppt", "participant"),
    ("ptp", "participant"),
    ("pty", "party"),
    ("rcpt", "receipt"),
    ("sfx", "suffix"),
    ("txn", "transaction"),
    ("usr", "user"),
    ("veh", "vehicle"),
    ("wrk", "work"),
    ("subscr", "subscriber"),
    ("acct", "account"),
];

/// The letter without its accent.
fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

/// Splits a name into words of lower case: at underscores, blanks and capitals.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        let lower_before = i > 0 && (chars[i - 1].is_lowercase() || chars[i - 1].is_ascii_digit());
        let lower_after = chars.get(i + 1).is_some_and(|next| next.is_lowercase());
        let upper_before = i > 0 && chars[i - 1].is_uppercase();
        let begins = c.is_uppercase() && (lower_before || (upper_before && lower_after));
        if (begins || !c.is_alphanumeric()) && !word.is_empty() {
            parts.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            match c {
                'ß' => word.push_str("ss"),
                _ => word.extend(c.to_lowercase().map(plain)),
            }
        }
    }
    if !word.is_empty() {
        parts.push(word);
    }
    initials(parts).iter().flat_map(|word| spelled(word)).collect()
}

/// Letters that stand alone beside each other are one word: `D.O.B.`; so is one that stands before a name.
fn initials(parts: Vec<String>) -> Vec<String> {
    let alone = |word: &String| word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic());
    let mut all: Vec<String> = Vec::with_capacity(parts.len());
    let mut before = false;
    for part in parts {
        let single = alone(&part);
        match all.last_mut() {
            Some(last) if single && before => last.push_str(&part),
            // `FName`, `L_Name`: the letter says which name.
            Some(last) if ["f", "l"].contains(&last.as_str()) && part == "name" => last.push_str(&part),
            _ => all.push(part),
        }
        before = single;
    }
    all
}

fn spelled(word: &str) -> Vec<String> {
    match SHORT.iter().chain(ELSEWHERE).find(|(short, _)| *short == word) {
        Some((_, long)) => long.split_whitespace().map(str::to_owned).collect(),
        None => match joined(word) {
            // Parts of it may be short for others.
            Some(parts) => parts.into_iter().flat_map(spelled).collect(),
            None => taken_apart(word).or_else(|| cut_short(word)).unwrap_or_else(|| vec![word.to_owned()]),
        },
    }
}

/// The singular of an English noun, as frameworks make it.
pub(super) fn singular(word: &str) -> String {
    for (plural, one) in [
        ("people", "person"),
        ("children", "child"),
        ("statuses", "status"),
        ("addresses", "address"),
        ("analyses", "analysis"),
        ("diagnoses", "diagnosis"),
        ("data", "data"),
        ("series", "series"),
        ("news", "news"),
    ] {
        if word == plural {
            return one.to_owned();
        }
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem)
            if stem.len() > 2 && !stem.ends_with('s') && !stem.ends_with('u') && !stem.ends_with('i') =>
        {
            stem.to_owned()
        }
        _ => word.to_owned(),
    }
}

/// The words of a table's name, the last in the singular.
pub(super) fn of_table(name: &str) -> Vec<String> {
    let mut all = words(name);
    if let Some(last) = all.last_mut() {
        *last = singular(last);
    }
    all
}

/// Words of tables whose rows are people.
const PEOPLE: &[&str] = &[
    "patient",
    "person",
    "people",
    "user",
    "contact",
    "client",
    "member",
    "worker",
    "provider",
    "doctor",
    "physician",
    "nurse",
    "employee",
    "staff",
    "beneficiary",
    "caregiver",
    "guardian",
    "individual",
    "customer",
    "practitioner",
    "clinician",
    "author",
    "practicalsupport",
    "participant",
    "resident",
    "applicant",
    "dependent",
    "relative",
    "volunteer",
    "subscriber",
    "candidate",
    "child",
    "adult",
    "mother",
    "infant",
    "victim",
    "suspect",
    "traveler",
    "admin",
    "agent",
    "interviewer",
    "respondent",
];

/// Words of tables whose rows are places of care.
const SITES: &[&str] = &[
    "facility",
    "clinic",
    "hospital",
    "site",
    "organization",
    "agency",
    "practice",
    "location",
    "pharmacy",
    "laboratory",
    "lab",
    "center",
    "centre",
    "unit",
    "ward",
    "department",
    "branch",
    "office",
    "orgunit",
    "organisationunit",
    "school",
    "shelter",
];

/// Whether a table's rows are people.
pub(super) fn is_person(table: &[String]) -> bool {
    table.last().is_some_and(|last| is_people(last))
}

/// Whether a word says who somebody is.
pub(super) fn is_people(word: &str) -> bool {
    PEOPLE.contains(&word)
}

/// Whether a table's rows are places of care.
pub(super) fn is_site(table: &[String]) -> bool {
    table.last().is_some_and(|last| SITES.contains(&last.as_str()))
}

/// Words of tables that hold codes, not things.
const CODES: &[&str] = &[
    "type",
    "status",
    "code",
    "category",
    "role",
    "kind",
    "class",
    "country",
    "state",
    "locale",
    "language",
    "group",
    "tag",
    "format",
    "reason",
    "method",
    "priority",
    "unit",
    "concept",
    "permission",
    "setting",
    "option",
    "level",
    "lookup",
    "currency",
    "region",
    "scale",
    "term",
    "version",
    "template",
    "source",
    "reference",
    "model",
    "definition",
    "datatype",
    "stage",
    "gender",
];

/// Whether a table holds codes that others refer to.
pub(super) fn is_code(table: &[String]) -> bool {
    table.last().is_some_and(|last| CODES.contains(&last.as_str()))
}

/// Whether a column says who did something to the row: such references make no family.
pub(super) fn is_audit(column: &[String]) -> bool {
    const DID: &[&str] = &[
        "creator",
        "created",
        "updated",
        "changed",
        "modified",
        "deleted",
        "voided",
        "retired",
        "edited",
        "by",
        "owner",
        "author",
        "lastupdatedby",
        "editor",
        "approver",
        "assigned",
        "assignee",
        "reviewer",
        "supervisor",
        "user",
        "createdby",
    ];
    column.iter().any(|word| DID.contains(&word.as_str()))
}

/// Where some words stand one after the other among others.
pub(super) fn within(words: &[String], wanted: &[&str]) -> bool {
    words.windows(wanted.len()).any(|window| window.iter().zip(wanted).all(|(a, b)| a == b))
}
