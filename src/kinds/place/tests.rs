//! Places: pinned values, agreement of the parts, narrowing, NULLs and faults.

use super::super::Value;
use super::super::person::trial::{Trial, count, pinned, words};
use crate::reference::places;
use arrow::array::{ArrayRef, AsArray, UInt32Array};
use arrow::datatypes::{Float64Type, UInt32Type};
use std::sync::Arc;

const MANY: usize = 10_000;

fn home(rows: usize) -> ArrayRef {
    Trial::of("place").named("_home").rows(0..rows)
}

fn of_home(kind: &str, rows: usize) -> Trial {
    Trial::of(kind).input("of", home(rows))
}

#[test]
fn first_values_are_pinned() {
    let n = 100;
    let columns = [
        ("place", Trial::of("place").text("state", "NM")),
        ("street", of_home("street", n)),
        ("unit", of_home("unit", n)),
        ("city", of_home("city", n)),
        ("county", of_home("county", n)),
        ("county fips", of_home("county", n).text("style", "fips")),
        ("state", of_home("state", n)),
        ("zip", of_home("zip", n)),
        ("zip plus4", of_home("zip", n).param("plus4", Value::Boolean(true))),
        ("zip own", Trial::of("zip")),
        ("country", Trial::of("country")),
        ("time_zone", of_home("time_zone", n)),
        ("latitude", of_home("latitude", n)),
        ("longitude", of_home("longitude", n)),
        ("address", of_home("address", n)),
        ("address own", Trial::of("address")),
        ("street de_DE", Trial::of("street").text("locale", "de_DE")),
        ("street pt_BR", of_home("street", n).text("locale", "pt-BR")),
        ("city fr_CA", Trial::of("city").text("locale", "fr_CA")),
    ];
    pinned(&columns, include_str!("pinned.txt"));
}

#[test]
fn parts_agree_with_their_place() {
    let home = home(MANY);
    let rows = home.as_primitive::<UInt32Type>();
    let part = |kind: &str| of_home(kind, MANY).texts(0..MANY);
    let (zips, cities, states, counties) = (part("zip"), part("city"), part("state"), part("county"));
    let names = of_home("state", MANY).text("style", "name").texts(0..MANY);
    let zones = part("time_zone");
    let addresses = part("address");
    for i in 0..MANY {
        let row = rows.value(i) as usize;
        let zip = zips[i].as_deref().unwrap();
        assert_eq!(zip.len(), 5);
        assert_eq!(zip.parse::<u32>().unwrap(), places::ZIP.get(row));
        assert_eq!(cities[i].as_deref(), Some(places::CITY.get(row)));
        assert_eq!(states[i].as_deref(), Some(places::STATE.get(row)));
        assert_eq!(counties[i].as_deref(), Some(places::COUNTY.get(row)));
        assert_eq!(states[i].as_deref() == Some("NM"), names[i].as_deref() == Some("New Mexico"));
        assert!(zones[i].as_deref().unwrap().contains('/'));
        let tail = format!(", {}, {} {zip}", places::CITY.get(row), places::STATE.get(row));
        assert!(addresses[i].as_deref().unwrap().ends_with(&tail));
        assert!(places::POPULATION.get(row) > 0);
    }
    // California holds 11.8 % of the people.
    assert!((1_000..1_360).contains(&count(&states, "CA")), "{}", count(&states, "CA"));
}

#[test]
fn points_lie_near_their_place() {
    let home = home(MANY);
    let rows = home.as_primitive::<UInt32Type>();
    let (north, east) = (of_home("latitude", MANY).rows(0..MANY), of_home("longitude", MANY).rows(0..MANY));
    let (north, east) = (north.as_primitive::<Float64Type>(), east.as_primitive::<Float64Type>());
    let mut moved = 0;
    for i in 0..MANY {
        let row = rows.value(i) as usize;
        let middle = f64::from(places::LATITUDE.get(row)) / 1e4;
        let up = (north.value(i) - middle) * 111.2;
        let right = (east.value(i) - f64::from(places::LONGITUDE.get(row)) / 1e4)
            * 111.4
            * libm::cos(middle.to_radians());
        assert!(libm::hypot(up, right) <= 2.0, "{up} {right}");
        assert!((17.0..72.0).contains(&north.value(i)) && (-180.0..-65.0).contains(&east.value(i)));
        moved += usize::from(up.abs() > 0.2);
    }
    assert!(moved > MANY / 2);
}

#[test]
fn streets_are_well_formed() {
    let texts = Trial::of("street").param("unit", Value::Number(0.5)).texts(0..MANY);
    let mut units = 0;
    for text in texts.iter().flatten() {
        let (number, rest) = text.split_once(' ').unwrap();
        assert!((1..20_000).contains(&number.parse::<u32>().unwrap()), "{text}");
        assert!(!rest.starts_with(' ') && !rest.ends_with(' ') && !text.contains("  "), "{text}");
        assert!(!text.to_ascii_uppercase().contains("PO BOX"));
        units += usize::from(["Apt ", "Unit ", "# ", "Lot "].iter().any(|word| text.contains(word)));
    }
    assert!((4_700..5_300).contains(&units), "{units}");
    let plain = Trial::of("street").text("suffix", "full").texts(0..MANY);
    assert!(plain.iter().flatten().any(|t| t.ends_with(" Street")));
    assert!(!plain.iter().flatten().any(|t| t.contains(" Apt ")));
    let digits = |n: usize| plain.iter().flatten().filter(|t| t.find(' ') == Some(n)).count();
    assert!(
        digits(3) > 2_500 && digits(4) > 3_500 && digits(1) < 300,
        "{} {} {}",
        digits(1),
        digits(3),
        digits(4)
    );
}

#[test]
fn zip_plus_four_is_well_formed() {
    for text in of_home("zip", MANY).param("plus4", Value::Boolean(true)).texts(0..MANY).iter().flatten() {
        let (zip, four) = text.split_once('-').unwrap();
        assert!(zip.len() == 5 && four.len() == 4, "{text}");
        assert!((1..=9998).contains(&four.parse::<u32>().unwrap()));
    }
}

#[test]
fn narrowing_conditions_the_law() {
    let list = Value::List(vec![Value::Text("nm".into()), Value::Text("Vermont".into())]);
    let states = Trial::of("state").param("state", list).texts(0..MANY);
    let (nm, vt) = (count(&states, "NM"), count(&states, "VT"));
    assert_eq!(nm + vt, MANY);
    // 2.11 million people to 0.64.
    assert!((7_450..7_850).contains(&nm), "{nm}");
    let zips = Trial::of("zip").text("zip3", "871").text("state", "New Mexico").texts(0..100);
    assert!(zips.iter().flatten().all(|zip| zip.starts_with("871")));
}

#[test]
fn a_null_place_gives_null() {
    let given: ArrayRef = Arc::new(UInt32Array::from(vec![Some(7), None, Some(9)]));
    for kind in [
        "street",
        "unit",
        "city",
        "county",
        "state",
        "zip",
        "country",
        "time_zone",
        "latitude",
        "longitude",
        "address",
    ] {
        let values = Trial::of(kind).input("of", given.clone()).texts(0..3);
        assert!(values[0].is_some() && values[1].is_none() && values[2].is_some(), "{kind}");
    }
}

#[test]
fn addresses_abroad_are_written_as_there() {
    let french = Trial::of("street").text("locale", "fr_FR").texts(0..MANY);
    for text in french.iter().flatten() {
        let (number, street) = text.split_once(' ').unwrap();
        assert!((1..=240).contains(&number.parse::<u32>().unwrap()));
        assert!(street.contains(' '), "{text}");
    }
    let cities = Trial::of("city").text("locale", "de-DE").texts(0..MANY);
    assert!(count(&cities, "Berlin") > 2_800 && count(&cities, "Essen") > 300);
    let fault = Trial::of("city").text("locale", "xx_XX").fault();
    assert_eq!(fault.message, "there are no addresses for the locale `xx_XX`");
    assert!(fault.help.is_some_and(|help| help.contains("pt_BR")));
    let both = Trial::of("city").text("locale", "de_DE").text("state", "NM").fault();
    assert_eq!(both.param, Some("state"));
    let given: ArrayRef = Arc::new(UInt32Array::from(vec![Some(7), None]));
    let values = Trial::of("city").text("locale", "it_IT").input("of", given).texts(0..2);
    assert!(values[0].is_some() && values[1].is_none());
}

#[test]
fn an_address_takes_the_street_that_is_given() {
    let address = of_home("address", 4)
        .input("street", words(&["1 Elm St", "-"], 4))
        .input("unit", words(&["Apt 2", "Apt 2", "-", "-"], 4))
        .texts(0..4);
    assert!(address[0].as_deref().unwrap().starts_with("1 Elm St Apt 2, "));
    assert!(!address[1].as_deref().unwrap().contains("Elm"));
    assert!(address[2].as_deref().unwrap().starts_with("1 Elm St, "));
}

#[test]
fn faults_say_what_exists() {
    let fault = Trial::of("place").text("state", "New Mexiko").fault();
    assert_eq!(fault.message, "there is no state `New Mexiko`");
    assert_eq!(fault.help.as_deref(), Some("there is `New Mexico`"));
    assert_eq!(fault.param, Some("state"));
    assert!(Trial::of("city").text("zip3", "87").fault().message.contains("is no area of ZIP codes"));
    let nobody = Trial::of("city").text("state", "VT").text("zip3", "871").fault();
    assert!(nobody.message.contains("nobody lives"));
    let both = of_home("city", 1).text("state", "NM").fault();
    assert_eq!(both.param, Some("state"));
    assert!(
        Trial::of("street").param("unit", Value::Number(1.5)).fault().message.contains("between 0 and 1")
    );
    let stray: ArrayRef = Arc::new(UInt32Array::from(vec![4_000_000_000]));
    assert!(Trial::of("city").input("of", stray).refusal().contains("no row"));
}
