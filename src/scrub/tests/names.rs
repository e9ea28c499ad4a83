//! Names without capitals, in capitals, turned round, in lists and in signatures; and words that are none.

use super::finds;
use crate::scrub::Class::Name;

#[test]
fn names_in_small_letters_are_names_where_no_word_is_one() {
    finds("s/w mia cruz by phone", &[("mia cruz", Name)]);
    finds("crystal ridgeway was not home", &[("crystal ridgeway", Name)]);
    finds("call from donald smith at noon", &[("donald smith", Name)]);
    finds("the nurse saw chang, melvin at home", &[("chang, melvin", Name)]);
    finds("as per g. okafor, hold off", &[("g. okafor", Name)]);
    finds("she likes to be called meg", &[("meg", Name)]);
    finds("stays with her cousin beto", &[("beto", Name)]);
    finds("my doctor is dr wu", &[("wu", Name)]);
    finds("the patient o'neill was late", &[("o'neill", Name)]);
    finds("thx, sam", &[("sam", Name)]);
    for text in [
        "will follow up in may, as before",
        "dolor de cabeza con dolores fuertes",
        "a rose garden, hope and grace",
        "he may frank the letter at the dean office",
        "pt denies chest pain",
    ] {
        finds(text, &[]);
    }
}

#[test]
fn names_in_capitals_are_names() {
    finds("DAWN SOLOMON CALLED THIS AFTERNOON", &[("DAWN SOLOMON", Name)]);
    finds("REBECCA NOTES PAIN ON THE STAIRS", &[("REBECCA", Name)]);
    finds("Asked ROBERTO to wait", &[("ROBERTO", Name)]);
    finds("PATIENT DENIES FEVER, CHILLS OR SWEATS", &[]);
}

#[test]
fn family_names_stand_first_with_a_comma() {
    finds("PARSONS, Roger hopes to move", &[("PARSONS, Roger", Name)]);
    finds("NAYLOR-HENTSCHEL, Jessica was late", &[("NAYLOR-HENTSCHEL, Jessica", Name)]);
    finds("Gray, Arielle was late", &[("Gray, Arielle", Name)]);
    finds("de la Cruz, Juan was late", &[("de la Cruz, Juan", Name)]);
}

#[test]
fn names_stand_in_lists_and_at_the_end() {
    finds("with Peggy and Al at home", &[("Peggy", Name), ("Al", Name)]);
    finds("Robin and Kelli spoke", &[("Robin", Name), ("Kelli", Name)]);
    finds("All is well.\n-- Hope", &[("Hope", Name)]);
    finds("All is well.\n~ Robin", &[("Robin", Name)]);
    finds("Met White at the door; White owes rent.", &[("White", Name), ("White", Name)]);
    finds("Bola (wife) came", &[("Bola", Name)]);
    finds("Is Grace here?", &[("Grace", Name)]);
    finds("initials J.K.L. on file", &[("J.K.L.", Name)]);
    finds("Dr. St. Pierre follows", &[("St. Pierre", Name)]);
}

#[test]
fn words_with_capitals_are_no_names_for_that() {
    for text in [
        "I'm fine. I've slept. Don't worry.",
        "I like Mondays best.",
        "He served in Iraq and Spain.",
        "5 mg p.o. b.i.d. as before",
        "- Housing\n- Food\n- Work",
        "Rescheduled. Reassess in a week.",
        "Hgb 11.2, Plt 230",
        "Given t.i.d. and p.r.n. only",
    ] {
        finds(text, &[]);
    }
}
