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
    each(Name, &[("so my dad will has dementia", "will"), ("then will threw up twice", "will")]);
    for nothing in ["He may walk, and she will too.", "Her living will is on file, and the will was signed."]
    {
        finds(nothing, &[]);
    }
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

#[test]
fn days_are_written_by_old_and_hasty_hands() {
    each(
        Date,
        &[
            ("Seen Sept\nember 9 by the team", "Sept\nember 9"),
            ("since the last day of Feb, she says", "last day of Feb"),
            ("release on Ja nu ary 2 9 at ten", "Ja nu ary 2 9"),
            ("DOB is Day 14, Month 2, she says", "Day 14, Month 2"),
            ("due on the ides of March, she says", "ides of March"),
            ("buried on 1st/of/April in the rain", "1st/of/April"),
            ("On/2nd.Jany.1998/he was seen", "2nd.Jany.1998"),
            ("Mon/22/Apr/024 at seven", "22/Apr/024"),
            ("yours of the 12th inst. of March came", "12th inst. of March"),
            ("admitted 13th o'feb with a cough", "13th o'feb"),
            ("born Dec. the twelf, '52 at home", "Dec. the twelf, '52"),
        ],
    );
    finds("a sick note from 6.7 until 9.7 for work", &[("6.7", Date), ("9.7", Date)]);
    for nothing in ["The A1c rose from 6.7 to 9.7 in a year.", "Day 3 of chemo, month 2 of the plan."] {
        finds(nothing, &[]);
    }
}

#[test]
fn names_are_censored_and_shortened() {
    each(
        Name,
        &[
            ("they wrote P*tr*ck on the wall", "P*tr*ck"),
            ("the label has Gon?alo on it", "Gon?alo"),
            ("Sister Maria-of-the-7-Sorrows called", "Maria-of-the-7-Sorrows"),
            ("the initials x.y.z. are hers", "x.y.z."),
            ("i told will she has papers", "will"),
            ("typed as L i  W e i again", "L i  W e i"),
        ],
    );
    finds("swift, t. / hand, k.", &[("swift, t", Name), ("hand, k", Name)]);
    finds("we spoke with j. and t. about it", &[("j", Name), ("t", Name)]);
    for nothing in ["Is it bad?really?", "treated with c. diff and e. coli"] {
        finds(nothing, &[]);
    }
}

#[test]
fn numbers_and_addresses_are_broken_up() {
    each(
        Number,
        &[
            ("tel 555\n0\n1\n4\n8 in the margin", "555\n0\n1\n4\n8"),
            ("case no. WISH\n-\n20\n-\n331 in the fax", "WISH\n-\n20\n-\n331"),
            ("claim no 00-(four)-77-(nine) is open", "00-(four)-77-(nine"),
            ("my license (R)(N)(4)(0)(9)(2) is valid", "R)(N)(4)(0)(9)(2"),
        ],
    );
    each(
        Mail,
        &[
            (
                "write to yannick, then a dot, then mbeki, at example dot com",
                "yannick, then a dot, then mbeki, at example dot com",
            ),
            ("write to \"maria.lopez\"@mail.example now", "\"maria.lopez\"@mail.example"),
        ],
    );
    each(
        Url,
        &[
            ("see https[:]//portal(.)example(.)com/u/maria", "https[:]//portal(.)example(.)com/u/maria"),
            ("see facebook⁄com⁄maria⁄lopez, he says", "facebook⁄com⁄maria⁄lopez"),
        ],
    );
    each(Class::Network, &[("the tablet has 0O:1A:2b:ЗC:4d:5E on it", "0O:1A:2b:ЗC:4d:5E")]);
    each(
        Place,
        &[
            ("he lives in hell, michigan now", "hell, michigan"),
            ("he camps off loop 410, he says", "loop 410"),
            ("lives off Hwy. four twenty one, he says", "Hwy. four twenty one"),
            ("address: two twenty one bakers row, she says", "two twenty one bakers row"),
            ("is it still on saltmarket st?", "saltmarket st"),
            ("im at fourteen-oh-two n. wabash st behind it", "fourteen-oh-two n. wabash st"),
            ("it is ninety-nine & a half Mulberry Ct, she says", "ninety-nine & a half Mulberry Ct"),
        ],
    );
    each(
        Organization,
        &[
            ("parked at Third Baptist overnight", "Third Baptist"),
            ("en el laboratorio San Telmo por la tarde", "laboratorio San Telmo"),
        ],
    );
}

#[test]
fn dictation_and_the_ways_of_a_text_leave_their_marks() {
    each(
        Name,
        &[
            ("last name is o apostrophe hara, she says", "o apostrophe hara"),
            ("ask MÃ¼ller about it", "MÃ¼ller"),
            ("ask ⠍⠁⠗⠊⠁ about it", "⠍⠁⠗⠊⠁"),
            ("call %4D%61%72%69%61 now", "%4D%61%72%69%61"),
            (r"Mrs Mu{\~n}oz called", r"Mu{\~n}oz"),
        ],
    );
    each(
        Number,
        &[
            (
                "it is five oh five uh five five five oh one two three",
                "five oh five uh five five five oh one two three",
            ),
            (
                "it is five zero five then five five five then zero one two three",
                "five zero five then five five five then zero one two three",
            ),
        ],
    );
    each(
        Mail,
        &[
            ("mail jane.doe\"at\"mail\"dot\"example", "jane.doe\"at\"mail\"dot\"example"),
            ("mail jane.doe /at/ mail /dot/ example", "jane.doe /at/ mail /dot/ example"),
            ("mail jane . doe -at- mail -dot- example", "jane . doe -at- mail -dot- example"),
        ],
    );
    each(Class::Network, &[("the ip 192,0,2,17 again", "192,0,2,17")]);
    each(Mail, &[("write mlopez85 at the gmail, she says", "mlopez85 at the gmail")]);
    each(Url, &[("see goo(dot)gl/maps/abc for it", "goo(dot)gl/maps/abc")]);
    each(Phone, &[("cell 5,055,550,123 in the sheet", "5,055,550,123")]);
    each(Date, &[("admitted 1985\\3\\14 again", "1985\\3\\14")]);
    each(Age, &[("in her ninety-fourth year of life", "ninety-fourth")]);
    each(
        Place,
        &[
            ("found at ///filled.count.soap again", "///filled.count.soap"),
            ("camped at mile marker 42 on I-25", "mile marker 42 on I-25"),
            ("mail to p.o.b. 1147 please", "p.o.b. 1147"),
        ],
    );
    each(Name, &[("ask 🇲 🇦 🇷 🇮 🇦 now", "🇲 🇦 🇷 🇮 🇦"), ("saw Mar**ia** today", "Mar**ia")]);
    for nothing in ["worse /at/ night", "take two then three more", "um, no pain"] {
        finds(nothing, &[]);
    }
}
