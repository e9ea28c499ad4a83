//! The check `survival`: identifying values of the original, looked for in every text of the result.
//!
//! Forms of the values are held as keyed fingerprints, in slices where memory does not hold them. Whatever is hit is looked up
//! in the original again, under 128 bits, before it is a finding. A finding is not a hit but more different ones of one column of
//! the original in one column of the result than chance gives: rarity decides, so that a common name says nothing by itself.

use super::chance::{NEVER, least_chance, tail};
use super::fiction::Spot;
use super::finding::{Check, Finding, SPOTS, add_spots};
use super::hidden::hidden;
use super::looked::{Looked, SHAPES};
use super::prints::{ByPrint, Printer, short};
use super::slices::{SEVERAL, Slices};
use super::sorts::Columns;
use super::values::LEAST;
use super::words::Words;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Hits whose fingerprints are kept to be confirmed; a run with more has failed whatever the others are.
const KEPT: usize = 200_000;

/// A form of a value of the original that is looked for everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Sought {
    pub(super) print: u64,
    pub(super) source: Source,
    /// The chance that a text of its shape equals it.
    pub(super) chance: f64,
    pub(super) shape: u8,
}

/// What is looked for together: the forms of a column of the original, those of them apart of which hardly one is met by chance,
/// so that chance with the others hides none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    pub(super) column: usize,
    rare: bool,
}

impl Source {
    /// That of a form, by how rare it is.
    pub(super) fn of(column: usize, space: f32) -> Self {
        Self { column, rare: space >= NEVER }
    }

    /// Its number among all.
    pub(super) fn number(self) -> usize {
        self.column * 2 + usize::from(self.rare)
    }

    /// That of a number.
    pub(super) fn numbered(number: usize) -> Self {
        Self { column: number / 2, rare: number % 2 == 1 }
    }

    /// As the table of fingerprints holds it.
    fn held(self) -> u16 {
        u16::try_from(self.number()).unwrap_or(SEVERAL)
    }

    fn from_held(held: u16) -> Self {
        Self::numbered(usize::from(held))
    }
}

/// Hits of one fingerprint in one column of the result.
#[derive(Clone, Debug, Default)]
struct Hit {
    count: u64,
    spots: Vec<Spot>,
    /// What of the original it is of, as far as that was kept.
    source: u16,
}

/// What is looked for, from each column of the original: for each shape the sum of the chances that a text of this shape equals
/// a form; nothing of what nothing is looked for.
#[derive(Default)]
struct Chances(Vec<Vec<f64>>);

impl Chances {
    fn add(&mut self, form: &Sought) {
        let at = form.source.number();
        if self.0.len() <= at {
            self.0.resize_with(at + 1, Vec::new);
        }
        let chances = &mut self.0[at];
        chances.resize(SHAPES, 0.0);
        chances[usize::from(form.shape)] += form.chance;
    }

    fn sources(&self) -> impl Iterator<Item = Source> {
        let there = self.0.iter().enumerate().filter(|(_, chances)| !chances.is_empty());
        there.map(|(at, _)| Source::numbered(at))
    }

    fn of(&self, source: Source) -> Option<&Vec<f64>> {
        self.0.get(source.number()).filter(|chances| !chances.is_empty())
    }
}

/// A column of the result in one file.
pub(super) type At = (usize, usize);

/// What was found in some rows of the result.
#[derive(Default)]
pub struct Hits {
    hits: BTreeMap<(u128, At), Hit>,
    over: u64,
    /// How many places are kept of each.
    spots: usize,
}

impl Hits {
    /// Adds those of other rows.
    pub fn merge(&mut self, other: Self) {
        self.spots = self.spots.max(other.spots);
        for (key, more) in other.hits {
            if self.hits.len() >= KEPT && !self.hits.contains_key(&key) {
                self.over += more.count;
                continue;
            }
            let hit = self.hits.entry(key).or_default();
            hit.count += more.count;
            hit.source = more.source;
            add_spots(&mut hit.spots, more.spots, self.spots);
        }
        self.over += other.over;
    }
}

/// The check, from the first value of the original to the verdict.
pub struct Survival {
    printer: Printer,
    slices: Slices,
    sought: Chances,
    /// Values that were looked at, whatever came of them.
    values: u64,
    hits: Hits,
    looked: BTreeMap<At, Looked>,
    /// For each fingerprint that was hit, the columns of the original that have it.
    confirmed: BTreeMap<u128, Vec<Source>>,
    files: Vec<String>,
    /// How many places are kept of each finding.
    spots: usize,
}

/// What the original is asked for again.
#[derive(Default)]
pub struct Asked {
    /// The columns of which so much was hit that chance may not explain it.
    columns: BTreeSet<usize>,
    /// The low halves of what was hit.
    prints: HashSet<u64, ByPrint>,
}

impl Asked {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() || self.prints.is_empty()
    }

    /// Whether a column is asked for.
    pub(super) fn of(&self, column: usize) -> bool {
        self.columns.contains(&column)
    }

    /// Whether a form with this fingerprint was hit.
    pub(super) fn has(&self, print: u128) -> bool {
        self.prints.contains(&short(print))
    }
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
    pub fn new(printer: Printer, memory: u64) -> Self {
        Self {
            printer,
            slices: Slices::new(memory),
            sought: Chances::default(),
            values: 0,
            hits: Hits::default(),
            looked: BTreeMap::new(),
            confirmed: BTreeMap::new(),
            files: Vec::new(),
            spots: SPOTS,
        }
    }

    /// Keeps so many places of each finding.
    pub fn keep_spots(&mut self, most: usize) {
        self.spots = most;
    }

    /// Takes forms of values of the original, of so many values.
    pub fn seek(&mut self, values: u64, sought: impl IntoIterator<Item: Borrow<Sought>>) {
        self.count(values);
        for form in sought {
            let form: &Sought = form.borrow();
            // Each form is sought once, however many rows have it.
            if self.slices.add(form.print, form.shape, form.source.held()) {
                self.sought.add(form);
            }
        }
    }

    /// Counts values of the original.
    pub(super) fn count(&mut self, values: u64) {
        self.values += if self.slices.is_first() { values } else { 0 };
    }

    /// Makes room for so many forms more.
    pub(super) fn reserve(&mut self, more: usize) {
        self.slices.reserve(more);
    }

    /// What is sought in this pass; none where there is no original.
    pub(super) fn slices(&self) -> Option<&Slices> {
        (!self.slices.is_empty() || !self.slices.is_first()).then_some(&self.slices)
    }

    /// How many values of the original were looked at, and in how many slices their forms are held.
    pub fn held(&self) -> (u64, u64) {
        (self.values, self.slices.count())
    }

    /// Goes on to the next slice of what is sought; `false` where there is none.
    pub fn next_slice(&mut self) -> bool {
        self.slices.next_slice()
    }

    /// Looks at a text of the result in which something is that is sought, and at what stands in it in another coding.
    pub(super) fn look(&self, at: Where<'_>, text: &str, words: &mut Words, hits: &mut Hits) {
        words.read(text);
        self.words(at, words, hits);
        hidden(text, &mut |plain| {
            words.read(plain);
            self.words(at, words, hits);
        });
    }

    fn words(&self, at: Where<'_>, words: &Words, all: &mut Hits) {
        let mut seen: Vec<u128> = Vec::new();
        all.spots = self.spots;
        let Hits { hits, over, .. } = all;
        words.runs(LEAST, |run, _| {
            let own = self.printer.short(run);
            if !self.slices.has(own) {
                return;
            }
            let print = self.printer.print(run);
            if seen.contains(&print) {
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
            hit.source = self.slices.column(own).unwrap_or(SEVERAL);
            if hit.spots.len() < self.spots {
                hit.spots.push(at.spot());
            }
        });
    }

    /// Takes what was found.
    pub fn add(&mut self, hits: Hits) {
        self.hits.merge(hits);
    }

    /// Takes what was looked at; later passes look at the same.
    pub(super) fn add_looked(&mut self, looked: BTreeMap<At, Looked>) {
        if self.slices.is_first() {
            for (at, more) in looked {
                self.looked.entry(at).or_default().merge(more);
            }
        }
    }

    /// What was hit, where so much was that the original must be asked whose it is; nothing where chance explains all of it, whoever
    /// of those has it that may.
    pub fn to_confirm(&self) -> Asked {
        let mut own: BTreeMap<(At, Source), u64> = BTreeMap::new();
        let mut shared: BTreeMap<At, u64> = BTreeMap::new();
        for ((_, at), hit) in &self.hits.hits {
            match hit.source {
                SEVERAL => *shared.entry(*at).or_default() += 1,
                source => *own.entry((*at, Source::from_held(source))).or_default() += 1,
            }
        }
        let drawings = self.drawings();
        let most = self.least(&drawings);
        let ats: BTreeSet<At> = self.hits.hits.keys().map(|(_, at)| *at).collect();
        let is_more = |source: &Source, at: &At| {
            let mine = own.get(&(*at, *source)).copied().unwrap_or(0);
            let count = mine + shared.get(at).copied().unwrap_or(0);
            count > 0 && tail(count, self.expected(*source, drawings.get(at))) <= most
        };
        let all = self.hits.over > 0;
        // Of a column of which no more was hit than chance explains, nothing is told, whatever of it the original has.
        let sources = self.sought.sources().filter(|source| all || ats.iter().any(|at| is_more(source, at)));
        let columns: BTreeSet<usize> = sources.map(|source| source.column).collect();
        let mut prints: HashSet<u64, ByPrint> = HashSet::default();
        if !columns.is_empty() {
            prints.extend(self.hits.hits.keys().map(|(print, _)| short(*print)));
        }
        Asked { columns, prints }
    }

    /// The fingerprint by which a form of the original is known to be one that was hit.
    pub(super) fn print(&self, form: &str) -> u128 {
        self.printer.print(form.as_bytes())
    }

    /// Takes fingerprints of forms of the original, with their columns.
    pub fn confirm(&mut self, found: Vec<(u128, Source)>) {
        for (print, source) in found {
            let sources = self.confirmed.entry(print).or_default();
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
    }

    /// Names the files that are looked at, for what is told.
    pub fn files(&mut self, files: Vec<String>) {
        self.files = files;
    }

    /// How many different hits chance gives in a column of the result, of one of the original.
    fn expected(&self, source: Source, drawings: Option<&Vec<f64>>) -> f64 {
        let (Some(chances), Some(drawings)) = (self.sought.of(source), drawings) else { return 0.0 };
        chances.iter().zip(drawings).map(|(chance, n)| chance * n).sum()
    }

    /// For each column of the result how often something could be met in it.
    fn drawings(&self) -> BTreeMap<At, Vec<f64>> {
        self.looked.iter().map(|(at, looked)| (*at, looked.drawings())).collect()
    }

    /// Below which chance a number of hits is a finding.
    fn least(&self, drawings: &BTreeMap<At, Vec<f64>>) -> f64 {
        let all = drawings
            .values()
            .flat_map(|drawings| self.sought.sources().map(|source| self.expected(source, Some(drawings))));
        least_chance(&all.collect::<Vec<_>>())
    }

    /// What is more than chance gives.
    pub fn findings(&self, columns: &Columns) -> Vec<Finding> {
        // What rows repeat is no further proof of anything: a number that was met by chance is met in each of its rows.
        let mut pairs: BTreeMap<(Source, At), (u64, Hit)> = BTreeMap::new();
        for ((print, at), hit) in &self.hits.hits {
            for source in self.confirmed.get(print).into_iter().flatten() {
                let (different, pair) = pairs.entry((*source, *at)).or_default();
                *different += 1;
                pair.count += hit.count;
                add_spots(&mut pair.spots, hit.spots.iter().cloned(), self.spots);
            }
        }
        let drawings = self.drawings();
        let most = self.least(&drawings);
        let mut told: BTreeMap<(usize, At), Hit> = BTreeMap::new();
        for ((source, at), (different, hit)) in pairs {
            if tail(different, self.expected(source, drawings.get(&at))) <= most {
                let all = told.entry((source.column, at)).or_default();
                all.count += hit.count;
                add_spots(&mut all.spots, hit.spots, self.spots);
            }
        }
        let mut findings = Vec::new();
        for ((column, at), hit) in told {
            let (from, to) = (columns.get(column), columns.get(at.1));
            let word = from.told.sort.map_or("value", super::sorts::Sort::word);
            let same = if column == at.1 && to.told.expect == super::sorts::Expect::Kept {
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

#[cfg(test)]
mod tests {
    use super::super::looked::shape;
    use super::*;

    /// Looks for names in a thousand cells that hold five of them, each met by chance, and perhaps one more.
    fn found(more: Option<(&str, f32)>) -> usize {
        let printer = Printer::new(&[9; 16]);
        let mut survival = Survival::new(printer.clone(), 1 << 20);
        let mut columns = Columns::default();
        let column = columns.find("people", "name", true, Default::default);
        let common: Vec<String> = (0..1_000).map(|n| format!("smith{}", letters(n))).collect();
        let names = common.iter().map(|name| (name.as_str(), 6.0)).chain(more);
        let sought: Vec<Sought> = names
            .map(|(name, space)| Sought {
                print: printer.short(name.as_bytes()),
                source: Source::of(column, space),
                chance: libm::pow(10.0, -f64::from(space)) * 8.0,
                shape: u8::try_from(shape(name)).unwrap(),
            })
            .collect();
        survival.seek(1, &sought);
        let (mut hits, mut looked, mut words) = (Hits::default(), Looked::default(), Words::default());
        let met = common[..5].iter().map(String::as_str).chain(more.map(|(name, _)| name));
        let others: Vec<String> = (0..1_000).map(|n| format!("jones{}", letters(n))).collect();
        for name in others.iter().map(String::as_str).chain(met) {
            let at = Where { file: 0, name: "people.csv", row: 1, column, label: "people.name" };
            survival.look(at, name, &mut words, &mut hits);
            looked.add(printer.short(name.as_bytes()), shape(name));
        }
        survival.add(hits);
        survival.add_looked(BTreeMap::from([((0, column), looked)]));
        let asked = survival.to_confirm();
        let all = common.iter().map(|name| (name.as_str(), 6.0)).chain(more);
        let confirmed = all.map(|(name, space)| (survival.print(name), Source::of(column, space)));
        let confirmed =
            confirmed.filter(|(print, source)| asked.of(source.column) && asked.has(*print)).collect();
        survival.confirm(confirmed);
        survival.findings(&columns).len()
    }

    /// A word for a number.
    fn letters(n: u32) -> String {
        [n / 100, n / 10 % 10, n % 10].iter().filter_map(|n| char::from_digit(n + 10, 36)).collect()
    }

    #[test]
    fn a_rare_name_is_found_among_common_ones_that_chance_gives() {
        assert_eq!(found(None), 0);
        assert_eq!(found(Some(("smithqwertz", 6.0))), 0);
        assert_eq!(found(Some(("qwertzuiopas", NEVER))), 1);
    }
}
