//! Words, numbers and signs of a folded text, each with what is known of it.

mod form;

pub(super) use form::{Case, Sort};

use super::glued;
use super::key::{Keys, joined, key, key_at, keys};
use super::words::{ENDS_PHRASE, GIVEN, IN_PHRASE, MONTH, Roles, SURNAME, SURNAME_OFTEN, TITLE, Words};
use form::{Form, read};
use std::ops::Range;

/// One token.
#[derive(Clone, Copy)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) sort: Sort,
    pub(super) case: Case,
    /// Whether it is made of nothing but Latin letters and digits.
    pub(super) plain: bool,
    /// Whether white space stands before it.
    pub(super) apart: bool,
    /// Whether a line begins with it that does not go on with what the line before says.
    pub(super) first_of_line: bool,
    /// Whether a line begins with it.
    pub(super) begins_line: bool,
    /// What is known of the word, its possessive ending left off.
    pub(super) roles: Roles,
    /// What is known of the longest phrases that end with it.
    pub(super) phrase: Roles,
    /// What it is, however it is written.
    pub(super) key: u64,
}

impl Token {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }

    #[inline]
    pub(super) fn is(&self, roles: Roles) -> bool {
        self.roles & roles != 0
    }

    #[inline]
    pub(super) fn is_word(&self) -> bool {
        self.sort == Sort::Word
    }

    #[inline]
    pub(super) fn is_sign(&self, sign: u8) -> bool {
        self.sort == Sort::Sign(sign)
    }
}

/// A text in tokens.
pub(super) struct Tokens<'v> {
    pub(super) text: &'v [u8],
    pub(super) list: Vec<Token>,
    /// For each line whether most of its words are written in capitals, or none; by the first token of the line.
    pub(super) shouting: Vec<bool>,
    /// For each token whether no word of its line has a capital and small letters.
    pub(super) small: Vec<bool>,
}

impl<'v> Tokens<'v> {
    pub(super) fn new(text: &'v [u8], words: &Words) -> Self {
        let list = Vec::with_capacity(text.len() / 5);
        let mut tokens = Self { text, list, shouting: Vec::new(), small: Vec::new() };
        tokens.split();
        for i in 0..tokens.list.len() {
            if tokens.list[i].is_word() {
                tokens.list[i].roles = tokens.roles(i, words);
            }
        }
        for i in 0..tokens.list.len() {
            tokens.list[i].phrase = tokens.phrase(i, words);
        }
        tokens.find_shouting();
        tokens
    }

    #[inline]
    pub(super) fn get(&self, i: usize) -> Option<&Token> {
        self.list.get(i)
    }

    /// The token before, if there is one.
    #[inline]
    pub(super) fn before(&self, i: usize) -> Option<&Token> {
        i.checked_sub(1).and_then(|i| self.list.get(i))
    }

    #[inline]
    pub(super) fn bytes(&self, i: usize) -> &[u8] {
        self.list.get(i).map_or(&[], |t| &self.text[t.start..t.end])
    }

    /// Whether a token is one of some words, however it is written.
    #[inline]
    pub(super) fn is_any<const N: usize>(&self, i: usize, keys: &Keys<N>) -> bool {
        self.list.get(i).is_some_and(|token| keys.has(token.key))
    }

    /// Whether a sentence, a line or something in quotation marks begins with a token, or something behind another sign.
    pub(super) fn begins_sentence(&self, i: usize, also: u8) -> bool {
        let Some(before) = self.before(i).filter(|_| !self.list[i].begins_line) else { return true };
        match before.sort {
            Sort::Sign(b'.') => {
                let abbreviated = i.checked_sub(2).and_then(|k| self.get(k));
                !abbreviated.is_some_and(|t| t.is(TITLE) || t.len() == 1 && t.is_word())
            }
            Sort::Sign(sign) => sign == also || b"!?:;-*\">|[".contains(&sign),
            _ => false,
        }
    }

    /// The value of a number of at most nine digits.
    pub(super) fn number(&self, i: usize) -> Option<u32> {
        let token = self.list.get(i).filter(|t| t.sort == Sort::Number && t.len() <= 9)?;
        self.text[token.start..token.end].iter().try_fold(0u32, |n, b| Some(n * 10 + u32::from(b - b'0')))
    }

    /// The word in lower case without `'s`.
    pub(super) fn lower(&self, i: usize, out: &mut Vec<u8>) {
        out.clear();
        out.extend(self.bytes(i).iter().map(|b| if *b == b'`' { b'\'' } else { b.to_ascii_lowercase() }));
        if out.ends_with(b"'s") {
            out.truncate(out.len() - 2);
        }
    }

    /// `at McDonald's on Pine`: a house is called so, ending and all, where nothing follows that is somebody's.
    pub(super) fn is_house(&self, i: usize) -> bool {
        const AT: Keys<6> = keys([b"at", b"from", b"to", b"by", b"near", b"outside"]);
        const BEHIND: Keys<10> =
            keys([b"on", b"in", b"and", b"for", b"at", b"to", b"with", b"by", b"near", b"every"]);
        // `at st. clare's`, `by the Wendy's`
        const OPEN: Keys<3> = keys([b"st", b"saint", b"the"]);
        let dot = usize::from(i > 1 && self.list[i - 1].is_sign(b'.'));
        let first = if i > dot && self.is_any(i - 1 - dot, &OPEN) { i - 1 - dot } else { i };
        let before = first > 0 && (self.is_any(first - 1, &AT) || self.list[first - 1].is_sign(b'@'));
        let sign = |t: &Token| {
            t.first_of_line
                || t.sort == Sort::Number
                || matches!(t.sort, Sort::Sign(b'.' | b',' | b';' | b')' | b'?' | b'!'))
        };
        before && (self.get(i + 1).is_none_or(sign) || self.is_any(i + 1, &BEHIND))
    }

    /// The key of a word, its possessive ending left off.
    pub(super) fn key_of_word(&self, i: usize) -> u64 {
        if self.list[i].plain {
            return self.list[i].key;
        }
        let mut lower = Vec::with_capacity(self.list[i].len());
        self.lower(i, &mut lower);
        key(&lower)
    }

    /// What is known of a word, its possessive ending left off.
    fn roles(&self, i: usize, words: &Words) -> Roles {
        let token = &self.list[i];
        if token.plain {
            return words.of_key(token.key);
        }
        let mut lower = Vec::with_capacity(token.len());
        self.lower(i, &mut lower);
        let roles = words.of(&lower);
        if roles != 0 || !lower.contains(&b'\'') {
            return roles;
        }
        // `13th o'feb`
        if let Some(month) = lower.strip_prefix(b"o'").map(|word| words.of(word) & MONTH).filter(|m| *m != 0)
        {
            return month;
        }
        // `O'Neill` stands in the lists as Oneill.
        lower.retain(|b| *b != b'\'');
        words.of(&lower) & (GIVEN | SURNAME | SURNAME_OFTEN)
    }

    /// What the phrases of up to four words that end here tell, single words included.
    fn phrase(&self, i: usize, words: &Words) -> Roles {
        let token = &self.list[i];
        let mut found = token.roles;
        if !token.is(ENDS_PHRASE) {
            return found;
        }
        let mut from = i;
        let mut keys = [token.key; 4];
        for length in 1..4 {
            // A full stop or a hyphen inside of a phrase is left out: `medical rec. no`.
            let Some(previous) = from.checked_sub(1) else { break };
            if !self.list[previous].is_word() || !self.list[from].apart {
                break;
            }
            from = previous;
            let own = &self.list[from];
            keys[3 - length] = own.key;
            if own.is(IN_PHRASE) {
                let phrase = keys[4 - length..].iter().fold(own.key, |phrase, key| joined(phrase, *key));
                found |= words.of_key(phrase);
            }
        }
        found
    }

    fn split(&mut self) {
        let text = self.text;
        let (mut i, mut apart, mut lines) = (0, true, 2);
        while i < text.len() {
            let byte = text[i];
            if byte.is_ascii_whitespace() {
                apart = true;
                lines += usize::from(byte == b'\n');
                i += 1;
                continue;
            }
            let start = i;
            let form = read(text, start);
            let first_of_line = lines > 1 || lines == 1 && !self.goes_on(form.sort, start..form.end);
            i = form.end;
            self.list.push(Token {
                start,
                end: i,
                sort: form.sort,
                case: form.case,
                plain: form.plain,
                apart,
                first_of_line,
                begins_line: lines > 0,
                roles: 0,
                phrase: 0,
                key: key_at(text, start, i),
            });
            if form.mixed
                && let Some((parts, count)) = glued::parts(text, start, i)
            {
                self.part(&parts[..count]);
            }
            (apart, lines) = (false, 0);
        }
    }

    /// Reads the last word as several, of which all but the first begin at these places.
    fn part(&mut self, places: &[usize]) {
        let Some(whole) = self.list.pop() else { return };
        let mut start = whole.start;
        for end in places.iter().copied().chain([whole.end]) {
            let Form { sort, case, plain, .. } = read(&self.text[..end], start);
            let first = start == whole.start;
            self.list.push(Token {
                start,
                end,
                sort,
                case,
                plain,
                apart: !first || whole.apart,
                first_of_line: first && whole.first_of_line,
                begins_line: first && whole.begins_line,
                key: key_at(self.text, start, end),
                ..whole
            });
            start = end;
        }
    }

    /// Whether a word goes on with what the line before says: no sentence ended there, and no label stands here.
    fn goes_on(&self, sort: Sort, own: Range<usize>) -> bool {
        let Some(last) = self.list.last() else { return false };
        let short = |t: &Token| t.is_word() && t.len() <= 2 && t.case != Case::Lower && last.start == t.end;
        // `Dr.`, `St.` and an initial end no sentence.
        let abbreviated = last.is_sign(b'.') && self.list.iter().rev().nth(1).is_some_and(short);
        let ended = matches!(last.sort, Sort::Sign(sign) if sign != b',' && sign != b'-' && sign != b'&');
        let numbers = sort != Sort::Word && last.sort != Sort::Word;
        let counts = own.len() <= 2 && matches!(self.text.get(own.end), Some(b'.' | b')'));
        let label = matches!(self.text.get(own.end), Some(b':' | b'=' | b'|' | b'\t'));
        let sign = matches!(sort, Sort::Sign(sign) if sign != b'&');
        !(ended && !abbreviated || numbers || counts || label || sign)
    }

    /// Marks the tokens of lines whose words are nearly all in capitals, or all in small letters: case says nothing there.
    fn find_shouting(&mut self) {
        self.shouting = vec![false; self.list.len()];
        self.small = vec![false; self.list.len()];
        let (mut start, mut counts) = (0, [0; 4]);
        for (i, token) in self.list.iter().enumerate() {
            if token.begins_line && i > start {
                mark(counts, start..i, &mut self.small, &mut self.shouting);
                (start, counts) = (i, [0; 4]);
            }
            counts[token.case as usize] += usize::from(token.is_word() && token.len() > 1);
        }
        mark(counts, start..self.list.len(), &mut self.small, &mut self.shouting);
    }

    /// The tokens that lie in a stretch of the text, which most often is behind the one that was asked for before: `from` is
    /// the first token of that.
    pub(super) fn within(&self, range: &Range<usize>, from: &mut usize) -> Range<usize> {
        let ends_before = |k: usize| self.list.get(k).is_some_and(|t| t.end <= range.start);
        if *from > 0 && !ends_before(*from - 1) {
            *from = 0;
        }
        let mut step = 1;
        while ends_before(*from + step) {
            *from += step;
            step *= 2;
        }
        let most = (*from + step).min(self.list.len());
        *from += self.list[*from..most].partition_point(|t| t.end <= range.start);
        let inside = self.list[*from..].iter().take_while(|t| t.start < range.end).count();
        *from..*from + inside
    }
}

/// Marks a line of so many words in small letters, with a capital, and in capitals.
fn mark(counts: [usize; 4], line: Range<usize>, small: &mut [bool], shouting: &mut [bool]) {
    let count = |case: Case| counts[case as usize];
    let (upper, lower, title) = (count(Case::Upper), count(Case::Lower), count(Case::Title));
    let others = lower + title;
    if title == 0 && lower > 1 && upper <= lower / 4 {
        small[line.clone()].fill(true);
    }
    if upper > 2 && upper > others * 3 {
        shouting[line].fill(true);
    }
}
