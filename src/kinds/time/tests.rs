//! Dates and moments stay between their ends, follow the calendar, and do not change.

use super::calendar::{days_from_civil, weekday};
use super::zone::Zone;
use crate::kinds::choice::trial::{EPOCH, Trial, settings, text};
use crate::kinds::{Settings, Value};
use arrow::array::{Array, ArrayRef, AsArray, Date32Array, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{Date32Type, TimestampMicrosecondType};
use std::sync::Arc;

const DAY: i64 = 86_400_000_000;

fn dates(days: &[Option<i32>]) -> ArrayRef {
    Arc::new(Date32Array::from(days.to_vec()))
}

fn moments(micros: &[Option<i64>]) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::from(micros.to_vec()).with_timezone("UTC"))
}

fn table(pairs: &[(&str, Value)]) -> Value {
    Value::Table(pairs.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect())
}

fn business() -> Settings {
    settings(&[("weekdays", text("business"))])
}

fn delayed() -> Settings {
    let law = table(&[("exponential", table(&[("mean", Value::Integer(30))]))]);
    settings(&[("delay", law), ("weekdays", text("business"))])
}

fn office() -> Settings {
    settings(&[("hours", text("business"))])
}

#[test]
fn dates_are_pinned() {
    let after = dates(&[Some(EPOCH - 400), Some(EPOCH - 30)]);
    assert_eq!(
        Trial::new("date", settings(&[])).shown(),
        "2022-10-11 | 2024-01-28 | 2022-03-15 | 2024-07-20 | 2023-11-30 | 2021-01-10 | 2021-03-12 | 2021-11-27 | 2024-09-16 | 2023-07-02"
    );
    assert_eq!(
        Trial::with("date", business(), &[("after", after.clone())]).shown(),
        "2025-04-17 | 2025-12-22 | 2025-03-03 | 2025-12-24 | 2025-07-17 | 2025-12-02 | 2024-12-12 | 2025-12-08 | 2025-09-19 | 2025-12-17"
    );
    let before = dates(&[Some(EPOCH), None]);
    assert_eq!(
        Trial::with("date", delayed(), &[("after", after), ("before", before)]).shown(),
        "2024-12-10 | 2025-12-31 | 2024-12-05 | 2026-01-08 | 2024-12-23 | 2025-12-02 | 2024-11-28 | 2025-12-08 | 2025-01-07 | 2025-12-23"
    );
}

#[test]
fn moments_are_pinned() {
    assert_eq!(
        Trial::new("timestamp", settings(&[])).shown(),
        "2022-10-11T04:13:58Z | 2022-03-15T01:46:55Z | 2023-11-29T10:21:07Z | 2021-03-12T09:10:06Z | 2024-09-15T09:09:09Z | 2022-11-21T23:02:27Z | 2024-01-19T07:45:48Z | 2024-02-07T02:36:58Z | 2023-01-27T14:07:15Z | 2021-03-04T19:18:26Z"
    );
    assert_eq!(
        Trial::new("timestamp", office()).shown(),
        "2022-10-11T18:08:32Z | 2022-03-15T19:05:43Z | 2023-11-29T13:03:06Z | 2021-03-11T14:48:33Z | 2024-09-16T16:59:46Z | 2022-11-22T14:11:09Z | 2024-01-18T17:10:48Z | 2024-02-07T14:30:40Z | 2023-01-26T13:31:37Z | 2021-03-03T22:37:25Z"
    );
    let zones: ArrayRef =
        Arc::new(StringArray::from(vec![Some("Pacific/Honolulu"), None, Some("Asia/Kolkata")]));
    assert_eq!(
        Trial::with("timestamp", office(), &[("zone", zones)]).shown(),
        "2022-10-12T00:08:32Z | 2022-03-15T19:05:43Z | 2023-11-30T02:33:06Z | 2021-03-11T19:48:33Z | 2024-09-16T16:59:46Z | 2022-11-23T03:41:09Z | 2024-01-18T22:10:48Z | 2024-02-07T14:30:40Z | 2023-01-27T03:01:37Z | 2021-03-04T03:37:25Z"
    );
}

#[test]
fn times_and_spans_are_pinned() {
    let hours = table(&[("from", text("08:00")), ("to", text("18:00"))]);
    let preferred = settings(&[("hours", hours), ("precision", text("m"))]);
    assert_eq!(
        Trial::new("time_of_day", preferred).shown(),
        "11:32 | 14:08 | 10:23 | 15:05 | 13:49 | 08:03 | 08:23 | 09:48 | 15:24 | 12:59"
    );
    assert_eq!(
        Trial::new("time_of_day", settings(&[])).shown(),
        "08:31:09 | 14:44:30 | 05:45:28 | 17:01:44 | 13:57:50 | 00:07:27 | 00:55:30 | 04:20:32 | 17:47:17 | 11:59:26"
    );
    let law =
        table(&[("log_normal", table(&[("median", Value::Integer(12)), ("sigma", Value::Number(0.7))]))]);
    let mut call = settings(&[("max", text("2h")), ("law", law)]);
    assert_eq!(
        Trial::new("duration", call.clone()).shown(),
        "555 | 882 | 439 | 1059 | 832 | 120 | 209 | 380 | 1132 | 719"
    );
    call.values.insert("style".to_owned(), text("clock"));
    assert_eq!(
        Trial::new("duration", call.clone()).shown(),
        "00:09:15 | 00:14:42 | 00:07:19 | 00:17:39 | 00:13:52 | 00:02:00 | 00:03:29 | 00:06:20 | 00:18:52 | 00:11:59"
    );
    call.values.insert("style".to_owned(), text("iso8601"));
    assert_eq!(
        Trial::new("duration", call).shown(),
        "PT9M15S | PT14M42S | PT7M19S | PT17M39S | PT13M52S | PT2M | PT3M29S | PT6M20S | PT18M52S | PT11M59S"
    );
}

#[test]
fn batches_do_not_matter() {
    let after = dates(&[Some(EPOCH - 400), None, Some(EPOCH - 30)]);
    Trial::with("date", delayed(), &[("after", after)]).split();
    Trial::new("timestamp", office()).split();
    Trial::new("time_of_day", settings(&[])).split();
    Trial::new("duration", settings(&[])).split();
}

#[test]
fn dates_keep_their_ends_and_business_days() {
    let ends = (EPOCH - 20, EPOCH - 3);
    for chosen in [settings(&[]), business(), delayed()] {
        let inputs = [("after", dates(&[Some(ends.0)])), ("before", dates(&[Some(ends.1)]))];
        let only_weekdays = chosen.values.contains_key("weekdays");
        let made = Trial::with("date", chosen, &inputs).make(0..10_000);
        let days = made.as_primitive::<Date32Type>().values();
        assert!(days.iter().all(|d| (ends.0..=ends.1).contains(d)));
        assert!(!only_weekdays || days.iter().all(|d| weekday(*d) < 5));
        let seen: std::collections::BTreeSet<i32> = days.iter().copied().collect();
        assert_eq!(seen.len(), if only_weekdays { 12 } else { 18 });
    }
}

#[test]
fn seasons_have_their_shares() {
    let season = table(&[("jan", Value::Integer(3)), ("7", Value::Integer(1))]);
    let made = Trial::new("date", settings(&[("season", season)])).texts(0..10_000);
    let january = made.iter().filter(|d| &d[5..7] == "01").count();
    assert!(made.iter().all(|d| &d[5..7] == "01" || &d[5..7] == "07"));
    assert!((7_300..7_700).contains(&january), "{january}");
}

#[test]
fn what_is_measured_from_null_is_null() {
    let within = settings(&[("within", text("10d"))]);
    let made = Trial::with("date", within, &[("after", dates(&[None, Some(0)]))]).make(0..2);
    assert!(made.is_null(0) && made.is_valid(1));
    let free = Trial::with("date", settings(&[]), &[("after", dates(&[None]))]).make(0..10);
    assert_eq!(free.null_count(), 0);
}

#[test]
fn ends_out_of_order_are_refused() {
    let inputs = [("after", dates(&[Some(5)])), ("before", dates(&[Some(4)]))];
    assert_eq!(
        Trial::with("date", settings(&[]), &inputs).refusal(),
        "in a row `after` is later than `before`"
    );
    let mut known = settings(&[]);
    known.inputs.insert("after".to_owned(), Some(vec!["2026-01-02".to_owned()]));
    known.inputs.insert("before".to_owned(), Some(vec!["2026-01-01".to_owned()]));
    assert_eq!(
        Trial::fault("date", &known).message,
        "`after` (2026-01-02) is later than `before` (2026-01-01)"
    );
    let slip = settings(&[("time_zone", text("America/New_Yrok"))]);
    assert_eq!(Trial::fault("timestamp", &slip).help.as_deref(), Some("there is `America/New_York`"));
    let night = table(&[("from", text("22:00")), ("to", text("06:00"))]);
    assert_eq!(
        Trial::fault("timestamp", &settings(&[("hours", night)])).message,
        "`from` is not before `to`"
    );
    let delay = settings(&[("delay", Value::Integer(3))]);
    assert_eq!(Trial::fault("date", &delay).message, "a delay is counted from `after`, which is not given");
}

#[test]
fn office_hours_are_local_and_on_weekdays() {
    let made = Trial::new("timestamp", office()).make(0..10_000);
    let zone = jiff::tz::TimeZone::get("America/New_York").unwrap();
    for micros in made.as_primitive::<TimestampMicrosecondType>().values() {
        let local = jiff::Timestamp::from_microsecond(*micros).unwrap().to_zoned(zone.clone());
        assert!((8..18).contains(&local.hour()), "{local}");
        assert!(local.weekday().to_monday_zero_offset() < 5, "{local}");
        assert_eq!(micros % 1_000_000, 0);
    }
}

#[test]
fn moments_keep_short_intervals() {
    // A Monday, 2025-12-01, from 20:59:30.5 to 22:10 UTC: the office in New York closes at 23:00 UTC.
    let low =
        i64::from(days_from_civil(2025, 12, 1)) * DAY + (20 * 3_600 + 59 * 60 + 30) * 1_000_000 + 500_000;
    let high = low + 4_229_500_000;
    for (after, before) in
        [(low, high), (low + 6 * 3_600_000_000, high + 9 * 3_600_000_000), (low, low + 3 * DAY)]
    {
        let inputs = [("after", moments(&[Some(after)])), ("before", moments(&[Some(before)]))];
        for chosen in [settings(&[]), office(), delayed()] {
            let made = Trial::with("timestamp", chosen, &inputs).make(0..1_000);
            let all = made.as_primitive::<TimestampMicrosecondType>().values();
            assert!(all.iter().all(|m| (after..=before).contains(m) && m % 1_000_000 == 0));
        }
    }
}

#[test]
fn zones_agree_with_the_database() {
    for name in ["America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"] {
        let (ours, theirs) = (Zone::find(name).unwrap(), jiff::tz::TimeZone::get(name).unwrap());
        for hour in 0..40_000i64 {
            let moment = (hour * 11 * 3_600 + 123) * 1_000_000;
            let at = jiff::Timestamp::from_microsecond(moment).unwrap();
            let local = moment + i64::from(theirs.to_offset(at).seconds()) * 1_000_000;
            assert_eq!(ours.to_local(moment), local, "{name}");
            let back = ours.to_moment(local).expect("a local time that was");
            assert!(back == moment || (back < moment && ours.to_local(back) == local), "{name}");
        }
    }
    // 2025-03-09 02:30 was skipped in New York; 2025-11-02 01:30 came twice, and the first is taken.
    let ours = Zone::find("America/New_York").unwrap();
    let local =
        |month, day, minutes: i64| i64::from(days_from_civil(2025, month, day)) * DAY + minutes * 60_000_000;
    assert_eq!(ours.to_moment(local(3, 9, 150)), None);
    assert_eq!(ours.to_moment(local(11, 2, 90)), Some(local(11, 2, 90 + 240)));
}

#[test]
fn unique_times_are_distinct() {
    Trial::unique("time_of_day", settings(&[]), 10_000);
    let hours = table(&[("9", Value::Integer(1)), ("13", Value::Integer(4))]);
    let made = Trial::unique("time_of_day", settings(&[("hours", hours)]), 7_200);
    assert!(made.iter().all(|t| t.starts_with("09:") || t.starts_with("13:")));
    Trial::unique("duration", settings(&[("max", text("10000s"))]), 10_000);
}
