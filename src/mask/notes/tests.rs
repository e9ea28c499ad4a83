//! What takes the place of findings that no record knows.

use super::*;
use crate::plan::Profile;
use zeroize::Zeroizing;

/// What is made of texts that belong to no row.
fn with(check: impl Fn(&Context<'_>)) {
    let key = MaskKey::new(Zeroizing::new([7; 32]));
    let masker = Masker::for_text(&key).unwrap();
    let notes = Notes::always(masker.policy(), &key).unwrap();
    let profile = Profile::Pseudonymised;
    let rows = Rows { tenants: None, shifts: &[3], old: &[false], extracted: 20_000, profile, table: "" };
    check(&Context { masker: &masker, notes: &notes, rows: &rows, row: 0, made: &RefCell::default() });
}

#[test]
fn every_word_of_a_number_is_replaced() {
    with(|context| {
        for text in ["12/03/1980 KOWALSKI 55512345", "KOWALSKI 3/4/1999", "1/2/2003 MRN\u{e9}KOWALSKI"] {
            let made = context.numbers(text).unwrap();
            assert!(!made.contains("KOWALSKI") && made != text, "{made}");
            assert_eq!(made.split(' ').count(), text.split(' ').count());
        }
    });
}

#[test]
fn only_the_code_of_a_state_stays_of_an_address() {
    with(|context| {
        let made = context.address("12 Oak Street, Springfield, IL 62701").unwrap();
        assert!(made.contains(", IL ") && !made.contains("Springfield") && !made.contains("62701"), "{made}");
        for text in ["12 Oak Street, Springfield JD", "12 Oak Street, JD 62701", "Canaryville, JD"] {
            let made = context.address(text).unwrap();
            assert!(!made.contains("JD"), "{made}");
        }
    });
}

#[test]
fn nothing_gets_itself_for_a_stand_in() {
    use crate::reference::{first_names, places, surnames};
    use crate::scrub::Class;
    with(|context| {
        let finding = |class| crate::scrub::Finding { range: 0..0, class, known: None };
        let differs = |class, text: &str| {
            let made = context.stand_in(&finding(class), None, text).unwrap();
            assert!(!made.eq_ignore_ascii_case(text), "{text} stays of {class:?}");
        };
        for row in (0..first_names::NAME.len()).step_by(211) {
            differs(Class::Name, first_names::NAME.get(row));
            let family = surnames::NAME.get(row % surnames::NAME.len());
            differs(Class::Name, family);
            differs(Class::Name, &format!("{} {family}", first_names::NAME.get(row)));
        }
        for row in (0..places::CITY.len()).step_by(311) {
            differs(Class::Place, places::CITY.get(row));
        }
        for code in ["+1 ", "(+1 ", "+44 "] {
            assert_eq!(context.stand_in(&finding(Class::Phone), None, code).unwrap(), code);
        }
        for month in crate::calendar::MONTHS {
            differs(Class::Date, month);
            differs(Class::Date, &format!("{month} 2021"));
        }
        differs(Class::Age, "90");
        for text in ["A.B.", "LM", "Q.R.", "J.K.L."] {
            differs(Class::Name, text);
        }
    });
}

/// The signs of a text that part lines, in their order.
fn breaks(text: &str) -> String {
    text.chars().filter(|c| "\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}".contains(*c)).collect()
}

#[test]
fn line_breaks_stay_whatever_is_replaced() {
    use crate::markup::Coding;
    let key = MaskKey::new(Zeroizing::new([7; 32]));
    let masker = Masker::for_text(&key).unwrap();
    let check = |text: &str| {
        let made = masker.scrub_text(text, Coding::default()).unwrap().unwrap();
        assert_eq!(breaks(&made), breaks(text), "{text:?} became {made:?}");
        let marked = Coding::default().replaced(text, &mut |plain| {
            let found = crate::scrub::find(plain, None);
            Ok(found.into_iter().map(|f| (f.range, format!("[{}]", f.class.word()))).collect())
        });
        let marked = marked.unwrap().unwrap();
        assert_eq!(breaks(&marked), breaks(text), "{text:?} became {marked:?}");
    };
    check("Call Maria\nLopez at 505-555-\r\n0123, 12 Elm Street\nReno, NV 89501, March\n3,\r\n2021.");
    const WORDS: [&str; 34] = [
        "Maria",
        "LOPEZ",
        "Hern-",
        "andez",
        "dr",
        "Mrs.",
        "called",
        "12",
        "Elm",
        "Street",
        "Reno,",
        "NV",
        "89501",
        "March",
        "3,",
        "2021",
        "3/4/21",
        "505",
        "555-0123",
        "(505)",
        "at",
        "MRN:",
        "A12-3456",
        "900-12-3456",
        "j.d.",
        "O'Neill,",
        "St.",
        "from",
        "Acme",
        "Inc.",
        "five",
        "M",
        "a",
        "r",
    ];
    const GAPS: [&str; 13] =
        [" ", "\n", "\r\n", "\r", " \n", "\n  ", "\n\n", "-\n", "\u{2028}", "\t", "", "\u{b}", "\u{85}"];
    let soup = proptest::collection::vec(
        (proptest::sample::select(&WORDS[..]), proptest::sample::select(&GAPS[..])),
        1..14,
    );
    proptest::proptest!(proptest::test_runner::Config::with_cases(600), |(parts in soup)| {
        check(&parts.iter().map(|(word, gap)| format!("{word}{gap}")).collect::<String>());
    });
}
