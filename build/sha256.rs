//! SHA-256 (FIPS 180-4), so that a table's digest can be had again with `sha256sum`.

/// The digest of `bytes` in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let constants = fractions(64, cube_root);
    let mut state = [0u32; 8];
    state.copy_from_slice(&fractions(8, square_root));
    let mut tail = bytes.chunks_exact(64).remainder().to_vec();
    tail.push(0x80);
    while tail.len() % 64 != 56 {
        tail.push(0);
    }
    tail.extend_from_slice(&(bytes.len() as u64 * 8).to_be_bytes());
    for block in bytes.chunks_exact(64).chain(tail.chunks_exact(64)) {
        compress(&mut state, block, &constants);
    }
    state.iter().map(|word| format!("{word:08x}")).collect()
}

fn compress(state: &mut [u32; 8], block: &[u8], constants: &[u32]) {
    let mut words = [0u32; 64];
    for (word, four) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = u32::from_be_bytes([four[0], four[1], four[2], four[3]]);
    }
    for at in 16..64 {
        let (early, late) = (words[at - 15], words[at - 2]);
        let one = early.rotate_right(7) ^ early.rotate_right(18) ^ (early >> 3);
        let two = late.rotate_right(17) ^ late.rotate_right(19) ^ (late >> 10);
        words[at] = words[at - 16].wrapping_add(one).wrapping_add(words[at - 7]).wrapping_add(two);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for at in 0..64 {
        let mixed = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let chosen = (e & f) ^ (!e & g);
        let one =
            h.wrapping_add(mixed).wrapping_add(chosen).wrapping_add(constants[at]).wrapping_add(words[at]);
        let mixed = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let most = (a & b) ^ (a & c) ^ (b & c);
        (h, g, f, e) = (g, f, e, d.wrapping_add(one));
        (d, c, b, a) = (c, b, a, one.wrapping_add(mixed.wrapping_add(most)));
    }
    for (word, more) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(more);
    }
}

/// The first 32 bits of the fractions of a root of the first primes, which the standard takes as its constants.
fn fractions(count: usize, root: fn(u128) -> u128) -> Vec<u32> {
    let prime = |n: &u128| (2..*n).all(|divisor| !n.is_multiple_of(divisor));
    (2..).filter(prime).take(count).map(|n| (root(n) & 0xffff_ffff) as u32).collect()
}

/// The square root of `n` in units of 2^-32, rounded down.
fn square_root(n: u128) -> u128 {
    greatest(|root| root * root <= n << 64)
}

/// The cube root of `n` in units of 2^-32, rounded down.
fn cube_root(n: u128) -> u128 {
    greatest(|root| root * root * root <= n << 96)
}

/// The greatest number below 2^40 for which `holds`, which turns false once.
fn greatest(holds: impl Fn(u128) -> bool) -> u128 {
    (0..40).rev().fold(0, |root, bit| if holds(root | 1 << bit) { root | 1 << bit } else { root })
}
