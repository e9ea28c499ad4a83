//! Encryption to a recipient in the format of age (age-encryption.org/v1), X25519 recipients alone: what is written can be
//! read by who has the identity, and never stands in the clear on the disk.

use crate::error::{Error, ErrorKind, Result};
use chacha20poly1305::aead::{AeadInOut as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use ring::{agreement, hkdf, hmac};
use zeroize::Zeroizing;

/// Bytes that are sealed together.
const CHUNK: usize = 64 << 10;

/// Somebody to whom output is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient([u8; 32]);

impl Recipient {
    /// Reads `age1…`; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self(bech32("age", text)?.try_into().ok()?))
    }
}

/// The letters of Bech32 (BIP 173), by their value.
const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The bytes of a text in Bech32 with this prefix.
fn bech32(prefix: &str, text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    if text.bytes().any(|b| b.is_ascii_uppercase()) && text.bytes().any(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let (own, data) = lower.rsplit_once('1')?;
    if own != prefix || data.len() < 6 {
        return None;
    }
    let value = |b: u8| LETTERS.iter().position(|l| *l == b).and_then(|n| u32::try_from(n).ok());
    let values: Vec<u32> = data.bytes().map(value).collect::<Option<_>>()?;
    let expanded = prefix.bytes().map(|b| u32::from(b >> 5));
    let expanded = expanded.chain([0]).chain(prefix.bytes().map(|b| u32::from(b & 31)));
    if checksum(expanded.chain(values.iter().copied())) != 1 {
        return None;
    }
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0u32, 0u32);
    for value in &values[..values.len() - 6] {
        held = (held << 5 | value) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits).to_le_bytes()[0]);
        }
    }
    (bits < 5 && held & ((1 << bits) - 1) == 0).then_some(bytes)
}

fn checksum(values: impl Iterator<Item = u32>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1u32, |sum, value| {
        let top = sum >> 25;
        let next = (sum & 0x01ff_ffff) << 5 ^ value;
        (0..5).filter(|i| top >> i & 1 == 1).fold(next, |next, i| next ^ GENERATOR[i])
    })
}

/// Base64 without padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let at = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let word = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..=three.len() {
            out.push(char::from(DIGITS[(word >> (18 - 6 * digit) & 63) as usize]));
        }
    }
    out
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn failed() -> Error {
    Error::new(ErrorKind::Output, "could not encrypt to the recipient")
}

fn derived(secret: &[u8], salt: &[u8], info: &str) -> Result<Zeroizing<[u8; 32]>> {
    let mut out = Zeroizing::new([0u8; 32]);
    let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    let info = [info.as_bytes()];
    let okm = secret.expand(&info, Length(32)).map_err(|_foreign| failed())?;
    okm.fill(out.as_mut_slice()).map_err(|_foreign| failed())?;
    Ok(out)
}

fn cipher(key: &[u8; 32]) -> Result<ChaCha20Poly1305> {
    Ok(ChaCha20Poly1305::new(key.as_slice().try_into().map_err(|_foreign| failed())?))
}

/// A file that is being encrypted.
pub(super) struct Seal {
    cipher: ChaCha20Poly1305,
    counter: u64,
    /// What is not sealed yet; the last chunk is sealed otherwise, so one is always held back.
    held: Zeroizing<Vec<u8>>,
}

impl Seal {
    /// Begins a file: gives what stands before the data.
    ///
    /// # Errors
    /// Where the system gives no random numbers, or a recipient is no point of the curve.
    pub(super) fn begin(recipients: &[Recipient]) -> Result<(Self, Vec<u8>)> {
        let mut drawn = Zeroizing::new([0u8; 32]);
        getrandom::fill(drawn.as_mut_slice()).map_err(|_foreign| failed())?;
        let (file_key, nonce) = drawn.split_at(16);
        let mut head = String::from("age-encryption.org/v1\n");
        for recipient in recipients {
            head.push_str(&stanza(recipient, file_key)?);
        }
        head.push_str("---");
        let mac = hmac::Key::new(hmac::HMAC_SHA256, derived(file_key, b"", "header")?.as_slice());
        let tag = hmac::sign(&mac, head.as_bytes());
        head.push_str(&format!(" {}\n", base64(tag.as_ref())));
        let mut head = head.into_bytes();
        head.extend_from_slice(nonce);
        let key = derived(file_key, nonce, "payload")?;
        Ok((Self { cipher: cipher(&key)?, counter: 0, held: Zeroizing::new(Vec::new()) }, head))
    }

    /// Takes bytes, and gives what is sealed of them.
    pub(super) fn put(&mut self, mut bytes: &[u8]) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        while !bytes.is_empty() {
            if self.held.len() == CHUNK {
                out.append(&mut self.seal(false)?);
            }
            let (now, rest) = bytes.split_at(bytes.len().min(CHUNK - self.held.len()));
            self.held.extend_from_slice(now);
            bytes = rest;
        }
        Ok(out)
    }

    /// Seals what is held, as the last chunk.
    pub(super) fn end(&mut self) -> Result<Vec<u8>> {
        self.seal(true)
    }

    fn seal(&mut self, last: bool) -> Result<Vec<u8>> {
        let mut nonce = [0u8; 12];
        nonce[3..11].copy_from_slice(&self.counter.to_be_bytes());
        nonce[11] = u8::from(last);
        self.counter += 1;
        let mut sealed = std::mem::take(&mut *self.held);
        self.cipher.encrypt_in_place(&Nonce::from(nonce), b"", &mut sealed).map_err(|_foreign| failed())?;
        Ok(sealed)
    }
}

/// The key of the file, as only one recipient can read it.
fn stanza(recipient: &Recipient, file_key: &[u8]) -> Result<String> {
    let random = ring::rand::SystemRandom::new();
    let own =
        agreement::EphemeralPrivateKey::generate(&agreement::X25519, &random).map_err(|_foreign| failed())?;
    let share = own.compute_public_key().map_err(|_foreign| failed())?;
    let salt = [share.as_ref(), &recipient.0].concat();
    let other = agreement::UnparsedPublicKey::new(&agreement::X25519, recipient.0);
    let agreed = |secret: &[u8]| derived(secret, &salt, "age-encryption.org/v1/X25519");
    let key = agreement::agree_ephemeral(own, &other, agreed).map_err(|_foreign| failed())??;
    let mut body = file_key.to_vec();
    cipher(&key)?.encrypt_in_place(&Nonce::from([0u8; 12]), b"", &mut body).map_err(|_foreign| failed())?;
    Ok(format!("-> X25519 {}\n{}\n", base64(share.as_ref()), base64(&body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipients_are_read_and_slips_are_seen() {
        let good = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
        assert!(Recipient::parse(good).is_some());
        assert!(Recipient::parse(&good.to_uppercase()).is_some());
        for wrong in
            ["", "age1", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q", "bc1qw508"]
        {
            assert!(Recipient::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn base64_is_that_of_everybody() {
        for (plain, text) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")] {
            assert_eq!(base64(plain.as_bytes()), text);
        }
    }

    /// Opens a file as its recipient does.
    fn open(own: agreement::EphemeralPrivateKey, file: &[u8]) -> Vec<u8> {
        let public = own.compute_public_key().unwrap();
        let end = memchr::memmem::find(file, b"\n--- ").unwrap();
        let head = std::str::from_utf8(&file[..end]).unwrap();
        let lines: Vec<&str> = head.lines().collect();
        let share = unbase64(lines[1].strip_prefix("-> X25519 ").unwrap());
        let salt = [share.as_slice(), public.as_ref()].concat();
        let other = agreement::UnparsedPublicKey::new(&agreement::X25519, &share);
        let key =
            agreement::agree_ephemeral(own, &other, |s| derived(s, &salt, "age-encryption.org/v1/X25519"));
        let mut file_key = unbase64(lines[2]);
        let zero = Nonce::from([0u8; 12]);
        cipher(&key.unwrap().unwrap()).unwrap().decrypt_in_place(&zero, b"", &mut file_key).unwrap();
        let mac = hmac::Key::new(hmac::HMAC_SHA256, derived(&file_key, b"", "header").unwrap().as_slice());
        let tag = hmac::sign(&mac, &file[..end + 4]);
        let rest = &file[end + 5..];
        let line = rest.iter().position(|b| *b == b'\n').unwrap();
        assert_eq!(std::str::from_utf8(&rest[..line]).unwrap(), base64(tag.as_ref()));
        let (nonce, sealed) = rest[line + 1..].split_at(16);
        let cipher = cipher(&derived(&file_key, nonce, "payload").unwrap()).unwrap();
        let mut out = Vec::new();
        let chunks: Vec<&[u8]> = sealed.chunks(CHUNK + 16).collect();
        for (n, chunk) in chunks.iter().enumerate() {
            let mut nonce = [0u8; 12];
            nonce[3..11].copy_from_slice(&(n as u64).to_be_bytes());
            nonce[11] = u8::from(n + 1 == chunks.len());
            let mut plain = chunk.to_vec();
            cipher.decrypt_in_place(&Nonce::from(nonce), b"", &mut plain).unwrap();
            out.extend(plain);
        }
        out
    }

    fn unbase64(text: &str) -> Vec<u8> {
        let value = |b: u8| {
            u32::try_from(
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                    .iter()
                    .position(|d| *d == b)
                    .unwrap(),
            )
            .unwrap()
        };
        let (mut out, mut held, mut bits) = (Vec::new(), 0u32, 0);
        for byte in text.bytes() {
            held = (held << 6 | value(byte)) & 0xffff;
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                out.push((held >> bits).to_le_bytes()[0]);
            }
        }
        out
    }

    #[test]
    fn who_has_the_identity_reads_what_was_written() {
        for length in [0, 1, CHUNK, CHUNK + 1, CHUNK * 2] {
            let random = ring::rand::SystemRandom::new();
            let own = agreement::EphemeralPrivateKey::generate(&agreement::X25519, &random).unwrap();
            let to = Recipient(own.compute_public_key().unwrap().as_ref().try_into().unwrap());
            let text: Vec<u8> = (0..length).map(|n| (n % 251).to_le_bytes()[0]).collect();
            let (mut seal, mut file) = Seal::begin(&[to]).unwrap();
            for part in text.chunks(1_000) {
                file.extend(seal.put(part).unwrap());
            }
            file.extend(seal.end().unwrap());
            assert!(open(own, &file) == text, "{length}");
        }
    }

    #[test]
    fn chunks_are_sealed_and_the_last_is_held_back() {
        let to = Recipient::parse("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p").unwrap();
        let (mut seal, head) = Seal::begin(&[to]).unwrap();
        assert!(head.starts_with(b"age-encryption.org/v1\n-> X25519 "));
        let text = vec![7u8; CHUNK * 2];
        let sealed = seal.put(&text).unwrap();
        assert_eq!(sealed.len(), CHUNK + 16);
        assert_eq!(seal.end().unwrap().len(), CHUNK + 16);
        assert!(memchr::memmem::find(&sealed, &[7u8; 8]).is_none());
    }
}
