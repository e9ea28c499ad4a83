//! Outbreaks: nobody before the infector, intervals and offspring by their laws, blocks that stand for themselves.

use super::chain::Chain;
use super::tree::{BLOCK, Laws, grow};
use crate::draw::{Bounds, FanOut, Key, Law, Rows, Slots, Width};
use crate::kinds::person::trial::Trial;
use crate::kinds::{Value, find};

fn laws(reproduction: f64, most: u64) -> Laws {
    let longest = 3_650;
    let bounds = Bounds { min: Some(0.5), max: Some(60.0) };
    Laws {
        offspring: FanOut::NegativeBinomial(reproduction, 0.4).compile(None..Some(BLOCK)).unwrap(),
        most,
        longest,
        interval: Law::log_normal(4.5, 0.5, bounds).unwrap(),
        incubation: Law::log_normal(3.5, 0.4, bounds).unwrap(),
    }
}

fn block(laws: &Laws, rows: usize) -> Vec<Chain> {
    let slots = Slots::fill(&Key::new(1, &["outbreak"]), &Rows::from(0..rows as u64), Width::Sixteen);
    let mut packed = Vec::new();
    grow(laws, rows, &|at, k| slots.word(at, k), &mut packed);
    packed.into_iter().map(Chain::unpack).collect()
}

#[test]
fn nobody_is_infected_before_the_infector() {
    for reproduction in [0.5, 0.9, 3.0] {
        let cases = block(&laws(reproduction, BLOCK), 4_096);
        assert_eq!(cases.len(), 4_096);
        for (row, case) in cases.iter().enumerate() {
            let at = |row: i64| &cases[usize::try_from(row).unwrap()];
            let row = i64::try_from(row).unwrap();
            assert!(case.infection < case.onset && case.onset <= case.last);
            let first = at(case.first(row));
            assert_eq!((first.first, first.generation, first.onset, first.last), (0, 0, 0, case.last));
            match case.infector(row) {
                None => assert_eq!((case.first, case.generation), (0, 0)),
                Some(infector) => {
                    let by = at(infector);
                    assert_eq!(by.first(infector), case.first(row), "infected from another outbreak");
                    assert!(by.infection < case.infection && by.onset < case.onset);
                    assert_eq!(case.generation, (by.generation + 1).min(63));
                }
            }
        }
    }
}

#[test]
fn offspring_and_intervals_follow_their_laws() {
    let cases = block(&laws(0.8, BLOCK), 4_096);
    let infected = cases.iter().filter(|case| case.infector > 0).count();
    // Of a branching process below 1 the share of those infected by others is the reproduction number.
    assert!((3_000..3_500).contains(&infected), "{infected}");
    let mut gaps: Vec<i64> = cases
        .iter()
        .zip(0i64..)
        .filter_map(|(case, row)| {
            Some(case.onset - cases[usize::try_from(case.infector(row)?).unwrap()].onset)
        })
        .collect();
    gaps.sort_unstable();
    assert!((4..=5).contains(&gaps[gaps.len() / 2]) && gaps[0] >= 1, "{}", gaps[gaps.len() / 2]);
    let largest = |cases: &[Chain]| cases.iter().map(|case| case.first).max().unwrap();
    assert!(largest(&block(&laws(3.0, 50), 4_096)) < 50);
    assert!(largest(&block(&laws(3.0, BLOCK), 4_096)) > 2_000);
    let short = block(&Laws { longest: 20, ..laws(3.0, BLOCK) }, 4_096);
    assert!(short.iter().all(|case| case.last <= 20) && short.iter().any(|case| case.last > 15));
}

#[test]
fn a_chain_is_packed_whole() {
    let chain =
        Chain { first: 4_095, infector: 1, onset: 8_000, infection: 7_940, last: 8_191, generation: 63 };
    assert_eq!(Chain::unpack(chain.pack()), chain);
    let first = Chain { first: 0, infector: 0, onset: 0, infection: -5, last: 12, generation: 0 };
    assert_eq!(Chain::unpack(first.pack()), first);
}

#[test]
fn impossible_laws_are_refused() {
    assert!(
        Trial::of("outbreak").param("reproduction", Value::Number(0.0)).fault().message.contains("above 0")
    );
    assert!(Trial::of("outbreak").param("max_cases", Value::Integer(5_000)).fault().message.contains("4096"));
    assert!(Trial::of("outbreak").text("interval", "weekly").fault().message.contains("no law"));
    assert!(find("outbreak_row").unwrap().params[0].required);
}
