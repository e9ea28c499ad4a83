//! Vehicle identification numbers.

use super::BLANK;
use super::check::{pad, take, take_byte};
use super::numbered::Numbered;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{Build, Kind};

/// The characters of a VIN: none of I, O, Q.
const CHARACTERS: &[u8] = b"ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
/// The codes of model years: none of I, O, Q, U, Z, 0.
const YEARS: &[u8] = b"ABCDEFGHJKLMNPRSTVWXY123456789";
/// What each position weighs in the check digit's sum; the ninth is the check digit's own.
const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
/// Third character, five of the vehicle's description, model year, plant, six digits of the serial number.
const VINS: u64 = 33 * 33 * 33 * 33 * 33 * 33 * 30 * 33 * 1_000_000;

pub(super) const VIN: Kind = Kind {
    name: "vin",
    mask: Masking::made('L', Read::Code(11, 17)),
    names: &["vin", "vehicle identification", "vehicle id number"],
    recognise: Some(|text| {
        text.len() == 17
            && text.bytes().all(|b| CHARACTERS.contains(&b))
            && text.bytes().any(|b| b.is_ascii_alphabetic())
            && text.bytes().any(|b| b.is_ascii_digit())
    }),
    summary: "A vehicle identification number that begins with 0, which no maker has, with its check digit in position 9.",
    params: &[],
    inputs: &[],
    example: r#"vin = { kind = "vin", unique = true }"#,
    source: "49 CFR 565.15: content and check digit; ISO 3780: no maker's code begins with 0",
    could_be_real: Some(could_be_real),
    build: Build::Maker(|_| {
        Ok(Numbered::boxed(
            VINS,
            17,
            "00 and fifteen characters, the check digit among them",
            |mut n, _, out| {
                let start = out.len();
                let serial = take(&mut n, 1_000_000);
                out.extend_from_slice(b"00");
                for _ in 0..6 {
                    out.push(take_byte(&mut n, CHARACTERS));
                }
                out.push(b'0');
                out.push(take_byte(&mut n, YEARS));
                out.push(take_byte(&mut n, CHARACTERS));
                pad(serial, 6, out);
                let check = check(&out[start..]);
                out[start + 8] = check;
            },
        ))
    }),
    ..BLANK
};

/// The check digit of 17 characters.
pub(super) fn check(vin: &[u8]) -> u8 {
    let sum: u32 =
        vin.iter().zip(WEIGHTS).map(|(byte, weight)| u32::from(VALUES[usize::from(*byte)]) * weight).sum();
    match sum % 11 {
        10 => b'X',
        digit => super::check::digit(u64::from(digit)),
    }
}

/// The number that each character stands for.
static VALUES: [u8; 256] = {
    let mut values = [0; 256];
    let letters = *b"0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
    let mut i = 0;
    let mut value = 0;
    while i < letters.len() {
        values[letters[i] as usize] = value;
        value = (value + 1) % 10;
        i += 1;
    }
    values
};

/// Outside North America the ninth character checks nothing, so that every number of the form counts.
fn could_be_real(text: &str) -> bool {
    let vin = text.trim().to_ascii_uppercase();
    vin.len() == 17 && vin.bytes().all(|b| CHARACTERS.contains(&b)) && !vin.starts_with('0')
}
