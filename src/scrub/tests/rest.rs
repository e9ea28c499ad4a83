//! What is left between and beside findings, homes behind what says so, and further spellings.

use super::*;
use Class::{Age, Date, Name, Number, Phone, Place, Url};

#[test]
fn rests_of_what_was_found_are_taken_with_it() {
    for (text, name) in [
        ("Wyn n Har dcastle came with a wound", "Wyn n Har dcastle"),
        ("Mr Pa tter son refused", "Pa tter son"),
        ("l\u{222a}cia marin has asthma", "l\u{222a}cia marin"),
    ] {
        let found: Vec<&str> = found(text).into_iter().map(|(found, _)| found).collect();
        assert_eq!(found.join(" "), name, "in {text:?}");
    }
    finds("saw dr okonkwo-b last week", &[("okonkwo-b", Name)]);
    finds("the user is xX_Tyler_Xx again", &[("xX_Tyler_Xx", Number)]);
    for (text, all) in [
        ("Maria Lopez-related stress", "Maria Lopez"),
        ("told Maria 5 mg is enough", "Maria"),
        ("ph.312.555.0188 is hers", "312.555.0188"),
    ] {
        let found: Vec<&str> = found(text).into_iter().map(|(found, _)| found).collect();
        assert_eq!(found, [all], "in {text:?}");
    }
}

#[test]
fn homes_are_told_behind_what_says_so() {
    for (text, home) in [
        ("she lives @ 12 oak with her son", "12 oak"),
        ("lives at twelve oak", "twelve oak"),
        ("my addy: sixty-six b, duke of york's row", "sixty-six b, duke of york's row"),
    ] {
        finds(text, &[(home, Place)]);
    }
    for text in ["lives at home with 2 cats", "living on 2 L of oxygen", "address 3 of the problems"] {
        finds(text, &[]);
    }
}

#[test]
fn days_ages_and_hosts_are_spelled_in_more_ways() {
    for (text, date) in [
        ("seen on the 4th of Jooly for rash", "4th of Jooly"),
        ("born 9th of Joon 1944", "9th of Joon 1944"),
        ("next appt 11-fourteen-25", "11-fourteen-25"),
        ("back monday the twentieth", "monday the twentieth"),
        ("dos the 20th", "20th"),
    ] {
        finds(text, &[(date, Date)]);
    }
    finds("he is 9five yrs young", &[("9five", Age)]);
    finds("at 5th n Main", &[("5th n Main", Place)]);
    finds("site delphineosei . example", &[("delphineosei . example", Url)]);
    finds("one-two-three and go", &[]);
}

#[test]
fn signs_brackets_and_words_part_no_number_and_no_name() {
    finds("(N)adia called", &[("(N)adia", Name)]);
    finds("given to m.vega", &[("m.vega", Name)]);
    finds("ring 2 0 2, 5 5 5, 0 1 7 6", &[("2 0 2, 5 5 5, 0 1 7 6", Number)]);
    finds("cell is 505 and then 555 and then 0123", &[("505 and then 555 and then 0123", Phone)]);
    finds("mrn #8#8#4#4#1", &[("8#8#4#4#1", Number)]);
    finds("scores of 1, 0, 2, 1, 0, 3 today", &[]);
    finds("(a)bnormal and drug(s) given", &[]);
}
