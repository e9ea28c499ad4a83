//! What markup, spelling and the ways of forms hide.

use super::finds;
use crate::scrub::Class::{
    self, Age, Date, Mail, Name, Network, Number, Organization, Phone, Place, Ssn, Url,
};

#[test]
fn markup_parts_no_words() {
    finds("<b>Hen</b>rietta came", &[("Hen</b>rietta", Name)]);
    finds("Wanda&nbsp;Kristiansen signed", &[("Wanda&nbsp;Kristiansen", Name)]);
    finds("mail dani&#64;example.net", &[("dani&#64;example.net", Mail)]);
}

#[test]
fn addresses_of_the_net_are_read_aloud() {
    finds(
        "see www dot pinelodge dot example dot org slash intake",
        &[("www dot pinelodge dot example dot org slash intake", Url)],
    );
    finds("on insta, real underscore tanya", &[("real underscore tanya", Number)]);
    finds("mail dani{at}example{dot}net", &[("dani{at}example{dot}net", Mail)]);
    finds("ip:192.0.2.9", &[("192.0.2.9", Network)]);
    finds("They lay polka dot us all", &[]);
}

#[test]
fn what_a_form_asks_for_is_taken_whole() {
    let cases: [(&str, &str, Class); 7] = [
        ("zip sixty six fourteen", "sixty six fourteen", Place),
        ("SSN: 9 8 7 - 6 5 dash 4 3 2 1", "9 8 7 - 6 5 dash 4 3 2 1", Ssn),
        ("plate: A B C one two three", "A B C one two three", Number),
        ("case: nineteen dash bee dash four four oh", "nineteen dash bee dash four four oh", Number),
        ("ring 402,555,0177", "402,555,0177", Phone),
        ("AGE: 9 7", "9 7", Age),
        ("password is Tulip!44", "Tulip!44", Number),
    ];
    for (text, value, class) in cases {
        finds(text, &[(value, class)]);
    }
    for nothing in
        ["The account is 3 years old.", "I counted one, two, three, four, five.", "It cost 100,200,300"]
    {
        finds(nothing, &[]);
    }
}

#[test]
fn dates_are_written_in_odd_ways() {
    for (text, date) in [
        (
            "born on the twenty-third of Septembre, nineteen eighty-one",
            "twenty-third of Septembre, nineteen eighty-one",
        ),
        ("seen feburary the second", "feburary the second"),
        ("again 8.iv.79", "8.iv.79"),
        ("way back in 6/'03", "6/'03"),
        ("issued oct-2017", "oct-2017"),
        ("the 5th day of the 6th month, 2020", "5th day of the 6th month, 2020"),
        ("due mid-June", "mid-June"),
        ("on Christmas 2019", "Christmas 2019"),
    ] {
        finds(text, &[(date, Date)]);
    }
    finds("1/2 tablet at bedtime, 1/4 if drowsy.", &[]);
}

#[test]
fn names_have_letters_and_nicknames_before_them() {
    for (text, name) in [
        ("BROWN, T. reinstated today", "BROWN, T."),
        ("this is big mike again", "big mike"),
        ("call t nguyen back", "t nguyen"),
        ("Doctor, I am Olumide.", "Olumide"),
        ("spoke with Tee-Tee today", "Tee-Tee"),
    ] {
        finds(text, &[(name, Name)]);
    }
}

#[test]
fn houses_open_sentences_and_stand_behind_articles() {
    for (text, house) in [
        ("Blue Heron Books refused to refund me.", "Blue Heron Books"),
        ("farewell drinks, The Crooked Anchor, at six", "The Crooked Anchor"),
        ("billed by Plainview Electric Co-op", "Plainview Electric Co-op"),
        ("slept near Pier 3.", "Pier 3"),
    ] {
        finds(text, &[(house, Organization)]);
    }
}

#[test]
fn signs_between_characters_and_between_groups_hide_nothing() {
    let cases: [(&str, &str, Class); 7] = [
        ("ph 6|1|9|-|5|5|5|-|0|1|4|2", "6|1|9|-|5|5|5|-|0|1|4|2", Phone),
        ("DOB [0][3][/][1][7][/][1][9][6][8]", "0][3][/][1][7][/][1][9][6][8", Date),
        ("social: {900}{41}{7730}", "900}{41}{7730", Ssn),
        ("born on June:17,:1958", "June:17,:1958", Date),
        ("call 402 and 555 and 0134", "402 and 555 and 0134", Phone),
        ("dob: 03/17()/1968", "03/17()/1968", Date),
        ("Pt Ana Quin|tero came in", "Ana Quin|tero", Name),
    ];
    for (text, value, class) in cases {
        finds(text, &[(value, class)]);
    }
    finds("no n/v/d/c/f, scores of 7/8/7/9", &[]);
}
