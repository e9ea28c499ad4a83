//! Columns that the application encrypts itself: it decrypts what was made, with its own key.

use crate::scratch::{Scratch, command};
use placebo::cipher::{AesGcm, Fernet, Packing};

const FERNET: &str = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
const GCM: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

const SCHEMA: &str = r#"
[tables.patients]
rows = 40
[tables.patients.columns]
id = { kind = "serial", primary_key = true }
ssn = { kind = "ssn", null = 0.2 }
ssn_fernet = { kind = "fernet", text = "ssn", key_env = "FIELD_KEY", prefix = "v2:" }
ssn_ciphertext = { kind = "aes_gcm", text = "ssn", key_env = "LOCKBOX_KEY", associated = "CAST(id AS text)" }
encrypted_ssn_iv = { kind = "pattern", pattern = "[A-Za-z0-9+/]{16}" }
encrypted_ssn = { kind = "aes_gcm", text = "ssn", key_env = "LOCKBOX_KEY", nonce = "encrypted_ssn_iv", packing = "apart" }
rails = { kind = "aes_gcm", text = "ssn", key_env = "LOCKBOX_KEY", packing = "rails" }
"#;

fn made(scratch: &Scratch, fernet: Option<&str>) -> std::process::Output {
    scratch.write("s.toml", SCHEMA);
    let mut generate = command(scratch.path());
    generate.args(["generate", "s.toml", "--out", "data", "--format", "jsonl", "--quiet", "--overwrite"]);
    generate.env("LOCKBOX_KEY", GCM).env_remove("FIELD_KEY");
    if let Some(key) = fernet {
        generate.env("FIELD_KEY", key);
    }
    generate.output().unwrap()
}

#[test]
fn the_application_opens_what_was_sealed() {
    let scratch = Scratch::new();
    let done = made(&scratch, Some(FERNET));
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let (fernet, gcm) = (Fernet::new(FERNET).unwrap(), AesGcm::new(GCM).unwrap());
    let mut opened = 0;
    let text = scratch.read("data/patients.jsonl");
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let Some(ssn) = row["ssn"].as_str() else {
            assert!(row["ssn_fernet"].is_null() && row["encrypted_ssn"].is_null());
            continue;
        };
        let of = |name: &str| row[name].as_str().unwrap();
        let (plain, seconds) = fernet.open(of("ssn_fernet").strip_prefix("v2:").unwrap()).unwrap();
        assert_eq!((plain.as_slice(), seconds), (ssn.as_bytes(), 1_767_225_600));
        let id = row["id"].to_string();
        let joined = gcm.open(of("ssn_ciphertext"), None, id.as_bytes(), Packing::Joined).unwrap();
        let nonce: [u8; 12] = placebo::cipher::decode(of("encrypted_ssn_iv")).unwrap().try_into().unwrap();
        let apart = gcm.open(of("encrypted_ssn"), Some(&nonce), b"", Packing::Apart).unwrap();
        let rails = gcm.open(of("rails"), None, b"", Packing::Rails).unwrap();
        assert!([joined, apart, rails].iter().all(|plain| plain.as_slice() == ssn.as_bytes()));
        opened += 1;
    }
    assert!(opened > 20);
    // The same seed and key, the same values.
    made(&scratch, Some(FERNET));
    assert_eq!(text, scratch.read("data/patients.jsonl"));
}

#[test]
fn a_key_that_is_missing_or_none_is_told_and_never_shown() {
    let scratch = Scratch::new();
    let text = |key: Option<&str>| {
        let done = made(&scratch, key);
        assert_eq!(done.status.code(), Some(2));
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    assert!(text(None).contains("the environment variable FIELD_KEY is not set"), "{}", text(None));
    assert!(
        text(None).contains("32 bytes in base64, as `openssl rand -base64 32` prints them"),
        "{}",
        text(None)
    );
    let wrong = text(Some("c2hvcnQtc2VjcmV0"));
    assert!(
        wrong.contains("what FIELD_KEY holds is no key of this kind") && !wrong.contains("c2hvcn"),
        "{wrong}"
    );
}

#[test]
fn a_key_that_many_columns_want_is_asked_for_once() {
    let scratch = Scratch::new();
    let column =
        |n: usize| format!("c{n} = {{ kind = \"fernet\", text = \"name\", key_env = \"FIELD_KEY\" }}\n");
    let columns: String = (0..5).map(column).collect();
    scratch.write(
        "s.toml",
        &format!(
            "[tables.people]\nrows = 1\n[tables.people.columns]\nname = {{ kind = \"full_name\" }}\n{columns}"
        ),
    );
    let mut generate = command(scratch.path());
    let done =
        generate.args(["generate", "s.toml", "--out", "data"]).env_remove("FIELD_KEY").output().unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(told.matches("FIELD_KEY is not set").count(), 1, "{told}");
    assert!(
        told.contains("the same in 4 more places") && told.contains("5 problems in the schema"),
        "{told}"
    );
}
