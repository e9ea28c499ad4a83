//! What a kind makes it also recognises, and mostly nobody else does.

use super::{plan_of, whole};
use crate::error::Sensitive;
use crate::kinds::{self, Kind};
use crate::plan::Options;
use arrow::array::Array;
use arrow::compute::cast;
use arrow::datatypes::DataType;

fn made(kind: &Kind) -> Vec<String> {
    let text = format!(
        "[tables.t]\nrows = 300\ncolumns._home = {{ kind = \"place\" }}\ncolumns.sex = {{ kind = \"sex\" }}\n\
         columns.birth_date = {{ kind = \"birth_date\" }}\ncolumns.x = {}",
        match kind.name {
            "boolean" | "timestamp" | "date" | "facility_name" => format!("{{ kind = {:?} }}", kind.name),
            "icd10cm" | "icd10cm_name" => format!("{{ kind = {:?}, sex = \"sex\" }}", kind.name),
            _ if kind.inputs.iter().all(|input| !input.required)
                && kind.params.iter().all(|p| !p.required) =>
            {
                format!("{{ kind = {:?} }}", kind.name)
            }
            _ => kind.example.split_once(" = ").unwrap().1.to_owned(),
        }
    );
    // What an application encrypts needs a key.
    let key = || Sensitive::new("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=".to_owned());
    let secrets = ["FIELD_KEY", "LOCKBOX_KEY", "BIDX_KEY"].map(|name| (name.to_owned(), key())).into();
    let batch = whole(&plan_of(&text, &Options { secrets, ..Options::default() }), "t");
    let column = batch.column_by_name("x").unwrap();
    let shown = match column.data_type() {
        DataType::Timestamp(unit, _) => {
            cast(column, &DataType::Timestamp(*unit, None)).unwrap_or(column.clone())
        }
        _ => column.clone(),
    };
    let texts = cast(&shown, &DataType::Utf8).unwrap();
    let texts = texts.as_any().downcast_ref::<arrow::array::StringArray>().unwrap();
    texts.iter().flatten().map(str::to_owned).collect()
}

#[test]
fn a_kind_recognises_what_it_makes() {
    let mut unknown = Vec::new();
    for kind in kinds::all() {
        let Some(recognise) = kind.recognise else { continue };
        if ["ipv6", "device_id", "api_key", "time_zone", "aes_gcm"].contains(&kind.name) {
            continue;
        }
        let made = made(kind);
        let known = made.iter().filter(|text| recognise(text)).count();
        if known * 10 < made.len() * 7 {
            unknown.push(format!(
                "{}: {known} of {}: {:?}",
                kind.name,
                made.len(),
                &made[..5.min(made.len())]
            ));
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn nobody_takes_a_word_for_a_number_of_somebody() {
    let identifiers =
        ["ssn", "phone", "email", "npi", "dea", "mbi", "payment_card", "uuid", "birth_date", "ipv4", "url"];
    let all: Vec<(&Kind, Vec<String>)> =
        kinds::all().filter(|k| identifiers.contains(&k.name)).map(|k| (k, made(k))).collect();
    for (kind, _) in &all {
        let recognise = kind.recognise.unwrap();
        for (other, texts) in all.iter().filter(|(other, _)| other.name != kind.name) {
            // Ten digits alone are either.
            if (kind.name, other.name) == ("phone", "npi") {
                continue;
            }
            let taken = texts.iter().filter(|text| recognise(text)).count();
            assert!(taken * 10 <= texts.len(), "{} takes {taken} of {}", kind.name, other.name);
        }
        assert!(
            !recognise("") && !recognise("active") && !recognise("2.5") && !recognise("17"),
            "{}",
            kind.name
        );
    }
}
