//! Tests of identifiers: values pinned, check digits by other means, what could be real.

use super::trial::{Trial, fault};
use super::{KINDS, check};
use crate::kinds::Domain;

#[test]
fn examples_can_be_built() {
    for kind in KINDS {
        let definition = kind.example.split_once(" = ").expect("a column").1;
        if !definition.contains("of = ") {
            Trial::new(definition).sound();
        }
    }
}

#[test]
fn ssn() {
    let count = Trial::new(r#"{ kind = "ssn", wide = true, unique = true }"#).sound();
    assert_eq!(count.domain(), Domain::Counted(55_974_402));
    let trial = Trial::new(r#"{ kind = "ssn", unique = true }"#).sound();
    assert_eq!(trial.domain(), Domain::Counted(53_994_600));
    trial
        .pinned(
            "983-12-0447 | 976-40-4836 | 926-42-6419 | 931-89-1955 | 969-13-9018 | 938-48-0909 | \
            984-24-1567 | 928-05-9956 | 906-38-7387 | 990-42-4957",
        )
        .real(
            &["123-45-6789", "123456789", "123 45 6789", "899-99-9999", "900-70-1234", "912-93-1234"],
            &[
                "666-45-6789",
                "000-45-6789",
                "123-00-6789",
                "123-45-0000",
                "900-01-0001",
                "999-89-9999",
                "12-345-678",
                "",
                "x",
            ],
        );
    Trial::new(r#"{ kind = "ssn", format = "digits" }"#).sound().pinned(
        "935278413 | 961239035 | 923895098 | 970685575 | 958109108 | 900289526 | 903471396 | 918060605 | \
        974073326 | 949689324",
    );
    Trial::new(r#"{ kind = "ssn", format = "last4" }"#)
        .sound()
        .pinned("3550 | 6142 | 2399 | 7095 | 5818 | 0052 | 0386 | 1810 | 7411 | 4996");
}

#[test]
fn every_ssn_differs_and_none_is_issued() {
    // Every number of an area, and the last of all: the map is one to one, and onto.
    let mut seen = std::collections::BTreeSet::new();
    let real = super::tax::SSN.could_be_real.expect("a test");
    let maker = super::trial::build(r#"{ kind = "ssn", wide = true, unique = true }"#).expect("a maker");
    let key = crate::draw::Key::new(1, &["x"]);
    for start in [0u64, 53_994_599 - 600_000, 55_974_401 - 600_000] {
        let numbers: Vec<u64> = (start..=start + 600_000).collect();
        let rows = crate::draw::Rows::from(0..numbers.len() as u64);
        let slots = crate::draw::Slots::fill(&key, &rows, maker.width());
        let ask = crate::kinds::Ask { rows: &rows, slots, key: &key, inputs: &[], distinct: Some(numbers) };
        let array = maker.make(&ask).expect("values");
        for text in arrow::array::AsArray::as_string::<i32>(&array).iter().flatten() {
            assert!(!real(text), "{text}");
            assert!(seen.insert(text.to_owned()), "{text} twice");
        }
    }
    assert_eq!(seen.len(), 3 * 600_001);
}

#[test]
fn itin_and_ein() {
    Trial::new(r#"{ kind = "itin", unique = true }"#)
        .sound()
        .pinned(
            "983-12-0447 | 976-40-4836 | 926-42-6419 | 931-89-1955 | 969-13-9018 | 938-48-0909 | \
            984-24-1567 | 928-05-9956 | 906-38-7387 | 990-42-4957",
        )
        .real(&["900-70-1234", "999-99-9999"], &["900-01-1234", "999-89-1234"]);
    Trial::new(r#"{ kind = "ein", unique = true }"#)
        .sound()
        .pinned(
            "07-6546085 | 69-8822126 | 49-2609352 | 70-1677773 | 07-0802931 | 19-8901645 | 79-9799963 | \
            79-1525946 | 97-2627697 | 69-9435897",
        )
        .real(&["12-3456789", "123456789", "99-1234567"], &["07-1234567", "97-0000000", "1-2345678"]);
}

/// The Luhn sum digit by digit from the left, as the standard tells it.
fn luhn_holds(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .enumerate()
        .map(|(i, c)| {
            let d = c.to_digit(10).expect("a digit") * if i % 2 == 1 { 2 } else { 1 };
            d / 10 + d % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[test]
fn numbers_of_a_house() {
    let mrn = Trial::new(r#"{ kind = "mrn", prefix = "RC", digits = 9, unique = true }"#).sound().pinned(
        "RC428615553 | RC108815184 | RC799232186 | RC487315780 | RC142337583 | RC541567079 | \
        RC306929324 | RC593345036 | RC964018246 | RC717466908",
    );
    for value in mrn.many() {
        assert!(value.len() == 11 && value.starts_with("RC") && luhn_holds(&value[2..]), "{value}");
    }
    assert_eq!(mrn.domain(), Domain::Counted(100_000_000));
    Trial::new(r#"{ kind = "mrn" }"#).sound().pinned(
        "MRN35497064 | MRN61424131 | MRN23990922 | MRN70954763 | MRN58183534 | MRN00517649 | \
        MRN03854437 | MRN18093716 | MRN74117276 | MRN49961717",
    );
    let mod11 = Trial::new(r#"{ kind = "mrn", check = "mod11", digits = 6, unique = true }"#).sound().pinned(
        "MRN730572 | MRN819875 | MRN841145 | MRN630802 | MRN357731 | MRN184411 | MRN989819 | \
            MRN000078 | MRN741019 | MRN321087",
    );
    for value in mod11.many() {
        let sum: usize =
            value[3..].bytes().rev().enumerate().map(|(i, b)| (i + 1) * usize::from(b - b'0')).sum();
        assert_eq!(sum % 11, 0, "{value}");
    }
    Trial::new(r#"{ kind = "member_id", unique = true }"#).sound().pinned(
        "PLB904833097 | PLB943871769 | PLB969026766 | PLB700290488 | PLB639682864 | PLB473654682 | \
        PLB218186162 | PLB732140132 | PLB286416138 | PLB875892276",
    );
    Trial::new(r#"{ kind = "account_number" }"#).sound().pinned(
        "A3549706263 | A6142413963 | A2399092296 | A7095476890 | A5818353364 | A0051764102 | \
        A0385443717 | A1809371287 | A7411727011 | A4996171172",
    );
    assert_eq!(
        fault(r#"{ kind = "mrn", digits = 19 }"#),
        (Some("digits"), "19 digits are not possible".into())
    );
    assert_eq!(fault(r#"{ kind = "mrn", prefix = "A1" }"#).0, Some("prefix"));
    Trial::new(r#"{ kind = "mrn", prefix = "A1", check = "none", digits = 18, unique = true }"#).sound();
}

#[test]
fn every_number_under_modulus_11_is_there_once() {
    let numbers = check::Mod11::new(b"999", 3);
    let mut made = Vec::new();
    for n in 0..numbers.len() {
        let mut text = b"999".to_vec();
        numbers.nth(n, &mut text);
        made.push(String::from_utf8(text).expect("digits"));
    }
    let all: Vec<String> = (9_990_000u32..=9_999_999)
        .map(|n| n.to_string())
        .filter(|t| {
            t.bytes().rev().enumerate().map(|(i, b)| (i + 1) * usize::from(b - b'0')).sum::<usize>() % 11 == 0
        })
        .collect();
    assert_eq!(made, all);
}

#[test]
fn mbi() {
    let trial = Trial::new(r#"{ kind = "mbi", unique = true }"#)
        .sound()
        .pinned(
            "5S00P28AD79 | 2SV0MH4JR45 | 2ST7Q62UU79 | 7S86UW9PC73 | 2SR8XG2GY25 | 8SR1VM1EM42 | \
            3SE3QT7YH74 | 5SG3T54EF39 | 6SX7R30AJ34 | 1SF3MY6DD18",
        )
        .real(
            &["1EG4-TE5-MK72", "1EG4TE5MK72", "1eg4te5mk72"],
            &["1S00A00AA00", "1S00-A00-AA00", "0EG4TE5MK72", "1EG4TE5MK7", "1EG4TE5MKZ2"],
        );
    assert_eq!(trial.domain(), Domain::Counted(648_000_000_000));
    Trial::new(r#"{ kind = "mbi", dashes = true }"#).sound().pinned(
        "3S53-N78-XM53 | 1S91-UH6-MK16 | 2S41-UN3-VY32 | 3SP3-G29-CY07 | 1SF7-A44-RE85 | 4SH4-XH0-JN00 | \
        4S72-MQ7-CW30 | 4SY8-NU4-WC81 | 5SM2-K29-HD47 | 4SF1-KU6-FY94",
    );
}

#[test]
fn nhs_number() {
    let trial = Trial::new(r#"{ kind = "nhs_number", unique = true }"#)
        .sound()
        .pinned(
            "9994349546 | 9990084238 | 9992150483 | 9992704500 | 9995033127 | 9990278245 | 9992214368 | \
            9990087504 | 9996793362 | 9992258543",
        )
        .real(&["943 476 5919", "9434765919", "943-476-5919"], &["999 000 0018", "943 476 5918", "94347659"]);
    assert_eq!(trial.domain(), Domain::Counted(909_091));
    for value in trial.many() {
        let sum: u32 = value.bytes().zip((1..=10).rev()).map(|(b, w)| u32::from(b - b'0') * w).sum();
        assert!(value.len() == 10 && value.starts_with("999") && sum.is_multiple_of(11), "{value}");
    }
    Trial::new(r#"{ kind = "nhs_number", format = "spaced" }"#).sound().pinned(
        "999 354 9711 | 999 614 2418 | 999 239 9104 | 999 709 5464 | 999 581 8353 | 999 005 1747 | \
        999 038 5432 | 999 180 9384 | 999 741 1722 | 999 499 6177",
    );
}

#[test]
fn npi() {
    let trial = Trial::new(r#"{ kind = "npi", unique = true }"#)
        .sound()
        .pinned(
            "9428615550 | 9108815181 | 9799232183 | 9487315787 | 9142337580 | 9541567076 | 9306929321 | \
            9593345033 | 9964018243 | 9717466905",
        )
        .real(&["1234567893", "2000000002"], &["1234567890", "9999999992", "123456789"]);
    for value in trial.many() {
        assert!(value.starts_with('9') && luhn_holds(&format!("80840{value}")), "{value}");
    }
    let house = Trial::new(r#"{ kind = "npi", entity = "organization" }"#).sound().pinned(
        "8354970625 | 8614241395 | 8239909228 | 8709547680 | 8581835336 | 8005176416 | 8038544374 | \
        8180937129 | 8741172703 | 8499617115",
    );
    assert!(house.many().iter().all(|v| v.starts_with('8') && luhn_holds(&format!("80840{v}"))));
}

#[test]
fn dea() {
    let valid = |v: &str| {
        let d: Vec<u32> = v[2..].chars().map(|c| c.to_digit(10).expect("a digit")).collect();
        (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6]
    };
    let trial = Trial::new(r#"{ kind = "dea", unique = true }"#)
        .sound()
        .pinned(
            "YK8668242 | OR2112504 | VG8950532 | NV4234720 | YL2621882 | OT3174795 | OG8024945 | \
            WQ7159444 | WG1497785 | VT5411347",
        )
        .real(&["AB1234563", "F91234563"], &["AB1234567", "IB1234563", "A1234563"]);
    assert_eq!(trial.domain(), Domain::Counted(208_000_000));
    assert!(trial.many().iter().all(|v| valid(v)));
    let names = [Some("Smith"), Some("obrien"), None, Some("Ångström"), Some("")];
    let named = Trial::new(r#"{ kind = "dea", last = "last_name", unique = true }"#)
        .input("last", &names)
        .sound()
        .pinned(
            "ZS3454989 | IO8765351 | IA5422869 | VA4809008 | NM7961988 | NS2970209 | WO9682015 | \
            ND1307683 | IA1236834 | ZZ3765318",
        );
    assert!(named.many().iter().all(|v| valid(v) && b"INOQVWYZ".contains(&v.as_bytes()[0])));
    assert!(named.many().iter().step_by(5).all(|v| v.as_bytes()[1] == b'S'));
}

#[test]
fn payment_card() {
    let trial = Trial::new(r#"{ kind = "payment_card", unique = true }"#)
        .sound()
        .pinned(
            "9999328789237178 | 9999766762820744 | 9999415205102670 | 9999769674926526 | \
            9999299764471795 | 9999190255125331 | 9999741352522323 | 9999978197665251 | \
            9999453754246770 | 9999497417574664",
        )
        .real(
            &["4539578763621486", "4539 5787 6362 1486", "4539-5787-6362-1486"],
            &["4242424242424242", "4539578763621487", "9999000000000000", "378282246310005", "42"],
        );
    assert!(trial.many().iter().all(|v| v.len() == 16 && v.starts_with("9999") && luhn_holds(v)));
    Trial::new(r#"{ kind = "payment_card", format = "spaced" }"#).sound().pinned(
        "9999 3549 7062 6326 | 9999 6142 4139 6375 | 9999 2399 0922 9641 | 9999 7095 4768 9042 | \
        9999 5818 3533 6440 | 9999 0051 7641 0226 | 9999 0385 4437 1762 | 9999 1809 3712 8746 | \
        9999 7411 7270 1107 | 9999 4996 1711 7286",
    );
    for brand in ["visa", "mastercard", "amex", "discover", "diners", "jcb"] {
        let made = Trial::new(&format!(r#"{{ kind = "payment_card", brand = "{brand}" }}"#)).sound();
        assert!(made.many().iter().all(|v| luhn_holds(v)), "{brand}");
    }
    Trial::new(r#"{ kind = "payment_card", brand = "amex", format = "dashed" }"#).sound().pinned(
        "3782-822463-10005 | 3714-496353-98431 | 3782-822463-10005 | 3714-496353-98431 | \
        3714-496353-98431 | 3782-822463-10005 | 3782-822463-10005 | 3782-822463-10005 | \
        3714-496353-98431 | 3782-822463-10005",
    );
}

#[test]
fn licence_and_plate() {
    use crate::reference::places;
    let row = |state: &str| {
        u32::try_from((0..places::ROWS).find(|r| places::STATE.get(*r) == state).expect("a row")).ok()
    };
    let states = [row("CA"), row("NY"), None, row("WA"), row("WY")];
    let trial = Trial::new(r#"{ kind = "drivers_license", of = "_home" }"#).handles(&states).sound().pinned(
        "P6079453 | 072909932 | NULL | WDL813445830 | Z47271147 | D2358773 | 141607906 | NULL | \
            WDL509143414 | Q95493430",
    );
    assert_eq!(trial.rows(0..5)[2], None);
    assert_eq!(
        fault(r#"{ kind = "drivers_license", of = "_home", pattern = "[A-Z]" }"#),
        (Some("pattern"), "`pattern` and `of` exclude each other".into())
    );
    let known = [row("CA"), row("NY"), row("OH")];
    Trial::new(r#"{ kind = "drivers_license", of = "_home", unique = true }"#).handles(&known).sound();
    Trial::new(r#"{ kind = "drivers_license", unique = true }"#).sound().pinned(
        "F3365853 | A7112672 | S6331235 | I5081444 | C0151543 | Z6977019 | X5801640 | H8493538 | \
        C4983237 | S1232880",
    );
    Trial::new(r#"{ kind = "license_plate", unique = true }"#).sound().pinned(
        "VXZ-1263 | ASJ-7383 | ZZB-3501 | VPK-5007 | ZFV-3466 | EWM-7563 | NLW-3621 | PKX-5211 | \
        FBT-1214 | ZEY-6728",
    );
}

#[test]
fn vin() {
    // Worked examples that are published.
    assert_eq!(super::vehicle::check(b"1M8GDM9AXKP042788"), b'X');
    assert_eq!(super::vehicle::check(b"11111111111111111"), b'1');
    let trial = Trial::new(r#"{ kind = "vin", unique = true }"#)
        .sound()
        .pinned(
            "00ZW9DC60PZ603860 | 006J7YTH4SX049491 | 002HSYNR38Z777661 | 00BUE6S74AW592698 | \
            0008E12G6C6356554 | 001AF9FA2TX894208 | 00ZJ4WNVX2K122279 | 00TR3NW24JT749826 | \
            00FMMAJ96TS858594 | 00M9P85X7EU369488",
        )
        .real(
            &["1M8GDM9AXKP042788", "1m8gdm9axkp042788", "WVWZZZ1JZXW000001"],
            &["0M8GDM9AXKP042788", "1M8GDM9AXKP04278", "1M8GDM9AXKPO42788"],
        );
    let letters = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
    for value in trial.many() {
        let sum: usize = value
            .chars()
            .zip("8765432X098765432".chars())
            .map(|(c, w)| {
                let weight = if w == 'X' { 10 } else { w.to_digit(10).expect("a weight") as usize };
                letters.find(c).expect("a character of a VIN") % 10 * weight
            })
            .sum();
        assert_eq!(value.chars().nth(8), "0123456789X".chars().nth(sum % 11), "{value}");
    }
}

#[test]
fn devices() {
    let valid = |item: &str| {
        let sum: u32 = item
            .chars()
            .rev()
            .enumerate()
            .map(|(i, c)| c.to_digit(10).expect("a digit") * if i % 2 == 1 { 3 } else { 1 })
            .sum();
        sum.is_multiple_of(10)
    };
    let trial = Trial::new(r#"{ kind = "device_id", unique = true }"#)
        .sound()
        .pinned(
            "(01)09529526516532(21)G6JTKF | (01)09521576506297(21)649S54 | \
            (01)09525910690222(21)7SNREM | (01)09528476694093(21)TJ3WXD | \
            (01)09521571913342(21)52X9GK | (01)09529357179548(21)R24MMP | \
            (01)09528210552153(21)XCWQQP | (01)09522137697638(21)T2HQW2 | \
            (01)09525723141485(21)JYFMGT | (01)09526599581092(21)CK8CKH",
        )
        .real(
            &["(01)00614141123452(21)A1", "0100614141123452", "(01)00614141123452"],
            &["(01)09521234543213(21)A1", "(01)00614141123451(21)A1"],
        );
    assert!(trial.many().iter().all(|v| valid(&v[4..18]) && v[4..].starts_with("0952")));
    Trial::new(r#"{ kind = "device_id", parentheses = false }"#).sound().pinned(
        "010952774323727821ZXXRMM | 010952320498335721F3Q9WV | 0109528300797815217BMXXH | \
        010952850765716521XXQUYY | 010952422150840021HUU3VU | 010952159684178121S5VKFA | \
        010952049224233321SYARHB | 010952644328794121UL8J3F | 01095298284227842196Z8YZ | \
        010952814075509921USQV9R",
    );
    let gtin = Trial::new(r#"{ kind = "gtin", unique = true }"#)
        .sound()
        .pinned(
            "09529048330975 | 09529438717690 | 09529690267667 | 09527002904880 | 09526396828642 | \
            09524736546829 | 09522181861627 | 09527321401329 | 09522864161389 | 09528758922760",
        )
        .real(&["00614141123452", "4006381333931"], &["09521234543213", "9521234543213", "4006381333932"]);
    assert!(gtin.many().iter().all(|v| v.len() == 14 && valid(v)));
    let short = Trial::new(r#"{ kind = "gtin", digits = 13 }"#).sound();
    assert!(short.many().iter().all(|v| v.len() == 13 && v.starts_with("952") && valid(v)));
    assert_eq!(fault(r#"{ kind = "gtin", digits = 12 }"#).0, Some("digits"));
}

#[test]
fn uuid() {
    let trial = Trial::new(r#"{ kind = "uuid", primary_key = true }"#)
        .sound()
        .pinned(
            "5adf5adf-18e8-81ba-a74f-bb25520c2dce | 3d6ab0f7-5200-8f22-ad69-3ab5d9cbc82f | \
            94f3291d-b048-8f5e-8054-cf7028e10ff4 | 09de0b40-3267-8665-8b94-7952a4f2bb5b | \
            bdbd7e7f-ee6e-84d1-9ff9-ba12d06740ab | 60bafd92-9ae5-8715-8797-26d3f34b61ac | \
            9c15b42b-674a-8def-9ac0-91c836126c62 | 9eb7ecd8-a31c-8244-89ab-eb9e3b24416a | \
            6a125010-a696-8477-835f-af31c8946406 | 08ce14fc-138a-8dfc-bd97-6749ef474f4d",
        )
        .real(
            &[
                "9b2f4a5e-1c3d-4e5f-8a6b-7c8d9e0f1a2b",
                "{9B2F4A5E-1C3D-1E5F-8A6B-7C8D9E0F1A2B}",
                "9b2f4a5e1c3d4e5f8a6b7c8d9e0f1a2b",
            ],
            &[
                "9b2f4a5e-1c3d-8e5f-8a6b-7c8d9e0f1a2b",
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "9b2f4a5e-1c3d-4e5f-8a6b",
            ],
        );
    for value in trial.many() {
        assert!(value.len() == 36 && &value[14..15] == "8" && "89ab".contains(&value[19..20]), "{value}");
    }
    Trial::new(r#"{ kind = "uuid", format = "simple" }"#).sound().pinned(
        "5adf5adf18e881baa74fbb25520c2dce | 3d6ab0f752008f22ad693ab5d9cbc82f | \
        94f3291db0488f5e8054cf7028e10ff4 | 09de0b40326786658b947952a4f2bb5b | \
        bdbd7e7fee6e84d19ff9ba12d06740ab | 60bafd929ae58715879726d3f34b61ac | \
        9c15b42b674a8def9ac091c836126c62 | 9eb7ecd8a31c824489abeb9e3b24416a | \
        6a125010a6968477835faf31c8946406 | 08ce14fc138a8dfcbd976749ef474f4d",
    );
}
