//! Streams are stable, alone as in a batch; permutations are one-to-one; laws have the moments they should.

use super::*;
use proptest::prelude::*;

#[test]
fn streams_are_pinned() {
    let key = Key::new(42, &["patients", "sex", "value"]);
    let slots = Slots::fill(&key, &Rows::from(0..3), Width::Two);
    let words: Vec<u64> = slots.firsts().collect();
    assert_eq!(words, PINNED);
    assert_ne!(Key::new(1, &["ab", "c"]).short(), Key::new(1, &["a", "bc"]).short());
}

const PINNED: [u64; 3] = [12_719_703_561_278_981_933, 4_930_261_322_832_064_319, 11_265_579_762_757_183_773];

#[test]
fn a_row_alone_equals_the_row_in_a_batch() {
    let key = Key::new(7, &["t", "c", "value"]);
    for width in [Width::Two, Width::Four, Width::Sixteen] {
        let whole = Slots::fill(&key, &Rows::from(0..300), width);
        let picked = vec![299u64, 0, 1, 2, 17, 17, 250];
        let some = Slots::fill(&key, &Rows::from(picked.clone()), width);
        for (i, row) in picked.iter().enumerate() {
            for k in 0..width.draws() {
                assert_eq!(some.word(i, k), whole.word(usize::try_from(*row).unwrap(), k));
            }
        }
    }
}

#[test]
fn sub_streams_differ_from_each_other_and_from_the_slots() {
    let key = Key::new(7, &["t", "c", "value"]);
    let slot = Slots::fill(&key, &Rows::from(0..1), Width::Two).word(0, 0);
    let mut words = vec![slot, key.sub(0).word(), key.sub(1).word(), key.sub(u64::MAX - 1).word()];
    words.dedup();
    assert_eq!(words.len(), 4);
}

#[test]
fn a_weighted_pick_has_its_shares() {
    let alias = Alias::new(&[1, 0, 3, 6]).unwrap();
    let mut seen = [0u32; 4];
    for word in Slots::fill(&Key::new(1, &["alias"]), &Rows::from(0..100_000), Width::Two).firsts() {
        seen[alias.pick(word)] += 1;
    }
    assert_eq!(seen[1], 0);
    for (n, share) in [(seen[0], 0.1), (seen[2], 0.3), (seen[3], 0.6)] {
        assert!((f64::from(n) / 100_000.0 - share).abs() < 0.006, "{seen:?}");
    }
    assert!(Alias::new(&[0, 0]).is_none());
    assert!(Alias::from_shares(&[1.0, -1.0]).is_none());
}

fn sample(law: &Law) -> Vec<f64> {
    let slots = Slots::fill(&Key::new(3, &["law"]), &Rows::from(0..100_000), Width::Two);
    slots.firsts().map(|w| law.sample(w)).collect()
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

#[test]
fn laws_have_their_moments_and_keep_their_bounds() {
    let normal = sample(&Law::normal(10.0, 2.0, Bounds::default()).unwrap());
    assert!((mean(&normal) - 10.0).abs() < 0.03);
    let variance = mean(&normal.iter().map(|x| (x - 10.0) * (x - 10.0)).collect::<Vec<_>>());
    assert!((variance - 4.0).abs() < 0.1, "{variance}");
    assert!((mean(&sample(&Law::exponential(5.0, Bounds::default()).unwrap())) - 5.0).abs() < 0.08);
    let mut long = sample(&Law::log_normal(20.0, 0.5, Bounds::default()).unwrap());
    long.sort_by(f64::total_cmp);
    assert!((long[50_000] - 20.0).abs() < 0.3);
    let bounds = Bounds { min: Some(11.0), max: Some(12.0) };
    assert!(sample(&Law::normal(10.0, 2.0, bounds).unwrap()).iter().all(|x| (11.0..=12.0).contains(x)));
    assert!(Law::normal(0.0, 1.0, Bounds { min: Some(50.0), max: None }).is_err());
    assert!(Law::uniform(2.0, 1.0, Bounds::default()).is_err());
}

#[test]
fn a_law_can_be_held_between_the_ends_of_each_row() {
    let words: Vec<u64> =
        Slots::fill(&Key::new(3, &["law"]), &Rows::from(0..20_000), Width::Two).firsts().collect();
    let law = Law::exponential(30.0, Bounds::default()).unwrap();
    let drawn: Vec<f64> = words.iter().map(|w| law.sample_between(*w, 0.0, 10.0)).collect();
    assert!(drawn.iter().all(|x| (0.0..=10.0).contains(x)));
    // The mean of the exponential law of mean 30 between 0 and 10.
    let expected = 30.0 - 10.0 / (libm::exp(10.0 / 30.0) - 1.0);
    assert!((mean(&drawn) - expected).abs() < 0.1, "{}", mean(&drawn));
    let normal = Law::normal(0.0, 1.0, Bounds::default()).unwrap();
    assert!((normal.sample_between(words[0], 50.0, 60.0) - 50.0).abs() < 1e-9);
    let values = Law::weights(&[(1.0, 1.0), (5.0, 3.0), (9.0, 1.0)], Bounds::default()).unwrap();
    let picked: Vec<f64> = words.iter().map(|w| values.sample_between(*w, 0.0, 6.0)).collect();
    assert!((mean(&picked) - 4.0).abs() < 0.06, "{}", mean(&picked));
    assert!((values.sample_between(words[0], 6.0, 7.0) - 6.0).abs() < 1e-9);
    assert!((Law::constant(30.0).sample_between(words[0], 0.0, 3.0) - 3.0).abs() < 1e-9);
}

#[test]
fn the_inverse_normal_agrees_with_tables() {
    for (p, z) in [
        (0.5, 0.0),
        (0.975, 1.959_963_984_540_054),
        (0.001, -3.090_232_306_167_813_5),
        (1e-20, -9.262_340_089_798_408),
    ] {
        assert!((inverse_normal(p) - z).abs() < 1e-9, "{p}");
    }
}

#[test]
fn zipf_ranks_fall_off_by_the_exponent() {
    let zipf = Zipf::new(1_000_000, 1.1).unwrap();
    let key = Key::new(5, &["zipf"]);
    let slots = Slots::fill(&key, &Rows::from(0..200_000), Width::Two);
    let mut seen = [0u32; 4];
    for (row, word) in slots.firsts().enumerate() {
        let rank = zipf.pick(word, || key.sub(row as u64));
        assert!(rank < 1_000_000);
        if rank < 4 {
            seen[usize::try_from(rank).unwrap()] += 1;
        }
    }
    let ratio = f64::from(seen[0]) / f64::from(seen[1]);
    assert!((ratio - libm::pow(2.0, 1.1)).abs() < 0.1, "{seen:?}");
}

#[test]
fn fan_outs_have_their_means_and_bounds() {
    let none = || None..None;
    let laws = [
        (FanOut::Constant(3), 3.0),
        (FanOut::Uniform(1, 4), 2.5),
        (FanOut::Poisson(1.4), 1.4),
        (FanOut::Geometric(0.8), 0.8),
        (FanOut::NegativeBinomial(2.0, 0.7), 2.0),
        (FanOut::Weights(vec![(0, 60.0), (1, 30.0), (2, 10.0)]), 0.5),
        (FanOut::Poisson(0.0), 0.0),
    ];
    for (law, expected) in laws {
        let counts = law.compile(none()).unwrap();
        assert!((counts.mean() - expected).abs() < 1e-6, "{law:?} {}", counts.mean());
        let drawn = counts.draw(&Key::new(9, &["fan"]), &Rows::from(0..100_000));
        let mean = drawn.iter().sum::<u64>() as f64 / 100_000.0;
        assert!((mean - expected).abs() < 0.04, "{law:?} {mean}");
    }
    let bounded = FanOut::Poisson(1.4).compile(Some(1)..Some(3)).unwrap();
    assert!(bounded.draw(&Key::new(9, &["fan"]), &Rows::from(0..1_000)).iter().all(|n| (1..=3).contains(n)));
    assert!(FanOut::Constant(3).compile(Some(4)..None).is_err());
}

proptest! {
    #[test]
    fn permutations_are_one_to_one(n in 1u64..3_000, seed: u64) {
        let permutation = Permutation::new(&Key::new(seed, &["perm"]), n);
        let mut images: Vec<u64> = (0..n).map(|x| permutation.map(x)).collect();
        images.sort_unstable();
        prop_assert_eq!(images, (0..n).collect::<Vec<_>>());
    }

    #[test]
    fn large_permutations_stay_inside(n in 1u64.., x: u64, seed: u64) {
        let permutation = Permutation::new(&Key::new(seed, &["perm"]), n);
        prop_assert!(permutation.map(x % n) < n);
    }
}

proptest! {
    #[test]
    fn slots_of_scattered_rows_are_those_of_their_stretch(
        mut rows in proptest::collection::vec(0u64..5_000, 1..200),
        spread in 1u64..3,
        sorted: bool,
        width in prop_oneof![Just(Width::Two), Just(Width::Four), Just(Width::Sixteen)],
    ) {
        let key = Key::new(3, &["scattered"]);
        rows.iter_mut().for_each(|row| *row = *row / spread.pow(6) + 77);
        if sorted {
            rows.sort_unstable();
        }
        let all = Slots::fill(&key, &Rows::from(0..5_100), width);
        let some = Slots::fill(&key, &Rows::from(rows.clone()), width);
        for (i, row) in rows.iter().enumerate() {
            for draw in 0..width.draws() {
                prop_assert_eq!(some.word(i, draw), all.word(usize::try_from(*row).unwrap(), draw));
            }
        }
    }
}
