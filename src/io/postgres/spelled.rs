//! How Postgres spells values that have parts: spans of time and rows.

/// The fields of a row, `(a,"b c",)`; none where it is not written as one. What is empty is NULL.
pub(super) fn fields(text: &str) -> Option<Vec<Option<String>>> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut all = Vec::new();
    let mut letters = inner.chars().peekable();
    loop {
        let (mut value, mut seen, mut quoted) = (String::new(), false, false);
        while let Some(letter) = letters.next_if(|letter| quoted || *letter != ',') {
            seen = true;
            match letter {
                '"' if quoted && letters.next_if_eq(&'"').is_some() => value.push('"'),
                '"' => quoted = !quoted,
                '\\' => value.push(letters.next()?),
                '(' | ')' if !quoted => return None,
                other => value.push(other),
            }
        }
        if quoted {
            return None;
        }
        all.push(seen.then_some(value));
        if letters.next().is_none() {
            return Some(all);
        }
    }
}

/// A span of time in whole numbers after ISO 8601, `P1M2DT3H4M5S`: microseconds, days and months.
pub(super) fn span(text: &str) -> Option<(i64, i32, i32)> {
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text.strip_prefix('P')?, ""),
    };
    if date.is_empty() && time.is_empty() {
        return None;
    }
    let (mut micros, mut days, mut months) = (0i64, 0i32, 0i32);
    for (number, unit) in parts(date)? {
        let number = i32::try_from(number).ok()?;
        match unit {
            'Y' => months = months.checked_add(number.checked_mul(12)?)?,
            'M' => months = months.checked_add(number)?,
            'W' => days = days.checked_add(number.checked_mul(7)?)?,
            'D' => days = days.checked_add(number)?,
            _ => return None,
        }
    }
    for (number, unit) in parts(time)? {
        let seconds = match unit {
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        micros = micros.checked_add(number.checked_mul(seconds * 1_000_000)?)?;
    }
    Some((micros, days, months))
}

/// Numbers with their units.
fn parts(text: &str) -> Option<Vec<(i64, char)>> {
    let mut all = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let unit = rest[end..].chars().next()?;
        all.push((rest[..end].parse().ok()?, unit));
        rest = &rest[end + unit.len_utf8()..];
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::{fields, span};

    #[test]
    fn rows_are_read_as_postgres_writes_them() {
        let read = |text: &str| {
            fields(text)
                .map(|all| all.iter().map(|v| v.as_deref().unwrap_or("-").to_owned()).collect::<Vec<_>>())
        };
        let expect = |parts: &[&str]| Some(parts.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>());
        assert_eq!(read("(a,\"b, \"\"c\"\"\",)"), expect(&["a", "b, \"c\"", "-"]));
        assert_eq!(read("(\"a\\\\b\",\"\",\"x\\\"y\")"), expect(&["a\\b", "", "x\"y"]));
        assert_eq!(read("()"), expect(&["-"]));
        for text in ["a", "(a", "(\"a)", "(a(b)"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn spans_are_read_where_they_are_plain() {
        assert_eq!(span("PT1H30M5S"), Some((5_405_000_000, 0, 0)));
        assert_eq!(span("P1Y2M1W3DT0S"), Some((0, 10, 14)));
        for text in ["P", "PT", "1:30", "PT1.5S", "P-1D", "P1H", "PT99999999999999999999S", "P1", "PT1é"] {
            assert_eq!(span(text), None, "{text}");
        }
    }
}
