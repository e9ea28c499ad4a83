//! Decimal numbers as Postgres sends them: digits to the base of 10,000, with the weight of the first.

/// Writes a number such as `-12.340`; `false` for what is not written so.
pub(super) fn write(text: &str, out: &mut Vec<u8>) -> bool {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    // Not more digits than any number of ours has; the server reads longer ones.
    if whole.is_empty() || !plain(whole) || !plain(fraction) || whole.len() > 200 || fraction.len() > 200 {
        return false;
    }
    let whole = whole.trim_start_matches('0').as_bytes();
    let mut groups: Vec<i16> = Vec::with_capacity(12);
    let first = whole.len() % 4;
    if first > 0 {
        groups.push(group(&whole[..first]));
    }
    groups.extend(whole[first..].chunks(4).map(group));
    let n_whole = groups.len();
    for chunk in fraction.as_bytes().chunks(4) {
        let missing = u32::try_from(4 - chunk.len()).unwrap_or(0);
        groups.push(group(chunk) * 10_i16.pow(missing));
    }
    let leading = groups.iter().take_while(|g| **g == 0).count();
    while groups.last() == Some(&0) {
        groups.pop();
    }
    let significant = groups.get(leading..).unwrap_or_default();
    let small = |n: usize| i16::try_from(n).unwrap_or(0);
    let weight = if significant.is_empty() { 0 } else { small(n_whole) - 1 - small(leading) };
    let sign: u16 = if negative && !significant.is_empty() { 0x4000 } else { 0 };
    out.extend_from_slice(&small(significant.len()).to_be_bytes());
    out.extend_from_slice(&weight.to_be_bytes());
    out.extend_from_slice(&sign.to_be_bytes());
    out.extend_from_slice(&small(fraction.len()).to_be_bytes());
    for group in significant {
        out.extend_from_slice(&group.to_be_bytes());
    }
    true
}

/// Writes what Postgres sends as it would write it itself; none for what is no number of its.
pub(super) fn read(value: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let (head, groups) = value.split_first_chunk::<8>()?;
    let part = |at: usize| u16::from_be_bytes([head[at], head[at + 1]]);
    let word: &[u8] = match part(4) {
        0xC000 => b"NaN",
        0xD000 => b"Infinity",
        0xF000 => b"-Infinity",
        0x4000 => b"-",
        0 => b"",
        _ => return None,
    };
    out.extend_from_slice(word);
    if word.len() > 1 {
        return Some(());
    }
    let (groups, rest) = groups.as_chunks::<2>();
    if !rest.is_empty() || groups.len() != usize::from(part(0)) {
        return None;
    }
    let weight = i32::from(part(2).cast_signed());
    let group = |at: i32| {
        usize::try_from(at).ok().and_then(|at| groups.get(at)).map_or(0, |g| u16::from_be_bytes(*g))
    };
    let start = out.len();
    for at in 0..=weight {
        digits(group(at), out);
    }
    // Zeros before the first digit are not written.
    let zeros = out[start..].iter().take_while(|digit| **digit == b'0').count();
    out.drain(start..start + zeros);
    if out.len() == start {
        out.push(b'0');
    }
    let places = usize::from(part(6));
    if places > 0 {
        out.push(b'.');
        let end = out.len() + places;
        for at in (weight + 1..).take(places.div_ceil(4)) {
            digits(group(at), out);
        }
        out.truncate(end);
    }
    Some(())
}

/// The four digits of a group.
fn digits(group: u16, out: &mut Vec<u8>) {
    for unit in [1_000, 100, 10, 1] {
        out.push(b'0' + u8::try_from(group / unit % 10).unwrap_or(0));
    }
}

/// Up to four digits as a number.
fn group(digits: &[u8]) -> i16 {
    digits.iter().fold(0, |n, digit| n * 10 + i16::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::write;

    fn written(text: &str) -> Option<Vec<i16>> {
        let mut out = Vec::new();
        write(text, &mut out).then(|| out.chunks(2).map(|b| i16::from_be_bytes([b[0], b[1]])).collect())
    }

    #[test]
    fn numbers_are_digits_to_the_base_of_ten_thousand() {
        assert_eq!(written("12345.6789"), Some(vec![3, 1, 0, 4, 1, 2345, 6789]));
        assert_eq!(written("-0.5"), Some(vec![1, -1, 0x4000, 1, 5000]));
        assert_eq!(written("0.00"), Some(vec![0, 0, 0, 2]));
        assert_eq!(written("0.00000012"), Some(vec![1, -2, 0, 8, 12]));
        assert_eq!(written("10000"), Some(vec![1, 1, 0, 0, 1]));
        assert_eq!(written("-0"), Some(vec![0, 0, 0, 0]));
        for text in ["", "1e5", "NaN", ".5", "1 000", "+1", "--1"] {
            assert_eq!(written(text), None, "{text}");
        }
    }
}
