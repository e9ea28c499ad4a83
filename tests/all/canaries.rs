//! No value that came from an input is in a message: what is planted in files must not come out.

use crate::scratch::Scratch;

/// What is planted. It looks like what must not leak, and stands nowhere else.
const CANARY: &str = "canary7f3a";

/// Runs a command that must fail, and looks for the canary in all that is said.
fn silent(scratch: &Scratch, args: &[&str], words: &str) {
    let ran = scratch.run(args);
    assert_ne!(ran.code, 0, "{args:?}");
    assert!(!ran.all().contains("canary"), "{}", ran.all());
    assert!(ran.all().contains(words), "expected: {words}\n{}", ran.all());
}

fn schema(scratch: &Scratch, columns: &str, more: &str) {
    scratch.write("schema.toml", &format!("[tables.t]\nrows = 10\n{more}\n[tables.t.columns]\n{columns}\n"));
}

#[test]
fn fixed_rows() {
    let columns = "id = { kind = \"serial\" }\nname = { kind = \"first_name\" }\nborn = { kind = \"birth_date\" }\n\
                   score = { kind = \"number\", decimals = 2, max = 9 }\nactive = { kind = \"boolean\" }";
    let broken = [
        (format!("id,name\n1,{CANARY},{CANARY}\n"), "this row has 3 fields, the header has 2"),
        (format!("id,name\n{CANARY},x\n"), "expected a whole number"),
        (format!("born\n{CANARY}\n"), "expected a date"),
        (format!("score\n{CANARY}\n"), "expected a number"),
        (format!("active\n{CANARY}\n"), "expected true or false"),
        (format!("id,name\n1,\"{CANARY}\n"), "this quote is not closed"),
        (format!("id,id\n1,{CANARY}\n"), "comes twice"),
        (format!("id,nmae\n1,{CANARY}\n"), "there is `name`"),
    ];
    for (text, words) in broken {
        let scratch = Scratch::new();
        scratch.write("rows.csv", &text);
        schema(&scratch, columns, "fixed = \"rows.csv\"");
        silent(&scratch, &["schema", "check", "schema.toml"], words);
        silent(&scratch, &["generate", "schema.toml", "--out", "run"], words);
    }
}

#[test]
fn choices() {
    let broken = [
        (format!("name,share\n{CANARY},-3\n"), "has no weight of 0 or more"),
        (format!("name,share\nx,{CANARY}\n"), "has no weight of 0 or more"),
        (format!("name,share\n{CANARY}\n"), "is not a row of a CSV file"),
        (format!("name,share\n{CANARY},0\n"), "no value with a weight above zero"),
        (format!("nmae,share\n{CANARY},1\n"), "there is no column `name`"),
        ("name,share\n".to_owned(), "no value with a weight above zero"),
    ];
    for (text, words) in broken {
        let scratch = Scratch::new();
        scratch.write("names.csv", &text);
        let column = "name = { kind = \"choice\", values = { file = \"names.csv\", column = \"name\", weight = \"share\" } }";
        schema(&scratch, column, "");
        silent(&scratch, &["schema", "check", "schema.toml"], words);
    }
}

/// A file that is not text, and one that is not there, are told by name and place.
#[test]
fn files_that_are_no_text() {
    let scratch = Scratch::new();
    std::fs::write(scratch.join("rows.csv"), [CANARY.as_bytes(), b"\n\xff\xfe\n"].concat()).unwrap();
    schema(&scratch, "id = { kind = \"serial\" }", "fixed = \"rows.csv\"");
    silent(&scratch, &["schema", "check", "schema.toml"], "not UTF-8");
}

/// An expression that fails on a value says which row, and not which value.
#[test]
fn values_that_an_expression_cannot_take() {
    let scratch = Scratch::new();
    scratch.write("rows.csv", &format!("id,name\n1,7\n2,{CANARY}\n"));
    schema(
        &scratch,
        "id = { kind = \"serial\" }\nname = { kind = \"first_name\" }\nnumber = { expr = \"CAST(name AS integer)\" }",
        "fixed = \"rows.csv\"",
    );
    silent(&scratch, &["generate", "schema.toml", "--out", "run"], "t.number, row 1");
}

/// Data that was changed after it was made is told by file, row and column.
#[test]
fn data_that_is_verified() {
    let columns = "id = { kind = \"serial\" }\nname = { kind = \"first_name\" }\nborn = { kind = \"birth_date\" }\n\
                   at = { kind = \"timestamp\", before = \"epoch\" }\nactive = { kind = \"boolean\" }\n\
                   score = { kind = \"number\", decimals = 2, max = 9 }";
    for format in ["csv", "jsonl", "sql"] {
        for column in ["id", "name", "born", "at", "active", "score"] {
            let scratch = Scratch::new();
            schema(&scratch, columns, "");
            scratch.run(&["generate", "schema.toml", "--out", "run", "-q", "--format", format]).fine();
            let file = format!("run/t.{format}");
            let text = scratch.read(&file);
            scratch.write(&file, &planted(&text, format, column));
            let ran = scratch.run(&["verify", "run"]).ends(1);
            assert!(!ran.all().contains("canary"), "{format} {column}\n{}", ran.all());
            assert!(ran.out.contains(&format!("file t.{format}: ")), "{format} {column}\n{}", ran.all());
        }
    }
}

/// Puts the canary into a column of the third row.
fn planted(text: &str, format: &str, column: &str) -> String {
    let order = ["id", "name", "born", "at", "active", "score"];
    let at = order.iter().position(|c| *c == column).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let row = lines
        .iter()
        .position(|line| line.starts_with("3,") || line.starts_with("3\t"))
        .or_else(|| lines.iter().position(|line| line.starts_with("{\"id\":3,")));
    let line = &mut lines[row.unwrap()];
    *line = match format {
        "jsonl" => {
            let mut value: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
            value.insert(column.to_owned(), CANARY.into());
            serde_json::to_string(&value).unwrap()
        }
        _ => {
            let separator = if format == "csv" { ',' } else { '\t' };
            let mut fields: Vec<&str> = line.split(separator).collect();
            fields[at] = CANARY;
            fields.join(&separator.to_string())
        }
    };
    lines.join("\n") + "\n"
}
