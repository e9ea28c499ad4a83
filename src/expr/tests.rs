//! Every operator and function against what PostgreSQL gives; faults with their places; laziness; arbitrary text.

use super::types::{Type, Value};
use super::{Cause, Compiled, Fault, Name, RunFault, cast, civil, functions, parse};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array,
    Int64Array, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, TimeUnit};
use proptest::prelude::*;
use std::sync::Arc;

/// 2026-01-01.
const EPOCH: i32 = 20_454;

fn day(text: &str) -> Option<i32> {
    civil::parse_date(text).map(|d| i32::try_from(d).unwrap())
}

/// Three rows; the last is NULL where NULL matters.
fn inputs() -> Vec<(&'static str, ArrayRef)> {
    let moments = vec![
        civil::parse_timestamp("2020-02-29 13:14:15.5"),
        civil::parse_timestamp("1969-12-31 23:59:59"),
        None,
    ];
    let decimals = Decimal128Array::from(vec![Some(1234), Some(-5), None]);
    vec![
        ("a", Arc::new(Int64Array::from(vec![Some(7), Some(-7), None]))),
        ("b", Arc::new(Int64Array::from(vec![2, 0, 3]))),
        ("i", Arc::new(Int32Array::from(vec![1, 2, 3]))),
        ("f", Arc::new(Float64Array::from(vec![Some(1.5), Some(-2.5), None]))),
        ("n", Arc::new(decimals.with_precision_and_scale(10, 2).unwrap())),
        ("t", Arc::new(StringArray::from(vec![Some("Anna"), Some("éa b"), None]))),
        ("d", Arc::new(Date32Array::from(vec![day("2020-02-29"), day("1999-12-31"), None]))),
        ("ts", Arc::new(TimestampMicrosecondArray::from(moments).with_timezone("UTC"))),
        ("p", Arc::new(BooleanArray::from(vec![Some(true), Some(false), None]))),
        ("patients.x", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ("Odd", Arc::new(Int64Array::from(vec![1, 2, 3]))),
        ("epoch", Arc::new(Int64Array::from(vec![1, 2, 3]))),
    ]
}

fn compile(text: &str) -> Result<Compiled, Vec<Fault>> {
    let inputs = inputs();
    let names: Vec<&str> = inputs.iter().map(|(n, _)| *n).collect();
    let resolve = |name: &Name| {
        let written = match &name.table {
            Some(table) => format!("{table}.{}", name.column),
            None => name.column.clone(),
        };
        let at = inputs.iter().position(|(n, _)| *n == written)?;
        Some((at, inputs[at].1.data_type().clone()))
    };
    parse(text).map_err(|f| vec![f])?.compile(&resolve, &names, EPOCH)
}

fn evaluate(compiled: &Compiled) -> Result<ArrayRef, RunFault> {
    let arrays: Vec<ArrayRef> = inputs().into_iter().map(|(_, a)| a).collect();
    compiled.evaluate(&arrays, 3)
}

/// The three results as text, NULL as `-`.
fn show(array: &ArrayRef) -> String {
    let of = Type::of(array.data_type()).unwrap();
    let array = arrow::compute::cast(array, &of.arrow()).unwrap();
    let value = cast::cast(&Value { array: array.clone(), scalar: false }, Type::Text, array.len()).unwrap();
    assert_ne!(of, Type::Interval);
    let texts = value.array.as_string::<i32>().iter().map(|t| t.unwrap_or("-"));
    texts.collect::<Vec<_>>().join(" | ")
}

fn check(cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let got = match compile(text) {
            Ok(compiled) => match evaluate(&compiled) {
                Ok(array) => {
                    assert_eq!(array.data_type(), compiled.data_type(), "{text}");
                    show(&array)
                }
                Err(fault) => format!("! {fault}"),
            },
            Err(faults) => format!("fault: {faults:?}"),
        };
        // A constant stands for all three rows.
        let same = got == *expected || got == [*expected; 3].join(" | ");
        if !same {
            wrong.push(format!("{text}\n  expected {expected}\n  got      {got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn literals_and_names() {
    check(&[
        ("1", "1"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("1.50", "1.50"),
        ("1e3", "1000"),
        ("2.5e-3", "0.0025"),
        ("'it''s'", "it's"),
        ("TRUE", "true"),
        ("NULL", "-"),
        ("DATE '2020-02-29'", "2020-02-29"),
        ("TIMESTAMP '2020-01-01 02:00:00+02:00'", "2020-01-01 00:00:00+00"),
        ("TIMESTAMP '2020-01-01T02:00:00.250Z'", "2020-01-01 02:00:00.25+00"),
        ("epoch", "2026-01-01"),
        ("EPOCH", "2026-01-01"),
        ("\"epoch\"", "1 | 2 | 3"),
        ("patients.x", "1 | 2 | 3"),
        ("A", "7 | -7 | -"),
        ("Odd", "1 | 2 | 3"),
        ("\"Odd\"", "1 | 2 | 3"),
        ("i", "1 | 2 | 3"),
    ]);
}

#[test]
fn logic_has_three_values() {
    check(&[
        ("p AND TRUE", "true | false | -"),
        ("p AND FALSE", "false"),
        ("p OR TRUE", "true"),
        ("p OR NULL", "true | - | -"),
        ("NOT p", "false | true | -"),
        ("p IS NULL", "false | false | true"),
        ("p IS NOT NULL", "true | true | false"),
        ("p IS TRUE", "true | false | false"),
        ("p IS NOT TRUE", "false | true | true"),
        ("p IS FALSE", "false | true | false"),
        ("p IS NOT FALSE", "true | false | true"),
        ("p IS UNKNOWN", "false | false | true"),
        ("a IS DISTINCT FROM NULL", "true | true | false"),
        ("a IS NOT DISTINCT FROM 7", "true | false | false"),
    ]);
}

#[test]
fn comparisons() {
    check(&[
        ("a = 7", "true | false | -"),
        ("a <> 7", "false | true | -"),
        ("a > f", "true | false | -"),
        ("n < 0", "false | true | -"),
        ("n = 12.340", "true | false | -"),
        ("7 >= a", "true | true | -"),
        ("t = 'Anna'", "true | false | -"),
        ("t > 'Z'", "false | true | -"),
        ("d > '2000-01-01'", "true | false | -"),
        ("d <= ts", "true | false | -"),
        ("d = NULL", "-"),
        ("NULL = NULL", "-"),
        ("0.0::float = -0.0::float", "true"),
        ("'NaN'::float > '1e300'::float", "true"),
        ("ts - d < INTERVAL '-1 day'", "false | true | -"),
        ("INTERVAL '1 month' = INTERVAL '30 days'", "true"),
        ("a BETWEEN -7 AND 0", "false | true | -"),
        ("a NOT BETWEEN -7 AND b", "true | false | -"),
        ("a IN (7, 8)", "true | false | -"),
        ("a IN (8, NULL)", "-"),
        ("a NOT IN (7)", "false | true | -"),
        ("t IN ('Anna', 'Bob')", "true | false | -"),
        ("t LIKE 'A%'", "true | false | -"),
        ("t NOT LIKE '_a%'", "true | false | -"),
        ("t ILIKE 'ANNA'", "true | false | -"),
        ("t ~ '^A[mn]{2}a$'", "true | false | -"),
        ("t ~ 'nn'", "true | false | -"),
        ("t !~ 'N'", "true | true | -"),
        ("t ~* '^aNN[A]$'", "true | false | -"),
        ("t !~* '^a'", "false | true | -"),
        ("'a\nb' ~ '^a.b$'", "true"),
        ("'a\n' ~ 'a$'", "false"),
        ("'é' ~* '^[É]$'", "true"),
        ("'x]' ~ '^[^]]]$'", "true"),
        ("t ~ NULL", "-"),
        ("'50%' LIKE '50!%' ESCAPE '!'", "true"),
        ("'50\\' LIKE '50\\' ESCAPE '!'", "true"),
        ("'501' LIKE '50!%' ESCAPE '!'", "false"),
        ("'Anna' LIKE t", "true | false | -"),
    ]);
}

#[test]
fn arithmetic() {
    check(&[
        ("a + 1", "8 | -6 | -"),
        ("a / 2", "3 | -3 | -"),
        ("a % 2", "1 | -1 | -"),
        ("-a", "-7 | 7 | -"),
        ("+a", "7 | -7 | -"),
        ("2 * a - 1", "13 | -15 | -"),
        ("a * f", "10.5 | 17.5 | -"),
        ("f / 2", "0.75 | -1.25 | -"),
        ("f % 1", "0.5 | -0.5 | -"),
        ("n + 1", "13.34 | 0.95 | -"),
        ("n * 2.5", "30.850 | -0.125 | -"),
        ("1 / 3.0", "0.3333333333333333"),
        ("n / 3", "4.1133333333333333 | -0.0166666666666667 | -"),
        ("n % 5", "2.34 | -0.05 | -"),
        ("n - f", "10.84 | 2.45 | -"),
        ("-n", "-12.34 | 0.05 | -"),
        ("2 ^ 10", "1024"),
        ("a + NULL", "-"),
        ("'5' + 1", "6"),
        ("a || '-' || b", "7-2 | -7-0 | -"),
        ("a / b", "! division by zero (row 1 of the batch)"),
        ("a % b", "! division by zero (row 1 of the batch)"),
        ("f / b", "! division by zero (row 1 of the batch)"),
        ("n / b", "! division by zero (row 1 of the batch)"),
        ("a * 9223372036854775807", "! a number is too large for its type (row 0 of the batch)"),
        ("(a - 7 - 9223372036854775807) * 1", "! a number is too large for its type (row 1 of the batch)"),
        ("f * '1e307'::float * 100", "! a number is too large for its type (row 0 of the batch)"),
    ]);
}

#[test]
fn choices_are_lazy() {
    check(&[
        ("CASE WHEN b = 0 THEN NULL ELSE a / b END", "3 | - | -"),
        ("CASE b WHEN 0 THEN 'none' WHEN 2 THEN 'two' ELSE 'many' END", "two | none | many"),
        ("CASE a WHEN 7 THEN 1 END", "1 | - | -"),
        ("CASE WHEN p THEN 1 WHEN NOT p THEN 2.5 END", "1.0 | 2.5 | -"),
        ("CASE WHEN p THEN NULL END", "-"),
        ("CASE WHEN b <> 0 THEN 6 / b WHEN a / (b + 1) = -7 THEN 0 END", "3 | 0 | 2"),
        ("CASE WHEN b = 3 THEN 1 ELSE a / b END", "! division by zero (row 1 of the batch)"),
        ("CASE WHEN b = 2 THEN 1 WHEN b = 0 THEN 6 / b END", "! division by zero (row 1 of the batch)"),
        ("CASE TRUE WHEN p THEN 'y' ELSE 'n' END", "y | n | n"),
        ("coalesce(a, b)", "7 | -7 | 3"),
        ("coalesce(nullif(b, 0), 6 / (b + 1))", "2 | 6 | 3"),
        ("coalesce(a, 6 / (b - 3))", "! division by zero (row 2 of the batch)"),
        ("coalesce(i, 6 / b)", "1 | 2 | 3"),
        ("coalesce(NULL, t, 'x')", "Anna | éa b | x"),
        ("nullif(b, 0)", "2 | - | 3"),
        ("nullif(1, 1)", "-"),
        ("greatest(a, b)", "7 | 0 | 3"),
        ("least(a, b, 1)", "1 | -7 | 1"),
        ("greatest(NULL, a)", "7 | -7 | -"),
        ("least(t, 'B')", "Anna | B | B"),
        ("greatest(1, 2.5)", "2.5"),
    ]);
}

#[test]
fn casts() {
    check(&[
        ("a::text", "7 | -7 | -"),
        ("CAST('12' AS integer)", "12"),
        ("f::int", "2 | -2 | -"),
        ("n::int", "12 | 0 | -"),
        ("n::numeric(10,1)", "12.3 | -0.1 | -"),
        ("n::double precision", "12.34 | -0.05 | -"),
        ("f::numeric(4,1)", "1.5 | -2.5 | -"),
        ("'1.005'::numeric(5,2)", "1.01"),
        ("p::int", "1 | 0 | -"),
        ("a::boolean", "true | true | -"),
        ("'yes'::boolean", "true"),
        ("d::timestamp", "2020-02-29 00:00:00+00 | 1999-12-31 00:00:00+00 | -"),
        ("ts::date", "2020-02-29 | 1969-12-31 | -"),
        ("ts::text", "2020-02-29 13:14:15.5+00 | 1969-12-31 23:59:59+00 | -"),
        ("1e15::float::text", "1e+15"),
        ("0.00001::float::text", "1e-05"),
        ("123456.75::float::text", "123456.75"),
        ("t::int", "! a text does not spell a value of the type it is cast to (row 0 of the batch)"),
        ("(a * 100)::numeric(2,0)", "! a number is too large for its type (row 0 of the batch)"),
        ("NULL::date", "-"),
    ]);
}

#[test]
fn functions_of_texts() {
    check(&[
        ("lower(t)", "anna | éa b | -"),
        ("upper(t)", "ANNA | ÉA B | -"),
        ("initcap('hello wORLD')", "Hello World"),
        ("length(t)", "4 | 4 | -"),
        ("char_length('né')", "2"),
        ("substr(t, 2)", "nna | a b | -"),
        ("substring(t FROM 2 FOR 2)", "nn | a  | -"),
        ("substring('hello', -1, 4)", "he"),
        ("substring('hello' FOR 2)", "he"),
        ("left(t, 2)", "An | éa | -"),
        ("left('hello', -2)", "hel"),
        ("right(t, 2)", "na |  b | -"),
        ("right('hello', -2)", "llo"),
        ("trim('  x ')", "x"),
        ("trim(BOTH 'x' FROM 'xxaxx')", "a"),
        ("trim(LEADING 'x' FROM 'xxaxx')", "axx"),
        ("ltrim('yxa', 'xy')", "a"),
        ("rtrim('axy', 'xy')", "a"),
        ("replace('banana', 'an', '+')", "b++a"),
        ("concat(t, 1, NULL, p)", "Anna1true | éa b1false | 1"),
        ("concat_ws('-', t, NULL, b)", "Anna-2 | éa b-0 | 3"),
        ("lpad('7', 3, '0')", "007"),
        ("lpad('hello', 2)", "he"),
        ("rpad('hi', 5, 'xy')", "hixyx"),
        ("strpos(t, 'n')", "2 | 0 | -"),
        ("position('b' IN t)", "0 | 4 | -"),
        ("split_part('a,b,c', ',', 2)", "b"),
        ("split_part('a,b,c', ',', -1)", "c"),
        ("split_part('a,b,c', ',', 4)", ""),
        ("starts_with(t, 'An')", "true | false | -"),
        ("reverse('né')", "én"),
        ("repeat('ab', 3)", "ababab"),
        ("repeat('ab', -3)", ""),
        ("length(repeat('x', 60000) || t)", "60004 | 60004 | -"),
        ("repeat(t, b * 1000000)", "! an argument or a result is out of range (row 0 of the batch)"),
        ("lpad(t, b * 1000000000)", "! an argument or a result is out of range (row 0 of the batch)"),
        (
            "length(replace(repeat('a', 2000), 'a', repeat(t, 100000)))",
            "! an argument or a result is out of range (row 0 of the batch)",
        ),
    ]);
}

#[test]
fn functions_of_numbers() {
    check(&[
        ("abs(a)", "7 | 7 | -"),
        ("abs(n)", "12.34 | 0.05 | -"),
        ("round(2.5)", "3"),
        ("round(-2.5::float)", "-3"),
        ("round(f)", "2 | -3 | -"),
        ("round(n, 1)", "12.3 | -0.1 | -"),
        ("round(1234, -2)", "1200"),
        ("round(1.005::float, 1)", "1"),
        ("floor(n)", "12 | -1 | -"),
        ("ceil(n)", "13 | 0 | -"),
        ("ceiling(f)", "2 | -2 | -"),
        ("trunc(f)", "1 | -2 | -"),
        ("trunc(n, 1)", "12.3 | 0.0 | -"),
        ("mod(a, 4)", "3 | -3 | -"),
        ("power(2, 3)", "8"),
        ("sqrt(16)", "4"),
        ("exp(0)", "1"),
        ("ln(1)", "0"),
        ("sign(n)", "1.00 | -1.00 | -"),
        ("sign(a)", "1 | -1 | -"),
        ("sqrt(f)", "! an argument or a result is out of range (row 1 of the batch)"),
        ("ln(b)", "! an argument or a result is out of range (row 1 of the batch)"),
        ("exp(a * 1000)", "! a number is too large for its type (row 0 of the batch)"),
    ]);
}

#[test]
fn functions_of_time() {
    check(&[
        ("d + 1", "2020-03-01 | 2000-01-01 | -"),
        ("d - 1", "2020-02-28 | 1999-12-30 | -"),
        ("epoch - d", "2133 | 9498 | -"),
        ("d + INTERVAL '1 year'", "2021-02-28 00:00:00+00 | 2000-12-31 00:00:00+00 | -"),
        ("d - INTERVAL '1' MONTH", "2020-01-29 00:00:00+00 | 1999-11-30 00:00:00+00 | -"),
        ("ts + INTERVAL '2 weeks 01:00:00'", "2020-03-14 14:14:15.5+00 | 1970-01-15 00:59:59+00 | -"),
        ("d + b * INTERVAL '1 day'", "2020-03-02 00:00:00+00 | 1999-12-31 00:00:00+00 | -"),
        ("d - INTERVAL '1 day' + '1 day'", "2020-02-29 00:00:00+00 | 1999-12-31 00:00:00+00 | -"),
        ("extract(year FROM d)", "2020 | 1999 | -"),
        ("extract(month FROM d)", "2 | 12 | -"),
        ("extract(day FROM d)", "29 | 31 | -"),
        ("extract(dow FROM d)", "6 | 5 | -"),
        ("extract(isodow FROM DATE '2024-03-03')", "7"),
        ("extract(doy FROM d)", "60 | 365 | -"),
        ("extract(quarter FROM d)", "1 | 4 | -"),
        ("extract(week FROM d)", "9 | 52 | -"),
        ("extract(week FROM DATE '2021-01-01')", "53"),
        ("extract(hour FROM ts)", "13 | 23 | -"),
        ("extract(minute FROM ts)", "14 | 59 | -"),
        ("extract(second FROM ts)", "15.500000 | 59.000000 | -"),
        ("extract(epoch FROM ts)", "1582982055.500000 | -1.000000 | -"),
        ("extract(epoch FROM ts - d)", "47655.500000 | -946598401.000000 | -"),
        ("extract(epoch FROM INTERVAL '1 year')", "31557600.000000"),
        ("date_part('year', ts)", "2020 | 1969 | -"),
        ("date_trunc('month', ts)", "2020-02-01 00:00:00+00 | 1969-12-01 00:00:00+00 | -"),
        ("date_trunc('week', d)", "2020-02-24 00:00:00+00 | 1999-12-27 00:00:00+00 | -"),
        ("date_trunc('hour', ts)", "2020-02-29 13:00:00+00 | 1969-12-31 23:00:00+00 | -"),
        ("age_years(d, epoch)", "5 | 26 | -"),
        ("age_years(d, DATE '2021-02-28')", "0 | 21 | -"),
        ("age_years(DATE '2020-01-02', DATE '2019-01-01')", "-1"),
        ("make_date(b + 2020, 2, 28)", "2022-02-28 | 2020-02-28 | 2023-02-28"),
        ("make_date(2021, 2, 27 + b)", "! an argument or a result is out of range (row 0 of the batch)"),
        ("to_char(ts, 'YYYY-MM-DD HH24:MI:SS')", "2020-02-29 13:14:15 | 1969-12-31 23:59:59 | -"),
        ("to_char(d, 'FMDD. FMMonth YYYY, Dy')", "29. February 2020, Sat | 31. December 1999, Fri | -"),
        ("to_char(ts, 'DD-MON-YY HH12 AM')", "29-FEB-20 01 PM | 31-DEC-69 11 PM | -"),
        ("d + b * 10000000", "! an argument or a result is out of range (row 0 of the batch)"),
    ]);
}

/// The faults of a text as `message @ the words | help`.
fn faults(text: &str) -> Vec<String> {
    let Err(faults) = compile(text) else { return Vec::new() };
    let show = |f: Fault| {
        let help = f.help.map(|h| format!(" | {h}")).unwrap_or_default();
        format!("{} @ {}{help}", f.message, &text[f.range])
    };
    faults.into_iter().map(show).collect()
}

/// A text and its faults.
const FAULTS: &[(&str, &[&str])] = &[
    ("lowr(t)", &["there is no function `lowr` @ lowr | there is `lower`"]),
    (
        "patiens.x + z2q",
        &[
            "there is no column `patiens.x` @ patiens.x | there is `patients.x`",
            "there is no column `z2q` @ z2q | expected one of: a, b, i, f, n, t, d, ts, p, patients.x, Odd, epoch",
        ],
    ),
    ("'é' || (a AND p)", &["AND needs BOOLEAN, this is INTEGER @ a"]),
    ("a = t", &["= has values of type INTEGER and of type TEXT @ t | CAST one of them"]),
    ("now()", &["`now` cannot be used @ now | nothing here reads the clock; use epoch"]),
    (
        "current_date",
        &["`current_date` cannot be used @ current_date | nothing here reads the clock; use epoch"],
    ),
    ("age(d, epoch)", &["`age` gives an interval without a fixed length @ age | use age_years(birth, on)"]),
    ("count(*)", &["`count` is an aggregate @ count | an expression sees one row at a time"]),
    ("sum(a) OVER ()", &["a window (OVER) cannot be used in an expression @ sum(a)"]),
    ("a = $1", &["there is no value for the placeholder $1 @ $1"]),
    (
        "9223372036854775808",
        &[
            "9223372036854775808 does not fit into an INTEGER of 64 bits @ 9223372036854775808 | write it with a point to have a NUMERIC",
        ],
    ),
    (
        "d > '2020-13-01'",
        &[
            "`2020-13-01` does not spell a value of type DATE @ '2020-13-01' | write YYYY-MM-DD, in the years 0001 to 9999",
        ],
    ),
    ("a + 1 / 0", &["division by zero @ 1 / 0"]),
    ("repeat('x', 1000000000)", &["an argument or a result is out of range @ repeat('x', 1000000000)"]),
    ("length(repeat('x', 70000))", &["this constant has more than 65536 bytes @ repeat('x', 70000)"]),
    (
        "t SIMILAR TO 'a'",
        &["SIMILAR TO cannot be used in an expression @ t | use LIKE, or several of them joined with OR"],
    ),
    ("a +", &["expected an expression, found the end @ "]),
    ("a b", &["expected the end of the expression, found b @ b"]),
    (
        "extract(yaer FROM d)",
        &["`extract` has no unit `yaer` of DATE @ extract(yaer FROM d) | there is `year`"],
    ),
    (
        "ts - d",
        &[
            "the result is an INTERVAL, which no column can hold @ ts - d | add it to a date, or use extract(epoch FROM …)",
        ],
    ),
    (
        "a::uuid",
        &[
            "values cannot be cast to UUID @ a | expected one of: BOOLEAN, INTEGER, DOUBLE PRECISION, NUMERIC(p,s), TEXT, DATE, TIMESTAMP",
        ],
    ),
    ("length(a)", &["`length` needs TEXT, this is INTEGER @ a | length(text) -> integer"]),
    ("left(t)", &["`left` does not take 1 argument @ left(t) | left(text, n integer) -> text"]),
    ("p + 1", &["there is no operator BOOLEAN + INTEGER @ p + 1"]),
];

#[test]
fn faults_say_what_where_and_what_else() {
    for (text, expected) in FAULTS {
        assert_eq!(faults(text), *expected, "{text}");
    }
}

#[test]
fn too_much_is_refused() {
    let long = "a".repeat(70_000);
    assert_eq!(faults(&long)[0].split(" @").next(), Some("the expression is longer than 65536 bytes"));
    let chain = "1+".repeat(5_000) + "1";
    assert!(faults(&chain)[0].starts_with("the expression has 5000 words and signs"));
    let chain = "a+".repeat(900) + "a";
    assert!(faults(&chain)[0].starts_with("the expression nests deeper than 200"));
    let chain = "a IS NULL".to_owned() + &" IS NULL".repeat(500);
    assert!(!faults(&chain).is_empty());
    for (open, close) in [("(", ")"), ("NOT ", ""), ("- ", ""), ("abs(", ")"), ("CASE WHEN ", " THEN 1 END")]
    {
        let text = open.repeat(600) + "a" + &close.repeat(600);
        assert!(!faults(&text).is_empty(), "{open}");
    }
    for (open, close) in
        [("(", ")"), ("NOT (", ")"), ("abs(", ")"), ("CAST(", " AS int)"), ("CASE a WHEN ", " THEN 1 END")]
    {
        // What nests as deep as people write takes no time that grows with its depth.
        let text = open.repeat(20) + "a" + &close.repeat(20);
        let expected = if open.starts_with("NOT") { 1 } else { 0 };
        assert_eq!(faults(&text).len(), expected, "{open}: {:?}", faults(&text));
    }
    let list = "a IN (".to_owned() + &"1,".repeat(5_000) + "2)";
    assert!(compile(&list).is_ok());
}

#[test]
fn names_are_told_once_in_order() {
    let parsed = parse("a + p.x > B AND a < epoch").unwrap();
    let names: Vec<_> =
        parsed.names().iter().map(|n| (n.table.as_deref(), n.column.as_str(), n.range.clone())).collect();
    assert_eq!(names, [(None, "a", 0..1), (Some("p"), "x", 4..7), (None, "B", 10..11)]);
}

#[test]
fn coercion_loses_nothing() {
    let timestamp = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let good = [
        ("a", DataType::Float64, "7 | -7 | -"),
        ("a", DataType::Int32, "7 | -7 | -"),
        ("a", DataType::Decimal128(10, 2), "7.00 | -7.00 | -"),
        ("n", DataType::Decimal128(12, 3), "12.340 | -0.050 | -"),
        ("'2020-01-01'", DataType::Date32, "2020-01-01 | 2020-01-01 | 2020-01-01"),
        ("d", timestamp, "2020-02-29 00:00:00+00 | 1999-12-31 00:00:00+00 | -"),
        ("d + INTERVAL '1 month'", DataType::Date32, "2020-03-29 | 2000-01-31 | -"),
        ("NULL", DataType::Utf8, "- | - | -"),
    ];
    for (text, to, expected) in good {
        let compiled = compile(text).unwrap().coerce(&to).unwrap();
        assert_eq!(compiled.data_type(), &to);
        let array = evaluate(&compiled).unwrap();
        assert_eq!((array.data_type(), show(&array).as_str()), (&to, expected), "{text}");
    }
    for (text, to) in [
        ("a", DataType::Utf8),
        ("n", DataType::Decimal128(9, 1)),
        ("ts", DataType::Date32),
        ("f", DataType::Int64),
    ] {
        assert!(compile(text).unwrap().coerce(&to).is_err(), "{text}");
    }
    let narrow = compile("a * 1000").unwrap().coerce(&DataType::Int8).unwrap();
    assert_eq!(evaluate(&narrow).unwrap_err(), RunFault { cause: Cause::OutOfRange, row: 0 });
}

#[test]
fn inputs_are_held_to_their_declaration() {
    let compiled = compile("a + 1").unwrap();
    assert_eq!(compiled.evaluate(&[], 3).unwrap_err().cause, Cause::Input);
    let wrong: ArrayRef = Arc::new(StringArray::from(vec!["x"; 3]));
    assert_eq!(compiled.evaluate(&[wrong], 3).unwrap_err().cause, Cause::Input);
    let empty: ArrayRef = Arc::new(Int64Array::from(Vec::<i64>::new()));
    assert_eq!(compiled.evaluate(&[empty], 0).unwrap().len(), 0);
}

#[test]
fn a_batch_holds_so_much_text_and_no_more() {
    let rows = 10_000;
    let a: ArrayRef = Arc::new(Int64Array::from(vec![1; rows]));
    let t: ArrayRef = Arc::new(StringArray::from(vec!["a"; rows]));
    let resolve = |name: &Name| match name.column.as_str() {
        "a" => Some((0, DataType::Int64)),
        _ => Some((1, DataType::Utf8)),
    };
    let constant = "repeat('x', 60000)";
    for text in
        ["{}", "CASE WHEN a = 1 THEN {} END", "coalesce(nullif(t, 'a'), {})", "greatest(t, {})", "t || {}"]
    {
        let text = text.replace("{}", constant);
        let compiled = parse(&text).unwrap().compile(&resolve, &[], EPOCH).unwrap();
        let inputs = [a.clone(), t.clone()];
        assert_eq!(compiled.evaluate(&inputs, rows).unwrap_err().cause, Cause::OutOfRange, "{text}");
        let inputs = [a.slice(0, 10), t.slice(0, 10)];
        let made = compiled.evaluate(&inputs, 10).unwrap();
        assert!(made.as_string::<i32>().iter().flatten().all(|s| s.len() >= 60_000), "{text}");
    }
}

#[test]
fn the_calendar_agrees_with_jiff() {
    for n in (civil::FIRST..=civil::LAST).step_by(97) {
        let date = civil::civil(n);
        let (y, m, d) = (
            i16::try_from(date.year).unwrap(),
            i8::try_from(date.month).unwrap(),
            i8::try_from(date.day).unwrap(),
        );
        let theirs = jiff::civil::date(y, m, d);
        assert_eq!(i64::from(theirs.since(jiff::civil::date(1970, 1, 1)).unwrap().get_days()), n);
        assert_eq!(civil::iso_week(n), i64::from(theirs.iso_week_date().week()));
        assert_eq!(civil::days(date), n);
    }
}

#[test]
fn functions_are_sorted_and_have_words() {
    assert!(functions().is_sorted_by_key(|f| f.name));
    assert!(functions().iter().all(|f| f.signature.starts_with(f.name) && !f.summary.is_empty()));
    // A refusal would hide a function of the same name.
    assert!(functions().iter().all(|f| functions::refusal(f.name).is_none()));
}

const WORDS: &[&str] = &[
    "a",
    "b",
    "f",
    "n",
    "t",
    "d",
    "ts",
    "p",
    "epoch",
    "NULL",
    "TRUE",
    "1",
    "0",
    "-1",
    "2.5",
    "1e30",
    "'x'",
    "'2020-01-01'",
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "%",
    "||",
    "=",
    "<",
    "AND",
    "OR",
    "NOT",
    "IS",
    "IN",
    "BETWEEN",
    "LIKE",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "::",
    "int",
    "text",
    "date",
    "numeric(5,2)",
    "CAST(",
    "AS",
    "coalesce(",
    "round(",
    "extract(",
    "year",
    "FROM",
    "date_trunc(",
    "INTERVAL",
    "'1 day'",
    "DATE",
    "substr(",
    "lpad(",
    "repeat(",
    "greatest(",
    "to_char(",
    "9223372036854775807",
    "'YYYY'",
    "length(",
    "concat(",
    ".",
    "[",
    "é",
];

fn attempt(text: &str) {
    if let Ok(compiled) = compile(text) {
        // Whether it succeeds depends on values; that it returns does not.
        drop(evaluate(&compiled));
    } else if let Err(faults) = compile(text) {
        assert!(!faults.is_empty());
        assert!(faults.iter().all(|f| text.get(f.range.clone()).is_some()), "{text}: {faults:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,60}") {
        attempt(&text);
    }

    #[test]
    fn arbitrary_words_never_panic(words in prop::collection::vec(prop::sample::select(WORDS), 0..24)) {
        attempt(&words.join(" "));
    }

    #[test]
    fn operators_of_all_types_never_panic(
        shape in prop::sample::select(vec!["({} + {})", "({} - {})", "({} * {})", "({} / {})", "({} % {})", "({} || {})", "({} < {})",
            "coalesce({}, {})", "nullif({}, {})", "greatest({}, {})", "CASE WHEN {} = {} THEN 1 END", "round({}, {})",
            "CASE {} WHEN {} THEN 'x' END", "({} IN ({}, NULL))", "left({}, {})", "date_part('epoch', {} - {})", "concat({}, {})"]),
        values in prop::collection::vec(prop::sample::select(vec!["a", "b", "i", "f", "n", "t", "d", "ts", "p", "NULL", "'1'", "1", "2.5",
            "'x'", "epoch", "INTERVAL '1 month'", "f::text", "1e30", "9223372036854775807", "n::numeric(38,10)"]), 2..3),
    ) {
        let mut text = shape.to_owned();
        for value in values {
            text = text.replacen("{}", value, 1);
        }
        attempt(&text);
    }
}
