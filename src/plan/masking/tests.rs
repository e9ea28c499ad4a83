//! The policy of a schema, and what is refused.

use super::*;
use crate::schema::{NoFiles, parse};

fn compiled(columns: &str, profile: Profile) -> Result<Policy> {
    let text = format!("[tables.t]\nrows = 1\n[tables.t.columns]\n{columns}\n");
    policy(&parse("t.toml", &text, &NoFiles)?, profile)
}

fn treatment(columns: &str, profile: Profile, name: &str) -> String {
    let policy = compiled(columns, profile).unwrap();
    let table = &policy.tables[0];
    table.columns[table.column(name).unwrap()].treatment.described()
}

fn refused(columns: &str, words: &str) {
    match compiled(columns, Profile::SafeHarbor) {
        Ok(_) => panic!("not refused: {columns}"),
        Err(error) => assert!(error.render(false).contains(words), "{}", error.render(false)),
    }
}

#[test]
fn a_kind_decides_what_is_usual() {
    let date = "d = { kind = \"birth_date\" }";
    assert_eq!(treatment(date, Profile::SafeHarbor, "d"), "generalise to the year");
    assert_eq!(treatment(date, Profile::Pseudonymised, "d"), "shift by 4 to 104 weeks");
    assert_eq!(treatment("n = { kind = \"first_name\" }", Profile::SafeHarbor, "n"), "surrogate");
    assert_eq!(treatment("z = { kind = \"zip\" }", Profile::SafeHarbor, "z"), "generalise to three digits");
    assert_eq!(treatment("z = { kind = \"zip\", mask = \"null\" }", Profile::SafeHarbor, "z"), "null");
    let text = "t = { kind = \"note\", mask = { action = \"usual\", text = \"html\" } }";
    let plain = "t = { kind = \"note\" }";
    assert_eq!(treatment(text, Profile::SafeHarbor, "t"), treatment(plain, Profile::SafeHarbor, "t"));
    assert_ne!(treatment(text, Profile::Pseudonymised, "t"), treatment(plain, Profile::Pseudonymised, "t"));
}

#[test]
fn nothing_is_kept_that_nobody_stated() {
    refused("s = { kind = \"sex\" }", "does not say what masking does");
    refused("s = { kind = \"choice\", values = [\"a\"] }", "nothing is usual");
    refused("s = { kind = \"sex\", mask = { keep = \"\" } }", "is empty");
    refused("p = { kind = \"password\", mask = { keep = \"only a digest\" } }", "cannot be kept");
}

#[test]
fn a_lossy_treatment_of_a_unique_column_is_refused() {
    refused("s = { kind = \"ssn\", unique = true, mask = \"null\" }", "makes values equal");
    refused("s = { kind = \"ssn\", unique = true, mask = { constant = \"x\" } }", "makes values equal");
    refused("n = { kind = \"last_name\", unique = true }", "makes values equal");
    refused("d = { kind = \"date\", primary_key = true }", "makes values equal");
}

#[test]
fn words_that_do_not_exist_are_told() {
    refused("s = { kind = \"ssn\", mask = \"surogate\" }", "there is `surrogate`");
    refused("s = { kind = \"date\", mask = { generalise = \"yaer\" } }", "there is `year`");
    refused("s = { kind = \"note\", mask = { action = \"usual\", text = \"htlm\" } }", "there is `html`");
    refused("s = { kind = \"note\", mask = { action = \"usual\", txet = \"html\" } }", "there is `text`");
    refused("s = { kind = \"ssn\", mask = { generalise = \"year\" } }", "only dates");
    refused("s = { kind = \"ssn\", on_invalid = \"keep\" }", "cannot be `keep`");
    refused("s = { kind = \"ssn\", same_as = \"t.nothing\" }", "there is no column");
    refused("s = { kind = \"date\", mask = { action = \"shift\", weeks_min = 1 } }", "four weeks");
    refused(
        "a = { kind = \"date\" }\nb = { expr = \"a || _c\" }\n_c = { kind = \"date\" }",
        "not in the row",
    );
}

#[test]
fn references_share_a_domain() {
    let text = r#"
        [tables.patients]
        rows = 1
        subject = "id"
        [tables.patients.columns]
        id = { kind = "serial", primary_key = true }
        phone = { kind = "phone" }
        [tables.cases]
        parent = { table = "patients", per = 1 }
        [tables.cases.columns]
        id = { kind = "serial", primary_key = true }
        patient_id = { kind = "parent", column = "id" }
        caller = { kind = "phone", same_as = "patients.phone" }
        [tables.notes]
        parent = { table = "cases", per = 1 }
        [tables.notes.columns]
        case_id = { kind = "parent", column = "id" }
    "#;
    let policy = policy(&parse("t.toml", text, &NoFiles).unwrap(), Profile::SafeHarbor).unwrap();
    let of = |t: usize, c: usize| policy.tables[t].columns[c].domain;
    assert_eq!(of(0, 0), of(1, 1));
    assert_ne!(of(0, 0), of(1, 0));
    assert_eq!(of(0, 1), of(1, 2));
    assert_eq!(policy.domains[of(0, 0)].name, "patients.id");
    assert_eq!(policy.tables[1].subject, Some(Subject::Own(1)));
    assert_eq!(policy.tables[2].subject, Some(Subject::Through { column: 0, table: 1, key: 0 }));
}

#[test]
fn the_digest_is_over_what_changes_masking() {
    let digest = |text: &str| compiled(text, Profile::SafeHarbor).unwrap().digest;
    let plain = digest("s = { kind = \"ssn\" }\nt = { kind = \"date\" }");
    assert_eq!(
        plain,
        digest("# a comment\nt = { kind = \"date\" }\ns = { kind = \"ssn\", description = \"x\" }")
    );
    assert_ne!(plain, digest("s = { kind = \"ssn\", mask = \"null\" }\nt = { kind = \"date\" }"));
}

#[test]
fn the_digest_is_over_whose_rows_are_copied_and_what_is_one_place() {
    let digest = |copy: &str, more: &str| {
        let text = format!(
            "[tables.a]\nrows = 1\nsubject = \"id\"\n[tables.a.columns]\nid = {{ kind = \"serial\", primary_key = true }}\n\
             city = {{ kind = \"city\" }}\nzip = {{ kind = \"zip\" }}\n{more}\
             [tables.b]\nrows = 1\n[tables.b.columns]\nid = {{ kind = \"serial\", primary_key = true }}\n\
             [tables.c]\nrows = 1\n[tables.c.columns]\n\
             x_type = {{ kind = \"choice\", values = [\"A\"], mask = {{ keep = \"a test\" }} }}\n\
             y_type = {{ kind = \"choice\", values = [\"A\"], mask = {{ keep = \"a test\" }} }}\n\
             o = {{ kind = \"json\", value = {{}}, copy_of = \"{copy}\" }}\n"
        );
        policy(&parse("t.toml", &text, &NoFiles).unwrap(), Profile::SafeHarbor).unwrap().digest
    };
    let all: std::collections::BTreeSet<String> =
        ["a", "b", "x_type", "y_type"].iter().map(|copy| digest(copy, "")).collect();
    assert_eq!(all.len(), 4);
    // The state decides from which cities a stand-in is drawn; where it stands among the columns decides nothing.
    let state = |name: &str| {
        digest(
            "a",
            &format!("{name} = {{ kind = \"choice\", values = [\"NV\"], mask = {{ keep = \"x\" }} }}\n"),
        )
    };
    assert_ne!(state("state"), state("other"));
}

#[test]
fn what_refers_has_the_settings_of_what_it_refers_to() {
    let text = "[tables.t]\nrows = 1\n[tables.t.columns]\n\
        code = { kind = \"pattern\", pattern = \"X[0-9]{9}\", primary_key = true, mask = \"surrogate\" }\n\
        [tables.u]\nrows = 1\n[tables.u.columns]\n\
        code = { kind = \"reference\", table = \"t\", column = \"code\", mask = \"surrogate\" }\n";
    let policy = policy(&parse("t.toml", text, &NoFiles).unwrap(), Profile::SafeHarbor).unwrap();
    let of = |t: usize| policy.tables[t].columns[0].settings.text("pattern");
    assert!(of(0) == Some("X[0-9]{9}") && of(1) == of(0));
}

#[test]
fn what_is_encrypted_is_treated_as_the_column_that_it_holds() {
    let text = |more: &str| {
        format!(
            "[tables.t]\nrows = 1\n[tables.t.columns]\nid = {{ kind = \"serial\", primary_key = true }}\n\
             ssn = {{ kind = \"ssn\" }}\n_born = {{ kind = \"birth_date\" }}\n{more}\n"
        )
    };
    let compiled = |more: &str| policy(&parse("t.toml", &text(more), &NoFiles)?, Profile::SafeHarbor);
    let fine = compiled(
        "a = { kind = \"fernet\", text = \"CAST(ssn AS text)\", key_env = \"K\" }\n\
         b = { kind = \"aes_gcm\", text = \"_born\", key_env = \"K\" }\n\
         c = { kind = \"blind_index\", text = \"_born\", key_env = \"K\" }",
    );
    let table = fine.unwrap().tables.swap_remove(0);
    let of = |name: &str| &table.columns[table.column(name).unwrap()];
    assert!(of("a").class == Some('G') && of("a").domain == of("ssn").domain);
    assert!(
        of("b").treatment.described() == "generalise to the year" && of("b").written_kind().name == "aes_gcm"
    );
    assert!(of("c").treatment.word() == "derive" && table.holder("_born") == table.column("b"));
    let refused = |more: &str, words: &str| match compiled(more) {
        Ok(_) => panic!("not refused: {more}"),
        Err(error) => assert!(error.render(false).contains(words), "{}", error.render(false)),
    };
    refused("a = { kind = \"fernet\", key_env = \"K\" }", "does not say what it holds");
    refused("a = { kind = \"fernet\", text = \"ssn\" }", "which variable holds the development key");
    refused("a = { kind = \"fernet\", text = \"sn\", key_env = \"K\" }", "is derived from `sn`");
    refused(
        "a = { kind = \"aes_gcm\", text = \"ssn\", key_env = \"K\", nonce = \"iv\" }",
        "has no column `iv`",
    );
    refused(
        "a = { kind = \"aes_gcm\", text = \"ssn\", key_env = \"K\", packing = \"apart\" }",
        "the column with the nonce",
    );
}
