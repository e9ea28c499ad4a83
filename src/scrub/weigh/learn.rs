//! Learns the weights from marked sentences, and tells what they gain on sentences that they were not learned from.
//!
//!     cargo test --lib weigh::learn::crossed -- --ignored --nocapture
//!     cargo test --lib weigh::learn::learned -- --ignored
//!
//! The first learns from all but one eighth of the sentences, eight times, and counts what is found in the eighth that is left: by
//! it the signs and the bound were chosen. The second learns from all and writes `seeds/text/weights.csv`. What is kept aside in
//! `tests/scrub` is read by neither. Each sentence counts four times: as it is, without capitals, and twice with other names,
//! ordinary and invented words among them, so that what stands around a name is learned and not the name.
//!
//! The rules find nearly all that is marked in the sentences that they were made with, so that these show little of what findings
//! miss. What belongs to a finding is learned from findings that are made up: parts of what is marked, with what stands beside
//! them. The sentences of a part that one hand wrote are left out together, so that what is counted is what a stranger loses.

mod corpus;
mod varied;

use super::super::strangers::{covered, is_weighed};
use super::super::token::{Sort, Tokens};
use super::super::view::View;
use super::super::words::Words;
use super::super::{Finding, Record, find_by, told};
use super::grow::{Grown, Side};
use super::{COUNT, Scale, Seen, ZERO, place};
use corpus::Sentence;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use varied::{Dice, Names};

/// Parts of the sentences, of which each is left out once.
const FOLDS: usize = 8;
/// How often all examples are gone through.
const ROUNDS: usize = 5;
/// In how many sentences a sign must stand to be weighed.
const LEAST: u32 = 6;
/// How fast weights go back to nothing.
const DECAY: f32 = 0.006;

/// The signs of a word, and whether it is somebody's.
struct Example {
    signs: Vec<usize>,
    right: bool,
    counts: f32,
    /// The sentence that it stands in, by its number.
    sentence: usize,
    /// The fold in which that is left out.
    fold: usize,
}

/// The words of a sentence as they are when it is their turn: names before them are found, behind them those that rules find.
fn read(sentence: &Sentence, number: usize, out: &mut Vec<Example>) {
    let words = Words::get();
    let view = View::new(&sentence.text);
    let tokens = Tokens::new(view.bytes(), words);
    let mut found = told(&tokens, words, &Record::default());
    super::super::apart::find(&sentence.text, &view, &tokens, &mut found);
    let mut seen = covered(&tokens, &found);
    for (i, token) in tokens.list.iter().enumerate() {
        let range = view.range(token.start..token.end);
        let right = sentence.marks.iter().any(|m| m.start < range.end && range.start < m.end);
        if is_weighed(&tokens, i) {
            let mut signs = Vec::new();
            let own = Seen { tokens: &tokens, words, covered: &seen };
            let first = own.first(i, &mut |sign| signs.push(place(sign)));
            own.rest(i, &first, &mut |sign| signs.push(place(sign)));
            // What the rules get right is of less use.
            let counts = if seen[i] == right { 0.5 } else { 1.0 };
            out.push(Example { signs, right, counts, sentence: number, fold: sentence.fold });
        }
        seen[i] |= right;
    }
}

/// Findings of a part of what is marked, and whether what stands beside each belongs to it.
fn read_grown(sentence: &Sentence, number: usize, dice: &mut Dice, out: &mut Vec<Example>) {
    let view = View::new(&sentence.text);
    let tokens = Tokens::new(view.bytes(), Words::get());
    // The mark in which each token lies.
    let of: Vec<Option<usize>> = tokens
        .list
        .iter()
        .map(|token| {
            let range = view.range(token.start..token.end);
            sentence.marks.iter().position(|m| m.start < range.end && range.start < m.end)
        })
        .collect();
    for (mark, class) in sentence.classes.iter().enumerate() {
        let inside: Vec<usize> = (0..of.len()).filter(|k| of[*k] == Some(mark)).collect();
        let solid: Vec<usize> =
            inside.iter().copied().filter(|k| !matches!(tokens.list[*k].sort, Sort::Sign(_))).collect();
        let (Some(&first), Some(&last)) = (inside.first(), inside.last()) else { continue };
        let mut see = |range: Range<usize>, side: Side, dice: &mut Dice| {
            let mut covered: Vec<bool> =
                (0..of.len()).map(|k| range.contains(&k) || of[k].is_some_and(|m| m != mark)).collect();
            let grown = Grown { tokens: &tokens, covered: &covered, range: range.clone(), class: *class };
            let Some(i) = grown.beside(side) else { return };
            // What stands further on in the mark was found, or was not.
            if dice.below(3) == 0 {
                let further = |k: &&usize| if side == Side::Before { **k < i } else { **k > i };
                inside.iter().filter(further).for_each(|k| covered[*k] = true);
            }
            let grown = Grown { tokens: &tokens, covered: &covered, range, class: *class };
            let mut signs = Vec::new();
            let first = grown.first(side, i, &mut |sign| signs.push(place(sign)));
            grown.rest(side, i, &first, &mut |sign| signs.push(place(sign)));
            let right = of[i] == Some(mark);
            out.push(Example { signs, right, counts: 1.0, sentence: number, fold: sentence.fold });
        };
        see(first..last + 1, Side::Before, dice);
        see(first..last + 1, Side::Behind, dice);
        for _ in 0..solid.len().saturating_sub(1).min(3) {
            let cut = 1 + dice.below(solid.len() - 1);
            let from = dice.below(cut);
            see(solid[from]..solid[cut - 1] + 1, Side::Behind, dice);
            let to = cut + dice.below(solid.len() - cut);
            see(solid[cut]..solid[to] + 1, Side::Before, dice);
        }
    }
}

fn examples(all: &[Sentence]) -> Vec<Example> {
    let names = Names::new();
    let mut dice = Dice(5);
    let mut out = Vec::new();
    for (number, sentence) in all.iter().enumerate() {
        read(sentence, number, &mut out);
        read_grown(sentence, number, &mut dice, &mut out);
        for small in [false, true, false] {
            let varied = names.vary(sentence, &mut dice, small);
            read(&varied, number, &mut out);
            read_grown(&varied, number, &mut dice, &mut out);
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
    weights.into_iter().map(whole).map(|weight| if weight.abs() > 2 { weight } else { 0 }).collect()
}

/// What is found in a part: marks and those found, sentences that tell nothing and those that lose something, and letters that
/// were found in other sentences and are nobody's.
#[derive(Default)]
struct Counts {
    marks: usize,
    found: usize,
    empty: usize,
    lost: usize,
    beyond: usize,
}

impl Counts {
    fn add(&mut self, sentence: &Sentence, findings: &[Finding]) {
        self.marks += sentence.marks.len();
        self.found += sentence.found(findings);
        if sentence.marks.is_empty() {
            self.empty += 1;
            self.lost += usize::from(!findings.is_empty());
        } else {
            self.beyond += sentence.beyond(findings);
        }
    }
}

#[test]
#[ignore = "counts what the weights gain"]
#[expect(clippy::print_stdout, reason = "the numbers are what it is run for")]
fn crossed() {
    let all = corpus::read();
    let examples = examples(&all);
    let scales: Vec<Vec<i8>> = (0..FOLDS)
        .map(|fold| learn(&examples.iter().filter(|e| e.fold != fold).collect::<Vec<_>>()))
        .collect();
    for (bound, grows) in [(-20, -10), (-15, 0), (-15, -10), (-15, -15), (-10, -10), (-5, -10), (0, -10)] {
        let (mut parts, mut new) = (BTreeMap::<_, Counts>::new(), Counts::default());
        for sentence in &all {
            let scale = Scale { weights: scales[sentence.fold].clone(), bound, grows };
            let findings = find_by(&sentence.text, None, &scale);
            parts.entry(sentence.part).or_default().add(sentence, &findings);
            if sentence.part.ends_with("later") {
                new.add(sentence, &findings);
            }
        }
        println!("from {bound} on, growing from {grows} on:");
        for (part, counts) in parts.iter().chain([(&"all that came later", &new)]) {
            let Counts { marks, found, empty, lost, beyond } = counts;
            println!("  {part}: {found} of {marks}, {lost} of {empty}, {beyond} letters beyond");
        }
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
