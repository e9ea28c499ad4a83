//! Exports as applications write them, drafted and masked: the draft says what a column is, and masks what it was drafted from.

use crate::scratch::Scratch;

/// The draft of one file, whose rows are made of their number.
struct Drafted {
    scratch: Scratch,
    file: String,
    draft: String,
}

impl Drafted {
    fn of(table: &str, head: &str, row: impl Fn(u64) -> String) -> Self {
        let scratch = Scratch::new();
        let file = format!("{table}.csv");
        let rows: String = (1..=60).map(|n| row(n) + "\n").collect();
        scratch.write(&file, &format!("{head}\n{rows}"));
        scratch.run(&["infer", &file, "--out", "draft.toml"]).fine();
        let draft = scratch.read("draft.toml");
        Self { scratch, file, draft }
    }

    fn line(&self, name: &str) -> &str {
        let starts = [format!("{name} = "), format!("\"{name}\" = ")];
        let mut lines = self.draft.lines();
        lines.find(|line| starts.iter().any(|s| line.starts_with(s))).unwrap_or_else(|| panic!("{name}"))
    }

    /// Each column by what its line must say; a word behind an exclamation mark is not there.
    fn says(&self, expected: &[(&str, &str)]) {
        for (name, words) in expected {
            let line = self.line(name);
            match words.strip_prefix('!') {
                Some(none) => assert!(!line.contains(none), "{name}: {line}"),
                None => assert!(line.contains(words), "{name}: {line}"),
            }
        }
    }

    /// Masks the file with its draft: the rows.
    fn masked(&self) -> Vec<Vec<String>> {
        self.scratch.run(&["mask", "draft.toml", &self.file, "--out", "safe", "--quiet"]).fine();
        let mut reader = csv::Reader::from_path(self.scratch.join("safe").join(&self.file)).unwrap();
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }
}

/// A number that looks as if it were drawn.
fn drawn(n: u64, digits: u32) -> u64 {
    let most = 10u64.pow(digits);
    let mixed = (n * 2_654_435_761 + 97) * 40_503 % (most - most / 10);
    most / 10 + mixed
}

#[test]
fn numbers_of_digits_alone_get_stand_ins_of_digits() {
    let head = "mrn,account_number,cell,mobile,ssn,tax_id,imei,license_number,badge,parent_ssn_last4";
    let drafted = Drafted::of("people", head, |n| {
        format!(
            "00{},0{},505{},+1575{},{},{},35{},{},0{},{}",
            drawn(n, 6),
            drawn(n + 100, 9),
            drawn(n, 7),
            drawn(n + 200, 7),
            drawn(n, 9),
            drawn(n + 300, 9),
            drawn(n, 13),
            drawn(n, 8),
            drawn(n, 4),
            drawn(n + 7, 4)
        )
    });
    drafted.says(&[
        ("parent_ssn_last4", "last4"),
        ("mrn", "kind = \"mrn\", prefix = \"\", digits = 8, check = \"none\""),
        ("account_number", "digits = 10"),
        ("cell", "kind = \"phone\", format = \"digits\""),
        ("mobile", "format = \"e164\""),
        ("ssn", "kind = \"ssn\", format = \"digits\""),
        ("tax_id", "kind = \"ein\", format = \"digits\""),
        (
            "imei",
            "kind = \"device_id\", mask = { action = \"usual\", kind = \"pattern\", pattern = \"[0-9]{15}\"",
        ),
        ("license_number", "pattern = \"[0-9]{8}\""),
    ]);
    for row in drafted.masked() {
        let all = row.iter().all(|cell| cell.trim_start_matches('+').bytes().all(|b| b.is_ascii_digit()));
        assert!(all && row[0].len() == 8 && row[3].starts_with('+'), "{row:?}");
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const GIVEN: [&str; 8] = ["Rosa", "Amara", "Keith", "Ngozi", "Paul", "Xiomara", "Ruth", "Ivan"];
const FAMILY: [&str; 8] = ["Tafoya", "Okafor", "Wheeler", "Adeyemi", "Nez", "Montoya", "Lindqvist", "Baca"];

/// One of a list, by a number.
fn pick<'a>(list: &[&'a str], n: u64) -> &'a str {
    list[usize::try_from(n).unwrap() % list.len()]
}

/// A name of which half the words are on a list.
fn name(n: u64) -> String {
    format!("{} {}", pick(&GIVEN, n), pick(&FAMILY, n + n / 8))
}

#[test]
fn dates_are_dates_in_whatever_form() {
    let head = "D.O.B.,geboren,hire_date,opened,updated_at,stamp,started,admitted,last_login,Date Applied,posted,PV1.44";
    let drafted = Drafted::of("clients", head, |n| {
        let (day, month, year) = (n % 28 + 1, n % 12 + 1, 1940 + n);
        let mon = pick(&MONTHS[..12], n);
        let seconds = 1_640_000_000 + drawn(n, 7);
        format!(
            "{month:02}-{day:02}-{year},{day:02}.{month:02}.{year},{month:02}/{day:02}/{:02},{month}/{day}/2023 9:05,{seconds},{seconds}123,\
             {mon} {day} 2023,{day:02}-{}-1950,2023-{month:02}-{day:02} 10:00:00.123456+00,{day}-{mon}-24,{day:02}/{mon}/2024:10:00:00 +0000,\
             2023{month:02}{day:02}101500",
            year % 100,
            mon.to_uppercase()
        )
    });
    drafted.says(&[
        ("D.O.B.", "kind = \"birth_date\""),
        ("geboren", "kind = \"birth_date\""),
        ("hire_date", "kind = \"date\""),
        ("opened", "kind = \"timestamp\""),
        ("updated_at", "mask = { action = \"usual\", kind = \"timestamp\" }"),
        ("stamp", "mask = { action = \"usual\", kind = \"timestamp\" }"),
        ("started", "kind = \"date\""),
        ("admitted", "kind = \"date\""),
        ("last_login", "kind = \"timestamp\""),
        ("Date Applied", "kind = \"date\""),
        ("posted", "kind = \"date\""),
        ("PV1.44", "mask = { action = \"usual\", kind = \"date\" }"),
    ]);
    for row in drafted.masked() {
        assert!(row[0].starts_with("01-01-") && row[1].starts_with("01.01."), "{row:?}");
        assert!(row[5].len() == 13 && row[10].starts_with("01/Jan/2024:00:00:00"), "{row:?}");
        assert!(
            row[6] == "Jan 01 2023" && row[3] == "01/01/2023 00:00" && row[11] == "20230101000000",
            "{row:?}"
        );
        assert!(row[4] == "1640995200" || row[4] == "1609459200", "{row:?}");
    }
}

#[test]
fn people_are_found_by_how_names_are_written_and_by_roles() {
    let head = "Name,Card Name,mothers_name,Homeroom Teacher,created_by,whodunnit,Case Mgr,provider,provider_type,device_name";
    let drafted = Drafted::of("export", head, |n| {
        format!(
            "{},{},{},Mrs. {},user{}@clinic,{},{},\"{}, {} MD\",Physician Assistant,Pump {}",
            name(n),
            name(n * 7).to_uppercase().replace("XIOMARA", "Xiomara"),
            name(n * 5),
            pick(&FAMILY[..3], n),
            n % 4,
            n % 9,
            pick(&GIVEN[..2], n),
            pick(&FAMILY[..2], n),
            pick(&GIVEN[..2], n),
            n % 3
        )
    });
    drafted.says(&[
        ("Name", "kind = \"full_name\""),
        ("Card Name", "kind = \"full_name\""),
        ("mothers_name", "kind = \"full_name\""),
        ("Homeroom Teacher", "kind = \"full_name\""),
        ("whodunnit", "kind = \"serial\""),
        ("Case Mgr", "kind = \"first_name\""),
        ("provider", "kind = \"full_name\""),
        ("provider_type", "!full_name"),
        ("device_name", "!full_name"),
    ]);
    let safe = format!("{:?}", drafted.masked());
    assert!(!safe.contains("Okafor") && !safe.contains("Adeyemi"), "{safe}");
}

#[test]
fn names_of_other_languages_and_old_systems_are_read() {
    let head = "Vorname,Nachname,PLZ,Straße,Geburtsort,cidade,cpf,PTFNM,PTLNM,DOB8,SSNO,TELNO,HMPHN2,ADMDT,geburts_datum";
    let drafted = Drafted::of("extract", head, |n| {
        let (given, family) = (pick(&GIVEN[..3], n), pick(&FAMILY[..3], n));
        let packed = format!("19{:02}{:02}{:02}", 40 + n % 50, n % 12 + 1, n % 28 + 1);
        format!(
            "{given},{family},{:05},Gartenweg {n},Ulm,Santos,{},{given},{family},{packed},{},505{},575{},2024{},x",
            drawn(n, 5),
            drawn(n, 11),
            drawn(n, 9),
            drawn(n, 7),
            drawn(n + 70, 7),
            &packed[4..]
        )
    });
    drafted.says(&[
        ("Vorname", "kind = \"first_name\""),
        ("Nachname", "kind = \"last_name\""),
        ("PLZ", "kind = \"zip\""),
        ("Straße", "kind = \"street\""),
        ("Geburtsort", "kind = \"city\""),
        ("cidade", "kind = \"city\""),
        ("cpf", "[0-9]{11}"),
        ("PTFNM", "kind = \"first_name\""),
        ("PTLNM", "kind = \"last_name\""),
        ("DOB8", "kind = \"birth_date\""),
        ("SSNO", "kind = \"ssn\", format = \"digits\""),
        ("TELNO", "kind = \"phone\", format = \"digits\""),
        ("HMPHN2", "kind = \"phone\", format = \"digits\""),
        ("ADMDT", "kind = \"date\""),
    ]);
    drafted.masked();
}

#[test]
fn what_tells_of_nobody_is_no_number_of_somebody() {
    let head = "bytes_sent,population,blood pressure,weight,ndc11,cpt_codes,conditions,unit,filler,exit_reason,payer_claim,\
                provider_npi,started,serial";
    let drafted = Drafted::of("patients", head, |n| {
        format!(
            "{},{},{}/80,\"{},5\",{},\"99213,{}\",I10;E11.9;J45.909,{},,{},2025{},1{},{},SN{}",
            drawn(n, 5),
            drawn(n, 6),
            100 + n,
            50 + n,
            drawn(n, 11),
            drawn(n, 5),
            pick(&["mg/dL", "ug/m3"], n),
            pick(&["housed", "transfer"], n),
            drawn(n, 9),
            drawn(n, 9),
            n % 3,
            drawn(n, 8)
        )
    });
    for column in [
        "bytes_sent",
        "population",
        "blood pressure",
        "weight",
        "ndc11",
        "cpt_codes",
        "unit",
        "filler",
        "exit_reason",
    ] {
        let line = drafted.line(column);
        let plain =
            ["integer", "word", "number"].iter().any(|kind| line.contains(&format!("kind = \"{kind}\"")));
        assert!(plain && !line.contains("serial") && !line.contains("scrub"), "{line}");
    }
    drafted.says(&[
        ("conditions", "kind = \"icd10cm\""),
        ("payer_claim", "serial"),
        ("provider_npi", "kind = \"npi\""),
    ]);
    drafted.masked();
}

#[test]
fn headers_of_questions_paths_and_series_are_names() {
    let head =
        "form.case.@case_id,Date d'entrée,mother's name,F10,F11,F12,F13,How old are you?,What is your name?";
    let drafted = Drafted::of("answers", head, |n| {
        format!(
            "{n},2024-01-{:02},{},E11.9,I10,F41.1,J45.909,{},{}",
            n % 28 + 1,
            name(n),
            20 + n,
            name(n * 3)
        )
    });
    drafted.says(&[
        ("F12", "kind = \"icd10cm\""),
        ("How old are you?", "kind = \"age\""),
        ("What is your name?", "kind = \"full_name\""),
    ]);
    drafted.masked();
}

#[test]
fn codes_and_measures_with_words_between_them_are_no_texts() {
    let head = "Ct,titer,well,initials,first_access,moment,provider_no,edited_by,author_service,passcode,run,patient_id,visit_number,gps,entity";
    let drafted = Drafted::of("worksheet", head, |n| {
        let seconds = 1_640_000_000 + drawn(n, 7);
        format!(
            "{},{},{}{},{},{seconds},{},{},{},{},0{},\"{}/{}/2024, 2:05:01 PM\",P{},V{},35.{} -106.{} 1600.5 4.9,{}",
            if n % 3 == 0 { "Undetermined".to_owned() } else { format!("{}.{n}", n % 20 + 15) },
            pick(&["<1:20", "1:40", ">1:640"], n),
            pick(&["A", "B", "C"], n),
            n % 12 + 1,
            pick(&["KB", "JN", "LT"], n),
            seconds + 5,
            n % 3 + 100,
            pick(&["rtafoya2", "kwheeler"], n),
            pick(&["Medicine", "Surgery"], n),
            drawn(n, 5),
            n % 12 + 1,
            n % 28 + 1,
            n / 3 + 100,
            n / 2 + 100,
            drawn(n, 6),
            drawn(n + 9, 6),
            // Letters alone, as keys of some systems are.
            drawn(n, 8).to_string().bytes().map(|b| char::from(b - b'0' + b'k')).collect::<String>()
        )
    });
    drafted.says(&[
        ("gps", "kind = \"latitude\""),
        ("entity", "kind = \"account_number\""),
        ("patient_id", "kind = \"mrn\""),
        ("visit_number", "kind = \"account_number\""),
        ("Ct", "kind = \"word\""),
        ("titer", "kind = \"word\""),
        ("well", "kind = \"word\""),
        ("first_access", "kind = \"timestamp\" }"),
        ("moment", "kind = \"timestamp\" }"),
        ("provider_no", "kind = \"serial\" }"),
        ("edited_by", "kind = \"username\""),
        ("author_service", "kind = \"word\""),
        ("passcode", "[0-9]{6}"),
        ("run", "kind = \"date\""),
    ]);
    drafted.masked();
}

#[test]
fn codes_of_rows_keep_what_refers_to_them() {
    let scratch = Scratch::new();
    let rows = |row: &dyn Fn(u64) -> String| (0..60).map(|n| row(n) + "\n").collect::<String>();
    let code = |n: u64| format!("P{}", 10_000 + n * 7);
    scratch.write(
        "patients.csv",
        &format!("patient_id,name\n{}", rows(&|n| format!("{},{}", code(n), name(n)))),
    );
    scratch.write(
        "visits.csv",
        &format!("visit_no,patient_id\n{}", rows(&|n| format!("V{},{}", 500 + n, code(n * 11 % 60)))),
    );
    let line = |n: u64| format!(r#"{{"patientId": "{}", "visitNo": "V{}"}}"#, code(n / 2), 500 + n / 3);
    scratch.write("labs.jsonl", &rows(&line));
    let inputs = ["patients.csv", "visits.csv", "labs.jsonl"];
    scratch.run(&[&["infer"][..], &inputs, &["--out", "draft.toml"]].concat()).fine();
    let draft = scratch.read("draft.toml");
    assert!(draft.contains("subject = \"patient_id\"") && !draft.contains("username"), "{draft}");
    scratch.run(&[&["mask", "draft.toml"][..], &inputs, &["--out", "safe", "--quiet"]].concat()).fine();
    let ids: Vec<String> = scratch
        .read("safe/patients.csv")
        .lines()
        .skip(1)
        .map(|l| l[..l.find(',').unwrap()].to_owned())
        .collect();
    for (n, row) in scratch.read("safe/visits.csv").lines().skip(1).enumerate() {
        assert!(row.ends_with(&format!(",{}", ids[n * 11 % 60])), "{n}: {row}");
    }
    for (n, row) in scratch.read("safe/labs.jsonl").lines().enumerate() {
        assert!(row.contains(&format!("\"{}\"", ids[n / 2])), "{n}: {row}");
    }
}

/// What is a word of a text and of a list alike, such as what somebody is to a patient, is no number of anybody that survives in notes.
#[test]
fn what_presets_make_is_drafted_and_masked_in_both_profiles() {
    for preset in ["caseload", "contact-tracing"] {
        let scratch = Scratch::new();
        let table = if preset == "caseload" { "patients=400" } else { "cases=300" };
        scratch.run(&["generate", preset, "--rows", table, "--out", "in", "-q"]).fine();
        scratch.run(&["infer", "in", "--out", "s.toml"]).fine();
        scratch.key("k");
        scratch.run(&["mask", "s.toml", "in", "--out", "safe"]).fine();
        scratch.mask("in", "keyed", &[]).fine();
    }
}

#[test]
fn answers_and_codes_of_lists_are_no_numbers_of_somebody() {
    let head = "ssn_data_quality,do_not_phone,ration_card_no,legal_name,person_id";
    let drafted = Drafted::of("persons", head, |n| {
        format!("{},{},{},{},{}", n % 3, n % 2, drawn(n, 10), name(n), n + 9_000)
    });
    drafted.says(&[
        ("ssn_data_quality", "constant = 0"),
        ("do_not_phone", "constant"),
        ("ration_card_no", "!payment_card"),
        ("legal_name", "full_name"),
        ("person_id", "serial"),
    ]);
    drafted.masked();
}

#[test]
fn names_of_a_letter_and_questions_with_shortened_words_are_read() {
    let head = "FName,L_Name,ZIPCODE5,Whom may we call if we can't find you?";
    let drafted = Drafted::of("intake", head, |n| {
        let whole = name(n);
        let (first, last) = whole.split_once(' ').unwrap();
        format!("{first},{last},87{:03},{whole}", n * 13 % 1000)
    });
    drafted.says(&[("FName", "first_name"), ("L_Name", "last_name"), ("ZIPCODE5", "zip")]);
    drafted.masked();
}

#[test]
fn numbers_by_which_a_source_knows_somebody_are_no_amounts() {
    let head = "person_source_value,card_last4,PtMI,copies_per_l,dose_value";
    let drafted = Drafted::of("visits", head, |n| {
        let letter = char::from(b'A' + u8::try_from(n % 13).unwrap());
        format!("{},{},{letter},{},{}", drawn(n, 8), drawn(n, 4), drawn(n + 9, 6), n * 3 + 700)
    });
    drafted.says(&[
        ("person_source_value", "serial"),
        ("card_last4", "serial"),
        ("PtMI", "middle_name"),
        ("copies_per_l", "!serial"),
        ("dose_value", "!serial"),
    ]);
    drafted.masked();
}

#[test]
fn dates_of_a_fixed_width_are_dates() {
    let drafted = Drafted::of("extract", "pat_name,birth_dt,admit_dt,seen_at,coll_dttm", |n| {
        let (month, day, year) = (n % 12 + 1, n % 28 + 1, 1930 + n % 60);
        let padded = |text: String| format!("{text:24}");
        let born = padded(format!("{month:02}/{day:02}/{year}"));
        let admitted = padded(format!("2025-{month:02}-{day:02}"));
        let (seen, coll) = (format!(" 2025{month:02}{day:02}"), format!("2025{month:02}{day:02}101112  "));
        format!("{:24},{born},{admitted},{seen},{coll}", name(n))
    });
    let rows = drafted.masked();
    for row in rows {
        assert!(row[1].starts_with("01/01/") && row[2] == "2025-01-01", "{row:?}");
        assert!(row[3] == "20250101" && row[4].starts_with("20250101"), "{row:?}");
        // Who is 90 or older is told by no year.
        assert!(row[1][6..] >= *"1935", "{row:?}");
    }
}
