//! Bounds that checks set on numbers and on the lengths of texts.

use super::super::definition::{Definition, text, untext};
use super::super::predicate::Rule;
use super::super::types::Sort;
use super::Facts;
use crate::kinds;

/// Bounds that checks set, put into the definition.
pub(super) fn bounds(facts: &Facts<'_>, definition: &mut Definition) -> Result<(), String> {
    let (mut low, mut high): (Option<f64>, Option<f64>) = (None, None);
    let (mut shortest, mut longest): (Option<u32>, Option<u32>) = (None, None);
    let whole = matches!(facts.sort, Sort::Integer { .. });
    let step = match facts.sort {
        Sort::Decimal { places, .. } => 10f64.powi(-places.min(6).cast_signed()),
        _ if whole => 1.0,
        _ => 0.001,
    };
    for rule in &facts.rules {
        match rule {
            Rule::AtLeast(_, n, out) => {
                low = Some(low.unwrap_or(f64::MIN).max(if *out { n + step } else { *n }));
            }
            Rule::AtMost(_, n, out) => {
                high = Some(high.unwrap_or(f64::MAX).min(if *out { n - step } else { *n }));
            }
            Rule::Longer(_, n) => shortest = Some(shortest.unwrap_or(0).max(*n)),
            Rule::Shorter(_, n) => longest = Some(longest.unwrap_or(u32::MAX).min(*n)),
            Rule::Octets(_, true, n) => shortest = Some(shortest.unwrap_or(0).max(*n)),
            // No character that is drawn is longer than two bytes but by a rare name.
            Rule::Octets(_, false, n) => {
                let n = if facts.sort == Sort::Bytes { *n } else { n / 2 };
                longest = Some(longest.unwrap_or(u32::MAX).min(n));
            }
            _ => {}
        }
    }
    if matches!(facts.sort, Sort::Integer { .. } | Sort::Decimal { .. } | Sort::Float) {
        let (least, most) = (beyond(facts, true, step), beyond(facts, false, step));
        let tight = (larger(low, least), smaller(high, most));
        // Where they contradict each other one of the columns is NULL.
        if tight.0.zip(tight.1).is_none_or(|(low, high)| low <= high) {
            (low, high) = tight;
        }
    }
    if low.zip(high).is_some_and(|(low, high)| low > high) {
        return Err(format!("no value of `{}` passes its checks", facts.column.name));
    }
    others(facts, definition)?;
    if low.is_some() || high.is_some() {
        written(facts, definition, low, high)?;
        numbers(facts, definition, low, high, whole);
    }
    if facts.sort == Sort::Bytes && definition.kind() == "bytes" {
        let least = shortest.unwrap_or(16).min(longest.unwrap_or(u32::MAX));
        if shortest.is_some() || longest.is_some() {
            definition.set("min", least);
            definition
                .set("max", longest.unwrap_or(least.saturating_mul(2)).min(least.saturating_mul(2).max(1)));
        }
    }
    let narrow = matches!(facts.sort, Sort::Text { most: Some(_), .. }) && by_form(facts, definition);
    if facts.sort.is_text() && (shortest.is_some() || longest.is_some() || narrow) {
        lengths(facts, definition, shortest, longest)?;
    }
    Ok(())
}

fn larger(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.into_iter().chain(b).reduce(f64::max)
}

fn smaller(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.into_iter().chain(b).reduce(f64::min)
}

/// So many columns that are in order are followed at most.
const CHAIN: usize = 8;

/// The least (`low`) or most that a number can be by the bounds of those which it is not below, or not above.
fn beyond(facts: &Facts<'_>, low: bool, step: f64) -> Option<f64> {
    let rules = || facts.all.iter().flat_map(|one| &one.rules);
    let mut reached: Vec<(&str, f64)> = vec![(&facts.column.name, 0.0)];
    let mut found: Option<f64> = None;
    let mut at = 0;
    while let Some(&(name, away)) = reached.get(at).filter(|_| at <= CHAIN) {
        at += 1;
        for rule in rules() {
            match rule {
                Rule::AtLeast(other, n, out) if low && at > 1 && other == name => {
                    found = larger(found, Some(n + away + if *out { step } else { 0.0 }));
                }
                Rule::AtMost(other, n, out) if !low && at > 1 && other == name => {
                    found = smaller(found, Some(n - away - if *out { step } else { 0.0 }));
                }
                Rule::Before(first, then, strict) => {
                    let (own, other) = if low { (then, first) } else { (first, then) };
                    if own == name && reached.iter().all(|(known, _)| known != other) {
                        reached.push((other, away + if *strict { step } else { 0.0 }));
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// Bounds of spans, of times of day and of numbers of items; the sorts of documents.
fn others(facts: &Facts<'_>, definition: &mut Definition) -> Result<(), String> {
    let (mut shortest, mut longest): (Option<i64>, Option<i64>) = (None, None);
    let (mut fewest, mut most): (Option<u32>, Option<u32>) = (None, None);
    let (mut from, mut to) = ("00:00".to_owned(), "24:00".to_owned());
    for rule in &facts.rules {
        match rule {
            Rule::Span(_, true, out, n) => shortest = shortest.max(Some(n + i64::from(*out))),
            Rule::Span(_, false, out, n) => {
                let n = n - i64::from(*out);
                longest = Some(longest.map_or(n, |most| most.min(n)));
            }
            Rule::Items(_, true, n) => fewest = fewest.max(Some(*n)),
            Rule::Items(_, false, n) => most = Some(most.map_or(*n, |most| most.min(*n))),
            Rule::Clock(_, least, at) if at.len() >= 5 && at.is_ascii() => {
                let (bound, minute) =
                    if *least { (&mut from, at[..5].to_owned()) } else { (&mut to, at[..5].to_owned()) };
                *bound = if *least { minute.max(bound.clone()) } else { minute.min(bound.clone()) };
            }
            Rule::Ahead(_) if facts.sort.is_time() && ["date", "timestamp"].contains(&definition.kind()) => {
                definition.set("after", text("epoch + INTERVAL '25 months'"));
                definition.set("within", text("365d"));
            }
            Rule::End(_, least, n) => ends(definition, *least, *n),
            Rule::Document(_, sort) if is_list(facts, sort) => {
                *definition = Definition::choice(&["[]"]);
            }
            _ => {}
        }
    }
    let none = || Err(format!("no value of `{}` passes its checks", facts.column.name));
    match facts.sort {
        Sort::Interval if definition.kind() == "duration" && (shortest.is_some() || longest.is_some()) => {
            let least = shortest.unwrap_or(0).max(0);
            let most = longest.unwrap_or(i64::MAX).min(least.max(1_800) * 2);
            if most < least {
                return none();
            }
            definition.set("min", text(&format!("{least}s")));
            definition.set("max", text(&format!("{most}s")));
        }
        Sort::Range { .. } if longest.is_some_and(|longest| !is_as_long(definition, longest)) => {
            return none();
        }
        Sort::Clock if definition.kind() == "time_of_day" && (from != "00:00" || to != "24:00") => {
            if from >= to {
                return none();
            }
            definition.set("hours", format!("{{ from = {}, to = {} }}", text(&from), text(&to)));
        }
        Sort::Array(_) if definition.kind() == "array" && (fewest.is_some() || most.is_some()) => {
            let most = most.unwrap_or(u32::MAX);
            if most < fewest.unwrap_or(0) {
                return none();
            }
            let least = fewest.unwrap_or(1).min(most);
            definition.set("min_items", least);
            definition.set("max_items", most.min(least.max(3)));
        }
        _ => {}
    }
    Ok(())
}

/// Whether a document must be an array, of which nothing says what it holds.
fn is_list(facts: &Facts<'_>, sort: &str) -> bool {
    let holds = |rule: &&Rule| matches!(rule, Rule::Holds(..));
    facts.sort == Sort::Json && sort == "array" && !facts.rules.iter().any(holds)
}

/// Has ranges be so long at most; whether any is.
fn is_as_long(definition: &mut Definition, longest: i64) -> bool {
    if definition.kind() != "range" {
        return true;
    }
    // Moments in hours.
    let unit = if definition.get("of") == Some("\"timestamp\"") { 3_600 } else { 1 };
    definition.set("longest", (longest / unit).clamp(1, 30));
    longest >= unit
}

/// A range of numbers begins, or ends (`false`), within a bound.
fn ends(definition: &mut Definition, least: bool, n: f64) {
    let of = definition.get("of").unwrap_or_default();
    if definition.kind() != "range" || !["\"integer\"", "\"number\""].contains(&of) {
        return;
    }
    // One more on either side, whether the bound itself is taken or not.
    let stated = |key: &str| definition.get(key).and_then(|n| n.parse::<f64>().ok());
    let (min, max) = (stated("min").unwrap_or(0.0), stated("max"));
    if least {
        let min = min.max(n.ceil() + 1.0);
        definition.set("min", format!("{min:.0}"));
        if let Some(max) = max {
            definition.set("max", format!("{:.0}", max.max(min)));
        }
    } else {
        let longest = ((n - min - 2.0) / 2.0).floor().clamp(1.0, 30.0);
        definition.set("longest", format!("{longest:.0}"));
        definition.set("max", format!("{:.0}", (n - longest - 1.0).floor()));
    }
}

/// A text that a check reads as a number: some numbers between the bounds.
fn written(
    facts: &Facts<'_>,
    definition: &mut Definition,
    low: Option<f64>,
    high: Option<f64>,
) -> Result<(), String> {
    let Sort::Text { most, .. } = facts.sort else { return Ok(()) };
    if definition.kind() == "choice" {
        return Ok(());
    }
    let low = low.or(high.map(|high| high - 999.0).filter(|low| *low < 0.0)).unwrap_or(0.0).ceil();
    let high = high.unwrap_or(low + 999.0).floor();
    let step = ((high - low) / 19.0).floor().max(1.0);
    let numbers =
        (0..20).map(|n| low + step * f64::from(n)).filter(|n| *n <= high).map(|n| format!("{n:.0}"));
    let fits = |n: &String| most.is_none_or(|most| n.len() <= most as usize);
    let numbers: Vec<String> = numbers.filter(fits).collect();
    if numbers.is_empty() {
        return Err(format!("no value of `{}` passes its checks", facts.column.name));
    }
    *definition = Definition::choice(&numbers);
    Ok(())
}

fn numbers(facts: &Facts<'_>, definition: &mut Definition, low: Option<f64>, high: Option<f64>, whole: bool) {
    if definition.kind() == "serial" {
        if let Some(low) = low.filter(|low| *low > 1.0) {
            definition.set("start", format!("{low:.0}"));
        }
        return;
    }
    let number = matches!(facts.sort, Sort::Integer { .. } | Sort::Decimal { .. } | Sort::Float);
    if !number
        || !["integer", "number", "constant", "age", "latitude", "longitude"].contains(&definition.kind())
    {
        return;
    }
    if !["integer", "number"].contains(&definition.kind())
        && let Some(plain) = facts.sort.plain()
    {
        *definition = plain;
    }
    let stated = |key: &str| definition.get(key).and_then(|n| n.parse::<f64>().ok());
    let (mut from, mut to) = (stated("min").unwrap_or(0.0), stated("max").unwrap_or(100.0));
    // What is usual for a measure is narrower than what a check lets through.
    let within = low.is_none_or(|low| from >= low) && high.is_none_or(|high| to <= high);
    if from > 0.0 && within && stated("max").is_some() {
        return;
    }
    from = low.unwrap_or(from.min(high.unwrap_or(from)));
    to = high.unwrap_or(to.max(from + (to - from).abs().max(10.0)));
    let show = |n: f64| {
        if whole || n.fract() == 0.0 {
            format!("{n:.0}")
        } else {
            format!("{n:.6}").trim_end_matches('0').to_owned()
        }
    };
    definition.set("min", show(from));
    definition.set("max", show(to));
}

/// Whether a check asks for the form of a text.
fn by_form(facts: &Facts<'_>, definition: &Definition) -> bool {
    let form = |rule: &&Rule| matches!(rule, Rule::Matches(..) | Rule::Like(..));
    definition.kind() == "pattern" && facts.rules.iter().any(form)
}

fn lengths(
    facts: &Facts<'_>,
    definition: &mut Definition,
    shortest: Option<u32>,
    longest: Option<u32>,
) -> Result<(), String> {
    let most = match facts.sort {
        Sort::Text { most: Some(n), .. } => Some(longest.map_or(n, |l| l.min(n))),
        _ => longest,
    };
    let least = shortest.unwrap_or(0);
    if most.is_some_and(|most| least > most) {
        return Err(format!("no text of `{}` is long enough for its check", facts.column.name));
    }
    // Neither a list nor what is encrypted is cut.
    if ["choice", "fernet", "aes_gcm"].contains(&definition.kind()) {
        return Ok(());
    }
    // What a check asks of the form is narrowed, and nothing else takes its place.
    if by_form(facts, definition) {
        let stated = definition.get("pattern").and_then(untext).unwrap_or_default();
        let most = most.map_or(usize::MAX, |n| n as usize);
        let Some(narrow) = kinds::pattern::between(&stated, least as usize, most) else {
            return Err(format!("no text of `{}` passes its checks", facts.column.name));
        };
        if narrow != stated {
            definition.set("pattern", text(&narrow));
        }
        return Ok(());
    }
    // Only the shortest texts are in danger; a name has two letters and a sentence twenty.
    let safe = match definition.kind() {
        "sentence" | "note" | "paragraph" | "url" | "email" | "address" | "token" | "password" => 12,
        "npi" | "ein" => 10,
        "ssn" | "mbi" => 11,
        "dea" => 9,
        "vin" => 17,
        "uuid" => 36,
        "phone" | "full_name" => 8,
        "zip" | "hcpcs" => 5,
        "pattern" => 0,
        "word" => 1,
        _ => 2,
    };
    if least > safe {
        let most = most.unwrap_or(least + 20).min(least + 20);
        *definition = Definition::of("pattern").with("pattern", text(&format!("[a-z]{{{least},{most}}}")));
    } else if let Some(most) = most {
        if definition.kind() == "pattern" {
            if let Some(plain) = (Sort::Text { most: Some(most), padded: least == most }).plain() {
                *definition = plain;
            }
        } else {
            definition.set("max_chars", most);
        }
    }
    Ok(())
}
