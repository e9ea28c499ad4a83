//! What the server spells in its own way, in the way of the SQL of schemas: `TRIM(BOTH FROM a)`, `a ~~ 'x%'`, `now()`, `age(a)`.

use super::constant;
use sqlparser::ast::{
    BinaryOperator, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList,
    FunctionArguments, Ident, Interval, ObjectName, TrimWhereField, Value,
};
use sqlparser::tokenizer::Token;

/// Tokens without the word `BOTH` and its like before `FROM`, which is not parsed there.
pub(super) fn trimmed(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let from = word(&token).is_some_and(|w| w.eq_ignore_ascii_case("from"));
        let mut before = (0..out.len()).rev().filter(|&at| !matches!(out[at], Token::Whitespace(_)));
        let side = before.next().filter(|_| from);
        let (open, name) = (before.next(), before.next());
        let function = side.and_then(|at| word(&out[at])).and_then(side_of);
        match (function, open, name) {
            (Some(function), Some(open), Some(name))
                if out[open] == Token::LParen
                    && word(&out[name]).is_some_and(|w| w.eq_ignore_ascii_case("trim")) =>
            {
                out.truncate(open + 1);
                out[name] = Token::make_word(function, None);
            }
            _ => out.push(token),
        }
    }
    out
}

fn word(token: &Token) -> Option<&str> {
    match token {
        Token::Word(word) if word.quote_style.is_none() => Some(&word.value),
        _ => None,
    }
}

/// The function that trims one side, or both.
fn side_of(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "both" => Some("btrim"),
        "leading" => Some("ltrim"),
        "trailing" => Some("rtrim"),
        _ => None,
    }
}

/// A call of a function by its name.
pub(super) fn call(name: &str, args: Vec<Expr>) -> Expr {
    let args = args.into_iter().map(|arg| FunctionArg::Unnamed(FunctionArgExpr::Expr(arg))).collect();
    Expr::Function(Function {
        name: ObjectName::from(vec![Ident::new(name)]),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList {
            duplicate_treatment: None,
            args,
            clauses: Vec::new(),
        }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    })
}

/// The name of a function in lower case, and its arguments; none where they are of another sort than values.
pub(super) fn called(expr: &Expr) -> Option<(String, Vec<&Expr>)> {
    let Expr::Function(function) = expr else { return None };
    let args = match &function.args {
        FunctionArguments::None => Vec::new(),
        FunctionArguments::List(list) => list
            .args
            .iter()
            .map(|arg| match arg {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(e)) => Some(e),
                _ => None,
            })
            .collect::<Option<_>>()?,
        FunctionArguments::Subquery(_) => return None,
    };
    // The server quotes names that are words of the language, too.
    let name = function.name.to_string().to_lowercase();
    Some((name.trim_matches('"').to_owned(), args))
}

/// The day on which the draft's world ends, for what the clock gives in the database: no row is later.
fn epoch() -> Expr {
    Expr::value(Value::Placeholder("epoch".to_owned()))
}

/// So far ahead of that day lies what must be ahead of the clock: a draft is used for some days.
const AHEAD: &str = "2 years";

/// Whether an expression is the clock's.
fn is_epoch(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(v) if matches!(&v.value, Value::Placeholder(word) if word == "epoch"))
}

/// A span of time as a literal.
fn span(text: &str) -> Expr {
    Expr::Interval(Interval {
        value: Box::new(Expr::value(Value::SingleQuotedString(text.to_owned()))),
        leading_field: None,
        leading_precision: None,
        last_field: None,
        fractional_seconds_precision: None,
    })
}

/// An expression whose parts are plain already, in the words of the SQL of schemas.
pub(super) fn plain(expr: Expr) -> Expr {
    match expr {
        Expr::Trim { expr, trim_where, trim_what, trim_characters: None } => {
            let function = match trim_where {
                Some(TrimWhereField::Leading) => "ltrim",
                Some(TrimWhereField::Trailing) => "rtrim",
                _ => "trim",
            };
            call(function, std::iter::once(*expr).chain(trim_what.map(|what| *what)).collect())
        }
        Expr::Position { expr, r#in } => call("strpos", vec![*r#in, *expr]),
        Expr::Substring { expr, substring_from: Some(from), substring_for, .. } => {
            let args = [*expr, *from].into_iter().chain(substring_for.map(|n| *n));
            call("substr", args.collect())
        }
        // A span that is written with a cast is a literal.
        Expr::Cast { expr, data_type: data_type @ DataType::Interval { .. }, kind, format } => {
            match constant(&expr) {
                Some(text) => span(&text),
                None => Expr::Cast { expr, data_type, kind, format },
            }
        }
        // Of a day the moment at its beginning is compared as the day is.
        Expr::Cast { expr, data_type, kind, format } => {
            let moment = matches!(data_type, DataType::Timestamp(..) | DataType::Date);
            if moment && is_epoch(&expr) { *expr } else { Expr::Cast { expr, data_type, kind, format } }
        }
        Expr::Function(function) => function_of(Expr::Function(function)),
        other => other,
    }
}

fn function_of(expr: Expr) -> Expr {
    let Some((name, args)) = called(&expr) else { return expr };
    match (name.as_str(), args.as_slice()) {
        (
            "now"
            | "current_date"
            | "current_timestamp"
            | "localtimestamp"
            | "transaction_timestamp"
            | "statement_timestamp"
            | "clock_timestamp",
            _,
        ) => epoch(),
        ("btrim", args) => call("trim", args.iter().map(|arg| (*arg).clone()).collect()),
        ("substring", args @ [_, _, _]) => call("substr", args.iter().map(|arg| (*arg).clone()).collect()),
        // As servers before version 14 write SUBSTRING and POSITION; what begins at a text is a pattern.
        ("substring", [text, from]) if constant(from).is_none_or(|from| from.parse::<i64>().is_ok()) => {
            call("substr", vec![(*text).clone(), (*from).clone()])
        }
        ("position", [text, part]) => call("strpos", vec![(*text).clone(), (*part).clone()]),
        ("left" | "right", args) => call(&name, args.iter().map(|arg| (*arg).clone()).collect()),
        ("isfinite", [_]) => Expr::value(Value::Boolean(true)),
        // Whole years of age.
        ("date_part" | "extract", [_, age]) if aged(age).is_some() => {
            years(&args[0].to_string(), age, expr.clone())
        }
        _ => expr,
    }
}

/// Whole years of age, where a unit says years.
fn years(unit: &str, age: &Expr, otherwise: Expr) -> Expr {
    match aged(age) {
        Some((on, birth)) if unit.trim_matches('\'').eq_ignore_ascii_case("year") => {
            call("age_years", vec![birth, on])
        }
        _ => otherwise,
    }
}

/// The two moments between which an age lies: the later and the earlier.
fn aged(expr: &Expr) -> Option<(Expr, Expr)> {
    let day = |expr: &Expr| match expr {
        Expr::Cast { expr, data_type: DataType::Timestamp(..), .. } => (**expr).clone(),
        other => other.clone(),
    };
    match called(expr) {
        Some((name, args)) if name == "age" => match args.as_slice() {
            [birth] => Some((epoch(), day(birth))),
            [on, birth] => Some((day(on), day(birth))),
            _ => None,
        },
        _ => None,
    }
}

/// `EXTRACT(year FROM age(a))`.
pub(super) fn extracted(field: &str, expr: &Expr, otherwise: Expr) -> Expr {
    years(field, expr, otherwise)
}

/// Whether a pattern repeats something more often than the server's regular expressions can (255 times): it refuses such a pattern
/// when it meets a text, and not before.
fn is_unreadable(pattern: &Expr) -> bool {
    const MOST: u32 = 255;
    let Some(pattern) = constant(pattern) else { return false };
    let mut chars = pattern.chars().peekable();
    let mut listed = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '[' => listed = true,
            ']' => listed = false,
            '{' if !listed => {
                let inner: String = std::iter::from_fn(|| chars.next_if(|c| *c != '}')).collect();
                let mut counts = inner.split(',').map(|n| n.trim().parse::<u32>());
                if counts.any(|n| n.is_ok_and(|n| n > MOST)) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// Two sides, joined by an operator in the words of the SQL of schemas.
pub(super) fn joined(left: Expr, op: BinaryOperator, right: Expr) -> Expr {
    use BinaryOperator::{
        Gt, GtEq, Lt, LtEq, Minus, PGILikeMatch, PGLikeMatch, PGNotILikeMatch, PGNotLikeMatch, PGRegexIMatch,
        PGRegexMatch, PGRegexNotIMatch, PGRegexNotMatch, Plus,
    };
    let binary = |left: Expr, op: BinaryOperator, right: Expr| Expr::BinaryOp {
        left: Box::new(left),
        op,
        right: Box::new(right),
    };
    let (expr, pattern) = match op {
        PGLikeMatch | PGNotLikeMatch | PGILikeMatch | PGNotILikeMatch => (Box::new(left), Box::new(right)),
        Lt | LtEq | Gt | GtEq if aged(&left).is_some() && matches!(right, Expr::Interval(_)) => {
            // Whoever is younger than a span was born after it began.
            let turned = match op {
                Lt => Gt,
                LtEq => GtEq,
                Gt => Lt,
                _ => LtEq,
            };
            let Some((on, birth)) = aged(&left) else { return binary(left, op, right) };
            return binary(birth, turned, binary(on, Minus, right));
        }
        // What must lie ahead of the clock lies ahead of the days on which the draft is used.
        // A pattern that the server cannot read fails with every text; nothing but NULL passes it.
        PGRegexMatch | PGRegexIMatch | PGRegexNotMatch | PGRegexNotIMatch if is_unreadable(&right) => {
            return Expr::IsNull(Box::new(left));
        }
        Gt | GtEq if is_epoch(&right) => {
            return binary(left, op, binary(right, Plus, span(AHEAD)));
        }
        Lt | LtEq if is_epoch(&left) => {
            return binary(binary(left, Plus, span(AHEAD)), op, right);
        }
        _ => return binary(left, op, right),
    };
    let negated = matches!(op, PGNotLikeMatch | PGNotILikeMatch);
    if matches!(op, PGLikeMatch | PGNotLikeMatch) {
        Expr::Like { negated, any: false, expr, pattern, escape_char: None }
    } else {
        Expr::ILike { negated, any: false, expr, pattern, escape_char: None }
    }
}

/// Whether an expression lies ahead of the clock, as [`joined`] writes it.
pub(super) fn is_ahead(expr: &Expr) -> bool {
    match expr {
        Expr::Nested(inner) => is_ahead(inner),
        Expr::BinaryOp { left, op: BinaryOperator::Plus, .. } => is_epoch(left),
        _ => false,
    }
}

/// A pattern of SIMILAR TO as a regular expression.
pub(super) fn similar(pattern: &str) -> String {
    pattern.replace('%', "[a-z0-9]{0,8}").replace('_', "[a-z0-9]")
}

/// A pattern of LIKE as a regular expression, for texts of at most so many characters to be drawn from; none where none is so short.
pub(in super::super) fn like(pattern: &str, least: u32, most: Option<u32>) -> Option<String> {
    let (mut parts, mut chars) = (Vec::new(), pattern.chars());
    while let Some(c) = chars.next() {
        parts.push(match c {
            '%' => None,
            '_' => Some("[a-z0-9]".to_owned()),
            '\\' => Some(regex::escape(&chars.next()?.to_string())),
            other => Some(regex::escape(&other.to_string())),
        });
    }
    let open = parts.iter().filter(|part| part.is_none()).count();
    let room = most.map_or(Some(usize::MAX), |most| (most as usize).checked_sub(parts.len() - open))?;
    let missing = (least as usize).saturating_sub(parts.len() - open);
    let each = (room / open.max(1)).min(missing.div_ceil(open.max(1)).max(8));
    let any = format!("[a-z0-9]{{0,{each}}}");
    Some(parts.into_iter().map(|part| part.unwrap_or_else(|| any.clone())).collect())
}

/// The characters of which a text must be, where a pattern names those of which none may stand: `[^0-9]`.
pub(super) fn only(pattern: &str) -> Option<String> {
    let class = pattern.strip_prefix("[^")?.strip_suffix(']')?;
    (!class.is_empty() && !class.contains(['[', ']'])).then(|| format!("[{class}]{{1,8}}"))
}

/// The seconds of a span as the server writes it: `1 year 2 mons 3 days 04:05:06`. A month has 30 days, as where the server
/// compares spans.
pub(super) fn seconds(text: &str) -> Option<i64> {
    let mut total = 0i64;
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if word.contains(':') {
            let (sign, clock) = word.strip_prefix('-').map_or((1, word), |clock| (-1, clock));
            let mut parts = clock.split(':');
            let mut part =
                || parts.next().map_or(Some(0), |part| part.split('.').next()?.parse::<i64>().ok());
            total += sign * (part()? * 3600 + part()? * 60 + part()?);
            continue;
        }
        let n: i64 = word.parse().ok()?;
        let Some(unit) = words.next() else { return (n == 0).then_some(0) };
        let each = match unit.trim_end_matches('s') {
            "year" => 12 * 30 * 86_400,
            "mon" | "month" => 30 * 86_400,
            "week" => 7 * 86_400,
            "day" => 86_400,
            "hour" => 3_600,
            "min" | "minute" => 60,
            "sec" | "second" => 1,
            _ => return None,
        };
        total = total.checked_add(n.checked_mul(each)?)?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::super::understand;
    use super::{like, only, seconds};

    #[test]
    fn what_the_server_writes_is_said_in_the_words_of_schemas() {
        for (check, said) in [
            ("CHECK ((TRIM(BOTH FROM COALESCE(a, ''::text)) <> ''::text))", "trim(COALESCE(a, '')) <> ''"),
            ("CHECK ((POSITION(('@'::text) IN (a)) > 1))", "strpos(a, '@') > 1"),
            ("CHECK ((\"substring\"(a, 1, 2) = b))", "substr(a, 1, 2) = b"),
            ("CHECK ((a !~~ '% %'::text))", "a NOT LIKE '% %'"),
            ("CHECK ((a <= CURRENT_DATE))", "a <= epoch"),
            ("CHECK ((a > now()))", "a > (epoch + INTERVAL '2 years')"),
            ("CHECK ((a > (CURRENT_DATE - '120 years'::interval)))", "a > (epoch - INTERVAL '120 years')"),
            (
                "CHECK ((age((a)::timestamp with time zone) < '120 years'::interval))",
                "a > (epoch - INTERVAL '120 years')",
            ),
            (
                "CHECK ((date_part('year'::text, age((a)::timestamp with time zone)) < (120)::double precision))",
                "age_years(a, epoch) < 120",
            ),
        ] {
            let all = understand(check, None, &[]);
            assert!(!all.unread, "{check}");
            assert_eq!(all.predicates, [said.to_owned()], "{check}");
            assert!(!all.columns.contains(&"epoch".to_owned()));
        }
    }

    #[test]
    fn spans_are_read_as_the_server_writes_them() {
        assert_eq!(seconds("150 years"), Some(150 * 360 * 86_400));
        assert_eq!(seconds("1 mon 2 days 01:02:03"), Some(30 * 86_400 + 2 * 86_400 + 3_723));
        assert_eq!(seconds("00:00:00"), Some(0));
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds("some time"), None);
    }

    #[test]
    fn what_no_text_can_pass_is_left_to_null() {
        let read = |check: &str| understand(check, None, &[]).predicates;
        let short = read("CHECK (((a IS NULL) OR (a ~ '^[a-z]{2,255}@b$'::text)))");
        assert!(short.iter().all(|one| !one.contains("OR")), "{short:?}");
        let long = read("CHECK (((a IS NULL) OR (a ~ '^[a-z]{2,256}@b$'::text)))");
        assert_eq!(long, ["(a IS NULL) OR (a IS NULL)"]);
        // In a list a brace is a brace, and behind a backslash.
        assert_eq!(read("CHECK ((a ~ '[{300}]\\{300}'::text))").len(), 0);
    }

    #[test]
    fn patterns_are_drawn_from() {
        assert_eq!(like("REF-%", 0, None).as_deref(), Some("REF\\-[a-z0-9]{0,8}"));
        assert_eq!(like("%x%_", 0, Some(7)).as_deref(), Some("[a-z0-9]{0,2}x[a-z0-9]{0,2}[a-z0-9]"));
        assert_eq!(like("REF-%", 0, Some(3)), None);
        assert_eq!(like("G%", 56, None).as_deref(), Some("G[a-z0-9]{0,55}"));
        assert_eq!(only("[^0-9]").as_deref(), Some("[0-9]{1,8}"));
        assert_eq!(only("[^0-9]+x"), None);
    }
}
