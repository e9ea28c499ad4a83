//! All that was found, and how it is told.

use super::{Fed, Figure, Rule, Study};
use crate::reference::raked;
use crate::report::{Bar, Block, Chart, Mark, PyramidClass, Report, Section, Table};

/// How many bars a chart has.
const BARS: usize = 24;

/// What scoring a data set gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// The name of the schema.
    pub name: String,
    /// The names of the tables.
    pub tables: Vec<String>,
    /// The rows of each table.
    pub rows: Vec<u64>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// The rules.
    pub rules: Vec<Rule>,
}

impl Verdict {
    pub(super) fn of(study: &Study) -> Self {
        let tables = study.tables.iter().map(|table| table.name.clone()).collect();
        Self { name: study.name.clone(), tables, ..Self::default() }
    }

    /// Whether every rule holds and every figure is met.
    pub fn is_fine(&self) -> bool {
        self.rules.iter().all(|rule| rule.broken == 0) && self.figures.iter().all(Figure::met)
    }

    /// The verdict as a report.
    pub fn report(&self) -> Report {
        let count = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        let rows: u64 = self.rows.iter().sum();
        let broken = self.rules.iter().filter(|rule| rule.broken > 0).count();
        let missed = self.figures.iter().filter(|figure| !figure.met()).count();
        let lead = vec![
            format!("{} rows in {} of the schema `{}`.", grouped(rows), count(self.tables.len(), "table"), self.name),
            "A figure is the total variation distance; its floor is what as many exact draws are expected to show."
                .to_owned(),
            format!(
                "{}, {broken} broken; {}, {missed} beyond twice its floor.",
                count(self.rules.len(), "rule"),
                count(self.figures.len(), "figure")
            ),
        ];
        let mut sections = vec![self.rules_section()];
        sections.push(self.figures_section(Fed::In));
        sections.push(self.figures_section(Fed::Not));
        sections.push(self.worst_section());
        sections.push(moved_section());
        sections.extend(self.charts());
        sections.retain(|section| !section.blocks.is_empty());
        Report { title: format!("Score of {}", self.name), lead, sections }
    }

    fn rules_section(&self) -> Section {
        let mut table = Table::new(&["rule", "where", "#rows", "#broken"]);
        for rule in &self.rules {
            let mark = if rule.broken == 0 { Mark::Good } else { Mark::Bad };
            table.push(
                mark,
                [rule.name.clone(), rule.place.clone(), grouped(rule.checked), grouped(rule.broken)],
            );
        }
        section("What cannot be: every count must be zero", table)
    }

    fn figures_section(&self, fed: Fed) -> Section {
        let heads = ["figure", "where", "#rows", "#cells", "#distance", "#floor", "#ratio", "held against"];
        let mut table = Table::new(&heads);
        for figure in self.figures.iter().filter(|figure| figure.fed == fed) {
            let mark = match (fed, figure.met()) {
                (Fed::Not, _) => Mark::Plain,
                (Fed::In, true) => Mark::Good,
                (Fed::In, false) => Mark::Bad,
            };
            let ratio = if figure.floor > 0.0 { figure.distance / figure.floor } else { 0.0 };
            let design = if figure.design > 1.0 {
                format!(" (design effect {:.2})", figure.design)
            } else {
                String::new()
            };
            table.push(
                mark,
                [
                    figure.name.clone(),
                    figure.place.clone(),
                    grouped(figure.rows),
                    figure.cells.to_string(),
                    format!("{:.5}", figure.distance),
                    format!("{:.5}{design}", figure.floor),
                    format!("{ratio:.2}"),
                    figure.source.clone(),
                ],
            );
        }
        let heading = match fed {
            Fed::In => {
                "Conformance: drawn from what it is held against; within twice the floor of an exact sampler"
            }
            Fed::Not => "Validity: not fed in; it decides nothing",
        };
        section(heading, table)
    }

    fn worst_section(&self) -> Section {
        let heads = ["figure", "where", "cell", "#found", "#expected", "#deviations", "#bound"];
        let mut table = Table::new(&heads);
        for figure in self.figures.iter().filter(|figure| figure.fed == Fed::In) {
            for worst in figure.worst.iter().take(2) {
                let bad = worst.deviations.abs() > figure.bound();
                table.push(
                    if bad { Mark::Bad } else { Mark::Plain },
                    [
                        figure.name.clone(),
                        figure.place.clone(),
                        worst.cell.clone(),
                        grouped(worst.found),
                        format!("{:.1}", worst.expected),
                        format!("{:+.2}", worst.deviations),
                        format!("{:.1}", figure.bound()),
                    ],
                );
            }
        }
        section("The worst cells, in standard deviations", table)
    }

    fn charts(&self) -> Vec<Section> {
        self.figures.iter().filter_map(chart).collect()
    }
}

fn section(heading: &str, table: Table) -> Section {
    let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
    Section { heading: heading.to_owned(), blocks }
}

/// How far the sources of the population were moved.
fn moved_section() -> Section {
    let mut table = Table::new(&["figure", "#source", "#raked", "#most of a part", "moved from", "onto"]);
    for moved in raked::MOVED {
        let percent = |millionths: u32| format!("{:.2} %", f64::from(millionths) / 10_000.0);
        table.push(
            Mark::Plain,
            [
                moved.what.to_owned(),
                percent(moved.before),
                percent(moved.after),
                percent(moved.most),
                moved.file.to_owned(),
                moved.onto.to_owned(),
            ],
        );
    }
    section("How far each source was moved to agree with the others", table)
}

fn chart(figure: &Figure) -> Option<Section> {
    let title = format!("{}, {}", figure.name, figure.place);
    let drawn = if figure.pyramid {
        let half = figure.shares.len() / 2;
        let (women, men) = figure.shares.split_at(half);
        let class = |(woman, man): (&(String, f64, f64), &(String, f64, f64))| PyramidClass {
            name: woman.0.split_once(' ').map_or(woman.0.clone(), |(_, ages)| ages.to_owned()),
            found: [woman.1, man.1],
            expected: [woman.2, man.2],
        };
        let sides = ["female".to_owned(), "male".to_owned()];
        Chart::Pyramid { title, sides, classes: women.iter().zip(men).map(class).collect() }
    } else {
        let mut shares: Vec<&(String, f64, f64)> = figure.shares.iter().collect();
        // Counts stand in their order; what has many cells begins with the largest.
        if shares.len() > BARS {
            shares.sort_by(|one, other| other.2.total_cmp(&one.2));
            shares.truncate(BARS);
        }
        let bar = |(name, found, expected): &&(String, f64, f64)| Bar {
            name: name.clone(),
            found: *found,
            expected: Some(*expected),
        };
        Chart::Bars { title, key: crate::report::FOUND, bars: shares.iter().map(bar).collect() }
    };
    Some(Section {
        heading: format!("{} ({})", figure.name, figure.place),
        blocks: vec![Block::Chart(drawn)],
    })
}

/// A number with its thousands apart.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
