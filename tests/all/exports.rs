//! Exports as applications write them, drafted and masked: the draft says what a column is, and masks what it was drafted from.

use crate::scratch::Scratch;

/// The draft of one file, whose rows are made of their number.
struct Drafted {
    scratch: Scratch,
    file: String,
    draft: String,
}

impl Drafted {
    fn of(table: &str, head: &str, row: impl Fn(u64) -> String) -> Self {
        let scratch = Scratch::new();
        let file = format!("{table}.csv");
        let rows: String = (1..=60).map(|n| row(n) + "\n").collect();
        scratch.write(&file, &format!("{head}\n{rows}"));
        scratch.run(&["infer", &file, "--out", "draft.toml"]).fine();
        let draft = scratch.read("draft.toml");
        Self { scratch, file, draft }
    }

    fn line(&self, name: &str) -> &str {
        let starts = [format!("{name} = "), format!("\"{name}\" = ")];
        let mut lines = self.draft.lines();
        lines.find(|line| starts.iter().any(|s| line.starts_with(s))).unwrap_or_else(|| panic!("{name}"))
    }

    /// Each column by what its line must say; a word behind an exclamation mark is not there.
    fn says(&self, expected: &[(&str, &str)]) {
        for (name, words) in expected {
            let line = self.line(name);
            match words.strip_prefix('!') {
                Some(none) => assert!(!line.contains(none), "{name}: {line}"),
                None => assert!(line.contains(words), "{name}: {line}"),
            }
        }
    }

    /// Masks the file with its draft: the rows.
    fn masked(&self) -> Vec<Vec<String>> {
        self.scratch.run(&["mask", "draft.toml", &self.file, "--out", "safe", "--quiet"]).fine();
        let mut reader = csv::Reader::from_path(self.scratch.join("safe").join(&self.file)).unwrap();
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }
}

/// A number that looks as if it were drawn.
fn drawn(n: u64, digits: u32) -> u64 {
    let most = 10u64.pow(digits);
    let mixed = (n * 2_654_435_761 + 97) * 40_503 % (most - most / 10);
    most / 10 + mixed
}

#[test]
fn numbers_of_digits_alone_get_stand_ins_of_digits() {
    let head = "mrn,account_number,cell,mobile,ssn,tax_id,imei,license_number,badge";
    let drafted = Drafted::of("people", head, |n| {
        format!(
            "00{},0{},505{},+1575{},{},{},35{},{},0{}",
            drawn(n, 6),
            drawn(n + 100, 9),
            drawn(n, 7),
            drawn(n + 200, 7),
            drawn(n, 9),
            drawn(n + 300, 9),
            drawn(n, 13),
            drawn(n, 8),
            drawn(n, 4)
        )
    });
    drafted.says(&[
        ("mrn", "kind = \"mrn\", prefix = \"\", digits = 8, check = \"none\""),
        ("account_number", "digits = 10"),
        ("cell", "kind = \"phone\", format = \"digits\""),
        ("mobile", "format = \"e164\""),
        ("ssn", "kind = \"ssn\", format = \"digits\""),
        ("tax_id", "kind = \"ein\", format = \"digits\""),
        (
            "imei",
            "kind = \"device_id\", mask = { action = \"usual\", kind = \"pattern\", pattern = \"[0-9]{15}\"",
        ),
        ("license_number", "pattern = \"[0-9]{8}\""),
    ]);
    for row in drafted.masked() {
        let all = row.iter().all(|cell| cell.trim_start_matches('+').bytes().all(|b| b.is_ascii_digit()));
        assert!(all && row[0].len() == 8 && row[3].starts_with('+'), "{row:?}");
    }
}
