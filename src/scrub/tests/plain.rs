//! Whole classes of spelling that are read into their plain form before anything looks at them.

use super::{finds, found};
use crate::scrub::Class::{self, Age, Date, Mail, Name, Number, Phone, Url};

#[track_caller]
fn each(class: Class, cases: &[(&str, &str)]) {
    for (text, value) in cases {
        finds(text, &[(value, class)]);
    }
}

#[test]
fn what_looks_like_a_letter_or_a_digit_is_one_beside_others() {
    each(
        Name,
        &[("call Ɓ\u{e1}la Usm\u{1e05}n now", "Ɓála Usm\u{1e05}n"), ("ask ᴍᴀʀɪᴀ ʟᴏᴘᴇᴢ now", "ᴍᴀʀɪᴀ ʟᴏᴘᴇᴢ")],
    );
    each(Phone, &[("tel ⁺³⁵³ ²⁰ ⁹¹³ ⁰¹⁶⁶", "⁺³⁵³ ²⁰ ⁹¹³ ⁰¹⁶⁶"), ("ring 505 555 012З today", "505 555 012З")]);
    finds("BMI 31 kg/m², area 4 cm²", &[]);
}

#[test]
fn signs_and_their_words_join_addresses() {
    each(
        Mail,
        &[
            ("write to nia【at】mail【dot】example", "nia【at】mail【dot】example"),
            (
                "write to nia.b (at) mail-host (dot) example (dot) org",
                "nia.b (at) mail-host (dot) example (dot) org",
            ),
            ("write to nia_AT_mail_DOT_org now", "nia_AT_mail_DOT_org"),
            ("write to n i a . b [at] mail [dot] org", "n i a . b [at] mail [dot] org"),
        ],
    );
    each(
        Url,
        &[
            ("see h t t p : / / b e e c h . o r g now", "h t t p : / / b e e c h . o r g"),
            (
                "see https colon slash slash beech dot example dot org",
                "https colon slash slash beech dot example dot org",
            ),
            ("see Beech.Example.Org/~nia/x", "Beech.Example.Org/~nia/x"),
        ],
    );
    each(
        Mail,
        &[
            ("she is @ the . crab . queen.", "@ the . crab . queen"),
            ("she is @_crab.queen_.", "@_crab.queen_"),
        ],
    );
    each(Number, &[("I am crabman hash zero four two", "crabman hash zero four two")]);
}

#[test]
fn codes_are_told_by_standing_letter_by_letter() {
    each(
        Number,
        &[
            ("plate K Z R · 4 4 1 outside", "K Z R · 4 4 1"),
            ("plate M H 0 2 A B 5 5 5 1 outside", "M H 0 2 A B 5 5 5 1"),
            ("plate 8 K T R\n2 2 9, gone", "8 K T R\n2 2 9"),
            ("badge KCZ-four-four-one-B", "KCZ-four-four-one-B"),
            ("case no. C M dash 0 0 4 7 dash eleven", "C M dash 0 0 4 7 dash eleven"),
        ],
    );
    each(
        Number,
        &[
            ("ring five5five-01-ninety-nine", "five5five-01-ninety-nine"),
            ("ring 8 7 six~five five 5~0192", "8 7 six~five five 5~0192"),
        ],
    );
    for nothing in
        ["one-two-three-four, said the child", "The mean was 4 to 5 at w-o-r-k.", "choose a, b, c or d"]
    {
        finds(nothing, &[]);
    }
}

#[test]
fn each_part_of_a_date_is_written_in_its_own_way() {
    each(
        Date,
        &[
            ("tested on Sixth/Eleven/Twenty-five", "Sixth/Eleven/Twenty-five"),
            ("it says zero six slash eleven slash twenty three", "zero six slash eleven slash twenty three"),
            ("came 5th/may/2023 in pain", "5th/may/2023"),
            ("came 10:IX:23 in pain", "10:IX:23"),
            ("came 15 - iii - 2024 in pain", "15 - iii - 2024"),
            ("came 11✦30✦2026 in pain", "11✦30✦2026"),
            ("wed/nov/6 at noon", "nov/6"),
            ("since 12-jun-twentyone: well", "12-jun-twentyone"),
            ("due o1·Apr·’25 here", "o1·Apr·’25"),
            ("born 7th day of August in the year 2022", "7th day of August in the year 2022"),
        ],
    );
    for nothing in
        ["one-two-eight over eight-oh", "version one dot two dot nine", "10:20:30 sharp", "and/or 2/day"]
    {
        finds(nothing, &[]);
    }
}

#[test]
fn months_are_known_by_what_is_left_of_them() {
    each(
        Date,
        &[
            ("DOB Agu 9, 1990 it says", "Agu 9, 1990"),
            ("born 2nd of Juli here", "2nd of Juli"),
            ("moved to Octuber 3rb here", "Octuber 3rb"),
            ("came 3rd-Jly-24 here", "3rd-Jly-24"),
            ("came 4 Jullly here", "4 Jullly"),
            ("due juin 1er here", "juin 1er"),
            ("came quince de agosto here", "quince de agosto"),
            ("born twenty-second o' Novembr here", "twenty-second o' Novembr"),
            ("back on l4th of April here", "l4th of April"),
            ("back on 0ct0ber l9, fasting", "0ct0ber l9"),
        ],
    );
    for nothing in ["the 2nd of Mary's pills", "first of all", "4 more, 2 junk", "a 3rd of it"] {
        assert!(found(nothing).iter().all(|(_, class)| *class != Date), "{nothing}");
    }
}

#[test]
fn ages_are_ages_however_they_are_said() {
    for (text, age) in [
        ("my mother-in-law kyriaki is ninety three and well", "ninety three"),
        ("he said he was four score and fourteen, still well", "four score and fourteen"),
        ("gma is ninty tree n well", "ninty tree"),
        ("age: noventa y dos; well", "noventa y dos"),
        ("she's a hundred-an-two, well", "a hundred-an-two"),
        ("she was 9 8 (or so)", "9 8"),
        ("grandma is 9two, well", "9two"),
        ("he is XCVI yrs old", "XCVI"),
    ] {
        let ages = found(text).into_iter().filter(|(_, class)| *class == Age);
        assert_eq!(ages.map(|(age, _)| age).collect::<Vec<_>>(), [age], "{text}");
    }
    for nothing in ["over ninety minutes", "apgar 9 9"] {
        finds(nothing, &[]);
    }
}
