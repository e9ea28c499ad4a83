//! What goes wrong with values of each kind when people and machines write them down.

use super::{Family, Kind};
use crate::draw::Burst;
use crate::reference::{nicknames, nicknames_group};
use crate::slips::Slip;
use arrow::datatypes::DataType;

/// What goes wrong with the values of a column.
#[derive(Clone, Copy, Debug)]
pub struct Spoil {
    /// The errors that come.
    pub slips: &'static [Slip],
    /// What is typed where nothing is known.
    pub blanks: &'static [&'static str],
}

use Slip::{
    Case, Missing, Mojibake, Nickname, Ocr, Phonetic, Placeholder, SharedPhone, StaleAddress, SwappedDate,
    SwappedNames, Typo, Whitespace,
};

const UNKNOWN: &[&str] = &["UNKNOWN", "N/A", "Unknown", "X", "TEST", "NONE", "-", "?"];

const GIVEN: Spoil = Spoil {
    slips: &[Missing, Typo, Ocr, Phonetic, Nickname, SwappedNames, Placeholder, Whitespace, Case, Mojibake],
    blanks: &["UNKNOWN", "Unknown", "BABY BOY", "BABY GIRL", "X", "TEST", "DO NOT USE", "-"],
};
const MIDDLE: Spoil = Spoil {
    slips: &[Missing, Typo, Ocr, Phonetic, Nickname, Placeholder, Whitespace, Case, Mojibake],
    blanks: &["NMN", "N/A", "NONE", "X", "-"],
};
const SURNAME: Spoil = Spoil {
    slips: &[Missing, Typo, Ocr, Phonetic, Placeholder, Whitespace, Case, Mojibake],
    blanks: &["UNKNOWN", "Unknown", "X", "TEST", "DOE", "DO NOT USE", "-"],
};
const PHONE: Spoil = Spoil {
    slips: &[Missing, Typo, SharedPhone, Placeholder, Whitespace],
    blanks: &["999-999-9999", "000-000-0000", "9999999999", "0000000000", "none"],
};
const MAIL: Spoil = Spoil {
    slips: &[Missing, Typo, Ocr, Placeholder, Whitespace, Case],
    blanks: &[
        "none@example.com",
        "noemail@example.com",
        "unknown@example.com",
        "declined@example.com",
        "N/A",
    ],
};
const STREET: Spoil = Spoil {
    slips: &[Missing, Typo, Ocr, Phonetic, StaleAddress, Placeholder, Whitespace, Case, Mojibake],
    blanks: &["UNKNOWN", "HOMELESS", "GENERAL DELIVERY", "NO FIXED ADDRESS", "N/A", "SAME"],
};
const CITY: Spoil = Spoil {
    slips: &[Missing, Typo, Ocr, Phonetic, Placeholder, Whitespace, Case, Mojibake],
    blanks: &["UNKNOWN", "N/A", "X"],
};
const STATE: Spoil = Spoil { slips: &[Missing, Placeholder, Whitespace, Case], blanks: &["XX", "ZZ", "--"] };
const ZIP: Spoil = Spoil {
    slips: &[Missing, Typo, Ocr, Placeholder, Whitespace],
    blanks: &["00000", "99999", "12345", "0"],
};
const SSN: Spoil = Spoil {
    slips: &[Missing, Typo, Ocr, Placeholder, Whitespace],
    blanks: &["999-99-9999", "000-00-0000", "999999999", "UNKNOWN"],
};
const NUMBER: Spoil = Spoil { slips: &[Missing, Typo, Ocr, Placeholder, Whitespace, Case], blanks: UNKNOWN };
/// Prose has slips of its own, and its spans must stay true; JSON must stay JSON.
const PROSE: Spoil = Spoil { slips: &[Missing], blanks: &[] };
const TEXT: Spoil = Spoil { slips: &[Missing, Placeholder, Whitespace, Case, Mojibake], blanks: UNKNOWN };
const DATE: Spoil = Spoil { slips: &[Missing, Typo, SwappedDate, Placeholder], blanks: &[] };
const NUMERIC: Spoil = Spoil { slips: &[Missing, Typo], blanks: &[] };

/// What goes wrong with values of a kind and a type; `json` where the text is JSON.
pub fn spoil(kind: Option<&Kind>, data_type: &DataType, json: bool) -> Spoil {
    match data_type {
        DataType::Date32 | DataType::Timestamp(..) => return DATE,
        DataType::Utf8 if json => return PROSE,
        DataType::Utf8 => {}
        _ => return NUMERIC,
    }
    let Some(kind) = kind else { return TEXT };
    match kind.name {
        "first_name" => GIVEN,
        "middle_name" => MIDDLE,
        "last_name" | "full_name" => SURNAME,
        "phone" | "fax" => PHONE,
        "email" => MAIL,
        "street" | "unit" | "address" => STREET,
        "city" | "county" => CITY,
        "state" => STATE,
        "zip" => ZIP,
        "ssn" | "itin" => SSN,
        "note" | "sentence" | "paragraph" | "summary" => PROSE,
        _ if kind.family == Family::Identifier => NUMBER,
        _ if kind.family == Family::Credential => PROSE,
        _ => TEXT,
    }
}

/// A familiar form of a given name; `None` where none is known.
pub fn nickname(name: &str, burst: &mut Burst) -> Option<&'static str> {
    let group = nicknames_group(name);
    let n = u32::try_from(group.len()).ok().filter(|n| *n > 0)?;
    Some(nicknames::NICKNAME.get(group.start + burst.below(n) as usize))
}
