//! Composes a note: its style, its sentences in turn, its headings, its hand.

use super::class::Class;
use super::grammar::{Grammar, Move};
use super::row::Row;
use super::slips::Slips;
use super::slots::has;
use super::styles::Style;
use crate::draw::Burst;
use crate::kinds::TextColumn;

/// Who is told where identifiers stand: nobody in a run, and a list where the truth is asked for.
pub(super) trait Watch {
    /// An identifier stands at these bytes of the note.
    fn mention(&mut self, class: Class, start: usize, end: usize);
}

impl Watch for () {
    #[inline]
    fn mention(&mut self, _class: Class, _start: usize, _end: usize) {}
}

impl Watch for Vec<(Class, usize, usize)> {
    fn mention(&mut self, class: Class, start: usize, end: usize) {
        if end > start {
            self.push((class, start, end));
        }
    }
}

/// How the writer of one note writes.
#[derive(Clone, Copy)]
pub(super) struct Hand {
    /// What patients are called.
    pub(super) client: &'static str,
    /// Which of three forms headings have.
    heading: usize,
    /// Whether sections begin a line.
    lines: bool,
    /// Letters: 0 as they are, 1 all small, 2 all capital.
    letters: u32,
}

impl Hand {
    fn draw(burst: &mut Burst) -> Self {
        const CLIENTS: [&str; 6] = ["pt", "client", "the client", "patient", "the patient", "member"];
        let letters = match burst.below(20) {
            0 => 1,
            1 => 2,
            _ => 0,
        };
        Self {
            client: CLIENTS[burst.below(6) as usize],
            heading: burst.below(3) as usize,
            lines: burst.chance(40),
            letters,
        }
    }
}

/// One note while it is written.
pub(super) struct Pen<'a, W> {
    pub(super) column: &'a mut TextColumn,
    pub(super) watch: &'a mut W,
    pub(super) burst: Burst,
    pub(super) grammar: &'a Grammar,
    pub(super) row: &'a Row<'a>,
    pub(super) hand: Hand,
    /// Where the note begins in the column.
    pub(super) start: usize,
    /// Whether the patient was named.
    pub(super) named: bool,
    slips: Slips,
    used: [u32; 48],
    n_used: usize,
}

impl<'a, W: Watch> Pen<'a, W> {
    pub(super) fn new(
        column: &'a mut TextColumn,
        watch: &'a mut W,
        grammar: &'a Grammar,
        row: &'a Row<'a>,
        word: u64,
        slips: Slips,
    ) -> Self {
        let mut burst = Burst::new(word);
        let hand = Hand::draw(&mut burst);
        let start = column.bytes().len();
        let mut pen = Self {
            column,
            watch,
            burst,
            grammar,
            row,
            hand,
            start,
            named: false,
            slips,
            used: [0; 48],
            n_used: 0,
        };
        pen.slips.next(&mut pen.burst);
        pen
    }

    /// Writes the note in so many sentences.
    pub(super) fn note(&mut self, style: &Style, count: u32) {
        let middle = count.saturating_sub(2);
        let n_sections = u32::try_from(style.body.len()).unwrap_or(1);
        let mut open = usize::MAX;
        for n in 0..count {
            let (number, pool) = match n {
                0 => (0, &style.opening),
                n if n + 1 == count => (style.closing.section, &style.closing.sentences),
                n => {
                    let section = &style.body[((n - 1) * n_sections / middle) as usize];
                    (section.section, &section.sentences)
                }
            };
            let heading = style.heading(number, self.hand.heading);
            if number != open && (n == 0 || !heading.is_empty()) {
                if n > 0 {
                    self.column.add(if self.hand.lines { "\n" } else { " " });
                }
                self.column.add(heading);
            } else {
                self.column.add(if self.hand.lines && self.burst.chance(10) { "\n" } else { " " });
            }
            open = number;
            self.sentence(pool);
        }
        if self.row.has & has::WORKER != 0 && self.burst.chance(35) {
            self.signature();
        }
        let letters = &mut self.column.bytes()[self.start..];
        match self.hand.letters {
            1 => letters.make_ascii_lowercase(),
            2 => letters.make_ascii_uppercase(),
            _ => {}
        }
    }

    fn signature(&mut self) {
        const BEFORE: [&str; 8] = ["-- ", "/s/ ", "- ", "Signed, ", "By: ", "~ ", "e-signed ", "Author: "];
        self.column.add(if self.hand.lines { "\n" } else { " " });
        self.column.add(BEFORE[self.burst.below(8) as usize]);
        self.worker();
        if self.burst.chance(60) {
            self.column.add(", ");
            self.one(self.grammar.degrees);
        }
    }

    /// Writes a sentence of a pool that the row can fill and the note has not said before.
    fn sentence(&mut self, pool: &[u32]) {
        let n = u32::try_from(pool.len()).unwrap_or(0);
        let mut at = self.burst.below(n) as usize;
        for _ in 0..6 {
            if self.sayable(pool[at]) && !self.used[..self.n_used].contains(&pool[at]) {
                break;
            }
            at = self.burst.below(n) as usize;
        }
        // Where little of the row is known, the next one that can be said.
        for _ in 0..pool.len() {
            if self.sayable(pool[at]) {
                break;
            }
            at = (at + 1) % pool.len();
        }
        if let Some(slot) = self.used.get_mut(self.n_used) {
            *slot = pool[at];
            self.n_used += 1;
        }
        self.sequence(pool[at]);
    }

    #[inline]
    fn sayable(&self, sequence: u32) -> bool {
        self.grammar.sequences[sequence as usize].need & !self.row.has == 0
    }

    fn sequence(&mut self, number: u32) {
        let grammar = self.grammar;
        for step in grammar.moves(&grammar.sequences[number as usize]) {
            self.one(*step);
        }
    }

    /// Makes one move.
    #[inline]
    pub(super) fn one(&mut self, step: Move) {
        match step {
            Move::Word(word) => self.literal(word as usize),
            Move::OneOf(first, n, capital) => {
                let start = self.column.bytes().len();
                let word = first + self.burst.below(u32::from(n));
                self.literal(word as usize);
                self.capital(start, capital);
            }
            Move::Slot(slot, capital) => self.slot(slot, capital),
            Move::Number(low, high, by) => {
                let steps = u32::from((high - low) / by);
                let number = u32::from(low) + self.burst.below(steps + 1) * u32::from(by);
                self.column.digits(u64::from(number), 1);
            }
            Move::Grown(pair) => {
                let child = usize::from(self.row.has & has::GROWN == 0);
                self.one(self.grammar.grown[pair as usize][child]);
            }
            Move::Choice(choice, capital) => {
                let start = self.column.bytes().len();
                self.choose(choice as usize);
                self.capital(start, capital);
            }
        }
    }

    fn choose(&mut self, choice: usize) {
        let range = self.grammar.choices[choice].clone();
        let n = range.end - range.start;
        let first = self.burst.below(n);
        let sayable = (0..n).map(|k| range.start + (first + k) % n).find(|&item| self.sayable(item));
        if let Some(item) = sayable {
            self.sequence(item);
        }
    }

    #[inline]
    fn capital(&mut self, start: usize, capital: bool) {
        if capital {
            self.column.bytes()[start..].iter_mut().take(1).for_each(u8::make_ascii_uppercase);
        }
    }

    /// Writes a fixed text, with a slip of the hand where one is due.
    #[inline]
    fn literal(&mut self, word: usize) {
        let length = self.grammar.words.length(word);
        if self.slips.pass(length) {
            self.column.word(&self.grammar.words, word);
        } else {
            self.slips.write(self.grammar.words.get(word), self.column.bytes(), &mut self.burst);
        }
    }
}
