//! A keyed permutation of `0..n`: unique values without memory.

use super::{Key, below, mix};

/// Rounds of the network; three for each half.
const ROUNDS: usize = 6;

/// A one-to-one map of `0..n` onto itself, chosen by a key.
///
/// A Feistel network over two digits of mixed radix `a` times `b`, with `a * b` just above `n`, walked until the result
/// is below `n`. It spreads generated identifiers and is not cryptography: nothing that is masked may depend on it.
#[derive(Clone, Debug)]
pub struct Permutation {
    n: u64,
    a: u64,
    b: u64,
    /// 2^64 / b, rounded down: a product with it is far cheaper than a division.
    inverse: u64,
    keys: [u64; ROUNDS],
}

impl Permutation {
    /// The permutation of `0..n` under a key; an empty domain is taken as one of a single value.
    pub fn new(key: &Key, n: u64) -> Self {
        let n = n.max(1);
        let a = ceil_sqrt(n);
        let b = n.div_ceil(a);
        let words = key.words();
        let mut keys = [0u64; ROUNDS];
        for (i, round) in keys.iter_mut().enumerate() {
            *round = mix(words[i % 4] ^ mix(i as u64 + 1));
        }
        Self { n, a, b, inverse: u64::MAX / b, keys }
    }

    /// The permutation of `0..n` that one group has: the children of one parent, say.
    pub fn for_group(key: &Key, group: u64, n: u64) -> Self {
        let mut permutation = Self::new(key, n);
        for round in &mut permutation.keys {
            *round = mix(*round ^ mix(group.wrapping_add(0x9e37_79b9_7f4a_7c15)));
        }
        permutation
    }

    /// The size of the domain.
    pub fn domain(&self) -> u64 {
        self.n
    }

    /// The image of `x`, which must be below the domain's size.
    #[inline]
    pub fn map(&self, x: u64) -> u64 {
        let mut y = self.once(x);
        // At most `a` of the a*b cells lie outside, so that more than one step is rare.
        while y >= self.n {
            y = self.once(y);
        }
        y
    }

    #[inline]
    fn once(&self, x: u64) -> u64 {
        let mut left = below(x, self.inverse);
        let mut right = x - left * self.b;
        // The quotient is never too large, and seldom too small.
        while right >= self.b {
            left += 1;
            right -= self.b;
        }
        for pair in self.keys.chunks_exact(2) {
            left = add(left, below(mix(right ^ pair[0]), self.a), self.a);
            right = add(right, below(mix(left ^ pair[1]), self.b), self.b);
        }
        left * self.b + right
    }
}

#[inline]
fn add(x: u64, y: u64, modulus: u64) -> u64 {
    let sum = x + y;
    if sum >= modulus { sum - modulus } else { sum }
}

fn ceil_sqrt(n: u64) -> u64 {
    let root = n.isqrt();
    if root * root < n { root + 1 } else { root }
}
