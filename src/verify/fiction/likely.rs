//! How likely something is what it has the form of.

use super::Severity;
use crate::verify::class::Class;
use crate::verify::forms::{Candidate, without_extension};

pub(super) fn severity(candidate: &Candidate, told: bool) -> Severity {
    // Live web addresses and versions of UUIDs are in every repository.
    let weak = matches!(candidate.class, Class::Url | Class::Uuid);
    if told && candidate.formatted && !weak { Severity::Certain } else { Severity::Possible }
}

/// Whether a number that no word tells of has a check digit by chance: one telephone number in eleven has that of an NHS number,
/// and one in ten that of an NPI, those among them that are nobody's (NANPA: 555-0100 to 555-0199 of every area).
pub(super) fn is_chance(class: Class, value: &str) -> bool {
    let reserved = value.len() == 10
        && value.get(3..8) == Some("55501")
        && value.starts_with(|c: char| ('2'..='9').contains(&c));
    class == Class::Nhs || (class == Class::Npi && reserved)
}

/// Whether the number of a vehicle has the check digit of North America (49 CFR 565.15).
fn has_check_digit(value: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let number = |b: u8| match b.to_ascii_uppercase() {
        b @ b'0'..=b'9' => u32::from(b - b'0'),
        b @ b'A'..=b'H' => u32::from(b - b'A') + 1,
        b @ b'J'..=b'R' => u32::from(b - b'J') + 1,
        b => u32::from(b.saturating_sub(b'S')) + 2,
    };
    let sum: u32 = value.bytes().zip(WEIGHTS).map(|(b, weight)| number(b) * weight).sum();
    let check = value.as_bytes().get(8).map(u8::to_ascii_uppercase);
    check == Some(u8::try_from(sum % 11).map_or(b'X', |n| if n == 10 { b'X' } else { b'0' + n }))
}

/// Whether a whole value of a column whose name says nothing fits its class well enough to tell what the column is.
pub(super) fn fits_alone(candidate: &Candidate, value: &str) -> bool {
    match candidate.class {
        // Any nine digits would do.
        Class::Ssn => candidate.by_form,
        // An area and an exchange begin with 2 to 9.
        Class::Phone if !value.starts_with(['+', '0']) => {
            let digits: Vec<u8> = without_extension(value).bytes().filter(u8::is_ascii_digit).collect();
            let national = digits.strip_prefix(b"1").filter(|rest| rest.len() == 10).unwrap_or(&digits);
            let begins = |at: usize| national.get(at).is_some_and(|b| (b'2'..=b'9').contains(b));
            (candidate.by_form || value.len() == 10) && begins(0) && begins(3)
        }
        // Any seventeen digits and letters of a hash would do.
        Class::Vin => has_check_digit(value),
        _ => true,
    }
}
