//! Tests of credentials.

use super::KINDS;
use crate::kinds::identifier::trial::{Trial, fault};
use std::collections::BTreeSet;

#[test]
fn examples_can_be_built() {
    // Those that need a key are tested where there is one (tests/all/sealing.rs).
    let keyed = |name: &str| ["password", "fernet", "aes_gcm", "blind_index"].contains(&name);
    for kind in KINDS.iter().filter(|kind| !keyed(kind.name)) {
        Trial::new(kind.example.split_once(" = ").expect("a column").1).sound();
    }
    Trial::new(KINDS[0].example.split_once(" = ").expect("a column").1).ten();
}

#[test]
fn a_bcrypt_digest_lets_the_developer_in() {
    let shared = Trial::new(r#"{ kind = "password" }"#).sound().pinned(
        "$2b$05$xqJn9PbBg249KDZxbTgCHuhz6M6CnF.PVJBkVoxefvEfz0rI8gHZm | \
        $2b$05$xqJn9PbBg249KDZxbTgCHuhz6M6CnF.PVJBkVoxefvEfz0rI8gHZm | \
        $2b$05$xqJn9PbBg249KDZxbTgCHuhz6M6CnF.PVJBkVoxefvEfz0rI8gHZm | \
        $2b$05$xqJn9PbBg249KDZxbTgCHuhz6M6CnF.PVJBkVoxefvEfz0rI8gHZm | \
        $2b$05$xqJn9PbBg249KDZxbTgCHuhz6M6CnF.PVJBkVoxefvEfz0rI8gHZm | \
        $2b$05$xqJn9PbBg249KDZxbTgCHuhz6M6CnF.PVJBkVoxefvEfz0rI8gHZm | \
        $2b$05$xqJn9PbBg249KDZxbTgCHuhz6M6CnF.PVJBkVoxefvEfz0rI8gHZm | \
        $2b$05$xqJn9PbBg249KDZxbTgCHuhz6M6CnF.PVJBkVoxefvEfz0rI8gHZm | \
        $2b$05$xqJn9PbBg249KDZxbTgCHuhz6M6CnF.PVJBkVoxefvEfz0rI8gHZm | \
        $2b$05$xqJn9PbBg249KDZxbTgCHuhz6M6CnF.PVJBkVoxefvEfz0rI8gHZm",
    );
    assert_eq!(shared.many().into_iter().collect::<BTreeSet<_>>().len(), 1);
    assert!(bcrypt::verify("placebo-dev", &shared.ten()[0]).expect("a digest"));
    assert!(!bcrypt::verify("placebo-prod", &shared.ten()[0]).expect("a digest"));
    let own = Trial::new(r#"{ kind = "password", password = "let me in", cost = 4, per_row = true, version = "2y", unique = true }"#)
        .pinned("$2y$04$sjFmEL7Y1zm3rx/Gjcu8lOoQ0ClGuiu1AvXh1uckDi4DWaChiEbmO | \
            $2y$04$Gk6.StcuYh08GA7lz8oirOnjD0Lb1XTuJXdnnXfgbXY9ohVEhc/OS | \
            $2y$04$Vi7Gq/yn63RON2QhuBzR.OwHmYj88Msb7K81EtQYJnABX1m7CfKVG | \
            $2y$04$XbXlKi.J1ejq5aoRQsTPJeZLCYe2QJwsRTt52zYqGl8/yLm/TaDKK | \
            $2y$04$yRPs5l78tZ0r.nz/Q8hkduhW7FT6dDXGbbnv6Bu5HpGTsLSZFlVh. | \
            $2y$04$DPdjknJ7skAxfg1LR3raFeMuRyVdS4XWPDQaTn1NSThJaongiPx9i | \
            $2y$04$5yzIXwsyDXwJqSlWGCaAYuAm0PZLlhuBcLizhCTAhqU3Ics3eC1C2 | \
            $2y$04$PMGam7hqr34o/XFqcI4tHeFzzDN51hZiTnXz..r/AzMJruiATcdKK | \
            $2y$04$b4QUnf/OCkmXiDCgv5v8BObgF3uQnbxl2mou2cbXOZpE2niPMk966 | \
            $2y$04$9N0IC9uSxeeyNP07H3zb7ej.6tWAvXvwlD.Cl0hO10aQfcyuBar1G");
    assert_eq!(own.rows(3..4), own.rows(0..4)[3..]);
    assert_eq!(own.ten().into_iter().collect::<BTreeSet<_>>().len(), 10);
    assert!(own.ten().iter().all(
        |digest| digest.starts_with("$2y$04$") && bcrypt::verify("let me in", digest).expect("a digest")
    ));
}

#[test]
fn an_argon2_digest_lets_the_developer_in() {
    use argon2::password_hash::{PasswordVerifier, phc::PasswordHash};
    let trial = Trial::new(r#"{ kind = "password", scheme = "argon2id" }"#).sound().pinned(
        "$argon2id$v=19$m=64,t=1,p=1$zsLp/RdDi46/MFbzdViEJw$iVNUCP+z8NEnFHBHVDj6357QcAnADJ4RQKs1xNiBMag | \
        $argon2id$v=19$m=64,t=1,p=1$zsLp/RdDi46/MFbzdViEJw$iVNUCP+z8NEnFHBHVDj6357QcAnADJ4RQKs1xNiBMag | \
        $argon2id$v=19$m=64,t=1,p=1$zsLp/RdDi46/MFbzdViEJw$iVNUCP+z8NEnFHBHVDj6357QcAnADJ4RQKs1xNiBMag | \
        $argon2id$v=19$m=64,t=1,p=1$zsLp/RdDi46/MFbzdViEJw$iVNUCP+z8NEnFHBHVDj6357QcAnADJ4RQKs1xNiBMag | \
        $argon2id$v=19$m=64,t=1,p=1$zsLp/RdDi46/MFbzdViEJw$iVNUCP+z8NEnFHBHVDj6357QcAnADJ4RQKs1xNiBMag | \
        $argon2id$v=19$m=64,t=1,p=1$zsLp/RdDi46/MFbzdViEJw$iVNUCP+z8NEnFHBHVDj6357QcAnADJ4RQKs1xNiBMag | \
        $argon2id$v=19$m=64,t=1,p=1$zsLp/RdDi46/MFbzdViEJw$iVNUCP+z8NEnFHBHVDj6357QcAnADJ4RQKs1xNiBMag | \
        $argon2id$v=19$m=64,t=1,p=1$zsLp/RdDi46/MFbzdViEJw$iVNUCP+z8NEnFHBHVDj6357QcAnADJ4RQKs1xNiBMag | \
        $argon2id$v=19$m=64,t=1,p=1$zsLp/RdDi46/MFbzdViEJw$iVNUCP+z8NEnFHBHVDj6357QcAnADJ4RQKs1xNiBMag | \
        $argon2id$v=19$m=64,t=1,p=1$zsLp/RdDi46/MFbzdViEJw$iVNUCP+z8NEnFHBHVDj6357QcAnADJ4RQKs1xNiBMag",
    );
    let digest = trial.ten().swap_remove(0);
    let parsed = PasswordHash::new(&digest).expect("a PHC string");
    assert!(argon2::Argon2::default().verify_password(b"placebo-dev", &parsed).is_ok());
    assert!(argon2::Argon2::default().verify_password(b"placebo-prod", &parsed).is_err());
}

#[test]
fn passwords_that_are_refused() {
    assert_eq!(fault(r#"{ kind = "password", password = "" }"#).0, Some("password"));
    assert_eq!(
        fault(&format!(r#"{{ kind = "password", password = "{}" }}"#, "x".repeat(73))).0,
        Some("password")
    );
    assert_eq!(fault(r#"{ kind = "password", cost = 13 }"#), (Some("cost"), "13 is not possible".into()));
    assert_eq!(
        fault(r#"{ kind = "password", memory = 64 }"#),
        (Some("memory"), "`memory` means nothing to bcrypt".into())
    );
    assert_eq!(fault(r#"{ kind = "password", scheme = "argon2id", cost = 4 }"#).0, Some("cost"));
    assert_eq!(fault(r#"{ kind = "password", scheme = "argon2id", memory = 7 }"#).0, Some("memory"));
    assert_eq!(fault(r#"{ kind = "password", unique = true }"#).1, "all rows share one digest");
}

#[test]
fn otp_secret() {
    let trial = Trial::new(r#"{ kind = "otp_secret", unique = true }"#).sound().pinned(
        "XJI6QGG7LLPVUONXGBEJL3B6TURG6ACS | 2E2G53T7P2633LICTVAUX2HGP4KRPZM2 | \
        O6SJNJQQKAJGUGMQKERMPPD6BX6P3CQT | LJA53VW4DWU2MVJBXC5ACWMEJVDGTZDN | \
        Z6DYS7KK5BE3LHRYKUHZN5HQPHQFUV6P | BCR3MFJHI7QTCHFO6ABUUA2AR76RQJZM | \
        EEQ4QC2FDMB5QDEC6E3KSNITO4B4ILPQ | QGAA7DYYGPDILZRBOSYOWM5S74WEOF6W | \
        DD7BOISHSXFBLDP4OBSSUD6HXI56Q6KN | RRGOBHH4TQLFXYMFC2D3Q4ZRG5UNRZKD",
    );
    for value in trial.many() {
        assert!(
            value.len() == 32 && value.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7')),
            "{value}"
        );
    }
}

#[test]
fn tokens() {
    let hex = Trial::new(r#"{ kind = "token", unique = true }"#).sound().pinned(
        "ba51e818df5adf5a39b7304895ec3e9d226f0052f7b06a3dbe202f67d7eaa4b5 | \
        d1346eee7f7ebdbdad029d414be8e67f1517e59a92fdba60b3862dcd4f9b5c1e | \
        77a496a61050126a19905122c7bc7e0dfcfd8a13fc14ce08343d1dbd279d5df6 | \
        5a41ddd6dc1da9a65521b8ba0159844d4669e46ddd3e68c4e6fdb9430d5f3184 | \
        cf87897d4ae849b59e38550f96f4f079e05a57cf55bd8311917137048344b330 | \
        08a3b6152747e1311caef0034a03408ffd18272c8ebd0b308bad702de135be4a | \
        2121c80b451b03d80c82f136a935137703c42df0f517e58f647ca079a4e3d024 | \
        81800f8f1833c685e62174b0eb33b2ff2c4717d67d796d02a1249e855d798632 | \
        18fe17224795ca158dfc70652a0fc7ba3be8794d05cc63d8073702a8edc9835b | \
        8c4ce09cfc9c165be1851687b873313768d8e5432ac64f669e0611e7f4aefb9d",
    );
    assert!(hex.many().iter().all(|v| v.len() == 64 && v.bytes().all(|b| b.is_ascii_hexdigit())));
    let url =
        Trial::new(r#"{ kind = "token", encoding = "base64url", bytes = 16, prefix = "placebo_dev_" }"#)
            .sound()
            .pinned(
                "placebo_dev_ulHoGN9a31o5tzBIlew-nQ | placebo_dev_Im8AUvewaj2-IC9n1-qktQ | \
                placebo_dev_Xk9IsB0p85TQP4SjwD1TAQ | placebo_dev_ZdZnMkAL3gls7cqTSuVRLg | \
                placebo_dev_0TRu7n9-vb2tAp1BS-jmfw | placebo_dev_FRflmpL9umCzhi3NT5tcHg | \
                placebo_dev_701KZyu0FZyLsUnYIEcCaw | placebo_dev_ROIco9jst56qBZHseK6vJg | \
                placebo_dev_d6SWphBQEmoZkFEix7x-DQ | placebo_dev__P2KE_wUzgg0PR29J51d9g",
            );
    assert!(url.many().iter().all(|v| v.len() == 12 + 22 && v.starts_with("placebo_dev_")));
    assert_eq!(fault(r#"{ kind = "token", bytes = 8 }"#), (Some("bytes"), "8 bytes are not possible".into()));
    assert_eq!(fault(r#"{ kind = "token", bytes = 65 }"#).0, Some("bytes"));
    Trial::new(r#"{ kind = "token", bytes = 64 }"#).sound();
}

#[test]
fn api_keys() {
    let trial = Trial::new(r#"{ kind = "api_key", unique = true }"#).sound().pinned(
        "placebo_test_ba51e818df5adf5a39b7304895ec3e9d226f0052f7b06a3d | \
        placebo_test_d1346eee7f7ebdbdad029d414be8e67f1517e59a92fdba60 | \
        placebo_test_77a496a61050126a19905122c7bc7e0dfcfd8a13fc14ce08 | \
        placebo_test_5a41ddd6dc1da9a65521b8ba0159844d4669e46ddd3e68c4 | \
        placebo_test_cf87897d4ae849b59e38550f96f4f079e05a57cf55bd8311 | \
        placebo_test_08a3b6152747e1311caef0034a03408ffd18272c8ebd0b30 | \
        placebo_test_2121c80b451b03d80c82f136a935137703c42df0f517e58f | \
        placebo_test_81800f8f1833c685e62174b0eb33b2ff2c4717d67d796d02 | \
        placebo_test_18fe17224795ca158dfc70652a0fc7ba3be8794d05cc63d8 | \
        placebo_test_8c4ce09cfc9c165be1851687b873313768d8e5432ac64f66",
    );
    assert!(trial.many().iter().all(|v| v.len() == 13 + 48 && v.starts_with("placebo_test_")));
    assert_eq!(
        fault(r#"{ kind = "api_key", prefix = "sk_live_x" }"#),
        (Some("prefix"), "keys of a vendor begin with `sk_live_`".into())
    );
}

#[test]
fn encodings_are_those_of_rfc_4648() {
    for (bytes, text) in [
        ("", ""),
        ("f", "Zg"),
        ("fo", "Zm8"),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ] {
        let mut out = Vec::new();
        super::secret::base64(bytes.as_bytes(), crate::cipher::Alphabet::Url, &mut out);
        assert_eq!(out, text.as_bytes());
    }
}
