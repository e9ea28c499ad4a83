//! The functions of expressions, in one table: names, types of arguments, what they give, and a line of manual.

/// One line of the manual of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionDoc {
    /// The name, in lower case.
    pub name: &'static str,
    /// How it is called, and the type of what it gives.
    pub signature: &'static str,
    /// What it gives, as a phrase.
    pub summary: &'static str,
}

/// What an argument must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Param {
    Text,
    /// Any type, turned into text.
    AsText,
    Int,
    Float,
    /// INTEGER, NUMERIC or DOUBLE PRECISION, as it is.
    Number,
    Date,
    /// DATE or TIMESTAMP, as it is.
    Moment,
    /// DATE, TIMESTAMP or INTERVAL, as it is.
    Time,
    /// All such arguments become one type.
    Same,
}

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    Text,
    Int,
    Float,
    Boolean,
    Date,
    /// The type of the first argument.
    First,
    /// Determined by the compiler.
    Special,
}

/// What is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Builtin {
    Abs,
    Sign,
    Round,
    Floor,
    Ceil,
    Trunc,
    Mod,
    Power,
    Sqrt,
    Exp,
    Ln,
    Lower,
    Upper,
    Initcap,
    Length,
    Substr,
    Left,
    Right,
    Trim,
    Ltrim,
    Rtrim,
    Replace,
    Concat,
    ConcatWs,
    Lpad,
    Rpad,
    Strpos,
    SplitPart,
    StartsWith,
    Reverse,
    Repeat,
    Extract,
    DateTrunc,
    AgeYears,
    MakeDate,
    ToChar,
    Coalesce,
    NullIf,
    Greatest,
    Least,
}

/// A function as the compiler sees it.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) doc: FunctionDoc,
    pub(super) builtin: Builtin,
    pub(super) params: &'static [Param],
    /// How many arguments must be given; the rest has a default.
    pub(super) required: usize,
    /// Whether the last parameter may be given any number of times.
    pub(super) repeats: bool,
    pub(super) gives: Gives,
}

const fn entry(
    name: &'static str,
    builtin: Builtin,
    params: &'static [Param],
    required: usize,
    gives: Gives,
    signature: &'static str,
    summary: &'static str,
) -> Entry {
    Entry { doc: FunctionDoc { name, signature, summary }, builtin, params, required, repeats: false, gives }
}

const fn repeats(entry: Entry) -> Entry {
    Entry { repeats: true, ..entry }
}

use Builtin as B;
use Gives as G;
use Param as P;

/// Every function, by name.
#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    entry("abs", B::Abs, &[P::Number], 1, G::First, "abs(number) -> the same type", "the number without its sign"),
    entry("age_years", B::AgeYears, &[P::Date, P::Date], 2, G::Int, "age_years(birth date, on date) -> integer", "whole years of age on a day"),
    entry("ceil", B::Ceil, &[P::Number], 1, G::Special, "ceil(number) -> the same type", "the next whole number that is not less"),
    entry("ceiling", B::Ceil, &[P::Number], 1, G::Special, "ceiling(number) -> the same type", "the same as ceil"),
    entry("char_length", B::Length, &[P::Text], 1, G::Int, "char_length(text) -> integer", "the same as length"),
    repeats(entry("coalesce", B::Coalesce, &[P::Same], 1, G::Special, "coalesce(value, ...) -> the same type", "the first argument that is not NULL; later ones are not computed")),
    repeats(entry("concat", B::Concat, &[P::AsText], 1, G::Text, "concat(value, ...) -> text", "the arguments joined, without those that are NULL")),
    repeats(entry("concat_ws", B::ConcatWs, &[P::Text, P::AsText], 2, G::Text, "concat_ws(separator text, value, ...) -> text", "the arguments joined with a separator, without those that are NULL")),
    entry("date_part", B::Extract, &[P::Text, P::Time], 2, G::Special, "date_part('unit', date or timestamp or interval) -> number", "the same as extract(unit FROM ...)"),
    entry("date_trunc", B::DateTrunc, &[P::Text, P::Moment], 2, G::Special, "date_trunc('unit', date or timestamp) -> timestamp", "the beginning of the year, quarter, month, week, day, hour, minute or second"),
    entry("exp", B::Exp, &[P::Float], 1, G::Float, "exp(double precision) -> double precision", "e to this power"),
    entry("extract", B::Extract, &[P::Text, P::Time], 2, G::Special, "extract(unit FROM date or timestamp or interval) -> number", "year, quarter, month, week, day, dow, isodow, doy, hour, minute, second or epoch"),
    entry("floor", B::Floor, &[P::Number], 1, G::Special, "floor(number) -> the same type", "the next whole number that is not greater"),
    repeats(entry("greatest", B::Greatest, &[P::Same], 1, G::Special, "greatest(value, ...) -> the same type", "the greatest argument, NULL aside")),
    entry("initcap", B::Initcap, &[P::Text], 1, G::Text, "initcap(text) -> text", "each word with a capital, the rest in lower case"),
    repeats(entry("least", B::Least, &[P::Same], 1, G::Special, "least(value, ...) -> the same type", "the least argument, NULL aside")),
    entry("left", B::Left, &[P::Text, P::Int], 2, G::Text, "left(text, n integer) -> text", "the first n characters, or all but the last -n"),
    entry("length", B::Length, &[P::Text], 1, G::Int, "length(text) -> integer", "how many characters"),
    entry("ln", B::Ln, &[P::Float], 1, G::Float, "ln(double precision) -> double precision", "the natural logarithm"),
    entry("lower", B::Lower, &[P::Text], 1, G::Text, "lower(text) -> text", "in lower case"),
    entry("lpad", B::Lpad, &[P::Text, P::Int, P::Text], 2, G::Text, "lpad(text, length integer [, fill text]) -> text", "filled at the left, or cut at the right, to a length"),
    entry("ltrim", B::Ltrim, &[P::Text, P::Text], 1, G::Text, "ltrim(text [, characters text]) -> text", "without these characters (blanks) at the left"),
    entry("make_date", B::MakeDate, &[P::Int, P::Int, P::Int], 3, G::Date, "make_date(year integer, month integer, day integer) -> date", "the date of these parts"),
    entry("mod", B::Mod, &[P::Same, P::Same], 2, G::Special, "mod(number, number) -> number", "the remainder, with the sign of the first"),
    entry("nullif", B::NullIf, &[P::Same, P::Same], 2, G::First, "nullif(value, value) -> the same type", "NULL if both are equal, else the first"),
    entry("position", B::Strpos, &[P::Text, P::Text], 2, G::Int, "position(part text IN text) -> integer", "where a part first begins, from 1; 0 if nowhere"),
    entry("power", B::Power, &[P::Float, P::Float], 2, G::Float, "power(double precision, double precision) -> double precision", "the first to the power of the second"),
    entry("repeat", B::Repeat, &[P::Text, P::Int], 2, G::Text, "repeat(text, n integer) -> text", "the text n times"),
    entry("replace", B::Replace, &[P::Text, P::Text, P::Text], 3, G::Text, "replace(text, from text, to text) -> text", "with every `from` replaced"),
    entry("reverse", B::Reverse, &[P::Text], 1, G::Text, "reverse(text) -> text", "the characters from last to first"),
    entry("right", B::Right, &[P::Text, P::Int], 2, G::Text, "right(text, n integer) -> text", "the last n characters, or all but the first -n"),
    entry("round", B::Round, &[P::Number, P::Int], 1, G::Special, "round(number [, digits integer]) -> the same type", "rounded, halves away from zero"),
    entry("rpad", B::Rpad, &[P::Text, P::Int, P::Text], 2, G::Text, "rpad(text, length integer [, fill text]) -> text", "filled or cut at the right to a length"),
    entry("rtrim", B::Rtrim, &[P::Text, P::Text], 1, G::Text, "rtrim(text [, characters text]) -> text", "without these characters (blanks) at the right"),
    entry("sign", B::Sign, &[P::Number], 1, G::First, "sign(number) -> the same type", "-1, 0 or 1"),
    entry("split_part", B::SplitPart, &[P::Text, P::Text, P::Int], 3, G::Text, "split_part(text, separator text, n integer) -> text", "the n-th part from 1, or from the end if negative; empty if there is none"),
    entry("sqrt", B::Sqrt, &[P::Float], 1, G::Float, "sqrt(double precision) -> double precision", "the square root"),
    entry("starts_with", B::StartsWith, &[P::Text, P::Text], 2, G::Boolean, "starts_with(text, start text) -> boolean", "whether a text begins with another"),
    entry("strpos", B::Strpos, &[P::Text, P::Text], 2, G::Int, "strpos(text, part text) -> integer", "where a part first begins, from 1; 0 if nowhere"),
    entry("substr", B::Substr, &[P::Text, P::Int, P::Int], 2, G::Text, "substr(text, from integer [, length integer]) -> text", "the same as substring"),
    entry("substring", B::Substr, &[P::Text, P::Int, P::Int], 2, G::Text, "substring(text FROM from integer [FOR length integer]) -> text", "characters from a place, counted from 1"),
    entry("to_char", B::ToChar, &[P::Moment, P::Text], 2, G::Text, "to_char(date or timestamp, 'form') -> text", "written as YYYY, MM, DD, HH24, MI, SS, Mon, Month, Dy, Day ... say"),
    entry("trim", B::Trim, &[P::Text, P::Text], 1, G::Text, "trim([LEADING | TRAILING | BOTH] [characters text FROM] text) -> text", "without these characters (blanks) at both ends"),
    entry("trunc", B::Trunc, &[P::Number, P::Int], 1, G::Special, "trunc(number [, digits integer]) -> the same type", "cut towards zero"),
    entry("upper", B::Upper, &[P::Text], 1, G::Text, "upper(text) -> text", "in upper case"),
];

const DOCS: [FunctionDoc; ENTRIES.len()] = {
    let mut docs = [FunctionDoc { name: "", signature: "", summary: "" }; ENTRIES.len()];
    let mut i = 0;
    while i < docs.len() {
        docs[i] = ENTRIES[i].doc;
        i += 1;
    }
    docs
};

/// All functions of expressions, in the order of their names.
pub fn functions() -> &'static [FunctionDoc] {
    static LIST: [FunctionDoc; ENTRIES.len()] = DOCS;
    &LIST
}

/// The function of this name in lower case.
pub(super) fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|e| e.doc.name == name)
}

/// Why a function that PostgreSQL has cannot be used, and what to do instead.
pub(super) fn refusal(name: &str) -> Option<(&'static str, &'static str)> {
    const CLOCK: (&str, &str) = ("cannot be used", "nothing here reads the clock; use epoch");
    const AGGREGATE: (&str, &str) = ("is an aggregate", "an expression sees one row at a time");
    Some(match name {
        "now" | "current_date" | "current_time" | "current_timestamp" | "localtime" | "localtimestamp" => {
            CLOCK
        }
        "clock_timestamp" | "statement_timestamp" | "transaction_timestamp" | "timeofday" => CLOCK,
        "random" | "random_normal" | "gen_random_uuid" | "uuidv4" | "uuidv7" => {
            ("cannot be used", "an expression draws nothing; use a column of a kind that draws")
        }
        "age" => ("gives an interval without a fixed length", "use age_years(birth, on)"),
        "count" | "sum" | "avg" | "min" | "max" | "string_agg" | "array_agg" | "bool_and" | "bool_or"
        | "every" => AGGREGATE,
        "row_number" | "rank" | "dense_rank" | "lag" | "lead" | "first_value" | "last_value" | "ntile" => {
            ("is a window function", "an expression sees one row at a time")
        }
        _ => return None,
    })
}
