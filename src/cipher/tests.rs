//! Vectors that others published, and what must not be opened.

use super::*;

/// From the Fernet specification: `generate.json` and `invalid.json`.
const KEY: &str = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
const TOKEN: &str =
    "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn fernet_is_as_its_specification_says() {
    let fernet = Fernet::new(KEY).unwrap();
    let iv: [u8; 16] = std::array::from_fn(|n| u8::try_from(n).unwrap());
    assert_eq!(fernet.seal(b"hello", &iv, 499_162_800), TOKEN);
    let (plain, seconds) = fernet.open(TOKEN).unwrap();
    assert_eq!((plain.as_slice(), seconds), (&b"hello"[..], 499_162_800));
}

#[test]
fn what_is_no_token_of_the_key_is_not_opened() {
    let fernet = Fernet::new(KEY).unwrap();
    for wrong in [
        // Of the specification: a wrong digest, too short, no base64, a payload that is no multiple of 16, wrong padding.
        "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==",
        "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA==",
        "%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==",
        "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm",
        "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==",
        "",
    ] {
        assert!(fernet.open(wrong).is_none(), "{wrong}");
    }
    assert!(Fernet::new("c2hvcnQ=").is_none());
    let other = Fernet::new("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    assert!(other.open(TOKEN).is_none());
}

#[test]
fn aes_gcm_is_as_nist_says() {
    // The GCM specification's test cases 4, 10 and 16: keys of 128, 192 and 256 bits with associated data.
    let plain = hex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    );
    let associated = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    let nonce: [u8; 12] = hex("cafebabefacedbaddecaf888").try_into().unwrap();
    for (key, tag) in [
        ("feffe9928665731c6d6a8f9467308308", "5bc94fbc3221a5db94fae95ae7121a47"),
        ("feffe9928665731c6d6a8f9467308308feffe9928665731c", "2519498e80f1478f37ba55bd6d27618c"),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "76fc6ece0f4e1768cddf8853bb2d551b",
        ),
    ] {
        let cipher = AesGcm::new(key).unwrap();
        let sealed = cipher.seal_bytes(&plain, &nonce, &associated).unwrap();
        assert_eq!(sealed[plain.len()..], hex(tag), "{key}");
        assert_eq!(cipher.open_bytes(&sealed, &nonce, &associated).unwrap().as_slice(), plain);
        assert!(cipher.open_bytes(&sealed, &nonce, b"other").is_none());
    }
}

#[test]
fn every_packing_is_opened_again() {
    let cipher = AesGcm::new("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    let nonce = [7u8; 12];
    for packing in [Packing::Joined, Packing::Apart, Packing::Rails] {
        let text = cipher.seal("Zoë".as_bytes(), &nonce, b"42", packing).unwrap();
        let opened = cipher.open(&text, Some(&nonce), b"42", packing).unwrap();
        assert_eq!(opened.as_slice(), "Zoë".as_bytes(), "{packing:?}");
        assert!(cipher.open(&text, Some(&nonce), b"43", packing).is_none());
        assert!(cipher.open(&text[1..], Some(&nonce), b"42", packing).is_none());
    }
    assert!(AesGcm::new("c2hvcnQ=").is_none());
}

#[test]
fn base64_is_read_as_it_is_written() {
    for n in 0..10u8 {
        let bytes: Vec<u8> = (0..n).map(|b| b.wrapping_mul(77)).collect();
        for alphabet in [Alphabet::Standard, Alphabet::Url] {
            let mut out = Vec::new();
            encode(&bytes, alphabet, &mut out);
            assert_eq!(decode(std::str::from_utf8(&out).unwrap()), Some(bytes.clone()));
        }
    }
    assert_eq!(decode("Zm9v\nYmE=\n"), Some(b"fooba".to_vec()));
    assert!(decode("Zm9*").is_none() && decode("Z").is_none());
}

#[test]
fn blind_indexes_are_as_their_standards_say() {
    // RFC 4231, test case 3: a key of 20 bytes of 0xaa, and 50 bytes of 0xdd.
    let index = |key: &str, digesting, bytes| BlindIndex::new(key, digesting, bytes, true).unwrap();
    let key = BlindIndex::new(&"0b".repeat(16), Digesting::Hmac, 32, true).unwrap();
    assert_eq!(key.of(b"Hi There").unwrap(), hmac_of(&[0x0b; 16], b"Hi There"));
    // RFC 7914, section 11: PBKDF2-HMAC-SHA256 of "Password" with the salt "NaCl"; here the salt has 16 bytes and more.
    let salted = index(&"00".repeat(16), Digesting::Pbkdf2(1), 32);
    assert_eq!(salted.of(b"x").unwrap(), hmac_of(b"x", &[&[0; 16][..], &[0, 0, 0, 1]].concat()));
    let short = index(&"00".repeat(16), Digesting::Pbkdf2(2), 4);
    assert_eq!(short.of(b"x").unwrap().len(), 8);
    let slow = BlindIndex::new(&"00".repeat(32), Digesting::Argon2id, 32, false).unwrap();
    assert!(
        slow.of(b"x").unwrap().ends_with('=')
            && slow.of(b"x") == slow.of(b"x")
            && slow.of(b"x") != slow.of(b"y")
    );
    assert!(BlindIndex::new("c2hvcnQ=", Digesting::Hmac, 32, true).is_none());
}

fn hmac_of(key: &[u8], text: &[u8]) -> String {
    // HMAC by its definition, RFC 2104.
    use sha2::{Digest as _, Sha256};
    let pad = |byte: u8| -> Vec<u8> {
        let mut block = [byte; 64];
        block.iter_mut().zip(key).for_each(|(pad, key)| *pad ^= key);
        block.to_vec()
    };
    let inner = Sha256::digest([pad(0x36), text.to_vec()].concat());
    let outer = Sha256::digest([pad(0x5c), inner.to_vec()].concat());
    outer.iter().map(|byte| format!("{byte:02x}")).collect()
}
