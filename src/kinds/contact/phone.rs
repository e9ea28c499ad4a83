//! Telephone numbers that are never assigned: 555-0100 to 0199 in the United States, Ofcom's numbers for drama.

use super::BLANK;
use crate::draw::{Alias, Width, below};
use crate::kinds::Build;
use crate::kinds::identifier::check::{number, pad, put, take};
use crate::kinds::likeness::shaped;
use crate::kinds::masking::{Masking, Read};
use crate::kinds::{
    Ask, Domain, Edges, Fault, Input, Kind, Maker, Param, Settings, Shape, Takes, TextColumn,
};
use crate::reference::{Source, append, area_codes, places};
use arrow::array::{Array, ArrayRef};
use arrow::datatypes::DataType;

const SUMMARY: &str = "A telephone number that is never assigned: 555-0100 to 555-0199 in an area code of the place, or in any by \
                       the people who live there. 100 numbers an area code; `wide` has 633,600,000.";
const PARAMS: &[Param] = &[
    Param::optional(
        "country",
        Shape::OneOf(&["US", "GB"]),
        "US",
        "Whose numbers: GB has 14,000, kept for drama by Ofcom.",
    ),
    Param::optional(
        "format",
        Shape::OneOf(&["dashed", "parens", "dotted", "spaced", "e164", "digits"]),
        "dashed, spaced for GB",
        "`202-555-0142`, `(202) 555-0142`, `202.555.0142`, `202 555 0142`, `+12025550142` or `2025550142`.",
    ),
    Param::optional(
        "wide",
        Shape::Boolean,
        "false",
        "Takes area codes N9X, which are kept for longer numbers and belong to no place, with any seven digits: enough for \
         unique columns; passes for possible, not for valid, in libphonenumber.",
    ),
    Param::optional(
        "extension",
        Shape::Number,
        "0",
        "The share of numbers with an extension, such as ` x1234`; not with `e164` and `digits`.",
    ),
];
const INPUTS: &[Input] = &[Input {
    name: "of",
    takes: Takes::Place,
    summary: "The place whose area codes are taken; any area code, by its people, where it is NULL or not given.",
    required: false,
    natural: &["place"],
}];
const SOURCE: &str = "North American Numbering Plan Administrator: 555-0100 to 0199 for fiction, N9X kept for expansion; Ofcom, \
                      Telephone numbers for use in TV and radio drama programmes";

pub(super) const PHONE: Kind = Kind {
    name: "phone",
    mask: Masking::made('D', Read::Phone).within("phone"),
    names: &[
        "phone",
        "telephone",
        "mobile",
        "cell",
        "phone number",
        "cell phone",
        "home phone",
        "work phone",
        "contact number",
        "tel",
        "msisdn",
        "sms number",
        "phone home",
        "phone cell",
        "whatsapp",
        "pager",
        "callback",
        "caller",
        "mobile number",
        "phonenumber",
        "hotline",
    ],
    recognise: Some(recognise),
    summary: SUMMARY,
    params: PARAMS,
    inputs: INPUTS,
    example: r#"phone = { kind = "phone", of = "_home", null = 0.05 }"#,
    source: SOURCE,
    could_be_real: Some(could_be_real),
    build: Build::Maker(build),
    ..BLANK
};

pub(super) const FAX: Kind = Kind {
    name: "fax",
    mask: Masking::made('E', Read::Phone).within("phone"),
    names: &["fax", "fax number", "facsimile"],
    summary: "A fax number, made as a telephone number is: see `phone`.",
    params: PARAMS,
    inputs: INPUTS,
    example: r#"fax = { kind = "fax", of = "_home", null = 0.7 }"#,
    source: SOURCE,
    could_be_real: Some(could_be_real),
    build: Build::Maker(build),
    ..BLANK
};

/// Exchanges that may be assigned: NXX without N11.
const EXCHANGES: u64 = 792;
/// Area codes N9X with any seven digits that are well formed.
const WIDE: u64 = 80 * EXCHANGES * 10_000;
/// Ofcom's blocks of a thousand: the area with its 0, what follows it, and the zeros before the last three digits.
const DRAMA: [(&str, &str); 14] = [
    ("0113", "496"),
    ("0114", "496"),
    ("0115", "496"),
    ("0116", "496"),
    ("0117", "496"),
    ("0118", "496"),
    ("0121", "496"),
    ("0131", "496"),
    ("0141", "496"),
    ("0151", "496"),
    ("0161", "496"),
    ("020", "7946"),
    ("0191", "498"),
    ("07700", "900"),
];

/// How the groups of a number are put together.
#[derive(Clone, Copy, PartialEq)]
enum Format {
    Dashed,
    Parens,
    Dotted,
    Spaced,
    E164,
    Digits,
}

#[derive(Clone, Copy, PartialEq)]
enum Range {
    /// 555-01XX in the area codes of the table.
    Fiction,
    /// Area codes N9X.
    Expansion,
    /// Ofcom's.
    Drama,
}

struct Phone {
    range: Range,
    format: Format,
    /// The chance of an extension as a threshold of 32 bits.
    extension: u64,
    of_place: bool,
    by_people: Option<Alias>,
}

fn build(settings: &Settings) -> Result<Box<dyn Maker>, Fault> {
    let wide = settings.flag("wide");
    let of_place = settings.has_input("of");
    let range = match settings.text("country") {
        Some("GB") => Range::Drama,
        _ if wide => Range::Expansion,
        _ => Range::Fiction,
    };
    if of_place && range != Range::Fiction {
        let param = if range == Range::Drama { "country" } else { "wide" };
        return Err(Fault::of(param, "these numbers belong to no place of the table").help("leave out `of`"));
    }
    if wide && range == Range::Drama {
        return Err(Fault::of("wide", "`wide` is a range of the United States").help("leave out `country`"));
    }
    if of_place && settings.unique {
        return Err(Fault::whole(
            "the area codes of a place hold a hundred numbers each: they cannot be unique",
        )
        .help("write `wide = true` and leave out `of`"));
    }
    let format = match settings.text("format") {
        Some("dashed") => Format::Dashed,
        Some("parens") => Format::Parens,
        Some("dotted") => Format::Dotted,
        Some("spaced") => Format::Spaced,
        Some("e164") => Format::E164,
        Some("digits") => Format::Digits,
        _ if range == Range::Drama => Format::Spaced,
        _ => Format::Dashed,
    };
    let weights: Vec<u64> = area_codes::WEIGHT.iter().map(u64::from).collect();
    let by_people = if range == Range::Fiction { Alias::new(&weights) } else { None };
    Ok(Box::new(Phone { range, format, extension: extension(settings, format)?, of_place, by_people }))
}

fn extension(settings: &Settings, format: Format) -> Result<u64, Fault> {
    let share = settings.number("extension").unwrap_or(0.0);
    if !(0.0..=1.0).contains(&share) {
        return Err(Fault::of("extension", format!("{share} is no share")).help("write a number from 0 to 1"));
    }
    if share > 0.0 && matches!(format, Format::E164 | Format::Digits) {
        return Err(Fault::of("extension", "this format has no place for an extension"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 2^32")]
    Ok(libm::round(share * 4_294_967_296.0) as u64)
}

impl Phone {
    /// The area code of a place, or of any by its people.
    fn area(&self, place: Option<usize>, word: u64) -> u64 {
        if let Some(place) = place {
            let codes = places::AREA_CODES.get(place);
            return u64::from(codes.get(usize::try_from(below(word, codes.len() as u64)).unwrap_or(0)));
        }
        let row = self.by_people.as_ref().map_or(0, |alias| alias.pick(word));
        u64::from(area_codes::CODE.get(row))
    }

    fn write_us(&self, area: u64, exchange: u64, line: u64, out: &mut Vec<u8>) {
        // Where the three groups begin.
        let (template, [a, e, l]): (&[u8; 16], _) = match self.format {
            Format::Dashed => (b"000-000-0000    ", [0, 4, 8]),
            Format::Parens => (b"(000) 000-0000  ", [1, 6, 10]),
            Format::Dotted => (b"000.000.0000    ", [0, 4, 8]),
            Format::Spaced => (b"000 000 0000    ", [0, 4, 8]),
            Format::E164 => (b"+10000000000    ", [2, 5, 8]),
            Format::Digits => (b"0000000000      ", [0, 3, 6]),
        };
        let mut text = *template;
        put(area, &mut text[a..a + 3]);
        put(exchange, &mut text[e..e + 3]);
        put(line, &mut text[l..l + 4]);
        // Nothing follows the line's four digits.
        append(&text, 0..l + 4, out);
    }

    fn write_gb(&self, n: u64, out: &mut Vec<u8>) {
        let (area, local) = DRAMA[usize::try_from(n / 1000).unwrap_or(0) % DRAMA.len()];
        let (before, area, after, between) = match self.format {
            Format::Dashed => ("", area, "-", "-"),
            Format::Parens => ("(", area, ") ", " "),
            Format::Dotted => ("", area, ".", "."),
            Format::Spaced => ("", area, " ", " "),
            Format::E164 => ("+44", &area[1..], "", ""),
            Format::Digits => ("", area, "", ""),
        };
        // A mobile number is written in two groups.
        let (between, width) = if area.ends_with("7700") { ("", 3) } else { (between, 4) };
        for part in [before, area, after, local, between] {
            out.extend_from_slice(part.as_bytes());
        }
        pad(n % 1000, width, out);
    }

    fn write(&self, ask: &Ask<'_>, i: usize, place: Option<usize>, out: &mut Vec<u8>) {
        match self.range {
            Range::Fiction if ask.distinct.is_some() => {
                let mut n = ask.ordinal(i, area_codes::ROWS as u64 * 100);
                let line = take(&mut n, 100) + 100;
                let area = area_codes::CODE.get(usize::try_from(n).unwrap_or(0));
                self.write_us(u64::from(area), 555, line, out);
            }
            Range::Fiction => {
                let line = below(ask.word(i, 1), 100) + 100;
                self.write_us(self.area(place, ask.word(i, 0)), 555, line, out);
            }
            Range::Expansion => {
                let mut n = ask.ordinal(i, WIDE);
                let line = take(&mut n, 10_000);
                // 200 to 999 without 211, 311 … 911: each hundred has 99.
                let exchange = take(&mut n, EXCHANGES);
                let (hundred, rest) = (exchange / 99 + 2, exchange % 99);
                let exchange = hundred * 100 + rest + u64::from(rest >= 11);
                let area = (n / 10 + 2) * 100 + 90 + n % 10;
                self.write_us(area, exchange, line, out);
            }
            Range::Drama => self.write_gb(ask.ordinal(i, DRAMA.len() as u64 * 1000), out),
        }
    }
}

impl Maker for Phone {
    fn data_type(&self) -> DataType {
        DataType::Utf8
    }

    fn width(&self) -> Width {
        Width::Four
    }

    fn domain(&self) -> Domain {
        match self.range {
            Range::Fiction if self.of_place => Domain::Open,
            Range::Fiction => Domain::Counted(area_codes::ROWS as u64 * 100),
            Range::Expansion => Domain::Counted(WIDE),
            Range::Drama => Domain::Counted(DRAMA.len() as u64 * 1000),
        }
    }

    fn edges(&self) -> Edges {
        Edges::Ends
    }

    fn law(&self) -> String {
        match self.range {
            Range::Fiction if self.of_place => "555-0100 to 0199 in one of the place's area codes",
            Range::Fiction => {
                "555-0100 to 0199 in an area code drawn by its people; in a unique column all are equally likely"
            }
            Range::Expansion => "seven digits in an area code N9X, all equally likely",
            Range::Drama => "a number of Ofcom's blocks for drama, all equally likely",
        }
        .to_owned()
    }

    fn sources(&self) -> Vec<&'static Source> {
        match self.range {
            Range::Fiction if self.of_place => vec![&places::SOURCE, &area_codes::SOURCE],
            Range::Fiction => vec![&area_codes::SOURCE],
            _ => Vec::new(),
        }
    }

    fn make(&self, ask: &Ask<'_>) -> Result<ArrayRef, String> {
        let mut column = TextColumn::new(ask.len(), 14);
        let handles = ask.handles(0);
        for i in 0..ask.len() {
            let place = handles.filter(|h| h.is_valid(i)).map(|h| h.value(i) as usize);
            self.write(ask, i, place, column.bytes());
            // The line took the word's high bits.
            let low = ask.word(i, 1) & 0xffff_ffff;
            if low < self.extension {
                column.add(" x");
                let spread = low * 9_990 / self.extension.max(1);
                column.digits(spread + 10, 1);
            }
            column.end();
        }
        column.finish()
    }
}

/// The digits of a number, of which no number has more.
struct Digits {
    bytes: [u8; 20],
    len: usize,
}

impl Digits {
    fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    /// Adds the digits of a number; whether nothing else stands in it than what parts its groups. `None` where they are too many.
    fn take(&mut self, number: &str) -> Option<bool> {
        for byte in number.bytes() {
            match byte {
                b'0'..=b'9' => {
                    *self.bytes.get_mut(self.len)? = byte;
                    self.len += 1;
                }
                b'-' | b'.' | b' ' | b'(' | b')' | b'/' => {}
                _ => return Some(false),
            }
        }
        Some(true)
    }
}

/// The digits of a written number without an extension; whether it began with `+`.
fn read(text: &str) -> Option<(bool, Digits)> {
    // Most are a number alone.
    let (plus, rest) = text.strip_prefix('+').map_or((false, text), |rest| (true, rest));
    let mut digits = Digits { bytes: [0; 20], len: 0 };
    match digits.take(rest)? {
        true => Some((plus, digits)),
        false => read_extended(text),
    }
}

/// The same of a number that may have an extension behind it, and blanks around it.
fn read_extended(text: &str) -> Option<(bool, Digits)> {
    let text = text.trim();
    let ends = |b: u8| matches!(b, b'x' | b'X' | b'e' | b'E' | b'#' | b';');
    let end = text.bytes().position(ends).unwrap_or(text.len());
    // Behind a number stands an extension, or nothing: `x12`, `ext. 12`, `;ext=12`.
    let extension = text[end..].trim_start_matches(|c: char| c.is_ascii_alphabetic() || "#;.=: ".contains(c));
    if extension.len() > 7 || !extension.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (plus, rest) = match text[..end].trim().strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, text[..end].trim()),
    };
    let mut digits = Digits { bytes: [0; 20], len: 0 };
    digits.take(rest)?.then_some((plus, digits))
}

fn could_be_real(text: &str) -> bool {
    let Some((plus, digits)) = read(text) else {
        return false;
    };
    match digits.as_slice() {
        [b'4', b'4', b'0', national @ ..] | [b'4', b'4', national @ ..] if plus => gb_could_be_real(national),
        [b'0', national @ ..] if !plus => gb_could_be_real(national),
        [b'1', national @ ..] if national.len() == 10 => us_could_be_real(national),
        national if national.len() == 10 && !plus => us_could_be_real(national),
        // Of another country.
        all => plus && (8..=15).contains(&all.len()),
    }
}

fn us_could_be_real(digits: &[u8]) -> bool {
    let (area, exchange, line) = (number(&digits[..3]), number(&digits[3..6]), number(&digits[6..]));
    let formed = area >= 200 && exchange >= 200 && area % 100 != 11 && exchange % 100 != 11;
    let fiction = exchange == 555 && (100..=199).contains(&line);
    let expansion = area / 10 % 10 == 9;
    formed && !fiction && !expansion
}

/// The digits after the 0.
fn gb_could_be_real(digits: &[u8]) -> bool {
    let kept = |prefix: &str| digits.starts_with(prefix.as_bytes());
    let drama = DRAMA.iter().any(|(area, local)| {
        let zero = if *area == "07700" { "" } else { "0" };
        kept(&format!("{}{local}{zero}", &area[1..]))
    });
    // Blocks that are kept for drama too and not made here.
    let others = ["1632960", "8081570", "9098790", "3069990", "2920180", "2896496"];
    matches!(digits.len(), 9 | 10) && !drama && !others.iter().any(|block| kept(block))
}

/// Whether a text has the form of a telephone number: ten digits as America writes them, or more after a plus.
fn recognise(text: &str) -> bool {
    // Nine digits in threes and twos are another number, and four groups between points an address.
    let other = text.parse::<std::net::Ipv4Addr>().is_ok()
        || text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
            && !shaped(text, "999-999-9999")
            && text.len() != 10;
    !other
        && read(text).is_some_and(|(plus, digits)| match digits.as_slice() {
            all if plus => (8..=15).contains(&all.len()),
            [b'1', national @ ..] if national.len() == 10 => true,
            [b'0', national @ ..] => matches!(national.len(), 9 | 10),
            national => national.len() == 10,
        })
}
