//! The grammar of notes, from its text into flat tables.
//!
//! A line of a pool is a sentence. `[a|b]` is one of several, `{name}` a list, or something of the row, `{3-10}` a number
//! (`{0-60/5}` in steps), `{^name}` the same with a capital. What is first in a sentence begins with a capital by itself.
//! A list is a line of alternatives under `= name`; where there is `name_child` too, that is the one for those who are not
//! grown. A sentence after `+` is for those who are. All of it is compiled once; what remains is a row of moves a sentence.

use super::slots::{Slot, has};
use crate::kinds::Words;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

const TEXTS: [&str; 7] = [
    include_str!("grammar/lists.txt"),
    include_str!("grammar/call.txt"),
    include_str!("grammar/intake.txt"),
    include_str!("grammar/soap.txt"),
    include_str!("grammar/discharge.txt"),
    include_str!("grammar/visit.txt"),
    include_str!("grammar/shared.txt"),
];

/// The grammar of the house, or what is wrong with it.
pub(super) static GRAMMAR: LazyLock<Result<Grammar, String>> = LazyLock::new(|| Grammar::parse(&TEXTS));

/// One move of a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) enum Move {
    /// A fixed text.
    Word(u32),
    /// One of neighbouring fixed texts: the first, how many, and whether it gets a capital.
    OneOf(u32, u16, bool),
    /// Something of the row, and whether it gets a capital.
    Slot(Slot, bool),
    /// A number from, to, in steps of.
    Number(u16, u16, u16),
    /// One of several sequences, by its number, and whether it gets a capital.
    Choice(u16, bool),
    /// One of two moves, by whether the patient is grown.
    Grown(u16),
}

/// Moves with what they need of the row.
#[derive(Clone, Debug)]
pub(super) struct Sequence {
    pub(super) moves: Range<u32>,
    /// A bit for each input without which it cannot be said.
    pub(super) need: u32,
}

/// The compiled grammar.
pub(super) struct Grammar {
    pub(super) words: Words,
    pub(super) moves: Vec<Move>,
    pub(super) sequences: Vec<Sequence>,
    /// For each choice the sequences that it is made of: they are neighbours.
    pub(super) choices: Vec<Range<u32>>,
    /// Pairs of moves: for the grown, and for children.
    pub(super) grown: Vec<[Move; 2]>,
    /// What stands for a diagnosis, a drug or a degree of which the row says nothing.
    pub(super) condition: Move,
    pub(super) drugs: Move,
    pub(super) degrees: Move,
    pools: BTreeMap<&'static str, Vec<u32>>,
}

impl Grammar {
    /// The numbers of the sentences in these pools.
    pub(super) fn union(&self, pools: &[&str]) -> Result<Vec<u32>, String> {
        let mut all = Vec::new();
        for name in pools {
            let pool = self.pools.get(name).ok_or_else(|| format!("the grammar has no pool `{name}`"))?;
            all.extend(pool);
        }
        Ok(all)
    }

    /// The moves of a sequence.
    #[inline]
    pub(super) fn moves(&self, sequence: &Sequence) -> &[Move] {
        &self.moves[sequence.moves.start as usize..sequence.moves.end as usize]
    }

    fn parse(texts: &[&'static str]) -> Result<Self, String> {
        let mut compiler = Compiler::default();
        let mut pool = "";
        let mut list = "";
        for line in
            texts.iter().flat_map(|text| text.lines()).filter(|l| !l.is_empty() && !l.starts_with(';'))
        {
            if let Some(name) = line.strip_prefix("# ") {
                pool = name;
            } else if let Some(name) = line.strip_prefix("= ") {
                list = name;
            } else if pool.is_empty() {
                compiler.list(list, line)?;
            } else {
                let sentence = compiler.sentence(line)?;
                compiler.pools.entry(pool).or_default().push(sentence);
            }
        }
        let mut list = |name: &str| compiler.blank(name, false);
        let (condition, drugs, degrees) = (list("condition")?, list("drugs")?, list("cred")?);
        Ok(Self {
            condition,
            drugs,
            degrees,
            words: Words::new(compiler.words),
            moves: compiler.moves,
            sequences: compiler.sequences,
            choices: compiler.choices,
            grown: compiler.grown,
            pools: compiler.pools,
        })
    }
}

#[derive(Default)]
struct Compiler {
    words: Vec<String>,
    moves: Vec<Move>,
    sequences: Vec<Sequence>,
    choices: Vec<Range<u32>>,
    grown: Vec<[Move; 2]>,
    pools: BTreeMap<&'static str, Vec<u32>>,
    lists: BTreeMap<&'static str, Move>,
}

impl Compiler {
    fn list(&mut self, name: &'static str, line: &'static str) -> Result<(), String> {
        let chosen = self.choice(line, false)?;
        self.lists.insert(name, chosen).map_or(Ok(()), |_| Err(format!("the list `{name}` is there twice")))
    }

    /// Compiles a sentence; gives the number of its sequence.
    fn sentence(&mut self, text: &str) -> Result<u32, String> {
        let (text, grown) = text.strip_prefix("+ ").map_or((text, 0), |text| (text, has::GROWN));
        let (moves, need) = self.sequence(text, true)?;
        self.add(moves, need | grown)
    }

    fn add(&mut self, moves: Vec<Move>, need: u32) -> Result<u32, String> {
        let start = small(self.moves.len())?;
        self.moves.extend(moves);
        self.sequences.push(Sequence { moves: start..small(self.moves.len())?, need });
        small(self.sequences.len() - 1)
    }

    fn sequence(&mut self, text: &str, opens: bool) -> Result<(Vec<Move>, u32), String> {
        let (mut moves, mut need) = (Vec::new(), 0);
        let mut rest = text;
        while !rest.is_empty() {
            let at = rest.find(['[', '{']).unwrap_or(rest.len());
            if at > 0 {
                moves.push(Move::Word(small(self.words.len())?));
                self.words.push(rest[..at].to_owned());
                rest = &rest[at..];
                continue;
            }
            let end = closing(rest).ok_or_else(|| format!("a bracket is open in `{text}`"))?;
            let (inside, after) = (&rest[1..end], &rest[end + 1..]);
            let first = opens && moves.is_empty();
            let made =
                if rest.starts_with('[') { self.choice(inside, first)? } else { self.blank(inside, first)? };
            if let Move::Slot(slot, _) = made {
                need |= slot.need();
            }
            moves.push(made);
            rest = after;
        }
        Ok((moves, need))
    }

    fn blank(&mut self, name: &str, opens: bool) -> Result<Move, String> {
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            return number(name).ok_or_else(|| format!("`{name}` is no range of numbers"));
        }
        let (name, capital) = match name.strip_prefix('^') {
            Some(name) => (name, true),
            None => (name, opens),
        };
        if let Some(slot) = Slot::find(name) {
            return Ok(Move::Slot(slot, capital));
        }
        let list = |name: &str| match self.lists.get(name)? {
            Move::OneOf(first, n, _) => Some(Move::OneOf(*first, *n, capital)),
            Move::Choice(number, _) => Some(Move::Choice(*number, capital)),
            other => Some(*other),
        };
        let usual = list(name).ok_or_else(|| format!("the grammar knows no `{name}`"))?;
        let Some(child) = list(&format!("{name}_child")) else { return Ok(usual) };
        self.grown.push([usual, child]);
        Ok(Move::Grown(u16::try_from(self.grown.len() - 1).map_err(|_wide| too_large())?))
    }

    /// Alternatives between bars: fixed texts where all of them are, and sequences otherwise.
    fn choice(&mut self, text: &str, capital: bool) -> Result<Move, String> {
        let items = alternatives(text);
        if !text.contains(['[', '{']) {
            let first = small(self.words.len())?;
            self.words.extend(items.iter().map(|item| (*item).to_owned()));
            return Ok(Move::OneOf(first, u16::try_from(items.len()).map_err(|_wide| too_large())?, capital));
        }
        let compiled = items.iter().map(|i| self.sequence(i, false)).collect::<Result<Vec<_>, _>>()?;
        let start = small(self.sequences.len())?;
        for (moves, need) in compiled {
            self.add(moves, need)?;
        }
        self.choices.push(start..small(self.sequences.len())?);
        Ok(Move::Choice(u16::try_from(self.choices.len() - 1).map_err(|_wide| too_large())?, capital))
    }
}

fn too_large() -> String {
    "the grammar is too large".to_owned()
}

fn small(n: usize) -> Result<u32, String> {
    u32::try_from(n).map_err(|_wide| too_large())
}

fn number(text: &str) -> Option<Move> {
    let (range, step) = text.split_once('/').unwrap_or((text, "1"));
    let (low, high) = range.split_once('-')?;
    let (low, high, step) = (low.parse().ok()?, high.parse().ok()?, step.parse().ok()?);
    (low <= high && step > 0).then_some(Move::Number(low, high, step))
}

/// The place of the bracket that closes the one at the beginning.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Cuts at the bars that stand in no bracket.
fn alternatives(text: &str) -> Vec<&str> {
    let (mut items, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            '|' if depth == 0 => {
                items.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(&text[start..]);
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_of_the_house_compiles() {
        let grammar = GRAMMAR.as_ref().unwrap();
        assert!(grammar.pools.values().map(Vec::len).sum::<usize>() > 350);
        // No sentence is there twice.
        let mut seen = std::collections::BTreeSet::new();
        let sentence = |line: &&str| line.ends_with('.') && !line.starts_with(['#', '=', ';']);
        for line in TEXTS[1..].iter().flat_map(|t| t.lines()).filter(sentence) {
            assert!(seen.insert(line), "{line}");
        }
    }

    #[test]
    fn what_it_does_not_know_is_an_error() {
        for (text, message) in [
            ("# p\nA {thing}.", "the grammar knows no `thing`"),
            ("# p\nA [b.", "a bracket is open in `A [b.`"),
            ("# p\nA {9-3}.", "`9-3` is no range of numbers"),
            ("= l\na|b\n= l\nc", "the list `l` is there twice"),
        ] {
            assert_eq!(Grammar::parse(&[text]).err().unwrap(), message);
        }
    }
}
