//! Dates in every layout, moved and cut.

use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn the_usual_layout_is_read_and_written_as_any(
        text in "[0-9]{4}[-/][0-9]{2}[-/.][0-9]{2}",
        days in -800_000i64..3_000_000,
        separator in prop::sample::select(vec![b'-', b'/', b'.']),
    ) {
        if let Some((head, _)) = plain_head(&text) {
            prop_assert_eq!(head.days(), read_head(&text, false).map(|(_, days)| days));
        }
        let (mut plain, mut any) = (Vec::new(), Vec::new());
        let date = civil(days);
        if PlainHead::write(date, separator, &mut plain) {
            for (value, width) in [(date.year, 4), (date.month, 2), (date.day, 2)] {
                any.push(separator);
                pad(value, width, &mut any);
            }
            prop_assert_eq!(&plain[..], &any[1..]);
        }
    }
}

fn shifted(text: &str, days: i64) -> String {
    let mut out = Vec::new();
    read(text, Style::default()).unwrap().shifted(days, 123_456_789, text, &mut out);
    String::from_utf8(out).unwrap()
}

fn cut(text: &str) -> String {
    let mut out = Vec::new();
    let date = read(text, Style::default()).unwrap();
    date.cut(date.year_month().0, 1, &mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn every_layout_moves_and_stays_itself() {
    for (text, moved) in [
        ("2019-07-04", "2019-06-20"),
        ("2019/07/04", "2019/06/20"),
        ("20190704", "20190620"),
        ("07/04/2019", "06/20/2019"),
        ("7/4/2019", "6/20/2019"),
        ("04.07.2019", "20.06.2019"),
        ("31/12/2019", "17/12/2019"),
        ("2019-07", "2019-06"),
        ("2019", "2018"),
        ("2019-07-04T08:30:00Z", "2019-06-20T08:30:00Z"),
        ("2019-07-04 08:30:00+02", "2019-06-20 08:30:00+02"),
        ("2019-07-04 08:30:00.000001-05:00", "2019-06-20 08:30:00.987654-05:00"),
        ("20190704083015", "20190620083015"),
        ("7/4/2019 8:30", "6/20/2019 8:30"),
        ("4-Jul-2019", "20-Jun-2019"),
        ("04JUL2019", "20JUN2019"),
        ("July 4, 2019", "June 20, 2019"),
        ("Thu, 04 Jul 2019 08:30:00 +0000", "Thu, 20 Jun 2019 08:30:00 +0000"),
        ("04/Jul/2019:08:30:00 +0000", "20/Jun/2019:08:30:00 +0000"),
        ("1562229000", "1561019400"),
        ("1562229000123", "1561019400789"),
    ] {
        assert_eq!(shifted(text, -14), moved);
    }
}

#[test]
fn two_digits_of_a_year_are_read_as_the_schema_says() {
    for (format, text, moved, cut) in [
        ("MM/DD/YY", "07/04/85", "06/20/85", "01/01/85"),
        ("M/D/YY", "7/4/85 8:30", "6/20/85 8:30", "01/01/85 00:00"),
        ("DD.MM.YY", "04.07.85", "20.06.85", "01.01.85"),
        ("YYMMDD", "000104", "991221", "000101"),
        ("YY-MM-DD", "00-01-04", "99-12-21", "00-01-01"),
        // What has four digits is read as it is anywhere.
        ("MM/DD/YY", "07/04/1985", "06/20/1985", "01/01/1985"),
    ] {
        let style = Style { day_first: false, short: ShortDate::read(format, 1_930) };
        let date = read(text, style).unwrap();
        let (mut shifted, mut year) = (Vec::new(), Vec::new());
        date.shifted(-14, 0, text, &mut shifted);
        date.cut(date.year_month().0, 1, &mut year);
        assert_eq!(String::from_utf8(shifted).unwrap(), moved, "{format}");
        assert_eq!(String::from_utf8(year).unwrap(), cut, "{format}");
    }
    for text in ["13/04/85", "7-4-85", "070485", "07/04/8", "07/04/85/1", "02/29/85"] {
        let style = Style { day_first: false, short: ShortDate::read("MM/DD/YY", 1_930) };
        assert!(read(text, style).is_none(), "{text}");
    }
}

#[test]
fn dates_of_nobody_do_not_move() {
    for (text, left) in [
        ("9999-12-31", "9999-12-31"),
        ("9999-12-31 23:59:59.999", "9999-12-31 23:59:59.999"),
        ("12/31/2999", "12/31/2999"),
        ("1900-01-01", "1900-01-01"),
        ("0001-01-01", "0001-01-01"),
        ("1753-01-01", "1753-01-01"),
        ("18230714", "18230101"),
        ("2931-12-30 08:00", "2931-01-01 00:00"),
    ] {
        let mut out = Vec::new();
        assert!(read(text, Style::default()).unwrap().nobodys(text, &mut out), "{text}");
        assert_eq!(String::from_utf8(out).unwrap(), left);
    }
    for text in ["1900-01-02", "1850-01-01", "2074-12-31", "1970-01-01"] {
        assert!(!read(text, Style::default()).unwrap().nobodys(text, &mut Vec::new()), "{text}");
    }
}

#[test]
fn the_year_alone_is_left() {
    for (text, left) in [
        ("2019-07-04", "2019-01-01"),
        ("7/4/2019", "01/01/2019"),
        ("12/25/2019", "01/01/2019"),
        ("25.12.2019", "01.01.2019"),
        ("2019-07", "2019-01"),
        ("2019-07-04 08:30:12.5-05:00", "2019-01-01 00:00:00.0-05:00"),
        ("2019-07-04T08:30:12Z", "2019-01-01T00:00:00Z"),
        ("7/4/2019 8:30 PM", "01/01/2019 00:00 PM"),
        ("7/4/2019, 8:30:05 PM", "01/01/2019, 00:00:00 PM"),
        ("2019-07-04 08:30:12 AM MST", "2019-01-01 00:00:00 AM MST"),
        ("2019-07-04 08:30:12 MST", "2019-01-01 00:00:00 MST"),
        ("20190704083015", "20190101000000"),
        ("4-Jul-2019", "01-Jan-2019"),
        ("14-Jul-2019", "01-Jan-2019"),
        ("May 4, 2019", "Jan 01, 2019"),
        ("Thursday, July 04, 2019 8:30 PM", "Tuesday, Jan 01, 2019 00:00 PM"),
        ("Thu, 04 Jul 2019 08:30:00 -0600", "Tue, 01 Jan 2019 00:00:00 -0600"),
        ("04/JUL/2019:08:30:00 +0000", "01/JAN/2019:00:00:00 +0000"),
    ] {
        assert_eq!(cut(text), left);
    }
}

#[test]
fn what_is_no_date_is_told() {
    for text in [
        "",
        "soon",
        "4-Jul-19",
        "7/4/2019, 5",
        "2019-07-04 08:30 Ann",
        "31 Jun 2019",
        "Ann Jul 4, 2019",
        "July 2019",
        "20191304083015",
        "2019-13-01",
        "2019-02-30",
        "13/13/2019",
        "2019-07-04 25:00",
        "12-34",
        "7/4/19",
        "é",
    ] {
        assert!(read(text, Style::default()).is_none(), "{text}");
    }
}
