//! Social security numbers and the tax numbers that look like them.

use super::BLANK;
use super::check::{digits, number, pad, put, take};
use super::numbered::Numbered;
use crate::kinds::likeness::shaped;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{Build, Fault, Kind, Maker, Param, Settings, Shape};
use crate::reference::append;

/// Serials 0001 to 9999.
const SERIALS: u64 = 9_999;
/// Groups that no ITIN (50-65, 70-88, 90-92, 94-99) and no ATIN (93) has: 01-49, 66-69 and 89.
const QUIET_GROUPS: u64 = 49 + 4 + 1;
/// Areas 900-999: 100 x 54 x 9,999.
const NINES: u64 = 100 * QUIET_GROUPS * SERIALS;
/// Areas 666 and 000, with groups 01-99: 2 x 99 x 9,999.
const SIXES_AND_ZEROS: u64 = 2 * 99 * SERIALS;

pub(super) const SSN: Kind = Kind {
    name: "ssn",
    mask: Masking::made('G', Read::Digits(9)),
    names: &[
        "ssn",
        "social security",
        "social security number",
        "social",
        "sin",
        "ssn last4",
        "=ss",
        "tax identification",
        "national id",
        "national identifier",
        "encrypted ssn",
    ],
    recognise: Some(|text| shaped(text, "999-99-9999") || shaped(text, "999 99 9999")),
    summary: "A social security number that is never issued: area 900-999 with a group that no ITIN or ATIN has. \
              53,994,600 numbers (100 areas x 54 groups x 9,999 serials); with `wide` also areas 666 and 000 \
              (2 x 99 x 9,999 = 1,979,802), together 55,974,402.",
    params: &[
        Param::optional(
            "format",
            Shape::OneOf(&["dashed", "digits", "last4"]),
            "dashed",
            "`900-01-0001`, `900010001`, or the last four digits, of which there are 9,999.",
        ),
        Param::optional(
            "wide",
            Shape::Boolean,
            "false",
            "Whether to add areas 666 and 000, which many validators refuse.",
        ),
    ],
    inputs: &[],
    example: r#"ssn = { kind = "ssn", unique = true, null = 0.08 }"#,
    source: "Social Security Administration, SSN randomization (areas 000, 666 and 900-999 are not assigned); IRS, \
             Internal Revenue Manual 3.21.263 (ITIN groups)",
    could_be_real: Some(ssn_could_be_real),
    build: Build::Maker(build_ssn),
    ..BLANK
};

pub(super) const ITIN: Kind = Kind {
    name: "itin",
    mask: Masking::made('G', Read::Digits(9)),
    names: &["itin"],
    summary: "An individual taxpayer identification number that is never issued: 9xx with a group that no ITIN has. \
              53,994,600 numbers, the same as those of `ssn`.",
    params: &[Param::optional(
        "format",
        Shape::OneOf(&["dashed", "digits"]),
        "dashed",
        "`900-01-0001` or `900010001`.",
    )],
    inputs: &[],
    example: r#"itin = { kind = "itin" }"#,
    source: "IRS, Internal Revenue Manual 3.21.263: ITIN groups are 50-65, 70-88, 90-92 and 94-99",
    could_be_real: Some(itin_could_be_real),
    build: Build::Maker(|settings| Ok(nines(settings.text("format"), NINES))),
    ..BLANK
};

/// EIN prefixes that no campus and no service of the IRS assigns.
const EIN_PREFIXES: [u8; 16] = [7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97];

pub(super) const EIN: Kind = Kind {
    name: "ein",
    mask: Masking::made('R', Read::Digits(9)),
    names: &["ein", "tax id", "employer identification", "tin", "fein", "federal tax"],
    recognise: Some(|text| shaped(text, "99-9999999")),
    summary: "An employer identification number with a prefix that was never assigned (07-09, 17-19, 28, 29, 49, 69, 70, \
              78, 79, 89, 96, 97): 160,000,000 numbers.",
    params: &[Param::optional(
        "format",
        Shape::OneOf(&["dashed", "digits"]),
        "dashed",
        "`07-0000000` or `070000000`.",
    )],
    inputs: &[],
    example: r#"tax_id = { kind = "ein" }"#,
    source: "IRS, How EINs are assigned and valid EIN prefixes",
    could_be_real: Some(ein_could_be_real),
    build: Build::Maker(build_ein),
    ..BLANK
};

fn build_ssn(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let wide = settings.flag("wide");
    let format = settings.text("format");
    if format == Some("last4") {
        if wide {
            return Err(Fault::of("wide", "`wide` adds no last four digits"));
        }
        let law = "the last four digits, 0001 to 9999";
        return Ok(Numbered::boxed(SERIALS, 4, law, |n, _, out| pad(n + 1, 4, out)));
    }
    Ok(nines(format, if wide { NINES + SIXES_AND_ZEROS } else { NINES }))
}

fn nines(format: Option<&str>, count: u64) -> Box<dyn Maker> {
    let dashed = format != Some("digits");
    Numbered::boxed(count, 11, "a number out of areas that are never issued", move |n, _, out| {
        let (area, group, serial) = parts(n);
        let (mut text, places) =
            if dashed { (*b"000-00-0000     ", [4, 7]) } else { (*b"000000000       ", [3, 5]) };
        put(area, &mut text[..3]);
        put(group, &mut text[places[0]..places[0] + 2]);
        put(serial, &mut text[places[1]..places[1] + 4]);
        append(&text, 0..places[1] + 4, out);
    })
}

/// Area, group and serial of a number below [`NINES`] and [`SIXES_AND_ZEROS`].
fn parts(mut n: u64) -> (u64, u64, u64) {
    if n >= NINES {
        n -= NINES;
        let serial = take(&mut n, SERIALS) + 1;
        let group = take(&mut n, 99) + 1;
        return (if n == 0 { 666 } else { 0 }, group, serial);
    }
    let serial = take(&mut n, SERIALS) + 1;
    let group = match take(&mut n, QUIET_GROUPS) {
        low @ 0..49 => low + 1,
        middle @ 49..53 => middle + 17,
        _ => 89,
    };
    (900 + n, group, serial)
}

fn read(text: &str) -> Option<(u32, u32, u32)> {
    let digits: [u8; 9] = digits(text, b"- ")?;
    Some((number(&digits[..3]), number(&digits[3..5]), number(&digits[5..])))
}

fn is_itin_or_atin(group: u32) -> bool {
    matches!(group, 50..=65 | 70..=88 | 90..=99)
}

/// An ITIN or ATIN in the place of an SSN is somebody's too.
fn ssn_could_be_real(text: &str) -> bool {
    read(text).is_some_and(|(area, group, serial)| match area {
        _ if serial == 0 => false,
        0 | 666 => false,
        900.. => is_itin_or_atin(group),
        _ => group != 0,
    })
}

/// Nine digits that are no ITIN may be an SSN in the place of one.
fn itin_could_be_real(text: &str) -> bool {
    ssn_could_be_real(text)
}

fn build_ein(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let dashed = settings.text("format") != Some("digits");
    let count = EIN_PREFIXES.len() as u64 * 10_000_000;
    Ok(Numbered::boxed(
        count,
        10,
        "a prefix that was never assigned and seven digits",
        move |mut n, _, out| {
            let serial = take(&mut n, 10_000_000);
            pad(EIN_PREFIXES.get(usize::try_from(n).unwrap_or(0)).map_or(7, |p| u64::from(*p)), 2, out);
            if dashed {
                out.push(b'-');
            }
            pad(serial, 7, out);
        },
    ))
}

fn ein_could_be_real(text: &str) -> bool {
    digits::<9>(text, b"- ")
        .is_some_and(|digits| !EIN_PREFIXES.iter().any(|prefix| u32::from(*prefix) == number(&digits[..2])))
}
