//! Days and microseconds since 1970 as ISO 8601 text and back, by arithmetic alone.

/// The first and the last day that have a four-digit year: 0001-01-01 and 9999-12-31.
pub(super) const DAYS: std::ops::RangeInclusive<i32> = -719_162..=2_932_896;

/// Microseconds in a day.
pub(super) const DAY_MICROS: i64 = 86_400_000_000;

/// The two digits of every number below 100.
static PAIRS: [[u8; 2]; 100] = pairs();

const fn pairs() -> [[u8; 2]; 100] {
    let mut table = [[0; 2]; 100];
    let mut n = 0_u8;
    while n < 100 {
        table[n as usize] = [b'0' + n / 10, b'0' + n % 10];
        n += 1;
    }
    table
}

#[inline]
fn pair(n: u32) -> [u8; 2] {
    PAIRS[(n % 100) as usize]
}

/// Year, month and day of a day of [`DAYS`]; after Neri and Schneider, "Euclidean affine functions and their
/// application to calendar algorithms" (2023), figure 12.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lower half of the product is what is wanted")]
fn year_month_day(days: i32) -> (u32, u32, u32) {
    // Counted from 0000-03-01, so that leap days end a year; not negative within DAYS.
    let n = days.wrapping_add(719_468).unsigned_abs();
    let first = 4 * n + 3;
    let century = first / 146_097;
    let second = 4 * (first % 146_097 / 4) + 3;
    let product = 2_939_745 * u64::from(second);
    let year_of_century = (product >> 32) as u32;
    let day_of_year = (product as u32) / 2_939_745 / 4;
    let third = 2_141 * day_of_year + 197_913;
    let (month, day) = (third >> 16, (third & 0xffff) / 2_141);
    let late = u32::from(day_of_year >= 306);
    (100 * century + year_of_century + late, month - 12 * late, day + 1)
}

/// `2024-05-06`; none when the year does not have four digits.
#[inline]
pub(super) fn date(days: i32) -> Option<[u8; 10]> {
    if !DAYS.contains(&days) {
        return None;
    }
    let (year, month, day) = year_month_day(days);
    let ([a, b], [c, d]) = (pair(year / 100), pair(year));
    let ([e, f], [g, h]) = (pair(month), pair(day));
    Some([a, b, c, d, b'-', e, f, b'-', g, h])
}

/// `07:08:09`, `07:08:09.120` or `07:08:09.120345` with its length; none when it is no time of a day.
#[inline]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked first")]
pub(super) fn time(micros: i64) -> Option<([u8; 15], usize)> {
    if !(0..DAY_MICROS).contains(&micros) {
        return None;
    }
    let (seconds, fraction) = ((micros / 1_000_000) as u32, (micros % 1_000_000) as u32);
    let ([a, b], [c, d], [e, f]) = (pair(seconds / 3_600), pair(seconds / 60 % 60), pair(seconds % 60));
    let ([g, h], [i, j], [k, l]) = (pair(fraction / 10_000), pair(fraction / 100), pair(fraction));
    let length = match fraction {
        0 => 8,
        _ if fraction.is_multiple_of(1_000) => 12,
        _ => 15,
    };
    Some(([a, b, b':', c, d, b':', e, f, b'.', g, h, i, j, k, l], length))
}

/// `2024-05-06T07:08:09` with a fraction where there is one and `Z` where `utc`, with its length.
#[inline]
pub(super) fn moment(micros: i64, utc: bool) -> Option<([u8; 32], usize)> {
    let days = i32::try_from(micros.div_euclid(DAY_MICROS)).ok()?;
    let (day, (clock, length)) = (date(days)?, time(micros.rem_euclid(DAY_MICROS))?);
    let mut text = [0; 32];
    text[..10].copy_from_slice(&day);
    text[10] = b'T';
    text[11..26].copy_from_slice(&clock);
    text[11 + length] = b'Z';
    Some((text, 11 + length + usize::from(utc)))
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

/// The day of `2024-05-06`, none where that is not a day.
pub(super) fn parse_date(text: &[u8]) -> Option<i32> {
    let [_, _, _, _, b'-', _, _, b'-', _, _] = text else { return None };
    let (year, month, day) = (digits(&text[..4])?, digits(&text[5..7])?, digits(&text[8..])?);
    // After Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let count = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day;
    let days = i32::try_from(count).ok()? - 719_469;
    // The way back proves that month and day exist.
    (date(days)?.as_slice() == text).then_some(days)
}

/// The microseconds of `07:08:09` with up to six digits of a fraction.
pub(super) fn parse_time(text: &[u8]) -> Option<i64> {
    let (clock, fraction) = text.split_at_checked(8)?;
    let [_, _, b':', _, _, b':', _, _] = clock else { return None };
    let (h, m, s) = (digits(&clock[..2])?, digits(&clock[3..5])?, digits(&clock[6..])?);
    if h > 23 || m > 59 || s > 59 {
        return None;
    }
    let micros = match fraction {
        [] => 0,
        [b'.', rest @ ..] if (1..=6).contains(&rest.len()) => {
            digits(rest)? * 10_u32.pow(u32::try_from(6 - rest.len()).ok()?)
        }
        _ => return None,
    };
    Some(i64::from(h * 3_600 + m * 60 + s) * 1_000_000 + i64::from(micros))
}

/// The microseconds of `2024-05-06T07:08:09`, with `Z` exactly where `utc`.
pub(super) fn parse_moment(text: &[u8], utc: bool) -> Option<i64> {
    let text = if utc { text.strip_suffix(b"Z")? } else { text };
    let (day, rest) = text.split_at_checked(10)?;
    let clock = rest.strip_prefix(b"T").or_else(|| rest.strip_prefix(b" "))?;
    Some(i64::from(parse_date(day)?) * DAY_MICROS + parse_time(clock)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_follows_the_day_before_and_comes_back() {
        let (mut year, mut month, mut day) = (1, 1, 1);
        for days in DAYS {
            assert_eq!(year_month_day(days), (year, month, day));
            let text = date(days).unwrap();
            assert_eq!(parse_date(&text), Some(days));
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 => 28 + u32::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            (month, day) = if day == length { (month + 1, 1) } else { (month, day + 1) };
            (year, month) = if month == 13 { (year + 1, 1) } else { (year, month) };
        }
        assert_eq!((year, date(0).unwrap()), (10_000, *b"1970-01-01"));
        assert_eq!((date(DAYS.start() - 1), date(DAYS.end() + 1)), (None, None));
    }

    #[test]
    fn moments_have_a_fraction_only_where_there_is_one() {
        let text = |micros, utc| {
            let (bytes, n) = moment(micros, utc).unwrap();
            String::from_utf8(bytes[..n].to_vec()).unwrap()
        };
        assert_eq!(text(1_714_979_289_000_000, true), "2024-05-06T07:08:09Z");
        assert_eq!(text(1_714_979_289_120_000, false), "2024-05-06T07:08:09.120");
        assert_eq!(text(1_714_979_289_120_001, true), "2024-05-06T07:08:09.120001Z");
        assert_eq!(text(-1, true), "1969-12-31T23:59:59.999999Z");
        assert_eq!(moment(i64::MAX, true), None);
        for micros in [0, -1, 1, 1_714_979_289_120_000, -62_135_596_800_000_000] {
            for utc in [true, false] {
                assert_eq!(parse_moment(text(micros, utc).as_bytes(), utc), Some(micros));
                assert_eq!(parse_moment(text(micros, utc).as_bytes(), !utc), None);
            }
        }
    }

    #[test]
    fn what_is_no_date_or_time_is_refused() {
        for text in [
            "2023-02-29",
            "2024-13-01",
            "2024-00-10",
            "0000-01-01",
            "2024-1-01",
            "20240101",
            "",
            "2024-01-32",
        ] {
            assert_eq!(parse_date(text.as_bytes()), None, "{text}");
        }
        for text in
            ["24:00:00", "12:60:00", "12:00:60", "12:00", "12:00:00.", "12:00:00.1234567", "12:00:00x"]
        {
            assert_eq!(parse_time(text.as_bytes()), None, "{text}");
        }
        assert_eq!(parse_time(b"00:00:01.5"), Some(1_500_000));
    }
}
