//! Sentences with other names in them.

use super::super::super::words::{GIVEN, SURNAME, Words};
use super::corpus::Sentence;
use crate::reference::{first_names, ordinary_words, surnames};

/// Numbers that are the same in every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Words to put for names.
pub(super) struct Names(Vec<Vec<String>>);

impl Names {
    pub(super) fn new() -> Self {
        let given = pick(first_names::NAME.iter().step_by(7));
        let family = pick(surnames::NAME.iter().step_by(11));
        let mut ordinary = pick(ordinary_words::WORD.iter().step_by(5));
        ordinary.retain(|word| word.len() < 8);
        Self(vec![given.clone(), given, family.clone(), family, ordinary, invented()])
    }

    /// The sentence with other words for its names, and without capitals if it is to be small.
    pub(super) fn vary(&self, sentence: &Sentence, dice: &mut Dice, small: bool) -> Sentence {
        let (mut text, mut marks, mut at) = (String::new(), Vec::new(), 0);
        for mark in &sentence.marks {
            text.push_str(&sentence.text[at..mark.start]);
            let start = text.len();
            for word in sentence.text[mark.clone()].split_inclusive(|c: char| !c.is_alphabetic()) {
                let length = word.trim_end_matches(|c: char| !c.is_alphabetic()).len();
                let (word, sign) = word.split_at(length);
                if is_name(word) {
                    let list = dice.of(self.0.as_slice());
                    text.push_str(&written_like(word, dice.of::<String>(list)));
                } else {
                    text.push_str(word);
                }
                text.push_str(sign);
            }
            marks.push(start..text.len());
            at = mark.end;
        }
        text.push_str(&sentence.text[at..]);
        if small {
            text.make_ascii_lowercase();
        }
        Sentence { text, marks, ..sentence.clone() }
    }
}

fn pick(names: impl Iterator<Item = &'static str>) -> Vec<String> {
    names.map(str::to_ascii_lowercase).filter(|name| name.len() > 2 && name.is_ascii()).collect()
}

/// Words that could be names and that nobody knows.
fn invented() -> Vec<String> {
    let mut dice = Dice(99);
    let mut word = || {
        let mut word = String::new();
        for _ in 0..2 + dice.below(2) {
            word.push(char::from(*dice.of(b"bcdfghjklmnprstvwyz")));
            word.push(char::from(*dice.of(b"aeiou")));
            if dice.below(3) == 0 {
                word.push(char::from(*dice.of(b"nrslkm")));
            }
        }
        word
    };
    (0..4_000).map(|_| word()).collect()
}

fn is_name(word: &str) -> bool {
    let known = || Words::get().of(word.to_ascii_lowercase().as_bytes()) & (GIVEN | SURNAME) != 0;
    word.len() > 2 && word.is_ascii() && known()
}

/// Another word with the capitals of the first.
fn written_like(word: &str, other: &str) -> String {
    if word.chars().all(char::is_uppercase) {
        other.to_ascii_uppercase()
    } else if word.starts_with(char::is_uppercase) {
        other[..1].to_ascii_uppercase() + &other[1..]
    } else {
        other.to_owned()
    }
}
