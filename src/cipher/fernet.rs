//! Fernet: AES-128 in CBC mode with HMAC-SHA256, a version and the time in front, as the Fernet specification has it.

use super::{Secret, base64, key_bytes};
use aes::Aes128;
use aes::cipher::{Array, BlockCipherDecrypt as _, BlockCipherEncrypt as _, KeyInit as _};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// The version of the only format there is.
const VERSION: u8 = 0x80;
/// Version, time and initialisation vector in front; the digest behind.
const HEAD: usize = 1 + 8 + 16;
const DIGEST: usize = 32;
const BLOCK: usize = 16;

/// A key, which signs by its first half and encrypts by its second. It cannot be printed.
pub struct Fernet {
    signing: Zeroizing<[u8; 16]>,
    cipher: Aes128,
}

impl Fernet {
    /// Reads a key: 32 bytes in base64.
    pub fn new(key: &str) -> Option<Self> {
        let bytes = key_bytes(key)?;
        let (signing, encryption) = bytes.split_at_checked(16)?;
        let signing = Zeroizing::new(<[u8; 16]>::try_from(signing).ok()?);
        let cipher = Aes128::new_from_slice(encryption).ok()?;
        Some(Self { signing, cipher })
    }

    /// Encrypts at a time in seconds since 1970.
    pub fn seal(&self, plain: &[u8], iv: &[u8; 16], seconds: u64) -> String {
        let mut token = Vec::with_capacity(HEAD + plain.len() + BLOCK + DIGEST);
        token.push(VERSION);
        token.extend_from_slice(&seconds.to_be_bytes());
        token.extend_from_slice(iv);
        // PKCS #7: as many bytes as are missing, each of that number, and a whole block where none is.
        let missing = BLOCK - plain.len() % BLOCK;
        let mut padded = Zeroizing::new(plain.to_vec());
        padded.resize(plain.len() + missing, u8::try_from(missing).unwrap_or(16));
        let mut before = *iv;
        for chunk in padded.chunks_exact(BLOCK) {
            let mut block = [0u8; BLOCK];
            block.iter_mut().zip(chunk.iter().zip(before)).for_each(|(out, (a, b))| *out = a ^ b);
            let mut block = Array::from(block);
            self.cipher.encrypt_block(&mut block);
            before = block.into();
            token.extend_from_slice(&before);
        }
        let digest = self.digest(&token);
        token.extend_from_slice(&digest);
        let mut out = Vec::with_capacity(token.len() * 4 / 3 + 4);
        base64::encode(&token, base64::Alphabet::Url, &mut out);
        String::from_utf8(out).unwrap_or_default()
    }

    /// Decrypts, with the time in seconds since 1970; `None` where it was not sealed by this key.
    pub fn open(&self, token: &str) -> Option<(Secret, u64)> {
        let token = base64::decode(token)?;
        let (signed, digest) = token.split_at_checked(token.len().checked_sub(DIGEST)?)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(self.signing.as_slice()).ok()?;
        mac.update(signed);
        mac.verify_slice(digest).ok()?;
        let (head, sealed) = signed.split_at_checked(HEAD)?;
        if head[0] != VERSION || sealed.is_empty() || !sealed.len().is_multiple_of(BLOCK) {
            return None;
        }
        let seconds = u64::from_be_bytes(head[1..9].try_into().ok()?);
        let mut plain = Zeroizing::new(Vec::with_capacity(sealed.len()));
        let mut before = &head[9..];
        for chunk in sealed.chunks_exact(BLOCK) {
            let mut block = Array::from(<[u8; BLOCK]>::try_from(chunk).ok()?);
            self.cipher.decrypt_block(&mut block);
            plain.extend(block.iter().zip(before).map(|(a, b)| a ^ b));
            before = chunk;
        }
        let missing = usize::from(*plain.last()?);
        let end = plain.len().checked_sub(missing).filter(|_| (1..=BLOCK).contains(&missing))?;
        if plain[end..].iter().any(|b| usize::from(*b) != missing) {
            return None;
        }
        plain.truncate(end);
        Some((plain, seconds))
    }

    fn digest(&self, bytes: &[u8]) -> [u8; DIGEST] {
        // A key of any length is taken.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.signing.as_slice()) else { return [0; DIGEST] };
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }
}
