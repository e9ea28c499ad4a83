//! Base64 with padding, RFC 4648: of sections 4 and 5 when read, of one of them when written.

/// Which characters stand for 62 and 63.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// `+` and `/`, section 4.
    Standard,
    /// `-` and `_`, section 5, for URLs.
    Url,
}

const DIGITS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Appends bytes in base64, filled up with `=`.
pub fn encode(bytes: &[u8], alphabet: Alphabet, out: &mut Vec<u8>) {
    let last = if alphabet == Alphabet::Standard { *b"+/" } else { *b"-_" };
    let digit = |n: u32| match n & 63 {
        n @ 0..62 => DIGITS[n as usize],
        n => last[(n - 62) as usize],
    };
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let all = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            out.push(if at <= chunk.len() { digit(all >> (18 - 6 * at)) } else { b'=' });
        }
    }
}

/// Reads base64 of either alphabet, with or without padding and line ends; `None` for anything else.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0u32);
    let body = text.trim_end_matches(['\n', '\r', ' ']).trim_end_matches('=');
    for byte in body.bytes().filter(|b| !matches!(b, b'\n' | b'\r')) {
        let digit = match byte {
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => u32::try_from(DIGITS.iter().position(|digit| *digit == byte)?).ok()?,
        };
        held = held << 6 | digit;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xff).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    (bits < 6 && held == 0).then_some(out)
}
