//! Every sort of file gives its cells with their columns, and what stands beside them.

use super::*;
use proptest::prelude::*;

/// All cells of a text: table, row, column and value.
fn cells(sort: Sort, text: &str) -> Vec<(String, u64, String, Option<String>)> {
    let stream = Box::new(Cursor::new(text.as_bytes().to_vec()));
    let mut rows = Rows::of_stream(stream, "a", sort, "t", &Reading::default()).unwrap();
    let mut row = Row::default();
    let mut all = Vec::new();
    while rows.next(&mut row).unwrap() {
        let head = &rows.heads()[row.head];
        for (column, text) in row.cells() {
            let name = head.columns[column].clone();
            all.push((head.table.clone(), row.number, name, text.map(str::to_owned)));
        }
    }
    all
}

fn told(sort: Sort, text: &str) -> Vec<String> {
    let one = |(table, row, column, value): (String, u64, String, Option<String>)| {
        format!("{table}:{row}.{column}={}", value.unwrap_or_else(|| "NULL".to_owned()))
    };
    cells(sort, text).into_iter().map(one).collect()
}

proptest! {
    /// Also beside bytes of other characters that differ from a delimiter by one bit.
    #[test]
    fn cells_of_a_line_stand_between_its_delimiters(line in "x[a-z,¬é]{0,40}") {
        let head: Vec<String> = (0..line.split(',').count()).map(|n| format!("c{n}")).collect();
        let found = cells(Sort::Csv, &format!("{}\n{line}\n", head.join(",")));
        let expected = line.split(',').map(|cell| Some(cell.to_owned()).filter(|cell| !cell.is_empty()));
        prop_assert!(found.into_iter().map(|(.., value)| value).eq(expected));
    }
}

#[test]
fn csv_keeps_null_and_empty_apart() {
    let found = told(Sort::Csv, "\u{feff}a;b\n1;\"x;\"\"y\"\n\n2;\n3;\"\"\n");
    assert_eq!(found, ["t:1.a=1", "t:1.b=x;\"y", "t:2.a=2", "t:2.b=NULL", "t:3.a=3", "t:3.b="]);
}

#[test]
fn json_lines_are_paths() {
    let found = told(
        Sort::Jsonl,
        "{\"a\": {\"b\": [1, {\"c\": \"x\\u00e9\"}]}, \"d\": null}\n\n{\"e\": 12345678901234567890123}\n",
    );
    assert_eq!(found, ["t:1.a.b[]=1", "t:1.a.b[].c=xé", "t:1.d=NULL", "t:2.e=12345678901234567890123"]);
    assert_eq!(told(Sort::Jsonl, "[\n 1\n]\n").len(), 3);
}

#[test]
fn a_dump_is_its_rows_and_all_beside_them() {
    let text = "-- a comment\nSET x = 1;\nCREATE TABLE t (\n a text DEFAULT 'x;'\n);\n\
                COPY public.\"People\" (id, \"Full Name\") FROM stdin;\n1\ta\\tb\n2\t\\N\n\\.\n\
                INSERT INTO crm.notes (a, b) VALUES (1, 'it''s'), (-2.5, NULL);\n\
                INSERT INTO n VALUES (E'a\\nb', now(), 'x'::text);\nCOMMENT ON TABLE t IS 'a;\nb';\n";
    let found = told(Sort::Dump, text);
    assert_eq!(
        found,
        [
            "the dump itself:1.statement=-- a comment\n",
            "the dump itself:2.statement=SET x = 1;\n",
            "the dump itself:3.statement=CREATE TABLE t (\n a text DEFAULT 'x;'\n);\n",
            "People:1.id=1",
            "People:1.Full Name=a\tb",
            "People:2.id=2",
            "People:2.Full Name=NULL",
            "crm.notes:1.a=1",
            "crm.notes:1.b=it's",
            "crm.notes:2.a=-2.5",
            "crm.notes:2.b=NULL",
            "n:1.column 1=a\nb",
            "n:1.column 2=now",
            "n:1.column 3=x",
            "the dump itself:4.statement=COMMENT ON TABLE t IS 'a;\nb';\n",
        ]
    );
}

#[test]
fn what_is_no_text_is_not_read() {
    let stream = Box::new(Cursor::new(vec![0u8, 1, 2]));
    assert!(!Rows::of_stream(stream, "a", Sort::Text, "t", &Reading::default()).unwrap().is_read());
    let stream = Box::new(Cursor::new(b"a,b\n1\n".to_vec()));
    let mut rows = Rows::of_stream(stream, "a", Sort::Csv, "t", &Reading::default()).unwrap();
    assert!(rows.next(&mut Row::default()).is_err());
}
