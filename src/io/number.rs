//! Integers and decimals as text, left-aligned in a fixed slot so that copying them needs no branch.

/// Room for any value that is neither text nor decimal, quotes included.
pub(super) type Slot = [u8; 32];

/// The eight digits of a number below 100,000,000, the first in the lowest byte, each as its value; after Khuong, "How
/// to print integers really fast" (2017).
#[inline]
fn eight_digits(n: u32) -> u64 {
    let merged = u64::from(n / 10_000) | (u64::from(n % 10_000) << 32);
    let top = ((merged * 10_486) >> 20) & 0x7f_0000_007f;
    let hundreds = ((merged - 100 * top) << 16) + top;
    let tens = ((hundreds * 103) >> 10) & 0x000f_000f_000f_000f;
    tens + ((hundreds - 10 * tens) << 8)
}

const ZEROS: u64 = 0x3030_3030_3030_3030;

/// Writes the digits of `n` from `at` on; where they end.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "each part is below 100,000,000 by division")]
fn put_unsigned(slot: &mut Slot, at: usize, n: u64) -> usize {
    const PART: u64 = 100_000_000;
    let mut at = at;
    let mut first = n;
    let mut rest = [0_u32; 2];
    let mut parts = 0;
    while first >= PART {
        rest[parts] = (first % PART) as u32;
        first /= PART;
        parts += 1;
    }
    let digits = eight_digits(first as u32);
    let skip = (digits.trailing_zeros() / 8).min(7);
    put_eight(slot, at, (digits + ZEROS) >> (8 * skip));
    at += 8 - skip as usize;
    for part in rest[..parts].iter().rev() {
        put_eight(slot, at, eight_digits(*part) + ZEROS);
        at += 8;
    }
    at
}

#[inline]
fn put_eight(slot: &mut Slot, at: usize, bytes: u64) {
    if let Some(place) = slot.get_mut(at..at + 8) {
        place.copy_from_slice(&bytes.to_le_bytes());
    }
}

/// Writes an integer from `at` on; where it ends.
#[inline]
pub(super) fn put_integer(slot: &mut Slot, at: usize, n: i64) -> usize {
    let negative = n < 0;
    slot[at] = b'-';
    put_unsigned(slot, at + usize::from(negative), n.unsigned_abs())
}

/// The text of a decimal: all digits of its scale, a leading zero before the point.
pub(super) fn decimal(value: i128, scale: u8, text: &mut Vec<u8>) {
    let scale = usize::from(scale);
    if value < 0 {
        text.push(b'-');
    }
    let magnitude = value.unsigned_abs();
    let mut buffer = itoa::Buffer::new();
    let digits = match u64::try_from(magnitude) {
        Ok(small) => buffer.format(small).as_bytes(),
        Err(_) => buffer.format(magnitude).as_bytes(),
    };
    if digits.len() > scale {
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        text.extend_from_slice(whole);
        if scale > 0 {
            text.push(b'.');
            text.extend_from_slice(fraction);
        }
    } else {
        text.extend_from_slice(b"0.");
        text.resize(text.len() + scale - digits.len(), b'0');
        text.extend_from_slice(digits);
    }
}

/// The value of a decimal's text, none where it has more digits than `precision` and `scale` allow.
pub(super) fn parse_decimal(text: &[u8], precision: u8, scale: u8) -> Option<i128> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let point = digits.iter().position(|b| *b == b'.');
    let (whole, fraction) = match point {
        Some(at) => (&digits[..at], &digits[at + 1..]),
        None => (digits, &digits[digits.len()..]),
    };
    if whole.is_empty() || fraction.len() > usize::from(scale) || (point.is_some() && fraction.is_empty()) {
        return None;
    }
    let mut value: i128 = 0;
    for b in whole.iter().chain(fraction) {
        if !b.is_ascii_digit() {
            return None;
        }
        value = value.checked_mul(10)?.checked_add(i128::from(b - b'0'))?;
    }
    let missing = u32::from(scale) - u32::try_from(fraction.len()).ok()?;
    value = value.checked_mul(10_i128.checked_pow(missing)?)?;
    let limit = 10_i128.checked_pow(u32::from(precision))?;
    (value < limit).then_some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_written_as_the_standard_library_writes_them() {
        let mut samples = vec![0, 1, -1, i64::MAX, i64::MIN, i64::MAX - 1];
        for power in 0..19 {
            let p = 10_i64.pow(power);
            samples.extend([p, p - 1, p + 1, -p, 7 * (p / 3), p / 2]);
        }
        samples.extend((0..100_000).map(|n| n * 104_729));
        for n in samples {
            let mut slot = [0; 32];
            let end = put_integer(&mut slot, 0, n);
            assert_eq!(std::str::from_utf8(&slot[..end]).unwrap(), n.to_string());
        }
    }

    #[test]
    fn decimals_are_exact_both_ways() {
        let big = 10_i128.pow(38) - 1;
        for (value, precision, scale, expected) in [
            (0, 10, 2, "0.00"),
            (5, 10, 2, "0.05"),
            (-5, 10, 2, "-0.05"),
            (12_345, 10, 2, "123.45"),
            (-100, 3, 0, "-100"),
            (7, 2, 2, "0.07"),
            (big, 38, 10, "9999999999999999999999999999.9999999999"),
            (-big, 38, 0, "-99999999999999999999999999999999999999"),
        ] {
            let mut text = Vec::new();
            decimal(value, scale, &mut text);
            assert_eq!(std::str::from_utf8(&text).unwrap(), expected);
            assert_eq!(parse_decimal(&text, precision, scale), Some(value));
        }
        for text in ["", "-", ".5", "1.", "1.234", "1e3", "12345678901", "1 ", "+1"] {
            assert_eq!(parse_decimal(text.as_bytes(), 10, 2), None, "{text}");
        }
        assert_eq!(parse_decimal(b"1.5", 10, 2), Some(150));
    }
}
