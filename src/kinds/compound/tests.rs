//! The first values of each kind, and what it refuses.

use super::KINDS;
use crate::kinds::identifier::trial::{Trial, fault};

#[test]
fn examples_can_be_built() {
    for kind in KINDS {
        Trial::new(kind.example.split_once(" = ").expect("a column").1).sound();
    }
}

#[test]
fn array() {
    Trial::new(r#"{ kind = "array", of = { kind = "choice", values = ["a \"b\"", "c\\"] }, max_items = 2 }"#)
        .pinned(r##"{"c\\"} | {"c\\","a \"b\""} | {"a \"b\""} | {"a \"b\"","a \"b\""} | {"a \"b\"","c\\"} | {"a \"b\""} | {"c\\"} | {"c\\"} | {"a \"b\"","a \"b\""} | {"c\\"}"##);
    assert_eq!(fault(r#"{ kind = "array", of = { kind = "serial" } }"#).0, Some("of"));
    assert_eq!(fault(r#"{ kind = "array", of = { kind = "integer", mim = 3 } }"#).0, Some("of"));
    assert_eq!(fault(r#"{ kind = "array", of = { kind = "integer", min = "3" } }"#).0, Some("of"));
    assert_eq!(
        fault(r#"{ kind = "array", of = { kind = "city" }, min_items = 4, max_items = 2 }"#).0,
        Some("max_items")
    );
}

#[test]
fn row() {
    Trial::new(
        r#"{ kind = "row", fields = [{ kind = "integer", min = 1, max = 9 }, { kind = "timestamp" }] }"#,
    )
    .pinned(r##"("1","1967-06-14T05:03:19Z") | ("9","1966-09-10T18:37:07Z") | ("9","1966-01-31T10:19:03Z") | ("2","1965-08-10T16:38:41Z") | ("6","1969-11-14T16:25:50Z") | ("5","1965-11-03T22:21:55Z") | ("8","1967-04-17T09:07:48Z") | ("1","1965-06-27T09:25:39Z") | ("8","1968-04-28T14:23:45Z") | ("7","1966-06-28T23:06:53Z")"##);
    Trial::new(r#"{ kind = "row", fields = { n = { kind = "integer", min = 1, max = 9 }, "at it" = { kind = "date" } } }"#)
        .sound();
    assert_eq!(fault(r#"{ kind = "row", fields = [] }"#).0, Some("fields"));
    assert_eq!(fault(r#"{ kind = "row", fields = { kind = "integer" } }"#).0, Some("fields"));
}

#[test]
fn range() {
    Trial::new(r#"{ kind = "range" }"#).pinned(r##"[355,374) | [240,262) | [582,583) | [38,44) | [741,756) | [378,382) | [610,623) | [620,625) | [414,416) | [34,63)"##);
    Trial::new(r#"{ kind = "range", of = "date", longest = 5, apart = true }"#).pinned(r##"[1965-01-01,1965-01-05) | [1965-01-06,1965-01-10) | [1965-01-11,1965-01-12) | [1965-01-16,1965-01-17) | [1965-01-21,1965-01-24) | [1965-01-26,1965-01-27) | [1965-01-31,1965-02-03) | [1965-02-05,1965-02-06) | [1965-02-10,1965-02-11) | [1965-02-15,1965-02-20)"##);
    Trial::new(r#"{ kind = "range", of = "timestamp", multirange = true }"#).pinned(r##"{["1966-10-10 20:00:00+00","1966-10-11 01:00:00+00")} | {["1966-03-14 20:00:00+00","1966-03-15 02:00:00+00")} | {["1967-11-28 20:00:00+00","1967-11-28 21:00:00+00")} | {["1965-03-12 08:00:00+00","1965-03-12 10:00:00+00")} | {["1968-09-14 16:00:00+00","1968-09-14 20:00:00+00")} | {["1966-11-21 14:00:00+00","1966-11-21 15:00:00+00")} | {["1968-01-18 17:00:00+00","1968-01-18 21:00:00+00")} | {["1968-02-06 12:00:00+00","1968-02-06 14:00:00+00")} | {["1967-01-27 04:00:00+00","1967-01-27 05:00:00+00")} | {["1965-03-04 18:00:00+00","1965-03-05 02:00:00+00")}"##);
    assert_eq!(fault(r#"{ kind = "range", longest = 0 }"#).0, Some("longest"));
    assert_eq!(fault(r#"{ kind = "range", apart = true, max = 7 }"#).0, Some("max"));
    assert_eq!(fault(r#"{ kind = "range", of = "date", min = 7 }"#).0, Some("min"));
}

#[test]
fn bytes() {
    Trial::new(r#"{ kind = "bytes", min = 2, max = 3 }"#).pinned(r##"\xd3cb | \x5f9b7c | \x8ab1 | \x0cd4a3 | \x58ca0f | \x1ca6 | \x9035 | \x879f | \x1685a1 | \xa82d"##);
    assert_eq!(fault(r#"{ kind = "bytes", min = 4, max = 3 }"#).0, Some("max"));
}
