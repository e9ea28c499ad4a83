//! Columns of which the values are stated: by a check, a default, a comment or a pattern.

use super::super::definition::{Definition, text};
use super::super::draft::{BY_CHECK, DraftTable};
use super::super::guess;
use super::super::predicate::{self, Rule};
use super::super::types::{self, Sort};
use super::{Facts, Made, certain};

/// What checks and enumerations state.
pub(super) fn by_check(facts: &Facts<'_>) -> Option<Made> {
    if let Some(values) = listed(facts) {
        return certain(typed_choice(&facts.sort, &values), BY_CHECK);
    }
    if let Sort::Choice(values) = &facts.sort {
        return certain(Definition::choice(&without(facts, values.clone())), "");
    }
    pattern(facts).and_then(|pattern| certain(pattern, BY_CHECK))
}

/// The values that checks allow.
fn listed(facts: &Facts<'_>) -> Option<Vec<String>> {
    let mut values: Option<Vec<String>> = None;
    for rule in &facts.rules {
        if let Rule::OneOf(_, list) = rule {
            values = Some(match values {
                None => list.clone(),
                Some(before) => before.into_iter().filter(|v| list.contains(v)).collect(),
            });
        }
    }
    values.map(|values| without(facts, values))
}

/// Values without those that checks forbid.
fn without(facts: &Facts<'_>, mut values: Vec<String>) -> Vec<String> {
    for rule in &facts.rules {
        if let Rule::NoneOf(_, none) = rule {
            values.retain(|value| !none.contains(value));
        }
    }
    let most = match facts.sort {
        Sort::Text { most: Some(n), .. } => n as usize,
        _ => usize::MAX,
    };
    values.retain(|value| value.chars().count() <= most);
    values
}

/// A choice whose values have the type of the column: what is none of that type is never there.
pub(in super::super) fn typed_choice(sort: &Sort, values: &[String]) -> Definition {
    let typed: fn(&str) -> Option<String> = match sort {
        Sort::Integer { .. } => whole,
        Sort::Decimal { .. } | Sort::Float => |text| whole(text).or_else(|| fraction(text)),
        Sort::Boolean => truth,
        _ => return Definition::choice(values),
    };
    let list: Vec<String> = values.iter().filter_map(|value| typed(value.trim())).collect();
    Definition::of("choice").with("values", format!("[{}]", list.join(", ")))
}

/// A whole number in TOML.
fn whole(text: &str) -> Option<String> {
    let number = text.parse::<i64>().ok();
    let number = number.or_else(|| {
        let number = text.parse::<f64>().ok().filter(|n| n.fract() == 0.0 && n.abs() < 1e15)?;
        format!("{number:.0}").parse().ok()
    });
    number.map(|n| n.to_string())
}

/// A number with a fraction in TOML.
fn fraction(text: &str) -> Option<String> {
    text.parse::<f64>().ok().filter(|n| n.is_finite()).map(|n| format!("{n:?}"))
}

/// True or false in TOML.
fn truth(text: &str) -> Option<String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "on" | "1" => Some("true".to_owned()),
        "false" | "f" | "no" | "off" | "0" => Some("false".to_owned()),
        _ => None,
    }
}

/// The pattern that a check asks for.
fn pattern(facts: &Facts<'_>) -> Option<Definition> {
    let most = match facts.sort {
        Sort::Text { most, .. } => most,
        _ => None,
    };
    let matches: Vec<&String> = facts
        .rules
        .iter()
        .filter_map(|rule| match rule {
            Rule::Matches(_, pattern) => Some(pattern),
            _ => None,
        })
        .collect();
    let matched = one_of_each(&matches).or_else(|| matches.first().map(|&pattern| pattern.clone()));
    let longer = facts.rules.iter().filter_map(|rule| match rule {
        Rule::Longer(_, n) => Some(*n),
        _ => None,
    });
    let least = longer.max().unwrap_or(0);
    let like = || {
        facts.rules.iter().find_map(|rule| match rule {
            Rule::Like(_, pattern) => predicate::like(pattern, least, most),
            _ => None,
        })
    };
    let found = &matched.or_else(like)?;
    // A check of the form of an address is kept by addresses.
    if found.contains('@') && facts.has(&["email", "mail"]) {
        return None;
    }
    // That a letter or digit stands anywhere, any usual text keeps.
    let anywhere = |form: regex::Regex| ["a", "B", "7"].iter().all(|one| form.is_match(one));
    if !found.contains(['^', '$']) && regex::Regex::new(found).is_ok_and(anywhere) {
        return None;
    }
    // The beginning of an address, which any address has.
    if ["^https?://", "^https://", "^https?:\\/\\/"].contains(&found.as_str())
        && matches!(most, None | Some(40..))
    {
        return Some(Definition::of("url"));
    }
    if let Some(kind) = known(facts, found) {
        return Some(Definition::of(kind));
    }
    Some(Definition::of("pattern").with("pattern", text(found)))
}

/// A text with a character of each of several classes that checks ask for somewhere in it, as of a password.
fn one_of_each(matches: &[&String]) -> Option<String> {
    let class = |pattern: &&&String| {
        let inner = pattern.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        inner.is_some_and(|inner| !inner.is_empty() && !inner.contains([']', '^']))
    };
    let all = matches.len() > 1 && matches.iter().all(|pattern| class(&pattern));
    let each: String = matches.iter().map(|pattern| pattern.as_str()).collect();
    all.then(|| format!("{each}[a-z]{{0,24}}"))
}

/// Two texts of which one stands before the other in any order of letters: `first_drug < second_drug`.
pub(super) fn ordered(facts: &Facts<'_>, draft: &DraftTable) -> Option<Made> {
    let Sort::Text { most, .. } = facts.sort else { return None };
    let (first, then) = facts.rules.iter().find_map(|rule| match rule {
        Rule::Before(first, then, _) => Some((first, then)),
        _ => None,
    })?;
    let own = *first == facts.column.name;
    let other = if own { then } else { first };
    let free = draft.definition(other).is_none_or(|d| d.kind() == "pattern");
    let is_text = facts.table.column(other).is_some_and(|c| {
        let column = &facts.table.columns[c];
        types::resolve(facts.whole.db, column.type_oid, column.type_modifier).sort.is_text()
    });
    let rest = most.unwrap_or(10).clamp(1, 10) - 1;
    let pattern = format!("[{}][a-z]{{{rest}}}", if own { "a-m" } else { "n-z" });
    (free && is_text).then(|| certain(Definition::of("pattern").with("pattern", text(&pattern)), BY_CHECK))?
}

/// Identifiers of one form, each with a value that nobody has.
const FORMS: [(&str, &str); 4] =
    [("ssn", "900-12-3456"), ("ein", "00-1234567"), ("npi", "9234567893"), ("zip", "02139")];

/// The kind that the name says, where a check of the form takes its values: only kinds have ranges that are nobody's.
fn known(facts: &Facts<'_>, pattern: &str) -> Option<&'static str> {
    let fits = |kind: &crate::kinds::Kind| guess::fits(kind, &facts.sort);
    let guess = guess::by_name(&facts.called(), fits)?;
    let (kind, value) = FORMS.iter().find(|(kind, _)| *kind == guess.kind.name)?;
    let form = regex::Regex::new(pattern).ok()?;
    form.is_match(value).then_some(*kind)
}

/// Values that a default or a comment names.
pub(super) fn enumerated(facts: &Facts<'_>) -> Option<(Vec<String>, String)> {
    let Sort::Text { most, .. } = facts.sort else { return None };
    let short = |value: &String| most.is_none_or(|n| value.chars().count() <= n as usize);
    let mut values: Vec<String> = Vec::new();
    let mut why = Vec::new();
    if let Some(default) = facts.column.default.as_deref()
        && let Some(expr) = predicate::parse(default)
        && let Some(value) =
            predicate::constant(&predicate::strip(expr, None)).filter(|v| !v.trim().is_empty())
    {
        values.push(value);
        why.push("its default");
    }
    if let Some(list) = facts.column.comment.as_deref().and_then(said) {
        why.push("its comment");
        for value in list {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    values.retain(short);
    (!values.is_empty()).then(|| (without(facts, values), format!("from {}", why.join(" and "))))
}

/// A list in a comment: `one of: a, b, c`, `a | b | c`.
fn said(comment: &str) -> Option<Vec<String>> {
    // Letters that are longer in lower case would move the places.
    let lower = comment.to_ascii_lowercase();
    let list = ["one of", "values:", "allowed:", "enum:", "options:"]
        .iter()
        .find_map(|start| lower.find(start).map(|at| &comment[at + start.len()..]))
        .or_else(|| comment.contains('|').then_some(comment))?;
    let end = list.find(['.', ';', ')']).unwrap_or(list.len());
    let clean = |word: &str| word.trim().trim_matches(['\'', '"', '`', ':', '(', ' ']).trim().to_owned();
    let parts: Vec<String> =
        list[..end].split([',', '|', '/']).flat_map(|p| p.split(" or ")).map(clean).collect();
    let word = |p: &String| {
        (1..=30).contains(&p.len()) && p.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c))
    };
    let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
    ((2..=20).contains(&parts.len()) && parts.iter().all(word)).then_some(parts)
}

/// The values that checks allow in another column of the table.
pub(super) fn stated(facts: &Facts<'_>, column: &str) -> Option<Vec<String>> {
    facts.all.iter().flat_map(|one| &one.rules).find_map(|rule| match rule {
        Rule::OneOf(name, values) if name == column => Some(values.clone()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::types::Sort;
    use super::{said, typed_choice};

    #[test]
    fn values_of_checks_are_of_the_type_of_the_column() {
        let values = |sort: &Sort, list: &[&str]| {
            let list: Vec<String> = list.iter().map(|v| (*v).to_owned()).collect();
            typed_choice(sort, &list).get("values").unwrap_or_default().to_owned()
        };
        let number = Sort::Integer { min: 0, max: 9 };
        assert_eq!(values(&number, &["1", "2.0", "01", "1], kind = \"x\" }\nevil = { a = [1"]), "[1, 2, 1]");
        assert_eq!(values(&Sort::Float, &[".5", "-1", "NaN", "1]"]), "[0.5, -1]");
        assert_eq!(values(&Sort::Boolean, &["t", "false", "], x = ["]), "[true, false]");
        assert_eq!(values(&Sort::Date, &["\"]"]), "['\"]']");
    }

    #[test]
    fn letters_that_grow_in_lower_case_move_nothing() {
        assert_eq!(said("İİİİ é one of: a, b"), Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(said("ȺȺȺȺ one of: é, b"), Some(vec!["é".to_owned(), "b".to_owned()]));
    }
}
