//! `CREATE TABLE`: its columns, and its text without what could carry values.

use super::statements::{Placed, Rule, Token, relation};
use crate::shape::Filler;

/// Where sequences stand.
pub(super) const POSITIONS: &str = "positions of sequences";

/// Reads a table.
pub(super) fn table(text: &str, tokens: &[Placed<'_>]) -> Result<Rule, String> {
    let wrong = || "a CREATE TABLE is not as pg_dump writes it".to_owned();
    let is = |at: usize, word: &str| matches!(tokens.get(at), Some((Token::Word(own), ..)) if own.eq_ignore_ascii_case(word));
    if tokens.windows(2).any(|pair| matches!((pair[0].0, pair[1].0), (Token::Word(a), Token::Word(b)) if a.eq_ignore_ascii_case("partition") && b.eq_ignore_ascii_case("of"))) {
        return Err("the dump has partitions, whose bounds are values; make it with --load-via-partition-root".to_owned());
    }
    let start = if is(1, "unlogged") { 3 } else { 2 };
    let (name, _, _) = relation(tokens, start).ok_or_else(wrong)?;
    let open = tokens.iter().position(|(token, ..)| *token == Token::Sign(b'(')).ok_or_else(wrong)?;
    let (items, close) = items(tokens, open).ok_or_else(wrong)?;
    let (mut columns, mut without, mut kept, mut checks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut not_null, mut generated_at) = (Vec::new(), Vec::new());
    for item in items {
        let first = item.first().ok_or_else(wrong)?.0;
        let constraint = matches!(first, Token::Word(word) if ["constraint", "check", "primary", "unique", "foreign", "exclude", "like"].iter().any(|w| word.eq_ignore_ascii_case(w)));
        if constraint {
            constraint_of(text, item, [&mut kept, &mut checks], &mut without);
            continue;
        }
        let column = first.name().ok_or_else(wrong)?;
        let generated = item
            .windows(3)
            .any(|w| word_is(&w[0], "generated") && word_is(&w[1], "always") && word_is(&w[2], "as"))
            && !item.iter().any(|t| word_is(t, "identity"));
        let column_text = match generated {
            true => computed(text, item, &mut without),
            false => definition(text, item, &mut without),
        };
        let positions = super::statements::tokens(&column_text)
            .filter(|tokens| tokens.iter().any(|token| word_is(token, "identity")))
            .and_then(|tokens| without_positions(&column_text, &tokens));
        if positions.is_some() {
            without.push(POSITIONS);
        }
        kept.push(positions.unwrap_or(column_text));
        if generated {
            generated_at.push(columns.len() + generated_at.len());
        } else {
            if item.windows(2).any(|pair| word_is(&pair[0], "not") && word_is(&pair[1], "null")) {
                not_null.push((column.clone(), Filler::of(&source(text, &item[1..]))));
            }
            columns.push(column);
        }
    }
    let tail = tokens.get(close).map_or("", |(_, _, end)| &text[*end..]);
    if has_literal(&tokens[close..]) {
        return Err("a table has options with constants".to_owned());
    }
    let head = &text[..tokens[open].2];
    let written = format!("{head}\n    {}\n){tail}", kept.join(",\n    "));
    let as_written = text[tokens[start].1..tokens[open].1].trim_end();
    let behind = |check: &String| format!("ALTER TABLE {as_written}\n    ADD {check} NOT VALID;\n\n");
    Ok(Rule::Table {
        name,
        columns,
        generated: generated_at,
        not_null,
        text: written.into_bytes(),
        checks: checks.iter().map(behind).collect(),
        without,
    })
}

/// A constraint of a table: a check comes behind the rows, one with a constant nowhere, and any other stays where it is.
fn constraint_of(
    text: &str,
    item: &[Placed<'_>],
    [kept, checks]: [&mut Vec<String>; 2],
    without: &mut Vec<&'static str>,
) {
    // The name of a constraint stands before what it is.
    let of = if word_is(&item[0], "constraint") { 2 } else { 0 };
    match item.get(of).is_some_and(|token| word_is(token, "check")) {
        _ if has_literal(item) => without.push("checks with constants"),
        true => checks.push(source(text, item)),
        false => kept.push(source(text, item)),
    }
}

fn word_is((token, ..): &Placed<'_>, word: &str) -> bool {
    matches!(token, Token::Word(own) if own.eq_ignore_ascii_case(word))
}

fn has_literal(tokens: &[Placed<'_>]) -> bool {
    tokens.iter().any(|(token, ..)| matches!(token, Token::Literal(text) if !harmless(text)))
}

/// Whether a number could be somebody's: one of more than two digits.
fn has_number(tokens: &[Placed<'_>]) -> bool {
    tokens.iter().any(|(token, ..)| telling(*token))
}

/// Whether a token is a number that could be somebody's.
pub(super) fn telling(token: Token<'_>) -> bool {
    matches!(token, Token::Number(text) if text.bytes().filter(u8::is_ascii_digit).count() > 2)
}

/// The text without options of sequences whose numbers could be somebody's: where one begins tells how many rows there were.
/// `None` where there is none.
pub(super) fn without_positions(text: &str, tokens: &[Placed<'_>]) -> Option<String> {
    let (mut out, mut done, mut at) = (String::new(), 0, 0);
    while at < tokens.len() {
        let instead = match () {
            () if word_is(&tokens[at], "start") => "",
            () if word_is(&tokens[at], "restart") => "RESTART",
            () if word_is(&tokens[at], "minvalue") => "NO MINVALUE",
            () if word_is(&tokens[at], "maxvalue") => "NO MAXVALUE",
            () => {
                at += 1;
                continue;
            }
        };
        let skip =
            |to: usize, is: &dyn Fn(&Placed<'_>) -> bool| to + usize::from(tokens.get(to).is_some_and(is));
        let number = skip(at + 1, &|token| word_is(token, "with"));
        let number = skip(number, &|token| token.0 == Token::Sign(b'-'));
        if tokens.get(number).is_some_and(|(token, ..)| telling(*token)) {
            out.push_str(&text[done..tokens[at].1]);
            out.push_str(instead);
            done = tokens[number].2;
        }
        at += 1;
    }
    (done > 0).then(|| out + &text[done..])
}

/// Whether a constant can be nobody's: one without a letter or a digit, such as what parts two names.
pub(super) fn harmless(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_punctuation() || b.is_ascii_whitespace())
}

fn source(text: &str, item: &[Placed<'_>]) -> String {
    match (item.first(), item.last()) {
        (Some((_, start, _)), Some((_, _, end))) => text[*start..*end].to_owned(),
        _ => String::new(),
    }
}

/// The items between the parentheses, and the token that closes them.
pub(super) fn items<'t, 'a>(tokens: &'t [Placed<'a>], open: usize) -> Option<(Vec<&'t [Placed<'a>]>, usize)> {
    let (mut list, mut depth, mut start) = (Vec::new(), 0usize, open + 1);
    for (at, (token, ..)) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Sign(b'(' | b'[') => depth += 1,
            Token::Sign(b')' | b']') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    if at > start {
                        list.push(&tokens[start..at]);
                    }
                    return Some((list, at));
                }
            }
            Token::Sign(b',') if depth == 1 => {
                list.push(&tokens[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    None
}

/// A column without a default or a check that carries a constant.
fn definition(text: &str, item: &[Placed<'_>], without: &mut Vec<&'static str>) -> String {
    let mut out = String::new();
    let mut done = 0;
    let mut at = 0;
    while at < item.len() {
        // GENERATED BY DEFAULT AS IDENTITY has none.
        let identity = at > 0 && word_is(&item[at - 1], "by");
        let clause = word_is(&item[at], "default") && !identity
            || word_is(&item[at], "check")
            || word_is(&item[at], "constraint");
        if !clause {
            at += 1;
            continue;
        }
        let end = end_of_clause(item, at);
        let what =
            if word_is(&item[at], "default") { "defaults with constants" } else { "checks with constants" };
        let sequence = item[at..end].iter().any(|t| word_is(t, "nextval"));
        let number = word_is(&item[at], "default") && has_number(&item[at..end]);
        if (has_literal(&item[at..end]) || number) && !sequence {
            out.push_str(&source(text, &item[done..at]));
            out.push(' ');
            without.push(what);
            done = end;
        }
        at = end;
    }
    out.push_str(&source(text, &item[done..]));
    out.trim_end().to_owned()
}

/// A column that the server computes; where its expression carries a constant, the column without it, which stays NULL.
fn computed(text: &str, item: &[Placed<'_>], without: &mut Vec<&'static str>) -> String {
    let named = |at: usize| {
        item.get(at + 2)
            .is_some_and(|_| item[at + 1].0 == Token::Sign(b':') && item[at + 2].0 == Token::Sign(b':'))
            && item.get(at + 3).is_some_and(|t| word_is(t, "regconfig") || word_is(t, "regclass"))
    };
    let fits = item
        .iter()
        .enumerate()
        .all(|(at, (token, ..))| !matches!(token, Token::Literal(text) if !harmless(text)) || named(at));
    let start = item.iter().position(|token| word_is(token, "generated"));
    match start.filter(|_| !fits) {
        None => source(text, item),
        Some(start) => {
            without.push("expressions of computed columns with constants: they hold NULL");
            source(text, &item[..start])
        }
    }
}

/// The token behind a default or a check: the next word that begins another clause, outside parentheses.
fn end_of_clause(item: &[Placed<'_>], start: usize) -> usize {
    let mut depth = 0i32;
    for (at, token) in item.iter().enumerate().skip(start + 1) {
        match token.0 {
            Token::Sign(b'(' | b'[') => depth += 1,
            Token::Sign(b')' | b']') => depth -= 1,
            Token::Word(word) if depth == 0 => {
                let next = [
                    "not",
                    "default",
                    "constraint",
                    "collate",
                    "generated",
                    "unique",
                    "primary",
                    "references",
                ];
                let null = word.eq_ignore_ascii_case("null") && !word_is(&item[start], "default");
                let own = word_is(&item[start], "constraint") && word.eq_ignore_ascii_case("not");
                if null || (!own && next.iter().any(|w| word.eq_ignore_ascii_case(w))) {
                    return at;
                }
            }
            _ => {}
        }
    }
    item.len()
}
