//! An exact sampler is near the floor, one that is off is found, and what cannot be is not hidden.

use super::tally::{Fed, Figure, Head, Tally};
use crate::draw::{Key, below};

fn head() -> Head {
    Head { name: "f".to_owned(), place: "t.c".to_owned(), fed: Fed::In, source: "a table".to_owned() }
}

/// A figure of draws by `drawn`, held against `law`.
fn figure(drawn: &[u64], law: &[u64], n: u64, seed: u64) -> Figure {
    let mut tally = Tally::new();
    #[expect(clippy::cast_precision_loss, reason = "small weights")]
    let law = law.iter().enumerate().map(|(cell, weight)| (format!("cell {cell}"), *weight as f64));
    tally.class("all", law);
    let total: u64 = drawn.iter().sum();
    let mut words = Key::new(seed, &["score"]).sub(0);
    for _ in 0..n {
        let mut point = below(words.word(), total);
        let cell = drawn.iter().position(|weight| {
            let here = point < *weight;
            point = point.saturating_sub(*weight);
            here
        });
        tally.count(0, cell);
    }
    tally.figure(head(), 1.0)
}

#[test]
fn exact_draws_lie_near_the_floor() {
    let law: Vec<u64> = (1..=60).collect();
    let mut ratios = 0.0;
    for seed in 0..20 {
        let figure = figure(&law, &law, 5_000, seed);
        assert!(figure.met(), "{figure:?}");
        ratios += figure.distance / figure.floor;
    }
    assert!((0.85..1.15).contains(&(ratios / 20.0)), "{}", ratios / 20.0);
}

#[test]
fn draws_of_another_law_are_found() {
    let law: Vec<u64> = vec![10; 60];
    let mut off = law.clone();
    // One cell in sixty too often: the mean hardly moves, and the worst cell does.
    off[7] = 16;
    let found = figure(&off, &law, 20_000, 1);
    assert!(found.distance < 2.0 * found.floor && !found.met());
    assert_eq!(found.worst[0].cell, "all: cell 7");
    let tilted: Vec<u64> = (0..60).map(|cell| 10 + cell / 10).collect();
    assert!(!figure(&tilted, &law, 50_000, 2).met());
}

#[test]
fn what_has_no_share_is_a_cell_of_its_own() {
    let mut tally = Tally::new();
    tally.class("", [("a".to_owned(), 1.0), ("b".to_owned(), 0.0)]);
    (0..1_000).for_each(|_| tally.count(0, Some(0)));
    assert!(tally.figure(head(), 1.0).met());
    tally.count(0, Some(1));
    let figure = tally.figure(head(), 1.0);
    assert!(!figure.met() && figure.worst.iter().any(|worst| worst.cell == "b"));
    let mut tally = Tally::new();
    tally.class("", [("a".to_owned(), 1.0)]);
    tally.count(0, None);
    assert!(!tally.figure(head(), 1.0).met());
}

#[test]
fn rare_cells_are_put_together_and_draws_in_groups_widen_the_floor() {
    let mut tally = Tally::new();
    let law = (0..1_000).map(|cell| (cell.to_string(), if cell == 0 { 9_000.0 } else { 1.0 }));
    tally.class("", law);
    (0..1_000).for_each(|_| tally.count(0, Some(0)));
    let alone = tally.figure(head(), 1.0);
    assert_eq!(alone.cells, 2);
    let grouped = tally.figure(head(), 4.0);
    assert!((grouped.floor / alone.floor - 2.0).abs() < 1e-9);
}

#[test]
fn what_was_not_fed_in_decides_nothing() {
    let mut tally = Tally::new();
    tally.class("", [("a".to_owned(), 1.0), ("b".to_owned(), 1.0)]);
    (0..1_000).for_each(|_| tally.count(0, Some(0)));
    assert!(!tally.figure(head(), 1.0).met());
    assert!(tally.figure(Head { fed: Fed::Not, ..head() }, 1.0).met());
}
