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
    check(&Context { masker: &masker, notes: &notes, rows: &rows, row: 0 });
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
