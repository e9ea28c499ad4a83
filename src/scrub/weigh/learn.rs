//! Learns the weights from marked sentences, and tells what they gain on sentences that they were not learned from.
//!
//!     cargo test --lib weigh::learn::crossed -- --ignored --nocapture
//!     cargo test --lib weigh::learn::learned -- --ignored
//!
//! The first learns from four fifths of the sentences, five times, and counts what is found in the fifth that is left: by it the
//! signs and the bound were chosen. The second learns from all and writes `seeds/text/weights.csv`. What is kept aside in
//! `tests/scrub` is read by neither. Each sentence counts four times: as it is, without capitals, and twice with other names,
//! ordinary and invented words among them, so that what stands around a name is learned and not the name.

mod corpus;
mod varied;

use super::super::strangers::{covered, is_weighed};
use super::super::token::Tokens;
use super::super::view::View;
use super::super::words::Words;
use super::super::{Record, find_by, told};
use super::{COUNT, Scale, Seen, ZERO, place};
use corpus::Sentence;
use std::fmt::Write as _;
use varied::{Dice, Names};

/// Parts of the sentences, of which each is left out once.
const FOLDS: usize = 5;
/// How often all examples are gone through.
const ROUNDS: usize = 8;
/// In how many sentences a sign must stand to be weighed.
const LEAST: u32 = 4;
/// How fast weights go back to nothing.
const DECAY: f32 = 0.002;

/// The signs of a word, and whether it is somebody's.
struct Example {
    signs: Vec<usize>,
    right: bool,
    counts: f32,
    /// The sentence that it stands in, by its number.
    sentence: usize,
}

/// The words of a sentence as they are when it is their turn: names before them are found, behind them those that rules find.
fn read(sentence: &Sentence, number: usize, out: &mut Vec<Example>) {
    let words = Words::get();
    let view = View::new(&sentence.text);
    let tokens = Tokens::new(view.bytes(), words);
    let mut seen = covered(&tokens, &told(&tokens, words, &Record::default()));
    for (i, token) in tokens.list.iter().enumerate() {
        let range = view.range(token.start..token.end);
        let right = sentence.marks.iter().any(|m| m.start < range.end && range.start < m.end);
        if is_weighed(&tokens, i) {
            let mut signs = Vec::new();
            Seen { tokens: &tokens, words, covered: &seen }.signs(i, &mut |sign| signs.push(place(sign)));
            // What the rules get right is of less use.
            let counts = if seen[i] == right { 0.5 } else { 1.0 };
            out.push(Example { signs, right, counts, sentence: number });
        }
        seen[i] |= right;
    }
}

fn examples(all: &[Sentence]) -> Vec<Example> {
    let names = Names::new();
    let mut dice = Dice(5);
    let mut out = Vec::new();
    for (number, sentence) in all.iter().enumerate() {
        read(sentence, number, &mut out);
        for small in [false, true, false] {
            read(&names.vary(sentence, &mut dice, small), number, &mut out);
        }
    }
    out
}

/// Signs that stand in too few sentences weigh nothing.
fn frequent(examples: &[&Example]) -> Vec<bool> {
    let (mut often, mut last) = (vec![0u32; COUNT], vec![usize::MAX; COUNT]);
    for example in examples {
        for &sign in &example.signs {
            if last[sign] != example.sentence {
                last[sign] = example.sentence;
                often[sign] += 1;
            }
        }
    }
    often.into_iter().map(|count| count >= LEAST).collect()
}

/// Logistic regression, by steps that shorten for each sign as it is seen; weights in sixteenths.
fn learn(examples: &[&Example]) -> Vec<i8> {
    let frequent = frequent(examples);
    let (mut weights, mut squares) = (vec![0f32; COUNT], vec![1e-2f32; COUNT]);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut dice = Dice(3);
    for _ in 0..ROUNDS {
        for k in (1..order.len()).rev() {
            order.swap(k, dice.below(k + 1));
        }
        for &k in &order {
            let example = examples[k];
            let signs = example.signs.iter().copied().filter(|sign| frequent[*sign]);
            let sum: f32 = signs.clone().map(|sign| weights[sign]).sum();
            let off = 1.0 / (1.0 + (-sum).exp()) - f32::from(u8::from(example.right));
            for sign in signs {
                let slope = off * example.counts + DECAY * weights[sign];
                squares[sign] += slope * slope;
                weights[sign] -= 0.1 * slope / squares[sign].sqrt();
            }
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "a number between the two bounds")]
    let whole = |weight: f32| (weight * 16.0).round().clamp(-127.0, 127.0) as i8;
    weights.into_iter().map(whole).map(|weight| if weight.abs() > 1 { weight } else { 0 }).collect()
}

#[test]
#[ignore = "counts what the weights gain"]
#[expect(clippy::print_stdout, reason = "the numbers are what it is run for")]
fn crossed() {
    let all = corpus::read();
    let examples = examples(&all);
    let scales: Vec<Vec<i8>> = (0..FOLDS)
        .map(|fold| learn(&examples.iter().filter(|e| e.sentence % FOLDS != fold).collect::<Vec<_>>()))
        .collect();
    for bound in [-20, -15, -10, -5, 0, 5, 10] {
        let mut line = format!("from {bound}:");
        for part in ["queries", "general", "cases", "spellings", "empty", "forms", "made"] {
            let (mut marks, mut hits, mut empty, mut hurt) = (0, 0, 0, 0);
            for (n, sentence) in all.iter().enumerate().filter(|(_, s)| s.part == part) {
                let scale = Scale { weights: scales[n % FOLDS].clone(), bound };
                let findings = find_by(&sentence.text, None, &scale);
                marks += sentence.marks.len();
                hits += sentence.found(&findings);
                empty += usize::from(sentence.marks.is_empty());
                hurt += usize::from(sentence.marks.is_empty() && !findings.is_empty());
            }
            write!(line, " {part} {hits} of {marks}, {hurt} of {empty};").unwrap();
        }
        println!("{line}");
    }
}

#[test]
#[ignore = "writes the weights"]
fn learned() {
    let examples = examples(&corpus::read());
    let weights = learn(&examples.iter().collect::<Vec<_>>());
    let mut table = "sign,weight\n".to_owned();
    for (sign, weight) in weights.into_iter().enumerate().filter(|(_, weight)| *weight != 0) {
        writeln!(table, "{sign},{}", i16::from(weight) + i16::from(ZERO)).unwrap();
    }
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/text/weights.csv"), table).unwrap();
}
