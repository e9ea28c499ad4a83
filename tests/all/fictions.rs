//! `placebo verify --only fiction` on `tests/fiction`: clean fixtures of several formats, and others with values planted.

use crate::scratch::{Scratch, repository};
use serde_json::Value;

fn told(folder: &str, more: &[&str]) -> (i32, Value) {
    let path = repository().join("tests/fiction").join(folder);
    let path = path.to_str().unwrap().to_owned();
    let args = [&["verify", "--only", "fiction", "--format", "json", &path][..], more].concat();
    let ran = Scratch::new().run(&args);
    (ran.code, serde_json::from_str(&ran.out).unwrap())
}

fn found(told: &Value) -> Vec<(String, String, String)> {
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let all = told["fiction"]["findings"].as_array().unwrap();
    all.iter()
        .map(|f| {
            let file = text(f, "file").rsplit('/').next().unwrap().to_owned();
            (file, text(f, "class"), text(f, "severity"))
        })
        .collect()
}

#[test]
fn clean_fixtures_hold_nothing_that_is_certain() {
    let (code, told) = told("clean", &[]);
    let found = found(&told);
    assert_eq!((code, found.iter().filter(|f| f.2 == "certain").count()), (0, 0), "{found:?}");
    assert_eq!(told["fiction"]["files"], 14);
}

/// What was planted in files as repositories have them, all of it with words that say what it is.
const PLANTED: [(&str, &[&str]); 9] = [
    ("access.log", &["email", "ipv4", "ipv4", "phone", "phone", "ssn", "ssn"]),
    ("appointments.ics", &["email", "email", "phone", "ssn"]),
    ("claims.edi", &["email", "mbi", "npi", "phone", "ssn"]),
    ("page.html", &["email", "phone", "phone", "phone", "phone", "ssn", "ssn"]),
    ("patient.xml", &["email", "phone", "ssn"]),
    ("portal.har", &["email", "ipv4", "phone", "phone", "ssn"]),
    ("staff.vcf", &["email", "email", "phone", "phone", "phone"]),
    ("summary.xml", &["email", "npi", "phone", "ssn"]),
    ("update.sql", &["email", "phone", "phone", "phone", "ssn", "ssn", "ssn", "ssn", "ssn"]),
];

#[test]
fn every_planted_value_is_found_and_none_is_shown() {
    let (code, told) = told("planted", &[]);
    let found = found(&told);
    let has = |file: &str, class: &str, severity: &str| {
        assert!(
            found.contains(&(file.into(), class.into(), severity.into())),
            "{file} {class} {severity}: {found:?}"
        );
    };
    for class in ["phone", "email", "ssn", "npi", "ipv4"] {
        has("patients.csv", class, "certain");
    }
    for class in ["phone", "email", "ssn", "mbi", "vin", "dea", "nhs_number"] {
        has("factories.rb", class, "certain");
    }
    for class in ["uuid", "url"] {
        has("factories.rb", class, "possible");
    }
    for class in ["phone", "ssn", "npi"] {
        has("note.json", class, "certain");
    }
    for (file, classes) in PLANTED {
        let mut certain: Vec<&str> =
            found.iter().filter(|f| f.0 == file && f.2 == "certain").map(|f| f.1.as_str()).collect();
        certain.sort_unstable();
        assert_eq!(certain, classes, "{file}");
    }
    assert_eq!(code, 1);
    let all = told.to_string();
    for planted in ["078-05", "736-5000", "jane.doe", "1EG4", "1234567893"] {
        assert!(!all.contains(planted), "{planted} is shown");
    }
}

#[test]
fn an_old_repository_can_begin_with_a_baseline() {
    let scratch = Scratch::new();
    scratch.write("seeds.yml", "ssn: 078-05-1120\n");
    let verify =
        |more: &[&str]| scratch.run(&[&["verify", "seeds.yml", "--only", "fiction"][..], more].concat());
    verify(&[]).ends(1);
    verify(&["--baseline", "known", "--write-baseline"]).fine();
    verify(&["--baseline", "known"]).fine();
    scratch.write("seeds.yml", "ssn: 078-05-1120\nother_ssn: 219-09-9999\n");
    let ran = verify(&["--baseline", "known", "--format", "github"]).ends(1);
    assert!(ran.out.starts_with("::error file=seeds.yml,line=2,"), "{}", ran.out);
    let sarif = verify(&["--baseline", "known", "--format", "sarif"]).ends(1);
    let sarif: Value = serde_json::from_str(&sarif.out).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 1);
}

#[test]
fn what_this_program_makes_is_fiction() {
    let scratch = Scratch::new();
    scratch.run(&["generate", "--rows", "patients=200", "--out", "made", "-q"]).fine();
    let ran = scratch.run(&["verify", "made"]).fine();
    assert!(
        ran.out.contains("all is as the manifest says") && ran.out.contains("check fiction"),
        "{}",
        ran.out
    );
}

#[test]
fn a_baseline_that_is_written_hides_no_other_finding() {
    let scratch = Scratch::new();
    scratch.run(&["generate", "caseload", "--rows", "patients=20", "--out", "made", "-q"]).fine();
    let write = ["verify", "made", "--baseline", "known", "--write-baseline"];
    scratch.run(&write).fine();
    scratch.edit("made/patients.csv", "MRN", "MRM");
    let told = scratch.run(&write);
    assert_eq!(told.code, 1, "{}", told.all());
    assert!(told.all().contains("this is not what was made"), "{}", told.all());
    let against = ["--against", "made", "--schema", "caseload"];
    let told = scratch.run(&[&write, &against[..]].concat());
    assert!(told.code == 1 && told.all().contains("survival"), "{}", told.all());
}

/// The class and severity of each finding in a file of this name, by its line or row.
pub(crate) fn of_file(name: &str, text: &str) -> Vec<(u64, String, String)> {
    let scratch = Scratch::new();
    scratch.write(name, text);
    let ran = scratch.run(&["verify", name, "--only", "fiction", "--format", "json", "--strict"]);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["ok"], ran.code == 0, "{}", ran.out);
    let all = told["fiction"]["findings"].as_array().unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    all.iter().map(|f| (f["line"].as_u64().unwrap(), text(f, "class"), text(f, "severity"))).collect()
}

/// Whether a text of one line has one finding, of this class and severity.
pub(crate) fn is_one(text: &str, class: &str, severity: &str) {
    let found = of_file("app.log", text);
    assert_eq!(found, [(1, class.to_owned(), severity.to_owned())], "{text}");
}

#[test]
fn numbers_are_found_in_every_usual_spelling() {
    for text in ["ssn 412-63-8841", "ssn: 412 63 8841", "ssn=412.63.8841", "NSS: 412-63-8841"] {
        is_one(text, "ssn", "certain");
    }
    is_one("ssn: 412638841", "ssn", "possible");
    for text in [
        "phone: 1-617-482-3391",
        "phone: 617-4823391",
        "phone (617)4823391",
        "phone: 001 617 482 3391",
        "tel: +447911123456",
        "tel: 07911 123456",
        "tel 020 7123 4567",
        "tel +49 30 901820",
        "teléfono: 617-482-3391",
        "telefono: 617-482-3391",
    ] {
        is_one(text, "phone", "certain");
    }
    for (text, class) in [
        ("GET /find?ssn=412%2D63%2D8841", "ssn"),
        ("To=%2B16174823391&From phone", "phone"),
        ("email=ana.lopez%40hotmail.com", "email"),
        ("mail ana.lopez&#64;hotmail.com &#x26; more", "email"),
    ] {
        let found = of_file("cassette.yml", text);
        assert!(found.len() == 1 && found[0].1 == class, "{text}: {found:?}");
    }
    for text in ["SSN: 412\u{2013}63\u{2013}8841", "SSN: 412\u{2011}63\u{2011}8841"] {
        is_one(text, "ssn", "certain");
    }
    for text in ["Phone: (617)\u{a0}482-3391", "phone1: 617-482-3391", "phones: [617-482-3391]"] {
        is_one(text, "phone", "certain");
    }
    is_one("phone_model: 617-482-3391", "phone", "possible");
    is_one("phone: 16174823391", "phone", "possible");
    is_one("VIN: 1hgcm82633a004352", "vin", "certain");
    is_one("ip_address: 73.162.44.19", "ipv4", "certain");
    is_one("seen from 73.162.44.19", "ipv4", "possible");
}

#[test]
fn what_is_nobodys_is_passed_over() {
    let text = "phone: 212-555-0123, +15005550006, 020 7946 0123, 000-000-0000\nssn: 900-12-3456, 987-65-4321, 999-99-9999\n\
        card: 4000000000000002, 4000002500003155, 378282246310005\nip: 10.1.2.3 127.0.0.1 192.168.0.7 169.254.0.1 fe80::1:2:3:4\n\
        version 1.2.3.4\nbuild_version: 2.10.3.4\nxmlns=\"http://www.w3.org/2000/svg\" http://localhost:3000/ http://db.internal/x\n\
        mail: icon@2x.png, node@20.11.1, root@localhost.localdomain, a@x.local\nlat: 61.482339, 612.4823391\n";
    assert_eq!(of_file("app.log", text), []);
}

#[test]
fn columns_of_rows_in_texts_say_what_their_values_are() {
    let certain = |n: u64, class: &str| (n, class.to_owned(), "certain".to_owned());
    let dump = "COPY public.people (id, ssn, phone) FROM stdin;\n1\t412-63-8841\t617-482-3391\n2\t412638842\t\\N\n\\.\n\
        INSERT INTO people (id, name, ssn, phone) VALUES\n  (1, 'O''Hara, Ann', '412-63-8843', '617-482-3392'),\n  \
        (2, NULL, '900-12-3456', NULL); -- phone 617-482-3393\nINSERT INTO people (npi, ssn) VALUES (1234567893, '412-63-8844');\n";
    let mut found = of_file("dump.sql", dump);
    found.sort();
    assert_eq!(
        found,
        [
            certain(2, "phone"),
            certain(2, "ssn"),
            certain(3, "ssn"),
            certain(6, "phone"),
            certain(6, "ssn"),
            certain(7, "phone"),
            certain(8, "npi"),
            certain(8, "ssn"),
        ]
    );
    let table = "| id | ssn |\n|----|-----|\n| 1 | 412-63-8841 |\n\nthen 412-63-8842\n";
    let possible = (5, "ssn".to_owned(), "possible".to_owned());
    assert_eq!(of_file("steps.feature", table), [certain(3, "ssn"), possible]);
    let message = "PID|1||123456||DOE^ANN||19610314|F|||1 MAIN ST||617-482-3391||||||412-63-8841\r\n";
    assert_eq!(of_file("adt.hl7", message), [certain(1, "phone"), certain(1, "ssn")]);
    let adt =
        "MSH|^~\\&|A|B\rPID|1||123456||DOE^ANN||19610314|F|||1 MAIN ST||617-482-3391||||||412-63-8841\r";
    assert_eq!(of_file("adt.hl7", adt), [certain(1, "phone"), certain(1, "ssn")]);
    let boxed = "+----+-------------+\n| id | ssn         |\n+----+-------------+\n|  1 | 412-63-8841 |\n+----+-------------+\n";
    assert_eq!(of_file("told.txt", boxed), [certain(4, "ssn")]);
    let below = "ssn:\n  - 412-63-8841\n  - 412-63-8842\n\"system\": \"http://hl7.org/fhir/sid/us-ssn\",\n\"value\": \"412-63-8843\"\nref: 412-63-8844\n";
    let found: Vec<String> =
        of_file("a.yml", below).into_iter().map(|f| format!("{} {}", f.0, f.2)).collect();
    assert_eq!(found, ["2 certain", "3 certain", "5 certain", "6 possible"]);
}

#[test]
fn tables_are_read_with_the_signs_that_part_them() {
    for (name, text) in [
        ("a.csv", "id;ssn\n1;412-63-8841\n"),
        ("b.csv", "vin|ssn\n1|412638841\n"),
        ("c.tsv", "id\tssn\n1\t412-63-8841\n"),
        ("d.csv", "nombre,telefono,ssn\nAna,212-555-0101,412-63-8841\n"),
        ("e.csv", "id,ssn\n1,412638841.0\n"),
    ] {
        assert_eq!(of_file(name, text), [(1, "ssn".to_owned(), "certain".to_owned())], "{name}");
    }
}

#[test]
fn numbers_of_things_are_no_telephone_numbers() {
    let rows = |head: &str, first: u64| {
        (0..40).fold(format!("{head},qty\n"), |all, n| format!("{all}{},{n}\n", first + n * 7))
    };
    for (head, first) in
        [("order_number", 1_000_000_008), ("phone_id", 6_174_823_391), ("accession", 412_638_841)]
    {
        let found = of_file("a.csv", &rows(head, first));
        assert!(found.iter().all(|f| f.2 == "possible"), "{head}: {found:?}");
    }
    for head in ["phone", "order_phone_number"] {
        let found = of_file("a.csv", &rows(head, 6_174_823_391));
        assert!(found.len() == 40 && found.iter().all(|f| f.2 == "certain"), "{head}: {found:?}");
    }
}

#[test]
fn texts_of_windows_are_read() {
    let scratch = Scratch::new();
    let text = "name,phone\r\nssn: 412-63-8841\r\n";
    let bytes: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    std::fs::write(scratch.join("note.txt"), bytes).unwrap();
    let ran = scratch.run(&["verify", "note.txt", "--only", "fiction"]).ends(1);
    assert!(ran.out.contains("note.txt:2:6: ssn"), "{}", ran.out);
    let table = "id,name,ssn\n1,Jos\u{e9},412-63-8841\n";
    std::fs::write(
        scratch.join("a.csv"),
        table.chars().map(|c| u8::try_from(c).unwrap()).collect::<Vec<u8>>(),
    )
    .unwrap();
    let bytes: Vec<u8> =
        std::iter::once(0xfeff).chain(table.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    std::fs::write(scratch.join("b.csv"), bytes).unwrap();
    for name in ["a.csv", "b.csv"] {
        let ran = scratch.run(&["verify", name, "--only", "fiction"]).ends(1);
        assert!(ran.out.contains("certain ssn: 1"), "{}", ran.out);
    }
}

#[test]
fn what_stands_around_a_value_tells_it() {
    for text in
        ["412-63-8841 (SSN)", "S.S.N. 412-63-8841", "id [{\"value\":\"412-63-8841\",\"system\":\"us-ssn\"}]"]
    {
        is_one(text, "ssn", "certain");
    }
    for text in
        ["617-482-3391 is her cell", "Tel. 06 12 34 56 78", "sms to=+16174823391", "Handy 0170/7952137"]
    {
        is_one(text, "phone", "certain");
    }
    for text in [
        "sshd[1]: from 73.162.44.19 port 22",
        "73.162.44.19 - - [01/Jan/2026:10:00:00 +0000] \"GET / HTTP/1.1\"",
    ] {
        is_one(text, "ipv4", "certain");
    }
    is_one("{\"ssn\":\"\",\"order\":\"412-63-8841\"}", "ssn", "possible");
}

#[test]
fn tables_in_texts_are_read_by_their_columns() {
    let certain = |n: u64| [(n, "ssn".to_owned(), "certain".to_owned())];
    for (text, line) in [
        (" id |     ssn\n----+-------------\n  1 | 412-63-8841\n(1 row)\n", 3),
        ("NAME      SSN\nAnn Doe   412-63-8841\n", 2),
        ("<table><tr><th>Name</th><th>SSN</th></tr>\n<tr><td>Ann</td><td>412-63-8841</td></tr></table>\n", 2),
        ("CREATE TABLE p (\n  id int,\n  ssn text\n);\nINSERT INTO p VALUES (1, '412-63-8841');\n", 5),
        ("IN1|1|P\nGT1|1||DOE||1 MAIN|||||||412-63-8841\n", 2),
    ] {
        assert_eq!(of_file("told.txt", text), certain(line), "{text}");
    }
}

#[test]
fn an_interchange_ends_where_it_says_so() {
    let head = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260101*1200*^*00501*000000001*0*T*:~";
    let text =
        format!("{head}\nREF*SY*412-63-8841~\nIEA*1*000000001~\nNAME      SSN\nAnn Doe   518-47-2290\n");
    let certain = |n: u64| (n, "ssn".to_owned(), "certain".to_owned());
    assert_eq!(of_file("claims.txt", &text), [certain(2), certain(5)]);
}

#[test]
fn tables_below_titles_are_read_by_their_columns() {
    let certain = |n: u64| (n, "ssn".to_owned(), "certain".to_owned());
    for (name, text) in [
        ("a.csv", "Report: Members\n\"Run by: a, b\"\n\nMember ID,Member Name,SSN\n1,Ann,412-63-8841\n"),
        ("b.csv", "sep=;\nid;Nom;SSN\n1;A, B;412-63-8841\n"),
        ("c.psv", "ID|LAST_NM|SSN\n1|DOE|412-63-8841\n"),
        ("g.csv", "Owner;;;\nID;Name;Zip;SSN\n1;Ann;02139;412-63-8841\n"),
        ("h.csv", "question,answer\nSocial Security Number,412-63-8841\n"),
        ("d.csv", "id,who,field,old_value,new_value\n1,admin,ssn,,412-63-8841\n"),
    ] {
        assert_eq!(of_file(name, text), [certain(1)], "{name}");
    }
    assert_eq!(of_file("e.csv", "Report of 412-63-8842\nid,SSN\n1,412-63-8841\n").len(), 2);
    assert_eq!(
        of_file("f.txt", "id,name,ssn\n1,Ann,412-63-8841\n2,Bo,412-63-8842\n"),
        [certain(2), certain(3)]
    );
    let log = "#Version: 1.0\n#Fields: date c-ip cs-method\n2026-01-01 73.162.44.19 GET\n";
    assert_eq!(of_file("u_ex.log", log), [(3, "ipv4".to_owned(), "certain".to_owned())]);
    assert_eq!(of_file("a.edi", "REF*SY*412-63-8841~\n"), [certain(1)]);
    let rows: String = (10..60).map(|n| format!("412-{n}-8841,{n}\n")).collect();
    let found = of_file("cases.csv", &format!("case_no,qty\n{rows}"));
    assert!(found.len() == 50 && found.iter().all(|f| f.2 == "possible"), "{found:?}");
}

#[test]
fn what_a_line_says_behind_a_value_tells_it() {
    for text in [
        "check(\"412-63-8841\")  # SSN",
        "assert mask(\"412-63-8841\") == masked  # ssn",
        "assertEquals(\"412-63-8841\", p.getSsn());",
        "I enter \"412-63-8841\" as SSN",
        "fill \"412-63-8841\" into \"Social security number\"",
        "\"ssn\": {\"equalTo\": \"412-63-8841\"}",
        "text_field :ssn, placeholder: \"412-63-8841\"",
        "{\"value\": \"412638841\", \"system\": \"http://hl7.org/fhir/sid/us-ssn\"}",
        "GET https://api.example.com/find?ssn=412-63-8841&x=1",
    ] {
        is_one(text, "ssn", "certain");
    }
    for text in [
        "from = Clinic <ann.lopez@hospital.org>",
        "4A1: to=<ann.lopez@hospital.org>, status=sent",
        "Log in as ann.lopez@hospital.org.",
        "ADMIN := ann.lopez@hospital.org",
    ] {
        is_one(text, "email", "certain");
    }
    for text in
        ["user 7 logged in from 73.162.44.19", "relay=mx[73.162.44.19]:25, sent", "DB_HOST=73.162.44.19"]
    {
        is_one(text, "ipv4", "certain");
    }
    for text in [
        "caller id 617-482-3391",
        "Telefoon: 020-6241111",
        "Mobiel: 06-12345678",
        "Telefone: (11) 98765-4321",
        "Tel: 0461 1234567",
    ] {
        is_one(text, "phone", "certain");
    }
    let list = "phones = [\"617-482-3391\", \"617-482-3392\", \"617-482-3393\", \"617-482-3394\"]";
    assert!(of_file("a.py", list).iter().filter(|f| f.2 == "certain").count() == 4);
    let below = "## Phone numbers\n\n1. 617-482-3391\n2. 617-482-3392\n";
    assert!(of_file("a.md", below).iter().filter(|f| f.2 == "certain").count() == 2);
    let rows: String = (1..7).map(|n| format!("{n},412-63-884{n}\n")).collect();
    let found = of_file("a.csv", &format!("c1,c2\n{rows}"));
    assert!(found.len() == 6 && found.iter().all(|f| f.2 == "certain"), "{found:?}");
    assert_eq!(
        of_file("a.log", "users moved from 3.4.5.6 to 3.4.5.7, pkg[2.3.4.5]")
            .iter()
            .filter(|f| f.2 == "certain")
            .count(),
        0
    );
    let found = of_file("a.log", "integers from -2147483648 to +2147483647 mask 0.0.0.255");
    assert!(found.iter().all(|f| f.1 == "phone" && f.2 == "possible"), "{found:?}");
}

#[test]
fn what_is_no_text_is_not_searched() {
    let scratch = Scratch::new();
    std::fs::write(scratch.join("a.bin"), b"abcdef\0\0 ssn: 412-63-8841\n").unwrap();
    let ran = scratch.run(&["verify", "a.bin", "--only", "fiction"]).ends(2);
    assert!(!ran.out.contains("ssn"), "{}", ran.out);
}

#[test]
fn pictures_are_counted_and_archives_stop() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.join("site")).unwrap();
    std::fs::write(scratch.join("site/logo.png"), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap();
    std::fs::write(scratch.join("site/photo.csv"), b"\xff\xd8\xff\xe0\x01\x10JFIF and no byte of zero")
        .unwrap();
    std::fs::write(scratch.join("site/film.mp4"), b"\0\0\0\x18ftypmp42\0\0\0\0").unwrap();
    std::fs::write(scratch.join("site/page.md"), "# Clean\n").unwrap();
    let ran = scratch.run(&["verify", "site", "--only", "fiction"]).ends(0);
    assert!(ran.out.contains("1 file searched, 3 not"), "{}", ran.out);
    assert!(ran.out.contains("3 files of pictures, sounds, fonts or programs: not searched"), "{}", ran.out);
    std::fs::write(scratch.join("site/rows.zip"), b"PK\x03\x04\x14\0\0\0").unwrap();
    let ran = scratch.run(&["verify", "site", "--only", "fiction"]).ends(2);
    assert!(ran.out.contains("rows.zip: not a text, not searched"), "{}", ran.out);
}
