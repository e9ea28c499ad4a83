//! Check digits: Luhn, modulus 11, GTIN; and reading the digits of a written number.

use crate::reference::append;

/// The Luhn check digit of digits (ISO/IEC 7812-1, annex B); `start` is the sum that a fixed prefix brings.
pub(crate) fn luhn(digits: &[u8], start: u32) -> u8 {
    let sum = digits.iter().rev().enumerate().fold(start, |sum, (i, byte)| {
        let digit = u32::from(byte - b'0');
        sum + match (i % 2, digit) {
            (0, 5..) => digit * 2 - 9,
            (0, _) => digit * 2,
            _ => digit,
        }
    });
    complement(sum, 10)
}

/// Whether the last digit is the Luhn check digit of those before it.
pub(crate) fn is_luhn(digits: &[u8], start: u32) -> bool {
    digits.split_last().is_some_and(|(last, rest)| luhn(rest, start) == *last)
}

/// The check digit of a GTIN (GS1 General Specifications, 7.9): weights 3, 1, 3 … from the right.
pub(crate) fn gtin(digits: &[u8]) -> u8 {
    let sum = digits
        .iter()
        .rev()
        .enumerate()
        .fold(0, |sum, (i, byte)| sum + u32::from(byte - b'0') * if i % 2 == 0 { 3 } else { 1 });
    complement(sum, 10)
}

/// The digit that brings a sum to the next multiple.
fn complement(sum: u32, modulus: u32) -> u8 {
    b'0' + u8::try_from((modulus - sum % modulus) % modulus).unwrap_or(0)
}

/// Numbers under a modulus-11 check, those whose check digit would be 10 left out, as the NHS does: weights 2 to 10
/// from the right, again and again.
pub(crate) struct Mod11 {
    /// For so many digits still to come and each remainder so far, the numbers that end with a usable check digit.
    ways: Vec<[u64; 11]>,
    start: usize,
}

impl Mod11 {
    /// Numbers of so many free digits (18 at most) after a prefix of fixed digits.
    pub(crate) fn new(prefix: &[u8], free: usize) -> Self {
        let start = prefix
            .iter()
            .rev()
            .enumerate()
            .fold(0, |sum, (i, byte)| sum + usize::from(byte - b'0') * weight(free + i + 1));
        // A remainder of 1 would need the check digit 10.
        let mut ways = vec![[1u64; 11]];
        ways[0][1] = 0;
        for left in 1..=free {
            let mut row = [0u64; 11];
            for (remainder, cell) in row.iter_mut().enumerate() {
                *cell = (0..10).map(|digit| ways[left - 1][(remainder + digit * weight(left)) % 11]).sum();
            }
            ways.push(row);
        }
        Self { ways, start: start % 11 }
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> u64 {
        self.ways.last().map_or(0, |row| row[self.start])
    }

    /// Writes the free digits and the check digit of the `n`th number in ascending order.
    pub(crate) fn nth(&self, mut n: u64, out: &mut Vec<u8>) {
        let mut remainder = self.start;
        for left in (1..self.ways.len()).rev() {
            let (row, weight) = (&self.ways[left - 1], weight(left));
            let mut digit = 0;
            let mut next = remainder;
            while digit < 9 && n >= row[next] {
                n -= row[next];
                digit += 1;
                next = (next + weight) % 11;
            }
            out.push(b'0' + digit);
            remainder = next;
        }
        out.push(b'0' + u8::try_from((11 - remainder) % 11).unwrap_or(0));
    }
}

/// The weight of the digit that is so many places left of the check digit.
fn weight(place: usize) -> usize {
    2 + (place - 1) % 9
}

/// The digits of a number of exactly `N`, with any of these separators between them.
pub(crate) fn digits<const N: usize>(text: &str, separators: &[u8]) -> Option<[u8; N]> {
    let mut digits = [0u8; N];
    let mut count = 0;
    for byte in text.trim().bytes() {
        if byte.is_ascii_digit() {
            *digits.get_mut(count)? = byte;
            count += 1;
        } else if !separators.contains(&byte) || count == 0 || count == N {
            return None;
        }
    }
    (count == N).then_some(digits)
}

/// The number that ASCII digits write.
pub(crate) fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0u32, |n, byte| n.wrapping_mul(10).wrapping_add(u32::from(byte - b'0')))
}

/// Appends a number with zeros in front, `width` digits in all, 20 at the most.
#[inline]
pub(crate) fn pad(n: u64, width: usize, out: &mut Vec<u8>) {
    let mut text = [b'0'; 36];
    put(n, &mut text[..width]);
    append(&text, 0..width, out);
}

/// Appends a number with zeros in front, `width` digits and their Luhn check digit, 20 in all at the most.
#[inline]
pub(crate) fn pad_luhn(mut n: u64, width: usize, out: &mut Vec<u8>) {
    /// What two neighbouring digits add to the sum, of which the last counts twice.
    const PAIRS: [u8; 100] = {
        let mut pairs = [0; 100];
        let mut pair = 0;
        while pair < 100 {
            let (first, last) = (pair / 10, pair % 10 * 2);
            pairs[pair as usize] = first + last / 10 + last % 10;
            pair += 1;
        }
        pairs
    };
    // One byte before the number, for the zero of the last pair where the width is odd.
    let mut text = [b'0'; 37];
    let (mut sum, mut end) = (0, width);
    while end > 0 {
        let pair = (n % 100) as usize;
        n /= 100;
        sum += u32::from(PAIRS[pair]);
        text[end - 1..=end].copy_from_slice(&TWO[pair]);
        end = end.saturating_sub(2);
    }
    text[width + 1] = complement(sum, 10);
    append(&text, 1..width + 2, out);
}

/// The two digits of every number below 100.
static TWO: [[u8; 2]; 100] = {
    let mut two = [[0; 2]; 100];
    let mut n = 0;
    while n < 100 {
        two[n as usize] = [b'0' + n / 10, b'0' + n % 10];
        n += 1;
    }
    two
};

/// Writes a number with zeros in front over these bytes.
#[inline]
pub(crate) fn put(mut n: u64, over: &mut [u8]) {
    for byte in over.iter_mut().rev() {
        *byte = digit(n);
        n /= 10;
    }
}

/// The last digit of a number, as ASCII.
#[inline]
pub(crate) fn digit(n: u64) -> u8 {
    b'0' + (n % 10) as u8
}

/// Takes a digit of this base off a number.
#[inline]
pub(crate) fn take(n: &mut u64, base: u64) -> u64 {
    let digit = *n % base;
    *n /= base;
    digit
}

/// Takes one of these bytes off a number.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "an index below the length")]
pub(crate) fn take_byte(n: &mut u64, bytes: &[u8]) -> u8 {
    bytes[take(n, bytes.len() as u64) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_by_pairs_is_that_of_the_digits() {
        for width in 1..18 {
            for n in [0, 7, 49, 927_398_716, 98_765_432_109_876_543] {
                let n = n % 10u64.pow(u32::try_from(width).unwrap());
                let mut made = Vec::new();
                pad_luhn(n, width, &mut made);
                assert_eq!(made.len(), width + 1);
                assert!(is_luhn(&made, 0));
                assert_eq!(std::str::from_utf8(&made[..width]).unwrap(), format!("{n:0width$}"));
            }
        }
    }
}
