//! What a text is searched for, held against what each sentence should give.

use super::*;

mod dates;
mod hidden;
mod names;
mod plain;
mod rest;
mod spelled;
mod things;

fn found(text: &str) -> Vec<(&str, Class)> {
    find(text, None).into_iter().map(|f| (&text[f.range], f.class)).collect()
}

#[track_caller]
fn finds(text: &str, expected: &[(&str, Class)]) {
    assert_eq!(found(text), expected, "in {text:?}");
}

#[test]
fn names_are_told_by_what_stands_around_them() {
    use Class::Name;
    finds("Spoke with Maria Lopez about housing.", &[("Maria Lopez", Name)]);
    finds("Dr. Okonkwo saw her.", &[("Okonkwo", Name)]);
    finds("pt's daughter Shaniqua will call back", &[("Shaniqua", Name)]);
    finds("LOPEZ, MARIA was seen by J. Smith, MD.", &[("LOPEZ, MARIA", Name), ("J. Smith", Name)]);
    finds("Patel called to cancel.", &[("Patel", Name)]);
    finds("Young called at noon.", &[("Young", Name)]);
    finds("Juan de la Cruz missed his visit", &[("Juan de la Cruz", Name)]);
    finds("Maria Lopez-Garcia's mother", &[("Maria Lopez-Garcia", Name)]);
}

#[test]
fn diseases_and_drugs_are_no_names() {
    for text in [
        "Parkinson disease progressed and he will return.",
        "May improve with rest. Will return in two weeks.",
        "History of Crohn's disease and Hodgkin lymphoma.",
        "Baker cyst on the left knee, Bell's palsy resolved.",
        "Positive Phalen test and Tinel sign.",
        "Started Ozempic 0.5 mg weekly; continue Lipitor.",
        "Chief Complaint: chest pain. Emergency Department visit.",
        "Wolff-Parkinson-White syndrome with Graves disease",
        "What is the dose of amoxicillin for a 45-year-old with BP 120/80?",
        "HbA1c 7.2, CD4 350, ICD-10 E11.9, pain 5/10",
        "Patient is a 67 yo M with COPD and T2DM on metformin 1000 mg BID.",
        "Guidelines for managing type 2 diabetes in adults with CKD stage 3",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn dates_are_found_in_every_usual_form() {
    use Class::Date;
    finds("DOB 03/14/1985, seen 2024-11-02.", &[("03/14/1985", Date), ("2024-11-02", Date)]);
    finds("on March 14th, 1985 and 14 Mar 85", &[("March 14th, 1985", Date), ("14 Mar 85", Date)]);
    finds("the fourteenth of March", &[("fourteenth of March", Date)]);
    finds("appt on 3/14 with strength 5/5", &[("3/14", Date)]);
    finds("admitted in March 2021, stable since 2019", &[("March 2021", Date)]);
    finds("el 14 de marzo de 1985", &[("14 de marzo de 1985", Date)]);
    finds("a 92-year-old and a 45-year-old", &[("92", Class::Age)]);
}

#[test]
fn numbers_are_found_by_form_or_label() {
    finds(
        "Call (505) 555-0123 ext. 4 or 505.555.0188",
        &[("(505) 555-0123 ext. 4", Class::Phone), ("505.555.0188", Class::Phone)],
    );
    finds("SSN 900-01-0001, MRN: 00123456", &[("900-01-0001", Class::Ssn), ("00123456", Class::Number)]);
    finds(
        "policy number is XJ-99-1234; plate 7ABC123",
        &[("XJ-99-1234", Class::Number), ("7ABC123", Class::Number)],
    );
    finds(
        "mail maria@example.org, see https://example.org/a?b=c.",
        &[("maria@example.org", Class::Mail), ("https://example.org/a?b=c", Class::Url)],
    );
    finds(
        "from 192.0.2.17 and 2001:db8::1",
        &[("192.0.2.17", Class::Network), ("2001:db8::1", Class::Network)],
    );
    finds(
        "or 5165550132 in 2 days, 555-0132 in the evenings",
        &[("5165550132", Class::Number), ("555-0132", Class::Phone)],
    );
    finds("five five five zero one two three", &[("five five five zero one two three", Class::Number)]);
}

#[test]
fn places_smaller_than_a_state_are_found() {
    use Class::Place;
    finds(
        "lives at 1200 N Main St Apt 4B, Albuquerque, NM 87102",
        &[("1200 N Main St Apt 4B, Albuquerque, NM 87102", Place)],
    );
    finds("moved from San Antonio last year", &[("San Antonio", Place)]);
    finds("born in Texas", &[]);
    finds("works at Sunrise Valley Hospital", &[("Sunrise Valley Hospital", Class::Organization)]);
}

#[test]
fn spellings_that_hide_a_name_are_seen_through() {
    use Class::Name;
    finds("asked for M a r i a today", &[("M a r i a", Name)]);
    finds("J0hn was late", &[("J0hn", Name)]);
    finds("Mar\u{200b}ia López left", &[("Mar\u{200b}ia López", Name)]);
}

#[test]
fn what_the_record_knows_is_found_in_any_spelling() {
    let mut lexicon = Lexicon::new();
    lexicon.add(Class::Name, "Will", || 1);
    lexicon.add(Class::Name, "Hernández", || 2);
    lexicon.add(Class::Number, "00-123-456", || 3);
    lexicon.add_date(1985, 3, 14, || 4);
    lexicon.add_initials("WH", || 5);
    let known = |text: &str| -> Vec<usize> {
        let record = Record { layers: &[&lexicon], dates: &[] };
        find(text, Some(&record)).into_iter().filter_map(|f| f.known).map(|known| known.id).collect()
    };
    assert_eq!(known("Will hernandez's chart"), [1, 2]);
    assert!(known("she will return").is_empty());
    assert_eq!(known("HERN-\nANDEZ and Hernadnez and hernandes"), [2, 2, 2]);
    assert_eq!(known("no. 00123456, or 0 0 1 2 3 4 5 6, or MRN00123456"), [3, 3, 3]);
    assert_eq!(known("born 3/14/85, or 14 March"), [4, 4]);
    assert_eq!(known("W.H. and WH, not wh"), [5, 5]);
}

#[test]
fn what_the_record_writes_with_signs_is_found_as_it_stands() {
    for value in ["p@tient", "$teve", "br!ght", "j@mes-w!ll", "M a r i a", "P4t1ent", "MrsOkafor", "MaryAnn"]
    {
        let mut lexicon = Lexicon::new();
        lexicon.add(Class::Number, value, || 1);
        for text in [format!("as {value} again"), value.to_owned(), format!("user: {value}, closed")] {
            let record = Record { layers: &[&lexicon], dates: &[] };
            let found = find(&text, Some(&record));
            let known = found.iter().find(|f| f.known.is_some()).map(|f| &text[f.range.clone()]);
            assert_eq!(known, Some(value), "{text}");
        }
    }
}

#[test]
fn any_text_of_any_length_is_read_in_linear_time_and_without_a_panic() {
    for piece in [
        "a ",
        "@",
        "1-",
        "A. ",
        "( ",
        "O'",
        "12/",
        "ninety ",
        "é́",
        "\u{0}",
        "x@x.",
        "St ",
        "1 Main ",
        "12 Elm St, Reno, NV",
    ] {
        let text = piece.repeat(20_000);
        let _ = find(&text, None);
    }
}

#[test]
fn initials_and_names_in_other_orders_are_names() {
    use Class::Name;
    finds("Staffed with L. Asmus on the plan", &[("L. Asmus", Name)]);
    finds("signed, m. eastman, md", &[("m. eastman", Name)]);
    finds("Video visit with J.D. today", &[("J.D.", Name)]);
    finds("STONE, Sean presented today", &[("STONE, Sean", Name)]);
    finds("Diamond (domestic partner) is in", &[("Diamond", Name)]);
    finds("robert (608 555 0172) is the contact", &[("robert", Name), ("608 555 0172", Class::Phone)]);
    for text in [
        "Given 5 mg p.o. at 9 a.m. in the U.S.",
        "Vitals: B.P. normal, E. coli in urine",
        "vitamin D. Return soon",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn days_with_hyphens_are_dates_where_words_say_so() {
    use Class::Date;
    finds("seen on 3-24.", &[("3-24", Date)]);
    finds("BNP 459 (8-18).", &[("8-18", Date)]);
    finds("until 9-14, as before", &[("9-14", Date)]);
    finds(
        "from 20 may 2024, dec 30th and may 30, 2025",
        &[("20 may 2024", Date), ("dec 30th", Date), ("may 30, 2025", Date)],
    );
    for text in [
        "for 2-3 days",
        "take 1-2 tabs",
        "on 2-3 liters",
        "pain 3-4 of ten",
        "from 2-3 drinks",
        "may 2 of them",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn streets_have_directions_and_long_names() {
    use Class::Place;
    finds("sent to 4725 S Miami Cir, Saint Augustine on", &[("4725 S Miami Cir, Saint Augustine", Place)]);
    finds("to 23 Big Plain Circleville Rd, Kinston.", &[("23 Big Plain Circleville Rd, Kinston", Place)]);
    finds("at 72 PINON RIDGE DR.", &[("72 PINON RIDGE DR", Place)]);
    finds("lives at 6842 school st, isabela, per chart", &[("6842 school st, isabela", Place)]);
}
