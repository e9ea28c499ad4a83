//! Names, numbers, dates and houses in spellings that nobody would choose who is not hiding something.

use super::finds;
use crate::scrub::Class::{self, Age, Date, Mail, Name, Number, Organization, Phone, Place, Ssn, Url};

#[track_caller]
fn each(class: Class, cases: &[(&str, &str)]) {
    for (text, value) in cases {
        finds(text, &[(value, class)]);
    }
}

#[test]
fn escapes_stand_for_their_characters() {
    each(
        Name,
        &[
            (r"call Mar\u00eda L\u00f3pez now", r"Mar\u00eda L\u00f3pez"),
            ("call Mar&iacute;a L&#243;pez now", "Mar&iacute;a L&#243;pez"),
            ("Jos=C3=A9 called", "Jos=C3=A9"),
            ("call &name=Maria%20Lopez now", "Maria%20Lopez"),
            ("La</span><span class=\"n\">tisha called", "La</span><span class=\"n\">tisha"),
            ("call ⒨⒜⒭⒤⒜ now", "⒨⒜⒭⒤⒜"),
            ("call L0p€z now", "L0p€z"),
        ],
    );
    each(Phone, &[("tel ৫০৫-৫৫৫-০১২৩", "৫০৫-৫৫৫-০১২৩"), ("tel ➄➀➄-➄➄➄-➀➁➂➃", "➄➀➄-➄➄➄-➀➁➂➃")]);
}

#[test]
fn letters_stand_between_any_signs() {
    each(
        Name,
        &[
            ("ask J..o..h..n today", "J..o..h..n"),
            ("ask J - o - h - n today", "J - o - h - n"),
            ("ask (J)(o)(h)(n) today", "J)(o)(h)(n"),
            ("ask L***z today", "L***z"),
            ("ask Lo*ez today", "Lo*ez"),
            ("N as in Nancy, U, R", "N as in Nancy, U, R"),
            ("it is golf, romeo, alfa, yankee", "golf, romeo, alfa, yankee"),
            ("last name spelled em cee gee ee ee", "em cee gee ee ee"),
        ],
    );
    for nothing in ["Choose a, b, c or d.", "What the f**k, he said.", "options (a) (b) (c) apply"] {
        finds(nothing, &[]);
    }
}

#[test]
fn days_have_roman_and_other_numbers() {
    each(
        Date,
        &[
            ("DOB: VII/XIV/1962", "VII/XIV/1962"),
            ("married xii.vi.mcmxcix", "xii.vi.mcmxcix"),
            ("due VIII/14 at noon", "VIII/14"),
            ("the 14th of the 8th month", "14th of the 8th month"),
            ("signed 3'4'22 here", "3'4'22"),
            ("on 5-23-eighty seven", "5-23-eighty seven"),
            ("May-the-4th-2019 it was", "May-the-4th-2019"),
            ("born o4-l2-l98O per the sheet", "o4-l2-l98O"),
            ("le quatorze juillet 2019", "le quatorze juillet 2019"),
            ("on 12 Muharram 1445", "12 Muharram 1445"),
            ("seen 25 дек. 2021", "25 дек. 2021"),
            ("bday 0714", "0714"),
            ("rescheduled for 12.6 at noon", "12.6"),
        ],
    );
    finds("seen 9/3 and 9/10", &[("9/3", Date), ("9/10", Date)]);
    each(
        Age,
        &[
            ("aged XCIII now", "XCIII"),
            ("she is ninetyseven", "ninetyseven"),
            ("turned niney four", "niney four"),
        ],
    );
    for nothing in ["murmur II/VI, CN II-XII intact", "He is 5'4\" tall."] {
        finds(nothing, &[]);
    }
}

#[test]
fn numbers_and_addresses_are_said_in_any_way() {
    each(
        Phone,
        &[
            ("my ph# is 4-1-2 / 5-5-5 / 0-1-8-8", "4-1-2 / 5-5-5 / 0-1-8-8"),
            ("call me 555 01 09", "555 01 09"),
        ],
    );
    each(Ssn, &[("last 4 xxx-xx-0193", "xxx-xx-0193")]);
    each(
        Number,
        &[
            ("policy H-O-dash-four-four-two-one", "H-O-dash-four-four-two-one"),
            ("silver altima BNV 4410", "BNV 4410"),
            ("acct tasha.b.realone", "tasha.b.realone"),
        ],
    );
    each(Mail, &[("write to mara AT-sign example DOT net", "mara AT-sign example DOT net")]);
    each(Url, &[("see example-dot-com/maria", "example-dot-com/maria")]);
    each(Place, &[("the tent is at 34°03'N 118°15'W", "34°03'N 118°15'W"), ("neighbor in 2C says hi", "2C")]);
}

#[test]
fn houses_have_small_letters_and_rooms() {
    each(
        Organization,
        &[
            ("Paid to crestline property mgmt by check", "crestline property mgmt"),
            ("She eats at blue moon diner by ten", "blue moon diner"),
            ("He waits behind marv's liquor", "marv's liquor"),
            ("Admitted to hospice of the pines", "hospice of the pines"),
            ("Staying at new beginnings", "new beginnings"),
        ],
    );
    finds("at Aspen Court, unit 12", &[("Aspen Court", Organization), ("unit 12", Place)]);
    for nothing in [
        "Referred to an urgent care clinic and a local food bank.",
        "Discussed med management at home.",
        "Went to the methadone clinic by bus.",
    ] {
        finds(nothing, &[]);
    }
}

#[test]
fn words_that_help_verbs_are_names_where_they_help_none() {
    each(Name, &[("left vm for will, he is out", "will"), ("auntie may watches the baby", "may")]);
    finds("He may walk, and she will too.", &[]);
}

#[test]
fn codes_and_addresses_are_said_aloud() {
    each(
        Number,
        &[
            ("follow at lagos underscore foodie for more", "at lagos underscore foodie"),
            ("moderator u/plaid_otter removed my post", "u/plaid_otter"),
            ("lil_miso: rematch", "lil_miso"),
        ],
    );
    each(
        Name,
        &[
            (
                "plate is K as in kilo, R as in romeo, two two nine",
                "K as in kilo, R as in romeo, two two nine",
            ),
            ("they wrote only a n g e l, no surname", "a n g e l"),
        ],
    );
    each(
        Class::Network,
        &[
            ("seen from 192 dot 0 dot 2 dot 44 twice", "192 dot 0 dot 2 dot 44"),
            ("it has aa bb cc 01 02 03 on it", "aa bb cc 01 02 03"),
        ],
    );
    each(Date, &[("seen on 29-XI again", "29-XI")]);
    each(
        Place,
        &[
            ("found at Kedzie and 63rd, cold", "Kedzie and 63rd"),
            ("down at corner of mill & 3rd", "mill & 3rd"),
        ],
    );
    for nothing in ["vitamin B as in boy twelve", "take it s l o w l y", "def weight_kg(height_cm): pass"] {
        assert!(!super::found(nothing).iter().any(|(_, class)| *class == Number), "{nothing}");
    }
}
