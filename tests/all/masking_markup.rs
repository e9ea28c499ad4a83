//! Notes in HTML, RTF and base64: what is torn by tags, entities and escapes is found, and what comes out opens elsewhere.

use crate::masking_notes::{SCHEMA, WORDS, columns, mask, scratch};
use crate::readers::python;
use crate::scratch::{Scratch, repository};

const MORE: &str = r#"page = { kind = "note", mask = { action = "scrub", text = "html" } }
letter = { kind = "note", mask = { action = "scrub", text = "rtf" } }
file = { kind = "note", mask = { action = "scrub", text = "base64" } }
inside = { kind = "note", mask = { action = "scrub", text = ["base64", "html"] } }
"#;

fn dressed() -> Scratch {
    let scratch = scratch();
    scratch.write("s.toml", &format!("{SCHEMA}{MORE}"));
    let script = repository().join("tests/masking/dressed.py");
    let (python, script) = (python().display().to_string(), script.display().to_string());
    scratch
        .shell(&format!("{python} {script} dress in/notes.csv notes.csv && mv notes.csv in/notes.csv"))
        .fine();
    scratch
}

#[test]
fn what_tags_and_escapes_tear_is_found_and_the_result_opens() {
    let scratch = dressed();
    mask(&scratch, "out", &[]).fine();
    let script = repository().join("tests/masking/dressed.py");
    let (python, script) = (python().display().to_string(), script.display().to_string());
    let told = scratch.shell(&format!("{python} {script} check out/notes.csv")).fine().out.to_lowercase();
    assert_eq!(told.lines().count(), 13);
    for line in told.lines().take(12) {
        for word in WORDS {
            assert!(!line.contains(word), "{word} is left: {line}");
        }
    }
}

#[test]
fn what_is_not_coded_so_is_invalid() {
    let scratch = scratch();
    scratch.write("s.toml", &format!("{SCHEMA}{MORE}"));
    let row = "71001,5,2024-02-03,Hello,<p>Hello</p>,\"{\\rtf1 Hello\",no base64!,SGVsbG8=\n";
    scratch.write("in/notes.csv", &format!("person_id,worker_id,on,body,page,letter,file,inside\n{row}"));
    mask(&scratch, "out", &[]).fine();
    let told = columns(&scratch, "out/notes.csv");
    assert_eq!((told["page"][0].as_str(), told["inside"][0].as_str()), ("<p>Hello</p>", "SGVsbG8="));
    for name in ["letter", "file"] {
        assert!(told[name][0].starts_with('t') && told[name][0].len() == 26, "{}", told[name][0]);
    }
    scratch.edit("s.toml", "text = \"rtf\" } }", "text = \"rtf\" }, on_invalid = \"fail\" }");
    mask(&scratch, "other", &[]).refuses("on_invalid");
    scratch.edit("s.toml", "text = \"rtf\" }, on_invalid = \"fail\" }", "text = \"rft\" } }");
    mask(&scratch, "other", &[]).refuses("no text is coded as `rft`");
    scratch.edit("s.toml", "text = \"rft\" } }", "text = [\"html\", \"base64\"] } }");
    mask(&scratch, "other", &[]).refuses("`base64` cannot stand here");
}

#[test]
fn verify_reads_through_tags_and_escapes() {
    let scratch = dressed();
    mask(&scratch, "out", &[]).fine();
    let verify = |scratch: &Scratch| {
        let args = ["verify", "out", "--against", "in", "--schema", "s.toml", "--profile", "pseudonymised"];
        scratch.run(&[&args[..], &["--only", "survival"]].concat())
    };
    verify(&scratch).fine();
    let whole = scratch.read("out/notes.csv");
    for (tag, text) in [
        ("</html>", "<p>Brightwater Log<b>isti</b>cs, SSN 123<i>-45-</i>67&#56;9</p></html>"),
        ("\\par}", "\\par SSN 12{\\b 3-4}5-67\\'389, marisol\\'37\\u55?@home.net}"),
    ] {
        scratch.write("out/notes.csv", &whole.replacen(tag, text, 1));
        verify(&scratch).ends(1);
    }
}

#[test]
fn a_stream_of_html_keeps_its_tags() {
    let scratch = Scratch::new();
    scratch
        .write("a.html", "<p title=\"Mrs. Maria Lopez\">Mrs. Ma<b>ria</b> Lopez, 202-34<i>5-6789</i></p>\n");
    let out = scratch.run(&["scrub", "a.html", "--text", "html"]).fine().out;
    assert_eq!(out, "<p title=\"Mrs. [NAME]\">Mrs. [NAME]<b></b>, [PHONE]<i></i></p>\n");
    scratch.run(&["scrub", "a.html", "--text", "rtf"]).refuses("this is no rtf");
    scratch.run(&["scrub", "a.html", "--text", "htm"]).refuses("did you mean html?");
}
