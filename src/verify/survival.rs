//! The check `survival`: identifying values of the original, looked for in every text of the result.
//!
//! Forms of the values are held as keyed fingerprints, in slices where memory does not hold them. Whatever is hit is looked up
//! in the original again, under 128 bits, before it is a finding. A finding is not a hit but more hits of one column of the
//! original in one column of the result than chance gives: rarity decides, so that a common name says nothing by itself.

use super::chance::{least_chance, tail};
use super::fiction::Spot;
use super::finding::{Check, Finding, SPOTS, add_spots};
use super::hidden::hidden;
use super::prints::{Printer, Slices, short};
use super::sorts::{Columns, Expect, Told};
use super::values::{Form, LEAST, forms_of};
use super::words::Words;
use std::collections::BTreeMap;

/// A form that is rarer than one in this many (a power of ten) is looked for everywhere.
const RARE: f32 = 5.5;

/// Hits whose fingerprints are kept to be confirmed; a run with more has failed whatever the others are.
const KEPT: usize = 200_000;

/// What is looked for, from one column of the original.
#[derive(Clone, Debug)]
struct Sought {
    /// For each shape the sum of the chances that a text of this shape equals a form by chance.
    chances: Vec<f64>,
}

/// Shapes of a form: digits, letters or both, and how long it is. What is of another shape cannot be equal.
const SHAPES: usize = 3 * LENGTHS;
const LENGTHS: usize = 40;

/// The shape of a run of words.
fn shape(run: &str) -> usize {
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    let class = match digits {
        0 => 0,
        n if n == run.len() => 1,
        _ => 2,
    };
    class * LENGTHS + run.len().min(LENGTHS - 1)
}

/// Hits of one fingerprint in one column of the result.
#[derive(Clone, Debug, Default)]
struct Hit {
    count: u64,
    spots: Vec<Spot>,
}

/// A column of the result in one file.
type At = (usize, usize);

/// What was found in some rows of the result.
#[derive(Default)]
pub struct Hits {
    hits: BTreeMap<(u128, At), Hit>,
    /// Runs of words that were looked at, by column and shape.
    looked: BTreeMap<At, Vec<u64>>,
    over: u64,
}

impl Hits {
    /// Adds those of other rows.
    pub fn merge(&mut self, other: Self) {
        for (key, more) in other.hits {
            if self.hits.len() >= KEPT && !self.hits.contains_key(&key) {
                self.over += more.count;
                continue;
            }
            let hit = self.hits.entry(key).or_default();
            hit.count += more.count;
            add_spots(&mut hit.spots, more.spots);
        }
        for (at, shapes) in other.looked {
            let all = self.looked.entry(at).or_insert_with(|| vec![0; SHAPES]);
            all.iter_mut().zip(shapes).for_each(|(all, more)| *all += more);
        }
        self.over += other.over;
    }
}

/// The check, from the first value of the original to the verdict.
pub struct Survival {
    printer: Printer,
    slices: Slices,
    sought: BTreeMap<usize, Sought>,
    /// Values that were looked at, whatever came of them.
    values: u64,
    hits: Hits,
    /// For each fingerprint that was hit, the columns of the original that have it.
    confirmed: BTreeMap<u128, Vec<usize>>,
    files: Vec<String>,
}

/// Where a text of the result stands.
#[derive(Clone, Copy)]
pub struct Where<'a> {
    /// The number of the file.
    pub file: usize,
    /// The name of the file.
    pub name: &'a str,
    /// The row, or the line.
    pub row: u64,
    /// The number of the column.
    pub column: usize,
    /// The name of the column.
    pub label: &'a str,
}

impl Where<'_> {
    /// The same as a place to tell.
    pub fn spot(&self) -> Spot {
        Spot { file: self.name.to_owned(), line: self.row, column: 1, name: Some(self.label.to_owned()) }
    }
}

impl Survival {
    /// Nothing sought yet; the key is of this run alone.
    pub fn new(key: &[u8; 16], memory: u64) -> Self {
        Self {
            printer: Printer::new(key),
            slices: Slices::new(memory),
            sought: BTreeMap::new(),
            values: 0,
            hits: Hits::default(),
            confirmed: BTreeMap::new(),
            files: Vec::new(),
        }
    }

    /// The forms of a value that are looked for everywhere.
    fn sought(told: &Told, text: &str) -> impl Iterator<Item = Form> {
        forms_of(told, text).into_iter().filter(|f| f.space >= RARE && f.text.len() >= LEAST && !f.whole)
    }

    /// Takes a value of the original.
    pub fn seek(&mut self, column: usize, told: &Told, text: &str) {
        self.values += u64::from(self.slices.is_first());
        for form in Self::sought(told, text) {
            self.slices.add(short(self.printer.print(form.text.as_bytes())));
            // The original is read once for each slice, and its values count once.
            if self.slices.is_first() {
                let sought =
                    self.sought.entry(column).or_insert_with(|| Sought { chances: vec![0.0; SHAPES] });
                sought.chances[shape(&form.text)] += libm::pow(10.0, -f64::from(form.space));
            }
        }
    }

    /// How many values of the original were looked at, and in how many slices their forms are held.
    pub fn held(&self) -> (u64, u64) {
        (self.values, self.slices.count())
    }

    /// Goes on to the next slice of what is sought; `false` where there is none.
    pub fn next_slice(&mut self) -> bool {
        self.slices.next_slice()
    }

    /// Looks at a text of the result, and at what stands in it in another coding.
    pub fn look(&self, at: Where<'_>, text: &str, words: &mut Words, hits: &mut Hits) {
        words.read(text);
        self.words(at, words, hits);
        let mut inner = Words::default();
        hidden(text, &mut |plain| {
            inner.read(plain);
            self.words(at, &inner, hits);
        });
    }

    fn words(&self, at: Where<'_>, words: &Words, hits: &mut Hits) {
        let mut seen: Vec<u128> = Vec::new();
        let Hits { hits, looked, over } = hits;
        let looked = looked.entry((at.file, at.column)).or_insert_with(|| vec![0; SHAPES]);
        words.runs(LEAST, |run, _| {
            looked[shape(run)] += 1;
            let print = self.printer.print(run.as_bytes());
            if !self.slices.has(short(print)) || seen.contains(&print) {
                return;
            }
            seen.push(print);
            let key = (print, (at.file, at.column));
            if hits.len() >= KEPT && !hits.contains_key(&key) {
                *over += 1;
                return;
            }
            let hit = hits.entry(key).or_default();
            hit.count += 1;
            if hit.spots.len() < SPOTS {
                hit.spots.push(at.spot());
            }
        });
    }

    /// Takes what was found.
    pub fn add(&mut self, mut hits: Hits) {
        if !self.slices.is_first() {
            hits.looked.clear();
        }
        self.hits.merge(hits);
    }

    /// Whether anything was hit, so that the original must be asked again.
    pub fn must_confirm(&self) -> bool {
        !self.hits.hits.is_empty()
    }

    /// Looks whether a value of the original is one that was hit.
    pub fn confirm(&mut self, column: usize, told: &Told, text: &str) {
        for form in Self::sought(told, text) {
            let print = self.printer.print(form.text.as_bytes());
            let known = self.hits.hits.range((print, (0, 0))..).next().is_some_and(|((p, _), _)| *p == print);
            if known {
                let columns = self.confirmed.entry(print).or_default();
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
    }

    /// Names the files that are looked at, for what is told.
    pub fn files(&mut self, files: Vec<String>) {
        self.files = files;
    }

    /// How many hits chance gives in a column of the result, of one of the original.
    fn expected(&self, source: usize, at: At) -> f64 {
        let (Some(sought), Some(looked)) = (self.sought.get(&source), self.hits.looked.get(&at)) else {
            return 0.0;
        };
        #[expect(clippy::cast_precision_loss, reason = "a chance needs no more digits")]
        let one = |(chance, n): (&f64, &u64)| chance * *n as f64;
        sought.chances.iter().zip(looked).map(one).sum()
    }

    /// The same for every pair of columns.
    fn all_expected(&self) -> Vec<f64> {
        let sources: Vec<usize> = self.sought.keys().copied().collect();
        self.hits
            .looked
            .keys()
            .flat_map(|at| sources.iter().map(|source| self.expected(*source, *at)))
            .collect()
    }

    /// What is more than chance gives.
    pub fn findings(&self, columns: &Columns) -> Vec<Finding> {
        let mut pairs: BTreeMap<(usize, At), Hit> = BTreeMap::new();
        for ((print, at), hit) in &self.hits.hits {
            for source in self.confirmed.get(print).into_iter().flatten() {
                let pair = pairs.entry((*source, *at)).or_default();
                pair.count += hit.count;
                add_spots(&mut pair.spots, hit.spots.iter().cloned());
            }
        }
        let expected: Vec<f64> = pairs.keys().map(|(source, at)| self.expected(*source, *at)).collect();
        let most = least_chance(&self.all_expected());
        let mut findings = Vec::new();
        for (((source, at), hit), expected) in pairs.into_iter().zip(expected) {
            if tail(hit.count, expected) > most {
                continue;
            }
            let (from, to) = (columns.get(source), columns.get(at.1));
            let word = from.told.sort.map_or("value", super::sorts::Sort::word);
            let same = if source == at.1 && to.told.expect == Expect::Kept {
                ", which is declared to stay"
            } else {
                ""
            };
            let file = self.files.get(at.0).cloned().unwrap_or_default();
            findings.push(Finding {
                check: Check::Survival,
                what: format!("a {word} of the original column {} survives{same}", from.label()),
                place: if to.of_table { to.label() } else { format!("{file}, {}", to.label()) },
                count: hit.count,
                spots: hit.spots,
                fails: !to.told.accepted,
            });
        }
        findings
    }

    /// Hits that chance explains, or that were too many to be kept.
    pub fn passed_over(&self, findings: &[Finding]) -> u64 {
        let all: u64 = self.hits.hits.values().map(|hit| hit.count).sum();
        let told: u64 = findings.iter().map(|finding| finding.count).sum();
        (all + self.hits.over).saturating_sub(told)
    }
}
