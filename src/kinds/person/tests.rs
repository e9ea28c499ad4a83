//! People: pinned values, laws given what is known, NULLs and faults.

use super::super::Value;
use super::KINDS;
use super::trial::{EPOCH, Trial, count, dates, integers, pinned, texts, words};
use super::years::{age_on, days};
use crate::reference::{first_names, surnames};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Date32Type;

const MANY: usize = 10_000;

fn sex(rows: usize) -> ArrayRef {
    Trial::of("sex").named("sex").rows(0..rows)
}

fn born(rows: usize) -> ArrayRef {
    Trial::of("birth_date").named("birth_date").input("sex", sex(rows)).rows(0..rows)
}

fn home(rows: usize) -> ArrayRef {
    Trial::of("place").named("_home").rows(0..rows)
}

/// A column whose inputs of these names are those of one table of people.
fn with(kind: &str, inputs: &[&'static str], rows: usize) -> Trial {
    inputs.iter().fold(Trial::of(kind), |trial, name| {
        let values = match *name {
            "sex" => sex(rows),
            "born" => born(rows),
            "place" => home(rows),
            "race" => Trial::of("race").named("race").input("place", home(rows)).rows(0..rows),
            "ethnicity" => with("ethnicity", &["place", "race"], rows).named("ethnicity").rows(0..rows),
            "first" => with("first_name", &["sex", "born"], rows).named("first").rows(0..rows),
            "middle" => with("middle_name", &["sex", "born"], rows).named("middle").rows(0..rows),
            _ => with("last_name", &[], rows).named("last").rows(0..rows),
        };
        trial.input(name, values)
    })
}

#[test]
fn first_values_are_pinned() {
    let n = 100;
    let columns = [
        ("sex", Trial::of("sex")),
        ("sex born", with("sex", &["born"], n)),
        ("birth_date", with("birth_date", &["sex"], n)),
        ("age", with("age", &["born"], n)),
        ("death_date", with("death_date", &["born", "sex"], n).param("rate", Value::Number(0.4))),
        ("first_name", with("first_name", &["sex", "born"], n)),
        ("first_name race", with("first_name", &["sex", "born", "race", "ethnicity"], n)),
        ("first_name ja_JP", with("first_name", &["sex"], n).text("locale", "ja_JP")),
        ("middle_name", with("middle_name", &["sex", "born", "first"], n)),
        ("last_name", Trial::of("last_name")),
        ("last_name race", with("last_name", &["race", "ethnicity"], n)),
        ("last_name ru_RU", with("last_name", &["sex"], n).text("locale", "ru_RU")),
        ("full_name", with("full_name", &["first", "middle", "last"], n)),
        ("full_name drawn", with("full_name", &["sex", "born"], n).text("order", "last_first")),
        ("name_prefix", with("name_prefix", &["sex"], n)),
        ("name_suffix", with("name_suffix", &["sex"], n).param("rate", Value::Number(0.5))),
        ("race", with("race", &["place"], n)),
        ("race omb", with("race", &["ethnicity"], n).text("style", "omb")),
        ("ethnicity", with("ethnicity", &["place", "race"], n)),
        ("language", with("language", &["race", "ethnicity"], n)),
        ("marital_status", with("marital_status", &["born", "sex"], n)),
        ("relationship", with("relationship", &["born"], n)),
        ("insurance", with("insurance", &["born"], n)),
    ];
    for kind in KINDS {
        assert!(columns.iter().any(|(name, _)| name.split(' ').next() == Some(kind.name)), "{}", kind.name);
    }
    pinned(&columns, include_str!("pinned.txt"));
}

#[test]
fn sexes_follow_their_weights() {
    let drawn = Trial::of("sex").texts(0..MANY);
    assert!((4_900..5_220).contains(&count(&drawn, "F")), "{}", count(&drawn, "F"));
    assert!((10..60).contains(&count(&drawn, "X")));
    let table = Value::Table(vec![("female".into(), Value::Integer(1)), ("male".into(), Value::Integer(3))]);
    let own = Trial::of("sex").param("values", table.clone()).texts(0..MANY);
    assert!((2_350..2_650).contains(&count(&own, "female")));
    // Of the very old two in three are female.
    let old = Trial::of("sex").input("born", dates(&[Some(days(1931, 5, 5))], MANY)).texts(0..MANY);
    assert!(count(&old, "F") > 6_000, "{}", count(&old, "F"));
    let none = Value::Table(vec![("F".into(), Value::Integer(0))]);
    assert_eq!(Trial::of("sex").param("values", none).fault().param, Some("values"));
}

#[test]
fn births_follow_the_pyramid_within_bounds() {
    let births = born(MANY);
    let births = births.as_primitive::<Date32Type>();
    let ages: Vec<i32> = births.values().iter().map(|&b| age_on(b, EPOCH)).collect();
    assert!(ages.iter().all(|age| (0..=110).contains(age)));
    assert!(births.values().iter().all(|&b| b <= EPOCH));
    let share = |from: i32, to: i32| ages.iter().filter(|a| (from..to).contains(*a)).count();
    // Near 21 % are minors, 18 % are 65 or over.
    assert!((1_950..2_350).contains(&share(0, 18)), "{}", share(0, 18));
    assert!((1_600..2_000).contains(&share(65, 111)), "{}", share(65, 111));
    let bounded = Trial::of("birth_date")
        .param("min_age", Value::Integer(18))
        .param("max_age", Value::Integer(19))
        .rows(0..MANY);
    let bounded = bounded.as_primitive::<Date32Type>();
    assert!(bounded.values().iter().all(|&b| matches!(age_on(b, EPOCH), 18 | 19)));
    let leap = Trial::of("birth_date").rows(0..MANY);
    let leap = texts(&leap).iter().flatten().filter(|t| t.ends_with("02-29")).count();
    assert!((1..=20).contains(&leap), "{leap}");
    let turned = Trial::of("birth_date")
        .param("min_age", Value::Integer(9))
        .param("max_age", Value::Integer(3))
        .fault();
    assert!(turned.message.contains("above"));
    assert!(Trial::of("birth_date").param("max_age", Value::Integer(111)).fault().message.contains("110"));
}

#[test]
fn ages_are_completed_years() {
    let born = dates(&[Some(days(2000, 1, 1)), Some(days(2000, 1, 2)), None, Some(EPOCH + 1)], 4);
    let ages = Trial::of("age").input("born", born.clone()).texts(0..4);
    assert_eq!(ages, [Some("26".to_owned()), Some("25".to_owned()), None, None]);
    let on = dates(&[Some(days(2010, 1, 1)), Some(days(2010, 1, 2)), Some(0), None], 4);
    let then = Trial::of("age").input("born", born).input("on", on).texts(0..4);
    assert_eq!(then, [Some("10".to_owned()), Some("10".to_owned()), None, None]);
}

#[test]
fn deaths_lie_between_birth_and_epoch() {
    let births = born(MANY);
    let dead = |rate: f64| {
        let trial = Trial::of("death_date").input("born", births.clone()).input("sex", sex(MANY));
        trial.param("rate", Value::Number(rate)).rows(0..MANY)
    };
    for rate in [0.02, 0.5, 1.0] {
        let column = dead(rate);
        let column = column.as_primitive::<Date32Type>();
        let births = births.as_primitive::<Date32Type>();
        let (mut died, mut old) = (0, 0);
        for i in 0..MANY {
            if column.is_valid(i) {
                let day = column.value(i);
                assert!(births.value(i) <= day && day <= EPOCH && day > EPOCH - 3_660);
                died += 1;
                old += usize::from(age_on(births.value(i), EPOCH) >= 60);
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "small counts")]
        let share = died as f64 / MANY as f64;
        assert!((share - rate).abs() < 0.015, "{share} of {rate}");
        assert!(rate > 0.1 || old * 10 > died * 6, "{old} of {died}");
    }
    assert_eq!(
        Trial::of("death_date").input("born", dates(&[None, Some(EPOCH + 5)], 2)).texts(0..2),
        [None, None]
    );
}

#[test]
fn given_names_follow_sex_decade_and_origin() {
    let names = |word: &str, year: i32| {
        Trial::of("first_name")
            .input("sex", words(&[word], MANY))
            .input("born", dates(&[Some(days(year, 7, 1))], MANY))
            .texts(0..MANY)
    };
    // Of a million girls of the 1920s whom the table names, 56,000 were called Mary.
    assert!(count(&names("F", 1925), "Mary") > 500);
    assert!(count(&names("female", 2015), "Mary") < 30);
    assert!(count(&names("M", 1985), "Michael") > 300);
    // The register has a few boys of that name.
    assert!(count(&names("M", 1985), "Jennifer") < 10);
    assert_eq!(names("F", 1890), names("F", 1915));
    assert_eq!(names("F", 2025), names("F", 2012));
    let mixed = names("X", 1985);
    assert!(count(&mixed, "Jennifer") > 100 && count(&mixed, "Michael") > 100);
    let of = |race: &str| Trial::of("first_name").input("race", words(&[race], MANY)).texts(0..MANY);
    assert!(count(&of("hispanic"), "Jose") > 4 * count(&of("white"), "Jose"));
    let unknown = Trial::of("first_name").texts(0..MANY);
    assert_eq!(unknown, Trial::of("first_name").input("born", dates(&[None], MANY)).texts(0..MANY));
    assert!(unknown.iter().flatten().all(|name| first_names::NAME.iter().any(|known| known == name)));
}

#[test]
fn middle_names_are_names_or_initials() {
    let initials = |share: f64| {
        let trial = Trial::of("middle_name").param("initial", Value::Number(share));
        trial
            .param("point", Value::Boolean(true))
            .texts(0..MANY)
            .iter()
            .flatten()
            .filter(|m| m.ends_with('.'))
            .count()
    };
    assert_eq!((initials(0.0), initials(1.0)), (0, MANY));
    assert!((3_300..3_700).contains(&initials(0.35)));
    let whole = || Trial::of("middle_name").param("initial", Value::Number(0.0));
    let (alone, beside) =
        (whole().texts(0..MANY), whole().input("first", words(&["James"], MANY)).texts(0..MANY));
    assert!(count(&alone, "James") > 50 && count(&beside, "James") == 0);
    assert!(alone.iter().zip(&beside).all(|(a, b)| a == b || a.as_deref() == Some("James")));
    assert!(Trial::of("middle_name").param("initial", Value::Number(-0.1)).fault().message.contains("share"));
}

#[test]
fn family_names_follow_frequency_and_origin() {
    let all = Trial::of("last_name").texts(0..MANY);
    // Smith: 2.44 of 256 million people whom the table names.
    assert!((65..130).contains(&count(&all, "Smith")), "{}", count(&all, "Smith"));
    let of = |race: &str| Trial::of("last_name").input("race", words(&[race], MANY)).texts(0..MANY);
    assert!(count(&of("asian"), "Nguyen") > 150 && count(&of("2106-3"), "Nguyen") < 10);
    let hispanic = Trial::of("last_name")
        .input("race", words(&["white"], MANY))
        .input("ethnicity", words(&["2135-2"], MANY))
        .texts(0..MANY);
    assert!(count(&hispanic, "Garcia") > 150);
    assert_eq!(of("-"), all);
    let double = Trial::of("last_name").param("hyphenated", Value::Number(1.0)).texts(0..100);
    assert!(double.iter().flatten().all(|name| name.contains('-')));
    assert!(all.iter().flatten().all(|name| surnames::NAME.iter().any(|known| known == name)));
}

#[test]
fn locales_have_names_of_their_own() {
    let russian = |sex: &str| {
        let trial = Trial::of("last_name").text("locale", "ru-RU").input("sex", words(&[sex], 200));
        trial.texts(0..200).into_iter().flatten().collect::<Vec<_>>()
    };
    assert!(russian("F").iter().filter(|name| name.ends_with('а')).count() > 150);
    assert!(russian("M").iter().filter(|name| name.ends_with('а')).count() < 20);
    let whole = Trial::of("full_name").text("locale", "zh_CN").texts(0..100);
    assert!(whole.iter().flatten().all(|name| !name.contains(' ') && !name.is_ascii()));
    let hanoi = Trial::of("full_name").text("locale", "vi_VN").texts(0..100);
    assert!(hanoi.iter().flatten().all(|name| name.contains(' ') && !name.contains(',')));
    let fault = Trial::of("first_name").text("locale", "en_XX").fault();
    assert_eq!(fault.message, "there are no names for the locale `en_XX`");
    assert!(fault.help.is_some());
    assert!(Trial::of("last_name").text("locale", "is_IS").fault().message.contains("no family names"));
}

#[test]
fn names_of_other_scripts_are_written_in_latin_letters_on_request() {
    let latin = |kind: &str, locale: &str| {
        let trial = Trial::of(kind).text("locale", locale);
        let (own, latin) =
            (trial.texts(0..300), Trial::of(kind).text("locale", locale).text("script", "latin"));
        own.into_iter().flatten().zip(latin.texts(0..300).into_iter().flatten()).collect::<Vec<_>>()
    };
    for (kind, locale, own, written) in [
        ("last_name", "zh_CN", "曾", "Zeng"),
        ("last_name", "ja_JP", "佐藤", "Sato"),
        ("last_name", "vi_VN", "Nguyễn", "Nguyen"),
        ("last_name", "ar_SA", "الراشد", "Al-Rashid"),
        ("first_name", "ar_SA", "أحمد", "Ahmad"),
        ("first_name", "ja_JP", "修平", "Shuhei"),
        ("first_name", "zh_CN", "建国", "Jianguo"),
        ("last_name", "es_MX", "García", "García"),
    ] {
        let pairs = latin(kind, locale);
        assert!(pairs.iter().all(|(name, latin)| name != own || latin == written), "{locale}");
        assert!(pairs.iter().all(|(_, latin)| latin.chars().all(|c| c < '\u{250}')), "{locale}");
        assert!(locale == "es_MX" || pairs.iter().filter(|(name, _)| name.is_ascii()).count() < 150);
    }
    for locale in ["es_ES", "fr_FR", "de_DE", "pt_BR"] {
        assert!(latin("first_name", locale).iter().all(|(name, latin)| name == latin), "{locale}");
    }
    let whole = Trial::of("full_name").text("locale", "zh_CN").text("script", "latin").texts(0..100);
    assert!(whole.iter().flatten().all(|name| name.is_ascii() && name.matches(' ').count() == 1));
    let fault = Trial::of("last_name").text("locale", "th_TH").text("script", "latin").fault();
    assert_eq!(fault.message, "how names of the locale `th_TH` are written in Latin letters is not known");
    let help = fault.help.unwrap();
    for known in ["ar_SA", "de_DE", "es_MX", "fr_CA", "ja_JP", "pt_BR", "vi_VN", "zh_CN"] {
        assert!(help.contains(known), "{help}");
    }
    assert!(!help.contains("ru_RU"), "{help}");
}

#[test]
fn full_names_leave_out_what_is_null() {
    let name = |order: &str| {
        Trial::of("full_name")
            .text("order", order)
            .input("first", words(&["Ada", "Ada", "-", "-"], 4))
            .input("middle", words(&["K", "-", "K", "K"], 4))
            .input("last", words(&["Byron", "-", "Byron", "-"], 4))
            .input("suffix", words(&["II", "-", "-", "-"], 4))
            .texts(0..4)
            .iter()
            .map(|t| t.as_deref().unwrap_or("NULL").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(name("first_last"), ["Ada K Byron II", "Ada", "K Byron", "NULL"]);
    assert_eq!(name("last_first"), ["Byron, Ada K II", "Ada", "Byron K", "NULL"]);
    let half = Trial::of("full_name").input("first", words(&["Ada"], 50)).texts(0..50);
    assert!(half.iter().flatten().all(|n| n.starts_with("Ada ") && n.len() > 5));
}

#[test]
fn titles_go_with_the_sex() {
    let women = Trial::of("name_prefix").input("sex", words(&["F"], MANY)).texts(0..MANY);
    assert_eq!(count(&women, "Mr."), 0);
    assert!(count(&women, "Ms.") > 5_000 && count(&women, "Dr.") > 100);
    let suffixes = |sex: &str| Trial::of("name_suffix").input("sex", words(&[sex], MANY)).texts(0..MANY);
    let some = |values: &[Option<String>]| values.iter().flatten().count();
    assert_eq!(some(&suffixes("F")), 0);
    assert!((320..480).contains(&some(&suffixes("M"))));
    assert!((140..260).contains(&some(&suffixes("-"))));
}

#[test]
fn race_and_ethnicity_agree_with_each_other_and_the_place() {
    let races = Trial::of("race").texts(0..MANY);
    // White alone, of any ethnicity: near 62 %.
    assert!((5_900..6_700).contains(&count(&races, "white")), "{}", count(&races, "white"));
    let hispanic = Trial::of("ethnicity").param("unknown", Value::Number(0.0)).texts(0..MANY);
    assert!((1_700..2_050).contains(&count(&hispanic, "hispanic")), "{}", count(&hispanic, "hispanic"));
    // Both ways round, the share of Hispanics of another race is the same.
    let given_race = Trial::of("ethnicity").named("e").param("unknown", Value::Number(0.0));
    let given_race = given_race.input("race", Trial::of("race").named("r").rows(0..MANY)).texts(0..MANY);
    assert!((1_700..2_050).contains(&count(&given_race, "hispanic")), "{}", count(&given_race, "hispanic"));
    let other =
        |e: &str| count(&Trial::of("race").input("ethnicity", words(&[e], MANY)).texts(0..MANY), "other");
    assert!(other("hispanic") > 3_900 && other("not_hispanic") < 120);
    // A place of Puerto Rico, where nearly everybody is Hispanic.
    let adjuntas: ArrayRef = std::sync::Arc::new(arrow::array::UInt32Array::from(vec![0u32; MANY]));
    let there = Trial::of("ethnicity").input("place", adjuntas.clone()).texts(0..MANY);
    assert!(count(&there, "hispanic") > 9_700);
    let none = Trial::of("race").input("place", adjuntas).input("ethnicity", words(&["not_hispanic"], 99));
    assert_eq!(none.texts(0..99).iter().flatten().count(), 99);
    let codes = Trial::of("race").text("style", "hl7").texts(0..MANY);
    assert_eq!(count(&codes, "2106-3"), count(&races, "white"));
}

#[test]
fn languages_go_with_ethnicity_and_race() {
    let share = |inputs: &[(&'static str, &str)], language: &str| {
        let trial =
            inputs.iter().fold(Trial::of("language"), |t, (name, v)| t.input(name, words(&[v], MANY)));
        count(&trial.texts(0..MANY), language)
    };
    assert!((1_230..1_430).contains(&share(&[], "es")), "{}", share(&[], "es"));
    assert!((6_600..7_000).contains(&share(&[("ethnicity", "hispanic")], "es")));
    assert!(share(&[("ethnicity", "not_hispanic")], "es") < 150);
    assert!(share(&[("race", "asian"), ("ethnicity", "not_hispanic")], "zh") > 1_000);
    assert!(share(&[("race", "aian")], "nv") > 300 && share(&[("race", "black")], "nv") < 50);
    let names = Trial::of("language").text("style", "name").texts(0..MANY);
    assert!(count(&names, "Spanish") > 1_000 && !names.iter().flatten().any(|n| n.contains(['(', ','])));
}

#[test]
fn marital_status_contacts_and_payers_go_with_age() {
    let at = |kind: &str, age: i64| Trial::of(kind).input("age", integers(&[Some(age)], MANY)).texts(0..MANY);
    assert_eq!(count(&at("marital_status", 9), "single"), MANY);
    assert!(count(&at("marital_status", 90), "widowed") > 4_000);
    assert!(count(&at("marital_status", 40), "married") > 5_500);
    let unknown = Trial::of("marital_status").texts(0..MANY);
    assert!((4_500..5_400).contains(&count(&unknown, "married")), "{}", count(&unknown, "married"));
    let minor = at("relationship", 7);
    let not_of_minors = ["Spouse", "Daughter", "Son", "Domestic partner", "Friend", "Roommate", "Self"];
    assert!(not_of_minors.iter().all(|word| count(&minor, word) == 0));
    assert!(count(&minor, "Mother") + count(&minor, "Father") > 7_000);
    let old = at("relationship", 85);
    assert!(count(&old, "Mother") + count(&old, "Father") + count(&old, "Grandmother") == 0);
    let women = Trial::of("relationship").input("sex", words(&["F"], MANY)).texts(0..MANY);
    assert!(count(&women, "Father") + count(&women, "Son") == 0 && count(&women, "Spouse") > 2_000);
    assert!(count(&at("insurance", 70), "Medicare Advantage") > 3_900);
    assert_eq!(count(&at("insurance", 30), "Medicare (original)"), 0);
    let born =
        Trial::of("insurance").text("style", "word").input("born", dates(&[Some(days(2020, 1, 1))], MANY));
    assert!((3_500..3_900).contains(&count(&born.texts(0..MANY), "medicaid")));
}

#[test]
fn inputs_that_mean_nothing_are_refused() {
    let fault = Trial::of("first_name").closed("sex", &["1", "2"]).fault();
    assert_eq!(fault.message, "none of the values 1, 2 means a sex");
    assert!(Trial::of("first_name").closed("sex", &["F", "other"]).maker().is_ok());
    assert!(Trial::of("last_name").closed("race", &["rouge"]).fault().message.contains("is known as race"));
    assert!(Trial::of("language").closed("ethnicity", &["x"]).fault().help.is_some());
}

#[test]
fn kinds_document_themselves() {
    for kind in KINDS {
        assert!(!kind.summary.is_empty() && kind.example.contains(kind.name), "{}", kind.name);
        assert!(kind.version >= 1 && kind.could_be_real.is_none());
    }
}

#[test]
fn hispanics_may_write_two_family_names() {
    let two = |ethnicity: &str| {
        let trial = Trial::of("last_name")
            .param("two", Value::Number(0.4))
            .input("ethnicity", words(&[ethnicity], MANY));
        let names = trial.texts(0..MANY);
        let known = |name: &str| surnames::NAME.iter().any(|known| known == name);
        let joined = names.iter().flatten().take(1_000).filter(|name| !known(name));
        joined.map(|name| assert!(name.contains(' ') && !name.contains('-'), "{name}")).count()
    };
    assert!((340..460).contains(&two("hispanic")), "{}", two("hispanic"));
    assert_eq!(two("not_hispanic"), 0);
    assert!(Trial::of("last_name").param("two", Value::Number(1.5)).fault().message.contains("share"));
}
