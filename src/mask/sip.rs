//! SipHash-2-4 with 128 bits of result, of short values with a number behind them: made in one go, without a state that waits for more.
//!
//! Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012). The library's own is held beside it in the tests.

use zeroize::Zeroize as _;

/// A key of 128 bits, mixed with the constants of the hash; overwritten when it goes.
pub(super) struct Sip([u64; 4]);

impl Drop for Sip {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Sip {
    /// Under a key.
    pub(super) fn new(key: &[u8; 16]) -> Self {
        let whole = u128::from_le_bytes(*key);
        let (k0, k1) = (low(whole), low(whole >> 64));
        Self([
            k0 ^ 0x736f_6d65_7073_6575,
            // The last bits tell the hash of 128 bits from that of 64.
            k1 ^ 0x646f_7261_6e64_6f6d ^ 0xee,
            k0 ^ 0x6c79_6765_6e65_7261,
            k1 ^ 0x7465_6462_7974_6573,
        ])
    }

    /// The hash of a value with four bytes behind it.
    #[inline]
    pub(super) fn hash(&self, value: &[u8], behind: [u8; 4]) -> [u64; 2] {
        let mut v = self.0;
        for eight in value.as_chunks().0 {
            absorb(&mut v, u64::from_le_bytes(*eight));
        }
        // What is left, the four bytes and the length: one word more, or two.
        let left = value.len() % 8;
        // The end of the last whole eight bytes that there are, so that nothing is copied in a length that is not known.
        let rest = match value.last_chunk() {
            Some(eight) => u64::from_le_bytes(*eight) >> (8 * (7 - left)) >> 8,
            None => value.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        let length = u128::from((value.len() as u64 + 4) & 0xff);
        let words = u128::from(rest) | u128::from(u32::from_le_bytes(behind)) << (8 * left);
        if left < 4 {
            absorb(&mut v, low(words | length << 56));
        } else {
            absorb(&mut v, low(words));
            absorb(&mut v, low(words >> 64 | length << 56));
        }
        v[2] ^= 0xee;
        (0..4).for_each(|_| round(&mut v));
        let first = v[0] ^ v[1] ^ v[2] ^ v[3];
        v[1] ^= 0xdd;
        (0..4).for_each(|_| round(&mut v));
        [first, v[0] ^ v[1] ^ v[2] ^ v[3]]
    }
}

/// The lower half.
#[expect(clippy::cast_possible_truncation, reason = "half of it is wanted")]
#[inline]
const fn low(whole: u128) -> u64 {
    whole as u64
}

#[inline]
fn absorb(v: &mut [u64; 4], word: u64) {
    v[3] ^= word;
    round(v);
    round(v);
    v[0] ^= word;
}

#[inline]
fn round(v: &mut [u64; 4]) {
    let [mut a, mut b, mut c, mut d] = *v;
    a = a.wrapping_add(b);
    b = b.rotate_left(13) ^ a;
    a = a.rotate_left(32);
    c = c.wrapping_add(d);
    d = d.rotate_left(16) ^ c;
    a = a.wrapping_add(d);
    d = d.rotate_left(21) ^ a;
    c = c.wrapping_add(b);
    b = b.rotate_left(17) ^ c;
    c = c.rotate_left(32);
    *v = [a, b, c, d];
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use siphasher::sip128::SipHasher24;

    proptest! {
        #[test]
        fn it_is_what_the_library_makes(
            key in any::<[u8; 16]>(),
            value in proptest::collection::vec(any::<u8>(), 0..300),
            behind in any::<u32>(),
        ) {
            let behind = behind.to_le_bytes();
            let mut whole = value.clone();
            whole.extend_from_slice(&behind);
            let known = SipHasher24::new_with_key(&key).hash(&whole);
            prop_assert_eq!(Sip::new(&key).hash(&value, behind), [known.h1, known.h2]);
        }
    }
}
