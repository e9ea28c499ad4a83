//! `placebo verify --only fiction` where a value is written in another way, where nothing can be read, and what is told of it.

use crate::fictions::{is_one, of_file};
use crate::scratch::Scratch;
use serde_json::Value;

#[test]
fn a_value_with_escapes_is_found() {
    for text in [
        r#"body: '{"ssn":"412\u002d63\u002d8841"}'"#,
        r#"body: "{\"ssn\":\"412\\u002d63\\u002D8841\"}""#,
        r#"ssn = "412\x2d63\x2d8841""#,
        r#"ssn = "412\u{2d}63\u{2D}8841""#,
        r"UPDATE p SET ssn = E'412\05563\0558841'",
        r"SSN: 412\-63\-8841",
        "ssn: 412&#45;63&hyphen;8841",
        r#"{"note":"SSN\n412-63-8841\nseen"}"#,
        r#"{"ssn":"412\u201163\u20118841"}"#,
    ] {
        is_one(text, "ssn", "certain");
    }
    for text in [r#"mail: "ann.lee\u0040hospital.org""#, r#"email = "ann.lee\x40hospital.org""#] {
        is_one(text, "email", "certain");
    }
    // As cells of a table, too.
    let table =
        "id,ssn,email\n1,412\u{2011}63\u{2011}8841,ann.lee\\u0040hospital.org\n2,412&#45;63&#45;8842,\n";
    let found: Vec<(u64, String)> = of_file("a.csv", table).into_iter().map(|f| (f.0, f.1 + &f.2)).collect();
    assert_eq!(
        found,
        [(1, "ssncertain".to_owned()), (1, "emailcertain".to_owned()), (2, "ssncertain".to_owned())]
    );
    for text in [r"path: C:\x\412\63\8841", r"/^\d{3}\-\d{2}\-\d{4}$/ ssn", r"mail /\w+@\w+\.com/"] {
        assert_eq!(of_file("a.rb", text), [], "{text}");
    }
}

#[test]
fn signs_that_nobody_sees_hide_nothing() {
    for text in
        ["ssn: 412\u{200b}-63-88\u{200b}41", "ssn: 412-63\u{ad}-8841", "ssn: 412\u{2060}-63-8841\u{feff}"]
    {
        is_one(text, "ssn", "certain");
    }
    is_one("SSN: \u{ff14}\u{ff11}\u{ff12}\u{ff0d}63-8841", "ssn", "certain");
    is_one("mail: ann.lee\u{ff20}hospital.org", "email", "certain");
    // A byte of zero behind the part by which a file is held to be a text.
    let text = |line: &str| format!("{}{line}\n", "a line of text\n".repeat(700));
    for line in ["ssn: 412\0-63-8841", "ssn: \x00412-63-8841\0"] {
        assert_eq!(of_file("late.txt", &text(line)), [(701, "ssn".to_owned(), "certain".to_owned())]);
    }
    assert_eq!(of_file("late.txt", &text("email: ann.lee\0@hospital.org")).len(), 1);
}

#[test]
fn an_extension_is_a_part_of_its_number() {
    for text in [
        "phone: 617-495-1000x22",
        "phone: (617) 495-1000x4821",
        "phone: +1-617-495-1000ext22",
        "phone: 617.495.1000ext.22",
        "phone: 6174951000x22",
        "phone: 020 7123 4567x22",
    ] {
        is_one(text, "phone", "certain");
    }
    for text in ["phone: 212-555-0123x22", "size: 1024x768, 0x6174951000", "phone: 2125550123x9"] {
        assert_eq!(of_file("a.rb", text), [], "{text}");
    }
    let rows: String = (10..60).map(|n| format!("617-495-10{n}x{n}\n")).collect();
    let found = of_file("a.csv", &format!("x1\n{rows}"));
    assert!(found.len() == 50 && found.iter().all(|f| f.2 == "certain"), "{found:?}");
}

/// The beginnings of files that hold no text that could be read, of which most have a byte of zero somewhere, and not all.
const CLOSED: [(&str, &[u8]); 7] = [
    ("a.zip", b"PK\x03\x04\x14\x01\x01\x01\x08ssn: 412-63-8841\n"),
    ("a.docx", b"PK\x03\x04\x14\x00\x00\x00\x08\x00word/document.xml"),
    ("a.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\nstream\nx\x9c\x0bv\xf5\n"),
    ("a.xz", b"\xfd7zXZ\x01\x10 and no byte of zero"),
    ("a.tar", b"patients.csv\0\0\0\0\0\0ustar  \0id,ssn\n1,412-63-8841\n"),
    ("a.csv", b"PK\x03\x04\x14\x01\x01\x01\x08ssn: 412-63-8841\n"),
    ("a.dat", b"\x01\x02\x83\x94\x05\xa6\x07\x98\xf9\x1a\xeb\x1c\xdd\x0e\xbf\x10"),
];

#[test]
fn what_cannot_be_searched_is_named_in_every_form_and_fails() {
    let scratch = Scratch::new();
    scratch.write("plain.txt", "nothing\n");
    for (name, bytes) in CLOSED {
        std::fs::write(scratch.join(name), bytes).unwrap();
        let ran = scratch.run(&["verify", "plain.txt", name, "--only", "fiction"]).ends(2);
        assert!(
            ran.out.contains("1 file searched, 1 not") && ran.out.contains(&format!("{name}: not")),
            "{}",
            ran.out
        );
        assert!(ran.err.contains(&format!("1 file could not be searched: {name}")), "{}", ran.err);
    }
    let verify =
        |more: &[&str]| scratch.run(&[&["verify", "a.zip", "a.pdf", "--only", "fiction"][..], more].concat());
    let told: Value = serde_json::from_str(&verify(&["--format", "json"]).ends(2).out).unwrap();
    assert_eq!(told["ok"], false);
    assert_eq!(told["fiction"]["not_searched"], serde_json::json!(["a.zip", "a.pdf"]));
    let github = verify(&["--format", "github"]).ends(2).out;
    assert!(github.contains("::error file=a.pdf,line=1,col=1::a.pdf could not be searched."), "{github}");
    let sarif: Value = serde_json::from_str(&verify(&["--format", "sarif"]).ends(2).out).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(
        results.len() == 2 && results.iter().all(|r| r["ruleId"] == "not_searched" && r["level"] == "error")
    );
    // A finding says more than that.
    scratch.write("seeds.yml", "ssn: 412-63-8841\n");
    verify(&["seeds.yml"]).ends(1);
    // Somebody looked at them, and says so; another file in their place is another.
    verify(&["--baseline", "known", "--write-baseline"]).fine();
    let ran = verify(&["--baseline", "known"]).fine();
    assert!(ran.out.contains("not searched, as the baseline accepts: 2 files"), "{}", ran.out);
    scratch.write("a.zip", "PK\x03\x04 another\n");
    verify(&["--baseline", "known"]).ends(2);
}

#[test]
fn what_strict_fails_on_is_listed() {
    let scratch = Scratch::new();
    scratch.write("a.log", "seen from 73.162.44.19\n");
    let ran = scratch.run(&["verify", "a.log", "--only", "fiction"]).fine();
    assert!(!ran.out.contains("a.log:1:"), "{}", ran.out);
    let ran = scratch.run(&["verify", "a.log", "--only", "fiction", "--strict"]).ends(1);
    assert!(ran.out.contains("a.log:1:11: ipv4 has the form of a real person's"), "{}", ran.out);
    let ran =
        scratch.run(&["verify", "a.log", "--only", "fiction", "--strict", "--format", "github"]).ends(1);
    assert!(ran.out.starts_with("::error file=a.log,line=1,col=11::"), "{}", ran.out);
}

#[test]
fn an_allowance_that_allows_nothing_is_told() {
    let scratch = Scratch::new();
    let text = "a\nssn: 412-63-8841 # placebo: allow ssn\nssn: 412-63-8842 <!-- placebo: allow ssn -->\n\
        b # placebo: allow snn made up\nssn: 412-63-8843 # placebo: allow ssn made up\n";
    scratch.write("seeds.yml", text);
    let ran = scratch.run(&["verify", "seeds.yml", "--only", "fiction"]).ends(1);
    for words in [
        "seeds.yml:2: `placebo: allow ssn` gives no reason",
        "seeds.yml:3: `placebo: allow ssn` gives no reason",
        "seeds.yml:4: `placebo: allow` names no class",
        "1 that a line allows",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    assert!(!ran.out.contains("seeds.yml:5") && !ran.out.contains("snn"), "{}", ran.out);
    let told = scratch.run(&["verify", "seeds.yml", "--only", "fiction", "--format", "json"]).ends(1).out;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["fiction"]["without_effect"].as_array().unwrap().len(), 3);
    let told = scratch.run(&["verify", "seeds.yml", "--only", "fiction", "--format", "github"]).ends(1).out;
    assert!(told.contains("::notice file=seeds.yml,line=2,col=20::"), "{told}");
}

#[test]
fn numbers_that_count_are_no_telephone_numbers() {
    let rows = |name: &str, number: &dyn Fn(u64) -> u64| {
        (0..40).fold(format!("{name},qty\n"), |all, n| format!("{all}{},{n}\n", number(n)))
    };
    let certain = |text: &str| of_file("a.csv", text).iter().filter(|f| f.2 == "certain").count();
    // Upwards within an exchange or beyond it, and in any order within one.
    let counters: [&dyn Fn(u64) -> u64; 3] =
        [&|n| 2_147_483_653 + n * 977, &|n| 4_345_678_901 + n * 7_919, &|n| 5_134_217_700 + n * 17 % 41];
    for name in ["value", "impressions", "reach"] {
        for (n, counter) in counters.iter().enumerate() {
            assert_eq!(certain(&rows(name, counter)), 0, "{name} {n}");
        }
    }
    let text: String = (0..40).map(|_| "1234567893,4539578763621486,6174823391\n").collect();
    assert_eq!(certain(&format!("npi_count,card_token,cell_barcode\n{text}")), 0);
    // As people have them.
    let people = |n: u64| (212 + n * 19 % 41 * 7) * 10_000_000 + (234 + n * 13 % 40 * 5) * 10_000 + 1_000 + n;
    assert!(certain(&rows("value", &people)) > 30);
    assert_eq!(certain(&rows("phone", counters[0])), 40);
    assert_eq!(of_file("a.csv", "contact,qty\n2147483647,1\n2147483648,2\n"), []);
}

#[test]
fn what_stands_before_a_port_and_behind_a_host_is_an_address() {
    for text in [
        "DATABASE_URL=postgres://app:secret@73.162.44.19:5432/app",
        "Received: from mx1.placebo-check.dev (mx1.placebo-check.dev [73.162.44.19]) by mx.example.org",
    ] {
        is_one(text, "ipv4", "certain");
    }
    for text in ["SELECT '412-63-8841' AS ssn", "tax_id: 412-63-8841", "taxpayer id 412-63-8841"] {
        is_one(text, "ssn", "certain");
    }
    for text in
        ["text=phone%3D%2B1+617+482+3391&x=1", "she called from 617-482-3391", "reachable at 617-482-3391"]
    {
        is_one(text, "phone", "certain");
    }
    assert_eq!(of_file("a.log", "npm i node@20.11.1, june1+2@example.com 100%"), []);
}
