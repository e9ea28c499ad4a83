//! The key of a run, and what comes out of it: a sub-key a domain, and keyed hashes of originals.

use super::sip::Sip;
use zeroize::Zeroizing;

/// The key of a run. It cannot be printed, and is overwritten when it goes.
pub struct MaskKey(Zeroizing<[u8; 32]>);

impl MaskKey {
    /// A key of these bytes.
    pub fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(bytes)
    }

    /// The sub-key of a purpose and a name; both go in with their length, so that no two pairs collide.
    pub fn derive(&self, purpose: &str, name: &str) -> SubKey {
        SubKey::of(&self.0, purpose, name.as_bytes())
    }

    /// Digits by which a key is recognised, and from which nothing can be learnt about it.
    pub fn id(&self) -> String {
        let sub = self.derive("id", "");
        sub.bytes[..6].iter().map(|b| format!("{b:02x}")).collect()
    }
}

/// Bytes that are hashed at once: in one piece that costs a third of what it costs in parts.
const SHORT: usize = 128;

/// The key of one domain.
pub struct SubKey {
    bytes: Zeroizing<[u8; 32]>,
    /// SipHash-2-4 with 128 bits of result: a keyed hash that costs a quarter of BLAKE3 for short values.
    sip: Sip,
}

impl SubKey {
    fn of(key: &[u8; 32], purpose: &str, name: &[u8]) -> Self {
        let mut hash = blake3::Hasher::new_keyed(key);
        for part in [purpose.as_bytes(), name] {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let bytes = Zeroizing::new(*hash.finalize().as_bytes());
        let mut half = Zeroizing::new([0u8; 16]);
        half.copy_from_slice(&bytes[16..]);
        let sip = Sip::new(&half);
        Self { bytes, sip }
    }

    /// The sub-key of a tenant within this domain.
    pub fn within(&self, tenant: &[u8]) -> Self {
        Self::of(&self.bytes, "tenant", tenant)
    }

    /// The 256 bits, for ciphers.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }

    /// 128 bits from a value and the number of the attempt.
    #[inline]
    pub fn hash(&self, value: &[u8], attempt: u32) -> [u64; 2] {
        // Behind the value at a fixed length, so that no value with one attempt is another with another.
        self.sip.hash(value, attempt.to_le_bytes())
    }

    /// 256 bits from a value and the number of the attempt.
    pub fn wide(&self, value: &[u8], attempt: u32) -> [u8; 32] {
        let behind = attempt.to_le_bytes();
        let mut whole = [0; SHORT];
        if let Some(room) = whole.get_mut(..value.len() + behind.len()) {
            let (first, last) = room.split_at_mut(value.len());
            first.copy_from_slice(value);
            last.copy_from_slice(&behind);
            return *blake3::keyed_hash(&self.bytes, room).as_bytes();
        }
        let mut hash = blake3::Hasher::new_keyed(&self.bytes);
        hash.update(value);
        hash.update(&behind);
        *hash.finalize().as_bytes()
    }

    /// A fingerprint of a value, for sets that are held in memory: other bits than those of stand-ins.
    #[inline]
    pub fn fingerprint(&self, value: &[u8]) -> u128 {
        let [high, low] = self.hash(value, u32::MAX);
        (u128::from(high) << 64) | u128::from(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> MaskKey {
        MaskKey::new(Zeroizing::new([byte; 32]))
    }

    #[test]
    fn domains_keys_tenants_and_attempts_are_apart() {
        let mut all = Vec::new();
        for byte in 0..2 {
            for name in ["a", "b"] {
                let sub = key(byte).derive("domain", name);
                for sub in [sub.within(b"1"), sub.within(b"2"), sub] {
                    all.extend((0..2).map(|attempt| sub.hash(b"value", attempt)));
                }
            }
        }
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n);
    }

    #[test]
    fn what_is_hashed_at_once_is_hashed_as_in_parts() {
        let sub = key(3).derive("domain", "x");
        for length in [0, 1, 63, 123, 124, 125, 300] {
            let value = vec![b'a'; length];
            let mut hash = blake3::Hasher::new_keyed(sub.bytes());
            hash.update(&value).update(&7u32.to_le_bytes());
            assert_eq!(sub.wide(&value, 7), *hash.finalize().as_bytes(), "{length}");
        }
    }

    #[test]
    fn an_id_is_of_the_key_and_short() {
        assert_ne!(key(1).id(), key(2).id());
        assert_eq!(key(1).id().len(), 12);
    }
}
