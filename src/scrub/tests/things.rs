//! Employers and sites, places, codes and addresses in spellings that hide them.

use super::finds;
use crate::scrub::Class::{Date, Mail, Name, Network, Number, Organization, Phone, Place, Url};

#[test]
fn employers_are_told_by_words_of_work() {
    finds("I work as a cook for Boeing now.", &[("Boeing", Organization)]);
    finds("a nurse at the Target in town", &[("Target", Organization)]);
    finds("he works for WALMART", &[("WALMART", Organization)]);
    finds("She was let go by Trident Fabrication.", &[("Trident Fabrication", Organization)]);
    finds("Bought at Hollow Tree Music", &[("Hollow Tree Music", Organization)]);
    finds("sold to Everbright Ltd.", &[("Everbright Ltd", Organization)]);
    for text in [
        "The target is a pressure under 130.",
        "Works with a cane, works at home.",
        "Seen in the Emergency Department for pain.",
        "Referred to Physical Therapy and Social Work.",
        "PLAN FOR WORK AT HOME TODAY",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn streets_and_towns_are_found_in_other_forms() {
    finds("at 4956 popes crk ln today", &[("4956 popes crk ln", Place)]);
    finds("at 496 Edmund H Nichols St today", &[("496 Edmund H Nichols St", Place)]);
    finds("at 564 10 Mile Rd today", &[("564 10 Mile Rd", Place)]);
    finds("at 14514 s lake osiris rd today", &[("14514 s lake osiris rd", Place)]);
    finds("at twelve hundred North Main Street", &[("twelve hundred North Main Street", Place)]);
    finds("mail to SW3 4RP or K1A 0B1", &[("SW3 4RP", Place), ("K1A 0B1", Place)]);
    finds("moved to dayton", &[("dayton", Place)]);
    finds("flew to Cape Town last week", &[("Cape Town", Place)]);
    finds("in 02139, she said", &[("02139", Place)]);
    finds("at apt 5C", &[("apt 5C", Place)]);
    finds("walks 3 days a week, takes 2 of 4", &[]);
}

#[test]
fn numbers_are_seen_through_their_spelling() {
    finds("call 5 0 5 5 5 5 0 1 2 3 now", &[("5 0 5 5 5 5 0 1 2 3", Phone)]);
    finds("call (5O5) 555-O182", &[("(5O5) 555-O182", Phone)]);
    finds("call 505 555\n0131", &[("505 555\n0131", Phone)]);
    finds(
        "five oh five, five five five, oh one four four",
        &[("five oh five, five five five, oh one four four", Number)],
    );
    finds("his A098 441 223 and C 28 441 907", &[("A098 441 223", Number), ("C 28 441 907", Number)]);
    finds("user x_dark-lord_x left", &[("x_dark-lord_x", Number)]);
    finds("from @lil.dre.99 today", &[("@lil.dre.99", Mail)]);
    finds("ip 203[.]0[.]113[.]7", &[("203[.]0[.]113[.]7", Network)]);
    finds("asked for L.o.p.e.z today", &[("L.o.p.e.z", Name)]);
    for text in ["on 2 L O2 for I10", "10l of fluid", "mental health.", "find me."] {
        finds(text, &[]);
    }
}

#[test]
fn ways_and_houses_are_told_by_what_they_are() {
    finds("hit by a car on I-90 near exit 24", &[("I-90", Place), ("exit 24", Place)]);
    finds("HE LIVES ON WEST 42ND", &[("WEST 42ND", Place)]);
    finds("at the corner of Third and Elm", &[("Third and Elm", Place)]);
    finds("vive en calle los olivos 45", &[("calle los olivos 45", Place)]);
    finds("14S Oak Stret, Apt. 3", &[("14S Oak Stret, Apt. 3", Place)]);
    finds("stays at the Lighthouse shelter", &[("Lighthouse shelter", Organization)]);
    finds("i was at mercy general in june", &[("mercy general", Organization), ("june", Date)]);
    for text in ["I-131 was given", "US 2 weeks ago", "in the clinic, as every 7th patient is"] {
        finds(text, &[]);
    }
}

#[test]
fn blanks_and_signs_in_addresses_and_numbers_hide_nothing() {
    finds("r o b @ mail . example", &[("r o b @ mail . example", Mail)]);
    finds("www . example . com/jane", &[("www . example . com/jane", Url)]);
    finds("https//example.com/u/4411", &[("https//example.com/u/4411", Url)]);
    finds("from 192 . 0 . 2 . 44", &[("192 . 0 . 2 . 44", Network)]);
    finds("check #10442, moonpie#2291", &[("10442", Number), ("moonpie#2291", Number)]);
    finds("ph.312.555.0188", &[("312.555.0188", Phone)]);
    finds("dispense #30", &[]);
}

#[test]
fn numbers_that_are_said_are_found_where_they_name_somebody() {
    for (before, said) in [
        ("the last four of her SSN are ", "four four seven one"),
        ("his pin is ", "four oh seven one"),
        ("call ", "five five five - 0123"),
        ("text ", "505-five five five-0123"),
        ("reach me at ", "five o five, five five five, o one two three"),
        ("Tel. ", "quinientos cinco, cinco cincuenta y cinco, cero uno veintitrés"),
        ("mi número es ", "cinco cinco cinco cero uno nueve nueve"),
    ] {
        finds(&format!("{before}{said}."), &[(said, Number)]);
    }
    for text in [
        "Give one two three tablets.",
        "uno, dos o tres veces al día por cinco o seis días",
        "Steps one, two, three, 2021 was better.",
        "treinta y cinco, cuarenta y dos, cincuenta y uno",
        "The number is one of four or five.",
        "one two three 5000 units",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn numbers_of_parcels_and_of_the_insured_stand_in_groups() {
    finds("now 1Z 55E 0Y9 03 4471 is here", &[("1Z 55E 0Y9 03 4471", Number)]);
    finds("statement for QQ 12 34 56 C is ready", &[("QQ 12 34 56 C", Number)]);
}

#[test]
fn a_bracket_that_closes_behind_a_number_belongs_to_the_text() {
    finds("her cell (505-555-0123) is off", &[("505-555-0123", Phone)]);
    finds("her cell ((505) 555-0123) is off", &[("(505) 555-0123", Phone)]);
    finds("her cell is (505) 555-0123.", &[("(505) 555-0123", Phone)]);
}
