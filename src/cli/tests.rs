//! The command line is read as it is meant, and its own description is sound.

use super::numbers::{bytes_text, grouped, percent, read_number};
use super::size::Part;
use super::{command, dates, read};

#[test]
fn the_commands_are_sound() {
    command().debug_assert();
}

#[test]
fn every_command_says_how_it_is_used() {
    fn look(command: &clap::Command, path: &str) {
        for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
            let path = format!("{path} {}", sub.get_name());
            assert!(sub.get_about().is_some(), "{path} has no summary");
            let examples = sub.get_after_long_help().map(ToString::to_string).unwrap_or_default();
            assert!(sub.has_subcommands() || examples.contains("Examples:"), "{path} has no examples");
            look(sub, &path);
        }
    }
    look(&command(), "placebo");
}

#[test]
fn arguments_that_do_not_fit_together_are_refused() {
    let refused = |line: &str| read(line.split_whitespace()).is_err();
    for line in [
        "placebo generate --check m.json --seed 1",
        "placebo generate --check m.json --out x",
        "placebo generate --part 0/4",
        "placebo generate --part 5/4",
        "placebo generate --part 1/4 --parts 4",
        "placebo generate --parts 0",
        "placebo generate --threads 0",
        "placebo generate --rows -1",
        "placebo generate --rows =5",
        "placebo generate --rows a=b",
        "placebo generate --seed 1.5",
        "placebo generate --format xml",
        "placebo generate --delimiter ab",
        "placebo generate --as-of 2026-02-30",
        "placebo generate --dry-run --preview 3",
        "placebo verify",
        "placebo explain caseload",
        "placebo schema",
    ] {
        assert!(refused(line), "{line}");
    }
    for line in [
        "placebo generate",
        "placebo generate x.toml --rows 1_000 --rows a=5 --scale 0.5 --tables a,b --part 2/4 --out -",
        "placebo generate --format parquet --parquet-compression zstd --parts 4 --overwrite -q",
        "placebo generate --null NULL --delimiter tab --quote-all --crlf --bom --no-header",
        "placebo schema check x.toml --hints",
        "placebo schema kinds first_name --format json",
    ] {
        assert!(!refused(line), "{line}");
    }
}

#[test]
fn numbers_and_dates_are_read_and_written() {
    assert_eq!(read_number("1_000"), Ok(1_000));
    for wrong in ["", "_1", "-1", "1.5", "1e3", "99999999999999999999", "٣"] {
        assert!(read_number(wrong).is_err(), "{wrong}");
    }
    assert_eq!(grouped(1_234_567), "1,234,567");
    assert_eq!(grouped(12), "12");
    let sizes = [(999, "999 B"), (1_500, "1.50 kB"), (99_951, "100 kB"), (999_600, "1.00 MB")];
    for (bytes, text) in sizes {
        assert_eq!(bytes_text(bytes), text);
    }
    assert_eq!(percent(1, 4), "25.00 %");
    assert_eq!(percent(1, 1_000_000), "< 0.01 %");
    assert_eq!(dates::read_day("2026-01-01"), Ok(20_454));
    assert_eq!(dates::read_day("1969-12-31"), Ok(-1));
    assert_eq!(dates::day_text(20_454), "2026-01-01");
    assert!(dates::read_day("01/02/2026").is_err());
}

#[test]
fn parts_are_read_as_they_are_written() {
    assert_eq!(Part::read("2/4"), Ok(Part { number: 2, of: 4 }));
    assert_eq!(Part { number: 2, of: 4 }.to_string(), "2/4");
    assert!(Part::read("4").is_err() && Part::read("a/b").is_err() && Part::read("1/0").is_err());
}

#[test]
fn a_number_below_0_is_a_bad_value_of_its_option() {
    for line in [
        "placebo generate --rows -5",
        "placebo generate --threads -1",
        "placebo generate --preview -1",
        "placebo generate --parts -2",
        "placebo infer x.sql --rows -1",
        "placebo mask s.toml x --min-k -1",
    ] {
        let refused = read(line.split_whitespace()).unwrap_err();
        let option = line.split_whitespace().rev().nth(1).unwrap();
        assert!(refused.to_string().starts_with("error: invalid value '-"), "{refused}");
        assert!(refused.to_string().contains(option), "{refused}");
    }
    assert!(
        read(["placebo", "generate", "-5"]).unwrap_err().to_string().contains("unexpected argument '-5'")
    );
}
