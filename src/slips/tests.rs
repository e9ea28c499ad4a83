//! Each slip changes a value, stays what the value is, and says so where it cannot happen.

use super::*;
use crate::calendar::{Civil, days};
use crate::draw::Burst;
use std::collections::BTreeSet;

fn many(make: impl Fn(&mut Burst) -> Option<String>) -> BTreeSet<String> {
    (0..200).filter_map(|seed| make(&mut Burst::new(seed * 7_919))).collect()
}

#[test]
fn every_slip_has_its_name() {
    for slip in Slip::ALL {
        assert_eq!(Slip::find(slip.name()), Some(slip));
        assert_eq!(Slip::ALL[slip as usize], slip);
    }
    assert_eq!(Slip::find("typos"), None);
}

#[test]
fn keys_slip_to_their_neighbours() {
    let made = many(|burst| typed("Smith", burst));
    for wrong in ["Smiht", "Smth", "Smmith", "Smitj"] {
        assert!(made.contains(wrong), "{wrong}: {made:?}");
    }
    assert!(!made.contains("Smith"));
    assert!(made.iter().all(|text| text.starts_with('S')));
    assert!(
        many(|burst| typed("Ünß", burst)).iter().all(|text| text.starts_with('Ü') && text.ends_with('ß'))
    );
    assert!(many(|burst| typed("", burst)).is_empty() && many(|burst| typed("Ж", burst)).is_empty());
}

#[test]
fn letters_are_seen_and_heard_as_others() {
    let seen = many(|burst| seen("Bernice 10", burst));
    assert!(
        seen.contains("Bemice 10") && seen.contains("8ernice 10") && seen.contains("Bernice l0"),
        "{seen:?}"
    );
    let heard = many(|burst| heard("Stephanie", burst));
    assert!(heard.contains("Stefanie") && heard.contains("Stephany"), "{heard:?}");
    assert!(many(|burst| super::seen("XX", burst)).is_empty());
}

#[test]
fn bytes_are_misread() {
    let made = many(|burst| misread("José", burst));
    assert_eq!(made, BTreeSet::from(["JosÃ©".to_owned(), "Jos?".to_owned()]));
    assert!(many(|burst| misread("O'Brien", burst)).contains("Oâ€™Brien"));
    assert!(many(|burst| misread("Smith", burst)).is_empty());
}

#[test]
fn spaces_and_cases_change() {
    assert!(many(|burst| spaced("Ann Lee", burst)).contains("Ann  Lee"));
    assert!(many(|burst| spaced("Ann", burst)).iter().all(|text| text.trim() == "Ann" && text != "Ann"));
    assert_eq!(many(|burst| cased("Ann", burst)), BTreeSet::from(["ANN", "ann", "aNN"].map(str::to_owned)));
    assert!(many(|burst| cased("123", burst)).is_empty());
}

#[test]
fn days_and_numbers_stay_what_they_are() {
    let day = |year, month, day| days(Civil { year, month, day });
    assert_eq!(swapped_day(day(2020, 3, 7)), Some(day(2020, 7, 3)));
    assert_eq!(swapped_day(day(2020, 3, 13)), None);
    assert_eq!(swapped_day(day(2020, 4, 4)), None);
    let made: BTreeSet<i64> =
        (0..200).filter_map(|s| wrong_day(day(1987, 1, 20), &mut Burst::new(s))).collect();
    assert_eq!(made, BTreeSet::from([day(1987, 1, 21), day(1978, 1, 20), day(1977, 1, 20), day(1987, 1, 2)]));
    let made: BTreeSet<i64> = (0..200).filter_map(|s| wrong_number(-120, &mut Burst::new(s))).collect();
    assert_eq!(made, BTreeSet::from([-12, -210, -102]));
    assert_eq!(wrong_number(0, &mut Burst::new(3)), Some(1));
}
