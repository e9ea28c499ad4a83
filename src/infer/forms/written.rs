//! Dates and measures as exports write them besides plain digits.

use crate::kinds::likeness::{degrees, shaped};

const MONTHS: [&str; 20] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "ene", "abr", "ago",
    "dic", "mai", "okt", "dez", "mär",
];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Whether a text begins with the name of a month or a day, cut short or not.
fn begins(word: &str, names: &[&str]) -> bool {
    let lower = word.to_lowercase();
    let start: String = lower.chars().take(3).collect();
    word.chars().count() <= 10 && names.contains(&start.as_str())
}

/// Whether a text is a date in a form of more than digits and a year of four: `9-Jun-24`, `June 9, 2024`, `06/09/24`,
/// `09JUN1950`, `Thu, 09 Jun 2024 12:00:00 +0000`, `20240609123000`.
pub(super) fn is_spelled(text: &str) -> bool {
    if text.len() > 48 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let within =
        |part: &str, least: u32, most: u32| part.parse().is_ok_and(|n: u32| (least..=most).contains(&n));
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
        return text.len() == 14
            && within(part(0..4), 1900, 2100)
            && within(part(4..6), 1, 12)
            && within(part(6..8), 1, 31)
            && within(part(8..10), 0, 23)
            && within(part(10..12), 0, 59);
    }
    // Figures and letters that stand together are two parts: 09JUN1950.
    let mut parts: Vec<String> = Vec::new();
    let mut last = None;
    for c in text.chars() {
        let sort = (c.is_alphabetic(), c.is_ascii_digit());
        match sort {
            (false, false) => {}
            _ if last == Some(sort) => parts.last_mut().into_iter().for_each(|part| part.push(c)),
            _ => parts.push(c.to_string()),
        }
        last = Some(sort);
    }
    let is_number = |part: &&String| part.bytes().all(|b| b.is_ascii_digit());
    let numbers: Vec<&String> = parts.iter().filter(is_number).collect();
    let mut words: Vec<&String> = parts.iter().filter(|part| !is_number(part)).collect();
    if words.first().is_some_and(|word| begins(word, &DAYS)) {
        words.remove(0);
    }
    let day = |part: &str| part.len() <= 2 && within(part, 1, 31);
    let year = |part: &str| part.len() == 2 || (part.len() == 4 && within(part, 1850, 2150));
    let about = |word: &&String| {
        [
            "t", "z", "am", "pm", "a", "p", "m", "utc", "gmt", "st", "nd", "rd", "th", "de", "at", "mst",
            "mdt", "est", "edt", "cst", "cdt", "pst", "pdt",
        ]
        .contains(&word.to_lowercase().as_str())
    };
    words.retain(|word| !about(word));
    match (words.as_slice(), numbers.as_slice()) {
        ([month], [a, b, ..]) if begins(month, &MONTHS) => (day(a) && year(b)) || (year(a) && day(b)),
        // Two digits of a year.
        ([], [a, b, c, ..]) => {
            let slashed = text
                .split([' ', 'T'])
                .next()
                .is_some_and(|head| ["/", "-", "."].iter().any(|by| head.split(by).count() == 3));
            slashed
                && a.len() <= 2
                && b.len() <= 2
                && (c.len() == 2 || (text.contains(',') && year(c)))
                && day(a)
                && day(b)
                && (within(a, 1, 12) || within(b, 1, 12))
        }
        _ => false,
    }
}

/// Whether digits are seconds since 1970 of the years 2001 to 2030, or milliseconds.
pub(super) fn is_epoch(digits: &str) -> bool {
    let seconds = match digits.len() {
        10 => digits.parse::<u64>().ok(),
        13 => digits.parse::<u64>().ok().map(|n| n / 1_000),
        _ => None,
    };
    seconds.is_some_and(|n| (1_000_000_000..1_900_000_000).contains(&n))
}

/// Whether digits are seconds since 1970 of the years 2008 to 2030.
pub(super) fn is_recent(digits: &str) -> bool {
    digits.len() == 10 && digits.parse().is_ok_and(|n: u64| (1_200_000_000..1_900_000_000).contains(&n))
}

/// Whether a text is a number that measures or counts something, with what is measured or without.
pub(in super::super) fn measures(text: &str) -> bool {
    (text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit())) || is_measured(text)
}

/// Whether a text is a point on a map: two coordinates with decimals, and what phones add of height and accuracy; or a line or
/// an outline of several, as phones write it (`35.08 -106.65 0 0; …`), as WKT or as GeoJSON.
pub(super) fn is_point(text: &str) -> bool {
    if text.starts_with('{') {
        return text.contains("\"coordinates\"") && text.contains("\"type\"");
    }
    let bare = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || "( ".contains(c));
    let parts: Vec<&str> =
        bare.split([' ', ',', ';', '/', '(', ')']).filter(|part| !part.is_empty()).collect();
    let on_map = parts.iter().filter(|part| degrees(part, 180.0)).count();
    parts.len() >= 2
        && parts.iter().take(2).all(|part| degrees(part, 180.0))
        && parts.iter().all(|part| part.parse::<f64>().is_ok())
        && (parts.len() <= 4 || on_map * 2 >= parts.len())
}

/// What stands behind a number that measures something.
const UNITS: &[&str] = &[
    "mg", "kg", "cm", "mm", "m", "km", "ml", "dl", "l", "g", "mcg", "ug", "iu", "meq", "mmol", "%", "lb",
    "lbs", "oz", "in", "ft", "h", "hr", "hrs", "hours", "min", "sec", "days", "weeks", "months", "years",
    "yrs", "mg/dl", "g/dl", "mmol/l", "ng/ml", "u/l", "iu/l", "meq/l", "mmhg", "bpm", "tabs", "tablets",
    "caps", "units", "°c", "°f", "ppm", "usd", "eur", "€", "£", "$",
];

/// Whether a text is numbers with what is measured, compared or divided: `120/80`, `<0.5`, `12-15`, `500 mg`, `78,5`, `$1,200.00`.
pub(super) fn is_measured(text: &str) -> bool {
    let bare = text.trim_start_matches(['<', '>', '=', '≤', '≥', '~', '+', '-', '$', '€', '£', ' ']);
    let end = bare.find(|c: char| !c.is_ascii_digit() && !"., ".contains(c)).unwrap_or(bare.len());
    let (number, rest) = bare.split_at(end);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || digits > 9 {
        return false;
    }
    let short =
        |part: &str| (1..=5).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let divided = rest.strip_prefix(['/', '-', ':', 'x']).map(str::trim);
    let unit = UNITS.contains(&rest.to_lowercase().as_str());
    rest.is_empty() && text.contains(|c: char| !c.is_ascii_digit())
        || divided.is_some_and(|part| short(number.trim()) && short(part) && !shaped(bare, "999-9999"))
        || unit
}

#[cfg(test)]
mod tests {
    use super::{is_epoch, is_measured, is_point, is_spelled};

    #[test]
    fn dates_are_told_from_numbers_and_words() {
        for text in [
            "9-Jun-24",
            "09-JUN-1950",
            "09JUN1950",
            "June 9, 2024",
            "Jun 9 2024",
            "9 de junio de 2024",
            "06/09/24",
            "6/9/24 14:05",
            "Thu, 09 Jun 2024 12:00:00 +0000",
            "09/Jun/2024:12:00:00 +0000",
            "20240609123000",
            "Sunday, June 09, 2024",
            "09.06.24",
            "06/09/2024, 02:05:01 PM",
        ] {
            assert!(is_spelled(text), "{text}");
        }
        for text in [
            "May",
            "Ann May 12",
            "12-34-56",
            "123-45-6789",
            "June",
            "2024",
            "12 Main Street",
            "20241399250000",
            "Apt 4",
            "10.0.3.14",
            "Q1 2024",
            "R12-JUN",
        ] {
            assert!(!is_spelled(text), "{text}");
        }
        assert!(
            is_epoch("1700000000")
                && is_epoch("1700000000000")
                && !is_epoch("5058675309")
                && !is_epoch("170000000")
        );
    }

    #[test]
    fn points_are_told_from_other_numbers() {
        for text in [
            "35.0844 -106.6504 1619.0 4.9",
            "35.0844,-106.6504",
            "35.08441/-106.65042",
            "POINT(-106.6504 35.0844)",
            "35.0844 -106.6504 0 0; 35.0845 -106.6505 0 0; 35.0846 -106.6502 0 0",
            "POLYGON ((-106.6504 35.0844, -106.6505 35.0845, -106.6502 35.0846, -106.6504 35.0844))",
            r#"{"type": "Point", "coordinates": [-106.65, 35.08]}"#,
        ] {
            assert!(is_point(text), "{text}");
        }
        for text in ["35.0844", "12.5 13.5", "120/80", "35.0844 Main St", "1.2.3.4", "350.0844 1.0001"] {
            assert!(!is_point(text), "{text}");
        }
    }

    #[test]
    fn measures_are_told_from_codes() {
        for text in [
            "120/80",
            "<0.5",
            "12.0-15.5",
            "500 mg",
            "78,5",
            "$1,200.00",
            "37.2",
            "12 %",
            "10mg",
            "1,234",
            "1:40",
        ] {
            assert!(is_measured(text), "{text}");
        }
        for text in ["A12", "12 Main", "555-0142", "D-12", "12B", "Apt 4", "I10", "12 Elm St", "505-867-5309"]
        {
            assert!(!is_measured(text), "{text}");
        }
    }
}
