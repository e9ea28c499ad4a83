//! What a document is when nothing is wrong with it.

use super::*;
use crate::error::{Span, Spanned};

fn written(document: &Document, span: Span) -> &str {
    let text = &document.sources.get(span.source).unwrap().text;
    &text[span.start as usize..span.end as usize]
}

fn column<'a>(document: &'a Document, name: &str) -> &'a Column {
    document.tables.iter().flat_map(|table| &table.columns).find(|column| column.name.value == name).unwrap()
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

#[test]
fn the_example_is_read_as_it_is_written() {
    let document = parse("caseload", EXAMPLE, &NoFiles).unwrap();
    assert_eq!(document.epoch.value, 20_454);
    let names: Vec<&str> = document.tables.iter().map(|table| table.name.value.as_str()).collect();
    assert_eq!(names, ["patients", "cases"]);
    let [patients, cases] = document.tables.as_slice() else { panic!("two tables") };
    assert_eq!(patients.rows.as_ref().unwrap().value, 1_000);
    let columns: Vec<&str> = patients.columns.iter().map(|column| column.name.value.as_str()).collect();
    assert_eq!(columns, ["id", "_home", "sex", "birth_date", "ssn", "status"]);
    let per = &cases.parent.as_ref().unwrap().per;
    assert_eq!(per.value.law, Law::Poisson { mean: 1.4 });
    assert_eq!(per.value.max.as_ref().unwrap().value, 12);
    assert_eq!(written(&document, per.span), "{ poisson = 1.4, max = 12 }");
    let group: Vec<&str> = cases.unique[0].value.iter().map(|name| name.value.as_str()).collect();
    assert_eq!((cases.unique.len(), group), (1, vec!["patient_id", "number"]));
    assert_eq!(column(&document, "birth_date").arg("sex").unwrap().value, text("sex"));
    let null = column(&document, "ssn").null.clone().unwrap();
    assert_eq!((null.rate.value, null.otherwise), (0.08, 0.0));
    let Some(Mask::Keep { reason }) = column(&document, "status").mask.clone().map(|mask| mask.value) else {
        panic!("kept")
    };
    assert_eq!(written(&document, reason.span), "\"workflow state\"");
}

#[test]
fn order_is_the_order_of_the_file_whatever_the_headers() {
    let document = parse(
        "x",
        "[tables.b.columns.z]\nkind = \"k\"\n[tables.b.columns.a]\nkind = \"k\"\n[tables.a]\nrows = 1\n\
         columns.q.kind = \"k\"\ncolumns.c.kind = \"k\"\n[tables.b]\nrows = 2\n",
        &NoFiles,
    )
    .unwrap();
    let names: Vec<(&str, Vec<&str>)> = document
        .tables
        .iter()
        .map(|t| (t.name.value.as_str(), t.columns.iter().map(|c| c.name.value.as_str()).collect()))
        .collect();
    // The header [tables.b] names the table; the headers of its columns before it do not.
    assert_eq!(names, [("a", vec!["q", "c"]), ("b", vec!["z", "a"])]);
}

#[test]
fn named_kinds_and_defaults_keep_their_places() {
    let source = r#"
[kinds.number]
kind = "pattern"
pattern = "[0-9]{6}"
null = 0.5
[kinds.case_number]
kind = "number"
pattern = "C-[0-9]{6}"
[defaults.columns]
created_at = { kind = "datetime", before = "epoch" }
"*_at" = { kind = "datetime" }
"*d_at" = { kind = "date", within = "3d" }
note = { kind = "case_number" }
[tables.t]
rows = 1
[tables.t.columns]
a = { kind = "case_number", null = 0.1, min = 1 }
created_at = { unique = true }
closed_at = { within = "9d" }
seen_at = {}
note = {}
own_at = { kind = "time" }
made_at = { expr = "a" }
"#;
    let document = parse("x", source, &NoFiles).unwrap();
    let a = column(&document, "a");
    assert_eq!(a.kind.as_ref().unwrap().value, "pattern");
    assert_eq!(a.named_kind.as_ref().unwrap().value, "case_number");
    assert_eq!(a.arg("pattern").unwrap().value, text("C-[0-9]{6}"));
    assert_eq!(document.sources.line_column(a.arg("pattern").unwrap().span), (8, 11));
    assert_eq!(a.null.as_ref().unwrap().rate, Spanned::new(0.1, Span::default()));
    assert_eq!(a.args.iter().map(|(key, _)| key.value.as_str()).collect::<Vec<_>>(), ["min", "pattern"]);
    let kind = |name: &str| column(&document, name).kind.as_ref().map(|kind| kind.value.clone());
    assert_eq!(kind("created_at").unwrap(), "datetime");
    assert_eq!(column(&document, "created_at").arg("before").unwrap().value, text("epoch"));
    assert!(column(&document, "created_at").unique.as_ref().unwrap().value);
    assert_eq!(kind("closed_at").unwrap(), "date");
    assert_eq!(column(&document, "closed_at").arg("within").unwrap().value, text("9d"));
    assert_eq!(kind("seen_at").unwrap(), "datetime");
    assert_eq!(kind("note").unwrap(), "pattern");
    assert_eq!(column(&document, "note").null.as_ref().unwrap().rate, Spanned::new(0.5, Span::default()));
    assert_eq!(kind("own_at").unwrap(), "time");
    assert_eq!(kind("made_at"), None);
}

#[test]
fn every_form_of_a_law() {
    let laws = [
        ("3", Law::Constant(3)),
        ("{ uniform = [1, 4] }", Law::Uniform { min: 1, max: 4 }),
        ("{ geometric = 0.8 }", Law::Geometric { mean: 0.8 }),
        (
            "{ negative_binomial = { mean = 2, dispersion = 0.7 } }",
            Law::NegativeBinomial { mean: 2.0, dispersion: 0.7 },
        ),
        ("{ zipf = { exponent = 1.2, max = 50 } }", Law::Zipf { exponent: 1.2, max: 50 }),
        ("{ weights = { 2 = 10, 0 = 60, 1 = 30 } }", Law::Weights(vec![(0, 60.0), (1, 30.0), (2, 10.0)])),
    ];
    for (per, law) in laws {
        let source =
            format!("[tables.t]\nparent = {{ table = \"p\", per = {per} }}\ncolumns.id.kind = \"serial\"\n");
        let document = parse("x", &source, &NoFiles).unwrap();
        assert_eq!(document.tables[0].parent.as_ref().unwrap().per.value.law, law);
    }
}

#[test]
fn every_sort_of_value() {
    let source = "[tables.t]\nrows = 1\n[tables.t.columns.c]\nkind = \"k\"\nd = 1969-12-31\nl = 2000-02-29T01:02:03\n\
                  o = 1970-01-01T02:00:00.000001+02:00\nt = 00:00:01\nx = 0x1F\nf = 1_0.5\ns = [1, { a = true }]\n";
    let document = parse("x", source, &NoFiles).unwrap();
    let arg = |name: &str| column(&document, "c").arg(name).unwrap().value.clone();
    assert_eq!(arg("d"), Value::Date(-1));
    assert_eq!(arg("l"), Value::DateTime((11_016 * 86_400 + 3_723) * 1_000_000, false));
    assert_eq!(arg("o"), Value::DateTime(1, true));
    assert_eq!(arg("t"), Value::Time(1_000_000));
    assert_eq!(arg("x"), Value::Integer(31));
    assert_eq!(arg("f"), Value::Number(10.5));
    let Value::List(list) = arg("s") else { panic!("a list") };
    assert_eq!(list[0].value, Value::Integer(1));
    assert_eq!(list[1].value.sort(), "a table");
}

#[test]
fn included_tables_come_after_and_once() {
    let folder = Folder::new([
        ("a.toml", "include = \"c.toml\"\n[tables.a]\nrows = 1\ncolumns.id.kind = \"serial\"\n"),
        ("b.toml", "[tables.b]\nrows = 1\ncolumns.id.kind = \"mine\"\n[kinds.mine]\nkind = \"serial\"\n"),
        ("c.toml", "include = \"*.toml\"\n[tables.c]\nrows = 1\ncolumns.id.kind = \"mine\"\n"),
    ]);
    let source =
        "include = [\"./a.toml\", \"*.toml\"]\n[tables.main]\nrows = 1\ncolumns.id.kind = \"mine\"\n";
    let document = parse("main.toml", source, &folder).unwrap();
    let names: Vec<&str> = document.tables.iter().map(|table| table.name.value.as_str()).collect();
    assert_eq!(names, ["main", "a", "c", "b"]);
    assert_eq!(
        document.sources.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
        ["main.toml", "a.toml", "c.toml", "b.toml"]
    );
    let kinds = document.tables.iter().flat_map(|t| &t.columns).map(|c| c.kind.clone().unwrap().value);
    assert!(kinds.into_iter().all(|kind| kind == "serial"));
}

#[test]
fn fixed_rows_from_csv_tell_null_from_empty() {
    let folder = Folder::new([("s.csv", "\u{feff}id,name\r\n1,\"a \"\"b\"\",\nc\"\r\n\r\n2,\r\n3,\"\"")]);
    let source = "[tables.t]\nfixed = \"s.csv\"\ncolumns.id.kind = \"serial\"\ncolumns.v = { kind = \"choice\", values = { file = \"s.csv\" } }\n";
    let document = parse("x", source, &folder).unwrap();
    let fixed = document.tables[0].fixed.as_ref().unwrap();
    let rows: Vec<Vec<(&str, &Value)>> = fixed
        .rows
        .iter()
        .map(|row| row.iter().map(|(key, value)| (key.value.as_str(), &value.value)).collect())
        .collect();
    assert_eq!(
        rows,
        [
            vec![("id", &text("1")), ("name", &text("a \"b\",\nc"))],
            vec![("id", &text("2")), ("name", &Value::Null)],
            vec![("id", &text("3")), ("name", &text(""))],
        ]
    );
    assert_eq!(written(&document, fixed.rows[0][1].1.span), "\"a \"\"b\"\",\nc\"");
    assert_eq!(fixed.from.as_deref(), Some("s.csv"));
    assert_eq!(document.files.len(), 1);
    assert_eq!(document.file("s.csv").unwrap().digest.len(), 64);
}

#[test]
fn fixed_rows_alone_are_rows_enough() {
    let source = "[tables.t]\nfixed = [{ id = 1, name = \"x\" }, { id = 2 }]\ncolumns.id.kind = \"serial\"\n";
    let document = parse("x", source, &NoFiles).unwrap();
    let fixed = document.tables[0].fixed.as_ref().unwrap();
    assert_eq!(fixed.rows.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(fixed.rows[1][0].1.value, Value::Integer(2));
}

#[test]
fn masks_have_three_forms() {
    let source = r#"[tables.t]
rows = 1
mask = "drop"
columns.a = { kind = "k", mask = { generalise = "year" } }
columns.b = { kind = "k", mask = { action = "shift", by = "weeks" } }
"#;
    let document = parse("x", source, &NoFiles).unwrap();
    let action = |mask: &Mask| match mask {
        Mask::Action { name, args } => {
            (name.value.clone(), args.iter().map(|(key, _)| key.value.clone()).collect::<Vec<_>>())
        }
        Mask::Keep { .. } => panic!("an action"),
    };
    let of = |name: &str| action(&column(&document, name).mask.as_ref().unwrap().value);
    assert_eq!(action(&document.tables[0].mask.as_ref().unwrap().value), ("drop".to_owned(), vec![]));
    assert_eq!(of("a"), ("generalise".to_owned(), vec!["generalise".to_owned()]));
    assert_eq!(of("b"), ("shift".to_owned(), vec!["by".to_owned()]));
}

#[test]
fn the_digest_knows_bytes_and_not_names_or_line_ends() {
    let of = |name: &str, text: &str| digest(&parse(name, text, &NoFiles).unwrap());
    let plain = of("a", EXAMPLE);
    assert_eq!(plain, of("b", &EXAMPLE.replace('\n', "\r\n")));
    assert_ne!(plain, of("a", &EXAMPLE.replace("1_000", "1_001")));
    let with = |csv: &str| {
        let source =
            "[tables.t]\nrows = 1\ncolumns.v = { kind = \"choice\", values = { file = \"s.csv\" } }\n";
        digest(&parse("x", source, &Folder::new([("s.csv", csv)])).unwrap())
    };
    assert_ne!(with("a\n"), with("b\n"));
}

#[test]
fn days_are_those_of_the_calendar() {
    let day = |year, month, day| scalar::days(toml::value::Date { year, month, day });
    assert_eq!(day(1970, 1, 1), 0);
    assert_eq!(day(0, 1, 1), -719_528);
    assert_eq!(day(1900, 3, 1) - day(1900, 2, 28), 1);
    assert_eq!(day(2000, 3, 1) - day(2000, 2, 28), 2);
    assert_eq!(day(9999, 12, 31), 2_932_896);
}

#[test]
fn a_folder_gives_only_what_lies_in_it() {
    let outer = tempfile::tempdir().unwrap();
    let base = outer.path().join("base");
    fs::create_dir_all(base.join("parts/deep")).unwrap();
    fs::write(outer.path().join("secret.toml"), "secret").unwrap();
    for name in ["a.toml", "b.toml", "b.csv", ".hidden.toml", "parts/c.toml", "parts/deep/d.toml"] {
        fs::write(base.join(name), name).unwrap();
    }
    let files = FolderFiles::new(&base);
    assert_eq!(files.read("parts/c.toml").unwrap(), "parts/c.toml");
    assert_eq!(files.glob("*.toml").unwrap(), ["a.toml", "b.toml"]);
    assert_eq!(files.glob("parts/*.toml").unwrap(), ["parts/c.toml"]);
    assert_eq!(files.glob("./p*/d??p/*.toml").unwrap(), ["parts/deep/d.toml"]);
    assert!(files.glob("none/*.toml").unwrap().is_empty());
    let absolute = outer.path().join("secret.toml").display().to_string();
    for path in ["../secret.toml", "parts/../../secret.toml", absolute.as_str()] {
        assert!(files.read(path).unwrap_err().to_string().contains("out of the schema's folder"), "{path}");
    }
    assert!(files.glob("../*.toml").is_err());
    assert!(files.glob("**/*.toml").is_err());
    assert!(files.read("parts").unwrap_err().to_string().contains("not a file"));
    assert_eq!(files.read("a.tmol").unwrap_err().advice(), Some("there is `a.toml`"));
    fs::write(base.join("latin.csv"), [b'a', 0xFF]).unwrap();
    assert!(files.read("latin.csv").unwrap_err().to_string().contains("byte 1"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(outer.path().join("secret.toml"), base.join("link.toml")).unwrap();
        assert!(files.read("link.toml").unwrap_err().to_string().contains("out of the schema's folder"));
    }
}
