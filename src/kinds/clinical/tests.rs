//! Codes fit sex and age, values fit their codes, names fit both, and none of them changes.

use super::age::months_between;
use crate::kinds::choice::trial::{EPOCH, Trial, settings, text};
use crate::kinds::{Domain, Value};
use crate::reference::{conditions, icd10cm, icd10cm_age_range, lab_ranges, medications, vaccines};
use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Int64Array, StringArray};
use arrow::datatypes::{Float64Type, UInt32Type};
use std::sync::Arc;

fn texts(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// Birthdays of a newborn, a child, adults and the very old, with one that is not known.
fn births() -> ArrayRef {
    let ages = [Some(0), Some(4), Some(11), Some(30), None, Some(50), Some(70), Some(90), Some(110)];
    Arc::new(Date32Array::from_iter(ages.map(|age| age.map(|years: i32| EPOCH - years * 366 - 20))))
}

fn sexes() -> ArrayRef {
    texts(&[Some("F"), Some("M"), Some("X"), None])
}

fn by_person(kind: &'static str, pairs: &[(&str, Value)]) -> Trial {
    Trial::with(kind, settings(pairs), &[("sex", sexes()), ("born", births())])
}

fn of(kind: &'static str, handle: &'static str) -> Trial {
    Trial::with(kind, settings(&[]), &[("of", Trial::new(handle, settings(&[])).make(0..100))])
}

#[test]
fn diagnoses_are_pinned() {
    assert_eq!(
        by_person("icd10cm", &[]).shown(),
        "Z00.129 | Z23 | E66.9 | H16.309 | J30.9 | E11.9 | H52.4 | E78.5 | E78.5 | Z02.1"
    );
    assert_eq!(
        by_person("condition", &[]).shown(),
        "37367 | 37615 | 3774 | 6503 | 10471 | 3504 | 8044 | 3947 | 3947 | 37399"
    );
    assert_eq!(
        by_person("icd10cm", &[("style", text("code_nodot"))]).texts(0..4).join(" "),
        "Z00129 Z23 E669 H16309"
    );
    assert_eq!(
        of("icd10cm_name", "condition").shown(),
        "Unspecified asthma, uncomplicated | Low back pain, unspecified | Vitamin D deficiency, unspecified | Unspecified interstitial keratitis, unspecified eye | Acute pharyngitis, unspecified | Vitamin D deficiency, unspecified | Essential (primary) hypertension | Hyperlipidemia, unspecified | Obesity, unspecified | Encounter for pre-employment examination"
    );
    let codes = texts(&[Some("I10"), Some("e119"), Some("nothing"), None]);
    let named = Trial::with("icd10cm_name", settings(&[]), &[("code", codes)]);
    assert_eq!(
        named.texts(0..4).join(" | "),
        "Essential (primary) hypertension | Type 2 diabetes mellitus without complications | NULL | NULL"
    );
}

#[test]
fn drugs_are_pinned() {
    assert_eq!(
        Trial::new("medication", settings(&[])).shown(),
        "duloxetine 20 MG Delayed Release Oral Capsule | Losartan Potassium 25 MG Oral Tablet | Midazolam 1 MG/ML Injectable Solution | Camila 28 Day Pack | 3 ML liraglutide 6 MG/ML Pen Injector | Allopurinol 100 MG Oral Tablet | Diazepam 5 MG Oral Tablet | 12 HR Cefaclor 500 MG Extended Release Oral Tablet | Estrostep Fe 28 Day Pack | Naproxen sodium 220 MG Oral Tablet"
    );
    assert_eq!(
        Trial::new("rxcui", settings(&[])).shown(),
        "596926 | 979485 | 311700 | 748962 | 897122 | 197319 | 197591 | 309043 | 1359133 | 849574"
    );
    let diagnosis = texts(&[Some("I10"), Some("E11.9"), None, Some("Q99.9")]);
    assert_eq!(
        Trial::with("medication", settings(&[]), &[("diagnosis", diagnosis.clone())]).shown(),
        "amLODIPine 2.5 MG Oral Tablet | 3 ML liraglutide 6 MG/ML Pen Injector | Midazolam 1 MG/ML Injectable Solution | Camila 28 Day Pack | Hydrochlorothiazide 25 MG Oral Tablet | insulin human isophane 70 UNT/ML / Regular Insulin Human 30 UNT/ML Injectable Suspension [Humulin] | Diazepam 5 MG Oral Tablet | 12 HR Cefaclor 500 MG Extended Release Oral Tablet | lisinopril 10 MG Oral Tablet | 24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet"
    );
    assert_eq!(
        Trial::with("drug", settings(&[]), &[("diagnosis", diagnosis)]).shown(),
        "29 | 111 | 46 | 80 | 43 | 3 | 9 | 34 | 59 | 103"
    );
}

#[test]
fn observations_are_pinned() {
    assert_eq!(
        Trial::new("observation", settings(&[])).shown(),
        "31 | 55 | 16 | 63 | 50 | 4 | 3 | 15 | 55 | 44"
    );
    assert_eq!(
        of("loinc", "observation").shown(),
        "2339-0 | 6298-4 | 1742-6 | 8462-4 | 4544-3 | 718-7 | 713-8 | 789-8 | 6298-4 | 2885-2"
    );
    assert_eq!(
        of("loinc_name", "observation").shown(),
        "Glucose [Mass/volume] in Blood | Potassium [Moles/volume] in Blood | Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma | Diastolic Blood Pressure | Hematocrit [Volume Fraction] of Blood by Automated count | Hemoglobin [Mass/volume] in Blood | Eosinophils/100 leukocytes in Blood by Automated count | Erythrocytes [#/volume] in Blood by Automated count | Potassium [Moles/volume] in Blood | Protein"
    );
    assert_eq!(
        of("observation_value", "observation").shown(),
        "87 | 4.5 | 8 | 66 | 43 | 13.2 | 2.7 | 4.49 | 3.7 | 8.1"
    );
    assert_eq!(
        of("observation_unit", "observation").shown(),
        "mg/dL | mmol/L | U/L | mm[Hg] | % | g/dL | % | 10*6/uL | mmol/L | g/dL"
    );
}

#[test]
fn vaccines_and_lists_are_pinned() {
    let shots = |kind| Trial::with(kind, settings(&[]), &[("born", births())]).shown();
    assert_eq!(shots("cvx"), "08 | 21 | 10 | 309 | 216 | 113 | 113 | 141 | 312 | 08");
    assert_eq!(shots("vaccine"), "1 | 20 | 2 | 25 | 21 | 3 | 3 | 9 | 26 | 1");
    assert_eq!(
        of("cvx_name", "vaccine").shown(),
        "meningococcal B, recombinant | COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose | rotavirus, monovalent | RSV, recombinant, protein subunit RSVpreF, adjuvant reconstituted | COVID-19, mRNA, LNP-S, PF, 100 mcg/0.5mL dose or 50 mcg/0.25mL dose | MMR | Hep B, adolescent or pediatric | Tdap | RSV, bivalent, protein subunit RSVpreF, diluent reconstituted | zoster recombinant"
    );
    assert_eq!(
        Trial::new("specialty", settings(&[])).shown(),
        "Urology | Dentist | Registered Nurse | Registered Nurse | Pharmacist | Family Medicine | Internal Medicine | Nurse Practitioner, Family | Professional Counselor | Pharmacist"
    );
    assert_eq!(
        Trial::new("place_of_service", settings(&[])).shown(),
        "20 | 32 | 15 | 49 | 11 | 11 | 02 | 11 | 11 | 23"
    );
    assert_eq!(
        Trial::new("hcpcs", settings(&[])).shown(),
        "G0121 | J0696 | G0101 | J3420 | H2011 | A0425 | A0428 | G0008 | J7298 | H0001"
    );
}

#[test]
fn facilities_are_pinned() {
    assert_eq!(
        Trial::new("facility_type", settings(&[])).shown(),
        "clinic | hospital | behavioral | hospital | clinic | agency | agency | clinic | hospital | clinic"
    );
    assert_eq!(
        Trial::new("facility_name", settings(&[])).shown(),
        "Harborview Women's Health Clinic | Riverbend Pediatrics | Prairie Family Health Center | Northgate Community Clinic | Summit Pediatrics | Bright Valley Care Coordination | Summit Family Health Center | Summit Community Hospital | Evergreen Medical Center | Northgate General Hospital"
    );
    let sites: ArrayRef = Arc::new(arrow::array::UInt32Array::from(vec![Some(10_000), None, Some(20_000)]));
    let types = texts(&[Some("clinic"), Some("hospital")]);
    let named = Trial::with("facility_name", settings(&[]), &[("of", sites), ("type", types)]);
    assert_eq!(
        named.shown(),
        "Duval County Community Clinic | Riverbend Regional Medical Center | Sandwich Primary Care | Jacksonville Medical Center | Summit Urgent Care | DeKalb County Community Hospital | Summit Family Health Center | Summit Community Hospital | DeKalb County Women's Health Clinic | Jacksonville Regional Medical Center"
    );
}

#[test]
fn batches_do_not_matter() {
    by_person("icd10cm", &[]).split();
    by_person("condition", &[]).split();
    of("observation_value", "observation").split();
    for kind in [
        "medication",
        "loinc",
        "loinc_name",
        "cvx",
        "specialty",
        "place_of_service",
        "hcpcs",
        "facility_name",
        "facility_type",
    ] {
        Trial::new(kind, settings(&[])).split();
    }
}

#[test]
fn diagnoses_fit_sex_and_age() {
    let (sexes, births) = (sexes(), births());
    let (sexes, births) = (sexes.as_string::<i32>(), births.as_primitive::<arrow::datatypes::Date32Type>());
    let made = by_person("condition", &[("tail", Value::Number(0.5))]).make(0..20_000);
    for (i, row) in made.as_primitive::<UInt32Type>().values().iter().enumerate() {
        let row = *row as usize;
        let (sex, born) = (i % sexes.len(), i % births.len());
        let bound = icd10cm::SEX.get(row);
        let known = sexes.is_valid(sex).then(|| sexes.value(sex)).filter(|s| *s != "X");
        assert!(bound == "A" || Some(bound) == known, "{} for {known:?}", icd10cm::CODE.get(row));
        if births.is_valid(born) {
            let years = u8::try_from(months_between(births.value(born), EPOCH) / 12).unwrap();
            assert!(icd10cm_age_range(row).contains(&years), "{} at {years}", icd10cm::CODE.get(row));
        }
        assert!(!("V00".."Z00").contains(&icd10cm::CODE.get(row)));
    }
}

#[test]
fn only_allowed_codes_are_drawn() {
    let list = |codes: &[&str]| Value::List(codes.iter().map(|c| text(c)).collect());
    let made =
        Trial::new("icd10cm", settings(&[("codes", list(&["E11", "F32.1", "J00-J06"]))])).texts(0..5_000);
    assert!(
        made.iter().all(|c| c.starts_with("E11") || c == "F32.1" || ("J00".."J07").contains(&c.as_str()))
    );
    assert!(made.iter().any(|c| c == "E11.9") && made.iter().any(|c| c.starts_with("J0")));
    let wrong = settings(&[("codes", list(&["E1199X"]))]);
    assert_eq!(Trial::fault("icd10cm", &wrong).message, "no billable code is, or begins with, `E1199X`");
    let mothers = settings(&[("codes", list(&["O80"]))]);
    let refused = Trial::with("icd10cm", mothers, &[("sex", texts(&[Some("M")]))]).refusal();
    assert_eq!(refused, "in a row no allowed code fits the sex and the age");
}

#[test]
fn what_is_taken_of_a_hidden_column_agrees_with_it() {
    let rows = Trial::new("condition", settings(&[])).make(0..100);
    let codes = Trial::with("icd10cm", settings(&[]), &[("of", rows.clone())]).texts(0..100);
    for (row, code) in rows.as_primitive::<UInt32Type>().values().iter().zip(codes) {
        assert_eq!(icd10cm::CODE.get(*row as usize), code);
    }
    let nulls: ArrayRef = Arc::new(arrow::array::UInt32Array::from(vec![None, Some(3)]));
    assert_eq!(Trial::with("rxcui", settings(&[]), &[("of", nulls)]).make(0..2).null_count(), 1);
    let strange: ArrayRef = Arc::new(arrow::array::UInt32Array::from(vec![4_000_000_000]));
    assert_eq!(
        Trial::with("rxcui", settings(&[]), &[("of", strange)]).refusal(),
        "`of` holds no row of the table `medications`"
    );
}

#[test]
fn values_lie_in_the_range_of_their_code() {
    let rows = Trial::new("observation", settings(&[])).make(0..10_000);
    let values = Trial::with("observation_value", settings(&[]), &[("of", rows.clone())]).make(0..10_000);
    let mut normal = 0;
    let pairs =
        rows.as_primitive::<UInt32Type>().values().iter().zip(values.as_primitive::<Float64Type>().values());
    for (row, value) in pairs {
        let row = *row as usize;
        let thousandths = value * 1_000.0;
        let at = |column: crate::reference::I32| f64::from(column.get(row));
        assert!(
            (at(lab_ranges::LOW) - 0.01..=at(lab_ranges::HIGH) + 0.01).contains(&thousandths),
            "{row} {value}"
        );
        let digits = value.to_string().split_once('.').map_or(0, |(_, d)| d.len());
        assert!(digits <= usize::from(lab_ranges::DECIMALS.get(row)), "{row} {value}");
        let within = at(lab_ranges::NORMAL_LOW) - 0.01..=at(lab_ranges::NORMAL_HIGH) + 0.01;
        normal += usize::from(within.contains(&thousandths));
    }
    assert!((8_300..9_600).contains(&normal), "{normal}");
}

/// People of one sex and age.
fn people(sex: &str, years: i32) -> [(&'static str, ArrayRef); 2] {
    [("sex", texts(&[Some(sex)])), ("born", Arc::new(Date32Array::from(vec![EPOCH - years * 366 - 20])))]
}

#[test]
fn drugs_fit_sex_and_age_whatever_they_are_for() {
    for (sex, years) in [("F", 0), ("M", 3), ("F", 30), ("M", 30), ("X", 30), ("M", 70), ("F", 110)] {
        for diagnosis in [None, Some("Z30.09"), Some("E78.5"), Some("J30.9"), Some("Q99.9")] {
            let mut inputs = people(sex, years).to_vec();
            inputs.push(("diagnosis", texts(&[diagnosis])));
            let made = Trial::with("drug", settings(&[]), &inputs).make(0..300);
            for row in made.as_primitive::<UInt32Type>().values() {
                let row = *row as usize;
                let ages =
                    i32::from(medications::AGE_FROM.get(row))..=i32::from(medications::AGE_TO.get(row));
                let bound = medications::SEX.get(row);
                assert!(ages.contains(&years), "{years}: {}", medications::NAME.get(row));
                assert!(bound == "A" || bound == sex, "{sex}: {}", medications::NAME.get(row));
            }
        }
    }
    let mut inputs = people("F", 30).to_vec();
    inputs.push(("diagnosis", texts(&[Some("Z30.09")])));
    let pills = Trial::with("medication", settings(&[]), &inputs).texts(0..300);
    assert!(
        pills.iter().any(|name| name.contains("28 Day Pack")) && !pills.iter().any(|n| n.contains("Aspirin"))
    );
}

#[test]
fn tests_of_one_sex_are_not_done_in_the_other() {
    let done = |sex| {
        let sexes = texts(&[sex]);
        Trial::with("loinc", settings(&[]), &[("sex", sexes)]).texts(0..5_000)
    };
    assert!(done(Some("M")).iter().any(|code| code == "2857-1"));
    for sex in [Some("F"), Some("X"), None] {
        assert!(done(sex).iter().all(|code| code != "2857-1"), "{sex:?}");
    }
    let psa = [("codes", Value::List(vec![text("2857-1")]))];
    let nobody = Trial::with("loinc", settings(&psa), &[("sex", texts(&[Some("F")]))]);
    assert_eq!(nobody.refusal(), "in a row no allowed code is one of the sex");
}

/// The mean of a test among people of a sex and an age who have something.
fn mean(code: &str, (sex, years): (&str, i32), diagnosis: Option<&str>) -> f64 {
    let codes = [("codes", Value::List(vec![text(code)]))];
    let of = Trial::new("observation", settings(&codes)).make(0..1);
    let mut inputs = people(sex, years).to_vec();
    inputs.extend([("of", of), ("diagnosis", texts(&[diagnosis]))]);
    let made = Trial::with("observation_value", settings(&[]), &inputs).make(0..4_000);
    made.as_primitive::<Float64Type>().values().iter().sum::<f64>() / 4_000.0
}

#[test]
fn values_fit_sex_age_and_what_somebody_has() {
    let between = |value: f64, low: f64, high: f64| assert!((low..high).contains(&value), "{value}");
    // Heart rate, height and haemoglobin.
    between(mean("8867-4", ("F", 0), None), 115.0, 145.0);
    between(mean("8867-4", ("F", 40), None), 70.0, 95.0);
    between(mean("8302-2", ("M", 5), None), 100.0, 118.0);
    between(mean("8302-2", ("M", 40), None), 168.0, 180.0);
    between(mean("8302-2", ("F", 40), None), 155.0, 168.0);
    assert!(mean("718-7", ("M", 40), None) > mean("718-7", ("F", 40), None) + 0.8);
    // A1c under diabetes, also where it is one of several, and blood pressure under hypertension.
    let sugar = mean("4548-4", ("F", 60), None);
    between(sugar, 4.5, 6.2);
    between(mean("4548-4", ("F", 60), Some("E11.9")), 7.0, 8.6);
    between(mean("4548-4", ("F", 60), Some("E78.5|E11.9|I10")), 7.0, 8.6);
    assert!((mean("4548-4", ("F", 60), Some("I10")) - sugar).abs() < 1e-9);
    between(mean("8480-6", ("M", 60), Some("I10")), 140.0, 156.0);
    between(mean("33914-3", ("M", 75), Some("N18.30")), 35.0, 50.0);
}

#[test]
fn vaccines_fit_the_age() {
    let births = births();
    let births = births.as_primitive::<arrow::datatypes::Date32Type>();
    let made = Trial::with("vaccine", settings(&[]), &[("born", Arc::new(births.clone()))]).make(0..5_000);
    for (i, row) in made.as_primitive::<UInt32Type>().values().iter().enumerate() {
        if births.is_valid(i % births.len()) {
            let months = months_between(births.value(i % births.len()), EPOCH).min(1_200);
            let (from, to) =
                (vaccines::MONTHS_FROM.get(*row as usize), vaccines::MONTHS_TO.get(*row as usize));
            assert!((u32::from(from)..=u32::from(to)).contains(&months));
        }
    }
}

#[test]
fn unique_values_are_distinct() {
    assert_eq!(Trial::new("medication", settings(&[])).maker().domain(), Domain::Counted(186));
    Trial::unique("medication", settings(&[]), 186);
    Trial::unique("rxcui", settings(&[]), 186);
    Trial::unique("icd10cm", settings(&[]), 10_000);
    Trial::unique("loinc", settings(&[]), lab_ranges::ROWS as u64);
    Trial::unique("cvx", settings(&[]), vaccines::ROWS as u64);
    Trial::unique("hcpcs", settings(&[]), 33);
    Trial::unique("specialty", settings(&[]), 38);
    Trial::unique("facility_type", settings(&[]), 6);
    Trial::unique("facility_name", settings(&[]), 14 * 17);
}

#[test]
fn months_are_counted_by_the_calendar() {
    // 2024-02-29 to 2025-02-28 and to 2025-03-01; 2026-01-01 to itself and to the day before.
    assert_eq!(months_between(19_782, 20_147), 11);
    assert_eq!(months_between(19_782, 20_148), 12);
    assert_eq!((months_between(EPOCH, EPOCH), months_between(EPOCH, EPOCH - 1)), (0, 0));
}

#[test]
fn the_description_of_a_procedure_is_that_of_its_code() {
    let codes = texts(&[Some("G0008"), Some("X0000"), None]);
    let named = Trial::with("hcpcs", settings(&[("style", text("name"))]), &[("code", codes)]);
    assert_eq!(named.texts(0..3), ["Administration of influenza virus vaccine", "NULL", "NULL"]);
}

/// Who has which conditions, of a sex and born so many years before the epoch.
fn conditions_of(sex: &str, years: i32, rows: u64) -> Vec<String> {
    let born: ArrayRef = Arc::new(Date32Array::from(vec![EPOCH - years * 366 - 20]));
    let inputs = [("sex", texts(&[Some(sex)])), ("born", born)];
    Trial::with("conditions", settings(&[]), &inputs).texts(0..rows)
}

fn share_with(people: &[String], code: &str) -> f64 {
    people.iter().filter(|list| list.split('|').any(|one| one == code)).count() as f64 / people.len() as f64
}

#[test]
fn conditions_are_as_common_as_the_table_says() {
    const MANY: u64 = 20_000;
    let columns = [conditions::AGE_18_44, conditions::AGE_45_64, conditions::AGE_75_ON];
    for (sex, other) in [("F", "M"), ("M", "F")] {
        for (years, column) in [30, 55, 80].into_iter().zip(columns) {
            let people = conditions_of(sex, years, MANY);
            for row in 0..conditions::ROWS {
                if conditions::CLUSTER.get(row).is_empty() || conditions::SEX.get(row) == other {
                    continue;
                }
                let (code, expected) = (conditions::CODE.get(row), f64::from(column.get(row)) / 10_000.0);
                let found = share_with(&people, code);
                let deviation = (expected * (1.0 - expected) / MANY as f64).sqrt();
                assert!(
                    (found - expected).abs() <= 4.5 * deviation + 1e-9,
                    "{sex} {years} {code}: {found} {expected}"
                );
            }
            assert!(people.iter().all(|list| !list.contains(if sex == "F" { "C61" } else { "C50" })));
        }
    }
}

#[test]
fn conditions_go_together() {
    let people = conditions_of("M", 60, 20_000);
    let with: Vec<String> = people.iter().filter(|list| list.contains("I10")).cloned().collect();
    let without: Vec<String> = people.iter().filter(|list| !list.contains("I10")).cloned().collect();
    for code in ["E11.9", "N18.30", "E78.5"] {
        assert!(share_with(&with, code) > 1.7 * share_with(&without, code), "{code}");
    }
    // Of a category somebody has one code.
    assert!(people.iter().all(|list| list.matches("N18").count() <= 1));
    let toddlers = conditions_of("F", 2, 20_000);
    assert!(toddlers.iter().all(|list| !list.contains("F17") && !list.contains("F10")));
    assert!(toddlers.iter().any(|list| list == "NULL"));
}

#[test]
fn vaccines_are_those_of_their_time() {
    let years = |years: i32| -> ArrayRef { Arc::new(Date32Array::from(vec![EPOCH - years * 365])) };
    for (ago, absent) in [(6, "208"), (40, "10309")] {
        let inputs = [("born", years(ago + 30)), ("on", years(ago))];
        let given = Trial::with("cvx", settings(&[]), &inputs).texts(0..2_000);
        assert!(given.iter().all(|cvx| cvx != absent && cvx != "187" || ago < 8), "{ago}");
    }
    let inputs = [("born", years(70)), ("on", years(40))];
    let given = Trial::with("vaccine", settings(&[]), &inputs).make(0..2_000);
    let rows = given.as_primitive::<UInt32Type>().values();
    assert!(rows.iter().all(|row| vaccines::SINCE.get(*row as usize) <= 1986));
}

/// Somebody's sets beside sexes, births and numbers, row by row.
fn of_set(kind: &'static str, pairs: &[(&str, Value)], nth: bool) -> Trial {
    let sets = texts(&[Some("E11.9|I10|N18.30"), Some("I10"), None, Some("C61, I10"), Some("nothing")]);
    let women = texts(&[Some("F")]);
    let born: ArrayRef = Arc::new(Date32Array::from(vec![EPOCH - 60 * 366]));
    let mut inputs = vec![("sex", women), ("born", born), ("among", sets)];
    if nth {
        let numbers = Int64Array::from(vec![Some(1), Some(2), Some(3), Some(4), Some(0), None, Some(-1)]);
        inputs.push(("nth", Arc::new(numbers)));
    }
    Trial::with(kind, settings(pairs), &inputs)
}

#[test]
fn diagnoses_are_among_those_that_somebody_has() {
    assert_eq!(
        of_set("icd10cm", &[], false).shown(),
        "N18.30 | I10 | E55.9 | I10 | Z00.00 | E11.9 | I10 | H52.4 | I10 | Z02.1"
    );
    let all = of_set("icd10cm", &[], false).texts(0..5_000);
    let share = |code: &str, from: usize| {
        let of_set: Vec<&String> = all.iter().skip(from).step_by(5).collect();
        of_set.iter().filter(|text| **text == code).count() * 100 / of_set.len()
    };
    for code in ["E11.9", "I10", "N18.30"] {
        assert!((29..=37).contains(&share(code, 0)), "{code}: {}", share(code, 0));
    }
    // What a sex rules out is passed over, and where nothing is left any diagnosis is drawn.
    assert_eq!((share("I10", 1), share("I10", 3)), (100, 100));
    assert!(share("I10", 2) < 20 && share("I10", 4) < 20);
    let some = of_set("icd10cm", &[("among_rate", Value::Number(0.5))], false).texts(0..5_000);
    let of_one = some.iter().skip(1).step_by(5).filter(|text| *text == "I10").count();
    assert!((450..650).contains(&of_one), "{of_one}");
    of_set("icd10cm", &[], false).split();
}

#[test]
fn each_of_a_set_has_its_number() {
    let made = of_set("icd10cm", &[], true).texts(0..10);
    assert_eq!(made.join(" "), "E11.9 NULL NULL NULL NULL NULL NULL NULL I10 NULL");
    let codes = texts(&[Some("E11.9|I10|N18.30")]);
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), Some(2), Some(3), Some(4)]));
    for (kind, expected) in [("icd10cm", "E11.9 I10 N18.30 NULL"), ("condition", "3504 8974")] {
        let each = Trial::with(kind, settings(&[]), &[("among", codes.clone()), ("nth", numbers.clone())]);
        assert!(each.shown().replace(" |", "").starts_with(expected), "{}", each.shown());
    }
    let lonely = settings(&[("among_rate", Value::Number(0.5))]);
    assert_eq!(
        Trial::fault("icd10cm", &lonely).message,
        "`among_rate` says which of the codes in `among`, which is missing"
    );
}

#[test]
fn height_weight_and_index_are_those_of_one_body() {
    let bodies: ArrayRef = Arc::new(Int64Array::from_iter_values((0..500).map(|n| n * 7_919)));
    for (sex, years, diagnosis) in
        [("F", 34, None), ("M", 61, Some("I10|E66.9")), ("M", 1, None), ("F", 12, None)]
    {
        let measured = |code: &str| -> Vec<f64> {
            let codes = [("codes", Value::List(vec![text(code)]))];
            let of = Trial::new("observation", settings(&codes)).make(0..1);
            let mut inputs = people(sex, years).to_vec();
            inputs.extend([("of", of), ("diagnosis", texts(&[diagnosis])), ("body", bodies.clone())]);
            let made = Trial::with("observation_value", settings(&[]), &inputs).make(0..500);
            made.as_primitive::<Float64Type>().values().to_vec()
        };
        let (heights, weights, indexes) = (measured("8302-2"), measured("29463-7"), measured("39156-5"));
        for ((height, weight), index) in heights.iter().zip(&weights).zip(&indexes) {
            let found = weight / (height / 100.0).powi(2);
            assert!((found - index).abs() < 0.051, "{height} {weight} {index}");
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / 500.0;
        let usual = if diagnosis.is_some() {
            33.0..36.5
        } else if years > 18 {
            26.0..29.0
        } else {
            15.0..21.0
        };
        assert!(usual.contains(&mean(&indexes)), "{}", mean(&indexes));
        let different: std::collections::BTreeSet<String> = heights.iter().map(|h| format!("{h}")).collect();
        assert!(different.len() > 60);
    }
}
