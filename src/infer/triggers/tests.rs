//! What is read of triggers.

use super::Reader;
use crate::shape::Trigger;
use std::collections::BTreeSet;

fn read(body: &str, when: &str) -> (Vec<String>, bool) {
    let (checks, whole, _) = read_all(body, when);
    (checks, whole)
}

fn read_all(body: &str, when: &str) -> (Vec<String>, bool, bool) {
    let definition =
        format!("CREATE TRIGGER t BEFORE INSERT ON visits FOR EACH ROW{when} EXECUTE FUNCTION f()");
    let trigger = Trigger {
        name: "t".to_owned(),
        before: true,
        definition,
        body: Some(body.to_owned()),
        held: None,
        mild: false,
    };
    let optional = BTreeSet::from(["ref".to_owned(), "other_ref".to_owned()]);
    let mut reader = Reader {
        owned: false,
        table: "visits",
        optional: &optional,
        trigger: &trigger,
        changed: BTreeSet::new(),
        checks: Vec::new(),
        absent: Vec::new(),
        whole: true,
        mild: true,
    };
    reader.trigger();
    let mild = reader.whole && reader.mild;
    (reader.checks.iter().map(ToString::to_string).collect(), reader.whole, mild)
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

#[test]
fn what_only_computes_from_the_row_is_told_from_what_does_more() {
    let mild = |body: &str| read_all(body, "").2;
    for body in [
        "BEGIN NEW.a := lower(NEW.b) || '-' || coalesce(NEW.c, ''); RETURN NEW; END",
        "DECLARE n varchar(20) := upper(NEW.b); BEGIN NEW.a := n; RETURN NEW; END",
        "BEGIN IF NEW.a IS NULL THEN NEW.a := upper(NEW.b); END IF; RETURN NEW; END",
        "BEGIN NEW.a := CASE WHEN (NEW.b > 1) THEN (2) ELSE (3) END; IF NEW.c < 0 THEN RAISE 'x'; END IF; RETURN NEW; END",
    ] {
        assert!(mild(body), "{body}");
    }
    for body in [
        "BEGIN NEW.a := now(); RETURN NEW; END",
        "DECLARE n integer := f(NEW.b); BEGIN RETURN NEW; END",
        "DECLARE n timestamptz DEFAULT CURRENT_TIMESTAMP; BEGIN RETURN NEW; END",
        "BEGIN NEW.a := CURRENT_TIMESTAMP; RETURN NEW; END",
        "BEGIN NEW.a := (SELECT 1 FROM x); RETURN NEW; END",
        "BEGIN NEW.a := f(NEW.b); RETURN NEW; END",
        "BEGIN IF f(NEW.b) THEN NEW.a := 1; END IF; RETURN NEW; END",
        "BEGIN INSERT INTO x VALUES (1); RETURN NEW; END",
        "BEGIN PERFORM f(NEW.b); RETURN NEW; END",
        "BEGIN NEW.a := 1; IF NEW.a > 0 THEN RAISE 'x'; END IF; RETURN NEW; END",
    ] {
        assert!(!mild(body), "{body}");
    }
}
