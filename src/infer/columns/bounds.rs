//! Bounds that checks set on numbers and on the lengths of texts.

use super::super::definition::{Definition, text};
use super::super::predicate::Rule;
use super::super::types::Sort;
use super::Facts;

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
            _ => {}
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
    if facts.sort.is_text() && (shortest.is_some() || longest.is_some()) {
        lengths(facts, definition, shortest, longest)?;
    }
    Ok(())
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
            Rule::Document(_, sort) if facts.sort == Sort::Json && sort == "array" => {
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
    // Only the shortest texts are in danger; a name has two letters and a sentence twenty.
    let safe = match definition.kind() {
        "sentence" | "note" | "paragraph" | "url" | "email" | "address" | "token" | "password" => 12,
        "phone" | "ssn" | "uuid" | "full_name" => 8,
        "pattern" => 0,
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
