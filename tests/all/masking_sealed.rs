//! Columns that the application encrypts, masked: they hold the stand-ins of what they held, under development's key.

use crate::scratch::{Ran, Scratch, command};
use placebo::cipher::{AesGcm, BlindIndex, Digesting, Fernet, Packing, decode};
use serde_json::Value;

const OLD_FERNET: &str = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
const NEW_FERNET: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const OLD_GCM: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const NEW_GCM: &str = "f00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// Production has the name and the diagnosis in the clear too; of the phone it has the ciphertext alone.
const SCHEMA: &str = r#"
[tables.patients]
rows = 60
subject = "id"
[tables.patients.columns]
id = { kind = "serial", primary_key = true }
ssn = { kind = "ssn", null = 0.2 }
full_name = { kind = "full_name" }
born = { kind = "birth_date" }
seen = { kind = "timestamp", after = "2021-01-01", before = "2025-12-31" }
_phone = { kind = "phone" }
ssn_fernet = { kind = "fernet", text = "ssn", at = "seen", key_env = "FIELD_KEY", prefix = "v2:", old_prefixes = ["v1:"] }
name_gcm = { kind = "aes_gcm", text = "full_name", key_env = "LOCKBOX_KEY", associated = "'patients/' || CAST(id AS text)" }
phone_iv = { kind = "pattern", pattern = "[A-Za-z0-9+/]{16}" }
phone_apart = { kind = "aes_gcm", text = "_phone", key_env = "LOCKBOX_KEY", nonce = "phone_iv", packing = "apart" }
born_rails = { kind = "aes_gcm", text = "CAST(born AS text)", key_env = "LOCKBOX_KEY", packing = "rails" }
greeting = { kind = "aes_gcm", text = "'Dear ' || full_name", key_env = "LOCKBOX_KEY" }
ssn_bidx = { kind = "blind_index", text = "ssn", key_env = "BIDX_KEY" }
phone_bidx = { kind = "blind_index", text = "lower(_phone)", key_env = "BIDX_KEY", encoding = "hex", bytes = 8 }
"#;

fn run(scratch: &Scratch, args: &[&str], keys: &[(&str, &str)]) -> Ran {
    let mut ran = command(scratch.path());
    ran.args(args).env_remove("FIELD_KEY").env_remove("LOCKBOX_KEY").env_remove("BIDX_KEY");
    keys.iter().for_each(|(name, key)| {
        ran.env(name, key);
    });
    Ran::of(ran.output().unwrap(), args)
}

/// An export, as the application of production has encrypted it.
fn exported() -> Scratch {
    let scratch = Scratch::new();
    scratch.write("s.toml", SCHEMA);
    scratch.key("k");
    let keys = [("FIELD_KEY", OLD_FERNET), ("LOCKBOX_KEY", OLD_GCM), ("BIDX_KEY", OLD_GCM)];
    run(&scratch, &["generate", "s.toml", "--out", "prod", "--format", "jsonl", "-q"], &keys).fine();
    scratch
}

const DEVELOPMENT: [(&str, &str); 3] =
    [("FIELD_KEY", NEW_FERNET), ("LOCKBOX_KEY", NEW_GCM), ("BIDX_KEY", NEW_GCM)];
/// Legacy keys stand in front and behind.
const PRODUCTION: [(&str, &str); 2] = [
    (
        "FIELD_KEY_PRODUCTION",
        "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e0= cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=",
    ),
    (
        "LOCKBOX_KEY_PRODUCTION",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f,00000000000000000000000000000001",
    ),
];

fn mask(scratch: &Scratch, out: &str, pseudonymised: bool, keys: &[(&str, &str)]) -> Ran {
    let mut args = vec!["mask", "s.toml", "prod", "--out", out];
    if pseudonymised {
        args.extend(["--profile", "pseudonymised", "--key-file", "k", "--reason", "x"]);
    }
    run(scratch, &args, &[&DEVELOPMENT[..], keys].concat())
}

fn rows(scratch: &Scratch, folder: &str) -> Vec<Value> {
    scratch
        .read(&format!("{folder}/patients.jsonl"))
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// What an application opens of a row: the social security number with its time, name, phone, birth, greeting.
struct Opened {
    ssn: Option<(String, u64)>,
    name: String,
    phone: String,
    born: String,
    greeting: String,
}

fn opened(row: &Value, fernet: &str, gcm: &str) -> Option<Opened> {
    let (fernet, gcm) = (Fernet::new(fernet).unwrap(), AesGcm::new(gcm).unwrap());
    let of = |name: &str| row[name].as_str().unwrap();
    let text = |bytes: placebo::cipher::Secret| String::from_utf8(bytes.to_vec()).unwrap();
    let ssn = match row["ssn_fernet"].as_str() {
        None => None,
        Some(token) => {
            let (plain, seconds) = fernet.open(token.strip_prefix("v2:")?)?;
            Some((text(plain), seconds))
        }
    };
    let nonce: [u8; 12] = decode(of("phone_iv")).unwrap().try_into().unwrap();
    let associated = format!("patients/{}", row["id"]);
    Some(Opened {
        ssn,
        name: text(gcm.open(of("name_gcm"), None, associated.as_bytes(), Packing::Joined)?),
        phone: text(gcm.open(of("phone_apart"), Some(&nonce), b"", Packing::Apart)?),
        born: text(gcm.open(of("born_rails"), None, b"", Packing::Rails)?),
        greeting: text(gcm.open(of("greeting"), None, b"", Packing::Joined)?),
    })
}

/// Every text of the export that says something, encrypted or not; names aside, since by chance a stand-in may be what another row was.
fn originals(before: &[Value]) -> Vec<String> {
    let mut all = Vec::new();
    for row in before {
        let own = opened(row, OLD_FERNET, OLD_GCM).unwrap();
        all.push(own.phone);
        all.extend(own.ssn.map(|(ssn, _)| ssn));
        for name in [
            "ssn_fernet",
            "name_gcm",
            "phone_iv",
            "phone_apart",
            "born_rails",
            "greeting",
            "ssn_bidx",
            "phone_bidx",
        ] {
            all.extend(row[name].as_str().map(str::to_owned));
        }
    }
    all
}

#[test]
fn development_opens_the_stand_ins_of_what_production_encrypted() {
    let scratch = exported();
    let before = rows(&scratch, "prod");
    for (out, pseudonymised) in [("safe", false), ("pseudo", true)] {
        let ran = mask(&scratch, out, pseudonymised, &PRODUCTION).fine();
        assert!(!ran.err.contains("cw_0x689") && !ran.err.contains("not decrypted"), "{}", ran.err);
        let text = scratch.read(&format!("{out}/patients.jsonl"));
        for original in originals(&before) {
            assert!(!text.contains(&original), "{out}");
        }
        let index = BlindIndex::new(NEW_GCM, Digesting::Hmac, 32, false).unwrap();
        let short = BlindIndex::new(NEW_GCM, Digesting::Hmac, 8, true).unwrap();
        for (old, new) in before.iter().zip(rows(&scratch, out)) {
            assert!(opened(&new, OLD_FERNET, OLD_GCM).is_none());
            let (was, is) =
                (opened(old, OLD_FERNET, OLD_GCM).unwrap(), opened(&new, NEW_FERNET, NEW_GCM).unwrap());
            assert_eq!(is.ssn.as_ref().map(|(ssn, _)| ssn.as_str()), new["ssn"].as_str());
            assert_eq!(
                (is.name.as_str(), is.born.as_str()),
                (new["full_name"].as_str().unwrap(), new["born"].as_str().unwrap())
            );
            assert_eq!(is.greeting, format!("Dear {}", is.name));
            assert_ne!(is.name, was.name);
            assert!(is.phone != was.phone && is.phone.contains("555"), "{}", is.phone);
            assert_eq!(
                new["ssn_bidx"].as_str(),
                is.ssn.as_ref().map(|(ssn, _)| index.of(ssn.as_bytes()).unwrap()).as_deref()
            );
            assert_eq!(new["phone_bidx"].as_str(), short.of(is.phone.as_bytes()).as_deref());
            let (Some((_, then)), Some((_, now))) = (was.ssn, is.ssn) else { continue };
            if pseudonymised {
                // The token's time moves as the row's dates do, and that of the row is the time of the token.
                let seen: jiff::Timestamp = new["seen"].as_str().unwrap().parse().unwrap();
                assert_eq!(i64::try_from(now).unwrap(), seen.as_second());
            } else {
                let year = |seconds: u64| {
                    jiff::Timestamp::from_second(i64::try_from(seconds).unwrap()).unwrap().to_string()
                };
                assert_eq!(year(now)[4..], *"-01-01T00:00:00Z");
                assert_eq!(year(now)[..4], year(then)[..4]);
            }
        }
    }
    let again = mask(&scratch, "again", true, &PRODUCTION).fine();
    assert_eq!(scratch.read("pseudo/patients.jsonl"), scratch.read("again/patients.jsonl"), "{}", again.err);
}

#[test]
fn what_no_key_opens_is_invalid_and_counted() {
    let scratch = exported();
    let text = scratch.read("prod/patients.jsonl");
    // One byte of every fourth token, and the associated data of a row that was given the ciphertext of another.
    let mut lines: Vec<Value> = rows(&scratch, "prod");
    let mut broken = 0;
    for row in lines.iter_mut().step_by(4) {
        if let Some(token) = row["ssn_fernet"].as_str() {
            let mut token = token.to_owned();
            let other = if token.as_bytes()[30] == b'A' { "B" } else { "A" };
            token.replace_range(30..31, other);
            row["ssn_fernet"] = token.into();
            broken += 1;
        }
    }
    let swapped = lines[1]["name_gcm"].clone();
    lines[0]["name_gcm"] = swapped;
    let written: Vec<String> = lines.iter().map(Value::to_string).collect();
    scratch.write("prod/patients.jsonl", &(written.join("\n") + "\n"));
    let ran = mask(&scratch, "out", true, &PRODUCTION).fine();
    assert!(ran.err.contains(&format!("patients.ssn_fernet: {broken} values are no `ssn`")), "{}", ran.err);
    assert!(ran.err.contains("patients.name_gcm: 1 values"), "{}", ran.err);
    let after = rows(&scratch, "out");
    let token = opened(&after[0], NEW_FERNET, NEW_GCM).unwrap();
    assert!(token.name.starts_with('t') && token.name.len() == 26, "{}", token.name);
    let masked = scratch.read("out/patients.jsonl");
    assert!(lines.iter().all(|row| row["ssn_fernet"].as_str().is_none_or(|token| !masked.contains(token))));
    scratch.edit("s.toml", "old_prefixes = [\"v1:\"]", "old_prefixes = [\"v1:\"], on_invalid = \"fail\"");
    let ran = mask(&scratch, "fails", true, &PRODUCTION).refuses("no key of production's opens a value");
    assert!(ran.err.contains("patients.ssn_fernet") && !scratch.join("fails").exists());
    // Values under an older version of the key have its prefix.
    scratch.write("prod/patients.jsonl", &text.replace("\"v2:", "\"v1:"));
    mask(&scratch, "older", true, &PRODUCTION).fine();
    assert!(rows(&scratch, "older").iter().all(|row| opened(row, NEW_FERNET, NEW_GCM).is_some()));
}

#[test]
fn without_a_key_something_fictitious_is_encrypted() {
    let scratch = exported();
    let before = rows(&scratch, "prod");
    let ran = mask(&scratch, "out", true, &[]).fine();
    assert!(
        ran.err.contains("FIELD_KEY_PRODUCTION is not set") && ran.err.contains("not decrypted"),
        "{}",
        ran.err
    );
    let text = scratch.read("out/patients.jsonl");
    for original in originals(&before) {
        assert!(!text.contains(&original));
    }
    for row in rows(&scratch, "out") {
        let own = opened(&row, NEW_FERNET, NEW_GCM).unwrap();
        assert_eq!(own.ssn.map(|(ssn, _)| ssn).as_deref(), row["ssn"].as_str());
        assert!(own.name == row["full_name"].as_str().unwrap() && own.phone.contains("555"), "{}", own.phone);
    }
}

#[test]
fn keys_are_of_the_environment_and_never_shown() {
    let scratch = exported();
    let args = ["mask", "s.toml", "prod", "--out", "out"];
    let ran = run(&scratch, &args, &[]).refuses("the environment variable FIELD_KEY is not set");
    assert!(ran.err.contains("patients.ssn_fernet") && ran.err.contains("openssl rand"), "{}", ran.err);
    let same = [("FIELD_KEY_PRODUCTION", NEW_FERNET)];
    mask(&scratch, "out", false, &same).refuses("FIELD_KEY and FIELD_KEY_PRODUCTION hold the same key");
    let wrong = [("LOCKBOX_KEY_PRODUCTION", "c2hvcnQtc2VjcmV0")];
    let ran = mask(&scratch, "out", false, &wrong).refuses("holds is no key of the kind `aes_gcm`");
    assert!(!ran.all().contains("c2hvcn") && !scratch.join("out").exists());
    scratch.edit("s.toml", "packing = \"rails\"", "packing = \"rails\", mask = { keep = \"why not\" }");
    mask(&scratch, "out", false, &PRODUCTION).refuses("encrypted with production's key, and cannot be kept");
    let told = scratch.run(&["schema", "coverage", "s.toml"]);
    assert!(told.err.contains("cannot be kept"), "{}", told.all());
}

/// What production has of its patients where nothing stands in the clear.
const SEALED: &str = r#"
[tables.patients]
rows = 40
[tables.patients.columns]
id = { kind = "serial", primary_key = true }
_ssn = { kind = "ssn" }
_note = { kind = "sentence", mask = "scrub" }
encrypted_ssn_iv = { kind = "pattern", pattern = "[A-Za-z0-9+/]{16}" }
encrypted_ssn = { kind = "aes_gcm", text = "_ssn", key_env = "FIELD_KEY", nonce = "encrypted_ssn_iv", packing = "apart" }
phone_ciphertext = { kind = "aes_gcm", text = "'212-555-0123'", key_env = "FIELD_KEY" }
remark = { kind = "fernet", text = "_note", key_env = "FIELD_KEY" }
born = { kind = "aes_gcm", text = "'1980-02-03'", key_env = "FIELD_KEY", prefix = "v3:" }
name_enc = { kind = "fernet", text = "'Ann Qwertz'", key_env = "FIELD_KEY", prefix = "v2:" }
answer = { kind = "aes_gcm", text = "_note", key_env = "FIELD_KEY", packing = "rails" }
"#;

#[test]
fn what_the_application_encrypts_is_drafted_as_that() {
    let scratch = Scratch::new();
    scratch.write("s.toml", SEALED);
    run(&scratch, &["generate", "s.toml", "--out", "prod", "-q"], &[("FIELD_KEY", OLD_FERNET)]).fine();
    // No key is needed to draft, and none of the values is in the draft.
    run(&scratch, &["infer", "prod", "--out", "draft.toml"], &[]).fine();
    let draft = scratch.read("draft.toml");
    let line = |name: &str| draft.lines().find(|line| line.starts_with(&format!("{name} ="))).unwrap();
    for (name, told) in [
        (
            "encrypted_ssn",
            r#"kind = "aes_gcm", text = "CAST(_ssn AS text)", key_env = "FIELD_KEY", nonce = "encrypted_ssn_iv""#,
        ),
        ("phone_ciphertext", r#"kind = "aes_gcm", text = "CAST(_phone AS text)""#),
        ("remark", r#"kind = "fernet""#),
        ("born", r#"prefix = "v3:""#),
        ("name_enc", r#"kind = "fernet", text = "CAST(_name AS text)""#),
        ("answer", r#"packing = "rails""#),
    ] {
        assert!(line(name).contains(told) && line(name).contains("FIELD_KEY_PRODUCTION"), "{name}: {draft}");
        assert!(line(name).contains("set FIELD_KEY to the development key, 32 bytes in base64"), "{draft}");
    }
    assert!(draft.contains(r#"_ssn = { kind = "ssn" }"#), "{draft}");
    // The draft fills and masks under the development key; production's is not there, so that something fictitious is encrypted.
    let key = [("FIELD_KEY", NEW_FERNET)];
    run(&scratch, &["generate", "draft.toml", "--out", "made", "-q"], &key).fine();
    run(&scratch, &["mask", "draft.toml", "prod", "--out", "out"], &key).fine();
    let (before, after) = (scratch.read("prod/patients.csv"), scratch.read("out/patients.csv"));
    let cells = |text: &str| -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    let (before, after) = (cells(&before), cells(&after));
    assert_eq!(before.len(), after.len());
    for (was, is) in before.iter().zip(&after) {
        assert!(was.iter().skip(1).zip(is.iter().skip(1)).all(|(was, is)| was != is));
        let gcm = AesGcm::new(NEW_FERNET).unwrap();
        assert!(gcm.open(is[3].as_str(), None, b"", Packing::Joined).is_some());
        assert!(Fernet::new(NEW_FERNET).unwrap().open(&is[4]).is_some());
    }
}

/// Parquet holds ciphertexts as bytes: those of the token's text, or of nonce, ciphertext and tag.
#[test]
fn ciphertexts_in_binary_columns_of_parquet_are_opened_and_sealed() {
    let python = crate::readers::python().display().to_string();
    let scratch = exported();
    scratch.write(
        "s.toml",
        "[tables.patients]\nrows = 1\nsubject = \"id\"\n[tables.patients.columns]\nid = { kind = \"serial\", primary_key = true }\n\
         full_name = { kind = \"full_name\" }\n_ssn = { kind = \"ssn\" }\n\
         ssn_fernet = { kind = \"fernet\", text = \"_ssn\", key_env = \"FIELD_KEY\", prefix = \"v2:\", old_prefixes = [\"v1:\"] }\n\
         greeting = { kind = \"aes_gcm\", text = \"'Dear ' || full_name\", key_env = \"LOCKBOX_KEY\" }\n",
    );
    scratch.write(
        "make.py",
        "import json, base64, pyarrow as pa, pyarrow.parquet as pq\n\
         rows = [json.loads(line) for line in open('prod/patients.jsonl')]\n\
         raw = lambda text: None if text is None else base64.b64decode(text + '=' * (-len(text) % 4))\n\
         pq.write_table(pa.table({'id': [r['id'] for r in rows], 'full_name': [r['full_name'] for r in rows],\n\
         'ssn_fernet': pa.array([None if r['ssn_fernet'] is None else r['ssn_fernet'].encode() for r in rows], pa.binary()),\n\
         'greeting': pa.array([raw(r['greeting']) for r in rows], pa.binary())}), 'patients.parquet')\n",
    );
    scratch.write(
        "show.py",
        "import json, base64, pyarrow.parquet as pq\n\
         a, b = pq.read_table('patients.parquet'), pq.read_table('out/patients.parquet')\n\
         assert a.schema.remove_metadata() == b.schema.remove_metadata()\n\
         for x, r in zip(a.to_pylist(), b.to_pylist()):\n\
         \x20 assert (x['ssn_fernet'] is None) == (r['ssn_fernet'] is None) and x['greeting'] != r['greeting']\n\
         \x20 print(json.dumps([r['full_name'], r['ssn_fernet'] and r['ssn_fernet'].decode(), base64.b64encode(r['greeting']).decode()]))\n",
    );
    scratch.shell(&format!("{python} make.py")).fine();
    let args = ["mask", "s.toml", "patients.parquet", "--out", "out"];
    let keys = [&DEVELOPMENT[..], &PRODUCTION[..]].concat();
    run(&scratch, &[&args[..], &crate::scratch::KEYED].concat(), &keys).fine();
    let shown = scratch.shell(&format!("{python} show.py")).fine().out;
    let (fernet, gcm) = (Fernet::new(NEW_FERNET).unwrap(), AesGcm::new(NEW_GCM).unwrap());
    let mut opened = 0;
    for line in shown.lines() {
        let [name, token, greeting]: [Value; 3] = serde_json::from_str(line).unwrap();
        let bytes = decode(greeting.as_str().unwrap()).unwrap();
        let (nonce, sealed) = bytes.split_first_chunk::<12>().unwrap();
        let plain = gcm.open_bytes(sealed, nonce, b"").unwrap();
        assert_eq!(format!("Dear {}", name.as_str().unwrap()).as_bytes(), plain.as_slice());
        if let Some(token) = token.as_str() {
            opened += usize::from(fernet.open(token.strip_prefix("v2:").unwrap()).is_some());
        }
    }
    assert!(opened > 30 && shown.lines().count() == 60, "{opened}");
}
