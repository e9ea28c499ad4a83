//! Names of old systems, which had eight letters for all that they say.

/// What stands before and behind in names of old systems, which have eight letters for both: `PTFNM`, `MBRDOB`.
const WHOSE: &[(&str, &str)] = &[
    ("pat", "patient"),
    ("pt", "patient"),
    ("mbr", "member"),
    ("mem", "member"),
    ("subs", "subscriber"),
    ("sub", "subscriber"),
    ("emp", "employee"),
    ("cust", "customer"),
    ("clnt", "client"),
    ("prov", "provider"),
    ("guar", "guarantor"),
    ("bene", "beneficiary"),
    ("ins", "insured"),
    ("adm", "admission"),
    ("dsch", "discharge"),
    ("disch", "discharge"),
    ("hm", "home"),
    ("wk", "work"),
];
const WHAT: &[(&str, &str)] = &[
    ("fnm", "first name"),
    ("fname", "first name"),
    ("lnm", "last name"),
    ("lname", "last name"),
    ("mnm", "middle name"),
    ("mi", "middle initial"),
    ("nm", "name"),
    ("name", "name"),
    ("dob", "dob"),
    ("ssn", "ssn"),
    ("ssno", "ssn"),
    ("sex", "sex"),
    ("adr", "address"),
    ("addr", "address"),
    ("cty", "city"),
    ("city", "city"),
    ("zip", "zip"),
    ("phn", "phone"),
    ("tel", "phone"),
    ("telno", "phone"),
    ("eml", "email"),
    ("acn", "account number"),
    ("acct", "account number"),
    ("mrn", "mrn"),
    ("dt", "date"),
    ("no", "number"),
    ("nbr", "number"),
    ("num", "number"),
];

/// The words of a name that is cut short, with the number of one of several behind it.
pub(super) fn cut_short(word: &str) -> Option<Vec<String>> {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &word[letters.len()..];
    let known = |wanted: &str| WHAT.iter().find(|(short, _)| *short == wanted).map(|(_, long)| *long);
    let whose = WHOSE.iter().find_map(|(short, long)| Some((*long, known(letters.strip_prefix(short)?)?)));
    let (whose, what) = match whose {
        Some((whose, what)) => (Some(whose), what),
        // Alone such a short word must be more than the half of another.
        None => (
            None,
            known(letters)
                .filter(|_| letters.len() > 2 && number.len() <= 1 || ["dob", "ssn"].contains(&letters))?,
        ),
    };
    let mut words: Vec<String> = whose.into_iter().chain(what.split(' ')).map(str::to_owned).collect();
    // Of a date the digits are its length, and not the number of one of several.
    if number.len() == 1 && !["dob", "date", "ssn", "zip"].contains(&what) {
        words.push(number.to_owned());
    }
    Some(words)
}
