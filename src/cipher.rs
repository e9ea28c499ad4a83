//! What applications encrypt single columns with: Fernet, AES-GCM as libraries pack it, and the blind indexes beside them. It knows
//! keys and bytes, and no columns.
//!
//! Nothing here draws: whoever seals hands in the initialisation vector or nonce, so that a value can be made again.

mod base64;
mod fernet;
mod gcm;
mod index;

pub use base64::{Alphabet, decode, encode};
pub use fernet::Fernet;
pub use gcm::{AesGcm, Packing};
pub use index::{BlindIndex, Digesting};

use zeroize::Zeroizing;

/// A text or bytes that must not stay in memory.
pub type Secret = Zeroizing<Vec<u8>>;

/// The bytes of a key as people write it: base64 of either alphabet, or hexadecimal digits.
pub fn key_bytes(text: &str) -> Option<Secret> {
    let text = text.trim();
    let is_hex = text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit());
    if is_hex && matches!(text.len(), 32 | 48 | 64) {
        let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        return (0..text.len()).step_by(2).map(byte).collect::<Option<Vec<u8>>>().map(Zeroizing::new);
    }
    decode(text).map(Zeroizing::new)
}

#[cfg(test)]
mod tests;
