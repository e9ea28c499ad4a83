//! What is read of triggers.

use super::Reader;
use crate::shape::Trigger;
use std::collections::BTreeSet;

fn read(body: &str, when: &str) -> (Vec<String>, bool) {
    let definition =
        format!("CREATE TRIGGER t BEFORE INSERT ON visits FOR EACH ROW{when} EXECUTE FUNCTION f()");
    let trigger =
        Trigger { name: "t".to_owned(), before: true, definition, body: Some(body.to_owned()), held: None };
    let optional = BTreeSet::from(["ref".to_owned(), "other_ref".to_owned()]);
    let mut reader = Reader {
        table: "visits",
        optional: &optional,
        trigger: &trigger,
        changed: BTreeSet::new(),
        checks: Vec::new(),
        absent: Vec::new(),
        whole: true,
    };
    reader.trigger();
    (reader.checks.iter().map(ToString::to_string).collect(), reader.whole)
}

#[test]
fn what_a_trigger_raises_for_the_new_row_is_a_check() {
    let cases: &[(&str, &str, &[&str], bool)] = &[
        (
            "BEGIN IF NEW.a < 0 THEN RAISE EXCEPTION 'no %', NEW.a; END IF; RETURN NEW; END",
            "",
            &["a >= 0"],
            true,
        ),
        (
            "DECLARE n int; BEGIN\n -- a comment\n IF TG_OP = 'INSERT' AND NEW.a IS NULL THEN RAISE 'x'; ELSIF NEW.b > 1 THEN\n RAISE NOTICE 'y'; ELSE RAISE EXCEPTION USING MESSAGE = 'z'; END IF; RETURN NEW; END;",
            "",
            &["a IS NOT NULL", "(b > 1) IS TRUE"],
            true,
        ),
        (
            "BEGIN IF NEW.ref IS NOT NULL THEN SELECT n INTO v FROM t WHERE id = NEW.ref; IF v > 1 THEN RAISE 'x'; END IF; END IF; RETURN NEW; END",
            "",
            &["ref IS NULL"],
            true,
        ),
        (
            "BEGIN IF NEW.ref IS NOT NULL AND v > 1 THEN RAISE 'x'; END IF; IF NEW.other_ref IS NOT NULL AND v > 1 THEN RAISE 'x'; END IF; END",
            "",
            &[],
            false,
        ),
        ("BEGIN IF NEW.a IS NOT NULL AND v > 1 THEN RAISE 'x'; END IF; RETURN NEW; END", "", &[], false),
        (
            "BEGIN IF TG_OP = 'UPDATE' AND OLD.a <> NEW.a THEN RAISE 'x'; END IF; RETURN NEW; END",
            "",
            &[],
            true,
        ),
        (
            "BEGIN IF NEW.a IS NULL THEN RETURN NEW; END IF; IF NEW.b THEN RETURN NULL; END IF; RETURN NEW; END",
            "",
            &["((a IS NULL)) OR NOT (b)"],
            true,
        ),
        ("BEGIN NEW.a := 1; IF NEW.a > 0 THEN RAISE 'x'; END IF; RETURN NEW; END", "", &[], false),
        (
            "BEGIN IF EXISTS (SELECT 1 FROM x WHERE x.id = NEW.a) THEN RAISE 'x'; END IF; RETURN NEW; END",
            "",
            &[],
            false,
        ),
        (
            "BEGIN SELECT count(*) INTO n FROM x; IF n > 3 THEN RAISE 'x'; END IF; RETURN NEW; END",
            "",
            &[],
            false,
        ),
        ("BEGIN RAISE EXCEPTION 'x'; END", " WHEN ((new.a > 3))", &["a <= 3"], true),
        ("BEGIN FOR r IN SELECT 1 LOOP RAISE EXCEPTION 'x'; END LOOP; RETURN NEW; END", "", &[], false),
    ];
    for (body, when, checks, whole) in cases {
        let (found, all) = read(body, when);
        assert_eq!(found, *checks, "{body}");
        assert_eq!(all, *whole, "{body}");
    }
}
