//! Tests of the reference tables.

use super::*;
use sha2::{Digest, Sha256};

#[test]
fn sources_agree_with_the_files() {
    for source in sources() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(source.file);
        let bytes = std::fs::read(path).unwrap();
        let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(source.digest, digest, "{}", source.file);
        // The reader of the csv crate against our own.
        let records = csv::Reader::from_reader(bytes.as_slice()).into_records().map(Result::unwrap).count();
        assert_eq!(source.rows, records, "{}", source.file);
        assert!(!source.origin.is_empty() && !source.licence.is_empty(), "{}", source.table);
    }
}

#[test]
fn every_table_is_named_in_the_notes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let notes = std::fs::read_to_string(folder.join("seeds/README.md")).unwrap();
    for source in sources() {
        let file = source.file.strip_prefix("seeds/").unwrap();
        assert!(notes.contains(&format!("`{file}`")), "{file} is not in seeds/README.md");
    }
}

#[test]
fn texts_and_codes_can_be_read_to_the_end() {
    assert_eq!(surnames::NAME.len(), surnames::ROWS);
    assert_eq!(surnames::NAME.get(0), "Smith");
    assert!(surnames::NAME.iter().all(|name| !name.is_empty()));
    assert_eq!(icd10cm::DESCRIPTION.len(), icd10cm::ROWS);
    assert_eq!(icd10cm::DESCRIPTION.get(0), "Cholera due to Vibrio cholerae 01, biovar cholerae");
    assert_eq!(icd10cm::CODE.get(icd10cm::ROWS - 1), "Z99.89");
    assert!(icd10cm::DESCRIPTION.iter().all(|text| !text.is_empty()));
    assert_eq!(first_names::SEX.names().iter().collect::<Vec<_>>(), ["F", "M"]);
    assert_eq!(name_edge_cases::CATEGORY.iter().count(), name_edge_cases::ROWS);
    assert!(locale_names::NAME.iter().any(|name| name == "Nguyễn"));
    assert_eq!(icd10cm::CODE.find_sorted("E11.9").map(|row| icd10cm::CODE.get(row)), Some("E11.9"));
    assert_eq!(icd10cm::CODE.find_sorted("E11.9999"), None);
}

#[test]
fn surnames_are_written_as_people_write_them() {
    let known: Vec<&str> = surnames::NAME.iter().collect();
    for name in
        ["McDonald", "O'Brien", "De La Cruz", "Van Dyke", "St. John", "MacDonald", "D'Angelo", "DiMarco"]
    {
        assert!(known.contains(&name), "{name}");
    }
    for name in ["Mack", "Machado", "Macias", "Oliver", "Vance", "Stone", "Delgado", "Dean", "Sanchez"] {
        assert!(known.contains(&name), "{name}");
    }
}

#[test]
fn given_names_are_found_by_decade_and_clamped() {
    let names = |sex, year| first_names::NAME.get(first_name_group(sex, year).start);
    assert_eq!(names(Sex::Female, 1915), "Mary");
    assert_eq!(first_name_group(Sex::Female, 1850), first_name_group(Sex::Female, 1910));
    assert_eq!(first_name_group(Sex::Male, 2040), first_name_group(Sex::Male, 2010));
    assert_ne!(first_name_group(Sex::Male, 1989), first_name_group(Sex::Male, 1990));
    assert_eq!(first_name_group(Sex::Male, 1980), first_name_group(Sex::Male, 1989));
    for year in (1910..=2010).step_by(10) {
        for sex in [Sex::Female, Sex::Male] {
            let rows = first_name_group(sex, year);
            assert_eq!(rows.len(), 1000);
            for row in rows {
                assert_eq!(i32::from(first_names::DECADE.get(row)), year);
                assert_eq!(first_names::SEX.get(row), sex.code());
            }
        }
    }
}

#[test]
fn each_locale_has_given_names() {
    assert_eq!(locales().len(), 40);
    for locale in locales().iter() {
        let given = ["first", "first_f", "first_m"].map(|role| locale_names_group(locale, role).len());
        assert!(given.iter().sum::<usize>() > 0, "{locale}");
    }
    let rows = locale_names_group("vi_VN", "last");
    assert!(
        rows.clone()
            .all(|row| locale_names::LOCALE.get(row) == "vi_VN" && locale_names::ROLE.get(row) == "last")
    );
    assert_eq!(rows.len(), 10);
    assert!(locale_names_group("xx_XX", "last").is_empty());
    assert!(locale_names_group("vi_VN", "middle").is_empty());
}

#[test]
fn places_agree_with_states_counties_and_area_codes() {
    let mut last = 0;
    for row in 0..places::ROWS {
        let zip = places::ZIP.get(row);
        assert!(zip > last);
        last = zip;
        let state = states::CODE.names().find_sorted(places::STATE.get(row)).unwrap();
        let fips = places::COUNTY_FIPS.get(row);
        assert_eq!(fips / 1000, u32::from(states::FIPS.get(state)), "{zip}");
        let county = usize::from(places::COUNTY.index(row));
        assert_eq!(counties::FIPS.get(county), fips);
        assert_eq!(counties::NAME.get(county), places::COUNTY.get(row));
        assert!(!places::AREA_CODES.get(row).is_empty());
        for code in places::AREA_CODES.get(row).iter() {
            let at = area_codes::CODE.lower_bound(code);
            assert_eq!(area_codes::CODE.get(at), code);
            assert_eq!(area_codes::STATE.get(at), places::STATE.get(row), "{zip}");
        }
        assert!((170_000..720_000).contains(&places::LATITUDE.get(row)), "{zip}");
        assert!((-1_790_000..-650_000).contains(&places::LONGITUDE.get(row)), "{zip}");
        assert!(places::UNDER_18.get(row) + places::OVER_65.get(row) <= 1000, "{zip}");
        assert!(places::TIME_ZONE.get(row).contains('/'));
    }
}

#[test]
fn places_are_found_by_zip_and_state() {
    let row = place_of_zip(90_210).unwrap();
    assert_eq!((places::CITY.get(row), places::STATE.get(row)), ("Beverly Hills", "CA"));
    assert_eq!(
        (places::COUNTY.get(row), places::TIME_ZONE.get(row)),
        ("Los Angeles County", "America/Los_Angeles")
    );
    assert_eq!(place_of_zip(0), None);
    assert_eq!(place_of_zip(99_999), None);
    let mut rows = 0;
    for (at, state) in states::CODE.iter().enumerate() {
        let of_state = places_of_state(state).unwrap();
        assert!(of_state.iter().all(|row| places::STATE.get(row as usize) == state));
        let people: u32 = of_state.iter().map(|row| places::POPULATION.get(row as usize)).sum();
        assert_eq!(people, states::POPULATION.get(at), "{state}");
        rows += of_state.len();
    }
    assert_eq!(rows, places::ROWS);
    assert!(places_of_state("ZZ").is_none());
}

#[test]
fn totals_pick_rows_in_proportion() {
    let totals = surnames::WEIGHT_TOTALS;
    assert_eq!(totals.pick(totals.rows(), 0), 0);
    assert_eq!(totals.pick(totals.rows(), surnames::WEIGHT.get(0) - 1), 0);
    assert_eq!(totals.pick(totals.rows(), surnames::WEIGHT.get(0)), 1);
    assert_eq!(totals.pick(totals.rows(), totals.total(totals.rows()) - 1), surnames::ROWS - 1);
    let rows = first_name_group(Sex::Male, 1990);
    let totals = first_names::WEIGHT_TOTALS;
    assert_eq!(totals.total(rows.clone()), rows.clone().map(|row| first_names::WEIGHT.get(row)).sum::<u32>());
    assert_eq!(totals.pick(rows.clone(), 0), rows.start);
    assert_eq!(totals.pick(rows.clone(), totals.total(rows.clone()) - 1), rows.end - 1);
    assert_eq!(totals.total(5..5), 0);
}

#[test]
fn ages_agree_with_the_five_year_totals() {
    // World Population Prospects 2024: females of 0 to 4 in 2020, males of 30 to 34 in 2030.
    let people = |sex, year, ages: std::ops::Range<usize>| {
        let start = age_sex_group(sex, year).start;
        ages.map(|age| age_sex::POPULATION.get(start + age)).sum::<u32>()
    };
    assert_eq!(people(Sex::Female, 2020, 0..5), 9_470_318);
    assert_eq!(people(Sex::Female, 2029, 0..5), 9_470_318);
    assert_eq!(people(Sex::Male, 2030, 30..35), 11_769_712);
    assert_eq!(people(Sex::Male, 2010, 100..101), 8_814);
    for sex in [Sex::Female, Sex::Male] {
        for year in [2010, 2020, 2030] {
            assert_eq!(age_sex_group(sex, year).len(), 101);
        }
        assert_eq!(life_table_group(sex, 1955).len(), 120);
        let start = life_table_group(sex, 1955).start;
        assert_eq!((life_tables::BORN.get(start), life_tables::LX.get(start)), (1950, 100_000));
    }
}

#[test]
fn diagnoses_know_sex_age_and_chapter() {
    let of = |code: &str| {
        let row = icd10cm::CODE.find_sorted(code).unwrap();
        (icd10cm::SEX.get(row), icd10cm_age_range(row), icd10cm_chapters::NUMBER.get(icd10cm_chapter(row)))
    };
    assert_eq!(of("E11.9"), ("A", 0..=124, 4));
    assert_eq!(of("O03.9"), ("F", 9..=64, 15));
    assert_eq!(of("C61"), ("M", 15..=124, 2));
    assert_eq!(of("C50.421"), ("M", 0..=124, 2));
    assert_eq!(of("C50.411"), ("F", 0..=124, 2));
    assert_eq!(of("P07.30"), ("A", 0..=0, 16));
    assert_eq!(of("Z00.129"), ("A", 0..=17, 21));
    assert_eq!(of("U07.1"), ("A", 0..=124, 22));
    for row in 0..icd10cm::ROWS {
        let chapter = icd10cm_chapter(row);
        let category = icd10cm::CODE.get(row).split('.').next().unwrap();
        assert!(
            (icd10cm_chapters::FIRST.get(chapter)..=icd10cm_chapters::LAST.get(chapter)).contains(&category)
        );
        assert!(icd10cm_categories::CODE.find_sorted(category).is_some(), "{category}");
    }
}

#[test]
fn conditions_agree_with_the_sex_of_their_diagnosis() {
    for row in 0..conditions::ROWS {
        let code = conditions::CODE.get(row);
        let sex = icd10cm::SEX.get(icd10cm::CODE.find_sorted(code).unwrap());
        assert!(sex == "A" || sex == conditions::SEX.get(row), "{code}");
    }
}

#[test]
fn relationships_have_their_hl7_codes() {
    let has = |system, code| hl7_codes_group(system).any(|row| hl7_codes::CODE.get(row) == code);
    for row in 0..relationships::ROWS {
        assert!(has("v2-0063", relationships::V2_0063.get(row)), "{}", relationships::RELATIONSHIP.get(row));
        let role = relationships::V3_ROLECODE.get(row);
        assert!(role.is_empty() || has("v3-RoleCode", role), "{role}");
    }
    assert!(has("v2-0001", "F"));
    assert!(hl7_codes_group("v2-9999").is_empty());
}

#[test]
fn groups_cover_their_tables() {
    assert!(payers::GROUPS.iter().all(|rows| !rows.is_empty()));
    assert_eq!(payers::AGE_LOW.get(payers_group(64).start), 19);
    assert_eq!(payers::AGE_LOW.get(payers_group(65).start), 65);
    assert_eq!(payers_group(255), payers_group(80));
    assert!(nicknames_group("William").any(|row| nicknames::NICKNAME.get(row) == "Bill"));
    assert!(!facility_name_parts_group("kind:clinic").is_empty());
    assert_eq!(hl7_codes::GROUPS.iter().map(|rows| rows.len()).sum::<usize>(), hl7_codes::ROWS);
}

#[test]
fn tests_have_the_unit_of_their_loinc_code() {
    for row in 0..lab_ranges::ROWS {
        let at = usize::from(lab_ranges::DISPLAY.index(row));
        assert_eq!(loinc::CODE.get(at), lab_ranges::LOINC.get(row));
        assert_eq!(loinc::UNIT.get(at), lab_ranges::UNIT.get(row), "{}", lab_ranges::LOINC.get(row));
    }
}

#[test]
fn small_areas_are_suppressed() {
    for row in 0..zip3::ROWS {
        assert!(
            zip3::SUPPRESS.get(row) == 1 || zip3::POPULATION.get(row) > 20_000,
            "{}",
            zip3::ZIP3.get(row)
        );
    }
}
