//! The words of `mask = …`: from what the schema wrote to a treatment.

use super::super::arguments::plain;
use super::short::{FIRST_YEAR, ShortDate};
use super::{Grain, OnInvalid, Treatment, wrong};
use crate::error::{Problem, Problems, Span, Spanned};
use crate::kinds::{Kind, Usual};
use crate::markup::Coding;
use crate::schema::{Column, Mask, Value as Written};

/// Every treatment by its name.
const NAMES: [&str; 13] = [
    "keep",
    "drop",
    "null",
    "constant",
    "surrogate",
    "token",
    "shift",
    "generalise",
    "derive",
    "scrub",
    "marker",
    "generalize",
    "usual",
];

/// The fewest and the most weeks by which dates move, where the schema says nothing.
pub const WEEKS: (u32, u32) = (4, 104);

/// The kind as which a column is treated that has none of its own: `{ action = "usual", kind = "last_name" }`.
pub(super) fn kind_of(mask: &Spanned<Mask>, problems: &mut Problems) -> Option<&'static Kind> {
    let Mask::Action { args, .. } = &mask.value else { return None };
    let (_, written) = args.iter().find(|(key, _)| key.value == "kind")?;
    let Written::Text(name) = &written.value else {
        problems.push(wrong(written.span, "expected the name of a kind"));
        return None;
    };
    let found = crate::kinds::find(name);
    if found.is_none() {
        let problem = wrong(written.span, format!("there is no kind `{name}`"));
        problems.push(match crate::error::nearest(name, crate::kinds::all().map(|kind| kind.name)) {
            Some(near) => problem.help(format!("there is `{near}`")),
            None => problem.help("`placebo schema kinds` lists the kinds"),
        });
    }
    found
}

/// The word by which a treatment with a kind of its own says that stand-ins differ where originals do.
const APART: &str = "apart";

/// Whether a treatment with a kind of its own says that stand-ins of originals that differ must differ, as in a key of several
/// columns none of which is unique by itself.
pub(super) fn is_apart(mask: &Spanned<Mask>, problems: &mut Problems) -> bool {
    let Mask::Action { args, .. } = &mask.value else { return false };
    let named = args.iter().any(|(key, _)| key.value == "kind");
    match args.iter().find(|(key, _)| key.value == APART).filter(|_| named) {
        Some((_, Spanned { value: Written::Boolean(apart), .. })) => *apart,
        Some((_, written)) => {
            problems.push(wrong(written.span, "expected `true` or `false`"));
            false
        }
        None => false,
    }
}

/// What a treatment says of the kind that it names, as a column of that kind would; none where it gives no parameters.
pub(super) fn as_column(mask: &Spanned<Mask>, kind: &Kind) -> Option<Column> {
    let Mask::Action { name, args } = &mask.value else { return None };
    let args = args.iter().filter(|(key, _)| key.value != APART).cloned();
    let (kinds, params): (Vec<_>, Vec<_>) = args.partition(|(key, _)| key.value == "kind");
    let (_, named) = kinds.into_iter().next()?;
    let makes = ["usual", "surrogate"].contains(&name.value.as_str());
    (makes && !params.is_empty()).then(|| Column {
        kind: Some(Spanned::new(kind.name.to_owned(), named.span)),
        args: params,
        span: mask.span,
        ..Column::default()
    })
}

/// Whether the schema says that what is usual for the kind is done.
pub(super) fn is_usual(mask: &Spanned<Mask>) -> bool {
    matches!(&mask.value, Mask::Action { name, .. } if name.value == "usual")
}

/// What a treatment that the schema states is; `Derive` comes without its program.
pub(super) fn stated(mask: &Spanned<Mask>, problems: &mut Problems) -> Option<Treatment> {
    let (name, args) = match &mask.value {
        Mask::Keep { reason } => {
            return Some(Treatment::Keep(reason.value.clone()));
        }
        Mask::Action { name, args } => (name, args),
    };
    let arguments = Arguments { name, args };
    let treatment = match name.value.as_str() {
        "drop" => Treatment::Drop,
        "null" => Treatment::Null,
        "surrogate" => Treatment::Surrogate,
        "token" => Treatment::Token,
        "scrub" => Treatment::Scrub(arguments.coding(problems)?),
        "marker" => Treatment::Marker,
        "constant" => Treatment::Constant(arguments.text(problems)?),
        "shift" => return arguments.shift(problems),
        "generalise" | "generalize" => Treatment::Generalise(arguments.grain(problems)?),
        "derive" => Treatment::Derive(super::Derive::draft(arguments.spanned(problems)?)),
        other => {
            let problem = wrong(name.span, format!("masking has no treatment `{other}`"));
            problems.push(problem.suggest(other, NAMES));
            return None;
        }
    };
    let allowed: &[&str] = match treatment {
        Treatment::Generalise(Grain::Year | Grain::Month) => {
            &["generalise", "generalize", "to", "format", "first_year"]
        }
        Treatment::Generalise(_) => &["generalise", "generalize", "to", "years"],
        Treatment::Constant(_) => &["constant", "value"],
        Treatment::Derive(_) => &["derive", "expr"],
        Treatment::Scrub(_) => &["text"],
        _ => &[],
    };
    // What a kind takes that is named is checked with it.
    if !matches!(treatment, Treatment::Surrogate) || arguments.get(&["kind"]).is_none() {
        arguments.refuse_others(allowed, problems)?;
    }
    Some(treatment)
}

/// What is usual for a kind; `None` where nothing is.
pub(super) fn usual(kind: &Kind, usual: Usual, expr: Option<&Spanned<String>>) -> Option<Treatment> {
    Some(match usual {
        Usual::Stated => return None,
        Usual::Surrogate => Treatment::Surrogate,
        Usual::Shift => Treatment::Shift { least: WEEKS.0, most: WEEKS.1 },
        Usual::Year => Treatment::Generalise(Grain::Year),
        Usual::Zip3 => Treatment::Generalise(Grain::Zip3),
        Usual::Ages => Treatment::Generalise(Grain::Ages),
        Usual::Null => Treatment::Null,
        Usual::Scrub => Treatment::Scrub(Coding::default()),
        Usual::Marker => Treatment::Marker,
        Usual::Derive => match expr {
            Some(expr) if kind.name == "expr" => Treatment::Derive(super::Derive::draft(expr.clone())),
            _ => return None,
        },
    })
}

/// What is usual, for a text that is coded as the schema says: `{ action = "usual", text = "html" }`.
pub(super) fn coded(
    mask: Option<&Spanned<Mask>>,
    usual: Treatment,
    problems: &mut Problems,
) -> Option<Treatment> {
    let Some(Mask::Action { name, args }) = mask.map(|mask| &mask.value) else { return Some(usual) };
    let arguments = Arguments { name, args };
    // What a kind takes that is named is checked with it.
    if arguments.get(&["kind"]).is_some() {
        return Some(usual);
    }
    let dated = usual.moves_dates();
    arguments.refuse_others(if dated { &["format", "first_year"] } else { &["text"] }, problems)?;
    let coding = arguments.coding(problems)?;
    Some(if matches!(usual, Treatment::Scrub(_)) { Treatment::Scrub(coding) } else { usual })
}

/// How dates with two digits of the year are written: `{ action = "shift", format = "MM/DD/YY" }`.
pub(super) fn short_date(mask: &Spanned<Mask>, problems: &mut Problems) -> Option<ShortDate> {
    let Mask::Action { name, args } = &mask.value else { return None };
    let arguments = Arguments { name, args };
    let first_year = match arguments.get(&["first_year"]) {
        None => FIRST_YEAR,
        Some(Spanned { value: Written::Integer(year), .. }) if (1_850..=2_000).contains(year) => *year,
        Some(written) => {
            problems.push(wrong(written.span, "expected a year from 1850 to 2000"));
            return None;
        }
    };
    let Some(written) = arguments.get(&["format"]) else {
        if let Some(alone) = arguments.get(&["first_year"]) {
            let problem = wrong(alone.span, "`first_year` is for dates whose year has two digits");
            problems.push(problem.help("say how they are written: format = \"MM/DD/YY\""));
        }
        return None;
    };
    let found = match &written.value {
        Written::Text(format) => ShortDate::read(format, first_year),
        _ => None,
    };
    if found.is_none() {
        let problem = wrong(written.span, "this is no format of dates with two digits of the year");
        problems.push(
            problem
                .help("write \"MM/DD/YY\", \"D.M.YY\" or \"YYMMDD\"; four digits of a year need no format"),
        );
    }
    found
}

/// Reads `on_invalid`.
pub(super) fn on_invalid(word: Option<&Spanned<String>>, problems: &mut Problems) -> OnInvalid {
    let Some(word) = word else { return OnInvalid::Token };
    match word.value.as_str() {
        "token" => OnInvalid::Token,
        "null" => OnInvalid::Null,
        "fail" => OnInvalid::Fail,
        other => {
            let problem = wrong(word.span, format!("`on_invalid` cannot be `{other}`"));
            problems.push(problem.suggest(other, ["token", "null", "fail"]));
            OnInvalid::Fail
        }
    }
}

struct Arguments<'a> {
    name: &'a Spanned<String>,
    args: &'a [(Spanned<String>, Spanned<Written>)],
}

impl Arguments<'_> {
    fn get(&self, names: &[&str]) -> Option<&Spanned<Written>> {
        self.args.iter().find(|(key, _)| names.contains(&key.value.as_str())).map(|(_, value)| value)
    }

    fn span(&self) -> Span {
        self.name.span
    }

    fn missing(&self, problems: &mut Problems, help: &str) {
        let message = format!("`{}` does not say what", self.name.value);
        problems.push(wrong(self.span(), message).help(help));
    }

    /// The one text of `constant`.
    fn text(&self, problems: &mut Problems) -> Option<String> {
        let found =
            self.get(&["constant", "value"]).and_then(|value| plain(&value.value)).and_then(|v| v.to_text());
        if found.is_none() {
            self.missing(problems, "write { constant = \"the text\" }");
        }
        found
    }

    /// How the text of `scrub` is coded.
    fn coding(&self, problems: &mut Problems) -> Option<Coding> {
        let mut coding = Coding::default();
        let Some(written) = self.get(&["text"]) else { return Some(coding) };
        let one = std::slice::from_ref(written);
        let words = if let Written::List(words) = &written.value { words.as_slice() } else { one };
        for word in words {
            let Written::Text(text) = &word.value else {
                problems
                    .push(wrong(word.span, "expected the name of a coding").help("write text = \"html\""));
                return None;
            };
            if !Coding::WORDS.contains(&text.as_str()) {
                let problem = wrong(word.span, format!("no text is coded as `{text}`"));
                problems.push(problem.suggest(text, Coding::WORDS));
                return None;
            }
            if !coding.add(text) {
                let problem = wrong(word.span, format!("`{text}` cannot stand here"));
                problems.push(
                    problem.help("one coding, or base64 with what is in it: text = [\"base64\", \"html\"]"),
                );
                return None;
            }
        }
        Some(coding)
    }

    /// The expression of `derive`.
    fn spanned(&self, problems: &mut Problems) -> Option<Spanned<String>> {
        match self.get(&["derive", "expr"]) {
            Some(Spanned { value: Written::Text(text), span }) => Some(Spanned::new(text.clone(), *span)),
            _ => {
                self.missing(problems, "write { derive = \"first_name || ' ' || last_name\" }");
                None
            }
        }
    }

    fn number(&self, names: &[&str], problems: &mut Problems) -> Option<Option<u32>> {
        let Some(written) = self.get(names) else { return Some(None) };
        match &written.value {
            Written::Integer(n) if u32::try_from(*n).is_ok_and(|n| (1..=5_200).contains(&n)) => {
                Some(u32::try_from(*n).ok())
            }
            _ => {
                problems.push(wrong(written.span, "expected a whole number from 1 to 5200"));
                None
            }
        }
    }

    fn shift(&self, problems: &mut Problems) -> Option<Treatment> {
        self.refuse_others(&["weeks_min", "weeks_max", "format", "first_year"], problems)?;
        let least = self.number(&["weeks_min"], problems)?.unwrap_or(WEEKS.0);
        let most = self.number(&["weeks_max"], problems)?.unwrap_or(WEEKS.1.max(least + 1));
        if least < WEEKS.0 || most <= least {
            let message = format!("dates cannot move by {least} to {most} weeks");
            let help = "a shift is four weeks at least, and `weeks_max` is more than `weeks_min`";
            problems.push(wrong(self.span(), message).help(help));
            return None;
        }
        Some(Treatment::Shift { least, most })
    }

    fn grain(&self, problems: &mut Problems) -> Option<Grain> {
        const GRAINS: [&str; 6] = ["year", "month", "age", "age_band", "zip3", "state"];
        let Some(Spanned { value: Written::Text(word), span }) =
            self.get(&["generalise", "generalize", "to"])
        else {
            self.missing(problems, "write { generalise = \"year\" }");
            return None;
        };
        Some(match word.as_str() {
            "year" => Grain::Year,
            "month" => Grain::Month,
            "age" | "ages" => Grain::Ages,
            "age_band" => Grain::AgeBand(self.number(&["years"], problems)?.unwrap_or(10)),
            "zip3" => Grain::Zip3,
            "state" => Grain::State,
            other => {
                let problem = wrong(*span, format!("nothing is generalised to `{other}`"));
                problems.push(problem.suggest(other, GRAINS));
                return None;
            }
        })
    }

    fn refuse_others(&self, allowed: &[&str], problems: &mut Problems) -> Option<()> {
        let others: Vec<Problem> = self
            .args
            .iter()
            .filter(|(key, _)| key.value != "action" && key.value != "kind" && key.value != self.name.value)
            .filter(|(key, _)| !allowed.contains(&key.value.as_str()))
            .map(|(key, _)| {
                wrong(key.span, format!("`{}` takes no `{}`", self.name.value, key.value))
                    .suggest(&key.value, allowed.iter().copied())
            })
            .collect();
        let fine = others.is_empty();
        problems.list.extend(others);
        fine.then_some(())
    }
}
