//! What a key decides: all of it with the same, and with another nothing that chance does not give too.

use super::*;
use std::collections::{BTreeMap, BTreeSet};

const ROWS: usize = 12_000;
/// So few that are equal by chance say nothing of a share.
const FEW: f64 = 3.0;

/// A word that no other row has.
fn word(n: usize) -> String {
    let letters = (0..4).map(|at| char::from(b'a' + u8::try_from(n / 26usize.pow(at) % 26).unwrap()));
    format!("Q{}", letters.collect::<String>())
}

/// People of whom no two have anything in common.
fn people() -> Block {
    let cell = |c: usize, n: usize| match COLUMNS[c] {
        "id" => (n + 1).to_string(),
        "first" | "last" => word(n),
        "name" => format!("{} {}", word(n), word(ROWS + n)),
        "ssn" => format!("{:03}-{:02}-{:04}", 100 + n / 100, 10 + n % 90, 1_000 + n % 9_000),
        "phone" => format!("(212) {:03}-{:04}", 200 + n / 100, 1_000 + n % 8_000),
        "email" => format!("u{n}@home.net"),
        "born" => format!("{}-{:02}-{:02}", 1950 + n % 60, 1 + n % 12, 1 + n % 28),
        "zip" => format!("{:05}", 10_001 + n),
        "mrn" => format!("RC-{n:07}"),
        "token" => format!("6f9619ff-8b86-4011-b42d-{n:012x}"),
        _ => (n % 80).to_string(),
    };
    let column = |c: usize| {
        let mut cells = Cells::with_capacity(ROWS);
        (0..ROWS).for_each(|n| cells.push(State::Text, cell(c, n).as_bytes()));
        Some(cells)
    };
    Block { rows: ROWS, columns: (0..COLUMNS.len()).map(column).collect() }
}

/// How likely it is that two stand-ins of a column are equal: by its range where no two of one key are, else as they are.
fn collision(masker: &Masker, c: usize, made: &[String]) -> f64 {
    let stands = masker.work(0, c).stands.as_ref();
    if let Some(stands) = stands.filter(|stands| stands.is_one_to_one()) {
        return 1.0 / stands.numbered().unwrap_or(1 << 31) as f64;
    }
    let mut counts: BTreeMap<&String, f64> = BTreeMap::new();
    made.iter().for_each(|text| *counts.entry(text).or_default() += 1.0);
    let n = made.len() as f64;
    counts.values().map(|k| k * (k - 1.0)).sum::<f64>() / (n * (n - 1.0))
}

fn day(text: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| text[range].parse::<i64>().unwrap();
    crate::calendar::checked_days(part(0..4), part(5..7), part(8..10)).unwrap()
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are for whoever runs the test with --nocapture")]
fn another_key_gives_what_chance_gives() {
    let block = people();
    let run = |byte: u8| {
        let masker = masker(Profile::Pseudonymised, byte, &block);
        let masked = masker.mask(0, &block).unwrap();
        (masker, masked)
    };
    let ((masker, one), (_, again), (_, other)) = (run(1), run(1), run(2));
    for (c, name) in COLUMNS.iter().enumerate().filter(|(_, name)| **name != "age") {
        let (made, same, another) = (texts(&one, name), texts(&again, name), texts(&other, name));
        assert!(made == same, "{name}");
        let equal = made.iter().zip(&another).filter(|(a, b)| a == b).count() as f64;
        let expected = match *name {
            // So many weeks are possible, and each as likely.
            "born" => 1.0 / 101.0,
            _ => collision(&masker, c, &made),
        };
        let share = equal / ROWS as f64;
        println!("{name}: {share:.6} equal under another key, and a chance of {expected:.3e} by its range");
        assert!(share <= 2.0 * expected || equal <= FEW, "{name}: {share} {expected}");
    }
    // Dates of one subject move by other weeks, and how much others tells nothing of another subject.
    let days = |masked: &Masked| texts(masked, "born").iter().map(|text| day(text)).collect::<Vec<_>>();
    let apart: Vec<i64> = days(&one).iter().zip(days(&other)).map(|(a, b)| a - b).collect();
    let different: BTreeSet<i64> = apart.iter().copied().collect();
    let most = different.iter().map(|d| apart.iter().filter(|a| *a == d).count()).max().unwrap();
    println!(
        "{} differences between the shifts of two keys; the most frequent of {ROWS} comes {most} times",
        different.len()
    );
    assert!(different.len() > 150 && most < ROWS / 50, "{} {most}", different.len());
    assert!(apart.iter().all(|days| days % 7 == 0));
}
