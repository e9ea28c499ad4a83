//! Dates without a word that says so, and what looks like one.

use super::{finds, found};
use crate::scrub::Class::{Age, Date};

#[test]
fn days_of_two_numbers_are_dates_unless_something_counts() {
    for (text, day) in [
        ("Flu shot 3/18 at the clinic.", "3/18"),
        ("Renewal 1-24; noted.", "1-24"),
        ("Labs 6-6: fine", "6-6"),
        ("BMP 2-10, as said", "2-10"),
        ("New lease as of 11.20.", "11.20"),
        ("Moved out 5.1.24 with help", "5.1.24"),
        ("Imaging 12-8 c/w a cyst", "12-8"),
        ("visit 24/3 with the nurse", "24/3"),
    ] {
        finds(text, &[(day, Date)]);
    }
    for text in [
        "pain 5/10 and strength 4/5 in both arms",
        "rates it 3/10 at rest",
        "a 2/6 systolic murmur",
        "takes 1/2 tablet daily",
        "walks 3-4 blocks, drinks 1-2 beers",
        "every 4-6 hours for 2-3 days",
        "grade 2-3 reflux, stage 1-2",
        "BP 120/80, SpO2 96 %",
        "version 1.2.34 of the form",
        "WBC 3.4, glucose 5.10",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn days_are_named_in_other_ways_too() {
    finds("Her test on the 9th was positive.", &[("9th", Date)]);
    finds("not free until the 16th", &[("16th", Date)]);
    finds("seen Friday the 13th", &[("Friday the 13th", Date)]);
    finds("on Tuesday, June 4, at noon", &[("Tuesday, June 4", Date)]);
    finds(
        "on the twenty-second of July, nineteen eighty-four",
        &[("twenty-second of July, nineteen eighty-four", Date)],
    );
    finds("05MAR2024 and Mar2024", &[("05MAR2024", Date), ("Mar2024", Date)]);
    finds("born 0 4 / 1 7 / 1 9 7 9", &[("0 4 / 1 7 / 1 9 7 9", Date)]);
    finds("she fell on Christmas Eve", &[("Christmas Eve", Date)]);
    finds("last Tuesday", &[("Tuesday", Date)]);
    finds("tiene fiebre desde el lunes", &[("lunes", Date)]);
    finds("refused meds Sat and Sun", &[("Sat", Date), ("Sun", Date)]);
    finds("born in the spring of 2019", &[("spring of 2019", Date)]);
    finds("on Valentine's Day, over easter", &[("Valentine's Day", Date), ("easter", Date)]);
    finds("away 8/5-8/9 and 9/2-4", &[("8/5", Date), ("8/9", Date), ("9/2-4", Date)]);
    finds("Janury 15, 2024 and July4,1966", &[("Janury 15, 2024", Date), ("July4,1966", Date)]);
    finds("moved in sept", &[("sept", Date)]);
    finds("ok after 17-nov-2025, she said", &[("17-nov-2025", Date)]);
    for text in [
        "on the 3rd floor",
        "the 5th digit of the left hand",
        "every Tuesday",
        "Monday through Friday",
        "Sat 98% on room air",
        "keep out of the Sun",
        "two weeks ago",
        "may go in may",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn ages_over_89_are_told_of_somebody() {
    finds("I'm 91 and still drive", &[("91", Age)]);
    finds("my aunt (92) and uncle", &[("92", Age)]);
    finds("she is 94.", &[("94", Age)]);
    finds("a 9 4 year old", &[("9 4", Age)]);
    finds("ninety-seven y/o woman", &[("ninety-seven", Age)]);
    finds("she turned one hundred and one in May", &[("one hundred and one", Age), ("May", Date)]);
    finds("lost in her nineties", &[("nineties", Age)]);
    for text in [
        "sats in the 90s",
        "his pulse is 92 and regular",
        "O2 sat is 95 on room air",
        "she is 95 % better",
        "I'm 61 and drive",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn days_are_told_together() {
    for (text, days) in [
        ("since the May 12–15 admission", "May 12–15"),
        ("We stayed July 2–9, and it rained", "July 2–9"),
        ("off on June 3rd and 4th for court", "June 3rd and 4th"),
        ("works between 3 and 5 March.", "3 and 5 March"),
        ("shut from 3.–5. Okt.", "3.–5. Okt"),
        ("absent le 4 au 8 mars for hockey", "4 au 8 mars"),
        ("in on May 12-15, 2024 again", "May 12-15, 2024"),
    ] {
        finds(text, &[(days, Date)]);
    }
    finds("cultures oct 1-oct 3, clear", &[("oct 1", Date), ("oct 3", Date)]);
    finds("served Oct 1967-Aug 1969 there", &[("Oct 1967", Date), ("Aug 1969", Date)]);
    finds("seen March 3 and 5 mg given", &[("March 3", Date)]);
}

#[test]
fn days_are_written_in_small_letters_and_abroad() {
    for (text, day) in [
        ("flight moved to 30 mar, new gate", "30 mar"),
        ("school pics oct. 21, tell us", "oct. 21"),
        ("CM called to confirm may 3 ride", "may 3"),
        ("missed the 14/10 scan again", "14/10"),
        ("seen thurs 10/10 at noon", "thurs 10/10"),
        ("exam 12-14 @ the clinic", "12-14"),
        ("the plan ends 30.06, then none", "30.06"),
        ("locked out since Apr. 30/24.", "Apr. 30/24"),
        ("from 10 Nov 23 per guidelines", "10 Nov 23"),
        ("vaccine was supposed to be Hulyo 15 but", "Hulyo 15"),
        ("coughs since 20 Junie and", "20 Junie"),
        ("born 5th o' July '62, she said", "5th o' July '62"),
        ("they met Jnue 7 for lunch", "Jnue 7"),
        ("your letter of the 4th inst.", "4th inst"),
    ] {
        finds(text, &[(day, Date)]);
    }
    for text in
        ["open 24/7 for us", "fasts 16/8 and 20/4", "walked the march 3 miles", "you may 2 times a day"]
    {
        finds(text, &[]);
    }
}

#[test]
fn ages_over_89_are_told_of_whoever_has_them() {
    for (text, age) in [
        ("my pop earl is 90 n wont take it", "90"),
        ("grandpa's ninety-three and eats bacon", "ninety-three"),
        ("died at home in her 98th year", "98th"),
        ("he (94 y) was left alone", "94"),
        ("she is 9 6 and well", "9 6"),
    ] {
        let ages = found(text).into_iter().filter(|(_, class)| *class == Age);
        assert_eq!(ages.map(|(age, _)| age).collect::<Vec<_>>(), [age], "{text}");
    }
    for text in ["the temp is 98 and stable", "his 95th visit", "in the 98th percentile"] {
        finds(text, &[]);
    }
}
